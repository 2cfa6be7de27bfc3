"""OpenDocument texts (.odt, .ott, and flat .fodt): paragraphs, tables, comments, tracked changes.

The rules are those of Word documents (see docx_file): what stands on the page once every change is accepted
is the text. A document keeps its deleted words apart from the text, so they are only counted.

The parts are found with zipfile and walked with lxml: a library's text property puts the words of comments
and footnotes into the sentence they hang on.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Final

from secondmig.core.errors import SecondmigError
from secondmig.transcript.limits import SAVE_AGAIN, Element, opened_parts, parsed_xml, part_names, protected
from secondmig.transcript.losses import MARGINS, Emphasis, losses
from secondmig.transcript.model import CERTAIN, NO, POSSIBLE, Request, Transcript
from secondmig.transcript.pages import Paragraph, Sheet, transcript_of, unmarked
from secondmig.transcript.tables import write_table

_MIMETYPE = re.compile(rb"application/vnd\.oasis\.opendocument\.text(?:-template|-master)?")
_FLAT = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?<office:document\s[^>]*opendocument\.text", re.DOTALL)
_HEAD: Final = 200
_FLAT_HEAD: Final = 20_000
_MANIFEST: Final = "META-INF/manifest.xml"
_MOST_SPACES: Final = 1000
_TYPE: Final = "urn:oasis:names:tc:opendocument:xmlns:"
_SPACES: Final = {
    f"{_TYPE}text:1.0": "text",
    f"{_TYPE}table:1.0": "table",
    f"{_TYPE}office:1.0": "office",
    f"{_TYPE}style:1.0": "style",
    f"{_TYPE}drawing:1.0": "draw",
    f"{_TYPE}xsl-fo-compatible:1.0": "fo",
    f"{_TYPE}meta:1.0": "meta",
    f"{_TYPE}manifest:1.0": "manifest",
    "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0": "loext",
    "http://purl.org/dc/elements/1.1/": "dc",
}
_LEFT_OUT: Final = frozenset(
    {
        "text:tracked-changes",
        "text:note-citation",
        "text:sequence-decls",
        "text:variable-decls",
        "text:user-field-decls",
        "text:index-title-template",
        "office:forms",
        "office:scripts",
        "dc:creator",
        "dc:date",
        "meta:creator-initials",
    }
)
_SPACING: Final = {"text:s": " ", "text:tab": "\t", "text:line-break": "\n"}
_COUNTED: Final = {"text:ruby-text": "ruby", "text:hidden-text": "hidden", "draw:image": "picture"}
_FORMATS: Final = (
    ("fo:font-weight", "bold", "bold"),
    ("fo:font-style", "italic", "italic"),
    ("style:text-underline-style", "solid", "underlined"),
    ("style:text-line-through-style", "solid", "struck through"),
)
_IN_BOXES: Final = frozenset({"text:p", "text:h", "text:list", "table:table"})
_PLAIN_BACKGROUNDS: Final = frozenset({"", "transparent", "#ffffff"})


class OdtFile:
    """Reads OpenDocument texts."""

    id: ClassVar[str] = "odt"
    title: ClassVar[str] = "OpenDocument text"
    suffixes: ClassVar[tuple[str, ...]] = (".odt", ".ott", ".fodt")

    def sniff(self, raw: bytes) -> int:
        """CERTAIN where the archive says that it is an OpenDocument text; POSSIBLE where it is damaged."""
        if raw.startswith(b"PK\x03\x04"):
            says_so = _MIMETYPE.search(raw[:_HEAD]) is not None
            names = part_names(raw)
            if says_so and names:
                return CERTAIN if "content.xml" in names else POSSIBLE
            return POSSIBLE if says_so else NO
        return CERTAIN if _FLAT.match(raw[:_FLAT_HEAD].removeprefix(b"\xef\xbb\xbf")) else NO

    def read(self, raw: bytes, request: Request) -> Transcript:
        """The document.

        Raises:
            SecondmigError: the file is damaged, protected by a password, a bomb, or without words.
        """
        sheet = _flat_sheet(raw, request.where) if not raw.startswith(b"PK") else _sheet(raw, request.where)
        return transcript_of(raw, sheet, request, decoding=self.id, title=self.title)


def _sheet(raw: bytes, where: str) -> Sheet:
    parts = opened_parts(raw, where=where)
    if _MANIFEST in parts.names and any(
        _name(each) == "manifest:encryption-data" for each in parts.xml(_MANIFEST).iter()
    ):
        raise protected(where)
    styles = parts.xml("styles.xml") if "styles.xml" in parts.names else None
    meta = parts.xml("meta.xml") if "meta.xml" in parts.names else None
    return _walked(parts.xml("content.xml"), styles, meta, where)


def _flat_sheet(raw: bytes, where: str) -> Sheet:
    root = parsed_xml(raw, where=where, part="the file")
    return _walked(root, root, root, where)


def _walked(content: Element, styles: Element | None, meta: Element | None, where: str) -> Sheet:
    body = next((each for each in content.iter() if _name(each) == "office:text"), None)
    if body is None:
        raise SecondmigError("the document has no text", where=where, hint=SAVE_AGAIN)
    walk = _Walk(formats=_formats(content))
    walk.blocks(body)
    page = walk.page
    page.finish()
    page.title = _title(page, meta)
    page.notes.extend(losses(walk.counts + _changes(body), walk.emphasis))
    if styles is not None and _margin_words(styles):
        page.notes.append(MARGINS)
    return page


def _name(element: Element) -> str:
    """An element's name with the usual prefix, "" for comments and unknown namespaces."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    space, _, name = tag.rpartition("}")
    prefix = _SPACES.get(space[1:])
    return f"{prefix}:{name}" if prefix else ""


