"""Fisher's exact test for tables of any size: exactly where the tables can be counted, else simulated."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from secondmig.estimate.values import Estimate, known, undefined
from secondmig.stats.association import filled, one_line
from secondmig.stats.proportions import wilson

UNIT: Final = "p, two-sided"
EXACT: Final = "Fisher's exact test (Fisher 1935)"
FREEMAN_HALTON: Final = "Fisher-Freeman-Halton exact test (Freeman and Halton 1951)"
SIMULATED: Final = "Fisher-Freeman-Halton test, {draws:,} random tables with these margins"
DRAWS: Final = 99_999
LIMIT: Final = 20_000_000
"""Steps of counting that are allowed: about a second."""
HELD: Final = 100_000
"""Ways to share one column out that are held at a time."""
AT_ONCE: Final = 2_000_000
"""Ways to go on from all ways so far that are held at a time."""
TOLERANCE: Final = 1e-7
"""Tables whose probabilities differ by less, relatively, are equally probable."""

Counts = NDArray[np.int64]
Logs = NDArray[np.float64]


def fisher_exact(
    table: Sequence[Sequence[int]], *, limit: int = LIMIT, draws: int = DRAWS, seed: int = 0
) -> Estimate:
    """The two-sided p of independence in an r by c table, given both margins.

    p is the probability of all tables with these margins that are no more probable than the one observed,
    each having probability (product of row totals! x product of column totals!) / (n! x product of cells!).
    For 2 by 2 this is Fisher's test. Rows and columns without a person are left out.

    Source: G. H. Freeman and J. H. Halton (1951), Note on an exact treatment of contingency, goodness of fit
    and other problems of significance, Biometrika 38, 141-149. The examples are Fisher's tea tasting and the
    table of job satisfaction of R's ``fisher.test``.

    Args:
        table: counts of persons, rows of equal length.
        limit: steps of counting allowed before tables are drawn at random instead.
        draws: random tables in that case.
        seed: of PCG64 in that case.

    Returns:
        p with n persons. Simulated, it is (1 + hits) / (1 + draws), with the seed, and ``low`` to ``high`` is
        the 95 % interval of the simulation. Undefined where all are in one row or one column.

    Raises:
        ValueError: rows of unequal length, or a negative count.

    >>> round(fisher_exact([[3, 1], [1, 3]]).value, 6)
    0.485714
    >>> job = [[1, 3, 10, 6], [2, 3, 10, 7], [1, 6, 14, 12], [0, 1, 9, 11]]
    >>> round(fisher_exact(job).value, 6)
    0.782685
    """
    kept = filled(table)
    n = sum(map(sum, kept))
    reason = one_line(kept)
    method = EXACT if len(kept) == 2 and len(kept[0]) == 2 else FREEMAN_HALTON
    if reason:
        return undefined(reason, n=n, method=method, unit=UNIT)
    margins = _Margins.of(kept)
    p = _counted(margins, limit)
    if p is not None:
        return known(min(1.0, p), n=n, method=method, unit=UNIT)
    hits = _simulated(margins, draws, seed)
    return simulated(hits, draws, n, method=SIMULATED.format(draws=draws), seed=seed)


def simulated(hits: int, draws: int, n: int, *, method: str, seed: int) -> Estimate:
    """A p from random draws: (1 + hits) / (1 + draws), with Wilson's interval for the simulation.

    Source: B. V. North, D. Curtis and P. C. Sham (2002), A note on the calculation of empirical P values from
    Monte Carlo procedures, American Journal of Human Genetics 71, 439-441.

    Args:
        hits: draws at least as extreme as what was observed.
        draws: all of them.
        n: persons.
        method: how it was drawn.
        seed: of the draws.
    """
    ends = wilson(hits + 1, draws + 1)
    made = Estimate((hits + 1) / (draws + 1), low=ends.low, high=ends.high, n=n, method=method, unit=UNIT)
    return replace(made, seed=seed)


@dataclass(frozen=True, slots=True)
class _Margins:
    """What stays fixed.

    Attributes:
        rows: the totals of the shorter side.
        columns: those of the longer side, the smallest first.
        observed: log of 1 / product of the cells! of the observed table.
        total: log of the sum of that over all tables with these margins.
    """

    rows: tuple[int, ...]
    columns: tuple[int, ...]
    observed: float
    total: float

    @classmethod
    def of(cls, table: Sequence[Sequence[int]]) -> "_Margins":
        sides = [tuple(map(sum, table)), tuple(map(sum, zip(*table, strict=True)))]
        rows, columns = sorted(sides, key=len)
        total = _log_factorial(sum(rows)) - sum(_log_factorial(each) for each in (*rows, *columns))
        observed = -sum(_log_factorial(cell) for row in table for cell in row)
        return cls(rows, tuple(sorted(columns)), observed, total)

    def threshold(self) -> float:
        """The largest log weight that is no more probable than the table observed."""
        return self.observed + TOLERANCE


def _log_factorial(number: int) -> float:
    return math.lgamma(number + 1)


@dataclass(frozen=True, slots=True)
class _Paths:
    """Ways to fill the columns so far.

    Attributes:
        left: (m, rows) what is left of each row.
        logs: (m,) log weight of the cells filled.
        ways: (m,) how many ways there are to get there.
    """

    left: Counts
    logs: Logs
    ways: NDArray[np.float64]


def _counted(margins: _Margins, limit: int) -> float | None:
    """The exact p, None where it would take more than ``limit`` steps.

    Columns are filled one by one, the smallest first, and ways that leave the same rows with the same weight
    are merged. What is left for the last two columns is counted once for every rest of the rows, and met with
    the ways so far by sorting.
    """
    logs = np.array([_log_factorial(each) for each in range(max(margins.rows) + 1)])
    paths = _Paths(np.array([margins.rows], dtype=np.int64), np.zeros(1), np.ones(1))
    for column in margins.columns[:-2]:
        ways = _size(column, margins.rows)
        if ways > HELD or len(paths.left) * ways > min(limit, AT_ONCE):
            return None
        paths = _filled(paths, _compositions(column, margins.rows), logs)
    return _met(paths, margins, logs, limit)


def _met(paths: _Paths, margins: _Margins, logs: Logs, limit: int) -> float | None:
    """The p of all ways continued by the last two columns."""
    column = margins.columns[-2]
    order = np.lexsort((paths.logs, *paths.left.T))
    left, before, ways = paths.left[order], paths.logs[order], paths.ways[order]
    starts = np.flatnonzero(np.r_[True, (left[1:] != left[:-1]).any(axis=1)])
    size = _size(column, margins.rows)
    if size > HELD or len(starts) * size > limit:
        return None
    choices = _compositions(column, margins.rows)
    weight = 0.0
    for start, end in zip(starts, [*starts[1:], len(left)], strict=True):
        rest = left[start] - choices
        fits = (rest >= 0).all(axis=1)
        after = np.sort(-(logs[choices[fits]].sum(axis=1) + logs[rest[fits]].sum(axis=1)))
        highest = after[-1]
        shares = np.r_[0.0, np.cumsum(np.exp(after - highest))]
        reached = np.searchsorted(after, margins.threshold() - before[start:end], side="right")
        scale = np.exp(before[start:end] + highest - margins.total)
        weight += float((ways[start:end] * scale * shares[reached]).sum())
    return weight


def _size(column: int, rows: Sequence[int]) -> int:
    """At most how many ways there are to share a column out among the rows."""
    widths = sorted(min(column, row) + 1 for row in rows)
    return math.prod(widths[:-1])


def _compositions(column: int, rows: Sequence[int]) -> Counts:
    """(k, rows) every way to share ``column`` out among rows with these totals."""
    return np.array(list(_shared(column, tuple(rows))), dtype=np.int64).reshape(-1, len(rows))


def _shared(column: int, rows: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    if len(rows) == 1:
        if column <= rows[0]:
            yield (column,)
        return
    rest = sum(rows[1:])
    for first in range(max(0, column - rest), min(column, rows[0]) + 1):
        for others in _shared(column - first, rows[1:]):
            yield (first, *others)


def _filled(paths: _Paths, choices: Counts, logs: Logs) -> _Paths:
    """The ways after one column more, equal ones merged."""
    left = paths.left[:, None, :] - choices[None, :, :]
    fits = (left >= 0).all(axis=2)
    added = (paths.logs[:, None] - logs[choices].sum(axis=1)[None, :])[fits]
    ways = np.broadcast_to(paths.ways[:, None], fits.shape)[fits]
    left = left[fits]
    rounded = np.round(added / TOLERANCE * 100)
    keys = np.column_stack([left.astype(np.float64), rounded])
    _, first, inverse = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    summed = np.bincount(inverse.ravel(), weights=ways, minlength=len(first))
    return _Paths(left[first], added[first], summed.astype(np.float64))


def _simulated(margins: _Margins, draws: int, seed: int) -> int:
    """How many random tables with these margins are no more probable than the one observed."""
    generator = np.random.Generator(np.random.PCG64(seed))
    logs = np.array([_log_factorial(each) for each in range(max(margins.rows) + 1)])
    weights = np.zeros(draws)
    left = np.tile(np.array(margins.columns, dtype=np.int64), (draws, 1))
    for row in margins.rows[:-1]:
        need = np.full(draws, row, dtype=np.int64)
        rest = left.sum(axis=1)
        for place in range(left.shape[1]):
            rest = rest - left[:, place]
            drawn = generator.hypergeometric(left[:, place], rest, need)
            weights -= logs[drawn]
            left[:, place] -= drawn
            need -= drawn
    weights -= logs[left].sum(axis=1)
    return int((weights <= margins.threshold()).sum())
