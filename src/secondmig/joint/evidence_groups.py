"""Evaluators on values of persons: two groups compared, and what they had before the first move."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from secondmig.codebook.card import CardMeasure
from secondmig.core.warnings import POST_TREATMENT, Caution
from secondmig.estimate.values import Estimate, undefined
from secondmig.joint.compared import (
    Groups,
    mean_difference,
    paired_dominance,
    paired_interval,
    sides,
    with_interval,
)
from secondmig.joint.conditions import those, value_of
from secondmig.joint.evidence import Evaluator, Ground, Line, OptionSpec, Witness, line_of, side_of
from secondmig.joint.evidence_cautions import confounded, not_asked_by, small
from secondmig.joint.groups import Person
from secondmig.joint.person_columns import Cell, Missing
from secondmig.stats.describe import describe
from secondmig.stats.effect import cliffs_delta

DELTA, MEANS, SHARE = "delta", "means", "share"


@dataclass(frozen=True, slots=True)
class Two:
    """Two groups of persons with a value each.

    Attributes:
        first: case id -> value, by id.
        second: likewise.
        names: what the groups are called.
        left_out: case id -> why the person has no value.
    """

    first: Mapping[str, float]
    second: Mapping[str, float]
    names: tuple[str, str]
    left_out: Mapping[str, str]


def two_groups(ground: Ground, measure: CardMeasure) -> Two:
    """The groups and values that the options of a measure name: ``first``, ``second``, ``value``.

    ``second_value`` is the value of the second group where it is another one; ``share`` a condition whose
    holding is the value, 1 or 0.
    """
    names = (measure.text("first_name", "first group"), measure.text("second_name", "second group"))
    found: list[dict[str, float]] = []
    left_out: dict[str, str] = {}
    values = (measure.text("value"), measure.text("second_value") or measure.text("value"))
    for side, value in zip(("first", "second"), values, strict=True):
        numbers: dict[str, float] = {}
        for person in those(ground, measure.texts(side)):
            cell = _value(ground, person, value, measure.text("at_least"))
            if isinstance(cell, float):
                numbers[person.case.id] = cell
            else:
                left_out[person.case.id] = f"{value}: {cell.reason if isinstance(cell, Missing) else cell}"
        found.append(numbers)
    return Two(found[0], found[1], names, left_out)


def _value(ground: Ground, person: Person, name: str, at_least: str) -> Cell:
    cell = value_of(ground, person, name)
    if isinstance(cell, str):
        return Missing("not_a_value")
    return float(cell >= float(at_least)) if at_least and isinstance(cell, float) else cell


def group_difference(ground: Ground, measure: CardMeasure) -> tuple[Line, ...]:
    """A value of the persons of one group against that of another."""
    return (compared_line(ground, measure, two_groups(ground, measure)),)


def compared_line(ground: Ground, measure: CardMeasure, two: Two) -> Line:
    """Two groups with their values as a line: effect, p, and everybody's side by own dominance."""
    statistic = measure.text("statistic", DELTA)
    x, y = list(two.first.values()), list(two.second.values())
    means = statistic != DELTA
    unit = "difference of shares" if statistic == SHARE else measure.text("unit")
    effect = mean_difference(x, y, unit=unit) if means else cliffs_delta(x, y)
    if ground.inference:
        effect = with_interval(effect, Groups(x, y), means=means, seed=ground.seed)
    stands = sides(two.first, two.second, measure.expected)
    witnesses = [
        Witness(case, stands[case], f"{measure.text('told', 'value')} {value:g}", (), name)
        for name, group in _named(two)
        for case, value in group.items()
    ]
    line = line_of(measure, effect, witnesses, p=ground.p(lambda: _test(statistic, x, y)))
    return replace(
        line,
        left_out=dict(sorted(two.left_out.items())),
        sides=(len(x), len(y)),
        note=_note(statistic, two),
        cautions=tuple(_cautions(ground, measure, two)),
    )


def _cautions(ground: Ground, measure: CardMeasure, two: Two) -> Iterator[Caution]:
    yield from small({name: len(group) for name, group in _named(two)})
    groups = {case: name for name, group in _named(two) for case in group}
    yield from confounded(ground, groups)
    value, other = measure.text("value"), measure.text("second_value")
    yield from not_asked_by(ground, two.first if other else groups, [value])
    yield from not_asked_by(ground, two.second, [other])


def _named(two: Two) -> tuple[tuple[str, Mapping[str, float]], ...]:
    return ((two.names[0], two.first), (two.names[1], two.second))


def _test(statistic: str, x: Sequence[float], y: Sequence[float]) -> Estimate:
    if not x or not y:
        return undefined("a group is empty", n=len(x) + len(y))
    if statistic == SHARE:
        from secondmig.stats.fisher import fisher_exact

        return fisher_exact([[int(sum(each)), len(each) - int(sum(each))] for each in (x, y)])
    from secondmig.stats.permute import exact_mean_difference, exact_rank_sum

    return exact_mean_difference(x, y) if statistic == MEANS else exact_rank_sum(x, y)


def _note(statistic: str, two: Two) -> str:
    told = []
    for name, group in _named(two):
        summary = describe(group.values())
        if statistic == SHARE:
            told.append(f"{name} {int(sum(group.values()))} of {len(group)}")
        elif summary.mean.value is not None and summary.median.value is not None:
            told.append(
                f"{name} mean {summary.mean.value:.2f}, median {summary.median.value:g} (n {len(group)})"
            )
    return "; ".join(told)


