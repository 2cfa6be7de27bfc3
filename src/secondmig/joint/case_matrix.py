"""The case by variable matrix: a row for each person, a column for each code and measure, raw values.

Calibration, the choice of what counts as "in", is left to the reader; no value is turned into a set here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from secondmig.joint.person_columns import Cell, Column, Missing
from secondmig.joint.person_table import PersonTable
from secondmig.joint.themes import Axis

Value = Literal["segments", "present", "coverage", "rate", "asked"]
VALUES: Final[Mapping[Value, str]] = {
    "segments": "_n",
    "present": "_has",
    "coverage": "_cov",
    "rate": "_rate",
    "asked": "_asked",
}
"""What a cell of a code holds -> the columns of the person table that hold it."""
MATRIX_RULE: Final = (
    "a row for each person; raw values, nothing is calibrated; a 0 under a code that no item of the guide "
    "asked of the person (columns asked) is no absence"
)


@dataclass(frozen=True, slots=True)
class CaseMatrix:
    """The matrix.

    Attributes:
        persons: ids, in order.
        groups: for each the key of its group, "" where it has none.
        columns: codes first, then measures; cells in the order of ``persons``.
        unasked: for each column of a code, whether nobody asked the person about it; all False elsewhere.
    """

    persons: tuple[str, ...]
    groups: tuple[str, ...]
    columns: tuple[Column, ...]
    unasked: tuple[tuple[bool, ...], ...]


@dataclass(frozen=True, slots=True)
class MatrixAsked:
    """Which matrix.

    Attributes:
        codes: ids, in order.
        measures: columns of the table.
        value: what a cell of a code holds.
        groups: the groups that rows are sorted by.
        sort: a column to sort by within groups, from large to small; None for ids.
    """

    codes: tuple[str, ...]
    measures: tuple[Column, ...]
    value: Value
    groups: Axis
    sort: Column | None = None


def case_matrix(table: PersonTable, asked: MatrixAsked) -> CaseMatrix:
    """Choose, sort and put side by side the columns of a person table.

    Args:
        table: with the columns of the codes.
        asked: which.
    """
    chosen = [
        column
        for code in asked.codes
        for column in table.columns
        if column.code == code and column.suffix == VALUES[asked.value]
    ]
    order = _order(table.persons, asked)
    columns = (*chosen, *asked.measures)
    return CaseMatrix(
        persons=tuple(table.persons[place] for place in order),
        groups=tuple(asked.groups.of[place] for place in order),
        columns=tuple(_reordered(column, order) for column in columns),
        unasked=tuple(_unasked(table, column, order) for column in columns),
    )


def code_column(table: PersonTable, code: str, value: Value) -> Column | None:
    """The column of a code, None where the table has none."""
    return next((each for each in table.columns if each.code == code and each.suffix == VALUES[value]), None)


def _order(persons: Sequence[str], asked: MatrixAsked) -> list[int]:
    """Groups in their order; in each the largest first where a column sorts, those without a value last."""
    ranks = {key: rank for rank, key in enumerate(asked.groups.keys)}

    def place(position: int) -> tuple[int, bool, float, str, str]:
        cell = asked.sort.cells[position] if asked.sort else 0.0
        number = -cell if isinstance(cell, float) else 0.0
        text = cell if isinstance(cell, str) else ""
        group = ranks[asked.groups.of[position]]
        return group, isinstance(cell, Missing), number, text, persons[position]

    return sorted(range(len(persons)), key=place)


def _reordered(column: Column, order: Sequence[int]) -> Column:
    return replace(column, cells=[column.cells[place] for place in order])


def _unasked(table: PersonTable, column: Column, order: Sequence[int]) -> tuple[bool, ...]:
    asked: Sequence[Cell] | None = None
    if column.code:
        found = code_column(table, column.code, "asked")
        asked = found.cells if found else None
    return tuple(asked is not None and asked[place] == "not_asked" for place in order)
