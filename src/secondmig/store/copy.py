"""Copy a whole database to a file of its own, complete or not at all."""

import os
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from secondmig.core.errors import SecondmigError
from secondmig.store.connection import Connection, connect
from secondmig.store.faults import in_words

OWNER_ONLY = 0o600


def copy_database(source: Path | Connection, target: Path) -> None:
    """Copy a database as it is at this moment, with what other processes have committed, to a new file.

    The copy is one plain file of mode 0600 that needs no companion; until it is complete it has another name.

    Raises:
        SecondmigError: the target exists, or cannot be written.
    """
    if target.exists():
        raise SecondmigError("the file is there already", where=str(target), hint="name another file")
    make_folder(target.parent)
    beside = beside_name(target)
    try:
        if isinstance(source, Connection):
            _copy(source, beside)
        else:
            opened = connect(source)
            try:
                _copy(opened, beside)
            finally:
                opened.close()
        flush(beside)
        beside.replace(target)
    except OSError as error:
        raise SecondmigError(
            f"cannot be written: {error.strerror}", where=str(target), hint="name another place"
        ) from error
    finally:
        remove_database(beside)


def _copy(source: Connection, target: Path) -> None:
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, OWNER_ONLY))
    copied = connect(target)
    try:
        source.backup(copied)
        copied.run("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        told = in_words(error, target)
        if told is None:
            raise
        raise told from error
    finally:
        copied.close()


def make_folder(folder: Path) -> None:
    """Make a folder that only its owner may read; one that is there is left as it is.

    Raises:
        SecondmigError: it cannot be made.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SecondmigError(
            f"cannot be made: {error.strerror}", where=str(folder), hint="check the path"
        ) from error


def fresh_name(folder: Path, stem: str) -> Path:
    """A name in ``folder`` that no file has: the stem, the time (UTC) and a number where needed."""
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    number = 1
    while True:
        name = f"{stem}-{stamp}.db" if number == 1 else f"{stem}-{stamp}-{number}.db"
        if not (folder / name).exists():
            return folder / name
        number += 1


def beside_name(path: Path) -> Path:
    """The name under which a file is prepared before it takes its place."""
    return path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")


def companions(path: Path) -> tuple[Path, ...]:
    """The files SQLite keeps beside a database."""
    return tuple(path.with_name(path.name + ending) for ending in ("-wal", "-shm", "-journal"))


def remove_database(path: Path) -> None:
    """Remove a database and its companions, whichever of them are there."""
    for each in (*companions(path), path):
        each.unlink(missing_ok=True)


def flush(path: Path) -> None:
    """Make sure that a file is on the disk and not only on its way there."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
