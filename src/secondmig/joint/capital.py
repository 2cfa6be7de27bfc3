"""Human capital of second and single migrants, described (G1): no tests, no stars."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from secondmig.core.snapshot import Snapshot
from secondmig.estimate.values import Estimate
from secondmig.joint.groups import Person, group_of, people, value_of
from secondmig.stats.describe import Summary, describe
from secondmig.stats.effect import cliffs_delta, share
from secondmig.survey.trajectory import rule

Group = Literal["second", "single"]
GROUPS: Final[tuple[Group, ...]] = ("second", "single")
MEASURES: Final[Mapping[str, str]] = {
    "edu_isced": "Highest education (ISCED 2011, 0 to 8)",
    "edu_years": "Years of schooling completed",
}
TERTIARY: Final = ("edu_isced", 6)
"""Measure and lowest value that count as tertiary education: a bachelor's degree."""

MISSING_REASONS: Final[Mapping[str, str]] = {
    "-1": "refused",
    "-2": "does not know",
    "-7": "not asked in the source",
    "-8": "not applicable",
    "-9": "not stated",
    "-10": "suppressed",
}
NO_RECORD: Final = "not on record"
NO_NUMBER: Final = "not a number"

CAPITAL_RULE: Final = (
    "descriptive: sd with n - 1; Cliff's delta compares every second with every single migrant and is "
    "positive where second migrants have more; persons without a destination leg are in neither group"
)


@dataclass(frozen=True, slots=True)
class MeasureGroup:
    """A measure in one group.

    Attributes:
        group: second or single.
        persons: in the group.
        n: of them with a number.
        missing: reason -> persons without one, in alphabetical order; adds up to ``persons`` - ``n``.
        summary: of the numbers.
    """

    group: Group
    persons: int
    n: int
    missing: tuple[tuple[str, int], ...]
    summary: Summary


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A measure compared between the groups.

    Attributes:
        measure: id of the measure, the column of persons.
        label: what people read.
        groups: second, then single.
        delta: Cliff's delta of second over single.
    """

    measure: str
    label: str
    groups: tuple[MeasureGroup, ...]
    delta: Estimate


@dataclass(frozen=True, slots=True)
class AtLeast:
    """How many of a group reach a value.

    Attributes:
        measure: id of the measure.
        threshold: the lowest value that counts.
        group: second or single.
        persons: who reach it.
        n: persons with a number.
        share: persons / n.
    """

    measure: str
    threshold: int
    group: Group
    persons: int
    n: int
    share: Estimate


@dataclass(frozen=True, slots=True)
class HumanCapital:
    """The comparison of the groups.

    Attributes:
        rows: one per measure.
        tertiary: persons with tertiary education, second, then single.
        ungrouped: persons without a destination leg.
        group_rule: what a second migrant is, in words.
        rule: how the numbers were made, in words.
    """

    rows: tuple[MeasureRow, ...]
    tertiary: tuple[AtLeast, ...]
    ungrouped: int
    group_rule: str
    rule: str = CAPITAL_RULE


def human_capital(snapshot: Snapshot, *, measures: Mapping[str, str] = MEASURES) -> HumanCapital:
    """Describe measures of second and of single migrants.

    Args:
        snapshot: its cases, whether interviewed or not.
        measures: column of persons -> label.
    """
    persons = people(snapshot)
    members = {group: [person for person in persons if group_of(person) == group] for group in GROUPS}
    return HumanCapital(
        rows=tuple(_row(measure, label, members) for measure, label in measures.items()),
        tertiary=tuple(_at_least(*TERTIARY, group, members[group]) for group in GROUPS),
        ungrouped=sum(group_of(person) is None for person in persons),
        group_rule=rule(snapshot.min_stay),
    )


def _row(measure: str, label: str, members: Mapping[Group, Sequence[Person]]) -> MeasureRow:
    numbers = {group: _numbers(measure, members[group]) for group in GROUPS}
    groups = tuple(
        MeasureGroup(
            group=group,
            persons=len(members[group]),
            n=len(numbers[group]),
            missing=_missing(measure, members[group]),
            summary=describe(numbers[group]),
        )
        for group in GROUPS
    )
    return MeasureRow(measure, label, groups, cliffs_delta(numbers["second"], numbers["single"]))


def _at_least(measure: str, threshold: int, group: Group, members: Sequence[Person]) -> AtLeast:
    numbers = _numbers(measure, members)
    reach = sum(number >= threshold for number in numbers)
    return AtLeast(measure, threshold, group, reach, len(numbers), share(reach, len(numbers)))


def _numbers(measure: str, members: Sequence[Person]) -> list[float]:
    return [float(text) for person in members if not missing_reason(text := value_of(person, measure) or "")]


def _missing(measure: str, members: Sequence[Person]) -> tuple[tuple[str, int], ...]:
    reasons = Counter(missing_reason(value_of(person, measure) or "") for person in members)
    del reasons[""]
    return tuple(sorted(reasons.items()))


def missing_reason(text: str) -> str:
    """Why a raw value is not a number of a measure, "" where it is one.

    >>> missing_reason("-7"), missing_reason(""), missing_reason("6")
    ('not asked in the source', 'not on record', '')
    """
    value = text.strip()
    if not value:
        return NO_RECORD
    if value in MISSING_REASONS:
        return MISSING_REASONS[value]
    digits = value.removeprefix("-").replace(".", "", 1)
    return "" if digits.isascii() and digits.isdigit() else NO_NUMBER
