"""Groups that all but coincide with how their persons were interviewed."""

from secondmig.joint.confounding import circumstances, coincidence, coinciding
from secondmig.joint.groups import people
from tests.joint.demo import demo_snapshot

PLACES = {"interview_country": {f"p{n:02}": "USA" if n < 6 else "GBR" for n in range(12)}}


def groups(*values: str) -> dict[str, str]:
    return {f"p{n:02}": value for n, value in enumerate(values)}


def test_groups_that_are_also_places_are_told() -> None:
    assert coinciding(groups(*"111111222222"), PLACES) == ("interview_country (V 1.00)",)
    assert coinciding(groups(*"121212121212"), PLACES) == ()


def test_a_variable_does_not_count_against_itself() -> None:
    assert coinciding(groups(*"111111222222"), PLACES, "interview_country") == ()


def test_who_is_in_no_group_and_of_whom_nothing_is_known_does_not_count() -> None:
    blurred = groups("1", "1", "1", "1", "1", "", "2", "2", "2", "2", "2", "")
    known = {"interview_country": {**PLACES["interview_country"], "p99": "JPN"}}
    assert coinciding(blurred, known) == ("interview_country (V 1.00)",)
    assert coinciding({}, known) == ()


def test_one_value_coincides_with_nothing() -> None:
    assert coincidence([("a", "x"), ("b", "x")]) is None
    assert coincidence([]) is None


def test_four_circumstances_are_known_of_everybody_in_the_demo() -> None:
    snapshot = demo_snapshot()
    known = circumstances(snapshot, people(snapshot))
    assert list(known) == [
        "interview_country",
        "the interviewer",
        "interview_language",
        "the year of the interview",
    ]
    assert len(known["interview_country"]) == len(known["interview_language"]) == 24
