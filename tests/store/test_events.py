from dataclasses import replace

import pytest

from secondmig.core.types import Event
from secondmig.store import events
from secondmig.store.connect import Store


def chain(store: Store, *verbs: str) -> list[Event]:
    for verb in verbs:
        with store.write(actor="ana", verb=verb, subject="US01", payload={"n": 1, "ids": ["a", "b"]}):
            pass
    return events.all_events(store.read())


def told(found: list[Event]) -> list[tuple[int, str]]:
    return [(rev, message.partition(":")[0]) for rev, message in events.verify_chain(found)]


def test_chain_holds_as_it_was_written(store: Store) -> None:
    found = chain(store, "one", "two", "three")
    assert told(found) == []
    assert [event.prev_hash for event in found] == ["", found[0].hash, found[1].hash]
    assert [event.rev for event in found] == [1, 2, 3]


def test_ids_sort_in_the_order_of_the_events(store: Store) -> None:
    found = chain(store, *("quick" for _ in range(50)))
    assert [event.id for event in found] == sorted(event.id for event in found)


def test_ids_sort_in_the_order_of_the_events_on_a_clock_set_back(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = chain(store, "one")
    monkeypatch.setattr("time.time_ns", lambda: 1_000_000_000)
    found = chain(store, *("quick" for _ in range(50)))
    assert found[0].id == before[0].id
    assert [event.id for event in found] == sorted({event.id for event in found})


def test_every_field_is_sealed(store: Store) -> None:
    found = chain(store, "one", "two")
    changed: dict[str, object] = {
        "id": "x",
        "at": "2020-01-01T00:00:00.000Z",
        "actor": "somebody else",
        "verb": "other",
        "subject": "US02",
        "payload": {"n": 2},
        "undoes": 1,
    }
    for name, value in changed.items():
        forged = replace(found[1], **{name: value})  # type: ignore[arg-type]
        assert told([found[0], forged]) == [(2, "its content differs from its hash")], name


def test_an_event_changed_with_its_hash_breaks_the_chain_behind_it(store: Store) -> None:
    found = chain(store, "one", "two", "three")
    forged = replace(found[1], actor="somebody else")
    forged = replace(forged, hash=events.seal(forged))
    assert told([found[0], forged, found[2]]) == [(3, "the hash of the event before it differs")]


def test_a_missing_event_is_named(store: Store) -> None:
    found = chain(store, "one", "two", "three")
    assert told([found[0], found[2]]) == [(3, "event 2 is missing")]
    assert told(found[1:]) == [(2, "event 1 is missing")]


def test_events_of_one_subject(store: Store) -> None:
    chain(store, "one")
    with store.write(actor="ana", verb="two", subject="US02"):
        pass
    assert [event.verb for event in events.all_events(store.read(), "US02")] == ["two"]
    assert events.by_rev(store.read(), 3) is None
