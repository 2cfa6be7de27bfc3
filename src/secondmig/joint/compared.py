"""Two groups of persons, or two figures of each person, compared by dominance: who exceeds whom.

Cliff's delta is the mean over the persons of a group of their own dominance over the other group, so every
person stands on a side of it: that of the sign of the person's own share in the sum.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from secondmig.codebook.card import Expected
from secondmig.estimate.values import Estimate, known, undefined
from secondmig.joint.evidence import Side, side_of

PAIRED: Final = (
    "paired dominance: persons with more of it, less persons with less, over all persons (Cliff 1993)"
)
PAIRED_UNIT: Final = "difference of shares of persons"
MEANS: Final = "difference of means"
DRAWS: Final = 2000


def paired_dominance(differences: Sequence[float | Fraction]) -> Estimate:
    """(#(d > 0) - #(d < 0)) / n: within persons, how much more often the first figure is the larger one.

    Source: N. Cliff (1993), Dominance statistics, Psychological Bulletin 114(3), 494-509: d_w.

    Args:
        differences: one for each person.

    Returns:
        -1 to 1 with n persons; undefined where nobody is counted.

    >>> paired_dominance([1, 2, -1, 0]).value
    0.25
    """
    n = len(differences)
    if not n:
        return undefined("nobody has both figures", method=PAIRED, unit=PAIRED_UNIT)
    above, below = sum(each > 0 for each in differences), sum(each < 0 for each in differences)
    return known((above - below) / n, n=n, method=PAIRED, unit=PAIRED_UNIT)


def dominance(value: float, others: Sequence[float]) -> int:
    """How many of the others a value exceeds, less how many exceed it."""
    return sum(value > each for each in others) - sum(value < each for each in others)


def sides(first: Mapping[str, float], second: Mapping[str, float], expected: Expected) -> dict[str, Side]:
    """The side of each person of two groups by the person's own dominance over the other group.

    A person of the first group is for a claim that expects more in it where the person exceeds more persons
    of the second group than exceed the person; one of the second group where it is the other way round.

    Args:
        first: case id -> value.
        second: likewise.
        expected: the sign of first less second that speaks for the claim.

    >>> sides({"a": 3, "b": 1}, {"c": 2, "d": 2}, "positive")
    {'a': 'for', 'b': 'against', 'c': 'tie', 'd': 'tie'}
    """
    found = {case: side_of(dominance(each, list(second.values())), expected) for case, each in first.items()}
    return found | {
        case: side_of(-dominance(each, list(first.values())), expected) for case, each in second.items()
    }


def mean_difference(x: Sequence[float], y: Sequence[float], *, unit: str = "") -> Estimate:
    """mean(x) - mean(y); undefined where a group is empty.

    >>> mean_difference([1, 2], [1]).value
    0.5
    """
    n = len(x) + len(y)
    if not x or not y:
        return undefined("a group is empty", n=n, method=MEANS, unit=unit)
    import math

    difference = math.fsum(x) / len(x) - math.fsum(y) / len(y)
    return known(difference, n=n, method=MEANS, unit=unit)


@dataclass(frozen=True, slots=True)
class Groups:
    """The values of two groups.

    Attributes:
        first: of the first one.
        second: of the second one.
    """

    first: Sequence[float]
    second: Sequence[float]


def with_interval(effect: Estimate, groups: Groups, *, means: bool, seed: int) -> Estimate:
    """An effect between groups with the percentile interval of a bootstrap of persons within each group.

    Args:
        effect: as computed of these values.
        groups: the values.
        means: whether it is a difference of means; else Cliff's delta.
        seed: of PCG64.

    Returns:
        The effect with the middle 95 % of 2,000 draws; as it is where a group has fewer than two persons.
    """
    from dataclasses import replace

    import numpy as np

    from secondmig.estimate.resample import cluster_counts, percentile_interval

    m, k = len(groups.first), len(groups.second)
    if effect.value is None or min(m, k) < 2:
        return effect
    # In order of size: which person is drawn must not hang on how the persons are called.
    x, y = np.array(sorted(groups.first), dtype=np.float64), np.array(sorted(groups.second), dtype=np.float64)
    drawn_x, drawn_y = cluster_counts(m, DRAWS, seed) / m, cluster_counts(k, DRAWS, seed + 1) / k
    if means:
        draws = drawn_x @ x - drawn_y @ y
    else:
        draws = np.einsum("bi,ij,bj->b", drawn_x, np.sign(x[:, None] - y[None, :]), drawn_y, optimize=True)
    low, high = percentile_interval(draws)
    return replace(effect, low=low, high=high, seed=seed, method=f"{effect.method}, {_BOOTSTRAP}")


def paired_interval(effect: Estimate, differences: Sequence[float | Fraction], *, seed: int) -> Estimate:
    """The paired dominance with the percentile interval of a bootstrap of persons."""
    from dataclasses import replace

    import numpy as np

    from secondmig.estimate.resample import cluster_counts, percentile_interval

    n = len(differences)
    if effect.value is None or n < 2:
        return effect
    signs = np.array(sorted((each > 0) - (each < 0) for each in differences), dtype=np.float64)
    low, high = percentile_interval(cluster_counts(n, DRAWS, seed) @ signs / n)
    return replace(effect, low=low, high=high, seed=seed, method=f"{effect.method}, {_BOOTSTRAP}")


_BOOTSTRAP: Final = f"interval by a bootstrap of persons, {DRAWS:,} draws"
