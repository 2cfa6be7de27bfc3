"""Restrictions: stretches somebody took back after the interview."""

from secondmig.core.errors import SecondmigError
from secondmig.core.ids import short_id
from secondmig.core.span import Span, SpanSet
from secondmig.core.types import Withheld
from secondmig.store import temporal
from secondmig.store.connect import Change
from secondmig.store.connection import Connection
from secondmig.store.schema import RESTRICTIONS


def add(change: Change, document_id: str, version: int, span: Span, reason: str) -> str:
    """Take a stretch back; a stretch that is taken back already stays so, with the reason it had.

    Args:
        change: the change it belongs to.
        document_id: the transcript.
        version: of it.
        span: code points in that version's text.
        reason: the team's own words, never those of the transcript.

    Returns:
        The id of the restriction.

    Raises:
        SecondmigError: there is no such version.
    """
    if not change.connection.row(
        "SELECT 1 FROM documents WHERE document_id = ? AND version = ? AND retired_event IS NULL",
        (document_id, version),
    ):
        raise SecondmigError(f"there is no {document_id} version {version}", hint="secondmig corpus list")
    row_id = short_id("x", document_id, version, span.start, span.end)
    if temporal.current_row(change.connection, RESTRICTIONS, row_id) is None:
        temporal.insert(change, RESTRICTIONS, [(row_id, document_id, version, span.start, span.end, reason)])
    return row_id


def of(connection: Connection, document_id: str, version: int) -> tuple[Withheld, ...]:
    """What is taken back in one version, with the reasons, ordered by span."""
    rows = connection.rows(
        "SELECT span_start, span_end, reason FROM restrictions"
        " WHERE retired_event IS NULL AND document_id = ? AND version = ? ORDER BY span_start, span_end, id",
        (document_id, version),
    )
    return tuple(Withheld(Span(start, end), reason) for start, end, reason in rows)


def all_restrictions(connection: Connection) -> dict[tuple[str, int], SpanSet]:
    """What is taken back, by (document id, version)."""
    spans: dict[tuple[str, int], list[Span]] = {}
    for document_id, version, start, end in connection.rows(
        "SELECT document_id, version, span_start, span_end FROM restrictions WHERE retired_event IS NULL"
        " ORDER BY document_id, version, span_start, span_end"
    ):
        spans.setdefault((document_id, version), []).append(Span(start, end))
    return {key: SpanSet.of(found) for key, found in spans.items()}
