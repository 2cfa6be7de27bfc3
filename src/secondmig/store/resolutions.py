"""Resolutions: what was decided about places where two coders differ."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from secondmig.core.resolution import Resolution
from secondmig.core.span import Span
from secondmig.store import content, temporal
from secondmig.store.connect import Change
from secondmig.store.connection import Connection
from secondmig.store.encode import listed
from secondmig.store.schema import RESOLUTIONS

_SELECT = """
SELECT r.id, r.document_id, r.version, r.span_start, r.span_end, r.kind, r.coder_a, r.coder_b, r.code_a,
       r.code_b, r.facet, r.first, r.second, r.take, r.outcome, k.body, r.coder_id, r.created_event
FROM resolutions r JOIN content k ON k.hash = r.reason_hash
WHERE r.retired_event IS NULL
"""
_ORDER = " ORDER BY r.document_id, r.span_start, r.span_end, r.id"
_AMONG = " AND r.document_id IN (SELECT value FROM json_each(?))"
_FIRST = "SELECT document_id, min(created_event) FROM resolutions GROUP BY document_id ORDER BY document_id"


def add(change: Change, resolutions: Iterable[Resolution]) -> int:
    """Record decisions; an earlier one on the same disagreement is retired.

    Returns:
        How many were new or other than before.
    """
    return sum(temporal.replace_row(change, RESOLUTIONS, _row(change, each)) for each in resolutions)


def retire(change: Change, ids: Iterable[str]) -> int:
    """Take decisions back.

    Returns:
        How many there were.
    """
    return temporal.retire(change, RESOLUTIONS, ids)


def all_resolutions(connection: Connection, *, documents: Sequence[str] = ()) -> tuple[Resolution, ...]:
    """Every current decision, or those on some documents, by document, span and id."""
    query = _SELECT + (_AMONG if documents else "") + _ORDER
    return tuple(
        _resolution(row) for row in connection.rows(query, (listed(documents),) if documents else ())
    )


def first_events(connection: Connection) -> Mapping[str, int]:
    """Document id -> rev of the first decision ever made on it, also where that was taken back since.

    Who has talked about a transcript has talked about it: taking the decision back does not undo that.
    """
    return dict(connection.rows(_FIRST))


def _row(change: Change, each: Resolution) -> tuple[str | int, ...]:
    return (
        each.id,
        each.document_id,
        each.version,
        each.span.start,
        each.span.end,
        each.kind,
        each.coder_a,
        each.coder_b,
        each.code_a,
        each.code_b,
        each.facet,
        listed(each.first),
        listed(each.second),
        each.take,
        each.outcome,
        content.put(change, each.reason),
        each.coder_id,
    )


def _resolution(row: tuple[Any, ...]) -> Resolution:
    identity, document, version, start, end, *words = row
    kind, coder_a, coder_b, code_a, code_b, facet, first, second, take, outcome, reason, coder, rev = words
    return Resolution(
        id=identity,
        document_id=document,
        version=version,
        span=Span(start, end),
        kind=kind,
        coder_a=coder_a,
        coder_b=coder_b,
        code_a=code_a,
        code_b=code_b,
        facet=facet,
        first=tuple(json.loads(first)),
        second=tuple(json.loads(second)),
        take=take,
        outcome=outcome,
        reason=reason,
        coder_id=coder,
        created_event=rev,
    )
