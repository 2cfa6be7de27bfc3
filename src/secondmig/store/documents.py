"""Transcripts: every version that was ever imported, found by id, never overwritten."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from secondmig.core.errors import SecondmigError
from secondmig.core.ids import content_hash
from secondmig.core.types import Document, DocumentKind
from secondmig.store import content, readings, temporal, tombs
from secondmig.store.connect import Change
from secondmig.store.connection import Connection
from secondmig.store.encode import ordered_json, plain
from secondmig.store.schema import DOCUMENTS

_NEWEST = """
SELECT {c} FROM documents d WHERE retired_event IS NULL AND version =
  (SELECT max(version) FROM documents n WHERE n.document_id = d.document_id AND n.retired_event IS NULL)
"""
_ALL = temporal.filled(_NEWEST + "ORDER BY document_id", DOCUMENTS)
_ALL_THEN = temporal.filled(
    """
SELECT {c} FROM documents d WHERE {holds} AND version =
  (SELECT max(version) FROM documents n WHERE n.document_id = d.document_id AND {holds})
ORDER BY document_id
""",
    DOCUMENTS,
    holds=temporal.AS_OF,
)
_VERSIONS = temporal.filled(
    "SELECT {c} FROM documents WHERE retired_event IS NULL AND document_id = ? ORDER BY version", DOCUMENTS
)
_ONE = temporal.filled(_NEWEST + "AND document_id = ?", DOCUMENTS)
_VERSION = temporal.filled(
    "SELECT {c} FROM documents WHERE retired_event IS NULL AND document_id = ? AND version = ?", DOCUMENTS
)
_THEN = temporal.filled(
    f"SELECT {{c}} FROM documents WHERE document_id = :document AND version = :version AND {temporal.AS_OF}",  # noqa: S608
    DOCUMENTS,
)
_SUMMARIES = """
SELECT d.document_id, c.body, d.kind, d.language, d.version, d.decoding, r.turns, r.words, r.characters
FROM documents d JOIN readings r USING (reading) JOIN content c ON c.hash = d.head_hash
WHERE d.retired_event IS NULL AND d.version =
  (SELECT max(version) FROM documents n WHERE n.document_id = d.document_id AND n.retired_event IS NULL)
ORDER BY d.document_id
"""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a list of documents shows; made without loading the texts.

    Attributes:
        id: of the document.
        title: as printed.
        kind: interview, fieldnote, policy, press or answer.
        language: main language, BCP 47.
        version: the newest.
        decoding: how the bytes became text.
        turns: number of turns.
        words: number of words in all turns.
        characters: code points of the text.
        fictional: the header says that everybody in it is invented.
    """

    id: str
    title: str
    kind: DocumentKind
    language: str
    version: int
    decoding: str
    turns: int
    words: int
    characters: int
    fictional: bool


@dataclass(frozen=True, slots=True)
class Prepared:
    """A version of a transcript as it will be kept: all that can be made without a database.

    Attributes:
        document: the version, without the text, the turns and the tiers: those stand below.
        text: of the document; None where the bytes of the file are it.
        source: the original bytes.
        speakers: the labels of its turns, each once.
        reading: its parts.
    """

    document: Document
    text: str | None
    source: bytes
    speakers: tuple[str, ...]
    reading: readings.Prepared


def prepare(document: Document, source: bytes, words: int | None = None) -> Prepared:
    """A version of a transcript, ready to be kept.

    Args:
        document: with all its parts.
        source: the original bytes.
        words: in all turns, where they were counted already.

    Raises:
        SecondmigError: a hash does not fit.
    """
    same = document.text_sha == document.source_sha
    fits = (
        document.text.encode("utf-8") == source if same else content_hash(document.text) == document.text_sha
    )
    if not fits or content_hash(source) != document.source_sha:
        raise SecondmigError(
            "the hash of the text or of the file does not fit it",
            where=f"{document.id} version {document.version}",
            hint="import it again",
        )
    reading = readings.Reading(document.turns, document.tiers, document.withheld)
    return Prepared(
        replace(document, text="", turns=(), tiers=()),
        None if same else document.text,
        source,
        tuple(dict.fromkeys(turn.speaker for turn in document.turns)),
        readings.prepare(document.text, reading, document.text_sha, words),
    )


