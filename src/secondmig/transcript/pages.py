"""From the paragraphs of a word processor, a web page or a PDF to one text with turns and remarks.

Readers of containers write what they find into a :class:`Sheet`; :func:`lay_out` joins its paragraphs with a
blank line, and :func:`transcript_of` finds the turns. In an interview a heading is no part of a turn, and a
paragraph that begins "Translation:" or "Transcriber's note:" is a note on the turn above it.

While a text is on its way, remarks are marked inside it by two noncharacters with a number between them
(U+FDD0 to U+FDD2, which no text may hold), so that joining and trimming cannot shift them; :func:`lay_out`
takes the marks out again.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import Final

from secondmig.core.decode import Decoded, canonical_text
from secondmig.core.span import Span
from secondmig.core.types import DocumentKind
from secondmig.transcript.assemble import Draft, Parsed, TierDraft, assemble, kind_of
from secondmig.transcript.header import Header
from secondmig.transcript.lines import trimmed
from secondmig.transcript.model import Comment, Request, Transcript
from secondmig.transcript.turns import FoundTurns, find_turns

_OPEN: Final = "\ufdd0"
_SHUT: Final = "\ufdd1"
_STOP: Final = "\ufdd2"
_MARK = re.compile(f"([{_OPEN}{_SHUT}])([0-9]+){_STOP}")
_NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1b\x7f\ufdd0-\ufdef\ufffe\uffff]")
_ASIDE = re.compile(
    r"[\[(]?(?:translation|translator['’]s note|transcriber['’]s note|editor['’]s note|traducción|tradução"
    r"|nota de la transcripción|訳|訳注|注)\s*[:：]",
    re.IGNORECASE,
)
_WORD_BEFORE = re.compile(r"\S+\s*\Z")
_WORD_BEHIND = re.compile(r"\s*\S+")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph on its way into a text.

    Attributes:
        text: its words, with marks of remarks in them.
        heading: whether it is a heading: no words of a speaker.
        speaker: where the file itself says who speaks, else None; "" where it says that nobody new does.
        time_start: milliseconds where the file itself says when, else None; only with a speaker.
        number: printed beside it, or None.
    """

    text: str
    heading: bool = False
    speaker: str | None = None
    time_start: int | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment or footnote, before its place is known."""

    author: str
    text: str


@dataclass(slots=True)
class Sheet:
    """What a reader finds in a file, in reading order.

    Attributes:
        paragraphs: finished ones.
        remarks: by the number that marks their places.
        title: of the document, "" if the file has none.
        notes: for the person who imports.
    """

    paragraphs: list[Paragraph] = field(default_factory=list)
    remarks: dict[int, Remark] = field(default_factory=dict)
    title: str = ""
    notes: list[str] = field(default_factory=list)
    _pieces: list[str] = field(default_factory=list)

    def write(self, words: str) -> None:
        """Go on with the paragraph; of line ends only LF is left."""
        if words:
            self._pieces.append(clean(words))

    def write_marked(self, words: str) -> None:
        """Go on with the paragraph, with words that went through a sheet already."""
        self._pieces.append(words)

    def remark(self, number: int, author: str, words: str) -> None:
        """Say what the remark of this number is."""
        self.remarks[number] = Remark(clean(author).strip(), clean(words).strip())

    def remarked(self, words: str, remark: str) -> str:
        """Words with marks around them for a remark of nobody named."""
        number = max(self.remarks, default=-1) + 1
        self.remark(number, "", remark)
        return remark_mark(number, opens=True) + words + remark_mark(number, opens=False)

    def open_remark(self, number: int) -> None:
        """Here the words begin that the remark is about."""
        self._pieces.append(remark_mark(number, opens=True))

    def shut_remark(self, number: int) -> None:
        """Here they end; a remark that is never opened is about the word before."""
        self._pieces.append(remark_mark(number, opens=False))

    def end_paragraph(self, *, heading: bool = False) -> None:
        """Finish the paragraph; one without words is left out, but not the remarks in it."""
        words = "".join(self._pieces)
        self._pieces.clear()
        if unmarked(words).strip():
            self.paragraphs.append(Paragraph(words, heading))
        elif words := "".join(mark[0] for mark in _MARK.finditer(words)):
            self._pieces.append(words)

    def opening_heading(self) -> str:
        """The heading that the first paragraph is, "" where it is none; the first row of a table is none."""
        first = self.paragraphs[0] if self.paragraphs else None
        if first is None or not first.heading or "\t" in first.text:
            return ""
        return " ".join(unmarked(first.text).split())

    def finish(self) -> None:
        """Finish the last paragraph; marks left over go to its end."""
        self.end_paragraph()
        if self._pieces and self.paragraphs:
            last = self.paragraphs[-1]
            self.paragraphs[-1] = replace(last, text=last.text + "".join(self._pieces))
        self._pieces.clear()


@dataclass(frozen=True, slots=True)
class Page:
    """A text laid out.

    Attributes:
        text: canonical.
        paragraphs: where they stand, labels that the file names included.
        headings: those of them that are headings.
        turns: those that the file itself names; empty where they have to be found.
        comments: in the order of their places.
        numbers: printed beside paragraphs, by the offset where the paragraph begins.
    """

    text: str
    paragraphs: tuple[Span, ...] = ()
    headings: tuple[Span, ...] = ()
    turns: tuple[Draft, ...] = ()
    comments: tuple[Comment, ...] = ()
    numbers: Mapping[int, int] = field(default_factory=dict)


def clean(words: str) -> str:
    r"""Words as a text holds them: LF line ends, no noncharacters, no controls but those that separate.

    >>> clean("one\r\ntwo\x00")
    'one\ntwo'
    """
    return _NOT_TEXT.sub("", words).replace("\r\n", "\n").replace("\r", "\n")


def remark_mark(number: int, *, opens: bool) -> str:
    """The mark of one edge of the words that a remark is about."""
    return f"{_OPEN if opens else _SHUT}{number}{_STOP}"


def unmarked(words: str) -> str:
    """Words without the marks of remarks."""
    return _MARK.sub("", words) if _STOP in words else words


def shown_time(milliseconds: int) -> str:
    """A time as it stands in a text laid out: hours, minutes and seconds.

    >>> shown_time(3_723_900)
    '01:02:03'
    """
    seconds = milliseconds // 1000
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def lay_out(paragraphs: Sequence[Paragraph], remarks: Mapping[int, Remark] | None = None) -> Page:
    """One text: paragraphs with a blank line between them, speakers that the file names before their words.

    Args:
        paragraphs: in order, none of them blank.
        remarks: by the number of their marks.
    """
    known = remarks or {}
    pieces: list[str] = []
    spans: list[Span] = []
    headings: list[Span] = []
    turns: list[Draft] = []
    edges: dict[tuple[str, int], int] = {}
    at = line = 0
    for paragraph in paragraphs:
        if at:
            pieces.append("\n\n")
            at += 2
            line += 2
        label = _label(paragraph)
        words, marks = _split(paragraph.text if at else paragraph.text.lstrip("\ufeff"))
        pieces += (label, words)
        start, end = at + len(label), at + len(label) + len(words)
        edges |= {edge: start + offset for edge, offset in marks if edge not in edges}
        spans.append(Span(at, end))
        if paragraph.heading:
            headings.append(Span(at, end))
        elif paragraph.speaker:
            turns.append(Draft(None, paragraph.speaker, start, end, paragraph.time_start, line + 1))
        elif paragraph.speaker is not None and turns:
            turns[-1].end = end
        at = end
        line += words.count("\n")
    text = "".join(pieces)
    beside = {
        span.start: paragraph.number
        for span, paragraph in zip(spans, paragraphs, strict=True)
        if paragraph.number is not None
    }
    return Page(text, tuple(spans), tuple(headings), tuple(turns), _comments(text, known, edges), beside)


def transcript_of(raw: bytes, sheet: Sheet, request: Request, *, decoding: str, title: str) -> Transcript:
    """The transcript of a container.

    Args:
        raw: the file.
        sheet: what its reader found, finished.
        request: how the file is to be read; no header is looked for.
        decoding: how the bytes became text.
        title: the format as people call it.

    Raises:
        SecondmigError: there are no words, or no line matches the pattern for speakers.
    """
    page = lay_out(sheet.paragraphs, sheet.remarks)
    text = canonical_text(page.text, where=request.where)
    parsed, found = _parsed(page, sheet, request)
    document = assemble(raw, Decoded(text, decoding), parsed, request)
    return Transcript(document, title, found.sure, (*sheet.notes, *found.notes), page.comments)


def _parsed(page: Page, sheet: Sheet, request: Request) -> tuple[Parsed, FoundTurns]:
    """Turns that the file names, else those that are found, without headings and asides in an interview."""
    kind = kind_of(Header(), request)
    found = _found(page, request, kind)
    if kind != "interview":
        return Parsed(Header(), found.drafts, title=sheet.title), found
    asides = [span for span in page.paragraphs if _ASIDE.match(page.text, span.start, span.end)]
    drafts = _numbered(_cut(found.drafts, page, asides), page)
    starts = [draft.start for draft in drafts]
    tiers = [
        TierDraft("note", turn - 1, span.start, span.end)
        for span in asides
        if (turn := bisect_left(starts, span.start))
    ]
    return Parsed(Header(), drafts, tiers, title=sheet.title), found


def _found(page: Page, request: Request, kind: DocumentKind) -> FoundTurns:
    """The turns that the file names, unless most of its words stand outside of them and have labels too."""
    named = FoundTurns(page.turns, "certain")
    if page.turns and not request.speakers and 2 * sum(map(_length, page.turns)) >= len(page.text):
        return named
    found = find_turns(page.text, 0, request, kind=kind)
    if request.speakers or not page.turns:
        return found
    return found if found.sure != "unsure" and len(found.drafts) > len(page.turns) else named


def _length(draft: Draft) -> int:
    return draft.end - draft.start


def _cut(drafts: Sequence[Draft], page: Page, asides: Sequence[Span]) -> list[Draft]:
    """Turns cut at headings, below which nobody known speaks, and at asides, below which they go on anew."""
    headings = set(page.headings)
    cuts = sorted({*page.headings, *asides})
    starts = [span.start for span in cuts]
    kept: list[Draft] = []
    for draft in drafts:
        place = bisect_left(starts, draft.start)
        inside = list(cuts[place : bisect_left(starts, draft.end)])
        above = cuts[place - 1] if place else None
        if above and above not in headings and draft.start < above.end:
            # What looked like a label is the beginning of the aside itself.
            whole = replace(draft, start=above.start, speaker="")
            kept += _pieces(whole, [above, *inside], headings, page.text)
        else:
            kept += _pieces(draft, inside, headings, page.text)
    return kept


def _pieces(draft: Draft, inside: Sequence[Span], headings: AbstractSet[Span], text: str) -> Iterator[Draft]:
    """What is left of one turn between the spans that are cut out of it."""
    if not inside:
        yield draft
        return
    if trimmed(text, draft.start, inside[0].start):
        yield replace(draft, end=inside[0].start)
    ends = [*(span.start for span in inside[1:]), draft.end]
    for span, end in zip(inside, ends, strict=True):
        if span.end < end and trimmed(text, span.end, end):
            speaker = "" if span in headings else draft.speaker
            line = draft.line + text.count("\n", draft.start, span.end)
            yield Draft(None, speaker, span.end, end, None, line)


def _numbered(drafts: list[Draft], page: Page) -> list[Draft]:
    """Turns with the numbers that the page prints beside them; none where a turn would have none of its own.

    A number cites a place, so that a few without one, or two with the same, would cite the wrong one.
    """
    starts = [span.start for span in page.paragraphs]
    found = [
        page.numbers.get(starts[bisect_right(starts, draft.start + _lead(page.text, draft)) - 1])
        for draft in drafts
    ]
    if not page.numbers or None in found or len(set(found)) < len(found):
        return drafts
    return [replace(draft, number=number) for draft, number in zip(drafts, found, strict=True)]


def _lead(text: str, draft: Draft) -> int:
    """White space before the first word of a turn."""
    words = text[draft.start : draft.end]
    return len(words) - len(words.lstrip())


def shown(paragraph: Paragraph) -> str:
    """A paragraph with the speaker that the file names before its words, marks included."""
    return _label(paragraph) + paragraph.text


def _label(paragraph: Paragraph) -> str:
    if not paragraph.speaker:
        return ""
    if paragraph.time_start is None:
        return f"{paragraph.speaker}: "
    return f"{paragraph.speaker} [{shown_time(paragraph.time_start)}]: "


def _split(words: str) -> tuple[str, list[tuple[tuple[str, int], int]]]:
    """The words alone, and where in them the marks stood."""
    if _STOP not in words:
        return words, []
    pieces: list[str] = []
    marks: list[tuple[tuple[str, int], int]] = []
    at = length = 0
    for mark in _MARK.finditer(words):
        pieces.append(words[at : mark.start()])
        length += mark.start() - at
        marks.append(((mark[1], int(mark[2])), length))
        at = mark.end()
    pieces.append(words[at:])
    return "".join(pieces), marks


def _comments(
    text: str, remarks: Mapping[int, Remark], edges: Mapping[tuple[str, int], int]
) -> tuple[Comment, ...]:
    found = []
    for number, remark in sorted(remarks.items()):
        if remark.text:
            span = _span(text, edges.get((_OPEN, number)), edges.get((_SHUT, number)))
            found.append((span or Span(0, 1), number, Comment(span, remark.author, remark.text)))
    return tuple(comment for _, _, comment in sorted(found, key=lambda entry: entry[:2]))


def _span(text: str, start: int | None, end: int | None) -> Span | None:
    """The words between two marks; at a single mark the word before it, else the one behind."""
    if start is not None and end is not None:
        span = trimmed(text, start, end) if start < end else None
        if span:
            return span
    at = start if end is None else end
    if at is None:
        return None
    before = _WORD_BEFORE.search(text, text.rfind("\n", 0, at) + 1, at)
    behind = None if before else _WORD_BEHIND.match(text, at)
    place = before or behind
    return trimmed(text, *place.span()) if place else None
