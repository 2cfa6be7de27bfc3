"""The open database of a project: the only door to our SQL.

Reading needs nothing; every change is one transaction with one event, begun by :meth:`Store.write`.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from secondmig.core.errors import SecondmigError
from secondmig.core.types import Event
from secondmig.store import events
from secondmig.store.connection import PATIENCE, Connection, connect, use_wal
from secondmig.store.copy import OWNER_ONLY, beside_name, flush, make_folder, remove_database
from secondmig.store.faults import in_words, restore_hint
from secondmig.store.schema import NEWEST
from secondmig.store.schema_1 import APPLICATION_ID


@dataclass(slots=True)
class Change:
    """A change that is being made: everything written with it belongs to one event.

    Attributes:
        connection: inside the transaction.
        rev: number the event will have.
        actor: who makes the change.
        verb: e.g. "corpus import".
        subject: what it is about.
        payload: ids, hashes and counts for the log; never words.
        undoes: rev of the event this one takes back, or None.
        event: as written, once the change is committed.
    """

    connection: Connection
    rev: int
    actor: str
    verb: str
    subject: str
    payload: dict[str, object]
    undoes: int | None = None
    event: Event | None = None
    _dropped: bool = field(default=False, repr=False)

    def nothing(self) -> None:
        """There was nothing to change: whatever was written is rolled back and no event is recorded."""
        self._dropped = True

    @property
    def dropped(self) -> bool:
        """Whether :meth:`nothing` was called."""
        return self._dropped


class Store:
    """An open database. One store is used by one thread; a process may open several.

    Args:
        path: the file.
        connection: to it, of the newest schema.
    """

    def __init__(self, path: Path, connection: Connection) -> None:
        self._path = path
        self._connection = connection
        self._writing = False
        self._together = False

    @property
    def path(self) -> Path:
        """The file."""
        return self._path

    def read(self) -> Connection:
        """The connection, for reading; each query sees what is committed at that moment."""
        return self._connection

    @contextmanager
    def consistent(self) -> Iterator[Connection]:
        """The connection, for several queries that must see one and the same state."""
        if self._connection.in_transaction:
            yield self._connection
            return
        self._connection.run("BEGIN")
        try:
            yield self._connection
        finally:
            self._connection.rollback_if_open()

    @contextmanager
    def together(self) -> Iterator[None]:
        """Make several changes, each with its own event, that hold all together or not at all.

        What is together with more is together with all of it.

        Raises:
            SecondmigError: another process writes for too long, or the disk is full; nothing was changed.
            RuntimeError: a change is already being made with this store.
        """
        if self._together and not self._writing:
            yield
            return
        if self._writing:
            message = "one change at a time: this store is already writing"
            raise RuntimeError(message)
        connection = self._connection
        connection.run("BEGIN IMMEDIATE")
        self._together = True
        try:
            yield
            self._still_together()
            connection.run("COMMIT")
        except BaseException:
            connection.rollback_if_open()
            raise
        finally:
            self._together = False

    def _still_together(self) -> None:
        """Refuse to go on where SQLite has ended the transaction by itself, e.g. on a full disk."""
        if not self._connection.in_transaction:
            raise SecondmigError(
                "the changes were taken back, for one of them could not be written",
                where=str(self._path),
                hint="look at the first error, and try again",
            )

    def _begin(self) -> None:
        if self._together:
            self._still_together()
        self._connection.run("SAVEPOINT one_change" if self._together else "BEGIN IMMEDIATE")

    def _keep(self) -> None:
        self._connection.run("RELEASE one_change" if self._together else "COMMIT")

    def _drop(self) -> None:
        if not self._together:
            self._connection.rollback_if_open()
        elif self._connection.in_transaction:
            self._connection.run("ROLLBACK TO one_change")
            self._connection.run("RELEASE one_change")

    @contextmanager
    def write(
        self,
        *,
        actor: str,
        verb: str,
        subject: str = "",
        payload: Mapping[str, object] | None = None,
        undoes: int | None = None,
    ) -> Iterator[Change]:
        """Make one change: a transaction that ends with its event, or leaves everything as it was.

        Args:
            actor: who makes the change.
            verb: what is done, e.g. "corpus import".
            subject: what it is about, e.g. a document id.
            payload: ids, hashes and counts for the log; never words.
            undoes: rev of the event this one takes back.

        Raises:
            SecondmigError: another process writes for too long, or the disk is full; nothing was changed.
            RuntimeError: a change is already being made with this store.
        """
        if self._writing:
            message = "one change at a time: this store is already writing"
            raise RuntimeError(message)
        connection = self._connection
        self._begin()
        self._writing = connection.changing = True
        try:
            rev = events.next_rev(connection)
            change = Change(connection, rev, actor, verb, subject, dict(payload or {}), undoes)
            yield change
            if change.dropped:
                self._drop()
            else:
                change.event = events.append(connection, _open_event(change))
                self._keep()
        except UnicodeEncodeError as error:
            self._drop()
            raise in_words(error, self._path) or error from error
        except BaseException:
            self._drop()
            raise
        finally:
            self._writing = connection.changing = False

    def close(self) -> None:
        """Close the file; a closed store cannot be used again."""
        self._connection.close()

    def __enter__(self) -> Self:
        """The store itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()


