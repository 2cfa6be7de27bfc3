"""Evaluators on leaving: conditions, talk and values, each whole beside its parts, and the cards on them."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secondmig.core.snapshot import Snapshot
from secondmig.core.types import Case, Coding, SpeakerRef
from secondmig.joint.cards import card_problems
from secondmig.joint.evaluators import EVALUATORS
from secondmig.joint.evidence_leaving import BY_CONDITION, BY_TALK, BY_VALUE
from secondmig.joint.evidence_robust import alike, without_one
from secondmig.joint.verdict import rule_in_words
from tests.joint.builders import coding, document
from tests.joint.demo import demo_snapshot
from tests.joint.demo_ground import (
    cards,
    demo_ground,
    demo_judged,
    ground_of,
    judge,
    line,
    places,
    with_cases,
    with_codings,
    with_values,
)
from tests.joint.leaving_workers import FATES, ground, measured, worker

MINE = ("paradox", "privilege", "segmentation", "lifetime-employment", "satisfaction", "lifestyle-motive")
LEAVING = ("segmentation", "lifetime-employment", "satisfaction", "lifestyle-motive")
GROUP_DIFFERENCE = EVALUATORS["group_difference"]


# by a condition


def test_the_whole_stands_before_its_two_parts() -> None:
    over = ground(
        [
            worker("A", "onward", apart="1"),
            worker("B", "means to", apart="1"),
            worker("C", "stays", apart="1"),
            worker("D", "home", apart="0"),
            worker("E", "stays", apart="0"),
        ]
    )
    found = measured(BY_CONDITION, over, {"of": "apart=1"})
    assert list(found) == ["m", "m:moves made", "m:intentions"]
    assert [each.note.partition(";")[0] for each in found.values()] == [
        "2 of 3 against 1 of 2",
        "1 of 3 against 1 of 2",
        "1 of 2 against 0 of 1",
    ]
    assert [each.role for each in found.values()] == ["primary", "sensitivity", "sensitivity"]
    whole = found["m"]
    assert (whole.for_, whole.against, whole.ties) == (("A", "B"), ("C",), ("D", "E"))
    assert whole.effect.value == pytest.approx(2 / 3 - 1 / 2)


def test_parts_of_another_measure_keep_its_role() -> None:
    over = ground([worker("A", "onward", apart="1"), worker("B", "stays", apart="0")])
    found = measured(BY_CONDITION, over, {"of": "apart=1"}, role="clause")
    assert {each.role for each in found.values()} == {"clause"}


def test_what_is_expected_to_keep_people_turns_the_sides() -> None:
    over = ground(
        [worker("A", "onward", bond="1"), worker("B", "stays", bond="1"), worker("C", "stays", bond="0")]
    )
    found = measured(BY_CONDITION, over, {"of": "bond=1"}, expected="negative")["m"]
    assert (found.for_, found.against, found.ties) == (("B",), ("A",), ("C",))


def test_a_group_that_is_empty_is_named_and_not_a_zero() -> None:
    found = measured(
        BY_CONDITION, ground([worker("A", "onward", apart="1")], inference=True), {"of": "apart=1"}
    )
    assert found["m"].effect.undefined == "the second group is empty"
    assert found["m:intentions"].effect.undefined == "both groups are empty"
    assert all(each.finding == "undefined" or each.effect.value is not None for each in found.values())
    assert found["m"].p
    assert found["m"].p.undefined


def test_a_group_of_one_is_computed_and_said_to_be_too_few() -> None:
    over = ground([worker("A", "onward", apart="1"), worker("B", "stays", apart="0")])
    found = measured(BY_CONDITION, over, {"of": "apart=1"})["m"]
    assert found.effect.value == 1
    assert found.note.endswith("too few to conclude")
    assert [each.id for each in found.cautions] == ["W32", "W16"]
    assert found.cautions[1].message.startswith("m, 1 of whom it holds and 1 others: ")


def test_groups_of_five_are_not_called_too_few() -> None:
    over = ground(
        [worker(f"A{number}", "onward", apart="1") for number in range(5)]
        + [worker(f"B{number}", "stays", apart="0") for number in range(5)]
    )
    found = measured(BY_CONDITION, over, {"of": "apart=1"})
    assert "too few" not in found["m"].note
    assert [each.id for each in found["m"].cautions] == ["W32"]
    assert found["m:moves made"].cautions == ()


def test_a_missing_answer_leaves_a_person_out_with_the_reason() -> None:
    over = ground([worker("A", "onward", apart="1"), worker("B", "stays"), worker("C", "unsure", apart="0")])
    found = measured(BY_CONDITION, over, {"of": "apart=1", "told": "kept apart"})["m"]
    assert found.left_out == {
        "B": "kept apart: not known",
        "C": "is still there, and intent3 is undecided",
    }


def test_a_condition_that_coincides_with_another_attribute_is_named() -> None:
    cases = [worker(f"A{number}", "onward", bond="1", entry="student") for number in range(4)]
    cases += [worker(f"B{number}", "stays", bond="0", entry="kin") for number in range(4)]
    found = measured(BY_CONDITION, ground(cases), {"of": "bond=1", "confounders": ("entry",)})["m"]
    (told,) = (each for each in found.cautions if each.id == "W22")
    assert told.message.startswith("m all but coincides with entry (corrected Cramer's V 1.00, n 8)")
    mixed = [replace(case, attributes={**case.attributes, "entry": "kin"}) for case in cases]
    found = measured(BY_CONDITION, ground(mixed), {"of": "bond=1", "confounders": ("entry",)})["m"]
    assert not [each for each in found.cautions if each.id == "W22"]


def test_groups_that_were_asked_in_different_countries_are_named() -> None:
    cases = [worker(f"A{number}", "onward", content="1", interview_country="USA") for number in range(5)]
    cases += [worker(f"B{number}", "stays", content="3", interview_country="JPN") for number in range(5)]
    found = measured(BY_VALUE, ground(cases), {"column": "content"})["m"]
    (told,) = (each for each in found.cautions if each.id == "W22")
    assert "m, the groups and interview_country (V 1.00)" in told.message
    here = [replace(case, attributes={**case.attributes, "interview_country": "JPN"}) for case in cases]
    found = measured(BY_VALUE, ground(here), {"column": "content"})["m"]
    assert not [each for each in found.cautions if each.id == "W22"]


# by what is said


def test_talk_counts_what_is_said_about_the_first_destination_alone() -> None:
    said = document("A", ("INT", "And work?"), ("A", "They kept us apart. Here in the US nobody does."))
    silent = document("B", ("INT", "And work?"), ("B", "It was work."))
    apart = coding(said, "They kept us apart.", "OS-RAC-DISC", about_country="JPN", valence=-1)
    elsewhere = coding(silent, "It was work.", "OS-RAC-DISC", about_country="USA", valence=-1)
    over = ground(
        [worker("A", "onward"), worker("B", "stays"), worker("C", "stays")],
        [said, silent],
        [apart, elsewhere],
    )
    found = measured(BY_TALK, over, {"codes": "OS-RAC", "valence": "-1"})["m"]
    assert found.note.startswith("1 of 1 against 0 of 1")
    (witness,) = (each for each in found.witnesses if each.case == "A")
    assert witness.passages == (apart.id,)
    assert found.left_out == {"C": "was not interviewed"}
    praised = measured(BY_TALK, over, {"codes": "OS-RAC", "valence": "1"})["m"]
    assert praised.effect.undefined == "the first group is empty"


# by a value


def test_perfect_separation_is_named_and_a_value_between_takes_it_away() -> None:
    cases = [
        worker("A", "onward", content="1"),
        worker("B", "means to", content="2"),
        worker("C", "stays", content="3"),
    ]
    found = measured(BY_VALUE, ground(cases), {"column": "content"}, expected="negative")["m"]
    assert found.effect.value == -1
    assert "perfect separation: everybody who leaves is below everybody who does not" in found.note
    assert [each.id for each in found.cautions] == ["W32", "W16", "W30"]
    more = [*cases, worker("D", "stays", content="2")]
    found = measured(BY_VALUE, ground(more), {"column": "content"}, expected="negative")["m"]
    assert "separation" not in found.note
    assert "W30" not in [each.id for each in found.cautions]


def test_a_value_nobody_has_is_undefined_with_everybody_left_out() -> None:
    found = measured(BY_VALUE, ground([worker("A", "onward"), worker("B", "stays")]), {"column": "content"})[
        "m"
    ]
    assert found.effect.undefined
    assert set(found.left_out) == {"A", "B"}


# without any one person, and among those alike


def test_a_sign_that_hangs_on_one_person_is_shown_to() -> None:
    over = ground(
        [worker(f"A{number}", fate, bond="1") for number, fate in enumerate(["onward", "stays", "stays"])]
        + [worker(f"B{number}", fate, bond="0") for number, fate in enumerate(["onward", "stays"])]
    )
    whole = measured(BY_CONDITION, over, {"of": "bond=1"}, expected="negative")["m"]
    (found,) = measured(without_one(BY_CONDITION), over, {"of": "bond=1"}, expected="negative").values()
    assert whole.finding == "as expected"
    assert found.effect.value == pytest.approx(1 / 3)
    assert found.finding == "opposite"
    assert "B0" in found.against
    assert "without any one of" in found.note


def test_without_one_of_a_group_of_one_nothing_can_be_said() -> None:
    over = ground(
        [worker("A", "onward", apart="1"), worker("B", "stays", apart="0"), worker("C", "stays", apart="0")]
    )
    (found,) = measured(without_one(BY_CONDITION), over, {"of": "apart=1"}).values()
    assert found.finding == "undefined"
    assert found.effect.undefined == "without one of the persons the first group is empty"


def test_an_effect_that_does_not_exist_does_not_exist_without_one_either() -> None:
    (found,) = measured(
        without_one(BY_CONDITION), ground([worker("A", "onward", apart="1")]), {"of": "apart=1"}
    ).values()
    assert found.effect.undefined == "the second group is empty"


def test_alike_keeps_those_with_somebody_near_in_the_other_group() -> None:
    over = ground(
        [worker(f"A{years}", "onward", score="2", spell=str(years)) for years in (2, 9)]
        + [worker(f"B{years}", "stays", score="1", spell=str(years)) for years in (12, 30)]
    )
    groups = {"first": "group=second", "second": "group=single"}
    near = {"by": "spell", "within": "5"}
    (found,) = measured(alike(GROUP_DIFFERENCE), over, {"value": "score", **groups, **near}).values()
    assert {each.case for each in found.witnesses} == {"A9", "B12"}
    assert set(found.left_out) == {"A2", "B30"}
    assert "1 of 2 and 1 of 2 persons have somebody of the other group within 5 on spell" in found.note
    (apart,) = (each for each in found.cautions if each.id == "W22")
    assert "2 to 9 against 12 to 30" in apart.message
    wide = {"by": "spell", "within": "100"}
    (found,) = measured(alike(GROUP_DIFFERENCE), over, {"value": "score", **groups, **wide}).values()
    assert found.n == 4
    assert not found.left_out


def test_alike_with_nobody_near_is_undefined() -> None:
    over = ground([worker("A", "onward", score="2", spell="1"), worker("B", "stays", score="1", spell="30")])
    options = {
        "value": "score",
        "first": "group=second",
        "second": "group=single",
        "by": "spell",
        "within": "2",
    }
    (found,) = measured(alike(GROUP_DIFFERENCE), over, options).values()
    assert found.finding == "undefined"


# properties

people = st.lists(
    st.tuples(st.sampled_from(FATES), st.sampled_from(["0", "1", ""]), st.sampled_from(["1", "2", "3", ""])),
    min_size=1,
    max_size=9,
)


def made(told: list[tuple[str, str, str]], names: list[str]) -> list[Case]:
    return [
        worker(name, fate, **{key: text for key, text in (("apart", apart), ("content", content)) if text})
        for name, (fate, apart, content) in zip(names, told, strict=True)
    ]


@settings(max_examples=30)
@given(people, st.randoms(use_true_random=False))
def test_names_and_order_of_persons_change_no_figure(
    told: list[tuple[str, str, str]], chance: object
) -> None:
    names = [f"P{number}" for number in range(len(told))]
    other = [f"Q{len(told) - number}" for number in range(len(told))]
    renamed = dict(zip(names, other, strict=True))
    for evaluator, options in ((BY_CONDITION, {"of": "apart=1"}), (BY_VALUE, {"column": "content"})):
        first = measured(evaluator, ground(made(told, names)), options)
        again = measured(evaluator, ground(made(told, other)[::-1]), options)
        for one, two in zip(first.values(), again.values(), strict=True):
            assert (one.effect, one.note, one.sides) == (two.effect, two.note, two.sides)
            assert sorted(renamed[case] for case in one.for_) == list(two.for_)
            assert sorted(renamed[case] for case in one.against) == list(two.against)


@settings(max_examples=40)
@given(people)
def test_the_whole_is_its_two_parts_for_every_group_of_workers(told: list[tuple[str, str, str]]) -> None:
    over = ground(made(told, [f"P{number}" for number in range(len(told))]))
    found = measured(BY_CONDITION, over, {"of": "apart=1"})
    whole, moves, intentions = found.values()
    leaving = {
        each.case for each in whole.witnesses if each.says.rpartition("; ")[2].startswith(("left", "intends"))
    }
    assert leaving == {
        each.case
        for part in (moves, intentions)
        for each in part.witnesses
        if each.says.rpartition("; ")[2].startswith(("left", "intends") if part is intentions else "left")
    }
    # A share of the table by counting, without the code under test.
    counted = Counter(
        (apart, fate in {"onward", "home", "means to", "goes home"})
        for fate, apart, _ in told
        if apart and fate not in {"unsure", "silent", "nowhere"}
    )
    sizes = {apart: counted[apart, True] + counted[apart, False] for apart in "10"}
    if not all(sizes.values()):
        assert whole.effect.undefined
    else:
        shares = [counted[apart, True] / sizes[apart] for apart in "10"]
        assert whole.effect.value == pytest.approx(shares[0] - shares[1])


# the cards on copies of the demo


def test_the_cards_fit_the_demo_and_hold_no_person_and_no_place() -> None:
    persons = {case.id for case in demo_snapshot().cases} | {case.pseudonym for case in demo_snapshot().cases}
    for name in MINE:
        card = cards()[name]
        assert not list(card_problems(card, demo_ground()))
        words = " ".join(rule_in_words(card)) + repr(card)
        assert not [each for each in persons if f"'{each}'" in words or f" {each} " in words]
    assert {name: places().get(name) for name in LEAVING} == dict.fromkeys(
        LEAVING, ("first_destination=JPN",)
    )


def test_verdicts_of_the_demo() -> None:
    assert {name: demo_judged(name).ruled.verdict for name in MINE} == {
        "paradox": "points towards",
        "privilege": "mixed",
        "segmentation": "points towards",
        "lifetime-employment": "cannot tell",
        "satisfaction": "points towards",
        "lifestyle-motive": "mixed",
    }


@pytest.mark.parametrize(
    ("card", "column", "verdict"),
    [
        ("segmentation", "seg_firm", "cannot tell"),  # two persons are left on the side that is judged
        ("lifestyle-motive", "mot_life", "not supported"),
        ("satisfaction", "job_sat", "not supported"),
        ("paradox", "integ_social", "mixed"),
    ],
)
def test_turned_answers_turn_the_verdict_and_the_names(card: str, column: str, verdict: str) -> None:
    top = {"seg_firm": 1, "mot_life": 1, "job_sat": 5, "integ_social": 2}[column]
    values = {case.id: {column: str(top - int(case.attributes[column]))} for case in demo_snapshot().cases}
    before, after = demo_judged(card), judge(card, with_values(values))
    assert after.ruled.verdict == verdict
    assert after.ruled.verdict != before.ruled.verdict
    assert after.negative != before.negative


def test_permuted_groups_change_the_paradox_and_who_speaks_for_it() -> None:
    cases = demo_snapshot().cases
    swapped = {
        case.id: {
            name: other.attributes[name]
            for name in other.attributes
            if name.startswith(("integ_", "intent3"))
        }
        for case, other in zip(cases, cases[::-1], strict=True)
    }
    before, after = demo_judged("paradox"), judge("paradox", with_values(swapped))
    assert line(after, "social").for_ != line(before, "social").for_
    assert (after.ruled.verdict, line(after, "social").finding) != (
        before.ruled.verdict,
        line(before, "social").finding,
    )


def test_without_the_codings_of_passing_on_privilege_is_not_supported() -> None:
    found = judge("privilege", with_codings(lambda each: None if each.code_id == "OS-LEG-PAS" else each))
    assert line(found, "used").effect.value == 0
    assert line(found, "used").finding == "no difference"
    assert found.ruled.verdict == "not supported"


def test_without_the_answers_a_card_cannot_tell() -> None:
    columns = {
        "segmentation": "seg_firm",
        "lifetime-employment": "emp_permanent",
        "satisfaction": "job_sat",
        "lifestyle-motive": "mot_life",
        "paradox": "integ_social",
        "privilege": "legal_leg1_entry",
    }
    for card, column in columns.items():
        if card == "privilege":
            over = with_cases(
                lambda case: replace(case, legs=tuple(replace(leg, legal_at_entry="") for leg in case.legs))
            )
        else:
            over = with_values({case.id: {column: ""} for case in demo_snapshot().cases})
        found = judge(card, over)
        assert found.ruled.verdict == "cannot tell", card
        assert found.lines[0].effect.undefined or card == "paradox"


def test_with_nobody_in_the_place_a_card_cannot_tell() -> None:
    nobody = with_cases(lambda case: case if case.legs[1].country != "JPN" else None)
    for card in LEAVING:
        found = judge(card, nobody)
        assert found.ruled.verdict == "cannot tell"
        assert found.lines[0].n == 0


def test_with_one_person_on_a_side_a_card_cannot_tell() -> None:
    def only(case: Case) -> Case | None:
        return None if case.attributes["seg_firm"] == "0" and case.id != "JP06" else case

    found = judge("segmentation", with_cases(only))
    assert found.lines[0].sides == (7, 1)
    assert found.ruled.verdict == "cannot tell"


def test_pseudonymous_ids_change_no_verdict() -> None:
    snapshot = demo_snapshot()
    names = {case.id: f"person-{number:02}" for number, case in enumerate(reversed(snapshot.cases))}

    def renamed(case: Case) -> Case:
        speakers = tuple(SpeakerRef(ref.document, ref.speaker) for ref in case.speakers)
        return replace(case, id=names[case.id], speakers=speakers)

    over = ground_of(renamed_snapshot(snapshot, renamed))
    for card in MINE:
        found, before = judge(card, over), demo_judged(card)
        assert found.ruled.verdict == before.ruled.verdict
        assert set(found.negative) == {names[each] for each in before.negative}
        assert [each.effect.value for each in found.lines] == [each.effect.value for each in before.lines]
        assert [each.note for each in found.lines] == [each.note for each in before.lines]


def renamed_snapshot(snapshot: Snapshot, renamed: object) -> Snapshot:
    assert callable(renamed)
    cases = sorted((renamed(case) for case in snapshot.cases), key=lambda case: str(case.id))
    return replace(snapshot, cases=tuple(cases))


def test_codings_in_another_order_change_nothing() -> None:
    def turned(codings: tuple[Coding, ...]) -> tuple[Coding, ...]:
        return codings[::-1]

    snapshot = demo_snapshot()
    over = ground_of(replace(snapshot, codings=turned(snapshot.codings)))
    for card in MINE:
        assert judge(card, over).lines == judge(card, replace(demo_ground(), inference=False)).lines
