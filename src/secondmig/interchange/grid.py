"""Tables of text: what a sheet or a CSV file holds, and cells that no spreadsheet takes for a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from secondmig.core.decode import decode
from secondmig.core.errors import SecondmigError
from secondmig.transcript.table_rows import DELIMITERS, read_table, split_row

_FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
_GUARD: Final = "'"


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row; ``where`` is its place in the file, ``cells`` one text for each column."""

    where: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of text.

    Attributes:
        where: the file, or the sheet of it.
        header: the cells of the first row, trimmed.
        rows: those below that hold anything.
    """

    where: str
    header: tuple[str, ...]
    rows: tuple[GridRow, ...]


def read_csv(raw: bytes, *, name: str, encoding: str | None) -> Grid:
    """The table of a CSV file: commas, semicolons, tabs or bars; UTF-8 unless an encoding is named.

    Raises:
        SecondmigError: it is empty, no text, not in that encoding, or its rows do not fit the first.
    """
    text = decode(raw, encoding=encoding, where=name).text
    widths = {delimiter: len(split_row(text, delimiter)) for delimiter in DELIMITERS}
    delimiter = max(",;\t|", key=lambda each: widths[each])
    try:
        table = read_table(text, delimiter, where=name)
    except SecondmigError as error:
        if error.message == "the file holds no words":
            raise SecondmigError("the file is empty", where=name) from error
        raise
    rows = tuple(
        GridRow(f"{name}:{row.line}", tuple(unguarded(cell) for cell in row.cells)) for row in table.rows
    )
    return Grid(name, table.header, rows)


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV file that Excel opens as UTF-8: commas, byte order mark, no cell that it takes for a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([guarded(cell) for cell in header])
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def guarded(cell: str) -> str:
    """The cell with an apostrophe in front where a spreadsheet would take it for a formula.

    >>> guarded("=1+1"), guarded("wage"), unguarded(guarded("'=x"))
    ("'=1+1", 'wage', "'=x")
    """
    return f"{_GUARD}{cell}" if _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """The cell that :func:`guarded` wrote."""
    return cell[1:] if cell.startswith(_GUARD) and _FORMULA.match(cell) else cell
