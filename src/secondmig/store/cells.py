"""The texts of any SQLite file, read cell by cell: a long one is scattered over the pages of the file."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from secondmig.core.errors import SecondmigError

MAGIC: Final = b"SQLite format 3\x00"


class Cell(NamedTuple):
    """A text or the bytes of one cell.

    Attributes:
        table: it stands in.
        row: its number in the order of the table, from 1.
        column: it stands in.
        value: text, or bytes as they are.
    """

    table: str
    row: int
    column: str
    value: str | bytes


def cells(path: Path) -> Iterator[Cell]:
    """Every text and every run of bytes in the ordinary tables of a file, also of another program.

    The file is opened for reading alone and left as it is. What virtual tables show lies in
    ordinary ones too.

    Raises:
        SecondmigError: it is damaged, locked, or cannot be opened.
    """
    # Without a log of writes beside it nothing needs to be made beside it either.
    alone = not path.with_name(f"{path.name}-wal").exists()
    uri = f"{path.resolve().as_uri()}?{'immutable=1' if alone else 'mode=ro'}"
    with _telling(), closing(sqlite3.connect(uri, uri=True)) as connection:
        yield from _of_tables(connection)


def cells_of(raw: bytes) -> Iterator[Cell]:
    """The same for a database in memory, e.g. from an archive.

    Raises:
        SecondmigError: it is damaged.
    """
    # A database in WAL mode opens from memory only when its header says that it is not.
    settled = raw[:18] + b"\x01\x01" + raw[20:]
    with _telling(), closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(settled)
        yield from _of_tables(connection)


@contextmanager
def _telling() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise SecondmigError(f"cannot be read as a database: {error}") from error


def _of_tables(connection: sqlite3.Connection) -> Iterator[Cell]:
    connection.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
    names = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 ORDER BY name"
    ).fetchall()
    for (name,) in names:
        yield from _of_table(connection, name)


def _of_table(connection: sqlite3.Connection, name: str) -> Iterator[Cell]:
    quoted = name.replace('"', '""')
    cursor = connection.execute(f'SELECT * FROM "{quoted}"')  # noqa: S608 - a name from the file's own schema
    columns = [described[0] for described in cursor.description]
    for number, row in enumerate(cursor, start=1):
        for column, value in zip(columns, row, strict=True):
            if isinstance(value, (str, bytes)) and value:
                yield Cell(name, number, column, value)