def add(change: Change, document: Document, source: bytes) -> None:
    """Keep a version of a transcript with the bytes of its file.

    Args:
        change: the change it belongs to.
        document: with a version that is not there yet; see :func:`next_version`.
        source: the original bytes.

    Raises:
        SecondmigError: the version is there already, it was other words before, a hash does not fit, or the
            words belong to a person who withdrew.
    """
    add_prepared(change, prepare(document, source))


def add_prepared(change: Change, prepared: Prepared, *, indexed: bool = True) -> None:
    """The same as :func:`add`, of a version that is prepared already.

    Args:
        change: the change it belongs to.
        prepared: the version.
        indexed: see :func:`secondmig.store.readings.put_prepared`.

    Raises:
        SecondmigError: the version is there already, it was other words before, or the words belong to a
            person who withdrew.
    """
    document = prepared.document
    _refuse(change.connection, prepared)
    head = ordered_json({"title": document.title, "header": plain(document.header)})
    text = prepared.source if prepared.text is None else prepared.text
    text_hash = content.put(change, text, document.text_sha)
    _register(change, document, text_hash)
    temporal.insert(
        change,
        DOCUMENTS,
        [
            (
                f"{document.id}@{document.version}",
                document.id,
                document.version,
                document.kind,
                document.language,
                document.decoding,
                document.supersedes,
                document.source_sha,
                content.put(change, prepared.source, document.source_sha),
                text_hash,
                content.put(change, head),
                readings.put_prepared(change, prepared.reading, indexed=indexed),
            )
        ],
    )


def _refuse(connection: Connection, prepared: Prepared) -> None:
    document = prepared.document
    if get_row(connection, document.id, document.version) is not None:
        where = f"{document.id} version {document.version}"
        raise SecondmigError("this version is there already", where=where, hint="secondmig corpus list")
    tombs.refuse_document(connection, document, prepared.speakers)


def _register(change: Change, document: Document, text_hash: str) -> None:
    known = change.connection.row(
        "SELECT text_hash FROM document_versions WHERE document_id = ? AND version = ?",
        (document.id, document.version),
    )
    if known is None:
        change.connection.run(
            "INSERT INTO document_versions (document_id, version, text_hash) VALUES (?, ?, ?)",
            (document.id, document.version, text_hash),
        )
    elif known[0] != text_hash:
        raise SecondmigError(
            "this version was other words once, and a version never changes its words",
            where=f"{document.id} version {document.version}",
            hint=f"give it version {next_version(change.connection, document.id)}",
        )


def free_version(connection: Connection, document: Document) -> int:
    """The version these words had in an import that was undone; else the next one never used."""
    known = connection.row(
        "SELECT version FROM document_versions WHERE document_id = ? AND text_hash = ? ORDER BY version",
        (document.id, document.text_sha),
    )
    return int(known[0]) if known else next_version(connection, document.id)


def next_version(connection: Connection, document_id: str) -> int:
    """The first version number that this id has never had, not even in an import that was undone."""
    return (
        connection.number("SELECT max(version) FROM document_versions WHERE document_id = ?", (document_id,))
        + 1
    )


def get(connection: Connection, document_id: str, *, version: int | None = None) -> Document | None:
    """A document, the newest version unless one is named; None where there is none."""
    row = get_row(connection, document_id, version)
    return None if row is None else _document(connection, row)


def get_as_of(connection: Connection, document_id: str, version: int, as_of: int) -> Document | None:
    """A version of a document that was there after event ``as_of``; None where it was not."""
    row = connection.row(_THEN, {"document": document_id, "version": version, "as_of": as_of})
    return None if row is None else _document(connection, row)


def get_row(connection: Connection, document_id: str, version: int | None) -> tuple[object, ...] | None:
    """The current row of a document, the newest version unless one is named."""
    if version is None:
        return connection.row(_ONE, (document_id,))
    return connection.row(_VERSION, (document_id, version))


def all_documents(connection: Connection, as_of: int | None = None) -> tuple[Document, ...]:
    """The newest version of every document, by id: now, or after event ``as_of``."""
    rows = connection.rows(_ALL) if as_of is None else connection.rows(_ALL_THEN, {"as_of": as_of})
    return tuple(_document(connection, row) for row in rows)


def made_by(connection: Connection, document_id: str) -> frozenset[str]:
    """The verbs of the events that made the versions of a document."""
    rows = connection.rows(
        "SELECT DISTINCT e.verb FROM documents d JOIN events e ON e.rev = d.created_event"
        " WHERE d.retired_event IS NULL AND d.document_id = ?",
        (document_id,),
    )
    return frozenset(verb for (verb,) in rows)


