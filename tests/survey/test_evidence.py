"""Evidence written by hand, found in the stored words, and found again after a correction."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.core.errors import SecondmigError
from secondmig.core.ids import content_hash
from secondmig.core.legs import Evidence
from secondmig.core.span import Span
from secondmig.core.types import Document, Turn, Withheld
from secondmig.survey.evidence import FACTS, Said, parse, place, resolve, turns_named

PLAIN = st.text(alphabet="abc dé家", min_size=1, max_size=12).filter(str.strip)


def document(*turns: str, name: str = "A1", numbers: tuple[int, ...] = (), withheld: str = "") -> Document:
    """A transcript of these turns, one a line, numbered from 1 where ``numbers`` does not say otherwise."""
    text, made = "", []
    for at, words in enumerate(turns):
        start = len(text)
        text += f"{words}\n"
        number = numbers[at] if numbers else at + 1
        made.append(Turn(at, number, "ANA", "participant", "en", Span(start, start + len(words))))
    back = (
        (Withheld(Span(text.index(withheld), text.index(withheld) + len(withheld)), "asked"),)
        if withheld
        else ()
    )
    sha = content_hash(text)
    return Document(name, 1, "", "interview", "en", text, sha, sha, "utf-8", tuple(made), withheld=back)


def found(cell: str, *turns: str, names: tuple[str, ...] = ("A1",), withheld: str = "") -> list[Evidence]:
    held = document(*turns, withheld=withheld)
    said, problems = parse(cell, where="legs.csv:2, evidence")
    assert problems == []
    return [resolve(each, names, lambda name: held if name == "A1" else None) for each in said]


def refusal(cell: str, *turns: str, names: tuple[str, ...] = ("A1",), withheld: str = "") -> SecondmigError:
    with pytest.raises(SecondmigError) as caught:
        found(cell, *turns, names=names, withheld=withheld)
    assert caught.value.where == "legs.csv:2, evidence"
    assert caught.value.hint
    return caught.value


# Reading a cell


def test_a_field_then_turns_with_and_without_passages() -> None:
    said, problems = parse('start 22 24; edu_at_end 8 "a nurse; by then" 9; income 30', where="x")
    assert problems == []
    assert [(each.fact, each.turn, each.passage) for each in said] == [
        ("start", 22, ""),
        ("start", 24, ""),
        ("edu_at_end", 8, "a nurse; by then"),
        ("edu_at_end", 9, ""),
        ("income", 30, ""),
    ]


def test_turns_without_a_field_speak_of_the_whole_leg() -> None:
    said, _ = parse("22 24", where="x")
    assert [(each.fact, each.turn) for each in said] == [("", 22), ("", 24)]


def test_a_document_may_be_named_with_blanks_in_quotation_marks() -> None:
    said, problems = parse('US01-2#22 "here" #23; start "Interview 2"#5 "there"', where="x")
    assert problems == []
    assert [(each.document, each.turn, each.passage) for each in said] == [
        ("US01-2", 22, "here"),
        ("", 23, ""),
        ("Interview 2", 5, "there"),
    ]


def test_a_table_of_one_field_names_none() -> None:
    said, problems = parse('10 "nurse"', where="x", fact="occupations")
    assert (said, problems) == ([Said("occupations", "", 10, "nurse", "x")], [])
    _, problems = parse("income 10", where="x", fact="occupations")
    assert [problem.message for problem in problems] == ["'income' is neither a turn nor its passage"]


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("incom 3", "'incom' is no field of a leg"),
        ('"a nurse" 3', "'\"a nurse\"' is neither a turn nor its passage"),
        ("income", "'income' names no turn"),
        ("22 end", "'end' is neither a turn nor its passage"),
        ('22 "a" "b"', "'\"b\"' is neither a turn nor its passage"),
        ('22 "not closed', "'\"' is neither a turn nor its passage"),
        ("22x", "'22x' is no field of a leg"),
        ('22 ""', "'\"\"' is neither a turn nor its passage"),
    ],
)
def test_what_cannot_be_read_is_named(cell: str, message: str) -> None:
    _, problems = parse(cell, where="legs.csv:2")
    assert [problem.message for problem in problems] == [message]
    assert all(problem.hint and problem.where == "legs.csv:2" for problem in problems)


def test_each_clause_has_its_own_problem() -> None:
    said, problems = parse("start 3; nonsense 4; income 5; end", where="x")
    assert [each.turn for each in said] == [3, 5]
    assert len(problems) == 2


@given(
    pieces=st.lists(
        st.tuples(st.sampled_from(FACTS), st.integers(0, 999), PLAIN | st.just("")), min_size=1, max_size=5
    )
)
def test_what_is_written_is_read(pieces: list[tuple[str, int, str]]) -> None:
    cell = "; ".join(
        f'{fact} {turn} "{words}"' if words else f"{fact} {turn}" for fact, turn, words in pieces
    )
    said, problems = parse(cell, where="x")
    assert problems == []
    assert [(each.fact, each.turn, each.passage) for each in said] == pieces


@given(cell=st.text(alphabet='a1 ;#"\nstart', max_size=20))
def test_any_cell_is_read_or_refused_in_words(cell: str) -> None:
    said, problems = parse(cell, where="x")
    assert all(each.turn >= 0 for each in said)
    assert all(problem.message and problem.hint for problem in problems)


# Finding the words


def test_a_passage_is_found_within_the_words_of_its_turn() -> None:
    (each,) = found('edu_at_end 2 "家 a nurse"', "Where?", "I was 家 a nurse then.")
    assert (each.fact, each.document, each.turn) == ("edu_at_end", "A1", 2)
    assert (each.start, each.end) == (6, 15)
    assert each.quote_sha == content_hash("家 a nurse")


def test_a_whole_turn_has_the_hash_of_its_words_and_no_place_in_them() -> None:
    (each,) = found("start 2", "Where?", "Here.")
    assert (each.start, each.end, each.quote_sha) == (None, None, content_hash("Here."))


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("start 9", "A1 has no turn 9"),
        ('start 2 "there"', "'there' does not stand in turn 2 of A1"),
        ('start 1 "re"', "'re' stands 2 times in turn 1 of A1"),
        ("B2#1", "the person does not speak in B2"),
    ],
)
def test_evidence_that_is_not_there_is_refused(cell: str, message: str) -> None:
    assert refusal(cell, "Where, there?", "Here.").message == message


def test_a_number_that_two_turns_have_names_none_of_them() -> None:
    held = document("Here.", "There.", numbers=(5, 5))
    with pytest.raises(SecondmigError, match="A1 has 2 turns 5"):
        resolve(Said("start", "", 5, "", "x"), ("A1",), lambda _: held)


def test_a_passage_taken_back_is_no_evidence_and_is_not_repeated() -> None:
    error = refusal('start 1 "three quid"', "It was three quid an hour.", withheld="three quid an")
    assert error.message == "the passage in turn 1 of A1 was taken back"
    assert "quid" not in error.hint


def test_a_person_with_several_documents_has_to_name_one() -> None:
    error = refusal("start 1", "Here.", names=("A1", "A2"))
    assert error.message == "turn 1 names no document; the person speaks in A1, A2"
    assert error.hint == "name it before the turn: A1#1"
    assert found("A1#1", "Here.", names=("A1", "A2"))[0].document == "A1"


def test_a_document_that_is_not_there_yet_is_named() -> None:
    error = refusal("start 1", "Here.", names=("C3",))
    assert error.message == "turn 1: there is no document C3 yet"
    assert "corpus import" in error.hint


# Finding them again


def where(evidence: Evidence, *turns: str, numbers: tuple[int, ...] = ()) -> tuple[str, str | None]:
    held = document(*turns, numbers=numbers)
    now = place(evidence, held)
    return now.status, None if now.span is None else now.span.of(held.text)


def test_evidence_stands_where_it_stood() -> None:
    (each,) = found('start 1 "a nurse"', "I was a nurse.")
    assert where(each, "I was a nurse.") == ("exact", "a nurse")
    (whole,) = found("start 1", "I was a nurse.")
    assert where(whole, "I was a nurse.") == ("exact", "I was a nurse.")


def test_words_that_moved_are_found_in_the_turn_or_in_another() -> None:
    (each,) = found('start 1 "a nurse"', "I was a nurse.")
    assert where(each, "Well, I was a nurse.") == ("moved", "a nurse")
    assert where(each, "New turn.", "I was a nurse.") == ("moved", "a nurse")
    (whole,) = found("start 1", "I was a nurse.")
    assert where(whole, "New turn.", "I was a nurse.") == ("moved", "I was a nurse.")


def test_words_that_changed_or_went_are_told_apart() -> None:
    (each,) = found('start 1 "a nurse"', "I was a nurse.")
    assert where(each, "I was a teacher.") == ("changed", None)
    assert where(each, "I was a teacher.", numbers=(5,)) == ("gone", None)
    assert place(each, None).status == "gone"
    # Twice elsewhere is nowhere: nobody can say which one is meant.
    assert where(each, "No.", "a nurse", "a nurse") == ("changed", None)


def test_turns_are_listed_by_field_each_once() -> None:
    said = [*found("start 1; income 2", "a", "b"), *found("start 1 2", "a", "b")]
    assert turns_named(said) == {"start": ("A1#1", "A1#2"), "income": ("A1#2",)}
