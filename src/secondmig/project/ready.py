"""One file read and made ready to be written: all of an import that needs no database.

So another process can do it; see :mod:`secondmig.project.ahead`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from secondmig.core.labels import same_label
from secondmig.core.types import Document, DocumentKind, SpeakerRole
from secondmig.project.ties import Tie, speakers_of
from secondmig.store import documents
from secondmig.transcript.model import Comment, Transcript

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


@dataclass(frozen=True, slots=True)
class Order:
    """One file and how it is to be read.

    Attributes:
        path: the file.
        name: of the file as the project names it, "" where it is no file.
        how: what the user says, completed by what its folder's profile says.
        folder: the folder whose profile that is, "" where there is none.
        several: the file is one of several, so that an encoding need not hold for it.
    """

    path: Path
    name: str
    how: Reading
    folder: str = ""
    several: bool = False


@dataclass(frozen=True, slots=True)
class Ready:
    """What a file holds, ready to be written.

    Attributes:
        version: the document.
        told: what was understood, line by line.
        memos: texts of the remarks in its margin.
        tied: the labels that belong to each case.
    """

    version: documents.Prepared
    told: tuple[str, ...]
    memos: tuple[str, ...]
    tied: Mapping[str, tuple[str, ...]]


def made_ready(order: Order, source: bytes) -> Ready:
    """All of it at once: :func:`read`, then :func:`finished`.

    Raises:
        SecondmigError: the file cannot be read, or the persons do not fit its speakers.
    """
    return finished(order, source, read(order, source))


def read(order: Order, source: bytes) -> Transcript:
    """What the file holds.

    Raises:
        SecondmigError: it cannot be read.
    """
    return read_file(order.path, source, _fitting(order, source))


def finished(order: Order, source: bytes, transcript: Transcript) -> Ready:
    """What is told of a transcript and what is written of it.

    Raises:
        SecondmigError: the persons do not fit its speakers.
    """
    from secondmig.project.understood import report_lines
    from secondmig.transcript.read import understood

    document, how = transcript.document, order.how
    roles = how.roles or {}
    tied = speakers_of(document, how.cases)
    report = understood(transcript)
    told = report_lines(transcript, report, roles, tied)
    if order.folder:
        from secondmig.project.layout_check import PROJECT_FILE

        told = (*told, f"read as {PROJECT_FILE} says for {order.folder}")
    speaking = {same_label(count.speaker) for count in report.speakers}
    absent = [name for name in roles if same_label(name) not in speaking]
    if absent:
        told = (*told, f"no speaker is called {', '.join(absent)}: the role changes nothing")
    if _fitting(order, source).encoding != how.encoding:
        told = (*told, f"this file is UTF-8 and is not read as {how.encoding}")
    version = documents.prepare(document, source, report.words)
    return Ready(version, told, tuple(memo_texts(document, transcript.comments)), tied)


def _fitting(order: Order, source: bytes) -> Reading:
    """How to read this file: an encoding that was said of several does not hold for one that is UTF-8."""
    from secondmig.core.decode import is_utf8_beyond_ascii

    if order.how.encoding and (order.folder or order.several) and is_utf8_beyond_ascii(source):
        return replace(order.how, encoding=None)
    return order.how


def read_file(path: Path, source: bytes, how: Reading) -> Transcript:
    """Read one file as asked."""
    from secondmig.transcript.read import HowToRead, read_as

    return read_as(
        path, source, HowToRead(how.encoding, how.speakers, how.roles or {}, how.kind, how.language)
    )


def memo_texts(document: Document, comments: Sequence[Comment]) -> Iterator[str]:
    """``On "quoted words" (turn 3, Author): remark``; words that were taken back are not repeated."""
    from secondmig.joint.passages import printed_number

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
