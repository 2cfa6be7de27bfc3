"""How far coders agree, or the reason why that has no number."""

import math
from dataclasses import dataclass

TENTATIVE = 0.667
"""Krippendorff's lowest value for tentative conclusions; .800 is his value for reliable data."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement figure with what is needed to read it; undefined is never 0, never 1 and never NaN.

    Attributes:
        value: the coefficient, at most 1; None where it is undefined.
        undefined: why there is no value; "" exactly when there is one.
        low: lower end of the 95 % interval, None where there is none.
        high: upper end; given exactly when ``low`` is.
        no_interval: why an interval that was asked for is missing; "" otherwise.
        p_below: share of the resamples with a value below .667, 0-1; given exactly when ``low`` is.
        n_units: units that at least two coders judged.
        n_clusters: documents (or persons) the units come from; these were resampled.
        method: the coefficient with its source.
        unit: the unit of agreement: character, sentence, turn, document or segment.
        seed: of the resampling, None where there was none.

    Raises:
        ValueError: a value with a reason or neither, a number that is not finite, half an interval or one
            upside down, an interval with a reason for having none, a negative count.

    >>> Agreement(0.8, n_units=10).value
    0.8
    >>> Agreement(None, "only one category was used").value is None
    True
    """

    value: float | None
    undefined: str = ""
    low: float | None = None
    high: float | None = None
    no_interval: str = ""
    p_below: float | None = None
    n_units: int = 0
    n_clusters: int = 0
    method: str = ""
    unit: str = ""
    seed: int | None = None

    def __post_init__(self) -> None:
        if (self.value is None) != bool(self.undefined):
            message = f"an agreement has a value or a reason, not {self.value!r} with {self.undefined!r}"
            raise ValueError(message)
        for name in ("value", "low", "high", "p_below"):
            number: float | None = getattr(self, name)
            if number is not None and not math.isfinite(number):
                message = f"{name} must be a finite number, not {number!r}"
                raise ValueError(message)
        if self.n_units < 0 or self.n_clusters < 0:
            message = f"n_units and n_clusters count things, not {self.n_units} and {self.n_clusters}"
            raise ValueError(message)
        self._check_interval()

    def _check_interval(self) -> None:
        given = [number is not None for number in (self.low, self.high, self.p_below)]
        if not any(given):
            return
        if not all(given) or self.value is None or self.no_interval:
            message = f"an interval needs a value, both ends and p_below, and no reason, not {self!r}"
            raise ValueError(message)
        if self.low is not None and self.high is not None and self.low > self.high:
            message = f"an interval needs low <= high, not {self.low!r} to {self.high!r}"
            raise ValueError(message)
