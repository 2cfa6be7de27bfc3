import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from secondmig.core.errors import SecondmigError
from secondmig.core.types import Document
from secondmig.store import check, connect, migrate, state
from secondmig.store.connect import Store, create_store, open_store
from secondmig.store.connection import connect as connect_to
from secondmig.store.schema import NEWEST
from tests.store.making import add_codings, coding

if TYPE_CHECKING:
    from sqlite_utils import Database, Migrations

FIRST = migrate._migrations
NEXT = NEWEST + 1


@pytest.fixture
def second(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Lets the program know one more schema, made by these statements."""

    def known(*statements: str) -> None:
        def migrations() -> "Migrations":
            found = FIRST()

            @found(name="one more")
            def _more(db: "Database") -> None:
                for statement in statements:
                    db.conn.execute(statement)

            return found

        monkeypatch.setattr(migrate, "_migrations", migrations)
        for module in (migrate, connect):
            monkeypatch.setattr(module, "NEWEST", NEXT)

    return known


@pytest.fixture
def first(store: Store, doc: Document) -> Path:
    """A closed database of the newest schema there is, with a coding in it."""
    add_codings(store, coding(doc, "screws"))
    store.close()
    return store.path


def version(path: Path) -> int:
    opened = sqlite3.connect(path)
    (number,) = opened.execute("PRAGMA user_version").fetchone()
    opened.close()
    return int(number)


def test_older_database_is_backed_up_and_migrated(first: Path, second: Callable[..., None]) -> None:
    before = sqlite3.connect(first).execute("SELECT count(*) FROM codings").fetchone()
    second("ALTER TABLE files ADD COLUMN remark TEXT", "CREATE TABLE more (id TEXT) STRICT")
    with open_store(first) as store:
        assert store.read().number("PRAGMA user_version") == NEXT
        assert store.read().number("PRAGMA foreign_keys") == 1
        assert store.read().rows("SELECT count(*) FROM codings") == [before]
        assert store.read().rows("SELECT * FROM more") == []
        assert check.problems(store) == []
    (kept,) = (first.parent / "backups").iterdir()
    assert kept.name.startswith(f"before-schema-{NEXT}-")
    assert version(kept) == NEWEST
    assert kept.stat().st_mode & 0o777 == 0o600


def test_migration_happens_once(first: Path, second: Callable[..., None]) -> None:
    second("CREATE TABLE more (id TEXT) STRICT")
    for _ in range(3):
        open_store(first).close()
    assert len(list((first.parent / "backups").iterdir())) == 1


def test_failed_migration_leaves_the_database_as_it_was(first: Path, second: Callable[..., None]) -> None:
    second("CREATE TABLE more (id TEXT) STRICT", "DROP VIEW codings_readable", "SELECT * FROM nowhere")
    with pytest.raises((SecondmigError, sqlite3.OperationalError)):
        open_store(first)
    opened = sqlite3.connect(first)
    names = {name for (name,) in opened.execute("SELECT name FROM sqlite_schema")}
    opened.close()
    assert version(first) == NEWEST
    assert "codings_readable" in names
    assert "more" not in names


def test_migration_that_breaks_a_reference_is_refused(first: Path, second: Callable[..., None]) -> None:
    second("DROP TRIGGER content_kept", "DELETE FROM content")
    with pytest.raises(SecondmigError, match=f"cannot be brought to schema {NEXT}"):
        open_store(first)
    assert version(first) == NEWEST


def test_migration_may_rebuild_a_table_that_others_refer_to(first: Path, second: Callable[..., None]) -> None:
    second(
        "CREATE TABLE readings_new (reading INTEGER PRIMARY KEY NOT NULL, sha TEXT NOT NULL UNIQUE,"
        " turns INTEGER NOT NULL, words INTEGER NOT NULL, characters INTEGER NOT NULL) STRICT",
        "INSERT INTO readings_new SELECT * FROM readings",
        "DROP TRIGGER readings_kept",
        "DROP TABLE readings",
        "ALTER TABLE readings_new RENAME TO readings",
    )
    with open_store(first) as store:
        assert store.read().rows("PRAGMA foreign_key_check") == []
        assert store.read().number("SELECT count(*) FROM turns") == 2


def test_new_database_gets_all_schemas_without_a_back_up(tmp_path: Path, second: Callable[..., None]) -> None:
    second("CREATE TABLE more (id TEXT) STRICT")
    with create_store(tmp_path / "project.db") as store:
        assert store.read().number("PRAGMA user_version") == NEXT
        assert store.read().rows("SELECT * FROM more") == []
    assert not (tmp_path / "backups").exists()


def test_one_that_waited_for_the_other_finds_nothing_to_do(first: Path, second: Callable[..., None]) -> None:
    """The second of two processes looked at the version before the first had migrated."""
    second("CREATE TABLE more (id TEXT) STRICT")
    late = connect_to(first)
    assert connect.recognise(late) == NEWEST
    open_store(first).close()
    migrate.migrate(late)
    assert late.number("PRAGMA user_version") == NEXT
    late.close()
    assert len(list((first.parent / "backups").iterdir())) == 1


def test_migration_does_not_change_the_state(first: Path, second: Callable[..., None]) -> None:
    with open_store(first) as store:
        before = state.state_hash(store.read())
    second("CREATE TABLE more (id TEXT) STRICT")
    with open_store(first) as store:
        assert state.state_hash(store.read()) == before
