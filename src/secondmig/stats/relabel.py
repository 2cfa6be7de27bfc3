"""How often two things meet in one person, against what re-labelling the persons would give.

Each person has two layers, say where code A and where code B lie in their interview. Re-labelling deals the
second layers out to the persons anew; the layers themselves, and so the segments, stay as they are.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations
from typing import Final

import numpy as np
from numpy.typing import NDArray

from secondmig.estimate.values import Estimate, known, undefined
from secondmig.stats.fisher import UNIT, simulated

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
DRAWS: Final = 9_999
LISTED: Final = 7
"""Persons up to whom every re-labelling is listed: 7! = 5,040."""
LIFT: Final = "persons observed over persons expected when persons are re-labelled"
LIFT_UNIT: Final = "times as many persons as expected"
_NEAR: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Relabelled:
    """A count of persons against its distribution over re-labellings.

    Attributes:
        observed: persons whose own two layers meet.
        expected: the mean over all re-labellings.
        lift: observed / expected; low and high are where 95 % of the re-labellings lie, on the same scale.
        p: share of re-labellings at least as far from the expected count as the observed one, two-sided.
    """

    observed: int
    expected: float
    lift: Estimate
    p: Estimate


def expected_lift(observed: int, expected: float, n: int) -> Estimate:
    """Observed over expected, without an interval.

    Args:
        observed: persons whose two layers meet.
        expected: mean of that number over re-labellings.
        n: persons.

    >>> expected_lift(3, 1.5, 24).value
    2.0
    """
    if expected <= 0:
        return undefined("nobody could have both", n=n, method=LIFT, unit=LIFT_UNIT)
    return known(observed / expected, n=n, method=LIFT, unit=LIFT_UNIT)


def relabelled(meets: Flags, *, draws: int = DRAWS, seed: int = 0) -> Relabelled:
    """Test whether the two layers of the same person meet more often than those of different persons.

    The statistic is the number of persons i with ``meets[i, pi(i)]`` under a permutation pi; observed is the
    identity. Its mean over all N! permutations is the sum of the matrix over N. Where every first layer that
    meets any meets the same second ones (as where only presence counts), the distribution is hypergeometric
    and p is Fisher's by distance; up to seven persons every re-labelling is listed; else ``draws`` are drawn.

    Args:
        meets: (N, N) whether the first layer of person i meets the second layer of person j.
        draws: random re-labellings where they are needed.
        seed: of PCG64 in that case.

    Returns:
        Lift and p with n persons; undefined where no layers meet at all.

    >>> tea = np.outer([1, 1, 1, 0, 1, 0, 0, 0], [1, 1, 1, 1, 0, 0, 0, 0]).astype(bool)
    >>> found = relabelled(tea)
    >>> found.observed, found.expected, round(found.p.value, 6)
    (3, 2.0, 0.485714)
    """
    n = len(meets)
    observed, expected = int(np.trace(meets)), float(meets.sum()) / max(n, 1)
    lift = expected_lift(observed, expected, n)
    if lift.value is None:
        return Relabelled(observed, expected, lift, undefined(lift.undefined, n=n, unit=UNIT))
    rows, columns = meets.any(axis=1), meets.any(axis=0)
    if (meets == np.outer(rows, columns)).all():
        shares = _hypergeometric(int(rows.sum()), int(columns.sum()), n)
        method = "permutation of persons, complete distribution"
    elif n <= LISTED:
        counts = meets[np.arange(n), _listed(n)].sum(axis=1)
        shares = np.bincount(counts, minlength=n + 1) / len(counts)
        method = "permutation of persons, all re-labellings listed"
    else:
        return _drawn(meets, lift, draws=draws, seed=seed)
    far = np.abs(np.arange(n + 1) - expected) >= abs(observed - expected) - _NEAR
    p = known(min(float(shares[far].sum()), 1.0), n=n, method=method, unit=UNIT)
    return Relabelled(observed, expected, _between(lift, shares, expected), p)


def _drawn(meets: Flags, lift: Estimate, *, draws: int, seed: int) -> Relabelled:
    n = len(meets)
    observed, expected = int(np.trace(meets)), float(meets.sum()) / n
    flat = meets.astype(np.uint8).ravel()
    counts = np.concatenate([flat[places].sum(axis=1, dtype=np.int64) for places in _places(n, draws, seed)])
    hits = int((np.abs(counts - expected) >= abs(observed - expected) - _NEAR).sum())
    method = f"permutation of persons, {draws:,} random re-labellings"
    shares = np.bincount(counts, minlength=n + 1) / draws
    p = simulated(hits, draws, n, method=method, seed=seed)
    return Relabelled(observed, expected, _between(lift, shares, expected, seed), p)


def _between(lift: Estimate, shares: Floats, expected: float, seed: int | None = None) -> Estimate:
    """The lift with where 95 % of the re-labellings lie: at most 2.5 % below and 2.5 % above."""
    below = np.cumsum(shares)
    low = int(np.searchsorted(below, 0.025 + _NEAR))
    high = min(int(np.searchsorted(below, 0.975 - _NEAR)), len(shares) - 1)
    return Estimate(
        lift.value,
        low=low / expected,
        high=high / expected,
        n=lift.n,
        method=lift.method,
        unit=lift.unit,
        seed=seed,
    )


def _hypergeometric(k: int, m: int, n: int) -> Floats:
    """The chance of 0 ... n persons with both, where k have one thing, m the other, of n in all."""
    ways = [math.comb(k, both) * math.comb(n - k, m - both) if both <= m else 0 for both in range(n + 1)]
    whole = math.comb(n, m)
    return np.array([each / whole for each in ways], dtype=np.float64)


@lru_cache(maxsize=2)
def _listed(n: int) -> NDArray[np.int64]:
    return np.array(list(permutations(range(n))), dtype=np.int64).reshape(-1, n)


def _places(n: int, draws: int, seed: int) -> Iterator[NDArray[np.int64]]:
    """Random re-labellings as places in the flat matrix, the same for every matrix of that size."""
    batch = max(1, 4_000_000 // n)
    if draws <= batch:
        yield _at_once(n, draws, seed)
        return
    generator = np.random.Generator(np.random.PCG64(seed))
    for start in range(0, draws, batch):
        yield _dealt(generator, n, min(batch, draws - start))


@lru_cache(maxsize=2)
def _at_once(n: int, draws: int, seed: int) -> NDArray[np.int64]:
    return _dealt(np.random.Generator(np.random.PCG64(seed)), n, draws)


def _dealt(generator: np.random.Generator, n: int, draws: int) -> NDArray[np.int64]:
    orders = generator.permuted(np.broadcast_to(np.arange(n, dtype=np.int64), (draws, n)), axis=1)
    return orders + np.arange(n, dtype=np.int64) * n
