"""Use cases on codings: add, remove, relate, list."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

from secondmig.core.cautions import made_by, waiting
from secondmig.core.consent import ASKED_FIRST, ask_first
from secondmig.core.errors import SecondmigError, raise_all
from secondmig.core.ids import content_hash, short_id
from secondmig.core.selection import Selection
from secondmig.core.span import Span, SpanSet
from secondmig.core.types import (
    Case,
    CodebookVersion,
    Coding,
    Document,
    FacetValue,
    Level,
    Relation,
    SpeakerRef,
    Turn,
)
from secondmig.project.blindness import seen
from secondmig.project.corpus import find_quote, find_turn
from secondmig.project.gate import hidden_at
from secondmig.project.listing import Done, Listing
from secondmig.project.session import (
    Session,
    by_code,
    codebook_of,
    expand_codes,
    find_document,
    find_version,
    meta,
    newest_codebooks,
    place,
    refuse_former_names,
    turn_at,
)
from secondmig.project.undecided import undecided as waiting_for_code
from secondmig.store import cases, codings, documents, relations

FIELDS = (
    "id",
    "document",
    "turn",
    "start",
    "end",
    "quote",
    "code",
    "coder",
    "facets",
    "origin",
    "status",
    "memo",
    "version",
)


def add(
    session: Session, document_id: str, *, turn: int, quote: str, code: str, facets: Mapping[str, str]
) -> Done:
    """Code a quotation; nothing blocks saving but a wrong place, code or facet value."""
    from secondmig.codebook.facets import missing

    version = codable(newest_codebooks(session), code)
    values = parsed_facets(version, code, facets)
    coder = session.coder()
    with session.store.write(actor=coder, verb="code add", subject=document_id) as change:
        document = find_document(session, document_id)
        meant = find_turn(document, turn)
        span, tier = _coded_stretch(document, meant, quote)
        coding = Coding(
            id="",
            document_id=document_id,
            version=document.version,
            span=span,
            quote_sha=content_hash(span.of(document.text)),
            code_id=code,
            codebook_version=f"{version.codebook.id}@{version.number}",
            coder_id=coder,
            facets=values,
            memo=f"coded on the translation (%{tier}): {quote.strip()}" if tier else "",
        )
        coding = replace(coding, id=codings.free_id(change.connection, coding))
        codings.insert(change, [coding])
        change.payload.update({"coding": coding.id, "code": code})
    to_fill = missing(version.codebook, code, values)
    details = (
        *(
            (f"the words are from the %{tier} translation; the coding sits on the turn's own words",)
            if tier
            else ()
        ),
        *((f"facets to fill: {', '.join(to_fill)}",) if to_fill else ()),
    )
    warnings = ("this is an interviewer's turn",) if meant.role == "interviewer" else ()
    return Done(f"{coding.id}: {place(document, meant)} coded {code}", details, warnings, change.rev)


def _coded_stretch(document: Document, turn: Turn, quote: str) -> tuple[Span, str]:
    """What is coded for a quotation, and the tier it was taken from, "" for the turn's own words.

    Words of a translation stand for the whole turn it translates; the memo of the coding says so.

    Raises:
        SecondmigError: as for :func:`find_quote`, or a part of the turn was taken back.
    """
    withheld = SpanSet.of(stretch.span for stretch in document.withheld)
    bare = withheld.masked(document.text, "\0")
    translated = [
        tier.name
        for tier in document.tiers
        if tier.turn_index == turn.index
        and tier.name != "note"
        and quote.strip()
        and quote in tier.span.of(bare)
    ]
    if not translated or quote in turn.span.of(bare):
        return find_quote(document, turn, quote), ""
    if withheld.overlaps(turn.span):
        raise SecondmigError(
            "a part of the turn was taken back, so its translation cannot be coded",
            where=place(document, turn),
            hint="quote the turn's own words",
        )
    return turn.span, translated[0]


def codable(
    versions: Sequence[CodebookVersion], code_id: str, *, retired_too: bool = False
) -> CodebookVersion:
    """The codebook version of a code that may be applied.

    Args:
        versions: the newest ones.
        code_id: the code.
        retired_too: for codings that may be there already, as those of a retired code stay.

    Raises:
        SecondmigError: the code is unknown, a heading or retired.
    """
    version = codebook_of(versions, code_id)
    code = next(each for each in version.codebook.codes if each.id == code_id)
    if code.retired and not retired_too:
        heirs = [each.id for each in version.codebook.codes if code_id in each.was and not each.retired]
        raise SecondmigError(
            f"{code_id} is retired and nothing new is coded with it: {code.retired}",
            hint=f"use {' or '.join(heirs)}" if heirs else f"secondmig codebook show {version.codebook.id}",
        )
    if not code.codable:
        below = [each.id for each in version.codebook.codes if each.parent == code_id]
        raise SecondmigError(
            f"{code_id} is a heading and is never applied",
            hint=f"use one of {', '.join(below) or 'its codes'}",
        )
    return version


def parsed_facets(version: CodebookVersion, code_id: str, facets: Mapping[str, str]) -> dict[str, FacetValue]:
    """Facet values given as text, checked against the codebook; keys sorted.

    Raises:
        SecondmigError: a facet is unknown for the code, or a value is not permitted; all at once.
    """
    from secondmig.codebook.facets import stored_facets

    values, problems = stored_facets(version.codebook, code_id, facets, where="")
    raise_all(problems)
    return dict(sorted(values.items()))


def remove(session: Session, coding_id: str) -> Done:
    """Take a coding back; undo brings it again."""
    coding = find_coding(session, coding_id)
    with session.store.write(
        actor=session.coder(), verb="code remove", subject=coding.document_id, payload={"coding": coding_id}
    ) as change:
        codings.retire(change, [coding_id])
    return Done(
        f"{coding_id} removed from {coding.document_id}; secondmig undo brings it back", event=change.rev
    )


def find_coding(session: Session, coding_id: str) -> Coding:
    """A current coding by its id.

    Raises:
        SecondmigError: there is none.
    """
    coding = codings.by_id(session.store.read(), coding_id)
    if coding is None:
        raise SecondmigError(f"there is no coding {coding_id}", hint="secondmig code list")
    return coding


def relate(session: Session, source: str, target: str, *, sign: str) -> Done:
    """Say that one coded passage raises, lowers or touches another."""
    if sign not in {"+", "-", "?"}:
        raise SecondmigError(f"a relation is +, - or ?, not {sign!r}", hint="--sign + | - | ?")
    if source == target:
        raise SecondmigError("a coding is not related to itself", hint="name two codings")
    for coding_id in (source, target):
        find_coding(session, coding_id)
    coder = session.coder()
    relation_id = short_id("r", source, target, coder)
    known = next(
        (each for each in relations.all_relations(session.store.read()) if each.id == relation_id), None
    )
    relation = Relation(relation_id, source, target, _sign(sign), coder)
    if known == relation:
        return Done(f"{source} {sign} {target} is already there")
    with session.store.write(actor=coder, verb="code relate", subject=source) as change:
        if known is not None:
            relations.retire(change, [relation_id])
        relations.add(change, relation)
        change.payload.update({"relation": relation_id, "target": target, "sign": sign})
    return Done(f"{source} {sign} {target}", event=change.rev)


def _sign(sign: str) -> Literal["+", "-", "?"]:
    return "+" if sign == "+" else "-" if sign == "-" else "?"


def selected(session: Session, selection: Selection) -> list[Coding]:
    """The codings a selection keeps, by document, span, code and coder; as far as the coder may know of them.

    One that waits for a code is meant wherever one of those it may become is.
    """
    versions = newest_codebooks(session, as_of=selection.as_of)
    codes = frozenset(expand_codes(versions, selection))
    asked = waiting_for_code(session, as_of=selection.as_of) if codes else {}
    maybe = {coding_id for coding_id, options in asked.items() if codes.intersection(options)}
    found = codings.find(
        session.store.read(),
        documents=selection.documents,
        codes=() if maybe else sorted(codes),
        coders=selection.coders,
        as_of=selection.as_of,
    )
    if maybe:
        found = [each for each in found if each.code_id in codes or each.id in maybe]
    found = _where(seen(session, found), versions, selection.where)
    if not selection.cases and not selection.groups:
        return found
    return _of_persons(session, found, selection)


def _where(
    found: list[Coding], versions: Sequence[CodebookVersion], where: Sequence[tuple[str, str]]
) -> list[Coding]:
    """The codings whose facets, defaults filled in, have all these values."""
    if not where:
        return found
    from secondmig.codebook.facets import complete

    books = by_code(versions)

    def told(coding: Coding) -> Mapping[str, FacetValue]:
        book = books.get(coding.code_id)
        return coding.facets if book is None else complete(book, coding.code_id, coding.facets)

    return [coding for coding in found if holds(told(coding), where)]


def holds(facets: Mapping[str, FacetValue], where: Sequence[tuple[str, str]]) -> bool:
    """Whether facets have all these values, written as text."""
    return all(value in _texts(facets.get(name)) for name, value in where)


def _texts(value: FacetValue | None) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, tuple):
        return tuple(text for each in value for text in _texts(each))
    return (str(value).lower() if isinstance(value, bool) else str(value),)


def _of_persons(session: Session, found: Sequence[Coding], selection: Selection) -> list[Coding]:
    speaker_case = cases_by_speaker(cases.all_cases(session.store.read()))
    kept: list[Coding] = []
    at: Document | None = None
    for coding in found:
        if at is None or (at.id, at.version) != (coding.document_id, coding.version):
            at = documents.get(session.store.read(), coding.document_id, version=coding.version)
        turn = turn_at(at, coding.span.start) if at else None
        case = speaker_case.get(SpeakerRef(coding.document_id, turn.speaker)) if turn else None
        if case is not None and _keeps(case, selection):
            kept.append(coding)
    return kept


def _keeps(case: Case, selection: Selection) -> bool:
    if selection.cases and case.id not in selection.cases:
        return False
    return all(case.attributes.get(name) == value for name, value in selection.groups)


def cases_by_speaker(people: Sequence[Case]) -> dict[SpeakerRef, Case]:
    """Speaker of a document -> the person."""
    return {ref: case for case in people for ref in case.speakers}


def list_codings(session: Session, selection: Selection, *, level: Level = "work") -> Listing:
    """One row per coding with its words, as far as ``level`` lets them be seen.

    Raises:
        SecondmigError: the level is partner or public, where rows of persons are never printed.
    """
    refuse_person_rows(level)
    refuse_former_names(session, selection, level)
    rows: list[dict[str, object]] = []
    people = cases.all_cases(session.store.read())
    held: dict[tuple[str, int], tuple[Document, str]] = {}
    for coding in selected(session, selection):
        place = (coding.document_id, coding.version)
        if place not in held:
            # Codings come document by document, those that wait among the others.
            held = {each: seen for each, seen in held.items() if each[0] == coding.document_id}
            held[place] = _document_at(session, coding, people, level)
        rows.append(_row(coding, *held[place]))
    cautions = [*made_by((str(row["coder"]) for row in rows), session.config.coders)]
    undecided = waiting_for_code(session, as_of=selection.as_of)
    asked = sum(row["status"] == "current" and row["id"] in undecided for row in rows)
    cautions.extend(waiting(sum(row["status"] != "current" for row in rows) + asked, asked))
    told = meta(session, unit="codings", selection=selection, n=len(rows), cautions=cautions)
    return Listing(FIELDS, rows, told, _to_ask(rows, people) if level == "team" else ())


def _to_ask(rows: Sequence[Mapping[str, object]], people: Sequence[Case]) -> tuple[str, ...]:
    """Whose words are quoted that want a word with the person before they are quoted outside."""
    quoted = {str(row["document"]) for row in rows if row["quote"]}
    named = [
        case.id
        for case in people
        if case.consent == ASKED_FIRST and any(ref.document in quoted for ref in case.speakers)
    ]
    return (ask_first(named),) if named else ()


def refuse_person_rows(level: Level) -> None:
    """Refuse rows of persons outside the team.

    Raises:
        SecondmigError: the level is partner or public.
    """
    if level in {"partner", "public"}:
        raise SecondmigError(
            f"rows of persons are not released at level {level}",
            hint=f"secondmig report build --release {level} writes what may leave the team",
        )


def _document_at(
    session: Session, coding: Coding, people: Sequence[Case], level: Level
) -> tuple[Document, str]:
    document = find_version(session, coding.document_id, coding.version)
    if document is None:
        raise SecondmigError(f"{coding.id} points at a document that is not there", hint="secondmig check")
    mine = [case for case in people if any(ref.document == document.id for ref in case.speakers)]
    return document, hidden_at(document, mine, level).masked(document.text, "\0")


def _row(coding: Coding, document: Document, text: str) -> dict[str, object]:
    words = coding.span.of(text)
    shown = "\0" not in words
    turn = turn_at(document, coding.span.start)
    return {
        "id": coding.id,
        "document": coding.document_id,
        "turn": (turn.number if turn.number is not None else turn.index + 1) if turn else None,
        "start": coding.span.start,
        "end": coding.span.end,
        "quote": words if shown else None,
        "code": coding.code_id,
        "coder": coding.coder_id,
        "facets": {
            name: list(value) if isinstance(value, tuple) else value for name, value in coding.facets.items()
        },
        "origin": coding.origin,
        "status": coding.status,
        "memo": (coding.memo or None) if shown else None,
        "version": coding.version,
    }
