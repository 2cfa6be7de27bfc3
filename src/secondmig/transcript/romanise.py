"""How a name in kana is written in Latin letters: by Hepburn, Kunrei, and what people do with long vowels.

The spellings come from the kana alone; kanji have no reading here, so a key gives the kana as a variant.
Accents are dropped, as the comparison does: ``Yūko`` is found as ``yuko``.
"""

import re
from typing import Final, Literal

System = Literal["hepburn", "kunrei"]
Long = Literal["short", "as written", "h", "doubled"]
SYSTEMS: Final[tuple[System, ...]] = ("hepburn", "kunrei")
LONG_VOWELS: Final[tuple[Long, ...]] = ("short", "as written", "h", "doubled")

_KANA = re.compile(r"[\u3041-\u3096\u309d\u309e\u30a1-\u30fa\u30fc-\u30fe]+")
_ROWS: Final = {
    "": "アイウエオ",
    "k": "カキクケコ",
    "s": "サシスセソ",
    "t": "タチツテト",
    "n": "ナニヌネノ",
    "h": "ハヒフヘホ",
    "m": "マミムメモ",
    "r": "ラリルレロ",
    "g": "ガギグゲゴ",
    "z": "ザジズゼゾ",
    "d": "ダヂヅデド",
    "b": "バビブベボ",
    "p": "パピプペポ",
}
_VOWELS: Final = "aiueo"
_SINGLE: Final = {
    kana: consonant + vowel
    for consonant, row in _ROWS.items()
    for kana, vowel in zip(row, _VOWELS, strict=True)
} | {"ヤ": "ya", "ユ": "yu", "ヨ": "yo", "ワ": "wa", "ヰ": "i", "ヱ": "e", "ヲ": "o", "ヴ": "vu"}
_KUNREI: Final = _SINGLE | {"ヂ": "zi", "ヅ": "zu"}
_HEPBURN: Final = _SINGLE | {
    "シ": "shi",
    "チ": "chi",
    "ツ": "tsu",
    "フ": "fu",
    "ジ": "ji",
    "ヂ": "ji",
    "ヅ": "zu",
}
_SMALL: Final = dict(
    zip("ァィゥェォャュョヮ", ("a", "i", "u", "e", "o", "ya", "yu", "yo", "wa"), strict=True)
)


def is_kana(text: str) -> bool:
    """Whether a text is kana alone.

    >>> is_kana("ローサ"), is_kana("田中さん")
    (True, False)
    """
    return _KANA.fullmatch(text) is not None


def to_katakana(text: str) -> str:
    """Hiragana as katakana; everything else as it is."""
    return "".join(chr(ord(each) + 0x60) if "\u3041" <= each <= "\u3096" else each for each in text)


def to_hiragana(text: str) -> str:
    """Katakana as hiragana; everything else as it is."""
    return "".join(chr(ord(each) - 0x60) if "\u30a1" <= each <= "\u30f6" else each for each in text)


def romanisations(kana: str) -> tuple[str, ...]:
    """Every usual spelling of a word in kana, sorted; empty where it is not kana.

    >>> romanisations("ゆうこ")
    ('yuhko', 'yuko', 'yuuko')
    >>> romanisations("シンジ")
    ('shinji', 'sinzi')
    """
    if not is_kana(kana):
        return ()
    word = to_katakana(kana)
    made = {_lengthened(_spelled(word, system), long) for system in SYSTEMS for long in LONG_VOWELS}
    return tuple(sorted(made | {re.sub(r"n(?=[bmp])", "m", each) for each in made}))


def _spelled(word: str, system: System) -> str:
    """Sounds in Latin letters; ":" stands for a long vowel, "q" for a doubled consonant."""
    table = _HEPBURN if system == "hepburn" else _KUNREI
    sounds = ""
    for kana in word:
        if kana in table:
            sounds += table[kana]
        elif kana in _SMALL:
            sounds = _joined(sounds, _SMALL[kana], system)
        else:
            sounds += {"ン": "n", "ッ": "q", "ー": ":"}.get(kana, "")
    sounds = sounds.replace("qch", "tch") if system == "hepburn" else sounds
    return re.sub(r"q(.)", r"\1\1", sounds).replace("q", "")


def _joined(sounds: str, small: str, system: System) -> str:
    """A small kana takes the place of the vowel before it: キャ kya, シャ sha or sya, ファ fa, ティ ti."""
    stem = sounds[:-1]
    if small[0] == "y":
        hissing = system == "hepburn" and stem.endswith(("sh", "ch", "j"))
        return stem + (small[1:] if hissing else small)
    if sounds.endswith(("u", "i", "e", "o")) and len(sounds) > 1 and stem[-1] not in _VOWELS:
        return stem + small
    return (stem + "w" + small) if sounds.endswith("u") else sounds + small


def _lengthened(sounds: str, long: Long) -> str:
    """Long vowels, written with a bar or spelled out, in one of the usual ways."""
    if long == "as written":
        return re.sub(r"([aeiou]):", r"\1\1", sounds).replace(":", "")
    marked = re.sub(r"o[ou]|uu", lambda found: found[0][0] + ":", sounds)
    if long == "short":
        return marked.replace(":", "")
    if long == "h":
        return re.sub(r"([ou]):(?![aeiou])", r"\1h", marked).replace(":", "")
    return re.sub(r"([aeiou]):", r"\1\1", marked)
