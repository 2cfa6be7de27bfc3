"""Documents for word processors (.docx): headings, paragraphs and tables, the same for the same blocks."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias
from xml.sax.saxutils import escape

from secondmig.interchange.workbook import NO_XML

_W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_LINKS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_A4: Final = (11906, 16838)
"""Width and height of a page in twentieths of a point."""
_MARGIN: Final = 850
_QUIET: Final = "6B6F76"
_BAND: Final = "E7EAEE"


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
    wide, high = reversed(_A4) if landscape else _A4
    body = "".join(
        [_paragraph((Run(title),), "Title"), *(_block(each, wide - 2 * _MARGIN) for each in blocks)]
    )
    if blocks and isinstance(blocks[-1], Table):
        body += _paragraph((), "Normal")  # a table cannot be the last in a document
    orient = ' w:orient="landscape"' if landscape else ""
    margins = "".join(f' w:{side}="{_MARGIN}"' for side in ("top", "right", "bottom", "left"))
    section = (
        f'<w:sectPr><w:pgSz w:w="{wide}" w:h="{high}"{orient}/>'
        f'<w:pgMar{margins} w:header="425" w:footer="425" w:gutter="0"/></w:sectPr>'
    )
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _ROOT_LINKS,
        "docProps/core.xml": _CORE.format(title=_written(title)),
        "word/document.xml": (
            f'{_HEAD}<w:document xmlns:w="{_W}"><w:body>{body}{section}</w:body></w:document>'
        ),
        "word/_rels/document.xml.rels": _LINKS_OF_BODY,
        "word/styles.xml": _styles(),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text.encode("utf-8"))
    return out.getvalue()


def _block(block: Block, width: int) -> str:
    if isinstance(block, Heading):
        return _paragraph((Run(block.text),), f"Heading{block.level}")
    if isinstance(block, Paragraph):
        runs = (Run(block.runs),) if isinstance(block.runs, str) else block.runs
        return _paragraph(runs, _KINDS[block.kind])
    if isinstance(block, NewPage):
        return '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
    return _table(block, width)


def _paragraph(runs: Sequence[Run], style: str) -> str:
    named = "" if style == "Normal" else f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
    return f"<w:p>{named}{''.join(map(_run, runs))}</w:p>"


def _run(run: Run) -> str:
    looks = "".join(
        mark
        for mark, holds in (
            ("<w:b/>", run.bold),
            ("<w:i/>", run.italic),
            (f'<w:color w:val="{_QUIET}"/>', run.quiet),
        )
        if holds
    )
    about = f"<w:rPr>{looks}</w:rPr>" if looks else ""
    lines = run.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    words = "<w:br/>".join(_line(each) for each in lines)
    return f"<w:r>{about}{words}</w:r>"


def _line(text: str) -> str:
    return "<w:tab/>".join(
        f'<w:t xml:space="preserve">{_written(part)}</w:t>' if part else "" for part in text.split("\t")
    )


def _table(table: Table, width: int) -> str:
    first = table.rows[0]
    columns = 1 if isinstance(first, Band) else len(first)
    shares = table.widths or (1.0,) * columns
    widths = [round(width * share / sum(shares)) for share in shares]
    grid = "".join(f'<w:gridCol w:w="{each}"/>' for each in widths)
    rows = "".join(_row(row, widths, first=at == 0) for at, row in enumerate(table.rows))
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>'
    )


def _row(row: Row, widths: Sequence[int], *, first: bool) -> str:
    about = f"<w:trPr><w:cantSplit/>{'<w:tblHeader/>' if first else ''}</w:trPr>"
    if isinstance(row, Band):
        across = _cell(Run(row.text, bold=True), sum(widths), span=len(widths), shaded=True)
        return f"<w:tr>{about}{across}</w:tr>"
    filled = [*row, *("",) * (len(widths) - len(row))]
    runs = [Run(each) if isinstance(each, str) else each for each in filled]
    if first:
        runs = [Run(each.text, bold=True) for each in runs]
    cells = (_cell(run, wide, shaded=first) for run, wide in zip(runs, widths, strict=True))
    return f"<w:tr>{about}{''.join(cells)}</w:tr>"


def _cell(run: Run, width: int, *, span: int = 1, shaded: bool = False) -> str:
    spans = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{_BAND}"/>' if shaded else ""
    about = f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spans}{shade}</w:tcPr>'
    return f"<w:tc>{about}{_paragraph((run,) if run.text else (), 'Cell')}</w:tc>"


def _written(text: str) -> str:
    """The text as XML has it, without letters that XML cannot hold."""
    return escape(NO_XML.sub("\ufffd", text))


_KIND: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_TYPES: Final = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_KIND}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_KIND}.styles+xml"/>'
    '<Override PartName="/docProps/core.xml"'
    ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
)
_ROOT_LINKS: Final = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_LINKS}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties"'
    ' Target="docProps/core.xml"/></Relationships>'
)
_LINKS_OF_BODY: Final = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_LINKS}/styles" Target="styles.xml"/></Relationships>'
)
_CORE: Final = (
    f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title></cp:coreProperties>'
)
_ABOVE: Final = '<w:keepNext/><w:spacing w:before="280" w:after="80"/>'
_STYLES: Final = (
    ("Title", "Title", '<w:spacing w:after="160"/>', '<w:b/><w:sz w:val="36"/>'),
    ("Heading1", "heading 1", f'{_ABOVE}<w:outlineLvl w:val="0"/>', '<w:b/><w:sz w:val="28"/>'),
    ("Heading2", "heading 2", f'{_ABOVE}<w:outlineLvl w:val="1"/>', '<w:b/><w:sz w:val="24"/>'),
    ("Heading3", "heading 3", f'{_ABOVE}<w:outlineLvl w:val="2"/>', "<w:b/>"),
    ("Quote", "Quote", '<w:spacing w:before="120" w:after="20"/><w:ind w:left="450"/>', ""),
    (
        "Remark",
        "Remark",
        '<w:spacing w:after="160"/>',
        f'<w:color w:val="{_QUIET}"/><w:sz w:val="18"/>',
    ),
    ("Cell", "Cell", '<w:spacing w:after="0"/>', '<w:sz w:val="17"/>'),
)
"""Id, name, how a paragraph stands, how its letters look."""
_KINDS: Final = {"plain": "Normal", "quote": "Quote", "quiet": "Remark"}
_FONTS: Final = '<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Calibri"/>'
_EDGES: Final = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="A9ADB4"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def _styles() -> str:
    named = "".join(
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{label}"/><w:basedOn w:val="Normal"/>'
        f"<w:qFormat/><w:pPr>{stands}</w:pPr><w:rPr>{looks}</w:rPr></w:style>"
        for name, label, stands, looks in _STYLES
    )
    return (
        f'{_HEAD}<w:styles xmlns:w="{_W}"><w:docDefaults><w:rPrDefault><w:rPr>{_FONTS}<w:sz w:val="21"/>'
        "</w:rPr></w:rPrDefault></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        '<w:pPr><w:spacing w:after="100"/></w:pPr></w:style>'
        f"{named}"
        '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:tblPr>'
        f'<w:tblBorders>{_EDGES}</w:tblBorders><w:tblCellMar><w:left w:w="85" w:type="dxa"/>'
        '<w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style></w:styles>'
    )
