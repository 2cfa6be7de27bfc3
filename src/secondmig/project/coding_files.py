"""Codings from files: what ``code export`` writes, and the gold form with the facets flat."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from pathlib import Path

from secondmig.core.errors import SecondmigError, raise_all
from secondmig.core.ids import content_hash
from secondmig.core.span import Span
from secondmig.core.types import CodebookVersion, Coding, Document, FacetValue
from secondmig.project.assignments import declare
from secondmig.project.codes import FIELDS, codable
from secondmig.project.corpus import find_quote, find_turn, regular
from secondmig.project.layout import relative
from secondmig.project.listing import Done
from secondmig.project.row_places import Versions
from secondmig.project.session import Session, newest_codebooks
from secondmig.store import codings, files
from secondmig.store.connect import Change

_KNOWN = frozenset({*FIELDS, "note"})
Key = tuple[object, ...]
_ORIGIN_FILE = "import:file"
_REMOVED = "had been removed by a person and stay removed"
_CORRECTED = "are of words that were corrected since, and wait: secondmig corpus review"


@dataclass(frozen=True, slots=True)
class Row:
    """One coding as a file says it; ``where`` is file:line, ``version`` that of the transcript, or None."""

    where: str
    document: str
    turn: int | None
    start: int | None
    end: int | None
    quote: str | None
    code: str
    coder: str
    facets: Mapping[str, object]
    origin: str
    memo: str
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Proposed:
    """A row as a coding, and as what it would be in older versions of its transcript."""

    where: str
    coding: Coding
    others: tuple[Coding, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import will do: codings to add, and how many are there already or were removed by a person."""

    new: tuple[Proposed, ...]
    known: int
    removed: int


def import_file(session: Session, path: Path, *, coder: str = "", declared: Sequence[str] = ()) -> Done:
    """Take a file of codings in, all of it or nothing.

    Args:
        session: the open project.
        path: .jsonl, .json or .csv.
        coder: whose codings they are where the file does not say; else the actor.
        declared: codebooks with which that coder read the documents of the file to their end.

    Raises:
        SecondmigError: every problem of the file at once, with its line.
    """
    name = relative(session.root, path)
    source = _bytes(path)
    sha = content_hash(source)
    rows = tuple(read_rows(path.name, source))
    write = session.store.write(actor=session.coder(), verb="code import", subject=name)
    with write as change:
        plan = _plan(session, change, rows, default_document=path.stem, coder=coder or session.coder())
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
    return Done(f"{path.name}: {len(new)} codings", details, event=change.rev, count=len(new))


def _bytes(path: Path) -> bytes:
    regular(path)
    try:
        return path.read_bytes()
    except OSError as error:
        raise SecondmigError(
            f"cannot be read: {error.strerror}", where=path.name, hint="check the path"
        ) from error


def read_rows(name: str, source: bytes) -> Iterator[Row]:
    """The rows of a file of codings.

    Args:
        name: of the file, for the errors.
        source: its bytes; UTF-8, with or without BOM.

    Raises:
        SecondmigError: it is not UTF-8, or not of a form we read; all bad lines at once.
    """
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SecondmigError(
            f"not UTF-8 at byte {error.start}", where=name, hint="save the file as UTF-8 and import it again"
        ) from error
    if "\0" in text:
        raise SecondmigError("not a text file", where=name, hint="codings come as .jsonl, .json or .csv")
    text = text.replace("\r\n", "\n")
    if name.lower().endswith(".csv"):
        pairs = _csv_rows(name, text)
    elif text.lstrip().startswith(("[", "{\n", '{"meta"')):
        pairs = _json_rows(name, text)
    else:
        pairs = _jsonl_rows(name, text)
    problems: list[SecondmigError] = []
    rows: list[Row] = []
    for where, raw in pairs:
        if isinstance(raw, SecondmigError):
            problems.append(raw)
            continue
        try:
            rows.append(_row(where, raw))
        except SecondmigError as error:
            problems.append(error)
    raise_all(problems)
    return iter(rows)


_Pair = tuple[str, "Mapping[str, object] | SecondmigError"]


def _jsonl_rows(name: str, text: str) -> list[_Pair]:
    pairs: list[_Pair] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        where = f"{name}:{number}"
        try:
            raw = json.loads(line)
        except (ValueError, RecursionError) as error:
            problem = SecondmigError(f"not JSON: {_why(error)}", where=where, hint="correct the line")
            pairs.append((where, problem))
            continue
        if isinstance(raw, dict):
            pairs.append((where, raw))
        else:
            pairs.append(
                (where, SecondmigError("a coding is a JSON object", where=where, hint="correct the line"))
            )
    return pairs


