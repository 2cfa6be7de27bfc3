from dataclasses import replace

from secondmig.core.types import Document
from secondmig.store import assignments, check, history, resolutions, state
from secondmig.store.connect import Store
from tests.store.making import ACTOR, assignment, resolution


class TestAssignments:
    def test_they_come_back_by_coder_document_and_codebook(self, store: Store, doc: Document) -> None:
        ana, ben = assignment(doc), assignment(doc, coder="ben")
        with store.write(actor=ACTOR, verb="agree assign") as change:
            assert assignments.add(change, [ben, ana]) == 2
        assert assignments.all_assignments(store.read()) == (ana, ben)
        assert check.verify(store) == []

    def test_the_same_again_changes_nothing_and_another_takes_its_place(
        self, store: Store, doc: Document
    ) -> None:
        blind = assignment(doc)
        seeing = replace(blind, blind=False, source="hand")
        with store.write(actor=ACTOR, verb="agree assign") as change:
            assignments.add(change, [blind])
        with store.write(actor=ACTOR, verb="agree assign") as change:
            assert assignments.add(change, [blind]) == 0
            assert assignments.add(change, [seeing]) == 1
        assert assignments.all_assignments(store.read()) == (seeing,)
        assert assignments.all_assignments(store.read(), as_of=change.rev - 1) == (blind,)

    def test_undo_takes_them_back(self, store: Store, doc: Document) -> None:
        before = state.state_hash(store.read())
        with store.write(actor=ACTOR, verb="agree assign") as change:
            assignments.add(change, [assignment(doc)])
        history.undo(store, actor=ACTOR)
        assert assignments.all_assignments(store.read()) == ()
        assert state.state_hash(store.read()) == before
        history.redo(store, actor=ACTOR)
        with store.write(actor=ACTOR, verb="agree assign") as change:
            assert assignments.retire(change, assignments.all_assignments(store.read())) == 1
        assert assignments.all_assignments(store.read()) == ()


class TestResolutions:
    def test_they_come_back_with_their_reason(self, store: Store, doc: Document) -> None:
        made = resolution(doc, "screws")
        with store.write(actor=ACTOR, verb="agree decide") as change:
            assert resolutions.add(change, [made]) == 1
        (held,) = resolutions.all_resolutions(store.read())
        assert held == replace(made, created_event=change.rev)
        assert resolutions.all_resolutions(store.read(), documents=("JP01",)) == ()
        assert check.verify(store) == []

    def test_a_second_thought_takes_the_place_of_the_first(self, store: Store, doc: Document) -> None:
        made = resolution(doc, "screws")
        for each in (made, replace(made, take="both", reason="after all")):
            with store.write(actor=ACTOR, verb="agree decide") as change:
                resolutions.add(change, [each])
        (held,) = resolutions.all_resolutions(store.read())
        assert (held.take, held.reason) == ("both", "after all")
        assert held.created_event == history.events(store.read())[-1].rev

    def test_the_first_talk_about_a_document_stays_the_first(self, store: Store, doc: Document) -> None:
        with store.write(actor=ACTOR, verb="agree decide") as change:
            resolutions.add(change, [resolution(doc, "screws")])
        history.undo(store, actor=ACTOR)
        assert resolutions.all_resolutions(store.read()) == ()
        assert resolutions.first_events(store.read()) == {doc.id: change.rev}
