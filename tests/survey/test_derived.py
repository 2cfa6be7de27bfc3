"""What follows from the legs of a person: each value by its printed rule, or None with a reason."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.core.legs import Leg, PartialDate
from secondmig.core.types import Case
from secondmig.survey.age import Age, age_in
from secondmig.survey.derived import NAMES, SECURITY, Answer, Derived, derived, years_by_country
from secondmig.survey.trajectory import MIN_STAY, months

INTERVIEW = PartialDate(2025, 3)
ISEI = {"8219": 24.68, "3313": 55.25, "2221": 68.7}


def stay(index: int, country: str, start: str = "", end: str = "", **fields: object) -> Leg:
    begins, ends = (PartialDate.parse(text) if text else None for text in (start, end))
    return Leg(index, country, begins, ends, "current", **fields)  # type: ignore[arg-type]


ROSA = (
    stay(0, "PER", "", "1998"),
    stay(
        1,
        "JPN",
        "1998",
        "2006",
        isco="8219",
        legal_at_entry="ethnic",
        legal_at_exit="pr",
        planned_as_step="became",
        edu_at_start="5",
        edu_at_end="6",
        edu_years=1.5,
    ),
    stay(2, "USA", "2006", isco="3313"),
)
# Of the demo: UK03 fails the rule in Singapore, US05 went home for ten months of the Japan years.
UK03 = (
    stay(0, "PHL", "", "2002"),
    stay(1, "SAU", "2002", "2007"),
    stay(2, "SGP", "2007-03", "2008-02"),
    stay(3, "GBR", "2008-02"),
)
US05 = (
    stay(0, "CHN", "", "2000-04"),
    stay(1, "JPN", "2000-04", "2010"),
    stay(2, "CHN", "2009-02", "2009-12"),
    stay(3, "USA", "2010"),
)


def of(*legs: Leg, min_stay: int = MIN_STAY, as_of: PartialDate | None = INTERVIEW, **typed: str) -> Derived:
    return derived(Case("P", "Ana", (), typed, legs), min_stay=min_stay, as_of=as_of, isei=ISEI.get)


def test_all_twelve_values_of_a_second_migrant() -> None:
    found = of(*ROSA, age_band="50-54")
    assert {name: answer.value for name, answer in found.answers.items()} == {
        "n_destinations": 2,
        "first_destination": "JPN",
        "years_first_destination": 8.0,
        "corridor_1": "PER>JPN",
        "corridor_2": "JPN>USA",
        "stepping_stone_planned": "became",
        "isei_first_last": 24.68,
        "isei_delta_move2": pytest.approx(30.57),
        "status_security_gain_first": SECURITY.index("pr") - SECURITY.index("ethnic"),
        "capital_acquired_first_years": 1.5,
        "capital_acquired_first_isced": 1,
        "age_at_move2": Age(31, 36),
        "return_then_onward": False,
        "stepping_stone": True,
        "privileged_entry": True,
    }
    assert found.trajectory.second_migrant


def test_every_value_has_a_rule_in_words_and_the_order_is_printed() -> None:
    found = of(*ROSA)
    assert set(NAMES) <= set(found.rules)
    assert all(found.rules.values())
    assert found.rules["status_security_gain_first"].endswith(
        "irregular < other < student < work_other < family < work_skilled < protection < free_movement < "
        "ethnic < colonial < pr < citizen_nat < citizen_birth"
    )
    assert "at least 12 months" in found.rules["second_migrant"]


def test_the_order_of_security_is_the_projects_own() -> None:
    case = Case("P", "Ana", legs=ROSA)
    assert derived(case, order=("pr", "ethnic")).value("status_security_gain_first") == -1
    answer = derived(case, order=("pr",)).answers["status_security_gain_first"]
    assert answer == Answer(None, "ethnic is not in the order of security")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("corridor_2", "there is no second destination"),
        ("isei_delta_move2", "there is no second destination"),
        ("age_at_move2", "there is no second destination"),
        ("stepping_stone_planned", "planned_as_step of the first destination is not stated"),
        ("isei_first_last", "no occupation is known in JPN"),
        ("status_security_gain_first", "the legal status at entry is not stated"),
        ("capital_acquired_first_years", "edu_years of the first destination is not stated"),
        ("privileged_entry", "the legal status at entry is not stated"),
    ],
)
def test_what_is_not_known_is_none_with_a_reason(name: str, reason: str) -> None:
    found = of(stay(0, "PER"), stay(1, "JPN", "1998"))
    assert found.answers[name] == Answer(None, reason)


def test_without_any_destination_everything_but_the_number_is_none() -> None:
    found = of(stay(0, "PER"))
    values = {name: answer.value for name, answer in found.answers.items()}
    assert values.pop("n_destinations") == 0
    assert set(values.values()) == {None}
    assert {answer.reason for answer in found.answers.values()} == {"", "no stay counts as a destination"}


def test_a_value_and_a_reason_exclude_each_other() -> None:
    for value, reason in ((1, "why"), (None, "")):
        with pytest.raises(ValueError, match="with reason"):
            Answer(value, reason)


def test_an_occupation_without_isei_is_named() -> None:
    legs = (ROSA[0], replace(ROSA[1], isco="9999"), ROSA[2])
    assert of(*legs).answers["isei_delta_move2"] == Answer(None, "ISCO 9999 has no ISEI in the table")


def test_approximate_dates_are_flagged() -> None:
    assert of(*ROSA).answers["years_first_destination"].approx
    exact = (ROSA[0], stay(1, "JPN", "1998-02", "2006-02"), ROSA[2])
    assert not of(*exact).answers["years_first_destination"].approx
    assert (
        of(ROSA[0], stay(1, "JPN", "~1998-02", "2006-02"), ROSA[2]).answers["years_first_destination"].approx
    )


# Two of the demo


def test_eleven_months_in_singapore_are_transit_at_twelve_and_a_destination_at_six() -> None:
    assert [leg.country for leg in of(*UK03).transit] == ["SGP"]
    assert of(*UK03).value("corridor_2") == "SAU>GBR"
    assert of(*UK03, min_stay=6).transit == ()
    assert of(*UK03, min_stay=6).value("n_destinations") == 3
    assert all(of(*UK03, min_stay=stay).trajectory.second_migrant for stay in (6, 12, 24))


def test_a_stay_set_to_transit_by_hand_stays_so_at_any_length() -> None:
    legs = (*UK03[:2], replace(UK03[2], role="transit", role_reason="waited for papers"), UK03[3])
    assert [leg.country for leg in of(*legs, min_stay=6).transit] == ["SGP"]


def test_ten_months_at_home_inside_the_japan_years_are_return_then_onward() -> None:
    found = of(*US05)
    assert found.value("return_then_onward") is True
    assert (found.value("corridor_1"), found.value("corridor_2")) == ("CHN>JPN", "JPN>USA")
    years = {country: answer.value for country, answer in found.years_by_country.items()}
    assert years == {"JPN": (120 - 10) / 12, "CHN": 10 / 12, "USA": 15.0}


# Years by country


def test_an_open_stay_without_an_interview_date_has_no_years() -> None:
    found = years_by_country(ROSA)
    assert found["JPN"].value == 8.0
    assert found["USA"] == Answer(None, "leg 2 goes on, and no interview date says until when")


def test_a_second_stay_in_a_country_is_added() -> None:
    legs = (
        ROSA[0],
        stay(1, "JPN", "1998-01", "2000-01"),
        stay(2, "USA", "2000-01", "2001-07"),
        stay(3, "JPN", "2001-07"),
    )
    found = years_by_country(legs, as_of=PartialDate(2002, 1))
    assert {country: answer.value for country, answer in found.items()} == {"JPN": 2.5, "USA": 1.5}


COUNTRIES = ("JPN", "USA", "GBR")


@st.composite
def lives(draw: st.DrawFn) -> tuple[Leg, ...]:
    """Stays with months, in the order of their start, overlapping or not; the last one open."""
    starts = sorted(draw(st.lists(st.integers(0, 200), min_size=1, max_size=6)))
    made = [stay(0, "PER")]
    for index, start in enumerate(starts, start=1):
        last = index == len(starts)
        end = None if last else start + draw(st.integers(0, 60))
        dates = [PartialDate(2000 + at // 12, at % 12 + 1) for at in (start, end or 0)]
        country = draw(st.sampled_from(COUNTRIES))
        made.append(Leg(index, country, dates[0], dates[1] if end is not None else None, "current"))
    return tuple(made)


@given(legs=lives())
def test_years_by_country_are_the_months_counted_one_by_one(legs: tuple[Leg, ...]) -> None:
    until = PartialDate(2022, 1)
    end = (until.year - 2000) * 12
    by_hand = dict.fromkeys((leg.country for leg in legs[1:]), 0)
    for month in range(end):
        here = [
            leg
            for leg in legs[1:]
            if leg.start and _at(leg.start) <= month < (_at(leg.end) if leg.end else end)
        ]
        if here:
            by_hand[max(here, key=lambda leg: (_at(leg.start), leg.index)).country] += 1
    found = years_by_country(legs, as_of=until)
    counted = {country: round(float(str(answer.value)) * 12) for country, answer in found.items()}
    assert counted == by_hand


def _at(date: PartialDate | None) -> int:
    return 0 if date is None else (date.year - 2000) * 12 + date.month - 1


dates = st.builds(PartialDate, st.integers(1990, 2020), st.integers(0, 12))


@given(start=dates, end=dates)
def test_years_of_a_single_stay_are_its_months(start: PartialDate, end: PartialDate) -> None:
    leg = Leg(1, "JPN", start, end, "current")
    length = months(leg)
    assert length is not None
    found = years_by_country((stay(0, "PER"), leg))["JPN"]
    assert found.value == max(0, length) / 12


# Age


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"birth_year": "1974"}, Age(32, 32)),
        ({"age_band": "50-54"}, Age(31, 36)),
        ({"age": "50"}, Age(31, 32)),
        ({"birth_year": "1974", "age_band": "20-24"}, Age(32, 32)),
    ],
)
def test_age_in_a_year(typed: dict[str, str], expected: Age) -> None:
    assert age_in(Case("P", "Ana", (), typed), 2006, as_of=INTERVIEW) == (expected, "")


def test_age_that_cannot_be_told_says_why() -> None:
    assert age_in(Case("P", "Ana"), 2006, as_of=INTERVIEW) == (
        None,
        "neither birth_year nor the age at the interview is known",
    )
    assert age_in(Case("P", "Ana", (), {"age_band": "50-54"}), 2006, as_of=None)[1].startswith(
        "no interview date"
    )
    assert age_in(Case("P", "Ana", (), {"age_band": "50-"}), 2006, as_of=INTERVIEW)[0] is None


@given(born=st.integers(1930, 2000), month=st.integers(1, 12), year=st.integers(1990, 2024))
def test_the_interval_of_a_band_holds_the_true_age(born: int, month: int, year: int) -> None:
    had_birthday = month <= INTERVIEW.month
    age = INTERVIEW.year - born - (0 if had_birthday else 1)
    band = f"{age - age % 5}-{age - age % 5 + 4}"
    found, _ = age_in(Case("P", "Ana", (), {"age_band": band}), year, as_of=INTERVIEW)
    assert found is not None
    assert found.low <= year - born <= found.high
