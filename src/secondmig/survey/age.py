"""How old a person was in a year, as far as a table of persons tells."""

from dataclasses import dataclass

from secondmig.core.legs import PartialDate
from secondmig.core.types import Case


@dataclass(frozen=True, slots=True)
class Age:
    """An age in whole years, both ends included; the same number twice where it is known.

    >>> str(Age(32, 37)), str(Age(41, 41))
    ('32-37', '41')
    """

    low: int
    high: int

    def __str__(self) -> str:
        """``32-37``, or one number where it is known."""
        return str(self.low) if self.low == self.high else f"{self.low}-{self.high}"


def age_in(case: Case, year: int, *, as_of: PartialDate | None) -> tuple[Age | None, str]:
    """The age a person reached in a calendar year.

    From the attribute ``birth_year``; else from ``age_band`` (``50-54``) or ``age`` at the interview, whose
    year then bounds the year of birth: somebody who was 50 in 2025 was born in 1974 or 1975.

    Args:
        case: the person.
        year: the year.
        as_of: the interview date.

    Returns:
        The age, and "" or, where there is none, why.
    """
    born = case.attributes.get("birth_year", "")
    if born.isascii() and born.isdigit() and len(born) == 4:
        reached = year - int(born)
        return Age(reached, reached), ""
    low, dash, high = (case.attributes.get("age_band") or case.attributes.get("age", "")).partition("-")
    if not (low.isascii() and low.isdigit()) or (dash and not high.isdigit()):
        return None, "neither birth_year nor the age at the interview is known"
    if as_of is None:
        return None, "no interview date, so the age says nothing about other years"
    before = as_of.year - year
    return Age(int(low) - before, int(high or low) + 1 - before), ""
