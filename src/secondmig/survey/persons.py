"""The table of persons and the table of legs: who was interviewed, and where they lived when."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

from secondmig.core.countries import COUNTRIES, is_country, name
from secondmig.core.errors import SecondmigError, raise_all
from secondmig.core.legs import Leg, PartialDate
from secondmig.core.types import (
    CONSENT_TIERS,
    DEFAULT_TIER,
    Case,
    ConsentTier,
    SpeakerRef,
)
from secondmig.survey.csv_file import CsvFile, CsvRow, duplicates, read_csv_file
from secondmig.survey.trajectory import months_between, with_roles

_NEEDED = ("id", "pseudonym", "interview_country", "origin")
_LEG_COLUMN = re.compile(r"leg([1-9][0-9]*)(|_from|_to)")
_NOT_ATTRIBUTES = {"id", "pseudonym", "document", "speaker"}
_LEGS_NEEDED = ("case", "index", "country", "start", "end")
_LEGS_OPTIONAL = ("role", "role_reason", "legal_at_entry", "legal_at_exit", "isco", "evidence_turn", "note")
_ALIASES = {"UK": "GBR", "GB": "GBR", "US": "USA", "JP": "JPN"}
_DATE_HINT = "write a year or a year and a month: 2007 or 2007-02"
_YEARS = range(1850, 2101)


def read_persons(path: Path) -> tuple[Case, ...]:
    """Read the table of persons, one a row.

    Columns ``id``, ``pseudonym``, ``interview_country`` and ``origin`` are needed. ``consent`` is a tier, T1
    where it is empty or absent. Legs stand in ``leg1``, ``leg1_from``, ``leg1_to``, ``leg2`` ...: leg 0 is
    the origin until ``leg1_from``, an empty end means that the stay goes on. ``legal_leg1_entry``,
    ``legal_leg1_exit`` and ``isco_leg1`` belong to leg 1, ``isco_now`` to the leg that goes on. A person
    speaks in the document of the same id under the pseudonym in capitals, unless columns ``document`` and
    ``speaker`` say otherwise (several separated by "; "). All other columns but those of the legs, which the
    legs file may correct, are attributes, ``consent`` where it is stated included; empty cells are missing
    values and leave no key.

    Args:
        path: a CSV file (see :func:`secondmig.survey.csv_file.read_csv_file`).

    Returns:
        The persons in file order, with roles of legs derived for stays of at least 12 months.

    Raises:
        SecondmigError: one problem, with ``file:line``.
        ProblemsError: all the problems of the file.
    """
    table = read_csv_file(path, required=_NEEDED)
    numbers = _leg_numbers(table)
    problems = list(duplicates(table, ["id"], hint="give one of them another id or delete it"))
    cases: list[Case] = []
    for row in table.rows:
        found = list(_person_problems(table, row, numbers))
        problems.extend(found)
        if not found:
            cases.append(_person(row, numbers))
    raise_all(_in_line_order(problems))
    return tuple(cases)


def read_legs(path: Path) -> Mapping[str, tuple[Leg, ...]]:
    """Read the table of legs, one a row, the whole trajectory of each person named in it.

    Columns ``case``, ``index``, ``country``, ``start``, ``end``; optional ``role`` (empty, or ``transit``
    with a ``role_reason``), ``legal_at_entry``, ``legal_at_exit``, ``isco``, ``note`` and ``evidence_turn``:
    numbers of the turns that say so, put at the end of the note as ``[#22, #24]``.

    Returns:
        Person id -> legs in order of their index, with roles derived for stays of at least 12 months.

    Raises:
        SecondmigError: one problem, with ``file:line``.
        ProblemsError: all the problems of the file.
    """
    table = read_csv_file(path, required=_LEGS_NEEDED)
    known = {*_LEGS_NEEDED, *_LEGS_OPTIONAL}
    hint = f"columns are {', '.join((*_LEGS_NEEDED, *_LEGS_OPTIONAL))}"
    problems = [
        SecondmigError(f"unknown column {column!r}", where=table.name, hint=hint)
        for column in table.columns
        if column not in known
    ]
    problems += duplicates(table, ["case", "index"], hint="number the legs of a person 0, 1, 2 ...")
    legs: dict[str, list[Leg]] = {}
    for row in table.rows:
        found = list(_leg_problems(table, row))
        problems.extend(found)
        if not found:
            legs.setdefault(row.cells["case"], []).append(_leg(row))
    raise_all(_in_line_order(problems))
    ordered = {case: sorted(stays, key=lambda leg: leg.index) for case, stays in legs.items()}
    raise_all(_gaps(table.name, ordered))
    return {case: with_roles(stays) for case, stays in ordered.items()}


def with_legs(cases: Iterable[Case], legs: Mapping[str, tuple[Leg, ...]]) -> tuple[Case, ...]:
    """The persons with the legs of the legs file, which wins over the table of persons.

    A person whom the legs file does not name keeps the legs of the table.

    Raises:
        SecondmigError: the legs file names somebody who is not among the persons.
        ProblemsError: it names several.
    """
    persons = tuple(cases)
    known = {case.id for case in persons}
    raise_all(
        SecondmigError(
            f"legs are given for {case}, who is not among the persons",
            where=f"case {case}",
            hint="add the person to the table of persons, or delete the legs",
        )
        for case in legs
        if case not in known
    )
    return tuple(replace(case, legs=legs[case.id]) if case.id in legs else case for case in persons)


def _in_line_order(problems: Sequence[SecondmigError]) -> list[SecondmigError]:
    def line(problem: SecondmigError) -> int:
        number = problem.where.rpartition(":")[2]
        return int(number) if number.isdigit() else 0

    return sorted(problems, key=line)


def _leg_numbers(table: CsvFile) -> tuple[int, ...]:
    """Numbers of the legs that the header holds, from 1 without gaps, each with its three columns."""
    found = [match for match in map(_LEG_COLUMN.fullmatch, table.columns) if match]
    last = max((int(match[1]) for match in found), default=0)
    numbers = tuple(range(1, last + 1))
    wanted = [f"leg{number}{part}" for number in numbers for part in ("", "_from", "_to")]
    missing = [column for column in wanted if column not in table.columns]
    if missing:
        message = f"lacks the column{'s' if len(missing) > 1 else ''} {', '.join(missing)}"
        raise SecondmigError(
            message, where=table.name, hint="a leg has three columns: leg1, leg1_from, leg1_to"
        )
    return numbers


def _person_problems(table: CsvFile, row: CsvRow, numbers: Sequence[int]) -> Iterator[SecondmigError]:
    where, cells = table.where(row), row.cells
    for column in ("id", "pseudonym"):
        if not cells[column]:
            yield SecondmigError(f"{column} is empty", where=where, hint=f"write the {column}")
        elif "\n" in cells[column] or "\r" in cells[column]:
            hint = "put it on one line"
            yield SecondmigError(f"{column} holds a line end: {cells[column]!r}", where=where, hint=hint)
    for column in ("interview_country", "origin"):
        yield from _country_problems(cells[column], column, where)
    tier = cells.get("consent", "")
    if tier and tier not in CONSENT_TIERS:
        hint = f"one of {', '.join(CONSENT_TIERS)}, or empty for {DEFAULT_TIER}"
        yield SecondmigError(f"consent {tier!r} is no tier", where=where, hint=hint)
    yield from _speaker_problems(cells, where)
    yield from _stay_problems(cells, numbers, where)


def _country_problems(code: str, column: str, where: str) -> Iterator[SecondmigError]:
    if is_country(code):
        return
    if not code:
        yield SecondmigError(f"{column} is empty", where=where, hint="write the country: JPN, GBR, USA ...")
        return
    meant = code.upper() if is_country(code.upper()) else _ALIASES.get(code.upper(), "")
    meant = meant or next((c for c in COUNTRIES if name(c).casefold() == code.casefold()), "")
    hint = f"write {meant}" if meant else "write three letters: JPN, GBR, USA ..."
    yield SecondmigError(f"{column} {code!r} is no ISO 3166-1 alpha-3 code", where=where, hint=hint)


def _speaker_problems(cells: Mapping[str, str], where: str) -> Iterator[SecondmigError]:
    documents, speakers = _split(cells.get("document", "")), _split(cells.get("speaker", ""))
    if len(speakers) > 1 and len(speakers) != max(1, len(documents)):
        message = f"{len(documents)} documents but {len(speakers)} speakers"
        yield SecondmigError(message, where=where, hint="name one speaker for all, or one for each document")


def _stay_problems(cells: Mapping[str, str], numbers: Sequence[int], where: str) -> Iterator[SecondmigError]:
    stays = [number for number in numbers if cells[f"leg{number}"]]
    for number in numbers:
        country, start, end = (cells[f"leg{number}{part}"] for part in ("", "_from", "_to"))
        if not country:
            if start or end:
                message = f"leg{number} has a date but no country"
                yield SecondmigError(message, where=where, hint=f"write the country in leg{number}")
            if any(later > number for later in stays):
                hint = "move the later legs up"
                yield SecondmigError(f"leg{number} is empty but a later leg is not", where=where, hint=hint)
            continue
        yield from _country_problems(country, f"leg{number}", where)
        yield from _date_problems(start, end, f"leg{number}_from", f"leg{number}_to", where)
        if not end and number != stays[-1]:
            message = f"leg{number}_to is empty but leg{number + 1} follows"
            yield SecondmigError(message, where=where, hint="only the stay that goes on has no end")


def _date_problems(
    start: str, end: str, start_name: str, end_name: str, where: str
) -> Iterator[SecondmigError]:
    dates = []
    for text, column in ((start, start_name), (end, end_name)):
        if text:
            date = _date(text)
            dates.append(date)
            if date is None:
                yield SecondmigError(f"{column} {text!r} is no date", where=where, hint=_DATE_HINT)
    if not start:
        yield SecondmigError(f"{start_name} is empty", where=where, hint="write at least the year")
    elif end and all(dates) and months_between(*cast("list[PartialDate]", dates)) < 0:
        message = f"{end_name} {end} is before {start_name} {start}"
        yield SecondmigError(message, where=where, hint="correct one of them")


def _date(text: str) -> PartialDate | None:
    try:
        date = PartialDate.parse(text)
    except ValueError:
        return None
    return date if date.year in _YEARS else None


def _person(row: CsvRow, numbers: Sequence[int]) -> Case:
    cells = row.cells
    person, pseudonym = cells["id"], cells["pseudonym"]
    documents = _split(cells.get("document", "")) or (person,)
    speakers = _split(cells.get("speaker", "")) or (pseudonym.upper(),)
    if len(speakers) == 1:
        speakers *= len(documents)
    return Case(
        id=person,
        pseudonym=pseudonym,
        speakers=tuple(SpeakerRef(*pair) for pair in zip(documents, speakers, strict=True)),
        attributes={
            column: value
            for column, value in cells.items()
            if value and column not in _NOT_ATTRIBUTES and not _LEG_COLUMN.fullmatch(column)
        },
        legs=with_roles(_stays(cells, numbers)),
        consent=cast("ConsentTier", cells.get("consent", "") or DEFAULT_TIER),
    )


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def _stays(cells: Mapping[str, str], numbers: Sequence[int]) -> list[Leg]:
    stays: list[Leg] = []
    for number in numbers:
        if not cells[f"leg{number}"]:
            break
        first = number == 1
        end = _date(cells[f"leg{number}_to"])
        isco_then = cells.get("isco_leg1", "") if first else ""
        stays.append(
            Leg(
                index=number,
                country=cells[f"leg{number}"],
                start=_date(cells[f"leg{number}_from"]),
                end=end,
                role="current",
                legal_at_entry=cells.get("legal_leg1_entry", "") if first else "",
                legal_at_exit=cells.get("legal_leg1_exit", "") if first else "",
                isco=(cells.get("isco_now", "") if end is None else "") or isco_then,
            )
        )
    origin = Leg(0, cells["origin"], None, stays[0].start if stays else None, "origin")
    return [origin, *stays]


def _leg_problems(table: CsvFile, row: CsvRow) -> Iterator[SecondmigError]:
    where, cells = table.where(row), row.cells
    index = cells["index"]
    if not cells["case"]:
        yield SecondmigError("case is empty", where=where, hint="write the id of the person")
    if not (index.isascii() and index.isdigit()):
        yield SecondmigError(f"index {index!r} is no number", where=where, hint="number the legs 0, 1, 2 ...")
    yield from _country_problems(cells["country"], "country", where)
    if index == "0" and not cells["start"]:
        if cells["end"] and _date(cells["end"]) is None:
            yield SecondmigError(f"end {cells['end']!r} is no date", where=where, hint=_DATE_HINT)
    else:
        yield from _date_problems(cells["start"], cells["end"], "start", "end", where)
    role, reason = cells.get("role", ""), cells.get("role_reason", "")
    if (role, bool(reason)) not in {("", False), ("transit", True)} or (role and index == "0"):
        message = f"role {role!r} with{'' if reason else 'out'} a reason"
        hint = "leave role and role_reason empty (the dates decide), or write transit and why, not for leg 0"
        yield SecondmigError(message, where=where, hint=hint)
    turns = cells.get("evidence_turn", "").split()
    if not all(turn.isascii() and turn.isdigit() for turn in turns):
        hint = "write numbers with spaces between them: 22 24"
        yield SecondmigError(f"evidence_turn {' '.join(turns)!r}", where=where, hint=hint)


def _leg(row: CsvRow) -> Leg:
    cells = row.cells
    turns = ", ".join(f"#{turn}" for turn in cells.get("evidence_turn", "").split())
    note = cells.get("note", "")
    return Leg(
        index=int(cells["index"]),
        country=cells["country"],
        start=_date(cells["start"]),
        end=_date(cells["end"]),
        role="transit" if cells.get("role") else "current",
        role_reason=cells.get("role_reason", ""),
        legal_at_entry=cells.get("legal_at_entry", ""),
        legal_at_exit=cells.get("legal_at_exit", ""),
        isco=cells.get("isco", ""),
        note=f"{note} [{turns}]".strip() if turns else note,
    )


def _gaps(file_name: str, legs: Mapping[str, Sequence[Leg]]) -> Iterator[SecondmigError]:
    for case, stays in legs.items():
        indices = [leg.index for leg in stays]
        if indices != list(range(len(stays))):
            yield SecondmigError(
                f"the legs of {case} are numbered {', '.join(map(str, indices))}",
                where=file_name,
                hint="write the whole trajectory, numbered 0 (origin), 1, 2 ...",
            )
