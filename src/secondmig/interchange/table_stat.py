"""The person table for SPSS (.sav) and Stata (.dta): labels, and missing values that keep their reason.

A column of texts with a closed list is written as numbers from 1 with value labels, since neither program can
say of a text why it is missing. Other texts are empty where they are missing; the dictionary counts why.
"""

import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from secondmig.interchange.table_text import missing_book, rounded
from secondmig.joint.person_columns import Column, Missing
from secondmig.joint.person_table import PersonTable

if TYPE_CHECKING:
    from pandas import DataFrame

RELEASE: Final = 14
"""Stata 14 writes release 118, the newest that every edition of Stata from 14 on reads; names are UTF-8."""
_LABEL_DTA: Final = 80
_LABEL_SAV: Final = 256
_FILE_DTA: Final = 80
_FILE_SAV: Final = 64
_VALUE_LABEL: Final = 120
_DISCRETE: Final = 3
_DATE: Final = b"01 Jan 00"
_TIME: Final = b"00:00:00"
_STAMP: Final = b"01 Jan 2000 00:00"
_SAV_DATE_AT: Final = 92
_SAV_TIME_AT: Final = 101
_DTA_STAMP = re.compile(rb"<timestamp>\x11.{17}</timestamp>", re.DOTALL)
_MEASURES: Final = {"nominal": "nominal", "binary": "nominal", "ordinal": "ordinal"}


def cut(text: str, most: int) -> str:
    """The text in at most so many bytes of UTF-8, with "..." at its end where it was longer.

    >>> cut("age", 80), cut("あいうえお", 10)
    ('age', 'あい...')
    """
    if len(text.encode("utf-8")) <= most:
        return text
    return text.encode("utf-8")[: most - 3].decode("utf-8", "ignore") + "..."


def cut_inside(text: str, most: int) -> str:
    """The text in at most so many bytes of UTF-8, without its middle where it was longer.

    Labels of columns differ at their ends: "...: valence balance about Japan".

    >>> cut_inside("Discrimination: about the United Kingdom", 30)
    'Discrimin...the United Kingdom'
    """
    raw = text.encode("utf-8")
    if len(raw) <= most:
        return text
    end = raw[-(most * 3 // 5) :].decode("utf-8", "ignore")
    return cut(text, most - len(end.encode("utf-8"))) + end


@dataclass(frozen=True, slots=True)
class _Coded:
    """A column as numbers.

    Attributes:
        column: as the table has it.
        labels: number -> what it means.
    """

    column: Column
    labels: dict[float, str]

    @classmethod
    def of(cls, column: Column) -> "_Coded":
        if column.kind == "choice":
            return cls(
                column,
                {float(at): label or value for at, (value, label) in enumerate(column.labels.items(), 1)},
            )
        return cls(column, {float(value): label for value, label in column.labels.items()})

    def number(self, cell: str | float) -> float:
        """The number that stands for a value."""
        if isinstance(cell, float):
            return rounded(cell)
        return float(1 + list(self.column.labels).index(cell))


def table_sav(table: PersonTable, title: str) -> bytes:
    """The table for SPSS and PSPP; missing values are numbers that are declared missing and have labels."""
    frame: dict[str, Sequence[object]] = {}
    labels: dict[str, dict[float, str]] = {}
    ranges: dict[str, list[Any]] = {}
    for column in table.columns:
        if column.kind == "text":
            frame[column.name] = _texts(column)
            continue
        coded = _Coded.of(column)
        book, step = missing_book(column)
        codes = {reason: float(code.number - step) for reason, code in book.items()}
        frame[column.name] = [
            codes[cell.reason] if isinstance(cell, Missing) else coded.number(cell) for cell in column.cells
        ]
        labels[column.name] = {**{codes[reason]: code.text for reason, code in book.items()}, **coded.labels}
        if codes:
            numbers = sorted(codes.values())
            many = len(numbers) > _DISCRETE
            ranges[column.name] = [{"lo": numbers[0], "hi": numbers[-1]}] if many else numbers
    import pyreadstat

    def write(path: Path) -> None:
        pyreadstat.write_sav(
            _frame(frame),
            str(path),
            file_label=cut(title, _FILE_SAV),
            column_labels={column.name: cut_inside(column.label, _LABEL_SAV) for column in table.columns},
            variable_value_labels=_shortened(labels),
            missing_ranges=ranges,
            variable_measure={column.name: _MEASURES.get(column.scale, "scale") for column in table.columns},
        )

    return undated_sav(_written(write, "table.sav"))


def table_dta(table: PersonTable, title: str) -> bytes:
    """The table for Stata 14 and later; missing values are .a to .z with labels."""
    frame: dict[str, Sequence[object]] = {}
    labels: dict[str, dict[float | str, str]] = {}
    letters: dict[str, list[str]] = {}
    for column in table.columns:
        if column.kind == "text":
            frame[column.name] = _texts(column)
            continue
        coded = _Coded.of(column)
        book, _ = missing_book(column)
        frame[column.name] = [
            book[cell.reason].letter if isinstance(cell, Missing) else coded.number(cell)
            for cell in column.cells
        ]
        told: dict[float | str, str] = dict(coded.labels.items())
        for code in book.values():
            told[code.letter] = f"{told[code.letter]} or {code.text}" if code.letter in told else code.text
        labels[column.name] = told
        if book:
            letters[column.name] = sorted({code.letter for code in book.values()})
    import pyreadstat

    def write(path: Path) -> None:
        pyreadstat.write_dta(
            _frame(frame),
            str(path),
            version=RELEASE,
            file_label=cut(title, _FILE_DTA),
            column_labels={column.name: cut_inside(column.label, _LABEL_DTA) for column in table.columns},
            variable_value_labels=_shortened(labels),
            missing_user_values=letters,
        )

    return undated_dta(_written(write, "table.dta"))


def _texts(column: Column) -> list[str]:
    return ["" if isinstance(cell, Missing) else str(cell).replace("\0", "\ufffd") for cell in column.cells]


def _shortened(labels: dict[str, dict[Any, str]]) -> dict[str, dict[Any, str]]:
    return {
        name: {value: cut(label, _VALUE_LABEL) for value, label in each.items()}
        for name, each in labels.items()
        if each
    }


def _frame(columns: dict[str, Sequence[object]]) -> "DataFrame":
    import pandas as pd

    return pd.DataFrame(
        {
            name: pd.Series(
                list(cells),
                dtype="float64" if all(isinstance(cell, float) for cell in cells) else "object",
            )
            for name, cells in columns.items()
        }
    )


def _written(write: Any, name: str) -> bytes:  # noqa: ANN401 - a function of a path
    """What a writer that only knows files writes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        write(path)
        return path.read_bytes()


def undated_sav(raw: bytes) -> bytes:
    """The file without the moment at which it was made.

    The header of a system file holds the date (9 bytes) and the time (8 bytes) from byte 92 on; the library
    that writes them offers no way to set them.
    """
    end = _SAV_TIME_AT + len(_TIME)
    return raw[:_SAV_DATE_AT] + _DATE + _TIME + raw[end:]


def undated_dta(raw: bytes) -> bytes:
    """The file without the moment at which it was made: the 17 letters between the marks of the timestamp."""
    return _DTA_STAMP.sub(b"<timestamp>\x11" + _STAMP + b"</timestamp>", raw, count=1)
