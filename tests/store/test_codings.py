from collections.abc import Mapping
from dataclasses import replace

import pytest

from secondmig.core.errors import SecondmigError
from secondmig.core.ids import content_hash
from secondmig.core.span import Span
from secondmig.core.types import Coding, Document, FacetValue, Relation
from secondmig.store import bulk, codings, history, memos, relations
from secondmig.store.connect import Store
from tests.store.making import ACTOR, add_codings, add_document, coding, document, with_id


def found(store: Store, **filters: object) -> list[str]:
    """The words-free view of a search: code and start of each coding, in order."""
    rows = codings.find(store.read(), **filters)  # type: ignore[arg-type]
    return [f"{each.document_id} {each.span.start} {each.code_id} {each.coder_id}" for each in rows]


def refused(store: Store, *made: Coding) -> SecondmigError:
    before = (history.events(store.read()), codings.find(store.read()))
    with pytest.raises(SecondmigError) as caught:
        add_codings(store, *made)
    assert (history.events(store.read()), codings.find(store.read())) == before
    assert caught.value.hint
    return caught.value


def test_coding_comes_back_as_it_was_saved(store: Store, doc: Document) -> None:
    facets: Mapping[str, FacetValue] = {
        "valence": -1,
        "about_country": "JPN",
        "compared_with": ("ORIGIN", "USA"),
        "certain": True,
        "note": 'a "quoted" ñ',
    }
    made = coding(doc, "screws", facets=facets, memo="look again")
    rev = add_codings(store, made)
    (back,) = codings.find(store.read())
    assert back == replace(made, created_event=rev)
    assert list(back.facets) == sorted(facets)
    assert back.facets["certain"] is True
    assert codings.by_id(store.read(), made.id) == back
    assert codings.count(store.read()) == 1


def test_facet_values_keep_their_types_in_bulk(store: Store, doc: Document) -> None:
    values: tuple[FacetValue, ...] = (1, True, "1", "true", 0, False, (1,), (True,), ("1",))
    made = [coding(doc, "screws", number=n, facets={"x": value}) for n, value in enumerate(values)]
    add_codings(store, *made)
    back = {each.id: each.facets["x"] for each in codings.find(store.read())}
    for each in made:
        assert repr(back[each.id]) == repr(each.facets["x"])


def test_codings_are_ordered_by_place_code_coder(store: Store, doc: Document) -> None:
    other = add_document(store, document("JP01"))
    add_codings(
        store,
        coding(doc, "screws in Gunma"),
        coding(doc, "Gunma"),
        coding(doc, "screws", "OS-UP", coder="zoe"),
        coding(doc, "screws", "OS-UP"),
        coding(doc, "screws", "OS-DOWN"),
        coding(other, "Gunma"),
    )
    assert found(store) == [
        "JP01 115 OS-UP ana",
        "US01 28 OS-DOWN ana",
        "US01 28 OS-UP ana",
        "US01 28 OS-UP zoe",
        "US01 105 OS-UP ana",
        "US01 115 OS-UP ana",
    ]


class TestFind:
    @pytest.fixture(autouse=True)
    def saved(self, store: Store, doc: Document) -> None:
        other = add_document(store, document("JP01"))
        add_codings(
            store,
            coding(doc, "screws", facets={"about_country": "JPN", "valence": -1, "sure": True}),
            coding(doc, "Gunma", "OS-DOWN", coder="zoe", facets={"about_country": "ORIGIN", "valence": 1}),
            coding(other, "Gunma", facets={"about_country": "JPN", "with": ("USA", "GBR"), "year": 2007}),
        )

    @pytest.mark.parametrize(
        ("filters", "expected"),
        [
            ({"documents": ("US01",)}, ["US01 28", "US01 115"]),
            ({"documents": ("US01", "JP01", "nowhere")}, ["JP01 115", "US01 28", "US01 115"]),
            ({"codes": ("OS-DOWN",)}, ["US01 115"]),
            ({"coders": ("zoe", "nobody")}, ["US01 115"]),
            ({"coders": ("nobody",)}, []),
            ({"where": (("about_country", "JPN"),)}, ["JP01 115", "US01 28"]),
            ({"where": (("valence", "-1"),)}, ["US01 28"]),
            ({"where": (("about_country", "JPN"), ("valence", "1"))}, []),
            ({"where": (("with", "GBR"),)}, ["JP01 115"]),
            ({"where": (("sure", "true"),)}, ["US01 28"]),
            ({"where": (("year", "2007"),)}, ["JP01 115"]),
            ({"where": (("absent", ""),)}, []),
            ({"where": (("x' OR 1=1 --", "y"),)}, []),
            ({"documents": ("US01",), "codes": ("OS-UP",), "coders": ("ana",)}, ["US01 28"]),
        ],
    )
    def test_filters(self, store: Store, filters: dict[str, object], expected: list[str]) -> None:
        assert [row.rsplit(" ", 2)[0] for row in found(store, **filters)] == expected


