"""Word documents (.docx, .docm, .dotx; transitional and strict): paragraphs, tables, comments, changes.

What stands on the page once every change is accepted is the text: insertions are in, deletions are out, and
the import says how many there were. Comments and footnotes become remarks on the words they are about. Fields
show their last result, links their words, text boxes follow the paragraph they hang on. Hidden words,
pictures, automatic numbers, headers and footers are not read; where there are any, the import says so.

The parts are found with zipfile and walked with lxml: opening the whole package with a library would unpack
every picture, recurse along whatever its relations say, fail on a relation to a part that is not there (Word
passes it over) and on strict files, and its text property drops insertions, content controls and text boxes.
"""

import posixpath
from collections.abc import Mapping, Sequence
from typing import ClassVar, Final

from secondmig.core.errors import SecondmigError
from secondmig.transcript.docx_text import Styles, Walk, attribute, child, name_of, styles_in
from secondmig.transcript.limits import SAVE_AGAIN, Element, Parts, opened_parts, part_names, protected
from secondmig.transcript.losses import MARGINS, losses
from secondmig.transcript.model import CERTAIN, NO, POSSIBLE, Request, Transcript
from secondmig.transcript.pages import Sheet, transcript_of, unmarked

_MAIN: Final = "word/document.xml"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_REMARKS: Final = {"comments": "comment", "footnotes": "footnote", "endnotes": "endnote"}
_TITLE: Final = "{http://purl.org/dc/elements/1.1/}title"

Related = Mapping[str, Sequence[str]]


class DocxFile:
    """Reads Word documents."""

    id: ClassVar[str] = "docx"
    title: ClassVar[str] = "Word document"
    suffixes: ClassVar[tuple[str, ...]] = (".docx", ".docm", ".dotx", ".dotm")

    def sniff(self, raw: bytes) -> int:
        """CERTAIN where the archive lists a Word document; POSSIBLE where it is damaged or encrypted."""
        names = part_names(raw)
        if "[Content_Types].xml" in names and any(name.startswith("word/") for name in names):
            return CERTAIN
        damaged = not names and raw.startswith(b"PK\x03\x04") and b"word/" in raw
        return POSSIBLE if damaged or (raw.startswith(_OLE) and _ENCRYPTED in raw) else NO

    def read(self, raw: bytes, request: Request) -> Transcript:
        """The document.

        Raises:
            SecondmigError: the file is damaged, protected by a password, a bomb, or without words.
        """
        if raw.startswith(_OLE):
            raise protected(request.where)
        sheet = _sheet(opened_parts(raw, where=request.where))
        return transcript_of(raw, sheet, request, decoding=self.id, title=self.title)


def _sheet(parts: Parts) -> Sheet:
    main = _main_part(parts)
    related = _relations(parts, main)
    styles = next((styles_in(parts.xml(name)) for name in related.get("styles", ())), Styles())
    page = Sheet()
    walk = Walk(page, styles, _take_remarks(parts, related, page))
    body = child(parts.xml(main), "body")
    if body is None:
        raise SecondmigError("the document has no body", where=parts.where, hint=SAVE_AGAIN)
    walk.blocks(body)
    page.finish()
    page.title = _title(parts, page)
    page.notes.extend(losses(walk.counts, walk.emphasis))
    page.notes.extend(_margins(parts, related))
    return page


def _main_part(parts: Parts) -> str:
    """The part that holds the text: the one the package names, else the usual one."""
    named = _relations(parts, "").get("officeDocument", ())
    main = next((name for name in (*named, _MAIN) if name in parts.names), "")
    if not main:
        raise SecondmigError(f"the part {_MAIN!r} is missing", where=parts.where, hint=SAVE_AGAIN)
    return main


def _relations(parts: Parts, source: str) -> dict[str, list[str]]:
    """Kind of relation -> parts of this archive that the source names; any others are passed over."""
    folder, _, name = source.rpartition("/")
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    if path not in parts.names:
        return {}
    found: dict[str, list[str]] = {}
    for relation in parts.xml(path):
        kind = str(relation.get("Type", "")).rpartition("/")[2]
        target = posixpath.normpath(posixpath.join("/", folder, str(relation.get("Target", "")))).lstrip("/")
        if relation.get("TargetMode") != "External" and target in parts.names:
            found.setdefault(kind, []).append(target)
    return found


def _take_remarks(parts: Parts, related: Related, page: Sheet) -> dict[tuple[str, str], int]:
    """Give the page the comments and notes; their numbers by kind and by the id that their marks carry."""
    numbers: dict[tuple[str, str], int] = {}
    for plural, kind in _REMARKS.items():
        for name in related.get(plural, ())[:1]:
            for each in parts.xml(name):
                if name_of(each) != kind or attribute(each, "type") not in {"", "normal"}:
                    continue
                number = numbers[kind, attribute(each, "id")] = len(numbers)
                page.remark(number, attribute(each, "author"), _words(each))
    return numbers


def _words(element: Element) -> str:
    """The words of a comment or note."""
    walk = Walk()
    walk.blocks(element)
    walk.page.finish()
    return "\n".join(unmarked(paragraph.text) for paragraph in walk.page.paragraphs)


def _title(parts: Parts, page: Sheet) -> str:
    """The heading that opens the document, else the title among the properties."""
    if opening := page.opening_heading():
        return opening
    for name in _relations(parts, "").get("core-properties", ())[:1]:
        return " ".join((parts.xml(name).findtext(_TITLE) or "").split())
    return ""


def _margins(parts: Parts, related: Related) -> list[str]:
    """Say that headers and footers hold words, as names often stand there."""
    for name in (*related.get("header", ()), *related.get("footer", ())):
        words = _words(parts.xml(name))
        if any(letter.isalpha() for letter in words):
            return [MARGINS]
    return []
