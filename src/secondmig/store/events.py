"""The event log: append-only, each event sealed by the hash of the one before."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from secondmig.core.ids import content_hash, new_event_id
from secondmig.core.types import Event
from secondmig.store.connection import Connection
from secondmig.store.encode import canonical_json, listed

_COLUMNS = "rev, id, at, actor, verb, subject, payload, undoes, prev_hash, hash"
_SELECT = f"SELECT {_COLUMNS} FROM events"  # noqa: S608
_ALL = f"{_SELECT} ORDER BY rev"
_OF_SUBJECT = f"{_SELECT} WHERE subject = ? ORDER BY rev"
_ONE = f"{_SELECT} WHERE rev = ?"
_OF_ACT = f"{_SELECT} WHERE json_extract(payload, '$.act') = ?"
_SINCE = f"{_SELECT} WHERE rev > ? ORDER BY rev"
_LAST = f"{_SELECT} ORDER BY rev DESC LIMIT 1"
_INSERT = f"INSERT INTO events ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608


def next_rev(connection: Connection) -> int:
    """The number of the event that a change which begins now will have."""
    return connection.number("SELECT max(rev) FROM events") + 1


def append(connection: Connection, event: Event) -> Event:
    """Write an event whose id, time and hashes are still open, and return it complete."""
    last = newest(connection)
    opened = replace(
        event,
        id=new_event_id(after=last.id if last else ""),
        at=utc_now(),
        prev_hash=last.hash if last else "",
        hash="",
    )
    sealed = replace(opened, hash=seal(opened))
    connection.run(
        _INSERT,
        (
            sealed.rev,
            sealed.id,
            sealed.at,
            sealed.actor,
            sealed.verb,
            sealed.subject,
            canonical_json(sealed.payload),
            sealed.undoes,
            sealed.prev_hash,
            sealed.hash,
        ),
    )
    return sealed


def utc_now() -> str:
    """The present time, UTC, ISO 8601 with milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def seal(event: Event) -> str:
    """Content hash over every field of an event but its own hash."""
    return content_hash(
        canonical_json(
            {
                "rev": event.rev,
                "id": event.id,
                "at": event.at,
                "actor": event.actor,
                "verb": event.verb,
                "subject": event.subject,
                "payload": event.payload,
                "undoes": event.undoes,
                "prev_hash": event.prev_hash,
            }
        )
    )


def all_events(connection: Connection, subject: str | None = None) -> list[Event]:
    """Events in order; those about ``subject`` where one is given."""
    rows = connection.rows(_ALL) if subject is None else connection.rows(_OF_SUBJECT, (subject,))
    return [_event(row) for row in rows]


def by_rev(connection: Connection, rev: int) -> Event | None:
    """The event of that number."""
    row = connection.row(_ONE, (rev,))
    return _event(row) if row else None


def by_act(connection: Connection, act: str) -> Event | None:
    """The event of an act, by the id that its sender made."""
    row = connection.row(_OF_ACT, (act,))
    return _event(row) if row else None


def since(connection: Connection, rev: int) -> list[Event]:
    """Events after that number, in order."""
    return [_event(row) for row in connection.rows(_SINCE, (rev,))]


def times(connection: Connection, revs: Iterable[int]) -> dict[int, str]:
    """When each of these events was."""
    rows = connection.rows(
        "SELECT rev, at FROM events WHERE rev IN (SELECT value FROM json_each(?)) ORDER BY rev",
        (listed(sorted(revs)),),
    )
    return {int(rev): str(at) for rev, at in rows}


def newest(connection: Connection) -> Event | None:
    """The last event, or None in an empty project."""
    row = connection.row(_LAST)
    return _event(row) if row else None


def verify_chain(chain: Iterable[Event]) -> Iterator[tuple[int, str]]:
    """What is wrong with a chain of events, as (rev, message); nothing if it holds.

    Every seal is recomputed, every link to the event before is compared, and no number may be missing.
    """
    before: Event | None = None
    for position, event in enumerate(chain, start=1):
        if event.rev != position:
            yield event.rev, f"event {position} is missing"
            return
        if event.prev_hash != (before.hash if before else ""):
            yield event.rev, "the hash of the event before it differs: the chain is broken here"
        if seal(event) != event.hash:
            yield event.rev, "its content differs from its hash: it was changed after it was written"
        before = event


def _event(row: tuple[Any, ...]) -> Event:
    rev, event_id, at, actor, verb, subject, payload, undoes, prev_hash, sealed = row
    return Event(rev, event_id, at, actor, verb, subject, json.loads(payload), undoes, prev_hash, sealed)
