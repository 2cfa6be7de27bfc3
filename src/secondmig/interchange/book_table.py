"""Codebooks as CSV files and workbooks: one table of codes; in a workbook header and facets beside it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from secondmig.core.errors import SecondmigError
from secondmig.core.types import Codebook
from secondmig.interchange.about import facet_paragraphs, header_paragraphs, read_facet, read_header
from secondmig.interchange.code_columns import columns_of
from secondmig.interchange.code_table import read_table, table_of
from secondmig.interchange.draft import BookFile, Written, label_losses, listed, on_its_own
from secondmig.interchange.grid import Grid, GridRow, csv_bytes, read_csv
from secondmig.interchange.labelled import Paragraph
from secondmig.interchange.workbook import Sheet, read_workbook, workbook_bytes

_CODES: Final = "codes"
_HEADER: Final = "codebook"
_FACETS: Final = "facets"
_APPLIES: Final = "Applies to"


def written_csv(book: Codebook) -> Written:
    """The codes as a CSV file."""
    header, *rows = table_of(book)
    losses = [
        *label_losses(book),
        "id, title, version, source, unit and rules of the codebook: it holds codes",
    ]
    if book.facets:
        losses.append(f"what the facets {listed(spec.name for spec in book.facets)} are")
    return Written(csv_bytes(header, rows), tuple(losses))


def written_xlsx(book: Codebook) -> Written:
    """The codebook as a workbook.

    Raises:
        SecondmigError: a text is longer than a cell holds.
    """
    whole, losses = on_its_own(book)
    about = [("field", "value"), *((each.label, each.text) for each in header_paragraphs(whole))]
    facets = [("facet", "field", "value")]
    for spec in whole.facets:
        facets += [(spec.name, each.label, each.text) for each in facet_paragraphs(spec)]
        facets += [(spec.name, _APPLIES, code_id) for code_id in spec.applies_to]
    sheets: list[tuple[str, Sequence[Sequence[str]]]] = [(_CODES, table_of(whole)), (_HEADER, about)]
    if whole.facets:
        sheets.append((_FACETS, facets))
    return Written(workbook_bytes(sheets), (*losses, *label_losses(book)))


def read_csv_book(raw: bytes, *, name: str, encoding: str | None, flat: bool) -> BookFile:
    """The codes of a CSV file.

    Raises:
        SecondmigError: it cannot be read as one; all problems at once.
    """
    return read_table(read_csv(raw, name=name, encoding=encoding), flat=flat)


def read_xlsx_book(raw: bytes, *, name: str, flat: bool) -> BookFile:
    """The codebook of a workbook: the sheet that lists codes, and our sheets for header and facets.

    Raises:
        SecondmigError: it cannot be read as one; all problems at once.
    """
    sheets = {sheet.name: sheet for sheet in read_workbook(raw, name=name) if sheet.rows}
    if not sheets:
        raise SecondmigError("the workbook holds no words", where=name)
    ours = _HEADER in sheets and _CODES in sheets
    chosen = sheets[_CODES] if ours else _sheet_of_codes(list(sheets.values()), name)
    found = read_table(_grid(chosen, name), flat=flat)
    others = [
        title for title in sheets if title != chosen.name and not (ours and title in {_HEADER, _FACETS})
    ]
    losses = (*found.losses, f"sheets {listed(others)}") if others else found.losses
    found = replace(found, losses=losses)
    if not ours:
        return found
    header, rules = read_header(_paragraphs(row[-2:] for _, row in sheets[_HEADER].rows[1:]))
    found = replace(found, header=header, rules=rules)
    return _with_facets(found, sheets[_FACETS]) if _FACETS in sheets else found


def _sheet_of_codes(sheets: Sequence[Sheet], name: str) -> Sheet:
    """The one sheet whose first row says that it lists codes."""
    if len(sheets) == 1:
        return sheets[0]
    fitting = [sheet for sheet in sheets if _lists_codes(sheet)]
    if len(fitting) == 1:
        return fitting[0]
    known = listed((sheet.name for sheet in fitting or sheets), most=8)
    what = "several sheets may list codes" if fitting else "no sheet lists codes"
    raise SecondmigError(f"{what}: {known}", where=name, hint="save the one you mean as a file of its own")


def _lists_codes(sheet: Sheet) -> bool:
    try:
        columns_of(sheet.rows[0][1], where=sheet.name)
    except SecondmigError:
        return False
    return len(sheet.rows) > 1


def _grid(sheet: Sheet, name: str) -> Grid:
    where = f"{name} ({sheet.name})"
    header = tuple(cell.strip() for cell in sheet.rows[0][1])
    while header and not header[-1]:
        header = header[:-1]
    rows = tuple(
        GridRow(f"{where}:{number}", (*cells[: len(header)], *[""] * (len(header) - len(cells))))
        for number, cells in sheet.rows[1:]
        if any(cell.strip() for cell in cells[: len(header)])
    )
    return Grid(where, header, rows)


def _paragraphs(rows: Iterable[Sequence[str]]) -> list[Paragraph]:
    return [Paragraph(row[0], row[1]) for row in rows if len(row) > 1]


def _with_facets(found: BookFile, sheet: Sheet) -> BookFile:
    """The codebook with the facets of our sheet."""
    places = {draft.code.id: at for at, draft in enumerate(found.drafts) if draft.code.id}
    rows: dict[str, list[Sequence[str]]] = {}
    for _, cells in sheet.rows[1:]:
        if len(cells) > 2:
            rows.setdefault(cells[0], []).append(cells[1:])
    facets, applies, lost = [], {}, []
    for name, held in rows.items():
        spec = read_facet(name, _paragraphs(held))
        if spec is None:
            lost.append(name)
            continue
        facets.append(spec)
        members = tuple(places[row[1]] for row in held if row[0] == _APPLIES and row[1] in places)
        if members:
            applies[name] = members
    losses = (*found.losses, f"facets without a type: {listed(lost)}") if lost else found.losses
    return replace(found, facets=tuple(facets), applies=applies, losses=losses)
