"""The tables of the trajectory: stays, occupations and legal statuses, one a row.

``legs.csv`` holds the whole trajectory of each person it names, ``occupations.csv`` what they worked as
during each stay, ``statuses.csv`` the legal statuses that began during it. Every cell is checked; all that is
wrong with a file is told at once, with line and column.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Generic, TypeVar, cast

from secondmig.core.errors import ProblemsError, SecondmigError, raise_all
from secondmig.core.legs import LISTED, TOLD, Leg, Occupation, StatusChange
from secondmig.survey.csv_file import CsvFile, duplicates, read_csv_file
from secondmig.survey.evidence import Said
from secondmig.survey.leg_cells import NO_MEASURES, Cells
from secondmig.survey.model import Measure

_Row = TypeVar("_Row")

LEG_COLUMNS: Final = (
    "case",
    "index",
    "country",
    "start",
    "end",
    "role",
    "role_reason",
    "legal_at_entry",
    "legal_at_exit",
    "isco",
    *TOLD,
    "evidence",
    "evidence_turn",
    "note",
)
OCCUPATION_COLUMNS: Final = (
    "case",
    "leg",
    "isco",
    "title",
    "start",
    "end",
    "main",
    "permanent",
    "evidence",
)
STATUS_COLUMNS: Final = ("case", "leg", "date", "status", "evidence")

_NEEDS_VALUE: Final = frozenset(LEG_COLUMNS[7:20])
"""Fields of which evidence can speak only where they hold something."""
_CHOICES: Final = ("income", "home_owner", "planned_as_step")


@dataclass(frozen=True, slots=True)
class LegRow:
    """One stay as a table tells it.

    Attributes:
        case: id of the person.
        leg: the stay, without evidence; its role is not derived yet.
        said: its evidence, not yet found in the words.
        where: ``file:line``.
    """

    case: str
    leg: Leg
    said: tuple[Said, ...]
    where: str


@dataclass(frozen=True, slots=True)
class OccupationRow:
    """One occupation as a table tells it; ``leg`` is the index of the stay."""

    case: str
    leg: int
    occupation: Occupation
    said: tuple[Said, ...]
    where: str


@dataclass(frozen=True, slots=True)
class StatusRow:
    """One legal status that began, as a table tells it; ``leg`` is the index of the stay."""

    case: str
    leg: int
    change: StatusChange
    said: tuple[Said, ...]
    where: str


@dataclass(frozen=True, slots=True)
class LegTables:
    """What the tables of the trajectory hold, in file order; empty where there is no such table.

    Attributes:
        legs: the stays.
        occupations: what people worked as.
        statuses: legal statuses that began.
        problems: what is wrong with rows that are left out; empty where all could be read.
    """

    legs: tuple[LegRow, ...] = ()
    occupations: tuple[OccupationRow, ...] = ()
    statuses: tuple[StatusRow, ...] = ()
    problems: tuple[SecondmigError, ...] = ()


@dataclass(slots=True)
class _Reading(Generic[_Row]):
    """The rows of a table that could be read, and what is wrong with it."""

    rows: list[_Row] = field(default_factory=list)
    problems: list[SecondmigError] = field(default_factory=list)


def read_tables(
    *,
    legs: Path | None = None,
    occupations: Path | None = None,
    statuses: Path | None = None,
    measures: Mapping[str, Measure] = NO_MEASURES,
) -> LegTables:
    """Read those of the three tables that there are; the problems of all of them at once.

    Raises:
        SecondmigError: one problem, with ``file:line``.
        ProblemsError: all the problems of the files.
    """
    tables = gather_tables(legs=legs, occupations=occupations, statuses=statuses, measures=measures)
    raise_all(tables.problems)
    return tables


def gather_tables(
    *,
    legs: Path | None = None,
    occupations: Path | None = None,
    statuses: Path | None = None,
    measures: Mapping[str, Measure] = NO_MEASURES,
) -> LegTables:
    """The same as :func:`read_tables`, with the problems kept, to be told with those of the join."""
    stays, work, changes = (
        _tolerant(_stays, legs, measures),
        _tolerant(_work, occupations, measures),
        _tolerant(_changes, statuses, measures),
    )
    problems = [problem for each in (stays, work, changes) for problem in in_line_order(each.problems)]
    return LegTables(tuple(stays.rows), tuple(work.rows), tuple(changes.rows), tuple(problems))


def _tolerant(
    read: Callable[[Path, Mapping[str, Measure]], _Reading[_Row]],
    path: Path | None,
    measures: Mapping[str, Measure],
) -> _Reading[_Row]:
    """A table, or the reason why it is none at all."""
    if path is None:
        return _Reading()
    try:
        return read(path, measures)
    except ProblemsError as error:
        return _Reading(problems=list(error.problems))
    except SecondmigError as error:
        return _Reading(problems=[error])


def _stays(path: Path, measures: Mapping[str, Measure]) -> _Reading[LegRow]:
    """The table of stays: the first five of LEG_COLUMNS are needed.

    An empty ``end`` means that the stay goes on. ``role`` is empty, or ``transit`` with a ``role_reason``.
    ``household``, ``motives`` and ``helped_by`` hold several values with ";" between them. ``evidence`` is
    read by :func:`secondmig.survey.evidence.parse`; ``evidence_turn``, the older form, holds turns that speak
    of the whole leg.
    """
    table = read_csv_file(path, required=LEG_COLUMNS[:5])
    read = _Reading[LegRow](problems=list(_strange_columns(table, LEG_COLUMNS)))
    read.problems += duplicates(table, ["case", "index"], hint="number the legs of a person 0, 1, 2 ...")
    for row in table.rows:
        cells = Cells(row.cells, table.where(row), measures)
        leg = _leg_row(cells)
        read.problems += cells.problems
        if not cells.problems:
            read.rows.append(leg)
    read.problems += () if read.problems else _gaps(read.rows)
    return read


def _work(path: Path, measures: Mapping[str, Measure]) -> _Reading[OccupationRow]:
    table = read_csv_file(path, required=OCCUPATION_COLUMNS[:3])
    read = _Reading[OccupationRow](problems=list(_strange_columns(table, OCCUPATION_COLUMNS)))
    for row in table.rows:
        cells = Cells(row.cells, table.where(row), measures)
        work = _work_row(cells)
        read.problems += cells.problems
        if not cells.problems:
            read.rows.append(work)
    return read


def _work_row(cells: Cells) -> OccupationRow:
    start, end = cells.period("start", "end", needed=False)
    title, isco = cells.text("title"), cells.coded("isco")
    if not title and not isco:
        cells.wrong("isco and title are empty", "write the ISCO-08 code, or the work in words as title")
    work = Occupation(
        isco=isco,
        title=title,
        start=start,
        end=end,
        main=cells.one_of("main", ("0", "1")) == "1",
        permanent=cells.one_of("permanent", ("0", "1")),
    )
    said = cells.evidence("evidence", fact="occupations")
    return OccupationRow(cells.needed("case"), cells.index("leg"), work, said, cells.where)


def _changes(path: Path, measures: Mapping[str, Measure]) -> _Reading[StatusRow]:
    table = read_csv_file(path, required=STATUS_COLUMNS[:4])
    read = _Reading[StatusRow](problems=list(_strange_columns(table, STATUS_COLUMNS)))
    for row in table.rows:
        cells = Cells(row.cells, table.where(row), measures)
        change = StatusChange(cells.needed("status") and cells.coded("status"), cells.date("date"))
        said = cells.evidence("evidence", fact="statuses")
        status = StatusRow(cells.needed("case"), cells.index("leg"), change, said, cells.where)
        read.problems += cells.problems
        if not cells.problems:
            read.rows.append(status)
    return read


def _leg_row(cells: Cells) -> LegRow:
    case, index = cells.needed("case"), cells.index("index")
    country = cells.country("country")
    start, end = cells.period("start", "end", needed=index != 0)
    _check_role(cells, index)
    said = (*cells.evidence("evidence", fact=None), *cells.evidence("evidence_turn", fact=""))
    for fact in dict.fromkeys(each.fact for each in said):
        if fact in _NEEDS_VALUE and not cells.text(fact):
            cells.wrong(f"evidence speaks of {fact}, which is empty", f"fill in {fact}, or take it out")
    leg = Leg(
        index=index,
        country=country,
        start=start,
        end=end,
        role="transit" if cells.text("role") else "current",
        role_reason=cells.text("role_reason"),
        legal_at_entry=cells.coded("legal_at_entry"),
        legal_at_exit=cells.coded("legal_at_exit"),
        isco=cells.coded("isco"),
        note=cells.text("note"),
        edu_at_start=cells.coded("edu_at_start"),
        edu_at_end=cells.coded("edu_at_end"),
        edu_years=cells.number("edu_years"),
        lang_at_end=cells.coded("lang_at_end"),
        household=cells.several("household"),
        motives=cells.several("motives"),
        helped_by=cells.several("helped_by"),
        **cast(
            "Any",
            {each: cells.one_of(each, LISTED[each]) for each in _CHOICES},
        ),
    )
    _check_education(cells, leg)
    return LegRow(case, leg, said, cells.where)


def _check_role(cells: Cells, index: int) -> None:
    role, reason = cells.text("role"), cells.text("role_reason")
    if (role, bool(reason)) not in {("", False), ("transit", True)} or (role and index == 0):
        message = f"role {role!r} with{'' if reason else 'out'} a reason"
        hint = "leave role and role_reason empty (the dates decide), or write transit and why, not for leg 0"
        cells.wrong(message, hint)


def _check_education(cells: Cells, leg: Leg) -> None:
    if fell(leg.edu_at_start, leg.edu_at_end):
        message = f"edu_at_end {leg.edu_at_end} is below edu_at_start {leg.edu_at_start}"
        cells.wrong(message, "the highest education cannot fall: correct one of them")


def fell(start: str, end: str) -> bool:
    """Whether the highest education at the end of a stay is below that at its start (ISCED levels).

    >>> fell("6", "5"), fell("6", "6"), fell("", "5"), fell("6", "-9")
    (True, False, False, False)
    """
    return start.isdigit() and end.isdigit() and int(end) < int(start)


def _strange_columns(table: CsvFile, known: Sequence[str]) -> Iterator[SecondmigError]:
    hint = f"columns are {', '.join(known)}"
    for column in table.columns:
        if column not in known:
            yield SecondmigError(f"unknown column {column!r}", where=table.name, hint=hint)


def _gaps(rows: Iterable[LegRow]) -> Iterator[SecondmigError]:
    told: dict[str, list[LegRow]] = {}
    for row in rows:
        told.setdefault(row.case, []).append(row)
    for case, mine in told.items():
        ordered = sorted(mine, key=lambda row: row.leg.index)
        astray = next((row for at, row in enumerate(ordered) if row.leg.index != at), None)
        if astray is not None:
            yield SecondmigError(
                f"the legs of {case} are numbered {', '.join(str(row.leg.index) for row in ordered)}",
                where=astray.where,
                hint="write the whole trajectory, numbered 0 (origin), 1, 2 ...",
            )


def in_line_order(problems: Sequence[SecondmigError]) -> list[SecondmigError]:
    """Problems of one file in the order of their lines, those of the whole file first."""

    def line(problem: SecondmigError) -> int:
        number = problem.where.partition(",")[0].rpartition(":")[2]
        return int(number) if number.isdigit() else 0

    return sorted(problems, key=line)
