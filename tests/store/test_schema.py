import re
import sqlite3
from collections.abc import Iterator

import pytest

from secondmig.core.span import Span
from secondmig.core.suggestion import Verdict
from secondmig.core.summary import Summary
from secondmig.core.types import Document, FacetValue, LinkRow, Relation
from secondmig.store import (
    assignments,
    cases,
    files,
    guides,
    links,
    memos,
    passes,
    relations,
    resolutions,
    restrictions,
    suggestions,
    summaries,
    surveys,
)
from secondmig.store.connect import Store
from secondmig.store.schema import REFERENCES, TEMPORAL
from tests.store.making import add_codings, assignment, case, coding, resolution, suggestion

SHA = "sha256:" + "1" * 64
NAMES = [table.name for table in TEMPORAL]


@pytest.fixture
def other(store: Store, doc: Document) -> Iterator[sqlite3.Connection]:
    """Another program's connection, with SQLite's own settings, to a project with a row in every table."""
    first, second = coding(doc, "screws", memo="a remark"), coding(doc, "Gunma")
    add_codings(store, first, second)
    with store.write(actor="ana", verb="all the rest") as change:
        relations.add(change, Relation("r-1", first.id, second.id, "+", "ana"))
        memos.add(change, "document", doc.id, "a memo", "ana")
        cases.put(change, case())
        restrictions.add(change, doc.id, 1, Span(0, 4), "asked for")
        form = {"weight": "w"}
        surveys.put(
            change, "sheet", ["id"], [{"id": "1"}], id_column="id", kind="purposive", sha=SHA, form=form
        )
        links.replace(change, "sheet", [LinkRow("US01", "sheet", "1", "matched", "same id")])
        files.take(change, "a.csv", SHA, "persons")
        guides.put(change, "guide", "items: []")
        assignments.add(change, [assignment(doc)])
        resolutions.add(change, [resolution(doc, "screws")])
        made = suggestion(doc, "screws")
        suggestions.add(change, [made])
        suggestions.decide(change, [Verdict(made.id, "ana", "accepted", first.id)])
        passes.finish(change, "ana", doc.id)
        summaries.put(change, Summary("US01", "OS-UP", "counts screws", "ana"))
    connection = sqlite3.connect(store.path, isolation_level=None)
    connection.execute("PRAGMA recursive_triggers = OFF")
    yield connection
    connection.close()


@pytest.mark.parametrize("table", NAMES)
class TestTemporalTables:
    def test_row_cannot_be_deleted(self, other: sqlite3.Connection, table: str) -> None:
        with pytest.raises(sqlite3.IntegrityError, match="retired, never deleted"):
            other.execute(f"DELETE FROM {table}")

    def test_value_cannot_be_changed(self, other: sqlite3.Connection, table: str) -> None:
        columns = next(each.columns for each in TEMPORAL if each.name == table)
        for column in (*columns, "created_event", "row"):
            with pytest.raises(
                sqlite3.IntegrityError, match=r"never changed|constraint failed|datatype mismatch"
            ):
                other.execute(f"UPDATE {table} SET {column} = 77")

    def test_row_cannot_be_retired_by_any_other_event_than_the_next(
        self, other: sqlite3.Connection, table: str
    ) -> None:
        (last,) = other.execute("SELECT max(rev) FROM events").fetchone()
        for rev in (last, last + 2):
            with pytest.raises(sqlite3.IntegrityError, match="retired once"):
                other.execute(f"UPDATE {table} SET retired_event = ?", (rev,))

    def test_retired_row_cannot_come_back(self, other: sqlite3.Connection, table: str) -> None:
        (last,) = other.execute("SELECT max(rev) FROM events").fetchone()
        assert other.execute(f"UPDATE {table} SET retired_event = ?", (last + 1,)).rowcount > 0
        for value in (None, last + 1):
            with pytest.raises(sqlite3.IntegrityError, match="retired once"):
                other.execute(f"UPDATE {table} SET retired_event = ?", (value,))

    @pytest.mark.parametrize("column", ["row", "id"])
    def test_row_cannot_be_replaced(self, other: sqlite3.Connection, table: str, column: str) -> None:
        columns = next(each.columns for each in TEMPORAL if each.name == table)
        written = ", ".join(("row", *columns, "created_event"))
        taken = "row" if column == "row" else "row + 1000"
        new_id = "id || 'x'" if column == "row" else "id"
        picked = ", ".join((taken, new_id, *columns[1:], "(SELECT max(rev) + 1 FROM events)"))
        before = other.execute(f"SELECT * FROM {table}").fetchall()
        with pytest.raises(sqlite3.IntegrityError, match="taken"):
            other.execute(f"INSERT OR REPLACE INTO {table} ({written}) SELECT {picked} FROM {table}")
        assert other.execute(f"SELECT * FROM {table}").fetchall() == before

    def test_row_cannot_be_dated_back(self, other: sqlite3.Connection, table: str) -> None:
        columns = next(each.columns for each in TEMPORAL if each.name == table)
        written, picked = ", ".join((*columns, "created_event")), ", ".join(("id || 'x'", *columns[1:], "1"))
        with pytest.raises(sqlite3.IntegrityError, match="taken"):
            other.execute(f"INSERT INTO {table} ({written}) SELECT {picked} FROM {table} LIMIT 1")

    def test_columns_are_those_that_undo_copies(self, other: sqlite3.Connection, table: str) -> None:
        held = [row[1] for row in other.execute(f"PRAGMA table_xinfo({table})") if row[6] == 0]
        columns = next(each.columns for each in TEMPORAL if each.name == table)
        assert held == ["row", *columns, "created_event", "retired_event"]


