"""Back-up and restore of a whole project's database."""

import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from secondmig.core.errors import SecondmigError
from secondmig.store import erase, events, search_index, tombs, withdrawals
from secondmig.store.backups import holding
from secondmig.store.connect import Store, look_at, open_store, recognise
from secondmig.store.connection import PATIENCE, Connection, connect
from secondmig.store.copy import (
    OWNER_ONLY,
    beside_name,
    companions,
    copy_database,
    flush,
    fresh_name,
    make_folder,
    remove_database,
)
from secondmig.store.faults import BACKUPS, BusyError, in_words
from secondmig.store.tombs import Tombstone

VERB = "restore"


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did.

    Attributes:
        safety_copy: where the database before lies now; None where there was none.
        withdrawn: persons whose withdrawal the back-up did not know and who were erased from it again.
        event: rev of the restore in the restored log.
        backups: back-ups in the project's folder that may still hold words of somebody who withdrew.
    """

    safety_copy: Path | None
    withdrawn: tuple[str, ...]
    event: int
    backups: tuple[str, ...] = ()


def backup(store: Store, target: Path) -> None:
    """Copy the database as it is at this moment to a file of its own (mode 0600, no companions).

    Raises:
        SecondmigError: the target exists, or cannot be written.
    """
    copy_database(store.read(), target)


def restore(store_path: Path, source: Path, *, actor: str = "secondmig") -> Restored:
    """Put a back-up in the place of a project's database.

    The back-up is copied, checked, migrated, and every withdrawal that the present database or the list
    beside it records is carried out on the copy, before anything of the project is touched. The present
    database is kept among the back-ups. A kill at any moment leaves the old database or the new one.

    Args:
        store_path: the project's database; it may be damaged or missing.
        source: the back-up.
        actor: who restores.

    Raises:
        SecondmigError: the back-up is missing, damaged, not ours or newer than this program; nothing was
            changed.
    """
    if source.exists() and store_path.exists() and source.samefile(store_path):
        raise SecondmigError("this is the database itself", where=str(source), hint="name a back-up")
    look_at(source)
    make_folder(store_path.parent)
    prepared = beside_name(store_path)
    try:
        _copy_files(source, prepared)
        present = _present(store_path)
        again, event = _checked(prepared, source, present, actor)
        safety = _keep(store_path, sound=present.sound)
        _put_in_place(prepared, store_path, sound=present.sound)
    except OSError as error:
        raise SecondmigError(
            f"cannot be written: {error.strerror}",
            where=str(store_path),
            hint="free some space and try again",
        ) from error
    finally:
        remove_database(prepared)
    return Restored(safety, again, event, _still_holding(store_path))


@dataclass(frozen=True, slots=True)
class _Present:
    """What is known of the database that is about to be replaced.

    Attributes:
        sound: it is ours and can be read from end to end.
        head: hash of its last event, "" where unknown.
        stones: who withdrew, by it and by the list beside it.
    """

    sound: bool
    head: str
    stones: tuple[Tombstone, ...]


def _present(store_path: Path) -> _Present:
    known = {stone.case_id: stone for stone in withdrawals.read(store_path)}
    sound, head = False, ""
    try:
        look_at(store_path)
        with _opened(store_path) as connection:
            recognise(connection)
            known.update({stone.case_id: stone for stone in tombs.all_tombstones(connection)})
            last = events.newest(connection)
            head = last.hash if last else ""
            sound = connection.row("PRAGMA quick_check(1)") == ("ok",)
    except BusyError:
        raise
    except SecondmigError:
        sound = False
    return _Present(sound, head, tuple(known.values()))


@contextmanager
def _opened(path: Path) -> Iterator[Connection]:
    connection = connect(path)
    try:
        yield connection
    finally:
        connection.close()


def _checked(prepared: Path, source: Path, present: _Present, actor: str) -> tuple[tuple[str, ...], int]:
    """Complete the copy; what is wrong with it is wrong with the back-up."""
    try:
        return _prepare(prepared, source, present, actor)
    except SecondmigError as error:
        if error.where != str(prepared):
            raise
        raise SecondmigError(error.message, where=str(source), hint="use another back-up") from error


def _still_holding(store_path: Path) -> tuple[str, ...]:
    with _opened(store_path) as connection:
        found = [
            name
            for stone in tombs.all_tombstones(connection)
            for name in holding(store_path, stone.case_id, tombs.erased_names(connection, stone.case_id))
        ]
    return tuple(dict.fromkeys(found))


def _prepare(prepared: Path, source: Path, present: _Present, actor: str) -> tuple[tuple[str, ...], int]:
    """Check and complete the copy of a back-up; it is then what the project's database shall be."""
    with _opened(prepared) as connection:
        connection.path = source
        recognise(connection)
        _refuse_damaged(connection, source)
    with open_store(prepared) as store:
        _refuse_broken_chain(store.read(), source)
        if any(search_index.faults(store.read(), thorough=False)):
            with store.together():
                search_index.rebuild(store.read())
        again = erase.withdraw_again(store, present.stones, actor=actor)
        payload = {"replaces": present.head, "withdrawn_again": len(again)}
        with store.write(actor=actor, verb=VERB, subject=source.name, payload=payload) as change:
            pass
    return again, change.rev


