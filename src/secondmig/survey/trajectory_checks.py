"""What does not fit in a trajectory: the checks of the measures file, part ``trajectory``."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from secondmig.core.legs import Leg, PartialDate
from secondmig.core.types import Case
from secondmig.survey.legs_file import fell
from secondmig.survey.places import out_of_time, same_ground
from secondmig.survey.trajectory import before, months_between, only_borders, open_legs, overlaps

_COLUMNS: Final = (
    ("isco_leg1", "isco", 1),
    ("legal_leg1_entry", "legal_at_entry", 1),
    ("legal_leg1_exit", "legal_at_exit", 1),
    ("lang_leg1", "lang_at_end", 1),
    ("isco_now", "isco", None),
)
"""Columns of persons that say what a leg says too -> field and index of the leg, None for the open one."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not fit.

    Attributes:
        severity: a problem wants mending; a note is worth knowing, as where a remark on the leg explains it.
        where: person and leg.
        message: what does not fit.
        hint: what puts it right.
    """

    severity: Literal["problem", "note"]
    where: str
    message: str
    hint: str

    def line(self) -> str:
        """The one line that says where and what."""
        return f"{self.where}: {self.message}"


def check_legs(case: Case, *, as_of: PartialDate | None = None) -> tuple[Finding, ...]:
    """What does not fit in the legs of a person.

    Checked: leg 0 is the origin, in the country of the column ``origin``; indices run on; every later leg has
    a start; legs are in order of their start and no two overlap by more than 12 months; none ends before it
    starts or begins after the interview; exactly one is open, the one with the latest start, in the country
    of the interview; education does not fall; a change of borders is no move; the table of persons says the
    same. Where a country differs and the leg has a note, it is a note.

    Args:
        case: the person.
        as_of: the interview date, where it is known.
    """
    if not case.legs:
        return (_finding(case, "no legs are known", "add the person to the legs file"),)
    return (
        *_order(case),
        *_overlaps(case),
        *_open(case),
        *_late(case, as_of),
        *_education(case),
        *_borders(case),
        *_contradictions(case),
    )


def _finding(
    case: Case, message: str, hint: str, leg: Leg | None = None, *, flagged: bool = False
) -> Finding:
    where = f"case {case.id}" if leg is None else f"case {case.id}, leg {leg.index}"
    return Finding("note" if flagged else "problem", where, message, hint)


def _order(case: Case) -> Iterator[Finding]:
    origin = case.attributes.get("origin", "")
    first = case.legs[0]
    if first.index == 0 and origin and first.country != origin:
        ground = same_ground(first.country, origin, first.end)
        message = f"leg 0 is {first.country} but the origin is {origin}" + (f": {ground}" if ground else "")
        hint = "correct one of them, or say in the note of leg 0 why they differ"
        yield _finding(case, message, hint, first, flagged=bool(first.note or ground))
    for place, leg in enumerate(case.legs):
        if leg.index != place:
            yield _finding(case, f"leg {place} is missing", "number the legs 0, 1, 2 ... in order", leg)
            break
    earlier: Leg | None = None
    for leg in case.legs[1:]:
        if leg.start is None:
            yield _finding(case, "the start is unknown", "write at least the year", leg)
            continue
        if leg.end is not None and months_between(leg.start, leg.end) < 0:
            message = f"ends ({leg.end}) before it starts ({leg.start})"
            yield _finding(case, message, "correct the dates", leg)
        if earlier and earlier.start and before(leg.start, earlier.start):
            message = f"starts ({leg.start}) before leg {earlier.index} ({earlier.start})"
            yield _finding(case, message, "order the legs by their start", leg)
        earlier = leg


def _overlaps(case: Case) -> Iterator[Finding]:
    for earlier, later, shared in overlaps(case.legs):
        message = f"overlaps leg {earlier.index} ({earlier.country}) by {shared} months"
        yield _finding(case, message, "correct the dates: a year of overlap is the most", later)


def _open(case: Case) -> Iterator[Finding]:
    going_on = open_legs(case.legs)
    if len(going_on) != 1:
        found = "no leg is open" if not going_on else f"{len(going_on)} legs are open"
        yield _finding(case, found, "leave the end empty on the stay that goes on, and only there")
        return
    current = going_on[0]
    latest = [leg for leg in case.legs if leg.start and current.start and before(current.start, leg.start)]
    if latest:
        message = f"is open although leg {latest[0].index} starts later"
        yield _finding(case, message, "write when it ended", current)
    lives_in = case.attributes.get("interview_country", "")
    if lives_in and current.country != lives_in:
        message = f"the open leg is in {current.country} but the interview was in {lives_in}"
        hint = "correct one of them, or say in the note why they differ"
        yield _finding(case, message, hint, current, flagged=bool(current.note))


def _late(case: Case, as_of: PartialDate | None) -> Iterator[Finding]:
    for leg in case.legs:
        for what, date in (("starts", leg.start), ("ends", leg.end)):
            if date is not None and as_of is not None and before(as_of, date):
                yield _finding(
                    case, f"{what} ({date}) after the interview ({as_of})", "correct the date", leg
                )


def _education(case: Case) -> Iterator[Finding]:
    for leg in case.legs:
        if fell(leg.edu_at_start, leg.edu_at_end):
            message = f"education falls from {leg.edu_at_start} to {leg.edu_at_end}"
            yield _finding(case, message, "the highest education cannot fall: correct one of them", leg)
    for earlier, later in itertools.pairwise(case.legs):
        if fell(earlier.edu_at_end, later.edu_at_start):
            ended = f"leg {earlier.index} ended with {earlier.edu_at_end}"
            message = f"begins with education {later.edu_at_start}, {ended}"
            yield _finding(case, message, "the highest education cannot fall: correct one of them", later)


def _borders(case: Case) -> Iterator[Finding]:
    for leg in case.legs[1:]:
        late = out_of_time(leg.country, leg.start)
        if late:
            yield _finding(case, late, "write the country of that time", leg, flagged=bool(leg.note))
    for earlier, later in itertools.pairwise(case.legs):
        # Where somebody did move it is among the remarks of the trajectory already.
        if only_borders(earlier, later, case.attributes.get("origin", "")):
            ground = same_ground(earlier.country, later.country, later.start)
            hint = (
                "write one stay where nobody moved; where the person did move, say so in the note of the leg"
            )
            yield _finding(case, f"{ground}; a change of borders is no move", hint, later)


def _contradictions(case: Case) -> Iterator[Finding]:
    """What the table of persons says otherwise than the table of legs; the legs win."""
    going_on = open_legs(case.legs)
    for column, field, index in _COLUMNS:
        leg = next((leg for leg in case.legs if leg.index == index), None) if index else None
        leg = going_on[0] if index is None and len(going_on) == 1 else leg
        typed = case.attributes.get(column, "")
        told = getattr(leg, field) if leg is not None else ""
        if typed and told and typed != told:
            message = f"the table of persons says {column} {typed}, the leg says {field} {told}"
            yield _finding(case, message, "correct one of them", leg, flagged=True)
