"""What is asked of a report on agreement, and what it gives back; without numpy, so the help stays quick."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from secondmig.core.errors import SecondmigError, raise_all
from secondmig.core.types import SpeakerRole
from secondmig.project.listing import Listing

Unit: TypeAlias = Literal["character", "sentence", "turn", "segment", "document"]
UNITS: tuple[Unit, ...] = ("character", "sentence", "turn", "segment", "document")
When: TypeAlias = Literal["before", "after"]
Program: TypeAlias = Literal["nvivo", "maxqda", "qdaminer"]
PROGRAMS: tuple[Program, ...] = ("nvivo", "maxqda", "qdaminer")
DRAWS = 1000
MOST_DRAWS = 100_000
SEED = 1


@dataclass(frozen=True, slots=True)
class Compare:
    """Whose codings of what are compared.

    Attributes:
        coders: in this order; empty for all who share a document with another.
        codes: ids, with those below; empty for all.
        documents: ids; empty for all.
        roles: whose turns count as text.
        level: depth, 1 the top; codes below count as their ancestor there. None leaves codes as they are.
        when: for each, the state before the first resolution on a document, or the present.
    """

    coders: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    roles: tuple[SpeakerRole, ...] = ("participant",)
    level: int | None = None
    when: tuple[When, ...] = ("before",)


@dataclass(frozen=True, slots=True)
class Measure:
    """How agreement is measured.

    Attributes:
        unit: what is judged.
        overlap: share of their union from which two segments are the same, above 0 and at most 1.
        everything: every coefficient instead of percent agreement and alpha.
        languages: figures by language of the turn: True for every code, False for none, None for the pooled
            figures where ``everything`` is asked for.
        draws: resamples behind an interval; 0 for no intervals.
        seed: of the resamples.
    """

    unit: Unit = "character"
    overlap: float = 0.9
    everything: bool = False
    languages: bool | None = None
    draws: int = DRAWS
    seed: int = SEED

    def check(self) -> None:
        """Refuse what has no meaning.

        Raises:
            SecondmigError: an overlap that is no share, too many or too few draws, a negative seed.
        """
        problems = []
        if not 0.0 < self.overlap <= 1.0:
            problems.append(
                SecondmigError(
                    f"an overlap lies above 0 and at most at 1, not at {self.overlap}", hint="--overlap 0.9"
                )
            )
        if not 0 <= self.draws <= MOST_DRAWS:
            hint = f"--draws 0 leaves intervals out; {MOST_DRAWS} is the most"
            problems.append(SecondmigError(f"resamples cannot be {self.draws}", hint=hint))
        if self.seed < 0:
            problems.append(SecondmigError(f"a seed is 0 or more, not {self.seed}", hint="--seed 1"))
        raise_all(problems)


@dataclass(frozen=True, slots=True)
class Reported:
    """A report on agreement, for programs and for people.

    Attributes:
        listing: one row per figure.
        tables: the same to be read: a heading, and rows that fit a screen.
        banner: what has to be said before any number, "" if nothing.
        foot: how it was measured, in sentences.
    """

    listing: Listing
    tables: tuple[tuple[str, Listing], ...] = ()
    banner: str = ""
    foot: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Drifting:
    """What is asked about a coder over time.

    Attributes:
        against: the other coder; "" for the one who shares most documents, if any.
        at: number or id of an event, or a day; "" for the middle of the documents.
        codes: ids, with those below; empty for all.
        documents: ids; empty for all.
        draws: resamples behind an interval; 0 for none.
        seed: of the resamples.
    """

    against: str = ""
    at: str = ""
    codes: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    draws: int = DRAWS
    seed: int = SEED
