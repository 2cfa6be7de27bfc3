"""What the pages of the workbench need: one coder at one transcript, everything as plain values for JSON.

What is read carries ``rev``, the last event it knows of, and is made from one state of the project; who asks
for changes asks from there. What is done carries ``event``, its own event: others may have happened before it
that the page does not know yet. Codings of
others are left out where the coder is assigned to read the transcript blind; words that were taken back, or
that the person's consent does not open to the team, are nowhere in it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from secondmig.core.errors import SecondmigError
from secondmig.core.types import CodebookVersion, Coding
from secondmig.project import acts
from secondmig.project.acts import Acted, Marking, Revision, Turned
from secondmig.project.blindness import OF_CODERS, blind_books, book_of
from secondmig.project.layout import STATE_FOLDER
from secondmig.project.opening import open_session
from secondmig.project.seen_text import SeenText, seen_text
from secondmig.project.session import Session, newest_codebooks
from secondmig.project.undecided import undecided
from secondmig.project.workbench_rows import (
    PageTurn,
    Plain,
    book_rows,
    code_table,
    core_codes,
    document_facts,
    facet_table,
    gaps,
    packed,
    page_turns,
    person_rows,
    row_of,
    turn_rows,
)
from secondmig.store import cases, coding_lines, codings, documents, events, steps, visible
from secondmig.store.web_sessions import WebSessions
from secondmig.transcript.words import written_with_spaces

__all__ = ["Page", "PageTurn", "WebSessions", "Workbench", "open_workbench", "sessions_of"]

_RECENT: Final = 50
_PINNED: Final = 9
_EVENTS: Final = 200


@dataclass(frozen=True, slots=True)
class Page:
    """A transcript to be written into a page.

    Attributes:
        document: its id, title, language and length.
        turns: with their words.
        island: reads all else that is known at it; asked for while the page is open.
    """

    document: Plain
    turns: tuple[PageTurn, ...]
    island: Callable[[], Plain]


def sessions_of(root: Path) -> WebSessions:
    """The browser sessions of the project in a folder.

    Raises:
        FaultError: the folder cannot be written.
    """
    return WebSessions(root / STATE_FOLDER / "web.db")


def open_workbench(folder: Path | None, *, coder: str | None) -> "Workbench":
    """Open the project that a folder belongs to; see :func:`secondmig.project.opening.open_session`.

    Raises:
        SecondmigError: it cannot be opened, or nobody is named as the coder.
    """
    session = open_session(folder, coder=coder)
    try:
        return Workbench(session)
    except SecondmigError:
        session.store.close()
        raise


class Workbench:
    """What one coder sees and does; used by one thread, and closed there.

    Args:
        session: the open project, with somebody acting.

    Raises:
        SecondmigError: nobody is named as the coder.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self.coder = session.coder()
        self.title = session.config.title
        self.root = session.root

    @property
    def session(self) -> Session:
        """The open project, for what else is done at the workbench."""
        return self._session

    def close(self) -> None:
        """Close the database."""
        self._session.store.close()

    def rev(self) -> int:
        """The last event."""
        last = events.newest(self._session.store.read())
        return last.rev if last else 0

    # reading

    def documents(self) -> Plain:
        """Every transcript with how far the coder is, and the one that was worked at last."""
        with self._session.store.consistent() as connection:
            own = codings.own_by_document(connection, self.coder)
            rows = [
                {
                    "id": row.id,
                    "title": row.title,
                    "kind": row.kind,
                    "language": row.language,
                    "turns": row.turns,
                    "words": row.words if written_with_spaces(row.language) else None,
                    "own": own.get(row.id, (0, 0))[0],
                    "waiting": own.get(row.id, (0, 0))[1],
                }
                for row in documents.summaries(connection)
            ]
            last = steps.last_place(connection, self.coder, sorted(acts.AT_TEXT))
            here = {str(row["id"]) for row in rows}
            return {
                "rev": self.rev(),
                "coder": self.coder,
                "title": self.title,
                "documents": rows,
                "codes": sum(len(version.codebook.codes) for version in newest_codebooks(self._session)),
                "last": last if last in here else None,
            }

    @contextmanager
    def page(self, document_id: str) -> Iterator[Page]:
        """A transcript to be written into a page, all of one state of the project.

        Raises:
            MissingError: there is no such transcript.
        """
        with self._session.store.consistent():
            seen = self._seen(document_id)
            yield Page(document_facts(seen), page_turns(seen), lambda: self._island(seen))

    def island(self, document_id: str) -> Plain:
        """All that is known at a transcript but its words.

        Raises:
            MissingError: there is no such transcript.
        """
        with self._session.store.consistent():
            return self._island(self._seen(document_id))

    def _island(self, seen: SeenText) -> Plain:
        document = seen.document
        connection = self._session.store.read()
        versions = newest_codebooks(self._session)
        blind = self._blind(document.id)
        every = [
            each
            for each in coding_lines.lines(connection, document.id)
            if self._shown(each.coder, each.book, blind)
        ]
        open_questions = undecided(self._session)
        placed = [
            each
            for each in every
            if each.status == "current" and each.version == document.version and each.id not in open_questions
        ]
        people = person_rows(cases.of_document(connection, document.id), document.id)
        core = core_codes(self._session.config.core_codes, versions)
        return {
            "rev": self.rev(),
            "coder": self.coder,
            "document": document_facts(seen),
            "turns": turn_rows(document),
            "gaps": gaps(seen),
            "tiers": [
                [tier.turn_index, tier.name, tier.span.start, tier.span.end] for tier in document.tiers
            ],
            "hidden": [[span.start, span.end] for span in seen.hidden],
            "codings": packed(placed, seen),
            "waiting": len(every) - len(placed),
            "codes": code_table(versions),
            "facets": facet_table(versions),
            "codebooks": _names(versions),
            "core": core,
            "pinned": core[:_PINNED],
            "person": people[0] if people else None,
            "persons": people,
        }

    def codebook(self) -> Plain:
        """The codebooks, with every code and facet."""
        with self._session.store.consistent():
            versions = newest_codebooks(self._session)
            return {
                "rev": self.rev(),
                "codebooks": book_rows(versions),
                "codes": code_table(versions),
                "facets": facet_table(versions),
            }

    def changes(self, document_id: str, since: int) -> Plain:
        """What happened to a transcript after an event.

        Raises:
            MissingError: there is no such transcript.
        """
        with self._session.store.consistent() as connection:
            rev = self.rev()
            seen = self._seen(document_id)
            told: Plain = {
                "rev": rev,
                "document_version": seen.document.version,
                "codebooks": _names(newest_codebooks(self._session)),
            }
            if rev <= since:
                return told | {"reload": False, "events": [], "codings": [], "gone": []}
            rows, gone = self._changed(seen, since)
            happened = [step for step in self._told_of(document_id, since=since) if step.rev > since]
            return told | {
                "reload": visible.changed_since(connection, document_id, since),
                "events": [_event_row(step) for step in happened[-_EVENTS:]],
                "codings": rows,
                "gone": gone,
            }

    def history(self, document_id: str) -> Plain:
        """The last events at a transcript, the newest first, those that the coder may turn back marked.

        Raises:
            MissingError: there is no such transcript.
        """
        with self._session.store.consistent():
            self._seen(document_id)
            found = self._told_of(document_id)
            rows = [self._history_row(step) for step in reversed(found[-_RECENT:])]
            return {"rev": self.rev(), "events": rows}

    def _history_row(self, step: steps.Step) -> Plain:
        own = step.doer == self.coder and step.done in acts.UNDOABLE and step.last
        return {
            **_event_row(step),
            "act": step.act,
            "done": step.done,
            "coding": step.coding or None,
            "code": step.code or None,
            "undoable": own and step.forward,
            "redoable": own and not step.forward,
        }

    # acting

    def mark(self, marking: Marking, *, act: str) -> Plain:
        """Code a stretch; see :func:`secondmig.project.acts.mark`."""
        return self._answer(acts.mark(self._session, marking, act=act), marking.place.document)

    def revise(self, revision: Revision, *, act: str) -> Plain:
        """Change an own coding; see :func:`secondmig.project.acts.revise`."""
        done = acts.revise(self._session, revision, act=act)
        return self._answer(done, self._subject_of(done))

    def unmark(self, coding: str, *, seen: int, act: str) -> Plain:
        """Take an own coding back; see :func:`secondmig.project.acts.unmark`."""
        done = acts.unmark(self._session, coding, seen=seen, act=act)
        return {"event": done.rev, "gone": done.coding, "again": done.again}

    def undo(self, document_id: str, *, act: str, event: int | None) -> Plain:
        """Take an own act at a transcript back; see :func:`secondmig.project.acts.undo`."""
        self._seen(document_id)
        return self._turned(document_id, acts.undo(self._session, document_id, act=act, event=event))

    def redo(self, document_id: str, *, act: str, event: int | None) -> Plain:
        """Do again what was taken back; see :func:`secondmig.project.acts.redo`."""
        self._seen(document_id)
        return self._turned(document_id, acts.redo(self._session, document_id, act=act, event=event))

    def _turned(self, document_id: str, done: Turned) -> Plain:
        with self._session.store.consistent():
            rows, gone = self._changed(self._seen(document_id), done.rev - 1)
        return {
            "event": done.rev,
            "verb": done.verb,
            "act": done.act,
            "done": done.done,
            "said": f"{'undone' if done.verb == 'undo' else 'done again'}: {done.done}",
            "again": done.again,
            "codings": rows,
            "gone": gone,
        }

    def _answer(self, done: Acted, document_id: str) -> Plain:
        coding = codings.by_id(self._session.store.read(), done.coding)
        row = None if coding is None else row_of(coding, self._seen(document_id), self.coder)
        return {"event": done.rev, "coding": row, "again": done.again}

    def document_of(self, coding: str) -> str:
        """The transcript that a coding is or was in, "" where there was never such a coding."""
        return codings.document_of(self._session.store.read(), coding)

    def _subject_of(self, done: Acted) -> str:
        event = events.by_rev(self._session.store.read(), done.rev)
        return event.subject if event else ""

    # what is let through

    def _seen(self, document_id: str) -> SeenText:
        return seen_text(self._session, document_id)

    def _changed(self, seen: SeenText, since: int) -> tuple[list[Plain], list[str]]:
        """The rows that changed after an event and stand in their place, and the ids of the others."""
        connection = self._session.store.read()
        blind = self._blind(seen.document.id)
        touched = codings.changed_since(connection, seen.document.id, since)
        ids = dict.fromkeys(each for each, coder, version in touched if self._shown(coder, version, blind))
        if not ids:
            return [], []
        kept = self._placed(codings.by_ids(connection, ids), seen)
        here = {coding.id for coding in kept}
        rows = [row_of(coding, seen, self.coder) for coding in kept]
        return rows, [each for each in ids if each not in here]

    def _placed(self, found: Iterable[Coding], seen: SeenText) -> list[Coding]:
        """Those that stand in the newest version, with a code nobody has to decide on."""
        open_questions = undecided(self._session)
        return [
            coding
            for coding in found
            if coding.status == "current"
            and coding.version == seen.document.version
            and coding.id not in open_questions
        ]

    def _allowed(self, found: Iterable[Coding], document_id: str) -> list[Coding]:
        blind = self._blind(document_id)
        return [coding for coding in found if self._shown(coding.coder_id, coding.codebook_version, blind)]

    def _shown(self, coder: str, version: str, blind: frozenset[str]) -> bool:
        return coder == self.coder or book_of(version) not in blind

    def _blind(self, document_id: str) -> frozenset[str]:
        return blind_books(self._session, document_id)

    def _told_of(self, document_id: str, *, since: int = 0) -> Sequence[steps.Step]:
        """The events at a transcript; those of others' codings are left out for who reads it blind."""
        connection = self._session.store.read()
        if not self._blind(document_id):
            return steps.at_document(connection, document_id, since=since)
        found = steps.at_document(connection, document_id)
        return [
            step
            for step in found
            if self.coder in {step.actor, step.doer} or not step.done.startswith(OF_CODERS)
        ]


def _event_row(step: steps.Step) -> Plain:
    return {
        "rev": step.rev,
        "at": step.at,
        "actor": step.actor,
        "verb": step.verb,
        "undoes": step.undoes,
    }


def _names(versions: Sequence[CodebookVersion]) -> list[str]:
    return [f"{version.codebook.id}@{version.number}" for version in versions]
