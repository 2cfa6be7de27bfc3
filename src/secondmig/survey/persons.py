"""The table of persons: who was interviewed, and in its simplest form where they lived when."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import cast

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
from secondmig.survey.leg_cells import DATE_HINT, country_problems, date_of
from secondmig.survey.legs_file import in_line_order
from secondmig.survey.trajectory import months_between, with_roles

_NEEDED = ("id", "pseudonym", "interview_country", "origin")
_LEG_COLUMN = re.compile(r"leg([1-9][0-9]*)(|_from|_to)")
_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")
"""Zeros before a number, as in 007 and US01."""
_NOT_ATTRIBUTES = {"id", "pseudonym", "document", "speaker"}


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
    return read_persons_placed(path)[0]


def read_persons_placed(path: Path) -> tuple[tuple[Case, ...], Mapping[str, str]]:
    """The same as :func:`read_persons`, and where each person stands: id -> ``file:line``."""
    table = read_csv_file(path, required=_NEEDED)
    numbers = _leg_numbers(table)
    problems = list(duplicates(table, ["id"], hint="give one of them another id or delete it"))
    problems += _alike(table)
    cases: list[Case] = []
    for row in table.rows:
        found = list(_person_problems(table, row, numbers))
        problems.extend(found)
        if not found:
            cases.append(_person(row, numbers))
    raise_all(in_line_order(problems))
    return tuple(cases), {row.cells["id"]: table.where(row) for row in table.rows}


def _alike(table: CsvFile) -> Iterator[SecondmigError]:
    """Ids that differ in nothing but capitals or leading zeros: as a rule one person written twice."""
    hint = "give one of them another id or delete it"
    first: dict[str, CsvRow] = {}
    for row in table.rows:
        written = row.cells["id"]
        before = first.setdefault(_ZEROS.sub("", written.casefold()), row)
        other = before.cells["id"]
        if written and other != written:
            message = f"id {written!r} differs from {other!r} on line {before.line} only in capitals or zeros"
            yield SecondmigError(message, where=table.where(row), hint=hint)


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
        yield from country_problems(cells[column], column, where)
    tier = cells.get("consent", "")
    if tier and tier not in CONSENT_TIERS:
        hint = f"one of {', '.join(CONSENT_TIERS)}, or empty for {DEFAULT_TIER}"
        yield SecondmigError(f"consent {tier!r} is no tier", where=where, hint=hint)
    yield from _speaker_problems(cells, where)
    yield from _stay_problems(cells, numbers, where)


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
        yield from country_problems(country, f"leg{number}", where, former=True)
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
            date = date_of(text)
            dates.append(date)
            if date is None:
                yield SecondmigError(f"{column} {text!r} is no date", where=where, hint=DATE_HINT)
    if not start:
        yield SecondmigError(f"{start_name} is empty", where=where, hint="write at least the year")
    elif end and all(dates) and months_between(*cast("list[PartialDate]", dates)) < 0:
        message = f"{end_name} {end} is before {start_name} {start}"
        yield SecondmigError(message, where=where, hint="correct one of them")


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
        end = date_of(cells[f"leg{number}_to"])
        isco_then = cells.get("isco_leg1", "") if first else ""
        stays.append(
            Leg(
                index=number,
                country=cells[f"leg{number}"],
                start=date_of(cells[f"leg{number}_from"]),
                end=end,
                role="current",
                legal_at_entry=cells.get("legal_leg1_entry", "") if first else "",
                legal_at_exit=cells.get("legal_leg1_exit", "") if first else "",
                isco=(cells.get("isco_now", "") if end is None else "") or isco_then,
            )
        )
    origin = Leg(0, cells["origin"], None, stays[0].start if stays else None, "origin")
    return [origin, *stays]
