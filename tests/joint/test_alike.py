"""Ids that look like each other."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.joint.alike import alike_within, forms_of


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("US01", "us1"),
        ("ＵＳ０１", "us1"),
        ("US-1", "us1"),
        ("7.0", "7"),
        ("7.00", "700"),
        ("007", "7"),
        ("0", "0"),
        ("00", "0"),
        ("a0b00c1", "a0b0c1"),
        ("100", "100"),
        ("10.0 ", "10"),
        ("ｱ１", "ア1"),
        ("", ""),
    ],
)
def test_a_form_is_what_is_left_of_an_id(written: str, form: str) -> None:
    assert forms_of([written]) == [form]


def slow(identifier: str) -> str:
    """The form by one rule after the other, letter by letter."""
    folded = unicodedata.normalize("NFKC", identifier).casefold().rstrip()
    folded = folded.removesuffix(".0")
    letters = [letter for letter in folded if letter.isalnum()]
    kept: list[str] = []
    for place, letter in enumerate(letters):
        before = kept[-1] if kept else ""
        starts = not ("0" <= before <= "9")
        follows = place + 1 < len(letters) and "0" <= letters[place + 1] <= "9"
        if letter == "0" and starts and follows:
            continue
        kept.append(letter)
    return "".join(kept)


@given(ids=st.lists(st.text(alphabet="0012aA-. _\n\té１ｱ", max_size=6)))
def test_many_at_once_have_the_forms_they_have_alone(ids: list[str]) -> None:
    assert forms_of(ids) == [form for each in ids for form in forms_of([each])]


@given(identifier=st.text(alphabet="0012aA-. _é１ｱß", max_size=8))
def test_a_form_is_that_of_the_rules_one_by_one(identifier: str) -> None:
    assert forms_of([identifier]) == [slow(identifier)]


def test_groups_are_in_file_order_and_look_through_no_punctuation() -> None:
    ids = ["1-11", "b", "07", "11-1", "7", "B", "7", "07"]
    assert alike_within(ids, forms_of(ids)) == [("b", "B"), ("07", "7")]


def test_ids_that_are_there_twice_are_not_alike() -> None:
    assert alike_within(["a", "a"], forms_of(["a", "a"])) == []
