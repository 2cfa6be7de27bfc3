"""Summaries: the cells of the grid of persons and themes; their words lie with the other words."""

from collections.abc import Iterable

from secondmig.core.ids import short_id
from secondmig.core.summary import Summary
from secondmig.store import content, temporal
from secondmig.store.connect import Change
from secondmig.store.connection import Connection
from secondmig.store.schema import SUMMARIES

_ALL = """
SELECT s.case_id, s.code_id, k.body, s.coder_id, s.created_event
FROM summaries s JOIN content k ON k.hash = s.text_hash
WHERE s.retired_event IS NULL ORDER BY s.case_id, s.code_id, s.coder_id
"""


def put(change: Change, each: Summary) -> bool:
    """Let a cell read so; what it read before is retired.

    Returns:
        Whether that is news.
    """
    name = content.put(change, each.text)
    row = (summary_id(each.case_id, each.code_id, each.coder_id), each.case_id, each.code_id)
    return temporal.replace_row(change, SUMMARIES, (*row, name, each.coder_id))


def clear(change: Change, cells: Iterable[tuple[str, str, str]]) -> int:
    """Empty cells, each (case, code, coder).

    Returns:
        How many were not empty.
    """
    return temporal.retire(change, SUMMARIES, [summary_id(*cell) for cell in cells])


def all_summaries(connection: Connection) -> tuple[Summary, ...]:
    """Every current cell, by case, code and coder."""
    return tuple(Summary(*row) for row in connection.rows(_ALL))


def summary_id(case_id: str, code_id: str, coder_id: str) -> str:
    """The id of a cell."""
    return short_id("g", case_id, code_id, coder_id)