def _get(element: Element, name: str) -> str:
    """An attribute by its usual name, "" where it is absent."""
    prefix, _, local = name.partition(":")
    space = next(space for space, known in _SPACES.items() if known == prefix)
    return str(element.get(f"{{{space}}}{local}") or "")


def _formats(content: Element) -> dict[str, list[str]]:
    """Name of an automatic style -> the formatting it gives words."""
    formats: dict[str, list[str]] = {}
    for style in content.iter():
        if _name(style) != "style:style":
            continue
        kinds = []
        for properties in style:
            if _name(properties) == "style:text-properties":
                kinds += ["hidden"] * (_get(properties, "text:display") == "none")
                kinds += [kind for key, value, kind in _FORMATS if _get(properties, key) == value]
                if _get(properties, "fo:background-color") not in _PLAIN_BACKGROUNDS:
                    kinds.append("highlighted")
        formats[_get(style, "style:name")] = kinds
    return formats


def _changes(body: Element) -> Counter[str]:
    """How many insertions and deletions are tracked; changes of formatting alone do not count."""
    changes: Counter[str] = Counter()
    for region in body.iter():
        name = _name(region)
        if name in {"text:insertion", "text:deletion"}:
            changes[name.removeprefix("text:")] += 1
    return changes


@dataclass(slots=True)
class _Walk:
    """One walk through one text."""

    formats: Mapping[str, Sequence[str]]
    page: Sheet = field(default_factory=Sheet)
    emphasis: Emphasis = field(default_factory=Emphasis)
    counts: Counter[str] = field(default_factory=Counter)
    numbers: dict[str, int] = field(default_factory=dict)
    boxes: list[Element] = field(default_factory=list)
    lists: int = 0

    def blocks(self, parent: Element) -> None:
        """Paragraphs, lists and tables, in order, through whatever wraps them."""
        for each in parent:
            name = _name(each)
            if name in {"text:p", "text:h"}:
                self._paragraph(each, heading=name == "text:h")
            elif name == "table:table":
                self._table(each)
            elif name == "text:list":
                self.lists += 1
                self.blocks(each)
                self.lists -= 1
            elif name and name not in _LEFT_OUT:
                self.blocks(each)

    def _paragraph(self, paragraph: Element, *, heading: bool) -> None:
        if heading:
            self.emphasis.heading()
        before = len(self.page.paragraphs)
        self._styled(paragraph, ())
        self.page.end_paragraph(heading=heading)
        self.emphasis.end_paragraph()
        self.counts["numbered"] += bool(self.lists) and len(self.page.paragraphs) > before
        boxes, self.boxes = self.boxes, []
        for box in boxes:
            self.blocks(box)

    def _table(self, table: Element) -> None:
        write_table(self.page, [[self._cell(cell) for cell in _cells(row)] for row in _rows(table)])

    def _cell(self, cell: Element) -> list[Paragraph]:
        outer = self.page
        self.page = inner = Sheet(remarks=outer.remarks)
        self.blocks(cell)
        inner.finish()
        self.page = outer
        return inner.paragraphs

    def _inline(self, parent: Element, kinds: Sequence[str]) -> None:
        """What a paragraph or a span holds, in order."""
        self._write(parent.text, kinds)
        for each in parent:
            self._element(each, _name(each), kinds)
            self._write(each.tail, kinds)

    def _element(self, each: Element, name: str, kinds: Sequence[str]) -> None:
        if name in _SPACING:
            count = _get(each, "text:c")
            self.page.write(_SPACING[name] * min(int(count) if count.isdecimal() else 1, _MOST_SPACES))
        elif name in {"office:annotation", "office:annotation-end", "text:note"}:
            self._remark(each, name)
        elif name == "text:span":
            self._styled(each, kinds)
        elif name in _COUNTED:
            self.counts[_COUNTED[name]] += 1
        elif name.startswith("draw:") and any(_name(child) in _IN_BOXES for child in each):
            self.boxes.append(each)
        elif name and name not in _LEFT_OUT:
            self._inline(each, kinds)

    def _styled(self, each: Element, kinds: Sequence[str]) -> None:
        """What a paragraph or a span with a style of its own holds, unless the style hides it."""
        own = self.formats.get(_get(each, "text:style-name"), ())
        if "hidden" in own:
            self.counts["hidden"] += 1
        else:
            self._inline(each, [*kinds, *own])

    def _write(self, words: str | None, kinds: Sequence[str]) -> None:
        """Words as OpenDocument means them: white space in a row is one space."""
        if words:
            one = re.sub(r"[ \t\r\n]+", " ", words)
            self.page.write(one)
            self.emphasis.run(one, kinds)

    def _remark(self, each: Element, name: str) -> None:
        """A comment, its end, or a footnote."""
        if name == "office:annotation-end":
            number = self.numbers.get(_get(each, "office:name"))
            if number is not None:
                self.page.shut_remark(number)
            return
        number = len(self.page.remarks)
        author = next((child.text or "" for child in each if _name(child) == "dc:creator"), "")
        self.page.remark(number, author, _words(each))
        self.counts["footnote"] += name == "text:note"
        if name == "text:note" or not _get(each, "office:name"):
            self.page.shut_remark(number)
        else:
            self.numbers[_get(each, "office:name")] = number
            self.page.open_remark(number)


