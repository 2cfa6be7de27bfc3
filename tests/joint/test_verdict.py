"""The rule of a card is applied as it is printed: first step that fits, never more than the card's limit."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.codebook.card import (
    EXPECTED,
    FINDINGS,
    ROLES,
    VERDICTS,
    Card,
    CardMeasure,
    NegativeRule,
    Requirement,
    Rival,
    Step,
    Verdict,
)
from secondmig.estimate.values import Estimate, known, undefined
from secondmig.joint.evidence import Line, Side, Witness, line_of, side_of
from secondmig.joint.verdict import negative_cases, negative_in_words, rule_in_words, ruled

MEASURES = (
    CardMeasure("main", "the main figure", "primary", "x"),
    CardMeasure("other", "the same otherwise", "sensitivity", "x"),
    CardMeasure("rival", "the rival", "control", "x"),
)
CANNOT = Step("cannot tell", (Requirement("primary", "undefined"), Requirement("main", untied_below=3)))
NOT = Step("not supported", (Requirement("primary", "opposite"),))
MIXED = Step("mixed", (Requirement("control", "opposite", each_side=2), Requirement("other", "opposite")))
CARD = Card(
    "C",
    "a card",
    "a claim",
    "a paper",
    (),
    MEASURES,
    (CANNOT, NOT, MIXED, Step("supported")),
    NegativeRule(("primary",), ("steps",)),
    rivals=(Rival("steps", "in steps", "an account", "it shows", (), ()),),
)
SIDES = st.lists(st.sampled_from(["for", "against", "tie"]), max_size=8)
EFFECTS = st.one_of(
    st.just(undefined("nobody")),
    st.sampled_from([-1.0, -0.25, 0.0, 0.5]).map(lambda value: known(value, n=3)),
)


def a_line(
    number: int, effect: Estimate, sides: Sequence[Side] = ("for",) * 3, *, each: tuple[int, ...] = ()
) -> Line:
    witnesses = [Witness(f"P{place}", side) for place, side in enumerate(sides)]
    return replace(line_of(MEASURES[number], effect, witnesses), sides=each)


def whole(main: float = 1.0, other: float = 1.0, rival: float = 1.0, each: int = 2) -> tuple[Line, ...]:
    values = (main, other, rival)
    lines = [a_line(number, known(value, n=3)) for number, value in enumerate(values)]
    return (*lines[:2], replace(lines[2], sides=(each, each)))


def test_first_step_that_fits_gives_the_verdict() -> None:
    assert ruled(CARD, whole()).verdict == "supported"
    assert ruled(CARD, whole(main=-1, rival=-1)).verdict == "not supported"
    assert ruled(CARD, whole(rival=-1)).verdict == "mixed"
    assert ruled(CARD, whole(other=-1)).verdict == "mixed"


def test_too_few_persons_on_either_side_cannot_tell_whatever_the_effect() -> None:
    main = a_line(0, known(1.0, n=3), ("for", "against", "tie", "tie"))
    found = ruled(CARD, (main, *whole()[1:]))

    assert (found.verdict, found.step) == ("cannot tell", 1)
    assert found.reasons == (
        (
            '"the main figure" has fewer than 3 persons on either side together: '
            "the main figure (+1.00; 1 for, 1 against, of 4)"
        ),
    )


def test_control_counts_only_with_enough_persons_on_each_side() -> None:
    assert ruled(CARD, whole(rival=-1, each=2)).verdict == "mixed"
    assert ruled(CARD, whole(rival=-1, each=1)).verdict == "supported"


def test_limit_lowers_what_is_stronger_and_nothing_else() -> None:
    limited = replace(CARD, at_most="illustrates", because="interviews estimate nothing")

    assert (ruled(limited, whole()).verdict, ruled(limited, whole()).lowered) == ("illustrates", "supported")
    assert (ruled(limited, whole(rival=-1)).verdict, ruled(limited, whole(rival=-1)).lowered) == (
        "mixed",
        None,
    )
    assert rule_in_words(limited)[-1] == 'never more than "illustrates": interviews estimate nothing'


def test_all_lines_of_none_is_no_reason() -> None:
    every = Step("mixed", (Requirement("sensitivity", "opposite", every=True),))
    card = replace(CARD, rule=(every, Step("supported")))

    assert ruled(card, whole()[:1]).verdict == "supported"
    assert ruled(card, (*whole(other=-1), a_line(1, known(1.0, n=1)))).verdict == "supported"
    assert ruled(card, (*whole(other=-1), a_line(1, known(-1.0, n=1)))).verdict == "mixed"


def test_rule_is_printed_in_words() -> None:
    assert rule_in_words(CARD) == (
        (
            '1. cannot tell: if the primary measure cannot be computed, or "the main figure" has fewer than '
            "3 persons on either side together"
        ),
        "2. not supported: if the primary measure has the opposite sign",
        (
            "3. mixed: if a control row with at least 2 persons on each side has the opposite sign, or "
            '"the same otherwise" has the opposite sign'
        ),
        "4. supported: otherwise",
    )


def test_negative_cases_speak_against_or_are_a_case_for_a_rival() -> None:
    lines = (a_line(0, known(0.5, n=3), ("for", "against", "tie")), a_line(1, known(0.5, n=1), ("against",)))
    steps = line_of(CardMeasure("steps", "", "control", ""), known(0.5, n=1), [Witness("P7", "for")])

    assert negative_cases(CARD, lines, (steps,)) == ("P1", "P7")
    told = 'who speaks against the claim in the primary measure, and who is a case for "in steps"'
    assert negative_in_words(CARD) == told


@pytest.mark.parametrize(
    ("value", "findings"),
    [
        (0.5, ("as expected", "opposite", "as expected", "opposite")),
        (-0.5, ("opposite", "as expected", "opposite", "as expected")),
        (0.0, ("no difference", "no difference", "as expected", "as expected")),
    ],
)
def test_finding_follows_the_sign_that_is_expected(value: float, findings: tuple[str, ...]) -> None:
    line = a_line(0, known(value, n=1))

    assert tuple(replace(line, expected=each).finding for each in EXPECTED) == findings


def test_rounding_makes_no_difference() -> None:
    assert a_line(0, known(0.1 + 0.2 - 0.3, n=1)).finding == "no difference"
    assert side_of(0.1 + 0.2 - 0.3, "positive") == "tie"


requirements = st.builds(
    Requirement,
    st.sampled_from([*ROLES, "main", "other", "rival"]),
    st.sampled_from(FINDINGS),
    each_side=st.sampled_from([0, 2]),
    every=st.booleans(),
)
rules = st.lists(
    st.builds(
        Step,
        st.sampled_from(VERDICTS),
        st.lists(requirements, min_size=1, max_size=3).map(tuple),
        st.booleans(),
    ),
    max_size=4,
)
sets_of_lines = st.lists(
    st.builds(
        lambda number, effect, sides, each: a_line(number, effect, sides, each=each),
        st.integers(0, 2),
        EFFECTS,
        SIDES,
        st.sampled_from([(), (1, 2), (2, 2)]),
    ),
    max_size=6,
)


@given(rules, sets_of_lines, st.randoms(use_true_random=False))
def test_order_of_lines_and_names_of_persons_change_no_verdict(
    steps: list[Step], lines: list[Line], order: Random
) -> None:
    card = replace(CARD, rule=(*steps, Step("supported")))
    shuffled = order.sample(lines, len(lines))
    renamed = [
        replace(line, witnesses=tuple(replace(each, case=f"x{each.case}") for each in line.witnesses))
        for line in shuffled
    ]

    assert ruled(card, shuffled).verdict == ruled(card, lines).verdict
    assert ruled(card, renamed) == ruled(card, shuffled)
    assert negative_cases(card, renamed) == tuple(f"x{case}" for case in negative_cases(card, lines))


@given(rules, sets_of_lines)
def test_verdict_is_that_of_the_first_step_all_or_any_of_whose_requirements_hold(
    steps: list[Step], lines: list[Line]
) -> None:
    card = replace(CARD, rule=(*steps, Step("supported")))

    def holds(asked: Requirement) -> bool:
        seen = [
            line
            for line in lines
            if asked.measure in (line.of, line.role)
            and (not asked.each_side or (line.sides and min(line.sides) >= asked.each_side))
        ]
        answers = [line.finding == asked.finds for line in seen]
        return bool(answers) and (all(answers) if asked.every else any(answers))

    fits = [
        step.verdict for step in steps if (all if step.every else any)(holds(each) for each in step.requires)
    ]
    assert ruled(card, lines).verdict == [*fits, "supported"][0]


@given(rules, sets_of_lines, st.sampled_from(VERDICTS[:3]))
def test_verdict_is_never_stronger_than_the_limit(
    steps: list[Step], lines: list[Line], limit: Verdict
) -> None:
    card = replace(CARD, rule=(*steps, Step("supported")), at_most=limit, because="so")

    assert VERDICTS.index(ruled(card, lines).verdict) >= VERDICTS.index(limit)
