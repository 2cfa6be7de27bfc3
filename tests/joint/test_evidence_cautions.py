"""Each warning of a card comes with its trigger, and not without."""

from dataclasses import replace

import pytest

from secondmig.core.types import Case
from secondmig.joint.evidence import Line
from secondmig.joint.evidence_cautions import confounded, lengths, small
from tests.joint.demo_ground import demo_ground, demo_judged, judge, line, with_cases


def ids(held: Line) -> list[str]:
    return [each.id for each in held.cautions]


def test_small_groups_are_named_with_their_sizes() -> None:
    (caution,) = small({"who left": 4, "who stayed": 9}, "the host")

    assert caution.id == "W16"
    assert caution.message.startswith("the host, 4 who left and 9 who stayed: a group has fewer than 5")
    assert list(small({"who left": 5, "who stayed": 9})) == []
    assert list(small({})) == []


def test_groups_that_coincide_with_where_they_were_interviewed_are_confounded() -> None:
    ground = demo_ground()
    by_place = {each.case.id: each.case.attributes["interview_country"] for each in ground.persons}
    (caution,) = confounded(ground, by_place, "all")

    assert caution.id == "W22"
    assert caution.message.startswith("all, the groups and interview_country (V 1.00): groups also differ")
    by_turns = {each.case.id: str(place % 2) for place, each in enumerate(ground.persons)}
    assert list(confounded(ground, by_turns)) == []
    assert list(confounded(ground, {})) == []


def test_twice_as_much_speech_in_one_group_misleads_counts() -> None:
    """Words of Japanese interviews have half the characters of English ones."""
    ground = demo_ground()
    spoken = {each.case.id: each.case.attributes["interview_language"] for each in ground.persons}
    (caution,) = lengths(ground, {case: "ja" if tag == "ja" else "other" for case, tag in spoken.items()})

    assert caution.id == "W21"
    assert list(lengths(ground, {"US01": "a", "US03": "b"})) == []
    assert list(lengths(ground, {})) == []


def test_h1_looks_back_and_counts_codings_with_their_warnings() -> None:
    found = demo_judged("H1")

    assert ids(line(found, "share")) == ["W35"]
    assert ids(line(found, "counts")) == ["W35", "W13"]
    assert ids(line(found, "reasons")) == []
    assert ids(line(found, "host-count:JPN")) == ["W13", "W16", "W22"]
    assert ids(line(found, "host-share:JPN")) == ["W16", "W22"]


def test_education_gained_after_the_first_move_is_named_by_person() -> None:
    held = line(demo_judged("H2"), "at-departure")
    (caution,) = (each for each in held.cautions if each.id == "W33")

    gained = "JP02, JP04, JP06, JP08, UK01, UK02, UK04, UK08, US05, US06, US08"
    assert caution.message.startswith(f"{gained} gained education after the first move")
    assert "second migrants 6 of 13, single migrants 5 of 11" in held.note
    assert "W33" not in ids(line(demo_judged("H2"), "education"))


def test_without_any_gain_nothing_is_said_of_it() -> None:
    def as_at_departure(case: Case) -> Case:
        level = next((leg.edu_at_end for leg in case.legs if leg.index == 0 and leg.edu_at_end), "6")
        legs = tuple(
            replace(leg, edu_at_start=level if leg.index else "", edu_at_end=level, edu_years=None)
            for leg in case.legs
        )
        return replace(case, legs=legs, attributes={**case.attributes, "edu_isced": level})

    held = line(judge("H2", with_cases(as_at_departure)), "at-departure")

    assert held.n == 24
    assert "W33" not in ids(held)
    assert "gained" not in held.note
    assert held.effect.value == pytest.approx(
        line(judge("H2", with_cases(as_at_departure)), "education").effect.value
    )
