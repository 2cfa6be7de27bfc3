"""The person table as CSV, and its data dictionary as CSV and JSON."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Final

from secondmig.interchange.grid import csv_bytes
from secondmig.joint.missing_codes import Code, code_book, shift
from secondmig.joint.person_columns import Cell, Column, Missing
from secondmig.joint.person_table import PersonTable

FIELDS: Final = (
    "column",
    "key",
    "label",
    "rule",
    "type",
    "unit",
    "scale",
    "values",
    "n",
    "missing",
    "measure",
    "measure_version",
    "source",
    "code",
    "codebook",
    "selection",
    "coder",
    "state",
    "level",
)
"""What the dictionary says of each column."""
_NEGATIVE: Final = 900


def table_csv(table: PersonTable, *, missing_codes: bool = False) -> bytes:
    """The table as CSV: commas, a header, UTF-8, LF line ends.

    Without a byte order mark: the names of the columns are ASCII, so that Excel reads all but letters beyond
    ASCII in texts, while a mark becomes a part of the first name in R and in many scripts. Cells are written
    as they are: an apostrophe before "=" would be another value for a program. The dictionary, which people
    open in Excel, has both.

    Args:
        table: to write.
        missing_codes: write the number of the reason into a cell without a value, else nothing.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.name for column in table.columns])
    books = [missing_numbers(column) for column in table.columns] if missing_codes else []
    for place in range(len(table.persons)):
        cells = [column.cells[place] for column in table.columns]
        if missing_codes:
            pairs = zip(cells, books, strict=True)
            writer.writerow(
                [str(book[cell.reason]) if isinstance(cell, Missing) else plain(cell) for cell, book in pairs]
            )
        else:
            writer.writerow([plain(cell) for cell in cells])
    return out.getvalue().encode("utf-8", "surrogatepass")


def plain(cell: Cell) -> str:
    """A cell as text, "" where it is missing; numbers to 10 significant digits.

    >>> plain(3.0), plain(1 / 3), plain("PER"), plain(Missing("refused"))
    ('3', '0.3333333333', 'PER', '')
    """
    if isinstance(cell, Missing):
        return ""
    return number_text(cell) if isinstance(cell, float) else cell


def number_text(number: float) -> str:
    """A number to 10 significant digits, never "-0"."""
    return f"{rounded(number):.10g}"


def rounded(number: float) -> float:
    """A number to 10 significant digits, as all files have it; processors differ in the last place."""
    return float(f"{number:.10g}") + 0.0


def missing_book(column: Column) -> tuple[dict[str, Code], int]:
    """How the reasons of a column are written, and what is taken from their numbers."""
    numbers = column.numbers()
    if column.kind == "text":
        numbers = [float(cell) for cell in column.cells if isinstance(cell, str) and _is_number(cell)]
    step = shift(numbers, at_least=_NEGATIVE if column.negative else 0)
    return code_book(column.missing()), step


def missing_numbers(column: Column) -> dict[str, int]:
    """Reason -> the number written for it in this column."""
    book, step = missing_book(column)
    return {reason: code.number - step for reason, code in book.items()}


def _is_number(text: str) -> bool:
    return text.lstrip("-").isascii() and text.lstrip("-").isdigit()


def _values(column: Column) -> list[dict[str, object]]:
    """The values that have a label; of a choice with the number that stands for each."""
    if column.kind == "choice":
        return [
            {"value": value, "number": number, "label": label}
            for number, (value, label) in enumerate(column.labels.items(), start=1)
        ]
    return [{"value": value, "label": label} for value, label in column.labels.items()]


def _missing(column: Column) -> list[dict[str, object]]:
    book, step = missing_book(column)
    return [
        {
            "reason": reason,
            "meaning": book[reason].text,
            "n": number,
            "code": book[reason].number - step,
            "stata": f".{book[reason].letter}",
        }
        for reason, number in column.missing().items()
    ]


def dictionary(table: PersonTable, told: Mapping[str, object]) -> list[dict[str, object]]:
    """What is to be known of each column, with the fields FIELDS.

    Args:
        table: described.
        told: selection, coder, state, level and measure_version, the same for all columns.
    """
    return [
        {
            "column": column.name,
            "key": column.key,
            "label": column.label,
            "rule": column.rule,
            "type": column.kind,
            "unit": column.unit or None,
            "scale": column.scale or None,
            "values": _values(column),
            "n": column.n(),
            "missing": _missing(column),
            "measure": column.measure or None,
            "measure_version": (told.get("measure_version") or None) if column.measure else None,
            "source": column.source or None,
            "code": column.code or None,
            "codebook": column.codebook or None,
            "selection": told.get("selection"),
            "coder": told.get("coder") if column.code else None,
            "state": told.get("state"),
            "level": told.get("level"),
        }
        for column in table.columns
    ]


def dictionary_json(table: PersonTable, told: Mapping[str, object]) -> bytes:
    """The dictionary for programs: ``{"meta": {...}, "columns": [...]}``."""
    whole = {"meta": dict(told), "columns": dictionary(table, told)}
    return (json.dumps(whole, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode("utf-8")


def dictionary_csv(table: PersonTable, told: Mapping[str, object]) -> bytes:
    """The dictionary for people and spreadsheets: one row a column, lists in one cell."""
    rows = dictionary(table, told)
    return csv_bytes(FIELDS, ([_cell_text(field, row[field]) for field in FIELDS] for row in rows))


def _cell_text(field: str, value: object) -> str:
    if field in {"values", "missing"}:
        entries = value if isinstance(value, list) else []
        return "; ".join(_value_texts(entries) if field == "values" else _missing_texts(entries))
    return "" if value is None else str(value)


def _value_texts(entries: list[dict[str, object]]) -> Iterator[str]:
    for each in entries:
        stands = f"{each['number']} = " if "number" in each else ""
        yield f"{stands}{each['value']} = {each['label']}"


def _missing_texts(entries: list[dict[str, object]]) -> Iterator[str]:
    for each in entries:
        yield f"{each['meaning']} ({each['code']}, {each['stata']}): {each['n']}"
