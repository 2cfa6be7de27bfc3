"""Where the names of a key stand in a text, however they are written.

Names are compared folded (:mod:`secondmig.transcript.folding`) in all their spellings
(:mod:`secondmig.transcript.spellings`). The longest name wins. Borders depend on the script:

- Letters of alphabets: a name is a whole word, or stands before 's; after "the" also in the plural. A name
  that is an ordinary word too, or has one or two letters, needs a capital first letter, but not where
  nothing but names stands: in a label, an id, the name of a file.
- Katakana: no further katakana beside it, but a form of address (サン, チャン, ママ ...) may follow. A hyphen
  or dash that is typed for the long vowel (ロ－サ) is taken for it.
- Hiragana of two letters: no hiragana beside it, or a form of address behind it.
- One kanji (only where the key says ``short: true``): no kanji beside it but a form of address.
- Digits: no digit beside it. Everything else, kanji and Hangul above all: no border.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from secondmig.transcript.folding import Folded, fold, unwrapped
from secondmig.transcript.key_file import KeyEntry
from secondmig.transcript.spellings import SEPARATORS, Spelling, parts_of, spellings

_WORD: Final = r"a-z\u00df-\u024f\u0370-\u05ff\u0900-\u0dff\u1e00-\u1fff"
_KATAKANA: Final = r"\u30a1-\u30fa\u30fc-\u30ff"
_HIRAGANA: Final = r"\u3041-\u309f"
_KANJI: Final = r"\u3005\u3007\u3400-\u9fff"
_ADDRESS: Final = "(?:さん|さま|様|くん|君|ちゃん|たん|氏|先生|先輩|部長|社長|課長|店長|ママ|パパ|おじ|おば)"
_LOUD_ADDRESS: Final = "(?:サン|サマ|クン|チャン|タン|ママ|パパ|センセイ|セニョール|セニョーラ|ドン)"
_PLURAL_AFTER: Final = frozenset(
    {"the", "these", "those", "both", "all", "of", "two", "three", "other", "los", "las", "ambos"}
)
_TOGETHER: Final = 6
_LINE_END: Final = "-\u2010\u00ad\r\n \t\u3000"
_ROUNDS: Final = 8
_LONG_VOWEL: Final = "[\u30fc\\-~\u301c\u4e00]"
_TYPED_FOR_LONG: Final = re.compile(f"(?<=[{_KATAKANA}{_HIRAGANA}])[-~\u301c\u4e00]")

_BEFORE: Final = {
    "word": f"[{_WORD}]",
    "katakana": f"[{_KATAKANA}]",
    "hiragana": f"[{_HIRAGANA}]",
    "kanji": f"[{_KANJI}]",
    "digit": "[0-9]",
}
_AFTER: Final = {
    "word": rf"(?=(?:'s?)?(?![{_WORD}])|(?P<plural>e?s)'?(?![{_WORD}]))",
    "katakana": f"(?=(?![{_KATAKANA}])|{_LOUD_ADDRESS})",
    "hiragana": f"(?=(?![{_HIRAGANA}])|{_ADDRESS})",
    "kanji": f"(?=(?![{_KANJI}])|{_ADDRESS})",
    "digit": "(?![0-9])",
    "": "",
}


NameHere = Callable[[int], bool]
"""Whether what stands at an offset can be nothing but a name, so that small letters do too."""


def in_words(_offset: int) -> bool:
    """Of a text in which names stand among words."""
    return False


def names_alone(_offset: int) -> bool:
    """Of a text that is a name throughout: a speaker's label, an id, the name of a file."""
    return True


class Found(NamedTuple):
    """A name in a text.

    Attributes:
        start: first code point.
        end: first code point behind it.
        entry: number in the key.
        japanese: written in kana or kanji.
    """

    start: int
    end: int
    entry: int
    japanese: bool


class _Candidate(NamedTuple):
    """A name, and where it stands in the folded text."""

    start: int
    end: int
    found: Found

    def within(self, stretches: Iterable[tuple[int, int]]) -> bool:
        """Whether it lies in one of these stretches of the folded text."""
        return any(start <= self.start and self.end <= end for start, end in stretches)


@dataclass(frozen=True, slots=True)
class _Rule:
    """Spellings with the same borders.

    Attributes:
        pattern: with the border behind; also with the one before where that makes the search faster.
        before: letters that may not stand before, where the pattern does not say so.
        plain: some spelling is ASCII alone.
    """

    pattern: re.Pattern[str]
    before: re.Pattern[str] | None
    plain: bool


