"""From legs to destinations, corridors and the second migrant, by a rule that is printed with every count."""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from secondmig.core.legs import Leg, LegRole, PartialDate
from secondmig.core.types import Case, Document
from secondmig.survey.places import same_ground

MIN_STAY = 12
"""Months a stay needs to count as a destination, where a project does not say otherwise."""

SENSITIVITY = (6, 12, 24)
"""Months at which the rule of the second migrant is tried beside a project's own."""

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


def with_roles(legs: Sequence[Leg], *, min_stay: int = MIN_STAY, origin: str = "") -> tuple[Leg, ...]:
    """The legs with the roles that follow from their dates; roles set by hand (with ``role_reason``) stay.

    Leg 0 is the origin; an open leg is ``current``; a stay in the country of birth is a ``return``, of any
    length; a stay shorter than ``min_stay`` months, or of unknown length, is ``transit``; the others are
    ``destination``. A stay that only a change of borders began has the role of the stay it goes on
    (see :func:`moved_for`).

    Args:
        legs: in order.
        min_stay: months a stay needs to count as a destination.
        origin: the country of origin on record, "" where there is none.
    """
    whole = moved_for(legs, origin)
    birth = _birth(whole)
    lies_in = {leg.index: [each for each in whole if each.index <= leg.index] for leg in legs}
    return tuple(
        leg if leg.role_reason else replace(leg, role=_role(lies_in[leg.index][-1], birth, min_stay))
        for leg in legs
    )


def moved_for(legs: Sequence[Leg], origin: str = "") -> tuple[Leg, ...]:
    """The legs with those made one that only a change of borders parts: nobody moved.

    Somebody did where the note of the later leg is not empty, where the person was born in another part of
    the state that ended (``origin``), or where more than a year lies between. Legs made one are in the
    country of the later and keep the index of the first.
    """
    found: list[Leg] = []
    for leg in legs:
        if found and only_borders(found[-1], leg, origin):
            found[-1] = _one(found[-1], leg)
        else:
            found.append(leg)
    return tuple(found)


def only_borders(earlier: Leg, later: Leg, origin: str = "") -> bool:
    """Whether nothing but a change of borders lies between two legs, for all that is said."""
    if later.note or not same_ground(earlier.country, later.country, later.start):
        return False
    if earlier.end and later.start and months_between(earlier.end, later.start) > _OVERLAP:
        return False
    elsewhere = origin and origin != later.country and same_ground(earlier.country, origin, None)
    return not (earlier.index == 0 and elsewhere)


def _one(earlier: Leg, later: Leg) -> Leg:
    """Two legs that only a change of borders parts."""
    years = (earlier.edu_years, later.edu_years)
    return replace(
        later,
        index=earlier.index,
        start=earlier.start,
        role_reason=earlier.role_reason or later.role_reason,
        role=earlier.role,
        legal_at_entry=earlier.legal_at_entry,
        isco=later.isco or earlier.isco,
        note=earlier.note,
        edu_at_start=earlier.edu_at_start,
        edu_years=None if None in years else sum(filter(None, years)),
        motives=earlier.motives,
        helped_by=earlier.helped_by,
        planned_as_step=earlier.planned_as_step,
        occupations=(*earlier.occupations, *later.occupations),
        statuses=(*earlier.statuses, *later.statuses),
    )


def counts_in(trajectory: Trajectory, leg: Leg) -> bool:
    """Whether a leg is a destination, or the last part of one that a change of borders made two legs of."""
    last = (leg.role, leg.country, leg.end)
    return any(
        each.index == leg.index or (each.role, each.country, each.end) == last
        for each in trajectory.destinations
    )


def legs_of(case: Case, *, min_stay: int = MIN_STAY) -> tuple[Leg, ...]:
    """The legs of a person as written, with the roles that follow from them."""
    return with_roles(case.legs, min_stay=min_stay, origin=case.attributes.get("origin", ""))


