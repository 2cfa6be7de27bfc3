"""What does not fit in a trajectory; a difference that the leg explains is a note."""

from dataclasses import replace

import pytest

from secondmig.core.legs import Leg, PartialDate
from secondmig.core.types import Case
from secondmig.survey.trajectory import derive
from secondmig.survey.trajectory_checks import Finding, check_legs


def stay(index: int, country: str, start: str = "", end: str = "", **fields: str) -> Leg:
    begins, ends = (PartialDate.parse(text) if text else None for text in (start, end))
    return Leg(index, country, begins, ends, "current", **fields)  # type: ignore[arg-type]


ROSA = (stay(0, "PER", "", "1998"), stay(1, "JPN", "1998", "2006"), stay(2, "USA", "2006"))
TYPED = {"origin": "PER", "interview_country": "USA"}


def found(*legs: Leg, as_of: str = "", **typed: str) -> tuple[Finding, ...]:
    case = Case("P1", "Ana", legs=legs, attributes=TYPED | typed)
    made = check_legs(case, as_of=PartialDate.parse(as_of) if as_of else None)
    assert all(each.hint and each.where.startswith("case P1") for each in made)
    return made


def told(*legs: Leg, as_of: str = "", **typed: str) -> list[str]:
    return [f"{each.severity}: {each.message}" for each in found(*legs, as_of=as_of, **typed)]


def test_a_trajectory_that_fits_has_nothing_to_say() -> None:
    assert told(*ROSA, as_of="2025-03") == []


def test_a_leg_has_a_place_in_the_message() -> None:
    (each,) = found(*ROSA[:2], replace(ROSA[2], start=PartialDate(2004)))
    assert each.line() == "case P1, leg 2: overlaps leg 1 (JPN) by 24 months"


@pytest.mark.parametrize(
    ("legs", "message"),
    [
        ((replace(ROSA[0], country="BRA"), *ROSA[1:]), "leg 0 is BRA but the origin is PER"),
        ((*ROSA[:2], replace(ROSA[2], country="CAN")), "the open leg is in CAN but the interview was in USA"),
    ],
)
def test_a_country_that_differs_is_a_problem_and_with_a_note_a_note(
    legs: tuple[Leg, ...], message: str
) -> None:
    assert told(*legs) == [f"problem: {message}"]
    explained = [replace(leg, note="adopted") for leg in legs]
    assert told(*explained) == [f"note: {message}"]


def test_exactly_one_leg_is_open() -> None:
    assert told(*ROSA[:1], replace(ROSA[1], end=None), ROSA[2]) == ["problem: 2 legs are open"]
    assert told(*ROSA[:2]) == ["problem: no leg is open"]


def test_education_falls_neither_during_a_stay_nor_between_two() -> None:
    fallen = replace(ROSA[1], edu_at_start="6", edu_at_end="5")
    assert told(ROSA[0], fallen, ROSA[2]) == ["problem: education falls from 6 to 5"]
    one, two = replace(ROSA[1], edu_at_end="7"), replace(ROSA[2], edu_at_start="6")
    assert told(ROSA[0], one, two) == ["problem: begins with education 6, leg 1 ended with 7"]


def test_nothing_begins_or_ends_after_the_interview() -> None:
    assert told(*ROSA, as_of="2005") == [
        "problem: ends (2006) after the interview (2005)",
        "problem: starts (2006) after the interview (2005)",
    ]


def test_a_change_of_borders_is_no_move_unless_the_leg_says_that_the_person_moved() -> None:
    riga = (stay(0, "SUN", "", "1991"), stay(1, "LVA", "1991"))
    typed = {"origin": "LVA", "interview_country": "LVA"}
    assert told(*riga, **typed) == [
        "note: leg 0 is SUN but the origin is LVA: LVA was part of SUN until 1991-08",
        "problem: LVA was part of SUN until 1991-08; a change of borders is no move",
    ]
    moved = (riga[0], replace(riga[1], note="came from Minsk in the spring"))
    assert [line for line in told(*moved, **typed) if line.startswith("problem")] == []
    case = Case("P1", "Ana", legs=moved, attributes=typed)
    (remark,) = derive(case, as_of=PartialDate(2025, 3)).problems
    assert remark == (
        "leg 1: LVA was part of SUN until 1991-08; "
        "by its note, its dates or the origin a move, and counts as one"
    )


def test_one_stay_in_the_country_of_today_is_nothing_to_remark() -> None:
    assert told(stay(0, "LVA"), origin="LVA", interview_country="LVA") == []


def test_a_stay_cannot_begin_in_a_state_that_had_ended() -> None:
    legs = (ROSA[0], stay(1, "SUN", "1998", "2006"), ROSA[2])
    assert told(*legs) == ["problem: the Soviet Union ended in 1991-12"]


def test_what_the_table_of_persons_says_otherwise_is_a_note() -> None:
    legs = (ROSA[0], replace(ROSA[1], isco="8219"), replace(ROSA[2], isco="3313"))
    assert told(*legs, isco_leg1="8211", isco_now="3313") == [
        "note: the table of persons says isco_leg1 8211, the leg says isco 8219"
    ]
