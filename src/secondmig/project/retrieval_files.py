"""The passages that are shown as a file for a draft or a table: csv, xlsx, docx, md, cut to a release level.

A file for the team holds the words of persons who agreed to be quoted; one for the public what the public
report may quote, masked in the same way and without a place, an id or a name. What is left out is counted.
"""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from secondmig.core.consent import ASKED_FIRST, ask_first
from secondmig.core.errors import SecondmigError
from secondmig.core.selection import EVERYTHING
from secondmig.core.types import Coding
from secondmig.joint.passages import Passage
from secondmig.project.release import released
from secondmig.project.retrieval import Ground, Hit, Row, Wanted, is_hidden, rows_of
from secondmig.project.retrieval_desk import counts_of, groups_of, hits_of, label_of
from secondmig.project.session import Session
from secondmig.project.shot import cut_texts
from secondmig.project.workbench import Workbench
from secondmig.store import codings, documents

if TYPE_CHECKING:
    from secondmig.interchange.docx_out import Block
    from secondmig.report.context import Context

Form: TypeAlias = Literal["csv", "xlsx", "docx", "md"]
Release: TypeAlias = Literal["work", "team", "public"]
KINDS: Final[Mapping[Form, str]] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "md": "text/markdown; charset=utf-8",
}
_COLUMNS: Final = (
    "document",
    "turn",
    "speaker",
    "case",
    "pseudonym",
    "quote",
    "translation",
    "code",
    "label",
    "coder",
)
_LAST: Final = ("memo", "start", "end", "id")
_PUBLIC: Final = ("who", "code", "label", "about_country", "quote", "translation")


