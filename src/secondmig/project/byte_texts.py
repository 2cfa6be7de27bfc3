r"""Bytes of any kind as the texts they may hold: decoded, and with what formats write differently undone.

A name may stand in a file as HTML (``Jos&eacute;``), JSON (``\u30ed``), part of a link (``Jos%C3%A9``), mail
(``Jos=C3=A9``, ``=?utf-8?b?Sm9zw6k=?=``), base64, split by marks of formatting, or in UTF-16 amid bytes.
"""

import base64
import binascii
import codecs
import html
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Final, NamedTuple
from urllib.parse import unquote

AS_WRITTEN: Final = "as written"
WINDOW: Final = 240
"""Characters to both sides of something undone that are looked at with it: longer than any name."""
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?")
_ONE = r"(?:u[0-9a-fA-F]{4}|u\{[0-9a-fA-F]{1,6}\}|x[0-9a-fA-F]{2}|U[0-9a-fA-F]{8}|[ntr/\"'])"
# Not begun within a row of backslashes, or a long row that escapes nothing is tried from each of them.
_ESCAPE = re.compile(rf"(?<!\\)\\+{_ONE}(?:\\+{_ONE})*")
_ONE_ESCAPE = re.compile(
    r"(?<!\\)\\+(?:u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}|x([0-9a-fA-F]{2})|U([0-9a-fA-F]{8})|([ntr/\"']))"
)
_PERCENT = re.compile(r"%[0-9a-fA-F]{2}(?:[A-Za-z0-9+._~-]*%[0-9a-fA-F]{2})*")
_QUOTED = re.compile(r"=(?:[0-9A-Fa-f]{2}|\r?\n)(?:=(?:[0-9A-Fa-f]{2}|\r?\n))*")
_ENCODED_WORD = r"=\?[A-Za-z0-9_.:*-]{1,40}\?[BbQq]\?[!->@-~ ]{0,200}\?="
_ENCODED_WORDS = re.compile(rf"{_ENCODED_WORD}(?:\s+{_ENCODED_WORD})*")
_TAGS = re.compile(r"<[/!?A-Za-z][^<>]{0,10000}>")
_APART = re.compile(
    r"</?(?:[\w.-]+:)?(?:p|h[1-6]?|tr|td|th|li|ul|ol|div|br|tab|row|c|v|si|cell|table|table-cell|section|title|dt|dd"
    r"|option|summary|pre|blockquote|figcaption|caption|line-break|head|body|author|creator|comment)\b",
    re.IGNORECASE,
)
_BASE64 = re.compile(
    r"[A-Za-z0-9+/_-]{12,}(?:(?<=[A-Za-z0-9+/_-]{40})\r?\n[ \t]*[A-Za-z0-9+/_-]+)*(?:={0,2}|%3[Dd])"
)
BORDER: Final = "\x1f"
"""What stands between runs of letters that were apart in the file."""
_LETTER: Final = rb"[\t\n\r\x20-\x7e]"
_RUNS: Final = (
    (
        "utf-8 in bytes",
        re.compile(
            rb"(?:"
            + _LETTER
            + rb"|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}){5,}"
        ),
        "utf-8",
    ),
    (
        "cp1252 in bytes",
        re.compile(rb"[\t\n\r\x20-\x7e\x8a\x8c\x8e\x92\x9a\x9c\x9e\x9f\xc0-\xff]{5,}"),
        "cp1252",
    ),
    (
        "utf-16-le in bytes",
        re.compile(rb"(?:[\t\n\r\x20-\xff][\x00\x01\x1e]|[\x10-\x27]\x20){5,}"),
        "utf-16-le",
    ),
    (
        "utf-16-be in bytes",
        re.compile(rb"(?:[\x00\x01\x1e][\t\n\r\x20-\xff]|\x20[\x10-\x27]){5,}"),
        "utf-16-be",
    ),
)
_PRINTED: Final = 0.8
_OTHER_PAGES: Final = ("mac_roman", "cp850")
_SHIFTED: Final = b"\x1b$"
"""What begins Japanese words in ISO-2022-JP, whose bytes are otherwise those of ASCII."""


