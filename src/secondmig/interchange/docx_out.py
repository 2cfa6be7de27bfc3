"""Documents for word processors (.docx): headings, paragraphs and tables, the same for the same blocks."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from secondmig.interchange.workbook import NO_XML, dateless

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.styles.style import ParagraphStyle
    from docx.styles.styles import Styles
    from docx.table import _Cell, _Row
    from docx.text.paragraph import Paragraph as Lines

_A4: Final = (210, 297)
"""Width and height of a page in millimetres."""
_MARGIN: Final = 15
"""Millimetres."""
_QUIET: Final = "6B6F76"
_BAND: Final = "E7EAEE"
_EDGE: Final = "A9ADB4"
_FONT: Final = "Calibri"
_JAPANESE: Final = "Yu Gothic"
_STYLES: Final = {
    "Normal": (10.5, 0, 5),
    "Title": (18, 0, 8),
    "Heading 1": (14, 14, 4),
    "Heading 2": (12, 14, 4),
    "Heading 3": (10.5, 14, 4),
    "Quote": (10.5, 6, 1),
    "Remark": (9, 0, 8),
    "Cell": (8.5, 0, 0),
}
"""Name of a style: how large its letters are and the space above and below, in points."""
_KINDS: Final = {"plain": "Normal", "quote": "Quote", "quiet": "Remark"}


@dataclass(frozen=True, slots=True)
class Run:
    """Words that look the same; every line of the text is a line there.

    Attributes:
        text: the words.
        bold: heavier.
        italic: slanted.
        quiet: in grey.
    """

    text: str
    bold: bool = False
    italic: bool = False
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is below the title of the document, 3 the lowest."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: plain words, somebody's words, set in, or a remark in grey such as where they stand."""

    runs: Sequence[Run] | str
    kind: Literal["plain", "quote", "quiet"] = "plain"


@dataclass(frozen=True, slots=True)
class Band:
    """A row across a whole table that says what the rows below have in common."""

    text: str


Cell: TypeAlias = str | Run
Row: TypeAlias = Sequence[Cell] | Band


@dataclass(frozen=True, slots=True)
class Table:
    """A table.

    Attributes:
        rows: the first is the header, repeated on every page; a row may be shorter than it.
        widths: how wide the columns are beside each other, in any unit; empty for all the same.
    """

    rows: Sequence[Row]
    widths: Sequence[float] = ()


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows begins on a new page."""


Block: TypeAlias = Heading | Paragraph | Table | NewPage


def document(title: str, blocks: Sequence[Block], *, landscape: bool = False) -> bytes:
    """A document of A4 pages, e.g. for Word or LibreOffice.

    Args:
        title: stands above everything and in the properties.
        blocks: in their order.
        landscape: pages are wider than high.
    """
    import docx

    made = docx.Document()
    _describe(made, title)
    _shape(made, landscape=landscape)
    _dress(made.styles)
    _write(made.add_paragraph(), "Title", (Run(title),))
    for block in blocks:
        _add(made, block)
    if blocks and isinstance(blocks[-1], Table):
        made.add_paragraph()  # a table cannot be the last in a document
    out = io.BytesIO()
    made.save(out)
    return dateless(out.getvalue())


def _describe(made: "Document", title: str) -> None:
    """Put the title where the template of the library names itself, and drop what it says of itself."""
    about = made.core_properties
    about.title = _plain(title)[:255]  # no property may be longer
    about.author = about.comments = ""
    for links in (made.part.package.rels, made.part.rels):
        for name, link in list(links.items()):
            if link.reltype.endswith(("/extended-properties", "/thumbnail", "/stylesWithEffects")):
                del links[name]


def _shape(made: "Document", *, landscape: bool) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    page = made.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    page.page_width, page.page_height = map(Mm, reversed(_A4) if landscape else _A4)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(_MARGIN)


def _dress(styles: "Styles") -> None:
    """Our styles in the place of those of the template, of which only the defaults and the grid stay."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    normal, grid = styles["Normal"], styles["Table Grid"]
    for style in list(styles):
        if not style.element.default and style.name != grid.name:
            style.delete()
    for edge in grid.element.xpath("w:tblPr/w:tblBorders/*"):
        edge.set(qn("w:color"), _EDGE)
    for name in [each for each in _STYLES if each != normal.name]:
        made: ParagraphStyle = styles.add_style(  # type: ignore[no-untyped-call]
            name, WD_STYLE_TYPE.PARAGRAPH, builtin=name not in {"Remark", "Cell"}
        )
        made.base_style, made.quick_style = normal, True
        made.font.bold = name.startswith(("Title", "Heading")) or None
        if name.startswith("Heading"):
            made.paragraph_format.keep_with_next = True
            _mark(made.element.pPr, "outlineLvl", val=str(int(name[-1]) - 1))
    for name, (size, above, below) in _STYLES.items():
        styles[name].font.size = Pt(size)
        stands = styles[name].paragraph_format
        stands.space_before, stands.space_after = Pt(above), Pt(below)
    normal.paragraph_format.line_spacing = 1
    normal.font.name = _FONT
    normal.element.rPr.rFonts.set(qn("w:cs"), _FONT)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), _JAPANESE)
    styles["Quote"].paragraph_format.left_indent = Pt(22.5)
    styles["Remark"].font.color.rgb = RGBColor.from_string(_QUIET)


