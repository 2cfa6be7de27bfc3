"""A transcript as the team sees it at its own screen, read once for as long as nothing about it changes."""

from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Final, TypeAlias

from secondmig.core.span import SpanSet
from secondmig.core.types import Document
from secondmig.project.gate import hidden_at
from secondmig.project.session import Session, find_document, with_restrictions
from secondmig.store import cases, documents, readings, restrictions

_KEPT: Final = 4
_Key: TypeAlias = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class SeenText:
    """The newest version of a transcript.

    Attributes:
        document: with the stretches that were taken back.
        hidden: what may not be seen.
        text: the words, what is hidden as █; offsets are those of the text.
    """

    document: Document
    hidden: SpanSet
    text: str


_held: OrderedDict[tuple[Path, str], tuple[_Key, SeenText]] = OrderedDict()
_lock = Lock()


def seen_text(session: Session, document_id: str) -> SeenText:
    """The transcript and what of it may be seen now.

    A coder saves a coding every few seconds in one transcript; reading its turns and asking about the consent
    of who speaks each costs more than all the rest. Both follow from the stored row, the stretches taken
    back and the persons, which are compared each time.

    Raises:
        MissingError: the project holds no such document.
    """
    connection = session.store.read()
    row = documents.get_row(connection, document_id, None)
    place = (session.store.path, document_id)
    if row is None:
        with _lock:
            _held.pop(place, None)
        find_document(session, document_id)
    number = int(str(row[-1])) if row else 0
    people = cases.of_document(connection, document_id)
    marked = restrictions.all_restrictions(connection)
    key: _Key = (
        row,
        readings.sha_of(connection, number),
        tuple((each.id, each.consent, each.speakers) for each in people),
        tuple((where, spans) for where, spans in marked.items() if where[0] == document_id),
    )
    with _lock:
        held = _held.get(place)
        if held is not None and held[0] == key:
            _held.move_to_end(place)
            return held[1]
    document = with_restrictions(_stored(session, document_id), marked)
    hidden = hidden_at(document, people, "work")
    seen = SeenText(document, hidden, hidden.masked(document.text))
    with _lock:
        _held[place] = (key, seen)
        _held.move_to_end(place)
        while len(_held) > _KEPT:
            _held.popitem(last=False)
    return seen


def _stored(session: Session, document_id: str) -> Document:
    found = documents.get(session.store.read(), document_id)
    return found if found is not None else find_document(session, document_id)
