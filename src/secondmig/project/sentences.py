"""Sentences of a document, found when they are first wanted and kept from then on."""

from secondmig.core.errors import SecondmigError
from secondmig.core.types import Document
from secondmig.project.session import Session
from secondmig.store import sentences
from secondmig.transcript import units
from secondmig.transcript.units import Sentence


def sentences_of(session: Session, document: Document) -> tuple[Sentence, ...]:
    """The sentences of every turn of a document that is in the project.

    They follow from the words alone: keeping them is no event, and where they cannot be kept (another command
    is writing, the file may only be read) they are found anew the next time.

    Raises:
        SecondmigError: there are Japanese turns, and what tells Japanese words apart is not installed.
    """
    connection = session.store.read()
    reading = sentences.reading_of(connection, document.id, document.version)
    kept = () if reading is None else sentences.get(connection, reading, units.RULE)
    if kept:
        return tuple(Sentence(turn, span) for turn, span in kept)
    found = units.sentences(document)
    if reading is not None and found:
        _keep(session, reading, found)
    return found


def _keep(session: Session, reading: int, found: tuple[Sentence, ...]) -> None:
    connection = session.store.read()
    places = [(each.turn_index, each.span) for each in found]
    if connection.changing:
        sentences.put(connection, reading, units.RULE, places)
    elif not connection.in_transaction:
        try:
            with session.store.together():
                sentences.put(connection, reading, units.RULE, places)
        except SecondmigError:
            return
