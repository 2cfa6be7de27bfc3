"""Use cases on transcripts: import, list, show, text, restrict."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from secondmig.core.errors import ProblemsError, SecondmigError
from secondmig.core.ids import content_hash
from secondmig.core.selection import Selection
from secondmig.core.span import Span, SpanSet
from secondmig.core.types import Case, Document, DocumentKind, SpeakerRef, SpeakerRole, Turn
from secondmig.project.layout import relative
from secondmig.project.listing import Done, ImportResult, Listing
from secondmig.project.session import Session, find_document, masked_text, meta, place
from secondmig.store import cases, codings, documents, files, restrictions
from secondmig.store.connect import Change

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Reading:
    """How the files of one import are to be read.

    Attributes:
        encoding: passed by the user where a file is not UTF-8.
        speakers: pattern with one group that names the speaker of a line.
        roles: speaker -> role.
        case: the person whose words the participants speak.
        kind: of all the files.
    """

    encoding: str | None = None
    speakers: str | None = None
    roles: Mapping[str, SpeakerRole] | None = None
    case: str | None = None
    kind: DocumentKind | None = None


def import_files(
    session: Session,
    paths: Sequence[Path],
    reading: Reading,
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> ImportResult:
    """Take transcripts in, one transaction per file; a refused file leaves the others in.

    Args:
        session: the open project.
        paths: files, or folders whose files are all meant.
        reading: how to read them.
        dry_run: read and report, write nothing.
        progress: called with (file name, done, of how many).
    """
    imported: list[str] = []
    skipped: list[str] = []
    refused: list[SecondmigError] = []
    reports: list[tuple[str, tuple[str, ...]]] = []
    every, left_out = _expand(paths)
    skipped.extend(
        f"{path.name}: skipped, not a transcript by its name; name the file to import it" for path in left_out
    )
    for number, path in enumerate(every):
        if progress:
            progress(path.name, number, len(every))
        try:
            known, document, source = _read(session, path, reading)
            if document is None:
                skipped.append(f"{path.name}: skipped, already there as {known}")
                continue
            reports.append((document.id, _understood(document)))
            if dry_run or _take_in(session, document, source, path=path, case=reading.case):
                imported.append(document.id)
            else:
                skipped.append(f"{path.name}: skipped, already there as {document.id}")
        except ProblemsError as error:
            refused.extend(error.problems)
        except SecondmigError as error:
            refused.append(error)
    return ImportResult(tuple(imported), tuple(skipped), tuple(refused), tuple(reports))


def _expand(paths: Sequence[Path]) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """The files meant, and those of folders that are left out since no reader knows their suffix."""
    from secondmig.transcript.read import all_readers

    suffixes = {suffix for reader in all_readers() for suffix in reader.suffixes}
    found: dict[Path, None] = {}
    left_out: dict[Path, None] = {}
    for path in paths:
        if not path.is_dir():
            found[path] = None
            continue
        for inner in sorted(path.iterdir()):
            if inner.is_file() and not inner.name.startswith("."):
                (found if inner.suffix.lower() in suffixes else left_out)[inner] = None
    return tuple(found), tuple(left_out)


def _read(session: Session, path: Path, reading: Reading) -> tuple[str, Document | None, bytes]:
    from secondmig.transcript.read import read_document

    regular(path)
    try:
        source = path.read_bytes()
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise SecondmigError(f"cannot be read: {reason}", where=path.name, hint="check the path") from error
    known = documents.with_source(session.store.read(), content_hash(source))
    if known:
        return known, None, source
    document = read_document(
        path, encoding=reading.encoding, speakers=reading.speakers, roles=reading.roles, kind=reading.kind
    )
    if document.source_sha != content_hash(source):
        raise SecondmigError("the file changed while it was read", where=path.name, hint="import it again")
    if documents.get(session.store.read(), document.id) is not None:
        raise _other_words(document, path)
    return "", document, source


def _understood(document: Document) -> tuple[str, ...]:
    """What the reader understood, in lines for the person who imports; no words of the transcript."""
    from secondmig.transcript.read import understood

    report = understood(document)
    speakers = ", ".join(
        f"{each.speaker or 'unknown'} ({each.role}, {each.turns} turns, {each.words} words)"
        for each in report.speakers
    )
    lines = [
        f"{report.turns} turns, {report.words} words, decoded as {report.decoding}",
        f"speakers: {speakers}",
        f"languages: {', '.join(f'{tag} in {turns} turns' for tag, turns in report.languages)}",
        f"timestamps on {report.timestamps} turns",
    ]
    if report.tiers:
        lines.append(f"tiers: {', '.join(f'{number} %{name}' for name, number in report.tiers)}")
    if report.withheld:
        lines.append(f"{report.withheld} stretches are taken back by the file itself and withheld")
    if report.unparsed:
        numbers = ", ".join(str(line.number) for line in report.unparsed[:20])
        lines.append(f"{len(report.unparsed)} lines belong to no turn: {numbers}")
    return (*lines, *report.notes)


def _take_in(session: Session, document: Document, source: bytes, *, path: Path, case: str | None) -> bool:
    payload = {"source": document.source_sha, "text": document.text_sha, "turns": len(document.turns)}
    write = session.store.write(
        actor=session.coder(), verb="corpus import", subject=document.id, payload=payload
    )
    with write as change:
        if documents.with_source(change.connection, document.source_sha):
            change.nothing()
            return False
        if documents.get(change.connection, document.id) is not None:
            raise _other_words(document, path)
        # After an undone import the number of a version that was other words once is not given again.
        document = replace(document, version=documents.free_version(change.connection, document))
        documents.add(change, document, source)
        for stretch in document.withheld:
            restrictions.add(change, document.id, document.version, stretch.span, stretch.reason)
        files.take(change, relative(session.root, path), content_hash(source), "transcript")
        if case is not None:
            _tie(change, document, case)
    return True


def _other_words(document: Document, path: Path) -> SecondmigError:
    return SecondmigError(
        f"a document {document.id} is already there with other words",
        where=path.name,
        hint="give this file another id in its header, or keep the one that is there",
    )


def _tie(change: Change, document: Document, case_id: str) -> None:
    known = cases.get(change.connection, case_id)
    speakers = tuple(
        SpeakerRef(document.id, name)
        for name in dict.fromkeys(turn.speaker for turn in document.turns if turn.role == "participant")
    )
    if not speakers:
        raise SecondmigError(
            f"{document.id} has no participant to tie to {case_id}",
            hint="--role NAME=participant says who it is",
        )
    person = known or Case(case_id, pseudonym=case_id)
    tied = tuple(sorted({*person.speakers, *speakers}))
    cases.put(change, replace(person, speakers=tied))


def list_documents(session: Session, selection: Selection) -> Listing:
    """One row per document, without its words."""
    people = cases.all_cases(session.store.read())
    rows: list[dict[str, object]] = []
    for row in documents.summaries(session.store.read()):
        mine = [case for case in people if any(ref.document == row.id for ref in case.speakers)]
        if not _wanted(row.id, mine, selection):
            continue
        rows.append(
            {
                "id": row.id,
                "title": row.title,
                "kind": row.kind,
                "language": row.language,
                "case": ", ".join(case.id for case in mine) or None,
                "turns": row.turns,
                "words": row.words,
                "version": row.version,
                "decoding": row.decoding,
            }
        )
    fields = ("id", "title", "kind", "language", "case", "turns", "words", "version", "decoding")
    return Listing(fields, rows, meta(session, unit="documents", selection=selection, n=len(rows)))


def _wanted(document_id: str, people: Sequence[Case], selection: Selection) -> bool:
    if selection.documents and document_id not in selection.documents:
        return False
    if selection.cases and not any(case.id in selection.cases for case in people):
        return False
    return all(any(case.attributes.get(name) == value for case in people) for name, value in selection.groups)


def show(session: Session, document_id: str, *, turns: tuple[int, int] | None, codes: bool) -> Listing:
    """The turns of a document, one row each, with their codes where asked; what was taken back is masked."""
    document = find_document(session, document_id)
    text = masked_text(session, document, "work")
    shown = [turn for turn in document.turns if turns is None or turns[0] <= printed_number(turn) <= turns[1]]
    if turns is not None and not shown:
        first, last = (printed_number(document.turns[at]) for at in (0, -1))
        raise SecondmigError(
            f"{document_id} has no turn from {turns[0]} to {turns[1]}",
            hint=f"its turns run from {first} to {last}",
        )
    coded = codings.find(session.store.read(), documents=(document_id,)) if codes else []
    rows: list[dict[str, object]] = []
    for turn in shown:
        row: dict[str, object] = {
            "turn": printed_number(turn),
            "time": _clock(turn.time_start),
            "speaker": turn.speaker,
            "text": turn.span.of(text),
        }
        for tier in (tier for tier in document.tiers if tier.turn_index == turn.index):
            row["text"] = f"{row['text']}\n%{tier.name}: {tier.span.of(text)}"
        if codes:
            here = [coding for coding in coded if turn.span.overlaps(coding.span)]
            row["codes"] = ", ".join(f"{coding.code_id} ({coding.coder_id})" for coding in here) or None
        rows.append(row)
    fields = ("turn", "time", "speaker", "text", "codes") if codes else ("turn", "time", "speaker", "text")
    chosen = Selection(documents=(document_id,))
    return Listing(fields, rows, meta(session, unit="turns", selection=chosen, n=len(rows)))


def text(session: Session, document_id: str) -> str:
    """The canonical text with withheld stretches as █, code point for code point."""
    return masked_text(session, find_document(session, document_id), "work")


def restrict(session: Session, document_id: str, *, turn: int, quote: str | None, reason: str) -> Done:
    """Take a passage back: masked from now on in every output, at every level."""
    document = find_document(session, document_id)
    meant = find_turn(document, turn)
    if not reason.strip():
        raise SecondmigError(
            "a passage is taken back for a reason", where=document_id, hint='--reason "asked by letter"'
        )
    # Looked for in all the words, so that a stretch taken back can be made longer.
    words = meant.span.of(document.text)
    span = meant.span if quote is None else _only_place(document, meant, quote, words)
    beneath = [tier.span for tier in document.tiers if tier.turn_index == meant.index]
    stretches = [span, *beneath]
    write = session.store.write(
        actor=session.coder(),
        verb="corpus restrict",
        subject=document_id,
        payload={"turn": turn, "stretches": len(stretches)},
    )
    with write as change:
        for stretch in stretches:
            restrictions.add(change, document_id, document.version, stretch, reason)
    touched = [
        coding
        for coding in codings.find(session.store.read(), documents=(document_id,))
        if any(stretch.overlaps(coding.span) for stretch in stretches)
    ]
    warnings = (f"{len(touched)} codings lie on it: they count, their words are masked",) if touched else ()
    return Done(
        f"{place(document, meant)}: {len(span)} characters withheld from every output",
        details=tuple(
            f"and the %{tier.name} line under it" for tier in document.tiers if tier.turn_index == meant.index
        ),
        warnings=warnings,
        event=change.rev,
    )


def find_turn(document: Document, number: int) -> Turn:
    """The turn printed with that number; where a source prints none, they are counted from 1.

    Raises:
        SecondmigError: there is none.
    """
    for turn in document.turns:
        if printed_number(turn) == number:
            return turn
    last = printed_number(document.turns[-1]) if document.turns else 0
    raise SecondmigError(
        f"there is no turn {number}",
        where=document.id,
        hint=f"secondmig corpus show {document.id} (up to turn {last})",
    )


def find_quote(document: Document, turn: Turn, quote: str) -> Span:
    """Where a quotation stands in what may be coded of a turn.

    Words that were taken back answer like words that are not there, so that nobody learns them by guessing.

    Raises:
        SecondmigError: it is empty, not there, or there twice.
    """
    withheld = SpanSet.of(stretch.span for stretch in document.withheld)
    return _only_place(document, turn, quote, turn.span.of(withheld.masked(document.text, "\0")))


def _only_place(document: Document, turn: Turn, quote: str, words: str) -> Span:
    where = place(document, turn)
    if not quote.strip():
        raise SecondmigError("the quotation is empty", where=where, hint="give the words of the turn")
    at = words.find(quote)
    if at < 0:
        raise SecondmigError(
            f"these words are not in the turn, or were taken back: {_short(quote)!r}",
            where=where,
            hint=f"secondmig corpus show {document.id} --turns {printed_number(turn)}-{printed_number(turn)}",
        )
    if words.find(quote, at + 1) >= 0:
        raise SecondmigError(
            f"these words stand in the turn more than once: {_short(quote)!r}",
            where=where,
            hint="quote more of the words around them",
        )
    return Span(turn.span.start + at, turn.span.start + at + len(quote))


def regular(path: Path) -> None:
    """Refuse what is there and is no file: a folder, a pipe, a device.

    Raises:
        SecondmigError: it is such a thing.
    """
    if path.exists() and not path.is_file():
        raise SecondmigError("is not a file", where=path.name, hint="name a file")


def printed_number(turn: Turn) -> int:
    """The number of a turn as printed; where a source prints none, they are counted from 1."""
    return turn.number if turn.number is not None else turn.index + 1


def _clock(milliseconds: int | None) -> str | None:
    if milliseconds is None:
        return None
    seconds = milliseconds // 1000
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _short(quote: str) -> str:
    return quote if len(quote) <= 60 else quote[:57] + "..."
