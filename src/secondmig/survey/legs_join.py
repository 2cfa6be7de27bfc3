"""Persons joined with the tables of their trajectory: all or nothing, every contradiction with its line."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from secondmig.core.errors import SecondmigError, raise_all
from secondmig.core.legs import Evidence, Leg, Occupation, PartialDate
from secondmig.core.types import Case
from secondmig.survey.evidence import Lookup, Said, resolve
from secondmig.survey.legs_file import LegRow, LegTables, OccupationRow, StatusRow
from secondmig.survey.trajectory import months_between, overlaps, with_roles

LAST_YEAR: Final = 2029
"""The last year a date may have where no transcript of the project says when anybody was interviewed."""

_KEY = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Ground:
    """What is known beside the tables.

    Attributes:
        find: document id -> its newest version, None where it is not there.
        interviewed: person id -> when the person was last interviewed, as far as it is known.
        latest: the latest interview of anybody, None where no transcript says it.
        places: person id -> ``file:line`` in the table of persons.
    """

    find: Lookup = lambda _document: None
    interviewed: Mapping[str, PartialDate] = field(default_factory=dict)
    latest: PartialDate | None = None
    places: Mapping[str, str] = field(default_factory=dict)

    def where(self, case: str) -> str:
        """Where the person stands in the table of persons."""
        return self.places.get(case, f"case {case}")


@dataclass(slots=True)
class _Joining:
    """The legs of everybody while they are put together, and what is wrong with them."""

    legs: dict[str, list[Leg]]
    wheres: dict[_KEY, str] = field(default_factory=dict)
    said: dict[_KEY, list[Said]] = field(default_factory=dict)
    problems: list[SecondmigError] = field(default_factory=list)
    unread: frozenset[str] = frozenset()

    def wrong(self, message: str, where: str, hint: str) -> None:
        self.problems.append(SecondmigError(message, where=where, hint=hint))

    def leg(self, case: str, index: int, where: str) -> Leg | None:
        """The stay that a row speaks of; a problem where there is none."""
        found = next((leg for leg in self.legs.get(case, ()) if leg.index == index), None)
        if case not in self.legs:
            self.stranger(case, where)
        elif found is None and case not in self.unread:
            numbers = ", ".join(str(leg.index) for leg in self.legs[case])
            self.wrong(f"{case} has no leg {index}", where, f"the legs of {case} are {numbers}")
        return found

    def stranger(self, case: str, where: str) -> None:
        alike = next((known for known in self.legs if known.casefold() == case.casefold()), "")
        hint = f"write {alike}" if alike else "add the person to the table of persons, or delete the row"
        self.wrong(f"{case} is not among the persons", where, hint)

    def put(self, case: str, leg: Leg) -> None:
        self.legs[case] = [leg if each.index == leg.index else each for each in self.legs[case]]


def with_legs(
    cases: Iterable[Case], tables: LegTables, *, ground: Ground | None = None, gone: Iterable[str] = ()
) -> tuple[Case, ...]:
    """The persons with what the tables say; a person whom the table of stays does not name keeps their legs.

    The main occupation begun last gives the stay its ``isco``, the last status its ``legal_at_exit``, where
    the table of stays says nothing; where it says something else, that is a problem. Refused too: a date
    after the person's interview (where none is known, after the latest interview of anybody, else after
    LAST_YEAR), stays that overlap by more than a year, an occupation or status outside its stay, evidence
    that is not where it is said to be.

    Args:
        cases: the persons.
        tables: what the files hold; problems in them are told with those found here.
        ground: documents and interview dates; without it evidence is left out.
        gone: ids of persons who withdrew; their rows are passed over.

    Raises:
        SecondmigError: one problem, with ``file:line``.
        ProblemsError: all the problems.
    """
    persons = tuple(cases)
    known = ground or Ground()
    left = frozenset(gone)
    joining = _Joining({case.id: list(case.legs) for case in persons}, problems=list(tables.problems))
    joining.unread = _unread(tables)
    _stays(joining, [row for row in tables.legs if row.case not in left])
    _occupations(joining, [row for row in tables.occupations if row.case not in left])
    _statuses(joining, [row for row in tables.statuses if row.case not in left])
    for case in persons:
        _check_times(joining, case.id, known)
    evidence = {} if ground is None else _evidence(joining, persons, known)
    raise_all(_in_order(joining.problems))
    return tuple(
        replace(
            case,
            legs=with_roles(
                [
                    replace(leg, evidence=evidence.get((case.id, leg.index), leg.evidence))
                    for leg in joining.legs[case.id]
                ],
                origin=case.attributes.get("origin", ""),
            ),
        )
        for case in persons
    )


def _unread(tables: LegTables) -> frozenset[str]:
    """Persons of whom a stay may be missing: all that are named, where some rows could not be read."""
    rows: tuple[LegRow | OccupationRow | StatusRow, ...] = (
        *tables.legs,
        *tables.occupations,
        *tables.statuses,
    )
    return frozenset(row.case for row in rows) if tables.problems else frozenset()


def _stays(joining: _Joining, rows: Sequence[LegRow]) -> None:
    told: dict[str, list[LegRow]] = {}
    for row in rows:
        told.setdefault(row.case, []).append(row)
    for case, mine in told.items():
        if case not in joining.legs:
            joining.stranger(case, mine[0].where)
            continue
        joining.legs[case] = sorted((row.leg for row in mine), key=lambda leg: leg.index)
        for row in mine:
            joining.wheres[case, row.leg.index] = row.where
            joining.said[case, row.leg.index] = list(row.said)


def _occupations(joining: _Joining, rows: Sequence[OccupationRow]) -> None:
    told: dict[_KEY, list[OccupationRow]] = {}
    for row in rows:
        leg = joining.leg(row.case, row.leg, row.where)
        if leg is None:
            continue
        work = row.occupation
        for column, date in (("start", work.start), ("end", work.end)):
            _check_inside(joining, leg, date, (row.where, column))
        told.setdefault((row.case, row.leg), []).append(row)
        joining.said.setdefault((row.case, row.leg), []).extend(row.said)
    for (case, index), mine in told.items():
        leg = joining.leg(case, index, mine[0].where)
        assert leg is not None  # noqa: S101 - found above
        ordered = sorted(mine, key=lambda row: row.occupation.start or PartialDate(0))
        main = main_occupation([row.occupation for row in ordered])
        if main is not None and main.isco and leg.isco and main.isco != leg.isco:
            where = next(row.where for row in ordered if row.occupation is main)
            hint = f"the leg says {leg.isco}: correct one of them"
            joining.wrong(f"the last main occupation of {case} on leg {index} is {main.isco}", where, hint)
        isco = leg.isco or (main.isco if main is not None else "")
        joining.put(case, replace(leg, isco=isco, occupations=tuple(row.occupation for row in ordered)))


def main_occupation(occupations: Sequence[Occupation]) -> Occupation | None:
    """The main occupation begun last, the only one where there is one only; None where none is marked."""
    marked = [work for work in occupations if work.main]
    if marked:
        return marked[-1]
    return occupations[0] if len(occupations) == 1 else None


def _statuses(joining: _Joining, rows: Sequence[StatusRow]) -> None:
    told: dict[_KEY, list[StatusRow]] = {}
    for row in rows:
        leg = joining.leg(row.case, row.leg, row.where)
        if leg is None:
            continue
        _check_inside(joining, leg, row.change.date, (row.where, "date"))
        told.setdefault((row.case, row.leg), []).append(row)
        joining.said.setdefault((row.case, row.leg), []).extend(row.said)
    for (case, index), mine in told.items():
        leg = joining.leg(case, index, mine[0].where)
        assert leg is not None  # noqa: S101 - found above
        ordered = sorted(mine, key=lambda row: row.change.date or PartialDate(0))
        last = ordered[-1]
        if leg.legal_at_exit and leg.legal_at_exit != last.change.status:
            hint = f"the leg says legal_at_exit {leg.legal_at_exit}: correct one of them"
            joining.wrong(
                f"the last status of {case} on leg {index} is {last.change.status}", last.where, hint
            )
        exit_status = leg.legal_at_exit or last.change.status
        changes = tuple(row.change for row in ordered)
        joining.put(case, replace(leg, legal_at_exit=exit_status, statuses=changes))


def _check_inside(joining: _Joining, leg: Leg, date: PartialDate | None, at: tuple[str, str]) -> None:
    """A date of an occupation or status must not lie certainly outside its stay."""
    if date is None:
        return
    where, column = at
    early = leg.start is not None and months_between(leg.start, date) < 0
    late = leg.end is not None and months_between(date, leg.end) < 0
    if early or late:
        stay = f"{leg.start or ''} to {leg.end or 'now'}"
        hint = "correct the date, or the number of the leg"
        joining.wrong(f"{column} {date} lies outside leg {leg.index} ({leg.country}, {stay})", where, hint)


def _check_times(joining: _Joining, case: str, ground: Ground) -> None:
    legs = joining.legs[case]
    wheres = {leg.index: joining.wheres.get((case, leg.index), ground.where(case)) for leg in legs}
    until, why = _until(case, ground)
    for leg in legs:
        for what, date in _dates(leg):
            if date is not None and months_between(date, until) < 0:
                message = f"{what} {date} of leg {leg.index} is later than {why}"
                hint = "correct it" if case in ground.interviewed else _NO_INTERVIEW
                joining.wrong(message, wheres[leg.index], hint)
    for earlier, later, shared in overlaps(legs):
        both = f"leg {later.index} ({later.country}) overlaps leg {earlier.index} ({earlier.country})"
        message = f"{both} by {shared} months"
        joining.wrong(message, wheres[later.index], "correct the dates: a year of overlap is the most")


_NO_INTERVIEW: Final = "correct it, or write interview_date in the transcript"


def _until(case: str, ground: Ground) -> tuple[PartialDate, str]:
    """The last date that a person's table may name, and what it is."""
    own = ground.interviewed.get(case)
    if own is not None:
        return own, f"the interview ({own})"
    if ground.latest is not None:
        return ground.latest, f"the latest interview of all ({ground.latest})"
    return PartialDate(LAST_YEAR), f"{LAST_YEAR}, and no transcript says when the interview was"


