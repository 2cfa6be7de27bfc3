"""Person-years: one row a person and calendar year, held against a count month by month."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.core.legs import Leg, Occupation, PartialDate, StatusChange
from secondmig.core.types import Case
from secondmig.survey.age import Age
from secondmig.survey.person_years import PersonYear, PersonYears, checked_sum, person_years

INTERVIEW = PartialDate(2012, 3)


def stay(index: int, country: str, start: str = "", end: str = "", **fields: object) -> Leg:
    begins, ends = (PartialDate.parse(text) if text else None for text in (start, end))
    return Leg(index, country, begins, ends, "current", **fields)  # type: ignore[arg-type]


def years(*legs: Leg, as_of: PartialDate | None = INTERVIEW, min_stay: int = 12, **typed: str) -> PersonYears:
    return person_years(
        Case("P", "Ana", (), typed, legs), as_of=as_of, min_stay=min_stay, isei={"2221": 68.7}.get
    )


def row(found: PersonYears, year: int) -> PersonYear:
    (one,) = (each for each in found.years if each.year == year)
    return one


UK03 = (
    stay(0, "PHL", "", "2002"),
    stay(1, "SAU", "2002", "2007", legal_at_entry="work_skilled", legal_at_exit="work_skilled", isco="2221"),
    stay(2, "SGP", "2007-03", "2008-02"),
    stay(3, "GBR", "2008-02"),
)
US05 = (
    stay(0, "CHN", "", "2000-04"),
    stay(1, "JPN", "2000-04", "2010"),
    stay(2, "CHN", "2009-02", "2009-12"),
    stay(3, "USA", "2010"),
)


def test_the_clock_runs_from_the_first_departure_to_the_interview() -> None:
    found = years(*UK03)
    assert [each.year for each in found.years] == list(range(2002, 2013))
    assert found.months == sum(each.months for each in found.years) == (2012 - 2002) * 12 + 3 - 7
    assert (found.years[0].months, found.years[-1].months) == (6, 2)


def test_each_year_has_the_country_of_most_of_its_months() -> None:
    countries = {each.year: (each.country, each.leg, each.role) for each in years(*UK03).years}
    assert countries[2006] == ("SAU", 1, "destination")
    assert countries[2007] == ("SGP", 2, "transit")
    assert countries[2008] == ("GBR", 3, "current")


def test_in_a_tie_the_later_country_has_the_year() -> None:
    found = years(stay(0, "PER"), stay(1, "JPN", "2004-01", "2005-07"), stay(2, "USA", "2005-07"))
    assert row(found, 2005).country == "USA"
    found = years(stay(0, "PER"), stay(1, "JPN", "2004-01", "2005-08"), stay(2, "USA", "2005-08"))
    assert row(found, 2005).country == "JPN"


def test_a_year_mostly_between_stays_has_no_country() -> None:
    found = years(stay(0, "PER"), stay(1, "JPN", "2004-01", "2005-03"), stay(2, "USA", "2006-01"))
    assert (row(found, 2005).country, row(found, 2005).leg, row(found, 2005).legal_status) == (
        None,
        None,
        None,
    )


# Events


def test_a_move_into_transit_is_a_move_and_no_event() -> None:
    found = years(*UK03)
    assert {each.year: (each.event, each.moved, each.to_country) for each in found.years if each.moved} == {
        2002: ("arrival", 1, "SAU"),
        2007: ("stay", 1, None),
        2008: ("onward", 1, "GBR"),
    }
    shorter = years(*UK03, min_stay=6)
    assert row(shorter, 2007).event == "onward"


def test_a_return_and_the_onward_move_after_it() -> None:
    found = years(*US05)
    assert {each.year: (each.event, each.from_country) for each in found.years if each.moved} == {
        2000: ("arrival", "CHN"),
        2009: ("return", "JPN"),
        2010: ("onward", "JPN"),
    }
    assert row(found, 2009).country == "CHN"


def test_going_to_the_same_country_again_is_back() -> None:
    legs = (
        stay(0, "PER"),
        stay(1, "JPN", "2000", "2003"),
        stay(2, "PER", "2003", "2005"),
        stay(3, "JPN", "2005"),
    )
    events = {each.year: each.event for each in years(*legs).years if each.moved}
    assert events == {2000: "arrival", 2003: "return", 2005: "back"}


def test_two_moves_in_a_year_count_as_two_and_the_last_is_the_event() -> None:
    legs = (
        stay(0, "PER"),
        stay(1, "JPN", "2000", "2003-02"),
        stay(2, "PER", "2003-02", "2003-06"),
        stay(3, "USA", "2003-06"),
    )
    found = row(years(*legs), 2003)
    assert (found.moves, found.moved, found.event, found.to_country) == (2, 1, "onward", "USA")


def test_only_the_last_year_is_censored_and_not_where_it_is_a_departure() -> None:
    assert [each.censored for each in years(*UK03).years] == [0] * 10 + [1]
    left = years(stay(0, "PER"), stay(1, "JPN", "2000", "2012-01"), stay(2, "USA", "2012-01"))
    assert (left.years[-1].event, left.years[-1].censored) == ("onward", 0)


# What holds in a year


def test_a_status_holds_from_its_date_and_that_at_the_end_in_the_last_year() -> None:
    changes = (StatusChange("pr", PartialDate(2006)), StatusChange("citizen_nat", PartialDate(2010)))
    leg = stay(1, "JPN", "2004", legal_at_entry="student", legal_at_exit="citizen_nat", statuses=changes)
    held = [each.legal_status for each in years(stay(0, "PER"), leg).years]
    assert held == ["student"] * 2 + ["pr"] * 4 + ["citizen_nat"] * 3


def test_the_status_of_the_arrival_is_not_run_on_where_nobody_knows_the_last() -> None:
    found = years(stay(0, "PER"), stay(1, "JPN", "2004", legal_at_entry="student"))
    assert row(found, 2004).legal_status == "student"
    assert row(found, 2005).legal_status is None


def test_a_status_that_changed_nobody_knows_when_is_unknown_in_between() -> None:
    leg = stay(1, "JPN", "2004", "2008", legal_at_entry="student", legal_at_exit="pr")
    found = years(stay(0, "PER"), leg, stay(2, "USA", "2008"))
    assert [row(found, year).legal_status for year in (2004, 2005, 2007)] == ["student", None, None]
    undated = replace(leg, statuses=(StatusChange("pr"),))
    found = years(stay(0, "PER"), undated, stay(2, "USA", "2008"))
    assert row(found, 2005).legal_status is None


def test_education_of_a_stay_counts_from_its_end() -> None:
    legs = (
        stay(0, "PER", "", "2002", edu_at_end="3"),
        stay(1, "JPN", "2002", "2006", edu_at_start="3", edu_at_end="6"),
        stay(2, "USA", "2006", edu_at_end="-9"),
    )
    found = years(*legs)
    assert [row(found, year).edu_isced for year in (2002, 2005, 2006, 2012)] == ["3", "3", "6", "6"]


def test_the_occupation_of_a_year_is_the_main_one_begun_last() -> None:
    work = (
        Occupation("5322", start=PartialDate(2003), end=PartialDate(2005), main=True),
        Occupation("2221", start=PartialDate(2006), main=True),
        Occupation("9112", start=PartialDate(2007)),
    )
    found = years(stay(0, "PER"), stay(1, "JPN", "2002", isco="2221", occupations=work))
    assert [row(found, year).isco for year in (2002, 2004, 2008)] == [None, "5322", "2221"]
    assert (row(found, 2004).isei, row(found, 2008).isei) == (None, 68.7)
    plain = years(stay(0, "PER"), stay(1, "JPN", "2002", isco="2221"))
    assert {each.isco for each in plain.years} == {"2221"}


def test_age_is_an_interval_where_only_a_band_is_known() -> None:
    assert row(years(*UK03, age_band="30-34"), 2002).age == Age(20, 25)
    assert row(years(*UK03, birth_year="1980"), 2002).age == Age(22, 22)
    assert row(years(*UK03), 2002).age is None


# Who has none


@pytest.mark.parametrize(
    ("legs", "as_of", "reason"),
    [
        ((stay(0, "PER"),), INTERVIEW, "no stay after the origin is known"),
        (UK03, None, "no transcript says when the interview was"),
        ((stay(0, "PER"), stay(1, "JPN")), INTERVIEW, "the start of leg 1 is not known"),
    ],
)
def test_who_has_no_years_is_named_with_a_reason(
    legs: tuple[Leg, ...], as_of: PartialDate | None, reason: str
) -> None:
    found = years(*legs, as_of=as_of)
    assert (found.years, found.reason) == ((), reason)
    assert f"P has no person-years: {reason}" in checked_sum([found])


def test_the_sum_is_told() -> None:
    first, *rest = checked_sum([years(*UK03), years(*US05)])
    assert first == (
        "24 person-years of 2 persons; 259 months counted = 259 months (21.6 years) between first departure "
        "and interview"
    )
    assert rest == []


# Against a count month by month


@st.composite
def lives(draw: st.DrawFn) -> tuple[Leg, ...]:
    """Stays with months, in the order of their start, overlapping or not; the last one open."""
    starts = sorted(draw(st.lists(st.integers(0, 130), min_size=1, max_size=6)))
    made = [stay(0, "PER")]
    for index, start in enumerate(starts, start=1):
        end = None if index == len(starts) else start + draw(st.integers(1, 60))
        dates = [PartialDate(2000 + at // 12, at % 12 + 1) for at in (start, end or 0)]
        country = draw(st.sampled_from(("JPN", "USA", "PER")))
        made.append(Leg(index, country, dates[0], dates[1] if end is not None else None, "current"))
    return tuple(made)


@given(legs=lives())
def test_every_month_is_counted_once_and_every_year_is_the_majority(legs: tuple[Leg, ...]) -> None:
    def at(date: PartialDate | None) -> int:
        return 0 if date is None else (date.year - 2000) * 12 + date.month - 1

    first, end = min(at(leg.start) for leg in legs[1:]), at(INTERVIEW)
    months: dict[int, str | None] = {}
    for month in range(first, end):
        here = [leg for leg in legs[1:] if at(leg.start) <= month < (at(leg.end) if leg.end else end)]
        months[month] = max(here, key=lambda leg: (at(leg.start), leg.index)).country if here else None
    found = years(*legs)
    assert found.months == len(months) == sum(each.months for each in found.years)
    assert [each.year for each in found.years] == sorted({2000 + month // 12 for month in months})
    for each in found.years:
        mine = [country for month, country in months.items() if 2000 + month // 12 == each.year]
        counts = Counter(mine)
        assert counts[each.country] == max(counts.values())
        later = mine[len(mine) - 1 - mine[::-1].index(each.country) :]
        assert not any(counts[other] == counts[each.country] for other in later if other != each.country)
    assert sum(each.moves for each in found.years) == len(legs) - 1
    assert sum(each.event == "arrival" for each in found.years) <= 1


def test_a_change_of_borders_is_no_event_and_starts_no_clock() -> None:
    riga = (stay(0, "SUN", "", "1991"), stay(1, "LVA", "1991", "2005"), stay(2, "GBR", "2005"))
    found = years(*riga, origin="LVA")
    first = found.years[0]
    assert (first.year, first.event, first.to_country, first.from_country) == (2005, "arrival", "GBR", "LVA")
