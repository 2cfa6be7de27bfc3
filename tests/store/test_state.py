from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from secondmig.core.span import Span
from secondmig.core.types import Document, LinkRow, Relation
from secondmig.store import (
    cases,
    erase,
    files,
    history,
    links,
    memos,
    relations,
    restrictions,
    state,
    surveys,
)
from secondmig.store.connect import Change, Store
from tests.store.making import (
    ACTOR,
    add_case,
    add_codebook,
    add_codings,
    add_document,
    case,
    coding,
    document,
    new_store,
)

SHA = "sha256:" + "7" * 64


def test_two_builds_agree_whoever_made_them_in_whatever_order(tmp_path: Path) -> None:
    one, two = new_store(tmp_path / "one"), new_store(tmp_path / "two")
    first = add_document(one, document())
    add_document(one, document("JP01"))
    add_codebook(one)
    add_codings(one, coding(first, "screws"), coding(first, "Gunma", memo="remark"))
    add_case(one, case())

    add_codebook(two)
    add_case(two, replace(case(), consent="T1"))
    add_document(two, document("JP01"), actor="zoe")
    add_document(two, document(), actor="zoe")
    add_case(two, case())
    add_codings(two, coding(first, "Gunma", memo="remark"), actor="zoe")
    add_codings(two, coding(first, "screws"), actor="zoe")
    history.undo(two, actor="zoe")
    history.redo(two, actor="zoe")
    assert state.state_hash(one.read()) == state.state_hash(two.read())
    one.close()
    two.close()


CHANGES: dict[str, Callable[[Change, Document], object]] = {
    "case": lambda change, doc: cases.put(change, case()),
    "file": lambda change, doc: files.take(change, "a", SHA, "x"),
    "memo": lambda change, doc: memos.add(change, "document", doc.id, "words", ACTOR),
    "restriction": lambda change, doc: restrictions.add(change, doc.id, 1, Span(0, 1), "x"),
    "survey": lambda change, doc: surveys.put(change, "s", ["id"], [], id_column="id", kind="", sha=SHA),
}


@pytest.mark.parametrize("name", sorted(CHANGES))
def test_every_change_shows(store: Store, doc: Document, name: str) -> None:
    before = state.state_hash(store.read())
    with store.write(actor=ACTOR, verb="x") as change:
        CHANGES[name](change, doc)
    assert state.state_hash(store.read()) != before


def test_change_of_one_letter_shows(store: Store, doc: Document) -> None:
    seen = {state.state_hash(store.read())}
    made = coding(doc, "screws")
    for each in (made, replace(made, facets={"valence": 1}), replace(made, facets={"valence": "1"})):
        add_codings(store, each)
        seen.add(state.state_hash(store.read()))
        history.undo(store, actor=ACTOR)
    with store.write(actor=ACTOR, verb="x") as change:
        for pair in (("a", "bc"), ("ab", "c")):
            surveys.put(change, "s", [*pair], [], id_column="a", kind="", sha=SHA)
    assert len(seen) == 4


def test_columns_cannot_be_shifted_into_each_other(tmp_path: Path) -> None:
    hashes = set()
    for number, (path, kind) in enumerate((("a", "b','c"), ("a','b", "c"), ("a\nb", "c"))):
        with new_store(tmp_path / str(number)) as store:
            with store.write(actor=ACTOR, verb="x") as change:
                files.take(change, path, SHA, kind)
            hashes.add(state.state_hash(store.read()))
    assert len(hashes) == 3


def test_withdrawal_shows(store: Store, doc: Document) -> None:
    add_case(store, case())
    before = state.state_hash(store.read())
    erase.withdraw(store, actor=ACTOR, case_id="US01", reason="x")
    assert state.state_hash(store.read()) != before


def test_events_without_rows_do_not_show(store: Store, doc: Document) -> None:
    before = state.state_hash(store.read())
    with store.write(actor="zoe", verb="report build"):
        pass
    assert state.state_hash(store.read()) == before


def test_hash_in_the_middle_of_a_change_is_not_remembered(store: Store, doc: Document) -> None:
    before = state.state_hash(store.read())
    with store.write(actor=ACTOR, verb="x") as change:
        files.take(change, "a", SHA, "x")
        assert state.state_hash(change.connection) != before
        change.nothing()
    assert state.state_hash(store.read()) == before


def test_relations_and_links_count(store: Store, doc: Document) -> None:
    first, second = coding(doc, "screws"), coding(doc, "Gunma")
    add_codings(store, first, second)
    add_case(store, case())
    seen = set()
    for sign in ("+", "-"):
        with store.write(actor=ACTOR, verb="x") as change:
            relations.add(change, Relation("r-1", first.id, second.id, sign, ACTOR))
            surveys.put(change, "s", ["id"], [], id_column="id", kind="", sha=SHA)
            links.replace(change, "s", [LinkRow("US01", "s", sign, "matched", "x")])
        seen.add(state.state_hash(store.read()))
        history.undo(store, actor=ACTOR)
    assert len(seen) == 2