def renamed_since(connection: Connection, rev: int) -> tuple[str, ...]:
    """Ids of documents in which names were replaced, or a version brought back, after event ``rev``."""
    rows = connection.rows(
        "SELECT DISTINCT d.document_id FROM documents d JOIN events e ON e.rev = d.created_event"
        " WHERE d.retired_event IS NULL AND d.version > 1 AND e.rev > ?"
        " AND e.verb IN ('corpus deidentify', 'redo') ORDER BY 1",
        (rev,),
    )
    return tuple(document_id for (document_id,) in rows)


def version_numbers(connection: Connection, document_id: str) -> tuple[int, ...]:
    """The numbers of all versions of a document, in order."""
    rows = connection.rows(
        "SELECT version FROM documents WHERE retired_event IS NULL AND document_id = ? ORDER BY version",
        (document_id,),
    )
    return tuple(int(number) for (number,) in rows)


def versions(connection: Connection, document_id: str) -> tuple[Document, ...]:
    """Every version of a document, the first to the newest."""
    return tuple(_document(connection, row) for row in connection.rows(_VERSIONS, (document_id,)))


def _document(connection: Connection, row: tuple[object, ...]) -> Document:
    held = dict(zip(DOCUMENTS.columns, row, strict=True))
    title, header = parse_head(content.text(connection, str(held["head_hash"])))
    reading = readings.get(connection, int(str(held["reading"])))
    supersedes = held["supersedes"]
    kind: DocumentKind = held["kind"]  # type: ignore[assignment]
    return Document(
        id=str(held["document_id"]),
        version=int(str(held["version"])),
        title=title,
        kind=kind,
        language=str(held["language"]),
        text=content.text(connection, str(held["text_hash"])),
        text_sha=str(held["text_hash"]),
        source_sha=str(held["source_sha"]),
        decoding=str(held["decoding"]),
        turns=reading.turns,
        tiers=reading.tiers,
        withheld=reading.withheld,
        header=header,
        supersedes=None if supersedes is None else int(str(supersedes)),
    )


def parse_head(body: str) -> tuple[str, dict[str, str | tuple[str, ...]]]:
    """Title and header of a document from the words kept for them."""
    head = json.loads(body)
    header = {
        key: tuple(value) if isinstance(value, list) else str(value) for key, value in head["header"].items()
    }
    return str(head["title"]), header


def summaries(connection: Connection) -> tuple[Summary, ...]:
    """One light row per document, by id; the texts are not loaded."""
    found = []
    for row in connection.rows(_SUMMARIES):
        document_id, head, kind, language, version, decoding, turns, words, characters = row
        title, header = parse_head(head)
        fictional = str(header.get("fictional", "")).strip().lower() in {"true", "yes"}
        found.append(
            Summary(
                document_id, title, kind, language, version, decoding, turns, words, characters, fictional
            )
        )
    return tuple(found)


def header(connection: Connection, document_id: str) -> Mapping[str, str | tuple[str, ...]]:
    """The other keys of a document's header, without loading its text; empty where there is no document."""
    row = get_row(connection, document_id, None)
    if row is None:
        return {}
    held = dict(zip(DOCUMENTS.columns, row, strict=True))
    return parse_head(content.text(connection, str(held["head_hash"])))[1]


def with_source(connection: Connection, source_sha: str) -> str | None:
    """The id of the document that was imported from these bytes, or None."""
    row = connection.row(
        "SELECT document_id FROM documents WHERE source_sha = ? AND retired_event IS NULL ORDER BY id",
        (source_sha,),
    )
    return None if row is None else str(row[0])


def sources(connection: Connection) -> frozenset[str]:
    """Content hashes of the files of all documents that are there."""
    rows = connection.rows("SELECT DISTINCT source_sha FROM documents WHERE retired_event IS NULL")
    return frozenset(sha for (sha,) in rows)


def text(connection: Connection, document_id: str, version: int) -> str:
    """The words of one version, whether the document is current or not.

    Raises:
        SecondmigError: there is no such version.
    """
    row = connection.row(
        "SELECT text_hash FROM document_versions WHERE document_id = ? AND version = ?",
        (document_id, version),
    )
    if row is None:
        raise SecondmigError(f"there is no {document_id} version {version}", hint="secondmig corpus list")
    return content.text(connection, str(row[0]))
