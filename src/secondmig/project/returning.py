"""What a coder sends back: the codings of a project that was opened from a package, and none of its words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from secondmig.core.counting import counted
from secondmig.core.errors import SecondmigError, raise_all
from secondmig.core.ids import content_hash
from secondmig.core.placing import Correction, compare
from secondmig.core.types import Coding
from secondmig.project.listing import Done
from secondmig.project.open_package import VERB as OPENED
from secondmig.project.package_form import (
    Brief,
    Remark,
    Tie,
    brief_of,
    coding_from,
    coding_row,
    remark_from,
    remark_row,
    strictly,
    tie_from,
    tie_row,
)
from secondmig.project.packages import CODINGS, MEMOS, RELATIONS, identity, slug
from secondmig.project.sealed_file import (
    SUFFIX,
    Sealed,
    changed,
    lines,
    not_ours,
    read,
    refuse_existing,
    write,
)
from secondmig.project.sealed_file import seal as sealed_with
from secondmig.project.session import Session
from secondmig.store import codings, documents, events, memos, relations
from secondmig.store.connection import Connection

PACKAGE: Final = "package"
WHOSE: Final = "coder"
CHAIN: Final = "chain.jsonl"
_HASH_LETTERS: Final = len("sha256:") + 16


@dataclass(frozen=True, slots=True)
class Handing:
    """What a coder hands in.

    Attributes:
        done: documents that are finished, though nothing in them was coded.
        all_done: every document of the package is.
        unfinished: documents that are not finished, though some of it is coded; they stay with the coder.
        coder: whose codings they are in this project; the coder of the package where empty.
    """

    done: tuple[str, ...] = ()
    all_done: bool = False
    unfinished: tuple[str, ...] = ()
    coder: str = ""


@dataclass(frozen=True, slots=True)
class Returned:
    """What a return holds.

    Attributes:
        brief: of the package it answers.
        copy: hash of the first event of the project in which it was coded.
        whose: under which name it was coded there.
        chain: beginnings of the hashes of all events there, by which a later return is known from an older
            one and from one that went another way.
        finished: ids of the documents that were read to their end.
        codings: of these documents alone, with the rev of the event that made each.
        memos: on codings.
        ties: relations that the coder said.
        sha: id of the file.
        where: name of the file.
    """

    brief: Brief
    copy: str
    whose: str
    chain: tuple[str, ...]
    finished: tuple[str, ...]
    codings: tuple[Coding, ...]
    memos: tuple[Remark, ...]
    ties: tuple[Tie, ...]
    sha: str
    where: str

    @property
    def state(self) -> int:
        """Number of the last event there."""
        return len(self.chain)


def give_back(
    session: Session, handing: Handing, *, target: Path | None = None, overwrite: bool = False
) -> Done:
    """Write the file that goes back to the project the package came from.

    Raises:
        SecondmigError: this project was not opened from a package, nothing is finished, or something was
            coded in a way the other project cannot follow.
    """
    with session.store.consistent() as connection:
        brief = brief_here(connection)
        coder = handing.coder or brief.coder
        finished, left = _finished(connection, brief, handing, coder)
        mine = _codings(connection, brief, coder, finished)
        sealed = _sealed(connection, brief, mine, finished, coder)
        others = _left_by_others(connection, brief, coder)
    place = target or Path(f"{slug(brief.coder)}-return{SUFFIX}")
    refuse_existing(place, overwrite=overwrite)
    size = write(sealed, place, overwrite=overwrite)
    told = f"{counted(len(finished), 'document')} finished, {counted(len(mine), 'coding')}"
    details = [f"{told}, {size / 1000:.0f} kB; no words"]
    details += left
    return Done(f"{place}: back to {brief.maker}", tuple(details), warnings=tuple(others), count=len(mine))


def brief_here(connection: Connection) -> Brief:
    """The package this project was opened from.

    Raises:
        SecondmigError: it was not opened from one.
    """
    first = events.by_rev(connection, 1)
    manifest = first.payload.get("manifest") if first and first.verb == OPENED else None
    if not isinstance(manifest, dict):
        raise SecondmigError(
            "this project was not opened from a package: there is nobody to return it to",
            hint="secondmig agree open FILE makes the project in which a package is coded",
        )
    return brief_of(manifest, where="the package")


def _finished(
    connection: Connection, brief: Brief, handing: Handing, coder: str
) -> tuple[tuple[str, ...], list[str]]:
    """The documents handed in, and lines about those that are not.

    Raises:
        SecondmigError: a document is not in the package, named as both, or nothing is finished.
    """
    ids = [each.id for each in brief.documents]
    raise_all(
        SecondmigError(f"{name} is not in the package", hint=f"it holds {', '.join(ids)}")
        for name in dict.fromkeys((*handing.done, *handing.unfinished))
        if name not in ids
    )
    for name in handing.unfinished:
        if name in handing.done:
            raise SecondmigError(f"{name} is named as finished and as unfinished", hint="name it once")
    coded, read = _begun(connection, ids, coder)
    finished = tuple(
        name
        for name in ids
        if name not in handing.unfinished
        and (handing.all_done or name in handing.done or name in coded | read)
    )
    begun = [name for name in ids if name in handing.unfinished]
    idle = [name for name in ids if name not in finished and name not in handing.unfinished]
    bare = [name for name in finished if name not in coded]
    left = []
    if bare:
        left.append(f"finished without a coding, which means no code: {', '.join(bare)}")
    if begun:
        left.append(f"unfinished, stays here until it is: {', '.join(begun)}")
    if idle:
        left.append(
            f"not begun, left out as not assigned: {', '.join(idle)}"
            " (--done DOC where there was nothing to code, or --all-done)"
        )
    if not finished:
        raise SecondmigError(
            f"nothing is finished: no document has a coding by {coder}",
            hint=_whose(connection, ids, coder),
        )
    return finished, left


def _begun(connection: Connection, ids: Sequence[str], coder: str) -> tuple[set[str], set[str]]:
    """Documents with codings of the coder, and those whose codings the coder took back again, all of them."""
    coded = {coding.document_id for coding in codings.find(connection, documents=ids, coders=(coder,))}
    removed = codings.removed_ids(connection, ids)
    states = codings.ever(connection, ids)
    read = {each.document_id for each in states if each.coder_id == coder and each.id in removed}
    return coded, read - coded


def _whose(connection: Connection, ids: Sequence[str], coder: str) -> str:
    names = sorted({coding.coder_id for coding in codings.find(connection, documents=ids)} - {coder})
    if names:
        return f"coded by {', '.join(names)}: secondmig agree return --coder {names[0]} returns these"
    return "secondmig code add; --done DOC where there was nothing to code"


def _left_by_others(connection: Connection, brief: Brief, coder: str) -> list[str]:
    """What was coded here under another name, once the package was opened."""
    ids = [each.id for each in brief.documents]
    count: dict[str, int] = {}
    for coding in codings.find(connection, documents=ids):
        if coding.coder_id != coder and coding.created_event > 1:
            count[coding.coder_id] = count.get(coding.coder_id, 0) + 1
    return [f"{number} codings by {name} are not {coder}'s and stay here" for name, number in count.items()]


def _codings(connection: Connection, brief: Brief, coder: str, finished: Sequence[str]) -> tuple[Coding, ...]:
    """The coder's codings in the words as they were packaged.

    Raises:
        SecondmigError: one stands in words or uses a codebook that the other project does not know; all at
            once.
    """
    known = {f"{book.id}@{book.number}" for book in brief.codebooks}
    corrections: dict[tuple[str, int], Correction] = {}
    found: list[Coding] = []
    problems: list[SecondmigError] = []
    for coding in codings.find(connection, documents=finished, coders=(coder,)):
        try:
            if coding.codebook_version not in known:
                raise SecondmigError(
                    f"coded with {coding.codebook_version}, which the package does not hold",
                    where=f"{coding.document_id} {coding.id}",
                    hint="take the change of the codebook back (secondmig history, secondmig undo EVENT)",
                )
            found.append(_as_packaged(connection, brief, coding, corrections))
        except SecondmigError as error:
            problems.append(error)
    raise_all(problems)
    return tuple(found)


def _as_packaged(
    connection: Connection, brief: Brief, coding: Coding, corrections: dict[tuple[str, int], Correction]
) -> Coding:
    """A coding at its place in the packaged words, where the transcript was corrected since."""
    packed = brief.document(coding.document_id)
    assert packed is not None  # noqa: S101 - only documents of the package are looked at
    if coding.version == packed.number:
        return coding
    key = (coding.document_id, coding.version)
    if key not in corrections:
        then = documents.get(connection, packed.id, version=packed.number)
        now = documents.get(connection, coding.document_id, version=coding.version)
        if then is not None and now is not None:
            corrections[key] = compare(now, then)
    if key in corrections:
        placed = corrections[key].place(coding.span)
        if placed.span is not None and placed.status in {"exact", "moved"}:
            quote = content_hash(placed.span.of(corrections[key].new.text))
            return replace(coding, version=packed.number, span=placed.span, quote_sha=quote)
    raise SecondmigError(
        "coded in words that were corrected here and are not in the package",
        where=f"{coding.document_id} {coding.id}",
        hint="take the correction back (secondmig history, secondmig undo EVENT), or remove the coding",
    )


def _sealed(
    connection: Connection, brief: Brief, mine: Sequence[Coding], finished: Sequence[str], coder: str
) -> Sealed:
    ids = {coding.id for coding in mine}
    unreturned = _ids_by(connection, brief, coder) - ids
    revs = relations.made_at(connection)
    written = [
        Remark(memo.subject_id, memo.text, brief.coder, memo.created_event)
        for memo in memos.every(connection)
        if memo.subject_kind == "coding" and memo.coder == coder and memo.subject_id not in unreturned
    ]
    tied = [
        Tie(replace(each, coder_id=brief.coder), revs[each.id])
        for each in relations.all_relations(connection)
        if each.coder_id == coder and not unreturned & {each.source, each.target}
    ]
    told = {
        PACKAGE: dict(brief.manifest),
        "copy": identity(connection),
        WHOSE: coder,
        "finished": sorted(finished),
    }
    parts = {
        CODINGS: lines([coding_row(replace(each, coder_id=brief.coder)) for each in mine]),
        MEMOS: lines([remark_row(each) for each in written]),
        RELATIONS: lines([tie_row(each) for each in tied]),
        CHAIN: lines([{"event": each.hash[:_HASH_LETTERS]} for each in events.all_events(connection)]),
    }
    return sealed_with("return", told, parts)


def _ids_by(connection: Connection, brief: Brief, coder: str) -> set[str]:
    ids = [each.id for each in brief.documents]
    return {coding.id for coding in codings.find(connection, documents=ids, coders=(coder,))}


def read_return(path: Path) -> Returned:
    """Read what a coder sent back.

    Raises:
        SecondmigError: it is no return, damaged or changed.
    """
    sealed = read(path, "return")
    where, manifest = sealed.where, sealed.manifest
    held, finished = manifest.get(PACKAGE), manifest.get("finished")
    copy, chain = manifest.get("copy"), tuple(str(row.get("event")) for row in sealed.rows(CHAIN))
    if not isinstance(held, dict) or not isinstance(copy, str) or not isinstance(finished, list) or not chain:
        raise not_ours(where)
    brief = brief_of(held, where=where)
    whose = manifest.get(WHOSE, brief.coder)  # a return of before does not say it
    found = Returned(
        brief=brief,
        copy=copy,
        whose=str(whose),
        chain=chain,
        finished=tuple(sorted({str(name) for name in finished})),
        codings=tuple(strictly(coding_from, row, where=where) for row in sealed.rows(CODINGS)),
        memos=tuple(strictly(remark_from, row, where=where) for row in sealed.rows(MEMOS)),
        ties=tuple(strictly(tie_from, row, where=where) for row in sealed.rows(RELATIONS)),
        sha=sealed.id,
        where=where,
    )
    _refuse_inconsistent(found, where)
    return found


def _refuse_inconsistent(found: Returned, where: str) -> None:
    """Refuse what no project of ours writes: a coding outside of the finished documents, or one id twice."""
    packaged: Mapping[str, int] = {each.id: each.number for each in found.brief.documents}
    places = all(
        coding.document_id in found.finished
        and packaged.get(coding.document_id) == coding.version
        and coding.coder_id == found.brief.coder
        for coding in found.codings
    )
    ids = {coding.id for coding in found.codings}
    if not places or len(ids) < len(found.codings) or not set(found.finished) <= set(packaged):
        raise changed(where)
