"""Figure 1: the trajectories of the persons as ribbons, and what the rule made of them."""

from collections.abc import Sequence
from typing import Final

from secondmig.core.counting import counted
from secondmig.core.legs import Leg, PartialDate
from secondmig.joint.groups import Person, group_of, origin_of
from secondmig.report.context import GROUP_LABELS, Context, group_label, listed
from secondmig.report.figures.ribbons import Piece, Ribbon, Status, Stay, ribbons
from secondmig.report.section import Plate
from secondmig.report.table import Column, Gap, Link, Table, Value
from secondmig.survey.trajectory import SENSITIVITY, counts_in, interviewed, legs_of, months, sensitivity

_AXIS: Final = (1990, 2026)
_ELSEWHERE: Final = "other"
_PRIVILEGED: Final = frozenset({"ethnic", "colonial"})
_GLYPHS: Final = (
    "; circles at their ends are the legal status then, triangles at their beginnings an entry by an ethnic "
    "or colonial tie"
)
_STATUS: Final[dict[str, Status]] = {"citizen_birth": "citizen", "citizen_nat": "citizen", "pr": "permanent"}
STATUS_LABELS: Final = {
    "citizen": "citizen",
    "permanent": "permanent residence",
    "temporary": "temporary or none",
    "": "not known",
}
_STATUS_WORDS: Final = {
    "citizen_birth": "citizen by birth",
    "citizen_nat": "naturalised",
    "pr": "permanent residence",
    "ethnic": "by descent",
    "colonial": "Commonwealth or ancestry",
    "work_skilled": "skilled work",
    "work_other": "other work or trainee",
    "protection": "refugee or humanitarian",
    "free_movement": "free movement",
    "irregular": "none",
}


def trajectory_plate(ctx: Context) -> Plate:
    """Figure 1 with its table."""
    groups = [
        (
            group,
            sorted(
                (p for p in ctx.persons if (group_of(p) or "") == group and p.case.legs), key=_by_destination
            ),
        )
        for group in ("second", "single", "")
    ]
    groups = [(group, rows) for group, rows in groups if rows]
    drawn = [
        (f"{GROUP_LABELS[g].capitalize()} ({len(rows)})", [_ribbon(ctx, p) for p in rows])
        for g, rows in groups
    ]
    everyone = [row for _, rows in drawn for row in rows]
    years = [year for row in everyone for piece in row.pieces for year in (piece.start, piece.end)]
    axis = (min(_AXIS[0], int(min(years, default=_AXIS[0]))), max(_AXIS[1], int(max(years, default=0)) + 1))
    told = _tells_status(ctx)
    title = "Trajectories: where everybody lived, and when"
    desc = (
        f"{counted(len(everyone), 'row')}, one per person, over the years {axis[0]} to {axis[1]}, in groups "
        f"({listed([name for name, _ in drawn])}) and by first destination. Bars are stays, marked by "
        f"colour, pattern and country code{_GLYPHS if told else ''}."
    )
    figure = ribbons("fig-1", title, desc, groups=drawn, years=axis, colours=ctx.colours)
    banded = (
        ""
        if ctx.team
        else " Dates are given in bands of five years, countries of one person alone as their region."
    )
    ends = (
        "A bar ends in the circle of the legal status at its end; an arrow"
        if told
        else "Legal status is not told in this edition; an arrow"
    )
    return Plate(
        "Figure 1",
        figure,
        f"Each row is a person, with the country of origin before the first stay. {ends}"
        " goes on to the day of the interview. Thin bars are stays "
        "that do not count as a destination: shorter than the rule asks, or a return to the country of "
        "origin." + banded,
        _legs(ctx, [person for _, rows in groups for person in rows]),
    )


def _tells_status(ctx: Context) -> bool:
    """Whether anybody's legal status is told: outside the team it is nobody's."""
    return ctx.team or any(
        leg.legal_at_entry or leg.legal_at_exit for person in ctx.persons for leg in person.case.legs
    )


def _by_destination(person: Person) -> tuple[str, PartialDate, str]:
    first = min((leg.start for leg in person.case.legs[1:] if leg.start), default=PartialDate(9999))
    return person.trajectory.first_destination or "", first, person.case.id


def _ribbon(ctx: Context, person: Person) -> Ribbon:
    href = ctx.page_of(person)
    pieces = [
        piece
        for leg in legs_of(person.case, min_stay=ctx.snapshot.min_stay)
        if leg.index and (piece := _piece(ctx, person, leg)) is not None
    ]
    # Short stays and returns lie inside longer ones: drawn last, they stay visible.
    pieces.sort(key=lambda piece: (piece.stay != "destination", piece.start))
    origin = _code(ctx, origin_of(person) or "")
    return Ribbon(person.case.id, person.case.pseudonym, origin, tuple(pieces), href)


