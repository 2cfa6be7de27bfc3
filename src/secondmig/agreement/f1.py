"""Span F1: how much of one coder's marking another reproduces. Not corrected for chance."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from secondmig.agreement.characters import character_ratings
from secondmig.agreement.layers import CodedDocument, columns
from secondmig.agreement.segments import SegmentRule, by_place, matched
from secondmig.agreement.tables import Ratings, pooled
from secondmig.estimate.values import Estimate, known, undefined

EXACT = SegmentRule(1.0)
HALF = SegmentRule(0.5)
_SAME = "the same code on the same character"


@dataclass(frozen=True, slots=True)
class SpanF1:
    """Precision, recall and F1 of the second coder against the first.

    Attributes:
        first: segments, or code points, that the first coder marked.
        second: that the second coder marked.
        shared: in common.
        rule: what counts as common.
        unit: segment or character.
    """

    first: int
    second: int
    shared: int
    rule: str
    unit: str

    def precision(self) -> Estimate:
        """Share of what the second coder marked that the first marked too, 0-1."""
        return self._over(self.shared, self.second, "the second coder marked nothing")

    def recall(self) -> Estimate:
        """Share of what the first coder marked that the second marked too, 0-1."""
        return self._over(self.shared, self.first, "the first coder marked nothing")

    def f1(self) -> Estimate:
        """2 shared / (first + second): the harmonic mean of precision and recall; symmetric."""
        return self._over(2 * self.shared, self.first + self.second, "neither coder marked anything")

    def _over(self, above: int, below: int, reason: str) -> Estimate:
        method = f"F1 family, {self.rule}; not corrected for chance"
        if below == 0:
            return undefined(reason, method=method, unit=f"share of {self.unit}s")
        return known(above / below, n=below, method=method, unit=f"share of {self.unit}s")


def f1_by_code(documents: Sequence[CodedDocument], codes: Sequence[str]) -> dict[str, dict[str, SpanF1]]:
    """Every F1 of every code, from one pass over the codings.

    Args:
        documents: with the same two coders in the same order.
        codes: what to compare.

    Returns:
        Code -> "exact", "half" and "character" -> what :func:`segment_f1` and :func:`character_f1` say of it.

    Raises:
        ValueError: more than two coders.
    """
    table = columns(documents, codes)
    _two(table.coders)
    rules = {"exact": EXACT, "half": HALF}
    counts = {code: {name: [0, 0, 0] for name in rules} for code in codes}
    for (code, _), (mine, theirs) in by_place(table).items():
        for name, rule in rules.items():
            pairs = len(matched(mine, theirs, rule).pairs)
            for place, more in enumerate((len(mine), len(theirs), pairs)):
                counts[codes[code]][name][place] += more
    squares = character_ratings(documents, codes) if documents else {}
    return {
        code: {
            **{
                name: SpanF1(first, second, shared, rules[name].in_words(), "segment")
                for name, (first, second, shared) in counts[code].items()
            },
            "character": _of_square(squares.get(code)),
        }
        for code in codes
    }


def segment_f1(documents: Sequence[CodedDocument], codes: Sequence[str], rule: SegmentRule = EXACT) -> SpanF1:
    """Segments of the same code that are the same by the rule, over all documents and codes.

    Args:
        documents: with the same two coders in the same order.
        codes: what to compare.
        rule: identical ends (EXACT), or an overlap.

    Raises:
        ValueError: more than two coders.

    >>> from secondmig.core.span import Span
    >>> one = {"x": [Span(2, 8), Span(14, 20)], "y": [Span(30, 40)]}
    >>> two = {"x": [Span(4, 8), Span(15, 17)], "y": [Span(30, 40), Span(50, 55)]}
    >>> round(segment_f1([CodedDocument("d", 60, (one, two))], ["x", "y"]).f1().value, 4)
    0.2857
    """
    table = columns(documents, codes)
    _two(table.coders)
    first = second = shared = 0
    for mine, theirs in by_place(table).values():
        first += len(mine)
        second += len(theirs)
        shared += len(matched(mine, theirs, rule).pairs)
    return SpanF1(first, second, shared, rule.in_words(), "segment")


def character_f1(documents: Sequence[CodedDocument], codes: Sequence[str]) -> SpanF1:
    """Code points with the same code, over all documents and codes.

    Args:
        documents: with the same two coders in the same order.
        codes: what to compare.

    Raises:
        ValueError: more than two coders.
    """
    if not documents or not codes:
        return _of_square(None)
    _two(len(documents[0].layers))
    return _of_square(pooled(list(character_ratings(documents, codes).values())))


def _of_square(ratings: Ratings | None) -> SpanF1:
    if ratings is None:
        return SpanF1(0, 0, 0, _SAME, "character")
    square = ratings.square()
    first, second, shared = (
        int(np.rint(each)) for each in (square[1].sum(), square[:, 1].sum(), square[1, 1])
    )
    return SpanF1(first, second, shared, _SAME, "character")


def _two(coders: int) -> None:
    if coders > 2:
        message = f"F1 compares two coders, not {coders}"
        raise ValueError(message)
