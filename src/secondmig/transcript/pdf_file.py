"""PDF with selectable text; a scan without text, and a file that only its password opens, are refused.

pypdf gives the letters and their places, :mod:`secondmig.transcript.pdf_lines` the lines,
:mod:`secondmig.transcript.pdf_paragraphs` the paragraphs. Ligatures become their letters.
"""

import io
import logging
import re
import struct
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Final

from secondmig.core.errors import SecondmigError
from secondmig.transcript.limits import protected
from secondmig.transcript.losses import counted
from secondmig.transcript.model import CERTAIN, NO, Request, Transcript
from secondmig.transcript.pages import Sheet, transcript_of
from secondmig.transcript.pdf_lines import Margins, Piece, lines_of, pieces_of
from secondmig.transcript.pdf_paragraphs import paragraphs_of

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

_HEAD: Final = 1024
_TAIL: Final = 4096
_MOST_PAGES: Final = 5000
_MOST_LETTERS: Final = 64 * 2**20
_C1: Final = 0x80
_UNKNOWN_SHARE: Final = 0.02
_LIGATURES: Final = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "ft",
    "\ufb06": "st",
}
_OBJECT = re.compile(rb"[\r\n][0-9]+ [0-9]+ obj\b")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_LIGATURE = re.compile(f"[{''.join(_LIGATURES)}]")
_UNKNOWN = re.compile("[\ufffd\ue000-\uf8ff]")
_OCR: Final = "run text recognition (OCR) on it, e.g. with ocrmypdf, or ask for the file it was made from"
_BROKEN: Final = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    MemoryError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
"""What pypdf raises for damaged files besides its own errors, as fuzzing shows."""


class PdfFile:
    """Reads PDF."""

    id: ClassVar[str] = "pdf"
    title: ClassVar[str] = "PDF"
    suffixes: ClassVar[tuple[str, ...]] = (".pdf",)

    def sniff(self, raw: bytes) -> int:
        """CERTAIN where the file announces itself in its first kilobyte, as readers of PDF ask for."""
        announced = b"%PDF-" in raw[:_HEAD] and _OBJECT.search(raw) is not None
        return CERTAIN if raw.startswith(b"%PDF-") or announced else NO

    def read(self, raw: bytes, request: Request) -> Transcript:
        """The document.

        Raises:
            SecondmigError: the file is damaged, protected by a password, a scan, or without words.
        """
        from pypdf.errors import LimitReachedError, PyPdfError

        with _silence():
            try:
                pages = _pages(raw, request.where)
            except LimitReachedError as error:
                raise SecondmigError(
                    "the PDF unpacks to more than a transcript has",
                    where=request.where,
                    hint="import the text of the transcript itself, or split it",
                ) from error
            except (PyPdfError, *_BROKEN) as error:
                raise SecondmigError(
                    "the PDF is damaged, or was not copied completely",
                    where=request.where,
                    hint="open it in a PDF reader and print it to a new PDF, or copy it again",
                ) from error
        lines, margins = lines_of(pages)
        paragraphs, hyphens = paragraphs_of(lines)
        sheet = Sheet(paragraphs=paragraphs)
        sheet.title = sheet.opening_heading()
        sheet.notes.extend(_notes(pages, margins, hyphens))
        return transcript_of(raw, sheet, request, decoding=self.id, title=self.title)


@contextmanager
def _silence() -> Iterator[None]:
    """Keep pypdf's remarks about damaged files off the terminal."""
    logger = logging.getLogger("pypdf")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(level)


def _pages(raw: bytes, where: str) -> list[list[Piece]]:
    """The pieces of text of every page."""
    from pypdf import PdfReader

    if b"%%EOF" not in raw[-_TAIL:]:
        raise SecondmigError(
            "the PDF has no end: it was not copied completely", where=where, hint="copy it again"
        )
    reader = PdfReader(io.BytesIO(raw), strict=False)
    _open(reader, where)
    if len(reader.pages) > _MOST_PAGES:
        message = f"{len(reader.pages):,} pages are more than a transcript has"
        raise SecondmigError(message, where=where, hint="split the file")
    pages: list[list[Piece]] = []
    letters = pictures = 0
    for page in reader.pages:
        pieces = [_readable(piece) for piece in pieces_of(page)]
        letters += sum(len(piece.text) for piece in pieces)
        if letters > _MOST_LETTERS:
            raise SecondmigError("more text than a transcript has", where=where, hint="split the file")
        pictures += not pieces and _has_picture(page)
        pages.append([piece for piece in pieces if piece.text.strip()])
    _refuse_unreadable(pages, pictures, where)
    return pages


def _open(reader: "PdfReader", where: str) -> None:
    """Open a file that needs no password to be read, as one protected against changes alone.

    Raises:
        SecondmigError: it needs one, or is encrypted in a way that is not known here.
    """
    from pypdf.errors import DependencyError

    if not reader.is_encrypted:
        return
    try:
        opened = reader.decrypt("")
    except (DependencyError, NotImplementedError) as error:
        raise protected(where) from error
    if not opened:
        raise protected(where)


def _readable(piece: Piece) -> Piece:
    """A piece with letters for ligatures, and letters of cp1252 for control characters."""
    text = _LIGATURE.sub(lambda match: _LIGATURES[match[0]], piece.text)
    return replace(piece, text=_CONTROL.sub(_as_cp1252, text))


def _as_cp1252(control: re.Match[str]) -> str:
    code = ord(control[0])
    return bytes([code]).decode("cp1252", errors="ignore") if code >= _C1 else " "


def _has_picture(page: "PageObject") -> bool:
    resources = page.get("/Resources")
    pictures = resources.get_object().get("/XObject") if resources is not None else None
    return bool(pictures)


def _refuse_unreadable(pages: Sequence[Sequence[Piece]], pictures: int, where: str) -> None:
    """Refuse a scan, and a file whose fonts do not say which letters they draw."""
    text = "".join(piece.text for page in pages for piece in page)
    if not text.strip():
        if pictures:
            raise SecondmigError("the PDF holds only pictures of its pages (a scan)", where=where, hint=_OCR)
        raise SecondmigError("the file holds no words that could be selected", where=where, hint=_OCR)
    unknown = len(_UNKNOWN.findall(text))
    if unknown > _UNKNOWN_SHARE * len(text):
        message = (
            f"the fonts of the PDF do not say which letters they draw ({unknown} of {len(text)} unknown)"
        )
        raise SecondmigError(message, where=where, hint=_OCR)


def _notes(pages: Sequence[Sequence[Piece]], margins: Margins, hyphens: int) -> Iterator[str]:
    """What was left out or decided."""
    if margins.repeated:
        lines = counted(margins.repeated, "line", "lines")
        yield f"{lines} that return at the edges of pages are left out (headers, footers, page numbers)"
    if margins.numbers:
        numbers = counted(margins.numbers, "number", "numbers")
        yield f"{numbers} in the left margin are not in the text; they cite the turns if each has one"
    if hyphens:
        yield f"{counted(hyphens, 'word is', 'words are')} joined that a hyphen broke at the end of a line"
    blank = [str(number) for number, page in enumerate(pages, 1) if not page]
    if blank:
        yield f"no text on {'page' if len(blank) == 1 else 'pages'} {', '.join(blank[:20])}"
    unknown = sum(len(_UNKNOWN.findall(piece.text)) for page in pages for piece in page)
    if unknown:
        yield f"{counted(unknown, 'letter is', 'letters are')} not named by the fonts of the PDF"
    yield "paragraphs are told by the distances between lines; compare a page with the PDF"
