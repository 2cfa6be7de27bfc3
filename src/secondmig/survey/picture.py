"""A column drawn in a dozen characters: bars of its values, or a histogram of its numbers."""

from collections.abc import Mapping, Sequence
from math import fsum
from typing import Final

from secondmig.survey.describe import Described, ordered

BARS: Final = "▁▂▃▄▅▆▇█"
WIDTH: Final = 10
"""Bins of a histogram."""
MOST: Final = 12
"""Values that get a bar each."""
EMPTY: Final = "·"


def picture(found: Described) -> str:
    """A bar for each value where there are few, a histogram where there are many numbers.

    The highest bar is a full block; a value that nobody has is a dot, one that is rare the lowest bar. Words
    of which there are too many give how many there are.

    >>> from secondmig.survey.describe import describe
    >>> from secondmig.survey.form import Variable
    >>> picture(describe(Variable("x", numeric=True), ["1"] * 8 + ["2"] * 4 + ["4"]))
    '█▄·▁'
    """
    if not found.counts:
        return ""
    if isinstance(found.low, str) and isinstance(found.high, str):
        return bars(by_day(found))
    if found.numeric and not found.variable.labels:
        few = _few_integers(found.counts)
        return bars(few if few is not None else histogram(found))
    counts = _with_unused(found)
    if len(counts) <= MOST:
        return bars(list(counts.values()))
    return f"{len(found.counts):,} values"


def _with_unused(found: Described) -> Mapping[str, float]:
    """Labelled values that nobody has are there too, so that the bars are those of the scale."""
    unused = {value: 0.0 for value in found.variable.labels if value not in found.counts}
    return ordered(found.variable, {**found.counts, **unused})


def _few_integers(counts: Mapping[str, float]) -> list[float] | None:
    """One count for each whole number from the least to the greatest, where these are few."""
    numbers = {float(text): count for text, count in counts.items()}
    if not all(number.is_integer() for number in numbers):
        return None
    low, high = int(min(numbers)), int(max(numbers))
    if high - low >= MOST:
        return None
    return [numbers.get(number, 0.0) for number in range(low, high + 1)]


def histogram(found: Described, *, bins: int = WIDTH) -> list[float]:
    """Counts in bins of equal width from the smallest number to the largest; the last one is closed."""
    if not (isinstance(found.low, float) and isinstance(found.high, float)):
        return []
    low, width = found.low, (found.high - found.low) / bins
    parts: list[list[float]] = [[] for _ in range(bins)]
    for text, count in found.counts.items():
        place = int((float(text) - low) / width) if width else 0
        parts[min(max(place, 0), bins - 1)].append(count)
    return [fsum(part) for part in parts]


def by_day(found: Described, *, bins: int = WIDTH) -> list[float]:
    """Counts of dates in bins of equal length from the first to the last; a month counts as its first day."""
    days = {text: _day(text) for text in found.counts}
    low, width = min(days.values()), (max(days.values()) - min(days.values())) / bins
    parts: list[list[float]] = [[] for _ in range(bins)]
    for text, count in found.counts.items():
        place = int((days[text] - low) / width) if width else 0
        parts[min(place, bins - 1)].append(count)
    return [fsum(part) for part in parts]


def _day(text: str) -> int:
    year, month = int(text[:4]), int(text[5:7])
    return year * 372 + month * 31 + int(text[8:10] or 1)


def bars(counts: Sequence[float]) -> str:
    """One block for each count.

    >>> bars([8, 4, 0, 1])
    '█▄·▁'
    """
    highest = max(counts, default=0)
    if highest <= 0:
        return EMPTY * len(counts)
    return "".join(_bar(count / highest) for count in counts)


def _bar(share: float) -> str:
    if share <= 0:
        return EMPTY
    return BARS[min(max(round(share * len(BARS)), 1), len(BARS)) - 1]
