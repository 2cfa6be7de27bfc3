"""Statistics by themes: how many of each group speak of a theme, and what those who do have that others lack.

Computed from the person table, so that each number is the one that stands there.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from secondmig.core.errors import SecondmigError
from secondmig.estimate.values import Estimate, undefined
from secondmig.joint.person_columns import Cell, Column, Missing, group_text
from secondmig.joint.person_table import PersonTable
from secondmig.stats.describe import Summary, describe
from secondmig.stats.effect import cliffs_delta, share
from secondmig.stats.permute import exact_rank_sum

MOST_GROUPS: Final = 12
NOT_STATED: Final = ""
THEME_RULE: Final = (
    "persons who mention the theme, or a code below it, of all who were interviewed and coded; coverage is "
    "the mean of the persons' shares of their own speech, those who say nothing of it with 0"
)
CAPITAL_RULE: Final = (
    "mean of the measure among those who mention the theme and those who do not, each with n; Cliff's delta "
    "is positive where those who mention it have more; a person without the measure is in neither"
)
ASKED_ONLY: Final = "only persons of whom an item of the guide asked it"
_ASKED: Final = frozenset({"mentioned", "asked_not_mentioned"})
_NUMBER: Final = re.compile(r"-?\d+")


@dataclass(frozen=True, slots=True)
class Axis:
    """The groups that are the columns.

    Attributes:
        name: of the column they come from.
        keys: values in order, "" for persons without one.
        labels: key -> what people read.
        of: for each person the key.
    """

    name: str
    keys: tuple[str, ...]
    labels: Mapping[str, str]
    of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ThemeCell:
    """A theme in a group.

    Attributes:
        group: key of the group.
        persons: who mention it.
        persons_total: who could have.
        asked: of these, whom the guide's items asked; None where the guide says nothing of it.
        share: persons / persons_total.
        coverage: mean share of speech.
    """

    group: str
    persons: int
    persons_total: int
    asked: int | None
    share: Estimate
    coverage: Estimate


@dataclass(frozen=True, slots=True)
class Theme:
    """A row of the display.

    Attributes:
        code: id.
        label: what people read.
        cells: one for each group.
        having: the measure of those who mention it.
        lacking: of those who do not.
        lacking_asked: of these, whom the guide's items asked; None where the guide says nothing of it.
        delta: Cliff's delta of the first over the second.
        p: by re-labelling of persons; None unless asked for.
    """

    code: str
    label: str
    cells: tuple[ThemeCell, ...]
    having: Summary
    lacking: Summary
    lacking_asked: int | None
    delta: Estimate
    p: Estimate | None = None


def axis(column: Column) -> Axis:
    """The groups of a column: in the order of its labels, else numbers by size and texts by alphabet.

    Raises:
        SecondmigError: it has too many values to be columns.
    """
    of = tuple(group_text(cell) for cell in column.cells)
    found = set(of) - {NOT_STATED}
    if len(found) > MOST_GROUPS:
        raise SecondmigError(
            f"{column.name} has {len(found)} values, too many to be columns",
            hint="one with few values, e.g. --by interview_country",
        )
    ordered = [key for key in column.labels if key in found]
    ordered += sorted(found - set(ordered), key=_natural)
    keys = (*ordered, *([NOT_STATED] if NOT_STATED in of else []))
    labels = {key: column.labels.get(key, key) or "not stated" for key in keys}
    return Axis(column.name, keys, labels, of)


def _natural(key: str) -> tuple[float, str]:
    return (int(key), key) if _NUMBER.fullmatch(key) else (float("inf"), key)


@dataclass(frozen=True, slots=True)
class _Columns:
    """The columns of a code."""

    label: str
    has: Sequence[Cell]
    coverage: Sequence[Cell]
    asked: Sequence[Cell] | None

    @classmethod
    def of(cls, table: PersonTable, code: str) -> "_Columns":
        found = {column.suffix: column for column in table.columns if column.code == code}
        asked = found.get("_asked")
        label = found["_has"].label.rpartition(":")[0]
        return cls(label, found["_has"].cells, found["_cov"].cells, asked.cells if asked else None)


@dataclass(frozen=True, slots=True)
class ThemesAsked:
    """What is put side by side.

    Attributes:
        codes: ids, in order.
        groups: made by :func:`axis` of a column of the table.
        measure: a column of numbers; None for none.
        asked_only: count only persons of whom an item of the guide asked the code.
        inference: give p, by re-labelling of persons.
        seed: of the re-labellings, where they are too many to go through.
    """

    codes: tuple[str, ...]
    groups: Axis
    measure: Column | None = None
    asked_only: bool = False
    inference: bool = False
    seed: int = 0


def themes(table: PersonTable, asked: ThemesAsked) -> tuple[Theme, ...]:
    """A row for each code.

    Args:
        table: with the columns of these codes.
        asked: which.

    Raises:
        SecondmigError: the measure holds no numbers.
    """
    measure = asked.measure
    if measure is not None and measure.kind != "number":
        raise SecondmigError(
            f"{measure.name} holds no numbers, so it has no mean", hint="--measure with a number or a scale"
        )
    return tuple(_theme(table, code, asked) for code in asked.codes)


def _theme(table: PersonTable, code: str, asked: ThemesAsked) -> Theme:
    columns, measure = _Columns.of(table, code), asked.measure
    counted = [
        place
        for place, cell in enumerate(columns.has)
        if not isinstance(cell, Missing)
        and (not asked.asked_only or (columns.asked is not None and columns.asked[place] in _ASKED))
    ]
    numbers = measure.cells if measure else [Missing("no measure")] * len(columns.has)
    sides: dict[bool, list[float]] = {True: [], False: []}
    for place in counted:
        number = numbers[place]
        if isinstance(number, float):
            sides[bool(columns.has[place])].append(number)
    absent = [place for place in counted if not columns.has[place]]
    having, lacking = sides[True], sides[False]
    tested = asked.inference and measure is not None
    return Theme(
        code=code,
        label=columns.label,
        cells=tuple(_cell(columns, key, asked.groups, counted) for key in asked.groups.keys),
        having=describe(having, unit=measure.unit if measure else ""),
        lacking=describe(lacking, unit=measure.unit if measure else ""),
        lacking_asked=None if columns.asked is None else _asked_in(columns.asked, absent),
        delta=_delta(having, lacking) if measure else undefined("no measure"),
        p=exact_rank_sum(having, lacking, seed=asked.seed) if tested else None,
    )


def _delta(having: Sequence[float], lacking: Sequence[float]) -> Estimate:
    """Cliff's delta, the reason in the words of the display."""
    found = cliffs_delta(having, lacking)
    if found.value is not None:
        return found
    told = "nobody mentions it" if not having else "everybody mentions it"
    told = "nobody has the measure" if not having and not lacking else told
    return undefined(told, n=found.n, method=found.method, unit=found.unit)


def _cell(columns: _Columns, key: str, groups: Axis, counted: Sequence[int]) -> ThemeCell:
    mine = [place for place in counted if groups.of[place] == key]
    persons = sum(bool(columns.has[place]) for place in mine)
    shares = [cell for place in mine if isinstance(cell := columns.coverage[place], float)]
    return ThemeCell(
        group=key,
        persons=persons,
        persons_total=len(mine),
        asked=None if columns.asked is None else _asked_in(columns.asked, mine),
        share=share(persons, len(mine)),
        coverage=describe(shares, unit="share of characters").mean,
    )


def _asked_in(cells: Sequence[Cell], places: Iterable[int]) -> int:
    return sum(cells[place] in _ASKED for place in places)
