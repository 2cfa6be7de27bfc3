"""Reading a transcript: which reader fits, by content, and what it understood."""

import functools
import re
import shlex
import stat
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from secondmig.core.decode import AS_TEXT, decode
from secondmig.core.errors import SecondmigError
from secondmig.core.formats import format_of
from secondmig.core.letters import beyond_ascii
from secondmig.core.types import Document, DocumentKind, SpeakerRole, Tier, Turn
from secondmig.transcript.docx_file import DocxFile
from secondmig.transcript.eaf_file import Elan
from secondmig.transcript.header import header_end, id_from, language_problem
from secondmig.transcript.html_file import HtmlFile
from secondmig.transcript.lines import Line
from secondmig.transcript.markdown import Markdown
from secondmig.transcript.model import (
    CERTAIN,
    NO,
    ImportReport,
    Reader,
    Request,
    SpeakerCount,
    Transcript,
    UnparsedLine,
)
from secondmig.transcript.odt_file import OdtFile
from secondmig.transcript.pdf_file import PdfFile
from secondmig.transcript.plain_text import PlainText
from secondmig.transcript.rtf_file import RtfFile
from secondmig.transcript.secondmig_format import SecondmigFormat
from secondmig.transcript.speakers import checked_roles, seems_to_ask, speaker_pattern, speech_of
from secondmig.transcript.subtitles import SubRip, WebVtt
from secondmig.transcript.turns_table import TurnsTable
from secondmig.transcript.whisper_json import WhisperJson
from secondmig.transcript.words import count_all, written_with_spaces
from secondmig.transcript.zoom_text import ZoomText

READERS: Final[tuple[Reader, ...]] = (
    SecondmigFormat(),
    ZoomText(),
    WebVtt(),
    SubRip(),
    Elan(),
    WhisperJson(),
    DocxFile(),
    OdtFile(),
    RtfFile(),
    HtmlFile(),
    PdfFile(),
    Markdown(),
    PlainText(),
    TurnsTable(),
)
_CONTROLS: Final = re.compile("[\x80-\x9f]")
_OF_TIMES: Final = "0123456789:.,[]() \t\n"
LARGEST: Final = 512 * 2**20
"""Bytes of the largest file that is opened; the longest interview as text has some 3 MB."""
_ENTRY_POINTS: Final = "secondmig.readers"


def read_document(path: Path) -> Document:
    """The document of a file whose format says everything; see :func:`read_transcript`."""
    return read_transcript(path).document


def file_bytes(path: Path) -> bytes:
    """The bytes of a file.

    Raises:
        SecondmigError: it is not there, is no file, cannot be read, or is larger than any transcript.
    """
    try:
        known = path.stat()
        size = known.st_size
        if size > LARGEST:
            raise SecondmigError(
                f"{size / 2**20:,.0f} MB are more than a transcript has (at most {LARGEST // 2**20} MB)",
                where=str(path),
                hint="import the transcript itself, or split it",
            )
        if not (stat.S_ISREG(known.st_mode) or stat.S_ISDIR(known.st_mode)):
            raise SecondmigError("is not a file", where=str(path), hint="name a file")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise SecondmigError("there is no such file", where=str(path)) from error
    except IsADirectoryError as error:
        raise SecondmigError("this is a folder, not a file", where=str(path)) from error
    except OSError as error:
        raise SecondmigError(f"the file cannot be read: {error.strerror}", where=str(path)) from error


def read_transcript(
    path: Path,
    raw: bytes | None = None,
    *,
    encoding: str | None = None,
    speakers: str | None = None,
    roles: Mapping[str, SpeakerRole] | None = None,
    kind: DocumentKind | None = None,
) -> Transcript:
    """Read one file; the format is told by its content. See :func:`read_as` for the arguments."""
    return read_as(path, raw, HowToRead(encoding, speakers, roles or {}, kind))


@dataclass(frozen=True, slots=True)
class HowToRead:
    """What a user says of a file, before anything the file says.

    Attributes:
        encoding: to use instead of strict UTF-8.
        speakers: regular expression that matches the beginning of a turn and names its speaker in its one
            group; for formats that print no speakers of their own.
        roles: speaker -> role, without regard to case.
        kind: of document.
        language: main language, BCP 47.
    """

    encoding: str | None = None
    speakers: str | None = None
    roles: Mapping[str, SpeakerRole] = field(default_factory=dict)
    kind: DocumentKind | None = None
    language: str | None = None


