"""Undo and redo at the text: own acts, one transcript, each told once."""

import contextlib
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from secondmig.core.errors import SecondmigError, TakenError
from secondmig.project import acts
from secondmig.project.acts import Marking, Place, Revision
from secondmig.project.session import Session, find_document
from secondmig.store import codings, history, steps
from tests.project.correcting import Desk, built, copied

UP = "OS-MOB-UP"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("undo") / "study")


@pytest.fixture
def desk(small: Path, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(copied(small, tmp_path / "study"))
    with desk.project:
        yield desk


@pytest.fixture
def session(desk: Desk) -> Session:
    return desk.project._session


_numbers = iter(range(10**6))


def act() -> str:
    return f"undo-{next(_numbers):06d}"


def marked(session: Session, words: str, document: str = "A1") -> str:
    held = find_document(session, document)
    start = held.text.index(words)
    place = Place(document, held.version, start, start + len(words), words)
    return acts.mark(session, Marking(place, UP, {}), act=act()).coding


def there(session: Session) -> set[str]:
    return {each.id for each in codings.find(session.store.read(), coders=("ana",))}


def test_undo_takes_the_last_back_and_redo_brings_it_again(session: Session) -> None:
    one, two = marked(session, "grandfather"), marked(session, "One door")
    done = acts.undo(session, "A1", act=act())
    assert (done.verb, done.done, there(session)) == ("undo", "code add", {one})
    assert acts.redo(session, "A1", act=act()).verb == "redo"
    assert there(session) == {one, two}


def test_undo_goes_on_backwards_over_changes_and_removals(session: Session) -> None:
    one = marked(session, "grandfather")
    seen = codings.by_id(session.store.read(), one)
    assert seen is not None
    acts.revise(session, Revision(one, seen.created_event, facets={"valence": 1}), act=act())
    now = codings.by_id(session.store.read(), one)
    assert now is not None
    acts.unmark(session, one, seen=now.created_event, act=act())
    states = []
    for _ in range(3):
        done = acts.undo(session, "A1", act=act())
        held = codings.by_id(session.store.read(), one)
        states.append((done.done, None if held is None else dict(held.facets)))
    assert states == [("code remove", {"valence": 1}), ("code change", {}), ("code add", None)]
    with pytest.raises(SecondmigError, match="nothing of ana to undo here"):
        acts.undo(session, "A1", act=act())


def test_undo_stays_in_its_transcript(session: Session) -> None:
    one = marked(session, "grandfather")
    other = marked(session, "my own taxi", "B2")
    acts.undo(session, "A1", act=act())
    assert there(session) == {other}
    assert one not in there(session)


def test_undo_of_the_command_line_and_of_the_page_are_one(desk: Desk, session: Session) -> None:
    one = marked(session, "grandfather")
    desk.project.undo()
    assert there(session) == set()
    acts.redo(session, "A1", act=act())
    assert there(session) == {one}


def test_what_came_with_the_import_is_not_undone_here(session: Session) -> None:
    (first, *_) = steps.at_document(session.store.read(), "A1")
    with pytest.raises(SecondmigError, match="nothing of ana to undo here"):
        acts.undo(session, "A1", act=act())
    with pytest.raises(SecondmigError) as told:
        acts.undo(session, "A1", act=act(), event=first.rev)
    assert told.value.hint in {f"secondmig undo {first.rev}", "nobody changes another's work"}
    with pytest.raises(SecondmigError, match="not about this transcript"):
        acts.undo(session, "A1", act=act(), event=10**6)


def test_new_act_ends_redo(session: Session) -> None:
    marked(session, "grandfather")
    acts.undo(session, "A1", act=act())
    marked(session, "One door")
    with pytest.raises(SecondmigError, match="nothing of ana to redo here"):
        acts.redo(session, "A1", act=act())


def test_the_same_undo_again_does_nothing_more(session: Session) -> None:
    one = marked(session, "grandfather")
    marked(session, "One door")
    name = act()
    first = acts.undo(session, "A1", act=name)
    again = acts.undo(session, "A1", act=name)
    assert (again.rev, again.again, there(session)) == (first.rev, True, {one})
    with pytest.raises(TakenError):
        acts.redo(session, "A1", act=name)
    with pytest.raises(TakenError):
        acts.undo(session, "B2", act=name)


def test_undo_by_number_twice_is_refused_and_redo_by_number_brings_it_again(session: Session) -> None:
    one, two = marked(session, "grandfather"), marked(session, "One door")
    made = codings.by_id(session.store.read(), one)
    assert made is not None
    acts.undo(session, "A1", act=act(), event=made.created_event)
    assert there(session) == {two}
    with pytest.raises(SecondmigError, match="nothing of ana to undo here"):
        acts.undo(session, "A1", act=act(), event=made.created_event)
    acts.redo(session, "A1", act=act(), event=made.created_event)
    assert there(session) == {one, two}


def test_next_undo_is_that_of_the_whole_project_where_there_is_one_transcript(session: Session) -> None:
    """Whatever is done, undone and redone, the step that is next is the one ``secondmig undo`` would take."""
    chance = random.Random(3)
    words = ("grandfather", "One door", "Japan", "people like me", "more doors")
    for _ in range(120):
        choice = chance.random()
        if choice < 0.4:
            marked(session, chance.choice(words))
        else:
            with contextlib.suppress(SecondmigError):  # where there is nothing left
                (acts.undo if choice < 0.75 else acts.redo)(session, "A1", act=act())
        every = steps.at_document(session.store.read(), "A1")
        mine = steps.to_undo(every, "ana", acts.UNDOABLE)
        whole = history.last_own(session.store.read(), "ana")
        if mine is not None:
            assert whole is not None
            assert mine.rev == whole.rev
        else:
            assert whole is None or whole.verb not in acts.UNDOABLE
