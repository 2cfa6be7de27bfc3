"""Codings from files, all of a file or nothing."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count
from pathlib import Path

from secondmig.core.counting import counted
from secondmig.core.errors import SecondmigError, raise_all
from secondmig.core.ids import content_hash
from secondmig.core.span import Span
from secondmig.core.types import CodebookVersion, Coding, Document, FacetValue
from secondmig.project.assignments import declare
from secondmig.project.codes import codable
from secondmig.project.codes_then import CodesThen, Meant
from secondmig.project.coding_rows import Row, read_rows
from secondmig.project.corpus import find_quote, find_turn, regular
from secondmig.project.layout import relative
from secondmig.project.listing import Done
from secondmig.project.row_places import Versions
from secondmig.project.session import Session, newest_codebooks
from secondmig.store import codebooks, codings, files
from secondmig.store.connect import Change

Key = tuple[object, ...]
_REMOVED = "had been removed by a person and stay removed"
_CORRECTED = "are of words that were corrected since, and wait: secondmig corpus review"
_DIVIDED = "wait for a code since theirs was divided: secondmig codebook review"


@dataclass(frozen=True, slots=True)
class Proposed:
    """A row as a coding, and as what it would be in older versions of its transcript."""

    where: str
    coding: Coding
    others: tuple[Coding, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import will do: codings to add, and how many are there already or were removed by a person.

    ``then`` says what became of codes of earlier versions: (what is to be told) -> codings added.
    """

    new: tuple[Proposed, ...]
    known: int
    removed: int
    then: Counter[str] = field(default_factory=Counter)


def import_file(
    session: Session, path: Path, *, coder: str = "", declared: Sequence[str] = (), before: bool = False
) -> Done:
    """Take a file of codings in, all of it or nothing.

    Codings with a code of an earlier version of its codebook carry what became of it, or wait where it was
    divided, as those that were there when the codebook changed.

    Args:
        session: the open project.
        path: .jsonl, .json or .csv.
        coder: whose codings they are where the file does not say; else the actor.
        declared: codebooks with which that coder read the documents of the file to their end.
        before: the file is as old as the project, so its codings with a retired code are of before that.

    Raises:
        SecondmigError: every problem of the file at once, with its line.
    """
    name = relative(session.root, path)
    source = _bytes(path)
    sha = content_hash(source)
    rows = tuple(read_rows(path.name, source))
    write = session.store.write(actor=session.coder(), verb="code import", subject=name)
    with write as change:
        reading = _Reading(CodesThen(codebooks.every(change.connection)), coder or session.coder(), before)
        plan = _plan(session, change, rows, reading, default_document=path.stem)
        new = [each.coding for each in plan.new]
        codings.insert(change, new)
        taken = files.take(change, name, sha, "codings")
        named = {path.stem, *(row.document for row in rows if row.document)} if declared else set()
        declare(change, coder or session.coder(), named, declared)
        if not new and not taken:
            change.nothing()
            return Done(f"{path.name}: skipped, already there")
        change.payload.update({"source": sha, "codings": len(new)})
    waits = sum(coding.status != "current" for coding in new)
    told = ((plan.known, "were already there"), (plan.removed, _REMOVED), (waits, _CORRECTED))
    details = tuple(f"{number} {what}" for number, what in told if number)
    details += tuple(f"{number} {what}" for what, number in sorted(plan.then.items()))
    return Done(f"{path.name}: {counted(len(new), 'coding')}", details, event=change.rev, count=len(new))


def _bytes(path: Path) -> bytes:
    regular(path)
    try:
        return path.read_bytes()
    except OSError as error:
        raise SecondmigError(
            f"cannot be read: {(error.strerror or 'no reason given').lower()}",
            where=str(path),
            hint="check the path",
        ) from error


@dataclass(frozen=True, slots=True)
class _Reading:
    """How rows are read: the codes of all versions, whose they are, and whether they are of before."""

    codes: CodesThen
    coder: str
    before: bool


def _plan(
    session: Session, change: Change, rows: Sequence[Row], reading: _Reading, *, default_document: str
) -> Plan:
    versions = newest_codebooks(session)
    found: dict[str, Versions] = {}
    problems: list[SecondmigError] = []
    proposed: list[Proposed] = []
    for row in rows:
        try:
            document_id = row.document or default_document
            if document_id not in found:
                found[document_id] = Versions(session, document_id)
            mine = partial(
                _coding, row, meant=reading.codes.meant(row.code), coder=row.coder or reading.coder
            )
            proposed.append(Proposed(row.where, *found[document_id].placed(mine, version=row.version)))
        except SecondmigError as error:
            problems.append(error if error.where.startswith(row.where) else _at(row.where, error))
    raise_all(problems)
    plan = _without_known(change, proposed)
    if not reading.before:
        raise_all(_retired(plan.new, versions))
    raise_all(
        SecondmigError(
            "these words stood in another turn before the transcript was corrected: which are meant?",
            where=each.where,
            hint=f"say in a column version which version of {each.coding.document_id} the row counts in",
        )
        for each in plan.new
        if found[each.coding.document_id].differ(each.coding, each.others)
    )
    code_of = {row.where: row.code for row in rows}
    plan.then.update(
        line for each in plan.new for line in _then(reading, each, code_of[each.where], versions)
    )
    return plan


