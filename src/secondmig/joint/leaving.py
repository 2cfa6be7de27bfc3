"""What became of the first destination: left, to be left, or lived in. A move and an intention stay apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from secondmig.joint.evidence import Ground
from secondmig.joint.groups import Person
from secondmig.joint.person_columns import Missing

INTENTION: Final = "intent3"
"""The value of a person that says what is intended, unless a card names another."""
LEAVING: Final[Mapping[str, str]] = {"return": "intends to return", "onward": "intends to move onward"}
STAYING: Final = "stay"
FATE_RULE: Final = (
    "moved: had another destination after the first one, or lives elsewhere now; intends: is still there and "
    "says return or onward; stays: is still there and says stay"
)
View = Literal["left or intends to leave", "moves made", "intentions"]
VIEWS: Final[tuple[View, ...]] = ("left or intends to leave", "moves made", "intentions")
"""The first is the two others together, and is never shown without them."""
NO_FIRST: Final = "no stay counts as a destination"
UNKNOWN_PLACE: Final = "where the person lives now is not known"
MOVED_ALREADY: Final = "has moved: what is intended now is about another country"


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a person's first destination.

    Attributes:
        says: in words.
        moved: whether it was left.
        intends: whether a person who is still there means to leave; None where that is not known, or the
            person has moved.
        unknown: why there is no answer; "" where there is one.
    """

    says: str
    moved: bool = False
    intends: bool | None = None
    unknown: str = ""

    def leaves(self, view: View) -> bool | None:
        """Whether the person counts as leaving in a view; None where the person is not in it."""
        if self.moved:
            return None if view == "intentions" else True
        if self.unknown in {NO_FIRST, UNKNOWN_PLACE}:
            return None
        return False if view == "moves made" else self.intends

    def reason(self) -> str:
        """Why the person is in no view, or not in the one of intentions."""
        return MOVED_ALREADY if self.moved else self.unknown


def fate_of(ground: Ground, person: Person, intention: str = INTENTION) -> Fate:
    """What became of a person's first destination.

    Args:
        ground: with the person table.
        person: of the ground.
        intention: the value that says what is intended.
    """
    first, current = person.trajectory.first_destination, person.trajectory.current
    if first is None:
        return Fate("no destination", unknown=NO_FIRST)
    if person.trajectory.second_migrant:
        return Fate("left, onward", moved=True)
    if current is None:
        return Fate("lives we do not know where", unknown=UNKNOWN_PLACE)
    if current != first:
        return Fate("left, back home" if current == person.trajectory.origin else "left", moved=True)
    return _intended(ground, person, intention)


def _intended(ground: Ground, person: Person, intention: str) -> Fate:
    cell = ground.cell(person, intention)
    if isinstance(cell, Missing):
        return Fate("is still there", unknown=f"is still there, and {intention} is missing: {cell.reason}")
    said = str(cell)
    if said in LEAVING:
        return Fate(LEAVING[said], intends=True)
    if said == STAYING:
        return Fate("stays", intends=False)
    return Fate(f"is still there, {said}", unknown=f"is still there, and {intention} is {said}")


@dataclass(frozen=True, slots=True)
class Seen:
    """The persons of one view.

    Attributes:
        view: which.
        leaves: case id -> whether the person leaves.
        left_out: case id -> why the person is in neither.
    """

    view: View
    leaves: Mapping[str, bool]
    left_out: Mapping[str, str]


def seen(view: View, fates: Mapping[str, Fate]) -> Seen:
    """Who leaves and who does not, in one view.

    Args:
        view: which.
        fates: by case id.
    """
    answers = {case: fate.leaves(view) for case, fate in fates.items()}
    return Seen(
        view=view,
        leaves={case: answer for case, answer in answers.items() if answer is not None},
        left_out={case: fates[case].reason() for case, answer in answers.items() if answer is None},
    )
