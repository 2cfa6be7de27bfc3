"""The back-ups in the project's folder: which of them still hold a person's words."""

from collections.abc import Iterable
from pathlib import Path

from secondmig.core.errors import SecondmigError
from secondmig.store.connection import connect
from secondmig.store.encode import listed
from secondmig.store.faults import backups_beside
from secondmig.store.schema_1 import APPLICATION_ID

_HOLDS = """
SELECT 1 WHERE EXISTS (SELECT 1 FROM content WHERE hash IN (SELECT value FROM json_each(:names)))
  OR EXISTS (SELECT 1 FROM cases WHERE id = :case)
"""


def holding(path: Path, case_id: str, names: Iterable[str]) -> tuple[str, ...]:
    """The back-ups of a project that may hold a person, oldest first; one that cannot be read may.

    Looked at are the folder of back-ups and the databases of ours that lie in the project's own folder.

    Args:
        path: the project's database.
        case_id: the person.
        names: content hashes of the person's transcripts and files.
    """
    wanted = listed(sorted(names))
    here = sorted(each for each in path.parent.parent.glob("*") if each != path and is_ours(each))
    return tuple(str(each) for each in (*backups_beside(path), *here) if _may_hold(each, case_id, wanted))


def is_ours(path: Path) -> bool:
    """Whether a file begins like a database of a project: SQLite's mark, and our number at byte 68."""
    if not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            head = file.read(72)
    except OSError:
        return False
    return head.startswith(b"SQLite format 3\x00") and head[68:72] == APPLICATION_ID.to_bytes(4, "big")


def _may_hold(backup: Path, case_id: str, names: str) -> bool:
    try:
        connection = connect(backup)
        try:
            return connection.row(_HOLDS, {"names": names, "case": case_id}) is not None
        finally:
            connection.close()
    except SecondmigError:
        return True
