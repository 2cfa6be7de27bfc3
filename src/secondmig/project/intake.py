"""Taking transcripts in: which files are meant, how they are read, one transaction for each."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from secondmig.core.errors import ProblemsError, SecondmigError
from secondmig.core.ids import content_hash
from secondmig.core.labels import same_label
from secondmig.core.types import Document, DocumentKind, SpeakerRole
from secondmig.project.folders import files_meant
from secondmig.project.keep import keep, profiles_of
from secondmig.project.layout import PROJECT_FILE, relative
from secondmig.project.listing import ImportResult
from secondmig.project.profiles import ImportProfile, profile_for
from secondmig.project.session import Session
from secondmig.project.ties import Tie, speakers_of, tie
from secondmig.store import documents, files, memos, restrictions
from secondmig.transcript.model import Comment, Transcript

Progress = Callable[[str, int, int], None]
_QUOTED = 120


@dataclass(frozen=True, slots=True)
class Reading:
    """How the files of one import are to be read; what is left out an import profile may say.

    Attributes:
        encoding: passed by the user where a file is not UTF-8.
        speakers: pattern with one group that names the speaker of a line.
        roles: speaker -> role.
        cases: persons, each with the speaker who is that person, or None for the participant.
        kind: of all the files.
        language: main language of all the files, BCP 47.
    """

    encoding: str | None = None
    speakers: str | None = None
    roles: Mapping[str, SpeakerRole] | None = None
    cases: tuple[Tie, ...] = ()
    kind: DocumentKind | None = None
    language: str | None = None


def import_files(
    session: Session,
    paths: Sequence[Path],
    reading: Reading,
    *,
    dry_run: bool = False,
    save: bool = False,
    progress: Progress | None = None,
) -> ImportResult:
    """Take transcripts in, one transaction per file; a refused file leaves the others in.

    Args:
        session: the open project.
        paths: files, or folders whose files are all meant, at any depth.
        reading: how to read them; import profiles of the project fill in what it leaves out.
        dry_run: read and report, write nothing.
        save: keep how the folders were read in secondmig.toml, unless every file was refused.
        progress: called with (file name, done, of how many).

    Raises:
        SecondmigError: ``save`` is asked for what cannot be kept.
    """
    from secondmig.transcript.read import all_readers

    profiles = profiles_of(session, paths, reading) if save else ()

    suffixes = frozenset(suffix for reader in all_readers() for suffix in reader.suffixes)
    meant = files_meant(paths, suffixes)
    intake = _Intake(session, reading, dry_run=dry_run, several=len(meant.files) > 1)
    intake.skipped.extend(meant.left_out)
    for number, path in enumerate(meant.files):
        if progress:
            progress(path.name, number, len(meant.files))
        try:
            intake.file(path)
        except ProblemsError as error:
            intake.refused.extend(error.problems)
        except SecondmigError as error:
            intake.refused.append(error)
    saved = keep(session, profiles) if intake.imported and not dry_run else ()
    return ImportResult(
        tuple(intake.imported), tuple(intake.skipped), tuple(intake.refused), tuple(intake.reports), saved
    )


class _Intake:
    """One import and what became of each file."""

    def __init__(self, session: Session, reading: Reading, *, dry_run: bool, several: bool) -> None:
        self._session = session
        self._several = several
        self._reading = reading
        self._dry_run = dry_run
        self._from: dict[str, Path] = {}
        self.imported: list[str] = []
        self.skipped: list[str] = []
        self.refused: list[SecondmigError] = []
        self.reports: list[tuple[str, tuple[str, ...]]] = []

    def file(self, path: Path) -> None:
        """Read one file and take it in."""
        from secondmig.project.understood import report_lines
        from secondmig.transcript.decode import is_utf8_beyond_ascii
        from secondmig.transcript.read import file_bytes

        source = file_bytes(path)
        known = documents.with_source(self._session.store.read(), content_hash(source))
        if known:
            idle = "; the options change nothing there" if self._reading != Reading() else ""
            self.skipped.append(f"{path.name}: skipped, already there as {known}{idle}")
            return
        how, profile = how_to_read(self._session, path, self._reading)
        kept = how.encoding
        if (profile or self._several) and kept and is_utf8_beyond_ascii(source):
            how = replace(how, encoding=None)
        transcript = read_file(path, source, how)
        document = transcript.document
        self._refuse_twice(document, path)
        tied = speakers_of(document, how.cases)
        told = report_lines(transcript, how.roles or {}, tied)
        if profile:
            told = (*told, f"read as {PROJECT_FILE} says for {profile.folder}")
        speaking = {same_label(speaker) for speaker in {turn.speaker for turn in document.turns}}
        absent = [name for name in how.roles or {} if same_label(name) not in speaking]
        if absent:
            told = (*told, f"no speaker is called {', '.join(absent)}: the role changes nothing")
        if how.encoding != kept:
            told = (*told, f"this file is UTF-8 and is not read as {kept}")
        self.reports.append((document.id, told))
        if self._dry_run or self._take_in(transcript, source, path, tied):
            self.imported.append(document.id)
            self._from[document.id] = path
        else:
            self.skipped.append(f"{path.name}: skipped, already there as {document.id}")

    def _refuse_twice(self, document: Document, path: Path) -> None:
        before = self._from.get(document.id)
        if before is not None:
            raise SecondmigError(
                f"{_shortest(before, path)} and this file would both be the document {document.id}",
                where=_shortest(path, before),
                hint="rename one of them, or give one another id in its header",
            )
        if documents.get(self._session.store.read(), document.id) is not None:
            raise _other_words(document, path)

    def _take_in(
        self, transcript: Transcript, source: bytes, path: Path, tied: Mapping[str, Sequence[str]]
    ) -> bool:
        session, document = self._session, transcript.document
        payload = {
            "source": document.source_sha,
            "text": document.text_sha,
            "turns": len(document.turns),
            **({"comments": len(transcript.comments)} if transcript.comments else {}),
        }
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
            for text in memo_texts(document, transcript.comments):
                memos.add(change, "document", document.id, text, session.coder())
            files.take(change, relative(session.root, path), document.source_sha, "transcript")
            tie(change, document, tied)
        return True


def how_to_read(session: Session, path: Path, asked: Reading) -> tuple[Reading, ImportProfile | None]:
    """What is asked for, else what the profile of the file's folder says."""
    profile = profile_for(session.config.imports, relative(session.root, path))
    if profile is None:
        return asked, None
    filled = replace(
        asked,
        encoding=asked.encoding or profile.encoding,
        speakers=asked.speakers if asked.speakers is not None else profile.speakers,
        roles={**profile.roles, **(asked.roles or {})},
        kind=asked.kind or profile.kind,
        language=asked.language or profile.language,
    )
    return filled, profile


