r"""The letters of an RTF file, all of them: text, headers, remarks, properties, what is hidden.

RTF writes a letter as ``\'e9`` or ``\u233?``, splits words by formatting, and breaks its lines anywhere.
"""

import re
from collections.abc import Iterator
from typing import Final

HEAD: Final = b"{\\rtf"
"""How such a file begins."""

_STEP: Final = re.compile(
    rb"\\'(?P<byte>[0-9a-fA-F]{2})|\\(?P<word>[a-zA-Z]+)(?P<number>-?[0-9]{1,10})? ?|\\(?P<sign>[^a-zA-Z])"
    rb"|(?P<brace>[{}])|(?P<line>[\r\n]+)|(?P<letters>[^\\{}\r\n]+)",
    re.DOTALL,
)
_ENDS: Final = frozenset(
    {b"par", b"line", b"tab", b"cell", b"nestcell", b"row", b"nestrow", b"sect", b"page", b"column"}
)
_SIGNS: Final = {b"~": b" ", b"_": b"-", b"\r": b"\n", b"\n": b"\n", b"\\": b"\\", b"{": b"{", b"}": b"}"}
_PAGE: Final = re.compile(rb"\\ansicpg([0-9]{1,5})")
_PAGES: Final = ("cp1252", "cp932")


def texts(raw: bytes) -> Iterator[str]:
    """The letters of a file, its bytes read by the code page it names, and by those that fonts may have."""
    named = _PAGE.search(raw)
    first = f"cp{int(named[1])}" if named and int(named[1]) else "cp1252"
    told: dict[str, None] = {}
    for page in dict.fromkeys((first, *_PAGES)):
        whole = (
            "".join(_decoded(raw, page)).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        )
        lines = whole.split("\n")
        yield "\n".join(line for line in lines if line not in told)
        told |= dict.fromkeys(lines)


def _decoded(raw: bytes, page: str) -> Iterator[str]:
    waiting = bytearray()
    for piece in _pieces(raw):
        if isinstance(piece, bytes):
            waiting += piece
            continue
        yield _read(bytes(waiting), page)
        waiting.clear()
        yield piece
    yield _read(bytes(waiting), page)


def _read(raw: bytes, page: str) -> str:
    try:
        return raw.decode(page, "replace")
    except LookupError:
        return raw.decode("cp1252", "replace")


def _pieces(raw: bytes) -> Iterator[bytes | str]:
    """Bytes in the file's code page, and letters that are given by number."""
    skipped = 0
    fallback = [1]
    for step in _STEP.finditer(raw):
        word = step["word"]
        if word == b"u" and step["number"]:
            # Two of them may be halves of one letter.
            yield chr(int(step["number"]) % 0x10000)
            skipped = fallback[-1]
        elif step["byte"] or step["letters"]:
            held = bytes.fromhex(step["byte"].decode()) if step["byte"] else step["letters"]
            yield held[skipped:]
            skipped = max(0, skipped - len(held))
        elif word or step["brace"]:
            _follow(step, fallback)
            skipped = 0
            yield b"\n" if word in _ENDS else b""
        elif step["sign"]:
            yield _SIGNS.get(step["sign"], b"")


def _follow(step: re.Match[bytes], fallback: list[int]) -> None:
    r"""Keep how many letters stand for one that is given by number: ``\uc`` says it for its group."""
    if step["brace"] == b"{":
        fallback.append(fallback[-1])
    elif step["brace"] and len(fallback) > 1:
        fallback.pop()
    elif step["word"] == b"uc" and step["number"]:
        fallback[-1] = max(0, min(int(step["number"]), 8))
