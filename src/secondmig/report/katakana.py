"""Whether a katakana word may be a name written in Latin letters: ローサ is Rosa, カルロス is Carlos."""

import difflib
import re
import unicodedata
from typing import Final

WORD = re.compile(r"[\u30a1-\u30fa\u30fc\uff66-\uff9f]{2,}")
"""Katakana words, full or half width; a middle dot separates words."""

_ALIKE: Final = 0.75
_CLASSES: Final = (
    (r"ph", "h"),
    (r"sch|sh", "s"),
    (r"tch|ch|ts", "t"),
    (r"th", "t"),
    (r"ck|qu|q", "k"),
    (r"c(?=[eiy])", "s"),
    (r"c", "k"),
    (r"x", "ks"),
    (r"ng(?![aeiou])", "n"),
    (r"h(?![aeiou])", ""),
    (r"[zj]", "s"),
    (r"l", "r"),
    (r"v", "b"),
    (r"f", "h"),
    (r"y(?![aeiou])", "i"),
)


def may_be(word: str, name: str) -> bool:
    """Whether ``word`` sounds like ``name``: the same consonants in order, and similar vowels.

    A guess on the safe side, for masking: it finds some words that are no name.

    >>> (
    ...     may_be("ローサ", "Rosa"),
    ...     may_be("カルロス", "Carlos"),
    ...     may_be("ミン", "Minh"),
    ...     may_be("テレビ", "Teresa"),
    ... )
    (True, True, True, False)
    """
    heard, written = _heard(word), _written(name)
    if not heard or not written or _consonants(heard) != _consonants(written):
        return False
    return difflib.SequenceMatcher(None, heard, written, autojunk=False).ratio() >= _ALIKE


def _consonants(sounds: str) -> str:
    return re.sub(r"(.)\1+", r"\1", re.sub(r"[aeiou]", "", sounds))


def _written(name: str) -> str:
    """The sounds of a name in Latin letters, consonants put into the classes that katakana keeps apart."""
    plain = unicodedata.normalize("NFD", name.casefold())
    sounds = "".join(letter for letter in plain if "a" <= letter <= "z")
    for pattern, stands_for in _CLASSES:
        sounds = re.sub(pattern, stands_for, sounds)
    return re.sub(r"(.)\1+", r"\1", sounds)


def _heard(word: str) -> str:
    """The sounds of a katakana word in the same classes, without long and added vowels."""
    sounds = ""
    for letter in unicodedata.normalize("NFKC", word):
        spelled = unicodedata.name(letter, "").rpartition("LETTER ")[2].lower()
        if spelled.startswith("small "):
            sounds = _joined(sounds, spelled.removeprefix("small "))
        elif spelled.isalpha():
            sounds += spelled
    for pattern, stands_for in _CLASSES:
        sounds = re.sub(pattern, stands_for, sounds)
    return re.sub(r"(.)\1+", r"\1", re.sub(r"(?<=[^aeiou])[uo]$", "", sounds))


def _joined(sounds: str, small: str) -> str:
    """A small vowel, ya, yu or yo takes the place of the vowel before it; a small tu makes no sound."""
    if small == "tu":
        return sounds
    before = sounds[:-1] if sounds[-1:] in "aeiou" else sounds
    if sounds.endswith("u") and len(sounds) > 1 and sounds[-2] in "aeiou":
        before += "w"
    elif sounds == "u":
        before = "w"
    return before + small.removeprefix("y")
