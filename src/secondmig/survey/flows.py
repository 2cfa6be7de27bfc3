"""Counts of admitted or leaving migrants: who is a second migrant in a table, or how many must be.

A person who is admitted from a country of last residence that is not the country of birth has moved on: the
proxy of the second migrant in administrative counts. A table of birth by last residence says how many there
are. Where only its margins were published, the number lies between bounds that hold for every table with
these margins.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from secondmig.core.errors import SecondmigError
from secondmig.survey.places import Place, place

UNKNOWN: Final = frozenset({"", "unknown", "not stated", "not reported", "no data", "unspecified"})
"""Names, in small letters, under which tables put those whose country nobody knows."""


def is_known(country: str) -> bool:
    """Whether a row or column of a table stands for a country, or for all whose country nobody knows.

    >>> is_known("Peru"), is_known("Unknown")
    (True, False)
    """
    return country.strip().casefold() not in UNKNOWN


@dataclass(frozen=True, slots=True)
class Flow:
    """Persons of one birth and one last residence.

    Attributes:
        birth: country of birth, as printed.
        last: country of last residence, as printed.
        persons: a count.
    """

    birth: str
    last: str
    persons: int


@dataclass(frozen=True, slots=True)
class Margin:
    """A country in the margins of a table of birth by last residence.

    Attributes:
        country: as printed.
        born: persons born there.
        last: persons who last lived there.
    """

    country: str
    born: int
    last: int

    @property
    def surplus(self) -> int:
        """Persons who last lived there beyond those born there; negative for a deficit."""
        return self.last - self.born


@dataclass(frozen=True, slots=True)
class Share:
    """Second migrants in a full table.

    Attributes:
        moved: persons with both countries known and different.
        known: persons with both countries known.
        unknown: persons with a country that nobody knows.
        low: moved / all: every person with an unknown country is taken as not moved.
        high: (moved + unknown) / all.
        share: moved / known, None where no person has both known.
    """

    moved: int
    known: int
    unknown: int
    low: float
    high: float
    share: float | None


@dataclass(frozen=True, slots=True)
class Bounds:
    """Between what numbers second migrants lie when only the margins are known.

    Attributes:
        total: persons.
        born_unknown: of them with unknown birth.
        last_unknown: of them with unknown last residence.
        at_least: fewest second migrants where nobody of unknown last residence moved and those of unknown
            birth are among them: the smaller of all surpluses and all deficits.
        at_least_strictly: fewest where persons of unknown birth may have stayed wherever they last lived.
        at_most: most, where everybody whom the margins allow has moved.
    """

    total: int
    born_unknown: int
    last_unknown: int
    at_least: int
    at_least_strictly: int
    at_most: int

    def share(self, persons: int) -> float:
        """A number of persons as a share of all, 0-1."""
        return persons / self.total

    def holds(self, claim: float) -> bool:
        """Whether a claimed share lies inside, on the printed lower bound and the upper one."""
        return self.share(self.at_least) <= claim <= self.share(self.at_most)


def share_of(flows: Iterable[Flow]) -> Share:
    """Second migrants in a full table of birth by last residence.

    Raises:
        ValueError: the table counts nobody.

    >>> share_of([Flow("Peru", "Japan", 1), Flow("Peru", "Peru", 3), Flow("Peru", "Unknown", 1)]).share
    0.25
    """
    moved = known = total = 0
    for flow in flows:
        total += flow.persons
        if is_known(flow.birth) and is_known(flow.last):
            known += flow.persons
            moved += flow.persons if flow.birth != flow.last else 0
    if not total:
        message = "the table counts nobody"
        raise ValueError(message)
    unknown = total - known
    return Share(
        moved, known, unknown, moved / total, (moved + unknown) / total, moved / known if known else None
    )


def margins_of(flows: Iterable[Flow]) -> tuple[Margin, ...]:
    """The margins of a full table, in the order in which countries appear."""
    born: defaultdict[str, int] = defaultdict(int)
    last: defaultdict[str, int] = defaultdict(int)
    order: dict[str, None] = {}
    for flow in flows:
        born[flow.birth] += flow.persons
        last[flow.last] += flow.persons
        order.update({flow.birth: None, flow.last: None})
    return tuple(Margin(country, born[country], last[country]) for country in order)


def bounds(margins: Sequence[Margin]) -> Bounds:
    """Between what numbers second migrants lie in every table with these margins.

    At most ``sum(min(born, last))`` persons of known countries can have stayed; the surpluses of last
    residence beyond it were born elsewhere. Every bound is reached by some table (the bounds of Fréchet,
    summed over the diagonal; a transport problem whose diagonal is free of its neighbours).

    Args:
        margins: one row a country; both columns add up to the same number of persons.

    Raises:
        ValueError: the columns do not add up to the same number, or to nobody.
    """
    total, other = sum(row.born for row in margins), sum(row.last for row in margins)
    if total != other or not total:
        message = f"{total:,} births but {other:,} last residences"
        raise ValueError(message)
    known = [row for row in margins if is_known(row.country)]
    hidden = [row for row in margins if not is_known(row.country)]
    born_unknown, last_unknown = sum(row.born for row in hidden), sum(row.last for row in hidden)
    surplus = sum(max(0, row.surplus) for row in known)
    deficit = sum(max(0, -row.surplus) for row in known)
    # Who must have stayed: births and last residences of one country that do not fit side by side.
    stayed = max((max(0, row.born + row.last - total) for row in known), default=0)
    return Bounds(
        total,
        born_unknown,
        last_unknown,
        at_least=min(surplus, deficit),
        at_least_strictly=surplus - min(surplus, born_unknown),
        at_most=total - stayed,
    )


def merged(margins: Iterable[Margin], group: Callable[[str], str]) -> tuple[Margin, ...]:
    """The margins with some countries put together, as former states with those that followed them.

    Args:
        margins: the rows.
        group: country as printed -> name under which it is counted.
    """
    sums: dict[str, list[int]] = {}
    for row in margins:
        held = sums.setdefault(group(row.country), [0, 0])
        held[0] += row.born
        held[1] += row.last
    return tuple(Margin(country, born, last) for country, (born, last) in sums.items())


def common_ground(countries: Iterable[str]) -> Mapping[str, str]:
    """Country as printed -> name under which it is counted where a former state and its successors are one.

    Only former states among ``countries`` count; a name no country is called by stands for itself.
    """
    found = {country: _place(country) for country in countries}
    label: dict[str, str] = {}
    for each in found.values():
        if each is not None and each.former:
            members = (each.code, *each.successors)
            known = next((label[code] for code in members if code in label), each.name)
            former = {label[code] for code in members if code in label}
            label = {code: known if held in former else held for code, held in label.items()}
            label.update(dict.fromkeys(members, known))
    return {
        country: label.get(each.code, country) if each is not None else country
        for country, each in found.items()
    }


def first_names(countries: Iterable[str]) -> Mapping[str, str]:
    """Country as printed -> the first name in the table of that country, so that no name makes a migrant.

    >>> dict(first_names(["Burma", "Myanmar", "Atlantis"]))
    {'Burma': 'Burma', 'Myanmar': 'Burma', 'Atlantis': 'Atlantis'}
    """
    first: dict[str, str] = {}
    found = {country: _place(country) for country in countries}
    return {
        country: first.setdefault(each.code, country) if each and each.code else country
        for country, each in found.items()
    }


def is_country_name(country: str) -> bool:
    """Whether a country, or a former state, is called so.

    >>> is_country_name("Burma"), is_country_name("Perru")
    (True, False)
    """
    return _place(country) is not None


def _place(country: str) -> Place | None:
    try:
        return place(country)
    except SecondmigError:
        return None


@dataclass(frozen=True, slots=True)
class Onward:
    """Persons of one origin who left a host, by where they went.

    Attributes:
        origin: country of birth or nationality.
        host: the country they left.
        next: where they went; the origin itself for those who returned.
        year: as printed, "" where none is.
        persons: a count, None where the source prints a share alone.
        share: of the leavers, 0-1; None where nothing says it.
        leavers: of this origin from this host in this year: the denominator; None where nobody knows it.
        status: count or estimate.
        source: who says so.
    """

    origin: str
    host: str
    next: str
    year: str
    persons: int | None
    share: float | None
    leavers: int | None
    status: str
    source: str


def with_shares(rows: Sequence[Onward]) -> tuple[Onward, ...]:
    """The rows with shares and denominators filled in, each within its own origin, host, year and source.

    A share as printed is kept. Where a row has none, it is persons / leavers; the leavers are what the source
    says, else all rows of the group where each has a count.
    """
    groups: defaultdict[tuple[str, str, str, str], list[Onward]] = defaultdict(list)
    for row in rows:
        groups[row.origin, row.host, row.year, row.source].append(row)
    return tuple(_with_share(row, groups[row.origin, row.host, row.year, row.source]) for row in rows)


def _with_share(row: Onward, group: Sequence[Onward]) -> Onward:
    leavers = row.leavers
    if leavers is None and all(each.persons is not None for each in group):
        leavers = sum(each.persons or 0 for each in group)
    share = row.share
    if share is None and row.persons is not None and leavers:
        share = row.persons / leavers
    return Onward(
        row.origin, row.host, row.next, row.year, row.persons, share, leavers, row.status, row.source
    )