def _dates(leg: Leg) -> Iterator[tuple[str, PartialDate | None]]:
    yield "start", leg.start
    yield "end", leg.end
    for work in leg.occupations:
        yield "start of an occupation", work.start
        yield "end of an occupation", work.end
    for change in leg.statuses:
        yield "date of a status", change.date


def _evidence(
    joining: _Joining, persons: Sequence[Case], ground: Ground
) -> Mapping[_KEY, tuple[Evidence, ...]]:
    found: dict[_KEY, tuple[Evidence, ...]] = {}
    speaks_in = {case.id: tuple(dict.fromkeys(ref.document for ref in case.speakers)) for case in persons}
    for (case, index), named in joining.said.items():
        placed: dict[Evidence, None] = {}
        for said in named:
            try:
                placed[resolve(said, speaks_in.get(case, ()), ground.find)] = None
            except SecondmigError as error:
                joining.problems.append(error)
        found[case, index] = tuple(placed)
    return found


def _in_order(problems: Sequence[SecondmigError]) -> list[SecondmigError]:
    """By file as they came, then by line."""

    def key(problem: SecondmigError) -> tuple[str, int]:
        name, _, line = problem.where.partition(",")[0].rpartition(":")
        return (name, int(line)) if line.isdigit() else (problem.where, 0)

    return sorted(problems, key=key)
