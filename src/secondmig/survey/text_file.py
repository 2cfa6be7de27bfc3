"""Text files that people keep beside the project, read as UTF-8 and nothing else."""

import codecs
import os
from pathlib import Path

from secondmig.core.errors import SecondmigError

_UTF8_HINT = "save it again as UTF-8 (in Excel: Save As, CSV UTF-8)"


def read_text(path: Path) -> str:
    """The words of a file that must be UTF-8; a byte order mark is dropped, nothing else is changed.

    Raises:
        SecondmigError: the file cannot be read, is a workbook, or is not UTF-8; in the last case with the
            line and what it may say.
    """
    return _decoded(_raw(path), path.name)


def _raw(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = os.strerror(error.errno).lower() if error.errno else str(error)
        raise SecondmigError(f"cannot be read: {reason}", where=str(path), hint="check the path") from error


def _decoded(raw: bytes, name: str) -> str:
    if raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        hint = "open it in its programme and save the sheet as CSV UTF-8"
        raise SecondmigError("this is a workbook, not a text file", where=name, hint=hint)
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise SecondmigError("the file is UTF-16", where=name, hint=_UTF8_HINT)
    if b"\x00" in raw:
        line = raw[: raw.index(b"\x00")].count(b"\n") + 1
        message = "there is a NUL byte, so this is no text file, or a damaged one"
        raise SecondmigError(message, where=f"{name}:{line}", hint=_UTF8_HINT)
    words = raw.removeprefix(codecs.BOM_UTF8)
    try:
        return words.decode("utf-8")
    except UnicodeDecodeError as error:
        begin = words.rfind(b"\n", 0, error.start) + 1
        line = words[:begin].count(b"\n") + 1
        preview, encoding = _guessed(words[begin:].split(b"\n", 1)[0])
        message = f"not UTF-8; read as {encoding} the line says {preview!r}"
        raise SecondmigError(message, where=f"{name}:{line}", hint=_UTF8_HINT) from error


def _guessed(line: bytes) -> tuple[str, str]:
    """What a line that is not UTF-8 may say, cut to 40 characters, and in which encoding."""
    try:
        japanese = line.decode("cp932")
    except UnicodeDecodeError:
        japanese = ""
    # cp932 makes kanji and half-width kana of Western accents too, so only the other kana speak for Japanese.
    if any("\u3040" <= letter <= "\u30ff" for letter in japanese):
        return japanese.strip()[:40], "cp932"
    return line.decode("cp1252", errors="replace").strip()[:40], "cp1252"
