from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secondmig.core.errors import SecondmigError
from secondmig.core.snapshot import Snapshot
from secondmig.core.span import SpanSet
from secondmig.core.types import Coding, Document
from secondmig.joint.quotations import (
    QUOTATION_RULE,
    Quotation,
    choose_quotations,
    length_in_words,
    used_after,
)
from tests.joint.builders import coding, coding_at, document, person, snapshot
from tests.joint.demo import demo_snapshot

CODE = "OS-RAC-DISC"


def words(n: int, mark: str = "w") -> str:
    """n words that stand once in a document if the mark does."""
    return " ".join(f"{mark}{at}" for at in range(n))


def whole_turn(
    where: Document, turn: int, code: str = CODE, *, coder: str = "ana", valence: int = -1
) -> Coding:
    return coding_at(where, where.turns[turn].span, code, coder=coder, valence=valence)


def interview(identifier: str, *lengths: int) -> Document:
    return document(
        identifier, *((identifier, words(length, chr(97 + at))) for at, length in enumerate(lengths))
    )


def taken(documents: list[Document], codings: list[Coding], **more: SpanSet) -> Snapshot:
    return snapshot(documents, codings, [person(one.id) for one in documents], hidden=more)


def places(chosen: tuple[Quotation, ...]) -> list[str]:
    return [one.place for one in chosen]


def test_a_quotation_carries_its_words_and_place() -> None:
    says = document("US01", ("INT", "And?"), ("ROSA", "They laughed at my name."))
    quoted = coding(says, "laughed at my name", CODE, about_country="JPN")
    (one,) = choose_quotations(snapshot([says], [quoted], [person("R", speakers=[("US01", "ROSA")])]))

    assert one == Quotation(
        coding_id=quoted.id,
        document="US01",
        turn=2,
        turn_index=1,
        place="US01 #2",
        case="R",
        text="laughed at my name",
        words=4,
        language="en",
        code=CODE,
        label="Discrimination",
        facets={"about_country": "JPN"},
        coders=1,
    )


def test_every_person_comes_before_anybody_comes_twice() -> None:
    first, second = interview("A", 20, 20, 20), interview("B", 5)
    codings = [whole_turn(first, turn) for turn in range(3)] + [whole_turn(second, 0)]

    assert places(choose_quotations(taken([first, second], codings))) == ["A #1", "B #1", "A #2"]


def test_persons_already_quoted_in_the_report_come_later() -> None:
    first, second = interview("A", 20), interview("B", 5)
    found = taken([first, second], [whole_turn(first, 0), whole_turn(second, 0)])

    assert places(choose_quotations(found, limit=1)) == ["A #1"]
    assert places(choose_quotations(found, limit=1, used={"A": 1})) == ["B #1"]


def test_a_person_quoted_elsewhere_comes_before_one_quoted_here() -> None:
    first, second = interview("A", 20, 20), interview("B", 20)
    found = taken([first, second], [whole_turn(first, 0), whole_turn(first, 1), whole_turn(second, 0)])

    assert places(choose_quotations(found, limit=2, used={"B": 2})) == ["A #1", "B #1"]


def test_choice_does_not_depend_on_the_order_of_codings() -> None:
    first, second = interview("A", 20, 20), interview("B", 20)
    found = taken([first, second], [whole_turn(first, 0), whole_turn(first, 1), whole_turn(second, 0)])
    turned = replace(found, codings=found.codings[::-1], documents=found.documents[::-1])

    assert choose_quotations(turned) == choose_quotations(found)


def test_an_interviewer_is_never_quoted_even_as_a_case() -> None:
    says = document("A", ("INT", "Did they laugh?"))
    found = snapshot([says], [coding(says, "Did they laugh?", CODE)], [person("R", speakers=[("A", "INT")])])

    assert choose_quotations(found) == ()


def test_nobody_is_quoted_more_than_three_times_in_a_report() -> None:
    first = interview("A", 20, 20, 20, 20)
    found = taken([first], [whole_turn(first, turn) for turn in range(4)])

    assert len(choose_quotations(found, limit=9)) == 3
    assert len(choose_quotations(found, limit=9, used={"A": 2})) == 1
    assert choose_quotations(found, used={"A": 3}) == ()


def test_fifteen_to_sixty_words_come_before_shorter_ones() -> None:
    first = interview("A", 14, 4, 15, 60)
    found = taken([first], [whole_turn(first, turn) for turn in range(4)])

    assert places(choose_quotations(found)) == ["A #3", "A #4", "A #1"]


def test_more_than_sixty_words_are_never_quoted() -> None:
    first = interview("A", 61)

    assert choose_quotations(taken([first], [whole_turn(first, 0)])) == ()


