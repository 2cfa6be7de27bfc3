import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from secondmig.core.types import Document, Relation
from secondmig.store import check, codings, memos, relations, surveys
from secondmig.store.connect import Store, open_store
from tests.store.making import ACTOR, add_case, add_codings, case, coding

SHA = "sha256:" + "6" * 64


@pytest.fixture
def full(store: Store, doc: Document) -> Store:
    first, second = coding(doc, "screws", memo="remark"), coding(doc, "Gunma")
    past = coding(doc, "counted")
    add_codings(store, first, second, past)
    add_case(store, case())
    with store.write(actor=ACTOR, verb="rest") as change:
        codings.retire(change, [past.id])
        relations.add(change, Relation("r-1", first.id, second.id, "+", ACTOR))
        memos.add(change, "document", doc.id, "memo", ACTOR)
        surveys.put(change, "sheet", ["id"], [{"id": "1"}], id_column="id", kind="sample", sha=SHA)
    return store


def tampered(store: Store, *statements: str) -> Store:
    """The same database after somebody went at it with another program, guards removed and put back."""
    store.close()
    other = sqlite3.connect(store.path, isolation_level=None)
    guards = other.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    for name, _ in guards:
        other.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        other.execute(statement)
    for _, sql in guards:
        other.execute(sql)
    other.close()
    return open_store(store.path)


def told(found: list[check.Problem]) -> list[tuple[str, str]]:
    assert {each.severity for each in found} <= {"problem"}
    return [(each.where, each.message) for each in found]


def test_a_sound_project_has_no_problem(full: Store) -> None:
    assert check.problems(full) == []
    assert check.verify(full) == []


BOTH = [
    (
        """UPDATE content SET body = replace(body, 'screws', 'SCREWS')
        WHERE hash = (SELECT text_hash FROM document_versions)""",
        ("US01 version 1", "its words are not those of its hash"),
    ),
    (
        "UPDATE codings SET span_start = span_start + 1 WHERE id = (SELECT source FROM relations)",
        (None, "are not its quotation"),
    ),
    (
        "UPDATE codings SET span_end = 100000 WHERE id = (SELECT source FROM relations)",
        (None, "are not its quotation"),
    ),
    (
        "UPDATE codings SET code_id = 'OS-NONE'",
        ("code OS-NONE", "codings carry it and book@1 does not have it"),
    ),
    (
        "UPDATE relations SET target = 'c-none'",
        ("relations r-1", "refers to nothing that is there among codings"),
    ),
    ("UPDATE events SET actor = 'nobody' WHERE rev = 2", ("event 2", "its content differs from its hash")),
    ("DELETE FROM events WHERE rev = 2", ("event 3", "event 2 is missing")),
    ("UPDATE cases SET created_event = 77 WHERE id = 'US01'", ("cases", "1 rows were made by no event")),
    ("DELETE FROM content WHERE hash = (SELECT text_hash FROM memos)", (None, "refers to no row of content")),
    ("INSERT INTO erasing VALUES ('US01')", ("erasing", "a withdrawal is marked as under way, and none is")),
]


@pytest.mark.parametrize(("statement", "expected"), BOTH)
@pytest.mark.parametrize("look", [check.problems, check.verify])
def test_tampering_is_found(
    full: Store,
    look: Callable[[Store], list[check.Problem]],
    statement: str,
    expected: tuple[str | None, str],
) -> None:
    with tampered(full, statement) as store:
        found = told(look(store))
    where, message = expected
    assert any(where in {None, place} and message in said for place, said in found), found


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (
            "UPDATE content SET body = 'other' WHERE hash = (SELECT text_hash FROM memos LIMIT 1)",
            "its words are not those of its hash",
        ),
        ("UPDATE turns SET speaker = 'LUIS' WHERE position = 1", "its turns are not those that were read"),
        ('UPDATE survey_rows SET cells = \'{"id":"2"}\'', "its rows are not those of its hash"),
        (
            "UPDATE codings SET quote_sha = replace(quote_sha, '0', '1') WHERE retired_event IS NOT NULL",
            "are not its quotation",
        ),
        (f"UPDATE codebooks SET sha = '{SHA}'", "its codes are not those of its hash"),
        (f"UPDATE documents SET source_sha = '{SHA}'", "the file kept for it is another one"),
    ],
)
def test_verify_recomputes_what_check_trusts(full: Store, statement: str, expected: str) -> None:
    with tampered(full, statement) as store:
        assert any(expected in message for _, message in told(check.verify(store)))
        assert not any(expected in message for _, message in told(check.problems(store)))


def test_damaged_pages_are_told_and_nothing_else_is_tried(full: Store) -> None:
    full.read().row("PRAGMA wal_checkpoint(TRUNCATE)")
    (page,) = full.read().rows("SELECT rootpage FROM sqlite_schema WHERE name = 'codings'")[0]
    full.close()
    raw = bytearray(full.path.read_bytes())
    raw[(page - 1) * 4096 + 8 : page * 4096] = b"\x5a" * 4088
    full.path.write_bytes(raw)
    with open_store(full.path) as store:
        for found in (check.problems(store), check.verify(store)):
            assert found
            assert {each.where for each in found} == {"database"}


def test_check_leaves_the_file_as_it_is(full: Store, tmp_path: Path) -> None:
    full.read().row("PRAGMA wal_checkpoint(TRUNCATE)")
    before = full.path.read_bytes()
    check.verify(full)
    assert full.path.read_bytes() == before