def test_every_table_with_events_is_known_to_undo(other: sqlite3.Connection) -> None:
    found = {
        name
        for (name,) in other.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        if any(row[1] == "created_event" for row in other.execute(f"PRAGMA table_xinfo({name})"))
    }
    assert found == set(NAMES)


def test_references_name_columns_that_exist(other: sqlite3.Connection) -> None:
    for reference in REFERENCES:
        columns = {row[1] for row in other.execute(f"PRAGMA table_xinfo({reference.child})")}
        parents = {row[1] for row in other.execute(f"PRAGMA table_xinfo({reference.parent})")}
        assert set(reference.columns) <= columns
        assert set(reference.parent_columns) <= parents


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM events",
        "DELETE FROM events WHERE rev = (SELECT max(rev) FROM events)",
        "UPDATE events SET actor = 'nobody'",
        "UPDATE events SET payload = '{}' WHERE rev = 1",
        "INSERT OR REPLACE INTO events SELECT * FROM events WHERE rev = 1",
        """INSERT INTO events
        SELECT rev + 10, id || 'x', at, actor, verb, subject, payload, NULL, hash, replace(hash, 'a', 'b')
        FROM events ORDER BY rev DESC LIMIT 1""",
        """INSERT INTO events
        SELECT rev + 1, id || 'x', at, actor, verb, subject, payload, NULL, '', replace(hash, 'a', 'b')
        FROM events ORDER BY rev DESC LIMIT 1""",
    ],
)
def test_the_log_only_grows_by_its_next_event(other: sqlite3.Connection, statement: str) -> None:
    before = other.execute("SELECT * FROM events").fetchall()
    with pytest.raises(sqlite3.IntegrityError, match="events: "):
        other.execute(statement)
    assert other.execute("SELECT * FROM events").fetchall() == before


@pytest.mark.parametrize(
    "table", ["content", "document_versions", "readings", "turns", "survey_tables", "survey_rows"]
)
def test_what_rows_refer_to_is_written_once(other: sqlite3.Connection, table: str) -> None:
    column = next(row[1] for row in other.execute(f"PRAGMA table_info({table})") if not row[5])
    for statement in (
        f"DELETE FROM {table}",
        f"UPDATE {table} SET {column} = {column}",
        f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
    ):
        with pytest.raises(sqlite3.IntegrityError, match=f"{table}: "):
            other.execute(statement)


def test_tables_are_strict(other: sqlite3.Connection) -> None:
    loose = other.execute(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0"
        " AND name NOT LIKE 'sqlite_%' AND name <> '_sqlite_migrations'"
    ).fetchall()
    assert loose == []


def test_words_stand_in_one_table_alone(other: sqlite3.Connection) -> None:
    # The search index is read through its shadow tables, which follow; it has no rows of its own.
    tables = [
        name
        for (name,) in other.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        if name != "search_index"
    ]
    holding = {
        table
        for table in tables
        for row in other.execute(f"SELECT * FROM {table}")
        if re.search("counted screws|Rosa on screws|a remark|a memo|Rosa of the screws", repr(row))
    }
    assert holding == {"content"}


def test_facets_are_columns_of_their_own(store: Store, doc: Document) -> None:
    facets: dict[str, FacetValue] = {
        "about_country": "JPN",
        "valence": -1,
        "polarity": "facilitating",
        "corridor": "PER>JPN",
    }
    add_codings(store, coding(doc, "screws", facets=facets), coding(doc, "Gunma"))
    rows = store.read().rows(
        "SELECT about_country, valence, polarity, corridor FROM codings ORDER BY span_start"
    )
    assert rows == [("JPN", "-1", "facilitating", "PER>JPN"), (None, None, None, None)]


def test_views_are_readable_without_the_words(other: sqlite3.Connection) -> None:
    codings = other.execute('SELECT document, "from", "to", code, coder FROM codings_readable').fetchall()
    assert codings == [("US01", 28, 34, "OS-UP", "ana"), ("US01", 115, 120, "OS-UP", "ana")]
    people = other.execute("SELECT id, pseudonym, documents, trajectory FROM cases_readable").fetchall()
    assert people == [("US01", "Rosa", "US01", "PER > JPN > USA")]
    assert other.execute("SELECT verb FROM history_readable").fetchall()[-1] == ("all the rest",)
