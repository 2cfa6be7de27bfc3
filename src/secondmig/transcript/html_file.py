"""Web pages and HTML that other programs export: paragraphs as a browser shows them, tables as turns.

``<cite>Name:</cite><time>0:53</time><p>words`` (the podcast namespace's transcripts) says itself who speaks.
A page that is not UTF-8 is read in the encoding its own ``<meta charset>`` names, if that decodes every byte;
the import names it. Scripts, styles, navigation and comments are left out.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import ClassVar, Final

from secondmig.core.decode import Decoded, decode
from secondmig.core.errors import SecondmigError
from secondmig.transcript.limits import Element
from secondmig.transcript.losses import Emphasis, losses
from secondmig.transcript.model import CERTAIN, NO, POSSIBLE, Request, Transcript
from secondmig.transcript.pages import Paragraph, Sheet, transcript_of
from secondmig.transcript.recording_time import clock_ms
from secondmig.transcript.tables import write_table

_HEAD: Final = 4096
_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body|title|meta)\b",
    re.IGNORECASE | re.DOTALL,
)
_FRAGMENT = re.compile(
    rb"\s*<(?:cite|div|p|h[1-6]|table|ul|ol|section|article|main|span|b|strong)\b[^<>]*>", re.IGNORECASE
)
_CHARSET = re.compile(rb"<meta\b[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_C1 = re.compile(r"&#(?:0*(1[2-5][0-9])|[xX]0*([89][0-9a-fA-F]));")
_SPACE = re.compile(r"[ \t\n\r\f]+")
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_LEFT_OUT = frozenset(
    """script style head template noscript nav iframe object svg math select textarea button input rp
    rt""".split()  # noqa: SIM905
)
_BLOCKS = frozenset(
    """address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer
    form h1 h2 h3 h4 h5 h6 header hr html li main ol p pre section summary td th tr ul""".split()  # noqa: SIM905
)
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_FORMATS: Final = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underlined",
    "s": "struck through",
    "strike": "struck through",
    "del": "struck through",
    "mark": "highlighted",
}
_COUNTED: Final = {"img": "picture", "rt": "ruby"}

_AS_BROWSERS: Final = {
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "windows-1252": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "gb2312": "gbk",
}
"""What browsers read under these names, as the HTML standard says."""


class HtmlFile:
    """Reads HTML."""

    id: ClassVar[str] = "html"
    title: ClassVar[str] = "web page (HTML)"
    suffixes: ClassVar[tuple[str, ...]] = (".html", ".htm", ".xhtml")

    def sniff(self, raw: bytes) -> int:
        """CERTAIN for a page that says so, POSSIBLE for a fragment that begins with a block."""
        head = raw[:_HEAD].removeprefix(b"\xef\xbb\xbf")
        if _PAGE.match(head):
            return CERTAIN
        return POSSIBLE if _FRAGMENT.match(head) else NO

    def read(self, raw: bytes, request: Request) -> Transcript:
        """The page.

        Raises:
            SecondmigError: it is in an unknown encoding, nested beyond measure, or without words.
        """
        decoded, notes = _decoded(raw, request)
        walk = _Walk()
        root = _parsed(decoded.text, request.where)
        walk.title(root)
        walk.blocks(root)
        sheet = walk.page
        sheet.finish()
        sheet.title = sheet.title or sheet.opening_heading()
        sheet.notes.extend([*notes, *losses(walk.counts, walk.emphasis)])
        return transcript_of(raw, sheet, request, decoding=f"html, {decoded.decoding}", title=self.title)


def _decoded(raw: bytes, request: Request) -> tuple[Decoded, list[str]]:
    """Strict UTF-8, else what the page names, if it decodes; else the error of :func:`decode`."""
    named = _CHARSET.search(raw[:_HEAD])
    try:
        return decode(raw, encoding=request.encoding, where=request.where), []
    except SecondmigError as error:
        if request.encoding is not None or not named:
            raise
        encoding = named[1].decode("ascii").lower()
        try:
            decoded = decode(raw, encoding=_AS_BROWSERS.get(encoding, encoding), where=request.where)
        except SecondmigError:
            raise error from None
        shown = decoded.decoding.removesuffix(" (as asked)")
        return Decoded(decoded.text, f"{shown} (as the page says)"), []


def _parsed(text: str, where: str) -> Element:
    """The root element.

    Raises:
        SecondmigError: libxml2 gives up, as at more than 256 levels.
    """
    from lxml import etree

    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    source = _C1.sub(_as_cp1252, text)
    try:
        root = etree.fromstring(source.encode("utf-8"), parser)
    except (etree.LxmlError, ValueError) as error:
        raise SecondmigError("the page cannot be parsed, or holds no words", where=where) from error
    if root is None:
        raise SecondmigError("the file holds no words", where=where)
    fatal = next((entry for entry in parser.error_log if entry.level_name == "FATAL"), None)
    if fatal is not None and "depth" in fatal.message.lower():
        raise SecondmigError("the page is nested too deeply", where=where, hint="save it as plain text")
    return root


def _as_cp1252(reference: re.Match[str]) -> str:
    """A reference such as &#133; is a character of cp1252, as the HTML standard says."""
    code = int(reference[1]) if reference[1] else int(reference[2], 16)
    if not 0x80 <= code <= 0x9F:
        return reference[0]
    return bytes([code]).decode("cp1252", errors="ignore")


