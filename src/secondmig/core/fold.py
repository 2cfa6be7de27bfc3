"""Text as it is searched: width, case and accents aside, with the way back to the text as it is stored.

``Ｔōｋｙō`` is found by ``tokyo``, ``ｶﾞ`` and ``か`` with a combining mark by ``ガ`` and ``が``, ``ﬃ`` by
``ffi``; kana keep their voicing and their long vowel marks. A text is folded segment by segment, a character
with the marks that stand on it, so that every place of the folded text lies in one segment of the stored one:
lengths may differ. A line end between two characters of a script without spaces is no part of the folded
text, for a wrapped line may break a word there.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from secondmig.core.letters import beyond_ascii
from secondmig.core.span import Span

UNSPACED = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e50-\u0e59\u0e81-\u0edf\u1000-\u1049\u1050-\u109d\u1100-\u11ff\u1780-\u17d3"
    "\u17d7\u17dc-\u17dd\u17e0-\u17e9\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303c\u3041-\u3096"
    "\u3099-\u309a\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u3131-\u318e\u31a0-\u31bf\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\ua48c\ua960-\ua97c\uac00-\ud7a3\ud7b0-\ud7fb\uf900-\ufad9\uff66-\uffbe\uffc2-\uffdc"
    "\U00020000-\U0002fa1d\U00030000-\U0003134a"
)
"""Letters of scripts whose words are not, or not only, told by spaces, as ranges of a character class: Thai,
Lao, Burmese, Khmer, kana, Han, Bopomofo, Yi, Hangul."""

_ACCENT = re.compile("[\u0300-\u036f]")
# Soft hyphens, joiners and variation selectors stand inside words without being seen.
_UNSEEN = "\u00ad\u034f\u180b-\u180f\u200b-\u200d\u2060\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef"
# Vowels and finals of Hangul join the consonant before them; half-width voicing marks their kana.
_JOINING = _UNSEEN + "\u1160-\u11ff\uff9e\uff9f\uffa0-\uffdc"
_JOINS = re.compile(f"[{_JOINING}]")
_HIDDEN = re.compile(f"[{_UNSEEN}]")
_WRAPPED = re.compile(f"(?<=[{UNSPACED}])\n(?=[{UNSPACED}])(?![{_JOINING}\u3099\u309a])")
_ALIKE = str.maketrans({"\u301c": "~", "‘": "'", "’": "'", "“": '"', "”": '"', "„": '"'})


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and where each part of it comes from.

    Attributes:
        text: folded.
        places: for each segment that left something, where it begins in the folded text.
        starts: where that segment begins in the stored text.
        ends: where it ends there.

    ``places`` is empty where every character stands for itself.
    """

    text: str
    places: tuple[int, ...] = ()
    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()

    def source(self, start: int, end: int) -> Span:
        """The stretch of the stored text that ``start`` to ``end`` of the folded text come from."""
        if not self.places:
            return Span(start, end)
        first = bisect_right(self.places, start) - 1
        last = bisect_right(self.places, end - 1) - 1
        return Span(self.starts[first], self.ends[last])


def fold(text: str) -> str:
    """A text as it is searched.

    >>> fold("Ｔōｋｙō, ｶﾞｯｺｳ, oﬃce")
    'tokyo, ガッコウ, office'
    """
    if text.isascii():
        return text.lower()
    composed = unicodedata.normalize("NFC", text)
    letters = _changing(composed)
    if any(map(_joins, letters)):
        return folded(text).text
    if "\n" in composed:
        composed = _WRAPPED.sub("", composed)
    return _letter_by_letter(composed, letters)


# Most letters stand for themselves; those that were once seen to do so need no second look.
_KEPT = {chr(code) for code in range(128)}


def _changing(text: str) -> set[str]:
    """The letters of a text that join others or become others, ASCII capitals apart."""
    unknown = set(beyond_ascii(text)) - _KEPT
    kept = {letter for letter in unknown if not _joins(letter) and _segment(letter) == letter}
    _KEPT.update(kept)
    return unknown - kept


def _letter_by_letter(text: str, letters: Iterable[str]) -> str:
    """A text without marks that join; ``letters`` are those of it that become others."""
    for letter in letters:
        text = text.replace(letter, _segment(letter))
    return text.lower()


def folded(text: str) -> Folded:
    """A text as it is searched, with the way back; slower than :func:`fold`.

    >>> found = folded("Ｔōｋｙō, ｶﾞｯｺｳ")
    >>> found.source(7, 8).of("Ｔōｋｙō, ｶﾞｯｺｳ")
    'ｶﾞ'
    """
    if text.isascii():
        return Folded(text.lower())
    letters = _changing(text)
    joining = "".join(sorted(filter(_joins, letters)))
    wrapped = "\n" in text and _WRAPPED.search(text)
    if not joining and not wrapped and all(len(_segment(letter)) == 1 for letter in letters):
        return Folded(_letter_by_letter(text, letters))
    segments = re.compile(f".[{re.escape(joining)}]*" if joining else ".", re.DOTALL)
    pieces: list[str] = []
    places: list[int] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for found in segments.finditer(text):
        words = found.group()
        piece = "" if words == "\n" and _WRAPPED.match(text, found.start()) else _segment(words)
        if piece:
            pieces.append(piece)
            places.append(at)
            starts.append(found.start())
            ends.append(found.end())
            at += len(piece)
    return Folded("".join(pieces), tuple(places), tuple(starts), tuple(ends))


@lru_cache(maxsize=65536)
def _joins(letter: str) -> bool:
    """Whether a character belongs to the one before it."""
    return unicodedata.category(letter)[0] == "M" or _JOINS.match(letter) is not None


@lru_cache(maxsize=65536)
def _segment(words: str) -> str:
    """A character, with the marks that stand on it, as it is searched."""
    if len(words) > _LONGEST:
        return "".join(_segment(letter) for letter in words)
    taken_apart = _HIDDEN.sub("", _ACCENT.sub("", unicodedata.normalize("NFKD", words.translate(_ALIKE))))
    return unicodedata.normalize("NFKC", taken_apart.casefold()).lower()


# A letter with more marks than anybody writes is taken for the marks alone, so that none is ever slow.
_LONGEST = 64
