"""Cells of the tables of a trajectory, read one by one; what is wrong gathers with its line."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from secondmig.core.countries import is_country, is_state
from secondmig.core.errors import SecondmigError
from secondmig.core.legs import LISTED, PartialDate
from secondmig.survey.evidence import Said, parse
from secondmig.survey.measures import value_problem
from secondmig.survey.model import Measure
from secondmig.survey.places import Place, place
from secondmig.survey.trajectory import months_between

YEARS: Final = range(1850, 2101)
"""Years that a date may have at all; dates after the interview are refused when persons are taken in."""
DATE_HINT: Final = "write a year or a year and a month: 2007 or 2007-02, ~2007 where it is not sure"
_MEASURES: Final = {
    "legal_at_entry": "legal_status",
    "legal_at_exit": "legal_status",
    "status": "legal_status",
    "isco": "occ_isco",
    "edu_at_start": "edu_isced",
    "edu_at_end": "edu_isced",
    "lang_at_end": "lang_host",
}
NO_MEASURES: Final[Mapping[str, Measure]] = {}


@dataclass(slots=True)
class Cells:
    """The cells of a row, read one by one; what is wrong with them gathers in ``problems``."""

    cells: Mapping[str, str]
    where: str
    measures: Mapping[str, Measure] = field(default_factory=dict)
    problems: list[SecondmigError] = field(default_factory=list)

    def wrong(self, message: str, hint: str) -> None:
        """Note a problem of the row."""
        self.problems.append(SecondmigError(message, where=self.where, hint=hint))

    def text(self, column: str) -> str:
        """The cell, "" where the table has no such column."""
        return self.cells.get(column, "")

    def needed(self, column: str) -> str:
        """A cell that must not be empty."""
        if not self.text(column):
            self.wrong(f"{column} is empty", _EMPTY.get(column, f"write the {column}"))
        return self.text(column)

    def index(self, column: str) -> int:
        """A number of a leg."""
        value = self.text(column)
        if not (value.isascii() and value.isdigit()):
            self.wrong(f"{column} {value!r} is no number", "number the legs 0, 1, 2 ...")
            return -1
        return int(value)

    def country(self, column: str) -> str:
        """An ISO 3166-1 alpha-3 code, or that of a former state."""
        self.problems += country_problems(self.text(column), column, self.where, former=True)
        return self.text(column)

    def date(self, column: str) -> PartialDate | None:
        """A date, None where the cell is empty or no date."""
        value = self.text(column)
        found = date_of(value)
        if value and found is None:
            self.wrong(f"{column} {value!r} is no date", DATE_HINT)
        return found

    def period(self, start: str, end: str, *, needed: bool) -> tuple[PartialDate | None, PartialDate | None]:
        """Two dates in order; ``needed`` says whether the first must be there."""
        dates = self.date(start), self.date(end)
        if needed and not self.text(start):
            self.wrong(f"{start} is empty", "write at least the year")
        if dates[0] and dates[1] and months_between(dates[0], dates[1]) < 0:
            self.wrong(f"{end} {dates[1]} is before {start} {dates[0]}", "correct one of them")
        return dates

    def one_of(self, column: str, values: Sequence[str]) -> str:
        """One of a short list, or empty."""
        value = self.text(column)
        if value and value not in values:
            self.wrong(f"{column} {value!r} is none of {', '.join(values)}", "write one of them, or nothing")
        return value

    def several(self, column: str) -> tuple[str, ...]:
        """Several of the short list of a field of a leg, each once."""
        parts = tuple(part.strip() for part in self.text(column).split(";") if part.strip())
        values = LISTED[column]
        for part in parts:
            if part not in values:
                hint = "several stand with ; between them: kin; friend"
                self.wrong(f"{column} {part!r} is none of {', '.join(values)}", hint)
        return tuple(dict.fromkeys(parts))

    def number(self, column: str) -> float | None:
        """A number of years, None where the cell is empty."""
        value = self.text(column)
        if not value:
            return None
        plain = value.replace(".", "", 1)
        if not (plain.isascii() and plain.isdigit()) or float(value) > _MOST_YEARS:
            self.wrong(f"{column} {value!r} is no number of years", "write years with a point: 3 or 3.5")
            return None
        return float(value)

    def coded(self, column: str) -> str:
        """A code of the measure that stands behind the column."""
        value = self.text(column)
        measure = self.measures.get(_MEASURES[column])
        reason = ""
        if value and measure is not None:
            reason = value_problem(measure, value)
        elif value and column == "isco" and not (value.isascii() and value.isdigit() and len(value) <= 4):
            reason = "no ISCO-08 code, which is one to four digits"
        if reason:
            known = f", or {measure.id} in the measures file" if measure is not None else ""
            self.wrong(f"{column} {value!r} is {reason}", f"correct the value{known}")
        return value

    def evidence(self, column: str, *, fact: str | None) -> tuple[Said, ...]:
        """Turns and passages."""
        found, problems = parse(self.text(column), where=f"{self.where}, {column}", fact=fact)
        self.problems += problems
        return tuple(found)


_EMPTY: Final = {"case": "write the id of the person"}
_MOST_YEARS: Final = 40.0


def date_of(text: str) -> PartialDate | None:
    """A date as people write it, None where it is none or lies outside YEARS."""
    try:
        date = PartialDate.parse(text)
    except ValueError:
        return None
    return date if date.year in YEARS else None


def country_problems(code: str, column: str, where: str, *, former: bool = False) -> Iterator[SecondmigError]:
    """What is wrong with a country, with the code that is meant where it can be told.

    Args:
        code: as written.
        column: of the table.
        where: ``file:line``.
        former: whether a state that is no more is one too, as for a stay of long ago.
    """
    if is_country(code) or (former and is_state(code)):
        return
    if not code:
        yield SecondmigError(f"{column} is empty", where=where, hint="write the country: JPN, GBR, USA ...")
        return
    try:
        meant = place(code)
    except SecondmigError:
        meant = Place("", "")
    wanted = (meant.code,) if is_country(meant.code) or former else meant.successors
    hint = f"write {' or '.join(wanted)}" if any(wanted) else "write three letters: JPN, GBR, USA ..."
    yield SecondmigError(f"{column} {code!r} is no ISO 3166-1 alpha-3 code", where=where, hint=hint)
