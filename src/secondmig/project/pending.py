"""Suggestions as one coder may see them: those that wait, and those the coder decided on.

Nothing is shown of words that may not be seen, of an earlier version of a transcript, or with a code that is
no more applied; nothing waits for a coder who marked the place with that code already. Who reads a
transcript blind sees no suggestion in it until the own pass is finished: what one has seen proposed, one does
not read on one's own any more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from secondmig.core.selection import Selection
from secondmig.core.suggestion import Suggestion, Verdict
from secondmig.core.types import CodebookVersion, Coding
from secondmig.joint.passages import printed_number
from secondmig.project.blindness import blind_books, book_of
from secondmig.project.gate import hidden_at
from secondmig.project.listing import Listing
from secondmig.project.seen_text import SeenText, seen_text
from secondmig.project.session import (
    Session,
    checked,
    expand_codes,
    meta,
    newest_codebooks,
    turn_at,
)
from secondmig.project.suggesting import newest_documents
from secondmig.project.workbench_rows import plain_facets
from secondmig.store import cases, codings, documents, events, passes, suggestions

FIELDS = (
    *("id", "document", "turn", "start", "end", "quote", "code", "engine", "engine_version", "score"),
    *("evidence", "facets", "codebook_version", "verdict", "coding", "coder", "at"),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """A suggestion that a coder may see, with what there is to say about it.

    Attributes:
        suggestion: of the newest version of its transcript.
        verdict: the coder's own, None where there is none.
        coding: id of an own coding of the same code that overlaps it, "" where there is none.
    """

    suggestion: Suggestion
    verdict: Verdict | None
    coding: str

    @property
    def is_pending(self) -> bool:
        """Whether it waits for the coder."""
        return self.verdict is None and not self.coding


@dataclass(frozen=True, slots=True)
class Here:
    """The suggestions that a coder may see.

    Attributes:
        rows: by document, place, code and engine.
        blind: documents with suggestions that are hidden until the own pass is finished.
        texts: the documents, read.
    """

    rows: tuple[Standing, ...]
    blind: frozenset[str]
    texts: Mapping[str, SeenText]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which suggestions are listed.

    Attributes:
        documents: only in these; empty for all.
        codes: only these and those below them.
        engines: only of these.
        least: only with at least this score.
        decided: those the coder decided on instead of those that wait.
    """

    documents: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    engines: tuple[str, ...] = ()
    least: float = 0.0
    decided: bool = False


def standing(session: Session, names: Sequence[str] = ()) -> Here:
    """The suggestions that the coder may see, in some documents or all."""
    held = suggestions.find(session.store.read(), documents=names)
    return visible(session, held, names)


def listing(session: Session, only: Filter) -> Listing:
    """The suggestions that wait for the coder, or those that were decided, with their words.

    Raises:
        SecondmigError: there is no such document or code.
    """
    checked(session, Selection(documents=only.documents))
    codes = frozenset(expand_codes(newest_codebooks(session), Selection(codes=only.codes)))
    here = standing(session, only.documents)
    rows = [
        each
        for each in here.rows
        if (each.verdict is not None if only.decided else each.is_pending)
        and (not codes or each.suggestion.code_id in codes)
        and (not only.engines or each.suggestion.engine in only.engines)
        and each.suggestion.score >= only.least
    ]
    return _listed(session, replace(here, rows=tuple(rows)), only)


def listing_of(session: Session, found: Sequence[Suggestion], names: Sequence[str]) -> Listing:
    """Suggestions that are not kept, as far as the coder may see them."""
    return _listed(session, visible(session, found, names), Filter(documents=tuple(names)))


def is_finished(session: Session, document_id: str) -> bool:
    """Whether the coder finished the own pass through a document."""
    return (session.actor, document_id) in passes.finished(session.store.read())


