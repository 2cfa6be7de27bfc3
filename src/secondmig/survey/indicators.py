"""Indicators: the opportunity structure as statistics present it, by country and year.

Codings say how people perceive a country; indicators stand beside them and are never mixed with them.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from secondmig.core.countries import is_country
from secondmig.core.errors import SecondmigError, raise_all
from secondmig.core.indicator import Indicator
from secondmig.survey.csv_file import CsvFile, CsvRow, duplicates, read_csv_file

_NEEDED: Final = ("country", "year", "indicator", "value", "source")
_OPTIONAL: Final = ("unit", "codes", "note")
_YEARS: Final = range(1850, 2101)


def read_indicators(path: Path) -> tuple[Indicator, ...]:
    """Read the table of indicators, one figure a row.

    Columns ``country`` (ISO 3166-1 alpha-3), ``year``, ``indicator``, ``value``, ``source``; optional
    ``unit``, ``note`` and ``codes``: ids of the codes whose codings tell how people perceive the same thing,
    separated by "; ".

    Raises:
        SecondmigError: one problem, with ``file:line``.
        ProblemsError: all the problems of the file.
    """
    table = read_csv_file(path, required=_NEEDED)
    known = (*_NEEDED, *_OPTIONAL)
    problems = [
        SecondmigError(f"unknown column {column!r}", where=table.name, hint=f"columns are {', '.join(known)}")
        for column in table.columns
        if column not in known
    ]
    problems += duplicates(
        table, ["country", "year", "indicator"], hint="write one figure a country, year and indicator"
    )
    problems += [problem for row in table.rows for problem in _problems(table, row)]
    problems += _unit_problems(table)
    raise_all(problems)
    return tuple(_indicator(row) for row in table.rows)


def _problems(table: CsvFile, row: CsvRow) -> Iterator[SecondmigError]:
    cells, where = row.cells, table.where(row)
    for column in _NEEDED:
        if not cells[column]:
            yield SecondmigError(f"{column} is empty", where=where, hint=f"write the {column}")
    if cells["country"] and not is_country(cells["country"]):
        message = f"country {cells['country']!r} is no ISO 3166-1 alpha-3 code"
        yield SecondmigError(message, where=where, hint="write three letters: JPN, GBR, USA ...")
    year = cells["year"]
    if year and not (year.isascii() and year.isdigit() and int(year) in _YEARS):
        yield SecondmigError(f"year {year!r} is no year", where=where, hint="write four digits: 2019")
    if cells["value"] and _value(cells["value"]) is None:
        hint = "write a number without thousands marks, with a point: 2594028 or 2.3"
        yield SecondmigError(f"value {cells['value']!r} is no number", where=where, hint=hint)


def _unit_problems(table: CsvFile) -> Iterator[SecondmigError]:
    """One indicator has one unit: figures of two units must not stand in one row."""
    first: dict[str, CsvRow] = {}
    for row in table.rows:
        before = first.setdefault(row.cells["indicator"], row)
        unit, other = row.cells.get("unit", ""), before.cells.get("unit", "")
        if unit != other:
            message = f"{row.cells['indicator']} is in {unit!r} here and in {other!r} on line {before.line}"
            yield SecondmigError(message, where=table.where(row), hint="give them two names, or one unit")


def _indicator(row: CsvRow) -> Indicator:
    cells = row.cells
    return Indicator(
        country=cells["country"],
        year=int(cells["year"]),
        indicator=cells["indicator"],
        value=_value(cells["value"]) or 0.0,
        unit=cells.get("unit", ""),
        source=cells["source"],
        codes=tuple(code.strip() for code in cells.get("codes", "").split(";") if code.strip()),
        note=cells.get("note", ""),
    )


def _value(text: str) -> float | None:
    whole, _, part = text.removeprefix("-").partition(".")
    fits = bool(whole or part) and (whole + part).isascii() and (whole + part).isdigit()
    return float(text) + 0.0 if fits else None


def latest(indicators: Sequence[Indicator], country: str, name: str) -> Indicator | None:
    """The newest figure of an indicator for a country, or None."""
    found = [each for each in indicators if each.country == country and each.indicator == name]
    return max(found, key=lambda each: each.year, default=None)
