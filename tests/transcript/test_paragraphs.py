"""Without labels: stretches, lines that are paragraphs, dashes, and counters of tapes."""

import pytest
from hypothesis import given

from secondmig.transcript.lines import filled_lines
from secondmig.transcript.paragraphs import Unlabelled, unlabelled
from tests.strategies import canonical_text

LONG = "And so it went on for a good many years with nobody to say a word about it to anybody " * 3


def cut(text: str, *, tapes: bool = True) -> Unlabelled:
    return unlabelled(text, filled_lines(text), tapes=tapes)


def words(text: str, *, tapes: bool = True) -> list[str]:
    return [text[draft.start : draft.end].strip() for draft in cut(text, tapes=tapes).drafts]


def test_stretches_between_blank_lines_are_turns() -> None:
    assert words("one\ntwo\n\n \t\nthree\n") == ["one\ntwo", "three"]


def test_lines_longer_than_a_page_are_turns_of_their_own() -> None:
    text = f"Was it cold?\nYes. {LONG}.\nAnd then?\nNo. {LONG}.\nSo?\n{LONG}.\n"
    assert len(words(text)) == 6


def test_lines_that_end_sentences_are_turns_of_their_own() -> None:
    text = "".join(f"Was it {n}?\nYes, {n}.\n" for n in range(5))
    assert words(text) == text.strip().split("\n")


def test_wrapped_lines_are_one_turn() -> None:
    text = (
        "It was a long way to the factory and\nwe went by bus. The bus\nwas late and nobody\never spoke.\n\n"
    )
    assert len(words(text * 5)) == 5


def test_line_that_goes_on_with_a_sentence_is_no_turn() -> None:
    text = f"{LONG}.\n{LONG}.\n{LONG} and\nthen it ended.\n"
    assert words(text)[2].endswith("and\nthen it ended.")
    assert len(words(text)) == 3


def test_short_answer_without_a_full_stop_is_a_turn_of_its_own() -> None:
    text = f"Was it?\nYes I did\nThey are beautiful.\n{LONG}.\n{LONG}.\n{LONG} and in\nPenrith it ended.\n"
    assert words(text)[:3] == ["Was it?", "Yes I did", "They are beautiful."]
    assert words(text)[-1].endswith("and in\nPenrith it ended.")


def test_counter_readings_are_neither_times_nor_words_and_the_heading_is_nobodys() -> None:
    text = (
        "INTERVIEW 3\nMRS. R\n\n0.39\tMy name.\n\n1.09 \tAnd you?\n\n10. 12\tYes.\n\n\tNo.\n3.50 an hour.\n"
    )
    found = cut(text)
    assert words(text) == ["My name.", "And you?", "Yes.", "No.\n3.50 an hour."]
    assert {draft.time_start for draft in found.drafts} == {None}
    assert found.notes == ("3 counter readings at the beginnings of lines, not times",)


def test_numbers_of_three_digits_with_a_tab_are_counter_readings() -> None:
    assert words("005\tSo?\n\n012\tYes.\n\n150 years ago.\n\n019\tNo.\n") == [
        "So?",
        "Yes.",
        "150 years ago.",
        "No.",
    ]


def test_two_numbers_at_line_starts_are_no_counter() -> None:
    assert words("0.39\tone\n\n1.09\ttwo\n") == ["0.39\tone", "1.09\ttwo"]


def test_counters_are_looked_for_only_where_asked() -> None:
    assert words("1.01\ta\n\n1.02\tb\n\n1.03\tc\n", tapes=False)[0] == "1.01\ta"


def test_counter_in_the_middle_of_a_sentence_begins_no_turn() -> None:
    text = f"0.10\tSo?\n\n0.20\tWell, {LONG} and\n0.30\tlived there. {LONG}.\n0.40\tWhen?\n{LONG}.\n"
    assert len(words(text)) == 4


@pytest.mark.parametrize(
    "mark", ["END OF SIDE A", "SIDE B.", "TAPE 2", "END", "END OF INTERVIEW", "SIDE B STARTS", "9"]
)
def test_marks_of_tapes_belong_to_nobody(mark: str) -> None:
    text = f"0.10\tSo?\n\n0.20\tYes.\n\n{mark}\n\n0.30\tAnd?\n"
    assert words(text) == ["So?", "Yes.", "And?"]


def test_dashes_change_the_speaker() -> None:
    text = "- Where?\n- In Lima.\n\n— When?\n— In May, and\nit rained.\n\n- Why?\n"
    assert words(text) == ["Where?", "In Lima.", "When?", "In May, and\nit rained.", "Why?"]
    assert cut(text).notes == ("5 dashes mark a change of speaker; nobody is named",)


def test_a_few_dashes_in_prose_change_nothing() -> None:
    assert len(words("He said\n- well\n\nand she\n\nand they\n\n- but\n")) == 4


@given(text=canonical_text())
def test_turns_are_disjoint_ordered_and_inside_whatever_the_text(text: str) -> None:
    end = 0
    for draft in cut(text).drafts:
        assert end <= draft.start < draft.end <= len(text)
        assert text[draft.start : draft.end].strip()
        end = draft.end


@pytest.mark.parametrize("mark", ["{}. ", "{}) ", "[{}] ", "{}\t", "({}) "])
def test_numbered_paragraphs_are_turns_of_these_numbers(mark: str) -> None:
    said = ["How was it?", "Good. We came\nin 1990 and stayed.", "And then?", "We left."]
    text = "Interview 7\n\n" + "\n".join(mark.format(n) + each for n, each in enumerate(said, 1))
    found = cut(text)
    assert [(draft.number, text[draft.start : draft.end].strip()) for draft in found.drafts[1:]] == list(
        enumerate(said, 1)
    )
    assert found.notes == ("4 numbered paragraphs; nobody is named",)


def test_numbers_of_all_lines_and_lists_in_an_answer_are_no_paragraphs() -> None:
    lines = "1 it was so cold\n2 that we all stayed\n3 at home and then\n4 we left the town\n5 for good\n"
    assert [draft.number for draft in cut(lines).drafts] == [None]
    listed = "It was cold.\n\n" * 9 + "1. no work\n2. no house\n3. no papers\n4. no friends\n"
    assert {draft.number for draft in cut(listed).drafts} == {None}
    assert not cut("1. a\n2. b\n3. c\n4. d\n", tapes=False).notes


SET_IN = """\
   When did you come to Sydney and what was
the first thing you saw?
   Well, I came on a boat, it was
called the Fairsea. We were sick. I
do not remember.
   And your parents?
   They came later, my father
worked on the railway.
"""
HANGING = """\
When did you come to Sydney and what was
   the first thing you saw?
Well, I came on a boat, it was
   called the Fairsea. We were sick. I
   do not remember.
And your parents?
They came later, my father
   worked on the railway.
"""


@pytest.mark.parametrize("text", [SET_IN, HANGING])
def test_lines_set_in_or_out_behind_sentences_begin_turns(text: str) -> None:
    assert [each.split()[0] for each in words(text)] == ["When", "Well,", "And", "They"]
