"""What the search index does not hold yet is searched without it, whoever was killed and whenever."""

from dataclasses import replace
from pathlib import Path

import pytest

from secondmig.core.ids import content_hash
from secondmig.core.span import Span
from secondmig.core.types import Document, Tier
from secondmig.store import backup, check, documents, history, readings, search, search_index
from secondmig.store.connect import Store, open_store
from tests.store.making import ACTOR, add_document, document, source


def said(name: str, *words: str) -> Document:
    return document(name, [("A", each) for each in words])


def later(store: Store, doc: Document) -> readings.Prepared:
    """Keep a document without indexing it."""
    version = documents.prepare(doc, source(doc.text))
    with store.write(actor=ACTOR, verb="corpus import", subject=doc.id) as change:
        documents.add_prepared(change, version, indexed=False)
    return version.reading


def hits(store: Store, words: str) -> list[tuple[str, int]]:
    return [(hit.document_id, hit.turn_index) for hit in search.find(store.read(), words)]


def indexed(store: Store) -> int:
    return store.read().number("SELECT count(*) FROM search_index_docsize")


@pytest.fixture
def waiting(store: Store) -> list[readings.Prepared]:
    """One document in the index, two behind it."""
    add_document(store, said("D1", "We applied in spring.", "差別がある。"))
    return [
        later(store, said("D2", "They apply.", "No.")),
        later(store, said("D3", "The differences: 差別。", "Applying!")),
    ]


def test_what_is_behind_is_found_as_what_is_not(store: Store, waiting: list[readings.Prepared]) -> None:
    assert search_index.behind(store.read()) == 2
    assert indexed(store) == 2
    assert hits(store, "apply") == [("D1", 0), ("D2", 0), ("D3", 1)]
    assert hits(store, "差別") == [("D1", 1), ("D3", 0)]
    assert hits(store, "appl*") == [("D1", 0), ("D2", 0), ("D3", 1)]
    assert hits(store, '"the differences"') == [("D3", 0)]
    assert hits(store, "nobody") == []
    assert [each.where for each in check.verify(store)] == []


def test_hits_are_the_same_once_it_has_caught_up(store: Store, waiting: list[readings.Prepared]) -> None:
    asked = ("apply", "差別", "差", "appl*", '"the differences"', "no", "spring")
    before = {words: search.find(store.read(), words) for words in asked}
    with store.together():
        readings.index(store.read(), waiting)
    assert search_index.behind(store.read()) is None
    assert indexed(store) == 6
    assert {words: search.find(store.read(), words) for words in asked} == before
    assert check.verify(store) == []


def test_words_are_looked_up_where_nobody_has_them_at_hand(
    store: Store, waiting: list[readings.Prepared]
) -> None:
    """As after the death of the process that imported; a reading that came in its place is not mistaken."""
    with store.together():
        readings.index(store.read(), [replace(waiting[0], sha=content_hash("of another reading"))])
    assert (search_index.behind(store.read()), indexed(store)) == (None, 6)
    assert hits(store, "apply") == [("D1", 0), ("D2", 0), ("D3", 1)]
    assert check.verify(store) == []


def test_next_one_who_writes_words_catches_up(store: Store, waiting: list[readings.Prepared]) -> None:
    add_document(store, said("D4", "Nobody applies."))
    assert (search_index.behind(store.read()), indexed(store)) == (None, 7)
    assert hits(store, "apply") == [("D1", 0), ("D2", 0), ("D3", 1), ("D4", 0)]
    assert check.verify(store) == []


def test_translation_that_is_behind_is_found(store: Store) -> None:
    doc = said("ES1", "¿Sí?")
    text = doc.text + "%en: Yes?\n"
    tiers = (Tier("en", 0, Span(len(text) - 5, len(text) - 1)),)
    doc = replace(doc, text=text, text_sha=content_hash(text), tiers=tiers)
    later(store, replace(doc, source_sha=content_hash(source(text))))
    (hit,) = search.find(store.read(), "yes")
    assert hit.tier == "en"


def test_import_that_is_taken_back_is_not_found(store: Store, waiting: list[readings.Prepared]) -> None:
    history.undo(store, actor=ACTOR)
    assert hits(store, "apply") == [("D1", 0), ("D2", 0)]
    history.redo(store, actor=ACTOR)
    assert hits(store, "apply") == [("D1", 0), ("D2", 0), ("D3", 1)]


def test_change_that_fails_leaves_no_mark(store: Store) -> None:
    doc = said("D1", "Yes.")
    version = documents.prepare(doc, source(doc.text))
    with store.write(actor=ACTOR, verb="corpus import") as change:
        documents.add_prepared(change, version, indexed=False)
        assert search_index.behind(change.connection) == 1
        change.nothing()
    assert search_index.behind(store.read()) is None


def test_row_that_is_missing_before_is_reported_all_the_same(
    store: Store, waiting: list[readings.Prepared]
) -> None:
    store.read().run("INSERT INTO search_index (search_index) VALUES ('delete-all')")
    (fault,) = check.verify(store)
    assert "every turn and every tier once" in fault.message
    with store.together():
        search_index.rebuild(store.read())
    assert (search_index.behind(store.read()), indexed(store)) == (None, 6)
    assert check.verify(store) == []


def test_row_that_comes_too_early_is_reported(store: Store, waiting: list[readings.Prepared]) -> None:
    row = search_index.row_number(3, 0, tier=False)
    store.read().run("INSERT INTO search_index (rowid, words, grams) VALUES (?, 'x', '')", (row,))
    assert [each.where for each in check.verify(store)] == ["search index"]


def test_back_up_and_second_process_see_it_too(
    store: Store, waiting: list[readings.Prepared], tmp_path: Path
) -> None:
    with open_store(store.path) as second:
        assert hits(second, "apply") == [("D1", 0), ("D2", 0), ("D3", 1)]
        assert search_index.behind(second.read()) == 2
    backup.backup(store, tmp_path / "monday.db")
    path = store.path
    store.close()
    backup.restore(path, tmp_path / "monday.db", actor=ACTOR)
    with open_store(path) as again:
        assert hits(again, "apply") == [("D1", 0), ("D2", 0), ("D3", 1)]
        assert check.verify(again) == []
