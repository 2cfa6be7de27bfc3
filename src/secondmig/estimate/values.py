"""One number of a result, or the reason why there is none."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with what is needed to read it; undefined is never zero and never NaN.

    Attributes:
        value: the number in ``unit``, or None.
        undefined: why there is no value; "" exactly when there is one.
        low: lower end of the interval in ``unit``, None where none was asked for.
        high: upper end; given exactly when ``low`` is.
        n: observations behind the value.
        n_clusters: independent units (persons) behind the observations, None where they are the same.
        method: how it was computed, with its source.
        unit: what the value counts or measures; a share is 0-1.
        seed: of the random numbers behind the interval, None where there were none.

    Raises:
        ValueError: a value with a reason or neither, a number that is not finite, half an interval or one
            upside down, a negative count.

    >>> known(0.5, n=4).value
    0.5
    >>> undefined("no leg").value is None
    True
    """

    value: float | None
    undefined: str = ""
    low: float | None = None
    high: float | None = None
    n: int = 0
    n_clusters: int | None = None
    method: str = ""
    unit: str = ""
    seed: int | None = None

    def __post_init__(self) -> None:
        if (self.value is None) != bool(self.undefined):
            message = f"an estimate has a value or a reason, not {self.value!r} with {self.undefined!r}"
            raise ValueError(message)
        for name, number in (("value", self.value), ("low", self.low), ("high", self.high)):
            if number is not None and not math.isfinite(number):
                message = f"{name} must be a finite number, not {number!r}"
                raise ValueError(message)
        self._check_interval()
        if self.n < 0 or (self.n_clusters is not None and self.n_clusters < 0):
            message = f"n and n_clusters count things, not {self.n} and {self.n_clusters}"
            raise ValueError(message)

    def _check_interval(self) -> None:
        if self.low is None and self.high is None:
            return
        if self.low is None or self.high is None or self.value is None or self.low > self.high:
            interval = f"{self.low!r} to {self.high!r}"
            message = f"an interval needs a value and low <= high, not {interval} around {self.value!r}"
            raise ValueError(message)


def known(
    value: float, *, n: int, n_clusters: int | None = None, method: str = "", unit: str = ""
) -> Estimate:
    """An estimate without an interval; a negative zero becomes zero.

    Args:
        value: finite.
        n: observations behind it.
        n_clusters: persons behind the observations, None where they are the same.
        method: how it was computed.
        unit: of the value.
    """
    return Estimate(value + 0.0, n=n, n_clusters=n_clusters, method=method, unit=unit)


def undefined(
    reason: str, *, n: int = 0, n_clusters: int | None = None, method: str = "", unit: str = ""
) -> Estimate:
    """An estimate that does not exist.

    Args:
        reason: why, one clause a person understands; not empty.
        n: observations there were.
        n_clusters: persons behind the observations, None where they are the same.
        method: how it would have been computed.
        unit: it would have had.
    """
    return Estimate(None, undefined=reason, n=n, n_clusters=n_clusters, method=method, unit=unit)
