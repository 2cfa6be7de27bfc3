"""Undo and redo of everything, over the temporal tables alone.

Any event can be taken back as long as nothing later stands on it; taking back is an event itself. Without a
number, undo and redo behave like an editor's, for each person separately:

- ``undo`` takes back the caller's last step forward that holds, an act or what ``redo`` brought back; called
  again, the one before.
- ``redo`` brings back what the caller last took back; called again, the one before that; a new act of theirs
  in between ends it.

An act that changed no row (a report, a back-up) is passed over. A person's withdrawal is never taken back,
and as the caller's last act it stops ``undo``, so that nobody takes back something else by mistake.
"""

from collections.abc import Mapping

from secondmig.core.errors import SecondmigError
from secondmig.core.types import Event
from secondmig.store import events as log
from secondmig.store import takeback
from secondmig.store.connect import Store
from secondmig.store.connection import Connection
from secondmig.store.history_depth import depths, standing_for

UNDO = "undo"
REDO = "redo"


def events(connection: Connection, subject: str | None = None) -> list[Event]:
    """What happened, oldest first; about ``subject`` alone where one is given."""
    return log.all_events(connection, subject)


def last_own(connection: Connection, actor: str) -> Event | None:
    """The event that ``undo`` would take back for this person, or None."""
    depth = depths(connection)
    rows = connection.rows("SELECT rev FROM events WHERE actor = ? ORDER BY rev DESC", (actor,))
    forward = (rev for (rev,) in rows if depth.get(rev, 0) % 2 == 0)
    for rev in forward:
        holds = standing_for(connection, rev)[1] % 2 == 0
        if holds and (takeback.is_withdrawal(connection, rev) or takeback.touched(connection, rev)):
            return log.by_rev(connection, rev)
    return None


def undo(
    store: Store, *, actor: str, rev: int | None = None, payload: Mapping[str, object] | None = None
) -> Event:
    """Take an event back.

    Args:
        store: the open project.
        actor: who does it.
        rev: the event; the actor's own last step where None.
        payload: what the log shall hold beside the event that was taken back.

    Returns:
        The event that takes it back; its ``undoes`` names the event it answers.

    Raises:
        SecondmigError: there is nothing to take back, it is taken back already, it changed nothing, a later
            event stands on it, or it is a withdrawal.
    """
    with store.consistent() as connection:
        target = _last_own_or_refusal(connection, actor) if rev is None else rev
    return _take_back(store, actor, target, payload or {})


def redo(store: Store, *, actor: str) -> Event:
    """Bring back what the actor last took back.

    Returns:
        The event that brings it back.

    Raises:
        SecondmigError: there is nothing to bring back, or something later stands in its way.
    """
    with store.consistent() as connection:
        target = _last_undone(connection, actor)
    return _take_back(store, actor, target, {})


def _last_own_or_refusal(connection: Connection, actor: str) -> int:
    event = last_own(connection, actor)
    if event is None:
        raise SecondmigError(
            f"there is nothing of {actor} to undo",
            hint="secondmig history; secondmig undo EVENT takes any event back",
        )
    return event.rev


def _last_undone(connection: Connection, actor: str) -> int:
    undoing = {rev for rev, depth in depths(connection).items() if depth % 2 == 1}
    rows = connection.rows("SELECT rev, undoes FROM events WHERE actor = ? ORDER BY rev DESC", (actor,))
    for rev, undoes in rows:
        if undoes is None:
            break
        if rev in undoing and standing_for(connection, rev)[1] % 2 == 0:
            return int(rev)
    raise SecondmigError(f"there is nothing of {actor} to redo", hint="secondmig history")


def _take_back(store: Store, actor: str, rev: int, payload: Mapping[str, object]) -> Event:
    named = log.by_rev(store.read(), rev)
    if named is None:
        raise SecondmigError(f"there is no event {rev}", hint="secondmig history")
    with store.write(actor=actor, verb=UNDO, subject=named.subject, payload=payload) as change:
        connection = change.connection
        last, steps = standing_for(connection, rev)
        if steps % 2 == 1:
            raise SecondmigError(
                f"event {rev} ({named.verb}) is taken back already, by event {last}",
                hint=f"secondmig undo {last} brings it back",
            )
        change.verb = REDO if depths(connection).get(last, 0) % 2 == 1 else UNDO
        change.undoes = last
        change.payload["event"] = rev
        change.payload["rows"] = takeback.take_back(change, last)
    if change.event is None:
        message = "a change that takes something back always has an event"
        raise RuntimeError(message)
    return change.event
