"""The queue of codings that a correction left for a person to look at, and what the person decides."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from secondmig.core.errors import SecondmigError, raise_all
from secondmig.core.ids import content_hash
from secondmig.core.placing import Placed, compare
from secondmig.core.selection import Selection
from secondmig.core.span import Span
from secondmig.core.types import Coding, Document
from secondmig.project.blindness import Veil, seen
from secondmig.project.codes import find_coding
from secondmig.project.corpus import find_quote, find_turn
from secondmig.project.gate import hidden_at
from secondmig.project.listing import Done, Listing
from secondmig.project.session import Session, cases_of, find_document, find_version, meta, place, turn_at
from secondmig.project.view import View, turn_number
from secondmig.store import codings

FIELDS = (
    "id",
    "document",
    "version",
    "turn",
    "code",
    "coder",
    "status",
    "old_quote",
    "proposal",
    "new_turn",
    "reason",
)


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a coding that waits; exactly one of the three.

    Attributes:
        here: it goes where the proposal is.
        turn: it goes to words of this turn, with ``quote``.
        quote: the words, as they stand there.
        drop: it is taken back.
    """

    here: bool = False
    turn: int | None = None
    quote: str | None = None
    drop: bool = False


def queue(session: Session, document_id: str | None = None) -> Listing:
    """Every coding that waits, with its words, what stands there now, and why a person has to look."""
    if document_id is not None:
        find_document(session, document_id)
    names = () if document_id is None else (document_id,)
    waiting = seen(session, codings.waiting(session.store.read(), names))
    rows: list[dict[str, object]] = []
    desk: _Desk | None = None
    for coding in waiting:
        if desk is None or desk.newest.id != coding.document_id:
            desk = _Desk(session, coding.document_id)
        rows.append(desk.row(coding))
    told = meta(session, unit="codings", selection=Selection(documents=names), n=len(rows))
    notes = (
        ("secondmig corpus review --decide goes through them; secondmig corpus settle ID decides on one",)
        if rows
        else ("no coding waits for review",)
    )
    return Listing(FIELDS, rows, told, notes)


def settle(session: Session, ids: Sequence[str], decision: Decision) -> Done:
    """Decide on codings that wait, all in one event.

    Raises:
        SecondmigError: a coding is not there or does not wait, has no proposal, or the words are not in the
            turn or were taken back; every problem at once.
    """
    _check(decision)
    wanted = list(dict.fromkeys(ids))
    write = session.store.write(actor=session.coder(), verb="corpus settle")
    with write as change:
        waiting = _waiting(session, wanted)
        documents = list(dict.fromkeys(coding.document_id for coding in waiting))
        change.subject = documents[0] if len(documents) == 1 else ""
        change.payload.update({"codings": wanted, "dropped": decision.drop})
        if decision.drop:
            codings.retire(change, wanted)
            settled = []
        else:
            settled = _settled(session, waiting, decision)
            codings.carry(change, settled)
    details, warnings = [], []
    for coding in settled:
        document = find_document(session, coding.document_id)
        turn = turn_at(document, coding.span.start)
        details.append(f"{coding.id}: {place(document, turn)}")
        if turn is not None and turn.role == "interviewer":
            warnings.append(f"{place(document, turn)} is an interviewer's turn")
    done = f"{len(wanted)} {'dropped' if decision.drop else 'settled'}, {waiting_number(session)} still wait"
    return Done(done, tuple(details), tuple(dict.fromkeys(warnings)), change.rev)


def waiting_number(session: Session) -> int:
    """How many codings wait for a person to look after a correction, as far as the coder may know of them."""
    connection = session.store.read()
    if Veil(session).lifted:
        return codings.count_waiting(connection)
    return len(seen(session, codings.waiting(connection)))


def _check(decision: Decision) -> None:
    by_quote = decision.turn is not None or decision.quote is not None
    if decision.here + decision.drop + by_quote != 1:
        raise SecondmigError("one thing can be decided at a time", hint="--here, --turn N --quote, or --drop")
    if by_quote and (decision.turn is None or decision.quote is None):
        raise SecondmigError("a place is a turn and its words", hint='--turn N --quote "words"')


def _waiting(session: Session, ids: Sequence[str]) -> list[Coding]:
    found = [find_coding(session, coding_id) for coding_id in ids]
    raise_all(
        SecondmigError(
            "this coding does not wait for review", where=coding.id, hint="secondmig corpus review"
        )
        for coding in found
        if coding.status == "current"
    )
    return found


def _settled(session: Session, waiting: Sequence[Coding], decision: Decision) -> list[Coding]:
    desks: dict[str, _Desk] = {}
    settled: list[Coding] = []
    problems: list[SecondmigError] = []
    for coding in waiting:
        if coding.document_id not in desks:
            desks[coding.document_id] = _Desk(session, coding.document_id)
        desk = desks[coding.document_id]
        try:
            span = desk.span(coding, decision)
        except SecondmigError as problem:
            problems.append(problem)
            continue
        settled.append(
            replace(
                coding,
                version=desk.newest.version,
                span=span,
                quote_sha=content_hash(span.of(desk.newest.text)),
                status="current",
            )
        )
    raise_all(problems)
    return settled


class _Desk:
    """One document with the versions whose codings wait, compared with the newest."""

    def __init__(self, session: Session, document_id: str) -> None:
        self._session = session
        self.newest = find_document(session, document_id)
        self._older: dict[int, Document] = {}
        self._placed: dict[int, dict[Span, Placed]] = {}
        people = cases_of(session, document_id)
        self._hidden = hidden_at(self.newest, people, "work")
        self._view = View(self.newest, self._older, people)

    def row(self, coding: Coding) -> dict[str, object]:
        """A coding as listed."""
        old, placed = self._old(coding), self.placed(coding)
        return {
            "id": coding.id,
            "document": coding.document_id,
            "version": coding.version,
            "turn": turn_number(old, coding.span),
            "code": coding.code_id,
            "coder": coding.coder_id,
            "status": coding.status,
            "old_quote": self._view.words(old, coding.span),
            "proposal": self._view.words(self.newest, placed.span),
            "new_turn": turn_number(self.newest, placed.span),
            "reason": placed.reason or "the same words are there again",
        }

    def span(self, coding: Coding, decision: Decision) -> Span:
        """Where a decision puts a coding."""
        if decision.turn is not None and decision.quote is not None:
            return find_quote(self.newest, find_turn(self.newest, decision.turn), decision.quote)
        placed = self.placed(coding)
        remedy = f'secondmig corpus settle {coding.id} --turn N --quote "words", or --drop'
        if placed.span is None:
            raise SecondmigError("nothing is proposed for this coding", where=coding.id, hint=remedy)
        if self._hidden.overlaps(placed.span):
            raise SecondmigError(
                "what is proposed was taken back, or nobody may see it", where=coding.id, hint=remedy
            )
        return placed.span

    def placed(self, coding: Coding) -> Placed:
        """Where the words of a coding went, as the correction said: beside the others that wait."""
        old = self._old(coding)
        if old.version not in self._placed:
            waiting = codings.waiting(self._session.store.read(), (self.newest.id,))
            spans = [each.span for each in waiting if each.version == old.version]
            self._placed[old.version] = compare(old, self.newest).place_all(spans)
        return self._placed[old.version][coding.span]

    def _old(self, coding: Coding) -> Document:
        if coding.version not in self._older:
            found = find_version(self._session, coding.document_id, coding.version)
            if found is None:
                raise SecondmigError(
                    f"{coding.id} points at a version that is not there", hint="secondmig check"
                )
            self._older[coding.version] = found
        return self._older[coding.version]
