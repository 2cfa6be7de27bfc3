"""Use cases on time: history, undo, redo, back-up, restore, verify."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from secondmig.core.errors import SecondmigError
from secondmig.core.types import Event
from secondmig.project.blindness import OF_CODERS, Veil
from secondmig.project.book_text import write_back
from secondmig.project.layout import STATE_FOLDER, database_path
from secondmig.project.listing import Done, Listing
from secondmig.project.session import Session
from secondmig.store import backup as copies
from secondmig.store import check, documents, history, search_index


def events(session: Session, subject: str | None) -> Listing:
    """What happened, oldest first; without what others made of transcripts that the coder reads blind."""
    rows = [
        {
            "event": event.rev,
            "at": event.at,
            "actor": event.actor,
            "verb": event.verb,
            "subject": event.subject or None,
            "undoes": event.undoes,
            "payload": dict(event.payload),
        }
        for event in _told_to(session, history.events(session.store.read(), subject))
    ]
    fields = ("event", "at", "actor", "verb", "subject", "undoes", "payload")
    return Listing(fields, rows, {"unit": "events", "n": len(rows)})


def _told_to(session: Session, found: Sequence[Event]) -> Iterator[Event]:
    """The events, of the work of others only those about transcripts that are not read blind.

    Of acts of others that are about no one transcript, a merge or an export, what they hold is left out.
    """
    veil = Veil(session)
    if veil.lifted:
        yield from found
        return
    open_to = {row.id for row in documents.summaries(session.store.read())} - veil.documents
    acts: dict[int, tuple[str, str]] = {}
    for event in found:
        actor, verb = acts.get(event.undoes or 0, (event.actor, event.verb))
        acts[event.rev] = actor, verb
        of_others = session.actor not in {event.actor, actor} and verb.startswith(OF_CODERS)
        if not of_others or event.subject in open_to:
            yield event
        elif event.subject not in veil.documents:
            yield replace(event, payload={})


def event_number(session: Session, text: str) -> int:
    """The rev that ``EVENT|DATE`` means: a number, an event id, or the last event up to the end of a day.

    Raises:
        SecondmigError: nothing fits.
    """
    every = history.events(session.store.read(), None)
    for event in every:
        if text in {str(event.rev), event.id}:
            return event.rev
    day = _day(text)
    before = [event.rev for event in every if day is not None and event.at[:10] <= day]
    if before:
        return before[-1]
    raise SecondmigError(f"no event fits {text!r}", hint="secondmig history; a date is written 2026-11-22")


def _day(text: str) -> str | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).date().isoformat()
    except ValueError:
        return None


def undo(session: Session, event: str | None) -> Done:
    """Take an event back; without one, the caller's own last act."""
    rev = event_number(session, event) if event else None
    with session.store.together():
        done = history.undo(session.store, actor=session.coder(), rev=rev)
        written = write_back(session, done)
    return _told(session, "undone", done, written)


def redo(session: Session) -> Done:
    """Bring the caller's last undone act again."""
    with session.store.together():
        done = history.redo(session.store, actor=session.coder())
        written = write_back(session, done)
    return _told(session, "done again", done, written)


def _told(session: Session, word: str, done: Event, written: str) -> Done:
    target = next(each for each in history.events(session.store.read(), None) if each.rev == done.undoes)
    details = (f"{written} is what it was then",) if written else ()
    return Done(
        f"{word}: event {target.rev}, {target.verb} {target.subject}".rstrip(), details, event=done.rev
    )


def backup(session: Session, target: Path | None) -> Done:
    """Copy the database, as it is at this moment, to a file."""
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    place = target or session.root / STATE_FOLDER / "backups" / f"{stamp}.db"
    if place.exists():
        raise SecondmigError("the file is there already", where=str(place), hint="name another file")
    copies.backup(session.store, place)
    return Done("backed up", details=(str(place),))


def restore(root: Path, source: Path, *, actor: str) -> Done:
    """Put a back-up in the place of the database; withdrawals made since are applied to it again.

    The project must not be open here: a damaged database is what this is for.
    """
    if not source.is_file():
        raise SecondmigError(
            "there is no such back-up",
            where=str(source),
            hint="look in .secondmig/backups, or name another file",
        )
    result = copies.restore(database_path(root), source, actor=actor)
    details = [f"what was there before: {result.safety_copy}"] if result.safety_copy else []
    details += [f"withdrawn again: {case_id}" for case_id in result.withdrawn]
    return Done("restored", details=tuple(details))


def verify(session: Session, *, rebuild_index: bool = False) -> Listing:
    """Recompute every hash and the chain of events; no rows means all hold.

    With ``rebuild_index`` the search index is made anew from the texts first; that changes nothing else.
    """
    if rebuild_index:
        with session.store.together():
            search_index.rebuild(session.store.read())
    rows = [{"where": each.where, "message": each.message} for each in check.verify(session.store)]
    notes = () if rows else ("every hash and the chain of events hold",)
    return Listing(("where", "message"), rows, {"unit": "problems", "n": len(rows)}, notes)