# within a person


def change(ground: Ground, measure: CardMeasure) -> tuple[Line, ...]:
    """Whether a value of persons that tells of a change is above zero more often than below."""
    name = measure.text("value")
    changes: dict[str, float] = {}
    left_out: dict[str, str] = {}
    for person in those(ground, measure.texts("among")):
        cell = _value(ground, person, name, "")
        if isinstance(cell, float):
            changes[person.case.id] = cell
        else:
            left_out[person.case.id] = f"{name}: {cell.reason if isinstance(cell, Missing) else cell}"
    values = list(changes.values())
    effect = paired_dominance(values)
    if ground.inference:
        effect = paired_interval(effect, values, seed=ground.seed)
    told = measure.text("told", "change")
    witnesses = [
        Witness(case, side_of(value, measure.expected), f"{told} {value:+g}")
        for case, value in changes.items()
    ]
    line = line_of(measure, effect, witnesses, p=ground.p(lambda: _signs(values)))
    summary = describe(values)
    mean, median = summary.mean.value, summary.median.value
    note = "" if mean is None or median is None else f"mean {mean:+.2f}, median {median:+g}"
    return (replace(line, left_out=left_out, note=note),)


def _signs(values: Sequence[float]) -> Estimate:
    from secondmig.stats.permute import sign_test

    return sign_test(values)


# before the first move


def before_first_move(ground: Ground, measure: CardMeasure) -> tuple[Line, ...]:
    """Education as it was when persons left their country of origin, compared between groups.

    What was gained since may be an outcome of moving: the persons who gained are named in W33.
    """
    first, second = (those(ground, measure.texts(side)) for side in ("first", "second"))
    known: dict[str, float] = {}
    left_out: dict[str, str] = {}
    for person in (*first, *second):
        level = education_at_departure(person)
        if level is None:
            left_out[person.case.id] = "education at the first departure is not on record"
        else:
            known[person.case.id] = level
    names = (measure.text("first_name", "first group"), measure.text("second_name", "second group"))
    sides_ = [
        {each.case.id: known[each.case.id] for each in side if each.case.id in known}
        for side in (first, second)
    ]
    line = compared_line(ground, measure, Two(sides_[0], sides_[1], names, left_out))
    gained = _gained(ground, measure, (*first, *second), known)
    if not gained:
        return (line,)
    counts = ", ".join(f"{name} {number}" for name, number in _by_group(gained, (first, second), names))
    note = f"{line.note}; gained since: {counts} ({', '.join(gained)})"
    message = f"{', '.join(gained)} gained education after the first move: {POST_TREATMENT.message}"
    return (replace(line, note=note, cautions=(*line.cautions, replace(POST_TREATMENT, message=message))),)


def education_at_departure(person: Person) -> float | None:
    """The level of education when the person left the country of origin, None where it is not on record."""
    legs = person.case.legs
    at = [leg.edu_at_end for leg in legs if leg.index == 0] + [
        leg.edu_at_start for leg in legs if leg.index == 1
    ]
    return next((float(each) for each in at if each.isdigit()), None)


def _gained(
    ground: Ground, measure: CardMeasure, persons: Iterable[Person], before: Mapping[str, float]
) -> tuple[str, ...]:
    """The persons whose education now is higher than at departure, or grew during a leg since."""
    found = []
    for person in persons:
        now = ground.number(person, measure.text("now"))
        start = before.get(person.case.id)
        rose = isinstance(now, float) and start is not None and now > start
        during = any(
            leg.edu_at_start.isdigit()
            and leg.edu_at_end.isdigit()
            and int(leg.edu_at_end) > int(leg.edu_at_start)
            for leg in person.case.legs
            if leg.index > 0
        )
        years = any((leg.edu_years or 0) > 0 for leg in person.case.legs if leg.index > 0)
        if rose or during or years:
            found.append(person.case.id)
    return tuple(sorted(found))


def _by_group(
    cases: Sequence[str], groups: Sequence[Sequence[Person]], names: Sequence[str]
) -> list[tuple[str, str]]:
    return [
        (name, f"{sum(each.case.id in cases for each in group)} of {len(group)}")
        for name, group in zip(names, groups, strict=True)
    ]


_SIDES: Final[Mapping[str, OptionSpec]] = {
    "first": OptionSpec("condition", needed=True, many=True),
    "second": OptionSpec("condition", needed=True, many=True),
    "first_name": OptionSpec("word"),
    "second_name": OptionSpec("word"),
    "statistic": OptionSpec("word", (DELTA, MEANS, SHARE)),
    "unit": OptionSpec("word"),
    "told": OptionSpec("word"),
}
GROUPS: Final = (
    Evaluator(
        "group_difference",
        "a value of the persons of one group against that of another",
        group_difference,
        {
            **_SIDES,
            "value": OptionSpec("column", needed=True),
            "second_value": OptionSpec("column"),
            "at_least": OptionSpec("number"),
        },
    ),
    Evaluator(
        "change",
        "a change of the persons: above zero, against below zero",
        change,
        {
            "among": OptionSpec("condition", needed=True, many=True),
            "value": OptionSpec("column", needed=True),
            "told": OptionSpec("word"),
        },
    ),
    Evaluator(
        "before_first_move",
        "education when persons left their country of origin, one group against another",
        before_first_move,
        {**_SIDES, "now": OptionSpec("column", needed=True)},
    ),
)
