"""Conditions on persons: columns, codes with facets, sides in a measure; nothing unknown counts as no."""

from dataclasses import replace

import pytest

from secondmig.core.errors import SecondmigError
from secondmig.joint.conditions import Condition, holds, parse, passages_of, problems, those, value_of
from secondmig.joint.groups import Person
from secondmig.joint.person_columns import Missing
from tests.joint.demo_ground import demo_ground


def person(case: str) -> Person:
    return next(each for each in demo_ground().persons if each.case.id == case)


def ids(*conditions: str) -> list[str]:
    return [each.case.id for each in those(demo_ground(), conditions)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("group=second", (Condition("group", "=", "second"),)),
        (" edu_isced <= 5 ", (Condition("edu_isced", "<=", "5"),)),
        ("a!=b or c>2", (Condition("a", "!=", "b"), Condition("c", ">", "2"))),
        ("code:OS-RAC@valence:-1|mixed>=1", (Condition("code:OS-RAC@valence:-1|mixed", ">=", "1"),)),
    ],
)
def test_condition_is_a_name_a_sign_and_a_value(text: str, parts: tuple[Condition, ...]) -> None:
    assert parse(text) == parts


@pytest.mark.parametrize("text", ["", "group", "=second", "group=", "a==b", "a=b=c", "a=b or "])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(SecondmigError, match="is no condition on persons"):
        parse(text)


def test_all_conditions_hold_and_alternatives_within_one() -> None:
    assert ids("group=second", "edu_isced<=5") == ["UK02", "US02"]
    assert ids("group=second", "edu_isced<=5 or first_destination=HKG") == ["JP03", "UK02", "US02"]


def test_numbers_are_compared_as_numbers_and_several_are_added_up() -> None:
    assert ids("edu_isced=8.0") == ["JP02", "US05"]
    assert ids("integ_legal+integ_edu+integ_econ=6") == ids("integ_legal=2", "integ_edu=2", "integ_econ=2")


def test_value_that_is_missing_is_neither_yes_nor_no() -> None:
    ground = demo_ground()

    assert holds(ground, person("US07"), ["isei_delta_move2<=0"]) is None
    assert holds(ground, person("US07"), ["isei_delta_move2!=0"]) is None
    assert holds(ground, person("US07"), ["isei_delta_move2<=0", "group=second"]) is False
    assert holds(ground, person("US07"), ["isei_delta_move2<=0 or group=single"]) is True
    assert value_of(ground, person("US07"), "isei_delta_move2+edu_isced") == Missing("no_such_leg")


def test_words_have_no_order() -> None:
    assert holds(demo_ground(), person("US01"), ["group>=second"]) is None


def test_code_counts_the_passages_with_one_of_the_values_of_a_facet() -> None:
    ground = demo_ground()

    assert value_of(ground, person("UK02"), "code:OS-RAC@weight_in_decision:1|2") == 2
    assert value_of(ground, person("UK03"), "code:OS-RAC@weight_in_decision:1|2") == 0
    assert value_of(ground, person("UK03"), "code:OS-RAC@weight_in_decision:0") == 1
    found = passages_of(ground, person("UK02"), "code:OS-RAC@weight_in_decision:2")
    assert [each.coding.code_id for each in found] == ["OS-RAC-DISC"]
    assert passages_of(ground, person("UK02"), "edu_isced") == ()


def test_side_is_that_of_a_measure_of_the_card() -> None:
    ground = replace(demo_ground(), stands={"share": {"US04": "against"}})

    assert [each.case.id for each in those(ground, ["side:share=against"])] == ["US04"]
    assert holds(ground, person("US01"), ["side:share=for"]) is None


def test_what_is_unknown_is_named_with_what_is_meant() -> None:
    found = list(problems(demo_ground(), ["edu_isce<=5", "code:OS-RACE>=1", "nonsense"], "card.yaml:7"))

    assert [each.where for each in found] == ["card.yaml:7"] * 3
    assert [each.message for each in found] == [
        "persons have no value 'edu_isce'",
        "no codebook has the code 'OS-RACE'",
        "'nonsense' is no condition on persons",
    ]
    assert "edu_isced" in found[0].hint
    assert "OS-RAC" in found[1].hint


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("edu_isced<=abc", "edu_isced<=abc: 'abc' is no number"),
        ("code:OS-RAC=yes", "code:OS-RAC=yes: 'yes' is no number"),
        ("side:share=fro", "side:share=fro: that is no side"),
        ("side:share>0", "side:share>0: that is no side"),
        ("code:OS-RAC@wieght_in_decision:1=0", "there is no facet 'wieght_in_decision'"),
        ("code:OS-RAC@valence=0", "'code:OS-RAC@valence' names no facet and value"),
        ("code:OS-RAC@valence:-1|=0", "'code:OS-RAC@valence:-1|' names no facet and value"),
    ],
)
def test_what_could_hold_of_nobody_or_of_everybody_is_refused(text: str, message: str) -> None:
    """A slip in a facet would make every person a case for an account that nothing speaks for."""
    assert [each.message for each in problems(demo_ground(), [text], "card:1")] == [message]


@pytest.mark.parametrize(
    "text", ["code:OS-RAC@weight_in_decision:1|2=0", "side:share=for", "group=second", "edu_isced<=5"]
)
def test_what_can_hold_is_no_problem(text: str) -> None:
    assert list(problems(demo_ground(), [text], "card:1")) == []


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        (
            "group=secnd",
            "nobody has the value 'secnd'",
            "did you mean second? values of group: second, single",
        ),
        (
            "first_destination=JPM",
            "nobody has the value 'JPM'",
            "did you mean JPN? values of first_destination:",
        ),
        ("group!=secnd", "nobody has the value 'secnd'", "did you mean second?"),
        ("edu_isced=abc", "nobody has the value 'abc'", "values of edu_isced: "),
    ],
)
def test_a_value_that_nobody_has_is_named_with_those_there_are(text: str, message: str, hint: str) -> None:
    [found] = problems(demo_ground(), [text], "card.yaml:7")
    assert (found.message, found.where) == (f"{text}: {message}", "card.yaml:7")
    assert found.hint.startswith(hint)


def test_a_value_that_somebody_has_or_may_have_and_every_bound_is_taken() -> None:
    assert "FRA" not in {value_of(demo_ground(), person, "origin") for person in demo_ground().persons}
    fitting = [
        "origin=FRA",
        "group=second",
        "group!=single",
        "edu_isced=6",
        "edu_isced>=99",
        "code:OS-RAC=17",
    ]
    assert not list(problems(demo_ground(), fitting, "card.yaml:7"))
