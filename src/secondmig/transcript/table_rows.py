"""Tables of text as spreadsheets save them: delimiter, quoting, rows with their lines."""

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from secondmig.core.errors import SecondmigError, raise_all

DELIMITERS: Final = ("\t", ";", ",", "|")
_SHOWN: Final = 20
_QUOTES = 'put cells with the delimiter, quotes or line breaks in quotes, and double the quotes inside: ""'


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row.

    Attributes:
        line: where it begins in the file, from 1.
        cells: one for each column.
    """

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of text.

    Attributes:
        header: the cells of the first row, trimmed.
        rows: those below that hold anything.
    """

    header: tuple[str, ...]
    rows: tuple[TableRow, ...]


def split_row(text: str, delimiter: str) -> tuple[str, ...]:
    """The cells of the first row that holds anything; empty where it is no row."""
    with _any_length(len(text)):
        try:
            for cells in csv.reader(_as_needed(without_separator_line(text)), delimiter=delimiter):
                if any(cell.strip() for cell in cells):
                    return tuple(cell.strip() for cell in cells)
        except csv.Error:
            return ()
    return ()


def read_table(text: str, delimiter: str, *, where: str) -> Table:
    r"""The table in a canonical text.

    Tab-separated files often hold quotes that mean themselves: where quoting does not come out even, quotes
    in them are characters like any other.

    Raises:
        SecondmigError: quotes that do not close, rows with more or fewer cells than the first.

    >>> read_table('who;words\nA;"So;\nwhat?"\n', ";", where="f").rows[0].cells
    ('A', 'So;\nwhat?')
    """
    try:
        return _rectangular(_rows(text, delimiter, csv.QUOTE_MINIMAL, where), where)
    except SecondmigError:
        if delimiter != "\t":
            raise
        try:
            return _rectangular(_rows(text, delimiter, csv.QUOTE_NONE, where), where)
        except SecondmigError as ragged:
            raise ragged from None


def _rows(text: str, delimiter: str, quoting: int, where: str) -> list[TableRow]:
    skipped = text.count("\n", 0, len(text) - len(without_separator_line(text)))
    stream = io.StringIO(without_separator_line(text), newline="")
    rows: list[TableRow] = []
    with _any_length(len(text)):
        reader = csv.reader(stream, delimiter=delimiter, quoting=quoting, strict=True)  # type: ignore[arg-type]
        line = 0
        try:
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    rows.append(TableRow(line + 1 + skipped, tuple(cells)))
                line = reader.line_num
        except csv.Error as error:
            raise SecondmigError(
                "the quotes of this row do not come out even",
                where=f"{where}:{line + 1 + skipped}",
                hint=_QUOTES,
            ) from error
    return rows


def _rectangular(rows: Sequence[TableRow], where: str) -> Table:
    if not rows:
        raise SecondmigError("the file holds no words", where=where)
    header = tuple(cell.strip() for cell in rows[0].cells)
    while header and not header[-1]:
        header = header[:-1]
    width = len(header)
    problems: list[SecondmigError] = []
    kept: list[TableRow] = []
    for row in rows[1:]:
        if len(row.cells) < width or any(cell.strip() for cell in row.cells[width:]):
            message = f"{len(row.cells)} cells where the first row has {width}"
            problems.append(SecondmigError(message, where=f"{where}:{row.line}", hint=_QUOTES))
        else:
            kept.append(TableRow(row.line, row.cells[:width]))
    if len(problems) > _SHOWN:
        more = f"and {len(problems) - _SHOWN} more such rows"
        problems = [*problems[:_SHOWN], SecondmigError(more, where=where, hint=_QUOTES)]
    raise_all(problems)
    return Table(header, tuple(kept))


def without_separator_line(text: str) -> str:
    """The text without the line ``sep=;`` that tells a spreadsheet which delimiter comes."""
    if text.lstrip()[:3].lower() != "sep":
        return text
    first, _, rest = text.partition("\n")
    return rest if first.strip().lower() in {f"sep={delimiter}" for delimiter in DELIMITERS} else text


def _as_needed(text: str) -> Iterator[str]:
    """The lines of a text, line ends included; the first row is rarely more than the first of them."""
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end


@contextmanager
def _any_length(length: int) -> Iterator[None]:
    """Cells as long as the text itself: a whole interview may stand in one."""
    before = csv.field_size_limit(max(length + 1, csv.field_size_limit()))
    try:
        yield
    finally:
        csv.field_size_limit(before)
