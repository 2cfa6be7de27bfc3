"""Bytes to text: strict UTF-8, else the encoding the user names, never a silent guess."""

import codecs
import re
from dataclasses import dataclass
from typing import NoReturn

from secondmig.core.encodings import BYTE_ORDER_MARKS, propose, shown
from secondmig.core.errors import SecondmigError
from secondmig.core.formats import format_of

_ACCEPTED = frozenset(
    {
        *("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"),
        *(f"cp{page}" for page in range(1250, 1259)),
        *(f"iso8859-{part}" for part in (*range(1, 12), *range(13, 17))),
        *("ascii", "cp437", "cp850", "mac-roman", "koi8-r", "koi8-u"),
        *("cp932", "shift_jis", "shift_jis_2004", "shift_jisx0213", "iso2022_jp"),
        *("euc_jp", "euc_jis_2004", "euc_jisx0213"),
        *("gb2312", "gbk", "gb18030", "big5", "big5hkscs", "cp949", "euc_kr", "tis-620"),
    }
)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_VALID_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_NUL_RICH = 0.05
_CONTROL_RICH = 0.05
_CONTROLS = bytes([*range(1, 9), *range(14, 27), *range(28, 32)])
AS_TEXT = "save it as plain text (.txt, UTF-8) and import that"
_ASK = "find out its encoding and pass it, e.g. --encoding cp1252, cp932, euc-jp or utf-16"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and how it came about.

    Attributes:
        text: canonical: no byte order mark, LF line ends, no NUL.
        decoding: "utf-8", "utf-8 (BOM removed)" or e.g. "cp1252 (as asked)".
    """

    text: str
    decoding: str


def decode(raw: bytes, *, encoding: str | None = None, where: str) -> Decoded:
    """The text of a file.

    Args:
        raw: its bytes.
        encoding: to use instead of UTF-8; decoding is strict all the same.
        where: the file, for messages.

    Raises:
        SecondmigError: the file is empty, no text, or not in that encoding; with the encoding to try, if one
            is likely, and a line read in it.
    """
    if not raw:
        raise SecondmigError("the file is empty", where=where)
    known = format_of(raw)
    if known and known.binary:
        remedy = known.remedy or AS_TEXT
        raise SecondmigError(f"not a text file: it is {known.name}", where=where, hint=remedy)
    if encoding is None:
        text, decoding = _as_utf8(raw, where)
    else:
        text, decoding = _as_asked(raw, encoding, where)
    text = canonical_text(text, where=where)
    if not text:
        raise SecondmigError("the file is empty", where=where)
    return Decoded(text, decoding)


def canonical_text(text: str, *, where: str) -> str:
    r"""The text as documents hold it; characters are otherwise untouched.

    Raises:
        SecondmigError: it holds a lone surrogate, which no file can store.

    >>> canonical_text("\ufeffone\r\ntwo\rthree\x00", where="f")
    'one\ntwo\nthree'
    """
    lone = None if _is_whole(text) else _LONE_SURROGATE.search(text)
    if lone:
        line = text.count("\n", 0, lone.start()) + 1
        raise SecondmigError("half of a character (a lone surrogate)", where=f"{where}:{line}")
    text = text.replace("\x00", "").lstrip("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _is_whole(text: str) -> bool:
    """Whether a text holds no lone surrogate; to encode it says so faster than to look at every character."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _as_utf8(raw: bytes, where: str) -> tuple[str, str]:
    if raw.startswith(BYTE_ORDER_MARKS):
        _refuse(raw, 0, where)
    if b"\x1b" in raw and (b"\x1b$B" in raw or b"\x1b$@" in raw):
        _refuse(raw, raw.index(b"\x1b$"), where)
    if 0 in raw and raw.count(0) > _NUL_RICH * len(raw):
        _refuse(raw, raw.index(0), where)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        _refuse(raw, error.start, where)
    _refuse_controls(raw, where)
    return text, "utf-8 (BOM removed)" if raw.startswith(codecs.BOM_UTF8) else "utf-8"


def _as_asked(raw: bytes, encoding: str, where: str) -> tuple[str, str]:
    try:
        codec = codecs.lookup(encoding).name
    except (LookupError, ValueError):
        codec = ""
    if codec not in _ACCEPTED:
        raise SecondmigError(f"unknown encoding {encoding!r}", where=where, hint=_ASK)
    if codec in {"utf-16", "utf-32"} and not raw.startswith(BYTE_ORDER_MARKS):
        raise SecondmigError(
            f"no byte order mark, so {codec} does not say which byte comes first",
            where=where,
            hint=f"pass --encoding {codec}-le or {codec}-be",
        )
    if not codec.startswith("utf") and is_utf8_beyond_ascii(raw):
        raise SecondmigError(
            f"this is UTF-8 and would be misread as {shown(codec)}", where=where, hint="leave out --encoding"
        )
    try:
        return raw.decode(codec), f"{shown(codec)} (as asked)"
    except UnicodeDecodeError as error:
        _refuse(raw, error.start, where, asked="UTF-8" if codec.startswith("utf-8") else shown(codec))


def is_utf8_beyond_ascii(raw: bytes) -> bool:
    """Whether bytes are UTF-8 and something that another encoding would misread."""
    if raw.isascii():
        return False
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _refuse(raw: bytes, start: int, where: str, *, asked: str = "UTF-8") -> NoReturn:
    """Say which byte is wrong and which encoding to try."""
    line = raw.count(b"\n", 0, start) + 1
    byte = f"byte 0x{raw[start]:02x} in line {line}"
    if asked == "UTF-8":
        _refuse_broken(raw, byte, where)
    proposal = propose(raw)
    if proposal:
        raise SecondmigError(
            f"not {asked} ({byte}); as {proposal.encoding}, line {proposal.line} reads: {proposal.preview}",
            where=where,
            hint=f"pass --encoding {proposal.encoding}",
        )
    if raw.count(0) > _NUL_RICH * len(raw):
        raise SecondmigError(f"not a text file ({byte})", where=where, hint=AS_TEXT)
    _refuse_controls(raw, where)
    raise SecondmigError(
        f"not {asked} ({byte}), and no other encoding is clearly right", where=where, hint=_ASK
    )


def _refuse_broken(raw: bytes, first: str, where: str) -> None:
    """Refuse a file that is UTF-8 but for a few bytes: another encoding would garble all the rest."""
    broken = raw.decode("utf-8", errors="replace").count("\ufffd")
    if 0 < broken < len(_VALID_SEQUENCE.findall(raw)):
        message = f"UTF-8 but for {broken} broken places, the first at {first}"
        raise SecondmigError(message, where=where, hint="mend them in an editor")


def _refuse_controls(raw: bytes, where: str) -> None:
    controls = len(raw) - len(raw.translate(None, _CONTROLS))
    if controls > _CONTROL_RICH * len(raw):
        message = f"not a text file: {controls} of its {len(raw)} bytes are control characters"
        raise SecondmigError(message, where=where, hint=AS_TEXT)
