from collections.abc import Mapping
from dataclasses import replace

import pytest

from secondmig.core.types import Case
from secondmig.joint.capital import HumanCapital, MeasureRow, human_capital, missing_reason
from secondmig.stats.describe import Summary
from tests.joint.builders import person, snapshot
from tests.joint.demo import demo_snapshot

MOVED = (("JPN", 1998, 2006), ("USA", 2006, None))
STAYED = (("JPN", 1998, None),)


def mover(identifier: str, **values: str) -> Case:
    return replace(person(identifier, *MOVED), attributes=values)


def stayer(identifier: str, **values: str) -> Case:
    return replace(person(identifier, *STAYED), attributes=values)


def compared(*cases: Case, measures: Mapping[str, str] | None = None) -> HumanCapital:
    taken = snapshot([], [], cases)
    return human_capital(taken) if measures is None else human_capital(taken, measures=measures)


def rounded(summary: Summary, digits: int = 2) -> list[float]:
    found = (summary.mean, summary.sd, summary.median, summary.minimum, summary.maximum)
    return [round(estimate.value or 0.0, digits) for estimate in found]


def row_of(capital: HumanCapital, measure: str) -> MeasureRow:
    (row,) = [row for row in capital.rows if row.measure == measure]
    return row


def test_human_capital_describes_second_before_single_migrants() -> None:
    row = compared(mover("A", edu_years="16"), mover("B", edu_years="18"), stayer("C", edu_years="12")).rows[
        1
    ]
    second, single = row.groups

    assert (row.measure, second.group, single.group) == ("edu_years", "second", "single")
    assert (second.n, second.summary.mean.value, single.summary.mean.value) == (2, 17.0, 12.0)
    assert single.summary.sd.undefined == "one value has no spread"
    assert row.delta.value == 1.0


def test_human_capital_counts_the_missing_by_reason() -> None:
    capital = compared(
        mover("A", edu_isced="6"),
        mover("B", edu_isced="-1"),
        mover("C"),
        mover("D"),
        mover("E", edu_isced="college"),
        mover("F", edu_isced="-7"),
    )
    (second, single) = row_of(capital, "edu_isced").groups

    assert (second.persons, second.n) == (6, 1)
    assert second.missing == (
        ("not a number", 1),
        ("not asked in the source", 1),
        ("not on record", 2),
        ("refused", 1),
    )
    assert (single.persons, single.missing, single.summary.mean.undefined) == (0, (), "no values")
    assert row_of(capital, "edu_isced").delta.undefined == "the second group is empty"


def test_human_capital_leaves_out_persons_without_a_destination() -> None:
    capital = compared(mover("A", edu_isced="6"), person("B", edu_isced="8"))

    assert capital.ungrouped == 1
    assert [group.persons for group in capital.rows[0].groups] == [1, 0]


def test_human_capital_counts_tertiary_education_among_those_with_a_value() -> None:
    capital = compared(mover("A", edu_isced="6"), mover("B", edu_isced="5"), mover("C"), stayer("D"))
    second, single = capital.tertiary

    assert (second.persons, second.n, second.share.value) == (1, 2, 0.5)
    assert (single.persons, single.n, single.share.value) == (0, 0, None)


def test_human_capital_describes_any_column() -> None:
    capital = compared(mover("A", lang_leg1="4"), measures={"lang_leg1": "Language"})

    assert [(row.measure, row.label) for row in capital.rows] == [("lang_leg1", "Language")]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("6", ""),
        ("6.5", ""),
        ("0", ""),
        ("-3", ""),
        ("", "not on record"),
        ("  ", "not on record"),
        ("-1", "refused"),
        ("-10", "suppressed"),
        ("nan", "not a number"),
        ("inf", "not a number"),
        ("6,5", "not a number"),
        ("1.2.3", "not a number"),
        ("４", "not a number"),
        ("-", "not a number"),
    ],
)
def test_missing_reason_tells_values_from_gaps(text: str, reason: str) -> None:
    assert missing_reason(text) == reason


def test_the_demo_reproduces_g1_for_isced() -> None:
    row = row_of(human_capital(demo_snapshot()), "edu_isced")
    second, single = row.groups

    assert (second.n, single.n, second.missing, single.missing) == (13, 11, (), ())
    assert [round(group.summary.mean.value or 0, 2) for group in row.groups] == [6.46, 5.0]
    assert [group.summary.median.value for group in row.groups] == [6.0, 6.0]
    assert rounded(second.summary) == [6.46, 0.97, 6.0, 5.0, 8.0]
    assert rounded(single.summary) == [5.0, 1.61, 6.0, 3.0, 7.0]
    assert round(row.delta.value or 0, 3) == 0.497
    assert row.delta.value == 71 / 143


def test_the_demo_reproduces_g1_for_years_of_schooling() -> None:
    row = row_of(human_capital(demo_snapshot()), "edu_years")

    assert [round(group.summary.mean.value or 0, 2) for group in row.groups] == [16.85, 14.55]
    assert [group.summary.median.value for group in row.groups] == [16.0, 16.0]
    assert round(row.delta.value or 0, 3) == 0.427


def test_the_demo_reproduces_tertiary_education() -> None:
    second, single = human_capital(demo_snapshot()).tertiary

    assert (second.persons, second.n) == (11, 13)
    assert (single.persons, single.n) == (6, 11)
