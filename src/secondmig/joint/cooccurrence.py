"""Which codes meet in what persons say: persons first, then stretches; the rule stands in the result."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from secondmig.core.errors import SecondmigError
from secondmig.core.snapshot import Snapshot
from secondmig.estimate.values import Estimate, known, undefined
from secondmig.joint.cooccurrence_spots import KINDS, Kind, Said, spots_of
from secondmig.joint.cooccurrence_sweep import Ground, Layers, Met, Pair, apart, laid_over, met
from secondmig.joint.crossing import Columns
from secondmig.joint.groups import asked, people
from secondmig.joint.passages import code_parents, lineage
from secondmig.stats.relabel import DRAWS, Relabelled, expected_lift, relabelled

RULES: Final[Mapping[Kind, str]] = {
    "overlap": "two codings share at least one character; that they touch is not enough",
    "turn": "two codings lie in one turn of the person",
    "document": "two codings lie in one interview of the person",
}
WITHIN_RULE: Final = "two codings lie at most {reach} turns apart, other people's turns between them counted"
SAME_CODER: Final = "both codings are by one coder and both are words of the person; the codes differ"
SEGMENTS: Final = (
    "segments are pairs of stretches, one under each code, that meet by the rule, each pair once however "
    "many coders marked it; segments_a and segments_b are the stretches under each code, met or not"
)
JACCARD: Final = (
    "jaccard is over persons: persons / (persons_a + persons_b - persons), where persons_a and persons_b "
    "have the code anywhere"
)
LIFT: Final = (
    "lift is persons over expected; expected is the mean over all re-labellings of the persons: the places "
    "of code_b of one person are laid over those of code_a of another, places counted from the beginning of "
    "the interview; under the rule same document that is persons_a * persons_b / persons interviewed"
)
NO_INFERENCE: Final = "cases were chosen on purpose: p, low and high are printed with --inference"
TOO_MANY: Final = "too many persons and pairs to re-label: name codes with --code and --with"
ANCESTORS: Final = "a code does not co-occur with its own heading, nor with itself"
FEW: Final = 2
"""Persons below whom a pair is marked."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which pairs are wanted, and by which rule.

    Attributes:
        kind: overlap, turn or document.
        reach: for turn: how many turns apart; 0 is the same turn.
        first: codes of which one must be in the pair; empty for all. It stands as code_a.
        second: codes of which the other must be one; empty for all.
        rolled_up: headings count all codes below them too.
        inference: whether p and the range of re-labellings are wanted.
        seed: of the re-labellings that are drawn.
        draws: how many are drawn.
    """

    kind: Kind = "overlap"
    reach: int = 0
    first: frozenset[str] = frozenset()
    second: frozenset[str] = frozenset()
    rolled_up: bool = False
    inference: bool = False
    seed: int = 0
    draws: int = DRAWS

    def rule(self) -> str:
        """The name of the rule, as it stands in every row."""
        if self.kind == "turn" and self.reach:
            return f"within {self.reach} turn{'' if self.reach == 1 else 's'}"
        return self.kind if self.kind == "overlap" else f"same {self.kind}"

    def described(self) -> str:
        """The rule in words."""
        if self.kind == "turn" and self.reach:
            return WITHIN_RULE.format(reach=self.reach)
        return RULES[self.kind]


@dataclass(frozen=True, slots=True)
class Together:
    """Two codes that meet in at least one person.

    Attributes:
        code_a: a code.
        code_b: another one, neither above nor below it.
        persons: in whom they meet by the rule.
        persons_a: who have the first code anywhere.
        persons_b: who have the second.
        segments: pairs of stretches that meet.
        segments_a: stretches under the first code.
        segments_b: stretches under the second.
        expected: persons expected when persons are re-labelled.
        jaccard: over persons, 0-1.
        lift: persons over expected.
        p: by permutation of persons.
    """

    code_a: str
    code_b: str
    persons: int
    persons_a: int
    persons_b: int
    segments: int
    segments_a: int
    segments_b: int
    expected: float
    jaccard: Estimate
    lift: Estimate
    p: Estimate

    def few(self) -> bool:
        """Whether it rests on a single person."""
        return self.persons < FEW


@dataclass(frozen=True, slots=True)
class Cooccurrence:
    """All pairs that meet, those with most persons first.

    Attributes:
        asked: what was asked.
        pairs: those in at least one person.
        persons: persons interviewed.
        unspoken: codings of words that no person says; they are in no number.
        shifts: re-pairings of persons behind ``expected``; all there are where it is the number of persons.
    """

    asked: Asked
    pairs: tuple[Together, ...]
    persons: int
    unspoken: int
    shifts: int


def cooccurrence(snapshot: Snapshot, columns: Columns, wanted: Asked) -> Cooccurrence:
    """Count the persons in whom two codes meet.

    Args:
        snapshot: for its persons and codebooks.
        columns: codings with their coders, and turns.
        wanted: which pairs, by which rule.

    Raises:
        SecondmigError: the rule is unknown, or a distance is negative.
    """
    if wanted.kind not in KINDS or wanted.reach < 0:
        asked_for = wanted.kind if wanted.kind not in KINDS else f"within {wanted.reach} turns"
        raise SecondmigError(
            f"codes cannot co-occur by {asked_for}", hint=f"one of {', '.join(KINDS)}; within 0 turns or more"
        )
    parents = code_parents(snapshot)
    used = sorted({columns.marks.codes[at] for at in np.unique(columns.marks.code).tolist()})
    lines = {code: lineage(parents, code) if wanted.rolled_up else (code,) for code in used}
    persons = asked(people(snapshot))
    said = Said(columns.marks, columns.turns, [person.case for person in persons], lines)
    spots = spots_of(said, wanted.kind, wanted.reach)
    ground = Ground(spots, apart(spots.codes, parents), wanted.first, wanted.second)
    found = met(ground)
    chosen = [pair for pair in found.pairs() if ground.meant(*pair)]
    laid = laid_over(ground, chosen, tables=wanted.inference, seed=wanted.seed)
    order = {code: place for place, code in enumerate((*parents, *sorted(set(used) - set(parents))))}
    made = [
        _together(ground, found, _facing(ground, pair, order), _tested(wanted, found, pair, layers))
        for pair, layers in zip(chosen, laid.layers, strict=True)
    ]
    made.sort(key=lambda each: (-each.persons, -each.segments, order[each.code_a], order[each.code_b]))
    return Cooccurrence(wanted, tuple(made), len(persons), spots.unspoken, laid.shifts)


def _facing(ground: Ground, pair: Pair, order: Mapping[str, int]) -> Pair:
    """The two codes, the one that was asked for first; else in the order of the codebooks."""
    codes = ground.spots.codes
    one, other = sorted(pair, key=lambda at: order[codes[at]])
    return (one, other) if ground.fits(one, other) else (other, one)


def _tested(wanted: Asked, found: Met, pair: Pair, layers: Layers) -> Relabelled:
    persons = int(found.persons[pair])
    n = layers.persons
    if layers.table is not None:
        return relabelled(layers.table, draws=wanted.draws, seed=wanted.seed)
    expected = layers.total / n
    reason = TOO_MANY if wanted.inference else NO_INFERENCE
    return Relabelled(persons, expected, expected_lift(persons, expected, n), undefined(reason, n=n))


def _together(ground: Ground, found: Met, pair: Pair, tested: Relabelled) -> Together:
    a, b = pair
    either = int(found.have[a] + found.have[b]) - tested.observed
    return Together(
        code_a=ground.spots.codes[a],
        code_b=ground.spots.codes[b],
        persons=tested.observed,
        persons_a=int(found.have[a]),
        persons_b=int(found.have[b]),
        segments=int(found.segments[min(pair), max(pair)]),
        segments_a=int(found.stretches[a]),
        segments_b=int(found.stretches[b]),
        expected=tested.expected,
        jaccard=known(
            tested.observed / either,
            n=either,
            method="persons with both over persons with either (Jaccard 1901)",
            unit="share of persons",
        ),
        lift=tested.lift,
        p=tested.p,
    )
