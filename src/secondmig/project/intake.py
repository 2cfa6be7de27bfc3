"""Taking transcripts in: which files are meant, how they are read, one transaction for each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from secondmig.core.errors import ProblemsError, SecondmigError
from secondmig.core.ids import content_hash
from secondmig.core.types import Case, Document, DocumentKind, SpeakerRef, SpeakerRole
from secondmig.project.layout import relative
from secondmig.project.listing import ImportResult
from secondmig.project.session import Session
from secondmig.store import cases, documents, files, restrictions
from secondmig.store.connect import Change
from secondmig.transcript.model import Transcript

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
            known, transcript, source = _read(session, path, reading)
            if transcript is None:
                skipped.append(f"{path.name}: skipped, already there as {known}")
                continue
            document_id = transcript.document.id
            reports.append((document_id, _understood(transcript)))
            if dry_run or _take_in(session, transcript, source, path=path, case=reading.case):
                imported.append(document_id)
            else:
                skipped.append(f"{path.name}: skipped, already there as {document_id}")
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


def _read(session: Session, path: Path, reading: Reading) -> tuple[str, Transcript | None, bytes]:
    from secondmig.transcript.read import file_bytes, read_transcript

    source = file_bytes(path)
    known = documents.with_source(session.store.read(), content_hash(source))
    if known:
        return known, None, source
    transcript = read_transcript(
        path,
        source,
        encoding=reading.encoding,
        speakers=reading.speakers,
        roles=reading.roles,
        kind=reading.kind,
    )
    if documents.get(session.store.read(), transcript.document.id) is not None:
        raise _other_words(transcript.document, path)
    return "", transcript, source


def _understood(transcript: Transcript) -> tuple[str, ...]:
    """What the reader understood, in lines for the person who imports; no words of the transcript."""
    from secondmig.transcript.read import understood

    report = understood(transcript)
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


def _take_in(
    session: Session, transcript: Transcript, source: bytes, *, path: Path, case: str | None
) -> bool:
    document = transcript.document
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
