"""The walk through the text of a Word document: paragraphs, tables, changes, marks of comments and notes.

Elements are told by their local name in either namespace of WordprocessingML, transitional or strict.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from secondmig.transcript.limits import Element
from secondmig.transcript.losses import Emphasis
from secondmig.transcript.pages import Paragraph, Sheet
from secondmig.transcript.tables import write_table

_SPACES: Final = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_HEADING = re.compile(r"heading [1-9]|title", re.IGNORECASE)
_OUTLINE_LEVELS: Final = 9
_ON: Final = frozenset({"", "1", "true", "on"})
_OFF: Final = frozenset({"", "none"})
_TOGGLES: Final = {"b": "bold", "i": "italic", "strike": "struck through", "dstrike": "struck through"}
_STYLED: Final = {"u": "underlined", "highlight": "highlighted"}
_WORDS: Final = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "\u2011"}
_INSERTED: Final = frozenset({"ins", "moveTo"})
_DELETED: Final = frozenset({"del", "moveFrom"})
_WRAPPERS: Final = frozenset(
    {"hyperlink", "sdt", "sdtContent", "smartTag", "customXml", "fldSimple", "dir", "bdo", "ruby", "rubyBase"}
)
_REFERENCES: Final = {
    "commentReference": "comment",
    "commentRangeEnd": "comment",
    "footnoteReference": "footnote",
    "endnoteReference": "endnote",
}
_PICTURES: Final = frozenset({"other:pic", "other:imagedata"})


def name_of(element: Element) -> str:
    """Local name of an element of WordprocessingML; of others with "other:" in front, "" for no element."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    space, _, name = tag.rpartition("}")
    return name if space[1:] in _SPACES else f"other:{name}"


def attribute(element: Element | None, key: str) -> str:
    """An attribute of WordprocessingML, "" where it is absent."""
    if element is None:
        return ""
    found = (element.get(f"{{{space}}}{key}") for space in _SPACES)
    return str(next((value for value in found if value is not None), ""))


def child(element: Element | None, *path: str) -> Element | None:
    """The first descendant along a path of names, or None."""
    for name in path:
        if element is None:
            return None
        element = next((each for each in element if name_of(each) == name), None)
    return element


def value(element: Element | None, *path: str) -> str:
    """The attribute ``val`` of a descendant, "" where either is absent."""
    return attribute(child(element, *path), "val")


@dataclass(frozen=True, slots=True)
class Styles:
    """Which paragraph styles are headings or numbered, by id."""

    headings: frozenset[str] = frozenset()
    numbered: frozenset[str] = frozenset()


def styles_in(root: Element) -> Styles:
    """The styles that ``styles.xml`` defines; their names are English in every language of Word."""
    headings: set[str] = set()
    numbered: set[str] = set()
    for style in root:
        properties = child(style, "pPr")
        if _HEADING.fullmatch(value(style, "name")) or _outlined(properties):
            headings.add(attribute(style, "styleId"))
        if value(properties, "numPr", "numId") not in {"", "0"}:
            numbered.add(attribute(style, "styleId"))
    return Styles(frozenset(headings), frozenset(numbered))


