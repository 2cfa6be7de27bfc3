"""What a column of a survey holds: counts, moments, and why values are missing."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress
from math import fsum, isfinite, sqrt
from typing import Final

from secondmig.survey.form import Variable
from secondmig.survey.number_text import is_number
from secondmig.survey.stat_dates import is_day

BLANK: Final = "blank"
WEIGHTED_RULE: Final = (
    "weighted: mean = sum(w x)/sum(w); sd = sqrt(n/(n-1) sum(w (x - mean)^2)/sum(w)), as summarize [aweight]"
    " of Stata and svyvar of R's survey"
)


@dataclass(frozen=True, slots=True)
class Described:
    """A column, or the part of it that lies in one group.

    Attributes:
        variable: the column.
        obs: rows with a value.
        mean: of the numbers, None where they are none.
        sd: standard deviation with n - 1, None for fewer than two values and where they are no numbers.
        low: the smallest number or the first date, as the column writes it; None where neither makes sense.
        high: the largest number or the last date.
        missing: reason -> rows, most frequent first.
        counts: value -> rows, or sum of weights: numbers by size, labelled words as in the file, other
            words by frequency.
        weight: sum of the weights of the rows with a value, None where nothing is weighted.
    """

    variable: Variable
    obs: int
    mean: float | None = None
    sd: float | None = None
    low: float | str | None = None
    high: float | str | None = None
    missing: Mapping[str, int] = field(default_factory=dict)
    counts: Mapping[str, float] = field(default_factory=dict)
    weight: float | None = None

    @property
    def numeric(self) -> bool:
        """Whether the values are numbers."""
        return self.mean is not None


def describe(
    variable: Variable, texts: Sequence[str], *, weights: Sequence[float] | None = None
) -> Described:
    """Describe a column.

    The mean is that of the numbers as the file holds them; a nominal variable has none. The standard
    deviation has n - 1. With weights w: mean = sum(w x)/sum(w) and
    sd = sqrt(n/(n-1) sum(w (x - mean)^2)/sum(w)), n being the rows with a value and a weight above 0: the
    rule of analytic weights (Stata, summarize, Methods and formulas) and of svyvar (Lumley, R package
    survey). Sums are exact (fsum), so the order of rows does not count.

    Args:
        variable: what is known of the column.
        texts: its cells; "" is blank.
        weights: one number a row, none of them negative.

    >>> found = describe(Variable("x", numeric=True), ["1", "2", "4", "", "9"], weights=None)
    >>> found.obs, found.mean, found.low, found.high, dict(found.missing)
    (4, 4.0, 1.0, 9.0, {'blank': 1})
    """
    rows = Counter(texts)
    apart = {text: reason_of(variable, text) for text in rows if text == "" or text in variable.missing}
    missing: Counter[str] = Counter()
    for text, reason in apart.items():
        missing[reason] += rows[text]
    valid = {text: number for text, number in rows.items() if text not in apart}
    summed = _summed(texts, weights, apart) if weights is not None else dict(valid)
    counted = _obs(texts, weights, apart) if weights is not None else sum(valid.values())
    made = Described(
        variable,
        counted,
        missing=dict(sorted(missing.items(), key=lambda item: (-item[1], item[0]))),
        counts=ordered(variable, summed),
        weight=None if weights is None else fsum(summed.values()),
    )
    if not valid:
        return made
    if variable.scale != "nominal" and (variable.numeric or all(map(is_number, valid))):
        return _with_moments(made, {text: summed[text] for text in valid if summed.get(text)})
    if all(map(is_day, valid)):
        return _with_bounds(made, min(valid), max(valid))
    return made


def reason_of(variable: Variable, text: str) -> str:
    """Why a value is missing: the label of a user-missing value, else "blank"."""
    return variable.missing.get(text, BLANK)


def _summed(texts: Sequence[str], weights: Sequence[float], apart: Mapping[str, str]) -> dict[str, float]:
    parts: dict[str, list[float]] = {}
    for text, weight in zip(texts, weights, strict=True):
        if text not in apart:
            parts.setdefault(text, []).append(weight)
    return {text: fsum(each) for text, each in parts.items()}


def _obs(texts: Sequence[str], weights: Sequence[float], apart: Mapping[str, str]) -> int:
    return sum(weight > 0 and text not in apart for text, weight in zip(texts, weights, strict=True))


def ordered(variable: Variable, counts: Mapping[str, float]) -> dict[str, float]:
    """Counts in the order in which people look for their values."""
    if variable.labels and not all(map(is_number, variable.labels)):
        places = {text: place for place, text in enumerate(variable.labels)}
        last = len(places)
        return dict(sorted(counts.items(), key=lambda item: (places.get(item[0], last), *_by_size(item[0]))))
    if variable.labels or all(map(is_number, counts)):
        return dict(sorted(counts.items(), key=lambda item: _by_size(item[0])))
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _by_size(text: str) -> tuple[float, str]:
    return (float(text), text) if is_number(text) else (float("inf"), text)


def _with_moments(made: Described, weights: Mapping[str, float]) -> Described:
    values = {float(text): 0.0 for text in weights if is_number(text) and isfinite(float(text))}
    for text, weight in weights.items():
        if is_number(text) and isfinite(float(text)):
            values[float(text)] += weight
    total = fsum(values.values())
    if not values or total <= 0:
        return made
    mean = fsum(value * weight for value, weight in values.items()) / total
    spread = fsum(weight * (value - mean) ** 2 for value, weight in values.items()) / total
    n = made.obs
    return Described(
        made.variable,
        n,
        mean,
        sqrt(spread * n / (n - 1)) if n > 1 else None,
        min(values),
        max(values),
        made.missing,
        made.counts,
        made.weight,
    )


def _with_bounds(made: Described, low: str, high: str) -> Described:
    return Described(made.variable, made.obs, None, None, low, high, made.missing, made.counts, made.weight)


@dataclass(frozen=True, slots=True)
class Shares:
    """How the rows of a column divide.

    Attributes:
        variable: the column.
        rows: value -> rows with it, labelled values in the order of :class:`Described`, else by frequency.
        shares: value -> share of the rows with a value (0 to 1), weighted where weights are given.
        missing: reason -> rows.
    """

    variable: Variable
    rows: Mapping[str, int]
    shares: Mapping[str, float]
    missing: Mapping[str, int]

    @property
    def total(self) -> int:
        """Rows with a value."""
        return sum(self.rows.values())


def shares(variable: Variable, texts: Sequence[str], *, weights: Sequence[float] | None = None) -> Shares:
    """How the rows of a column divide; what is missing stands beside and is in no share.

    >>> dict(shares(Variable("x"), ["a", "b", "a", ""]).shares)
    {'a': 0.6666666666666666, 'b': 0.3333333333333333}
    """
    plain = describe(variable, texts)
    counts = describe(variable, texts, weights=weights).counts if weights is not None else plain.counts
    total = fsum(counts.values())
    order = _shares_order(variable, plain.counts)
    return Shares(
        variable,
        {text: int(plain.counts[text]) for text in order},
        {text: counts.get(text, 0) / total if total else 0.0 for text in order},
        plain.missing,
    )


def _shares_order(variable: Variable, counts: Mapping[str, float]) -> list[str]:
    if variable.labels:
        return list(counts)
    return sorted(counts, key=lambda text: (-counts[text], text))


def picked(texts: Sequence[str], chosen: Sequence[bool]) -> list[str]:
    """The cells of the rows that are chosen."""
    return list(compress(texts, chosen))