def _then(reading: _Reading, each: Proposed, code: str, versions: Sequence[CodebookVersion]) -> Iterator[str]:
    """What is to be told of a coding with a code of earlier."""
    meant, coding = reading.codes.meant(code), each.coding
    if not meant.becomes:
        yield _DIVIDED
    elif meant.becomes != code:
        yield f"with {code} are {coding.code_id} now"
    if any(one.id == coding.code_id and one.retired for book in versions for one in book.codebook.codes):
        yield f"with {coding.code_id}, which was retired: taken in as of before"
    elif reading.before and meant.becomes == code and (parts := reading.codes.divided_since(code)):
        yield f"with {code}, of which {' and '.join(parts)} came out: taken for what {code} means now"


def _retired(new: Sequence[Proposed], versions: Sequence[CodebookVersion]) -> Iterator[SecondmigError]:
    """A refusal for each row that would be coded with a retired code anew."""
    retired = {code.id for version in versions for code in version.codebook.codes if code.retired}
    for each in new:
        if each.coding.code_id in retired:
            try:
                codable(versions, each.coding.code_id)
            except SecondmigError as error:
                yield _at(each.where, error)


def _at(where: str, error: SecondmigError) -> SecondmigError:
    return SecondmigError(error.line(), where=where, hint=error.hint)


def _coding(row: Row, document: Document, *, meant: Meant, coder: str) -> Coding:
    from secondmig.project.following import fitted

    version = meant.version
    span = _span(row, document)
    coding = Coding(
        id="",
        document_id=document.id,
        version=document.version,
        span=span,
        quote_sha=content_hash(span.of(document.text)),
        code_id=meant.code,
        codebook_version=f"{version.codebook.id}@{version.number}",
        coder_id=coder,
        facets=_checked(row, version, meant.code),
        origin=row.origin,
        memo=row.memo,
    )
    if meant.becomes in {"", meant.code}:
        return coding
    newest = meant.newest
    facets, _lost = fitted(version.codebook, newest.codebook, coding, meant.becomes)
    stamp = f"{newest.codebook.id}@{newest.number}"
    return replace(coding, code_id=meant.becomes, codebook_version=stamp, facets=facets)


def _span(row: Row, document: Document) -> Span:
    if row.start is None or row.end is None:
        if row.turn is None or row.quote is None:
            raise SecondmigError("a coding without place", where=row.where, hint='add "turn" and "quote"')
        return find_quote(document, find_turn(document, row.turn), row.quote)
    if not 0 <= row.start < row.end <= len(document.text):
        raise SecondmigError(
            f"{row.start}-{row.end} lies outside the document",
            where=document.id,
            hint="offsets are code points",
        )
    span = Span(row.start, row.end)
    if any(stretch.span.overlaps(span) for stretch in document.withheld):
        raise SecondmigError("this passage was taken back and cannot be coded or quoted", where=document.id)
    if row.quote is not None and span.of(document.text) != row.quote:
        raise SecondmigError(
            f"the words at {row.start}-{row.end} are not those of the quotation",
            where=document.id,
            hint="was it exported from another version? leave start and end out and give turn and quote",
        )
    return span


def _checked(row: Row, version: CodebookVersion, code: str) -> dict[str, FacetValue]:
    from secondmig.codebook.facets import stored_facets

    values, problems = stored_facets(version.codebook, code, row.facets, where=row.where)
    raise_all(problems)
    return dict(sorted(values.items()))


def _without_known(change: Change, proposed: Sequence[Proposed]) -> Plan:
    """Leave out what is there or was removed, wherever a correction of the transcript has put it since."""
    here = tuple(sorted({each.coding.document_id for each in proposed}))
    states = codings.ever(change.connection, here) if here else []
    taken = {coding.id for coding in states if coding.retired_event is None}
    gone = codings.removed_ids(change.connection, here) if here else frozenset()
    same = {_same(coding) for coding in states if coding.id in taken}
    was = {_same(coding) for coding in states if coding.id in gone} - same
    new: list[Proposed] = []
    known = removed = 0
    for each in proposed:
        coding = each.coding
        keys = {_same(one) for one in (coding, *each.others)}
        if not same.isdisjoint(keys):
            known += 1
            continue
        if not was.isdisjoint(keys):
            removed += 1
            continue
        free = next(name for name in map(partial(codings.nth_id, coding), count()) if name not in taken)
        if free in gone:
            removed += 1
            taken.add(free)
            continue
        same.add(_same(coding))
        taken.add(free)
        new.append(replace(each, coding=replace(coding, id=free)))
    return Plan(tuple(new), known, removed)


def _same(coding: Coding) -> Key:
    facets = tuple(sorted((name, value) for name, value in coding.facets.items()))
    return (coding.document_id, coding.version, coding.span, coding.code_id, coding.coder_id, facets)
