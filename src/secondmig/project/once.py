"""An act is done once, however often it is told: the sender makes an id for it, and the log remembers the id.

An act that is there already is not done again: the same act gets the answer it had, another act under the
same id is refused.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from secondmig.core.errors import SecondmigError, TakenError
from secondmig.core.ids import content_hash
from secondmig.core.types import Event
from secondmig.project.session import Session
from secondmig.store import events, history
from secondmig.store.connect import Change

_ACT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{7,63}")


@dataclass(frozen=True, slots=True)
class Deed:
    """What is asked for.

    Attributes:
        verb: of its event.
        act: the id its sender made.
        asked: everything asked for, as JSON has it.
        kind: what it makes or changes, by the name that the log gives its id, e.g. "coding".
    """

    verb: str
    act: str
    asked: Mapping[str, object]
    kind: str


@dataclass(frozen=True, slots=True)
class Done:
    """What an act did.

    Attributes:
        rev: number of its event.
        made: id of what it was about.
        again: the act had been told before, and nothing was done now.
    """

    rev: int
    made: str
    again: bool = False


def once(session: Session, deed: Deed, make: Callable[[Change], str]) -> Done:
    """Do an act that was not told yet.

    Args:
        session: the open project.
        deed: what is asked for.
        make: does it, names the change's subject, and gives the id of what it is about.

    Raises:
        SecondmigError: the id is none, or whatever ``make`` refuses.
        TakenError: the id of the act was used for something else.
    """
    request = request_of(deed.verb, deed.act, deed.asked)
    with session.store.write(actor=session.coder(), verb=deed.verb) as change:
        before = told_before(session, deed.act, request)
        if before is not None:
            change.nothing()
            return Done(before.rev, str(before.payload[deed.kind]), again=True)
        made = make(change)
        change.payload.update({"act": deed.act, "request": request, deed.kind: made})
    return Done(change.rev, made)


def turned_once(session: Session, act: str, request: str, meant: Callable[[], int]) -> tuple[Event, bool]:
    """Take an act back, or do one again that was taken back, if that was not told yet.

    Args:
        session: the open project, in the transaction that the act is to be in.
        act: the id its sender made.
        request: from :func:`request_of`.
        meant: gives the number of the event to turn back; asked only where it was not told yet.

    Returns:
        The event that did it, and whether it had been told before and nothing was done now.

    Raises:
        SecondmigError: whatever ``meant`` refuses, or something later stands on it.
        TakenError: the id of the act was used for something else.
    """
    before = told_before(session, act, request)
    if before is not None:
        return before, True
    payload = {"act": act, "request": request}
    return history.undo(session.store, actor=session.coder(), rev=meant(), payload=payload), False


def request_of(verb: str, act: str, asked: Mapping[str, object]) -> str:
    """The hash of what is asked for under the id of an act.

    Which state its sender had ``seen`` is no part of it: who sends an act again may know a newer one by then.

    Raises:
        SecondmigError: this cannot be the id of an act.
    """
    if not _ACT.fullmatch(act):
        raise SecondmigError(
            "this is no id of an act", hint="8 to 64 letters, digits, '-' or '_', made anew for every act"
        )
    meant = {name: value for name, value in asked.items() if name != "seen"}
    return content_hash(json.dumps([verb, meant], ensure_ascii=True, sort_keys=True))


def told_before(session: Session, act: str, request: str) -> Event | None:
    """The event of an act that was told before.

    Raises:
        TakenError: it was another act.
    """
    before = events.by_act(session.store.read(), act)
    if before is not None and (before.actor != session.coder() or before.payload.get("request") != request):
        raise TakenError("the id of this act was used for something else", where=act)
    return before
