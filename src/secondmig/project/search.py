"""Words found in the transcripts, each with what stands around it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from secondmig.core.counting import counted
from secondmig.core.errors import SecondmigError
from secondmig.core.labels import fits_language, same_label
from secondmig.core.selection import EVERYTHING, Selection
from secondmig.core.span import Span, SpanSet
from secondmig.core.types import Case, Document, SpeakerRef, SpeakerRole, Turn
from secondmig.joint.passages import printed_number
from secondmig.project.gate import hidden_at
from secondmig.project.listing import Listing
from secondmig.project.people import chosen
from secondmig.project.session import (
    Session,
    as_then,
    meta,
)
from secondmig.store import cases, documents, restrictions, search
from secondmig.store.search import Hit

FIELDS = (
    "document",
    "turn",
    "speaker",
    "tier",
    "start",
    "end",
    "quote",
    "context",
    "context_start",
    "version",
)
AROUND = 60
"""Characters of context on each side where nothing else is asked for."""

MOST_AROUND = 2000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is searched for, and where.

    Attributes:
        text: as a person types it; see :mod:`secondmig.store.search`.
        selection: documents, cases, groups and the moment; its other fields are not looked at.
        speaker: label of who speaks, "" for anybody; capitals do not matter.
        roles: of the speakers, empty for all.
        around: characters of context on each side, within the turn.
        languages: of the turns, as BCP 47 tags; empty for all.
    """

    text: str
    selection: Selection = EVERYTHING
    speaker: str = ""
    roles: tuple[SpeakerRole, ...] = ()
    around: int = AROUND
    languages: tuple[str, ...] = ()


def find(session: Session, wanted: Wanted) -> Listing:
    """One row per place, in the order of the documents; what was taken back is neither found nor shown.

    Offsets are code points of the text of that version; the context begins at ``context_start``. The words of
    a tier have its name under ``tier``, the turn's own have none.

    Raises:
        SecondmigError: nothing is asked for, or the context is longer than a page.
    """
    if not 0 <= wanted.around <= MOST_AROUND:
        raise SecondmigError(
            f"{wanted.around} is no length of context", hint=f"--context 0 to {MOST_AROUND}, in characters"
        )
    with session.store.consistent() as connection:
        people = _People(session, wanted.selection)
        texts = _Texts(session, wanted.selection.as_of)
        where = people.documents()
        hits = search.find(
            connection,
            wanted.text,
            documents=where or (),
            as_of=wanted.selection.as_of,
            hidden=texts.hidden,
        )
        rows = [
            _row(hit, seen, wanted.around)
            for hit in hits
            if where is None or hit.document_id in where
            for seen in [texts.of(hit)]
            if _fits(seen.document.turns[hit.turn_index], hit, wanted, people)
        ]
        told = meta(session, unit="hits", selection=wanted.selection, n=len(rows))
    return Listing(FIELDS, rows, told, tuple(_notes(wanted, rows)))


class _People:
    """The persons a selection keeps, and where they speak."""

    def __init__(self, session: Session, selection: Selection) -> None:
        self._anybody = not (selection.cases or selection.groups)
        self._named = selection.documents
        kept = () if self._anybody else chosen(session, selection)
        self._speakers = {ref for case in kept for ref in case.speakers}

    def documents(self) -> tuple[str, ...] | None:
        """Where to look; None for everywhere."""
        if self._anybody:
            return self._named or None
        spoken_in = {ref.document for ref in self._speakers}
        return tuple(sorted(spoken_in & set(self._named) if self._named else spoken_in))

    def speaks(self, document_id: str, turn: Turn) -> bool:
        """Whether a turn is one of theirs."""
        return self._anybody or SpeakerRef(document_id, turn.speaker) in self._speakers


@dataclass(frozen=True, slots=True)
class _Seen:
    """A document as far as the team may see it: what is hidden is masked in ``text``."""

    document: Document
    hidden: SpanSet
    text: str


@dataclass(slots=True)
class _Texts:
    """The documents that hold hits, each read once."""

    session: Session
    as_of: int | None
    _held: dict[tuple[str, int], _Seen] = field(default_factory=dict)
    _cases: tuple[Case, ...] | None = None

    def hidden(self, document_id: str, version: int) -> SpanSet:
        """What may not be seen of a document."""
        return self._seen(document_id, version).hidden

    def of(self, hit: Hit) -> _Seen:
        """The document of a hit."""
        return self._seen(hit.document_id, hit.version)

    def _seen(self, document_id: str, version: int) -> _Seen:
        place = (document_id, version)
        if place not in self._held:
            self._held[place] = self._read(document_id, version)
        return self._held[place]

    def _read(self, document_id: str, version: int) -> _Seen:
        connection = self.session.store.read()
        found = (
            documents.get(connection, document_id, version=version)
            if self.as_of is None
            else documents.get_as_of(connection, document_id, version, self.as_of)
        )
        if found is None:
            raise SecondmigError(f"there is no {document_id} version {version}", hint="secondmig check")
        if self._cases is None:
            self._cases = cases.all_cases(connection)
        # What was taken back since, and the consent of today, hold for earlier states too.
        document = as_then(self.session, found, restrictions.all_restrictions(connection))
        mine = [case for case in self._cases if any(ref.document == document_id for ref in case.speakers)]
        hidden = hidden_at(document, mine, "work")
        return _Seen(document, hidden, hidden.masked(document.text))


def _fits(turn: Turn, hit: Hit, wanted: Wanted, people: _People) -> bool:
    if wanted.speaker and same_label(turn.speaker) != same_label(wanted.speaker):
        return False
    if wanted.roles and turn.role not in wanted.roles:
        return False
    if wanted.languages and not fits_language(turn.language, wanted.languages):
        return False
    return people.speaks(hit.document_id, turn)


def _row(hit: Hit, seen: _Seen, around: int) -> dict[str, object]:
    turn = seen.document.turns[hit.turn_index]
    within = _within(seen.document, hit)
    start, end = max(within.start, hit.span.start - around), min(within.end, hit.span.end + around)
    return {
        "document": hit.document_id,
        "turn": printed_number(turn),
        "speaker": turn.speaker,
        "tier": hit.tier,
        "start": hit.span.start,
        "end": hit.span.end,
        "quote": hit.span.of(seen.text),
        "context": seen.text[start:end],
        "context_start": start,
        "version": hit.version,
    }


def _within(document: Document, hit: Hit) -> Span:
    """The turn or the tier that a hit stands in."""
    if hit.tier is None:
        return document.turns[hit.turn_index].span
    return next(
        tier.span
        for tier in document.tiers
        if tier.turn_index == hit.turn_index and tier.name == hit.tier and tier.span.contains(hit.span)
    )


def _notes(wanted: Wanted, rows: Sequence[dict[str, object]]) -> Iterator[str]:
    if not rows:
        yield "nothing found"
        if len(wanted.text.split()) > 1 and '"' not in wanted.text:
            yield "all the words must stand in one turn; ask for fewer of them"
        return
    where = len({str(row["document"]) for row in rows})
    yield f"{counted(len(rows), 'hit')} in {counted(where, 'document')}"
    tiers = sorted({str(row["tier"]) for row in rows if row["tier"] is not None})
    for tier in tiers:
        count = sum(row["tier"] == tier for row in rows)
        what = "transcribers' notes" if tier == "note" else "a translation, not the words that were said"
        yield f"{count} of them in %{tier}: {what}"