class NameFinder:
    """Finds the names of a key.

    Args:
        entries: of the key.
    """

    def __init__(self, entries: Iterable[KeyEntry]) -> None:
        held = tuple(entries)
        self._by_joined: dict[str, Spelling] = {}
        grouped: dict[tuple[str, str], list[Spelling]] = {}
        for spelling in sorted(
            (each for entry in held for each in spellings(entry)), key=lambda each: (each.made, each.entry)
        ):
            known = self._by_joined.setdefault(spelling.joined, spelling)
            if known.entry == spelling.entry:
                borders = (_border(spelling.parts[0], spelling), _border(spelling.parts[-1], spelling))
                grouped.setdefault(borders, []).append(spelling)
        self._rules = [_rule(borders, found) for borders, found in sorted(grouped.items())]
        self._excepted = {
            entry.number: tuple(fold(phrase).text for phrase in entry.excepted)
            for entry in held
            if entry.excepted
        }

    def find(self, text: str, name_here: NameHere = in_words) -> list[Found]:
        """Every name, in the order of the text; the longest where several share a letter.

        Args:
            text: as it stands; the places are code points in it.
            name_here: where a name needs no capital letter.
        """
        found: list[Found] = []
        folded = fold(text)

        def large(at: int) -> bool:
            return text[at].isupper() or name_here(at)

        for _ in range(_ROUNDS):
            more, cut = self._longest(folded, large)
            found += [each.found for each in more]
            if not cut:
                break
            folded = _blanked(folded, more)
        together = unwrapped(text)
        if together is not None:
            divided = [_trimmed(each.found, text) for each in self._longest(together, large)[0]]
            found += [
                name
                for name in divided
                if "\n" in text[name.start : name.end] and not any(_share(name, other) for other in found)
            ]
        return sorted(found)

    @property
    def japanese(self) -> tuple[str, ...]:
        """The spellings in kana and kanji, with nothing between their parts."""
        return tuple(sorted(joined for joined in self._by_joined if _is_japanese(joined)))

    def holds(self, text: str, name_here: NameHere = in_words) -> bool:
        """Whether there is any name in a text."""
        return bool(self.find(text, name_here))

    def _longest(self, folded: Folded, large: NameHere) -> tuple[list[_Candidate], bool]:
        """The names, and whether one was cut off by a longer one, so that a part of it may be a name too."""
        plain = folded.text.isascii()
        rules = [rule for rule in self._rules if rule.plain or not plain]
        every = [each for rule in rules for each in self._candidates(rule, folded, large)]
        if not every:
            return [], False
        hidden = self._phrases(folded, {each.found.entry for each in every})
        chosen: list[_Candidate] = []
        taken: set[int] = set()
        cut = False
        for each in sorted(every, key=lambda one: (one.start - one.end, one.start, one.found.entry)):
            letters = range(each.start, each.end)
            if taken.isdisjoint(letters):
                taken.update(letters)
                chosen.append(each)
            elif not taken.issuperset(letters):
                cut = True
        return [each for each in chosen if not each.within(hidden.get(each.found.entry, ()))], cut

    def _candidates(self, rule: _Rule, folded: Folded, large: NameHere) -> Iterator[_Candidate]:
        words = folded.text
        at = 0
        while match := rule.pattern.search(words, at):
            start, end = match.span("name")
            at = start + 1
            if rule.before is not None and start and rule.before.match(words, start - 1):
                continue
            spelling = self._spelling(match["name"])
            if spelling is None:
                continue
            here, there = folded.stretch(start, end)
            if spelling.capital and not large(here):
                continue
            if match.groupdict().get("plural") and not _plural_fits(words, start):
                continue
            yield _Candidate(start, end, Found(here, there, spelling.entry, _is_japanese(match["name"])))

    def _spelling(self, words: str) -> Spelling | None:
        meant = _TYPED_FOR_LONG.sub("\u30fc", words)
        known = self._by_joined.get("".join(parts_of(meant))) if meant != words else None
        known = known or self._by_joined.get("".join(parts_of(words)))
        if known is None:
            whole = parts_of(words)
            # An initial between given and family name.
            inner = tuple(part for part in whole[1:-1] if len(part) > 1)
            known = self._by_joined.get("".join((whole[0], *inner, whole[-1]))) if len(whole) > 2 else None
        return known

    def _phrases(self, folded: Folded, entries: set[int]) -> dict[int, list[tuple[int, int]]]:
        """Where the words stand that the key excepts from an entry."""
        return {
            entry: [
                match.span()
                for phrase in self._excepted[entry]
                for match in re.finditer(re.escape(phrase), folded.text)
            ]
            for entry in entries & set(self._excepted)
        }


