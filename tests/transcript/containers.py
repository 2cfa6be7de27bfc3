"""Files of word processors, the web and PDF as small as they can be, written part by part for the tests."""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

Said = Sequence[tuple[str, str]]

W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RIGHT_TO_LEFT: Final = re.compile("[\u0590-\u08ff]+")
_PAGE: Final = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F 3 0 R >> >>"
_FONT: Final = (
    "<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /DescendantFonts [5 0 R] "
    "/ToUnicode 4 0 R >>"
)
_XML: Final = '<?xml version="1.0" encoding="UTF-8"?>'
ODF: Final = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("style", "style"),
        ("draw", "drawing"),
        ("fo", "xsl-fo-compatible"),
        ("meta", "meta"),
        ("manifest", "manifest"),
    )
)


def packed(parts: Mapping[str, str | bytes], *, stored: str = "") -> bytes:
    """A zip archive; the part ``stored`` is not compressed."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            kind = zipfile.ZIP_STORED if name == stored else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name), content, kind)
    return written.getvalue()


def docx_parts(body: str, parts: Mapping[str, str] | None = None) -> dict[str, str | bytes]:
    """The parts of a Word document with this body; further parts are related by their names."""
    further = parts or {}
    kinds = "".join(
        f'<Relationship Id="r{n}" Type="{_RELATIONS}/{name.rstrip("0123456789")}" Target="{name}.xml"/>'
        for n, name in enumerate(further)
    )
    space = "http://schemas.openxmlformats.org/package/2006"
    return {
        "[Content_Types].xml": f'{_XML}<Types xmlns="{space}/content-types"/>',
        "_rels/.rels": f'{_XML}<Relationships xmlns="{space}/relationships"><Relationship Id="r1" '
        f'Type="{_RELATIONS}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'{_XML}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>',
        "word/_rels/document.xml.rels": f'{_XML}<Relationships xmlns="{space}/relationships">{kinds}'
        "</Relationships>",
        **{
            f"word/{name}.xml": f'{_XML}<w:{name} xmlns:w="{W}">{content}</w:{name}>'
            for name, content in further.items()
        },
    }


def docx(body: str, parts: Mapping[str, str] | None = None) -> bytes:
    """A Word document with this body."""
    return packed(docx_parts(body, parts))


def run(words: str, properties: str = "") -> str:
    """A run of a Word document."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(words)}</w:t></w:r>'


def paragraph(*runs: str, properties: str = "") -> str:
    """A paragraph of a Word document; what is no markup is a run."""
    inner = "".join(each if each.startswith("<") else run(each) for each in runs)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def odt(body: str, parts: Mapping[str, str | bytes] | None = None, *, styles: str = "") -> bytes:
    """An OpenDocument text with this body; ``styles`` are its automatic styles."""
    content = (
        f'{_XML}<office:document-content {ODF} xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    mimetype = "application/vnd.oasis.opendocument.text"
    return packed({"mimetype": mimetype, "content.xml": content, **(parts or {})}, stored="mimetype")


def rtf(body: str, prologue: str = r"\ansi\ansicpg1252\deff0{\fonttbl{\f0 Times;}}") -> bytes:
    """An RTF file; characters beyond ASCII are escaped."""
    units = body.encode("utf-16-le")
    codes = (int.from_bytes(units[at : at + 2], "little") for at in range(0, len(units), 2))
    escaped = "".join(chr(code) if code < 0x80 else rf"\u{code}?" for code in codes)
    return rf"{{\rtf1{prologue}{escaped}}}".encode("ascii")


def pdf(pages: Sequence[Sequence[tuple[float, float, float, str]]]) -> bytes:
    """A PDF; each page holds (x, y, size, words), drawn in one font that maps any character."""
    letters = {each: n for n, each in enumerate(dict.fromkeys(w for p in pages for t in p for w in t[3]), 1)}
    codes = "\n".join(f"<{n:04x}> <{each.encode('utf-16-be').hex()}>" for each, n in letters.items())
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /A def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(letters)} beginbfchar\n{codes}\nendbfchar\nendcmap end end"
    )
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "",
        _FONT,
        _stream(cmap),
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /A /DW 500 /CIDSystemInfo 6 0 R >>",
        "<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>",
    ]
    kids = []
    for page in pages:
        drawn = "\n".join(
            f"BT /F {size} Tf 1 0 0 1 {x} {y} Tm <{''.join(f'{letters[each]:04x}' for each in words)}> Tj ET"
            for x, y, size, words in page
        )
        objects += [f"{_PAGE} /Contents {len(objects) + 2} 0 R >>", _stream(drawn)]
        kids.append(f"{len(objects) - 1} 0 R")
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>"
    return written_pdf(objects)


def _stream(content: str) -> str:
    return f"<< /Length {len(content)} >>\nstream\n{content}\nendstream"


def written_pdf(objects: Sequence[str], trailer: str = "") -> bytes:
    """A PDF of numbered objects, the first its catalogue."""
    written = "%PDF-1.7\n"
    places = []
    for number, each in enumerate(objects, 1):
        places.append(len(written))
        written += f"{number} 0 obj\n{each}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    return (
        f"{written}xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
        f"trailer << /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{len(written)}\n%%EOF\n"
    ).encode("latin-1")


def said_in_docx(turns: Said) -> bytes:
    """One paragraph a turn."""
    return docx("".join(paragraph(f"{who}: {words}" if who else words) for who, words in turns))


def said_in_odt(turns: Said) -> bytes:
    """One paragraph a turn."""
    lines = (f"{who}: {words}" if who else words for who, words in turns)
    return odt("".join(f"<text:p>{escape(line)}</text:p>" for line in lines))


def said_in_rtf(turns: Said) -> bytes:
    """One paragraph a turn."""
    return rtf("".join(rf"{f'{who}: ' if who else ''}{words}\par " for who, words in turns))


def said_in_html(turns: Said) -> bytes:
    """One paragraph a turn."""
    lines = (f"{who}: {words}" if who else words for who, words in turns)
    return f"<html><body>{''.join(f'<p>{escape(line)}</p>' for line in lines)}</body></html>\n".encode()


def said_in_pdf(turns: Said) -> bytes:
    """One line a turn, thirty on a page; what is written from the right is drawn from the left."""
    lines = [
        _RIGHT_TO_LEFT.sub(lambda m: m[0][::-1], f"{who}: {words}" if who else words) for who, words in turns
    ]
    pages = [lines[at : at + 30] for at in range(0, len(lines), 30)] or [[]]
    return pdf([[(72, 800 - 24 * n, 11, line) for n, line in enumerate(page)] for page in pages])
