"""How the tests of this layer read a transcript without touching a disk, and what they expect of errors."""

import re
from collections.abc import Callable, Mapping

import pytest

from secondmig.core.errors import ProblemsError, SecondmigError
from secondmig.core.types import Document, DocumentKind, SpeakerRole
from secondmig.transcript.model import ImportReport, Request, Transcript
from secondmig.transcript.plain_text import PlainText
from secondmig.transcript.read import understood
from secondmig.transcript.secondmig_format import SecondmigFormat

FILE = "US01.txt"


def request(
    *,
    encoding: str | None = None,
    speakers: str | None = None,
    roles: Mapping[str, SpeakerRole] | None = None,
    kind: DocumentKind | None = None,
) -> Request:
    pattern = None if speakers is None else re.compile(speakers)
    return Request(FILE, "US01", encoding, pattern, roles or {}, kind)


def corpus_document(text: str, asked: Request | None = None) -> Document:
    return SecondmigFormat().read(text.encode("utf-8"), asked or request()).document


def plain_document(text: str, asked: Request | None = None) -> Document:
    return PlainText().read(text.encode("utf-8"), asked or request()).document


def report_of(document: Document) -> ImportReport:
    """What the import would say of a document, whatever its reader said."""
    return understood(Transcript(document, "plain text", "likely"))


def said(document: Document) -> list[tuple[str, str]]:
    """Speaker and words of every turn."""
    return [(turn.speaker, turn.span.of(document.text)) for turn in document.turns]


def problems(act: Callable[[], object]) -> list[str]:
    """The lines of all problems that ``act`` raises."""
    with pytest.raises(SecondmigError) as caught:
        act()
    if isinstance(caught.value, ProblemsError):
        return [problem.line() for problem in caught.value.problems]
    return [caught.value.line()]
