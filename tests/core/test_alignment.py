"""How two versions of a text correspond."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from secondmig.core.alignment import Alignment, align
from secondmig.core.span import Span
from tests.strategies import canonical_text

OLD = "INT: How was it?\nROSA: There was one door for me.\nINT: Well?\n"


def edited() -> st.SearchStrategy[tuple[str, str]]:
    """A text, and the same with pieces taken out, put in and repeated."""
    pieces = st.lists(
        st.one_of(st.sampled_from(["a b c. ", "Yes.\n", "no ", "日本語", "\n"]), canonical_text())
    )
    return st.tuples(pieces, st.lists(st.tuples(st.integers(0, 30), st.integers(0, 3), st.text()))).map(_edit)


def _edit(drawn: tuple[list[str], list[tuple[int, int, str]]]) -> tuple[str, str]:
    old, changes = drawn
    new = list(old)
    for place, gone, more in changes:
        new[place : place + gone] = [more]
    return "".join(old), "".join(new)


def _sound(alignment: Alignment, old: str, new: str) -> None:
    for block in alignment.blocks:
        assert old[block.old : block.old + block.size] == new[block.new : block.new + block.size] != ""
    for one, other in pairwise(alignment.blocks):
        assert one.old + one.size <= other.old
        assert one.new + one.size <= other.new
        assert (one.old + one.size, one.new + one.size) != (other.old, other.new)


@given(edited())
def test_blocks_are_the_same_in_both_in_order_and_never_touch(texts: tuple[str, str]) -> None:
    alignment = align(*texts)

    _sound(alignment, *texts)
    _sound(alignment.turned(), *texts[::-1])
    _sound(alignment.firm(), *texts)


@given(canonical_text(min_pieces=1).filter(bool), st.data())
def test_every_stretch_of_an_unchanged_text_stands_where_it_stood(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    span = Span(start, data.draw(st.integers(start + 1, len(text))))
    alignment = align(text, text)

    assert alignment.image(span) == span
    assert alignment.between(span) == (span.start, span.end)
    assert not alignment.fresh()


@given(edited(), st.data())
def test_what_lies_between_never_ends_before_it_begins(texts: tuple[str, str], data: st.DataObject) -> None:
    old, new = texts
    start = data.draw(st.integers(0, len(old)))
    end = data.draw(st.integers(start, len(old)))
    if start == end:
        return
    left, right = align(old, new).between(Span(start, end))

    assert 0 <= left <= right <= len(new)


def test_inserted_line_moves_what_follows() -> None:
    alignment = align(OLD, OLD.replace("ROSA", "INT: Say.\nROSA"))

    assert alignment.image(Span(23, 28)) == Span(33, 38)


def test_words_are_found_under_another_number_and_time() -> None:
    old, new = "#7 [00:01:02] ROSA: There was a door.", "#9 [00:02:11] ROSA: There was a door."
    cuts = [old.index("There")]

    assert align(old, new, old_cuts=cuts, new_cuts=cuts).image(Span(20, 37)) == Span(20, 37)


def test_edited_words_break_a_block_at_whole_words() -> None:
    alignment = align(OLD, OLD.replace("one door", "one small door"))

    assert alignment.image(Span(33, 41)) is None
    assert alignment.between(Span(33, 41)) == (33, 47)


def test_short_agreement_in_a_rewritten_text_is_not_trusted() -> None:
    alignment = align("yes one two three", "nine yes ten eleven")

    assert alignment.trusted_image(Span(0, 3)) is None


def test_long_text_of_equal_lines_is_compared_in_reasonable_time() -> None:
    old = "Yes.\n\n" * 20_000
    alignment = align(old, old + "No.\n")

    assert alignment.image(Span(100, 104)) == Span(100, 104)
