"""The distribution on given values that assumes least: maximum entropy with a given mean and spread."""

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from secondmig.core.errors import SecondmigError

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray

    Vector = NDArray[float64]

_ON_EDGE: Final = 1e-15
"""Share of the width within which moments count as lying on the edge of what is possible."""
_CLOSE: Final = 1e-14
_STEPS: Final = 400
MOST_STEPS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Distribution:
    """Values and their probabilities.

    Attributes:
        values: ascending, distinct.
        probabilities: of the same length, not negative, summing to 1.
    """

    values: tuple[float, ...]
    probabilities: tuple[float, ...]

    @property
    def mean(self) -> float:
        """The expectation, sum p x."""
        return math.fsum(p * x for p, x in zip(self.probabilities, self.values, strict=True))

    @property
    def sd(self) -> float:
        """The standard deviation sqrt(sum p (x - mean)^2), of the distribution, not of a sample."""
        mean = self.mean
        squares = (p * (x - mean) ** 2 for p, x in zip(self.probabilities, self.values, strict=True))
        return math.sqrt(math.fsum(squares))


def binary(mean: float) -> Distribution:
    """0 and 1 with a given mean.

    Raises:
        SecondmigError: the mean is not a share.

    >>> binary(0.36).probabilities
    (0.64, 0.36)
    """
    if not 0 <= mean <= 1:
        raise SecondmigError(f"a mean of {mean:g} is no share of ones", hint="it lies between 0 and 1")
    return Distribution((0.0, 1.0), (1 - mean, mean))


def steps(low: float, high: float, mean: float, sd: float) -> Distribution:
    """Maximum entropy on the whole numbers from ``low`` to ``high``: see :func:`maximum_entropy`.

    >>> satisfaction = steps(1, 4, 3.22, 0.69)
    >>> [round(p, 4) for p in satisfaction.probabilities]
    [0.0068, 0.1317, 0.496, 0.3654]
    """
    if low != int(low) or high != int(high) or high < low:
        message = f"{low:g} to {high:g} are no steps from a whole number to a whole number"
        raise SecondmigError(message, hint="write the lowest and the highest step")
    if high - low >= MOST_STEPS:
        message = f"{low:g} to {high:g} are more than {MOST_STEPS:,} steps"
        raise SecondmigError(message, hint="give it in a coarser unit, in thousands")
    return maximum_entropy([float(step) for step in range(int(low), int(high) + 1)], mean, sd)


def between(low: float, high: float, mean: float, sd: float, *, points: int = 1001) -> Distribution:
    """Maximum entropy on an interval, as that on equally spaced points of it, both ends included.

    On an interval the family is that of the normal density cut off at the ends (turned upside down where sd
    exceeds that of the uniform density). The moments hold exactly for the points.

    >>> flat = between(0, 1, 0.5, (1 / 12 * 1.002) ** 0.5, points=1001)
    >>> round(max(flat.probabilities) * 1001, 3)
    1.0
    """
    if points < 2 or not low < high:
        message = f"no {points} points from {low:g} to {high:g}"
        raise SecondmigError(message, hint="two points at least, and a lower end below the upper")
    width = (high - low) / (points - 1)
    return maximum_entropy([low + width * place for place in range(points - 1)] + [float(high)], mean, sd)


def maximum_entropy(values: Sequence[float], mean: float, sd: float) -> Distribution:
    """The distribution on ``values`` of greatest entropy that has this mean and standard deviation.

    It is of the discrete exponential family p_k ~ exp(a x_k + b x_k^2) (Jaynes 1957, Information theory and
    statistical mechanics, Physical Review 106, 620-630); a and b minimise the convex function
    log sum exp(a x_k + b x_k^2) - a mean - b (sd^2 + mean^2), found by Newton's method with damped steps.
    Where the moments lie on the edge of what is possible a single distribution has them, on two values, and
    that is given.

    Args:
        values: at least one, ascending and distinct.
        mean: of the distribution.
        sd: its standard deviation, with n in the denominator.

    Raises:
        SecondmigError: no distribution on these values has the moments; the message says why.

    >>> dice = maximum_entropy([1, 2, 3, 4, 5, 6], 3.5, (35 / 12) ** 0.5)
    >>> {round(p, 9) for p in dice.probabilities}
    {0.166666667}
    """
    lowest, highest = values[0], values[-1]
    if not (math.isfinite(mean) and math.isfinite(sd)) or sd < 0:
        raise SecondmigError(f"no mean of {mean:g} with a spread of {sd:g}", hint="both are finite, sd >= 0")
    if not lowest <= mean <= highest:
        message = f"the mean {mean:g} lies outside the values {lowest:g} to {highest:g}"
        raise SecondmigError(message, hint="check mean, min and max")
    below, above = _around(values, mean)
    least, most = (mean - below) * (above - mean), (highest - mean) * (mean - lowest)
    slack = _ON_EDGE * max((highest - lowest) ** 2, 1.0)
    rounding = 2 * sys.float_info.epsilon * max(abs(lowest), abs(highest))  # what the mean alone may be off
    inner, outer = slack + rounding * (above - below), slack + rounding * (highest - lowest)
    _check_spread(sd, least - inner, most + outer)
    if sd**2 - least <= inner:
        return _on_two(values, below, above, mean)
    if most - sd**2 <= outer:
        return _on_two(values, lowest, highest, mean)
    return Distribution(tuple(map(float, values)), _solved(values, mean, sd))


