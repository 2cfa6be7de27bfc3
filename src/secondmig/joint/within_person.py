"""Two countries compared within each person: what the same people say of the one and of the other.

Who talks much talks much of both, and who judges harshly judges both: the differences are those of persons.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import fmean, median
from typing import Final

from secondmig.core.countries import is_country
from secondmig.core.errors import SecondmigError
from secondmig.estimate.values import Estimate, known, undefined
from secondmig.joint.compared import paired_dominance
from secondmig.joint.comparison_values import Measured, is_about, told_under, turns_of
from secondmig.joint.contrast import NOT_ASKED_FOR
from secondmig.joint.groups import Person, destinations, origin_of, value_of, variables
from secondmig.joint.passages import Passage
from secondmig.joint.person_codes import segments
from secondmig.joint.person_columns import Missing
from secondmig.joint.person_ground import CodeAsked, Ground

NO_PLACE: Final = "no_two_countries"
NOBODY: Final = "nobody has both numbers"
PAIRED_RULE: Final = (
    "within each person the number about the first country less the number about the second; persons for "
    "whom the two are one country, or one has no number, are left out"
)
ROUNDING: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Pair:
    """A person with two numbers.

    Attributes:
        case: id of the person.
        places: the two countries, ISO3.
        first: the number about the first.
        second: the number about the second.
    """

    case: str
    places: tuple[str, str]
    first: float
    second: float

    @property
    def difference(self) -> float:
        """First less second; a rounding error is no difference."""
        gap = self.first - self.second
        return 0.0 if abs(gap) < ROUNDING else gap


@dataclass(frozen=True, slots=True)
class About:
    """What the persons of the pairs say of one of the two countries.

    Attributes:
        name: the country, or the variable that names each person's.
        persons: with a passage about it.
        turns: with such a passage.
        segments: distinct stretches.
        mean: of the numbers.
        median: of the numbers.
    """

    name: str
    persons: int
    turns: int
    segments: int
    mean: Estimate
    median: Estimate


@dataclass(frozen=True, slots=True)
class PairedCode:
    """One code compared within persons.

    Attributes:
        code: the code.
        label: of the code.
        pairs: the persons compared, by id.
        sides: what they say of the first and of the second.
        left_out: reason -> ids of persons.
        difference: mean of the differences.
        middle: median of the differences.
        dominance: persons with more about the first, less persons with less, over all.
        p: sign test over the persons.
    """

    code: str
    label: str
    pairs: tuple[Pair, ...]
    sides: tuple[About, About]
    left_out: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    difference: Estimate = field(default_factory=lambda: undefined(NOBODY))
    middle: Estimate = field(default_factory=lambda: undefined(NOBODY))
    dominance: Estimate = field(default_factory=lambda: undefined(NOBODY))
    p: Estimate = field(default_factory=lambda: undefined(NOT_ASKED_FOR))

    def having(self, sign: int) -> tuple[str, ...]:
        """Ids of the persons whose difference has this sign: 1, -1, or 0 for ties."""
        return tuple(
            each.case for each in self.pairs if (each.difference > 0) - (each.difference < 0) == sign
        )


def places_of(persons: Sequence[Person], name: str) -> dict[str, str]:
    """Case id -> the country that a name means for that person.

    Args:
        persons: those compared.
        name: a variable that names a country, such as ``first_destination``, ``current`` or ``origin``; or an
            ISO3 code, which means that country for those who have lived in it or come from it.

    Raises:
        SecondmigError: it is neither, or names nobody's country.
    """
    if is_country(name):
        found = {
            each.case.id: name for each in persons if name in destinations(each) or origin_of(each) == name
        }
        if found:
            return found
        raise SecondmigError(f"nobody has lived in {name}", hint="secondmig query trajectory lists the stays")
    known_names = variables(persons)
    values = {each.case.id: value_of(each, name) for each in persons} if name in known_names else {}
    found = {case: value for case, value in values.items() if value is not None and is_country(value)}
    if not found:
        raise SecondmigError(
            f"{name} names no country of any person",
            hint="--paired takes two of first_destination, current, origin, or codes such as JPN,USA",
        )
    return found


def compare_within(
    ground: Ground,
    codes: Sequence[CodeAsked],
    names: tuple[str, str],
    measured: Measured,
    *,
    inference: bool = False,
    everything: Mapping[str, Sequence[Passage]] | None = None,
) -> tuple[PairedCode, ...]:
    """Compare what each person says of two countries, code by code.

    Args:
        ground: the codings compared, with the persons.
        codes: those compared.
        names: of the two countries, see :func:`places_of`.
        measured: how; one of the ways of WITHIN.
        inference: whether p is asked for.
        everything: case id -> all passages, for the turns about a country; those of the ground where None.

    Raises:
        SecondmigError: a name means no country, or nobody has two different ones.
    """
    first, second = (places_of(ground.persons, name) for name in names)
    pairs = {
        case: (first[case], second[case])
        for case in sorted(first.keys() & second.keys())
        if first[case] != second[case]
    }
    if not pairs:
        raise SecondmigError(
            f"for nobody {names[0]} and {names[1]} are two different countries",
            hint="secondmig query trajectory lists the stays",
        )
    spoken = ground.said if everything is None else everything
    question = _Question(names, pairs, measured, spoken, inference)
    return tuple(_paired(ground, code, question) for code in codes)


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked of every code."""

    names: tuple[str, str]
    places: Mapping[str, tuple[str, str]]
    measured: Measured
    spoken: Mapping[str, Sequence[Passage]]
    inference: bool


