"""Codebook versions: immutable, numbered, each kept as its canonical form."""

from functools import lru_cache

from secondmig.codebook.canonical import canonical_json, from_canonical
from secondmig.core.errors import SecondmigError
from secondmig.core.types import Codebook, CodebookVersion
from secondmig.store import content, temporal
from secondmig.store.connect import Change
from secondmig.store.connection import Connection
from secondmig.store.schema import CODEBOOKS

_SELECT = """
SELECT codebook_id, number, note, author, body_hash FROM codebooks b WHERE retired_event IS NULL AND {which}
ORDER BY codebook_id
"""
_NEWEST = _SELECT.replace(
    "{which}",
    "number = (SELECT max(number) FROM codebooks n"
    " WHERE n.codebook_id = b.codebook_id AND n.retired_event IS NULL)",
)
_EVERY = """
SELECT codebook_id, number, note, author, body_hash FROM codebooks WHERE {holds}
ORDER BY codebook_id, number
"""
_ONE = _SELECT.replace("{which}", "codebook_id = ? AND number = ?")


def add(change: Change, version: CodebookVersion) -> None:
    """Keep a version of a codebook.

    Raises:
        SecondmigError: that number is there already, or its hash does not fit it.
    """
    book = version.codebook
    body = canonical_json(book)
    name = f"{book.id}@{version.number}"
    if temporal.current_row(change.connection, CODEBOOKS, name) is not None:
        raise SecondmigError(f"codebook version {name} is there already", hint="secondmig codebook show")
    body_hash = content.put(change, body)
    if body_hash != book.sha:
        raise SecondmigError(
            f"the hash of codebook {book.id} does not fit it", hint="secondmig codebook check"
        )
    row = (name, book.id, version.number, book.label, book.sha, version.note, version.author, body_hash)
    temporal.insert(change, CODEBOOKS, [row])


def newest(connection: Connection) -> tuple[CodebookVersion, ...]:
    """The newest version of every codebook, by id."""
    return tuple(_version(connection, row) for row in connection.rows(_NEWEST))


def every(connection: Connection, *, as_of: int | None = None) -> dict[str, tuple[CodebookVersion, ...]]:
    """All versions of every codebook, by id, the first to the newest.

    Args:
        connection: to read from.
        as_of: rev of the last event to count, None for now.
    """
    values = {} if as_of is None else {"as_of": as_of}
    found: dict[str, tuple[CodebookVersion, ...]] = {}
    for row in connection.rows(_EVERY.replace("{holds}", temporal.holding(as_of)), values):
        found[row[0]] = (*found.get(row[0], ()), _version(connection, row))
    return found


def newest_names(connection: Connection, *, as_of: int | None = None) -> frozenset[str]:
    """The newest version of every codebook as ``codebook-id@number``, without reading what it says."""
    values = {} if as_of is None else {"as_of": as_of}
    rows = connection.rows(
        f"SELECT codebook_id, max(number) FROM codebooks WHERE {temporal.holding(as_of)}"  # noqa: S608
        " GROUP BY codebook_id",
        values,
    )
    return frozenset(f"{codebook_id}@{number}" for codebook_id, number in rows)


def get(connection: Connection, codebook_id: str, number: int) -> CodebookVersion | None:
    """One version of a codebook, or None."""
    row = connection.row(_ONE, (codebook_id, number))
    return None if row is None else _version(connection, row)


def code_ids(connection: Connection, version: str) -> frozenset[str] | None:
    """The ids of the codes of ``codebook-id@number``, or None where there is no such version."""
    row = connection.row("SELECT body_hash FROM codebooks WHERE id = ? AND retired_event IS NULL", (version,))
    if row is None:
        return None
    return frozenset(code.id for code in _parsed(content.text(connection, row[0])).codes)


def _version(connection: Connection, row: tuple[str, int, str, str, str]) -> CodebookVersion:
    _, number, note, author, body_hash = row
    return CodebookVersion(_parsed(content.text(connection, body_hash)), number, note, author)


@lru_cache(maxsize=32)
def _parsed(body: str) -> Codebook:
    """A codebook from its canonical form, which is read again with every coding that is saved."""
    return from_canonical(body)
