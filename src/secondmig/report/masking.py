"""Names and places in the words of a quotation: what the public edition masks, and what it passes over."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Final

from secondmig.core.countries import is_country, name
from secondmig.report import katakana

MASK: Final = "[name]"
_LATIN = r"A-Za-z\u00c0-\u024f\u0300-\u036f"
_SHORT: Final = 3

# Forms of address give a name away whatever it is: ミンくん, Rosa-san.
_ADDRESSED = re.compile(
    r"[\u30a1-\u30fa\u30fc]{2,}(?=さん|くん|君|ちゃん|様)"
    rf"|\b[A-Z][{_LATIN}'’-]*(?=[- ](?:san|kun|chan|sama|sensei)\b)"
)

_OTHER_NAMES: Final = {
    "AUS": "australi aussie オーストラリア",
    "BGD": "banglade バングラデシュ",
    "BRA": "brazil brasil ブラジル",
    "CAN": "canad カナダ",
    "CHN": "chin 中国",
    "COL": "colombia コロンビア",
    "CUB": "cuba キューバ",
    "DEU": "german aleman deutsch ドイツ",
    "DOM": "dominican ドミニカ",
    "ECU": "ecuador ecuatorian エクアドル",
    "ESP": "spain spani españ スペイン",
    "FRA": "franc french フランス",
    "GBR": "brit engl ingla ingles ingl uk welsh wales scot イギリス 英国",
    "GHA": "ghana ガーナ",
    "HKG": "香港",
    "IDN": "indonesi インドネシア",
    "IND": "india hindu インド",
    "IRL": "irish ireland アイルランド",
    "IRN": "iran persia イラン",
    "ITA": "ital イタリア",
    "JAM": "jamai ジャマイカ",
    "JPN": "japan japon 日本",
    "KOR": "korea corea 韓国",
    "LKA": "lanka スリランカ",
    "MEX": "mexic méxic méjic メキシコ",
    "MMR": "myanmar burm ミャンマー",
    "MNG": "mongol モンゴル",
    "NGA": "nigeria naija yoruba igbo ナイジェリア",
    "NLD": "netherland dutch holland holand オランダ",
    "NPL": "nepal ネパール",
    "PAK": "pakist kashmir パキスタン",
    "PER": "peru perú ペルー",
    "PHL": "philippin filipin pinoy pinay tagalog フィリピン",
    "POL": "poland polish poles ポーランド",
    "RUS": "russia rusia ruso ロシア",
    "SAU": "saudi サウジ",
    "SGP": "singap シンガポール",
    "SOM": "somali ソマリア",
    "SYR": "syria siria シリア",
    "THA": "thai タイ人 タイ語 タイ国",
    "TTO": "trinidad trini tobago trinbago トリニダード",
    "TUR": "turk türk turc トルコ",
    "TWN": "taiwan 台湾",
    "USA": "america américa gringo yankee アメリカ 米国",
    "VEN": "venez ベネズエラ",
    "VNM": "vietn ベトナム",
}


def masked_names(text: str, names: Collection[str]) -> str:
    """The text with every one of the names, and whoever is addressed by a Japanese form of address, masked.

    Names of three letters or more are found in any case and with or without accents, hyphens and blanks,
    shorter ones only as written, and katakana words that sound like one of them. Over-masking is meant: a
    word that looks like a name goes.

    >>> masked_names("Rosa-san, gambatta ne. I am ROSA.", ["Rosa"])
    '[name]-san, gambatta ne. I am [name].'
    """
    pattern = _name_pattern(frozenset(name.strip() for name in names if name.strip()))
    masked = pattern.sub(MASK, text) if pattern is not None else text
    known = sorted(set(names))
    masked = katakana.WORD.sub(lambda word: _unless_name(word.group(), known), masked)
    return _ADDRESSED.sub(MASK, masked)


def _unless_name(word: str, names: Iterable[str]) -> str:
    return MASK if any(katakana.may_be(word, one) for one in names) else word


@lru_cache(maxsize=16)
def _name_pattern(names: frozenset[str]) -> "re.Pattern[str] | None":
    """One pattern for all the names, the longest first."""
    variants = []
    for one in sorted(names, key=lambda text: (-len(text), text)):
        letters = [_letter(letter) for letter in unicodedata.normalize("NFC", one)]
        body = "".join(letters)
        if len(one) >= _SHORT:
            body = f"(?i:{body})"
        edge = f"[{_LATIN}0-9]"
        latin_start, latin_end = re.match(edge, one[0]), re.match(edge, one[-1])
        before = f"(?<!{edge})" if latin_start else ""
        after = f"(?!{edge})" if latin_end else ""
        variants.append(f"{before}{body}{after}")
    return re.compile("|".join(variants)) if variants else None


def _letter(letter: str) -> str:
    """A pattern for one letter of a name, with or without its accent, composed or not."""
    if letter in "- \u2010\u2011":
        return r"[-\s\u2010\u2011]?"
    base = unicodedata.normalize("NFD", letter)[0]
    if base == letter:
        return (
            re.escape(letter) + "[\u0300-\u036f]?"
            if letter.isalpha() and letter.isascii()
            else re.escape(letter)
        )
    return f"(?:{re.escape(letter)}|{re.escape(base)}[\u0300-\u036f]?)"


def names_country(text: str, country: str) -> bool:
    """Whether the words name a country, its people or its language, in English, Spanish or Japanese.

    Known by beginnings of words, so it finds too much rather than too little; cities are not known.

    Args:
        text: the words.
        country: ISO3; anything else is named by no words.

    >>> names_country("In Jamaican churches", "JAM"), names_country("In church", "JAM")
    (True, False)
    """
    if not is_country(country):
        return False
    folded = _folded(text)
    return any(_said(stem, folded) for stem in _stems(country))


def _stems(country: str) -> tuple[str, ...]:
    english = _folded(name(country))
    stem = english if len(english) <= 5 or " " in english else english[:-1]
    return (stem, *(_folded(other) for other in _OTHER_NAMES.get(country, "").split()))


def _said(stem: str, folded: str) -> bool:
    if stem.isascii():
        return re.search(rf"(?<![a-z]){re.escape(stem)}", folded) is not None
    return stem in folded


def _folded(text: str) -> str:
    """Lower case, full-width and half-width forms made equal, accents of Latin letters dropped."""
    wide = unicodedata.normalize("NFKC", text).casefold()
    plain = "".join(
        letter for letter in unicodedata.normalize("NFD", wide) if not "\u0300" <= letter <= "\u036f"
    )
    return unicodedata.normalize("NFC", plain)
