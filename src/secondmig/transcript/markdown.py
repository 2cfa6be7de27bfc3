"""Markdown: the text is the whole file, marks and all; headings and rules between turns belong to nobody.

Bold labels (``**ROSA:** words``, ``**ROSA** (00:01:02): words``) are read like any label. Marks inside the
words stay where they are, since nothing in a file is changed; the import counts them.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar, Final

from secondmig.core.decode import decode
from secondmig.core.formats import format_of
from secondmig.transcript.assemble import Draft, Parsed, assemble, kind_of
from secondmig.transcript.header import read_header
from secondmig.transcript.lines import trimmed
from secondmig.transcript.model import CERTAIN, NO, POSSIBLE, Request, Transcript
from secondmig.transcript.turns import find_turns

_BREAK = re.compile(r"^ {0,3}(?:#{1,6}[ \t]+\S[^\n]*|(?:[-*_][ \t]*){3,})$", re.MULTILINE)
_LINE: Final = rb"(?:\A(?:\xef\xbb\xbf)?|[\r\n])"
# Some bytes that must be there, so that most files are passed over fast, and the sign itself.
_SIGNS: Final = (
    (b"#", re.compile(_LINE + rb" {0,3}#{1,6}[ \t]+[^\s#0-9]")),
    (b"**", re.compile(_LINE + rb"[ \t>*+-]*\*\*[^\s*_][^*_\r\n]{0,80}\*\*")),
    (b"__", re.compile(_LINE + rb"[ \t>*+-]*__[^\s*_][^*_\r\n]{0,80}__")),
    (b"](", re.compile(rb"\[[^\[\]\r\n]{1,200}\]\((?:https?:|/|\.|#)[^()\s]{1,300}\)")),
    (b"```", re.compile(rb"[\r\n]```")),
)
_MARKS: Final = (
    (
        re.compile(
            r"(?<![*_\w])(?:\*{1,3}|_{1,3})(?=[^\s*_])[^*_\n]{1,400}?(?<=\S)(?:\*{1,3}|_{1,3})(?![*_\w])"
        ),
        "of emphasis",
    ),
    (re.compile(r"\[[^\[\]\n]{1,200}\]\([^()\s]{1,300}\)"), "of links"),
    (re.compile(r"^[ \t]*(?:[-*+]|[0-9]{1,3}[.)])[ \t]+(?=\S)", re.MULTILINE), "of lists"),
    (re.compile(r"^[ \t]*>[ \t]?(?=\S)", re.MULTILINE), "of quotations"),
)


class Markdown:
    """Reads Markdown by its headings, bold words, links and fences."""

    id: ClassVar[str] = "markdown"
    title: ClassVar[str] = "Markdown, with speaker labels (**NAME:** words) or without"
    suffixes: ClassVar[tuple[str, ...]] = (".md", ".markdown")

    def sniff(self, raw: bytes) -> int:
        """CERTAIN with two kinds of signs, POSSIBLE with one."""
        if format_of(raw):
            return NO
        # One byte is looked for many times faster than two.
        kinds = sum(
            sign[:1] in raw and sign in raw and pattern.search(raw) is not None for sign, pattern in _SIGNS
        )
        return CERTAIN if kinds > 1 else POSSIBLE if kinds else NO

    def read(self, raw: bytes, request: Request) -> Transcript:
        """The document.

        Raises:
            SecondmigError: all problems of the file at once; no line matches the pattern for speakers.
        """
        decoded = decode(raw, encoding=request.encoding, where=request.where)
        header = read_header(decoded.text, where=request.where)
        found = find_turns(decoded.text, header.end, request, kind=kind_of(header, request))
        drafts = [part for draft in found.drafts for part in _cut(decoded.text, draft)]
        document = assemble(raw, decoded, Parsed(header, drafts), request)
        words = "\n".join(turn.span.of(decoded.text) for turn in document.turns)
        return Transcript(document, self.title, found.sure, (*found.notes, *_notes(words)))


def _cut(text: str, draft: Draft) -> Iterator[Draft]:
    """A turn without the headings and rules in it; what stands below one is said by nobody known."""
    start, begun = draft.start, False
    for mark in _BREAK.finditer(text, draft.start, draft.end):
        if trimmed(text, start, mark.start()):
            yield _part(text, draft, start, mark.start()) if begun else replace(draft, end=mark.start())
        start, begun = mark.end(), True
    if not begun:
        yield draft
    elif trimmed(text, start, draft.end):
        yield _part(text, draft, start, draft.end)


def _part(text: str, draft: Draft, start: int, end: int) -> Draft:
    return Draft(None, "", start, end, None, draft.line + text.count("\n", draft.start, start))


def _notes(words: str) -> Iterator[str]:
    marks = [(len(pattern.findall(words)), what) for pattern, what in _MARKS]
    found = ", ".join(f"{number} {what}" for number, what in marks if number)
    if found:
        yield f"marks of Markdown stay in the words as they are: {found}"
