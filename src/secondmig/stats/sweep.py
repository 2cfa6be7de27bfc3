"""Which stretches of one long axis meet, without looking at every pair of them.

Texts lie one after another on the axis, so that stretches of different texts cannot meet and no loop over
texts is needed. Proximity is the same question with stretches made longer: two points at most k apart meet
as [t, t + k + 1) and [u, u + 1) do, whichever is first.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
AT_ONCE = 4_000_000
"""Pairs given at a time: what a chunk needs stays near 100 MB however many pairs there are."""


def meeting(start: Ints, end: Ints, *, at_once: int = AT_ONCE) -> Iterator[tuple[Ints, Ints]]:
    """Every pair of stretches that share a point, each pair once.

    Sorted by start, the stretches that meet stretch i and come after it are those that begin before it ends:
    one binary search gives their range. O(n log n + pairs).

    Args:
        start: (n,) first points.
        end: (n,) points after the last; a stretch with ``end <= start`` is empty and meets nothing.
        at_once: about how many pairs are given at a time.

    Yields:
        Two arrays of places in ``start``, entry by entry a pair; the first of a pair begins no later.

    >>> [(i.tolist(), j.tolist()) for i, j in meeting(np.array([0, 4, 2]), np.array([3, 6, 4]))]
    [([0], [2])]
    """
    real = np.flatnonzero(end > start)
    order = real[np.argsort(start[real], kind="stable")]
    first = np.arange(1, len(order) + 1, dtype=np.int64)
    after = np.searchsorted(start[order], end[order], side="left")
    for one, other in _written(first, after - first, at_once):
        yield order[one], order[other]


def meeting_across(
    first: tuple[Ints, Ints], second: tuple[Ints, Ints], *, at_once: int = AT_ONCE
) -> Iterator[tuple[Ints, Ints]]:
    """Every pair of a stretch of the first set and one of the second that share a point, each pair once.

    Args:
        first: start and end, as for :func:`meeting`.
        second: the same of the other set.
        at_once: about how many pairs are given at a time.

    Yields:
        Places in the first and in the second set, entry by entry a pair.

    >>> a, b = (np.array([0]), np.array([3])), (np.array([2, 3]), np.array([4, 4]))
    >>> [(i.tolist(), j.tolist()) for i, j in meeting_across(a, b)]
    [([0], [0])]
    """
    for turned, (one, other) in ((False, (first, second)), (True, (second, first))):
        mine, theirs = _sorted(one), _sorted(other)
        begun = other[0][theirs]
        # A pair that begins together is found once, by the first round alone.
        low = np.searchsorted(begun, one[0][mine], side="right" if turned else "left")
        high = np.searchsorted(begun, one[1][mine], side="left")
        for left, right in _written(low, np.maximum(high - low, 0), at_once):
            pair = mine[left], theirs[right]
            yield pair[::-1] if turned else pair


def _sorted(stretches: tuple[Ints, Ints]) -> Ints:
    start, end = stretches
    real = np.flatnonzero(end > start)
    return real[np.argsort(start[real], kind="stable")]


def _written(first: Ints, count: Ints, at_once: int) -> Iterator[tuple[Ints, Ints]]:
    """Ranges written out, some at a time: (i, first[i]), (i, first[i] + 1), ... for each i."""
    total = np.cumsum(count)
    at = 0
    while at < len(count):
        done = int(total[at - 1]) if at else 0
        upto = max(int(np.searchsorted(total, done + at_once, side="right")), at + 1)
        part = count[at:upto]
        which = np.repeat(np.arange(at, upto, dtype=np.int64), part)
        begun = np.cumsum(part) - part
        if len(which):
            yield which, np.arange(len(which), dtype=np.int64) - begun[which - at] + first[which]
        at = upto
