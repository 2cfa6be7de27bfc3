"""The ledger of the joins as reports print it."""

from dataclasses import replace

import pytest

from secondmig.core.snapshot import Snapshot
from secondmig.core.types import Level, LinkRow
from secondmig.core.unit_join import UnitJoin
from secondmig.joint.ledger import GONE, NO_CONSENT
from secondmig.report.ledger_tables import ledger_tables
from secondmig.report.table import FEW, Table

LINES = (
    *(LinkRow(f"P{n}", "mail", f"{n}", "matched", "same id") for n in range(1, 6)),
    LinkRow("H1", "mail", "70", "matched", "respondent 70 by the key, household H"),
    LinkRow("H2", "mail", "70", "matched", "respondent 70 by the key, household H"),
    LinkRow("W", "mail", "81", "matched", "respondent 81 by the key, wave 1; one person in D1, D2"),
    LinkRow("W", "mail", "82", "matched", "respondent 82 by the key, wave 2; one person in D1, D2"),
    LinkRow("N", "mail", "", "unmatched_case", NO_CONSENT),
    LinkRow("G", "mail", "", "unmatched_case", GONE),
    LinkRow("K1", "mail", "", "unmatched_case", "no row 9; reason in the key: Rosa moved"),
    LinkRow("K2", "mail", "", "unmatched_case", "no row 8; reason given: Rosa moved"),
    LinkRow("U", "mail", "", "unmatched_case", "no row 7"),
    LinkRow("D", "mail", "6", "duplicate", "line 2 differs from line 3: none joined"),
    LinkRow("D", "mail", "6", "duplicate", "line 3 differs from line 2: none joined"),
    LinkRow("", "mail", "x7", "not_interviewed", "looks like X7"),
)
UNITS = UnitJoin("workers", "firms", rows=9, joined=6, blank=1, unknown=2, all_units=5, empty=2)


def tables(level: Level, **changed: object) -> dict[str, Table]:
    bare = Snapshot("p", level, "", True, "", (), {}, (), {}, (), ())
    held = replace(bare, ledger=LINES, nobody={"mail": 989, "nis": 20}, unit_joins=(UNITS,))
    return {table.id: table for table in ledger_tables(replace(held, **changed))}  # type: ignore[arg-type]


def test_every_line_is_counted_and_rows_of_nobody_with_it() -> None:
    assert tables("team")["ledger"].rows == (
        ("mail", "person and row belong together", 9),
        ("mail", "person without a row", 5),
        ("mail", "row without a person: not interviewed", 990),
        ("mail", "row that is there twice", 2),
        ("mail", "of these: answered as a household", 2),
        ("mail", "of these: one of several answers of a person (waves)", 2),
        ("mail", "of these: a person who speaks in several documents", 1),
        ("mail", "of these: unexplained", 2),
        ("nis", "row without a person: not interviewed", 20),
    )


def test_the_team_reads_the_reasons() -> None:
    assert tables("team")["ledger-reasons"].rows == (
        ("mail", "Rosa moved", 2),
        ("mail", "no reason given", 2),
        ("mail", "the person did not agree to be linked", 1),
        ("mail", "the row went with somebody who withdrew", 1),
    )


def test_partners_read_that_there_is_one() -> None:
    found = tables("partner")["ledger-reasons"]
    assert ("mail", "a reason is on record", 2) in found.rows
    assert "Rosa" not in str(found)


def test_rows_and_their_units_are_counted() -> None:
    assert [row[2:] for row in tables("team")["ledger-units"].rows] == [
        ("rows with their unit", 6),
        ("rows that name no unit", 1),
        ("rows whose unit is not there", 2),
        ("units that no row names", 2),
    ]


def test_the_public_reads_counts_of_at_least_three_and_nothing_else() -> None:
    (table,) = tables("public").values()
    assert table.rows == (
        ("mail", "persons with a row", 8),
        ("mail", "persons without a row", 6),
        ("mail", "row without a person: not interviewed", 990),
        ("nis", "row without a person: not interviewed", 20),
        ("workers", "rows with their unit", 6),
        ("workers", "rows without", 3),
    )


@pytest.mark.parametrize(("without", "rows"), [(0, 6), (1, 7), (2, 8)])
def test_few_persons_without_a_row_are_not_told_apart_in_public(without: int, rows: int) -> None:
    lines = (*LINES[:5], LINES[7], *LINES[9 : 9 + without])
    (table,) = tables("public", ledger=lines, nobody={"mail": 2}, unit_joins=()).values()
    assert table.rows == (
        ("mail", "persons looked for", rows),
        ("mail", "row without a person: not interviewed", FEW),
    )


def test_no_survey_gives_no_table() -> None:
    assert tables("team", ledger=(), nobody={}, unit_joins=()) == {}
