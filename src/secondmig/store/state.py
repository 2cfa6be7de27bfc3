"""One hash for the state of a project: the same for two builds of the same inputs, whenever and wherever."""

from functools import cache
from hashlib import sha256

from secondmig.store import events, temporal
from secondmig.store.connection import Connection
from secondmig.store.schema import PASSES, SUGGESTIONS, TEMPORAL, VERDICTS, TemporalTable

# Row numbers of the store's own that stand for content: the content speaks in their place.
_SPOKEN_FOR = {
    "reading": "(SELECT sha FROM readings r WHERE r.reading = documents.reading)",
    "survey_table": "(SELECT sha FROM survey_tables s WHERE s.survey_table = surveys.survey_table)",
}


# What no result is made of: a suggestion counts nowhere, and who read to the end changes no number.
_BESIDE = (SUGGESTIONS, VERDICTS, PASSES)


def state_hash(connection: Connection) -> str:
    """Content hash of the current rows that results are made of, and of who withdrew.

    It does not depend on row numbers, event numbers, times or who did it, nor on the order in which things
    were done. It is computed once per event and process. A table that a later schema brought counts from its
    first row on, so that migrating alone changes nothing.
    """
    last = events.newest(connection)
    head = last.hash if last else ""
    known = connection.state_known
    if known is not None and known[0] == head and not connection.changing:
        return known[1]
    digest = sha256()
    for table in TEMPORAL:
        if table in _BESIDE:
            continue
        if table.since > 1 and not connection.row(f"SELECT 1 FROM {table.name} WHERE retired_event IS NULL"):  # noqa: S608
            continue
        rows = (line for batch in connection.batches(_lines(table)) for (line,) in batch)
        each = sorted(sha256(line.encode("utf-8")).digest() for line in rows)
        digest.update(f"{table.name} {len(each)}\n".encode() + b"".join(each))
    for (case_id,) in connection.rows("SELECT quote(case_id) FROM tombstones ORDER BY case_id"):
        digest.update(f"withdrawn {case_id}\n".encode())
    state = "sha256:" + digest.hexdigest()
    if not connection.changing:
        connection.state_known = (head, state)
    return state


@cache
def _lines(table: TemporalTable) -> str:
    """Each current row as one line of quoted values: unambiguous whatever characters they hold.

    The order does not matter, so the table is read as it lies on the disk, not along an index.
    """
    return temporal.filled(
        "SELECT printf('{q}', {v}) FROM {t} NOT INDEXED WHERE retired_event IS NULL",
        table,
        q=",".join("%Q" for _ in table.columns),
        v=", ".join(_SPOKEN_FOR.get(column, column) for column in table.columns),
    )
