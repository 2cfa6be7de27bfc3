"""One sweep over all spots: which codes meet in whom, and in whom they would if persons were re-labelled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from secondmig.joint.cooccurrence_spots import Flags, Spots
from secondmig.joint.passages import lineage
from secondmig.joint.pieces import Ints, counted_by, distinct
from secondmig.stats.sweep import meeting, meeting_across

MOST_CELLS: Final = 2**28
"""Cells of a table of flags that is held at once, one byte each."""
MOST_SPOTS: Final = 2_000_000
"""Spots laid over one another: a few seconds."""
FEWEST: Final = 5
"""Re-pairings of persons that are tried at least."""
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Ground:
    """What is swept over.

    Attributes:
        spots: where codes lie.
        apart: (codes, codes) which codes may meet.
        first: codes of which one must be in a pair; empty for all.
        second: codes of which the other must be one; empty for all.
    """

    spots: Spots
    apart: Flags
    first: frozenset[str] = frozenset()
    second: frozenset[str] = frozenset()

    def fits(self, one: int, other: int) -> bool:
        """Whether the pair is wanted, in this order."""
        a, b = self.spots.codes[one], self.spots.codes[other]
        return (not self.first or a in self.first) and (not self.second or b in self.second)

    def meant(self, one: int, other: int) -> bool:
        """Whether the pair is wanted, whichever of the two stands first."""
        return self.fits(one, other) or self.fits(other, one)

    def meets(self, one: Ints, other: Ints) -> Flags:
        """Which pairs of spots are of codes that may meet, by one coder."""
        spots = self.spots
        allowed: Flags = self.apart[spots.code[one], spots.code[other]]
        if not spots.same.all():
            allowed = allowed & spots.same[spots.coders[one], spots.coders[other]]
        return allowed


@dataclass(frozen=True, slots=True)
class Met:
    """What was found.

    Attributes:
        persons: (codes, codes) in how many persons the two meet, the upper triangle filled.
        segments: (codes, codes) pairs of stretches that meet, likewise.
        have: (codes,) persons who have each code anywhere.
        stretches: (codes,) stretches under each code.
    """

    persons: Ints
    segments: Ints
    have: Ints
    stretches: Ints

    def pairs(self) -> list[Pair]:
        """The pairs of codes that meet in somebody."""
        found = np.argwhere(self.persons > 0)
        return [(int(one), int(other)) for one, other in found]


def apart(codes: Sequence[str], parents: Mapping[str, str | None]) -> Flags:
    """Which codes may meet: neither is the other, its heading or a heading of its heading."""
    above = [set(lineage(parents, code)) for code in codes]
    return np.array(
        [[a not in above[y] and b not in above[x] for y, b in enumerate(codes)] for x, a in enumerate(codes)],
        dtype=np.bool_,
    ).reshape(len(codes), len(codes))


def met(ground: Ground) -> Met:
    """Sweep once over everything that was said."""
    spots = ground.spots
    number, persons = len(spots.codes), max(len(spots.persons), 1)
    base = spots.person * spots.width
    hits = _Distinct(number * number * persons)
    segments = np.zeros(number * number, dtype=np.int64)
    again: list[Ints] = []
    for earlier, later in meeting(base + spots.start, base + spots.end):
        kept = ground.meets(earlier, later)
        one, other = earlier[kept], later[kept]
        low, high = _ordered(spots, one, other)
        cell = spots.code[low] * number + spots.code[high]
        hits.add(cell * persons + spots.person[one])
        sure = spots.single[one] & spots.single[other]
        segments += np.bincount(cell[sure], minlength=number * number)
        if not sure.all():
            rest = np.flatnonzero(~sure)
            again.append(np.stack([cell[rest], spots.stretch[low[rest]], spots.stretch[high[rest]]]))
    if again:
        cell, left, right = np.concatenate(again, axis=1)
        below = int(spots.stretch.max(initial=0)) + 1
        segments += counted_by((cell, number * number), (left, below), (right, below))
    found = np.bincount(hits.keys() // persons, minlength=number * number)
    return Met(
        persons=found.reshape(number, number),
        segments=segments.reshape(number, number),
        have=spots.prevalence(),
        stretches=spots.stretches(),
    )


def _ordered(spots: Spots, one: Ints, other: Ints) -> tuple[Ints, Ints]:
    """The two of each pair, the spot of the code that comes first in front."""
    turned = spots.code[one] > spots.code[other]
    return np.where(turned, other, one), np.where(turned, one, other)


@dataclass(slots=True)
class _Distinct:
    """Different whole numbers below a size: flags where those are few enough, else sorted parts."""

    size: int
    flags: Flags | None = None
    parts: list[Ints] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Take room for flags."""
        if self.size <= MOST_CELLS:
            self.flags = np.zeros(self.size, dtype=np.bool_)

    def add(self, keys: Ints) -> None:
        if self.flags is not None:
            self.flags[keys] = True
        else:
            self.parts.append(distinct(keys))

    def keys(self) -> Ints:
        if self.flags is not None:
            return np.flatnonzero(self.flags)
        return distinct(np.concatenate([np.zeros(0, dtype=np.int64), *self.parts]))


