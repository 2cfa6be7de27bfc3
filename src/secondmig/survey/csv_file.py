"""Comma-separated files as they come out of spreadsheets: read strictly, every problem with its line."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from secondmig.core.errors import SecondmigError, raise_all
from secondmig.survey.cells import named_columns
from secondmig.survey.text_file import read_text

_SEPARATORS = (",", ";", "\t")
_QUOTES_HINT = 'put quotation marks round a cell that holds a separator: "a, b"'


@dataclass(frozen=True, slots=True)
class CsvRow:
    """One record.

    Attributes:
        line: line of the file on which the record begins, from 1.
        cells: column -> text, without white space at the ends; every column is present.
    """

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CsvFile:
    """The records of one file.

    Attributes:
        name: file name for messages.
        columns: in file order, distinct.
        rows: in file order; lines whose cells are all empty are left out.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[CsvRow, ...]

    def where(self, row: CsvRow) -> str:
        """``file:line`` of a row."""
        return f"{self.name}:{row.line}"


def read_csv_file(path: Path, *, required: Sequence[str] = ()) -> CsvFile:
    """Read a CSV file: UTF-8 with or without byte order mark; commas, semicolons or tabs; all cells as text.

    The separator is the one that gives the first line the most columns. Cells may hold line ends inside
    quotation marks. Nothing is converted: ``007`` stays ``007``.

    Args:
        path: the file.
        required: columns that must be there.

    Raises:
        SecondmigError: the file cannot be read, is no CSV file in UTF-8, lacks columns, or has no rows.
        ProblemsError: several of its rows do not fit the header.
    """
    text = read_text(path)
    records = _records(text, path.name)
    if not records:
        raise SecondmigError(
            "the file is empty", where=path.name, hint="write a header line and one line a row"
        )
    columns = named_columns(records[0][1], f"{path.name}:{records[0][0]}")
    _check_required(columns, required, f"{path.name}:{records[0][0]}")
    rows = _rows(records[1:], columns, path.name)
    if not rows:
        raise SecondmigError("there is a header but no row under it", where=path.name, hint="add the rows")
    return CsvFile(path.name, columns, rows)


def _separator(text: str) -> str:
    first = next((line for line in io.StringIO(text, newline="") if line.strip()), "")
    widths = [len(next(csv.reader([first], delimiter=mark))) for mark in _SEPARATORS]
    return _SEPARATORS[widths.index(max(widths))]


def _records(text: str, name: str) -> list[tuple[int, list[str]]]:
    """Line and stripped cells of each record that is not empty."""
    records: list[tuple[int, list[str]]] = []
    line = 1
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                records.append((line, stripped))
            line = reader.line_num + 1
    except csv.Error as error:
        reason = "a quotation mark is not closed" if "end of data" in str(error) else f"no CSV: {error}"
        hint = 'close it, or write a quotation mark inside a cell twice: "the ""boss"""'
        raise SecondmigError(reason, where=f"{name}:{line}", hint=hint) from error
    return records


def _check_required(columns: tuple[str, ...], required: Iterable[str], where: str) -> None:
    missing = [column for column in required if column not in columns]
    if not missing:
        return
    plain = {column.casefold().strip(): column for column in columns}
    renamed = [f"{plain[wanted]!r} to {wanted}" for wanted in missing if wanted in plain]
    lacking = [wanted for wanted in missing if wanted not in plain]
    steps = [f"rename {' and '.join(renamed)}"] if renamed else []
    steps += [f"add {' and '.join(lacking)} to the first line"] if lacking else []
    hint = "; ".join(steps)
    noun = "column" if len(missing) == 1 else "columns"
    raise SecondmigError(
        f"lacks the {noun} {', '.join(missing)}; it has {', '.join(columns)}", where=where, hint=hint
    )


def _rows(
    records: Sequence[tuple[int, list[str]]], columns: tuple[str, ...], name: str
) -> tuple[CsvRow, ...]:
    rows: list[CsvRow] = []
    problems: list[SecondmigError] = []
    for line, cells in records:
        if len(cells) < len(columns) or any(cells[len(columns) :]):
            message = f"{_cells(len(cells))} where the header names {len(columns)} columns"
            problems.append(SecondmigError(message, where=f"{name}:{line}", hint=_QUOTES_HINT))
        else:
            rows.append(CsvRow(line, dict(zip(columns, cells, strict=False))))
    raise_all(problems)
    return tuple(rows)


def _cells(number: int) -> str:
    return "1 cell" if number == 1 else f"{number} cells"


def duplicates(
    table: CsvFile, key: Sequence[str], *, hint: str, rows: Sequence[CsvRow] | None = None
) -> Iterator[SecondmigError]:
    """A problem for each row whose cells in the columns ``key`` an earlier row has too, naming both lines.

    Args:
        table: the file.
        key: the columns.
        hint: what to do about it.
        rows: the rows to look at; all of them where None.
    """
    first: dict[tuple[str, ...], CsvRow] = {}
    for row in table.rows if rows is None else rows:
        values = tuple(row.cells[column] for column in key)
        if values in first:
            named = ", ".join(f"{column} {value!r}" for column, value in zip(key, values, strict=True))
            message = f"{named} is already on line {first[values].line}"
            yield SecondmigError(message, where=table.where(row), hint=hint)
        else:
            first[values] = row
