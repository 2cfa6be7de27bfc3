"""Whether anything but codings changed: a few numbers of each table that other answers are built on."""

from secondmig.store import temporal
from secondmig.store.connection import Connection
from secondmig.store.schema import CASES, CODEBOOKS, DOCUMENTS, RESTRICTIONS, TemporalTable

Marks = tuple[tuple[int, int, int], ...]
_TABLES = (DOCUMENTS, CODEBOOKS, CASES, RESTRICTIONS)
_MARKS = "SELECT count(*), ifnull(max(created_event), 0), ifnull(max(retired_event), 0) FROM {t}"


def marks(connection: Connection) -> Marks:
    """Numbers that differ after every change of the texts, the codebooks, the persons and their consent.

    Every change of them is an event that makes or ends rows; a withdrawal erases rows.
    """
    return tuple(_of(connection, table) for table in _TABLES)


def _of(connection: Connection, table: TemporalTable) -> tuple[int, int, int]:
    ((rows, made, ended),) = connection.rows(temporal.filled(_MARKS, table))
    return int(rows), int(made), int(ended)
