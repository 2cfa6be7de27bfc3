"""The summary grid to take along: rows for listings, a workbook, a document, a table of plain text."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from secondmig.core.cautions import made_by, waiting
from secondmig.core.counting import counted
from secondmig.core.errors import SecondmigError
from secondmig.project.grid import Desk, grid, grid_at
from secondmig.project.grid_model import UNGROUPED, Cell, Grid, Person, Theme, Wanted
from secondmig.project.listing import Done, Listing
from secondmig.project.output import write_atomically
from secondmig.project.outputs import note
from secondmig.project.session import Session, is_fictional, meta

if TYPE_CHECKING:
    from secondmig.interchange.docx_out import Block, Row

FIELDS: Final = ("case", "pseudonym", "group", "theme", "label", "text", "coder", "codings", "asked")
KINDS: Final[Mapping[str, str]] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "csv": "text/csv",
}
"""Form of a file -> what the web calls it."""
_ACROSS: Final = 6
"""Themes that stand beside each other on a page that lies on its side."""


@dataclass(frozen=True, slots=True)
class GridFile:
    """A file to take along.

    Attributes:
        name: for the reader's folder.
        kind: as the web calls it.
        body: what it holds.
        paraphrases: how many are in it.
        notes: what people should know of it.
        people: ids of the persons in it.
    """

    name: str
    kind: str
    body: bytes
    paraphrases: int
    notes: tuple[str, ...]
    people: tuple[str, ...] = ()


def listing(session: Session, wanted: Wanted, *, filled: bool = False) -> Listing:
    """One row per paraphrase, and one per cell without any.

    Args:
        session: the open project.
        wanted: which grid.
        filled: leave the cells without a paraphrase out.
    """
    desk = Desk(session, wanted.level)
    with session.store.consistent():
        made = grid_at(desk, wanted)
        snapshot = desk.snapshot
    rows = [row for row in _long(made) if not filled or row["coder"] is not None]
    cautions = (
        *waiting(snapshot.waiting, snapshot.undecided),
        *made_by({coding.coder_id for coding in snapshot.codings}, snapshot.made),
    )
    told = meta(session, unit="cells", selection=wanted.selection, n=len(rows), cautions=cautions)
    return Listing(FIELDS, rows, {**told, "by": made.by}, tuple(_notes(made)))


def _long(made: Grid) -> Iterator[dict[str, object]]:
    for person in made.persons:
        for theme in made.themes:
            cell = made.cells[person.id, theme.id]
            for said in cell.paraphrases or (None,):
                yield {
                    "case": person.id,
                    "pseudonym": person.pseudonym,
                    "group": person.group,
                    "theme": theme.id,
                    "label": theme.label,
                    "text": said.text if said else None,
                    "coder": said.coder if said else None,
                    "codings": cell.codings,
                    "asked": cell.asked,
                }


def _notes(made: Grid) -> Iterator[str]:
    if made.withheld:
        yield (
            f"withheld: {counted(made.withheld, 'paraphrase')} of persons whose words are for "
            "the team's own screen alone; --release work shows what may be seen there"
        )
    strays = [theme.id for theme in made.themes if not theme.book]
    if strays:
        yield f"no codebook has these any more, and they hold paraphrases: {', '.join(strays)}"


def export(session: Session, wanted: Wanted, target: Path) -> Done:
    """Write the grid into a file whose ending says what it is.

    Raises:
        SecondmigError: the ending is none of .xlsx, .docx and .csv, or as for :func:`grid`.
    """
    made = as_file(session, wanted, target.suffix.lower().removeprefix("."))
    if not target.parent.is_dir():
        raise SecondmigError(
            "there is no such folder", where=str(target.parent), hint=f"mkdir -p {target.parent}"
        )
    write_atomically(target, made.body)
    note(session, "query grid", target, level=wanted.level, people=made.people)
    number = counted(made.paraphrases, "paraphrase")
    return Done(f"written: {target} ({number})", warnings=made.notes)


def as_file(session: Session, wanted: Wanted, form: str) -> GridFile:
    """The grid as a file.

    Raises:
        SecondmigError: there is no such form, or as for :func:`grid`.
    """
    if form not in KINDS:
        raise SecondmigError(
            f"the grid is not written as {form or 'a file without an ending'}",
            hint=f"one of .{', .'.join(KINDS)}",
        )
    made = grid(session, wanted)
    body = {"xlsx": _workbook, "docx": _document, "csv": _table}[form](session, made)
    told = sum(len(cell.paraphrases) for cell in made.cells.values())
    people = tuple(person.id for person in made.persons)
    return GridFile(
        f"summary-grid.{form}", KINDS[form], body, told - made.withheld, tuple(_notes(made)), people
    )


def _workbook(session: Session, made: Grid) -> bytes:  # noqa: ARG001 - one signature for all forms
    from secondmig.interchange.xlsx_grid import GridSheet, grid_workbook

    coders = _coders(made)
    rows: list[tuple[str, ...]] = []
    quiet: set[tuple[int, int]] = set()
    for number, person in enumerate(made.persons):
        cells = [_words(made.cells[person.id, theme.id], coders) for theme in made.themes]
        quiet |= {(number, 3 + at) for at, (_text, is_said) in enumerate(cells) if not is_said}
        rows.append((person.id, person.pseudonym, person.group or "", *(text for text, _ in cells)))
    header = ("case", "pseudonym", "group" if made.by == UNGROUPED else made.by)
    wide = GridSheet(
        "Grid",
        (*header, *(theme.label for theme in made.themes)),
        tuple(rows),
        widths=(9, 14, 12, 38),
        frozen=2,
        quiet=frozenset(quiet),
    )
    long = tuple(tuple(_of_sheet(row[name]) for name in FIELDS) for row in _long(made))
    narrow = GridSheet("Paraphrases", FIELDS, long, widths=(9, 14, 12, 14, 28, 70, 12, 10, 20))
    return grid_workbook([wide, narrow])


def _of_sheet(value: object) -> str | int | None:
    return value if isinstance(value, int) or value is None else str(value)


def _table(session: Session, made: Grid) -> bytes:  # noqa: ARG001 - one signature for all forms
    from secondmig.interchange.grid import csv_bytes

    rows = (["" if row[name] is None else str(row[name]) for name in FIELDS] for row in _long(made))
    return csv_bytes(FIELDS, rows)


def _document(session: Session, made: Grid) -> bytes:
    from secondmig.interchange.docx_out import Heading, NewPage, Paragraph, Table, document

    parts = _parts(made.themes)
    remarks = [f"{_people(made.persons)}, {counted(len(made.themes), 'theme')}."]
    coders = _coders(made)
    if coders:
        remarks.append(f"Paraphrases by {', '.join(coders)}.")
    if made.withheld:
        remarks.append(f"{made.withheld} withheld by the level of release ({made.level}).")
    if is_fictional(session):
        remarks.append("Everybody in this corpus is invented.")
    blocks: list[Block] = [Paragraph(" ".join(remarks), "quiet")]
    for number, themes in enumerate(parts, start=1):
        if number > 1:
            blocks.append(NewPage())
        if len(parts) > 1:
            between = f"{themes[0].label} to {themes[-1].label}"
            blocks.append(Heading(f"Themes {number} of {len(parts)}: {between}"))
        header = ("Person", *(theme.label for theme in themes))
        widths = (1.0, *(1.7 for _ in themes))
        blocks.append(Table((header, *_rows(made, themes, coders)), widths))
    return document(f"{session.config.title}: summary grid", blocks, landscape=True)


def _rows(made: Grid, themes: Sequence[Theme], coders: Sequence[str]) -> "Iterator[Row]":
    from secondmig.interchange.docx_out import Band, Run

    before: object = ()
    for person in made.persons:
        if made.by != UNGROUPED and person.group != before:
            before = person.group
            held = [each for each in made.persons if each.group == before]
            yield Band(f"{made.by}: {before or 'not known'} ({_people(held)})")
        cells = [_words(made.cells[person.id, theme.id], coders) for theme in themes]
        host = person.attributes.get("interview_country", "")
        about = "\n".join(filter(None, (person.pseudonym, " · ".join(filter(None, (person.id, host))))))
        yield (Run(about, bold=True), *(Run(text, quiet=not is_said) for text, is_said in cells))


def _parts(themes: Sequence[Theme]) -> list[Sequence[Theme]]:
    """The themes in parts that fit beside each other, each about as large as the next."""
    number = max(1, -(-len(themes) // _ACROSS))
    size = -(-len(themes) // number)
    return [themes[at : at + size] for at in range(0, len(themes), size)] or [themes]


def _words(cell: Cell, coders: Sequence[str]) -> tuple[str, bool]:
    """What stands in a cell, and whether it is somebody's paraphrase."""
    said = [each for each in cell.paraphrases if each.text is not None]
    if said:
        named = [f"{each.coder}: {each.text}" if len(coders) > 1 else str(each.text) for each in said]
        return "\n\n".join(named), True
    if cell.paraphrases:
        return "withheld", False
    if cell.passages:
        return counted(cell.passages, "passage"), False
    return cell.asked or "", False


def _coders(made: Grid) -> list[str]:
    return sorted({each.coder for cell in made.cells.values() for each in cell.paraphrases if each.text})


def _people(persons: Sequence[Person]) -> str:
    return counted(len(persons), "person")
