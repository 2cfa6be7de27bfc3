from dataclasses import replace
from pathlib import Path

import pytest

from secondmig.core.errors import SecondmigError
from secondmig.core.span import Span
from secondmig.core.types import Document, LinkRow, Relation
from secondmig.store import (
    cases,
    codings,
    documents,
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
from tests.store.making import ACTOR, add_case, add_codings, add_document, case, coding, document

SHA = "sha256:" + "2" * 64


def codes(store: Store) -> list[str]:
    return [each.document_id + " " + str(each.span.start) for each in codings.find(store.read())]


def remove(store: Store, coding_id: str, *, actor: str = ACTOR) -> int:
    with store.write(actor=actor, verb="code remove") as change:
        codings.retire(change, [coding_id])
    return change.rev


def refused(
    store: Store, rev: int | None = None, *, actor: str = ACTOR, redo: bool = False
) -> SecondmigError:
    before = (history.events(store.read()), state.state_hash(store.read()))
    with pytest.raises(SecondmigError) as caught:
        history.redo(store, actor=actor) if redo else history.undo(store, actor=actor, rev=rev)
    assert (history.events(store.read()), state.state_hash(store.read())) == before
    assert caught.value.hint
    return caught.value


class TestLikeAnEditor:
    def test_undo_goes_back_act_by_act_and_redo_forward_again(self, store: Store, doc: Document) -> None:
        states = [state.state_hash(store.read())]
        revs = []
        for words in ("screws", "Gunma", "counted"):
            revs.append(add_codings(store, coding(doc, words)))
            states.append(state.state_hash(store.read()))
        for expected, rev in zip(states[2::-1], reversed(revs), strict=True):
            event = history.undo(store, actor=ACTOR)
            assert (event.verb, event.undoes) == ("undo", rev)
            assert state.state_hash(store.read()) == expected
        for expected in states[1:]:
            assert history.redo(store, actor=ACTOR).verb == "redo"
            assert state.state_hash(store.read()) == expected
        assert "nothing of ana to redo" in refused(store, redo=True).message

    def test_undo_after_redo_takes_the_same_act_back_again(self, store: Store, doc: Document) -> None:
        add_codings(store, coding(doc, "screws"))
        for _ in range(3):
            assert history.undo(store, actor=ACTOR).verb == "undo"
            assert codes(store) == []
            assert history.redo(store, actor=ACTOR).verb == "redo"
            assert len(codes(store)) == 1

    def test_a_new_act_ends_redo(self, store: Store, doc: Document) -> None:
        add_codings(store, coding(doc, "screws"))
        history.undo(store, actor=ACTOR)
        add_codings(store, coding(doc, "Gunma"))
        assert "nothing of ana to redo" in refused(store, redo=True).message
        history.undo(store, actor=ACTOR)
        history.redo(store, actor=ACTOR)
        assert codes(store) == ["US01 115"]
        assert "nothing of ana to redo" in refused(store, redo=True).message

    def test_each_person_has_acts_of_their_own(self, store: Store, doc: Document) -> None:
        add_codings(store, coding(doc, "screws"))
        add_codings(store, coding(doc, "Gunma", coder="zoe"), actor="zoe")
        history.undo(store, actor=ACTOR)
        assert codes(store) == ["US01 115"]
        assert "nothing of kim to undo" in refused(store, actor="kim").message
        history.undo(store, actor="zoe")
        history.redo(store, actor=ACTOR)
        assert codes(store) == ["US01 28"]

    def test_an_act_without_rows_is_passed_over(self, store: Store, doc: Document) -> None:
        rev = add_codings(store, coding(doc, "screws"))
        with store.write(actor=ACTOR, verb="report build") as change:
            pass
        assert history.last_own(store.read(), ACTOR) == history.events(store.read())[rev - 1]
        assert "changed nothing" in refused(store, change.rev).message
        assert history.undo(store, actor=ACTOR).undoes == rev

    def test_undo_takes_back_what_redo_just_brought_whosever_act_it_was(
        self, store: Store, doc: Document
    ) -> None:
        first = add_codings(store, coding(doc, "screws", coder="zoe"), actor="zoe")
        add_codings(store, coding(doc, "Gunma"))
        history.undo(store, actor=ACTOR, rev=first)
        history.redo(store, actor=ACTOR)
        assert codes(store) == ["US01 28", "US01 115"]
        history.undo(store, actor=ACTOR)
        assert codes(store) == ["US01 115"]
        history.undo(store, actor=ACTOR)
        assert codes(store) == []

    def test_nothing_to_undo_in_a_new_project(self, store: Store) -> None:
        assert "nothing of ana to undo" in refused(store).message
        assert history.last_own(store.read(), ACTOR) is None


class TestAnyEvent:
    def test_an_earlier_event_of_somebody_else(self, store: Store, doc: Document) -> None:
        rev = add_codings(store, coding(doc, "screws", coder="zoe"), actor="zoe")
        add_codings(store, coding(doc, "Gunma"))
        event = history.undo(store, actor=ACTOR, rev=rev)
        assert (event.actor, event.undoes, event.payload["event"]) == (ACTOR, rev, rev)
        assert codes(store) == ["US01 115"]
        history.redo(store, actor=ACTOR)
        assert codes(store) == ["US01 28", "US01 115"]

    def test_an_undo_by_its_number(self, store: Store, doc: Document) -> None:
        add_codings(store, coding(doc, "screws"))
        undone = history.undo(store, actor=ACTOR)
        event = history.undo(store, actor="zoe", rev=undone.rev)
        assert (event.verb, event.undoes) == ("redo", undone.rev)
        assert codes(store) == ["US01 28"]

    def test_an_event_that_was_done_again_is_taken_back_by_its_first_number(
        self, store: Store, doc: Document
    ) -> None:
        rev = add_codings(store, coding(doc, "screws"))
        history.undo(store, actor=ACTOR)
        redone = history.redo(store, actor=ACTOR)
        event = history.undo(store, actor=ACTOR, rev=rev)
        assert event.undoes == redone.rev
        assert codes(store) == []

    def test_twice_is_refused_with_the_way_back(self, store: Store, doc: Document) -> None:
        rev = add_codings(store, coding(doc, "screws"))
        undone = history.undo(store, actor=ACTOR)
        error = refused(store, rev)
        assert error.message == f"event {rev} (code add) is taken back already, by event {undone.rev}"
        assert error.hint == f"secondmig undo {undone.rev} brings it back"

    def test_unknown_event(self, store: Store) -> None:
        assert "no event 7" in refused(store, 7).message


class TestStandingOn:
    """What a later event stands on is not pulled away from under it."""

    def test_coding_that_was_removed_since(self, store: Store, doc: Document) -> None:
        made = coding(doc, "screws")
        rev = add_codings(store, made)
        later = remove(store, made.id)
        error = refused(store, rev)
        why = f"coding {made.id} was changed since, by event {later} (code remove)"
        assert error.message == f"event {rev} cannot be taken back: {why}"
        assert error.hint == f"secondmig undo {later} first"

    def test_and_after_that_was_undone_it_goes(self, store: Store, doc: Document) -> None:
        made = coding(doc, "screws")
        rev = add_codings(store, made)
        remove(store, made.id)
        history.undo(store, actor=ACTOR)
        history.undo(store, actor=ACTOR, rev=rev)
        assert codes(store) == []

    def test_coding_that_was_edited_since(self, store: Store, doc: Document) -> None:
        made = coding(doc, "screws")
        rev = add_codings(store, made)
        with store.write(actor=ACTOR, verb="code edit") as change:
            codings.retire(change, [made.id])
            codings.insert(change, [replace(made, facets={"valence": 1})])
        assert f"by event {change.rev} (code edit)" in refused(store, rev).message
        history.undo(store, actor=ACTOR)
        assert [each.facets for each in codings.find(store.read())] == [{}]
        history.redo(store, actor=ACTOR)
        assert [each.facets for each in codings.find(store.read())] == [{"valence": 1}]

    def test_place_that_was_taken_since(self, store: Store, doc: Document) -> None:
        made = coding(doc, "screws")
        add_codings(store, made)
        removed = remove(store, made.id)
        again = add_codings(store, made)
        assert f"has taken its place, by event {again}" in refused(store, removed).message

    def test_document_with_codings(self, store: Store, doc: Document) -> None:
        imported = next(each.rev for each in history.events(store.read()) if each.verb == "corpus import")
        later = add_codings(store, coding(doc, "screws"))
        assert f"needs what it made, by event {later} (code add)" in refused(store, imported).message

    def test_document_with_restrictions_or_memos(self, store: Store, doc: Document) -> None:
        imported = next(each.rev for each in history.events(store.read()) if each.verb == "corpus import")
        with store.write(actor=ACTOR, verb="corpus restrict") as change:
            restrictions.add(change, doc.id, 1, Span(3, 5), "asked for")
        assert "restriction" in refused(store, imported).message
        history.undo(store, actor=ACTOR)
        with store.write(actor=ACTOR, verb="memo add") as change:
            memos.add(change, "document", doc.id, "a thought", ACTOR)
        assert "memo" in refused(store, imported).message

    def test_first_version_under_a_second(self, store: Store) -> None:
        add_document(store, document())
        second = document(said=[("ROSA", "Other.")], version=2)
        add_document(store, second)
        assert "document US01@2 needs what it made" in refused(store, 1).message

    def test_codebook_with_codings(self, store: Store, doc: Document) -> None:
        add_codings(store, coding(doc, "screws"))
        assert "coding" in refused(store, 1).message

    def test_coding_with_a_relation(self, store: Store, doc: Document) -> None:
        first, second = coding(doc, "screws"), coding(doc, "Gunma")
        rev = add_codings(store, first, second)
        with store.write(actor=ACTOR, verb="code relate") as change:
            relations.add(change, Relation("r-1", first.id, second.id, "+", ACTOR))
        assert "relation r-1 needs what it made" in refused(store, rev).message

    def test_removed_coding_whose_document_is_gone_does_not_come_back_alone(
        self, store: Store, doc: Document
    ) -> None:
        made = coding(doc, "screws")
        add_codings(store, made)
        removed = remove(store, made.id)
        imported = next(each.rev for each in history.events(store.read()) if each.verb == "corpus import")
        history.undo(store, actor=ACTOR, rev=imported)
        assert "would come back without its document" in refused(store, removed).message

    def test_person_with_links(self, store: Store) -> None:
        rev = add_case(store, case())
        with store.write(actor=ACTOR, verb="link build") as change:
            surveys.put(change, "sheet", ["id"], [{"id": "1"}], id_column="id", kind="purposive", sha=SHA)
            links.replace(change, "sheet", [LinkRow("US01", "sheet", "1", "matched", "same id")])
        assert "needs what it made" in refused(store, rev).message
        history.undo(store, actor=ACTOR)
        assert (surveys.names(store.read()), links.all_links(store.read())) == ((), ())
        history.undo(store, actor=ACTOR)
        assert cases.all_cases(store.read()) == ()


def everything(change: Change, doc: Document) -> None:
    """One change that touches every temporal table but codebooks."""
    first, second = coding(doc, "screws", memo="remark"), coding(doc, "Gunma")
    codings.insert(change, [first, second])
    relations.add(change, Relation("r-1", first.id, second.id, "+", ACTOR))
    memos.add(change, "document", doc.id, "memo", ACTOR)
    cases.put(change, case())
    restrictions.add(change, doc.id, 1, Span(0, 4), "asked for")
    surveys.put(change, "sheet", ["id", "x"], [{"id": "1", "x": "2"}], id_column="id", kind="sample", sha=SHA)
    links.replace(change, "sheet", [LinkRow("US01", "sheet", "1", "matched", "same id")])
    files.take(change, "a.csv", SHA, "persons")
    other = document("JP01")
    documents.add(change, other, other.text.replace("\n", "\r\n").encode("utf-8"))


def test_everything_at_once_goes_and_comes_back(store: Store, doc: Document) -> None:
    before = state.state_hash(store.read())
    with store.write(actor=ACTOR, verb="build") as change:
        everything(change, doc)
    after = state.state_hash(store.read())
    event = history.undo(store, actor=ACTOR)
    assert event.payload["rows"] == 11
    assert state.state_hash(store.read()) == before
    history.redo(store, actor=ACTOR)
    assert state.state_hash(store.read()) == after
    assert surveys.get(store.read(), "sheet") is not None


def test_changed_person_is_as_before(store: Store) -> None:
    add_case(store, case())
    add_case(store, replace(case(), consent="T1", attributes={}))
    history.undo(store, actor=ACTOR)
    assert cases.get(store.read(), "US01") == case()
    assert cases.all_cases(store.read(), as_of=2)[0].consent == "T1"
    assert cases.all_cases(store.read(), as_of=0) == ()
    history.redo(store, actor=ACTOR)
    held = cases.get(store.read(), "US01")
    assert held is not None
    assert held.consent == "T1"


def test_a_row_that_came_and_went_in_one_event_stays_away(store: Store, doc: Document) -> None:
    made = coding(doc, "screws")
    with store.write(actor=ACTOR, verb="indecision") as change:
        codings.insert(change, [made])
        codings.retire(change, [made.id])
        codings.insert(change, [replace(made, facets={"valence": 1})])
    history.undo(store, actor=ACTOR)
    assert codes(store) == []
    history.redo(store, actor=ACTOR)
    assert [each.facets for each in codings.find(store.read())] == [{"valence": 1}]


def test_undo_survives_closing(tmp_path: Path, store: Store, doc: Document) -> None:
    from secondmig.store.connect import open_store

    add_codings(store, coding(doc, "screws"))
    store.close()
    with open_store(store.path) as again:
        history.undo(again, actor=ACTOR)
        assert codes(again) == []
