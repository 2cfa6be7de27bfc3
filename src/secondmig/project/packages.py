"""A package: what a second coder needs on another machine, and nothing of what others coded."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from secondmig.codebook.canonical import canonical_json
from secondmig.core.counting import counted
from secondmig.core.errors import SecondmigError, raise_all
from secondmig.core.ids import content_hash
from secondmig.core.span import Span, SpanSet
from secondmig.core.types import CodebookVersion, Coding, Document, Withheld
from secondmig.project.assignments import chosen_codebooks
from secondmig.project.blindness import refuse_blind
from secondmig.project.gate import hidden_at
from secondmig.project.listing import Done
from secondmig.project.package_form import (
    WITHHELD,
    Packed,
    Remark,
    Tie,
    coding_row,
    document_row,
    packed_row,
    remark_row,
    tie_row,
)
from secondmig.project.quotations_in_books import refuse_hidden
from secondmig.project.sealed_file import SUFFIX, Sealed, lines, refuse_existing, seal, write
from secondmig.project.session import Session, cases_of, coder_name, find_document, newest_codebooks
from secondmig.store import assignments, codebooks, codings, documents, events, guides, memos, relations
from secondmig.store.connection import Connection
from secondmig.store.encode import canonical_json as as_json

VERB: Final = "agree package"
TITLE, CODEBOOKS, GUIDE = "project.json", "codebooks.jsonl", "guide.json"
DOCUMENTS, CODINGS, MEMOS, RELATIONS = "documents.jsonl", "codings.jsonl", "memos.jsonl", "relations.jsonl"
# What a coder may need of a header; the rest (consent, remarks on redaction, names of the team) stays.
_HEADER_KEPT: Final = frozenset({"fictional", "languages", "interview_country"})
_SLUG_LENGTH: Final = 40
ALL: Final = "all"
"""Stands for every document of the project."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a package is to be.

    Attributes:
        coder: for whom.
        documents: ids, or :data:`ALL`; with ``again`` empty for those the coder is assigned to.
        codebooks: ids of those to be applied; empty for all.
        blind: leave out what others coded.
        again: the same coder reads the same documents once more, under a name of its own.
    """

    coder: str
    documents: tuple[str, ...] = ()
    codebooks: tuple[str, ...] = ()
    blind: bool = True
    again: bool = False


def package(session: Session, order: Order, *, target: Path | None = None, overwrite: bool = False) -> Done:
    """Write the file that a coder opens with ``agree open``.

    The project's history says that it was made, for whom and of what; nothing else changes here.

    Args:
        session: the open project.
        order: for whom and of what.
        target: the file; ``CODER-PROJECT.secondmig`` in the current folder where None.
        overwrite: a file that is there is replaced.

    Raises:
        SecondmigError: a document or codebook is not there or may not be seen, the coder has codings in the
            documents already, or the file is there; or a codebook holds words that were taken back; or who
            makes an open package reads a document of it blind.
    """
    connection = session.store.read()
    coder = coder_name(order.coder)
    chosen = _documents(session, coder, order)
    if order.again:
        coder = _next_name(connection, coder)
    _refuse_coded(connection, coder, chosen)
    books = chosen_codebooks(session, order.codebooks)
    if not order.blind:
        refuse_blind(session, chosen)
    place = target or Path(f"{slug(coder)}-{slug(session.config.title)}{SUFFIX}")
    refuse_existing(place, overwrite=overwrite)
    with session.store.write(actor=session.coder(), verb=VERB, subject=coder) as change:
        shown = [_as_seen(session, name) for name in chosen]
        versions = [version for version in newest_codebooks(session) if version.codebook.id in books]
        refuse_hidden(session, [version.codebook for version in versions])
        sealed = _sealed(session, replace(order, coder=coder), shown, versions)
        change.payload.update(
            {
                "package": sealed.id,
                "blind": order.blind,
                "documents": {each.id: each.version for each in shown},
                "codebooks": [f"{version.codebook.id}@{version.number}" for version in versions],
            }
        )
        size = write(sealed, place, overwrite=overwrite)
    withheld = sum(len(each.withheld) for each in shown)
    held = f"{counted(len(shown), 'document')}, {counted(len(versions), 'codebook')}"
    details = (
        f"{held}, {size / 1000:.0f} kB; {_seen(order)}",
        *((f"masked in it: {withheld} withheld passages",) if withheld else ()),
        f"{coder}: secondmig agree open {place.name}, code, secondmig agree return",
        f"then here: secondmig agree merge {slug(coder)}-return{SUFFIX}",
    )
    return Done(f"{place}: a package for {coder}", details, event=change.rev, count=len(shown))


def _seen(order: Order) -> str:
    return "blind: nothing of what others coded is in it" if order.blind else "open: not blind"


def slug(text: str) -> str:
    """A text as part of a file name: letters and digits with hyphens between, at most 40 characters."""
    plain = unicodedata.normalize("NFKC", text).lower()
    words = "".join(letter if letter.isalnum() or letter == "." else " " for letter in plain).split()
    kept = "-".join(word.strip(".") for word in words if word.strip("."))
    while len(kept) > _SLUG_LENGTH and "-" in kept:
        kept = kept.rpartition("-")[0]
    return kept[:_SLUG_LENGTH] or "project"


def _documents(session: Session, coder: str, order: Order) -> tuple[str, ...]:
    """The documents meant, by id.

    Raises:
        SecondmigError: none is named, or one is not there; all at once.
    """
    connection = session.store.read()
    here = tuple(row.id for row in documents.summaries(connection))
    if order.documents == (ALL,) and ALL not in here:
        wanted = here
    elif order.again and not order.documents:
        theirs = {
            each.document_id for each in assignments.all_assignments(connection) if each.coder_id == coder
        }
        theirs |= {document for name, document, _ in assignments.coded(connection) if name == coder}
        wanted = tuple(name for name in here if name in theirs)
    else:
        wanted = tuple(sorted(set(order.documents)))
    if not wanted:
        raise SecondmigError(
            f"{coder} has no documents to read again" if order.again else "no document is named",
            hint="--documents US01,US02, or --documents all",
        )
    problems = []
    for name in wanted:
        try:
            _refuse_hidden(session, find_document(session, name))
        except SecondmigError as error:
            problems.append(error)
    raise_all(problems)
    return wanted


def _refuse_hidden(session: Session, document: Document) -> None:
    hidden = hidden_at(document, cases_of(session, document.id), "work")
    theirs = [turn for turn in document.turns if turn.role == "participant"] or list(document.turns)
    if all(hidden.covers(turn.span) for turn in theirs):
        raise SecondmigError(
            "nothing that was said may be seen, even by the team: it cannot be packaged",
            where=document.id,
            hint="leave the document out; secondmig case list shows who agreed to what",
        )


def _next_name(connection: Connection, coder: str) -> str:
    """The first of ``CODER.2``, ``CODER.3`` ... that nobody has used."""
    used = {each.coder_id for each in assignments.all_assignments(connection)}
    used |= {name for name, _, _ in assignments.coded(connection)}
    used |= {event.subject for event in events.all_events(connection) if event.verb == VERB}
    number = 2
    while f"{coder}.{number}" in used:
        number += 1
    return f"{coder}.{number}"


def _refuse_coded(connection: Connection, coder: str, chosen: Sequence[str]) -> None:
    mine = codings.find(connection, documents=chosen, coders=(coder,))
    if mine:
        where = sorted({coding.document_id for coding in mine})
        raise SecondmigError(
            f"{coder} has {counted(len(mine), 'coding')} in these documents already",
            where=", ".join(where[:5]) + (" ..." if len(where) > 5 else ""),
            hint=f"--again lets the same coder read them once more, as {coder}.2; or name another coder",
        )


def _as_seen(session: Session, document_id: str) -> Document:
    """A document as the team may see it, offsets unchanged, without anything that tells more."""
    from secondmig.transcript.header import header_end

    document = find_document(session, document_id)
    hidden = hidden_at(document, cases_of(session, document_id), "work")
    # What stands above the turns tells of consent, redaction and the team; no coder needs it.
    above = header_end(document.text)
    header = SpanSet.of([Span(0, above)]) if above else SpanSet()
    text = hidden.union(header).masked(document.text)
    sha = content_hash(text)
    return replace(
        document,
        text=text,
        text_sha=sha,
        source_sha=sha,
        withheld=tuple(Withheld(span, WITHHELD) for span in hidden.difference(header)),
        header={name: value for name, value in document.header.items() if name in _HEADER_KEPT},
        supersedes=None,
    )


def _sealed(
    session: Session, order: Order, shown: Sequence[Document], versions: Sequence[CodebookVersion]
) -> Sealed:
    connection = session.store.read()
    ids = tuple(document.id for document in shown)
    others: Mapping[str, bytes] = {}
    more: tuple[CodebookVersion, ...] = ()
    if not order.blind:
        kept = {version.codebook.id for version in versions}
        theirs = _seen_codings(connection, shown, kept)
        others = _others(connection, theirs)
        more = _used_by(connection, theirs, versions)
        refuse_hidden(session, [version.codebook for version in more])
    parts = {
        TITLE: as_json({"title": session.config.title}).encode("utf-8"),
        DOCUMENTS: lines([document_row(each) for each in shown]),
        CODEBOOKS: lines([_book_row(version) for version in (*versions, *more)]),
        **_guide(connection, ids),
        **others,
    }
    told = {
        "project": identity(connection),
        "coder": order.coder,
        "maker": session.coder(),
        "blind": order.blind,
        "documents": [packed_row(Packed(each.id, each.version, each.text_sha)) for each in shown],
        "codebooks": [
            packed_row(Packed(each.codebook.id, each.number, each.codebook.sha)) for each in versions
        ],
    }
    return seal("package", told, parts)


def _book_row(version: CodebookVersion) -> dict[str, object]:
    return {
        "number": version.number,
        "sha": version.codebook.sha,
        "body": canonical_json(version.codebook),
    }


def _guide(connection: Connection, ids: Iterable[str]) -> dict[str, bytes]:
    """The interview guide with what was asked in the packaged documents alone."""
    from secondmig.survey.guide import from_body, to_body

    kept = frozenset(ids)
    cut = []
    for held in guides.newest(connection):
        guide = from_body(held.body)
        asked = {name: each for name, each in guide.interviews.items() if name in kept}
        cut.append(to_body(replace(guide, interviews=asked)))
    return {GUIDE: lines([{"body": body} for body in cut])} if cut else {}


def _seen_codings(connection: Connection, shown: Sequence[Document], books: Iterable[str]) -> list[Coding]:
    """What others coded in the words that are to be seen."""
    hidden = {each.id: SpanSet.of(stretch.span for stretch in each.withheld) for each in shown}
    at = {each.id: each.version for each in shown}
    kept = frozenset(books)
    return [
        coding
        for coding in codings.find(connection, documents=tuple(at))
        if coding.status == "current"
        and coding.version == at[coding.document_id]
        and coding.codebook_version.rpartition("@")[0] in kept
        and not hidden[coding.document_id].overlaps(coding.span)
    ]


def _others(connection: Connection, theirs: Sequence[Coding]) -> dict[str, bytes]:
    ids = {coding.id for coding in theirs}
    written = [
        Remark(memo.subject_id, memo.text, memo.coder, memo.created_event)
        for memo in memos.every(connection)
        if memo.subject_kind == "coding" and memo.subject_id in ids
    ]
    tied = [
        Tie(each, 0)
        for each in relations.all_relations(connection)
        if each.source in ids and each.target in ids
    ]
    return {
        CODINGS: lines([coding_row(replace(coding, created_event=0)) for coding in theirs]),
        MEMOS: lines([remark_row(replace(each, event=0)) for each in written]),
        RELATIONS: lines([tie_row(each) for each in tied]),
    }


def _used_by(
    connection: Connection, theirs: Sequence[Coding], versions: Sequence[CodebookVersion]
) -> tuple[CodebookVersion, ...]:
    """Older versions of codebooks in which others coded what is in the package."""
    newest = {f"{version.codebook.id}@{version.number}" for version in versions}
    older = sorted({coding.codebook_version for coding in theirs} - newest)
    pairs = [name.rpartition("@") for name in older]
    found = (codebooks.get(connection, book, int(number)) for book, _, number in pairs)
    return tuple(version for version in found if version is not None)


def identity(connection: Connection) -> str:
    """The name of a project that never changes: the hash of its first event.

    Raises:
        SecondmigError: nothing was ever done in it.
    """
    first = events.by_rev(connection, 1)
    if first is None:
        raise SecondmigError("the project is empty", hint="secondmig build")
    return first.hash


def holders(connection: Connection, names: Iterable[str]) -> tuple[str, ...]:
    """Who was given a package with one of these documents, as lines of text, by coder and document."""
    wanted = frozenset(names)
    held: dict[str, set[str]] = {}
    for event in events.all_events(connection):
        given = event.payload.get("documents")
        if event.verb == VERB and isinstance(given, dict) and wanted & set(given):
            held.setdefault(event.subject, set()).update(wanted & set(given))
    return tuple(
        f"{coder} was given {', '.join(sorted(held[coder]))} in a package, which still holds the words: ask"
        " for it, and the project made of it, to be deleted"
        for coder in sorted(held)
    )
