"""The words of several versions of a transcript, as they may be seen at the team's own screen."""

from collections.abc import Mapping, Sequence

from secondmig.core.span import Span
from secondmig.core.types import Case, Document
from secondmig.joint.passages import printed_number
from secondmig.project.gate import hidden_at
from secondmig.project.session import turn_at


class View:
    """A document in its newest and its older versions.

    Args:
        newest: with everything that was taken back in ``withheld``, as all of them.
        older: by number, under the consent that holds for them.
        people: who speaks in the document.
    """

    def __init__(self, newest: Document, older: Mapping[int, Document], people: Sequence[Case]) -> None:
        self.newest = newest
        self.older = older
        self._people = people
        self._shown: dict[int, str] = {}

    def words(self, document: Document, span: Span | None) -> str | None:
        """The words at a span of one of the versions, None where any of them may not be seen."""
        if span is None:
            return None
        if document.version not in self._shown:
            hidden = hidden_at(document, self._people, "work")
            self._shown[document.version] = hidden.masked(document.text, "\0")
        words = span.of(self._shown[document.version])
        return None if "\0" in words else words


def turn_number(document: Document, span: Span | None) -> int | None:
    """The printed number of the turn that holds the beginning of a span."""
    turn = turn_at(document, span.start) if span else None
    return printed_number(turn) if turn else None
