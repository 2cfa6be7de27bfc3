"""Persons by any grouping variable: what their file says, and what follows from their trajectory."""

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from secondmig.core.countries import is_country, region
from secondmig.core.errors import SecondmigError
from secondmig.core.snapshot import Snapshot
from secondmig.core.types import Case, Coding, FacetValue
from secondmig.survey.trajectory import Trajectory, derive, interviewed

ABOUT: Final = "about_country"
ORIGIN: Final = "ORIGIN"
NOT_STATED: Final = ""
PLACEHOLDERS: Final = (ORIGIN, "NEXT", "ELSEWHERE", "NONE", NOT_STATED)
"""Values of ``about_country`` that are no country, in the order of tables; they keep columns of their own."""


@dataclass(frozen=True, slots=True)
class Person:
    """A case with what follows from its legs and the interviews the snapshot holds of it.

    Attributes:
        case: as stored.
        trajectory: derived from the legs, open stays counted up to the interview.
        documents: ids of the snapshot's documents this person speaks in, ordered; may be empty.
    """

    case: Case
    trajectory: Trajectory
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CountryMeant:
    """What a coding's ``about_country`` points to.

    Attributes:
        column: the column that tables use, as coded: an ISO3 code, ORIGIN, NEXT, ELSEWHERE, NONE or "".
        country: the ISO3 code behind it for this speaker, None where there is none or it is unknown.
    """

    column: str
    country: str | None


def people(snapshot: Snapshot) -> tuple[Person, ...]:
    """Every person of the snapshot with a derived trajectory, by case id."""
    held = {document.id: document for document in snapshot.documents}
    persons = []
    for case in sorted(snapshot.cases, key=lambda case: case.id):
        documents = tuple(sorted({ref.document for ref in case.speakers} & held.keys()))
        own = [held[name] for name in documents]
        trajectory = derive(case, min_stay=snapshot.min_stay, as_of=interviewed(case, own))
        persons.append(Person(case, trajectory, documents))
    return tuple(persons)


def asked(persons: Iterable[Person]) -> tuple[Person, ...]:
    """Those who speak in a document at hand: the only ones who could have said something."""
    return tuple(person for person in persons if person.documents)


def destinations(person: Person) -> tuple[str, ...]:
    """ISO3 codes of the person's destination legs, each once, in the order of the stays."""
    return tuple(dict.fromkeys(leg.country for leg in person.trajectory.destinations))


def group_of(person: Person) -> str | None:
    """``second`` or ``single``; None where no leg is a destination."""
    if person.trajectory.second_migrant:
        return "second"
    return "single" if person.trajectory.destinations else None


def origin_of(person: Person) -> str | None:
    """ISO3 code of the origin: the attribute ``origin``, else the country of leg 0, else None."""
    stated = person.case.attributes.get("origin")
    if stated:
        return stated
    return next((leg.country for leg in person.case.legs if leg.index == 0), None)


def origin_region_of(person: Person) -> str | None:
    """The region of the origin, None where the origin is unknown."""
    origin = origin_of(person)
    return region(origin) if origin is not None and is_country(origin) else None


def _second_migrant_of(person: Person) -> str | None:
    group = group_of(person)
    return None if group is None else str(group == "second").lower()


DERIVED: Final[Mapping[str, Callable[[Person], str | None]]] = {
    "id": lambda person: person.case.id,
    "pseudonym": lambda person: person.case.pseudonym,
    "consent": lambda person: person.case.consent,
    "origin": origin_of,
    "origin_region": origin_region_of,
    "group": group_of,
    "second_migrant": _second_migrant_of,
    "first_destination": lambda person: person.trajectory.first_destination or None,
    "current": lambda person: person.trajectory.current or None,
}
"""Variables that do not come straight from a column; they win over a column of the same name."""


def value_of(person: Person, variable: str) -> str | None:
    """The person's value as text, None where it is missing."""
    if variable in DERIVED:
        return DERIVED[variable](person)
    return person.case.attributes.get(variable) or None


