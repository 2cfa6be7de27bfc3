"""The words: transcripts with titles and headers, memos, files. The one table that may be emptied."""

from collections.abc import Iterable

from secondmig.core.errors import SecondmigError
from secondmig.core.ids import content_hash
from secondmig.store.connect import Change
from secondmig.store.connection import Connection
from secondmig.store.encode import listed

# Where a hash may be referred to from; a word is only destroyed when nothing refers to it any more.
_STILL_USED = """
SELECT text_hash FROM documents UNION SELECT head_hash FROM documents
UNION SELECT source_hash FROM documents WHERE source_hash IS NOT NULL
UNION SELECT text_hash FROM document_versions UNION SELECT text_hash FROM memos
UNION SELECT body_hash FROM codebooks UNION SELECT body_hash FROM guides
UNION SELECT reason_hash FROM resolutions UNION SELECT text_hash FROM summaries
UNION SELECT sha FROM files WHERE kind = 'codebook'
"""
_ERASE = (
    "DELETE FROM content WHERE hash IN (SELECT value FROM json_each(?)) AND hash NOT IN ("  # noqa: S608
    + _STILL_USED
    + ")"
)


def put(change: Change, body: str | bytes, name: str | None = None) -> str:
    """Keep a text or the bytes of a file; what is there already is not written twice.

    Args:
        change: the change it belongs to.
        body: the text or the bytes.
        name: its content hash, where that is known.

    Returns:
        Its content hash.

    Raises:
        SecondmigError: the text holds half of a character.
    """
    name = name or content_hash(_bytes(body))
    if not holds(change.connection, name):
        stored = as_stored(_bytes(body))
        change.connection.run("INSERT INTO content (hash, body) VALUES (?, ?)", (name, stored))
    return name


def _bytes(body: str | bytes) -> bytes:
    if isinstance(body, bytes):
        return body
    try:
        return body.encode("utf-8")
    except UnicodeEncodeError as error:
        raise SecondmigError(
            "a text holds half of a character (a lone surrogate) and cannot be stored",
            hint="type the character again, or save the file as UTF-8",
        ) from error


def as_stored(raw: bytes) -> str | bytes:
    """Text where it is text, so that people who open the file can read it, else the bytes."""
    if b"\0" in raw:
        return raw
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw


def text(connection: Connection, name: str) -> str:
    """The text of that hash.

    Raises:
        SecondmigError: it is not there.
    """
    body = _body(connection, name)
    return body if isinstance(body, str) else body.decode("utf-8")


def raw(connection: Connection, name: str) -> bytes:
    """The bytes of that hash.

    Raises:
        SecondmigError: they are not there.
    """
    body = _body(connection, name)
    return body.encode("utf-8") if isinstance(body, str) else body


def holds(connection: Connection, name: str) -> bool:
    """Whether the words of that hash are there."""
    return connection.row("SELECT 1 FROM content WHERE hash = ?", (name,)) is not None


def erase_unused(change: Change, names: Iterable[str]) -> int:
    """Destroy the contents of these hashes that nothing refers to any more.

    Returns:
        How many.
    """
    return change.connection.run(_ERASE, (listed(sorted(names)),))


def _body(connection: Connection, name: str) -> str | bytes:
    found = connection.row("SELECT body FROM content WHERE hash = ?", (name,))
    if found is None:
        raise SecondmigError(
            f"the words {name} are not there", where=str(connection.path), hint="secondmig verify"
        )
    body: str | bytes = found[0]
    return body
