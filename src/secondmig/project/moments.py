"""When a coder coded which document, as far as the events tell."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from secondmig.core.errors import SecondmigError
from secondmig.project.session import Session
from secondmig.store import codings, events

BY_FILE = frozenset({"code import", "agree merge"})
"""Events that tell when a file came, not when the codings in it were made."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """Documents of which nothing says which was coded first.

    Attributes:
        documents: document id -> rev of the event of its first coding, in that order.
    """

    documents: Mapping[str, int]

    @property
    def first(self) -> int:
        """Rev of the first event."""
        return min(self.documents.values())

    def in_words(self) -> str:
        """What is not known of it."""
        revs = self.documents.values()
        between = f"events {min(revs)} to {max(revs)}"
        return f"the codings of {len(revs)} documents came by file on one day ({between})"


@dataclass(frozen=True, slots=True)
class Halves:
    """Documents a coder coded early, and those coded late.

    Attributes:
        early: ids.
        late: ids.
        unknown: why there are no halves, "" where there are.
    """

    early: tuple[str, ...] = ()
    late: tuple[str, ...] = ()
    unknown: str = ""


def sittings(session: Session, coder: str, documents: Sequence[str]) -> tuple[Sitting, ...]:
    """The documents of a coder in the order in which they were first coded.

    A document coded by hand stands alone, at the event of its first coding ever, removed ones included.
    Documents whose first codings came in files on the same day are one sitting: a file says nothing about
    the order of the work in it, nor does the order in which files were taken in.
    """
    connection = session.store.read()
    first: dict[str, int] = {}
    for each in codings.ever(connection, documents):
        if each.coder_id == coder:
            first[each.document_id] = min(each.created_event, first.get(each.document_id, each.created_event))
    found: list[Sitting] = []
    files: dict[str, dict[str, int]] = {}
    for name, rev in sorted(first.items(), key=lambda each: (each[1], each[0])):
        event = events.by_rev(connection, rev)
        if event is not None and event.verb in BY_FILE:
            files.setdefault(event.at[:10], {})[name] = rev
        else:
            found.append(Sitting({name: rev}))
    found += [Sitting(came) for came in files.values()]
    return tuple(sorted(found, key=lambda each: each.first))


def halves(found: Sequence[Sitting], at: int | None) -> Halves:
    """Cut the documents into early and late.

    Args:
        found: in order.
        at: rev of the last early event, also between files of one day: whoever names it knows the order. None
            for the cut nearest to half of the documents.

    Raises:
        SecondmigError: nothing lies before the event or after it.
    """
    if not found:
        return Halves(unknown="the coder has coded nothing here")
    if at is not None:
        return _cut_at(found, at)
    if len(found) == 1:
        alone = found[0]
        if len(alone.documents) == 1:
            return Halves(unknown="one document was coded")
        return Halves(unknown=f"{alone.in_words()}: in what order they were made is not known")
    counts = list(accumulate(len(each.documents) for each in found))
    cut = min(range(1, len(found)), key=lambda place: abs(2 * counts[place - 1] - counts[-1]))
    return Halves(_names(found[:cut]), _names(found[cut:]))


def _cut_at(found: Sequence[Sitting], at: int) -> Halves:
    revs = {name: rev for each in found for name, rev in each.documents.items()}
    early = tuple(name for name, rev in revs.items() if rev <= at)
    late = tuple(name for name, rev in revs.items() if rev > at)
    if not early or not late:
        side = "after" if early else "up to"
        raise SecondmigError(
            f"no document was coded first {side} event {at}",
            hint=f"first codings lie between events {min(revs.values())} and {max(revs.values())}",
        )
    return Halves(early, late)


def _names(found: Iterable[Sitting]) -> tuple[str, ...]:
    return tuple(name for each in found for name in each.documents)
