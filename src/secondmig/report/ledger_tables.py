"""The ledger of the joins in counts: how persons and the rows of surveys met, and workers and firms."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from secondmig.core.snapshot import Snapshot
from secondmig.core.types import LinkRow
from secondmig.core.unit_join import UnitJoin
from secondmig.joint.ledger import (
    GONE,
    NO_CONSENT,
    STATUSES,
    counts,
    household_of,
    in_several_documents,
    unexplained,
    unmatched,
    wave_of,
    why,
)
from secondmig.report.disclosure import SMALLEST, merged
from secondmig.report.table import FEW, Column, Table, Value

_WORDS: Final = {
    "matched": "person and row belong together",
    "unmatched_case": "person without a row",
    "not_interviewed": "row without a person: not interviewed",
    "duplicate": "row that is there twice",
}
_NO_REASON: Final = "no reason given"
_REFUSED: Final = "the person did not agree to be linked"
_WENT: Final = "the row went with somebody who withdrew"
_SURVEY: Final = Column("survey", "Table", once=True)


def ledger_tables(snapshot: Snapshot) -> tuple[Table, ...]:
    """The tables that a release level may see; none where nothing is joined.

    In the public edition only how many persons found a row, how many rows are nobody's and how many rows have
    their unit, where enough persons stand behind each number.
    """
    if snapshot.level == "public":
        return tuple(table for table in (_public(snapshot),) if table.rows)
    made = (_lines(snapshot), _reasons(snapshot), _units(snapshot))
    return tuple(table for table in made if table.rows)


def _lines(snapshot: Snapshot) -> Table:
    """Lines by status, with what is particular about some of them below."""
    tally = counts(snapshot.ledger, snapshot.nobody)
    rows: list[tuple[Value, ...]] = []
    for survey, numbers in tally.items():
        mine = [row for row in snapshot.ledger if row.survey == survey]
        rows += [(survey, _WORDS[status], numbers[status]) for status in STATUSES if numbers[status]]
        rows += [(survey, f"of these: {words}", number) for words, number in _particular(mine) if number]
    columns = (_SURVEY, Column("status", "Status"), Column("rows", "Lines", "count", "lines"))
    return Table("ledger", "How persons and survey rows met", columns, tuple(rows))


def _particular(lines: Sequence[LinkRow]) -> Iterator[tuple[str, int]]:
    yield "answered as a household", sum(bool(household_of(line)) for line in lines)
    yield "one of several answers of a person (waves)", sum(bool(wave_of(line)) for line in lines)
    several = {line.case for line in lines if in_several_documents(line)}
    yield "a person who speaks in several documents", len(several)
    yield "unexplained", len(unexplained(lines))


def _reasons(snapshot: Snapshot) -> Table:
    """Why persons have no row; in the team's words only where the team reads them."""
    tally: Counter[tuple[str, str]] = Counter()
    for line in unmatched(snapshot.ledger):
        tally[line.survey, _reason(line, in_words=snapshot.level in {"work", "team"})] += 1
    rows = tuple((survey, reason, number) for (survey, reason), number in sorted(tally.items()))
    columns = (_SURVEY, Column("reason", "Why no row"), Column("persons", "Persons", "count", "persons"))
    return Table("ledger-reasons", "Persons not joined, and why", columns, rows)


def _reason(line: LinkRow, *, in_words: bool) -> str:
    if line.reason == NO_CONSENT:
        return _REFUSED
    if line.reason == GONE:
        return _WENT
    said = why(line)
    if said and not in_words:
        return "a reason is on record"
    return said or _NO_REASON


def _units(snapshot: Snapshot) -> Table:
    rows = [row for told in snapshot.unit_joins for row in _of_units(told)]
    columns = (
        _SURVEY,
        Column("units", "Units"),
        Column("what", "What"),
        Column("number", "Number", "count", "rows"),
    )
    note = "each row has one unit at the most, so the joined table has as many rows as the survey"
    return Table("ledger-units", "How rows and their units met", columns, tuple(rows), (note,))


def _of_units(told: UnitJoin) -> Iterator[tuple[Value, ...]]:
    for what, number in (
        ("rows with their unit", told.joined),
        ("rows that name no unit", told.blank),
        ("rows whose unit is not there", told.unknown),
        ("units that no row names", told.empty),
    ):
        yield told.survey, told.units, what, number


def _public(snapshot: Snapshot) -> Table:
    rows: list[tuple[Value, ...]] = []
    tally = counts(snapshot.ledger, snapshot.nobody)
    for survey, numbers in tally.items():
        mine = [line for line in snapshot.ledger if line.survey == survey]
        rows += [(survey, label, number) for label, number in _persons(mine)]
        others = numbers["not_interviewed"]
        if others:
            rows.append((survey, _WORDS["not_interviewed"], others if others >= SMALLEST else FEW))
    for told in snapshot.unit_joins:
        without = told.blank + told.unknown
        parts = merged([("rows with their unit", told.joined), ("rows without", without)], rest="rows")
        rows += [(told.survey, label, number) for label, number in parts or ()]
    columns = (_SURVEY, Column("status", "Status"), Column("number", "Number", "count", "persons or rows"))
    return Table("ledger", "How persons and survey rows met", columns, tuple(rows))


def _persons(lines: Sequence[LinkRow]) -> tuple[tuple[str, int], ...]:
    """Persons of a survey with and without a row; together where either are few."""
    found = {line.case for line in lines if line.status == "matched"}
    everybody = {line.case for line in lines} - {""}
    parts = [("persons with a row", len(found)), ("persons without a row", len(everybody - found))]
    together = (("persons looked for", len(everybody)),) if len(everybody) >= SMALLEST else ()
    return merged(parts, rest="persons") or together
