"""The summary grid as a workbook: the grid on one sheet, one row per paraphrase on the other."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from secondmig.interchange.workbook import dateless, write_cell

Row: TypeAlias = Sequence[str | int | None]
_QUIET: Final = "FF6B6F76"
_BAND: Final = "FFE7EAEE"
_A4: Final = 9
_ACROSS: Final = 250
"""Characters across a printed page."""
_LINE: Final = 15
"""Points of a line."""
_HIGHEST: Final = 400
"""Points; no row of a sheet is higher than 409."""
_WIDE: Final = "\u2e80"
"""From here on letters are two characters wide."""


@dataclass(frozen=True, slots=True)
class GridSheet:
    """One sheet.

    Attributes:
        name: of the sheet, at most 31 characters.
        header: titles of the columns.
        rows: cells of each row; numbers stay numbers, every text is a text, whatever it begins with.
        widths: of the columns, in characters; the last one holds for the rest.
        frozen: how many columns stay in sight beside the header.
        quiet: (row, column) from 0 of cells in grey; a paraphrase is missing there.
    """

    name: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    widths: tuple[int, ...] = (24,)
    frozen: int = 0
    quiet: frozenset[tuple[int, int]] = frozenset()


def grid_workbook(sheets: Sequence[GridSheet]) -> bytes:
    """A workbook to read and to print across the page; the same sheets give the same bytes.

    Raises:
        SecondmigError: a text is longer than a cell holds.
    """
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for each in sheets:
        _write_sheet(book.create_sheet(each.name), each)
    out = io.BytesIO()
    book.save(out)
    return dateless(out.getvalue())


def _write_sheet(sheet: Any, grid: GridSheet) -> None:  # noqa: ANN401 - a sheet of openpyxl
    from openpyxl.utils import get_column_letter

    for number, row in enumerate([grid.header, *grid.rows], start=1):
        for column, value in enumerate(row, start=1):
            if isinstance(value, int):
                sheet.cell(number, column).value = value
            elif value:
                write_cell(sheet, (number, column), value, f"sheet {grid.name}, row {number}")
    _style(sheet, grid)
    widths = [grid.widths[min(column, len(grid.widths) - 1)] for column in range(len(grid.header))]
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for number, row in enumerate(grid.rows, start=2):
        lines = max(_lines(str(value or ""), width) for value, width in zip(row, widths, strict=True))
        sheet.row_dimensions[number].height = min(_LINE * lines, _HIGHEST)
    sheet.freeze_panes = sheet.cell(2, grid.frozen + 1).coordinate
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.print_options.gridLines = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = max(1, -(-sum(widths) // _ACROSS)), 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    if grid.frozen:
        sheet.print_title_cols = f"A:{get_column_letter(grid.frozen)}"


def _style(sheet: Any, grid: GridSheet) -> None:  # noqa: ANN401 - a sheet of openpyxl
    from openpyxl.styles import Font, PatternFill

    band = PatternFill("solid", fgColor=_BAND)
    for column in range(1, len(grid.header) + 1):
        sheet.cell(1, column).fill = band
    for row, column in sorted(grid.quiet):
        sheet.cell(row + 2, column + 1).font = Font(name="Calibri", size=10, color=_QUIET, italic=True)


def _lines(text: str, width: int) -> int:
    """About how many lines a text takes in a column: no program works that out for a file it opens."""
    sizes = [sum(2 if letter >= _WIDE else 1 for letter in line) for line in text.split("\n")]
    return sum(1 + int(size * 1.1) // width for size in sizes)
