"""Which places of the transcripts are meant: what a search finds, a speaker says, or answers a question."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Literal

from secondmig.core.errors import SecondmigError
from secondmig.core.labels import fits_language, same_label
from secondmig.core.selection import EVERYTHING, Selection
from secondmig.core.span import Span, SpanSet
from secondmig.core.types import SPEAKER_ROLES, Case, Document, SpeakerRef, SpeakerRole, Turn
from secondmig.project.gate import hidden_at
from secondmig.project.guide import current, find_item
from secondmig.project.people import chosen
from secondmig.project.sentences import KeptSentences
from secondmig.project.session import Session, with_restrictions
from secondmig.store import cases, documents, restrictions, search

Unit = Literal["hit", "sentence", "turn"]
_NOTE = "note"
_OTHER_ROLES = "in turns of others than participants; --role takes them in"
_IN_NOTES = "in transcribers' notes"
_TAKEN_BACK = "with words that were taken back"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which places are meant; what is given must hold all together.

    Attributes:
        text: words that are searched for, "" for whole turns.
        speaker: the label of who speaks, "" for anybody.
        item: an item of the interview guide that the turn answers, "" for any turn.
        roles: of the speakers; empty means participants (others than interviewers, in a text without any),
            or whoever is named by ``speaker``.
        unit: what is coded; None means the sentence around a search hit, else the turn.
        selection: documents, cases and groups; its other fields are not looked at.
        languages: of the turns, as BCP 47 tags; empty for all.
    """

    text: str = ""
    speaker: str = ""
    item: str = ""
    roles: tuple[SpeakerRole, ...] = ()
    unit: Unit | None = None
    selection: Selection = EVERYTHING
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch that would be coded.

    Attributes:
        document: with its restrictions.
        turn: that holds it.
        span: code points in the document's text.
        found_in: tier through which a search found it, "" for the turn's own words.
        coded: id of the coding by the same coder that has the code there already, "" if none.
    """

    document: Document
    turn: Turn
    span: Span
    found_in: str
    coded: str = ""


@dataclass(slots=True)
class Found:
    """Places as they are gathered, and what was passed over: reason -> how often."""

    places: list[Place] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class _Turns:
    """The turns that are meant, by document: everything but the words searched for."""

    documents: Mapping[str, Document]
    meant: Mapping[str, frozenset[int]]
    wrong_role: Mapping[str, frozenset[int]]
    hidden: Mapping[str, SpanSet]


def find(session: Session, asked: Asked) -> Found:
    """The places that are meant, in order, none overlapping another; ``coded`` is not yet filled in.

    Places that touch words that were taken back are left out; a hit in such words is passed over in silence.

    Raises:
        SecondmigError: nothing is asked for, or there is no such speaker or item.
    """
    if not (asked.text or asked.speaker or asked.item):
        raise SecondmigError("nothing is asked for", hint="name words, --speaker NAME or --guide ITEM")
    if asked.unit == "hit" and not asked.text:
        raise SecondmigError("a hit needs words to search for", hint="--unit turn, or --unit sentence")
    turns = _turns(session, asked)
    found = Found()
    kept = KeptSentences(session)
    if asked.text:
        _hits(session, asked, turns, found, _Sentences(kept))
    else:
        _whole(asked, turns, found, _Sentences(kept))
    kept.keep()
    found.places = _merged(found.places)
    return found


def _turns(session: Session, asked: Asked) -> _Turns:
    connection = session.store.read()
    people = cases.all_cases(connection)
    marked = restrictions.all_restrictions(connection)
    held = {
        document.id: with_restrictions(document, marked)
        for document in documents.all_documents(connection)
        if not asked.selection.documents or document.id in asked.selection.documents
    }
    allowed = _filters(session, asked, held)
    meant: dict[str, frozenset[int]] = {}
    wrong: dict[str, frozenset[int]] = {}
    for name, document in held.items():
        roles = _roles(asked, document)
        passed = [turn for turn in document.turns if all(allow(document, turn) for allow in allowed)]
        meant[name] = frozenset(turn.index for turn in passed if turn.role in roles)
        wrong[name] = frozenset(turn.index for turn in passed if turn.role not in roles)
    hidden = {name: hidden_at(document, _speaking(people, name), "work") for name, document in held.items()}
    return _Turns(held, meant, wrong, hidden)


def _roles(asked: Asked, document: Document) -> tuple[SpeakerRole, ...]:
    """Whose turns of a document are meant; a text in which nobody is known to take part is meant as it is."""
    if asked.roles:
        return asked.roles
    if asked.speaker:
        return SPEAKER_ROLES
    from secondmig.joint.guide import answering

    return tuple(sorted(answering(document)))


def _speaking(people: Sequence[Case], document_id: str) -> list[Case]:
    return [case for case in people if any(ref.document == document_id for ref in case.speakers)]


_Filter = Callable[[Document, Turn], bool]


def _filters(session: Session, asked: Asked, held: Mapping[str, Document]) -> list[_Filter]:
    allowed: list[_Filter] = []
    if asked.selection.cases or asked.selection.groups:
        refs = {ref for case in chosen(session, asked.selection) for ref in case.speakers}
        allowed.append(lambda document, turn: SpeakerRef(document.id, turn.speaker) in refs)
    if asked.speaker:
        allowed.append(_spoken_by(asked.speaker, held))
    if asked.languages:
        allowed.append(lambda _document, turn: fits_language(turn.language, asked.languages))
    if asked.item:
        allowed.append(_answering(session, asked.item, held))
    return allowed


def _spoken_by(name: str, held: Mapping[str, Document]) -> _Filter:
    labels = {turn.speaker for document in held.values() for turn in document.turns}
    wanted = same_label(name)
    if wanted not in {same_label(label) for label in labels}:
        close = get_close_matches(wanted.upper(), sorted(labels), n=1)
        hint = f"did you mean {close[0]!r}?" if close else "secondmig corpus show DOC names the speakers"
        raise SecondmigError(f"nobody is called {name!r} in the transcripts", hint=hint)
    return lambda _document, turn: same_label(turn.speaker) == wanted


def _answering(session: Session, item_id: str, held: Mapping[str, Document]) -> _Filter:
    from secondmig.joint.guide import answers

    guide = current(session)
    item = find_item(guide, item_id)
    answered = {
        name: frozenset(answers(held[name], interview).get(item.id, ()))
        for name, interview in guide.interviews.items()
        if name in held
    }
    return lambda document, turn: turn.index in answered.get(document.id, ())


# Which stretches of them


def _hits(session: Session, asked: Asked, turns: _Turns, found: Found, sentences: "_Sentences") -> None:
    hidden = {(name, document.version): turns.hidden[name] for name, document in turns.documents.items()}
    hits = search.find(session.store.read(), asked.text, documents=asked.selection.documents, hidden=hidden)
    for hit in hits:
        document = turns.documents[hit.document_id]
        if hit.turn_index in turns.wrong_role[document.id]:
            found.left_out[_OTHER_ROLES] += 1
        elif hit.turn_index in turns.meant[document.id]:
            turn = document.turns[hit.turn_index]
            if hit.tier == _NOTE:
                found.left_out[_IN_NOTES] += 1
            elif hit.tier is not None:
                _keep(turns, found, Place(document, turn, turn.span, hit.tier))
            else:
                span = sentences.around(document, turn, hit.span, asked.unit or "sentence")
                _keep(turns, found, Place(document, turn, span, ""))


def _whole(asked: Asked, turns: _Turns, found: Found, sentences: "_Sentences") -> None:
    for name, document in sorted(turns.documents.items()):
        for turn in document.turns:
            if turn.index not in turns.meant[name]:
                continue
            spans = sentences.of(document, turn) if asked.unit == "sentence" else (turn.span,)
            for span in spans:
                _keep(turns, found, Place(document, turn, span, ""))


def _keep(turns: _Turns, found: Found, place: Place) -> None:
    if turns.hidden[place.document.id].overlaps(place.span):
        found.left_out[_TAKEN_BACK] += 1
    else:
        found.places.append(place)


class _Sentences:
    """The sentences of turns, as the project keeps them."""

    def __init__(self, kept: KeptSentences) -> None:
        self._kept = kept
        self._known: dict[str, dict[int, list[Span]] | None] = {}

    def of(self, document: Document, turn: Turn) -> Sequence[Span]:
        """The sentences of a turn; the turn where none is told apart."""
        if document.id not in self._known:
            self._known[document.id] = self._by_turn(document)
        known = self._known[document.id]
        if known is None:
            from secondmig.transcript.units import sentences

            known = {turn.index: [each.span for each in sentences(replace(document, turns=(turn,)))]}
        return known.get(turn.index) or (turn.span,)

    def _by_turn(self, document: Document) -> dict[int, list[Span]] | None:
        """The sentences by turn; None where another turn needs a dictionary that is not installed."""
        by_turn: dict[int, list[Span]] = {}
        try:
            for each in self._kept.of(document):
                by_turn.setdefault(each.turn_index, []).append(each.span)
        except SecondmigError:
            return None
        return by_turn

    def around(self, document: Document, turn: Turn, span: Span, unit: Unit) -> Span:
        """The stretch that is coded for a hit: itself, its turn, or the sentences it lies in."""
        if unit == "hit":
            return span
        if unit == "turn":
            return turn.span
        touched = [each for each in self.of(document, turn) if each.overlaps(span)]
        return Span(touched[0].start, touched[-1].end) if touched else span


def _merged(places: Sequence[Place]) -> list[Place]:
    """Places in order, overlapping ones made one; of a turn found in its own words, not its translation."""
    own = {(place.document.id, place.turn.index) for place in places if not place.found_in}
    kept = [
        place for place in places if not place.found_in or (place.document.id, place.turn.index) not in own
    ]
    merged: list[Place] = []
    for place in sorted(kept, key=lambda each: (each.document.id, each.span, each.found_in)):
        last = merged[-1] if merged else None
        if last is None or last.document.id != place.document.id or not last.span.overlaps(place.span):
            merged.append(place)
        else:
            span = Span(last.span.start, max(last.span.end, place.span.end))
            merged[-1] = replace(last, span=span)
    return merged
