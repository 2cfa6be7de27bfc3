"""The person join: which interviewee is which row of a survey, with a ledger that accounts for everybody."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from secondmig.core.errors import SecondmigError
from secondmig.core.types import Case, LinkRow
from secondmig.survey.table import SurveyTable, read_key

__all__ = ["link_persons", "read_key"]

_LEADING_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")


def link_persons(
    cases: Iterable[Case], survey: SurveyTable, *, key: Mapping[str, str] | None = None
) -> tuple[LinkRow, ...]:
    """Join persons to the rows of a survey by equal ids, and by nothing else.

    Every person and every row is in the ledger:

    - ``matched``: a person and the one row with the person's id;
    - ``unmatched_case``: a person without a row;
    - ``not_interviewed``: a row without a person;
    - ``duplicate``: rows that share an id. Where they are the same in every cell the first is joined and
      each further one is a duplicate. Where they differ none is joined and each is a duplicate, so that the
      person stands in the ledger once for each of them.

    A row whose id is written otherwise than expected (a leading zero lost, full-width digits, spaces) is
    never joined; the reasons of the row and of the person say what to write.

    Args:
        cases: the persons.
        survey: the table.
        key: case id -> id in the survey; None where the survey uses the case ids.

    Returns:
        The persons by id, then the rows of nobody in file order.

    Raises:
        SecondmigError: the key gives one row to two persons.
    """
    people = sorted(case.id for case in cases)
    wanted = {case: case if key is None else key[case] for case in people if key is None or case in key}
    _check_key(wanted)
    join = _Join(survey.name, _rows_by_id(survey), _by_plain_form(wanted.values()))
    waiting = set(wanted.values())
    free = _by_plain_form(respondent for respondent in join.rows if respondent not in waiting)
    ledger = [row for case in people for row in _of_person(join, case, wanted.get(case), free)]
    elsewhere = set(() if key is None else key.values()) - waiting
    for respondent in join.rows:
        if respondent in elsewhere:
            reason = "the key gives this row to somebody who is not among the persons"
        elif respondent not in waiting:
            reason = _suspicion(join, respondent) or "nobody interviewed has this id"
        else:
            continue
        nobody = LinkRow("", survey.name, respondent, "not_interviewed", reason)
        ledger.extend(_spread(nobody, join.rows[respondent]))
    return tuple(ledger)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the survey with the words for its place."""

    cells: Mapping[str, str]
    place: str


@dataclass(frozen=True, slots=True)
class _Join:
    """What is to be joined.

    Attributes:
        survey: its name.
        rows: id -> its rows in file order.
        expected: plain form -> the ids that persons are waiting for.
    """

    survey: str
    rows: Mapping[str, list[_Row]]
    expected: Mapping[str, list[str]]


def _check_key(wanted: Mapping[str, str]) -> None:
    persons: dict[str, str] = {}
    for case, respondent in wanted.items():
        if respondent in persons:
            message = f"the key gives respondent {respondent} to {persons[respondent]} and {case}"
            raise SecondmigError(message, where=f"case {case}", hint="correct the key: a row is one person")
        persons[respondent] = case


def _rows_by_id(survey: SurveyTable) -> dict[str, list[_Row]]:
    rows: dict[str, list[_Row]] = {}
    for position, cells in enumerate(survey.rows):
        line = f"line {survey.lines[position]} of {survey.file}" if survey.lines else ""
        rows.setdefault(cells[survey.id_column], []).append(_Row(cells, line or f"row {position + 1}"))
    return rows


def _by_plain_form(respondents: Iterable[str]) -> dict[str, list[str]]:
    forms: dict[str, list[str]] = {}
    for respondent in respondents:
        forms.setdefault(_plain(respondent), []).append(respondent)
    return forms


def _of_person(
    join: _Join, case: str, respondent: str | None, free: Mapping[str, list[str]]
) -> Iterator[LinkRow]:
    if respondent is None:
        yield LinkRow(case, join.survey, "", "unmatched_case", "the key gives this person no respondent")
    elif respondent not in join.rows:
        alike = free.get(_plain(respondent))
        perhaps = f"; row {' or '.join(alike)} may be it" if alike else ""
        yield LinkRow(case, join.survey, "", "unmatched_case", f"no row {respondent}{perhaps}")
    else:
        reason = "same id" if respondent == case else f"respondent {respondent} by the key"
        matched = LinkRow(case, join.survey, respondent, "matched", reason)
        yield from _spread(matched, join.rows[respondent])


def _suspicion(join: _Join, respondent: str) -> str:
    """Whose row it may be with its id written otherwise, "" where it resembles none."""
    alike = join.expected.get(_plain(respondent), [])
    if not alike:
        return ""
    meant = " or ".join(alike)
    lost = len(alike) == 1 and _LEADING_ZEROS.sub("", meant) == respondent
    how = "with its leading zero lost" if lost else "written otherwise"
    taken = any(other in join.rows for other in alike)
    then = f"{meant} has a row already" if taken else f"write {meant} in the file to join it"
    return f"row {respondent} looks like respondent {meant} {how}: not joined; {then}"


def _spread(joined: LinkRow, rows: list[_Row]) -> Iterator[LinkRow]:
    """The ledger's lines for the rows that share one id."""
    first, *others = rows
    if all(row.cells == first.cells for row in others):
        yield joined
        for row in others:
            reason = f"{row.place} repeats {first.place}: left out"
            yield LinkRow(joined.case, joined.survey, joined.row, "duplicate", reason)
        return
    for row in rows:
        rest = ", ".join(other.place for other in rows if other is not row)
        reason = f"{row.place} differs from {rest} with the same id: none joined; keep one to join it"
        yield LinkRow(joined.case, joined.survey, joined.row, "duplicate", reason)


def _plain(respondent: str) -> str:
    """The id without what spreadsheets and typists change: width, case, punctuation, leading zeros, .0 ."""
    folded = unicodedata.normalize("NFKC", respondent).casefold().strip().removesuffix(".0")
    letters = "".join(letter for letter in folded if letter.isalnum())
    return _LEADING_ZEROS.sub("", letters)
