"""The ways to split codings into rows and columns: by code, by a facet, by a variable of persons."""

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from secondmig.core.countries import is_country, name
from secondmig.core.errors import SecondmigError
from secondmig.core.snapshot import Snapshot
from secondmig.joint.groups import (
    ABOUT,
    NOT_STATED,
    Person,
    country_columns,
    entitled,
    facet_texts,
    grouping,
    interview_countries,
    variables,
)
from secondmig.joint.passages import Passage, code_labels, code_parents, lineage

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
    """

    name: str
    keys: tuple[str, ...]
    labels: Mapping[str, str]
    persons: Mapping[str, frozenset[str]]
    keys_of: Callable[[Passage], tuple[str, ...]]


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
    if name == CODE:
        return _codes(snapshot, persons, passages)
    if name in facets(snapshot):
        return _facet(snapshot, name, persons, passages)
    known = variables(persons)
    if name not in known:
        everything = (CODE, *facets(snapshot), *known)
        close = difflib.get_close_matches(name, everything, n=3, cutoff=0.6)
        hint = f"did you mean {', '.join(close)}?" if close else f"one of {', '.join(everything)}"
        raise SecondmigError(f"{name} is neither code nor a facet nor a variable of persons", hint=hint)
    return _variable(name, persons)


def facets(snapshot: Snapshot) -> tuple[str, ...]:
    """Facets that a codebook declares or a coding carries, in alphabetical order."""
    declared = {spec.name for codebook in snapshot.codebooks for spec in codebook.facets}
    carried = {facet for coding in snapshot.codings for facet in coding.facets}
    return tuple(sorted(declared | carried))


def _codes(snapshot: Snapshot, persons: Iterable[Person], passages: Iterable[Passage]) -> Dimension:
    parents = code_parents(snapshot)
    used = {passage.coding.code_id for passage in passages}
    lines = {code_id: lineage(parents, code_id) for code_id in sorted(used)}
    found = {code_id for line in lines.values() for code_id in line}
    keys = (*(code_id for code_id in parents if code_id in found), *sorted(found - set(parents)))
    everybody = frozenset(person.case.id for person in persons)
    labels = code_labels(snapshot)
    return Dimension(
        name=CODE,
        keys=keys,
        labels={key: labels.get(key, key) for key in keys},
        persons=dict.fromkeys(keys, everybody),
        keys_of=lambda passage: lines[passage.coding.code_id],
    )


def _facet(
    snapshot: Snapshot, facet: str, persons: Sequence[Person], passages: Iterable[Passage]
) -> Dimension:
    found = {value for passage in passages for value in _facet_keys(passage, facet)}
    if facet == ABOUT:
        keys = country_columns(found, persons)
    else:
        ranks = {value: rank for rank, value in enumerate(_declared(snapshot, facet))}
        keys = tuple(
            sorted(found, key=lambda value: (value == NOT_STATED, ranks.get(value, len(ranks)), value))
        )
    texts = {
        value: label
        for codebook in snapshot.codebooks
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
        keys_of=lambda passage: _facet_keys(passage, facet),
    )


def _facet_keys(passage: Passage, facet: str) -> tuple[str, ...]:
    return facet_texts(passage.coding, facet) or (NOT_STATED,)


def _declared(snapshot: Snapshot, facet: str) -> tuple[str, ...]:
    specs = [spec for codebook in snapshot.codebooks for spec in codebook.facets if spec.name == facet]
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
    )


def _natural(value: str) -> tuple[int, str]:
    return (int(value), value) if value.isascii() and value.isdigit() else (10**18, value)


def readable(key: str) -> str:
    """A key as people read it: the name of a country, "not stated" for the empty key, else the key itself."""
    if key == NOT_STATED:
        return NOT_STATED_LABEL
    return name(key) if is_country(key) else key
