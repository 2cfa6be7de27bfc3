"""How many of some codings wait for a person and are in no number."""

from dataclasses import dataclass

from secondmig.core.cautions import waiting
from secondmig.core.warnings import Caution


@dataclass(frozen=True, slots=True)
class Waits:
    """Codings that count nowhere yet, each in one queue.

    Attributes:
        corrected: after a correction of their transcript.
        divided: for one of several codes that theirs became, or since theirs is gone.
        which: codings of whom or where are looked at, e.g. "of gold"; "" for all there are.
    """

    corrected: int = 0
    divided: int = 0
    which: str = ""

    @property
    def number(self) -> int:
        """In both queues."""
        return self.corrected + self.divided

    def cautions(self) -> tuple[Caution, ...]:
        """The warnings that say so."""
        return waiting(self.number, self.divided, which=self.which)
