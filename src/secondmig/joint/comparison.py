"""Groups of persons compared on what they say, code by code; the person is the unit, never the segment."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import fsum
from statistics import fmean, median
from typing import Final

from secondmig.core.errors import SecondmigError
from secondmig.estimate.values import Estimate, known, undefined
from secondmig.joint.comparison_values import Measured, told_under, turns_of
from secondmig.joint.contrast import (
    NO_OTHER_SIDE,
    Contrast,
    Way,
    contrast,
    no_contrast,
    relabelled,
    strength,
)
from secondmig.joint.groups import Person, value_of
from secondmig.joint.passages import Passage
from secondmig.joint.person_codes import asked_status, items_for, segments
from secondmig.joint.person_columns import Cell, Missing
from secondmig.joint.person_ground import CodeAsked, Ground
from secondmig.stats.effect import share

REST: Final = "all others"
ROUNDING: Final = 1e-9
STRATA: Final = "interview_country"
STRATA_OF_COUNTRIES: Final = "group"
_COUNTRIES: Final = frozenset({"interview_country", "current"})
RULE: Final = (
    "the person is the unit: each has one number for a code, and persons are compared, never segments; "
    "who has no value of the variable, or whose interviews nobody has read for the codebook, is left out"
)
REST_RULE: Final = "each group is set against all other persons"
PAIR_RULE: Final = "each group is set against the group named"
WITHIN_METHOD: Final = "Mantel and Haenszel weights over strata"
WITHIN_RULE: Final = (
    "within: the difference inside the strata that have both sides, weighted by n1 n2 / (n1 + n2) of each "
    "(Mantel and Haenszel 1959)"
)


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups of a variable of persons.

    Attributes:
        variable: of persons.
        keys: the groups in the order of tables, none without a person.
        labels: key -> what people read.
        of: case id -> key.
        left_out: persons without a value.
    """

    variable: str
    keys: tuple[str, ...]
    labels: Mapping[str, str]
    of: Mapping[str, str]
    left_out: int = 0

    def size(self, key: str) -> int:
        """Persons of a group."""
        return sum(each == key for each in self.of.values())

    def strata(self) -> str:
        """The variable that differences are taken apart by."""
        return STRATA_OF_COUNTRIES if self.variable in _COUNTRIES else STRATA


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a comparison.

    Attributes:
        measured: how persons are measured.
        against: the group that the others are set against; each against all others where empty.
        inference: whether intervals, odds ratios, probabilities and p are asked for.
        seed: of random numbers.
    """

    measured: Measured = field(default_factory=Measured)
    against: str = ""
    inference: bool = False
    seed: int = 0

    def way(self) -> Way:
        """How sides are set against each other."""
        measured = self.measured
        return Way(measured.quantity == "presence", self.inference, self.seed, measured.unit())


@dataclass(frozen=True, slots=True)
class AllGroups:
    """What is told of several groups at once.

    Attributes:
        v: Cramer's V, of presence.
        p: of re-labelling the persons.
    """

    v: Estimate = field(default_factory=lambda: undefined(NO_OTHER_SIDE))
    p: Estimate = field(default_factory=lambda: undefined(NO_OTHER_SIDE))


@dataclass(frozen=True, slots=True)
class Compared:
    """One code in one group, and how the group differs.

    Attributes:
        code: the code.
        label: of the code.
        group: key of the group.
        persons: with a passage under the code, among ``persons_total``.
        persons_total: of the group, whose interviews were read.
        turns: distinct turns of these persons with a passage.
        segments: distinct stretches of text.
        share: persons / persons_total.
        n: persons with a number; fewer than ``persons_total`` where the way of counting has none for some.
        mean: of the numbers.
        median: of the numbers.
        not_asked: persons without a passage to whom the topic was never put.
        missing: reason -> persons of the group without a number.
        against: the other side: a group, or all others; "" for the group the others are set against.
        contrast: the difference from the other side.
        tested: over all groups of the code at once; of the pair, where a group is named to set against.
        within: the same difference inside strata.
        reversed_: whether every stratum in which the sides differ has the other sign than the whole.
        presence: whether the number of a person says only whether the person has it.
    """

    code: str
    label: str
    group: str
    persons: int
    persons_total: int
    turns: int
    segments: int
    share: Estimate
    n: int
    mean: Estimate
    median: Estimate
    not_asked: int
    missing: Mapping[str, int]
    against: str = ""
    contrast: Contrast = field(default_factory=no_contrast)
    tested: AllGroups = field(default_factory=AllGroups)
    within: Estimate = field(default_factory=lambda: undefined(NO_OTHER_SIDE))
    reversed_: bool = False
    presence: bool = True


def groups_of(
    persons: Sequence[Person], variable: str, keys: Sequence[str], labels: Mapping[str, str]
) -> Groups:
    """The groups that persons fall into.

    Args:
        persons: those compared.
        variable: of persons.
        keys: its values in the order of tables; "" is "not stated".
        labels: key -> what people read.

    Raises:
        SecondmigError: fewer than two groups have anybody.
    """
    of = {person.case.id: value for person in persons if (value := value_of(person, variable))}
    filled = tuple(key for key in keys if key in set(of.values()))
    if not filled:
        raise SecondmigError(
            f"nobody has a value of {variable}: there is nothing to compare",
            hint="secondmig case list shows what is known of each person",
        )
    if len(filled) == 1:
        raise SecondmigError(
            f"all persons with a value of {variable} are in one group, {labels.get(filled[0], filled[0])}",
            hint="choose another variable with --cols, or choose more persons",
        )
    return Groups(variable, filled, labels, of, len(persons) - len(of))


def compare(
    ground: Ground, codes: Sequence[CodeAsked], groups: Groups, wanted: Wanted
) -> tuple[Compared, ...]:
    """Compare the groups code by code, group after group.

    Args:
        ground: the codings, with the persons compared.
        codes: those compared.
        groups: at least two.
        wanted: how.

    Raises:
        SecondmigError: the group to set the others against is none of them.
    """
    if wanted.against and wanted.against not in groups.keys:
        raise SecondmigError(
            f"no person is in the group {wanted.against} of {groups.variable}",
            hint=f"one of {', '.join(groups.keys)}",
        )
    return tuple(row for code in codes for row in _rows(_told(ground, code, groups, wanted), groups, wanted))


@dataclass(frozen=True, slots=True)
class _Told:
    """One code: what each person says under it, and the person's number."""

    ground: Ground
    code: CodeAsked
    measured: Measured
    persons: Mapping[str, Person]
    passages: Mapping[str, tuple[Passage, ...]]
    cells: Mapping[str, Cell]
    not_asked: frozenset[str]

    def numbers(self, cases: Sequence[str]) -> dict[str, float]:
        """Case id -> number, of those who have one."""
        found = ((case, self.cells[case]) for case in cases)
        return {case: cell for case, cell in found if isinstance(cell, float | int)}