class Passage(NamedTuple):
    """A text that may hold names.

    Attributes:
        how: it is written in the file.
        text: undone.
        start: offset in the text it comes from, where the passage begins.
    """

    how: str
    text: str
    start: int


class Decoding(NamedTuple):
    """Bytes as text.

    Attributes:
        how: they were decoded.
        text: as decoded.
        lined: its lines are those of the file; else it is pieced together from runs of letters.
    """

    how: str
    text: str
    lined: bool


def decodings(raw: bytes, japanese: Collection[str] = ()) -> Iterator[Decoding]:
    """Bytes as text, in every way that may be meant: one where it is certain.

    Args:
        raw: a stretch of a file; a character may be cut at its ends.
        japanese: spellings in kana and kanji, which are also looked for in their other encodings.
    """
    if _SHIFTED in raw:
        yield Decoding("iso-2022-jp", raw.decode("iso2022_jp_ext", "replace"), lined=True)
    sure = _certain(raw)
    if sure is not None:
        yield Decoding(*sure, lined=True)
    elif b"\0" in raw:
        yield from _among_bytes(raw, japanese)
    else:
        yield Decoding("cp1252", raw.decode("cp1252", "replace"), lined=True)
        yield Decoding("utf-8 among others", raw.decode("utf-8", "replace"), lined=True)
        for name in _OTHER_PAGES:
            yield Decoding(name, raw.decode(name, "replace"), lined=True)
        for name in ("cp932", "euc-jp") if japanese else ():
            yield Decoding(name, raw.decode(name, "replace"), lined=True)
        if japanese:
            yield from _written_out(raw, japanese, ("utf-16-le", "utf-16-be"))


def _among_bytes(raw: bytes, japanese: Collection[str]) -> Iterator[Decoding]:
    """The runs of letters in bytes that are no text."""
    for how, pattern, name in _RUNS:
        runs = pattern.findall(raw)
        if runs:
            yield Decoding(how, BORDER.join(run.decode(name, "replace") for run in runs), lined=False)
    if japanese:
        yield from _written_out(raw, japanese, ("utf-16-le", "utf-16-be", "cp932", "euc-jp"))


def _written_out(raw: bytes, words: Collection[str], encodings: Sequence[str]) -> Iterator[Decoding]:
    """Words that stand in bytes in an encoding whose letters cannot be told from other bytes."""
    for name in encodings:
        there = [word for word in words if len(word) > 1 and word.encode(name, "replace") in raw]
        if there:
            yield Decoding(f"{name} in bytes", BORDER.join(there), lined=False)


