"""From legs to destinations, corridors and the second migrant, by a rule that is printed with every count."""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from secondmig.core.errors import SecondmigError
from secondmig.core.legs import Leg, LegRole, PartialDate
from secondmig.core.types import Case, Document

MIN_STAY = 12
"""Months a stay needs to count as a destination, where a project does not say otherwise."""

_OVERLAP = 12


@dataclass(frozen=True, slots=True)
class Trajectory:
    """What follows from the legs of one person.

    Attributes:
        case: id of the person.
        origin: country of birth, "" where no origin leg is known.
        destinations: legs that count as destinations, the present one included once it has lasted long
            enough.
        transit: stays outside the country of birth that do not count: too short, or set by hand with a
            reason.
        returns: stays in the country of birth between other legs, of any length.
        first_destination: country of the first destination, None where there is none.
        current: country of the open leg, None where there is not exactly one.
        second_migrant: whether the rule holds.
        rule: the rule in words.
        return_then_onward: whether a return lies between two destinations.
        years_first_destination: months of the first destination leg / 12; None where it is still going on and
            no date says until when, or where there is none.
        corridors: ``A>B`` from the origin through the destinations, in order.
        problems: sentences about what was assumed or does not fit; empty if there is nothing to say.
    """

    case: str
    origin: str
    destinations: tuple[Leg, ...]
    transit: tuple[Leg, ...]
    returns: tuple[Leg, ...]
    first_destination: str | None
    current: str | None
    second_migrant: bool
    rule: str
    return_then_onward: bool
    years_first_destination: float | None
    corridors: tuple[str, ...]
    problems: tuple[str, ...]


def months_between(start: PartialDate, end: PartialDate) -> int:
    """Whole months from ``start`` to ``end``; negative where ``end`` is earlier.

    Where either date has no month, whole years are counted and taken times 12: 2007 to 2008 is 12 months,
    2007 to 2007 is 0, 2000-04 to 2010 is 120. The true length may differ by up to 11 months either way.

    >>> months_between(PartialDate(2007, 3), PartialDate(2008, 2))
    11
    >>> months_between(PartialDate(2007), PartialDate(2008, 2))
    12
    """
    years = end.year - start.year
    if start.month and end.month:
        return years * 12 + end.month - start.month
    return years * 12


def months(leg: Leg, *, as_of: PartialDate | None = None) -> int | None:
    """Length of a leg in months, by :func:`months_between`.

    Args:
        leg: the stay.
        as_of: the day to count an open leg to, as a rule the interview date.

    Returns:
        None where the start is unknown, or the leg is open and ``as_of`` is None.
    """
    end = leg.end or as_of
    return None if leg.start is None or end is None else months_between(leg.start, end)


def rule(min_stay: int = MIN_STAY) -> str:
    """The rule of the second migrant in words, printed wherever second migrants are counted."""
    return (
        f"a second migrant has lived at least {min_stay} months each in at least two countries other than "
        "the country of birth, and now lives in another country than the first of them; shorter stays are "
        "transit, the present stay counts once it has lasted as long, a return in between is flagged"
    )


def with_roles(legs: Sequence[Leg], *, min_stay: int = MIN_STAY) -> tuple[Leg, ...]:
    """The legs with the roles that follow from their dates; roles set by hand (with ``role_reason``) stay.

    Leg 0 is the origin; an open leg is ``current``; a stay in the country of birth is a ``return``, of any
    length; a stay shorter than ``min_stay`` months, or of unknown length, is ``transit``; the others are
    ``destination``.
    """
    birth = _birth(legs)
    return tuple(leg if leg.role_reason else replace(leg, role=_role(leg, birth, min_stay)) for leg in legs)


