"""Selectivity: where the members of two groups stand among those of the same origin and cohort.

The percentile rank of a row is the weighted share of its pool below it and half the share level with it,
R(x) = sum_k u_k s(x, z_k) / sum u with s = 1 below, 1/2 level and 0 above; the pool is everybody of the
survey who is of the same cell. Compared are the weighted means of the ranks. As the pool is a sample too, the
score of a row has two parts: what it says of its own rank, and what it does to the ranks of others. Source:
C. Feliciano (2005), Educational selectivity in U.S. immigration, Demography 42(1), for the idea; scores after
J.-C. Deville (1999).
"""

import numpy as np

from secondmig.stats.dominance import Contrast, Mask, Numbers, none, share_of, usable
from secondmig.stats.standardise import Cells


def rank_difference(values: Numbers, weights: Numbers, first: Mask, second: Mask, cells: Cells) -> Contrast:
    """The mean percentile rank of the first group less that of the second, each row ranked in its cell.

    Args:
        values: one a row; not a number where it is missing.
        weights: one a row, not negative.
        first: rows of the first group.
        second: rows of the second.
        cells: number of the cell of each row, -1 where it is unknown; all rows of a cell are its pool.

    Returns:
        A difference of shares, -1 to 1.

    >>> values, of = np.array([1.0, 2.0, 3.0, 4.0]), np.array([False, False, True, True])
    >>> rank_difference(values, np.ones(4), of, ~of, np.zeros(4, dtype=np.int64)).value
    0.5
    """
    pooled = ~np.isnan(values) & (weights > 0) & (cells >= 0)
    every, _, _ = usable(values, weights, first, second)
    a, b, reason = usable(values, weights, first & pooled, second & pooled)
    if reason:
        return none(reason, len(values), first=int(a.sum()), second=int(b.sum()))
    # What each row counts for in the difference: its weight in its group's mean, with the group's sign.
    stake = np.zeros(len(values))
    stake[a] = weights[a] / weights[a].sum()
    stake[b] = -weights[b] / weights[b].sum()
    ranks = np.zeros(len(values))
    echo = np.zeros(len(values))
    for cell in np.unique(cells[pooled]).tolist():
        rows = np.flatnonzero(pooled & (cells == cell))
        ranks[rows] = _below(values[rows], values[rows], weights[rows]) / weights[rows].sum()
        above = stake[rows].sum() - _below(values[rows], values[rows], stake[rows])
        echo[rows] = weights[rows] / weights[rows].sum() * (above - stake[rows] @ ranks[rows])
    mean_a = float(weights[a] @ ranks[a] / weights[a].sum())
    mean_b = float(weights[b] @ ranks[b] / weights[b].sum())
    scores = echo
    scores[a] += stake[a] * (ranks[a] - mean_a)
    scores[b] += stake[b] * (ranks[b] - mean_b)
    share, parts = share_of(weights, a, every), (mean_a, mean_b)
    return Contrast(mean_a - mean_b, "", scores, int(a.sum()), int(b.sum()), share, parts)


def _below(values: Numbers, others: Numbers, amounts: Numbers) -> Numbers:
    """For each value the amount of the others below it and half of the amount level with it."""
    order = np.argsort(others, kind="stable")
    ranked = others[order]
    running = np.concatenate([[0.0], np.cumsum(amounts[order])])
    low = running[np.searchsorted(ranked, values, side="left")]
    high = running[np.searchsorted(ranked, values, side="right")]
    return np.asarray((low + high) / 2)
