"""Shares of small groups: intervals that hold for few persons, differences of shares, odds ratios."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import TYPE_CHECKING, Final

from secondmig.estimate.values import Estimate, known, undefined

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

LEVEL: Final = 0.95
PERSONS: Final = "share of persons"
DIFFERENCE: Final = "difference of shares"
RATIO: Final = "odds ratio"
WILSON: Final = "k/n, Wilson score interval (Wilson 1927)"
DIFFERENCE_METHOD: Final = "k1/n1 - k2/n2"
NEWCOMBE: Final = "k1/n1 - k2/n2, Newcombe's method 10 (Newcombe 1998)"
CONDITIONAL: Final = "conditional maximum likelihood, exact interval (Fisher 1935, Cornfield 1956)"
FIRST_EMPTY: Final = "the first group is empty"
SECOND_EMPTY: Final = "the second group is empty"
BOTH_EMPTY: Final = "both groups are empty"
PRECISION: Final = 1e-12
"""Of the logarithm of an odds ratio."""


def no_group(n1: int, n2: int) -> str:
    """Which of two groups is empty, "" where none is.

    >>> no_group(3, 0)
    'the second group is empty'
    """
    if n1 and n2:
        return ""
    return BOTH_EMPTY if not n1 and not n2 else SECOND_EMPTY if n1 else FIRST_EMPTY


def counted(k: int, n: int) -> None:
    """Refuse a count that is none.

    Raises:
        ValueError: unless 0 <= k <= n.
    """
    if not 0 <= k <= n:
        message = f"a share needs 0 <= k <= n, not {k} of {n}"
        raise ValueError(message)


def wilson(k: int, n: int, *, level: float = LEVEL) -> Estimate:
    """The share k/n with Wilson's score interval.

    The ends are the roots of (p - k/n)^2 = z^2 p (1 - p) / n; they stay inside 0-1 and do not collapse at 0
    or n, so they serve groups of a few persons.

    Source: E. B. Wilson (1927), Probable inference, the law of succession, and statistical inference, JASA
    22, 209-212.

    Args:
        k: how many have it.
        n: how many could have it.
        level: of the interval, 0-1.

    Returns:
        The share, 0-1; undefined for n = 0.

    Raises:
        ValueError: unless 0 <= k <= n.

    >>> estimate = wilson(7, 10)
    >>> f"{estimate.low:.4f} {estimate.high:.4f}"
    '0.3968 0.8922'
    """
    counted(k, n)
    if n == 0:
        return undefined("nobody to count", method=WILSON, unit=PERSONS)
    z = NormalDist().inv_cdf((1 + level) / 2)
    centre = (k + z * z / 2) / (n + z * z)
    half = z * math.sqrt(k * (n - k) / n + z * z / 4) / (n + z * z)
    low = 0.0 if k == 0 else max(0.0, centre - half)
    high = 1.0 if k == n else min(1.0, centre + half)
    return Estimate(k / n, low=low, high=high, n=n, method=WILSON, unit=PERSONS)


def risk_difference(k1: int, n1: int, k2: int, n2: int, *, interval: bool = False) -> Estimate:
    """The difference of two shares, k1/n1 - k2/n2.

    The interval is Newcombe's method 10: with p_i = k_i/n_i and Wilson's ends (l_i, u_i),
    low = d - sqrt((p1 - l1)^2 + (u2 - p2)^2), high = d + sqrt((u1 - p1)^2 + (p2 - l2)^2).

    Source: R. G. Newcombe (1998), Interval estimation for the difference between independent proportions,
    Statistics in Medicine 17, 873-890.

    Args:
        k1: how many of the first group have it.
        n1: persons of the first group.
        k2: how many of the second group have it.
        n2: persons of the second group.
        interval: give the 95 % interval too.

    Returns:
        The difference, -1 to 1, with n = n1 + n2; undefined where a group is empty.

    Raises:
        ValueError: a count below 0 or above its group.

    >>> difference = risk_difference(9, 10, 3, 10, interval=True)
    >>> f"{difference.value:.1f} {difference.low:.4f} {difference.high:.4f}"
    '0.6 0.1705 0.8090'
    """
    counted(k1, n1)
    counted(k2, n2)
    method = NEWCOMBE if interval else DIFFERENCE_METHOD
    reason = no_group(n1, n2)
    if reason:
        return undefined(reason, n=n1 + n2, method=method, unit=DIFFERENCE)
    p1, p2 = k1 / n1, k2 / n2
    difference = known((k1 * n2 - k2 * n1) / (n1 * n2), n=n1 + n2, method=method, unit=DIFFERENCE)
    if not interval:
        return difference
    (l1, u1), (l2, u2) = _ends(wilson(k1, n1)), _ends(wilson(k2, n2))
    value = difference.value or 0.0
    low = value - math.hypot(p1 - l1, u2 - p2)
    high = value + math.hypot(u1 - p1, p2 - l2)
    return replace(difference, low=max(-1.0, low) + 0.0, high=min(1.0, high) + 0.0)


def _ends(estimate: Estimate) -> tuple[float, float]:
    if estimate.low is None or estimate.high is None:
        message = "an interval was expected"
        raise ValueError(message)
    return estimate.low, estimate.high


def odds_ratio(table: Sequence[Sequence[int]], *, level: float = LEVEL) -> Estimate:
    """The conditional odds ratio of a 2 by 2 table with its exact interval.

    The ratio that makes the observed first cell most likely given both margins (Fisher's noncentral
    hypergeometric distribution), not the ratio of cross-products; the interval inverts the two one-sided
    exact tests.

    Source: J. Cornfield (1956), A statistical problem arising from retrospective studies, Proc. Third
    Berkeley Symposium 4, 135-148; the example is the tea tasting of Fisher (1935).

    Args:
        table: ((have it, have it not) of the first group, the same of the second).
        level: of the interval, 0-1.

    Returns:
        The ratio, 0 or more, with n persons; undefined where a margin is empty, and where the ratio is
        infinite: :func:`odds_at_least` is the end of the interval that exists then.

    Raises:
        ValueError: not 2 by 2, or a negative count.

    >>> tea = odds_ratio([[3, 1], [1, 3]])
    >>> f"{tea.value:.4f} {tea.low:.4f} {tea.high:.2f}"
    '6.4083 0.2117 626.24'
    """
    (a, b), (c, d) = _two_by_two(table)
    n = a + b + c + d
    reason = no_group(a + b, c + d)
    if not reason and not a + c:
        reason = "nobody has it"
    if not reason and not b + d:
        reason = "everybody has it"
    if not reason and not b * c:
        low = odds_at_least(table, level=level) or 0.0
        reason = f"infinite, at least {low:.4g} with {level:.0%} confidence"
    if reason:
        return undefined(reason, n=n, method=CONDITIONAL, unit=RATIO)
    given = _GivenMargins.of(table)
    tail = (1 - level) / 2
    low, value = (0.0, 0.0) if not a * d else (given.where(given.from_, tail), given.where(given.mean, a))
    return Estimate(
        value, low=low, high=given.where(given.beyond, 1 - tail), n=n, method=CONDITIONAL, unit=RATIO
    )


def odds_at_least(table: Sequence[Sequence[int]], *, level: float = LEVEL) -> float | None:
    """The lower end of the exact interval of an odds ratio that is infinite; None where it is not.

    >>> round(odds_at_least([[3, 0], [1, 3]]), 4)
    0.3701
    """
    (a, b), (c, d) = _two_by_two(table)
    if b * c or not (a + b and c + d and a + c and b + d):
        return None
    given = _GivenMargins.of(table)
    return given.where(given.from_, (1 - level) / 2)


@dataclass(frozen=True, slots=True)
class _GivenMargins:
    """The first cell of a 2 by 2 table given both margins, by Fisher's noncentral distribution.

    Attributes:
        place: of the value observed among them.
        cells: (k,) the values it can have, ascending.
        logs: (k,) log of the number of tables with each.
    """

    place: int
    cells: "Floats"
    logs: "Floats"

    @classmethod
    def of(cls, table: Sequence[Sequence[int]]) -> "_GivenMargins":
        import numpy as np

        (a, b), (c, d) = _two_by_two(table)
        cells = range(max(0, a - d), min(a + b, a + c) + 1)
        logs = [_log_ways(a + b, cell) + _log_ways(c + d, a + c - cell) for cell in cells]
        return cls(a - cells[0], np.array(cells, dtype=np.float64), np.array(logs))

    def chances(self, log_ratio: float) -> "Floats":
        """The probability of each value where the odds ratio has this logarithm."""
        import numpy as np

        weights = self.logs + self.cells * log_ratio
        sizes = np.exp(weights - weights.max())
        chances: Floats = sizes / sizes.sum()
        return chances

    def mean(self, log_ratio: float) -> float:
        """What the cell is on average; grows with the ratio, as the two below."""
        return float((self.cells * self.chances(log_ratio)).sum())

    def from_(self, log_ratio: float) -> float:
        """The probability of the cell observed or a larger one."""
        return float(self.chances(log_ratio)[self.place :].sum())

    def beyond(self, log_ratio: float) -> float:
        """The probability of a larger cell than that observed."""
        return float(self.chances(log_ratio)[self.place + 1 :].sum())

    def where(self, growing: Callable[[float], float], wanted: float) -> float:
        """The odds ratio at which a function of its logarithm has a value, by halving."""
        low, high = -1.0, 1.0
        while growing(low) > wanted:
            low *= 2
        while growing(high) < wanted:
            high *= 2
        while (middle := (low + high) / 2) not in {low, high} and high - low > PRECISION:
            low, high = (middle, high) if growing(middle) < wanted else (low, middle)
        return math.exp((low + high) / 2)


def _log_ways(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def _two_by_two(table: Sequence[Sequence[int]]) -> tuple[tuple[int, int], tuple[int, int]]:
    rows = [tuple(int(cell) for cell in row) for row in table]
    if [len(row) for row in rows] != [2, 2] or any(cell < 0 for row in rows for cell in row):
        message = f"a table of 2 by 2 counts is needed, not {table!r}"
        raise ValueError(message)
    return (rows[0][0], rows[0][1]), (rows[1][0], rows[1][1])
