"""Why a cell of the person table is empty, and how each reason is written where a cell holds a number.

The first six are the reserved codes of the measures file. Stata has 26 letters for what is missing, SPSS has
values that the user declares missing; the same reason has the same letter and the same code in every table.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Code:
    """How a reason is written.

    Attributes:
        reason: its name.
        number: negative, for SPSS and for CSV where it is asked for.
        letter: of Stata's extended missing values, without the dot.
        text: what people read.
    """

    reason: str
    number: int
    letter: str
    text: str


_KNOWN: Final = (
    Code("refused", -1, "a", "refused"),
    Code("dont_know", -2, "b", "does not know"),
    Code("not_asked_in_source", -7, "c", "not asked in the source"),
    Code("not_applicable", -8, "d", "not applicable"),
    Code("not_stated", -9, "e", "not stated"),
    Code("suppressed_for_disclosure", -10, "f", "suppressed for disclosure"),
    Code("blank", -11, "g", "blank in the source"),
    Code("not_on_record", -12, "h", "not on record"),
    Code("not_linked", -13, "i", "no row of the survey is joined to the person"),
    Code("interval", -14, "j", "an interval: see the columns low and high"),
    Code("not_a_value", -15, "k", "no value of the measure"),
    Code("not_interviewed", -16, "l", "no interview of the person is at hand"),
    Code("not_coded", -17, "m", "no interview of the person was read with the codebook"),
    Code("not_mentioned", -18, "n", "no coding of the person to compute it from"),
    Code("no_direction", -19, "o", "neither a positive nor a negative coding"),
    Code("no_leg", -20, "p", "no coding, and the person has no destination leg there"),
    Code("no_words", -21, "q", "the person says nothing in the interviews at hand"),
    Code("no_spaces", -22, "r", "some turns are in a language written without spaces: words say little"),
    Code("hidden_words", -23, "s", "some words may not be read at this level and were not counted"),
    Code("not_in_guide", -24, "t", "the guide tells of no interview of the person"),
    Code("not_rated", -25, "u", "no coding of the person carries the facet"),
    Code("no_such_leg", -26, "v", "the person has no such leg"),
    Code("several_rows", -27, "w", "several rows of the survey are the person's, and they differ"),
)
KNOWN: Final[Mapping[str, Code]] = {code.reason: code for code in _KNOWN}
"""Reason -> how it is written, the same in every table."""
_FIRST_OTHER: Final = -51
_OTHER_LETTERS: Final = "xyz"


def code_book(reasons: Iterable[str]) -> dict[str, Code]:
    """How the reasons of one column are written.

    Reasons that no table knows, such as a survey's own name of a missing value, get what is left, in
    alphabetical order; from the third on they share the letter z.

    >>> [(code.number, code.letter) for code in code_book(["refused", "lost sheet"]).values()]
    [(-1, 'a'), (-51, 'x')]
    """
    found = set(reasons)
    others = sorted(found - set(KNOWN))
    made = {code.reason: code for code in _KNOWN if code.reason in found}
    for place, reason in enumerate(others):
        letter = _OTHER_LETTERS[min(place, len(_OTHER_LETTERS) - 1)]
        made[reason] = Code(reason, _FIRST_OTHER - place, letter, reason.replace("_", " "))
    return made


def shift(values: Iterable[float], *, at_least: int = 0) -> int:
    """What is taken from the numbers of missing values so that none of them can be a value of the column.

    0 where no value is below zero, else 900, 90,000 and so on: a column that can be negative writes -901 for
    -1. A column whose measure can be negative asks for 900 whatever its values are.

    >>> shift([0, 8]), shift([-0.5, 1]), shift([-950.0])
    (0, 900, 90000)
    """
    lowest = min(values, default=0.0)
    step = at_least or (0 if lowest >= 0 else 900)
    while lowest <= -step and step:
        step *= 100
    return step
