"""The consent sheet: one row per person, what each agreed to and when, read strictly.

Columns ``id`` and ``given`` are needed; ``audio``, ``translation``, ``recontact``, ``linking``, ``teaching``
and ``machine`` hold yes or no, and a blank one means no. ``evidence`` names the turns in which the person
says so, as in the table of legs; ``note`` is the team's own remark.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from secondmig.core.consent import SWITCHES, Switch
from secondmig.core.errors import SecondmigError, raise_all
from secondmig.survey.csv_file import CsvFile, CsvRow, duplicates, read_csv_file
from secondmig.survey.evidence import Said, parse
from secondmig.survey.leg_cells import date_of
from secondmig.survey.legs_file import in_line_order

WHOLE: Final = "consent"
"""What evidence speaks of that names no switch."""
COLUMNS: Final = ("id", "given", *SWITCHES, "evidence", "note")
_ANSWERS: Final = ("yes", "no", "")
_GIVEN_HINT: Final = "write when the person agreed: 2025, 2025-03 or 2025-03-14, ~2025 where it is not sure"
_OUTSIDE_QUOTES = re.compile(r';(?=(?:[^"]*"[^"]*")*[^"]*$)')


@dataclass(frozen=True, slots=True)
class Agreed:
    """A row of the sheet.

    Attributes:
        case: id of the person.
        where: ``file:line``.
        given: when the person agreed, as written.
        answers: switch -> yes or no; all of them.
        evidence: where the person says so, not yet found in the words.
        note: the team's remark, "" if none.
    """

    case: str
    where: str
    given: str
    answers: Mapping[Switch, str]
    evidence: tuple[Said, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Persons:
    """Who may be in a sheet.

    Attributes:
        known: ids of the persons.
        left: id -> the day on which that person withdrew, ISO 8601.
        today: no consent is given after it.
    """

    known: frozenset[str]
    left: Mapping[str, str] = field(default_factory=dict)
    today: date = date.max


def read_sheet(path: Path, persons: Persons) -> tuple[Agreed, ...]:
    """Read a sheet; those who withdrew are read too, and are the caller's to leave out.

    Raises:
        SecondmigError: one problem, with ``file:line``.
        ProblemsError: all the problems of the file.
    """
    table = read_csv_file(path, required=("id", "given"))
    problems = list(_column_problems(table))
    problems += duplicates(table, ["id"], hint="one row per person: keep the one that holds")
    read: list[Agreed] = []
    for row in table.rows:
        wrong = [*_person_problems(table.where(row), row, persons), *_answer_problems(table.where(row), row)]
        said, unclear = _evidence(row.cells.get("evidence", ""), table.where(row))
        problems += [*wrong, *unclear]
        answers = {name: row.cells.get(name, "") or "no" for name in SWITCHES}
        read.append(
            Agreed(
                row.cells["id"],
                table.where(row),
                row.cells["given"],
                answers,
                tuple(said),
                row.cells.get("note", ""),
            )
        )
    raise_all(in_line_order(problems))
    return tuple(read)


def _column_problems(table: CsvFile) -> Iterator[SecondmigError]:
    for column in table.columns:
        if column not in COLUMNS:
            yield SecondmigError(
                f"there is no column {column} in a consent sheet",
                where=f"{table.name}:1",
                hint=f"columns are {', '.join(COLUMNS)}",
            )


def _person_problems(where: str, row: CsvRow, persons: Persons) -> Iterator[SecondmigError]:
    case, given = row.cells["id"], row.cells["given"]
    if case not in persons.known and case not in persons.left:
        yield SecondmigError(
            f"there is no person {case!r}" if case else "id is empty", where=where, hint="secondmig case list"
        )
    first = first_day(given)
    if first is None:
        message = f"given {given!r} is no date" if given else "given is empty: since when does it hold?"
        yield SecondmigError(message, where=where, hint=_GIVEN_HINT)
    elif first > persons.today:
        yield SecondmigError(f"given {given} lies in the future", where=where, hint="correct the date")
    elif case in persons.left and first > date.fromisoformat(persons.left[case][:10]):
        yield SecondmigError(
            f"given {given} is after {case} withdrew on {persons.left[case][:10]}: nothing comes back by it",
            where=where,
            hint=f"take {case} out of the sheet; a new interview gets a new id",
        )


def _answer_problems(where: str, row: CsvRow) -> Iterator[SecondmigError]:
    for name in SWITCHES:
        said = row.cells.get(name, "")
        if said not in _ANSWERS:
            yield SecondmigError(
                f"{name} {said!r} is neither yes nor no", where=where, hint="write yes or no"
            )


def _evidence(cell: str, where: str) -> tuple[list[Said], list[SecondmigError]]:
    """Where the person says so: clauses between semicolons, each of one switch or of the whole."""
    found: list[Said] = []
    problems: list[SecondmigError] = []
    for clause in _OUTSIDE_QUOTES.split(cell):
        word, _, rest = clause.strip().partition(" ")
        named = word in SWITCHES
        read, wrong = parse(
            rest if named else clause, where=f"{where}, evidence", fact=word if named else WHOLE
        )
        found += read
        problems += wrong
    return found, problems


def first_day(given: str) -> date | None:
    """The first day that a date may mean; None where it is none.

    >>> first_day("2025-03"), first_day("2025-03-14"), first_day("soon")
    (datetime.date(2025, 3, 1), datetime.date(2025, 3, 14), None)
    """
    try:
        return date.fromisoformat(given) if len(given) == len("2025-03-14") else _of_part(given)
    except ValueError:
        return None


def _of_part(given: str) -> date | None:
    known = date_of(given)
    return None if known is None else date(known.year, known.month or 1, 1)


def places(evidence: Sequence[tuple[str, str]]) -> str:
    """Pieces of evidence as the project keeps them: what they speak of and their place, never a word.

    >>> places([("teaching", "US06#42"), ("consent", "US06#2")])
    'teaching US06#42; US06#2'
    """
    return "; ".join(place if fact == WHOLE else f"{fact} {place}" for fact, place in evidence)
