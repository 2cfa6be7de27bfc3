"""The one converter between code points, UTF-16 code units and UTF-8 bytes."""

from bisect import bisect_right
from itertools import accumulate
from typing import Literal

_BLOCK = 1024
_Encoding = Literal["utf-16-le", "utf-8"]
_UNIT_BYTES: dict[_Encoding, int] = {"utf-16-le": 2, "utf-8": 1}


class OffsetMap:
    """Offsets of one text in three units; every offset counts what stands before it.

    Cumulative counts are kept every 1024 code points and the rest is counted in its block, so that ten
    million code points need some ten thousand integers and an answer takes microseconds.

    Args:
        text: any text without lone surrogates.

    Raises:
        ValueError: the text holds a lone surrogate.

    >>> offsets = OffsetMap("a🍜é")
    >>> [offsets.utf16(n) for n in range(4)], [offsets.utf8(n) for n in range(4)]
    ([0, 1, 3, 4], [0, 1, 5, 7])
    >>> offsets.from_utf16(3), offsets.from_utf8(5)
    (2, 2)
    """

    __slots__ = ("_text", "_utf8", "_utf16")

    def __init__(self, text: str) -> None:
        self._text = text
        self._utf16 = _counts(text, "utf-16-le")
        self._utf8 = _counts(text, "utf-8")

    def utf16(self, cp: int) -> int:
        """UTF-16 code units before code point ``cp``; ValueError outside the text."""
        return self._units(cp, self._utf16, "utf-16-le")

    def utf8(self, cp: int) -> int:
        """UTF-8 bytes before code point ``cp``; ValueError outside the text."""
        return self._units(cp, self._utf8, "utf-8")

    def from_utf16(self, n: int) -> int:
        """Code points before UTF-16 unit ``n``; ValueError outside the text or inside a surrogate pair."""
        return self._code_points(n, self._utf16, "utf-16-le")

    def from_utf8(self, n: int) -> int:
        """Code points before UTF-8 byte ``n``; ValueError outside the text or inside a character."""
        return self._code_points(n, self._utf8, "utf-8")

    def _units(self, cp: int, counts: list[int] | None, encoding: _Encoding) -> int:
        if not 0 <= cp <= len(self._text):
            raise ValueError(f"code point offset {cp} lies outside the text of {len(self._text)} code points")
        if counts is None:
            return cp
        block = cp // _BLOCK
        rest = self._text[block * _BLOCK : cp].encode(encoding)
        return counts[block] + len(rest) // _UNIT_BYTES[encoding]

    def _code_points(self, n: int, counts: list[int] | None, encoding: _Encoding) -> int:
        name = "UTF-8" if encoding == "utf-8" else "UTF-16"
        total = counts[-1] if counts else len(self._text)
        if not 0 <= n <= total:
            raise ValueError(f"{name} offset {n} lies outside the text of {total} units")
        if counts is None:
            return n
        block = min(bisect_right(counts, n), len(counts) - 1) - 1
        start = block * _BLOCK
        units = self._text[start : start + _BLOCK].encode(encoding)
        try:
            return start + len(units[: (n - counts[block]) * _UNIT_BYTES[encoding]].decode(encoding))
        except UnicodeDecodeError as error:
            raise ValueError(f"{name} offset {n} lies inside a character") from error


def _counts(text: str, encoding: _Encoding) -> list[int] | None:
    """Units before each block and, last, in the whole text; None where a unit is a code point throughout."""
    if text.isascii():
        return None
    width = _UNIT_BYTES[encoding]
    blocks = (len(text[at : at + _BLOCK].encode(encoding)) // width for at in range(0, len(text), _BLOCK))
    return list(accumulate(blocks, initial=0))
