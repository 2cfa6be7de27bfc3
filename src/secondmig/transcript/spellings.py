"""All the ways in which one name of a key may be written, as parts that stand beside each other."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from secondmig.transcript.dates import date_spellings
from secondmig.transcript.folding import fold
from secondmig.transcript.key_file import KeyEntry
from secondmig.transcript.ordinary_words import COMMON_WORDS, NAMES_AND_WORDS
from secondmig.transcript.romanise import is_kana, romanisations, to_hiragana, to_katakana

SEPARATORS: Final = r"\s\-'._,()·・=＝/"
"""What may stand between the parts of a name, for a set in a pattern."""

_BETWEEN = re.compile(f"[{SEPARATORS}]+")
_CASED = re.compile(r"[a-z\u00df-\u024f\u0370-\u058f]")
_GERMAN: Final = {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"}
_SHORTENED: Final = {
    "road": "rd", "street": "st", "avenue": "ave", "lane": "ln", "drive": "dr", "court": "ct", "place": "pl",
    "crescent": "cres", "parade": "pde", "terrace": "tce", "highway": "hwy", "boulevard": "blvd",
    "square": "sq", "limited": "ltd", "incorporated": "inc", "company": "co", "saint": "st", "mount": "mt",
}  # fmt: skip
_LONG_ENOUGH: Final = 5
_SHORT: Final = 2
_MOST: Final = 64


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to write a name.

    Attributes:
        parts: folded, in order; between them may stand a space, a hyphen, an apostrophe or nothing.
        entry: number in the key.
        capital: only with a capital first letter, as it is an ordinary word in small letters.
        made: by rule; not in the key as such.
        short: one letter, meant.
    """

    parts: tuple[str, ...]
    entry: int
    capital: bool = False
    made: bool = False
    short: bool = False

    @property
    def joined(self) -> str:
        """The parts without anything between them: what tells spellings apart."""
        return "".join(self.parts)


def parts_of(text: str) -> tuple[str, ...]:
    """A name folded and cut where a space, hyphen or apostrophe stands.

    Digits alone are cut between all of them: a telephone number is grouped in any way.

    >>> parts_of("Mary-Jane O’Brien"), parts_of("02 95")
    (('mary', 'jane', 'o', 'brien'), ('0', '2', '9', '5'))
    """
    parts = tuple(part for part in _BETWEEN.split(fold(text).text) if part)
    joined = "".join(parts)
    return tuple(joined) if joined.isdecimal() else parts


def spellings(entry: KeyEntry) -> tuple[Spelling, ...]:
    """Every spelling of an entry, those of the key first, each once."""
    found: dict[tuple[str, ...], Spelling] = {}
    for written in entry.spellings:
        parts = parts_of(written)
        if parts and parts not in found:
            found[parts] = Spelling(parts, entry.number, needs_capital(parts), short=entry.short)
    for parts, capital in _made(entry):
        found.setdefault(parts, Spelling(parts, entry.number, capital, made=True))
    return tuple(found.values())


def needs_capital(parts: tuple[str, ...]) -> bool:
    """Whether only a capital letter makes a name of it: "May", "Jo"; not "may"."""
    if len(parts) != 1 or not _CASED.match(parts[0]):
        return False
    word = parts[0]
    return len(word) <= _SHORT or word in _WORDS


_WORDS: Final = frozenset(fold(word).text for word in NAMES_AND_WORDS | COMMON_WORDS)


def _made(entry: KeyEntry) -> Iterator[tuple[tuple[str, ...], bool]]:
    """Parts that follow by rule, and whether they need a capital letter."""
    for written in entry.spellings:
        parts = parts_of(written)
        yield from ((other, needs_capital(other)) for other in _kana(parts))
        yield from ((other, False) for other in _turned(parts, entry))
        yield from ((other, False) for other in _umlauts(written))
        if parts and parts[-1] in _SHORTENED and len(parts) > 1:
            yield (*parts[:-1], _SHORTENED[parts[-1]]), False
        if entry.kind == "date":
            yield from ((parts_of(other), False) for other in date_spellings(written))
        yield from _in_latin(parts)


def _kana(parts: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if any(is_kana(part) for part in parts):
        yield tuple(to_katakana(part) for part in parts)
        yield tuple(to_hiragana(part) for part in parts)


def _turned(parts: tuple[str, ...], entry: KeyEntry) -> Iterator[tuple[str, ...]]:
    """Family name first, and the initial of the given name: ``Camilleri, Rita``, ``R. Camilleri``."""
    if entry.kind != "person" or not 2 <= len(parts) <= 3 or min(map(len, parts)) < _SHORT:
        return
    yield (parts[-1], *parts[:-1])
    if _CASED.match(parts[0]) and len(parts[-1]) >= _LONG_ENOUGH:
        yield (parts[0][0], parts[-1])


def _umlauts(written: str) -> Iterator[tuple[str, ...]]:
    spelled = "".join(_GERMAN.get(letter, letter) for letter in written.lower())
    if spelled != written.lower():
        yield parts_of(spelled)


def _in_latin(parts: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], bool]]:
    """Spellings in Latin letters of a name in kana; short ones only with a capital letter."""
    if not parts or not all(is_kana(part) for part in parts):
        return
    every = itertools.product(*(romanisations(part) for part in parts))
    for made in itertools.islice(every, _MOST):
        orders = (made,) if len(made) == 1 else (made, made[::-1])
        for order in orders:
            word = "".join(order)
            if len(word) > _SHORT and (len(order) > 1 or word not in COMMON_WORDS):
                yield order, len(order) == 1 and (len(word) < _LONG_ENOUGH or needs_capital(order))
