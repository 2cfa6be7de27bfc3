"""SpanSet is an algebra of sets of integers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.core.span import Span, SpanSet
from tests.strategies import canonical_text

spans = st.builds(lambda start, length: Span(start, start + length), st.integers(0, 40), st.integers(1, 12))
span_lists = st.lists(spans, max_size=8)


def points(span_set: SpanSet) -> set[int]:
    return {point for span in span_set for point in range(span.start, span.end)}


def points_of(some: list[Span]) -> set[int]:
    return {point for span in some for point in range(span.start, span.end)}


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (3, 3), (4, 3)])
def test_span_refuses_empty_backward_and_negative(start: int, end: int) -> None:
    with pytest.raises(ValueError, match=f"{start}-{end}"):
        Span(start, end)


@given(one=spans, other=spans)
def test_span_relations_agree_with_integers(one: Span, other: Span) -> None:
    a, b = points_of([one]), points_of([other])
    shared = one.intersection(other)
    assert one.overlaps(other) == bool(a & b)
    assert one.contains(other) == (b <= a)
    assert (points_of([shared]) if shared else set()) == a & b
    assert len(one) == len(a)


@given(span=spans, by=st.integers(0, 50))
def test_span_shifted_keeps_length_and_moves_every_point(span: Span, by: int) -> None:
    assert points_of([span.shifted(by)]) == {point + by for point in points_of([span])}


@given(some=span_lists)
def test_spanset_of_holds_the_union_in_fewest_ordered_spans(some: list[Span]) -> None:
    span_set = SpanSet.of(some)
    assert points(span_set) == points_of(some)
    assert span_set.length() == len(points_of(some))
    assert bool(span_set) == bool(some)
    assert all(
        left.end < right.start for left, right in zip(span_set.spans, span_set.spans[1:], strict=False)
    )


@given(some=span_lists, others=span_lists)
def test_spanset_algebra_agrees_with_integers(some: list[Span], others: list[Span]) -> None:
    one, other = SpanSet.of(some), SpanSet.of(others)
    a, b = points_of(some), points_of(others)
    for result, expected in (
        (one.union(other), a | b),
        (one.intersection(other), a & b),
        (one.difference(other), a - b),
    ):
        assert points(result) == expected
        assert result == SpanSet.of(result.spans), "a result is in normal form"


@given(some=span_lists, span=spans)
def test_spanset_overlaps_and_covers_agree_with_integers(some: list[Span], span: Span) -> None:
    span_set = SpanSet.of(some)
    assert span_set.overlaps(span) == bool(points_of(some) & points_of([span]))
    assert span_set.covers(span) == (points_of([span]) <= points_of(some))


@given(text=canonical_text(), some=span_lists)
def test_spanset_masked_hides_its_points_and_nothing_else(text: str, some: list[Span]) -> None:
    hidden = points_of(some)
    masked = SpanSet.of(some).masked(text)
    assert len(masked) == len(text)
    for place, (before, after) in enumerate(zip(text, masked, strict=True)):
        assert after == ("█" if place in hidden and before != "\n" else before)