def _certain(raw: bytes) -> tuple[str, str] | None:
    for mark, name in (
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if raw.startswith(mark):
            return name, raw.decode(name, "replace")
    if b"\0" in raw:
        return None
    for cut_before in range(4):
        # A character may be cut at both ends of a stretch.
        if cut_before and not 0x80 <= raw[cut_before - 1 : cut_before][0] < 0xC0:
            break
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            return AS_WRITTEN, decoder.decode(raw[cut_before:])
        except UnicodeDecodeError:
            if len(raw) <= cut_before:
                break
    return None


def passages(text: str) -> Iterator[Passage]:
    """A text, and the stretches of it in which something was undone, each under its name."""
    yield Passage(AS_WRITTEN, text, 0)
    yield from _undone(text)
    if "<" in text and ">" in text:
        plain = _TAGS.sub(_border, text)
        if plain != text:
            whole = html.unescape(plain) if "&" in plain else plain
            yield Passage("across formatting", whole, 0)


def _undone(text: str) -> Iterator[Passage]:
    """Stretches with one or two things undone: a link in JSON in HTML is not unusual."""
    for how, pattern, undo in _WAYS:
        for passage in _windows(text, pattern, undo, how):
            yield passage
            for how_else, pattern_else, undo_else in _WAYS:
                for inner in _windows(passage.text, pattern_else, undo_else, f"{how}, {how_else}"):
                    yield Passage(inner.how, inner.text, passage.start)
                    if "<" in inner.text:
                        yield Passage(
                            f"{inner.how}, across formatting", _TAGS.sub(_border, inner.text), passage.start
                        )
            if "<" in passage.text:
                yield Passage(f"{how}, across formatting", _TAGS.sub(_border, passage.text), passage.start)


def _windows(text: str, pattern: re.Pattern[str], undo: Callable[[str], str], how: str) -> Iterator[Passage]:
    """The text around whatever a pattern finds, undone there; neighbours share one window."""
    places: list[tuple[int, int]] = []
    for found in pattern.finditer(text):
        if places and found.start() - places[-1][1] > 2 * WINDOW:
            yield _window(text, places, undo, how)
            places = []
        places.append(found.span())
    if places:
        yield _window(text, places, undo, how)


def _window(text: str, places: list[tuple[int, int]], undo: Callable[[str], str], how: str) -> Passage:
    start = max(0, places[0][0] - WINDOW)
    pieces: list[str] = []
    at = start
    for first, last in places:
        pieces += (text[at:first], undo(text[first:last]))
        at = last
    pieces.append(text[at : places[-1][1] + WINDOW])
    return Passage(how, "".join(pieces), start)


def _border(tags: re.Match[str]) -> str:
    """What stands instead of a mark of formatting: nothing, or a border where it keeps words apart."""
    return BORDER if _APART.match(tags[0]) else ""


def _unescaped(words: str) -> str:
    plain = _ONE_ESCAPE.sub(_escaped_letter, words)
    if any("\ud800" <= letter <= "\udfff" for letter in plain):
        plain = plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return plain


def _escaped_letter(found: re.Match[str]) -> str:
    if found[5]:
        return {"n": " ", "t": " ", "r": " "}.get(found[5], found[5])
    code = int(next(group for group in found.groups() if group), 16)
    return chr(code) if code <= 0x10FFFF else "�"


def _from_link(words: str) -> str:
    return (
        unquote(words.replace("+", " "), encoding="utf-8", errors="surrogateescape")
        .encode("utf-8", "surrogateescape")
        .decode("utf-8", "replace")
    )


def _from_mail(words: str) -> str:
    raw = binascii.a2b_qp(words.encode("ascii", "ignore"))
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _from_header(words: str) -> str:
    from email.errors import HeaderParseError
    from email.header import decode_header

    try:
        parts = decode_header(words)
    except HeaderParseError:
        return words
    return "".join(part if isinstance(part, str) else _decoded_word(part, page) for part, page in parts)


def _decoded_word(part: bytes, page: str | None) -> str:
    try:
        return part.decode((page or "utf-8").partition("*")[0], "replace")
    except LookupError:
        return part.decode("cp1252", "replace")


_WAYS: Final[tuple[tuple[str, re.Pattern[str], Callable[[str], str]], ...]] = (
    ("character references", _ENTITY, html.unescape),
    ("escapes", _ESCAPE, _unescaped),
    ("percent signs", _PERCENT, _from_link),
    ("header of a mail", _ENCODED_WORDS, _from_header),
    ("quoted-printable", _QUOTED, _from_mail),
)


def base64_parts(text: str) -> Iterator[tuple[int, bytes]]:
    """Every run of base64 that decodes to something: offset in the text, and its bytes.

    At the very beginning of a stretch a run may have lost letters, so that all four ways to cut it are given.
    """
    for found in _BASE64.finditer(text):
        run = re.sub(r"[\s=]|%3[Dd]", "", found[0]).replace("-", "+").replace("_", "/")
        for cut in range(4) if found.start() == 0 else (0,):
            part = run[cut:]
            part = part[: len(part) - 1] if len(part) % 4 == 1 else part
            try:
                raw = base64.b64decode(part + "=" * (-len(part) % 4))
            except (binascii.Error, ValueError):
                continue
            if _worth_reading(raw):
                yield found.start(), raw


def _worth_reading(raw: bytes) -> bool:
    """Whether bytes are a text, or so many that they may be a file; words and hashes decode to noise."""
    if len(raw) >= 256 or b"\0" in raw:
        return True
    printed = sum(byte >= 0x20 or byte in b"\t\n\r" for byte in raw)
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(raw) * _PRINTED
    return printed >= len(raw) * _PRINTED
