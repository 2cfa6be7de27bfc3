"""How probable it is that one group has a larger share than another."""

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from secondmig.estimate.values import Estimate, known, undefined
from secondmig.stats.proportions import counted, no_group

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

METHOD: Final = "P(p1 > p2), Jeffreys' prior Beta(1/2, 1/2) for each share"
UNIT: Final = "probability"
NODES: Final = 200
TAIL: Final = 1e-18
"""What is left out at each end."""


def probability_greater(k1: int, n1: int, k2: int, n2: int) -> Estimate:
    """The probability that the first share is larger, given k1 of n1 and k2 of n2 and Jeffreys' prior.

    With p_i ~ Beta(k_i + 1/2, n_i - k_i + 1/2), independent, P(p1 > p2) is the integral of f1(x) F2(x), f the
    densities and F the distribution functions. Written in the angle whose squared sine is x, both are smooth
    to the ends; the density of the larger group is integrated against the other's distribution by the rule of
    Gauss and Legendre. No random numbers.

    Source: H. Jeffreys (1946), An invariant form for the prior probability in estimation problems, Proc. of
    the Royal Society A 186, 453-461.

    Args:
        k1: how many of the first group have it.
        n1: persons of the first group.
        k2: how many of the second group have it.
        n2: persons of the second group.

    Returns:
        0 to 1 with n = n1 + n2; 0.5 where both groups look alike; undefined where a group is empty.

    Raises:
        ValueError: a count below 0 or above its group.

    >>> round(probability_greater(9, 10, 3, 10).value, 6)
    0.997737
    """
    counted(k1, n1)
    counted(k2, n2)
    n, reason = n1 + n2, no_group(n1, n2)
    if reason:
        return undefined(reason, n=n, method=METHOD, unit=UNIT)
    if (k1, n1) == (k2, n2):
        return known(0.5, n=n, method=METHOD, unit=UNIT)
    sharp, broad = ((k1, n1), (k2, n2)) if n1 >= n2 else ((k2, n2), (k1, n1))
    below = _broad_below_sharp(sharp, broad)
    value = below if n1 >= n2 else 1.0 - below
    return known(min(1.0, max(0.0, value)), n=n, method=METHOD, unit=UNIT)


def _broad_below_sharp(sharp: tuple[int, int], broad: tuple[int, int]) -> float:
    """The probability that the share of the smaller group lies below that of the larger one."""
    import numpy as np
    from scipy.special import betainc, betaincinv, betaln

    (a, b), (c, d) = ((k + 0.5, n - k + 0.5) for k, n in (sharp, broad))
    ends = np.arcsin(np.sqrt([betaincinv(a, b, TAIL), 1.0 - betaincinv(b, a, TAIL)]))
    nodes, weights = _rule()
    half = (ends[1] - ends[0]) / 2
    angles = ends[0] + half * (nodes + 1)
    sine, cosine = np.sin(angles), np.cos(angles)
    with np.errstate(divide="ignore"):
        logs = (2 * a - 1) * np.log(sine) + (2 * b - 1) * np.log(cosine)
    densities = weights * 2 * half * np.exp(logs - betaln(a, b))
    return float((densities * betainc(c, d, sine**2)).sum() / densities.sum())


@lru_cache(maxsize=1)
def _rule() -> "tuple[Floats, Floats]":
    """Nodes and weights of Gauss and Legendre."""
    import numpy as np

    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    return nodes, weights
