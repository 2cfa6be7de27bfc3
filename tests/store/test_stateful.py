"""Any sequence of acts, undo and redo by two people keeps what must always hold."""

import tempfile
from dataclasses import replace
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule

from secondmig.core.errors import SecondmigError
from secondmig.core.ids import content_hash
from secondmig.core.span import Span
from secondmig.core.types import Coding, Relation
from secondmig.store import (
    cases,
    check,
    codebooks,
    codings,
    documents,
    events,
    history,
    memos,
    relations,
    state,
)
from secondmig.store.connect import Store
from secondmig.store.schema import TEMPORAL
from tests.store.making import BOOK, case, started, with_id

ACTORS = st.sampled_from(["ana", "zoe"])


class Acts(RuleBasedStateMachine):
    """A project that two people work on."""

    made = Bundle("made")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.store: Store
        self.states: dict[int, str] = {}

    @initialize()
    def start(self) -> None:
        self.store, self.doc = started(Path(self.folder.name))

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
        self.folder.cleanup()

    @rule(target=made, actor=ACTORS, at=st.integers(0, 20), code=st.sampled_from(["OS-UP", "OS-DOWN"]))
    def add(self, actor: str, at: int, code: str) -> Coding:
        span = Span(at, at + 3)
        sha = content_hash(span.of(self.doc.text))
        coding = Coding(
            "", "US01", 1, span, sha, code, BOOK, actor, {"valence": 1}, memo="m" if at % 2 else ""
        )
        coding = with_id(coding)
        if self.ready() and codings.by_id(self.store.read(), coding.id) is None:
            with self.store.write(actor=actor, verb="code add") as change:
                codings.insert(change, [coding])
        return coding

    @rule(actor=ACTORS, coding=made, valence=st.integers(-1, 1))
    def edit(self, actor: str, coding: Coding, valence: int) -> None:
        if codings.by_id(self.store.read(), coding.id) is not None:
            with self.store.write(actor=actor, verb="code edit") as change:
                codings.retire(change, [coding.id])
                codings.insert(change, [replace(coding, facets={"valence": valence})])

    @rule(actor=ACTORS, coding=consumes(made))
    def remove(self, actor: str, coding: Coding) -> None:
        with self.store.write(actor=actor, verb="code remove") as change:
            if not codings.retire(change, [coding.id]):
                change.nothing()

    @rule(actor=ACTORS, one=made, other=made)
    def relate(self, actor: str, one: Coding, other: Coding) -> None:
        there = {each.id for each in codings.find(self.store.read())}
        known = {each.id for each in relations.all_relations(self.store.read())}
        relation = Relation(f"r-{one.id}-{other.id}", one.id, other.id, "+", actor)
        if one.id != other.id and {one.id, other.id} <= there and relation.id not in known:
            with self.store.write(actor=actor, verb="code relate") as change:
                relations.add(change, relation)

    @rule(actor=ACTORS, coding=made)
    def remark(self, actor: str, coding: Coding) -> None:
        if codings.by_id(self.store.read(), coding.id) is not None:
            with self.store.write(actor=actor, verb="memo add") as change:
                memos.add(change, "coding", coding.id, "a remark", actor)

    @rule(actor=ACTORS, pseudonym=st.sampled_from(["Rosa", "Ana", "Luz"]))
    def describe(self, actor: str, pseudonym: str) -> None:
        with self.store.write(actor=actor, verb="case import") as change:
            if not cases.put(change, replace(case(), pseudonym=pseudonym)):
                change.nothing()

    @rule(actor=ACTORS)
    def undo(self, actor: str) -> None:
        before = self.now()
        try:
            history.undo(self.store, actor=actor)
        except SecondmigError:
            assert self.now() == before
            return
        undone = self.now()
        history.redo(self.store, actor=actor)
        assert self.now() == before, "undo, then redo, is as if nothing had happened"
        history.undo(self.store, actor=actor)
        assert self.now() == undone

    @rule(actor=ACTORS)
    def redo(self, actor: str) -> None:
        before = self.now()
        try:
            history.redo(self.store, actor=actor)
        except SecondmigError:
            assert self.now() == before
            return
        history.undo(self.store, actor=actor)
        assert self.now() == before
        history.redo(self.store, actor=actor)

    @rule(actor=ACTORS, back=st.integers(0, 12))
    def undo_any(self, actor: str, back: int) -> None:
        last = events.newest(self.store.read())
        assert last is not None
        before = self.now()
        try:
            event = history.undo(self.store, actor=actor, rev=max(1, last.rev - back))
        except SecondmigError:
            assert self.now() == before
            return
        history.undo(self.store, actor=actor, rev=event.rev)
        assert self.now() == before

    @invariant()
    def ids_are_unique_among_current_rows(self) -> None:
        if hasattr(self, "store"):
            for table in TEMPORAL:
                twice = self.store.read().rows(
                    f"SELECT id FROM {table.name} WHERE retired_event IS NULL GROUP BY id HAVING count(*) > 1"
                )
                assert twice == []

    @invariant()
    def the_project_is_sound(self) -> None:
        if hasattr(self, "store"):
            assert check.verify(self.store) == []

    @invariant()
    def what_was_then_is_still_told(self) -> None:
        """What held after an event is found again whatever came later."""
        if not hasattr(self, "store"):
            return
        last = events.newest(self.store.read())
        assert last is not None
        self.states[last.rev] = self.seen(None)
        for rev, told in self.states.items():
            assert self.seen(rev) == told

    def ready(self) -> bool:
        """Whether neither the import nor the codebook has been undone."""
        connection = self.store.read()
        return documents.get(connection, "US01") is not None and bool(codebooks.newest(connection))

    def seen(self, as_of: int | None) -> str:
        found = codings.find(self.store.read(), as_of=as_of)
        people = cases.all_cases(self.store.read(), as_of=as_of)
        return repr([(each.id, each.facets, each.memo) for each in found]) + repr(people)

    def now(self) -> str:
        self.store.read().state_known = None
        return state.state_hash(self.store.read())


Acts.TestCase.settings = settings(max_examples=20, stateful_step_count=25, deadline=None)
TestActs = Acts.TestCase
