from itertools import combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secondmig.agreement.coefficients import measured
from secondmig.agreement.f1 import HALF, SpanF1, character_f1, f1_by_code, segment_f1
from secondmig.agreement.layers import CodedDocument
from secondmig.agreement.segments import SegmentRule, matched, overlapping, segment_ratings
from secondmig.core.span import Span, SpanSet
from tests.agreement.coded import CODES, documents, layer

SPANS = st.lists(
    st.tuples(st.integers(0, 20), st.integers(1, 8)).map(lambda pair: Span(pair[0], pair[0] + pair[1])),
    max_size=5,
)


def most_pairs(first: list[Span], second: list[Span], rule: SegmentRule) -> int:
    """The largest number of pairs, by trying all of them."""
    short, long = (first, second) if len(first) <= len(second) else (second, first)
    for size in range(len(short), 0, -1):
        for chosen in combinations(short, size):
            for partners in permutations(long, size):
                if all(rule.share(a, b) >= rule.overlap for a, b in zip(chosen, partners, strict=True)):
                    return size
    return 0


@settings(max_examples=80)
@given(SPANS, SPANS, st.sampled_from([0.1, 0.3, 0.5, 0.9, 1.0]), st.sampled_from(["union", "longer"]))
def test_matched_makes_as_many_pairs_as_possible(
    first: list[Span], second: list[Span], overlap: float, of: str
) -> None:
    rule = SegmentRule(overlap, of)  # type: ignore[arg-type]
    match = matched(first, second, rule)

    assert len(match.pairs) == most_pairs(first, second, rule)
    assert all(rule.share(first[a], second[b]) >= overlap - 1e-12 for a, b in match.pairs)
    assert sorted([a for a, _ in match.pairs] + list(match.only_first)) == list(range(len(first)))
    assert sorted([b for _, b in match.pairs] + list(match.only_second)) == list(range(len(second)))


@given(SPANS, SPANS)
def test_overlapping_finds_every_pair(first: list[Span], second: list[Span]) -> None:
    plain = [(a, b) for a in range(len(first)) for b in range(len(second)) if first[a].overlaps(second[b])]

    assert overlapping(first, second) == plain


def test_matching_gives_up_a_larger_overlap_for_one_more_pair() -> None:
    # The first segment overlaps the long one most, but the second has no other partner.
    first, second = [Span(0, 10), Span(10, 13)], [Span(2, 12), Span(0, 2)]
    rule = SegmentRule(0.1)

    assert rule.share(first[0], second[0]) > rule.share(first[0], second[1])
    assert matched(first, second, rule).pairs == ((0, 1), (1, 0))
    assert matched(first[::-1], second, rule).pairs == ((0, 0), (1, 1))


def test_the_overlap_is_of_the_union_or_of_the_longer() -> None:
    a, b = Span(0, 100), Span(5, 105)

    assert SegmentRule(0.9, "longer").share(a, b) == 0.95
    assert SegmentRule(0.9, "union").share(a, b) == pytest.approx(95 / 105)
    assert SegmentRule().share(a, Span(100, 110)) == 0.0


def test_segments_are_units_where_somebody_coded() -> None:
    document = CodedDocument(
        "d", 100, (layer((0, 10, "A"), (20, 30, "A"), (40, 50, "B")), layer((0, 10, "A"), (60, 70, "A")))
    )
    found = segment_ratings([document], ["A", "B"], SegmentRule())

    assert found["A"].square().tolist() == [[0, 1], [1, 1]]
    assert found["B"].square().tolist() == [[0, 0], [1, 0]]
    assert measured(found["A"], "percent").value == pytest.approx(1 / 3)
    assert measured(found["A"], "alpha").value is None


def test_text_out_of_scope_does_not_part_segments() -> None:
    scope = SpanSet.of([Span(0, 10), Span(50, 60)])
    through, cut = layer((0, 60, "A")), layer((0, 10, "A"), (50, 60, "A"))
    document = CodedDocument("d", 60, (through, cut), scope)

    assert segment_ratings([document], ["A"], SegmentRule(0.5))["A"].square().tolist() == [[0, 1], [0, 1]]


def test_segments_are_compared_for_two_coders() -> None:
    with pytest.raises(ValueError, match="two coders at a time, not 3"):
        segment_ratings([CodedDocument("d", 5, ({}, {}, {}))], ["A"], SegmentRule())
    with pytest.raises(ValueError, match="above 0 and at most at 1"):
        SegmentRule(0.0)


FIRST = layer((2, 8, "x"), (14, 20, "x"), (30, 40, "y"))
SECOND = layer((4, 8, "x"), (15, 17, "x"), (30, 40, "y"), (50, 55, "y"))


def test_span_f1_reproduces_the_worked_example() -> None:
    # F1 of the methods: exact 1 of 4 and 1 of 3; characters 16 of 22 and 21.
    document = CodedDocument("d", 60, (FIRST, SECOND))
    exact, chars = segment_f1([document], ["x", "y"]), character_f1([document], ["x", "y"])

    assert exact.precision().value == 0.25
    assert exact.recall().value == pytest.approx(1 / 3)
    assert exact.f1().value == pytest.approx(0.2857, abs=5e-5)
    assert (chars.first, chars.second, chars.shared) == (22, 21, 16)
    assert chars.f1().value == pytest.approx(0.7442, abs=5e-5)
    assert segment_f1([document], ["x", "y"], HALF).shared == 2


def test_span_f1_of_nothing_is_undefined() -> None:
    nothing = SpanF1(0, 0, 0, "identical", "segment")
    one_sided = segment_f1([CodedDocument("d", 60, (FIRST, {}))], ["x", "y"])

    assert nothing.f1().undefined == "neither coder marked anything"
    assert one_sided.precision().undefined == "the second coder marked nothing"
    assert one_sided.recall().value == 0.0
    assert character_f1([], ["x"]).f1().value is None


@settings(max_examples=40)
@given(documents())
def test_f1_of_all_codes_in_one_pass_is_that_of_each_by_itself(every: list[CodedDocument]) -> None:
    found = f1_by_code(every, CODES)
    for code in CODES:
        assert found[code]["exact"] == segment_f1(every, [code])
        assert found[code]["half"] == segment_f1(every, [code], HALF)
        assert found[code]["character"] == character_f1(every, [code])
