"""What follows from a person's legs: twelve values, each with its rule in words, or None with a reason.

The values are those of the part ``trajectory: derived`` of the measures file. Nothing here is typed in by
hand but what the legs say; nothing unknown becomes 0.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from secondmig.core.legs import Leg, PartialDate
from secondmig.core.types import Case
from secondmig.survey.age import Age, age_in
from secondmig.survey.trajectory import MIN_STAY, Trajectory, derive, months, moves_of

Isei = Callable[[str], float | None]
"""ISCO-08 code as text -> ISEI-08, None where the code has none."""

SECURITY: Final = (
    "irregular",
    "other",
    "student",
    "work_other",
    "family",
    "work_skilled",
    "protection",
    "free_movement",
    "ethnic",
    "colonial",
    "pr",
    "citizen_nat",
    "citizen_birth",
)
"""Legal statuses from least to most secure, as the measures file of the demo proposes; a project may change
it in its own (``order_for_security`` of ``legal_status``)."""

PRIVILEGED: Final = frozenset({"ethnic", "colonial"})
"""Legal statuses at entry that rest on descent or on a colonial tie."""

Held: TypeAlias = str | int | float | bool | Age


@dataclass(frozen=True, slots=True)
class Answer:
    """A derived value; ``value`` is None exactly when ``reason`` says why.

    Attributes:
        value: the value.
        reason: why there is none, one clause.
        approx: whether a date behind it has no month or is not sure.
    """

    value: Held | None
    reason: str = ""
    approx: bool = False

    def __post_init__(self) -> None:
        """Refuse a value with a reason, and None without one."""
        if (self.value is None) != bool(self.reason):
            raise ValueError(f"value {self.value!r} with reason {self.reason!r}")


@dataclass(frozen=True, slots=True)
class Derived:
    """What follows from the legs of one person.

    Attributes:
        case: id of the person.
        trajectory: destinations, transit, returns, and whether the rule of the second migrant holds.
        answers: name -> value, in the order of NAMES.
        years_by_country: country -> years lived there since the first departure; without the origin leg.
        rules: name -> how the value is made, in words.
    """

    case: str
    trajectory: Trajectory
    answers: Mapping[str, Answer]
    years_by_country: Mapping[str, Answer]
    rules: Mapping[str, str]

    @property
    def transit(self) -> tuple[Leg, ...]:
        """Stays that do not count: shorter than the rule asks, or set by hand with a reason."""
        return self.trajectory.transit

    def value(self, name: str) -> Held | None:
        """A value by name, None where there is none."""
        return self.answers[name].value


@dataclass(frozen=True, slots=True)
class _Ground:
    case: Case
    trajectory: Trajectory
    as_of: PartialDate | None
    isei: Isei
    order: tuple[str, ...]

    @property
    def first(self) -> Leg | None:
        """The first stay that counts."""
        return next(iter(self.trajectory.destinations), None)

    @property
    def second(self) -> Leg | None:
        """The first stay that counts in another country than the first."""
        first = self.first
        later = (leg for leg in self.trajectory.destinations if first and leg.country != first.country)
        return next(later, None)


def derived(
    case: Case,
    *,
    min_stay: int = MIN_STAY,
    as_of: PartialDate | None = None,
    isei: Isei = lambda _isco: None,
    order: Sequence[str] = SECURITY,
) -> Derived:
    """Derive everything from the legs of a person.

    Args:
        case: the person; legs in order.
        min_stay: months a stay needs to count as a destination.
        as_of: the interview date, to which an open leg is counted.
        isei: gives the ISEI-08 of an occupation.
        order: legal statuses from least to most secure.
    """
    trajectory = derive(case, min_stay=min_stay, as_of=as_of)
    ground = _Ground(case, trajectory, as_of, isei, tuple(order))
    return Derived(
        case=case.id,
        trajectory=trajectory,
        answers={name: make(ground) for name, (make, _rule) in _DERIVED.items()},
        years_by_country=years_by_country(moves_of(case), as_of=as_of),
        rules=rules(min_stay=min_stay, order=order),
    )


def rules(*, min_stay: int = MIN_STAY, order: Sequence[str] = SECURITY) -> Mapping[str, str]:
    """Name of a derived value -> how it is made, in words."""
    told = {name: rule for name, (_make, rule) in _DERIVED.items()}
    told["status_security_gain_first"] += f": {' < '.join(order)}"
    told["second_migrant"] = derive(Case("", ""), min_stay=min_stay).rule
    told["years_by_country"] = _YEARS_RULE
    return told


def _n_destinations(ground: _Ground) -> Answer:
    if len(ground.case.legs) < 1:
        return Answer(None, "no legs are known")
    return Answer(len({leg.country for leg in ground.trajectory.destinations}))


def _first_destination(ground: _Ground) -> Answer:
    return Answer(ground.first.country) if ground.first else Answer(None, _NO_FIRST)


def _years_first(ground: _Ground) -> Answer:
    if ground.first is None:
        return Answer(None, _NO_FIRST)
    years = ground.trajectory.years_first_destination
    if years is None:
        return Answer(None, "it goes on, and no interview date says until when")
    return Answer(years, approx=_is_approx(ground.first, ground.as_of))


def _corridor(number: int) -> Callable[[_Ground], Answer]:
    def corridor(ground: _Ground) -> Answer:
        corridors = ground.trajectory.corridors
        if len(corridors) > number:
            return Answer(corridors[number])
        return Answer(None, _NO_SECOND if ground.first and number else _NO_FIRST)

    return corridor


def _stepping_stone(ground: _Ground) -> Answer:
    if ground.first is None:
        return Answer(None, _NO_FIRST)
    planned = ground.first.planned_as_step
    return (
        Answer(planned) if planned else Answer(None, "planned_as_step of the first destination is not stated")
    )


def _isei_first(ground: _Ground) -> Answer:
    if ground.first is None:
        return Answer(None, _NO_FIRST)
    return _isei(ground, ground.first)


def _isei(ground: _Ground, leg: Leg) -> Answer:
    if not leg.isco:
        return Answer(None, f"no occupation is known in {leg.country}")
    value = ground.isei(leg.isco)
    return Answer(value) if value is not None else Answer(None, f"ISCO {leg.isco} has no ISEI in the table")


def _isei_delta(ground: _Ground) -> Answer:
    if ground.first is None or ground.second is None:
        return Answer(None, _NO_SECOND if ground.first else _NO_FIRST)
    before, after = _isei(ground, ground.first), _isei(ground, ground.second)
    if isinstance(before.value, float | int) and isinstance(after.value, float | int):
        return Answer(round(after.value - before.value, 6))
    return Answer(None, before.reason or after.reason)


def _security_gain(ground: _Ground) -> Answer:
    if ground.first is None:
        return Answer(None, _NO_FIRST)
    entry, exit_status = ground.first.legal_at_entry, ground.first.legal_at_exit
    if not entry or not exit_status:
        return Answer(None, f"the legal status at {'the end' if entry else 'entry'} is not stated")
    strange = [status for status in (entry, exit_status) if status not in ground.order]
    if strange:
        return Answer(None, f"{strange[0]} is not in the order of security")
    return Answer(ground.order.index(exit_status) - ground.order.index(entry))


def _capital_years(ground: _Ground) -> Answer:
    if ground.first is None:
        return Answer(None, _NO_FIRST)
    years = ground.first.edu_years
    return (
        Answer(years)
        if years is not None
        else Answer(None, "edu_years of the first destination is not stated")
    )


def _capital_steps(ground: _Ground) -> Answer:
    if ground.first is None:
        return Answer(None, _NO_FIRST)
    start, end = ground.first.edu_at_start, ground.first.edu_at_end
    if not (start.isdigit() and end.isdigit()):
        return Answer(None, "education at the start or the end of the first destination is not stated")
    return Answer(int(end) - int(start))


def _age_at_move2(ground: _Ground) -> Answer:
    if ground.second is None:
        return Answer(None, _NO_SECOND if ground.first else _NO_FIRST)
    start = ground.second.start
    if start is None:
        return Answer(None, "the start of the second destination is not known")
    age, reason = age_in(ground.case, start.year, as_of=ground.as_of)
    return Answer(None, reason) if age is None else Answer(age)


def _return_then_onward(ground: _Ground) -> Answer:
    if ground.first is None:
        return Answer(None, _NO_FIRST)
    return Answer(ground.trajectory.return_then_onward)


def _was_stepping_stone(ground: _Ground) -> Answer:
    if ground.first is None:
        return Answer(None, _NO_FIRST)
    return Answer(ground.second is not None)


def _privileged_entry(ground: _Ground) -> Answer:
    if ground.first is None:
        return Answer(None, _NO_FIRST)
    entry = ground.first.legal_at_entry
    return Answer(entry in PRIVILEGED) if entry else Answer(None, "the legal status at entry is not stated")


_NO_FIRST: Final = "no stay counts as a destination"
_NO_SECOND: Final = "there is no second destination"

_DERIVED: Final[Mapping[str, tuple[Callable[[_Ground], Answer], str]]] = {
    "n_destinations": (_n_destinations, "countries other than that of birth with a stay that counts"),
    "first_destination": (_first_destination, "country of the first stay that counts"),
    "years_first_destination": (
        _years_first,
        "months of the first stay that counts / 12; an open one is counted to the interview",
    ),
    "corridor_1": (_corridor(0), "from the country of birth to the first destination"),
    "corridor_2": (_corridor(1), "from the first destination to the next in another country"),
    "stepping_stone_planned": (
        _stepping_stone,
        "planned_as_step of the first destination: yes, no, became (a step only later) or unknown",
    ),
    "isei_first_last": (_isei_first, "ISEI-08 of the last main occupation at the first destination"),
    "isei_delta_move2": (
        _isei_delta,
        "ISEI-08 of the last or present main occupation at the second destination, less isei_first_last",
    ),
    "status_security_gain_first": (
        _security_gain,
        "steps between legal status at entry and at the end of the first destination, in the order",
    ),
    "capital_acquired_first_years": (
        _capital_years,
        "years of schooling completed at the first destination (edu_years)",
    ),
    "capital_acquired_first_isced": (
        _capital_steps,
        "ISCED levels between edu_at_start and edu_at_end of the first destination",
    ),
    "age_at_move2": (
        _age_at_move2,
        "age reached in the year the second destination began, from birth_year or the age at the interview",
    ),
    "return_then_onward": (
        _return_then_onward,
        "a stay in the country of birth lies between two stays that count",
    ),
    "stepping_stone": (_was_stepping_stone, "a second destination followed the first, planned or not"),
    "privileged_entry": (
        _privileged_entry,
        "legal status at entry of the first destination is ethnic or colonial",
    ),
}

NAMES: Final = tuple(_DERIVED)
"""The derived values in the order of the measures file (capital_acquired_first as two), then two more."""

_YEARS_RULE: Final = (
    "months of the stays in a country / 12, the origin leg left out, an open stay counted to the interview; "
    "where stays overlap, a month counts once, for the stay that began last; ~ where a date has no month or "
    "is not sure"
)


def years_by_country(legs: Sequence[Leg], *, as_of: PartialDate | None = None) -> Mapping[str, Answer]:
    """Years lived in each country since the first departure, in the order of the first stay there.

    Where stays overlap, a month counts once, for the stay that began last. Without overlaps the months of a
    country are the sum of :func:`secondmig.survey.trajectory.months` over its stays.
    """
    stays = [leg for leg in legs if leg.index > 0]
    unknown = {leg.country: _unknown_length(leg, as_of) for leg in stays if months(leg, as_of=as_of) is None}
    owner: dict[int, str] = {}
    for leg, held in _placed(stays, as_of):
        owner.update(dict.fromkeys(held, leg.country))
    found: dict[str, Answer] = {}
    for country in dict.fromkeys(leg.country for leg in stays):
        if country in unknown:
            found[country] = Answer(None, unknown[country])
            continue
        approx = any(_is_approx(leg, as_of) for leg in stays if leg.country == country)
        found[country] = Answer(sum(held == country for held in owner.values()) / 12, approx=approx)
    return found


def _unknown_length(leg: Leg, as_of: PartialDate | None) -> str:
    if leg.start is None:
        return f"the start of leg {leg.index} is not known"
    return f"leg {leg.index} goes on, and no interview date says until when" if as_of is None else "no dates"


def _placed(stays: Sequence[Leg], as_of: PartialDate | None) -> Iterator[tuple[Leg, range]]:
    """The stays with their months, counted from year 0, as many as ``months`` says; by their start.

    A date without a month takes the month of the other one; where neither has one, both are January. A stay
    whose start has no month begins where another one ended in that year: that is no overlap.
    """
    ends: list[tuple[int, int]] = []
    for leg in sorted(stays, key=lambda leg: (leg.start or PartialDate(0), leg.index)):
        end = leg.end or as_of
        if leg.start is None or end is None:
            continue
        begin = leg.start.year * 12 + (leg.start.month or end.month or 1)
        if not leg.start.month:
            begin = max([begin, *(until for year, until in ends if year == leg.start.year)])
        held = range(begin, begin + max(0, months(leg, as_of=as_of) or 0))
        if leg.end is not None:
            ends.append((leg.end.year, held.stop))
        yield leg, held


def _is_approx(leg: Leg, as_of: PartialDate | None) -> bool:
    dates: Iterator[PartialDate | None] = iter((leg.start, leg.end or as_of))
    return any(date is not None and (date.approx or not date.month) for date in dates)
