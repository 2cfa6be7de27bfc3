"""Memos: dated prose by an analyst, attached to anything; the words lie with the other words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from secondmig.core.ids import short_id
from secondmig.store import content, temporal
from secondmig.store.connect import Change
from secondmig.store.connection import Connection
from secondmig.store.encode import listed
from secondmig.store.schema import MEMOS

_OF = """
SELECT m.id, m.subject_kind, m.subject_id, c.body, m.coder_id, m.created_event
FROM memos m JOIN content c ON c.hash = m.text_hash
WHERE m.subject_kind = ? AND m.subject_id = ? AND m.retired_event IS NULL ORDER BY m.row
"""
_EVERY = """
SELECT m.id, m.subject_kind, m.subject_id, c.body, m.coder_id, m.created_event
FROM memos m JOIN content c ON c.hash = m.text_hash WHERE m.retired_event IS NULL ORDER BY m.row
"""
_BY_ID = """
SELECT m.id, m.subject_kind, m.subject_id, c.body, m.coder_id, m.created_event
FROM memos m JOIN content c ON c.hash = m.text_hash WHERE m.id = ? AND m.retired_event IS NULL
"""
_BESIDE = """
SELECT m.id, m.subject_kind, m.subject_id, c.body, m.coder_id, m.created_event
FROM memos m JOIN content c ON c.hash = m.text_hash WHERE m.retired_event IS NULL AND CASE m.subject_kind
  WHEN 'document' THEN m.subject_id = :document
  WHEN 'case' THEN m.subject_id IN (SELECT value FROM json_each(:cases))
  WHEN 'coding' THEN m.subject_id IN (
    SELECT id FROM codings WHERE document_id = :document AND retired_event IS NULL)
  WHEN 'construct' THEN 0
  ELSE 1 END ORDER BY m.row
"""
_RETIRE_OF = """
UPDATE memos SET retired_event = ? WHERE retired_event IS NULL AND subject_kind = ?
  AND subject_id IN (SELECT value FROM json_each(?))
"""


@dataclass(frozen=True, slots=True)
class Memo:
    """A remark.

    Attributes:
        id: stable over undo and redo.
        subject_kind: "coding", "document", "case", "code", "project", or "construct" for the sentence of a
            joint display.
        subject_id: what it is about.
        text: the words.
        coder: who wrote it.
        created_event: rev of the event that made this row.
    """

    id: str
    subject_kind: str
    subject_id: str
    text: str
    coder: str
    created_event: int


def add(change: Change, subject_kind: str, subject_id: str, text: str, coder: str) -> str:
    """Attach a remark; it stands beside those that are there.

    Returns:
        Its id.
    """
    (memo_id,) = _insert(change, [(subject_kind, subject_id, text, coder)])
    return memo_id


def add_to_codings(change: Change, remarks: Iterable[tuple[str, str, str]]) -> int:
    """Attach remarks to codings.

    Args:
        change: the change they belong to.
        remarks: (coding id, text, coder) each.

    Returns:
        How many.
    """
    return len(_insert(change, (("coding", coding_id, text, coder) for coding_id, text, coder in remarks)))


def _insert(change: Change, remarks: Iterable[tuple[str, str, str, str]]) -> list[str]:
    ids: list[str] = []
    for kind, subject, text, coder in remarks:
        memo_id = next(each for each in _ids(kind, subject, coder) if _free(change.connection, each))
        temporal.insert(change, MEMOS, [(memo_id, kind, subject, content.put(change, text), coder)])
        ids.append(memo_id)
    return ids


def of(connection: Connection, kind: str, subject_id: str) -> tuple[Memo, ...]:
    """The current memos about one thing, in the order they were written."""
    return tuple(Memo(*row) for row in connection.rows(_OF, (kind, subject_id)))


def by_id(connection: Connection, memo_id: str) -> Memo | None:
    """The current memo of that id, or None."""
    row = connection.row(_BY_ID, (memo_id,))
    return None if row is None else Memo(*row)


def beside(connection: Connection, document_id: str, case_ids: Iterable[str]) -> tuple[Memo, ...]:
    """The memos one wants beside a document: on it, its codings, these persons, any code and the project."""
    return tuple(
        Memo(*row) for row in connection.rows(_BESIDE, {"document": document_id, "cases": listed(case_ids)})
    )


def retire(change: Change, ids: Iterable[str]) -> int:
    """Take memos back.

    Returns:
        How many there were.
    """
    return temporal.retire(change, MEMOS, ids)


def retire_of(change: Change, kind: str, subject_ids: Iterable[str]) -> int:
    """Take back whatever is attached to these things.

    Returns:
        How many memos there were.
    """
    return change.connection.run(_RETIRE_OF, (change.rev, kind, listed(subject_ids)))


def every(connection: Connection) -> tuple[Memo, ...]:
    """All current memos, in the order they were written."""
    return tuple(Memo(*row) for row in connection.rows(_EVERY))


def reword(change: Change, memo: Memo) -> bool:
    """Let a memo read as given from now on; what it is about stays.

    Returns:
        Whether anything changed.
    """
    row = (memo.id, memo.subject_kind, memo.subject_id, content.put(change, memo.text), memo.coder)
    return temporal.replace_row(change, MEMOS, row)


def _ids(kind: str, subject: str, coder: str) -> Iterator[str]:
    number = 0
    while True:
        yield short_id("m", kind, subject, coder, number)
        number += 1


def _free(connection: Connection, memo_id: str) -> bool:
    return temporal.current_row(connection, MEMOS, memo_id) is None
