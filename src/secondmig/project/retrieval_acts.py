"""What is done to many codings at once: one act, one event, one undo.

All or nothing: where one coding is somebody else's, or was changed since it was seen, nothing is done.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from secondmig.core.errors import MissingError, SecondmigError, StaleError
from secondmig.core.types import Coding, Event
from secondmig.project.acts import AT_TEXT, IN_BULK, kept_facets, version_name
from secondmig.project.codes import codable
from secondmig.project.once import Deed, Done, once, request_of, turned_once
from secondmig.project.session import Session, newest_codebooks
from secondmig.store import codings, events
from secondmig.store.connect import Change

TURNABLE = AT_TEXT | IN_BULK
"""The verbs of the acts that are taken back by their number, wherever they were done."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A coding in the state in which somebody saw it.

    Attributes:
        id: of the coding.
        seen: event that made that state.
    """

    id: str
    seen: int


@dataclass(frozen=True, slots=True)
class Turned:
    """What undo or redo did.

    Attributes:
        rev: number of its event.
        verb: "undo" or "redo".
        again: it had been told before, and nothing was done now.
    """

    rev: int
    verb: str
    again: bool = False


def recode(session: Session, chosen: Sequence[Seen], code: str, *, act: str) -> Done:
    """Let own codings carry another code; facets that it has too stay.

    Raises:
        SecondmigError: none is named, the code cannot be applied, or one is another coder's.
        StaleError: some were changed since; all of them are named.
        TakenError: the id of the act was used for something else.
    """

    def make(change: Change, held: Sequence[Coding]) -> None:
        version = codable(newest_codebooks(session), code)
        name = version_name(version)
        after = [
            replace(
                each,
                code_id=code,
                codebook_version=name,
                facets=kept_facets(version, code, each.facets),
            )
            for each in held
        ]
        codings.carry(change, after)
        change.payload["code"] = code

    asked = {"codings": [asdict(each) for each in chosen], "code": code}
    return _all(session, Deed("code recode", act, asked, "codings"), chosen, make)


def discard(session: Session, chosen: Sequence[Seen], *, act: str) -> Done:
    """Take own codings back.

    Raises:
        SecondmigError: none is named, or one is another coder's.
        StaleError: some were changed since; all of them are named.
        TakenError: the id of the act was used for something else.
    """

    def make(change: Change, held: Sequence[Coding]) -> None:
        codings.retire(change, [each.id for each in held])

    asked = {"codings": [asdict(each) for each in chosen]}
    return _all(session, Deed("code discard", act, asked, "codings"), chosen, make)


def _all(
    session: Session,
    deed: Deed,
    chosen: Sequence[Seen],
    make: Callable[[Change, Sequence[Coding]], None],
) -> Done:
    def done(change: Change) -> str:
        held = _own(session, chosen)
        make(change, held)
        names = sorted({each.document_id for each in held})
        change.subject = names[0] if len(names) == 1 else ""
        change.payload["documents"] = names
        return str(len(held))

    return once(session, deed, done)


def _own(session: Session, chosen: Sequence[Seen]) -> list[Coding]:
    if not chosen:
        raise SecondmigError("no coding is named", hint="tick the passages that are meant")
    held: Mapping[str, Coding] = {
        each.id: each for each in codings.by_ids(session.store.read(), [one.id for one in chosen])
    }
    others = [each for each in held.values() if each.coder_id != session.coder()]
    if others:
        raise SecondmigError(
            f"{len(others)} of the codings are {', '.join(sorted({each.coder_id for each in others}))}'s",
            where=", ".join(each.id for each in others),
            hint="nobody changes another's work",
        )
    stale = [each for each in chosen if each.id not in held or held[each.id].created_event != each.seen]
    if stale:
        raise StaleError(
            f"{len(stale)} of {len(chosen)} codings were changed since; nothing was done",
            where=", ".join(each.id for each in stale),
            hint="look at them again",
        )
    return list(held.values())


def turn(session: Session, event: int, *, act: str) -> Turned:
    """Take an own act back by the number of its event; the number of what took it back brings it again.

    Raises:
        MissingError: there is no such event.
        SecondmigError: it is another coder's, it is not about codings, it is taken back already, or something
            later stands on it.
        TakenError: the id of the act was used for something else.
    """
    request = request_of("turn", act, {"event": event})
    with session.store.together():
        done, again = turned_once(session, act, request, lambda: _turnable(session, event))
    return Turned(done.rev, done.verb, again=again)


def _turnable(session: Session, event: int) -> int:
    """The number of the event, once it may be turned back here."""
    first = _first(session, event)
    if first.actor != session.coder():
        raise SecondmigError(f"event {event} is {first.actor}'s", hint="nobody changes another's work")
    if first.verb not in TURNABLE:
        raise SecondmigError(
            f"event {event} ({first.verb}) is not taken back here", hint=f"secondmig undo {event}"
        )
    return event


def _first(session: Session, rev: int) -> Event:
    """The act that an event is, takes back or brings again."""
    found = events.by_rev(session.store.read(), rev)
    while found is not None and found.undoes is not None:
        found = events.by_rev(session.store.read(), found.undoes)
    if found is None:
        raise MissingError(f"there is no event {rev}", hint="secondmig history")
    return found
