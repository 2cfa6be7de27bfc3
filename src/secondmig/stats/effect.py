"""Effect sizes: how far two groups differ, and what share of a group there is."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from secondmig.estimate.values import Estimate, known, undefined
from secondmig.stats.describe import finite


def cliffs_delta(x: Iterable[float], y: Iterable[float]) -> Estimate:
    """How much more often a value of ``x`` exceeds one of ``y`` than the reverse.

    delta = (#(x_i > y_j) - #(x_i < y_j)) / (m * k) over all m * k pairs, ties counting for neither: 1 where
    every x is larger, -1 where every y is, 0 where neither group tends to. Only the order of values matters,
    so it suits ordinal measures. Counted exactly in O((m + k) log k) against sorted ``y``.

    Source: N. Cliff (1993), Dominance statistics: ordinal analyses to answer ordinal questions, Psychological
    Bulletin 114(3), 494-509.

    Args:
        x: m finite numbers, the first group.
        y: k finite numbers, the second group.

    Returns:
        The difference of two probabilities, -1 to 1, with n = m + k; undefined where a group is empty.

    Raises:
        ValueError: a value is not a finite number.

    >>> cliffs_delta([10, 10, 20, 20, 20, 30, 30, 30, 40, 50], [10, 20, 30, 40, 40, 50]).value
    -0.25
    """
    first, second = finite(x), sorted(finite(y))
    n = len(first) + len(second)
    method, unit = "Cliff's delta (Cliff 1993)", "difference of probabilities"
    if not first or not second:
        empty = "both groups are" if n == 0 else f"the {'second' if first else 'first'} group is"
        return undefined(f"{empty} empty", n=n, method=method, unit=unit)
    above = sum(bisect_left(second, value) for value in first)
    below = sum(len(second) - bisect_right(second, value) for value in first)
    return known((above - below) / (len(first) * len(second)), n=n, method=method, unit=unit)


def share(k: int, n: int, *, unit: str = "share of persons", reason: str = "nobody to count") -> Estimate:
    """The share k/n, 0-1.

    Args:
        k: how many have it.
        n: how many could have it.
        unit: what the share is of.
        reason: said where ``n`` is 0.

    Raises:
        ValueError: unless 0 <= k <= n.

    >>> share(11, 13).n
    13
    >>> share(0, 0, reason="no leg").undefined
    'no leg'
    """
    if not 0 <= k <= n:
        message = f"a share needs 0 <= k <= n, not {k} of {n}"
        raise ValueError(message)
    if n == 0:
        return undefined(reason, method="k/n", unit=unit)
    return known(k / n, n=n, method="k/n", unit=unit)