def derive(case: Case, *, min_stay: int = MIN_STAY, as_of: PartialDate | None = None) -> Trajectory:
    """Apply the rule of the second migrant to the legs of a person.

    Whether somebody is a second migrant is never read from a column. Roles are derived anew for ``min_stay``;
    a role set by hand with a reason holds.

    Args:
        case: the person; legs in order.
        min_stay: months a stay needs to count as a destination.
        as_of: the interview date (see :func:`interviewed`), to which an open leg is counted; without it an
            open leg counts as long enough.
    """
    legs = with_roles(case.legs, min_stay=min_stay)
    birth = _birth(legs)
    counted = tuple(leg for leg in legs if _counts(leg, birth, min_stay=min_stay, as_of=as_of))
    going_on = _open(legs)
    current = going_on[0].country if len(going_on) == 1 else None
    first = counted[0] if counted else None
    second = (
        first is not None
        and len({leg.country for leg in counted}) > 1
        and current not in (None, first.country)
    )
    length = months(first, as_of=as_of) if first else None
    return Trajectory(
        case=case.id,
        origin=birth,
        destinations=counted,
        transit=tuple(leg for leg in legs if leg.role == "transit"),
        returns=tuple(leg for leg in legs if leg.role == "return"),
        first_destination=first.country if first else None,
        current=current,
        second_migrant=second,
        rule=rule(min_stay),
        return_then_onward=_returned_between(legs, counted),
        years_first_destination=None if length is None else length / 12,
        corridors=_corridors([birth, *(leg.country for leg in counted)]),
        problems=tuple(_remarks(case, legs, second=second, min_stay=min_stay, as_of=as_of)),
    )


def interviewed(case: Case, documents: Iterable[Document]) -> PartialDate | None:
    """Month of the person's last interview, from the header key ``interview_date``; None if none says it."""
    ids = {speaker.document for speaker in case.speakers}
    return latest_interview(document.header for document in documents if document.id in ids)


def latest_interview(headers: Iterable[Mapping[str, object]]) -> PartialDate | None:
    """The latest ``interview_date`` of some headers; None if none says it."""
    return max((date for date in map(_header_date, headers) if date), default=None)


def check_legs(case: Case) -> tuple[SecondmigError, ...]:
    """What does not fit in a trajectory.

    Checked: leg 0 is the origin; indices run on; every later leg has a start; legs are in order of their
    start and no two overlap by more than 12 months; none ends before it starts; exactly one is open, the one
    with the latest start; it lies in the country of the interview; leg 0 lies in the country of the column
    ``origin``.
    """
    if not case.legs:
        return (_problem(case, "no legs are known", "add the person to the legs file"),)
    return (*_order_problems(case), *_overlap_problems(case), *_open_problems(case))


def _birth(legs: Sequence[Leg]) -> str:
    return legs[0].country if legs and legs[0].index == 0 else ""


def _open(legs: Sequence[Leg]) -> tuple[Leg, ...]:
    """The legs that go on; the origin leg, whose end may be unknown, only where it is the only leg."""
    return tuple(leg for leg in legs if leg.end is None and (leg.index > 0 or len(legs) == 1))


def _role(leg: Leg, birth: str, min_stay: int) -> LegRole:
    if leg.index == 0:
        return "origin"
    if leg.end is None:
        return "current"
    if leg.country == birth:
        return "return"
    length = months(leg)
    return "transit" if length is None or length < min_stay else "destination"


def _counts(leg: Leg, birth: str, *, min_stay: int, as_of: PartialDate | None) -> bool:
    if leg.role == "current":
        length = months(leg, as_of=as_of)
        return leg.country != birth and (length is None or length >= min_stay)
    return leg.role == "destination"


def _returned_between(legs: Sequence[Leg], counted: Sequence[Leg]) -> bool:
    if not counted:
        return False
    first, last = counted[0].index, counted[-1].index
    return any(leg.role == "return" and first < leg.index < last for leg in legs)


def _corridors(countries: Sequence[str]) -> tuple[str, ...]:
    pairs = itertools.pairwise(countries)
    return tuple(f"{before}>{after}" for before, after in pairs if before and before != after)


