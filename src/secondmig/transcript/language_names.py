"""The names by which files call languages: BCP 47 tags, codes of ISO 639-2 and 639-3, words."""

import re
from typing import Final

_NAMES: Final = {
    "ar": "ara arabic árabe arabe アラビア語",
    "bn": "ben bengali",
    "ca": "cat catalan catalán",
    "cs": "ces cze czech",
    "da": "dan danish",
    "de": "deu ger german deutsch alemán alemão allemand ドイツ語",
    "el": "ell gre greek",
    "en": "eng english inglés inglês ingles anglais englisch 英語 英訳",
    "es": "spa spanish español espanhol castellano espagnol spanisch スペイン語",
    "eu": "eus baq basque euskera",
    "fa": "fas per persian farsi",
    "fi": "fin finnish",
    "fr": "fra fre french francés français französisch フランス語",
    "gl": "glg galician gallego",
    "he": "heb hebrew",
    "hi": "hin hindi",
    "hu": "hun hungarian",
    "id": "ind indonesian インドネシア語",
    "it": "ita italian italiano italien",
    "ja": "jpn jp japanese japonés japonês japonais japanisch 日本語 和訳",
    "km": "khm khmer",
    "ko": "kor korean coreano 韓国語",
    "lo": "lao",
    "mn": "mon mongolian",
    "ms": "msa may malay",
    "my": "mya bur burmese myanmar ミャンマー語",
    "ne": "nep nepali ネパール語",
    "nl": "nld dut dutch",
    "no": "nor norwegian",
    "pa": "pan punjabi panjabi",
    "pl": "pol polish",
    "ps": "pus pashto",
    "pt": "por portuguese português portugués portugais ポルトガル語",
    "qu": "que quechua",
    "ro": "ron rum romanian",
    "ru": "rus russian ruso russe ロシア語",
    "si": "sin sinhala",
    "so": "som somali",
    "sv": "swe swedish",
    "sw": "swa swahili",
    "ta": "tam tamil",
    "th": "tha thai タイ語",
    "ti": "tir tigrinya",
    "tl": "tgl fil tagalog filipino タガログ語",
    "tr": "tur turkish turco turc",
    "uk": "ukr ukrainian",
    "ur": "urd urdu",
    "vi": "vie vietnamese ベトナム語",
    "yue": "cantonese",
    "zh": "zho chi cmn chinese mandarin chino chinês chinois 中国語",
}
_TAG_OF: Final = {name: tag for tag, names in _NAMES.items() for name in (tag, *names.split())}
_TAG: Final = re.compile(r"(?P<primary>[A-Za-z]{2,3})(?P<rest>(?:[-_][A-Za-z0-9]{1,8})*)")


def language_tag(name: str) -> str:
    """The BCP 47 tag of a language as a file names it, "" where the name is not known.

    Two letters with or without a region are taken as they are; longer names must be in the list above.

    >>> (
    ...     language_tag("English"),
    ...     language_tag("spa"),
    ...     language_tag("pt_BR"),
    ...     language_tag("xx-1"),
    ...     language_tag("und"),
    ... )
    ('en', 'es', 'pt-BR', 'xx-1', '')
    """
    name = name.strip()
    known = _TAG_OF.get(name.casefold())
    if known:
        return known
    match = _TAG.fullmatch(name)
    if not match:
        return ""
    primary = match["primary"].lower()
    known = _TAG_OF.get(primary, primary if len(primary) == 2 else "")
    return known + match["rest"].replace("_", "-") if known else ""


def named_language(name: str) -> str:
    """The language that a list above names, as a whole name or tag; "" for other short words.

    Stricter than :func:`language_tag`: headings such as "no" or "id" are words first.

    >>> named_language("English"), named_language("en"), named_language("id"), named_language("xx")
    ('en', 'en', '', '')
    """
    folded = name.strip().casefold()
    return "" if folded in _ALSO_WORDS else _TAG_OF.get(folded, "")


_ALSO_WORDS: Final = frozenset(
    {"id", "no", "so", "may", "per", "que", "sin", "tam", "ind", "lo", "my", "ben", "pan"}
)
