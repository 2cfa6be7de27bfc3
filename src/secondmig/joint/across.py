"""Measures side by side: the answers of each source in each country, never pooled, and why some are missing.

A table across countries compares what was asked in the same words. So it takes core measures; another measure
only from a source that asked everybody. Where a source did not ask, the table says so.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import fsum
from typing import Final

from secondmig.core.errors import SecondmigError, raise_all
from secondmig.survey.harmonise import BLANK, NOT_ASKED, Harmonised
from secondmig.survey.measures import label
from secondmig.survey.model import Measure

CORE: Final = "core"
ACROSS_RULE: Final = (
    "a table across countries holds core measures; another measure stands in it only from a source that "
    "asked everybody; sources are never pooled"
)
_MAJOR: Final[Mapping[str, str]] = {
    "0": "armed forces",
    "1": "managers",
    "2": "professionals",
    "3": "technicians",
    "4": "clerical support",
    "5": "service and sales",
    "6": "skilled agriculture",
    "7": "craft and trades",
    "8": "plant and machine",
    "9": "elementary",
}
"""Major groups of ISCO-08, in which occupations are counted."""


@dataclass(frozen=True, slots=True)
class Item:
    """What is compared: a measure, of which leg, and which part of it.

    Attributes:
        measure: its id.
        leg: "1", "current", or "" where it is about the person.
        part: of a composite, or a moment of the leg; "" for the whole.
    """

    measure: str
    leg: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class Answers:
    """What the rows of a source say on an item.

    Attributes:
        values: of each row.
        asked_in: countries in which it was asked; () where the source does not tell them apart.
    """

    values: Sequence[Harmonised]
    asked_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A survey as this comparison sees it.

    Attributes:
        survey: its name.
        name: what its questions come from, e.g. "interview_sheet".
        groups: of each row, None where it is not known.
        countries: in which each row was asked, None where it is not known.
        weights: of each row; () where every row counts the same.
        answers: by item.
    """

    survey: str
    name: str
    groups: Sequence[str | None]
    countries: Sequence[str | None]
    weights: Sequence[float]
    answers: Mapping[Item, Answers]


@dataclass(frozen=True, slots=True)
class Figures:
    """An item in one group of one source.

    Attributes:
        item: what is compared.
        survey: whose answers these are.
        source: what its questions come from.
        group: None for rows whose group is not known.
        asked: whether the source asked there.
        rows: of the group.
        n: of them with a value, intervals included.
        intervals: of them whose value is not a point.
        mean: lowest and highest it can be; equal where all values are points; None where values are no
            numbers, or there are none.
        median: likewise.
        counts: code -> rows with it, in the order of the measure; empty where values are numbers alone.
        shares: code -> share of the rows with a value, weighted where the survey is.
        missing: reason -> rows, in alphabetical order; adds up to ``rows`` - ``n``.
    """

    item: Item
    survey: str
    source: str
    group: str | None
    asked: bool
    rows: int
    n: int = 0
    intervals: int = 0
    mean: tuple[float, float] | None = None
    median: tuple[float, float] | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    shares: Mapping[str, float] = field(default_factory=dict)
    missing: tuple[tuple[str, int], ...] = ()


def across(
    sources: Sequence[Source], items: Sequence[Item], measures: Mapping[str, Measure]
) -> tuple[Figures, ...]:
    """Compare items: for each the figures of every group of every source, in the order of the sources.

    Groups stand in the order of their first row, rows of an unknown group last.

    Raises:
        SecondmigError: a measure may not be compared across these countries.
        ProblemsError: several may not.
    """
    problems = (_refusal(measures[each], items, sources) for each in dict.fromkeys(_ids(items)))
    raise_all(problem for problem in problems if problem)
    places = [_places(source) for source in sources]
    return tuple(
        _figures(source, item, group, held, measures[item.measure])
        for item in items
        for source, of_group in zip(sources, places, strict=True)
        for group, held in of_group.items()
    )


def _places(source: Source) -> dict[str | None, list[int]]:
    """Group -> its rows, groups in the order of their first row, the unknown one last."""
    places: dict[str | None, list[int]] = {}
    for at, group in enumerate(source.groups):
        places.setdefault(group, []).append(at)
    if None in places:
        places[None] = places.pop(None)
    return places


def code_label(measure: Measure, code: str) -> str:
    """What a counted code is called: the measure's label, the major group of an occupation, or itself."""
    if measure.code_list == "isco08":
        return _MAJOR.get(code, code)
    if measure.scale == "binary" and not measure.codes:
        return {"0": "no", "1": "yes"}.get(code, code)
    return label(measure, code)


def _ids(items: Sequence[Item]) -> Iterator[str]:
    return (item.measure for item in items)


def _refusal(measure: Measure, items: Sequence[Item], sources: Sequence[Source]) -> SecondmigError | None:
    """Why a measure may not stand in this table, None where it may."""
    if CORE in measure.sets:
        return None
    countries: dict[str, None] = {}
    for source in sources:
        for item in items:
            if item.measure == measure.id and item in source.answers:
                held = _countries(source, item)
                if not _everybody(source, item, measure):
                    countries.update(dict.fromkeys(held))
    if len(countries) < 2:
        return None
    listed = ", ".join(countries)
    return SecondmigError(
        f"{measure.id} is no core measure, and nothing says that everybody was asked: a table across "
        f"{listed} would compare different questions",
        hint="compare core measures, or the surveys of one country; where everybody was asked, say so in "
        f"the file of the columns: asked_in: [{listed}]",
    )


