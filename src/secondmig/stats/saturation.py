"""Saturation by base, run and threshold: when do further interviews stop adding codes?

The rule is that of G. Guest, E. Namey and M. Chen (2020), A simple method to assess and report thematic
saturation in qualitative research, PLoS ONE 15(5), e0232076. Words such as "interview" stand for whatever was
sampled: persons or interviews.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, permutations, product
from math import ceil
from typing import Final

import numpy as np
from numpy.typing import NDArray

from secondmig.estimate.values import Estimate, known, undefined

DRAWS: Final = 1000
MIDDLE: Final = (0.05, 0.5, 0.95)
"""Shares of the orders at which the spread is read: the middle 90 % and the median."""
METHOD: Final = (
    "base, run and new-information threshold (Guest, Namey and Chen 2020): new codes in a run / codes in the "
    "base; runs begin right after the base at the earliest and move on one by one"
)
UNIT: Final = "interviews before the run"
_NOT_REACHED: Final = "not reached"


@dataclass(frozen=True, slots=True)
class Rule:
    """When a sample counts as saturated.

    Attributes:
        base: how many of the first interviews make the base.
        run: how many interviews are read at a time.
        threshold: new codes in the run / codes in the base at which nothing much is new, 0-1.

    Raises:
        ValueError: base or run below 1, or a threshold that is no share.
    """

    base: int
    run: int
    threshold: float

    def __post_init__(self) -> None:
        if self.base < 1 or self.run < 1 or not 0 <= self.threshold <= 1:
            message = f"a base and a run of 1 or more and a threshold of 0 to 1, not {self}"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Run:
    """One run.

    Attributes:
        after: interviews before it.
        new: codes that come up in it for the first time.
        share: new / codes in the base.
    """

    after: int
    new: int
    share: float


@dataclass(frozen=True, slots=True)
class Point:
    """Where a curve meets a rule.

    Attributes:
        rule: base, run, threshold.
        base_codes: distinct codes in the base; 0 where there are too few interviews.
        after: interviews before the first run at or below the threshold; undefined where there is none.
        runs: all of them, up to the end of the sample.
    """

    rule: Rule
    base_codes: int
    after: Estimate
    runs: tuple[Run, ...]

    @property
    def written(self) -> str:
        """The point as papers write it, ``7+2``; "" where there is none."""
        return "" if self.after.value is None else f"{self.after.value:.0f}+{self.rule.run}"


@dataclass(frozen=True, slots=True)
class Spread:
    """The point over many orders of the same interviews.

    Attributes:
        rule: base, run, threshold.
        low: the 5 % quantile of the point; undefined where so many orders do not reach it.
        median: the 50 % quantile.
        high: the 95 % quantile.
        reached: share of the orders that reach it at all.
        orders: how many there are.
        exhaustive: whether these are all orders; else they were drawn.
        seed: of the drawing, None where nothing was drawn.
    """

    rule: Rule
    low: Estimate
    median: Estimate
    high: Estimate
    reached: Estimate
    orders: int
    exhaustive: bool
    seed: int | None


def cumulative(units: Sequence[frozenset[str]]) -> tuple[int, ...]:
    """Distinct codes after each interview, in the order given.

    >>> cumulative([frozenset("ab"), frozenset("b"), frozenset("bc")])
    (2, 2, 3)
    """
    seen: set[str] = set()
    counts = []
    for codes in units:
        seen |= codes
        counts.append(len(seen))
    return tuple(counts)


def point(curve: Sequence[int], rule: Rule) -> Point:
    """Where an accumulation curve meets a rule.

    The run of r after s interviews brings ``curve[s + r] - curve[s]`` new codes; their number / the codes of
    the base, never of all so far, is held against the threshold. Only runs with s >= b count, so the earliest
    answer is "b+r".

    Args:
        curve: distinct codes after 1, 2, ... interviews.
        rule: base, run, threshold.

    >>> found = point([3, 4, 5, 6, 7, 7, 8, 8, 8, 8], Rule(4, 2, 0.05))
    >>> found.base_codes, [round(100 * run.share, 1) for run in found.runs], found.written
    (6, [16.7, 16.7, 16.7, 0.0, 0.0], '7+2')
    """
    size = len(curve)
    reason = _too_few(size, rule)
    base = curve[rule.base - 1] if size >= rule.base else 0
    if not reason and not base:
        reason = f"the first {rule.base} carry no code"
    if reason:
        return Point(rule, base, undefined(reason, n=size, method=METHOD, unit=UNIT), ())
    runs = tuple(
        Run(after, curve[after + rule.run - 1] - curve[after - 1], 0.0)
        for after in range(rule.base, size - rule.run + 1)
    )
    runs = tuple(Run(each.after, each.new, each.new / base) for each in runs)
    met = next((each.after for each in runs if each.share <= rule.threshold), None)
    if met is None:
        told = undefined(f"{_NOT_REACHED} with {size}", n=size, method=METHOD, unit=UNIT)
    else:
        told = known(float(met), n=size, method=METHOD, unit=UNIT)
    return Point(rule, base, told, runs)


def _too_few(size: int, rule: Rule) -> str:
    need = rule.base + rule.run
    if size >= need:
        return ""
    told = f"a base of {rule.base} and a run of {rule.run} need {need}"
    return f"{told}, there {'is' if size == 1 else 'are'} {size}"


def spreads(
    units: Sequence[frozenset[str]],
    rules: Sequence[Rule],
    *,
    blocks: Sequence[int] = (),
    draws: int = DRAWS,
    seed: int = 0,
) -> tuple[Spread, ...]:
    """The points of rules over orders of the interviews: all orders where these are few, else seeded draws.

    A quantile q is the point that at least a share q of the orders have reached by then, so it is always a
    point of some order; an order that never reaches it counts as later than every other.

    Args:
        units: the codes of each interview, in an order that matters only with ``blocks``.
        rules: base, run, threshold of each.
        blocks: sizes of the stretches within which the order is open, adding up to the interviews; one
            stretch of all where empty.
        draws: how many orders, at least 1; where there are no more orders than that, all of them.
        seed: of PCG64.

    Returns:
        One for each rule, in their order.

    Raises:
        ValueError: no draws, or blocks that do not add up.
    """
    size = len(units)
    sizes = tuple(blocks) or (size,)
    if draws < 1 or sum(sizes) != size or min(sizes) < 0:
        message = f"at least one draw and blocks that add up to {size}, not {draws} and {sizes}"
        raise ValueError(message)
    if not any(units) or not any(not _too_few(size, rule) for rule in rules):
        exhaustive = True
        curves = np.zeros((1, size), dtype=np.int64)
    else:
        ranks, exhaustive = _ranks(sizes, draws, seed)
        curves = _curves(units, ranks)
    return tuple(_spread(curves, rule, exhaustive=exhaustive, seed=seed) for rule in rules)


def _ranks(sizes: Sequence[int], draws: int, seed: int) -> tuple[NDArray[np.int64], bool]:
    """(orders, interviews) the place of each interview in each order, and whether these are all orders."""
    starts = [0, *accumulate(sizes)]
    if _few(sizes, draws):
        places = [range(start, start + size) for start, size in zip(starts, sizes, strict=False)]
        every = [
            [place for part in order for place in part]
            for order in product(*map(list, map(permutations, places)))
        ]
        return np.array(every, dtype=np.int64), True
    rng = np.random.Generator(np.random.PCG64(seed))
    drawn = [
        rng.permuted(np.tile(np.arange(start, start + size, dtype=np.int64), (draws, 1)), axis=1)
        for start, size in zip(starts, sizes, strict=False)
    ]
    return np.concatenate(drawn, axis=1), False


def _few(sizes: Sequence[int], draws: int) -> bool:
    """Whether there are no more orders than are to be drawn."""
    orders = 1
    for size in sizes:
        for number in range(2, size + 1):
            orders *= number
            if orders > draws:
                return False
    return True


def _curves(units: Sequence[frozenset[str]], ranks: NDArray[np.int64]) -> NDArray[np.int64]:
    """(orders, interviews) distinct codes after each place; a code counts from the first that has it."""
    orders, size = ranks.shape
    first = np.zeros((orders, size), dtype=np.int64)
    rows = np.arange(orders)
    for code in sorted(frozenset().union(*units)):
        members = [place for place, codes in enumerate(units) if code in codes]
        first[rows, ranks[:, members].min(axis=1)] += 1
    return first.cumsum(axis=1)


def _spread(curves: NDArray[np.int64], rule: Rule, *, exhaustive: bool, seed: int) -> Spread:
    orders, size = curves.shape
    method = f"{METHOD}; {'all' if exhaustive else 'drawn'} orders"
    drawn = None if exhaustive else seed
    reason = _too_few(size, rule) or ("" if curves[:, -1].any() else "no code is on any of them")
    if reason:
        nothing = undefined(reason, n=size, method=method, unit=UNIT)
        return Spread(rule, nothing, nothing, nothing, nothing, orders, exhaustive, drawn)
    base = curves[:, [rule.base - 1]]
    new = curves[:, rule.base + rule.run - 1 :] - curves[:, rule.base - 1 : size - rule.run]
    low_enough = (new / np.maximum(base, 1) <= rule.threshold) & (base > 0)
    reached = low_enough.any(axis=1)
    points = np.where(reached, low_enough.argmax(axis=1) + rule.base, size + 1)
    ordered = np.sort(points)
    low, median, high = (_at(ordered, share, size, method) for share in MIDDLE)
    part = known(float(reached.mean()), n=orders, method=method, unit="share of orders")
    return Spread(rule, low, median, high, part, orders, exhaustive, drawn)


def _at(ordered: NDArray[np.int64], share: float, size: int, method: str) -> Estimate:
    place = max(ceil(share * len(ordered) - 1e-9) - 1, 0)
    found = int(ordered[place])
    if found > size:
        return undefined(f"{_NOT_REACHED} in enough orders", n=size, method=method, unit=UNIT)
    return known(float(found), n=size, method=method, unit=UNIT)


def stretches(keys: Sequence[object]) -> tuple[int, ...]:
    """Lengths of the runs of equal keys.

    >>> stretches(["2025-03", "2025-03", "2025-04"])
    (2, 1)
    """
    return tuple(_lengths(keys))


def _lengths(keys: Sequence[object]) -> Iterator[int]:
    length = 0
    for place, key in enumerate(keys):
        if place and key != keys[place - 1]:
            yield length
            length = 0
        length += 1
    if length:
        yield length
