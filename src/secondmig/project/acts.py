"""What a coder does at the text: each act told once, however often it is sent.

The sender makes an id for every act. An act that is there already is not done again: the same act gets the
answer it had, another act under the same id is refused.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace

from secondmig.core.errors import SecondmigError, StaleError, WordsError, raise_all
from secondmig.core.ids import content_hash
from secondmig.core.span import Span
from secondmig.core.types import CodebookVersion, Coding, Document, FacetValue
from secondmig.project.codes import codable
from secondmig.project.once import Deed, once, request_of, turned_once
from secondmig.project.seen_text import seen_text
from secondmig.project.session import Session, newest_codebooks, place, turn_at
from secondmig.store import codings, steps
from secondmig.store.connect import Change

AT_TEXT = frozenset({"code add", "code change", "code remove"})
"""The verbs of what is done to codings."""
BESIDE = frozenset({"code relate", "code unrelate", "memo add", "memo edit", "memo remove"})
"""The verbs of what is done beside them."""
IN_BULK = frozenset({"code discard", "code hits", "code recode"})
"""The verbs of what is done to many codings at once, in one transcript or in several."""
DECIDED = frozenset({"agree decide"})
"""The verbs of what is decided where two coders differ."""
IN_GRID = frozenset({"grid clear", "grid write"})
"""The verbs of what is done in the summary grid."""
SUGGESTED = frozenset({"code accept", "code reject", "code finish", "code reopen"})
"""The verbs of what is said to suggestions."""
UNDOABLE = AT_TEXT | IN_BULK | BESIDE | DECIDED | IN_GRID | SUGGESTED
"""The verbs whose events a coder takes back at the text; ``secondmig undo`` knows the others."""


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a transcript as somebody saw it.

    Attributes:
        document: id of the transcript.
        version: of the transcript.
        start: first code point in that version's text.
        end: after the last one.
        quote: the words as they were seen.
    """

    document: str
    version: int
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Marking:
    """A coding that somebody wants to be there.

    Attributes:
        place: where.
        code: with which code.
        facets: facet -> value, as JSON has them.
    """

    place: Place
    code: str
    facets: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Revision:
    """A coding that somebody wants to be otherwise; what is None stays.

    Attributes:
        coding: id of the coding.
        seen: event that made the state of the coding that somebody saw.
        place: where it shall stand.
        code: which code it shall carry.
        facets: all facets it shall have.
    """

    coding: str
    seen: int
    place: Place | None = None
    code: str | None = None
    facets: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class Acted:
    """What an act did.

    Attributes:
        rev: number of its event.
        coding: id of the coding it was about.
        again: the act had been told before, and nothing was done now.
    """

    rev: int
    coding: str
    again: bool = False


def mark(session: Session, marking: Marking, *, act: str) -> Acted:
    """Code a stretch.

    Raises:
        SecondmigError: there is no such document or code, or a facet value is not permitted.
        StaleError: the transcript was corrected since it was seen.
        WordsError: the quotation is not what stands there, or a part was taken back.
        TakenError: the id of the act was used for something else.
    """

    def make(change: Change) -> str:
        version = codable(newest_codebooks(session), marking.code)
        document, span = seen_place(session, marking.place)
        coding = Coding(
            id="",
            document_id=document.id,
            version=document.version,
            span=span,
            quote_sha=content_hash(marking.place.quote),
            code_id=marking.code,
            codebook_version=version_name(version),
            coder_id=session.coder(),
            facets=facets_of(version, marking.code, marking.facets),
        )
        coding = replace(coding, id=codings.free_id(change.connection, coding))
        codings.insert(change, [coding])
        change.subject = document.id
        change.payload["code"] = marking.code
        return coding.id

    return _once(session, "code add", act, asdict(marking), make)


def revise(session: Session, revision: Revision, *, act: str) -> Acted:
    """Change the place, the code or the facets of an own coding; it keeps its id.

    Raises:
        SecondmigError: there is no such coding, it is another coder's, or as for :func:`mark`.
        StaleError: it was changed since it was seen, or the transcript was corrected.
        WordsError: as for :func:`mark`.
        TakenError: as for :func:`mark`.
    """

    def make(change: Change) -> str:
        coding = _own(session, revision.coding, revision.seen)
        code = revision.code or coding.code_id
        version = codable(newest_codebooks(session), code)
        after = replace(coding, code_id=code, codebook_version=version_name(version))
        if revision.facets is not None:
            after = replace(after, facets=facets_of(version, code, revision.facets))
        elif code != coding.code_id:
            after = replace(after, facets=kept_facets(version, code, coding.facets))
        if revision.place is not None:
            if revision.place.document != coding.document_id:
                raise SecondmigError("a coding stays in its transcript", where=coding.id)
            document, span = seen_place(session, revision.place)
            after = replace(
                after,
                version=document.version,
                span=span,
                quote_sha=content_hash(revision.place.quote),
                status="current",
            )
        codings.carry(change, [after])
        change.subject = coding.document_id
        change.payload["code"] = code
        return coding.id

    return _once(session, "code change", act, asdict(revision), make)


def unmark(session: Session, coding_id: str, *, seen: int, act: str) -> Acted:
    """Take an own coding back.

    Raises:
        SecondmigError: there is no such coding, or it is another coder's.
        StaleError: it was changed since it was seen.
        TakenError: the id of the act was used for something else.
    """

    def make(change: Change) -> str:
        coding = _own(session, coding_id, seen)
        codings.retire(change, [coding_id])
        change.subject = coding.document_id
        change.payload["code"] = coding.code_id
        return coding_id

    return _once(session, "code remove", act, {"coding": coding_id, "seen": seen}, make)