def _countries(source: Source, item: Item) -> tuple[str, ...]:
    """The countries whose rows were asked, in the order of the rows."""
    asked_in = source.answers[item].asked_in
    held = dict.fromkeys(country for country in source.countries if country is not None)
    return tuple(country for country in held if not asked_in or country in asked_in)


def _everybody(source: Source, item: Item, measure: Measure) -> bool:
    """Whether the source says that it asked the same of everybody, in several countries."""
    return source.name in measure.sets or len(source.answers[item].asked_in) > 1


def _figures(
    source: Source, item: Item, group: str | None, places: Sequence[int], measure: Measure
) -> Figures:
    bare = Figures(item, source.survey, source.name, group, asked=False, rows=len(places))
    answers = source.answers.get(item)
    if answers is None:
        return replace(bare, missing=((NOT_ASKED, len(places)),))
    tallies = _tallied(source, answers, places)
    reasons: Counter[str] = Counter()
    for each in tallies:
        reasons[each.missing] += each.rows
    held = [each for each in tallies if not each.missing]
    n = reasons.pop("", 0)
    found = replace(
        bare, asked=reasons[NOT_ASKED] < len(places), n=n, missing=tuple(sorted((+reasons).items()))
    )
    return _summed(found, held, measure)


@dataclass(frozen=True, slots=True)
class _Tally:
    """Rows of a group with the same value.

    Attributes:
        value: of each.
        missing: why they have none, "" where they have one.
        rows: how many.
        weight: of them together.
    """

    value: Harmonised
    missing: str
    rows: int
    weight: float


def _tallied(source: Source, answers: Answers, places: Sequence[int]) -> list[_Tally]:
    """The rows counted by value: a million rows have few values.

    A blank cell in a country that was not asked is no refusal.
    """
    values, asked_in = answers.values, answers.asked_in
    found: dict[tuple[int, bool], list[int]] = {}
    for at in places:
        country = source.countries[at] if asked_in else None
        key = (id(values[at]), country is not None and country not in asked_in)
        found.setdefault(key, []).append(at)
    tallies = []
    for (_, elsewhere), held in found.items():
        value = values[held[0]]
        missing = NOT_ASKED if elsewhere and value.missing == BLANK else value.missing
        weight = fsum(source.weights[at] for at in held) if source.weights else float(len(held))
        tallies.append(_Tally(value, missing, len(held), weight))
    return tallies


def _summed(found: Figures, held: Sequence[_Tally], measure: Measure) -> Figures:
    """The figures with mean and median of what is a number, and the counts of what is a code."""
    ends = [(each.value.low, each.value.high) for each in held]
    intervals = sum(each.rows for each, (low, high) in zip(held, ends, strict=True) if low != high)
    found = replace(found, intervals=intervals)
    weights = [each.weight for each in held]
    whole = fsum(weights)
    if not whole:
        return found
    lows = [low for low, _ in ends if low is not None]
    highs = [high for _, high in ends if high is not None]
    if len(lows) == len(held) and measure.scale != "binary":
        found = replace(
            found,
            mean=(_mean(lows, weights), _mean(highs, weights)),
            median=(_median(lows, weights), _median(highs, weights)),
        )
    return found if measure.scale in {"ratio", "interval"} else _shared(found, held, whole, measure)


def _shared(found: Figures, held: Sequence[_Tally], whole: float, measure: Measure) -> Figures:
    """The figures with the rows and the share of each code, in the order of the measure."""
    rows: Counter[str] = Counter()
    weights: dict[str, list[float]] = {}
    for each in held:
        code = _counted(each.value, measure)
        rows[code] += each.rows
        weights.setdefault(code, []).append(each.weight)
    known = [*(code for code in measure.codes if code in rows), *sorted(rows.keys() - measure.codes.keys())]
    return replace(
        found,
        counts={code: rows[code] for code in known},
        shares={code: fsum(weights[code]) / whole for code in known},
    )


def _counted(value: Harmonised, measure: Measure) -> str:
    """Under which code a value is counted: an interval under itself, an occupation under its major group."""
    return value.code[:1] if measure.code_list == "isco08" else value.text


def _mean(numbers: Sequence[float], weights: Sequence[float]) -> float:
    """Sum of w x over sum of w."""
    mean = fsum(number * weight for number, weight in zip(numbers, weights, strict=True)) / fsum(weights)
    # Rounding must not carry the mean of equal values past them.
    return min(max(mean, min(numbers)), max(numbers))


def _median(numbers: Sequence[float], weights: Sequence[float]) -> float:
    """The value with half of the weight on either side; the mean of two where the half falls between them."""
    ordered = sorted(zip(numbers, weights, strict=True))
    half = fsum(weights) / 2
    below = 0.0
    for at, (number, weight) in enumerate(ordered):
        below += weight
        if below == half and at + 1 < len(ordered):
            return (number + ordered[at + 1][0]) / 2
        if below > half:
            return number
    return ordered[-1][0]