@dataclass(frozen=True, slots=True)
class Made:
    """A file to be handed to whoever asked.

    Attributes:
        name: what it is to be called.
        kind: its media type.
        body: its bytes.
        people: ids of the persons whose words are in it.
    """

    name: str
    kind: str
    body: bytes
    people: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class How:
    """What kind of file.

    Attributes:
        form: csv, xlsx, docx or md.
        release: for whom it is.
        group: what stands together, as on the page.
    """

    form: Form
    release: Release = "work"
    group: str = ""


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the file holds.

    Attributes:
        columns: of its rows.
        groups: (heading, rows), one without a heading where nothing was grouped.
        about: sentences about the whole.
        people: ids of the persons whose words are in it.
    """

    columns: tuple[str, ...]
    groups: tuple[tuple[str, tuple[Mapping[str, str], ...]], ...]
    about: tuple[str, ...]
    people: frozenset[str] = frozenset()

    def rows(self) -> list[Mapping[str, str]]:
        """All rows in order."""
        return [row for _, rows in self.groups for row in rows]


def made(bench: Workbench, wanted: Wanted, how: How) -> Made:
    """The passages asked for as a file; nothing is written here.

    Raises:
        SecondmigError: as for :func:`secondmig.project.retrieval.choose`, or the question itself would tell
            the public who speaks.
    """
    with bench.session.store.consistent():
        kept = _public(bench, wanted, how) if how.release == "public" else _inside(bench, wanted, how)
    write: dict[Form, Callable[[_Kept], bytes]] = {
        "csv": _csv,
        "xlsx": _xlsx,
        "docx": _docx,
        "md": lambda found: _md(found).encode("utf-8"),
    }
    return Made(f"segments-{how.release}.{how.form}", KINDS[how.form], write[how.form](kept), kept.people)


# what may go out


def _inside(bench: Workbench, wanted: Wanted, how: How) -> _Kept:
    seen, found = hits_of(bench, wanted)
    ground = seen.ground if how.release == "work" else _cut(bench.session, seen.ground, found)
    shown = [hit for hit in found if not is_hidden(ground, hit)]
    groups = [
        (label_of(ground, how.group, name), _rows(bench, ground, hits))
        for name, hits in groups_of(ground, shown, how.group)
    ]
    names = sorted({name for _, rows in groups for row in rows for name in row if name.startswith("facet ")})
    columns = (*_COLUMNS, *names, *_LAST)
    numbers = counts_of(ground, shown)
    about = (
        "{segments} passages of {persons} persons in {documents} transcripts, for: ".format(**numbers)
        + how.release,
        *_left_out(len(found) - len(shown)),
        *_to_ask(ground, shown),
        f"Asked for: {_described(wanted)}",
        f"State of the project: event {bench.rev()}",
    )
    held = frozenset(person for hit in shown for person in hit.persons)
    return _Kept(columns, tuple((name, tuple(rows)) for name, rows in groups), about, held)


def _to_ask(ground: Ground, shown: Sequence[Hit]) -> tuple[str, ...]:
    """Whose words want a word with the person before they are quoted outside the team."""
    asked = {case.id for case in ground.snapshot.cases if case.consent == ASKED_FIRST}
    names = sorted({person for hit in shown for person in hit.persons if person in asked})
    return (ask_first(names),) if names else ()


def _left_out(number: int) -> tuple[str, ...]:
    return (f"{number} passages are left out: their words may not be shown at this level",) if number else ()


def _described(wanted: Wanted) -> str:
    asked = wanted.beside
    parts = [
        wanted.selection.described(),
        *(f"language {each}" for each in wanted.languages),
        *([f"overlapping {asked.overlaps}"] if asked.overlaps else []),
        *([f"without {asked.without}"] if asked.without else []),
        *([f"followed by {asked.followed[0]} within {asked.followed[1]} turns"] if asked.followed else []),
        *([f"near {asked.near[0]}, {asked.near[1]} turns"] if asked.near else []),
        *([f"uncoded {wanted.uncoded}"] if wanted.uncoded else []),
    ]
    return "; ".join(parts)


def _cut(session: Session, ground: Ground, hits: Sequence[Hit]) -> Ground:
    """The ground with the texts of the hits as the team may quote them."""
    connection = session.store.read()
    names = sorted({hit.document_id for hit in hits})
    whole = [found for name in names if (found := documents.get(connection, name)) is not None]
    held, hidden = cut_texts(session, whole, EVERYTHING, "team")
    return replace(ground, snapshot=replace(ground.snapshot, documents=held, hidden=hidden))


def _rows(bench: Workbench, ground: Ground, hits: Sequence[Hit]) -> list[Mapping[str, str]]:
    from secondmig.report.translation import translation

    ids = [hit.passage.coding.id for hit in hits if hit.passage is not None]
    memos = {each.id: each.memo for each in codings.by_ids(bench.session.store.read(), ids)}
    known = ground.documents()
    names = {case.id: case.pseudonym for case in ground.snapshot.cases}
    rows: list[Mapping[str, str]] = []
    for row, hit in zip(rows_of(ground, hits), hits, strict=True):
        one = len(hit.turns) == 1
        told = translation(ground.snapshot, known[hit.document_id], hit.turns[0], hit.span) if one else None
        more = {
            "pseudonym": ", ".join(names.get(person, person) for person in hit.persons),
            "translation": told.text if told else "",
            "memo": memos.get(str(row["id"]), ""),
        }
        rows.append({**_texts({**row, **more}), **_facets(row["facets"])})
    return rows


def _texts(row: Row) -> dict[str, str]:
    plain = {name: value for name, value in row.items() if name != "facets"}
    return {name: "" if value is None else str(value) for name, value in plain.items()}


def _facets(facets: object) -> dict[str, str]:
    found = facets if isinstance(facets, Mapping) else {}
    return {f"facet {name}": _said(value) for name, value in found.items()}


def _said(value: object) -> str:
    if isinstance(value, tuple | list):
        return ", ".join(map(_said, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _public(bench: Workbench, wanted: Wanted, how: How) -> _Kept:
    """What the public report may quote among the passages; see its SAFETY_RULE."""
    from secondmig.report.context import context
    from secondmig.report.safe_quotes import SAFETY_RULE, quotable

    selection = wanted.selection
    if wanted.uncoded or selection.cases or selection.documents or selection.groups or wanted.languages:
        raise SecondmigError(
            "a public file tells nothing about who speaks, and uncoded words are not quoted in public",
            hint="leave person, document, attribute, language and uncoded text out",
        )
    seen, found = hits_of(bench, wanted)
    ctx = context(released(bench.session, bench.session.counting(EVERYTHING), "public"))
    safe = {coding.id: coding for coding in quotable(ctx).codings}
    shown = [hit for hit in found if hit.passage is not None and hit.passage.coding.id in safe]
    by = how.group if how.group in {"code", "about_country"} else ""
    places = {passage.coding.id: passage for passage in ctx.passages}
    # In the order of the words: that of the transcripts would tell which of them one person said.
    groups = tuple(
        (
            label_of(seen.ground, by, name),
            tuple(
                sorted(
                    (
                        _public_row(ctx, places[hit.passage.coding.id], safe[hit.passage.coding.id])
                        for hit in hits
                        if hit.passage is not None
                    ),
                    key=lambda row: (row["quote"], row["translation"], row["label"]),
                )
            ),
        )
        for name, hits in groups_of(seen.ground, shown, by)
    )
    about = (
        f"{len(shown)} passages, for everybody",
        *_left_out(len(found) - len(shown)),
        f"Rule: {SAFETY_RULE}",
    )
    held = frozenset(person for hit in shown for person in hit.persons)
    return _Kept(_PUBLIC, groups, about, held)


def _public_row(ctx: "Context", passage: Passage, coding: Coding) -> Mapping[str, str]:
    from secondmig.joint.groups import ABOUT, facet_texts
    from secondmig.report.context import country_name
    from secondmig.report.safe_quotes import common_languages, label, masked_words, safe_translation

    person = ctx.person(passage.persons()[0])
    about = facet_texts(coding, ABOUT)[0]
    turn = ctx.snapshot.document(coding.document_id).turns[passage.turns[0]]
    is_common = turn.language.partition("-")[0].lower() in common_languages(ctx)
    told = safe_translation(ctx, passage, person)
    return {
        "who": label(ctx, person, about),
        "code": coding.code_id,
        "label": ctx.labels.get(coding.code_id, coding.code_id),
        "about_country": country_name(about),
        "quote": masked_words(ctx.snapshot.quote(coding) or "", ctx) if is_common else "",
        "translation": told.text if told else "",
    }


# how it is written


def _headed(columns: Sequence[str]) -> list[str]:
    return [name.removeprefix("facet ") for name in columns]


def _csv(kept: _Kept) -> bytes:
    """The rows alone; a cell that a spreadsheet would compute begins with an apostrophe."""
    from secondmig.interchange.grid import guarded

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_headed(kept.columns))
    for row in kept.rows():
        cells = (row.get(name, "") for name in kept.columns)
        writer.writerow([guarded(cell) if len(cell) > 1 else cell for cell in cells])
    return out.getvalue().encode("utf-8")


def _xlsx(kept: _Kept) -> bytes:
    from secondmig.interchange.workbook import workbook_bytes

    rows = [[row.get(name, "") for name in kept.columns] for row in kept.rows()]
    about = [["about"], *([line] for line in kept.about)]
    return workbook_bytes([("segments", [_headed(kept.columns), *rows]), ("about", about)])


def _docx(kept: _Kept) -> bytes:
    from secondmig.interchange.docx_out import Heading, Paragraph, document

    blocks: list[Block] = [Paragraph(line, "quiet") for line in kept.about]
    for heading, rows in kept.groups:
        blocks += [Heading(heading)] if heading else []
        for row in rows:
            blocks += [Paragraph(words, "quote") for words in _words(row)]
            blocks.append(Paragraph(_source(row), "quiet"))
            if row.get("memo"):
                blocks.append(Paragraph(f"Memo: {row['memo']}", "quiet"))
    return document("Passages", blocks)


def _md(kept: _Kept) -> str:
    return "\n".join(_md_lines(kept))


def _md_lines(kept: _Kept) -> Iterator[str]:
    yield from ("# Passages", "")
    for line in kept.about:
        yield from (_escaped(line), "")
    for heading, rows in kept.groups:
        if heading:
            yield from (f"## {_escaped(heading)}", "")
        for row in rows:
            for words in _words(row):
                yield from (f"> {_escaped(line)}" for line in words.split("\n"))
                yield ">"
            yield from (f"> — {_escaped(_source(row))}", "")
            if row.get("memo"):
                yield from (f"Memo: {_escaped(row['memo'])}", "")


def _words(row: Mapping[str, str]) -> list[str]:
    spoken = [f"“{row['quote']}”"] if row.get("quote") else []
    return spoken + ([f"[{row['translation']}]"] if row.get("translation") else [])


def _source(row: Mapping[str, str]) -> str:
    """Where a quotation is from, as a line below it."""
    where = f"{row['document']} #{row['turn']}" if row.get("document") else ""
    who = row.get("who") or row.get("pseudonym") or row.get("speaker", "")
    named = {name for name in ("facet about_country", "about_country") if row.get(name)}
    about = [f"about {row[name]}" for name in sorted(named)]
    coder = [f"coded by {row['coder']}"] if row.get("coder") else []
    return ", ".join(part for part in [who, where, row.get("label", ""), *about, *coder] if part)


def _escaped(text: str) -> str:
    for letter in "\\`*_[]<>#|":
        text = text.replace(letter, f"\\{letter}")
    return text
