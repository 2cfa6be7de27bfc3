import sqlite3

import pytest

from secondmig.core.span import Span
from secondmig.core.types import Document
from secondmig.store import check, erase, history, sentences
from secondmig.store.connect import Store
from tests.store.making import ACTOR, add_case, case

RULE = "sentences-1"
FOUND = [(0, Span(20, 24)), (0, Span(25, 30)), (1, Span(40, 44))]


def kept(store: Store, doc: Document) -> int:
    reading = sentences.reading_of(store.read(), doc.id, doc.version)
    assert reading is not None
    with store.together():
        sentences.put(store.read(), reading, RULE, FOUND)
    return reading


def test_sentences_are_kept_by_rule_and_in_order(store: Store, doc: Document) -> None:
    reading = kept(store, doc)
    assert sentences.get(store.read(), reading, RULE) == tuple(FOUND)
    assert sentences.get(store.read(), reading, "another rule") == ()
    assert check.verify(store) == []


def test_sentences_are_kept_once(store: Store, doc: Document) -> None:
    reading = kept(store, doc)
    kept(store, doc)
    assert len(sentences.get(store.read(), reading, RULE)) == len(FOUND)


def test_sentences_are_no_event_and_stay_when_the_import_is_undone(store: Store, doc: Document) -> None:
    reading = kept(store, doc)
    history.undo(store, actor=ACTOR)
    assert sentences.reading_of(store.read(), doc.id, 1) is None
    history.redo(store, actor=ACTOR)
    assert sentences.reading_of(store.read(), doc.id, 1) == reading
    assert len(sentences.get(store.read(), reading, RULE)) == len(FOUND)


def test_document_that_is_not_there_has_no_reading(store: Store) -> None:
    assert sentences.reading_of(store.read(), "XX99", 1) is None


def test_sentences_go_with_the_person(store: Store, doc: Document) -> None:
    kept(store, doc)
    add_case(store, case())
    erase.withdraw(store, actor=ACTOR, case_id="US01", reason="letter")
    assert store.read().number("SELECT count(*) FROM sentences") == 0


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM sentences",
        "UPDATE sentences SET span_end = span_end + 1",
        "INSERT OR REPLACE INTO sentences SELECT * FROM sentences",
    ],
)
def test_sentences_are_written_once(store: Store, doc: Document, statement: str) -> None:
    kept(store, doc)
    other = sqlite3.connect(store.path)
    with pytest.raises(sqlite3.IntegrityError, match="sentences: "):
        other.execute(statement)
    other.close()