def _remarks(
    case: Case, legs: Sequence[Leg], *, second: bool, min_stay: int, as_of: PartialDate | None
) -> Iterator[str]:
    for leg in legs[1:]:
        length = months(leg, as_of=as_of)
        if length is None and leg.end is None and leg.start is not None:
            yield f"leg {leg.index}: no interview date, so the present stay is taken to be long enough"
        elif length is None:
            taken = "is taken to be long enough" if leg.end is None else "does not count"
            yield f"leg {leg.index}: its start is unknown, so it {taken}"
        elif leg.end is None and length < min_stay:
            yield f"leg {leg.index}: the present stay is {length} months old and does not count yet"
    typed = case.attributes.get("group")
    derived = "second" if second else "single"
    if typed in {"second", "single"} and typed != derived:
        yield f"the column group says {typed}, the legs say {derived}"


def _header_date(header: Mapping[str, object]) -> PartialDate | None:
    written = header.get("interview_date", "")
    if not isinstance(written, str):
        return None
    try:
        return PartialDate.parse("-".join(written.strip().split("-")[:2]))
    except ValueError:
        return None


def _problem(case: Case, message: str, hint: str, leg: Leg | None = None) -> SecondmigError:
    where = f"case {case.id}" if leg is None else f"case {case.id}, leg {leg.index}"
    return SecondmigError(message, where=where, hint=hint)


def _order_problems(case: Case) -> Iterator[SecondmigError]:
    origin = case.attributes.get("origin", "")
    first = case.legs[0]
    if first.index == 0 and origin and first.country != origin:
        yield _problem(
            case, f"leg 0 is {first.country} but the origin is {origin}", "correct one of them", first
        )
    for place, leg in enumerate(case.legs):
        if leg.index != place:
            yield _problem(case, f"leg {place} is missing", "number the legs 0, 1, 2 ... in order", leg)
            break
    before: Leg | None = None
    for leg in case.legs[1:]:
        if leg.start is None:
            yield _problem(case, "the start is unknown", "write at least the year", leg)
            continue
        if leg.end is not None and months_between(leg.start, leg.end) < 0:
            yield _problem(case, f"ends ({leg.end}) before it starts ({leg.start})", "correct the dates", leg)
        if before and before.start and _before(leg.start, before.start):
            message = f"starts ({leg.start}) before leg {before.index} ({before.start})"
            yield _problem(case, message, "order the legs by their start", leg)
        before = leg


def _before(one: PartialDate, other: PartialDate) -> bool:
    """Whether ``one`` is certainly earlier: a year alone and a month in it are not in conflict."""
    return months_between(other, one) < 0


def _overlap_problems(case: Case) -> Iterator[SecondmigError]:
    for place, later in enumerate(case.legs):
        for earlier in case.legs[:place]:
            shared = _shared(earlier, later)
            if shared > _OVERLAP:
                message = f"overlaps leg {earlier.index} ({earlier.country}) by {shared} months"
                yield _problem(case, message, "correct the dates: a year of overlap is the most", later)


def _shared(earlier: Leg, later: Leg) -> int:
    """Months that two legs share; 0 where a date is missing that it takes to know, so for two open legs."""
    if later.start is None or (earlier.index == 0 and earlier.end is None):
        return 0
    ends = [end for end in (earlier.end, later.end) if end is not None]
    if not ends:
        return 0
    begins = later.start if earlier.start is None else max(earlier.start, later.start)
    return max(0, min(months_between(begins, end) for end in ends))


def _open_problems(case: Case) -> Iterator[SecondmigError]:
    open_legs = _open(case.legs)
    if len(open_legs) != 1:
        found = "no leg is open" if not open_legs else f"{len(open_legs)} legs are open"
        yield _problem(case, found, "leave the end empty on the stay that goes on, and only there")
        return
    current = open_legs[0]
    latest = [leg for leg in case.legs if leg.start and current.start and _before(current.start, leg.start)]
    if latest:
        message = f"is open although leg {latest[0].index} starts later"
        yield _problem(case, message, "write when it ended", current)
    lives_in = case.attributes.get("interview_country", "")
    if lives_in and current.country != lives_in:
        message = f"the open leg is in {current.country} but the interview was in {lives_in}"
        yield _problem(case, message, "correct one of them, or say in the note why they differ", current)
