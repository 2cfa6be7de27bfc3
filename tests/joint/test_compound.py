from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.core.errors import SecondmigError
from secondmig.core.snapshot import Snapshot
from secondmig.core.span import Span, SpanSet
from secondmig.core.types import Coding
from secondmig.joint.compound import Beside, beside, uncoded_parts
from secondmig.joint.passages import Passage, family, locate
from tests.joint.builders import coding, coding_at, document, person, snapshot

TALK = document(
    "US01",
    ("INT", "How was Japan?"),
    ("ROSA", "They laughed at my name. The pay was good."),
    ("INT", "And here?"),
    ("ROSA", "Here nobody asks.", "Aquí nadie pregunta."),
    ("HUSBAND", "I ask."),
    ("ROSA", "He asks."),
)
LAUGHED = coding(TALK, "They laughed at my name.", "OS-RAC-DISC", about_country="JPN")
PAY = coding(TALK, "The pay was good.", "OS-LAB-WAGE", about_country="JPN")
NOBODY = coding(TALK, "Here nobody asks.", "OS-RAC-INT", about_country="USA")
PART = coding(TALK, "laughed", "OS-LAB-WAGE")
ROSA = person("US01", ("JPN", 1998, 2006), ("USA", 2006, None), speakers=[("US01", "ROSA")])


def talk(*codings: Coding) -> Snapshot:
    return snapshot([TALK], codings, [ROSA])


def codes(found: Snapshot, asked: Beside) -> list[str]:
    """Codes of the passages beside which everything lies that is asked for."""
    passages = locate(found).passages
    kept = beside(passages, passages, asked, lambda code: family(found, [code]))
    return [each.coding.code_id for each in kept]


@pytest.mark.parametrize(
    ("reach", "found"), [(0, ["OS-LAB-WAGE"]), (1, ["OS-LAB-WAGE"]), (2, ["OS-LAB-WAGE", "OS-RAC-INT"])]
)
def test_near_is_at_most_so_many_turns_away(reach: int, found: list[str]) -> None:
    assert codes(talk(LAUGHED, PAY, NOBODY), Beside(near=("OS-RAC-DISC", reach))) == found


def test_near_the_same_code_needs_another_coding_of_it() -> None:
    assert codes(talk(LAUGHED, NOBODY), Beside(near=("OS-RAC", 1))) == []
    assert codes(talk(LAUGHED, NOBODY), Beside(near=("OS-RAC", 2))) == ["OS-RAC-DISC", "OS-RAC-INT"]


@pytest.mark.parametrize("asked", [Beside(near=("OS-RAC", -1)), Beside(followed=("OS-RAC", -1))])
def test_a_negative_distance_is_refused(asked: Beside) -> None:
    with pytest.raises(SecondmigError, match="0 or more"):
        codes(talk(LAUGHED), asked)


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(SecondmigError, match="OS-RAC-DISK"):
        codes(talk(LAUGHED), Beside(overlaps="OS-RAC-DISK"))


def test_without_leaves_out_words_that_carry_the_code_too() -> None:
    assert codes(talk(LAUGHED, PAY, PART), Beside(without="OS-RAC")) == ["OS-LAB-WAGE"]
    assert codes(talk(LAUGHED, PAY, PART), Beside(without="OS-LAB")) == []


def test_overlaps_needs_one_character_of_another_coding() -> None:
    assert codes(talk(LAUGHED, PAY, PART), Beside(overlaps="OS-LAB")) == ["OS-RAC-DISC"]
    assert codes(talk(LAUGHED), Beside(overlaps="OS-RAC")) == []


def test_words_that_merely_touch_do_not_overlap() -> None:
    start = LAUGHED.span.start
    first = coding_at(TALK, Span(start, start + 10), "OS-RAC-DISC")
    second = coding_at(TALK, Span(start + 10, start + 20), "OS-LAB-WAGE")

    assert codes(talk(first, second), Beside(overlaps="OS-LAB")) == []
    assert codes(talk(first, second), Beside(followed=("OS-LAB", 0))) == ["OS-RAC-DISC"]


def test_followed_looks_onward_alone() -> None:
    assert codes(talk(LAUGHED, PAY, NOBODY), Beside(followed=("OS-LAB", 0))) == ["OS-RAC-DISC"]
    assert codes(talk(LAUGHED, PAY, NOBODY), Beside(followed=("OS-RAC-DISC", 9))) == []
    assert codes(talk(LAUGHED, PAY, NOBODY), Beside(followed=("OS-RAC-INT", 1))) == []
    assert codes(talk(LAUGHED, PAY, NOBODY), Beside(followed=("OS-RAC-INT", 2))) == [
        "OS-RAC-DISC",
        "OS-LAB-WAGE",
    ]


