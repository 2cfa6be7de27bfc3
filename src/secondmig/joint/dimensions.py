"""The ways to split codings into rows and columns: by code, by a facet, by a variable of persons."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from secondmig.core.countries import is_country, name
from secondmig.core.snapshot import Snapshot
from secondmig.core.types import Codebook, FacetValue
from secondmig.joint.groups import (
    ABOUT,
    NOT_STATED,
    Person,
    country_columns,
    entitled,
    grouping,
    interview_countries,
    no_value,
    value_texts,
    variables,
)
from secondmig.joint.passages import Passage, lineage

CODE: Final = "code"
NOT_STATED_LABEL: Final = "not stated"


@dataclass(frozen=True, slots=True)
class Dimension:
    """One way to split codings.

    Attributes:
        name: ``code``, a facet, or a variable of persons.
        keys: the values, in the order of tables; "" is "not stated".
        labels: key -> what people read.
        persons: key -> ids of the persons who could be counted there.
        keys_of: the keys a passage falls under.
        kind: what decides on the keys of a coding: its code, its facets or who speaks.
        known: the keys by code id, or by case id; empty for a facet, see :func:`keys_among`.
    """

    name: str
    keys: tuple[str, ...]
    labels: Mapping[str, str]
    persons: Mapping[str, frozenset[str]]
    keys_of: Callable[[Passage], tuple[str, ...]]
    kind: Literal["code", "facet", "variable"]
    known: Mapping[str, tuple[str, ...]]


def dimension(
    snapshot: Snapshot, name: str, persons: Sequence[Person], passages: Sequence[Passage]
) -> Dimension:
    """The dimension of that name.

    Args:
        snapshot: for its codebooks.
        name: ``code``; a facet that a codebook declares or a coding carries; else a variable of persons.
        persons: those who could be counted.
        passages: the codings to split; only values that occur get a key.

    Raises:
        SecondmigError: there is no such dimension.
    """
    used = {passage.coding.code_id for passage in passages}
    sets = [passage.coding.facets for passage in passages] if name != CODE else []
    carried = {facet for coding in snapshot.codings for facet in coding.facets}
    return dimension_of(snapshot.codebooks, name, persons, Carried(used, sets, carried))


@dataclass(frozen=True, slots=True)
class Carried:
    """What codings carry, without the codings.

    Attributes:
        codes: ids of the codes that occur.
        sets: the sets of facets that occur, defaults filled in.
        names: facets that any coding carries, with a place in the texts or without.
    """

    codes: Collection[str]
    sets: Collection[Mapping[str, FacetValue]]
    names: Collection[str]


def dimension_of(
    codebooks: Sequence[Codebook], name: str, persons: Sequence[Person], carried: Carried
) -> Dimension:
    """The dimension of that name, for codings of which only what they carry is known.

    Raises:
        SecondmigError: there is no such dimension.
    """
    if name == CODE:
        return _codes(codebooks, persons, carried.codes)
    named = facets_of(codebooks, carried.names)
    if name in named:
        return _facet(codebooks, name, persons, carried.sets)
    known = variables(persons)
    if name not in known:
        raise no_value(name, known, (CODE, *named))
    return _variable(name, persons)


def facets(snapshot: Snapshot) -> tuple[str, ...]:
    """Facets that a codebook declares or a coding carries, in alphabetical order."""
    return facets_of(snapshot.codebooks, {facet for coding in snapshot.codings for facet in coding.facets})


def facets_of(codebooks: Iterable[Codebook], carried: Iterable[str]) -> tuple[str, ...]:
    """Facets that a codebook declares or that codings carry, in alphabetical order."""
    declared = {spec.name for codebook in codebooks for spec in codebook.facets}
    return tuple(sorted(declared.union(carried)))


def _codes(codebooks: Sequence[Codebook], persons: Iterable[Person], used: Iterable[str]) -> Dimension:
    parents = {code.id: code.parent for codebook in codebooks for code in codebook.codes}
    lines = {code_id: lineage(parents, code_id) for code_id in sorted(set(used))}
    found = {code_id for line in lines.values() for code_id in line}
    keys = (*(code_id for code_id in parents if code_id in found), *sorted(found - set(parents)))
    everybody = frozenset(person.case.id for person in persons)
    labels = {code.id: code.label for codebook in codebooks for code in codebook.codes}
    return Dimension(
        name=CODE,
        keys=keys,
        labels={key: labels.get(key, key) for key in keys},
        persons=dict.fromkeys(keys, everybody),
        keys_of=lambda passage: lines[passage.coding.code_id],
        kind="code",
        known=lines,
    )


def _facet(
    codebooks: Sequence[Codebook],
    facet: str,
    persons: Sequence[Person],
    sets: Iterable[Mapping[str, FacetValue]],
) -> Dimension:
    found = {value for each in sets for value in keys_among(each, facet)}
    if facet == ABOUT:
        keys = country_columns(found, persons)
    else:
        ranks = {value: rank for rank, value in enumerate(_declared(codebooks, facet))}
        keys = tuple(
            sorted(found, key=lambda value: (value == NOT_STATED, ranks.get(value, len(ranks)), value))
        )
    texts = {
        value: label
        for codebook in codebooks
        for spec in codebook.facets
        if spec.name == facet
        for value, label in spec.labels.items()
    }
    return Dimension(
        name=facet,
        keys=keys,
        labels={key: texts.get(key) or readable(key) for key in keys},
        persons={
            key: frozenset(person.case.id for person in persons if facet != ABOUT or entitled(person, key))
            for key in keys
        },
        keys_of=lambda passage: keys_among(passage.coding.facets, facet),
        kind="facet",
        known={},
    )


def keys_among(facets: Mapping[str, FacetValue], facet: str) -> tuple[str, ...]:
    """The keys that codings with these facets fall under: the values as text, "" for none."""
    return value_texts(facets.get(facet)) or (NOT_STATED,)


def _declared(codebooks: Sequence[Codebook], facet: str) -> tuple[str, ...]:
    specs = [spec for codebook in codebooks for spec in codebook.facets if spec.name == facet]
    values = (
        str(value).lower() if isinstance(value, bool) else str(value)
        for spec in specs
        for value in spec.values
    )
    return tuple(dict.fromkeys(values))


def _variable(variable: str, persons: Sequence[Person]) -> Dimension:
    values = {case: value or NOT_STATED for case, value in grouping(persons, variable).items()}
    first = {"interview_country": interview_countries(persons), "group": ("second", "single")}.get(
        variable, ()
    )
    ranks = {value: rank for rank, value in enumerate(first)}
    keys = tuple(
        sorted(
            set(values.values()),
            key=lambda value: (value == NOT_STATED, ranks.get(value, len(ranks)), *_natural(value)),
        )
    )
    return Dimension(
        name=variable,
        keys=keys,
        labels={key: readable(key) for key in keys},
        persons={key: frozenset(case for case, value in values.items() if value == key) for key in keys},
        keys_of=lambda passage: tuple(
            dict.fromkeys(values[case] for case in passage.persons() if case in values)
        ),
        kind="variable",
        known={case: (value,) for case, value in values.items()},
    )


def _natural(value: str) -> tuple[int, str]:
    return (int(value), value) if value.isascii() and value.isdigit() else (10**18, value)


def readable(key: str) -> str:
    """A key as people read it: the name of a country, "not stated" for the empty key, else the key itself."""
    if key == NOT_STATED:
        return NOT_STATED_LABEL
    return name(key) if is_country(key) else key