def _around(values: Sequence[float], mean: float) -> tuple[float, float]:
    """The values next to the mean on both sides; the mean itself twice where it is one of them."""
    return max(each for each in values if each <= mean), min(each for each in values if each >= mean)


def _check_spread(sd: float, least: float, most: float) -> None:
    """Refuse a spread whose square lies outside the smallest and the largest one possible."""
    if sd**2 < least:
        bound = f"with this mean the values spread by {math.sqrt(least):.4g} at least"
        message = f"{bound}, so an sd of {sd:g} cannot be"
        raise SecondmigError(
            message, hint="a mean between two values needs people on both: check mean and sd"
        )
    if sd**2 > most:
        message = (
            f"with this mean the values spread by {math.sqrt(most):.4g} at most, so an sd of {sd:g} cannot be"
        )
        raise SecondmigError(message, hint="check sd, min and max")


def _on_two(values: Sequence[float], low: float, high: float, mean: float) -> Distribution:
    share = (mean - low) / (high - low) if high > low else 1.0
    mass = {low: 1 - share, high: share} if high > low else {low: 1.0}
    return Distribution(tuple(map(float, values)), tuple(mass.get(each, 0.0) for each in values))


def _solved(values: Sequence[float], mean: float, sd: float) -> tuple[float, ...]:
    """Newton's method in the values' own units of spread, where both moments are of the order of 1."""
    import numpy as np

    scaled = (np.asarray(values, dtype=float) - mean) / sd
    moments = np.vstack([scaled, scaled**2 - 1.0])  # both have expectation 0 at the solution
    theta = np.array([0.0, 0.0])
    value, p = _dual(theta, moments)
    for _ in range(_STEPS):
        gradient = moments @ p
        if float(np.abs(gradient).max()) < _CLOSE:
            break
        centred = moments - gradient[:, None]
        step = -_over(centred * p @ centred.T, gradient)
        decrement = math.sqrt(max(float(-gradient @ step), 0.0))
        length = 1.0 if decrement < 0.25 else 1.0 / (1.0 + decrement)
        theta, value, p, moved = _stepped(theta, step * length, moments, value)
        if not moved:
            break
    return tuple(float(each) for each in p)


def _over(matrix: "Vector", vector: "Vector") -> "Vector":
    """matrix^-1 vector, 2 by 2, by least squares where rounding leaves no inverse."""
    import numpy as np

    try:
        return np.asarray(np.linalg.solve(matrix, vector), dtype=np.float64)
    except np.linalg.LinAlgError:
        return np.asarray(np.linalg.lstsq(matrix, vector, rcond=None)[0], dtype=np.float64)


def _stepped(
    theta: "Vector", step: "Vector", moments: "Vector", before: float
) -> tuple["Vector", float, "Vector", bool]:
    """The parameters after a step, halved until the function does not rise but for rounding."""
    for _ in range(60):
        value, p = _dual(theta + step, moments)
        if value <= before + 1e-13 * max(1.0, abs(before)):
            return theta + step, value, p, True
        step = step / 2
    value, p = _dual(theta, moments)
    return theta, value, p, False


def _dual(theta: "Vector", moments: "Vector") -> tuple[float, "Vector"]:
    import numpy as np

    exponent = theta @ moments
    top = float(exponent.max())
    weights = np.exp(exponent - top)
    total = float(weights.sum())
    return top + math.log(total), weights / total