def visible(session: Session, found: Sequence[Suggestion], names: Sequence[str]) -> Here:
    """Those of the suggestions that the coder may see."""
    there = {each.document_id for each in found}
    if not there:
        return Here((), frozenset(), {})
    texts = _texts(session, sorted(there) if names else ())
    applied = _applied(newest_codebooks(session))
    unseen = {name: hidden_books(session, name) for name in sorted(there & set(texts))}
    marked = _marked(session, texts, names)
    said = own_verdicts(session)
    rows: list[Standing] = []
    blind: set[str] = set()
    for each in found:
        seen = texts.get(each.document_id)
        if seen is None or each.version != seen.document.version or each.code_id not in applied:
            continue
        if seen.hidden.overlaps(each.span):
            continue
        if book_of(each.codebook_version) in unseen[each.document_id]:
            blind.add(each.document_id)
            continue
        own = marked.get((each.document_id, each.code_id), ())
        coding = next((one.id for one in own if one.span.overlaps(each.span)), "")
        rows.append(Standing(each, said.get(each.id), coding))
    return Here(tuple(rows), frozenset(blind), texts)


def _texts(session: Session, names: Sequence[str]) -> dict[str, SeenText]:
    """Newest versions with what may not be seen in them."""
    connection = session.store.read()
    if len(names) == 1:
        held = documents.get_row(connection, names[0], None)
        return {} if held is None else {names[0]: seen_text(session, names[0])}
    people = cases.all_cases(connection)
    found: dict[str, SeenText] = {}
    for document in newest_documents(session, names):
        mine = [case for case in people if any(ref.document == document.id for ref in case.speakers)]
        hidden = hidden_at(document, mine, "work")
        found[document.id] = SeenText(document, hidden, hidden.masked(document.text))
    return found


def _applied(versions: Sequence[CodebookVersion]) -> frozenset[str]:
    return frozenset(
        code.id
        for version in versions
        for code in version.codebook.codes
        if code.codable and not code.retired
    )


def hidden_books(session: Session, document_id: str) -> frozenset[str]:
    """Codebooks whose suggestions the coder does not see yet."""
    if not session.actor or is_finished(session, document_id):
        return frozenset()
    return blind_books(session, document_id)


def _marked(
    session: Session, texts: Mapping[str, SeenText], names: Sequence[str]
) -> dict[tuple[str, str], list[Coding]]:
    """(Document, code) -> the coder's own codings that stand."""
    found: dict[tuple[str, str], list[Coding]] = {}
    if not session.actor:
        return found
    for each in codings.find(session.store.read(), documents=names, coders=(session.actor,)):
        seen = texts.get(each.document_id)
        if seen is not None and each.status == "current" and each.version == seen.document.version:
            found.setdefault((each.document_id, each.code_id), []).append(each)
    return found


def own_verdicts(session: Session) -> dict[str, Verdict]:
    """Suggestion -> what the coder said to it."""
    said = suggestions.verdicts(session.store.read())
    return {each.suggestion_id: each for each in said if each.coder_id == session.actor}


def _listed(session: Session, here: Here, only: Filter) -> Listing:
    times = events.times(
        session.store.read(), {each.verdict.created_event for each in here.rows if each.verdict}
    )
    rows = [_row(each, here.texts[each.suggestion.document_id], times) for each in here.rows]
    chosen = Selection(documents=only.documents, codes=only.codes)
    told = meta(session, unit="suggestions", selection=chosen, n=len(rows))
    return Listing(FIELDS, rows, told, hidden_lines(here))


def hidden_lines(here: Here) -> tuple[str, ...]:
    """Where suggestions are hidden from the coder, in words; nothing where they are not."""
    names = sorted(here.blind)
    if not names:
        return ()
    where = f"hidden until your own pass is finished: {', '.join(names)}"
    return (f"{where}; secondmig code finish {names[0]}",)


def _row(each: Standing, seen: SeenText, times: Mapping[int, str]) -> dict[str, object]:
    one, said = each.suggestion, each.verdict
    turn = turn_at(seen.document, one.span.start)
    return {
        "id": one.id,
        "document": one.document_id,
        "turn": printed_number(turn) if turn else None,
        "start": one.span.start,
        "end": one.span.end,
        "quote": one.span.of(seen.text),
        "code": one.code_id,
        "engine": one.engine,
        "engine_version": one.engine_version,
        "score": one.score,
        "evidence": list(one.evidence),
        "facets": plain_facets(one.facets),
        "codebook_version": one.codebook_version,
        "verdict": said.verdict if said else None,
        "coding": (said.coding_id or None) if said else None,
        "coder": said.coder_id if said else None,
        "at": times.get(said.created_event) if said else None,
    }
