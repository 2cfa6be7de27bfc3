"""Plain text: speaker labels where there are any, else paragraphs of an unknown speaker.

A YAML header is read where there is one. Turns have no number. In a labelled text the words of a turn go on,
over blank lines too, until the next label; what stands above the first label belongs to nobody and the import
reports it. Labels are looked for in interviews only: "Article 2: Scope" of a policy is no speaker.
"""

from collections.abc import Sequence
from typing import ClassVar

from secondmig.core.errors import SecondmigError
from secondmig.core.types import Document
from secondmig.transcript.assemble import Draft, Parsed, assemble, kind_of
from secondmig.transcript.decode import decode
from secondmig.transcript.formats import format_of
from secondmig.transcript.header import Header, read_header
from secondmig.transcript.labels import Labelled, believable_labels, matching_labels
from secondmig.transcript.lines import lines
from secondmig.transcript.model import NO, POSSIBLE, Request


class PlainText:
    """Reads any text that is in no format of its own."""

    id: ClassVar[str] = "plain-text"
    title: ClassVar[str] = "plain text, with speaker labels (NAME: words) or without"
    suffixes: ClassVar[tuple[str, ...]] = (".txt", ".text", ".md")

    def sniff(self, raw: bytes) -> int:
        """POSSIBLE for everything that announces no other format."""
        return NO if format_of(raw) else POSSIBLE

    def read(self, raw: bytes, request: Request) -> Document:
        """The document.

        Raises:
            SecondmigError: all problems of the file at once; no line matches the pattern for speakers.
        """
        decoded = decode(raw, encoding=request.encoding, where=request.where)
        header = read_header(decoded.text, where=request.where)
        drafts = _drafts(decoded.text, header, request)
        return assemble(raw, decoded, Parsed(header, drafts), request)


def _drafts(text: str, header: Header, request: Request) -> list[Draft]:
    if request.speakers:
        labels = matching_labels(text, header.end, request.speakers)
        if not labels:
            raise SecondmigError(
                f"no line begins as --speakers {request.speakers.pattern!r} says",
                where=request.where,
                hint="the pattern is matched at the beginning of each line, spaces included",
            )
        return _labelled(text, labels)
    labels = believable_labels(text, header.end) if kind_of(header, request) == "interview" else []
    return _labelled(text, labels) if labels else _paragraphs(text, header.end)


def _labelled(text: str, labels: Sequence[Labelled]) -> list[Draft]:
    ends = [*(label.line.start for label in labels[1:]), len(text)]
    return [
        Draft(None, label.speaker, label.start, end, label.time, label.line.number)
        for label, end in zip(labels, ends, strict=True)
    ]


def _paragraphs(text: str, start: int) -> list[Draft]:
    """Stretches between blank lines, each a turn of nobody known."""
    drafts: list[Draft] = []
    going_on = False
    for line in lines(text, start):
        if not line.of(text).strip():
            going_on = False
        elif going_on:
            drafts[-1].end = line.end
        else:
            drafts.append(Draft(None, "", line.start, line.end, None, line.number))
            going_on = True
    return drafts
