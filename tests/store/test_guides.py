import pytest

from secondmig.core.errors import SecondmigError
from secondmig.store import check, guides, history, state
from secondmig.store.connect import Store
from tests.store.making import ACTOR

FIRST, SECOND = "items:\n- first\n", "items:\n- first\n- second\n"


def put(store: Store, body: str, guide_id: str = "guide") -> bool:
    with store.write(actor=ACTOR, verb="corpus guide", subject=guide_id) as change:
        changed = guides.put(change, guide_id, body)
        if not changed:
            change.nothing()
    return changed


def test_guide_is_there_once_it_was_put(store: Store) -> None:
    assert guides.get(store.read(), "guide") is None
    assert guides.newest(store.read()) == ()
    assert put(store, FIRST)
    assert guides.get(store.read(), "guide") == FIRST
    (held,) = guides.newest(store.read())
    assert (held.id, held.body) == ("guide", FIRST)
    assert check.verify(store) == []


def test_same_text_changes_nothing(store: Store) -> None:
    put(store, FIRST)
    before = state.state_hash(store.read())
    assert not put(store, FIRST)
    assert state.state_hash(store.read()) == before


def test_new_text_takes_the_place_and_the_old_one_is_told_as_of_then(store: Store) -> None:
    put(store, FIRST)
    put(store, SECOND)
    put(store, FIRST, "another")
    assert [each.id for each in guides.newest(store.read())] == ["another", "guide"]
    assert [each.body for each in guides.newest(store.read(), as_of=1)] == [FIRST]
    assert guides.get(store.read(), "guide") == SECOND


def test_undo_brings_the_old_text_back(store: Store) -> None:
    put(store, FIRST)
    then = state.state_hash(store.read())
    put(store, SECOND)
    history.undo(store, actor=ACTOR)
    assert guides.get(store.read(), "guide") == FIRST
    assert state.state_hash(store.read()) == then
    history.undo(store, actor=ACTOR)
    assert guides.newest(store.read()) == ()


def test_guide_counts_for_the_state_of_the_project(store: Store) -> None:
    before = state.state_hash(store.read())
    put(store, FIRST)
    assert state.state_hash(store.read()) != before


def test_half_a_character_is_refused(store: Store) -> None:
    with pytest.raises(SecondmigError, match="half of a character"):
        put(store, "items: \ud800")
