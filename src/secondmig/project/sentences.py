"""Sentences of a document, found when they are first wanted and kept from then on."""

from secondmig.core.errors import SecondmigError
from secondmig.core.types import Document
from secondmig.project.session import Session
from secondmig.store import documents, sentences
from secondmig.transcript import units
from secondmig.transcript.units import Sentence


def sentences_of(session: Session, document: Document) -> tuple[Sentence, ...]:
    """The sentences of every turn of a document that is in the project; see :class:`KeptSentences`.

    Raises:
        SecondmigError: there are Japanese turns, and what tells Japanese words apart is not installed.
    """
    book = KeptSentences(session)
    found = book.of(document)
    book.keep()
    return found


class KeptSentences:
    """The sentences of several documents, new ones kept all at once.

    They follow from the words alone: keeping them is no event, and where they cannot be kept (another command
    is writing, the file may only be read) they are found anew the next time.

    Args:
        session: the open project.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[tuple[str, int], tuple[Sentence, ...]] = {}
        self._new: list[Document] = []

    def of(self, document: Document) -> tuple[Sentence, ...]:
        """The sentences of every turn of a document.

        Raises:
            SecondmigError: there are Japanese turns, and what tells Japanese words apart is not installed.
        """
        name = (document.id, document.version)
        if name not in self._known:
            connection = self._session.store.read()
            reading = sentences.reading_of(connection, *name)
            kept = () if reading is None else sentences.get(connection, reading, units.RULE)
            found = tuple(Sentence(turn, span) for turn, span in kept)
            self._known[name] = found or units.sentences(document)
            if not found:
                self._new.append(document)
        return self._known[name]

    def keep(self) -> None:
        """Keep what was found anew: within the change under way, else in a transaction of its own."""
        new = [document for document in self._new if self._known[document.id, document.version]]
        self._new.clear()
        connection = self._session.store.read()
        if not new or (connection.in_transaction and not connection.changing):
            return
        if connection.changing:
            self._put(new)
            return
        try:
            with self._session.store.together():
                self._put(new)
        except SecondmigError:
            return

    def _put(self, new: list[Document]) -> None:
        """Put them beside the readings they were found in; another text, e.g. a masked one, leaves none."""
        connection = self._session.store.read()
        for document in new:
            reading = sentences.reading_of(connection, document.id, document.version)
            held = documents.get(connection, document.id, version=document.version)
            if reading is None or held is None or (held.text, held.turns) != (document.text, document.turns):
                continue
            found = self._known[document.id, document.version]
            sentences.put(connection, reading, units.RULE, [(each.turn_index, each.span) for each in found])
