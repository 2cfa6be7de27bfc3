"""The registry of warnings: what is said beside a number, with the condition that raises it."""

from dataclasses import dataclass, replace
from typing import Literal


@dataclass(frozen=True, slots=True)
class Caution:
    """A warning that stands beside a result.

    Attributes:
        id: W and two digits, never reused.
        severity: how much it changes the reading.
        message: one sentence.
    """

    id: str
    severity: Literal["low", "medium", "high"]
    message: str


FICTIONAL = Caution("W01", "medium", "everybody in this corpus is invented; no figure describes real people")
PURPOSIVE = Caution(
    "W02", "medium", "cases were chosen on purpose: counts describe this corpus and estimate no population"
)
DEFAULT_CONSENT = Caution(
    "W03", "high", "some cases have no consent tier on record and are held at T1: their words are not quoted"
)
FACETS_TO_FILL = Caution("W04", "medium", "some codings lack a facet that reports require")
AUTHOR_MADE = Caution("W05", "medium", "codings by 'gold' were made by the authors of the interviews")
WAITING = Caution("W06", "high", "some codings wait for review after a correction and are in no number")
REGISTRY: tuple[Caution, ...] = (FICTIONAL, PURPOSIVE, DEFAULT_CONSENT, FACETS_TO_FILL, AUTHOR_MADE, WAITING)


def waiting(number: int) -> tuple[Caution, ...]:
    """The warning that so many codings wait for review; empty for none."""
    some = f"{number} {'coding waits' if number == 1 else 'codings wait'} for review after a correction and"
    are = "is" if number == 1 else "are"
    message = f"{some} {are} in no number: secondmig corpus review"
    return (replace(WAITING, message=message),) if number else ()
