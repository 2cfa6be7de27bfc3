"""Edits of a text: what no edit touches stays, and every stretch is found again."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.core.edits import Edit, EditMap
from secondmig.core.span import Span

TEXT = "Ask Rosa Quispe now"


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, tuple[Edit, ...]]:
    """A text and edits that share no letter."""
    text = draw(st.text(min_size=1, max_size=60))
    ends = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    stretches = [pair for number, pair in enumerate(pairwise(ends)) if number % 2 == 0]
    words = st.text(max_size=6)
    return text, tuple(Edit(start, end, draw(words)) for start, end in stretches)


@st.composite
def edited_with_span(draw: st.DrawFn) -> tuple[str, tuple[Edit, ...], Span]:
    """The same with a stretch of the text."""
    text, edits = draw(edited())
    start = draw(st.integers(0, len(text) - 1))
    return text, edits, Span(start, draw(st.integers(start + 1, len(text))))


def by_hand(text: str, edits: tuple[Edit, ...]) -> str:
    """Edits applied one by one, from the end."""
    for edit in sorted(edits, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def test_an_edit_takes_the_place_of_its_stretch() -> None:
    assert EditMap(TEXT, [Edit(4, 15, "[Ana]")]).new == "Ask [Ana] now"


def test_a_stretch_that_holds_half_of_an_edit_holds_the_whole_of_what_is_there_now() -> None:
    places = EditMap(TEXT, [Edit(4, 15, "[Ana]")])
    moved = places.moved(Span(9, 19))
    assert moved is not None
    assert moved.of(places.new) == "[Ana] now"


def test_what_is_added_at_the_ends_of_a_stretch_stays_outside() -> None:
    places = EditMap(TEXT, [Edit(4, 4, "<"), Edit(8, 8, ">")])
    moved = places.moved(Span(4, 8))
    assert moved is not None
    assert moved.of(places.new) == "Rosa"
    assert not places.touched(Span(4, 8))


def test_a_stretch_that_was_taken_out_lies_nowhere() -> None:
    assert EditMap(TEXT, [Edit(4, 9, "")]).moved(Span(4, 8)) is None


@pytest.mark.parametrize(
    "edits",
    [[Edit(4, 8, "a"), Edit(7, 9, "b")], [Edit(4, 4, "a"), Edit(4, 4, "b")], [Edit(4, 20, "a")]],
    ids=["overlap", "same place", "after the end"],
)
def test_edits_that_cannot_be_made_are_refused(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match=r"overlap|after the text"):
        EditMap(TEXT, edits)


@given(edited())
def test_the_new_text_is_what_one_edit_after_the_other_makes(case: tuple[str, tuple[Edit, ...]]) -> None:
    text, edits = case
    assert EditMap(text, edits).new == by_hand(text, edits)


@given(edited_with_span())
def test_a_stretch_follows_the_edits(case: tuple[str, tuple[Edit, ...], Span]) -> None:
    text, edits, span = case
    places = EditMap(text, edits)
    moved = places.moved(span)
    words = "" if moved is None else moved.of(places.new)
    # The stretch, widened over the edits it cuts, edited on its own.
    start, end = span.start, span.end
    for edit in edits:
        start = min(start, edit.start) if edit.start < start < edit.end else start
        end = max(end, edit.end) if edit.start < end < edit.end else end
    inside = tuple(
        Edit(edit.start - start, edit.end - start, edit.text)
        for edit in edits
        if edit.start >= start and edit.end <= end
    )
    assert words == by_hand(text[start:end], inside)


@given(edited_with_span())
def test_an_untouched_stretch_keeps_its_words_and_comes_back(
    case: tuple[str, tuple[Edit, ...], Span],
) -> None:
    text, edits, span = case
    places = EditMap(text, edits)
    if places.touched(span):
        return
    moved = places.moved(span)
    assert moved is not None
    assert moved.of(places.new) == span.of(text)
    gained = 0
    back = []
    for edit in places.edits:
        start = edit.start + gained
        back.append(Edit(start, start + len(edit.text), text[edit.start : edit.end]))
        gained += len(edit.text) - (edit.end - edit.start)
    undone = EditMap(places.new, back)
    assert undone.new == text
    assert undone.moved(moved) == span
