"""What packages and returns say, as values: manifest, documents, codings, memos and relations as JSON rows.

Rows are read strictly: a file whose hashes fit can still have been made by hand, so no type is trusted.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar, cast

from secondmig.core.ids import content_hash
from secondmig.core.span import Span
from secondmig.core.types import (
    DOCUMENT_KINDS,
    SPEAKER_ROLES,
    Coding,
    Document,
    FacetScalar,
    FacetValue,
    Relation,
    Tier,
    Turn,
    Withheld,
)
from secondmig.project.sealed_file import changed, id_of, not_ours
from secondmig.store.encode import plain

WITHHELD = "withheld in the project this comes from"
_DECODING = "utf-8 (package)"
Row = Mapping[str, object]
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Packed:
    """A document or a codebook version in a package.

    Attributes:
        id: of the document or codebook.
        number: of its version.
        sha: content hash: of a document's text as packaged, of a codebook's canonical form.
    """

    id: str
    number: int
    sha: str


@dataclass(frozen=True, slots=True)
class Brief:
    """What a package is: the part of its manifest that travels on with the return.

    Attributes:
        id: content hash of the whole package.
        project: hash of the first event of the project that made it.
        coder: for whom.
        maker: who made it.
        blind: it holds nothing of what others coded.
        documents: by id.
        codebooks: those to be applied, by id.
        manifest: as it stands in the package.
    """

    id: str
    project: str
    coder: str
    maker: str
    blind: bool
    documents: tuple[Packed, ...]
    codebooks: tuple[Packed, ...]
    manifest: Row

    def document(self, document_id: str) -> Packed | None:
        """The document of that id, or None."""
        return next((each for each in self.documents if each.id == document_id), None)


@dataclass(frozen=True, slots=True)
class Remark:
    """A memo on a coding.

    Attributes:
        coding: id of the coding.
        text: the words.
        coder: who wrote it.
        event: rev of the event that made it, in the project where it was written.
    """

    coding: str
    text: str
    coder: str
    event: int


@dataclass(frozen=True, slots=True)
class Tie:
    """A relation with the rev of the event that made it."""

    relation: Relation
    event: int


def brief_of(manifest: Row, *, where: str) -> Brief:
    """What a manifest says.

    Raises:
        SecondmigError: it lacks something.
    """
    try:
        return Brief(
            id=id_of(manifest),
            project=_filled(manifest["project"]),
            coder=_filled(manifest["coder"]),
            maker=_filled(manifest["maker"]),
            blind=_bool(manifest["blind"]),
            documents=_packed(manifest["documents"]),
            codebooks=_packed(manifest["codebooks"]),
            manifest=manifest,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise not_ours(where) from error


def _packed(value: object) -> tuple[Packed, ...]:
    found = tuple(
        Packed(_text(row["id"]), _int(row["number"]), _text(row["sha"])) for row in map(_object, _list(value))
    )
    if len({each.id for each in found}) < len(found):
        raise ValueError("something is named twice")
    return found


def packed_row(each: Packed) -> dict[str, object]:
    """A document or codebook as the manifest names it."""
    return {"id": each.id, "number": each.number, "sha": each.sha}


def document_row(document: Document) -> dict[str, object]:
    """A document whose text is masked and whose header is cut, as JSON."""
    return {
        "id": document.id,
        "version": document.version,
        "title": document.title,
        "kind": document.kind,
        "language": document.language,
        "text": document.text,
        "header": plain(document.header),
        "turns": [
            [
                turn.number,
                turn.speaker,
                turn.role,
                turn.language,
                turn.span.start,
                turn.span.end,
                turn.time_start,
                turn.time_end,
            ]
            for turn in document.turns
        ],
        "tiers": [[tier.name, tier.turn_index, tier.span.start, tier.span.end] for tier in document.tiers],
        "withheld": [[each.span.start, each.span.end] for each in document.withheld],
    }


def document_from(row: Row, packed: Packed, *, where: str) -> Document:
    """The document that :func:`document_row` wrote.

    Raises:
        SecondmigError: it is no such row, or not what the manifest names.
    """
    document = strictly(_document, row, where=where)
    if (document.id, document.version, document.text_sha) != (packed.id, packed.number, packed.sha):
        raise changed(where)
    return document


def _document(row: Row) -> Document:
    text = _text(row["text"])
    sha = content_hash(text)

    def span(start: object, end: object) -> Span:
        found = Span(_int(start), _int(end))
        if found.end > len(text):
            raise ValueError("a stretch beyond the text")
        return found

    turns = tuple(
        Turn(
            index, _maybe(raw[0]), _text(raw[1]), _among(raw[2], SPEAKER_ROLES), _text(raw[3]),
            span(raw[4], raw[5]), _maybe(raw[6]), _maybe(raw[7]),
        )
        for index, raw in enumerate(map(_list, _list(row["turns"])))
    )  # fmt: skip
    tiers = tuple(
        Tier(_text(raw[0]), _index(raw[1], len(turns)), span(raw[2], raw[3]))
        for raw in map(_list, _list(row["tiers"]))
    )
    header = {
        name: tuple(map(_text, value)) if isinstance(value, list) else _text(value)
        for name, value in _object(row["header"]).items()
    }
    return Document(
        id=_text(row["id"]),
        version=_int(row["version"]),
        title=_text(row["title"]),
        kind=_among(row["kind"], DOCUMENT_KINDS),
        language=_text(row["language"]),
        text=text,
        text_sha=sha,
        source_sha=sha,
        decoding=_DECODING,
        turns=turns,
        tiers=tiers,
        withheld=tuple(Withheld(span(*_list(raw)), WITHHELD) for raw in _list(row["withheld"])),
        header=header,
    )


def coding_row(coding: Coding) -> dict[str, object]:
    """A coding as JSON: where, what and how, never the words."""
    return {
        "id": coding.id,
        "document": coding.document_id,
        "version": coding.version,
        "start": coding.span.start,
        "end": coding.span.end,
        "quote_sha": coding.quote_sha,
        "code": coding.code_id,
        "codebook": coding.codebook_version,
        "coder": coding.coder_id,
        "facets": plain(coding.facets),
        "origin": coding.origin,
        "event": coding.created_event,
    }


def coding_from(row: Row) -> Coding:
    """The coding of a row; KeyError, TypeError or ValueError where it is none."""
    return Coding(
        id=_filled(row["id"]),
        document_id=_filled(row["document"]),
        version=_int(row["version"]),
        span=Span(_int(row["start"]), _int(row["end"])),
        quote_sha=_text(row["quote_sha"]),
        code_id=_filled(row["code"]),
        codebook_version=_filled(row["codebook"]),
        coder_id=_filled(row["coder"]),
        facets=dict(sorted((name, _facet(value)) for name, value in _object(row["facets"]).items())),
        origin=_filled(row["origin"]),
        created_event=_int(row["event"]),
    )


def _facet(value: object) -> FacetValue:
    if isinstance(value, list):
        return tuple(_scalar(each) for each in value)
    return _scalar(value)


def _scalar(value: object) -> FacetScalar:
    if not isinstance(value, str | int | bool):
        raise TypeError("a facet value is text, a whole number or true or false")
    return value


def remark_row(remark: Remark) -> dict[str, object]:
    """A memo as JSON."""
    return {"coding": remark.coding, "text": remark.text, "coder": remark.coder, "event": remark.event}


def remark_from(row: Row) -> Remark:
    """The memo of a row; KeyError, TypeError or ValueError where it is none."""
    return Remark(_filled(row["coding"]), _filled(row["text"]), _filled(row["coder"]), _int(row["event"]))


def tie_row(tie: Tie) -> dict[str, object]:
    """A relation as JSON."""
    held = tie.relation
    return {
        "source": held.source,
        "target": held.target,
        "sign": held.sign,
        "coder": held.coder_id,
        "event": tie.event,
    }


def tie_from(row: Row) -> Tie:
    """The relation of a row, without id; KeyError, TypeError or ValueError where it is none."""
    source, target = _filled(row["source"]), _filled(row["target"])
    if source == target:
        raise ValueError("a coding tied to itself")
    sign: Literal["+", "-", "?"] = _among(row["sign"], ("+", "-", "?"))
    return Tie(Relation("", source, target, sign, _filled(row["coder"])), _int(row["event"]))


def title_from(row: Row) -> str:
    """The title of a project; KeyError, TypeError or ValueError where there is none."""
    return _text(row["title"])


def strictly(read: Callable[[Row], _Value], row: Row, *, where: str) -> _Value:
    """A row as a value.

    Raises:
        SecondmigError: it is no such row.
    """
    try:
        return read(row)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, RecursionError) as error:
        raise not_ours(where) from error


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    value.encode("utf-8")  # half of a character is a ValueError
    return value


def _filled(value: object) -> str:
    text = _text(value)
    if not text:
        raise ValueError("an empty text")
    return text


def _int(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**53:
        raise TypeError("not a whole number")
    return value


def _index(value: object, length: int) -> int:
    found = _int(value)
    if found >= length:
        raise ValueError("a number beyond the end")
    return found


def _maybe(value: object) -> int | None:
    return None if value is None else _int(value)


def _bool(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError("neither true nor false")
    return value


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError("not a list")
    return cast("list[object]", value)


def _object(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise TypeError("not an object")
    return cast("dict[str, object]", value)


def _among(value: object, known: tuple[_Value, ...]) -> _Value:
    return known[known.index(cast("_Value", value))]