def _refuse_damaged(connection: Connection, source: Path) -> None:
    for (said,) in connection.rows("PRAGMA integrity_check(1)"):
        if said != "ok":
            raise SecondmigError(
                f"the back-up is damaged ({said})", where=str(source), hint="use another back-up"
            )


def _refuse_broken_chain(connection: Connection, source: Path) -> None:
    for rev, message in events.verify_chain(events.all_events(connection)):
        raise SecondmigError(
            f"event {rev} of the back-up: {message}", where=str(source), hint="use another back-up"
        )


def _copy_files(source: Path, prepared: Path) -> None:
    """Copy a back-up without opening it, so that it may lie on a medium that cannot be written."""
    for ending in ("", "-wal"):
        each = source.with_name(source.name + ending)
        if each.exists():
            _copy_file(each, prepared.with_name(prepared.name + ending))


def _copy_file(source: Path, target: Path) -> None:
    handle = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_ONLY)
    with source.open("rb") as read, os.fdopen(handle, "wb") as written:
        shutil.copyfileobj(read, written)
        written.flush()
        os.fsync(written.fileno())


def _keep(store_path: Path, *, sound: bool) -> Path | None:
    """Keep the present database among the back-ups; one that cannot be read is kept byte for byte."""
    if not store_path.exists():
        return None
    target = fresh_name(store_path.parent / BACKUPS, "before-restore")
    if sound:
        copy_database(store_path, target)
    else:
        make_folder(target.parent)
        _copy_files(store_path, target)
    return target


def _put_in_place(prepared: Path, store_path: Path, *, sound: bool) -> None:
    """Let the prepared database be the project's, in one step.

    A sound database is overwritten in one transaction of SQLite's own, so that other processes that have it
    open see the new state and write to the right file. A damaged one is replaced by renaming; its log must go
    first, or SQLite would play it into the new file.
    """
    if sound:
        with _opened(prepared) as source, _opened(store_path) as target:
            _overwrite(target, source)
        return
    with _opened(prepared) as source:
        source.row("PRAGMA wal_checkpoint(TRUNCATE)")
    flush(prepared)
    for each in companions(store_path):
        each.unlink(missing_ok=True)
    prepared.replace(store_path)


def _overwrite(target: Connection, source: Connection) -> None:
    deadline = time.monotonic() + PATIENCE

    def wait(status: int, *_pages: int) -> None:
        if status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED} and time.monotonic() > deadline:
            raise BusyError(
                "another command is writing to the project",
                where=str(target.path),
                hint="wait until it has finished and restore again",
            )

    try:
        source.backup(target, progress=wait, sleep=0.05)
    except sqlite3.Error as error:
        told = in_words(error, target.path)
        if told is None:
            raise
        raise told from error
    target.row("PRAGMA wal_checkpoint(TRUNCATE)")
