"""Mean, spread and median of a list of numbers."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from secondmig.estimate.values import Estimate, known, undefined

NO_VALUES = "no values"
ONE_VALUE = "one value has no spread"


@dataclass(frozen=True, slots=True)
class Summary:
    """How a list of numbers is distributed.

    Attributes:
        n: how many numbers there are.
        mean: arithmetic mean.
        sd: standard deviation with n - 1 in the denominator; undefined for fewer than two values.
        median: the middle value, or the mean of the two in the middle.
        minimum: smallest value.
        maximum: largest value.
    """

    n: int
    mean: Estimate
    sd: Estimate
    median: Estimate
    minimum: Estimate
    maximum: Estimate


def describe(values: Iterable[float], *, unit: str = "") -> Summary:
    """Describe numbers; the order of ``values`` does not matter to the last digit.

    mean = sum x / n; sd = sqrt(sum (x - mean)^2 / (n - 1)). Sums are exactly rounded (``math.fsum``).

    Args:
        values: finite numbers without the missing ones; may be empty.
        unit: of the values.

    Raises:
        ValueError: a value is not a finite number.

    >>> summary = describe([2, 4, 4, 4, 5, 5, 7, 9])
    >>> summary.mean.value, summary.median.value, round(summary.sd.value or 0, 6)
    (5.0, 4.5, 2.13809)
    >>> describe([3]).sd.undefined
    'one value has no spread'
    """
    ordered = sorted(finite(values))
    n = len(ordered)
    if n == 0:
        none = undefined(NO_VALUES, unit=unit)
        return Summary(0, none, none, none, none, none)
    # Rounding must not carry the mean of equal values past them.
    mean = min(max(math.fsum(ordered) / n, ordered[0]), ordered[-1])
    middle = ordered[n // 2] if n % 2 else (ordered[n // 2 - 1] + ordered[n // 2]) / 2
    return Summary(
        n=n,
        mean=known(mean, n=n, method="arithmetic mean", unit=unit),
        sd=_spread(ordered, mean, unit),
        median=known(middle, n=n, method="median", unit=unit),
        minimum=known(ordered[0], n=n, method="minimum", unit=unit),
        maximum=known(ordered[-1], n=n, method="maximum", unit=unit),
    )


def _spread(values: list[float], mean: float, unit: str) -> Estimate:
    n = len(values)
    method = "standard deviation, n - 1"
    if n < 2:
        return undefined(ONE_VALUE, n=n, method=method, unit=unit)
    squares = math.fsum((value - mean) ** 2 for value in values)
    return known(math.sqrt(squares / (n - 1)), n=n, method=method, unit=unit)


def finite(values: Iterable[float]) -> list[float]:
    """The values as floats.

    Raises:
        ValueError: one of them is NaN or infinite; a missing value is left out before, with its reason.
    """
    numbers = [float(value) for value in values]
    for position, number in enumerate(numbers):
        if not math.isfinite(number):
            message = f"value {position} is {number!r}, not a finite number"
            raise ValueError(message)
    return numbers
