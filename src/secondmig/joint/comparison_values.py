"""What is compared between persons: one number for each person and code, counted in a way that is named."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from secondmig.joint.groups import Person, resolve_country
from secondmig.joint.passages import Passage
from secondmig.joint.person_codes import (
    COUNT_RULE,
    COVERAGE_RULE,
    RATE_RULE,
    coverage,
    per_thousand,
    rated,
    segments,
)
from secondmig.joint.person_columns import Cell, Missing
from secondmig.joint.person_ground import Ground, Intensity

Quantity = Literal["presence", "count", "turns", "coverage", "rate", "intensity"]
QUANTITIES: Final[tuple[Quantity, ...]] = ("presence", "count", "turns", "coverage", "rate", "intensity")
WITHIN: Final[tuple[Quantity, ...]] = ("turns", "presence", "count", "intensity")
"""The ways that can be told of one country: how many of a person's words are about it nobody has marked."""
PRESENT_RULE: Final = (
    "a person has a code where one of the person's passages carries it or one below it; whoever has not may "
    "never have been asked, which not_asked counts"
)
TURNS_RULE: Final = "turns of the person with a passage under the code / all turns of the person"
ABOUT_TURNS_RULE: Final = (
    "turns of the person with a passage under the code about the country / turns of the person with any "
    "passage about the country"
)
UNITS: Final[Mapping[Quantity, str]] = {
    "presence": "share of persons",
    "count": "segments per person",
    "turns": "share of the person's turns",
    "coverage": "share of the person's characters",
    "rate": "segments per 1,000 words",
    "intensity": "rating",
}


@dataclass(frozen=True, slots=True)
class Measured:
    """How a person is measured.

    Attributes:
        quantity: the way.
        intensity: the rating, where the way is intensity.
    """

    quantity: Quantity = "presence"
    intensity: Intensity | None = None

    def rule(self, *, within: bool = False) -> str:
        """The way in words, which stands with every result.

        Args:
            within: whether two countries are compared within a person.
        """
        if self.intensity is not None:
            told = "highest" if self.intensity.by == "max" else "mean"
            facet = self.intensity.facet
            return (
                f"{told} value of the facet {facet} over the person's codings under the code that carry one"
            )
        return {
            "presence": PRESENT_RULE,
            "count": COUNT_RULE,
            "turns": ABOUT_TURNS_RULE if within else TURNS_RULE,
            "coverage": COVERAGE_RULE,
            "rate": RATE_RULE,
        }.get(self.quantity, "")

    def unit(self) -> str:
        """What the numbers count."""
        return UNITS[self.quantity]

    def of(self, ground: Ground, person: Person, passages: Sequence[Passage]) -> Cell:
        """The person's number, from the person's passages under a code; or why there is none."""
        if self.intensity is not None:
            return rated(passages, self.intensity)
        if self.quantity == "presence":
            return float(bool(passages))
        if self.quantity == "count":
            return float(len(segments(passages)))
        if self.quantity == "coverage":
            found = coverage(ground, person, passages)
            return Missing("no_words") if found.value is None else found.value
        if self.quantity == "rate":
            words = ground.words[person.case.id]
            return words if isinstance(words, Missing) else per_thousand(len(segments(passages)), words)
        turns = ground.speech.turn_count([person.case.id])
        return len(turns_of(passages, person)) / turns if turns else Missing("no_words")

    def about(
        self, person: Person, passages: Sequence[Passage], everything: Iterable[Passage], place: str
    ) -> Cell:
        """The person's number about one country; or why there is none.

        Args:
            person: who speaks.
            passages: the person's passages under a code.
            everything: the person's passages under any code.
            place: ISO3 code.
        """
        meant = [each for each in passages if is_about(each, person, place)]
        if self.intensity is not None:
            return rated(meant, self.intensity)
        if self.quantity == "presence":
            return float(bool(meant))
        if self.quantity == "count":
            return float(len(segments(meant)))
        there = turns_of((each for each in everything if is_about(each, person, place)), person)
        return len(turns_of(meant, person)) / len(there) if there else Missing("nothing_about_it")


def turns_of(passages: Iterable[Passage], person: Person) -> frozenset[tuple[str, int]]:
    """The turns of a person that some passages touch, as document and index."""
    return frozenset(
        (each.coding.document_id, turn)
        for each in passages
        for turn, case in zip(each.turns, each.cases, strict=True)
        if case == person.case.id
    )


def is_about(passage: Passage, person: Person, place: str) -> bool:
    """Whether a passage is about a country; ORIGIN is the speaker's own."""
    return any(meant.country == place for meant in resolve_country(passage.coding, person))


def told_under(ground: Ground, person: Person, codes: Collection[str]) -> tuple[Passage, ...]:
    """The person's passages under some codes."""
    return tuple(each for each in ground.said.get(person.case.id, ()) if each.coding.code_id in codes)
