"""Differences of means between two groups of a survey, as they are and at equal composition.

At equal composition the means are compared within cells (of origin, cohort, sex, ...) and the differences
weighed by how the first group is spread over the cells: what remains when the second group had the first's
composition.

    d = sum_c pi_c (mean_1c - mean_2c),    pi_c = W_1c / sum_c W_1c over the cells that hold both groups.

Cells with one group only have no difference, and who is in no known cell has none; the share of the first
group's weight that is left is told.
Scores as in :mod:`secondmig.stats.dominance`: w_i ((x_i - mean_1c) + (d_c - d)) / W_1 in the first group,
-v_j pi_c (y_j - mean_2c) / W_2c in the second. Source: E. M. Kitagawa (1955), Components of a difference
between two rates, Journal of the American Statistical Association 50(272); J.-C. Deville (1999).
"""

import numpy as np
from numpy.typing import NDArray

from secondmig.stats.dominance import Contrast, Mask, Numbers, none, share_of, usable

Cells = NDArray[np.int64]


def mean_difference(values: Numbers, weights: Numbers, first: Mask, second: Mask) -> Contrast:
    """The weighted mean of the first group less that of the second.

    Args:
        values: one a row; not a number where it is missing.
        weights: one a row, not negative.
        first: rows of the first group.
        second: rows of the second.
    """
    return standardised(values, weights, first, second, np.zeros(len(values), dtype=np.int64))


def standardised(values: Numbers, weights: Numbers, first: Mask, second: Mask, cells: Cells) -> Contrast:
    """The difference of means at the first group's composition.

    Args:
        values: one a row; not a number where it is missing.
        weights: one a row, not negative.
        first: rows of the first group.
        second: rows of the second.
        cells: number of the cell of each row, -1 where it is unknown.
    """
    known = cells >= 0
    every, _, _ = usable(values, weights, first, second)
    a, b, reason = usable(values, weights, first & known, second & known)
    if reason:
        return none(reason, len(values), first=int(a.sum()), second=int(b.sum()))
    count = int(cells.max()) + 1
    weight_a, mean_a = _by_cell(values, weights, a, cells, count)
    weight_b, mean_b = _by_cell(values, weights, b, cells, count)
    both = (weight_a > 0) & (weight_b > 0)
    if not both.any():
        return none("no cell holds both groups", len(values), first=int(a.sum()), second=int(b.sum()))
    a, b = a & both[cells], b & both[cells]
    share = share_of(weights, a, every)
    pi = np.where(both, weight_a, 0.0) / weight_a[both].sum()
    differences = np.where(both, mean_a - mean_b, 0.0)
    value = float(pi @ differences)
    scores = np.zeros(len(values))
    at = cells[a]
    scores[a] = weights[a] * ((values[a] - mean_a[at]) + (differences[at] - value)) / weight_a[both].sum()
    at = cells[b]
    scores[b] = -weights[b] * pi[at] * (values[b] - mean_b[at]) / weight_b[at]
    parts = (float(pi @ np.where(both, mean_a, 0.0)), float(pi @ np.where(both, mean_b, 0.0)))
    return Contrast(value, "", scores, int(a.sum()), int(b.sum()), share, parts)


def _by_cell(
    values: Numbers, weights: Numbers, rows: Mask, cells: Cells, count: int
) -> tuple[Numbers, Numbers]:
    """The weight of each cell, and its mean (0 where it is empty)."""
    total = np.asarray(np.bincount(cells[rows], weights[rows], count), dtype=np.float64)
    summed = np.bincount(cells[rows], weights[rows] * values[rows], count)
    return total, np.divide(summed, total, out=np.zeros(count), where=total > 0)
