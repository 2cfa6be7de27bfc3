"""Plain text: speaker labels where there are any, else paragraphs of an unknown speaker.

A YAML header is read where there is one. Turns have no number. In a labelled text the words of a turn go on,
over blank lines too, until the next label; what stands above the first label belongs to nobody and the import
reports it. Labels are looked for in interviews only: "Article 2: Scope" of a policy is no speaker.
"""

from typing import ClassVar

from secondmig.core.decode import decode
from secondmig.core.formats import format_of
from secondmig.transcript.assemble import Parsed, assemble, kind_of
from secondmig.transcript.header import read_header
from secondmig.transcript.model import NO, POSSIBLE, Request, Transcript
from secondmig.transcript.turns import find_turns


class PlainText:
    """Reads any text that is in no format of its own."""

    id: ClassVar[str] = "plain-text"
    title: ClassVar[str] = "plain text, with speaker labels (NAME: words) or without"
    suffixes: ClassVar[tuple[str, ...]] = (".txt", ".text")

    def sniff(self, raw: bytes) -> int:
        """POSSIBLE for everything that announces no other format."""
        return NO if format_of(raw) else POSSIBLE

    def read(self, raw: bytes, request: Request) -> Transcript:
        """The document.

        Raises:
            SecondmigError: all problems of the file at once; no line matches the pattern for speakers.
        """
        decoded = decode(raw, encoding=request.encoding, where=request.where)
        header = read_header(decoded.text, where=request.where)
        found = find_turns(decoded.text, header.end, request, kind=kind_of(header, request))
        document = assemble(raw, decoded, Parsed(header, found.drafts), request)
        return Transcript(document, self.title, found.sure, found.notes)