@dataclass(frozen=True, slots=True)
class Layers:
    """How often the layers of two codes meet, the one of any person laid over the other of any person.

    Attributes:
        persons: N.
        total: pairs of persons (i, j) in which the first layer of i meets the second of j, of N * N.
        table: (N, N) which; None where only the sum was wanted or there are too many.
    """

    persons: int
    total: float
    table: Flags | None = None


@dataclass(frozen=True, slots=True)
class Laid:
    """The layers of each pair of codes, and how many re-pairings of persons they come from."""

    layers: tuple[Layers, ...]
    shifts: int


def laid_over(ground: Ground, pairs: Sequence[Pair], *, tables: bool, seed: int) -> Laid:
    """Lay the codes of every person over those of every other.

    Person i is paired with person i + s; all N shifts s together are all pairs of persons. Where they would
    take too long, some shifts are drawn, and the sum over the others is estimated by them.

    Args:
        ground: where codes lie.
        pairs: of codes, the one of the lower place first.
        tables: whether the tables are wanted, not only their sums.
        seed: of the shifts drawn.
    """
    spots = ground.spots
    n, number = len(spots.persons), len(spots.codes)
    places = np.full((number, number), -1, dtype=np.int64)
    for place, pair in enumerate(pairs):
        places[pair] = place
    shifts = _shifts(n, max(MOST_SPOTS // max(len(spots.code), 1), FEWEST), seed)
    whole = tables and len(shifts) == n and len(pairs) * n * n <= MOST_CELLS
    table = np.zeros((len(pairs), n, n), dtype=np.bool_) if whole else None
    sums = np.zeros(len(pairs), dtype=np.float64)
    for shift in shifts if pairs else ():
        cell, person = _shifted(ground, places, shift)
        if table is not None:
            table[cell, person, (person + shift) % n] = True
        # The persons as they are count once; the shifts that were drawn stand for all others.
        weight = 1.0 if shift == 0 or len(shifts) == n else (n - 1) / (len(shifts) - 1)
        sums += weight * np.bincount(cell, minlength=len(pairs))
    layers = (
        Layers(n, float(sums[place]), None if table is None else table[place]) for place in range(len(pairs))
    )
    return Laid(tuple(layers), len(shifts))


def _shifts(n: int, most: int, seed: int) -> list[int]:
    if n <= most:
        return list(range(n))
    generator = np.random.Generator(np.random.PCG64(seed))
    return [0, *sorted(generator.choice(np.arange(1, n), size=most - 1, replace=False).tolist())]


def _shifted(ground: Ground, places: Ints, shift: int) -> tuple[Ints, Ints]:
    """The pairs of codes, and persons i, whose first layer meets the second layer of person i + shift."""
    spots = ground.spots
    n = max(len(spots.persons), 1)
    mine = spots.person * spots.width
    theirs = (spots.person - shift) % n * spots.width
    hits = _Distinct((int(places.max(initial=0)) + 1) * n)
    first, second = (mine + spots.start, mine + spots.end), (theirs + spots.start, theirs + spots.end)
    for one, other in meeting_across(first, second):
        place = places[spots.code[one], spots.code[other]]
        kept = (place >= 0) & ground.meets(one, other)
        hits.add(place[kept] * n + spots.person[one[kept]])
    keys = hits.keys()
    return keys // n, keys % n