def test_everything_asked_for_must_hold() -> None:
    both = Beside(followed=("OS-LAB", 0), without="OS-LAB")

    assert codes(talk(LAUGHED, PAY), both) == ["OS-RAC-DISC"]
    assert codes(talk(LAUGHED, PAY, PART), both) == []


def test_uncoded_parts_are_what_no_coding_covers() -> None:
    passages = locate(talk(LAUGHED)).passages
    parts = uncoded_parts(TALK, SpanSet(), passages)

    assert [(turn, span.of(TALK.text)) for turn, span in parts] == [
        (1, "The pay was good."),
        (3, "Here nobody asks."),
        (5, "He asks."),
    ]


def test_uncoded_parts_hold_a_letter_and_nothing_hidden() -> None:
    dot = coding(TALK, "Here nobody asks", "OS-RAC-INT")
    hidden = SpanSet.of([PAY.span])

    assert uncoded_parts(TALK, hidden, locate(talk(LAUGHED, dot)).passages) == [(5, TALK.turns[5].span)]


def test_a_coding_in_the_translation_covers_its_turn() -> None:
    told = coding(TALK, "nadie pregunta", "OS-RAC-INT")

    assert [turn for turn, _ in uncoded_parts(TALK, SpanSet(), locate(talk(told)).passages)] == [1, 5]


# Against the definitions, one character after the other

LONG = document(
    "L1", *[("ROSA" if turn % 2 else "INT", "ab cd ef. gh" * (1 + turn % 3)) for turn in range(9)]
)
WHO = person("L1", ("JPN", 1998, None), speakers=[("L1", "ROSA")])
CODES = ("OS-RAC-DISC", "OS-RAC-INT", "OS-LAB-WAGE")


@st.composite
def codings(draw: st.DrawFn) -> list[Coding]:
    places = st.integers(0, len(LONG.text))
    spans = draw(st.lists(st.tuples(places, places, st.sampled_from(CODES)), max_size=14))
    return [
        coding_at(LONG, Span(min(a, b), max(a, b)), code, coder=f"c{number}")
        for number, (a, b, code) in enumerate(spans)
        if a != b
    ]


def letters(passage: Passage) -> set[int]:
    return set(range(passage.coding.span.start, passage.coding.span.end))


def by_definition(one: Passage, others: Sequence[Passage], asked: Beside) -> bool:
    marks = [each for each in others if each.coding.code_id.startswith("OS-RAC")]
    apart = [each for each in marks if each.coding.id != one.coding.id]
    if asked.overlaps:
        return any(letters(one) & letters(each) for each in apart)
    if asked.without:
        return not any(letters(one) & letters(each) for each in marks)
    if asked.followed is not None:
        return any(
            min(letters(each)) > max(letters(one)) and min(each.turns) <= max(one.turns) + asked.followed[1]
            for each in apart
            if each.turns and one.turns
        )
    assert asked.near is not None
    reach = asked.near[1]
    return any(abs(a - b) <= reach for each in apart for a in each.turns for b in one.turns)


@given(
    codings(),
    st.one_of(
        st.just(Beside(overlaps="OS-RAC")),
        st.just(Beside(without="OS-RAC")),
        st.builds(lambda reach: Beside(followed=("OS-RAC", reach)), st.integers(0, 4)),
        st.builds(lambda reach: Beside(near=("OS-RAC", reach)), st.integers(0, 4)),
    ),
)
def test_passages_beside_are_those_of_the_definition(made: list[Coding], asked: Beside) -> None:
    found = snapshot([LONG], made, [WHO])
    passages = locate(found).passages

    kept = beside(passages, passages, asked, lambda code: family(found, [code]))

    assert kept == [each for each in passages if by_definition(each, passages, asked)]


@given(codings())
def test_uncoded_parts_are_the_letters_that_no_coding_holds(made: list[Coding]) -> None:
    passages = locate(snapshot([LONG], made, [WHO])).passages
    parts = uncoded_parts(LONG, SpanSet(), passages)
    covered = {at for each in passages for at in letters(each)}
    wanted = {
        at
        for turn in LONG.turns
        if turn.role == "participant"
        for at in range(turn.span.start, turn.span.end)
        if at not in covered and LONG.text[at].isalnum()
    }

    held = [at for _, span in parts for at in range(span.start, span.end)]
    assert {at for at in held if LONG.text[at].isalnum()} == wanted
    assert len(held) == len(set(held))
    assert not covered & set(held)
    assert all(LONG.turns[turn].span.contains(span) for turn, span in parts)
    assert all(span.of(LONG.text) == span.of(LONG.text).strip() for _, span in parts)
