"""Text in the form in which names are compared, with the way back to the text as it stands.

Folded are case, width (half and full), accents of Latin letters, composed and decomposed forms, the many
apostrophes, hyphens and spaces. Letters that show nothing (soft hyphens, zero-width spaces, marks of
direction), and the vowel signs of Hebrew and Arabic, which are written or not, are dropped.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_DROPPED = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"
    "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff]"
)
_SHORT = 4096
_AROUND = 120
_VOICED = frozenset("\u3099\u309a")
_ALIKE = {
    **dict.fromkeys("\u2018\u2019\u201b\u02bc\u02bb\u02b9\u0060\u00b4\u2032\uff40", "'"),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\u2e3a", "-"),
    **dict.fromkeys("\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a", " "),
    **dict.fromkeys("\u202f\u205f\u3000", " "),
    "\u2026": ".",
    **dict.fromkeys("\u2028\u2029\u0085\u000b\u000c", "\n"),
    "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "ħ": "h", "æ": "ae", "œ": "oe", "þ": "th",
}  # fmt: skip
_HYPHENED = re.compile(r"(?<=[^\W\d_])[-\u2010\u00ad]\r?\n[ \t]*(?=[^\W\d_])")
_UNSPACED = re.compile(r"\r?\n[ \t\u3000]*(?=[\u3041-\u30ff\u3400-\u9fff])")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text, in runs of letters that come from letters side by side.

    Attributes:
        text: folded.
        length: code points of the text as it stands.
        places: where each run begins in the folded text; empty where every letter stands for itself.
        origins: where each run begins in the text as it stands.
        single: whether all letters of the run come from one.
    """

    text: str
    length: int
    places: tuple[int, ...] = ()
    origins: tuple[int, ...] = ()
    single: tuple[bool, ...] = ()

    def stretch(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the text as it stands that was folded into ``text[start:end]``.

        Letters that were dropped belong to the one before them.
        """
        if not self.places:
            return start, end
        return self._origin(start), max(self._origin(end), self._origin(end - 1) + 1)

    def _origin(self, at: int) -> int:
        if at >= len(self.text):
            return self.length
        run = bisect_right(self.places, at) - 1
        return self.origins[run] + (0 if self.single[run] else at - self.places[run])


class _Letters(dict[int, str]):
    """Letter -> folded letter, filled as letters come by."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_letter(chr(code))
        return folded


def _fold_letter(letter: str) -> str:
    if letter in _ALIKE:
        return _ALIKE[letter]
    if unicodedata.category(letter) in {"So", "No", "Sk"} and not "\u3200" <= letter <= "\u33ff":
        # Signs such as a fraction or a trade mark are no letters of a name, whatever they may be written as.
        return letter
    wide = unicodedata.normalize("NFKC", letter).casefold()
    parts = unicodedata.normalize("NFD", wide)
    plain = unicodedata.normalize("NFC", _DROPPED.sub("", parts))
    return "".join(_ALIKE.get(each, each) for each in plain)


_LETTERS = _Letters()


@lru_cache(maxsize=512)
def _steady(letter: str) -> bool:
    """Whether a letter is folded into exactly one, whatever stands before it."""
    return len(_LETTERS[ord(letter)]) == 1 and _LETTERS[ord(letter)] not in _VOICED


def fold(text: str) -> Folded:
    """The text in the form in which names are compared.

    >>> fold("José’s ﾛｰｻ").text
    "jose's ローサ"
    """
    if text.isascii():
        return Folded(text.lower(), len(text))
    unsteady = frozenset(letter for letter in set(text) if not letter.isascii() and not _steady(letter))
    if not unsteady:
        return Folded(text.translate(_LETTERS), len(text))
    runs = _Runs(len(text))
    at = 0
    for here in _places(text, unsteady):
        runs.add(text[at:here].translate(_LETTERS), at)
        runs.add_letter(_LETTERS[ord(text[here])], here)
        at = here + 1
    runs.add(text[at:].translate(_LETTERS), at)
    return runs.folded()


def _places(text: str, letters: frozenset[str]) -> Iterator[int]:
    if len(text) < _SHORT:
        return (at for at, letter in enumerate(text) if letter in letters)
    pattern = re.compile(f"[{re.escape(''.join(sorted(letters)))}]")
    return (found.start() for found in pattern.finditer(text))


class _Runs:
    """A folded text while it is made.

    Args:
        length: code points of the text as it stands.
    """

    def __init__(self, length: int) -> None:
        self._length = length
        self._pieces: list[str] = []
        self._size = 0
        self._runs: list[tuple[int, int, bool]] = []

    def add(self, piece: str, origin: int, *, single: bool = False) -> None:
        """Go on with letters that come from ``origin`` on."""
        if piece:
            self._runs.append((self._size, origin, single))
            self._pieces.append(piece)
            self._size += len(piece)

    def add_letter(self, folded: str, origin: int) -> None:
        """Go on with what one letter was folded into: several letters, one, or nothing."""
        if folded in _VOICED and self._pieces:
            folded = _voice(self._pieces, folded)
        self.add(folded, origin, single=True)

    def folded(self) -> Folded:
        """The whole."""
        places, origins, single = zip(*self._runs, strict=True) if self._runs else ((), (), ())
        return Folded("".join(self._pieces), self._length, places, origins, single)


def _voice(pieces: list[str], mark: str) -> str:
    """Put a voicing mark onto the kana before it; what is left of it to write is "" then, else the mark."""
    composed = unicodedata.normalize("NFC", pieces[-1][-1] + mark)
    if len(composed) != 1:
        return mark
    pieces[-1] = pieces[-1][:-1] + composed
    return ""


def unwrapped(text: str) -> Folded | None:
    r"""What stands around line ends that divide a word, folded and put together; None where there are none.

    Put together are a word with a hyphen at the line end, and Japanese or Chinese letters around a line end.

    >>> unwrapped("Camil-\nleri").text
    'camilleri'
    """
    breaks = list(_breaks(text))
    if not breaks:
        return None
    runs = _Runs(len(text))
    at = max(0, breaks[0][0] - _AROUND)
    for number, (stop, go) in enumerate(breaks):
        runs.add(_letter_for_letter(text[at:stop]), at)
        following = breaks[number + 1][0] if number + 1 < len(breaks) else len(text)
        at = go
        if following - go > 2 * _AROUND:
            runs.add(_letter_for_letter(text[go : go + _AROUND]) + "\x00", go)
            at = following - _AROUND
    runs.add(_letter_for_letter(text[at : at + _AROUND]), at)
    return runs.folded()


def _letter_for_letter(text: str) -> str:
    """Folded where that is one letter for one, the rest as it stands."""
    folded = text.translate(_LETTERS)
    return folded if len(folded) == len(text) else "".join(_LETTERS[ord(each)][:1] or "\x00" for each in text)


def _breaks(text: str) -> list[tuple[int, int]]:
    """(where the word stops, where it goes on) for each line end that divides one."""
    hyphened = any(mark + end in text for mark in "-\u2010\u00ad" for end in "\n\r")
    found = [each.span() for each in _HYPHENED.finditer(text)] if hyphened else []
    if not text.isascii():
        found += [each.span() for each in _UNSPACED.finditer(text) if _is_unspaced(text, each.start())]
    return sorted(found)


def _is_unspaced(text: str, at: int) -> bool:
    """Whether a letter of a script without spaces stands before ``at``."""
    before = text[at - 1] if at else ""
    return "\u3041" <= before <= "\u30ff" or "\u3400" <= before <= "\u9fff"