def variables(persons: Iterable[Person]) -> tuple[str, ...]:
    """Every variable that persons can be grouped by, in alphabetical order."""
    columns = {name for person in persons for name in person.case.attributes}
    return tuple(sorted(columns | set(DERIVED)))


def no_value(name: str, persons: Iterable[str], codings: Sequence[str] = ()) -> SecondmigError:
    """The refusal of a name that nothing has, with the names like it, or else with all there are.

    Args:
        name: as it was asked for.
        persons: names of values of persons.
        codings: names of values of codings, where these may be asked for too.
    """
    of_persons = sorted(set(persons))
    close = difflib.get_close_matches(name, (*codings, *of_persons), n=3, cutoff=0.6)
    listed = f"of persons {', '.join(of_persons)}"
    if codings:
        listed = f"of codings {', '.join(codings)}; {listed}"
    return SecondmigError(
        f"{'neither codings nor persons have a' if codings else 'persons have no'} value {name!r}",
        hint=f"did you mean {', '.join(close)}?" if close else f"there are: {listed}",
    )


def grouping(persons: Iterable[Person], variable: str) -> dict[str, str | None]:
    """Case id -> value of the variable, None where it is missing.

    Raises:
        SecondmigError: no person has such a variable.
    """
    everyone = tuple(persons)
    known = variables(everyone)
    if variable not in known:
        raise no_value(variable, known)
    return {person.case.id: value_of(person, variable) for person in everyone}


def facet_texts(coding: Coding, facet: str) -> tuple[str, ...]:
    """The values of a facet as text, none for an absent one; booleans as ``true`` and ``false``."""
    return value_texts(coding.facets.get(facet))


def value_texts(value: FacetValue | None) -> tuple[str, ...]:
    """One or several values as text, each once; none for None."""
    if value is None:
        return ()
    if isinstance(value, str):
        return (value,)
    values = value if isinstance(value, tuple) else (value,)
    return tuple(dict.fromkeys(str(one).lower() if isinstance(one, bool) else str(one) for one in values))


def resolve_country(coding: Coding, person: Person | None) -> tuple[CountryMeant, ...]:
    """What each stated value of ``about_country`` points to for this speaker; empty where none is stated.

    ORIGIN keeps its own column in every table and is never merged with a country; ``country`` names the
    speaker's origin for comparisons with the trajectory. NEXT, ELSEWHERE and NONE point to no country.

    Args:
        coding: with its facets.
        person: who speaks, None where nobody is known.
    """
    meant = []
    for value in facet_texts(coding, ABOUT):
        country: str | None = value
        if value == ORIGIN:
            country = origin_of(person) if person is not None else None
        elif value in PLACEHOLDERS:
            country = None
        meant.append(CountryMeant(value, country))
    return tuple(meant)


def entitled(person: Person, column: str) -> bool:
    """Whether a person belongs to the denominator of a column of ``about_country``.

    A country's denominator is the persons with a destination leg there; ORIGIN's those whose origin is known;
    the other columns are open to everybody.
    """
    if column == ORIGIN:
        return origin_of(person) is not None
    return column in PLACEHOLDERS or column in destinations(person)


def country_columns(values: Iterable[str], persons: Iterable[Person]) -> tuple[str, ...]:
    """Columns of ``about_country`` in the order of tables, each once.

    First the countries of interview in the order of the first case interviewed there, then other countries by
    code, then ORIGIN, NEXT, ELSEWHERE, NONE and not stated.
    """
    found = set(values)
    hosts = interview_countries(persons)
    others = sorted(found - set(hosts) - set(PLACEHOLDERS))
    ordered = (*hosts, *others, *PLACEHOLDERS)
    return tuple(column for column in ordered if column in found)


def interview_countries(persons: Iterable[Person]) -> tuple[str, ...]:
    """Countries in which somebody was interviewed, in the order of the first case interviewed there."""
    stated = (value_of(person, "interview_country") for person in asked(persons))
    return tuple(dict.fromkeys(value for value in stated if value is not None))
