"""Suggestions, and what coders said to them."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from secondmig.core.ids import short_id
from secondmig.core.span import Span
from secondmig.core.suggestion import Suggestion, Verdict
from secondmig.store import temporal
from secondmig.store.connect import Change
from secondmig.store.connection import Connection
from secondmig.store.encode import facets_from, facets_text, listed
from secondmig.store.schema import SUGGESTIONS, VERDICTS

_SELECT = """
SELECT s.id, s.document_id, s.version, s.span_start, s.span_end, s.quote_sha, s.code_id, s.codebook_version,
       s.facets, s.engine, s.engine_version, s.score, s.evidence, s.created_event
FROM suggestions s WHERE s.retired_event IS NULL
"""
_ORDER = " ORDER BY s.document_id, s.span_start, s.span_end, s.code_id, s.engine, s.id"
_AMONG = " AND s.document_id IN (SELECT value FROM json_each(?))"
_THESE = " AND s.id IN (SELECT value FROM json_each(?))"
_VERDICTS = """
SELECT v.suggestion_id, v.coder_id, v.verdict, v.coding_id, v.created_event
FROM verdicts v JOIN suggestions s ON s.id = v.suggestion_id AND s.retired_event IS NULL
WHERE v.retired_event IS NULL
"""
_VERDICT_ORDER = " ORDER BY v.suggestion_id, v.coder_id"


def suggestion_id(each: Suggestion) -> str:
    """The id that follows from what is proposed, where, and by which engine."""
    place = (each.document_id, each.version, each.span.start, each.span.end)
    return short_id("s", *place, each.code_id, each.engine, each.engine_version)


def add(change: Change, suggestions: Iterable[Suggestion]) -> int:
    """Let these be there, each under the id of :func:`suggestion_id`.

    Returns:
        How many were new or other than before.
    """
    return sum(temporal.replace_row(change, SUGGESTIONS, _row(each)) for each in suggestions)


def retire(change: Change, ids: Iterable[str]) -> int:
    """Let suggestions end; those with a verdict stay, else the verdict would be about nothing.

    Returns:
        How many there were.
    """
    wanted = set(ids)
    decided = {each.suggestion_id for each in verdicts(change.connection)}
    return temporal.retire(change, SUGGESTIONS, sorted(wanted - decided))


def find(connection: Connection, *, documents: Sequence[str] = ()) -> list[Suggestion]:
    """Current suggestions, on some documents or all, by document, span, code and engine."""
    query = _SELECT + (_AMONG if documents else "") + _ORDER
    return [_suggestion(row) for row in connection.rows(query, (listed(documents),) if documents else ())]


def by_ids(connection: Connection, ids: Iterable[str]) -> list[Suggestion]:
    """The current suggestions among these ids, in the order of :func:`find`."""
    return [_suggestion(row) for row in connection.rows(_SELECT + _THESE + _ORDER, (listed(ids),))]


def decide(change: Change, decided: Iterable[Verdict]) -> int:
    """Record what coders said; an earlier word of the same coder on the same suggestion is retired.

    Returns:
        How many were new or other than before.
    """
    return sum(temporal.replace_row(change, VERDICTS, _verdict_row(each)) for each in decided)


def verdicts(connection: Connection, *, documents: Sequence[str] = ()) -> list[Verdict]:
    """What was said to the current suggestions, by suggestion and coder."""
    query = _VERDICTS + (_AMONG if documents else "") + _VERDICT_ORDER
    return [Verdict(*row) for row in connection.rows(query, (listed(documents),) if documents else ())]


def _row(each: Suggestion) -> tuple[str | int | float, ...]:
    return (
        each.id,
        each.document_id,
        each.version,
        each.span.start,
        each.span.end,
        each.quote_sha,
        each.code_id,
        each.codebook_version,
        facets_text(each.facets),
        each.engine,
        each.engine_version,
        float(each.score),
        listed(each.evidence),
    )


def _verdict_row(each: Verdict) -> tuple[str, ...]:
    identity = short_id("v", each.suggestion_id, each.coder_id)
    return (identity, each.suggestion_id, each.coder_id, each.verdict, each.coding_id)


def _suggestion(row: tuple[Any, ...]) -> Suggestion:
    identity, document, version, start, end, sha, code, book, facets, *rest = row
    engine, engine_version, score, evidence, rev = rest
    return Suggestion(
        id=identity,
        document_id=document,
        version=version,
        span=Span(start, end),
        quote_sha=sha,
        code_id=code,
        codebook_version=book,
        engine=engine,
        engine_version=engine_version,
        score=score,
        evidence=tuple(json.loads(evidence)),
        facets=facets_from(facets),
        created_event=rev,
    )