def _open_event(change: Change) -> Event:
    return Event(
        rev=change.rev,
        id="",
        at="",
        actor=change.actor,
        verb=change.verb,
        subject=change.subject,
        payload=change.payload,
        undoes=change.undoes,
        prev_hash="",
        hash="",
    )


def create_store(path: Path, *, patience: float = PATIENCE) -> Store:
    """Open the database at ``path``, which is made if it is not there.

    It is made under another name and then moved into place, so that no process ever sees half of it; of two
    that make it at once, one wins and both use the winner's.

    Raises:
        SecondmigError: as for :func:`open_store`, or the folder cannot be written.
    """
    if not path.exists():
        make_folder(path.parent)
        try:
            _make(path)
        except OSError as error:
            raise SecondmigError(
                f"cannot be written: {error.strerror}", where=str(path), hint="check the folder's rights"
            ) from error
    return open_store(path, patience=patience)


def _make(path: Path) -> None:
    from secondmig.store.migrate import migrate

    beside = beside_name(path)
    try:
        os.close(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_RDWR, OWNER_ONLY))
        connection = connect(beside)
        try:
            migrate(connection)
            use_wal(connection)
        finally:
            connection.close()
        flush(beside)
        _move_unless_there(beside, path)
    finally:
        remove_database(beside)


def _move_unless_there(beside: Path, path: Path) -> None:
    try:
        os.link(beside, path)
    except FileExistsError:
        return
    except OSError:
        # A file system without hard links, e.g. on a memory stick.
        if not path.exists():
            beside.replace(path)


def open_store(path: Path, *, patience: float = PATIENCE) -> Store:
    """Open a project's database; an older one is backed up and migrated first.

    Args:
        path: the file.
        patience: seconds to wait for another process that writes.

    Raises:
        SecondmigError: the file is missing, empty, damaged, not ours, or written by a newer secondmig.
    """
    look_at(path)
    connection = connect(path, patience=patience)
    try:
        schema = recognise(connection)
        if schema < NEWEST:
            from secondmig.store.migrate import migrate

            migrate(connection)
        use_wal(connection, patience=patience)
        _owner_only(path)
        _finish_chores(connection)
    except BaseException:
        connection.close()
        raise
    return Store(path, connection)


def look_at(path: Path) -> None:
    """Refuse a file that is not there or is empty, before SQLite touches it.

    The file is not opened here. Closing it again would end every lock this process has on it, those of the
    connections of other threads too: another process would then take itself for the last one, and remove the
    log to which those connections go on writing.

    Raises:
        SecondmigError: it is missing, empty or no file.
    """
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        raise SecondmigError("there is no database yet", where=str(path), hint="secondmig build") from None
    except OSError as error:
        raise SecondmigError(
            f"cannot be read: {error.strerror}", where=str(path), hint="check the path"
        ) from error
    if not path.is_file():
        raise SecondmigError("cannot be read: it is not a file", where=str(path), hint="check the path")
    if not size:
        raise SecondmigError("the project's database is empty", where=str(path), hint=restore_hint(path))


def recognise(connection: Connection) -> int:
    """The schema number of a database of ours.

    Raises:
        SecondmigError: it belongs to another program, or to a newer secondmig.
    """
    if connection.number("PRAGMA application_id") != APPLICATION_ID:
        raise SecondmigError(
            "this is a database of another program",
            where=str(connection.path),
            hint=restore_hint(connection.path),
        )
    schema = connection.number("PRAGMA user_version")
    if schema > NEWEST:
        raise SecondmigError(
            f"written by a newer secondmig (schema {schema}; this one reads up to {NEWEST})",
            where=str(connection.path),
            hint="pip install --upgrade secondmig",
        )
    return schema


def _owner_only(path: Path) -> None:
    mode = path.stat().st_mode & 0o777
    if mode & 0o077:
        try:
            path.chmod(OWNER_ONLY)
        except PermissionError:
            # Somebody else's file, lent to us: its rights are the owner's affair.
            return


def _finish_chores(connection: Connection) -> None:
    if connection.number("SELECT count(*) FROM chores WHERE name = 'scrub'"):
        from secondmig.store.scrub import scrub

        scrub(connection)
