"""Exact tests that ask: how often would these persons differ so much if the labels were dealt out anew?

Persons are re-labelled, never segments: what one person says is not independent. Everything is two-sided: a
re-labelling counts where its sum is at least as far from the mean of all re-labellings as the observed one.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, groupby
from typing import Final

import numpy as np
from numpy.typing import NDArray

from secondmig.estimate.values import Estimate, known, undefined
from secondmig.stats.describe import finite
from secondmig.stats.fisher import DRAWS, UNIT, simulated
from secondmig.stats.proportions import no_group

RANK_SUM: Final = "permutation of the rank sum, ties as mid-ranks"
MEAN: Final = "permutation of the mean difference"
KRUSKAL: Final = "permutation of the rank sums of Kruskal and Wallis, ties as mid-ranks"
SIGN: Final = "sign test, ties left out"
COMPLETE: Final = ", complete distribution"
RANDOM: Final = ", {draws:,} random re-labellings"
LIMIT: Final = 20_000_000
"""Steps of counting that are allowed: about a second."""
LISTED: Final = 50_000
"""Re-labellings of three and more groups that are listed one by one."""
HALF: Final = 20
"""Persons whose re-labellings are listed at once; two such halves are met by sorting."""

Floats = NDArray[np.float64]


def exact_rank_sum(
    x: Iterable[float], y: Iterable[float], *, limit: int = LIMIT, draws: int = DRAWS, seed: int = 0
) -> Estimate:
    """The two-sided p of the rank sum over all re-labellings, ties kept as mid-ranks.

    The test of Wilcoxon, Mann and Whitney without a normal approximation and without passing over ties: the
    distribution of the sum of m out of n mid-ranks is counted over doubled ranks, which are whole numbers.

    Source: F. Wilcoxon (1945), Individual comparisons by ranking methods, Biometrics Bulletin 1, 80-83; for
    ties E. L. Lehmann (1975), Nonparametrics, 1.4.

    Args:
        x: the values of the first group, finite.
        y: those of the second.
        limit: steps of counting allowed before labels are dealt out at random instead.
        draws: random re-labellings in that case.
        seed: of PCG64 in that case.

    Returns:
        p with n persons; with the seed and the simulation's 95 % interval where it is simulated. Undefined
        where a group is empty or all values are equal.

    Raises:
        ValueError: a value is not a finite number.

    >>> round(exact_rank_sum([1, 2, 3], [4, 5, 6]).value, 6)
    0.1
    """
    first, second = finite(x), finite(y)
    ranks = [int(each) for each in _doubled_ranks([*first, *second])]
    return _relabelled([float(each) for each in ranks], len(first), RANK_SUM, limit, (draws, seed))


def exact_mean_difference(
    x: Iterable[float], y: Iterable[float], *, limit: int = LIMIT, draws: int = DRAWS, seed: int = 0
) -> Estimate:
    """The two-sided p of the difference of two means over all re-labellings of the persons.

    Complete for whole or decimal numbers of a moderate range and for up to 40 persons whatever the numbers;
    else labels are dealt out at random, and the method says so.

    Source: E. J. G. Pitman (1937), Significance tests which may be applied to samples from any populations,
    Supplement to the J. of the Royal Statistical Society 4, 119-130.

    Args:
        x: the values of the first group, finite.
        y: those of the second.
        limit: steps of counting allowed before labels are dealt out at random instead.
        draws: random re-labellings in that case.
        seed: of PCG64 in that case.

    Returns:
        p with n persons; with the seed and the simulation's 95 % interval where it is simulated. Undefined
        where a group is empty or all values are equal.

    Raises:
        ValueError: a value is not a finite number.

    >>> round(exact_mean_difference([1, 2, 9], [0, 0, 1]).value, 6)
    0.2
    """
    first, second = finite(x), finite(y)
    return _relabelled([*first, *second], len(first), MEAN, limit, (draws, seed))


def exact_kruskal_wallis(
    groups: Sequence[Sequence[float]], *, limit: int = LISTED, draws: int = DRAWS, seed: int = 0
) -> Estimate:
    """The p of Kruskal and Wallis's statistic over all re-labellings, ties kept as mid-ranks.

    The statistic grows with the sum over groups of (rank sum)^2 / size. Where there are few ways to deal the
    labels out each is listed, else they are drawn at random. For two groups it is :func:`exact_rank_sum`.

    Source: W. H. Kruskal and W. A. Wallis (1952), Use of ranks in one-criterion variance analysis, JASA 47,
    583-621.

    Args:
        groups: the values of each group, finite.
        limit: re-labellings that may be listed.
        draws: random re-labellings beyond that.
        seed: of PCG64 in that case.

    Returns:
        p with n persons; with the seed and the simulation's 95 % interval where it is simulated. Undefined
        where a group is empty, there are fewer than two or all values are equal.

    Raises:
        ValueError: a value is not a finite number.

    >>> round(exact_kruskal_wallis([[1, 2], [3, 4], [5, 6]]).value, 6)
    0.066667
    """
    values = [finite(group) for group in groups]
    sizes, n = [len(group) for group in values], sum(map(len, values))
    flat = [each for group in values for each in group]
    reason = "a group is empty" if not all(sizes) else "all values are equal" if len(set(flat)) == 1 else ""
    if len(sizes) < 2 or reason:
        return undefined(reason or "fewer than two groups", n=n, method=KRUSKAL + COMPLETE, unit=UNIT)
    if len(sizes) == 2:
        return exact_rank_sum(values[0], values[1], draws=draws, seed=seed)
    ranks = np.array(_doubled_ranks(flat))
    ways = math.prod(math.comb(sum(sizes[place:]), size) for place, size in enumerate(sizes))
    if ways <= limit:
        spreads = [_spread(ranks, dealt) for dealt in _dealt(tuple(range(n)), sizes)]
        far = sum(each >= spreads[0] - 1e-9 * abs(spreads[0]) for each in spreads)
        return known(far / ways, n=n, method=KRUSKAL + COMPLETE, unit=UNIT)
    hits = _spread_wider(ranks, sizes, draws, seed)
    return simulated(hits, draws, n, method=KRUSKAL + RANDOM.format(draws=draws), seed=seed)


def _spread(ranks: Floats, dealt: Sequence[Sequence[int]]) -> float:
    return sum(float(ranks[list(places)].sum()) ** 2 / len(places) for places in dealt)


def _dealt(places: tuple[int, ...], sizes: Sequence[int]) -> Iterator[tuple[tuple[int, ...], ...]]:
    """Every way to deal places out to groups of these sizes; as they stand first."""
    if len(sizes) == 1:
        yield (places,)
        return
    for chosen in combinations(places, sizes[0]):
        taken = set(chosen)
        for others in _dealt(tuple(each for each in places if each not in taken), sizes[1:]):
            yield (chosen, *others)


def _spread_wider(ranks: Floats, sizes: Sequence[int], draws: int, seed: int) -> int:
    """How many random re-labellings spread the rank sums at least as far as the observed one."""
    starts, weights = np.cumsum([0, *sizes[:-1]]), 1.0 / np.array(sizes, dtype=np.float64)
    observed = float((np.add.reduceat(ranks, starts) ** 2 * weights).sum())
    generator = np.random.Generator(np.random.PCG64(seed))
    hits, batch = 0, max(1, 4_000_000 // len(ranks))
    for start in range(0, draws, batch):
        size = min(batch, draws - start)
        dealt = generator.permuted(np.broadcast_to(ranks, (size, len(ranks))), axis=1)
        spreads = (np.add.reduceat(dealt, starts, axis=1) ** 2 * weights).sum(axis=1)
        hits += int((spreads >= observed * (1 - 1e-9)).sum())
    return hits


def sign_test(differences: Iterable[float]) -> Estimate:
    """The two-sided sign test: twice the binomial tail of the rarer sign, at most 1; zeros are left out.

    Source: J. Arbuthnot (1710), An argument for Divine Providence; W. J. Dixon and A. M. Mood (1946), The
    statistical sign test, JASA 41, 557-566.

    Args:
        differences: one number for each person, finite.

    Returns:
        p with n = persons with a difference; undefined where nobody has one.

    Raises:
        ValueError: a value is not a finite number.

    >>> sign_test([1] * 11 + [-1] * 2).value
    0.0224609375
    """
    values = finite(differences)
    above, below = sum(each > 0 for each in values), sum(each < 0 for each in values)
    n = above + below
    if not n:
        reason = "all differences are zero" if values else "nobody to compare"
        return undefined(reason, method=SIGN, unit=UNIT)
    tail = sum(math.comb(n, each) for each in range(min(above, below) + 1))
    return known(min(1.0, 2 * tail / 2**n), n=n, method=SIGN, unit=UNIT)


def _relabelled(
    values: Sequence[float], m: int, method: str, limit: int, drawing: tuple[int, int]
) -> Estimate:
    n = len(values)
    reason = no_group(m, n - m) or ("all values are equal" if len(set(values)) == 1 else "")
    if reason:
        return undefined(reason, n=n, method=method + COMPLETE, unit=UNIT)
    p = _counted(values, m, limit)
    if p is None and n <= 2 * HALF:
        p = _listed(values, m)
    if p is not None:
        return known(min(1.0, p), n=n, method=method + COMPLETE, unit=UNIT)
    draws, seed = drawing
    hits = _drawn(values, m, draws, seed)
    return simulated(hits, draws, n, method=method + RANDOM.format(draws=draws), seed=seed)


def _doubled_ranks(values: Sequence[float]) -> list[float]:
    """Twice the mid-rank of each value, in their own order."""
    order = sorted(range(len(values)), key=values.__getitem__)
    ranks = [0.0] * len(values)
    below = 0
    for _, places in groupby(order, key=values.__getitem__):
        tied = list(places)
        for place in tied:
            ranks[place] = 2.0 * below + len(tied) + 1
        below += len(tied)
    return ranks


def _whole(values: Sequence[float]) -> list[int] | None:
    """The values as whole numbers on a scale of their own from 0 up, None where the scale is too fine.

    What 0.1 x 3 is off by is rounding, no difference: 12 significant digits are read.
    """
    exact = [Fraction(Decimal(f"{each:.12g}")) for each in values]
    scale = math.lcm(*(each.denominator for each in exact))
    if scale > 10**9:
        return None
    numbers = [int(each * scale) for each in exact]
    lowest = min(numbers)
    step = math.gcd(*(each - lowest for each in numbers)) or 1
    return [(each - lowest) // step for each in numbers]


def _counted(values: Sequence[float], m: int, limit: int) -> float | None:
    """The p by counting the sums of m values, None where that takes too many steps."""
    numbers = _whole(values)
    if numbers is None:
        return None
    n, observed = len(numbers), sum(numbers[:m])
    smaller = min(m, n - m)
    if smaller != m:
        observed = sum(numbers) - observed
    top = sum(sorted(numbers)[n - smaller :])
    if n * smaller * (top + 1) > limit * 100 or smaller * (top + 1) > limit:
        return None
    ways = np.zeros((smaller + 1, top + 1))
    ways[0, 0] = 1.0
    for seen, number in enumerate(numbers, start=1):
        # The chance of a random subset, not its number of ways: C(n, m) leaves the range of floats.
        taken = np.arange(smaller + 1)[:, None] / seen
        grown = ways * (1.0 - taken)
        grown[1:, number:] += ways[:-1, : top + 1 - number] * taken[1:]
        ways = grown
    sums = np.arange(top + 1, dtype=np.int64)
    far = np.abs(sums * n - sum(numbers) * smaller) >= abs(observed * n - sum(numbers) * smaller)
    return float(ways[smaller][far].sum() / ways[smaller].sum())


def _listed(values: Sequence[float], m: int) -> float:
    """The p by listing the re-labellings of each half and meeting them by sorting."""
    numbers = np.asarray(values, dtype=np.float64) - math.fsum(values) / len(values)
    gap = abs(math.fsum(numbers[:m].tolist()))
    gap -= 1e-9 * max(gap, float(np.abs(numbers).max()))
    cut = len(numbers) // 2
    first, second = _sums_by_size(numbers[:cut]), _sums_by_size(numbers[cut:])
    far = 0
    for size, sums in enumerate(first):
        if 0 <= m - size < len(second):
            others = second[m - size]
            far += int(np.searchsorted(others, -gap - sums, side="right").sum())
            far += int((len(others) - np.searchsorted(others, gap - sums, side="left")).sum())
    return min(1.0, far / math.comb(len(numbers), m))


def _sums_by_size(numbers: Floats) -> list[Floats]:
    """The sums of all subsets of each size, sorted."""
    sums, sizes = np.zeros(1), np.zeros(1, dtype=np.int64)
    for number in numbers:
        sums, sizes = np.r_[sums, sums + number], np.r_[sizes, sizes + 1]
    return [np.sort(sums[sizes == size]) for size in range(len(numbers) + 1)]


def _drawn(values: Sequence[float], m: int, draws: int, seed: int) -> int:
    """How many random re-labellings are at least as far from the mean as the observed one."""
    numbers = np.asarray(values, dtype=np.float64)
    numbers = numbers - math.fsum(values) / len(values)
    gap = abs(float(numbers[:m].sum()))
    gap -= 1e-9 * max(gap, float(np.abs(numbers).max()))
    generator = np.random.Generator(np.random.PCG64(seed))
    hits, batch = 0, max(1, 4_000_000 // len(numbers))
    for start in range(0, draws, batch):
        size = min(batch, draws - start)
        dealt = generator.permuted(np.broadcast_to(numbers, (size, len(numbers))), axis=1)
        hits += int((np.abs(dealt[:, :m].sum(axis=1)) >= gap).sum())
    return hits
