"""Codes that meet: the sweep against comparing every pair of passages, person by person."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secondmig.core.errors import SecondmigError
from secondmig.core.snapshot import Snapshot
from secondmig.core.span import Span
from secondmig.core.types import Coding
from secondmig.joint.cooccurrence import NO_INFERENCE, Asked, Cooccurrence, Together, cooccurrence
from secondmig.joint.crossing import Columns
from secondmig.joint.marks import marks_of, turns_of
from secondmig.joint.passages import Passage, code_parents, lineage, locate
from tests.joint.builders import coding, document, person, snapshot
from tests.joint.demo import demo_snapshot
from tests.joint.test_crossing import snapshots

ALL = (
    Asked(),
    Asked("turn"),
    Asked("turn", 1),
    Asked("turn", 3),
    Asked("document"),
    Asked(rolled_up=True),
    Asked("turn", rolled_up=True),
)
Layer = list[tuple[Passage, frozenset[int], int]]


def found_in(taken: Snapshot, wanted: Asked) -> Cooccurrence:
    marks, left_out = marks_of(taken)
    return cooccurrence(taken, Columns(marks, turns_of(taken.documents), left_out), wanted)


# --- by hand ---


def layers(taken: Snapshot, *, rolled_up: bool) -> Mapping[str, Mapping[str, Layer]]:
    """Code -> person -> (passage, turns the person speaks in it, which of the person's documents)."""
    parents = code_parents(taken)
    own: defaultdict[str, set[str]] = defaultdict(set)
    passages = locate(taken).passages
    for passage in passages:
        for case in passage.persons():
            own[case].add(passage.coding.document_id)
    made: defaultdict[str, defaultdict[str, Layer]] = defaultdict(lambda: defaultdict(list))
    for passage in passages:
        code = passage.coding.code_id
        for each in lineage(parents, code) if rolled_up else (code,):
            for case in passage.persons():
                turns = frozenset(
                    turn for turn, who in zip(passage.turns, passage.cases, strict=True) if who == case
                )
                place = sorted(own[case]).index(passage.coding.document_id)
                made[each][case].append((passage, turns, place))
    return made


def pairs_that_meet(first: Layer, second: Layer, wanted: Asked) -> Iterator[tuple[Passage, Passage]]:
    for (one, turns, place), (other, others, where) in product(first, second):
        if place != where or one.coding.coder_id != other.coding.coder_id:
            continue
        if wanted.kind == "overlap":
            meets = one.coding.span.overlaps(other.coding.span)
        elif wanted.kind == "turn":
            meets = any(abs(a - b) <= wanted.reach for a in turns for b in others)
        else:
            meets = True
        if meets:
            yield one, other


def stretch(passage: Passage) -> tuple[str, Span]:
    return passage.coding.document_id, passage.coding.span


def by_hand(taken: Snapshot, pair: Together, wanted: Asked) -> dict[str, float]:
    made = layers(taken, rolled_up=wanted.rolled_up)
    a, b = made[pair.code_a], made[pair.code_b]
    held = {each.id for each in taken.documents}
    asked = sorted(case.id for case in taken.cases if held & {ref.document for ref in case.speakers})
    table = {(i, j): list(pairs_that_meet(a.get(i, []), b.get(j, []), wanted)) for i in asked for j in asked}
    persons = sum(bool(table[i, i]) for i in asked)
    return {
        "persons": persons,
        "persons_a": len(a),
        "persons_b": len(b),
        "segments": len({(stretch(x), stretch(y)) for i in asked for x, y in table[i, i]}),
        "segments_a": len({stretch(each) for layer in a.values() for each, _, _ in layer}),
        "segments_b": len({stretch(each) for layer in b.values() for each, _, _ in layer}),
        "expected": sum(bool(met) for met in table.values()) / len(asked),
    }


def assert_same(taken: Snapshot, wanted: Asked) -> None:
    found = found_in(taken, wanted)
    for pair in found.pairs:
        expected = by_hand(taken, pair, wanted)
        assert {name: getattr(pair, name) for name in expected} == pytest.approx(expected), pair
        either = expected["persons_a"] + expected["persons_b"] - expected["persons"]
        assert pair.jaccard.value == pytest.approx(expected["persons"] / either)
        assert pair.lift.value == pytest.approx(expected["persons"] / expected["expected"])
    parents = code_parents(taken)
    made = layers(taken, rolled_up=wanted.rolled_up)
    meeting = {
        frozenset((x, y))
        for x, y in product(made, made)
        if x not in lineage(parents, y)
        and y not in lineage(parents, x)
        and any(
            True for case in made[x] for _ in pairs_that_meet(made[x][case], made[y].get(case, []), wanted)
        )
    }
    assert {frozenset((pair.code_a, pair.code_b)) for pair in found.pairs} == meeting
    assert len(found.pairs) == len(meeting)


@given(snapshots(), st.sampled_from(ALL))
@settings(max_examples=200, deadline=None)
def test_the_sweep_finds_what_comparing_every_pair_finds(taken: Snapshot, wanted: Asked) -> None:
    assert_same(taken, wanted)


@pytest.mark.parametrize("wanted", ALL[:3])
def test_the_sweep_finds_the_same_on_the_demo(wanted: Asked) -> None:
    taken = demo_snapshot()
    pairs = found_in(taken, wanted).pairs

    for pair in pairs[:12]:
        expected = by_hand(taken, pair, wanted)
        assert {name: getattr(pair, name) for name in expected} == pytest.approx(expected), pair


# --- worked examples ---

SAYS = document("P1", ("INT", "Why?"), ("P1", "They laughed and paid badly."), ("P1", "I left."))
OTHER = document("P2", ("P2", "Nobody laughed."), ("INT", "Paid?"), ("P2", "Paid well."))
PERSONS = [person("P1", ("JPN", 1998, None)), person("P2", ("JPN", 1998, None))]


def small(*codings: Coding) -> Snapshot:
    return snapshot([SAYS, OTHER], codings, PERSONS)


def test_codings_that_touch_do_not_overlap_and_those_of_two_coders_never_meet() -> None:
    touching = small(
        coding(SAYS, "They laughed", "OS-RAC-DISC"), coding(SAYS, " and paid badly", "OS-LAB-WAGE")
    )
    of_two = small(
        coding(SAYS, "They laughed and", "OS-RAC-DISC"),
        coding(SAYS, "laughed and paid", "OS-LAB-WAGE", coder="ben"),
    )

    assert found_in(touching, Asked()).pairs == ()
    assert len(found_in(touching, Asked("turn")).pairs) == 1
    assert found_in(of_two, Asked("document")).pairs == ()


def test_the_same_words_marked_by_two_coders_are_one_pair_of_stretches() -> None:
    taken = small(
        *(
            coding(SAYS, "They laughed", code, coder=who)
            for code in ("OS-RAC-DISC", "OS-LAB-WAGE")
            for who in "xy"
        )
    )

    (pair,) = found_in(taken, Asked()).pairs

    assert (pair.persons, pair.segments, pair.segments_a) == (1, 1, 1)
    assert pair.few()


def test_a_code_does_not_meet_its_own_heading() -> None:
    taken = small(
        coding(SAYS, "They laughed", "OS-RAC-DISC"),
        coding(SAYS, "laughed and", "OS-RAC-INT"),
        coding(SAYS, "and paid", "OS-LAB-WAGE"),
    )

    found = found_in(taken, Asked(rolled_up=True))

    assert {(pair.code_a, pair.code_b) for pair in found.pairs} == {
        ("OS-RAC-DISC", "OS-RAC-INT"),
        ("OS-RAC-INT", "OS-LAB-WAGE"),
        ("OS-RAC-INT", "OS-LAB"),
        ("OS-RAC", "OS-LAB-WAGE"),
        ("OS-RAC", "OS-LAB"),
    }


def test_distance_in_turns_counts_the_turns_of_others() -> None:
    taken = small(coding(OTHER, "Nobody laughed.", "OS-RAC-DISC"), coding(OTHER, "Paid well.", "OS-LAB-WAGE"))

    assert found_in(taken, Asked("turn", 1)).pairs == ()
    (pair,) = found_in(taken, Asked("turn", 2)).pairs
    assert pair.persons == 1


def test_the_rule_stands_in_its_name() -> None:
    names = [Asked().rule(), Asked("turn").rule(), Asked("turn", 1).rule(), Asked("turn", 2).rule()]

    assert names == ["overlap", "same turn", "within 1 turn", "within 2 turns"]
    assert Asked("document").rule() == "same document"


def test_a_pair_stands_as_it_was_asked_for() -> None:
    taken = small(coding(SAYS, "They laughed", "OS-RAC-DISC"), coding(SAYS, "laughed and", "OS-LAB-WAGE"))
    wage = frozenset({"OS-LAB-WAGE"})

    (pair,) = found_in(taken, Asked(first=wage)).pairs

    assert (pair.code_a, pair.code_b) == ("OS-LAB-WAGE", "OS-RAC-DISC")
    assert found_in(taken, Asked(first=wage, second=wage)).pairs == ()


def test_same_document_expects_persons_a_times_persons_b_over_all() -> None:
    for pair in found_in(demo_snapshot(), Asked("document")).pairs:
        assert pair.expected == pytest.approx(pair.persons_a * pair.persons_b / 24)


def test_p_and_range_are_there_only_with_inference() -> None:
    taken = demo_snapshot()
    bare, tested = found_in(taken, Asked()), found_in(taken, Asked(inference=True))

    assert all(pair.p.undefined == NO_INFERENCE and pair.lift.low is None for pair in bare.pairs)
    assert all(pair.p.value is not None and pair.lift.low is not None for pair in tested.pairs)
    assert [pair.lift.value for pair in tested.pairs] == [pair.lift.value for pair in bare.pairs]
    assert found_in(taken, Asked(inference=True)) == tested


def test_drawn_re_pairings_come_near_all_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = demo_snapshot()
    whole = {(p.code_a, p.code_b): p for p in found_in(taken, Asked("document")).pairs}
    monkeypatch.setattr("secondmig.joint.cooccurrence_sweep.MOST_SPOTS", 0)
    monkeypatch.setattr("secondmig.joint.cooccurrence_sweep.FEWEST", 12)

    drawn = found_in(taken, Asked("document", inference=True))

    assert drawn.shifts == 12
    assert all(pair.p.undefined for pair in drawn.pairs)
    for pair in drawn.pairs:
        if pair.expected > 5:
            assert pair.expected == pytest.approx(whole[pair.code_a, pair.code_b].expected, rel=0.25)


@pytest.mark.parametrize("wanted", [Asked("sentence"), Asked("turn", -1)])  # type: ignore[arg-type]
def test_a_rule_that_is_none_is_refused(wanted: Asked) -> None:
    with pytest.raises(SecondmigError, match="cannot co-occur"):
        found_in(small(), wanted)


def test_nothing_coded_and_nobody_interviewed_give_no_pairs() -> None:
    assert found_in(small(), Asked(inference=True)).pairs == ()
    assert found_in(snapshot([]), Asked(inference=True)).pairs == ()
