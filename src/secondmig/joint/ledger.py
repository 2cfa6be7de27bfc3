"""How the ledger of a person join speaks: its statuses, its reasons, and what can be read from them again."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from secondmig.core.types import LinkRow

STATUSES: Final = ("matched", "unmatched_case", "not_interviewed", "duplicate")
UNEXPLAINED: Final = "unexplained"
"""Beside the statuses: persons who have not found a row and of whom nobody has said why."""
NOBODY: Final = "nobody interviewed has this id"
NO_CONSENT: Final = "consent to linking is no: never joined"
GONE: Final = "the row went with another person of the household who withdrew"

_GIVEN: Final = "; reason given: "
_WRITTEN: Final = "; reason in the key: "
_WAVE: Final = ", wave "
_HOUSEHOLD: Final = ", household "
_DOCUMENTS: Final = "; one person in "


def said(found: str, *, written: str, given: str) -> str:
    """What the join found, and why that is so where the team said it.

    Args:
        found: by the join.
        written: the reason that stands in the key, "" for none; it goes before the other.
        given: the reason that somebody gave on the way, "" for none.

    >>> said("no row 012", written="", given="the zero was lost")
    'no row 012; reason given: the zero was lost'
    """
    if written:
        return f"{found}{_WRITTEN}{written}"
    return f"{found}{_GIVEN}{given}" if given else found


def why(row: LinkRow) -> str:
    """The team's words on why a person has no row, "" where nobody said any.

    >>> why(LinkRow("A", "s", "", "unmatched_case", "no row 012; reason in the key: the zero was lost"))
    'the zero was lost'
    """
    return row.reason.partition(_WRITTEN)[2] or given(row)


def given(row: LinkRow) -> str:
    """The reason that somebody gave on the way, which no file holds; "" for none."""
    return "" if _WRITTEN in row.reason else row.reason.partition(_GIVEN)[2]


def _found(row: LinkRow) -> str:
    """What the join found, without the team's words."""
    return row.reason.partition(_WRITTEN)[0].partition(_GIVEN)[0]


def unexplained(rows: Iterable[LinkRow]) -> tuple[LinkRow, ...]:
    """Those of :func:`unmatched` of which nobody has said why."""
    return tuple(row for row in unmatched(rows) if not why(row) and row.reason not in {NO_CONSENT, GONE})


def unmatched(rows: Iterable[LinkRow]) -> tuple[LinkRow, ...]:
    """The first line of every person, and of every wave of a person, that found no row."""
    lines = list(rows)
    settled = {(row.survey, row.case, row.row) for row in lines if row.status == "matched"}
    found: dict[tuple[str, str, str], LinkRow] = {}
    for row in lines:
        if not row.case or row.status not in {"unmatched_case", "duplicate"}:
            continue
        place = (row.survey, row.case, row.row or wave_of(row))
        if place not in settled:
            found.setdefault(place, row)
    return tuple(found.values())


def known_by(respondent: str, case: str, *, wave: str, household: str) -> str:
    """How a row was found: by the same id or by the key, for which wave, shared by which household."""
    how = "same id" if respondent == case else f"respondent {respondent} by the key"
    return how + (f"{_WAVE}{wave}" if wave else "") + (f"{_HOUSEHOLD}{household}" if household else "")


def with_documents(found: str, documents: Sequence[str]) -> str:
    """Say of a person who speaks in several documents that they are one person."""
    several = sorted(set(documents))
    return f"{found}{_DOCUMENTS}{', '.join(several)}" if len(several) > 1 else found


def wave_of(row: LinkRow) -> str:
    """The wave a line is about, "" where the person answered once.

    >>> wave_of(LinkRow("A", "s", "007", "matched", "respondent 007 by the key, wave 2, household H1"))
    '2'
    """
    head = _found(row).partition(_DOCUMENTS)[0].partition(_HOUSEHOLD)[0]
    return head.partition(_WAVE)[2].partition(";")[0].partition(":")[0]


def household_of(row: LinkRow) -> str:
    """The household that shares the row of a line, "" where the row is one person."""
    head = _found(row).partition(_DOCUMENTS)[0]
    return head.partition(_HOUSEHOLD)[2].partition(";")[0].partition(":")[0]


def in_several_documents(row: LinkRow) -> bool:
    """Whether the line is about a person who speaks in more than one document."""
    return _DOCUMENTS in _found(row)


def counts(rows: Iterable[LinkRow], nobody: Mapping[str, int]) -> dict[str, dict[str, int]]:
    """Lines by survey and status; rows of nobody that have no line of their own are added.

    Args:
        rows: the lines.
        nobody: survey -> rows without a person and without a line.
    """
    tally = Counter((row.survey, row.status) for row in rows)
    surveys = sorted({survey for survey, _ in tally} | set(nobody))
    told = {name: {status: tally[name, status] for status in STATUSES} for name in surveys}
    for name, number in nobody.items():
        told[name]["not_interviewed"] += number
    return told