@dataclass(slots=True)
class Walk:
    """One walk.

    Attributes:
        page: what is written.
        styles: of the document.
        numbers: (kind, id in the file) of a remark -> its number in the page.
        emphasis: formatting met.
        counts: what losses.losses names.
    """

    page: Sheet = field(default_factory=Sheet)
    styles: Styles = field(default_factory=Styles)
    numbers: Mapping[tuple[str, str], int] = field(default_factory=dict)
    emphasis: Emphasis = field(default_factory=Emphasis)
    counts: Counter[str] = field(default_factory=Counter)
    _boxes: list[Element] = field(default_factory=list)
    _change: str = ""
    _last_change: str = ""

    def blocks(self, parent: Element) -> None:
        """Paragraphs and tables, in order, through whatever wraps them."""
        for each in parent:
            name = name_of(each)
            if name == "p":
                self._paragraph(each)
            elif name == "tbl":
                self.page.end_paragraph()
                self._table(each)
            elif name in _INSERTED or name in _WRAPPERS:
                self.blocks(each)
            elif name == "other:AlternateContent":
                self.blocks(_alternative(each))
            elif name == "altChunk":
                self.counts["chunk"] += 1
            else:
                self._mark(each, name)

    def _paragraph(self, paragraph: Element) -> None:
        properties = child(paragraph, "pPr")
        style = value(properties, "pStyle")
        heading = style in self.styles.headings or _outlined(properties)
        if heading:
            self.emphasis.heading()
        before = len(self.page.paragraphs)
        self._runs(paragraph)
        marks = child(properties, "rPr")
        if child(marks, "del") is None and child(marks, "moveFrom") is None:
            self.page.end_paragraph(heading=heading)
            self.emphasis.end_paragraph()
        number = value(properties, "numPr", "numId")
        numbered = number != "0" if number else style in self.styles.numbered
        self.counts["numbered"] += numbered and len(self.page.paragraphs) > before
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            self.page.end_paragraph()
            self.blocks(box)

    def _table(self, table: Element) -> None:
        rows: list[Sequence[Sequence[Paragraph]]] = []
        for row in _inside(table, "tr"):
            properties = child(row, "trPr")
            cells = [self._cell(cell) for cell in _inside(row, "tc")]
            if child(properties, "del") is None:
                rows.append(cells)
            else:
                self.counts["deletion"] += 1
        write_table(self.page, rows)

    def _cell(self, cell: Element) -> list[Paragraph]:
        outer = self.page
        self.page = inner = Sheet(remarks=outer.remarks)
        self.blocks(cell)
        self.page.finish()
        self.page = outer
        return inner.paragraphs

    def _runs(self, parent: Element) -> None:
        """What a paragraph holds, in order."""
        for each in parent:
            name = name_of(each)
            if name == "r":
                self._run(each)
            elif name in _WRAPPERS:
                self._runs(each)
            elif name in _INSERTED or name in _DELETED:
                outer = self._change
                self._change = "deletion" if name in _DELETED or outer == "deletion" else "insertion"
                self._runs(each)
                self._change = outer
            elif name in {"other:oMath", "other:oMathPara"}:
                self._write("".join(each.itertext()), [])
            elif name == "other:AlternateContent":
                self._runs(_alternative(each))
            else:
                self._mark(each, name)

    def _run(self, run: Element) -> None:
        properties = child(run, "rPr")
        if _on(child(properties, "vanish")):
            self.counts["hidden"] += any(name_of(each) == "t" for each in run)
            return
        kinds = [kind for name, kind in _TOGGLES.items() if _on(child(properties, name))]
        kinds += [kind for name, kind in _STYLED.items() if value(properties, name) not in _OFF]
        for each in run:
            self._in_run(each, name_of(each), kinds)

    def _in_run(self, each: Element, name: str, kinds: list[str]) -> None:
        if name in {"t", "delText"}:
            self._write(each.text or "", kinds)
        elif name in _WORDS:
            self._write(_WORDS[name], kinds)
        elif name == "br":
            self._write("\n" if attribute(each, "type") in {"", "textWrapping"} else "", kinds)
        elif name == "sym":
            self.counts["symbol"] += 1
        elif name == "ruby":
            self.counts["ruby"] += 1
            self._runs(each)
        elif name == "other:AlternateContent":
            self._drawing(_alternative(each))
        elif name in {"drawing", "pict", "object"}:
            self._drawing(each)
        else:
            self._mark(each, name)

    def _write(self, words: str, kinds: Sequence[str]) -> None:
        """Words of a run, unless they are deleted; a stretch of changes that goes on counts once."""
        if not words:
            return
        if self._change and self._change != self._last_change:
            self.counts[self._change] += 1
        self._last_change = self._change
        if self._change != "deletion":
            self.page.write(words)
            self.emphasis.run(words, kinds)

    def _mark(self, each: Element, name: str) -> None:
        """The edge of a remark, if it is one."""
        if name == "commentRangeStart":
            number = self.numbers.get(("comment", attribute(each, "id")))
            if number is not None:
                self.page.open_remark(number)
        elif name in _REFERENCES:
            number = self.numbers.get((_REFERENCES[name], attribute(each, "id")))
            if number is not None:
                self.page.shut_remark(number)
                self.counts["footnote"] += _REFERENCES[name] != "comment"

    def _drawing(self, drawing: Element) -> None:
        """Text boxes wait for the end of the paragraph; pictures are counted."""
        for each in drawing:
            name = name_of(each)
            if name == "txbxContent":
                self._boxes.append(each)
            elif name in _PICTURES:
                self.counts["picture"] += 1
            elif name:
                self._drawing(_alternative(each) if name == "other:AlternateContent" else each)


def _outlined(properties: Element | None) -> bool:
    level = value(properties, "outlineLvl")
    return level.isdecimal() and int(level) < _OUTLINE_LEVELS


def _on(element: Element | None) -> bool:
    """Whether a property that can be switched off is there and on."""
    return element is not None and attribute(element, "val").lower() in _ON


def _alternative(element: Element) -> Element:
    """The first of several renderings of the same content."""
    return next((each for each in element if name_of(each) in {"other:Choice", "other:Fallback"}), element)


def _inside(parent: Element, wanted: str) -> Iterator[Element]:
    """Rows of a table or cells of a row, through whatever wraps them."""
    for each in parent:
        name = name_of(each)
        if name == wanted:
            yield each
        elif name in _WRAPPERS or name in _INSERTED:
            yield from _inside(each, wanted)
