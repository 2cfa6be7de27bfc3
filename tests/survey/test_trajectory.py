"""Months, roles, the rule of the second migrant and the checks of legs."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.core.legs import Leg, PartialDate
from secondmig.core.types import Case, Document, SpeakerRef
from secondmig.survey.trajectory import (
    counts_in,
    derive,
    interviewed,
    months,
    months_between,
    rule,
    with_roles,
)
from secondmig.survey.trajectory_checks import check_legs

years = st.integers(1950, 2040)
year_alone = st.builds(PartialDate, years)
with_month = st.builds(PartialDate, years, st.integers(1, 12))
dates = year_alone | with_month


def stay(index: int, country: str, start: str = "", end: str = "", *, by_hand: bool = False) -> Leg:
    """A leg; ``by_hand`` sets it to transit with a reason."""
    return Leg(
        index=index,
        country=country,
        start=PartialDate.parse(start) if start else None,
        end=PartialDate.parse(end) if end else None,
        role="transit" if by_hand else "current",
        role_reason="waited for papers" if by_hand else "",
    )


def person(*legs: Leg, **attributes: str) -> Case:
    return Case("P1", "Ana", legs=legs, attributes=attributes)


ROSA = (stay(0, "PER", "", "1998"), stay(1, "JPN", "1998", "2006"), stay(2, "USA", "2006"))
INTERVIEW = PartialDate(2025, 3)


# Dates


@given(date=dates)
def test_partial_date_is_written_as_it_is_read(date: PartialDate) -> None:
    assert PartialDate.parse(str(date)) == date


@given(text=st.text(alphabet="0123456789- x/.", max_size=9))
def test_partial_date_reads_years_and_months_and_nothing_else(text: str) -> None:
    try:
        date = PartialDate.parse(text)
    except ValueError:
        return
    year, _, month = text.strip().partition("-")
    assert (date.year, date.month) == (int(year), int(month or 0))
    assert 0 <= date.month <= 12


def counted(start: PartialDate, end: PartialDate) -> int:
    """Months by walking from one to the other."""
    year, month, steps = start.year, start.month, 0
    while (year, month) != (end.year, end.month):
        year, month, steps = (year + 1, 1, steps + 1) if month == 12 else (year, month + 1, steps + 1)
    return steps


@given(pair=st.tuples(with_month, with_month).map(sorted))
def test_months_between_two_months_are_those_one_counts(pair: Sequence[PartialDate]) -> None:
    assert months_between(*pair) == counted(*pair)


@given(start=dates, end=dates)
def test_months_between_changes_sign_with_the_order(start: PartialDate, end: PartialDate) -> None:
    assert months_between(start, end) == -months_between(end, start)


@given(start=dates, end=dates, months_known=st.tuples(st.integers(1, 12), st.integers(1, 12)))
def test_months_between_years_are_whole_years_and_less_than_a_year_wrong(
    start: PartialDate, end: PartialDate, months_known: tuple[int, int]
) -> None:
    told = months_between(start, end)
    if not (start.month and end.month):
        assert told % 12 == 0
    truth = months_between(
        replace(start, month=start.month or months_known[0]), replace(end, month=end.month or months_known[1])
    )
    assert abs(told - truth) <= 11


def test_months_of_an_open_leg_need_a_day_to_count_to() -> None:
    assert months(stay(1, "JPN", "2011-05")) is None
    assert months(stay(1, "JPN", "2011-05"), as_of=PartialDate(2011, 9)) == 4
    assert months(stay(1, "JPN", "2011", "2015"), as_of=INTERVIEW) == 48
    assert months(stay(0, "PER", "", "2011")) is None


# Roles


def test_roles_follow_from_the_dates() -> None:
    legs = (
        stay(0, "CHN", "", "2000"),
        stay(1, "JPN", "2000", "2009-02"),
        stay(2, "CHN", "2009-02", "2009-12"),
        stay(3, "SGP", "2010-01", "2010-12"),
        stay(4, "USA", "2010-12"),
    )
    roles = [leg.role for leg in with_roles(legs)]
    assert roles == ["origin", "destination", "return", "transit", "current"]
    assert [leg.role for leg in with_roles(legs, min_stay=11)][3] == "destination"


def test_a_role_set_by_hand_holds() -> None:
    legs = (stay(0, "SOM", "", "1997"), stay(1, "KEN", "1997", "2004", by_hand=True), stay(2, "NLD", "2004"))
    assert [leg.role for leg in with_roles(legs)] == ["origin", "transit", "current"]


# The rule


def test_two_destinations_make_a_second_migrant() -> None:
    found = derive(person(*ROSA), as_of=INTERVIEW)
    assert found.second_migrant
    assert (found.origin, found.first_destination, found.current) == ("PER", "JPN", "USA")
    assert found.corridors == ("PER>JPN", "JPN>USA")
    assert found.years_first_destination == 8.0
    assert found.transit == found.returns == ()
    assert not found.return_then_onward
    assert found.problems == ()


def test_one_destination_makes_none() -> None:
    found = derive(person(stay(0, "PER", "", "2003"), stay(1, "USA", "2003")), as_of=INTERVIEW)
    assert not found.second_migrant
    assert found.first_destination == found.current == "USA"
    assert found.years_first_destination == 22.0


def test_eleven_months_are_transit_and_twelve_are_a_destination() -> None:
    before, after = stay(0, "PHL", "", "2007-03"), stay(2, "GBR", "2008-03")
    eleven = derive(person(before, stay(1, "SGP", "2007-03", "2008-02"), after), as_of=INTERVIEW)
    assert (eleven.second_migrant, [leg.country for leg in eleven.transit]) == (False, ["SGP"])
    assert eleven.first_destination == "GBR"
    twelve = derive(person(before, stay(1, "SGP", "2007-03", "2008-03"), after), as_of=INTERVIEW)
    assert (twelve.second_migrant, twelve.first_destination) == (True, "SGP")


def test_the_present_stay_counts_once_it_has_lasted() -> None:
    legs = (stay(0, "PER", "", "1998"), stay(1, "JPN", "1998", "2024-06"), stay(2, "USA", "2024-06"))
    early = derive(person(*legs), as_of=PartialDate(2025, 5))
    assert (early.second_migrant, early.current) == (False, "USA")
    assert early.problems == ("leg 2: the present stay is 11 months old and does not count yet",)
    assert derive(person(*legs), as_of=PartialDate(2025, 6)).second_migrant


def test_the_present_stay_counts_where_no_interview_date_is_known_and_says_so() -> None:
    found = derive(person(*ROSA))
    assert found.second_migrant
    assert found.problems == ("leg 2: no interview date, so the present stay is taken to be long enough",)
    alone = derive(person(stay(0, "PER", "", "2003"), stay(1, "USA", "2003")))
    assert alone.years_first_destination is None


def test_a_return_between_two_destinations_is_flagged_whatever_its_length() -> None:
    legs = (
        stay(0, "CHN", "", "2000-04"),
        stay(1, "JPN", "2000-04", "2010"),
        stay(2, "CHN", "2009-02", "2009-12"),
        stay(3, "USA", "2010"),
    )
    found = derive(person(*legs), as_of=INTERVIEW)
    assert found.return_then_onward
    assert found.second_migrant
    assert [leg.index for leg in found.returns] == [2]
    assert found.transit == ()
    assert found.corridors == ("CHN>JPN", "JPN>USA")


def test_going_home_for_good_is_no_second_destination() -> None:
    found = derive(
        person(stay(0, "PER", "", "1998"), stay(1, "JPN", "1998", "2006"), stay(2, "PER", "2006")),
        as_of=INTERVIEW,
    )
    assert not found.second_migrant
    assert not found.return_then_onward
    assert (found.current, len(found.destinations)) == ("PER", 1)


def test_coming_back_to_the_first_destination_makes_no_second_migrant() -> None:
    legs = (*ROSA[:2], stay(2, "USA", "2006", "2010"), stay(3, "JPN", "2010"))
    assert not derive(person(*legs), as_of=INTERVIEW).second_migrant


def test_two_stays_in_one_country_are_one_destination_country() -> None:
    legs = (
        *ROSA[:2],
        stay(2, "PER", "2006", "2008"),
        stay(3, "JPN", "2008", "2025-01"),
        stay(4, "USA", "2025-01"),
    )
    found = derive(person(*legs), as_of=INTERVIEW)
    assert len(found.destinations) == 2
    assert not found.second_migrant
    assert found.corridors == ("PER>JPN",)


def test_transit_set_by_hand_does_not_count_however_long() -> None:
    legs = (stay(0, "SOM", "", "1997"), stay(1, "KEN", "1997", "2004", by_hand=True), stay(2, "NLD", "2004"))
    found = derive(person(*legs), as_of=INTERVIEW)
    assert not found.second_migrant
    assert [leg.country for leg in found.transit] == ["KEN"]


def test_roles_are_derived_anew_for_another_length_of_stay() -> None:
    legs = with_roles(
        (stay(0, "PHL", "", "2007"), stay(1, "SGP", "2007-03", "2008-02"), stay(2, "GBR", "2008-02"))
    )
    case = person(*legs)
    assert not derive(case, as_of=INTERVIEW).second_migrant
    assert derive(case, min_stay=11, as_of=INTERVIEW).second_migrant


def test_a_stay_whose_start_is_unknown_does_not_count_unless_it_goes_on() -> None:
    closed = derive(person(ROSA[0], stay(1, "JPN", "", "2006"), ROSA[2]), as_of=INTERVIEW)
    assert [leg.country for leg in closed.destinations] == ["USA"]
    assert closed.problems == ("leg 1: its start is unknown, so it does not count",)
    going_on = derive(person(*ROSA[:2], stay(2, "USA")), as_of=INTERVIEW)
    assert going_on.second_migrant
    assert going_on.problems == ("leg 2: its start is unknown, so it is taken to be long enough",)


def test_the_typed_group_is_checked_and_never_believed() -> None:
    found = derive(person(*ROSA, group="single"), as_of=INTERVIEW)
    assert found.second_migrant
    assert found.problems == ("the column group says single, the legs say second",)


def test_a_person_without_legs_is_derived_without_error() -> None:
    found = derive(person())
    assert (found.second_migrant, found.first_destination, found.current) == (False, None, None)
    assert (found.origin, found.corridors, found.years_first_destination) == ("", (), None)


def test_the_rule_prints_its_length_of_stay() -> None:
    assert "at least 12 months" in derive(person(*ROSA)).rule
    assert derive(person(*ROSA), min_stay=24).rule == rule(24)
    assert "at least 24 months" in rule(24)


# The rule, by brute force over the months of the calendar

COUNTRIES = ("PER", "JPN", "USA", "GBR")


@st.composite
def trajectories(draw: st.DrawFn) -> tuple[tuple[Leg, ...], PartialDate]:
    """Legs one after the other, the last one open, and an interview date."""
    at = draw(st.integers(1990 * 12, 2000 * 12))

    def written(month: int, *, known: bool) -> PartialDate:
        return PartialDate(month // 12, month % 12 + 1 if known else 0)

    legs = [stay(0, draw(st.sampled_from(COUNTRIES)))]
    number = draw(st.integers(1, 5))
    for index in range(1, number + 1):
        end = at + draw(st.integers(0, 40))
        leg = Leg(
            index,
            draw(st.sampled_from(COUNTRIES)),
            written(at, known=draw(st.booleans())),
            None if index == number else written(end, known=draw(st.booleans())),
            "current",
        )
        if draw(st.integers(0, 9)) == 0:
            leg = replace(leg, role="transit", role_reason="waited")
        legs.append(leg)
        at = end
    return tuple(legs), written(at, known=draw(st.booleans()))


def lived(leg: Leg, until: PartialDate) -> int:
    """Months of a stay, each month or year of it one entry of a list."""
    assert leg.start is not None
    end = leg.end or until
    if leg.start.month and end.month:
        calendar = [(year, month) for year in range(1980, 2060) for month in range(1, 13)]
        begins, ends = (
            calendar.index((leg.start.year, leg.start.month)),
            calendar.index((end.year, end.month)),
        )
        return len(calendar[begins:ends])
    return 12 * len(range(leg.start.year, end.year))


@given(drawn=trajectories(), min_stay=st.sampled_from([1, 6, 12, 24]))
def test_the_rule_holds_by_brute_force(drawn: tuple[tuple[Leg, ...], PartialDate], min_stay: int) -> None:
    legs, until = drawn
    birth, now = legs[0].country, legs[-1].country
    settled = [
        leg
        for leg in legs[1:]
        if not leg.role_reason and leg.country != birth and lived(leg, until) >= min_stay
    ]
    pairs = [(one, two) for one in settled for two in settled if one.country != two.country]
    expected = bool(pairs) and settled[0].country != now

    found = derive(person(*legs), min_stay=min_stay, as_of=until)

    assert found.second_migrant is expected
    assert [leg.index for leg in found.destinations] == [leg.index for leg in settled]
    assert found.current == now
    homes = [leg.index for leg in legs[1:-1] if leg.country == birth and not leg.role_reason]
    between = [
        home
        for home in homes
        if any(leg.index < home for leg in settled) and any(leg.index > home for leg in settled)
    ]
    assert found.return_then_onward is bool(between)


@given(drawn=trajectories(), min_stay=st.sampled_from([1, 6, 12, 24]))
def test_every_leg_has_one_place(drawn: tuple[tuple[Leg, ...], PartialDate], min_stay: int) -> None:
    legs, until = drawn
    found = derive(person(*legs), min_stay=min_stay, as_of=until)
    placed = [leg.index for leg in (*found.destinations, *found.transit, *found.returns)]
    assert len(placed) == len(set(placed))
    assert set(range(1, len(legs))) - set(placed) <= {len(legs) - 1}


@given(drawn=trajectories(), lengths=st.tuples(st.integers(1, 40), st.integers(1, 40)).map(sorted))
def test_a_longer_stay_asked_for_gives_no_more_destinations(
    drawn: tuple[tuple[Leg, ...], PartialDate], lengths: list[int]
) -> None:
    legs, until = drawn
    few, many = (
        {leg.index for leg in derive(person(*legs), min_stay=length, as_of=until).destinations}
        for length in reversed(lengths)
    )
    assert few <= many


# Interview dates


def document(identifier: str, date: str | tuple[str, ...] | None) -> Document:
    header: dict[str, str | tuple[str, ...]] = {} if date is None else {"interview_date": date}
    return Document(identifier, 1, "", "interview", "en", "x", "", "", "utf-8", (), header=header)


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2025-03", PartialDate(2025, 3)),
        ("2025-03-14", PartialDate(2025, 3)),
        (" 2025 ", PartialDate(2025)),
        ("spring 2025", None),
        ("14.3.2025", None),
        (("2025", "2026"), None),
        (None, None),
    ],
)
def test_the_interview_date_is_read_from_the_header(
    written: str | tuple[str, ...] | None, date: PartialDate | None
) -> None:
    case = replace(person(*ROSA), speakers=(SpeakerRef("d", "ANA"),))
    assert interviewed(case, [document("d", written)]) == date


def test_the_last_interview_of_the_person_counts() -> None:
    case = replace(person(*ROSA), speakers=(SpeakerRef("a", "ANA"), SpeakerRef("b", "ANA")))
    documents = [document("a", "2025-03"), document("b", "2024-11"), document("c", "2026-01")]
    assert interviewed(case, documents) == PartialDate(2025, 3)


# Checks


def told(case: Case) -> list[str]:
    assert all(problem.hint for problem in check_legs(case))
    return [problem.line() for problem in check_legs(case)]


def test_a_sound_trajectory_has_no_problem() -> None:
    assert told(person(*ROSA, origin="PER", interview_country="USA")) == []


@given(drawn=trajectories())
def test_trajectories_one_after_the_other_have_no_problem(
    drawn: tuple[tuple[Leg, ...], PartialDate],
) -> None:
    assert told(person(*drawn[0])) == []


@pytest.mark.parametrize(
    ("legs", "problem"),
    [
        ((), "case P1: no legs are known"),
        ((ROSA[0], ROSA[2]), "case P1, leg 2: leg 1 is missing"),
        (
            (ROSA[0], ROSA[1], stay(2, "USA", "2006", "2010")),
            "case P1: no leg is open",
        ),
        ((ROSA[0], stay(1, "JPN", "2006"), ROSA[2]), "case P1: 2 legs are open"),
        (
            (ROSA[0], stay(1, "USA", "1998"), stay(2, "JPN", "1999", "1999-06")),
            "case P1, leg 1: is open although leg 2 starts later",
        ),
        (
            (ROSA[0], ROSA[1], stay(2, "USA")),
            "case P1, leg 2: the start is unknown",
        ),
        (
            (ROSA[0], stay(1, "JPN", "2006", "1998"), ROSA[2]),
            "case P1, leg 1: ends (1998) before it starts (2006)",
        ),
        (
            (ROSA[0], stay(1, "JPN", "2006", "2007"), stay(2, "USA", "2005")),
            "case P1, leg 2: starts (2005) before leg 1 (2006)",
        ),
        (
            (ROSA[0], stay(1, "JPN", "1998", "2008"), ROSA[2]),
            "case P1, leg 2: overlaps leg 1 (JPN) by 24 months",
        ),
        ((stay(0, "BRA", "", "1998"), *ROSA[1:]), "case P1, leg 0: leg 0 is BRA but the origin is PER"),
        (
            (*ROSA[:2], stay(2, "GBR", "2006")),
            "case P1, leg 2: the open leg is in GBR but the interview was in USA",
        ),
    ],
)
def test_what_does_not_fit_is_told(legs: tuple[Leg, ...], problem: str) -> None:
    assert problem in told(person(*legs, origin="PER", interview_country="USA"))


def test_an_overlap_of_a_year_is_allowed() -> None:
    legs = (ROSA[0], stay(1, "JPN", "1998-01", "2006-06"), stay(2, "USA", "2005-06"))
    assert told(person(*legs)) == []
    legs = (ROSA[0], stay(1, "JPN", "1998-01", "2006-07"), stay(2, "USA", "2005-06"))
    assert told(person(*legs)) == ["case P1, leg 2: overlaps leg 1 (JPN) by 13 months"]


def test_a_stay_may_lie_inside_another_for_up_to_a_year() -> None:
    legs = (ROSA[0], ROSA[1], stay(2, "PER", "2003-01", "2003-11"), stay(3, "USA", "2006"))
    assert told(person(*legs)) == []


def test_a_year_and_a_month_in_it_are_in_order() -> None:
    legs = (
        ROSA[0],
        stay(1, "JPN", "1998-07", "2006"),
        stay(2, "CHN", "1998", "1999"),
        stay(3, "USA", "2006"),
    )
    assert told(person(*legs)) == []


# Borders that changed make no migrants


def test_a_change_of_borders_makes_no_destination_of_the_country_of_birth() -> None:
    riga = (stay(0, "SUN", "", "1991"), stay(1, "LVA", "1991", "2005"), stay(2, "GBR", "2005"))
    found = derive(person(*riga, origin="LVA"), as_of=PartialDate(2025, 3))
    assert [leg.country for leg in found.destinations] == ["GBR"]
    assert (found.second_migrant, found.origin, found.corridors) == (False, "LVA", ("LVA>GBR",))
    assert found.problems == (
        "leg 1: LVA was part of SUN until 1991-08; a change of borders is no move, so it goes on leg 0",
    )
    assert [leg.role for leg in with_roles(riga, origin="LVA")] == ["origin", "origin", "current"]


def test_a_change_of_borders_makes_no_second_destination() -> None:
    zagreb = (stay(0, "ALB", "", "1985"), stay(1, "YUG", "1985", "1991"), stay(2, "HRV", "1991"))
    found = derive(person(*zagreb), as_of=PartialDate(2025, 3))
    assert [(leg.index, leg.country, str(leg.start)) for leg in found.destinations] == [(1, "HRV", "1985")]
    assert (found.second_migrant, found.years_first_destination) == (False, 40.0)
    assert [counts_in(found, leg) for leg in with_roles(zagreb)] == [False, True, True]


@pytest.mark.parametrize(
    ("legs", "origin"),
    [
        ((stay(0, "SUN", "", "1995"), stay(1, "RUS", "1995", "2005"), stay(2, "DEU", "2005")), "KAZ"),
        (
            (
                stay(0, "SUN", "", "1991"),
                replace(stay(1, "LVA", "1991", "2005"), note="came from Minsk"),
                stay(2, "GBR", "2005"),
            ),
            "BLR",
        ),
        ((stay(0, "SUN", "", "1991"), stay(1, "RUS", "1994", "2005"), stay(2, "DEU", "2005")), ""),
    ],
    ids=["born in another part", "the note says so", "three years lie between"],
)
def test_a_move_inside_what_was_one_state_is_a_move_where_the_record_says_so(
    legs: tuple[Leg, ...], origin: str
) -> None:
    found = derive(person(*legs, origin=origin), as_of=PartialDate(2025, 3))
    assert (found.second_migrant, len(found.destinations)) == (True, 2)
