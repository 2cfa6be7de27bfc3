from dataclasses import replace

from secondmig.core.suggestion import Suggestion, Verdict
from secondmig.core.summary import Summary
from secondmig.core.types import Document
from secondmig.store import check, erase, history, passes, state, suggestions, summaries
from secondmig.store.connect import Store
from tests.store.making import ACTOR, add_case, add_document, case, document, suggestion


def proposed(store: Store, *made: Suggestion) -> int:
    with store.write(actor=ACTOR, verb="code suggest") as change:
        return suggestions.add(change, made)


class TestSuggestions:
    def test_they_come_back_in_the_order_of_the_text_and_only_once(self, store: Store, doc: Document) -> None:
        late, early = suggestion(doc, "screws"), suggestion(doc, "counted")
        assert proposed(store, late, early) == 2
        assert proposed(store, late, early) == 0
        found = suggestions.find(store.read(), documents=(doc.id,))
        assert [each.id for each in found] == [early.id, late.id]
        assert suggestions.by_ids(store.read(), [late.id])[0].evidence == ("counting",)
        assert suggestions.find(store.read(), documents=("JP01",)) == []
        assert check.verify(store) == []

    def test_two_coders_decide_apart(self, store: Store, doc: Document) -> None:
        made = suggestion(doc, "screws")
        proposed(store, made)
        for coder, verdict, coding in (("ana", "accepted", "c-1"), ("ben", "rejected", "")):
            with store.write(actor=coder, verb="code review") as change:
                suggestions.decide(change, [Verdict(made.id, coder, verdict, coding)])  # type: ignore[arg-type]
        held = suggestions.verdicts(store.read(), documents=(doc.id,))
        assert [(each.coder_id, each.verdict, each.coding_id) for each in held] == [
            ("ana", "accepted", "c-1"),
            ("ben", "rejected", ""),
        ]

    def test_one_that_was_decided_does_not_end(self, store: Store, doc: Document) -> None:
        decided, open_one = suggestion(doc, "screws"), suggestion(doc, "counted")
        proposed(store, decided, open_one)
        with store.write(actor=ACTOR, verb="code reject") as change:
            suggestions.decide(change, [Verdict(decided.id, ACTOR, "rejected", "")])
        with store.write(actor=ACTOR, verb="code suggest") as change:
            assert suggestions.retire(change, [decided.id, open_one.id]) == 1
        assert [each.id for each in suggestions.find(store.read())] == [decided.id]
        assert check.verify(store) == []

    def test_undo_takes_them_back(self, store: Store, doc: Document) -> None:
        before = state.state_hash(store.read())
        proposed(store, suggestion(doc, "screws"))
        history.undo(store, actor=ACTOR)
        assert suggestions.find(store.read()) == []
        assert state.state_hash(store.read()) == before


def test_a_finished_pass_can_be_opened_again(store: Store, doc: Document) -> None:
    with store.write(actor=ACTOR, verb="code finish") as change:
        assert passes.finish(change, "ana", doc.id)
    assert passes.finished(store.read()) == {("ana", doc.id)}
    with store.write(actor=ACTOR, verb="code finish") as change:
        assert passes.reopen(change, "ana", doc.id)
    assert passes.finished(store.read()) == frozenset()


def test_a_cell_of_the_grid_holds_what_was_written_last(store: Store, doc: Document) -> None:
    add_case(store, case("US01"))
    first = Summary("US01", "OS-UP", "counts screws", "ana")
    with store.write(actor=ACTOR, verb="grid write") as change:
        summaries.put(change, first)
    with store.write(actor=ACTOR, verb="grid write") as change:
        summaries.put(change, replace(first, text="counts screws, and minds"))
    (cell,) = summaries.all_summaries(store.read())
    assert (cell.text, cell.created_event) == ("counts screws, and minds", change.rev)
    history.undo(store, actor=ACTOR)
    assert summaries.all_summaries(store.read())[0].text == "counts screws"
    with store.write(actor=ACTOR, verb="grid write") as change:
        assert summaries.clear(change, [("US01", "OS-UP", "ana")]) == 1
    assert summaries.all_summaries(store.read()) == ()


def test_all_of_it_goes_with_a_person_who_withdraws(store: Store, doc: Document) -> None:
    other = add_document(store, document("JP01"))
    add_case(store, case("US01"))
    mine, stays = suggestion(doc, "screws"), suggestion(other, "screws")
    proposed(store, mine, stays)
    with store.write(actor=ACTOR, verb="code reject") as change:
        suggestions.decide(change, [Verdict(mine.id, ACTOR, "rejected", "")])
        passes.finish(change, ACTOR, doc.id)
        summaries.put(change, Summary("US01", "OS-UP", "counts screws, and minds", ACTOR))
    erase.withdraw(store, actor=ACTOR, case_id="US01", reason="asked")
    assert [each.id for each in suggestions.find(store.read())] == [stays.id]
    assert suggestions.verdicts(store.read()) == []
    assert passes.finished(store.read()) == frozenset()
    assert store.read().rows("SELECT * FROM summaries") == []
    assert store.read().rows("SELECT * FROM content WHERE body = 'counts screws, and minds'") == []
    assert check.verify(store) == []
