from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secondmig.core.errors import SecondmigError
from secondmig.core.ids import content_hash
from secondmig.core.span import Span
from secondmig.core.types import Document, Tier, Turn, Withheld
from secondmig.store import documents, history, readings
from secondmig.store.connect import Store
from secondmig.store.encode import canonical_json, plain
from tests.store.making import ACTOR, add_document, document, source
from tests.strategies import nasty_text


def rich() -> Document:
    """A transcript that uses every field."""
    doc = document()
    turn = replace(doc.turns[1], time_start=None, time_end=99, language="ja", number=None)
    return replace(
        doc,
        turns=(doc.turns[0], turn),
        tiers=(Tier("en", 1, Span(115, 117)), Tier("note", 1, Span(117, 120))),
        withheld=(Withheld(Span(3, 9), "asked for"),),
        kind="fieldnote",
        decoding="cp1252 (as asked)",
        header={"languages": ("en", "ja"), "fictional": "true", "b": "2", "a": "1"},
    )


def test_document_comes_back_as_it_was(store: Store) -> None:
    doc = add_document(store, rich())
    back = documents.get(store.read(), "US01")
    assert back == doc
    assert back is not None
    assert list(back.header) == list(doc.header), "the order of the header is the file's"
    assert documents.get(store.read(), "US01", version=1) == doc
    assert documents.get(store.read(), "US01", version=2) is None
    assert documents.get(store.read(), "US02") is None


def test_newest_version_is_the_one_shown_and_the_older_is_kept(store: Store) -> None:
    first = add_document(store, document())
    second = add_document(store, document(said=[("ROSA", "Corrected words.")], version=2))
    assert documents.get(store.read(), "US01") == second
    assert documents.get(store.read(), "US01", version=1) == first
    assert documents.all_documents(store.read()) == (second,)
    assert documents.text(store.read(), "US01", 1) == first.text
    assert second.supersedes == 1


def test_documents_are_ordered_by_id(store: Store) -> None:
    for document_id in ("US02", "JP01", "UK10", "UK02"):
        add_document(store, document(document_id))
    assert [doc.id for doc in documents.all_documents(store.read())] == ["JP01", "UK02", "UK10", "US02"]
    assert [row.id for row in documents.summaries(store.read())] == ["JP01", "UK02", "UK10", "US02"]


def test_summary_is_made_without_the_text(store: Store) -> None:
    doc = add_document(store, rich())
    sql: list[str] = []
    store.read().set_trace_callback(sql.append)
    (row,) = documents.summaries(store.read())
    store.read().set_trace_callback(None)
    assert (row.id, row.title, row.kind, row.language, row.version) == (
        doc.id,
        doc.title,
        "fieldnote",
        "en",
        1,
    )
    assert (row.decoding, row.turns, row.characters, row.fictional) == (doc.decoding, 2, len(doc.text), True)
    assert row.words == 4 + 5
    assert all("text_hash" not in each for each in sql)


def test_header_is_read_alone(store: Store) -> None:
    doc = add_document(store, rich())
    assert documents.header(store.read(), "US01") == doc.header
    assert documents.header(store.read(), "nobody") == {}


def test_file_is_found_by_its_bytes(store: Store) -> None:
    doc = add_document(store, document())
    assert documents.with_source(store.read(), doc.source_sha) == "US01"
    assert documents.with_source(store.read(), content_hash("other")) is None


class TestRefusals:
    def refused(self, store: Store, doc: Document, raw: bytes) -> str:
        before = history.events(store.read())
        with (
            pytest.raises(SecondmigError) as caught,
            store.write(actor=ACTOR, verb="corpus import") as change,
        ):
            documents.add(change, doc, raw)
        assert history.events(store.read()) == before
        return caught.value.message

    def test_hash_that_does_not_fit(self, store: Store) -> None:
        doc = document()
        assert "does not fit" in self.refused(store, replace(doc, text=doc.text + "!"), source(doc.text))
        assert "does not fit" in self.refused(store, doc, b"other bytes")

    def test_version_that_is_there(self, store: Store) -> None:
        doc = add_document(store, document())
        assert "there already" in self.refused(store, doc, source(doc.text))

    def test_version_that_was_other_words_before_it_was_undone(self, store: Store) -> None:
        add_document(store, document())
        history.undo(store, actor=ACTOR)
        other = document(said=[("ROSA", "Other words.")])
        assert "never changes its words" in self.refused(store, other, source(other.text))
        assert documents.next_version(store.read(), "US01") == 2
        add_document(store, replace(other, version=2))
        assert documents.text(store.read(), "US01", 1) == document().text

    def test_missing_text(self, store: Store) -> None:
        with pytest.raises(SecondmigError, match="no US01 version 3"):
            documents.text(store.read(), "US01", 3)


