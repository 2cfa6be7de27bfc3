"""What a side-by-side display looks at from two sides, and how an analyst may say that they fit."""

from dataclasses import dataclass
from typing import Final, Literal

Fit = Literal["confirm", "expand", "diverge", "silent"]
FITS: Final[tuple[Fit, ...]] = ("confirm", "expand", "diverge", "silent")
FIT_RULE: Final = (
    "confirm: both say the same; expand: what is said adds to what is measured, or the reverse; diverge: "
    "they contradict each other; silent: one of them says nothing on it. Fit and sentence are the analyst's"
)


@dataclass(frozen=True, slots=True)
class Construct:
    """What is looked at from two sides.

    Attributes:
        id: a short name without blanks.
        title: what people read.
        measures: attributes of persons in numbers.
        codes: the themes in which it is talked about; what lies below them is part of them.
    """

    id: str
    title: str
    measures: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