@dataclass(slots=True)
class _Walk:
    """One walk through one page; without recursion, as pages nest at will."""

    page: Sheet = field(default_factory=Sheet)
    emphasis: Emphasis = field(default_factory=Emphasis)
    counts: Counter[str] = field(default_factory=Counter)
    _kinds: list[str] = field(default_factory=list)
    _entered: list[bool] = field(default_factory=list)
    _verbatim: int = 0
    _lists: int = 0
    _waiting: str = ""
    _begun: bool = False
    _cited: bool = False
    _speaker: str = ""
    _time: int | None = None

    def title(self, root: Element) -> None:
        """Take the page's title."""
        found = root.find(".//title")
        self.page.title = " ".join("".join(found.itertext()).split()) if found is not None else ""

    def blocks(self, root: Element) -> None:
        """One element and what is in it, in order."""
        from lxml import etree

        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            if event == "start":
                entered = self._enter(element, _name(element))
                self._entered.append(entered)
                if not entered:
                    walker.skip_subtree()
                continue
            if self._entered.pop():
                self._leave(_name(element))
            if element is not root and element.tail:
                self._write(element.tail)
        self._end()

    def _enter(self, element: Element, name: str) -> bool:
        """Begin an element; False where nothing in it is left to read."""
        if name in _COUNTED:
            self.counts[_COUNTED[name]] += 1
        if name in _LEFT_OUT or self._is_hidden(element):
            return False
        if name == "table":
            self._table(element)
        elif name == "br":
            self._break_line()
        elif name == "cite" and _is_label(element):
            self._end()
            self._speaker = _words_of(element).rstrip(":：").rstrip()
            self._cited = True
        elif name == "time" and self._speaker and self._time is None:
            self._time = clock_ms(_words_of(element))
            if self._time is None:
                self._write(element.text or "")
        else:
            self._begin(element, name)
            return True
        return False

    def _begin(self, element: Element, name: str) -> None:
        if name in _BLOCKS:
            self._end()
        if name in _HEADINGS:
            self.emphasis.heading()
        if name in _FORMATS:
            self._kinds.append(_FORMATS[name])
        self._verbatim += name == "pre"
        self._lists += name == "li"
        self._write(element.text or "")

    def _leave(self, name: str) -> None:
        if name in _BLOCKS:
            self._end(heading=name in _HEADINGS)
        if name in _FORMATS:
            self._kinds.pop()
        self._verbatim -= name == "pre"
        self._lists -= name == "li"

    def _is_hidden(self, element: Element) -> bool:
        hidden = element.get("hidden") is not None or _HIDDEN.search(element.get("style") or "") is not None
        self.counts["hidden"] += hidden
        return hidden

    def _write(self, words: str) -> None:
        """Words as a browser shows them: white space in a row is one space, none at the edges of a line."""
        if self._verbatim:
            shown = words
        else:
            shown = _SPACE.sub(" ", words)
            if shown.startswith(" ") and self._begun and not self._waiting:
                self._waiting = " "
            shown = shown.lstrip(" ")
        if not shown:
            return
        kept = shown if self._verbatim else shown.rstrip(" ")
        self.page.write((self._waiting if self._begun else "") + kept)
        self.emphasis.run(kept, self._kinds)
        self._begun = True
        self._waiting = "" if len(kept) == len(shown) else " "

    def _break_line(self) -> None:
        """One line break goes on with the paragraph, the second in a row ends it."""
        if self._waiting == "\n":
            self._end()
        elif self._begun:
            self._waiting = "\n"

    def _end(self, *, heading: bool = False) -> None:
        before = len(self.page.paragraphs)
        self.page.end_paragraph(heading=heading)
        self.emphasis.end_paragraph()
        self._waiting, self._begun = "", False
        if len(self.page.paragraphs) == before:
            return
        self.counts["numbered"] += bool(self._lists)
        if self._cited and not heading:
            last = self.page.paragraphs[-1]
            self.page.paragraphs[-1] = replace(last, speaker=self._speaker, time_start=self._time)
            self._speaker, self._time = "", None

    def _table(self, table: Element) -> None:
        self._end()
        rows = [[self._cell(cell) for cell in row if _name(cell) in {"td", "th"}] for row in _rows(table)]
        write_table(self.page, rows)

    def _cell(self, cell: Element) -> list[Paragraph]:
        inner = _Walk(Sheet(remarks=self.page.remarks), self.emphasis, self.counts)
        inner.blocks(cell)
        inner.page.finish()
        return inner.page.paragraphs


def _name(element: Element) -> str:
    """An element's name without a namespace, "" for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def _words_of(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _is_label(cite: Element) -> bool:
    """Whether a <cite> names who speaks in the paragraph behind it, and is not the title of a book."""
    behind = cite.getnext()
    follows = behind is not None and _name(behind) in {"time", "p", "div", "blockquote"}
    return follows and not (cite.tail or "").strip() and bool(_words_of(cite).rstrip(":： "))


def _rows(table: Element) -> Iterator[Element]:
    """The rows of a table, through its sections."""
    for each in table:
        if _name(each) == "tr":
            yield each
        elif _name(each) in {"thead", "tbody", "tfoot"}:
            yield from (row for row in each if _name(row) == "tr")
