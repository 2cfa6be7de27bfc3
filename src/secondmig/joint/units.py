"""Rows that belong to units, as workers to firms: each gets the columns of its one unit, none is doubled."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from secondmig.core.errors import SecondmigError, raise_all
from secondmig.core.unit_join import UnitJoin
from secondmig.joint.alike import forms_of
from secondmig.survey.form import SurveyForm, Variable
from secondmig.survey.table import SurveyTable

NO_UNIT: Final = ".no-unit"
"""What stands in the columns of the unit where a row has none; the form of the table says so."""
UnitStatus = Literal["joined", "no_unit", "unknown_unit", "empty_unit"]


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A row without a unit, or a unit without a row.

    Attributes:
        row: id of the row, "" for a unit without one.
        unit: id of the unit as it is written in the row or in the table of units, "" where a row names none.
        status: what became of it.
        reason: one clause with the place.
    """

    row: str
    unit: str
    status: UnitStatus
    reason: str


@dataclass(frozen=True, slots=True)
class UnitLedger:
    """Who met whom.

    Attributes:
        counts: of rows and units.
        lines: rows without a unit in file order, then units without a row in file order.
    """

    counts: UnitJoin
    lines: tuple[UnitLine, ...]


def join_units(rows: SurveyTable, units: SurveyTable) -> SurveyTable:
    """Give every row the columns of its unit.

    The table has the rows of ``rows`` in their order, every cell of them as it was; the columns of the unit
    follow, with the name of its table before their name where the rows have a column of that name. In a row
    without a unit they hold :data:`NO_UNIT`, which the form names as missing.

    Args:
        rows: its form says which column names the unit (``within_id``).
        units: one row a unit.

    Raises:
        SecondmigError: ``within_id`` is no column, or a unit is there twice.
        ProblemsError: several units are.
    """
    places = _places(rows, units)
    found = [places.get(unit) for unit in _named(rows)]
    names = {
        column: column if column not in rows.cells else f"{units.name}.{column}"
        for column in units.columns
        if column != units.id_column
    }
    cells: dict[str, Sequence[str]] = dict(rows.cells)
    variables: dict[str, Variable] = dict(rows.form.variables)
    complete = None not in found
    for column, name in names.items():
        texts = units.cells[column]
        cells[name] = [NO_UNIT if place is None else texts[place] for place in found]
        variables[name] = _variable(units.form, column, name, complete=complete)
    return replace(rows, cells=cells, form=replace(rows.form, variables=variables))


def unit_ledger(rows: SurveyTable, units: SurveyTable) -> UnitLedger:
    """Say which rows have no unit and which units have no row.

    Args:
        rows: as for :func:`join_units`.
        units: likewise.

    Raises:
        SecondmigError: as for :func:`join_units`.
        ProblemsError: likewise.
    """
    places = _places(rows, units)
    named = _named(rows)
    met = Counter(named)
    alike = _alike(units.ids, met, places)
    lines = [
        line
        for position, unit in enumerate(named)
        if unit not in places
        for line in (_without(rows, units, position, alike.get(unit, ())),)
    ]
    empty = [place for unit, place in places.items() if unit not in met]
    why = f"no row of {rows.name} names it"
    lines += [
        UnitLine("", units.ids[place], "empty_unit", f"{_place(units, place)}: {why}") for place in empty
    ]
    counts = UnitJoin(
        survey=rows.name,
        units=units.name,
        rows=len(rows),
        joined=sum(number for unit, number in met.items() if unit in places),
        blank=met[""],
        unknown=sum(number for unit, number in met.items() if unit and unit not in places),
        all_units=len(units),
        empty=len(empty),
    )
    return UnitLedger(counts, tuple(lines))


def _named(rows: SurveyTable) -> Sequence[str]:
    return rows.cells[rows.form.within_id]


def _places(rows: SurveyTable, units: SurveyTable) -> dict[str, int]:
    """Unit -> position of its row."""
    column = rows.form.within_id
    if column not in rows.cells:
        raise SecondmigError(
            f"there is no column {column!r} that names the unit",
            where=rows.file or rows.name,
            hint=f"correct within_id in secondmig.toml; columns: {', '.join(rows.columns)}",
        )
    places: dict[str, int] = {}
    problems: list[SecondmigError] = []
    for position, unit in enumerate(units.ids):
        if unit in places:
            message = f"column {units.id_column}: {unit!r} is already at {_place(units, places[unit])}"
            hint = "a unit has one row: which of the two is it?"
            problems.append(SecondmigError(message, where=_place(units, position), hint=hint))
        else:
            places[unit] = position
    raise_all(problems)
    return places


def _place(table: SurveyTable, position: int) -> str:
    if table.lines:
        return f"{table.file}:{table.lines[position]}"
    return f"{table.name}, row {position + 1}"


def _alike(
    units: Sequence[str], named: Mapping[str, int], places: Collection[str]
) -> dict[str, tuple[str, ...]]:
    """Unit named by a row and without one -> the units whose ids are written almost so."""
    lost = [unit for unit in named if unit and unit not in places]
    if not lost:
        return {}
    by_form: dict[str, list[str]] = {}
    for unit, form in zip(units, forms_of(units), strict=True):
        by_form.setdefault(form, []).append(unit)
    return {unit: tuple(by_form.get(form, ())) for unit, form in zip(lost, forms_of(lost), strict=True)}


def _without(rows: SurveyTable, units: SurveyTable, position: int, alike: Sequence[str]) -> UnitLine:
    unit = _named(rows)[position]
    place = f"{_place(rows, position)}, column {rows.form.within_id}"
    if not unit:
        return UnitLine(rows.ids[position], "", "no_unit", f"{place}: blank")
    perhaps = f"; {' or '.join(alike)} may be it" if alike else ""
    reason = f"{place}: {units.name} has no row {unit}{perhaps}"
    return UnitLine(rows.ids[position], unit, "unknown_unit", reason)


def _variable(form: SurveyForm, column: str, name: str, *, complete: bool) -> Variable:
    known = replace(form.variable(column), name=name)
    if complete:
        return known
    return replace(known, missing={**known.missing, NO_UNIT: "no row of the unit"})


def in_words(told: UnitJoin) -> Iterator[str]:
    """The counts of a join in words, one line each."""
    yield (
        f"{told.survey}: {told.joined} of {told.rows} rows have their row of {told.units}"
        f" ({told.blank} name none, {told.unknown} name one that is not there)"
    )
    yield f"{told.units}: {told.empty} of {told.all_units} rows are named by no row of {told.survey}"