def read_as(path: Path, raw: bytes | None, how: HowToRead) -> Transcript:
    """Read one file; the format is told by its content.

    Args:
        path: the file.
        raw: its bytes, where they were read already.
        how: what the user says of it.

    Returns:
        The document, version 1, and what its reader says of it.

    Raises:
        SecondmigError: the file cannot be opened, is no text, is in another encoding, has no reader, or has
            problems, which come all at once with file and line.
    """
    request = Request(
        where=str(path),
        name=id_from(path.stem),
        encoding=how.encoding,
        speakers=speaker_pattern(how.speakers) if how.speakers is not None else None,
        roles=checked_roles(how.roles),
        kind=how.kind,
        language=_checked_language(how.language),
    )
    raw = file_bytes(path) if raw is None else raw
    if not raw:
        raise SecondmigError("the file is empty", where=request.where)
    transcript = _reader_for(raw, path, request).read(raw, request)
    if transcript.document.id != request.name or request.name == unicodedata.normalize("NFC", path.stem):
        return transcript
    note = f"the file's name makes no id: the document is called {request.name}"
    return replace(transcript, notes=(*transcript.notes, note))


def _checked_language(language: str | None) -> str:
    wrong = language_problem(language) if language else ""
    if wrong:
        raise SecondmigError(f"--language {wrong}", hint="use tags such as en, ja or en-NG")
    return language or ""


def all_readers() -> tuple[Reader, ...]:
    """The built-in readers, then those of other packages, for listing."""
    return (*READERS, *_third_party())


def understood(transcript: Transcript) -> ImportReport:
    """What was understood of a file, for the person who imports it to check."""
    document = transcript.document
    text = document.text
    beyond = beyond_ascii(text)
    said: defaultdict[tuple[str, SpeakerRole], list[str]] = defaultdict(list)
    for turn in document.turns:
        span = turn.span
        said[turn.speaker, turn.role].append(text[span.start : span.end])
    speakers = tuple(
        SpeakerCount(*who, len(turns), count_all(turns, beyond), sum(map(len, turns)))
        for who, turns in said.items()
    )
    languages = Counter([turn.language for turn in document.turns])
    report = ImportReport(
        document_id=document.id,
        format=transcript.format,
        sure=transcript.sure,
        decoding=document.decoding,
        turns=len(document.turns),
        words=sum(speaker.words for speaker in speakers),
        speakers=speakers,
        languages=tuple(sorted(languages.items(), key=lambda item: (-item[1], item[0]))),
        timestamps=sum([turn.time_start is not None for turn in document.turns]),
        tiers=tuple(sorted(Counter(tier.name for tier in document.tiers).items())),
        withheld=len(document.withheld),
        comments=len(transcript.comments),
        unparsed=tuple(UnparsedLine(line.number, line.of(text)) for line in _unparsed(document)),
    )
    return replace(report, notes=(*transcript.notes, *_notes(document, report, beyond)))


def _reader_for(raw: bytes, path: Path, request: Request) -> Reader:
    """The reader whose format the content is of; where several are possible, the file's suffix decides."""
    probe = _probe(raw, request)
    best, reader = _best(READERS, probe, path.suffix)
    if best < CERTAIN:
        other, third_party = _best(_third_party(), probe, path.suffix)
        if other > best:
            best, reader = other, third_party
    if reader is None or best < 1:
        known = format_of(raw)
        name = f"it is {known.name}" if known else "its format is not recognised"
        trouble = "not a text file: " if known and known.binary else "no reader for this file: "
        remedy = (known.remedy if known else "") or AS_TEXT
        raise SecondmigError(trouble + name, where=request.where, hint=remedy)
    return reader


def _best(readers: tuple[Reader, ...], raw: bytes, suffix: str) -> tuple[float, Reader | None]:
    """The first of the readers most sure of the content; a fitting suffix counts half a step."""
    best: tuple[float, Reader | None] = (NO, None)
    for reader in readers:
        sure = int(reader.sniff(raw))
        score = sure + (0.5 if sure and suffix.lower() in reader.suffixes else 0)
        if score > best[0]:
            best = (score, reader)
    return best


def _probe(raw: bytes, request: Request) -> bytes:
    """What readers sniff at: the bytes as UTF-8 where another encoding was asked for and fits."""
    if request.encoding is None:
        return raw
    try:
        return decode(raw, encoding=request.encoding, where=request.where).text.encode("utf-8")
    except SecondmigError:
        return raw