def moves_of(case: Case, *, min_stay: int = MIN_STAY) -> tuple[Leg, ...]:
    """The legs that the person moved for (see :func:`moved_for`), with the roles that follow from them."""
    origin = case.attributes.get("origin", "")
    return with_roles(moved_for(case.legs, origin), min_stay=min_stay, origin=origin)


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
    legs = moves_of(case, min_stay=min_stay)
    birth = _birth(legs)
    counted = tuple(leg for leg in legs if _counts(leg, birth, min_stay=min_stay, as_of=as_of))
    going_on = open_legs(legs)
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


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """How many are second migrants at several lengths of stay.

    Attributes:
        counts: months a stay needs to count -> second migrants.
        persons: of how many; those of whom only the origin is known are left out.
    """

    counts: Mapping[int, int]
    persons: int

    def line(self) -> str:
        """The sentence printed wherever second migrants are counted.

        >>> Sensitivity({6: 13, 12: 13, 24: 12}, 24).line()
        'second migrants at 6, 12, 24 months: 13, 13, 12 of 24'
        """
        listed, found = (", ".join(map(str, numbers)) for numbers in (self.counts, self.counts.values()))
        return f"second migrants at {listed} months: {found} of {self.persons}"


def sensitivity(
    people: Iterable[tuple[Case, PartialDate | None]], stays: Sequence[int] = SENSITIVITY
) -> Sensitivity:
    """Count second migrants at several lengths of stay.

    Args:
        people: each person with the interview date.
        stays: months a stay needs to count.
    """
    known = [(case, until) for case, until in people if len(case.legs) > 1]
    counts = {
        months: sum(derive(case, min_stay=months, as_of=until).second_migrant for case, until in known)
        for months in stays
    }
    return Sensitivity(counts, len(known))


def interviewed(case: Case, documents: Iterable[Document]) -> PartialDate | None:
    """Month of the person's last interview, from the header key ``interview_date``; None if none says it."""
    ids = {speaker.document for speaker in case.speakers}
    return latest_interview(document.header for document in documents if document.id in ids)


def latest_interview(headers: Iterable[Mapping[str, object]]) -> PartialDate | None:
    """The latest ``interview_date`` of some headers; None if none says it."""
    return max((date for date in map(_header_date, headers) if date), default=None)


def _birth(legs: Sequence[Leg]) -> str:
    return legs[0].country if legs and legs[0].index == 0 else ""


def open_legs(legs: Sequence[Leg]) -> tuple[Leg, ...]:
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
    yield from _borders(case)
    typed = case.attributes.get("group")
    derived = "second" if second else "single"
    if typed in {"second", "single"} and typed != derived:
        yield f"the column group says {typed}, the legs say {derived}"


def _borders(case: Case) -> Iterator[str]:
    for earlier, later in itertools.pairwise(case.legs):
        ground = same_ground(earlier.country, later.country, later.start)
        if not ground:
            continue
        if only_borders(earlier, later, case.attributes.get("origin", "")):
            taken = f"a change of borders is no move, so it goes on leg {earlier.index}"
        else:
            taken = "by its note, its dates or the origin a move, and counts as one"
        yield f"leg {later.index}: {ground}; {taken}"


def _header_date(header: Mapping[str, object]) -> PartialDate | None:
    written = header.get("interview_date", "")
    if not isinstance(written, str):
        return None
    try:
        return PartialDate.parse("-".join(written.strip().split("-")[:2]))
    except ValueError:
        return None


def before(one: PartialDate, other: PartialDate) -> bool:
    """Whether ``one`` is certainly earlier: a year alone and a month in it are not in conflict."""
    return months_between(other, one) < 0


def overlaps(legs: Sequence[Leg]) -> Iterator[tuple[Leg, Leg, int]]:
    """Pairs of stays that share more than a year, the earlier one first, with the months they share."""
    for place, later in enumerate(legs):
        for earlier in legs[:place]:
            shared = _shared(earlier, later)
            if shared > _OVERLAP:
                yield earlier, later, shared


def _shared(earlier: Leg, later: Leg) -> int:
    """Months that two legs share; 0 where a date is missing that it takes to know, so for two open legs."""
    if later.start is None or (earlier.index == 0 and earlier.end is None):
        return 0
    ends = [end for end in (earlier.end, later.end) if end is not None]
    if not ends:
        return 0
    begins = later.start if earlier.start is None else max(earlier.start, later.start)
    return max(0, min(months_between(begins, end) for end in ends))
