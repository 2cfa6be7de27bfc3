"""The back-ups in the project's folder: which of them still hold a person's words."""

from collections.abc import Iterable
from pathlib import Path

from secondmig.core.errors import SecondmigError
from secondmig.store.connection import connect
from secondmig.store.encode import listed
from secondmig.store.faults import backups_beside

_HOLDS = """
SELECT 1 WHERE EXISTS (SELECT 1 FROM content WHERE hash IN (SELECT value FROM json_each(:names)))
  OR EXISTS (SELECT 1 FROM cases WHERE id = :case)
"""


def holding(path: Path, case_id: str, names: Iterable[str]) -> tuple[str, ...]:
    """The back-ups beside a database that may hold a person, oldest first; one that cannot be read may.

    Args:
        path: the project's database.
        case_id: the person.
        names: content hashes of the person's transcripts and files.
    """
    wanted = listed(sorted(names))
    return tuple(str(each) for each in backups_beside(path) if _may_hold(each, case_id, wanted))


def _may_hold(backup: Path, case_id: str, names: str) -> bool:
    try:
        connection = connect(backup)
        try:
            return connection.row(_HOLDS, {"names": names, "case": case_id}) is not None
        finally:
            connection.close()
    except SecondmigError:
        return True
