"""What SQLite reports, in the words of somebody who can put it right: the one place of translation."""

import shlex
import sqlite3
from pathlib import Path

from secondmig.core.errors import FaultError, SecondmigError

BACKUPS = "backups"


class BusyError(FaultError):
    """Another process holds the file; nothing is wrong with it."""


_WAIT = "wait until the other command has finished and try again"
_SPACE = "free some space and try again; the project is as it was before"
_RIGHTS = "check that you may write to the file and its folder"
_TOLD: dict[int, tuple[str, str]] = {
    sqlite3.SQLITE_FULL: ("the disk is full; nothing was changed", _SPACE),
    sqlite3.SQLITE_IOERR: ("the disk failed to read or write; nothing was changed", _SPACE),
    sqlite3.SQLITE_READONLY: ("the project's database cannot be written", _RIGHTS),
    sqlite3.SQLITE_PERM: ("the project's database cannot be written", _RIGHTS),
    sqlite3.SQLITE_CANTOPEN: ("the project's database cannot be opened", _RIGHTS),
    sqlite3.SQLITE_NOMEM: ("the memory is full; nothing was changed", "close other programs and try again"),
    sqlite3.SQLITE_TOOBIG: ("a text is larger than a database can hold", "split the file into parts"),
}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def in_words(error: Exception, path: Path) -> SecondmigError | None:
    """The same trouble as an error a user can act on; None where it is a fault of this program.

    Args:
        error: as raised by sqlite3.
        path: the database it was raised for.
    """
    if isinstance(error, UnicodeEncodeError):
        return SecondmigError(
            "a text holds half of a character (a lone surrogate) and cannot be stored",
            hint="type the character again, or save the file as UTF-8",
        )
    code = getattr(error, "sqlite_errorcode", None)
    if not isinstance(code, int):
        return None
    if code == sqlite3.SQLITE_CORRUPT_VTAB:
        return SecondmigError(
            "the search index is damaged", where=str(path), hint="secondmig verify --rebuild-index"
        )
    primary = code & 0xFF
    if primary in _DAMAGED or str(error).startswith(("no such table", "malformed database schema")):
        return damaged(path, str(error))
    if primary in _BUSY:
        return BusyError("another command is writing to the project", where=str(path), hint=_WAIT)
    if primary in _TOLD:
        message, hint = _TOLD[primary]
        return FaultError(message, where=str(path), hint=hint)
    return None


def damaged(path: Path, reason: str) -> SecondmigError:
    """The database cannot be read; the hint names the newest back-up there is."""
    return FaultError(
        f"the project's database is damaged ({reason})", where=str(path), hint=restore_hint(path)
    )


def restore_hint(path: Path) -> str:
    """The command that brings the newest back-up of this project back."""
    kept = backups_beside(path)
    if kept:
        return f"secondmig restore {shlex.quote(str(kept[-1]))}"
    return "secondmig restore FILE puts a back-up there; without one, move the file away: secondmig build"


def backups_beside(path: Path) -> tuple[Path, ...]:
    """The back-ups in the project's folder, oldest first."""
    folder = path.parent / BACKUPS
    found = [each for each in folder.glob("*.db") if each.is_file()] if folder.is_dir() else []
    return tuple(sorted(found, key=lambda each: (each.stat().st_mtime_ns, each.name)))