def _told(ground: Ground, code: CodeAsked, groups: Groups, wanted: Wanted) -> _Told:
    book = code.codebook.rpartition("@")[0]
    persons = {each.case.id: each for each in ground.persons if each.case.id in groups.of}
    passages = {case: told_under(ground, person, code.counted) for case, person in persons.items()}
    cells: dict[str, Cell] = {
        case: ground.unread(person, book) or wanted.measured.of(ground, person, passages[case])
        for case, person in persons.items()
    }
    return _Told(
        ground, code, wanted.measured, persons, passages, cells, _not_asked(ground, code, persons, passages)
    )


def _not_asked(
    ground: Ground, code: CodeAsked, persons: Mapping[str, Person], passages: Mapping[str, Sequence[Passage]]
) -> frozenset[str]:
    items = items_for(ground.guide, code) if ground.guide is not None else ()
    if ground.guide is None or not items:
        return frozenset()
    return frozenset(
        case
        for case, person in persons.items()
        if asked_status(ground.guide, items, person.documents, mentioned=bool(passages[case])) == "not_asked"
    )


def _rows(told: _Told, groups: Groups, wanted: Wanted) -> list[Compared]:
    members = {key: [case for case in told.persons if groups.of[case] == key] for key in groups.keys}
    sides = {key: told.numbers(cases) for key, cases in members.items()}
    way = wanted.way()
    whole = None if wanted.against else _together([list(side.values()) for side in sides.values()], way)
    rows = []
    for key, cases in members.items():
        others = [each for each in groups.keys if each != key]
        if wanted.against:
            others = [wanted.against] if key != wanted.against else []
        mine = sides[key]
        theirs = {case: value for other in others for case, value in sides[other].items()}
        pair = (list(mine.values()), list(theirs.values()))
        row = _described(told, key, cases, mine)
        if others:
            made = contrast(*pair, way)
            both = _by_stratum(told.persons, mine, theirs, groups.strata())
            row = replace(
                row,
                against=others[0] if len(others) == 1 else REST,
                contrast=made,
                tested=whole or _together(pair, way),
                within=_within(both, groups.strata()),
                reversed_=is_reversed(made.difference.value, [fmean(x) - fmean(y) for x, y in both]),
            )
        rows.append(row)
    return rows


