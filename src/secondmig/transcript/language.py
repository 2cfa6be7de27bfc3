"""The language of a turn: the main language of the document unless its words certainly say otherwise.

The rule, on letters outside ``[marks]`` and ``((marks))``:

1. A turn without letters has the main language.
2. A turn mostly in a script the main language is not written in has the one other language of the header
   that is written so; where the header has none, mostly kana (with kanji) is Japanese and mostly Hangul is
   Korean; anything else is "und".
3. A turn in the main language's script has the main language, unless a tier in the main language translates
   the whole of it (no ``(label)`` in front, at least 0.6 of its length): then it has the one other language
   of the header, or "und" where the header has none or several.
4. Everything else, a foreign phrase or quotation in a sentence above all, has the main language.
"""

import functools
import re

from secondmig.core.letters import beyond_ascii

WHOLE_TURN = 0.6
_MARK = re.compile(r"\[[^\[\]]{0,200}\]|\(\([^()]{0,200}\)\)")
_LATIN = re.compile(r"[A-Za-zªº\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff]")
_SCRIPTS: dict[str, re.Pattern[str]] = {
    "kana": re.compile(r"[\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f]"),
    "han": re.compile(r"[\u3005\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"),
    "hangul": re.compile(r"[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]"),
    "latin": _LATIN,
    "cyrillic": re.compile(r"[\u0400-\u052f]"),
    "arabic": re.compile(r"[\u0621-\u06ff\u0750-\u077f]"),
    "greek": re.compile(r"[\u0370-\u03ff]"),
    "hebrew": re.compile(r"[\u05d0-\u05ea]"),
    "devanagari": re.compile(r"[\u0900-\u097f]"),
    "thai": re.compile(r"[\u0e01-\u0e5b]"),
}
_NOT_LATIN = re.compile(
    f"[{''.join(each.pattern[1:-1] for each in _SCRIPTS.values() if each is not _LATIN)}]"
)
_WRITTEN_IN: dict[str, frozenset[str]] = {
    "ja": frozenset({"kana", "han"}),
    "zh": frozenset({"han"}),
    "yue": frozenset({"han"}),
    "ko": frozenset({"hangul"}),
    **dict.fromkeys(("ru", "uk", "be", "bg", "mk", "kk", "ky", "tg", "mn"), frozenset({"cyrillic"})),
    **dict.fromkeys(("ar", "fa", "ur", "ps", "ckb", "ug"), frozenset({"arabic"})),
    "el": frozenset({"greek"}),
    **dict.fromkeys(("he", "yi"), frozenset({"hebrew"})),
    **dict.fromkeys(("hi", "ne", "mr"), frozenset({"devanagari"})),
    "th": frozenset({"thai"}),
}
_IN_LATIN = frozenset({"latin"})
_TELLING = {"kana": "ja", "hangul": "ko"}


def turn_language(
    words: str, *, main: str, listed: tuple[str, ...], translation: tuple[str, str] | None = None
) -> str:
    """BCP 47 primary tag of a turn; see the rule at the top of this module.

    Args:
        words: of the turn.
        main: language of the document.
        listed: all languages of the header.
        translation: (language, words) of the turn's translation tier, if it has one.

    >>> turn_language("残ると思います。", main="en", listed=("en", "ja"))
    'ja'
    >>> turn_language("Qué feo, ¿no?", main="en", listed=("en", "es"), translation=("en", "How ugly, no?"))
    'es'
    """
    return Languages(main, listed).of(words, translation)


class Languages:
    """The rule at the top of this module for the turns of one document.

    Args:
        main: language of the document.
        listed: all languages of the header.
    """

    def __init__(self, main: str, listed: tuple[str, ...]) -> None:
        self._base = primary(main)
        self._others = [tag for tag in dict.fromkeys(primary(tag) for tag in listed) if tag != self._base]
        # In most documents nothing within ASCII can be in another language, letters or not.
        self._ascii_is_main = self._of_script("latin") == self._base

    def of(self, words: str, translation: tuple[str, str] | None = None) -> str:
        """BCP 47 primary tag of a turn, see :func:`turn_language`."""
        if self._ascii_is_main and translation is None and words.isascii():
            return self._base
        spoken = _MARK.sub("", words) if "[" in words or "((" in words else words
        script = _main_script(spoken)
        if script is None:
            return self._base
        if translation and self._is_own(script) and _translates(translation, spoken, self._base):
            fitting = self._fitting(script)
            return fitting[0] if len(self._others) == len(fitting) == 1 else "und"
        return self._of_script(script)

    def _of_script(self, script: str) -> str:
        """The language of words in a script that nothing else is known of."""
        if self._is_own(script):
            return self._base
        fitting = self._fitting(script)
        return fitting[0] if len(fitting) == 1 else _TELLING.get(script, "und")

    def _is_own(self, script: str) -> bool:
        return self._base != "und" and script in _scripts(self._base)

    def _fitting(self, script: str) -> list[str]:
        return [tag for tag in self._others if script in _scripts(tag)]


@functools.lru_cache(maxsize=256)
def primary(tag: str) -> str:
    """The primary subtag: ``en`` of ``en-NG``."""
    return tag.partition("-")[0].lower()


def _scripts(tag: str) -> frozenset[str]:
    return _WRITTEN_IN.get(tag, _IN_LATIN)


def _main_script(words: str) -> str | None:
    """The script of most letters; kana and kanji count together, as kana where there is any."""
    # No letter of the other scripts is within ASCII, which is most of a turn with a foreign word in it.
    beyond = beyond_ascii(words)
    if not _NOT_LATIN.search(beyond):
        return "latin" if _LATIN.search(words) else None
    counts = {
        script: len(pattern.findall(words if pattern is _LATIN else beyond))
        for script, pattern in _SCRIPTS.items()
    }
    if counts["kana"]:
        counts["kana"] += counts.pop("han")
    script = max(counts, key=lambda name: counts[name])
    return script if counts[script] else None


def _translates(translation: tuple[str, str], spoken: str, base: str) -> bool:
    language, words = translation
    whole = len(words) >= WHOLE_TURN * len(spoken.strip())
    return primary(language) == base and not words.startswith("(") and whole