def test_japanese_of_more_than_sixty_words_is_never_quoted_either() -> None:
    says = document("A", ("A", "あ" * 121), ("A", "い" * 120), language="ja")
    chosen = choose_quotations(taken([says], [whole_turn(says, 0), whole_turn(says, 1)]))

    assert [(one.place, one.words) for one in chosen] == [("A #2", 60)]


def test_what_more_coders_coded_alike_comes_first() -> None:
    first = interview("A", 20, 20)
    codings = [whole_turn(first, 0), whole_turn(first, 1), whole_turn(first, 1, coder="ben")]
    chosen = choose_quotations(taken([first], codings), limit=1)

    assert [(one.place, one.coders) for one in chosen] == [("A #2", 2)]


def test_another_code_on_the_same_words_is_no_agreement() -> None:
    first = interview("A", 20)
    codings = [whole_turn(first, 0), whole_turn(first, 0, "OS-LAB-WAGE", coder="ben")]

    assert {one.coders for one in choose_quotations(taken([first], codings))} == {1}


def test_no_two_quotations_overlap() -> None:
    first = document("A", ("A", "one two three four"))
    codings = [coding(first, "one two three", CODE), coding(first, "three four", CODE)]

    assert [one.text for one in choose_quotations(taken([first], codings))] == ["one two three"]


def test_hidden_words_are_never_quoted() -> None:
    first = interview("A", 20, 20)
    codings = [whole_turn(first, 0), whole_turn(first, 1)]

    assert places(choose_quotations(taken([first], codings, A=SpanSet.of([first.turns[0].span])))) == ["A #2"]


@pytest.mark.parametrize(
    "quote", ["Did they laugh at you?", "Perhaps they did", "Sí, se rieron", "you?\n#2 A: They did"]
)
def test_only_words_a_person_speaks_in_one_turn_are_quoted(quote: str) -> None:
    says = document(
        "A",
        ("INT", "Did they laugh at you?"),
        ("A", "They did.", "Sí, se rieron."),
        ("HUSBAND", "Perhaps they did."),
    )

    assert choose_quotations(taken([says], [coding(says, quote, CODE)])) == ()


def test_quotations_are_narrowed_by_code_facet_and_person() -> None:
    first, second = interview("A", 20, 20), interview("B", 20)
    codings = [
        whole_turn(first, 0, valence=1),
        whole_turn(first, 1, "OS-LAB-WAGE"),
        whole_turn(second, 0, "OS-RAC-INT"),
    ]
    found = taken([first, second], codings)

    assert places(choose_quotations(found, codes=["OS-RAC"])) == ["A #1", "B #1"]
    assert places(choose_quotations(found, where=[("valence", "-1")])) == ["A #2", "B #1"]
    assert places(choose_quotations(found, cases=["B"])) == ["B #1"]


def test_quotations_of_an_unknown_code_are_refused() -> None:
    with pytest.raises(SecondmigError, match="OS-RAC-DISK"):
        choose_quotations(taken([], []), codes=["OS-RAC-DISK"])


def test_used_after_adds_to_what_was_used() -> None:
    first = interview("A", 20)
    chosen = choose_quotations(taken([first], [whole_turn(first, 0)]))

    assert used_after({"A": 1, "B": 2}, chosen) == {"A": 2, "B": 2}


def test_the_printed_rule_names_its_limits() -> None:
    for limit in ("15 to 60 words", "at most 60 words", "at most 3 a person"):
        assert limit in QUOTATION_RULE


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("See, my surname", 3),
        ("they said ... nothing", 4),
        ("先生が九十三のおばあちゃんじゃけえ。", 9),
        ("ｺﾝﾆｬｸ", 3),
        ("えっと visa が", 4),
        ("2006年", 2),
        ("𠮟る", 1),
    ],
)
def test_length_in_words_compares_scripts(text: str, length: int) -> None:
    assert length_in_words(text) == length


@given(st.text("あいa b.。", max_size=40), st.text("あいa b.。", max_size=40))
@settings(max_examples=60)
def test_length_in_words_never_shrinks_when_words_are_added(text: str, more: str) -> None:
    assert length_in_words(text + " " + more) == length_in_words(text) + length_in_words(more)


def test_quotations_of_the_demo_are_found_where_they_say() -> None:
    found = demo_snapshot()
    chosen = choose_quotations(found, codes=["OS-RAC"], where=[("about_country", "JPN"), ("valence", "-1")])

    assert len({one.case for one in chosen}) == len(chosen) == 3
    for one in chosen:
        turn = found.document(one.document).turns[one.turn_index]
        assert one.text in turn.span.of(found.document(one.document).text)
        assert (turn.role, one.place) == ("participant", f"{one.document} #{turn.number}")
        assert 15 <= one.words <= 60
    assert chosen == choose_quotations(
        found, codes=["OS-RAC"], where=[("about_country", "JPN"), ("valence", "-1")]
    )