def _paired(ground: Ground, code: CodeAsked, question: _Question) -> PairedCode:
    found: list[Pair] = []
    left_out: defaultdict[str, list[str]] = defaultdict(list)
    for person in ground.persons:
        numbers = _numbers(ground, code, person, question)
        if isinstance(numbers, Missing):
            left_out[numbers.reason].append(person.case.id)
        else:
            found.append(Pair(person.case.id, question.places[person.case.id], *numbers))
    pairs = tuple(sorted(found, key=lambda each: each.case))
    unit = question.measured.unit()
    first, second = (_about(ground, code, question.names, pairs, side, unit) for side in (0, 1))
    told = {reason: tuple(sorted(cases)) for reason, cases in sorted(left_out.items())}
    made = PairedCode(code.id, code.label, pairs, (first, second), told)
    return _summed(made, unit, inference=question.inference) if pairs else made


def _numbers(
    ground: Ground, code: CodeAsked, person: Person, question: _Question
) -> tuple[float, float] | Missing:
    """The person's two numbers, or why there are none."""
    case, book = person.case.id, code.codebook.rpartition("@")[0]
    if case not in question.places:
        return Missing(NO_PLACE)
    unread = ground.unread(person, book)
    if unread is not None:
        return unread
    passages, spoken = told_under(ground, person, code.counted), question.spoken.get(case, ())
    first, second = (
        question.measured.about(person, passages, spoken, place) for place in question.places[case]
    )
    if isinstance(first, float) and isinstance(second, float):
        return first, second
    return next(each for each in (first, second) if isinstance(each, Missing))


def _about(
    ground: Ground, code: CodeAsked, names: tuple[str, str], pairs: Sequence[Pair], side: int, unit: str
) -> About:
    persons = {each.case.id: each for each in ground.persons}
    found = {
        pair.case: [
            each
            for each in told_under(ground, persons[pair.case], code.counted)
            if is_about(each, persons[pair.case], pair.places[side])
        ]
        for pair in pairs
    }
    numbers = [pair.second if side else pair.first for pair in pairs]
    nobody = undefined(NOBODY, unit=unit)
    return About(
        name=names[side],
        persons=sum(map(bool, found.values())),
        turns=len({turn for case, each in found.items() for turn in turns_of(each, persons[case])}),
        segments=len(segments(each for passages in found.values() for each in passages)),
        mean=known(fmean(numbers), n=len(numbers), unit=unit) if numbers else nobody,
        median=known(median(numbers), n=len(numbers), unit=unit) if numbers else nobody,
    )


def _summed(made: PairedCode, unit: str, *, inference: bool) -> PairedCode:
    differences = [each.difference for each in made.pairs]
    n = len(differences)
    p = made.p
    if inference:
        from secondmig.stats.permute import sign_test

        p = sign_test(differences)
    return replace(
        made,
        difference=known(fmean(differences), n=n, method="mean of the differences", unit=unit),
        middle=known(median(differences), n=n, method="median of the differences", unit=unit),
        dominance=paired_dominance(differences),
        p=p,
    )
