"""What follows from the legs of persons, as columns; and the two columns that say who it is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from secondmig.core.snapshot import Snapshot
from secondmig.joint.groups import Person, value_of
from secondmig.joint.person_columns import YES_NO, Cell, Column, Kind, Missing, Release
from secondmig.survey.age import Age
from secondmig.survey.derived import SECURITY, Derived, Isei, derived, rules
from secondmig.survey.trajectory import interviewed, rule

Found: TypeAlias = str | float | Missing | None
GROUPS: Final[Mapping[str, str]] = {"second": "second migrant", "single": "one destination"}


_NOWHERE: Final = "not_on_record"


@dataclass(frozen=True, slots=True)
class Scores:
    """What occupations and legal statuses are worth.

    Attributes:
        isei: ISCO-08 code -> ISEI-08, None where it has none.
        told: which table of ISEI-08 it is, "" where there is none.
        security: legal statuses from least to most secure.
    """

    isei: Isei = lambda _isco: None
    told: str = ""
    security: tuple[str, ...] = SECURITY


@dataclass(frozen=True, slots=True)
class DerivedField:
    """Something that follows from the legs of a person.

    Attributes:
        key: name of the column.
        label: what people read.
        rule: how it is derived.
        kind: text, number, yes_no or choice (one of ``choices``).
        read: its value for a person; None where there is none.
        release: how it leaves the team.
        nothing: reason where ``read`` gives None.
        unit: of a number.
        choices: value -> label.
        negative: whether it can be below zero.
    """

    key: str
    label: str
    rule: str
    kind: Literal["text", "number", "yes_no", "choice"]
    read: Callable[[Person], Found]
    release: Release = "inside"
    nothing: str = "no_such_leg"
    unit: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    negative: bool = False


def person_columns(persons: Sequence[Person]) -> list[Column]:
    """Who it is: the project's id of the person and what the person agreed to; never the pseudonym."""
    ids = [person.case.id for person in persons]
    tiers = [person.case.consent for person in persons]
    tier_rule = "T1 where nothing is on record"
    return [
        Column("id", "Person", "the project's id of the person", "text", ids, "person", release="open"),
        Column("consent", "Consent tier", tier_rule, "text", tiers, "person", scale="ordinal"),
    ]


def derived_columns(
    snapshot: Snapshot, persons: Sequence[Person], scores: Scores | None = None
) -> list[Column]:
    """Origin and group, then what :mod:`secondmig.survey.derived` makes of the legs.

    Args:
        snapshot: for its rule of the second migrant and the dates of its interviews.
        persons: in the order of the table.
        scores: what occupations and legal statuses are worth.
    """
    worth = scores or Scores()
    documents = {document.id: document for document in snapshot.documents}
    found = {
        person.case.id: derived(
            person.case,
            min_stay=snapshot.min_stay,
            as_of=interviewed(person.case, [documents[name] for name in person.documents]),
            isei=worth.isei,
            order=worth.security,
        )
        for person in persons
    }
    told = rules(min_stay=snapshot.min_stay, order=worth.security)
    fields = [*_groups(rule(snapshot.min_stay)), *(_of_legs(each, found, told, worth) for each in LEG_FIELDS)]
    return [_column(each, persons) for each in fields]


def _groups(told: str) -> tuple[DerivedField, ...]:
    origin = "the attribute origin, else the country of leg 0"
    return (
        DerivedField("origin", "Country of origin", origin, "text", _named("origin"), "region", _NOWHERE),
        DerivedField(
            "origin_region",
            "Region of origin",
            "the region of the country of origin",
            "text",
            _named("origin_region"),
            "open",
            _NOWHERE,
        ),
        DerivedField("group", "Group by the legs", told, "choice", _named("group"), "open", choices=GROUPS),
        DerivedField("second_migrant", "Second migrant", told, "yes_no", _second, "open"),
        DerivedField(
            "current", "Country of the open leg", "the leg that goes on", "text", _current, "region"
        ),
    )


def _named(variable: str) -> Callable[[Person], str | None]:
    return lambda person: value_of(person, variable)


def _current(person: Person) -> str | None:
    return person.trajectory.current


def _second(person: Person) -> float | None:
    return float(person.trajectory.second_migrant) if person.trajectory.destinations else None


@dataclass(frozen=True, slots=True)
class LegField:
    """A value of :mod:`secondmig.survey.derived` as the table has it.

    Attributes:
        answer: its name there.
        label: what people read.
        kind: as for :class:`DerivedField`.
        release: how it leaves the team.
        unit: of a number.
        choices: value -> label.
        second: whether it tells of the second destination, so that there is none without one.
        end: of an age, which end of the interval; "" for ages that are known.
        negative: whether it can be below zero.
    """

    answer: str
    label: str
    kind: Literal["text", "number", "yes_no", "choice"]
    release: Release = "inside"
    unit: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    second: bool = False
    end: Literal["", "low", "high"] = ""
    negative: bool = False


