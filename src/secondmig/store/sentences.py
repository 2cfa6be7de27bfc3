"""Sentences of a reading as spans: computed once per rule and kept, for every reading never changes."""

from collections.abc import Sequence

from secondmig.core.span import Span
from secondmig.store.connection import Connection

_PUT = """
INSERT INTO sentences (reading, rule, position, turn, span_start, span_end) VALUES (?, ?, ?, ?, ?, ?)
"""
_GET = """
SELECT turn, span_start, span_end FROM sentences WHERE reading = ? AND rule = ? ORDER BY position
"""

Place = tuple[int, Span]
"""(index of the turn, code points of the document's text)."""


def reading_of(connection: Connection, document_id: str, version: int) -> int | None:
    """The number of the reading that a current version of a document has, or None."""
    row = connection.row(
        "SELECT reading FROM documents WHERE document_id = ? AND version = ? AND retired_event IS NULL",
        (document_id, version),
    )
    return None if row is None else int(row[0])


def get(connection: Connection, reading: int, rule: str) -> tuple[Place, ...]:
    """The sentences of a reading by that rule; empty where none were put there yet."""
    return tuple((turn, Span(start, end)) for turn, start, end in connection.rows(_GET, (reading, rule)))


def put(connection: Connection, reading: int, rule: str, found: Sequence[Place]) -> None:
    """Keep the sentences of a reading, within a transaction.

    They follow from the words and belong to no event; what is there already by that rule stays.
    """
    if get(connection, reading, rule):
        return
    connection.run_many(
        _PUT,
        (
            (reading, rule, position, turn, span.start, span.end)
            for position, (turn, span) in enumerate(found)
        ),
    )
