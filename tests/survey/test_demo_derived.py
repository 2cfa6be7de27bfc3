"""What follows from the stays of the demo is what the design says of it (G2, G6, UK03, US05)."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from statistics import mean, median

import pytest

from secondmig.core.legs import PartialDate
from secondmig.core.types import Case
from secondmig.survey.derived import Derived, derived
from secondmig.survey.legs_file import read_tables
from secondmig.survey.legs_join import with_legs
from secondmig.survey.occupations import read_occupations
from secondmig.survey.person_years import PersonYears, person_years
from secondmig.survey.persons import read_persons
from secondmig.survey.trajectory import sensitivity

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "corpus"


@cache
def interviewed(case: str) -> PartialDate:
    words = (CORPUS / f"{case}.txt").read_text("utf-8")
    found = re.search(r"^interview_date: \"?(\d{4}-\d\d)", words, re.MULTILINE)
    assert found
    return PartialDate.parse(found[1])


@cache
def everybody() -> Mapping[str, Derived]:
    table = read_occupations(ROOT / "codebooks" / "occupations.csv")
    return {
        case.id: derived(case, as_of=interviewed(case.id), isei=lambda isco: table.isei(isco).value)
        for case in people()
    }


@cache
def people() -> tuple[Case, ...]:
    tables = read_tables(
        legs=CORPUS / "legs.csv", occupations=CORPUS / "occupations.csv", statuses=CORPUS / "statuses.csv"
    )
    return with_legs(read_persons(CORPUS / "persons.csv"), tables)


def years_of(case: str) -> PersonYears:
    (person,) = (each for each in people() if each.id == case)
    return person_years(person, as_of=interviewed(case))


def values(name: str, *, second: bool) -> list[float]:
    held = [each.value(name) for each in everybody().values() if each.trajectory.second_migrant is second]
    return [float(value) for value in held if isinstance(value, float | int)]


def cliff(one: list[float], other: list[float]) -> float:
    pairs = [(a > b) - (a < b) for a in one for b in other]
    return sum(pairs) / len(pairs)


def test_the_rule_of_the_second_migrant_holds_at_six_twelve_and_twenty_four_months() -> None:
    found = sensitivity((case, interviewed(case.id)) for case in people())
    assert found.line() == "second migrants at 6, 12, 24 months: 13, 13, 13 of 24"


def test_g2_no_advantage_of_status_before_the_move_and_a_rise_of_some_after_it() -> None:
    before, single = values("isei_first_last", second=True), values("isei_first_last", second=False)
    change = values("isei_delta_move2", second=True)
    after = [first + more for first, more in zip(before, change, strict=True)]
    assert (len(before), len(single)) == (13, 11)
    assert (round(mean(before), 1), round(mean(single), 1), round(cliff(before, single), 3)) == (
        55.1,
        52.6,
        0.007,
    )
    assert (round(mean(after), 1), round(cliff(after, single), 3)) == (67.3, 0.175)
    assert (round(mean(change), 1), median(change)) == (12.1, 0)
    risen = {case: each.value("isei_delta_move2") for case, each in everybody().items()}
    assert {
        case: round(float(str(rise)), 1) for case, rise in risen.items() if rise and float(str(rise)) > 10
    } == {
        "US01": 30.6,
        "US02": 37.5,
        "UK01": 35.6,
        "UK02": 52.9,
    }


def test_g6_privilege_at_entry_does_not_separate_the_groups() -> None:
    entered = {
        second: {
            case
            for case, each in everybody().items()
            if each.value("privileged_entry") and each.trajectory.second_migrant is second
        }
        for second in (True, False)
    }
    assert entered == {True: {"US01", "US02", "US03", "US06"}, False: {"UK06", "JP05", "JP07"}}


def test_uk03_passed_through_singapore_in_eleven_months() -> None:
    found = everybody()["UK03"]
    assert [leg.country for leg in found.transit] == ["SGP"]
    assert (found.value("corridor_1"), found.value("corridor_2")) == ("PHL>SAU", "SAU>GBR")
    events = {each.year: each.event for each in years_of("UK03").years if each.moved}
    assert events == {2002: "arrival", 2007: "stay", 2008: "onward"}


def test_us05_went_home_for_ten_months_of_the_japan_years() -> None:
    found = everybody()["US05"]
    assert [case for case, each in everybody().items() if each.value("return_then_onward")] == ["US05"]
    assert (found.value("corridor_1"), found.value("corridor_2")) == ("CHN>JPN", "JPN>USA")
    assert found.years_by_country["CHN"].value == pytest.approx(10 / 12)
    events = {each.year: each.event for each in years_of("US05").years if each.moved}
    assert events == {2000: "arrival", 2009: "return", 2010: "onward"}


def test_every_person_has_person_years_that_add_up() -> None:
    found = [years_of(case.id) for case in people()]
    assert all(not each.reason and sum(year.months for year in each.years) == each.months for each in found)
    assert sum(each.years[-1].censored for each in found) == 24


def test_what_nobody_said_has_a_reason() -> None:
    for each in everybody().values():
        assert all((answer.value is None) == bool(answer.reason) for answer in each.answers.values())
