"""How the rows of a survey met the units they belong to: workers and firms, pupils and schools."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UnitJoin:
    """The ledger of a join of many rows to one unit each, in counts.

    Attributes:
        survey: name of the table of the rows.
        units: name of the table of the units.
        rows: rows of the survey; the joined table has as many.
        joined: rows that found their unit.
        blank: rows that name no unit.
        unknown: rows that name a unit which has no row.
        all_units: rows of the table of the units.
        empty: units that no row names.
    """

    survey: str
    units: str
    rows: int
    joined: int
    blank: int
    unknown: int
    all_units: int
    empty: int