_PLANNED: Final = {
    "yes": "meant as a step from the start",
    "no": "not meant as a step",
    "became": "a step only later",
    "unknown": "not known",
}
LEG_FIELDS: Final[tuple[LegField, ...]] = (
    LegField("n_destinations", "Number of destination countries", "number", "open", "countries"),
    LegField("first_destination", "First destination", "text", "region"),
    LegField("years_first_destination", "Years at the first destination", "number", "years", "years"),
    LegField("corridor_1", "First corridor", "text"),
    LegField("corridor_2", "Second corridor", "text", second=True),
    LegField(
        "stepping_stone_planned", "First destination meant as a step", "choice", "open", choices=_PLANNED
    ),
    LegField("stepping_stone", "First destination was a step", "yes_no", "open"),
    LegField("isei_first_last", "ISEI-08 at the first destination", "number", "status", "ISEI-08 points"),
    LegField(
        "isei_delta_move2",
        "Change of ISEI-08 with the second move",
        "number",
        "status",
        "ISEI-08 points",
        second=True,
        negative=True,
    ),
    LegField(
        "status_security_gain_first",
        "Gain in legal security at the first destination",
        "number",
        unit="steps",
        negative=True,
    ),
    LegField(
        "capital_acquired_first_years",
        "Years of schooling at the first destination",
        "number",
        "years",
        "years",
    ),
    LegField(
        "capital_acquired_first_isced",
        "ISCED levels gained at the first destination",
        "number",
        "open",
        "levels",
        negative=True,
    ),
    LegField("age_at_move2", "Age at the second move", "number", "years", "years", second=True),
    LegField(
        "age_at_move2", "Age at the second move, low end", "number", "years", "years", second=True, end="low"
    ),
    LegField(
        "age_at_move2",
        "Age at the second move, high end",
        "number",
        "years",
        "years",
        second=True,
        end="high",
    ),
    LegField("return_then_onward", "Returned, then moved on", "yes_no", "open"),
    LegField("privileged_entry", "Privileged entry at the first destination", "yes_no"),
)
"""What leaves the team neither as it is nor in bands: corridors, and what tells of legal status."""


def _of_legs(
    wanted: LegField, found: Mapping[str, Derived], told: Mapping[str, str], scores: Scores
) -> DerivedField:
    made = told[wanted.answer]
    if wanted.answer.startswith("isei") and scores.told:
        made = f"{made}; {scores.told}"
    if wanted.end:
        made = f"{made}; the {wanted.end} end of the interval it lies in"
    return DerivedField(
        key=f"{wanted.answer}:{wanted.end}" if wanted.end else wanted.answer,
        label=wanted.label,
        rule=made,
        kind=wanted.kind,
        read=lambda person: _read(wanted, found[person.case.id]),
        release=wanted.release,
        unit=wanted.unit,
        choices=wanted.choices,
        negative=wanted.negative,
    )


def _read(wanted: LegField, values: Derived) -> Found:
    """A value, or the reason: without words of the legs, which could tell in which country it was."""
    value = values.value(wanted.answer)
    if value is None:
        legs = values.trajectory.destinations
        enough = len({leg.country for leg in legs}) > 1 if wanted.second else bool(legs)
        return Missing(_NOWHERE if enough else "no_such_leg")
    if isinstance(value, Age):
        if wanted.end:
            return float(value.low if wanted.end == "low" else value.high)
        return float(value.low) if value.low == value.high else Missing("interval")
    return value if isinstance(value, str) else float(value)


def _column(wanted: DerivedField, persons: Sequence[Person]) -> Column:
    found = [wanted.read(person) for person in persons]
    cells: list[Cell] = [Missing(wanted.nothing) if each is None else each for each in found]
    kind: Kind = "number" if wanted.kind == "yes_no" else wanted.kind
    scales = {"text": "nominal", "number": "ratio", "yes_no": "binary", "choice": "nominal"}
    return Column(
        key=wanted.key,
        label=wanted.label,
        rule=wanted.rule,
        kind=kind,
        cells=cells,
        block="derived",
        unit=wanted.unit,
        scale=scales[wanted.kind],
        labels=YES_NO if wanted.kind == "yes_no" else dict(wanted.choices),
        release=wanted.release,
        negative=wanted.negative,
    )
