"""What a person asks the search for, taken apart; nothing they type reaches SQLite as a query."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from secondmig.core.errors import SecondmigError
from secondmig.core.fold import fold
from secondmig.store.search_index import RUNS, pairs

MOST_WORDS = 64
"""How many words, phrases and characters may be asked for at once."""

_PIECE = re.compile(r'["“”„](?P<phrase>[^"“”„]*)["“”„]?|(?P<word>[^\s"“”„]+)')
# What porter takes off a word, the vowels that other rules then change included.
_ENDINGS = """
s ss sses es ies ed ied eed ing e y l ational tional enci ency anci ancy izer bli bly abli ably alli
ally entli ently eli ely ousli ously ization ation ator alism iveness fulness ousness aliti ality
iviti ivity biliti bility abiliti ability ibiliti ibility logi logy icate ative alize iciti icity
ical ful ness al ance ence er ic able ible ant ement ment ent ion ou ous ism ate at iti ity ive ize
iz bl or ility iliti
""".split()  # noqa: SIM905 - a table to be read
_TAILS = ("", "i", "e", "l", "le")
_LONGEST = 64
"""Bytes of the longest word that the stemmer of FTS5 touches."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """Words that begin so, the last one of ``words`` cut short.

    Attributes:
        words: folded, separated by a space; all but the last are whole.
    """

    words: str

    @property
    def word(self) -> str:
        """The beginning itself."""
        return self.words.rpartition(" ")[2]

    def shorter_stems(self) -> list[str]:
        """Stems that do not begin with it, although a word that does may have them.

        ``nationali`` is the beginning of nationalism, whose stem is nation. A stem is the beginning of its
        word, but for a changed last letter or two; what the word has more begins like an ending.
        """
        word = self.word
        if len(word.encode("utf-8")) > _LONGEST:
            return []
        found = (
            word[:cut] + tail
            for cut in range(1, len(word))
            if _ends(word[:cut], word[cut:])
            for tail in _TAILS
        )
        return sorted({stem for stem in found if not stem.startswith(word)})


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for; everything in it must be there.

    Attributes:
        phrases: words side by side that are told by spaces, folded, e.g. ("apply", "night shift").
        beginnings: of words.
        literals: found wherever the characters stand, folded.
        expression: the query for the index, "" where it cannot help.
    """

    phrases: tuple[str, ...]
    beginnings: tuple[Beginning, ...]
    literals: tuple[str, ...]
    expression: str


def parse(asked: str) -> Asked:
    """Take apart what a person typed.

    Raises:
        SecondmigError: there is nothing in it, or too much.

    >>> parse('apply "Night shift" emigr* 差別').expression
    '(words : "apply") AND (words : "night shift") AND (grams : "差別")'
    """
    phrases: dict[str, None] = {}
    beginnings: dict[Beginning, None] = {}
    literals: dict[str, None] = {}
    for piece, bare in _pieces(asked):
        words = " ".join(_words(piece))
        if RUNS.search(piece) or not words:
            literals[piece.rstrip("*") or piece] = None
        elif bare and piece.endswith("*"):
            beginnings[Beginning(words)] = None
        else:
            phrases[piece] = None
    number = len(phrases) + len(beginnings) + len(literals)
    if not number:
        raise SecondmigError("nothing is asked for", hint='secondmig corpus search "night shift"')
    if number > MOST_WORDS:
        raise SecondmigError(
            f"{number} words are asked for at once",
            hint=f"ask for {MOST_WORDS} at most, or for a phrase in quotes",
        )
    parts = [*_told_by_spaces(phrases, beginnings), *_side_by_side(literals)]
    return Asked(
        tuple(phrases), tuple(beginnings), tuple(literals), " AND ".join(f"({part})" for part in parts)
    )


def quoted(words: str) -> str:
    """A phrase as FTS5 reads it: a string, in which nothing is an operator."""
    return '"' + words.replace('"', '""').replace("\0", " ") + '"'


def _pieces(asked: str) -> Iterator[tuple[str, bool]]:
    """Each phrase or word, folded, and whether it stands without quotes."""
    for found in _PIECE.finditer(asked):
        bare = found["word"] is not None
        piece = fold(found["word"] if bare else found["phrase"]).strip()
        if piece:
            yield piece, bare


def _words(piece: str) -> list[str]:
    """The words of a folded text, told apart as the index tells them."""
    return "".join(letter if _in_word(letter) else " " for letter in piece).split()


def _in_word(letter: str) -> bool:
    category = unicodedata.category(letter)
    return category[0] in "LN" or category in {"Co", "Mn", "Mc"}


def _told_by_spaces(phrases: dict[str, None], beginnings: dict[Beginning, None]) -> Iterator[str]:
    for words in phrases:
        yield f"words : {quoted(words)}"
    for beginning in beginnings:
        whole = beginning.words.rpartition(" ")[0]
        if whole:
            yield f"words : {quoted(whole)}"


def _side_by_side(literals: dict[str, None]) -> Iterator[str]:
    for piece in literals:
        for run in RUNS.findall(piece):
            if len(run) > 1:
                yield f"grams : {quoted(pairs(run, alone=False))}"
            else:
                yield f"grams : {quoted(run)} *"


def _ends(stem: str, rest: str) -> bool:
    """Whether ``rest`` may be the beginning of what porter takes off a word after ``stem``."""
    doubled = rest[0] == stem[-1] and _like_endings(rest[1:])
    return doubled or _like_endings(rest)


@lru_cache(maxsize=4096)
def _like_endings(rest: str) -> bool:
    return not rest or any(
        ending.startswith(rest) or (rest.startswith(ending) and _like_endings(rest[len(ending) :]))
        for ending in _ENDINGS
    )
