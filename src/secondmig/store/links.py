"""The ledger of the person join: one row per person and survey, and per survey row without a person."""

from collections.abc import Sequence

from secondmig.core.ids import short_id
from secondmig.core.types import LinkRow
from secondmig.store import temporal
from secondmig.store.connect import Change
from secondmig.store.connection import Connection
from secondmig.store.schema import LINKS


def replace(change: Change, survey: str, rows: Sequence[LinkRow]) -> bool:
    """Let these be the ledger of a survey; rows that stay as they are are not touched.

    Returns:
        Whether anything changed.
    """
    wanted: dict[str, tuple[str, ...]] = {}
    for row in rows:
        values = (survey, row.case, row.row, row.status, row.reason)
        number = 0
        while (row_id := short_id("l", *values, number)) in wanted:
            number += 1
        wanted[row_id] = (row_id, *values)
    held = {
        row_id
        for (row_id,) in change.connection.rows(
            "SELECT id FROM links WHERE survey = ? AND retired_event IS NULL", (survey,)
        )
    }
    temporal.retire(change, LINKS, sorted(held - set(wanted)))
    temporal.insert(change, LINKS, [values for row_id, values in wanted.items() if row_id not in held])
    return held != set(wanted)


def all_links(connection: Connection) -> tuple[LinkRow, ...]:
    """The whole ledger, by survey, case and row."""
    rows = connection.rows(
        "SELECT case_id, survey, row_id, status, reason FROM links WHERE retired_event IS NULL"
        " ORDER BY survey, case_id, row_id, status, id"
    )
    return tuple(LinkRow(*row) for row in rows)