def read_file(path: Path, source: bytes, how: Reading) -> Transcript:
    """Read one file as asked."""
    from secondmig.transcript.read import HowToRead, read_as

    return read_as(
        path, source, HowToRead(how.encoding, how.speakers, how.roles or {}, how.kind, how.language)
    )


def memo_texts(document: Document, comments: Sequence[Comment]) -> Iterator[str]:
    """``On "quoted words" (turn 3, Author): remark``; words that were taken back are not repeated."""
    from secondmig.project.corpus import printed_number

    withheld = [stretch.span for stretch in document.withheld]
    for comment in comments:
        by = [comment.author] if comment.author else []
        span = comment.span
        if span is None:
            yield f"{comment.author}: {comment.text}" if by else comment.text
            continue
        turns = [turn for turn in document.turns if turn.span.overlaps(span)]
        place = [f"turn {printed_number(turns[0])}"] if turns else []
        inside = f" ({', '.join([*place, *by])})" if place or by else ""
        words = " ".join(span.of(document.text).split())
        words = words if len(words) <= _QUOTED else words[: _QUOTED - 3] + "..."
        hidden = any(stretch.overlaps(span) for stretch in withheld)
        on = "On words that were taken back" if hidden else f'On "{words}"'
        yield f"{on}{inside}: {comment.text}"


def _shortest(path: Path, other: Path) -> str:
    """The name of a file, with its folder where the other one is called the same."""
    return path.as_posix() if path.name == other.name else path.name


def _other_words(document: Document, path: Path) -> SecondmigError:
    return SecondmigError(
        f"a document {document.id} is already there with other words",
        where=path.name,
        hint=f"rename the file, or give it another id in its header; its correction: secondmig corpus rebase"
        f" {document.id} FILE",
    )