def _together(sides: Sequence[Sequence[float]], way: Way) -> AllGroups:
    return AllGroups(strength(sides, way), relabelled(sides, way))


def _described(told: _Told, key: str, cases: Sequence[str], numbers: Mapping[str, float]) -> Compared:
    """A row without its contrast."""
    book = told.code.codebook.rpartition("@")[0]
    read = [case for case in cases if told.ground.unread(told.persons[case], book) is None]
    passages = [each for case in read for each in told.passages[case]]
    mentioning = sum(bool(told.passages[case]) for case in read)
    values, unit = list(numbers.values()), told.measured.unit()
    nobody = undefined("nobody has a number", unit=unit)
    missing = Counter(cell.reason for case in cases if isinstance(cell := told.cells[case], Missing))
    return Compared(
        code=told.code.id,
        label=told.code.label,
        group=key,
        persons=mentioning,
        persons_total=len(read),
        turns=len({turn for case in read for turn in turns_of(told.passages[case], told.persons[case])}),
        segments=len(segments(passages)),
        share=share(mentioning, len(read), reason="nobody whose interview was read"),
        n=len(values),
        mean=known(fmean(values), n=len(values), unit=unit) if values else nobody,
        median=known(median(values), n=len(values), unit=unit) if values else nobody,
        not_asked=len(told.not_asked & set(read)),
        missing=dict(sorted(missing.items())),
        presence=told.measured.quantity == "presence",
    )


def _by_stratum(
    persons: Mapping[str, Person], mine: Mapping[str, float], theirs: Mapping[str, float], strata: str
) -> list[tuple[list[float], list[float]]]:
    """The numbers of both sides in each stratum that has both."""
    found: defaultdict[str, tuple[list[float], list[float]]] = defaultdict(lambda: ([], []))
    for place, side in enumerate((mine, theirs)):
        for case, value in side.items():
            stratum = value_of(persons[case], strata)
            if stratum is not None:
                found[stratum][place].append(value)
    return [(x, y) for _, (x, y) in sorted(found.items()) if x and y]


def _within(both: Sequence[tuple[list[float], list[float]]], strata: str) -> Estimate:
    """The difference inside strata, put together by the weights of Mantel and Haenszel."""
    n = sum(len(x) + len(y) for x, y in both)
    if not both:
        return undefined(f"no stratum of {strata} has both sides", method=WITHIN_METHOD)
    weights = [len(x) * len(y) / (len(x) + len(y)) for x, y in both]
    differences = [fmean(x) - fmean(y) for x, y in both]
    pooled = fsum(w * d for w, d in zip(weights, differences, strict=True)) / fsum(weights)
    return known(pooled, n=n, method=WITHIN_METHOD)


def is_reversed(whole: float | None, strata: Sequence[float]) -> bool:
    """Whether the differences of the strata, as far as there are any, all have the other sign than the whole.

    >>> is_reversed(0.2, [-0.1, 0.0, -0.3]), is_reversed(0.2, [-0.1, 0.3]), is_reversed(0.2, [0.0])
    (True, False, False)
    """
    signs = {each > 0 for each in strata if abs(each) > ROUNDING}
    return whole is not None and abs(whole) > ROUNDING and signs == {whole < 0}
