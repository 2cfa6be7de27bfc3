"""Who is to read which document with which codebook: where nobody is, nothing coded says nothing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from secondmig.core.counting import counted
from secondmig.core.errors import SecondmigError, raise_all
from secondmig.core.selection import Selection
from secondmig.core.types import Assignment
from secondmig.project.blindness import Veil
from secondmig.project.listing import Done, Listing
from secondmig.project.session import Session, coder_name, meta, newest_codebooks
from secondmig.store import assignments as rows
from secondmig.store import documents
from secondmig.store.connect import Change
from secondmig.store.connection import Connection

FIELDS: Final = ("coder", "document", "codebook", "blind", "source", "codings")
IMPLIED: Final = "implied"
"""The source of an assignment that nobody recorded and a coding stands for."""
PACKAGE: Final = "package"
Key = tuple[str, str, str]
"""Coder, document, codebook."""


def assigned(session: Session) -> Mapping[tuple[str, str], frozenset[str]]:
    """(Coder, codebook) -> the documents the coder is assigned to: nothing coded in one of them means "no".

    A coder counts as assigned by an assignment. Where there is none of the coder for a document at all, a
    coding in its place counts as one for its codebook; see :func:`implied`.
    """
    found: dict[tuple[str, str], set[str]] = {}
    for coder, document, codebook in (*_recorded(session.store.read()), *implied(session)):
        found.setdefault((coder, codebook), set()).add(document)
    return {key: frozenset(found[key]) for key in sorted(found)}


def implied(session: Session) -> frozenset[Key]:
    """(Coder, document, codebook) that only a coding stands for: nobody recorded an assignment."""
    connection = session.store.read()
    known = {(coder, document) for coder, document, _ in _recorded(connection)}
    here = {row.id for row in documents.summaries(connection)}
    return frozenset(key for key in rows.coded(connection) if key[:2] not in known and key[1] in here)


def _recorded(connection: Connection) -> dict[Key, Assignment]:
    """The assignments to documents that are there."""
    here = {row.id for row in documents.summaries(connection)}
    return {
        (each.coder_id, each.document_id, each.codebook_id): each
        for each in rows.all_assignments(connection)
        if each.document_id in here
    }


def listing(session: Session, *, coders: Sequence[str] = (), among: Sequence[str] = ()) -> Listing:
    """One row per coder, document and codebook, with the number of codings in their place.

    In a project that was opened from a package, what the package asks of its coder stands there too. It is
    no assignment in the sense of :func:`assigned`: what was not begun is not read.

    Args:
        session: the open project.
        coders: only these; empty for all.
        among: only these documents; empty for all.
    """
    connection = session.store.read()
    recorded, coded = _recorded(connection), rows.coded(connection)
    inferred = implied(session)
    asked, blind = _asked(connection)
    veil = Veil(session)
    keys = sorted({*recorded, *inferred, *asked})
    found: list[dict[str, object]] = []
    for key in keys:
        coder, document, codebook = key
        if (coders and coder not in coders) or (among and document not in among):
            continue
        each = recorded.get(key)
        found.append(
            {
                "coder": coder,
                "document": document,
                "codebook": codebook,
                "blind": each.blind if each else blind if key in asked else None,
                "source": each.source if each else PACKAGE if key in asked else IMPLIED,
                "codings": coded.get(key, 0) if veil.shows_work(*key) else None,
            }
        )
    chosen = Selection(coders=tuple(coders), documents=tuple(among))
    told = meta(session, unit="assignments", selection=chosen, n=len(found))
    begun = {(row["coder"], row["document"]) for row in found if row["codings"] != 0}
    begun |= {key[:2] for key in recorded}
    read = [row for row in found if (row["coder"], row["document"]) in begun]
    left = {str(row["document"]) for row in found} - {str(row["document"]) for row in read}
    return Listing(FIELDS, found, told, (*_notes(read), *_to_do(sorted(left))))


def _asked(connection: Connection) -> tuple[frozenset[Key], bool]:
    """What the package that the project was opened from asks for, and whether it is to be coded blind."""
    from secondmig.project.returning import brief_here

    try:
        brief = brief_here(connection)
    except SecondmigError:
        return frozenset(), False
    here = {row.id for row in documents.summaries(connection)}
    keys = {
        (brief.coder, document.id, book.id)
        for document in brief.documents
        for book in brief.codebooks
        if document.id in here
    }
    return frozenset(keys), brief.blind


def _to_do(left: Sequence[str]) -> list[str]:
    """What is to be said of documents that the package asks for and that were not begun."""
    if not left:
        return []
    return [f"not begun, so not read: {', '.join(left)}; secondmig agree return --done DOC where it was read"]


def _notes(found: Sequence[Mapping[str, object]]) -> list[str]:
    notes = []
    if any(row["source"] == IMPLIED for row in found):
        notes.append(
            "implied: nobody assigned the coder, a coding stands there; secondmig agree assign records it"
        )
    empty = sum(row["codings"] == 0 for row in found)
    if empty:
        notes.append(f"{empty} without a coding: read, and nothing found; a document not listed was not read")
    return notes


@dataclass(frozen=True, slots=True)
class Assigning:
    """What is to be assigned.

    Attributes:
        documents: ids.
        codebooks: ids; empty for all.
        blind: the coder saw nothing of what others coded.
        remove: take the assignment back instead.
    """

    documents: tuple[str, ...]
    codebooks: tuple[str, ...] = ()
    blind: bool = False
    remove: bool = False


def assign(session: Session, coder: str, wanted: Assigning) -> Done:
    """Record by hand that a coder read documents with codebooks, or take that back.

    Raises:
        SecondmigError: a document or codebook is not there, or no document is named; all at once.
    """
    connection = session.store.read()
    coder = coder_name(coder)
    books = chosen_codebooks(session, wanted.codebooks)
    there = {row.id for row in documents.summaries(connection)}
    if not wanted.documents:
        raise SecondmigError("no document is named", hint="--document US01")
    # What was assigned once can be taken back when the document is gone.
    known = there | {each.document_id for each in rows.all_assignments(connection)}
    raise_all(
        SecondmigError(f"there is no document {name}", hint="secondmig corpus list")
        for name in dict.fromkeys(wanted.documents)
        if name not in (known if wanted.remove else there)
    )
    meant = [
        Assignment(coder, document, book, wanted.blind, "hand")
        for document in dict.fromkeys(wanted.documents)
        for book in books
    ]
    payload = {"documents": sorted(set(wanted.documents)), "codebooks": list(books), "remove": wanted.remove}
    write = session.store.write(actor=session.coder(), verb="agree assign", subject=coder, payload=payload)
    with write as change:
        count = rows.retire(change, meant) if wanted.remove else rows.add(change, meant)
        if not count:
            change.nothing()
    if not count:
        return Done(f"{coder}: nothing to change")
    if wanted.remove:
        return Done(f"{coder}: {counted(count, 'assignment')} taken back", event=change.rev, count=count)
    seen = "blind" if wanted.blind else "not blind"
    return Done(f"{coder}: {counted(count, 'assignment')} ({seen})", event=change.rev, count=count)


def declare(change: Change, coder: str, names: Collection[str], books: Sequence[str]) -> int:
    """Assign a coder to the documents of declared files of codings; an assignment that holds is left.

    Args:
        change: the change it belongs to.
        coder: who coded.
        names: ids; those that are no documents are passed over.
        books: ids of codebooks.

    Returns:
        How many are new.
    """
    if not books:
        return 0
    connection = change.connection
    held = {(each.coder_id, each.document_id, each.codebook_id) for each in rows.all_assignments(connection)}
    there = [row.id for row in documents.summaries(connection) if row.id in names]
    # How they came about nobody declares; so they do not pass for blind.
    wanted = [
        Assignment(coder, document, book, blind=False, source="declared")
        for document in there
        for book in books
    ]
    return rows.add(
        change, [each for each in wanted if (coder, each.document_id, each.codebook_id) not in held]
    )


def chosen_codebooks(session: Session, wanted: Sequence[str]) -> tuple[str, ...]:
    """Ids of codebooks: those wanted, or all.

    Raises:
        SecondmigError: one is not there, or the project has none.
    """
    known = tuple(version.codebook.id for version in newest_codebooks(session))
    if not known:
        raise SecondmigError("the project has no codebook", hint="secondmig codebook commit -m TEXT")
    raise_all(
        SecondmigError(f"there is no codebook {name}", hint=f"codebooks here: {', '.join(known)}")
        for name in dict.fromkeys(wanted)
        if name not in known
    )
    return tuple(name for name in known if not wanted or name in wanted)