def _piece(ctx: Context, person: Person, leg: Leg) -> Piece | None:
    until = leg.end or interviewed(person.case, ctx.snapshot.documents) or PartialDate(_AXIS[1])
    if leg.start is None:
        return None
    start, end = _year(ctx, leg.start), _year(ctx, until)
    status = _status(leg.legal_at_exit)
    return Piece(
        country=_code(ctx, leg.country),
        start=start,
        end=max(end, start),
        stay=_stay(leg, person),
        open=leg.end is None,
        privileged=leg.legal_at_entry in _PRIVILEGED,
        status=status,
        said=f"{person.case.id}: {ctx.lived_in(leg.country)}, {_date(ctx, leg.start)} to "
        f"{_date(ctx, leg.end) if leg.end else 'now'}" + _and_status(ctx, status),
    )


def _and_status(ctx: Context, status: Status) -> str:
    return f"; {STATUS_LABELS[status]}" if _tells_status(ctx) else ""


def _code(ctx: Context, country: str) -> str:
    return country if not country or ctx.is_shared(country) else _ELSEWHERE


def _stay(leg: Leg, person: Person) -> Stay:
    if leg.role == "return":
        return "return"
    return "destination" if counts_in(person.trajectory, leg) else "transit"


def _status(code: str) -> Status:
    return _STATUS.get(code, "temporary") if code else ""


def _year(ctx: Context, date: PartialDate) -> float:
    """A date as a decimal year, a year alone as its middle; outside the team the middle of its band."""
    if not ctx.team:
        return date.year - date.year % 5 + 2.5
    return date.year + (date.month - 0.5) / 12 if date.month else date.year + 0.5


def _date(ctx: Context, date: PartialDate | None) -> str:
    if date is None:
        return ""
    if not ctx.team:
        first = date.year - date.year % 5
        return f"{first}–{first + 4}"
    return str(date)


_LEGS: Final = (
    Column("case", "Person", once=True),
    Column("group", "Group", once=True),
    Column("leg", "Stay", "count"),
    Column("country", "Country"),
    Column("start", "From"),
    Column("end", "To"),
    Column("months", "Months", "count", "months"),
    Column("counts_as", "Counts as"),
    Column("entry", "Status at entry"),
    Column("exit", "Status at the end"),
)


def _legs(ctx: Context, persons: Sequence[Person]) -> Table:
    inside = set() if ctx.team else {"months"}
    if not _tells_status(ctx):
        inside |= {"entry", "exit"}
    columns = tuple(column for column in _LEGS if column.key not in inside)
    rows = []
    for person in persons:
        until = interviewed(person.case, ctx.snapshot.documents)
        href = ctx.page_of(person)
        for leg in legs_of(person.case, min_stay=ctx.snapshot.min_stay):
            length = months(leg, as_of=until) if leg.index else None
            values: dict[str, Value] = {
                "case": Link(person.case.id, href) if href else person.case.id,
                "group": group_label(person),
                "leg": leg.index,
                "country": ctx.lived_in(leg.country),
                "start": _date(ctx, leg.start),
                "end": _date(ctx, leg.end) if leg.index == 0 or leg.end else "goes on",
                "months": Gap("–", "no dates, or before the first move") if length is None else length,
                "counts_as": "origin" if leg.index == 0 else _stay(leg, person),
                "entry": _status_words(ctx, leg.legal_at_entry, entry=True),
                "exit": _status_words(ctx, leg.legal_at_exit, entry=False),
            }
            rows.append(tuple(values[column.key] for column in columns))
    return Table("fig-1", "The stays behind Figure 1", columns, tuple(rows))


def _status_words(ctx: Context, code: str, *, entry: bool) -> str:
    """A legal status in words; outside the team in three classes, so that nobody is marked as without."""
    if ctx.team:
        return _STATUS_WORDS.get(code, code.replace("_", " "))
    if entry and code in _PRIVILEGED:
        return "ethnic or colonial tie"
    return STATUS_LABELS[_status(code)] if code else ""


def decisions(ctx: Context) -> tuple[str, ...]:
    """What the rule decided that a reader may wonder about."""
    dated = [(person.case, interviewed(person.case, ctx.snapshot.documents)) for person in ctx.persons]
    tried = sensitivity(dated, sorted({*SENSITIVITY, ctx.snapshot.min_stay})).line()
    notes = [f"{tried[0].upper()}{tried[1:]}."]
    for person in ctx.persons:
        trajectory = person.trajectory
        who = person.case.id
        for leg in trajectory.transit:
            length = months(leg)
            known = length is not None and ctx.team
            stay, count = (f"{length} months", "do not count") if known else ("a stay", "does not count")
            why = f" (set by hand: {leg.role_reason})" if leg.role_reason and ctx.team else ""
            place = ctx.lived_in(leg.country, article=True)
            notes.append(f"{who}: {stay} in {place} {count} as a destination{why}.")
        if trajectory.return_then_onward:
            notes.append(
                f"{who} returned to the country of origin between two destinations and moved on again."
            )
        if ctx.team:
            notes += [f"{who}: {problem}." for problem in trajectory.problems]
    return tuple(notes)
