"""Hypothesis cards: what is claimed, by which measures it is judged, and the rule of the verdict.

A card holds no person and no place. It is a value read from a file (:mod:`secondmig.codebook.card_file`);
what its measures find in a corpus is computed elsewhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

Role = Literal["primary", "sensitivity", "clause", "control"]
"""What a measure is for: the one that decides, the same measured otherwise, the rival explanation it has to
stand against, or a further half of the claim."""
Expected = Literal["positive", "negative", "not negative", "not positive"]
"""The sign of the effect that speaks for the claim."""
Verdict = Literal["supported", "points towards", "illustrates", "mixed", "not supported", "cannot tell"]
Finding = Literal["as expected", "opposite", "no difference", "undefined"]
Option: TypeAlias = str | tuple[str, ...]

ROLES: Final[tuple[Role, ...]] = ("primary", "sensitivity", "clause", "control")
EXPECTED: Final[tuple[Expected, ...]] = ("positive", "negative", "not negative", "not positive")
VERDICTS: Final[tuple[Verdict, ...]] = (
    "supported",
    "points towards",
    "illustrates",
    "mixed",
    "not supported",
    "cannot tell",
)
"""From the strongest; "points towards" and "illustrates" are what "supported" is lowered to."""
FINDINGS: Final[tuple[Finding, ...]] = ("as expected", "opposite", "no difference", "undefined")


@dataclass(frozen=True, slots=True)
class CardMeasure:
    """One measure of a card.

    Attributes:
        id: its name within the card.
        title: what people read.
        role: what it is for.
        evaluator: id of the computation.
        expected: the sign of the effect that speaks for the claim.
        options: what the computation is told, as texts.
        where: ``file:line`` of the measure.
    """

    id: str
    title: str
    role: Role
    evaluator: str
    expected: Expected = "positive"
    options: Mapping[str, Option] = field(default_factory=dict)
    where: str = ""

    def text(self, name: str, default: str = "") -> str:
        """An option that is one text."""
        held = self.options.get(name, default)
        return held if isinstance(held, str) else " ".join(held)

    def texts(self, name: str) -> tuple[str, ...]:
        """An option that is a list of texts; one text is a list of one."""
        held = self.options.get(name, ())
        return (held,) if isinstance(held, str) else held


@dataclass(frozen=True, slots=True)
class Rival:
    """Another account of the same figures.

    Attributes:
        id: its name within the card.
        title: what people read.
        account: the account, in a sentence or two.
        shows: how it would show.
        among: conditions that make a person one to whom it could apply; all of them hold.
        support: conditions that make such a person a case for it; all of them hold, and " or " parts
            alternatives within one.
        where: ``file:line``.
    """

    id: str
    title: str
    account: str
    shows: str
    among: tuple[str, ...]
    support: tuple[str, ...]
    where: str = ""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One condition of a step of the rule, on the lines of a measure or of a role.

    Attributes:
        measure: id of a measure, or a role.
        finds: what the line finds; "" where persons are counted.
        persons_below: the line counts fewer persons than this; 0 for no such condition.
        untied_below: fewer persons than this are on either side; 0 for no such condition.
        each_side: only lines with at least this many persons on each side are looked at.
        every: it has to hold of every line; else one is enough.
        where: ``file:line``.
    """

    measure: str
    finds: Finding | Literal[""] = ""
    persons_below: int = 0
    untied_below: int = 0
    each_side: int = 0
    every: bool = False
    where: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A verdict and when it is given; without requires, always.

    Attributes:
        verdict: the word.
        requires: conditions.
        every: all of them have to hold; else one is enough.
    """

    verdict: Verdict
    requires: tuple[Requirement, ...] = ()
    every: bool = False


@dataclass(frozen=True, slots=True)
class NegativeRule:
    """Which persons are negative cases.

    Attributes:
        against: measures or roles: who speaks against the claim in one of their lines.
        rivals: ids of rival accounts: who is a case for one of them.
    """

    against: tuple[str, ...]
    rivals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """A hypothesis card.

    Attributes:
        id: e.g. ``H1``.
        title: what people read.
        claim: the hypothesis, in our words.
        source: where it comes from.
        codes: ids of the codes it rests on.
        population: the claim is about a population, so that interviews only illustrate it.
        measures: the primary one first, then sensitivity, clause and control.
        rivals: other accounts of the same figures.
        rule: steps, of which the first that fits gives the verdict; the last one always fits.
        at_most: the strongest verdict this material can give.
        because: why not more, "" where ``at_most`` is "supported".
        negative: which persons are negative cases.
        where: ``file:line`` of the card.
        sha: content hash of the file.
    """

    id: str
    title: str
    claim: str
    source: str
    codes: tuple[str, ...]
    measures: tuple[CardMeasure, ...]
    rule: tuple[Step, ...]
    negative: NegativeRule
    population: bool = False
    rivals: tuple[Rival, ...] = ()
    at_most: Verdict = "supported"
    because: str = ""
    where: str = ""
    sha: str = ""

    def primary(self) -> CardMeasure:
        """The measure that decides."""
        return self.measures[0]
