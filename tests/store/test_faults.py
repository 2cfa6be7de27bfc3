import sqlite3
from pathlib import Path

import pytest

from secondmig.core.errors import SecondmigError
from secondmig.store.connection import connect
from secondmig.store.faults import in_words

PATH = Path("project.db")


def raised(code: int, message: str = "x") -> sqlite3.Error:
    error = sqlite3.OperationalError(message)
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (sqlite3.SQLITE_BUSY, "another command is writing"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "another command is writing"),
        (sqlite3.SQLITE_LOCKED, "another command is writing"),
        (sqlite3.SQLITE_FULL, "the disk is full; nothing was changed"),
        (sqlite3.SQLITE_IOERR, "the disk failed"),
        (sqlite3.SQLITE_IOERR_WRITE, "the disk failed"),
        (sqlite3.SQLITE_READONLY, "cannot be written"),
        (sqlite3.SQLITE_READONLY_DBMOVED, "cannot be written"),
        (sqlite3.SQLITE_CANTOPEN, "cannot be opened"),
        (sqlite3.SQLITE_CORRUPT, "is damaged"),
        (sqlite3.SQLITE_NOTADB, "is damaged"),
        (sqlite3.SQLITE_TOOBIG, "larger than a database can hold"),
        (sqlite3.SQLITE_NOMEM, "the memory is full"),
    ],
)
def test_trouble_of_the_machine_is_told_with_a_remedy(code: int, words: str) -> None:
    told = in_words(raised(code), PATH)
    assert told is not None
    assert words in told.message
    assert told.where == "project.db"
    assert told.hint


@pytest.mark.parametrize(
    "error",
    [
        raised(sqlite3.SQLITE_CONSTRAINT, "codings: the id is taken"),
        raised(sqlite3.SQLITE_ERROR, 'near "SELEC": syntax error'),
        sqlite3.ProgrammingError("Cannot operate on a closed database."),
    ],
)
def test_faults_of_this_program_are_not_dressed_up(error: sqlite3.Error) -> None:
    assert in_words(error, PATH) is None


def test_path_with_odd_characters_opens(tmp_path: Path) -> None:
    path = tmp_path / "ünï ?#%20 日本" / "a b.db"
    path.parent.mkdir()
    connect(path, create=True).close()
    assert path.exists()


def test_missing_file_is_not_made_in_passing(tmp_path: Path) -> None:
    with pytest.raises(SecondmigError, match="cannot be opened"):
        connect(tmp_path / "none.db")
    assert not (tmp_path / "none.db").exists()
