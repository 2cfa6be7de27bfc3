"""What readers receive and give back, and what the import says it understood."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, Protocol

from secondmig.core.span import Span
from secondmig.core.types import Document, DocumentKind, SpeakerRole

NO: Final = 0
POSSIBLE: Final = 1
CERTAIN: Final = 2

Sureness = Literal["certain", "likely", "unsure"]
"""How far turns and speakers can be trusted: the format says them; their marks return; nothing says them."""


@dataclass(frozen=True, slots=True)
class Request:
    """How a file is to be read.

    Attributes:
        where: the file as the user named it, for messages.
        name: the file's stem: the document's id where the file itself names none.
        encoding: as asked for, or None for strict UTF-8.
        speakers: a pattern with one group that names the speaker of a line, or None.
        roles: speaker -> role, before anything the file or the label says.
        kind: of document, before what the file says; None leaves it to the file.
        language: main language, before what the file says; "" leaves it to the file.
    """

    where: str
    name: str
    encoding: str | None = None
    speakers: re.Pattern[str] | None = None
    roles: Mapping[str, SpeakerRole] = field(default_factory=dict)
    kind: DocumentKind | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class Comment:
    """A remark that somebody wrote into the margin of a file; the import keeps it as a memo.

    Attributes:
        span: the words it is about, in the document's text; None where it is about the whole.
        author: as the file names them, "" if it does not.
        text: the remark.
    """

    span: Span | None
    author: str
    text: str


@dataclass(frozen=True, slots=True)
class Transcript:
    """What a reader made of one file.

    Attributes:
        document: version 1.
        format: what the file is, as its reader calls it.
        sure: how far the turns and speakers can be trusted.
        notes: sentences for the person who imports: what was left out, or decided, and can be checked by eye;
            never words of the transcript.
        comments: remarks in the margin, in the order of their places.
    """

    document: Document
    format: str
    sure: Sureness
    notes: tuple[str, ...] = ()
    comments: tuple[Comment, ...] = ()


class Reader(Protocol):
    """One transcript format; register an object of this shape as entry point ``secondmig.readers``."""

    @property
    def id(self) -> str:
        """Names the reader."""

    @property
    def title(self) -> str:
        """The format as people call it."""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Usual endings of file names, with the dot; they only break a tie."""

    def sniff(self, raw: bytes) -> int:
        """Whether the content is of this format: NO, POSSIBLE or CERTAIN (True counts as POSSIBLE)."""

    def read(self, raw: bytes, request: Request) -> Transcript:
        """What the file holds; SecondmigError with every problem of the file."""


@dataclass(frozen=True, slots=True)
class SpeakerCount:
    """One speaker as understood.

    Attributes:
        speaker: the label, "" if unknown.
        role: in the interview.
        turns: number of turns.
        words: see transcript.words.
        characters: code points of their words.
    """

    speaker: str
    role: SpeakerRole
    turns: int
    words: int
    characters: int


@dataclass(frozen=True, slots=True)
class UnparsedLine:
    """A line that is neither header, turn nor tier: kept in the text, but nobody says it."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What a reader understood of one file.

    Attributes:
        document_id: the document.
        format: what the file is, as its reader calls it.
        sure: how far the turns and speakers can be trusted.
        decoding: how bytes became text.
        turns: number of turns.
        words: of all turns; see transcript.words.
        speakers: in the order of first appearance.
        languages: (tag, number of turns), most turns first.
        timestamps: number of turns with a time.
        tiers: (name, number), by name.
        withheld: number of stretches the file itself takes back.
        comments: number of remarks in the margin.
        unparsed: lines that belong to nothing.
        notes: sentences for the user: what to check by eye.
    """

    document_id: str
    format: str
    sure: Sureness
    decoding: str
    turns: int
    words: int
    speakers: tuple[SpeakerCount, ...]
    languages: tuple[tuple[str, int], ...]
    timestamps: int
    tiers: tuple[tuple[str, int], ...]
    withheld: int
    comments: int
    unparsed: tuple[UnparsedLine, ...]
    notes: tuple[str, ...] = ()