@dataclass(frozen=True, slots=True)
class Turned:
    """What undo or redo did.

    Attributes:
        rev: number of its event.
        verb: "undo" or "redo".
        act: rev of the act that was taken back or done again.
        done: the verb of that act, e.g. "code add".
        again: it had been told before, and nothing was done now.
    """

    rev: int
    verb: str
    act: int
    done: str
    again: bool = False


def undo(session: Session, document_id: str, *, act: str, event: int | None = None) -> Turned:
    """Take an own act at a transcript back: the last one that holds, or the one of an event.

    Raises:
        SecondmigError: there is none, it is another coder's, or something later stands on it.
        TakenError: the id of the act was used for something else.
    """
    return _turn(session, "undo", act, document_id, event)


def redo(session: Session, document_id: str, *, act: str, event: int | None = None) -> Turned:
    """Do again what the coder last took back at a transcript, or what an event took back.

    Raises:
        SecondmigError: as for :func:`undo`.
        TakenError: as for :func:`undo`.
    """
    return _turn(session, "redo", act, document_id, event)


def _turn(session: Session, verb: str, act: str, document_id: str, event: int | None) -> Turned:
    request = request_of(verb, act, {"document": document_id, "event": event})
    with session.store.together():
        done, again = turned_once(
            session, act, request, lambda: _meant(session, document_id, event, verb).rev
        )
        held = steps.at_document(session.store.read(), document_id)
        made = next(each for each in held if each.rev == done.rev)
    return Turned(done.rev, "redo" if made.forward else "undo", made.act, made.done, again=again)


def _meant(session: Session, document_id: str, event: int | None, verb: str) -> steps.Step:
    """The step to take back or do again: the last of the coder that can be, or that of an event."""
    coder = session.coder()
    held = steps.at_document(session.store.read(), document_id)
    found: steps.Step | None
    if event is None:
        found = (steps.to_undo if verb == "undo" else steps.to_redo)(held, coder, UNDOABLE)
    else:
        own = _own_step(session, held, event)
        last = next(each for each in held if each.act == own.act and each.last)
        found = last if last.forward == (verb == "undo") else None
    if found is None:
        raise SecondmigError(
            f"there is nothing of {coder} to {verb} here", hint="the history shows what holds"
        )
    return found


def _own_step(session: Session, held: tuple[steps.Step, ...], event: int) -> steps.Step:
    step = next((each for each in held if each.rev == event), None)
    if step is None:
        raise SecondmigError(f"event {event} is not about this transcript", hint="secondmig history")
    if step.doer != session.coder():
        raise SecondmigError(f"event {event} is {step.doer}'s", hint="nobody changes another's work")
    if step.done not in UNDOABLE:
        raise SecondmigError(
            f"event {event} ({step.done}) is not taken back here", hint=f"secondmig undo {event}"
        )
    return step


def _once(
    session: Session, verb: str, act: str, asked: Mapping[str, object], make: Callable[[Change], str]
) -> Acted:
    done = once(session, Deed(verb, act, asked, "coding"), make)
    return Acted(done.rev, done.made, done.again)


def seen_place(session: Session, at: Place) -> tuple[Document, Span]:
    """The transcript and the stretch, once the words there are those that were seen.

    Raises:
        StaleError: the transcript was corrected since.
        WordsError: other words stand there, or a part was taken back.
    """
    seen = seen_text(session, at.document)
    document, hidden = seen.document, seen.hidden
    if document.version != at.version:
        raise StaleError(
            f"the transcript was corrected: version {at.version} was seen, {document.version} is the newest",
            where=at.document,
            hint="read it again",
        )
    if not 0 <= at.start < at.end <= len(document.text):
        raise WordsError(
            "no stretch of the transcript", found="", where=at.document, hint="offsets are code points"
        )
    span = Span(at.start, at.end)
    shown = span.of(seen.text)
    where = place(document, turn_at(document, at.start))
    if hidden.overlaps(span):
        raise WordsError("a part of it was taken back", found=shown, where=where, hint="code what is left")
    if shown != at.quote:
        raise WordsError(
            f"other words stand at {at.start}-{at.end}", found=shown, where=where, hint="read it again"
        )
    return document, span


def _own(session: Session, coding_id: str, seen: int) -> Coding:
    coding = codings.by_id(session.store.read(), coding_id)
    if coding is None:
        raise StaleError("the coding is not there any more", where=coding_id, hint="read it again")
    if coding.coder_id != session.coder():
        raise SecondmigError(
            f"the coding is {coding.coder_id}'s", where=coding_id, hint="nobody changes another's work"
        )
    if coding.created_event != seen:
        raise StaleError("the coding was changed since", where=coding_id, hint="read it again")
    return coding


def facets_of(version: CodebookVersion, code: str, given: Mapping[str, object]) -> dict[str, FacetValue]:
    """Facets as they are stored, once the codebook permits them.

    Raises:
        SecondmigError: it does not; all problems at once.
    """
    from secondmig.codebook.facets import stored_facets

    values, problems = stored_facets(version.codebook, code, given, where="")
    raise_all(problems)
    return dict(sorted(values.items()))


def kept_facets(
    version: CodebookVersion, code: str, facets: Mapping[str, FacetValue]
) -> dict[str, FacetValue]:
    """The facets that another code can carry too."""
    from secondmig.codebook.facets import specs_for

    names = {spec.name for spec in specs_for(version.codebook, code)}
    return {name: value for name, value in facets.items() if name in names}


def version_name(version: CodebookVersion) -> str:
    """How codings name a codebook version, e.g. ``small@2``."""
    return f"{version.codebook.id}@{version.number}"