@functools.cache
def _third_party() -> tuple[Reader, ...]:
    from importlib.metadata import entry_points

    readers = []
    for point in sorted(entry_points(group=_ENTRY_POINTS), key=lambda point: (point.name, point.value)):
        package = point.dist.name if point.dist else "?"
        try:
            found = point.load()
        except (ImportError, AttributeError) as error:
            raise SecondmigError(
                f"the reader {point.name!r} of the package {package!r} cannot be loaded: {error}",
                hint=f"repair or uninstall {package}",
            ) from error
        readers.append(found() if isinstance(found, type) else found)
    return tuple(readers)


def _unparsed(document: Document) -> Iterator[Line]:
    """Lines below the header that neither hold words of a turn or tier nor are the label above them."""
    text = document.text
    units: Sequence[Turn | Tier] = document.turns
    if document.tiers:
        units = sorted([*document.turns, *document.tiers], key=lambda unit: unit.span.start)
    number, at = 1, 0
    start = header_end(text)
    find, rfind, length = text.find, text.rfind, len(text)
    for unit in (*units, None):
        # Whole lines between the line where the last unit ends and the one where this unit begins.
        stop = rfind("\n", start, unit.span.start) + 1 if unit else length
        if stop > start and not text[start:stop].isspace():
            number += text.count("\n", at, start)
            at = start
            yield from _left(text, Line(number, start, stop), unit)
        if unit:
            start = find("\n", unit.span.end) + 1 or length


def _left(text: str, between: Line, unit: Turn | Tier | None) -> Iterator[Line]:
    """The lines of a stretch that belong to nothing; its number is that of its first line."""
    number, start = between.number, between.start
    while start < between.end:
        end = text.find("\n", start, between.end)
        end = between.end if end < 0 else end
        line = Line(number, start, end)
        words = text[start:end].strip()
        if words and not (unit and _is_label(text, line, words, unit)):
            yield line
        number, start = number + 1, end + 1


def _is_label(text: str, line: Line, words: str, unit: Turn | Tier) -> bool:
    """Whether the line is the label of a turn whose words begin further down."""
    if not isinstance(unit, Turn):
        return False
    if unit.time_start is not None and not words.strip(_OF_TIMES):
        return True
    if text[line.end : unit.span.start].strip(_OF_TIMES):
        return False
    return words.endswith((":", "：")) or (unit.speaker != "" and unit.speaker in words)


def _notes(document: Document, report: ImportReport, beyond: str) -> Iterator[str]:
    """What a person should check by eye; ``beyond`` is all of the text that is not ASCII."""
    roles = {count.role for count in report.speakers}
    unlabelled = sum(count.turns for count in report.speakers if not count.speaker)
    if unlabelled:
        yield f"{unlabelled} turns have no speaker label; --speakers REGEX says how labels look"
    if document.kind == "interview" and "participant" not in roles:
        yield from _unknown_participant(document, report)
    controls = len(_CONTROLS.findall(beyond))
    if controls:
        yield f"{controls} control characters between U+0080 and U+009F; was the file cp1252?"
    lost = beyond.count("\ufffd")
    if lost:
        yield f"{lost} letters (U+FFFD) were lost before the file was written; is there an older copy?"
    if document.language == "und":
        yield "the language is not known; --language en, or a header line language: en, says it"
    spaceless = sum(turns for language, turns in report.languages if not written_with_spaces(language))
    if spaceless:
        yield f"{spaceless} turns are written without spaces: their words are phrases between spaces"


def _unknown_participant(document: Document, report: ImportReport) -> Iterator[str]:
    """How to say who is who, with a proposal where somebody behaves like an interviewer."""
    named = sorted(
        (-count.words, count.speaker) for count in report.speakers if count.speaker and count.role == "other"
    )
    spoken = ((turn.speaker, turn.span) for turn in document.turns)
    asks = seems_to_ask(speech_of(document.text, spoken)) if len(named) > 1 else None
    others = [speaker for _, speaker in named if speaker != asks]
    if asks in {speaker for _, speaker in named} and asks is not None:
        roles = f"{_option(asks, 'interviewer')} {_option(others[0], 'participant')}"
        yield f"who is who is not known; by turns and questions {asks!r} may be the interviewer: {roles}"
    elif others:
        yield f"nobody is known to be the participant; {_option(others[0], 'participant')} would say so"


def _option(speaker: str, role: SpeakerRole) -> str:
    return f"--role {shlex.quote(f'{speaker}={role}')}"
