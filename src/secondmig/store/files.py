"""Files of the project that were taken in, so that each is taken in once per content."""

from dataclasses import dataclass

from secondmig.store import temporal
from secondmig.store.connect import Change
from secondmig.store.connection import Connection
from secondmig.store.schema import FILES


@dataclass(frozen=True, slots=True)
class TakenFile:
    """A file as it was when it was taken in.

    Attributes:
        path: in the project, with "/" between parts.
        sha: content hash of its bytes.
        kind: what it was taken for, e.g. "transcript".
    """

    path: str
    sha: str
    kind: str


def take(change: Change, path: str, sha: str, kind: str) -> bool:
    """Remember that a file was taken in with this content.

    Returns:
        Whether that is new.
    """
    return temporal.replace_row(change, FILES, (path, sha, kind))


def taken(connection: Connection, path: str) -> str | None:
    """The content hash with which a file was last taken in, or None."""
    row = temporal.current_row(connection, FILES, path)
    return None if row is None else str(row[1])


def was_taken(connection: Connection, path: str, sha: str) -> bool:
    """Whether this very content was ever taken in from this path, also in an act that was undone."""
    return connection.row("SELECT 1 FROM files WHERE id = ? AND sha = ?", (path, sha)) is not None


def all_files(connection: Connection) -> tuple[TakenFile, ...]:
    """Every file taken in, by path."""
    rows = connection.rows("SELECT id, sha, kind FROM files WHERE retired_event IS NULL ORDER BY id")
    return tuple(TakenFile(*row) for row in rows)
