"""Stars of a table that somebody pasted, recomputed from the z in its brackets."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from secondmig.stats.published import Published, plain_digits, possible_stars

_STAR: Final = "[*∗＊⁎]"
_NUMBER: Final = r"[-−–]?[0-9]*\.[0-9]+(?:[eE][-−–+]?[0-9]{1,2})?"
_CELL: Final = re.compile(
    rf"(?:(?P<b>{_NUMBER})(?P<early>{_STAR}{{0,4}})[ \t]*)?"
    rf"\[[ \t]*(?P<z>{_NUMBER})[ \t]*\][ \t]*(?P<late>{_STAR}{{0,4}})"
)
RULE: Final = "stars below p = 0.1, 0.05 and 0.01, two-sided normal, any z that rounds to the printed one"


@dataclass(frozen=True, slots=True)
class BracketCell:
    """A z in square brackets as it stands in a text.

    Attributes:
        line: of the text, from 1; 0 where it does not come from a text.
        place: from left to right in that line, from 1.
        name: column and variable, "" where the text does not say.
        coefficient: directly before the bracket, "" where it stands elsewhere.
        z: digits in the bracket, with a hyphen for any minus.
        stars: behind the bracket, else behind the coefficient.
    """

    line: int
    place: int
    name: str
    coefficient: str
    z: str
    stars: str

    def possible(self) -> tuple[str, ...]:
        """The stars that some z which rounds to the printed one would have, the fewest first."""
        return tuple(sorted(possible_stars(self.z), key=len))

    def problem(self) -> str:
        """What does not go together, "" where all does.

        >>> BracketCell(1, 1, "", "-0.03", "-1.96", "*").problem()
        ''
        >>> BracketCell(1, 1, "", "0.33", "2.35", "*").problem()
        'z 2.35 has ** and not *'
        """
        possible = self.possible()
        if self.stars not in possible:
            fit = " or ".join(each or "no star" for each in possible)
            return f"z {self.z} has {fit} and not {self.stars or 'none'}"
        if self.coefficient and float(self.coefficient) * float(self.z) < 0:
            return f"the coefficient {self.coefficient} and z {self.z} have different signs"
        return ""


def cells_in(text: str) -> Iterator[BracketCell]:
    """Every z in square brackets; numbers without a decimal point are none, so that [1] may be a note.

    >>> [(cell.z, cell.stars) for cell in cells_in("Age  -0.03 [−1.96]*  0.01 [0.04]")]
    [('-1.96', '*'), ('0.04', '')]
    >>> [cell.z for cell in cells_in("Age  1.5e-2 [2.345e0]**")]
    ['2.345']
    """
    for number, line in enumerate(re.split(r"\r\n?|\n", text), 1):
        for place, found in enumerate(_CELL.finditer(line), 1):
            stars = "*" * len(found["late"] or found["early"] or "")
            yield BracketCell(number, place, "", _plain(found["b"] or ""), _plain(found["z"]), stars)


def _plain(number: str) -> str:
    return plain_digits(number.replace("−", "-").replace("–", "-"))


def cells_of(published: Published) -> Iterator[BracketCell]:
    """Every z of a printed table, column by column."""
    for column in published.columns:
        for place, term in enumerate((each for each in column.terms if each.z_text), 1):
            name = f"{column.name} {term.variable}"
            yield BracketCell(0, place, name, term.estimate_text, term.z_text, term.stars)
