"""Rich Text Format: paragraphs, tables, comments and tracked changes, by the rules of Word documents.

:mod:`secondmig.transcript.rtf_groups` walks the groups, striprtf decodes the letters, and what it gives back
is cut at the marks that the walk put in.
"""

import re
from collections.abc import Sequence
from typing import ClassVar, Final

from secondmig.core.errors import SecondmigError
from secondmig.transcript.losses import MARGINS, losses
from secondmig.transcript.model import CERTAIN, NO, Request, Transcript
from secondmig.transcript.pages import Paragraph, Sheet, transcript_of, unmarked
from secondmig.transcript.rtf_groups import CELL, CELL_PARAGRAPH, HEADING, PARAGRAPH, ROW, Groups, walked
from secondmig.transcript.tables import write_table

_SNIFF = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,64}\{\\rtf")
_PIECE = re.compile(f"([^{PARAGRAPH}{HEADING}{CELL_PARAGRAPH}{CELL}{ROW}]*)([{PARAGRAPH}-{ROW}]?)")
_DECODING: Final = (UnicodeDecodeError, UnicodeEncodeError, LookupError, ValueError, OverflowError)
"""What striprtf raises: letters that are not of their code page, code pages that Python does not know."""


class RtfFile:
    """Reads RTF."""

    id: ClassVar[str] = "rtf"
    title: ClassVar[str] = "RTF document"
    suffixes: ClassVar[tuple[str, ...]] = (".rtf",)

    def sniff(self, raw: bytes) -> int:
        """CERTAIN where the file begins as RTF does."""
        return CERTAIN if _SNIFF.match(raw) else NO

    def read(self, raw: bytes, request: Request) -> Transcript:
        """The document.

        Raises:
            SecondmigError: the file ends too early, its letters are in no known code page, or it is without
                words.
        """
        groups = walked(raw.removeprefix(b"\xef\xbb\xbf").lstrip(), where=request.where)
        sheet = Sheet()
        _write(sheet, _decoded(groups, groups.source, request.where))
        _take_captured(sheet, groups, request.where)
        sheet.finish()
        sheet.title = sheet.opening_heading() or sheet.title
        sheet.notes.extend(losses(groups.counts, groups.emphasis))
        return transcript_of(raw, sheet, request, decoding=f"rtf, {groups.encoding}", title=self.title)


def _decoded(groups: Groups, source: str, where: str) -> str:
    """The text of a piece of RTF."""
    from striprtf.striprtf import rtf_to_text

    try:
        text = rtf_to_text(  # type: ignore[no-untyped-call]
            f"{{{groups.prologue()}{source}}}", encoding=groups.encoding, errors="strict"
        )
        return str(text).encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except _DECODING as error:
        raise SecondmigError(
            f"some letters are in no code page that is known, or not in {groups.encoding}",
            where=where,
            hint="open it in a word processor and save it as .docx",
        ) from error


def _write(sheet: Sheet, text: str) -> None:
    """The paragraphs and tables between the marks."""
    rows: list[Sequence[Sequence[Paragraph]]] = []
    cells: list[Sequence[Paragraph]] = []
    cell = Sheet(remarks=sheet.remarks)
    for piece in _PIECE.finditer(text):
        words, end = piece.groups()
        if end in {CELL, CELL_PARAGRAPH}:
            cell.write_marked(words)
            cell.end_paragraph()
            if end == CELL:
                cell.finish()
                cells.append(cell.paragraphs)
                cell = Sheet(remarks=sheet.remarks)
        elif end == ROW:
            rows.append(cells)
            cells = []
        elif words or end:
            _write_rows(sheet, rows, cells, cell)
            rows, cells, cell = [], [], Sheet(remarks=sheet.remarks)
            sheet.write_marked(words)
            sheet.end_paragraph(heading=end == HEADING)
    _write_rows(sheet, rows, cells, cell)


def _write_rows(
    sheet: Sheet, rows: list[Sequence[Sequence[Paragraph]]], cells: list[Sequence[Paragraph]], cell: Sheet
) -> None:
    """The table read so far, an unfinished row and cell included."""
    cell.finish()
    left = [*cells, cell.paragraphs] if cell.paragraphs else cells
    table = [*rows, left] if left else rows
    if table:
        write_table(sheet, table)


def _take_captured(sheet: Sheet, groups: Groups, where: str) -> None:
    """Remarks with their authors, the title, and whether margins hold words."""
    authors: dict[int, str] = {}
    for each in groups.captured:
        words = _plain(_decoded(groups, each.source, where))
        if each.kind == "atnauthor" and each.number is not None:
            authors[each.number] = words
        elif each.number is not None:
            sheet.remark(each.number, authors.get(each.number, ""), words)
        elif each.kind == "title":
            sheet.title = " ".join(words.split())
        elif any(letter.isalpha() for letter in words) and MARGINS not in sheet.notes:
            sheet.notes.append(MARGINS)


def _plain(text: str) -> str:
    """The words of a captured group, paragraphs on lines of their own."""
    return unmarked(re.sub(f"[{PARAGRAPH}-{ROW}]", "\n", text)).strip()
