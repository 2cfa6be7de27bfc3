"""Rows that events make and end: the few statements that every temporal table shares."""

from collections.abc import Iterable, Sequence
from functools import cache

from secondmig.store.connect import Change
from secondmig.store.connection import Connection, Value
from secondmig.store.encode import listed
from secondmig.store.schema import TemporalTable

CURRENT = "retired_event IS NULL"
AS_OF = "created_event <= :as_of AND (retired_event IS NULL OR retired_event > :as_of)"


def holding(as_of: int | None) -> str:
    """The condition under which a row holds: now, or after event ``as_of`` (bound as ``:as_of``)."""
    return CURRENT if as_of is None else AS_OF


def insert(change: Change, table: TemporalTable, rows: Iterable[Sequence[Value]]) -> int:
    """Make rows; their values in the order of ``table.columns``.

    Returns:
        How many.
    """
    return change.connection.run_many(insertion(table), ((*row, change.rev) for row in rows))


def retire(change: Change, table: TemporalTable, ids: Iterable[str]) -> int:
    """End the current rows of these ids.

    Returns:
        How many there were.
    """
    return change.connection.run(_retirement(table), (change.rev, listed(ids)))


def replace_row(change: Change, table: TemporalTable, row: Sequence[Value]) -> bool:
    """Let a row be the current one of its id.

    Returns:
        Whether anything changed; False where the current row has the same values already.
    """
    before = current_row(change.connection, table, str(row[0]))
    if before == tuple(row):
        return False
    if before is not None:
        retire(change, table, (str(row[0]),))
    insert(change, table, (row,))
    return True


def current_row(connection: Connection, table: TemporalTable, row_id: str) -> tuple[Value, ...] | None:
    """The values of the current row of an id, or None."""
    return connection.row(_selection(table), (row_id,))


@cache
def insertion(table: TemporalTable) -> str:
    """The statement that makes a row."""
    marks = ", ".join("?" * (len(table.columns) + 1))
    return filled("INSERT INTO {t} ({c}, created_event) VALUES ({m})", table, m=marks)


@cache
def _retirement(table: TemporalTable) -> str:
    return filled(
        "UPDATE {t} SET retired_event = ?"
        " WHERE retired_event IS NULL AND id IN (SELECT value FROM json_each(?))",
        table,
    )


@cache
def _selection(table: TemporalTable) -> str:
    return filled("SELECT {c} FROM {t} WHERE id = ? AND retired_event IS NULL", table)


def filled(template: str, table: TemporalTable, **more: str) -> str:
    """A statement with its table ``{t}``, the table's columns ``{c}`` and further names filled in.

    Only names of the schema and our own text may go in; values are always bound.
    """
    names = {"t": table.name, "c": ", ".join(table.columns), **more}
    for key, name in names.items():
        template = template.replace("{" + key + "}", name)
    return template
