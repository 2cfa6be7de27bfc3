"""Trajectories as person-years: one row a person and calendar year, ready for event-history analysis.

The clock runs from the month of the first departure to the month of the interview. A date without a month is
taken as the middle of its year (July). Each month belongs to one stay: where stays overlap, to the one that
began last; months between two stays belong to none.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from secondmig.core.legs import Leg, Occupation, PartialDate
from secondmig.core.types import Case
from secondmig.survey.age import Age, age_in
from secondmig.survey.trajectory import MIN_STAY, moves_of

Event = Literal["arrival", "stay", "return", "onward", "back"]
Isei = Callable[[str], float | None]

_MIDDLE: Final = 7

RULE: Final = (
    "a row is a person and a calendar year between the first departure and the interview; country: where "
    "most months of it were spent, in a tie the later; a date without a month is the middle of its year; "
    "event: the last move of the year that counts: arrival (first destination), onward (a destination in "
    "another country than the one before), back (to the same), return (country of birth); a move into a "
    "transit stay is a move and no event; legal status, education and occupation are those at the end of the "
    "year, None where nobody said when they changed; censored: the last year, unless its event is a departure"
)
"""What the columns mean, printed beside them."""


@dataclass(frozen=True, slots=True)
class PersonYear:
    """One person in one calendar year.

    Attributes:
        case: id of the person.
        year: the calendar year.
        months: months of it between the first departure and the interview.
        country: where most of these months were spent; None where most lie between stays.
        leg: index of the stay, None with the country.
        role: of the stay.
        from_country: where the year began, that is where the person could move from; the country of birth in
            the year of the first departure.
        moved: 1 where a stay began in this year, else 0.
        moves: how many began.
        event: the last move of the year that counts, "stay" where there is none.
        to_country: where that move went, None for "stay".
        legal_status: in force at the end of the year, None where it is not known.
        edu_isced: highest education at the end of the year, None where it is not known.
        isco: main occupation of the year, None where it is not known.
        isei: its ISEI-08.
        age: reached in the year, None where it is not known.
        years_abroad: whole years since the first departure at the end of the year.
        censored: 1 in the last year where the person stays on, else 0.
    """

    case: str
    year: int
    months: int
    country: str | None
    leg: int | None
    role: str | None
    from_country: str | None
    moved: int
    moves: int
    event: Event
    to_country: str | None
    legal_status: str | None
    edu_isced: str | None
    isco: str | None
    isei: float | None
    age: Age | None
    years_abroad: int
    censored: int


@dataclass(frozen=True, slots=True)
class PersonYears:
    """The years of one person.

    Attributes:
        case: id of the person.
        years: in order; empty where ``reason`` says why.
        months: months between the first departure and the interview; the sum of ``months`` over the years.
        reason: why there are none, else "".
    """

    case: str
    years: tuple[PersonYear, ...]
    months: int
    reason: str = ""


def person_years(
    case: Case,
    *,
    as_of: PartialDate | None,
    min_stay: int = MIN_STAY,
    isei: Isei = lambda _isco: None,
) -> PersonYears:
    """The years of a person from the first departure to the interview.

    Args:
        case: the person; legs in order.
        as_of: the interview date.
        min_stay: months a stay needs to count as a destination.
        isei: gives the ISEI-08 of an occupation.
    """
    legs = moves_of(case, min_stay=min_stay)
    stays = tuple(leg for leg in legs if leg.index > 0)
    reason = _cannot(stays, as_of)
    if reason or as_of is None:
        return PersonYears(case.id, (), 0, reason)
    begins = min(_month(leg.start) for leg in stays if leg.start)
    ends = max(_month(as_of), begins + 1)
    owners = _owners(stays, begins, ends)
    life = _Life(case, legs, as_of, isei, owners, begins, ends)
    years = tuple(_year(life, year) for year in range((begins - 1) // 12, (ends - 2) // 12 + 1))
    return PersonYears(case.id, years, ends - begins)


def _cannot(stays: Sequence[Leg], as_of: PartialDate | None) -> str:
    if not stays:
        return "no stay after the origin is known"
    if as_of is None:
        return "no transcript says when the interview was"
    unknown = [leg.index for leg in stays if leg.start is None]
    return f"the start of leg {unknown[0]} is not known" if unknown else ""


@dataclass(frozen=True, slots=True)
class _Life:
    case: Case
    legs: Sequence[Leg]
    as_of: PartialDate
    isei: Isei
    owners: Mapping[int, Leg]
    begins: int
    ends: int


def _month(date: PartialDate) -> int:
    """Months from year 0 to a date: January of year 0 is 1."""
    return date.year * 12 + (date.month or _MIDDLE)


def _owners(stays: Sequence[Leg], begins: int, ends: int) -> dict[int, Leg]:
    """Month -> the stay it belongs to; months between stays are not there."""
    owners: dict[int, Leg] = {}
    for leg in sorted(stays, key=lambda leg: (_start(leg), leg.index)):
        until = _month(leg.end) if leg.end else ends
        # A stay of less than a month is still seen: its month is its own.
        for month in range(_start(leg), min(max(until, _start(leg) + 1), ends)):
            if month >= begins:
                owners[month] = leg
    return owners


def _start(leg: Leg) -> int:
    return _month(leg.start) if leg.start else 0


def _year(life: _Life, year: int) -> PersonYear:
    first, last = max(life.begins, year * 12 + 1), min(life.ends - 1, year * 12 + 12)
    months = range(first, last + 1)
    spent = [life.owners.get(month) for month in months]
    leg = _most(spent)
    began = [each for each in life.legs if each.index and first <= _start(each) <= last]
    event, to_country = _event(life, sorted(began, key=lambda each: (_start(each), each.index)))
    isco = _occupation(leg, year) if leg else None
    final = last == life.ends - 1
    return PersonYear(
        case=life.case.id,
        year=year,
        months=len(months),
        country=leg.country if leg else None,
        leg=leg.index if leg else None,
        role=leg.role if leg else None,
        from_country=_where(life, first),
        moved=int(bool(began)),
        moves=len(began),
        event=event,
        to_country=to_country,
        legal_status=_status(leg, year, final=final) if leg else None,
        edu_isced=_education(life.legs, last, final=final),
        isco=isco,
        isei=life.isei(isco) if isco else None,
        age=age_in(life.case, year, as_of=life.as_of)[0],
        years_abroad=(last + 1 - life.begins) // 12,
        censored=int(final and event in {"stay", "arrival", "back"}),
    )


def _most(spent: Sequence[Leg | None]) -> Leg | None:
    """The stay with the most months, by country; in a tie the later. None where most lie between stays."""
    months = Counter(leg.country if leg else None for leg in spent)
    most = max(months.values())
    country = next(
        held for held in (leg.country if leg else None for leg in reversed(spent)) if months[held] == most
    )
    return next((leg for leg in reversed(spent) if leg and leg.country == country), None)


def _where(life: _Life, month: int) -> str | None:
    """Where somebody was just before a month began to be counted."""
    if month == life.begins:
        return life.legs[0].country if life.legs[0].index == 0 else None
    before = life.owners.get(month - 1)
    return before.country if before else None


def _event(life: _Life, began: Sequence[Leg]) -> tuple[Event, str | None]:
    """The last move of a year that counts."""
    for leg in reversed(began):
        if leg.role == "transit":
            continue
        if leg.role == "return" or leg.country == life.legs[0].country:
            return "return", leg.country
        before = [
            each
            for each in life.legs
            if each.role in {"destination", "current"}
            and (_start(each), each.index) < (_start(leg), leg.index)
        ]
        if not before:
            return "arrival", leg.country
        last = max(before, key=lambda each: (_start(each), each.index))
        return ("back" if last.country == leg.country else "onward"), leg.country
    return "stay", None


def _status(leg: Leg, year: int, *, final: bool) -> str | None:
    """The legal status in force at the end of a year of a stay."""
    over = final if leg.end is None else leg.end.year <= year
    if over and leg.legal_at_exit:
        return leg.legal_at_exit
    if any(change.date is None for change in leg.statuses):
        return leg.legal_at_entry or None if leg.legal_at_entry == leg.legal_at_exit else None
    dated = [change for change in leg.statuses if change.date and change.date.year <= year]
    if dated:
        return dated[-1].status
    # Where the status at the end is not known, nobody knows how long that of the arrival held.
    known_to_last = leg.statuses or leg.legal_at_entry == leg.legal_at_exit
    in_first_year = leg.start is not None and leg.start.year == year
    return leg.legal_at_entry or None if known_to_last or in_first_year else None


def _education(legs: Sequence[Leg], last: int, *, final: bool) -> str | None:
    """The highest education by the end of a month, as far as the stays up to then say.

    What was completed during a stay counts from its end: nobody said in which year it was.
    """
    known: str | None = None
    for leg in legs:
        if leg.index and _start(leg) > last:
            break
        known = _code(leg.edu_at_start) or known
        over = final if leg.end is None and leg.index else leg.end is not None and _month(leg.end) <= last + 1
        if over:
            known = _code(leg.edu_at_end) or known
    return known


def _code(value: str) -> str | None:
    """A code of education, None for an empty or a missing one (-9)."""
    return value if value.isdigit() else None


def _occupation(leg: Leg, year: int) -> str | None:
    """The main occupation of a year: the one begun last by its end and not over before it; else the leg's."""
    dated = [work for work in leg.occupations if work.main and work.start]
    if not dated:
        return leg.isco or None
    held: list[Occupation] = [
        work
        for work in dated
        if work.start and work.start.year <= year and (work.end is None or work.end.year >= year)
    ]
    return (held[-1].isco or None) if held else None


def checked_sum(found: Sequence[PersonYears]) -> Iterator[str]:
    """Sentences on whether the years add up to the time between first departure and interview."""
    kept = [each for each in found if each.years]
    years = [year for each in kept for year in each.years]
    months, between = sum(year.months for year in years), sum(each.months for each in kept)
    sign = "=" if months == between else "is not"
    yield (
        f"{len(years)} person-years of {len(kept)} persons; {months} months counted {sign} {between} months "
        f"({between / 12:.1f} years) between first departure and interview"
    )
    for each in found:
        if each.reason:
            yield f"{each.case} has no person-years: {each.reason}"