def _json_rows(name: str, text: str) -> list[_Pair]:
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SecondmigError(f"not JSON: {_why(error)}", where=name, hint="correct it") from error
    rows = raw.get("rows") if isinstance(raw, dict) else raw
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise SecondmigError(
            "no list of codings in it", where=name, hint="see secondmig code export --format json"
        )
    return [(f"{name} row {number}", row) for number, row in enumerate(rows, start=1)]


def _why(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at column {error.colno}"
    return "too deep" if isinstance(error, RecursionError) else "a number of too many digits"


def _csv_rows(name: str, text: str) -> list[_Pair]:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    header = reader.fieldnames or []
    needed = [column for column in ("code",) if column not in header]
    if "quote" not in header and not {"start", "end"} <= set(header):
        needed.append("quote (or start and end)")
    if needed:
        raise SecondmigError(
            f"missing column {', '.join(needed)}",
            where=f"{name}:1",
            hint=f"columns found: {', '.join(header)}",
        )
    pairs: list[_Pair] = []
    for raw in _read_csv(name, reader):
        where = f"{name}:{reader.line_num}"
        if None in raw or None in raw.values():
            pairs.append(
                (where, SecondmigError("more or fewer cells than columns", where=where, hint="quote commas"))
            )
            continue
        pairs.append((where, {key: value for key, value in raw.items() if value != ""}))
    return pairs


def _read_csv(name: str, reader: "csv.DictReader[str]") -> Iterator[dict[str, str]]:
    try:
        yield from reader
    except csv.Error as error:
        where = f"{name}:{reader.line_num}"
        raise SecondmigError(f"not CSV: {error}", where=where, hint="correct the line") from error


def _row(where: str, raw: Mapping[str, object]) -> Row:
    code = raw.get("code")
    if not isinstance(code, str) or not code:
        raise SecondmigError("a coding without code", where=where, hint='add "code"')
    quote = raw.get("quote")
    if quote is not None and not isinstance(quote, str):
        raise SecondmigError("quote should be text", where=where, hint="correct the line")
    start, end, turn, version = (
        _whole(where, key, raw.get(key)) for key in ("start", "end", "turn", "version")
    )
    if quote is None and (start is None or end is None):
        raise SecondmigError("a coding without quote", where=where, hint='add "quote", or "start" and "end"')
    if turn is None and start is None:
        raise SecondmigError("a coding without place", where=where, hint='add "turn", or "start" and "end"')
    return Row(
        where=where,
        document=str(raw.get("document") or ""),
        turn=turn,
        start=start,
        end=end,
        quote=quote,
        code=code,
        coder=str(raw.get("coder") or ""),
        facets=_facets(where, raw),
        origin=str(raw.get("origin") or _ORIGIN_FILE),
        memo=str(raw.get("memo") or raw.get("note") or ""),
        version=version,
    )


def _facets(where: str, raw: Mapping[str, object]) -> dict[str, object]:
    flat = {key: value for key, value in raw.items() if key not in _KNOWN}
    nested = raw.get("facets") or {}
    if isinstance(nested, str):
        try:
            nested = json.loads(nested)
        except (ValueError, RecursionError) as error:
            raise SecondmigError(
                f"facets are not JSON: {_why(error)}", where=where, hint="correct it"
            ) from error
    if not isinstance(nested, dict):
        raise SecondmigError("facets should be an object", where=where, hint="correct the line")
    return {**flat, **nested}


def _whole(where: str, key: str, value: object) -> int | None:
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit():
        return int(value)
    raise SecondmigError(
        f"{key} should be a whole number, not {value!r}", where=where, hint="correct the line"
    )


def _plan(
    session: Session, change: Change, rows: Sequence[Row], *, default_document: str, coder: str
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
            mine = partial(_coding, row, versions=versions, coder=row.coder or coder)
            proposed.append(Proposed(row.where, *found[document_id].placed(mine, version=row.version)))
        except SecondmigError as error:
            problems.append(error if error.where.startswith(row.where) else _at(row.where, error))
    raise_all(problems)
    plan = _without_known(change, proposed)
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
    return plan


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


def _coding(row: Row, document: Document, *, versions: Sequence[CodebookVersion], coder: str) -> Coding:
    version = codable(versions, row.code, retired_too=True)
    span = _span(row, document)
    return Coding(
        id="",
        document_id=document.id,
        version=document.version,
        span=span,
        quote_sha=content_hash(span.of(document.text)),
        code_id=row.code,
        codebook_version=f"{version.codebook.id}@{version.number}",
        coder_id=coder,
        facets=_checked(row, version),
        origin=row.origin,
        memo=row.memo,
    )


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


def _checked(row: Row, version: CodebookVersion) -> dict[str, FacetValue]:
    from secondmig.codebook.facets import stored_facets

    values, problems = stored_facets(version.codebook, row.code, row.facets, where=row.where)
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
