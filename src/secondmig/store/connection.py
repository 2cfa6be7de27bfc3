"""One connection to SQLite with our settings, whose errors are already in the user's words."""

import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

from secondmig.core.errors import SecondmigError
from secondmig.store.faults import BusyError, in_words

Value: TypeAlias = str | int | float | bytes | None
Parameters: TypeAlias = Sequence[Value] | Mapping[str, Value]

PATIENCE = 30.0
"""Seconds to wait for another process that writes."""

# WAL and application_id are properties of the file; these belong to each connection. temp_store keeps words
# that are being sorted out of temporary files. trusted_schema stays on: some SQLite refuse json_type in a
# CHECK without it.
_SETTINGS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA recursive_triggers = ON",
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",
    "PRAGMA cell_size_check = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -65536",
    "PRAGMA journal_size_limit = 67108864",
)
_OLDEST = (3, 38, 0)


class Connection(sqlite3.Connection):
    """A connection in autocommit mode; transactions are begun and ended by the store alone.

    Attributes:
        path: the file.
        changing: a change is under way whose event is not written yet.
        state_known: (hash of the last event, state hash) as last computed; one process computes it
            once.
    """

    path: Path = Path(":memory:")
    state_known: tuple[str, str] | None = None
    changing: bool = False

    def run(self, sql: str, parameters: Parameters = ()) -> int:
        """Execute a statement and say how many rows it changed.

        Raises:
            SecondmigError: the file is locked, damaged, read-only or the disk is full.
        """
        with self._telling():
            return self.execute(sql, parameters).rowcount

    def run_many(self, sql: str, rows: Iterable[Sequence[Value]]) -> int:
        """Execute a statement once per row and say how many rows it changed.

        Raises:
            SecondmigError: as for :meth:`run`.
        """
        with self._telling():
            return self.executemany(sql, rows).rowcount

    def rows(self, sql: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
        """All rows of a query.

        Raises:
            SecondmigError: as for :meth:`run`.
        """
        with self._telling():
            return self.execute(sql, parameters).fetchall()

    def row(self, sql: str, parameters: Parameters = ()) -> tuple[Any, ...] | None:
        """The first row of a query, or None.

        Raises:
            SecondmigError: as for :meth:`run`.
        """
        with self._telling():
            cursor = self.execute(sql, parameters)
            found: tuple[Any, ...] | None = cursor.fetchone()
            cursor.close()
            return found

    def batches(
        self, sql: str, parameters: Parameters = (), *, size: int = 10_000
    ) -> Iterator[list[tuple[Any, ...]]]:
        """The rows of a large query, ``size`` at a time.

        Raises:
            SecondmigError: as for :meth:`run`.
        """
        with self._telling():
            cursor = self.execute(sql, parameters)
            while batch := cursor.fetchmany(size):
                yield batch

    def number(self, sql: str, parameters: Parameters = ()) -> int:
        """The first column of the first row as a whole number; 0 where there is no row or it is NULL."""
        found = self.row(sql, parameters)
        return int(found[0]) if found and found[0] is not None else 0

    @contextmanager
    def all_or_none(self) -> Iterator[None]:
        """Within a transaction: what is done here is done as a whole, or not at all."""
        self.run("SAVEPOINT all_or_none")
        try:
            yield
        except BaseException:
            if self.in_transaction:
                self.run("ROLLBACK TO all_or_none")
                self.run("RELEASE all_or_none")
            raise
        self.run("RELEASE all_or_none")

    def rollback_if_open(self) -> None:
        """End a transaction without its changes; SQLite ends some by itself, e.g. on a full disk."""
        if self.in_transaction:
            self.run("ROLLBACK")

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, UnicodeEncodeError) as error:
            told = in_words(error, self.path)
            if told is None:
                raise
            raise told from error


def connect(path: Path, *, patience: float = PATIENCE, create: bool = False) -> Connection:
    """Open a file with our settings; nothing is written to it.

    Args:
        path: the file.
        patience: seconds to wait for another process that writes.
        create: make the file if it is not there.

    Raises:
        SecondmigError: it cannot be opened, or this Python's SQLite is too old.
    """
    if sqlite3.sqlite_version_info < _OLDEST:
        raise SecondmigError(
            f"SQLite {sqlite3.sqlite_version} is too old",
            hint=f"use a Python with SQLite {'.'.join(map(str, _OLDEST))} or newer",
        )
    mode = "rwc" if create else "rw"
    try:
        connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode={mode}",
            uri=True,
            timeout=patience,
            isolation_level=None,
            factory=Connection,
        )
    except sqlite3.OperationalError as error:
        told = in_words(error, path)
        if told is None:
            raise
        raise told from error
    connection.path = path
    try:
        for setting in _SETTINGS:
            connection.run(setting)
    except BaseException:
        connection.close()
        raise
    return connection


def use_wal(connection: Connection, *, patience: float = PATIENCE) -> None:
    """Keep the journal as a write-ahead log, so that readers never wait for a writer.

    A database of ours already does; a restored or copied one is switched, and where another process has it
    open the switch is tried again. A file system that cannot do it keeps the journal it has.

    Raises:
        SecondmigError: another process holds the file for longer than ``patience`` seconds.
    """
    deadline = time.monotonic() + patience
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").fetchone()
            return
        except sqlite3.Error as error:
            told = in_words(error, connection.path)
            if told is None:
                raise
            # The switch does not honour the busy timeout.
            if not isinstance(told, BusyError) or time.monotonic() > deadline:
                raise told from error
        time.sleep(0.02)
