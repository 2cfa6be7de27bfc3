"""Bring a database to the newest schema: under a lock, after a back-up, in one transaction.

This is the one place that imports sqlite_utils (0.7 s, it brings pandas): only files that must be made or
migrated come here.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from secondmig.core.errors import SecondmigError
from secondmig.store import schema_1, schema_2, schema_3, schema_4, schema_5, search_index
from secondmig.store.connection import Connection
from secondmig.store.copy import copy_database, fresh_name
from secondmig.store.faults import BACKUPS
from secondmig.store.schema import NEWEST

if TYPE_CHECKING:
    from sqlite_utils import Database, Migrations


def migrate(connection: Connection) -> None:
    """Bring a database to the newest schema; an empty file becomes a database.

    Two processes may do it at once: the second waits for the lock and then finds nothing left to do.

    Raises:
        SecondmigError: the migrated rows would break a foreign key; the file is as it was before.
    """
    from sqlite_utils import Database

    # Inside a transaction this pragma is ignored, and a migration that rebuilds a table needs it off.
    connection.run("PRAGMA foreign_keys = OFF")
    connection.run("BEGIN IMMEDIATE")
    try:
        before = connection.number("PRAGMA user_version")
        if before < NEWEST:
            if before:
                _back_up(connection.path, before)
            _migrations().apply(Database(connection, execute_plugins=False))
            _check_references(connection)
            search_index.rebuild(connection)
            connection.run(f"PRAGMA user_version = {NEWEST}")
        connection.run("COMMIT")
    except BaseException:
        connection.rollback_if_open()
        raise
    finally:
        connection.run("PRAGMA foreign_keys = ON")


_STEPS: Final = (
    ("1 first schema", schema_1.statements),
    ("2 search, sentences, guides", schema_2.statements),
    ("3 assignments, resolutions", schema_3.statements),
    ("4 suggestions, verdicts, passes, summaries", schema_4.statements),
    ("5 forms of surveys", schema_5.statements),
)


def _migrations() -> "Migrations":
    from sqlite_utils import Migrations

    migrations = Migrations("secondmig.store")
    for name, statements in _STEPS:
        migrations(name=name)(_runs(statements))
    return migrations


def _runs(statements: Callable[[], tuple[str, ...]]) -> "Callable[[Database], None]":
    def run(db: "Database") -> None:
        for statement in statements():
            db.conn.execute(statement)

    return run


def _back_up(path: Path, before: int) -> None:
    copy_database(path, fresh_name(path.parent / BACKUPS, f"before-schema-{before + 1}"))


def _check_references(connection: Connection) -> None:
    broken = connection.rows("PRAGMA foreign_key_check")
    if broken:
        table, row, parent, _ = broken[0]
        raise SecondmigError(
            f"cannot be brought to schema {NEWEST}: {table} row {row} refers to no row of {parent}",
            where=str(connection.path),
            hint="secondmig restore FILE brings a back-up back",
        )
