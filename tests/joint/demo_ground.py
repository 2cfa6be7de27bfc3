"""The demo as hypothesis cards see it: a ground over its snapshot, and copies with something changed."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache

from secondmig.codebook.card import Card
from secondmig.codebook.card_file import read_cards
from secondmig.core.snapshot import Snapshot
from secondmig.core.types import Case, Coding
from secondmig.joint.cards import Judged, judged
from secondmig.joint.conditions import those
from secondmig.joint.evidence import Ground, Line
from secondmig.joint.groups import people
from secondmig.joint.person_derived import Scores
from secondmig.joint.person_table import Beside, TableAsked, person_table
from secondmig.survey.occupations import read_occupations
from tests.joint.demo import ROOT, demo_snapshot


@cache
def scores() -> Scores:
    """ISEI-08 of the occupations of the demo."""
    table = read_occupations(ROOT / "codebooks" / "occupations.csv")
    return Scores(lambda isco: table.isei(isco).value, table.told)


def ground_of(snapshot: Snapshot, *, inference: bool = False) -> Ground:
    """A ground over a snapshot; attributes as they stand in the table of persons."""
    persons = people(snapshot)
    table = person_table(snapshot, TableAsked(), Beside(scores=scores()))
    return Ground.of(snapshot, persons, table, inference=inference)


@cache
def demo_ground() -> Ground:
    """The whole demo, with p values."""
    return ground_of(demo_snapshot(), inference=True)


@cache
def cards() -> Mapping[str, Card]:
    """The cards of the demo, by id."""
    paths = sorted((ROOT / "codebooks" / "hypotheses").glob("*.yaml"))
    return {card.id: card for card in read_cards(paths)}


@cache
def places() -> Mapping[str, tuple[str, ...]]:
    """Card -> the conditions on persons that secondmig.toml sets for it."""
    told = tomllib.loads((ROOT / "secondmig.toml").read_text("utf-8"))["hypotheses"]
    return {name: tuple(each["where"]) for name, each in told.items() if isinstance(each, dict)}


def judge(card: str, ground: Ground | None = None) -> Judged:
    """What a card comes to, on the demo unless another ground is given."""
    held = ground or demo_ground()
    where = places().get(card, ())
    return judged(cards()[card], held.only(those(held, where), where) if where else held)


@cache
def demo_judged(card: str) -> Judged:
    """What a card comes to on the demo, with p values."""
    return judge(card)


def line(found: Judged, measure: str) -> Line:
    """The line of that name."""
    (held,) = (each for each in found.lines if each.measure == measure)
    return held


def with_codings(change: Callable[[Coding], Coding | None]) -> Ground:
    """The demo with its codings changed, or left out where the change gives None."""
    snapshot = demo_snapshot()
    kept = tuple(each for each in map(change, snapshot.codings) if each is not None)
    return ground_of(replace(snapshot, codings=kept))


def with_cases(change: Callable[[Case], Case | None]) -> Ground:
    """The demo with its persons changed, or left out."""
    snapshot = demo_snapshot()
    return ground_of(
        replace(snapshot, cases=tuple(each for each in map(change, snapshot.cases) if each is not None))
    )


def with_values(values: Mapping[str, Mapping[str, str]]) -> Ground:
    """The demo with other attributes.

    Args:
        values: case id -> attribute -> its new value.
    """

    def change(case: Case) -> Case:
        return replace(case, attributes={**case.attributes, **values.get(case.id, {})})

    return with_cases(change)
