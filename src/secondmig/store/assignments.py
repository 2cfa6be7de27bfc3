"""Assignments: which coder is to read which document with which codebook."""

from collections.abc import Iterable

from secondmig.core.ids import short_id
from secondmig.core.types import Assignment
from secondmig.store import temporal
from secondmig.store.connect import Change
from secondmig.store.connection import Connection
from secondmig.store.schema import ASSIGNMENTS

_ALL = """
SELECT coder_id, document_id, codebook_id, blind, source FROM assignments WHERE {which}
ORDER BY coder_id, document_id, codebook_id
"""


def add(change: Change, assignments: Iterable[Assignment]) -> int:
    """Let these hold; one that holds already with other values is replaced.

    Returns:
        How many were new or other than before.
    """
    changed = 0
    for each in assignments:
        row = (
            _id(each),
            each.coder_id,
            each.document_id,
            each.codebook_id,
            int(each.blind),
            each.source,
        )
        changed += temporal.replace_row(change, ASSIGNMENTS, row)
    return changed


def retire(change: Change, assignments: Iterable[Assignment]) -> int:
    """Take assignments back.

    Returns:
        How many there were.
    """
    return temporal.retire(change, ASSIGNMENTS, [_id(each) for each in assignments])


def all_assignments(connection: Connection, *, as_of: int | None = None) -> tuple[Assignment, ...]:
    """Every current assignment, or those after event ``as_of``, by coder, document and codebook."""
    query = _ALL.replace("{which}", temporal.holding(as_of))
    rows = connection.rows(query, {} if as_of is None else {"as_of": as_of})
    return tuple(
        Assignment(coder, document, codebook, bool(blind), source)
        for coder, document, codebook, blind, source in rows
    )


def _id(each: Assignment) -> str:
    return short_id("a", each.coder_id, each.document_id, each.codebook_id)


_CODED = """
SELECT c.coder_id, c.document_id, c.codebook_version, count(*)
FROM codings c JOIN (
  SELECT document_id, max(version) AS newest FROM documents WHERE retired_event IS NULL GROUP BY document_id
) d USING (document_id)
WHERE c.retired_event IS NULL AND c.status = 'current' AND c.version = d.newest
GROUP BY c.coder_id, c.document_id, c.codebook_version
"""


def coded(connection: Connection) -> dict[tuple[str, str, str], int]:
    """(Coder, document, codebook) -> how many codings stand in their place; those with none are left out."""
    found: dict[tuple[str, str, str], int] = {}
    for coder, document, version, number in connection.rows(_CODED):
        key = (str(coder), str(document), str(version).rpartition("@")[0])
        found[key] = found.get(key, 0) + int(number)
    return dict(sorted(found.items()))