def _words(element: Element) -> str:
    """The words of a comment, a note or a header."""
    walk = _Walk(formats={})
    walk.blocks(element)
    walk.page.finish()
    return "\n".join(unmarked(paragraph.text) for paragraph in walk.page.paragraphs)


def _rows(table: Element) -> list[Element]:
    """The rows of a table, through header rows and groups."""
    rows: list[Element] = []
    for each in table:
        name = _name(each)
        if name == "table:table-row":
            rows.append(each)
        elif name in {"table:table-header-rows", "table:table-row-group", "table:table-rows"}:
            rows += _rows(each)
    return rows


def _cells(row: Element) -> list[Element]:
    """The cells of a row; of those covered by others the ones below a cell, so that columns stay columns."""
    cells: list[Element] = []
    beside = 0
    for each in row:
        if _name(each) == "table:table-cell":
            spanned = _get(each, "table:number-columns-spanned")
            beside = int(spanned) - 1 if spanned.isdecimal() else 0
            cells.append(each)
        elif _name(each) == "table:covered-table-cell":
            if beside <= 0:
                cells.append(each)
            beside -= 1
    return cells


def _title(page: Sheet, meta: Element | None) -> str:
    """The heading that opens the document, else the title among the properties."""
    opening = page.opening_heading()
    if opening or meta is None:
        return opening
    return " ".join(next((each.text or "" for each in meta.iter() if _name(each) == "dc:title"), "").split())


def _margin_words(styles: Element) -> bool:
    names = {"style:header", "style:footer", "style:header-left", "style:footer-left"}
    return any(letter.isalpha() for each in styles.iter() if _name(each) in names for letter in _words(each))