def _border(part: str, spelling: Spelling) -> str:
    """Which border a name has on the side of one of its parts."""
    first = part[0]
    if re.match(f"[{_WORD}]", first):
        return "word"
    if first.isdigit():
        return "digit"
    whole = spelling.joined
    if re.fullmatch(f"[{_KATAKANA}]+", part):
        return "katakana"
    if re.fullmatch(f"[{_HIRAGANA}]+", whole):
        return "hiragana" if len(whole) <= 2 else ""
    return "kanji" if len(whole) == 1 else ""


def _is_japanese(words: str) -> bool:
    return re.search(f"[{_HIRAGANA}{_KATAKANA}{_KANJI}]", words) is not None


def _plural_fits(words: str, start: int) -> bool:
    """Whether a name in the plural is meant: "the Camilleris", not "Roberts" for Robert."""
    before = words[max(0, start - 12) : start].split()
    return bool(before) and before[-1] in _PLURAL_AFTER and words[start - 1].isspace()


def _share(one: Found, other: Found) -> bool:
    return one.start < other.end and other.start < one.end


def _trimmed(found: Found, text: str) -> Found:
    """A name put together over a line end, without a line end behind it."""
    end = found.end
    while end > found.start and text[end - 1] in _LINE_END:
        end -= 1
    return found._replace(end=end)


def _blanked(folded: Folded, found: Sequence[_Candidate]) -> Folded:
    """The folded text with what was found taken out of the search, every letter in its place."""
    pieces: list[str] = []
    at = 0
    for each in sorted(found):
        pieces += (folded.text[at : each.start], "\x00" * (each.end - each.start))
        at = each.end
    return replace(folded, text="".join([*pieces, folded.text[at:]]))


def _rule(borders: tuple[str, str], found: Sequence[Spelling]) -> _Rule:
    before, after = borders
    plain = any(spelling.joined.isascii() for spelling in found)
    pattern = _pattern(found, after)
    if before == "word":
        return _Rule(re.compile(f"(?<!{_BEFORE[before]}){pattern}"), None, plain)
    return _Rule(re.compile(pattern), re.compile(_BEFORE[before]) if before else None, plain)


def _pattern(found: Sequence[Spelling], after: str) -> str:
    """One pattern for many spellings, those that begin alike together: it is tried once for each letter."""
    tree: dict[str, object] = {}
    for spelling in found:
        at = tree
        for step in _steps(spelling):
            at = at.setdefault(step, {})  # type: ignore[assignment]
        at[""] = {}
    return f"(?P<name>{_grown(tree)}){_AFTER[after]}"


def _steps(spelling: Spelling) -> Iterator[str]:
    together = len(spelling.joined) >= _TOGETHER or not re.match(f"[{_WORD}]", spelling.joined)
    between = f"[{SEPARATORS}]{{0,3}}" if together else f"[{SEPARATORS}]{{1,3}}"
    with_initial = len(spelling.parts) > 1 and re.match(f"[{_WORD}]", spelling.joined)
    for number, part in enumerate(spelling.parts):
        if number:
            yield rf"(?:{between}|\s{{1,40}}|\s[a-z]\.?\s)" if with_initial else rf"(?:{between}|\s{{1,40}})"
        yield from (_LONG_VOWEL if letter == "\u30fc" else re.escape(letter) for letter in part)


def _grown(tree: dict[str, object]) -> str:
    """The pattern of a tree of steps; longer ways are tried before shorter ones."""
    ways: list[str] = []
    for step, below in tree.items():
        if not step:
            continue
        # A run of single steps is written without groups.
        pattern = step
        here: dict[str, object] = below  # type: ignore[assignment]
        while len(here) == 1 and "" not in here:
            ((more, following),) = here.items()
            pattern += more
            here = following  # type: ignore[assignment]
        rest = _grown(here)
        ways.append(pattern + rest)
    if not ways:
        return ""
    grown = f"(?:{'|'.join(ways)})" if len(ways) > 1 or "" in tree else ways[0]
    return f"{grown}?" if "" in tree else grown