def test_same_words_may_be_imported_again_after_an_undo(store: Store) -> None:
    add_document(store, document())
    history.undo(store, actor=ACTOR)
    assert documents.get(store.read(), "US01") is None
    assert documents.with_source(store.read(), document().source_sha) is None
    again = replace(document(), turns=document().turns[1:])
    assert documents.get(store.read(), "US01") is None
    doc = add_document(store, replace(again, turns=(replace(again.turns[0], index=0),)))
    assert documents.get(store.read(), "US01") == doc


def test_undo_and_redo_do_not_copy_the_turns(store: Store) -> None:
    add_document(store, document())
    turns = store.read().number("SELECT count(*) FROM turns")
    for _ in range(3):
        history.undo(store, actor=ACTOR)
        history.redo(store, actor=ACTOR)
    assert store.read().number("SELECT count(*) FROM turns") == turns
    assert store.read().number("SELECT count(*) FROM readings") == 1
    assert documents.get(store.read(), "US01") == document()


@settings(max_examples=25, deadline=None)
@given(
    words=st.lists(
        nasty_text(min_pieces=1, max_pieces=6).map(lambda text: text.replace("\0", "") or "x"), max_size=4
    )
)
def test_any_text_and_reading_survive(words: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    from tests.store.making import new_store

    text, turns = "", []
    for index, each in enumerate(words):
        turns.append(Turn(index, None, each[:3], "other", "und", Span(len(text), len(text) + len(each))))
        text += each + "\n"
    text = text or "empty of turns"
    raw = text.encode("utf-8")
    sha = content_hash(text)
    doc = Document("D", 1, words[0] if words else "", "answer", "und", text, sha, sha, "utf-8", tuple(turns))
    with new_store(tmp_path_factory.mktemp("any")) as store:
        with store.write(actor=ACTOR, verb="corpus import") as change:
            documents.add(change, doc, raw)
        assert documents.get(store.read(), "D") == doc


def test_reading_is_kept_once_for_the_same_text(store: Store) -> None:
    doc = document()
    reading = readings.Reading(doc.turns, (), ())
    with store.write(actor=ACTOR, verb="x") as change:
        first = readings.put(change, doc.text, reading)
        assert readings.put(change, doc.text, reading) == first
        assert readings.put(change, doc.text + " ", reading) != first
        change.nothing()


@given(
    said=st.lists(
        st.tuples(
            nasty_text(max_pieces=3), st.none() | st.integers(0, 10**9), st.none() | st.integers(0, 10**9)
        ),
        max_size=120,
    )
)
def test_the_hash_of_a_reading_is_that_of_its_canonical_json(
    said: list[tuple[str, int | None, int | None]],
) -> None:
    turns = tuple(
        Turn(index, number, speaker, "other", "ja", Span(index, index + 1), time, number)
        for index, (speaker, number, time) in enumerate(said)
    )
    reading = readings.Reading(turns, (Tier('"n"', 0, Span(0, 1)),), (Withheld(Span(0, 2), "é"),))
    sha = content_hash("x")
    assert readings.hash_of(sha, reading) == content_hash(canonical_json([sha, plain(reading)]))


def test_turns_of_any_number_are_kept_whole(store: Store) -> None:
    for count in (0, 1, 49, 50, 51, 100, 130):
        text = "x" * 200
        turns = tuple(
            Turn(at, at or None, f"S{at % 3}", "other", "en", Span(at, at + 1), at or None, None)
            for at in range(count)
        )
        reading = readings.Reading(turns, (), ())
        with store.write(actor=ACTOR, verb="x") as change:
            number = readings.put(change, text, reading)
            assert readings.get(change.connection, number) == reading
            change.nothing()
