"""How near two answers are: similarities for the kappas and AC2, distances for alpha."""

from collections.abc import Callable, Hashable
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Similarity: TypeAlias = Callable[[tuple[Hashable, ...]], Floats]
"""Answers -> (q, q) similarities, 1 on the diagonal, 0 for what counts as wholly different."""
Distance: TypeAlias = Callable[[tuple[Hashable, ...], Floats], Floats]
"""Answers and (B, q) how often each was given -> (B or 1, q, q) squared distances, 0 on the diagonal."""


def identity(categories: tuple[Hashable, ...]) -> Floats:
    """1 for the same answer, 0 for another."""
    return np.eye(len(categories))


def linear(categories: tuple[Hashable, ...]) -> Floats:
    """1 - |x - y| / (max - min) over the possible answers, which are numbers.

    Source: D. V. Cicchetti and T. Allison (1971), American Journal of EEG Technology 11, 101-110.

    Raises:
        ValueError: an answer is not a number.
    """
    return _graded(categories, 1)


def quadratic(categories: tuple[Hashable, ...]) -> Floats:
    """1 - (x - y)^2 / (max - min)^2 over the possible answers, which are numbers.

    Source: J. L. Fleiss and J. Cohen (1973), Educational and Psychological Measurement 33, 613-619.

    Raises:
        ValueError: an answer is not a number.

    >>> quadratic((1, 2, 3)).tolist()
    [[1.0, 0.75, 0.0], [0.75, 1.0, 0.75], [0.0, 0.75, 1.0]]
    """
    return _graded(categories, 2)


def nominal(categories: tuple[Hashable, ...], totals: Floats) -> Floats:  # noqa: ARG001 (one signature)
    """0 for the same answer, 1 for another."""
    return (1.0 - np.eye(len(categories)))[None]


def ordinal(categories: tuple[Hashable, ...], totals: Floats) -> Floats:
    """(sum of n_g for g from c to k - (n_c + n_k) / 2)^2, the answers in the order of ``categories``.

    Source: K. Krippendorff (2011), Computing Krippendorff's alpha-reliability, section F.

    Args:
        categories: q answers, ascending.
        totals: (B, q) how often each answer was given.

    Raises:
        ValueError: the answers are not in an order (numbers out of order, or neither numbers nor text).
    """
    given = [answer for answer in categories if isinstance(answer, (int, float))]
    if len(given) == len(categories) and any(a >= b for a, b in pairwise(given)):
        message = f"ordinal answers must be given in ascending order, not as {categories!r}"
        raise ValueError(message)
    if any(isinstance(answer, frozenset) for answer in categories):
        message = "sets of codes have no order"
        raise ValueError(message)
    rank = np.cumsum(totals, axis=1) - totals / 2.0
    return np.asarray((rank[:, :, None] - rank[:, None, :]) ** 2)


def interval(categories: tuple[Hashable, ...], totals: Floats) -> Floats:  # noqa: ARG001
    """(x - y)^2.

    Raises:
        ValueError: an answer is not a number.
    """
    value = numbers(categories)
    return np.asarray((value[:, None] - value[None, :]) ** 2)[None]


def ratio(categories: tuple[Hashable, ...], totals: Floats) -> Floats:  # noqa: ARG001
    """((x - y) / (x + y))^2; 0 for two zeros.

    Raises:
        ValueError: an answer is not a number, or is negative.
    """
    value = numbers(categories)
    if (value < 0).any():
        message = "ratio answers must not be negative"
        raise ValueError(message)
    sums = value[:, None] + value[None, :]
    return np.asarray(((value[:, None] - value[None, :]) / np.where(sums == 0, 1.0, sums)) ** 2)[None]


def jaccard(categories: tuple[Hashable, ...], totals: Floats) -> Floats:  # noqa: ARG001
    """1 - J of two sets of codes, J = |A and B| / |A or B|; two empty sets are alike.

    Raises:
        ValueError: an answer is not a frozenset.
    """
    return 1.0 - _similarities(categories)[None]


def masi(categories: tuple[Hashable, ...], totals: Floats) -> Floats:  # noqa: ARG001
    """1 - J * M of two sets of codes: J as in Jaccard; M is 1 for equal sets, 2/3 where one holds the other,
    1/3 where they share some, 0 where they share none.

    Two empty sets are alike (distance 0), an empty and another set are not (1). Other programs differ: nltk
    before 3.9 used .67 and .33, DKPro multiplies the Jaccard distance.

    Source: R. Passonneau (2006), Measuring agreement on set-valued items (MASI), LREC.

    Raises:
        ValueError: an answer is not a frozenset.

    >>> pair = (frozenset({1, 2}), frozenset({1, 2, 3, 4}))
    >>> round(float(masi(pair, np.ones((1, 2)))[0, 0, 1]), 6)
    0.666667
    """  # noqa: D205
    sets = _sets(categories)
    kind = np.asarray([[_monotonicity(a, b) for b in sets] for a in sets], dtype=np.float64)
    similar: Floats = _similarities(categories) * kind.reshape(len(sets), len(sets))
    return 1.0 - similar[None]


def numbers(categories: tuple[Hashable, ...]) -> Floats:
    """The answers as numbers.

    Raises:
        ValueError: an answer is not a number.
    """
    found = [float(answer) for answer in categories if isinstance(answer, (int, float))]
    if len(found) < len(categories):
        message = "the answers are not numbers"
        raise ValueError(message)
    return np.asarray(found)


def _graded(categories: tuple[Hashable, ...], power: int) -> Floats:
    value = numbers(categories)
    width = float(np.ptp(value)) if len(value) else 0.0
    if width == 0.0:
        return np.ones((len(value), len(value)))
    return np.asarray(1.0 - (np.abs(value[:, None] - value[None, :]) / width) ** power)


def _sets(categories: tuple[Hashable, ...]) -> list[frozenset[Hashable]]:
    found = [answer for answer in categories if isinstance(answer, frozenset)]
    if len(found) < len(categories):
        message = "the answers are not sets of codes"
        raise ValueError(message)
    return found


def _similarities(categories: tuple[Hashable, ...]) -> Floats:
    """(q, q) Jaccard similarities; by the product of membership tables, so hundreds of sets stay cheap."""
    sets = _sets(categories)
    members = {member: number for number, member in enumerate({each for group in sets for each in group})}
    table = np.zeros((len(sets), len(members)))
    for row, group in enumerate(sets):
        table[row, [members[each] for each in group]] = 1.0
    both = table @ table.T
    size = table.sum(axis=1)
    either = size[:, None] + size[None, :] - both
    return np.asarray(np.where(either == 0, 1.0, both / np.where(either == 0, 1.0, either)), dtype=np.float64)


def _monotonicity(a: frozenset[Hashable], b: frozenset[Hashable]) -> float:
    if a == b:
        return 1.0
    if a < b or b < a:
        return 2 / 3
    return 1 / 3 if a & b else 0.0
