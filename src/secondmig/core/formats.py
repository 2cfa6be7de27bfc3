"""Formats recognised by their first bytes, so that a refusal can name what the file is."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Format:
    """A format that is not a transcript in plain text.

    Attributes:
        name: with its article, as it stands after "it is".
        binary: whether its bytes are no text at all.
        remedy: what to do with it, where that is not to save it as plain text.
    """

    name: str
    binary: bool
    remedy: str = ""


_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF"),
    (b"\x89PNG\r\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF87a", "a GIF picture"),
    (b"GIF89a", "a GIF picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"BZh91AY&SY", "a bzip2 archive"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"ID3\x03\x00", "an MP3 recording"),
    (b"ID3\x04\x00", "an MP3 recording"),
    (b"\xff\xfb", "an MP3 recording"),
    (b"OggS\x00", "an Ogg recording"),
    (b"fLaC\x00", "a FLAC recording"),
    (b"\x1aE\xdf\xa3", "a Matroska or WebM recording"),
    (b"\x7fELF", "a program"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS: tuple[tuple[str, Format], ...] = (
    ("EncryptedPackage", Format("protected by a password", True, "save a copy without the password")),
    (
        "WordDocument",
        Format("an old Word document (.doc)", True, "open it in Word or LibreOffice and save it as .docx"),
    ),
    ("Workbook", Format("an old Excel workbook (.xls)", True, "save the sheet as CSV and import that")),
    ("PowerPoint Document", Format("an old PowerPoint file (.ppt)", True)),
)
_OTHER_OLE = Format("an old Word, Excel or PowerPoint file (.doc, .xls, .ppt)", True)
_ZIP_PARTS: tuple[tuple[bytes, str], ...] = (
    (b"word/", "a Word document (.docx)"),
    (b"xl/", "an Excel workbook (.xlsx)"),
    (b"ppt/", "a PowerPoint file (.pptx)"),
    (b"opendocument.text", "an OpenDocument text (.odt)"),
    (b"project.qde", "a REFI-QDA project (.qdpx)"),
)
_MARKUP: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (re.compile(rb"\{\\rtf"), "an RTF file"),
    (re.compile(rb"WEBVTT(?:[ \t\r\n]|\Z)"), "a WebVTT subtitle file"),
    (re.compile(rb"[0-9]+[ \t]*\r?\n[0-9:,. \t]+-->"), "an SRT subtitle file"),
    (re.compile(rb"(?:<!doctype html|<html|<head|<body|<cite|<div|<p>)", re.IGNORECASE), "an HTML page"),
    (re.compile(rb"<\?xml|<(?:TEI|ANNOTATION_DOCUMENT)\b"), "an XML file"),
    (re.compile(rb"(?:\[\s*)?\{\s*\"[^\"\n]*\"\s*:"), "a JSON file"),
)
_MESSAGE = re.compile(rb"(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,60}(?i:MIME-Version):[ \t]*1\.0")
_SAVED_PAGE = Format(
    "a web archive or an e-mail (.mhtml, .eml)",
    False,
    "save the page as HTML only, or its words as plain text",
)


def format_of(raw: bytes) -> Format | None:
    """The format the content announces, or None where it may be a plain text.

    >>> format_of(b"%PDF-1.7").name
    'a PDF'
    """
    known = _container(raw)
    if known:
        return known
    for magic, name in _MAGIC:
        if raw.startswith(magic):
            return Format(name, binary=True)
    start = raw[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if b"mime-version" in start.lower() and _MESSAGE.match(start):
        return _SAVED_PAGE
    for pattern, name in _MARKUP:
        if pattern.match(start):
            return Format(name, binary=False)
    return None


def _container(raw: bytes) -> Format | None:
    """Formats that many programs share, told apart by what is in them."""
    if raw.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Format(next((name for part, name in _ZIP_PARTS if part in raw), "a zip archive"), binary=True)
    if raw.startswith(_OLE):
        return next((known for name, known in _OLE_STREAMS if name.encode("utf-16-le") in raw), _OTHER_OLE)
    if raw.startswith(b"RIFF") and raw[8:12] in {b"WAVE", b"AVI "}:
        return Format("a WAV or AVI recording", binary=True)
    if raw.startswith(b"\x00\x00\x00") and raw[4:8] == b"ftyp":
        return Format("an MP4 or M4A recording", binary=True)
    return None