def test_as_of_shows_what_held_then(store: Store, doc: Document) -> None:
    first, second = coding(doc, "screws", memo="first thought"), coding(doc, "Gunma")
    one = add_codings(store, first)
    two = add_codings(store, second)
    with store.write(actor=ACTOR, verb="code remove") as change:
        codings.retire(change, [first.id])
    ids = {
        rev: [each.id for each in codings.find(store.read(), as_of=rev)]
        for rev in range(one - 1, change.rev + 1)
    }
    assert ids == {one - 1: [], one: [first.id], two: [first.id, second.id], change.rev: [second.id]}
    assert codings.find(store.read(), as_of=two)[0].memo == "first thought"
    assert codings.find(store.read(), as_of=two)[0].retired_event == change.rev


class TestRefusals:
    def test_other_words_at_the_place(self, store: Store, doc: Document) -> None:
        made = coding(doc, "screws")
        shifted = replace(made, span=made.span.shifted(1))
        error = refused(store, shifted)
        assert "are not those of the quotation" in error.message
        assert error.where == "US01 version 1"

    def test_place_beyond_the_end(self, store: Store, doc: Document) -> None:
        tail = Span(len(doc.text) - 3, len(doc.text) + 5)
        made = replace(coding(doc, "screws"), span=tail, quote_sha=content_hash(tail.of(doc.text)))
        assert "are not those of the quotation" in refused(store, made).message

    def test_unknown_document_version_code_and_codebook(self, store: Store, doc: Document) -> None:
        made = coding(doc, "screws")
        assert "no document US09" in refused(store, replace(made, document_id="US09")).message
        assert "no document US01 version 2" in refused(store, replace(made, version=2)).message
        assert "has no code OS-SIDEWAYS" in refused(store, replace(made, code_id="OS-SIDEWAYS")).message
        assert (
            "no codebook version book@7" in refused(store, replace(made, codebook_version="book@7")).message
        )

    def test_document_whose_import_was_undone(self, store: Store, doc: Document) -> None:
        history.undo(store, actor=ACTOR)
        assert "no document US01" in refused(store, coding(doc, "screws")).message

    def test_id_that_is_taken(self, store: Store, doc: Document) -> None:
        made = coding(doc, "screws")
        add_codings(store, made)
        assert "there already" in refused(store, made).message

    def test_one_bad_coding_refuses_all_even_when_the_error_is_caught(
        self, store: Store, doc: Document
    ) -> None:
        good, bad = coding(doc, "screws", memo="a remark"), replace(coding(doc, "Gunma"), code_id="OS-NONE")
        with store.write(actor=ACTOR, verb="code import") as change, pytest.raises(SecondmigError):
            codings.insert(change, [good, bad])
        assert codings.find(store.read()) == []
        assert memos.of(store.read(), "coding", good.id) == ()