def _add(made: "Document", block: Block) -> None:
    from docx.enum.text import WD_BREAK

    if isinstance(block, Heading):
        _write(made.add_paragraph(), f"Heading {block.level}", (Run(block.text),))
    elif isinstance(block, Paragraph):
        runs = (Run(block.runs),) if isinstance(block.runs, str) else block.runs
        _write(made.add_paragraph(), _KINDS[block.kind], runs)
    elif isinstance(block, NewPage):
        made.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    else:
        _tabulate(made, block)


def _write(lines: "Lines", style: str, runs: Iterable[Run]) -> None:
    from docx.shared import RGBColor

    # by its id: by its name the library reads all styles again for every paragraph, which takes seconds
    lines._p.style = style.replace(" ", "")  # noqa: SLF001
    for run in runs:
        made = lines.add_run(_plain(run.text))
        made.bold, made.italic = run.bold or None, run.italic or None
        if run.quiet:
            made.font.color.rgb = RGBColor.from_string(_QUIET)


def _plain(text: str) -> str:
    """The text without letters that XML cannot hold, its lines ended by a newline."""
    return NO_XML.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def _tabulate(made: "Document", block: Table) -> None:
    from docx.shared import Emu, Mm

    columns = 1 if isinstance(block.rows[0], Band) else len(block.rows[0])
    shares = block.widths or (1.0,) * columns
    width = (made.sections[0].page_width or 0) - 2 * Mm(_MARGIN)
    table = made.add_table(rows=0, cols=columns, style="Table Grid")
    table.autofit = False
    for column, share in zip(table.columns, shares, strict=True):
        column.width = Emu(round(width * share / sum(shares)))
    for number, row in enumerate(block.rows):
        _fill(table.add_row(), row, first=number == 0)


def _fill(made: "_Row", row: Row, *, first: bool) -> None:
    about = made._tr.get_or_add_trPr()  # noqa: SLF001 - the library has no other way to it
    _mark(about, "cantSplit")
    if first:
        _mark(about, "tblHeader")
    cells: Sequence[_Cell] = made.cells
    heads = first
    if isinstance(row, Band):
        cells, row, heads = [cells[0].merge(cells[-1])], [row.text], True
    for cell, words in zip(cells, [*row, *("",) * (len(cells) - len(row))], strict=True):
        run = Run(words) if isinstance(words, str) else words
        (lines,) = cell.paragraphs
        _write(lines, "Cell", (replace(run, bold=run.bold or heads),))
        if heads:
            _mark(cell._tc.get_or_add_tcPr(), "shd", val="clear", color="auto", fill=_BAND)  # noqa: SLF001


def _mark(above: "BaseOxmlElement", name: str, **attributes: str) -> None:
    """Add what the library has no words for."""
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    above.append(OxmlElement(f"w:{name}", {qn(f"w:{key}"): value for key, value in attributes.items()}))
