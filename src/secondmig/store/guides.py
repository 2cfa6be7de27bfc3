"""Interview guides: the items an interviewer may ask, and which were asked; each kept as its text."""

from dataclasses import dataclass

from secondmig.store import content, temporal
from secondmig.store.connect import Change
from secondmig.store.connection import Connection
from secondmig.store.schema import GUIDES

_ALL = "SELECT id, sha, body_hash FROM guides WHERE {which} ORDER BY id"


@dataclass(frozen=True, slots=True)
class Guide:
    """A guide as it was taken in.

    Attributes:
        id: of the guide.
        sha: content hash of the text.
        body: the text.
    """

    id: str
    sha: str
    body: str


def put(change: Change, guide_id: str, body: str) -> bool:
    """Let this be the current text of a guide.

    Returns:
        Whether anything changed; False where it is the current text already.
    """
    body_hash = content.put(change, body)
    return temporal.replace_row(change, GUIDES, (guide_id, body_hash, body_hash))


def get(connection: Connection, guide_id: str) -> str | None:
    """The current text of a guide, or None."""
    row = temporal.current_row(connection, GUIDES, guide_id)
    return None if row is None else content.text(connection, str(row[2]))


def newest(connection: Connection, *, as_of: int | None = None) -> tuple[Guide, ...]:
    """Every current guide by id, or those that were current after event ``as_of``."""
    query = _ALL.replace("{which}", temporal.holding(as_of))
    rows = connection.rows(query, {} if as_of is None else {"as_of": as_of})
    return tuple(Guide(name, sha, content.text(connection, body)) for name, sha, body in rows)