class TestBulk:
    """Many at once go another way, with guard and indexes lifted; it must not show."""

    @pytest.fixture(autouse=True)
    def few_are_many(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(bulk, "_MANY", 3)

    def many(self, doc: Document) -> list[Coding]:
        return [coding(doc, doc.text[at : at + 5]) for at in (0, 30, 60, 90)]

    def schema(self, store: Store) -> list[tuple[object, ...]]:
        return sorted(store.read().rows("SELECT type, name, tbl_name, sql FROM sqlite_schema"), key=repr)

    def test_rows_and_schema_are_as_ever(self, store: Store, doc: Document) -> None:
        before = self.schema(store)
        made = self.many(doc)
        rev = add_codings(store, *made)
        assert {each.id for each in codings.find(store.read())} == {each.id for each in made}
        assert {each.created_event for each in codings.find(store.read())} == {rev}
        assert self.schema(store) == before

    def test_taken_id_is_found_and_the_guard_is_back(self, store: Store, doc: Document) -> None:
        made = self.many(doc)
        before = self.schema(store)
        assert "there already" in refused(store, *made, made[0]).message
        add_codings(store, *made)
        assert "there already" in refused(store, *made).message
        assert self.schema(store) == before

    def test_guard_is_back_even_when_the_error_is_caught(self, store: Store, doc: Document) -> None:
        before = self.schema(store)
        with store.write(actor=ACTOR, verb="code import") as change, pytest.raises(SecondmigError):
            codings.insert(change, [*self.many(doc), replace(coding(doc, "Gunma"), version=9)])
        assert self.schema(store) == before
        assert codings.count(store.read()) == 0

    def test_second_batch_keeps_the_indexes(self, store: Store, doc: Document) -> None:
        add_codings(store, *self.many(doc), coding(doc, "Gunma"))
        sql: list[str] = []
        store.read().set_trace_callback(sql.append)
        add_codings(store, *(with_id(each, 1) for each in self.many(doc)))
        store.read().set_trace_callback(None)
        assert [each for each in sql if each.startswith("DROP")] == ["DROP trigger codings_not_replaced"]


def test_ids_are_free_and_the_same_everywhere(store: Store, doc: Document) -> None:
    made = coding(doc, "screws")
    assert codings.free_id(store.read(), made) == made.id
    add_codings(store, made)
    second = codings.free_id(store.read(), made)
    assert second == with_id(made, 1).id != made.id
    assert made.id == "c-" + made.id[2:]
    assert (
        codings.free_id(store.read(), replace(made, coder_id="zoe")) == coding(doc, "screws", coder="zoe").id
    )


def test_retiring_takes_memos_and_relations_along_and_undo_brings_them_back(
    store: Store, doc: Document
) -> None:
    first, second = coding(doc, "screws", memo="own remark"), coding(doc, "Gunma")
    add_codings(store, first, second)
    with store.write(actor="zoe", verb="memo add") as change:
        memos.add(change, "coding", first.id, "I disagree", "zoe")
        relations.add(change, Relation("r-1", first.id, second.id, "-", "zoe"))
    with store.write(actor=ACTOR, verb="code remove") as change:
        assert codings.retire(change, [first.id, "c-unknown"]) == 1
    assert codings.by_id(store.read(), first.id) is None
    assert memos.of(store.read(), "coding", first.id) == ()
    assert relations.all_relations(store.read()) == ()
    history.undo(store, actor=ACTOR)
    back = codings.by_id(store.read(), first.id)
    assert back is not None
    assert back.memo == "own remark"
    assert [memo.text for memo in memos.of(store.read(), "coding", first.id)] == ["own remark", "I disagree"]
    assert relations.all_relations(store.read()) == (Relation("r-1", first.id, second.id, "-", "zoe"),)


def test_removed_on_purpose_is_told_from_undone(store: Store, doc: Document) -> None:
    kept, removed, undone = (coding(doc, words) for words in ("screws", "Gunma", "counted"))
    add_codings(store, kept, removed)
    with store.write(actor=ACTOR, verb="code remove") as change:
        codings.retire(change, [removed.id])
    add_codings(store, undone)
    history.undo(store, actor=ACTOR)
    assert codings.removed_ids(store.read(), ("US01",)) == {removed.id}
    assert codings.removed_ids(store.read(), ("US02",)) == frozenset()
    history.undo(store, actor=ACTOR)
    assert codings.removed_ids(store.read(), ("US01",)) == frozenset()
    history.redo(store, actor=ACTOR)
    assert codings.removed_ids(store.read(), ("US01",)) == {removed.id}


class TestRelations:
    def test_relation_needs_both_codings(self, store: Store, doc: Document) -> None:
        made = coding(doc, "screws")
        add_codings(store, made)
        with store.write(actor=ACTOR, verb="code relate") as change:
            with pytest.raises(SecondmigError, match="no coding c-none"):
                relations.add(change, Relation("r-1", made.id, "c-none", "+", ACTOR))
            change.nothing()

    def test_relation_is_there_once(self, store: Store, doc: Document) -> None:
        first, second = coding(doc, "screws"), coding(doc, "Gunma")
        add_codings(store, first, second)
        relation = Relation("r-1", first.id, second.id, "?", ACTOR)
        with store.write(actor=ACTOR, verb="code relate") as change:
            relations.add(change, relation)
            with pytest.raises(SecondmigError, match="there already"):
                relations.add(change, relation)
            assert relations.retire(change, ["r-1"]) == 1
            relations.add(change, replace(relation, sign="+"))
        assert [each.sign for each in relations.all_relations(store.read())] == ["+"]


def test_memos_stand_side_by_side_and_can_be_taken_back(store: Store, doc: Document) -> None:
    with store.write(actor=ACTOR, verb="memo add") as change:
        first = memos.add(change, "document", "US01", "one", ACTOR)
        second = memos.add(change, "document", "US01", "two", ACTOR)
        memos.add(change, "case", "US01", "elsewhere", ACTOR)
    assert first != second
    assert [(each.id, each.text) for each in memos.of(store.read(), "document", "US01")] == [
        (first, "one"),
        (second, "two"),
    ]
    with store.write(actor=ACTOR, verb="memo remove") as change:
        assert memos.retire(change, [first]) == 1
    assert [each.text for each in memos.of(store.read(), "document", "US01")] == ["two"]
