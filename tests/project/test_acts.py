"""Acts told once: a coder's work at the text, whatever the network does to it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secondmig.core.errors import SecondmigError, StaleError, TakenError, WordsError
from secondmig.project import acts
from secondmig.project.acts import Marking, Place, Revision
from secondmig.project.session import Session, find_document
from secondmig.store import codings, events, history
from secondmig.store.connect import open_store
from tests.project.correcting import Desk, built, copied

UP = "OS-MOB-UP"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("acts") / "study")


@pytest.fixture
def desk(small: Path, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(copied(small, tmp_path / "study"))
    with desk.project:
        yield desk


@pytest.fixture
def session(desk: Desk) -> Session:
    return desk.project._session


def place(session: Session, words: str, document: str = "A1") -> Place:
    held = find_document(session, document)
    start = held.text.index(words)
    return Place(document, held.version, start, start + len(words), words)


def last_rev(session: Session) -> int:
    last = events.newest(session.store.read())
    return last.rev if last else 0


def test_a_stretch_is_coded_where_it_was_seen(session: Session) -> None:
    here = place(session, "doors 👩‍👩‍👧")
    done = acts.mark(session, Marking(here, UP, {"about_country": "USA", "valence": 1}), act="act-00000001")
    held = codings.by_id(session.store.read(), done.coding)
    assert held is not None
    assert (held.span.start, held.span.end, held.coder_id) == (here.start, here.end, "ana")
    assert held.facets == {"about_country": "USA", "valence": 1}
    assert (held.created_event, done.again) == (done.rev, False)


def test_the_same_act_again_does_nothing_and_has_the_same_answer(session: Session) -> None:
    marking = Marking(place(session, "By my grandfather"), UP, {})
    first = acts.mark(session, marking, act="act-00000001")
    before = last_rev(session)
    assert acts.mark(session, marking, act="act-00000001") == replace(first, again=True)
    assert last_rev(session) == before


def test_an_act_sent_again_may_know_a_newer_state(session: Session) -> None:
    done = acts.mark(session, Marking(place(session, "One door"), UP, {}), act="act-00000001")
    wanted = Revision(done.coding, done.rev, facets={"about_country": "JPN"})
    first = acts.revise(session, wanted, act="act-00000002")
    # The answer got lost; the page was opened again, and knows the coding as the act left it.
    again = acts.revise(session, replace(wanted, seen=first.rev), act="act-00000002")
    assert again == replace(first, again=True)
    gone = acts.unmark(session, done.coding, seen=first.rev, act="act-00000003")
    assert acts.unmark(session, done.coding, seen=gone.rev, act="act-00000003") == replace(gone, again=True)
    with pytest.raises(TakenError, match="something else"):
        acts.revise(session, replace(wanted, facets={}), act="act-00000002")


def test_the_id_of_an_act_is_not_used_for_another(session: Session) -> None:
    marking = Marking(place(session, "By my grandfather"), UP, {})
    done = acts.mark(session, marking, act="act-00000001")
    with pytest.raises(TakenError, match="something else"):
        acts.mark(session, replace(marking, place=place(session, "One door")), act="act-00000001")
    with pytest.raises(TakenError, match="something else"):
        acts.unmark(session, done.coding, seen=done.rev, act="act-00000001")
    with pytest.raises(TakenError, match="something else"):
        acts.mark(replace(session, actor="ben"), marking, act="act-00000001")


@pytest.mark.parametrize("act", ["", "short", "a" * 65, "has blank s", "ünïcödé-1", "../../../x"])
def test_an_act_has_an_id(session: Session, act: str) -> None:
    with pytest.raises(SecondmigError, match="no id of an act"):
        acts.mark(session, Marking(place(session, "One door"), UP, {}), act=act)


def test_two_processes_that_send_the_same_act_do_it_once(session: Session) -> None:
    marking = Marking(place(session, "By my grandfather"), UP, {})
    first = acts.mark(session, marking, act="act-00000001")
    with open_store(session.store.path) as store:
        other = replace(session, store=store)
        assert acts.mark(other, marking, act="act-00000001") == replace(first, again=True)


def test_other_words_are_refused_with_those_that_stand_there(session: Session) -> None:
    here = place(session, "One door")
    with pytest.raises(WordsError) as refused:
        acts.mark(session, Marking(replace(here, quote="one door"), UP, {}), act="act-00000001")
    assert refused.value.found == "One door"
    for start, end in ((-1, 3), (5, 5), (0, 10**9)):
        with pytest.raises(WordsError):
            acts.mark(session, Marking(replace(here, start=start, end=end), UP, {}), act="act-00000001")


def test_words_taken_back_are_neither_coded_nor_told(session: Session) -> None:
    held = find_document(session, "B2")
    start = held.text.index("Three quid")
    here = Place("B2", held.version, start, start + 10, "Three quid")
    with pytest.raises(WordsError) as refused:
        acts.mark(session, Marking(here, UP, {}), act="act-00000001")
    assert refused.value.found == "█" * 10


def test_a_corrected_transcript_is_read_again_first(desk: Desk, session: Session) -> None:
    marking = Marking(place(session, "By my grandfather"), UP, {})
    desk.correct("A1", lambda text: text.replace("One door.", "One, one door."))
    with pytest.raises(StaleError, match="version 1 was seen, 2 is the newest"):
        acts.mark(session, marking, act="act-00000001")


def test_a_coding_moves_changes_its_code_and_facets_and_keeps_its_id(session: Session) -> None:
    done = acts.mark(session, Marking(place(session, "One door"), UP, {"valence": 1}), act="act-00000001")
    wider = place(session, "for people like me. One door")
    moved = acts.revise(session, Revision(done.coding, done.rev, place=wider), act="act-00000002")
    assert moved.coding == done.coding
    told = acts.revise(
        session, Revision(done.coding, moved.rev, facets={"about_country": "JPN"}), act="act-00000003"
    )
    held = codings.by_id(session.store.read(), done.coding)
    assert held is not None
    assert (held.span.start, held.facets, held.created_event) == (
        wider.start,
        {"about_country": "JPN"},
        told.rev,
    )
    history.undo(session.store, actor="ana")
    back = codings.by_id(session.store.read(), done.coding)
    assert back is not None
    assert (back.span.start, back.facets) == (wider.start, {"valence": 1})


def test_what_was_changed_since_is_not_changed_unseen(session: Session) -> None:
    done = acts.mark(session, Marking(place(session, "One door"), UP, {}), act="act-00000001")
    acts.revise(session, Revision(done.coding, done.rev, facets={"valence": -1}), act="act-00000002")
    with pytest.raises(StaleError, match="changed since"):
        acts.revise(session, Revision(done.coding, done.rev, facets={}), act="act-00000003")
    with pytest.raises(StaleError, match="changed since"):
        acts.unmark(session, done.coding, seen=done.rev, act="act-00000004")


def test_nobody_changes_the_work_of_another(session: Session) -> None:
    gold = codings.find(session.store.read(), coders=("gold",))[0]
    with pytest.raises(SecondmigError, match="is gold's"):
        acts.unmark(session, gold.id, seen=gold.created_event, act="act-00000001")


def test_a_coding_is_taken_back_once(session: Session) -> None:
    done = acts.mark(session, Marking(place(session, "One door"), UP, {}), act="act-00000001")
    gone = acts.unmark(session, done.coding, seen=done.rev, act="act-00000002")
    assert codings.by_id(session.store.read(), done.coding) is None
    assert acts.unmark(session, done.coding, seen=done.rev, act="act-00000002") == replace(gone, again=True)
    with pytest.raises(StaleError, match="not there any more"):
        acts.unmark(session, done.coding, seen=done.rev, act="act-00000003")


def test_wrong_codes_and_facets_leave_everything_as_it_was(session: Session) -> None:
    here, before = place(session, "One door"), last_rev(session)
    for code, facets in (("OS-MOB", {}), ("NO-CODE", {}), (UP, {"valence": 7}), (UP, {"mood": "x"})):
        with pytest.raises(SecondmigError):
            acts.mark(session, Marking(here, code, facets), act="act-00000001")
    assert last_rev(session) == before


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(1, 60)), min_size=1, max_size=8), st.randoms())
@settings(max_examples=15)
def test_acts_sent_twice_in_any_order_leave_each_coding_once(
    small: Path, tmp_path_factory: pytest.TempPathFactory, spans: list[tuple[int, int]], rng: object
) -> None:
    shuffle = rng.shuffle  # type: ignore[attr-defined]
    desk = Desk(copied(small, tmp_path_factory.mktemp("twice") / "study"))
    with desk.project:
        session = desk.project._session
        text = find_document(session, "A1").text
        marks = []
        for number, (start, length) in enumerate(spans):
            begin = min(start, len(text) - 1)
            end = min(begin + length, len(text))
            marks.append((f"act-{number:08d}", Place("A1", 1, begin, end, text[begin:end])))
        sent = marks * 2
        shuffle(sent)
        for act, here in sent:
            acts.mark(session, Marking(here, UP, {}), act=act)
        mine = codings.find(session.store.read(), coders=("ana",))
        assert sorted((each.span.start, each.span.end) for each in mine) == sorted(
            (here.start, here.end) for _, here in marks
        )
