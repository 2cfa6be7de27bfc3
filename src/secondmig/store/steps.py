"""The steps of people at one document: which hold, and which of them undo and redo mean next."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from secondmig.store.connection import Connection
from secondmig.store.encode import listed

_EVENTS = """
SELECT rev, at, actor, verb, undoes, json_extract(payload, '$.coding'), json_extract(payload, '$.code')
FROM events WHERE subject = ? AND rev > ? ORDER BY rev
"""


@dataclass(frozen=True, slots=True)
class Step:
    """An event at a document, with the act that it is, undoes or does again.

    Attributes:
        rev: of the event.
        at: when, UTC.
        actor: who.
        verb: of the event.
        undoes: rev of the event it takes back, or None.
        act: rev of the first act of its chain; its own where it undoes nothing.
        doer: who did that act.
        done: the verb of that act.
        coding: id of the coding that act was about, "" where it was none or several.
        code: the code that coding carried then, or "".
        forward: the act, or the act done again; False where it is undone here.
        last: whether nothing took this event back.
    """

    rev: int
    at: str
    actor: str
    verb: str
    undoes: int | None
    act: int
    doer: str
    done: str
    coding: str
    code: str
    forward: bool
    last: bool


def at_document(connection: Connection, document_id: str, *, since: int = 0) -> tuple[Step, ...]:
    """The events about a document, oldest first. What takes an event back has its subject.

    Args:
        connection: to read from.
        document_id: the document.
        since: only what came after this event; what it takes back of earlier ones counts as an act then.
    """
    return _chained(connection.rows(_EVENTS, (document_id, since)))


_ACTS = """
SELECT rev, at, actor, verb, undoes, subject, json_extract(payload, '$.version')
FROM events WHERE verb IN (SELECT value FROM json_each(?)) OR undoes IS NOT NULL ORDER BY rev
"""


def of_acts(connection: Connection, verbs: Collection[str]) -> tuple[Step, ...]:
    """The acts with these verbs, wherever they were done, and what took them back, oldest first.

    In place of the coding stands what the act was about, in place of the code the version that it made.
    """
    found = _chained(connection.rows(_ACTS, (listed(verbs),)))
    return tuple(step for step in found if step.done in verbs)


def _chained(rows: Sequence[tuple[Any, ...]]) -> tuple[Step, ...]:
    """Events with the acts that they are, undo or do again."""
    answered = {undoes for _rev, _at, _actor, _verb, undoes, _coding, _code in rows}
    found: dict[int, Step] = {}
    for rev, at, actor, verb, undoes, coding, code in rows:
        before = found.get(undoes)
        last = rev not in answered
        if before is None:
            step = Step(
                rev,
                at,
                actor,
                verb,
                undoes,
                rev,
                actor,
                verb,
                coding or "",
                code or "",
                forward=True,
                last=last,
            )
        else:
            step = Step(
                rev,
                at,
                actor,
                verb,
                undoes,
                before.act,
                before.doer,
                before.done,
                before.coding,
                before.code,
                forward=not before.forward,
                last=last,
            )
        found[rev] = step
    return tuple(found.values())


def to_undo(steps: Collection[Step], actor: str, verbs: Collection[str]) -> Step | None:
    """A person's own last step forward that holds, of acts with these verbs; None where there is none."""
    own = [step for step in steps if step.actor == actor and _meant(step, actor, verbs)]
    holds = {step.act: step.forward for step in steps if step.last}
    return next((step for step in reversed(own) if step.forward and holds[step.act]), None)


def to_redo(steps: Collection[Step], actor: str, verbs: Collection[str]) -> Step | None:
    """What a person last took back; None where there is nothing, or a new act came in between."""
    for step in reversed([step for step in steps if step.actor == actor]):
        if step.undoes is None:
            return None
        if not step.forward and step.last and _meant(step, actor, verbs):
            return step
    return None


def _meant(step: Step, actor: str, verbs: Collection[str]) -> bool:
    return step.doer == actor and step.done in verbs


_LAST_PLACE = """
SELECT subject FROM events
WHERE actor = ? AND verb IN (SELECT value FROM json_each(?)) ORDER BY rev DESC LIMIT 1
"""


def last_place(connection: Connection, actor: str, verbs: Collection[str]) -> str | None:
    """What the last act of a person with one of these verbs was about."""
    row = connection.row(_LAST_PLACE, (actor, listed(verbs)))
    return None if row is None else str(row[0])
