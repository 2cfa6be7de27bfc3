"""How far one group of a survey lies above another in an order: the weighted Cliff's delta.

With weights w of the first group and v of the second,

    delta = sum_ij w_i v_j sign(x_i - y_j) / (sum_i w_i sum_j v_j),

the probability that a person drawn from the first has more than one drawn from the second, less the
probability of the reverse. Only the order of values counts, so it suits levels of education whose distances
mean nothing. It is Lieberson's net difference index. Its score in a row, what the row adds to the estimate
to first order, is w_i (psi(x_i) - delta) / sum w with psi(x) = sum_j v_j sign(x - y_j) / sum v, and likewise
with the opposite sign in the second group; a sampling design makes a variance of the scores.

Sources: N. Cliff (1993), Psychological Bulletin 114(3); S. Lieberson (1976), Rank-sum comparisons between
groups, Sociological Methodology 7; scores after J.-C. Deville (1999), Variance estimation for
complex statistics, Survey Methodology 25(2).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Contrast:
    """A difference between two groups, and what each row adds to it.

    Attributes:
        value: the difference, None where there is none.
        undefined: why there is none, "" where there is one.
        scores: one a row of the survey, 0 in rows that are in neither group.
        first: rows of the first group behind it.
        second: rows of the second.
        share: of the weight of those of the first group who have a value, how much it rests on, 0-1; less
            than 1 where some have no match or are in no known cell.
        parts: the two figures whose difference it is, None where it is no difference of two figures.
    """

    value: float | None
    undefined: str
    scores: Numbers
    first: int
    second: int
    share: float = 1.0
    parts: tuple[float, float] | None = None


def none(reason: str, rows: int, *, first: int = 0, second: int = 0) -> Contrast:
    """A difference that does not exist."""
    return Contrast(None, reason, np.zeros(rows), first, second, 0.0)


def usable(values: Numbers, weights: Numbers, first: Mask, second: Mask) -> tuple[Mask, Mask, str]:
    """The rows of both groups that have a value and a weight above 0, and why they cannot be compared."""
    there = ~np.isnan(values) & (weights > 0)
    a, b = first & there, second & there
    for name, group in (("first", a), ("second", b)):
        if not group.any():
            return a, b, f"nobody of the {name} group has a value"
    return a, b, ""


def share_of(weights: Numbers, kept: Mask, every: Mask) -> float:
    """The weight of the rows that are kept over that of all they are kept of; 1 where none is left out."""
    left_out = every & ~kept
    return float(weights[kept].sum() / weights[every].sum()) if left_out.any() else 1.0


def net_difference(values: Numbers, weights: Numbers, first: Mask, second: Mask) -> Contrast:
    """The weighted Cliff's delta of the first group over the second.

    Args:
        values: one a row; not a number where it is missing.
        weights: one a row, not negative.
        first: rows of the first group.
        second: rows of the second; no row is in both.

    >>> x, y = [3, 4, 5, 4, 2], [2, 3, 3, 4, 1]
    >>> values, weights = np.array(x + y, float), np.array([1, 2, 1, 1, 1, 2, 1, 1, 1, 1], float)
    >>> of_x = np.arange(10) < 5
    >>> round(net_difference(values, weights, of_x, ~of_x).value, 6)
    0.583333
    >>> round(net_difference(values, np.ones(10), of_x, ~of_x).value, 2)
    0.48
    """
    a, b, reason = usable(values, weights, first, second)
    if reason:
        return none(reason, len(values), first=int(a.sum()), second=int(b.sum()))
    above = _above(values[a], values[b], weights[b])
    below = _above(values[b], values[a], weights[a])
    total_a, total_b = weights[a].sum(), weights[b].sum()
    value = float(weights[a] @ above / total_a)
    scores = np.zeros(len(values))
    scores[a] = weights[a] * (above - value) / total_a
    scores[b] = weights[b] * (-below - value) / total_b
    return Contrast(value, "", scores, int(a.sum()), int(b.sum()))


def _above(values: Numbers, others: Numbers, weights: Numbers) -> Numbers:
    """For each value the share of the others below it less the share above it."""
    order = np.argsort(others, kind="stable")
    ranked = others[order]
    running = np.concatenate([[0.0], np.cumsum(weights[order])])
    low = running[np.searchsorted(ranked, values, side="left")]
    high = running[np.searchsorted(ranked, values, side="right")]
    return np.asarray((low - (running[-1] - high)) / running[-1])
