"""Units of a transcript below the turn: the sentences of each turn, as spans.

spaCy's blank pipelines tell the words apart (English, Spanish, Japanese; others by the rules for any
language), so that ``Dr.``, ``EE.UU.`` and ``3.5`` are words and no ends. What ends a sentence is then a rule:

1. ``.``, ``!``, ``?``, ``。`` and their kin end one, several together too, with the quotation marks and
   brackets that close behind them.
2. In a script with spaces a space, a line end or the end of the turn must follow.
3. Three dots or ``…`` do not end one where a small letter follows; in Japanese only a line end makes them.
4. A closing quotation mark does not where a small letter or と, って or a comma goes on: "Really?" he said.
5. ``etc.``, ``a.m.``, ``p.m.`` do only before a capital; other abbreviations and bare numbers (``2.``) never.
6. Nothing ends inside 「」 or 『』, unless they are not closed in the same paragraph.
7. An empty line always does.

A sentence never crosses turns, and every character of a turn but white space lies in exactly one. What cannot
be told (``at 5 p.m. Monday``) is told the same way each time: the rule has a number, see :data:`RULE`.
"""

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from secondmig.core.errors import SecondmigError
from secondmig.core.fold import UNSPACED
from secondmig.core.span import Span
from secondmig.core.types import Document

RULE = "sentences-1"
"""Number of the rule; sentences that were kept under another one are found anew."""

_ENDS = ".!?…‼⁇⁈⁉。．！？｡։؟۔।॥။។៕᠃᠉"
_CLOSING = "\"'”’»›)]}」』】）］｝〉》〕〙〗＂＇*_"
_ALL_ENDS = re.compile(f"[{re.escape(_ENDS)}‥]+")
_END = re.compile(f"[{re.escape(_ENDS)}‥]")
_TAIL = re.compile(f"[{re.escape(_ENDS)}‥]+[{re.escape(_CLOSING + _ENDS)}]*")
_WIDE = re.compile("[。！？｡]")
_DOTS = re.compile("[…‥.]+")
_UNSPACED = re.compile(f"[{UNSPACED}「『（【〈《]")
_GAP = re.compile(r"\s*")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_GOES_ON = re.compile("と|って|っつ|、|，|など|なんて")
_QUOTED = re.compile(r"「(?:[^「」\n]|\n(?![^\S\n]*\n))*」|『(?:[^『』\n]|\n(?![^\S\n]*\n))*』")
_NUMBERING = re.compile(r"[\W_]*\d{1,4}")
_BEFORE_CAPITAL = re.compile(r"\s+[¿¡\"“«(\[]*(?P<first>\w)")

# Abbreviations that spaCy takes for a word and a dot; the first end nothing, the second nothing before a
# number, the third only something before a capital.
_NEVER = {
    "en": {"approx", "capt", "cf", "col", "dept", "fig", "lt", "messrs", "mt", "sgt"},
    "es": {"arq", "avda", "cía", "depto", "dpto", "dña", "fig", "gob", "mtra", "mtro", "sta", "sto", "tel"},
}
_NEVER_ANYWHERE = {"dr", "mr", "mrs", "ms", "prof", "sr", "sra", "vs"}
_BEFORE_NUMBERS = {"no", "nos", "núm", "nro", "p", "pp", "pág", "vol", "ch", "art"}
_BEFORE_CAPITALS = {"etc", "etc.", "a.m", "a.m.", "p.m", "p.m."}

_AT_ONCE = 2_000
_WITHOUT_SPACE = 400
_BREAKS = {"ja": "。！？!?\n　 "}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a turn.

    Attributes:
        turn_index: the turn.
        span: code points of the document's text, without white space at the ends.
    """

    turn_index: int
    span: Span


@dataclass(frozen=True, slots=True)
class _Mark:
    """Marks that may end a sentence.

    Attributes:
        begun: where the sentence begins that they may end.
        start: where the marks begin, closing quotation marks and brackets behind them included.
        end: where they end.
        before: the word that touches them, small letters, "" if none.
    """

    begun: int
    start: int
    end: int
    before: str


def sentences(document: Document) -> tuple[Sentence, ...]:
    """The sentences of every turn, in order.

    Raises:
        SecondmigError: there are Japanese turns, and what tells Japanese words apart is not installed.
    """
    return tuple(
        Sentence(turn.index, span.shifted(turn.span.start))
        for turn in document.turns
        for span in sentence_spans(turn.span.of(document.text), turn.language)
    )


def sentence_spans(text: str, language: str) -> tuple[Span, ...]:
    """The sentences of one turn.

    Args:
        text: words of the turn.
        language: BCP 47 tag.

    Returns:
        Spans in ``text``: ordered, disjoint, together every character that is not white space.

    Raises:
        SecondmigError: as for :func:`sentences`.

    >>> text = "Mr. Lee left at 3.30... or so. “Really?” he said."
    >>> [span.of(text) for span in sentence_spans(text, "en")]
    ['Mr. Lee left at 3.30... or so.', '“Really?” he said.']
    """
    cuts = {blank.end() for blank in _BLANK_LINE.finditer(text)}
    if _END.search(text.rstrip(_ENDS + _CLOSING + " \n")):
        cuts.update(_cuts(text, language.partition("-")[0].lower()))
    return tuple(_between(text, sorted(cuts)))


def _between(text: str, cuts: list[int]) -> Iterator[Span]:
    """The stretches between the cuts, without white space at their ends."""
    for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
        piece = text[start:end]
        if piece.strip():
            first = start + len(piece) - len(piece.lstrip())
            yield Span(first, start + len(piece.rstrip()))


def _cuts(text: str, language: str) -> Iterator[int]:
    """Where sentences end."""
    quoted = [found.span() for found in _QUOTED.finditer(text)]
    begun = done = at_quoted = 0
    before = (0, "")
    for at, word in _candidates(text, language):
        if at < done:
            continue
        if _ALL_ENDS.fullmatch(word):
            tail = _TAIL.match(text, at)
            done = tail.end() if tail else at + len(word)
            while at_quoted < len(quoted) and quoted[at_quoted][1] <= done:
                at_quoted += 1
            inside = at_quoted < len(quoted) and quoted[at_quoted][0] < done
            mark = _Mark(begun, at, done, before[1] if before[0] == at else "")
            ends = not inside and _ends(text, mark, language)
        else:
            done = at + len(word)
            before = (done, word.casefold())
            ends = before[1] in _BEFORE_CAPITALS and word.endswith(".") and _before_capital(text, done)
        if ends:
            yield done
            begun = done


def _ends(text: str, mark: _Mark, language: str) -> bool:
    """Whether a sentence ends with these marks."""
    marks = text[mark.start : mark.end]
    gap = _GAP.match(text, mark.end)
    after = gap.end() if gap else mark.end
    between, follows = text[mark.end : after], text[after : after + 1]
    if not follows or _BLANK_LINE.search(between):
        return True
    if not between and not _WIDE.search(marks) and not _UNSPACED.match(follows):
        return False
    bare = marks.rstrip(_CLOSING)
    if _is_pause(bare):
        unspaced = language == "ja" or _UNSPACED.match(text[mark.start - 1 : mark.start])
        return "\n" in between if unspaced else not follows.islower()
    if len(bare) < len(marks) and (follows.islower() or _GOES_ON.match(text, after)):
        return False
    return bare != "." or _full_stop(text, mark, language, follows)


def _is_pause(marks: str) -> bool:
    """Whether the marks are two dots or more, as one character or several, and nothing else."""
    return _DOTS.fullmatch(marks) is not None and any(dots in marks for dots in ("…", "‥", ".."))


def _full_stop(text: str, mark: _Mark, language: str, follows: str) -> bool:
    """Whether a single dot is a full stop, and no part of an abbreviation or a number in a list."""
    if mark.before in _NEVER_ANYWHERE or mark.before in _NEVER.get(language, ()):
        return False
    if mark.before in _BEFORE_NUMBERS and follows.isdigit():
        return False
    if mark.before in _BEFORE_CAPITALS:
        return _before_capital(text, mark.end)
    return not _NUMBERING.fullmatch(text, mark.begun, mark.start)


def _before_capital(text: str, at: int) -> bool:
    found = _BEFORE_CAPITAL.match(text, at)
    return found is not None and not found["first"].islower() and not found["first"].isdigit()


def _candidates(text: str, language: str) -> Iterator[tuple[int, str]]:
    """The words and marks of a text with their places; wide marks by themselves whatever the language."""
    for start, end in _pieces(text, language):
        piece = text[start:end]
        for at, word in _told_apart(piece, language) if _END.search(piece) else ():
            if language == "ja" or not _WIDE.search(word):
                yield start + at, word
                continue
            for part in re.finditer("[。！？｡]+|[^。！？｡]+", word):
                yield start + at + part.start(), part.group()


def _pieces(text: str, language: str) -> Iterator[tuple[int, int]]:
    """Stretches that are short enough for spaCy, cut where words part as far as there is such a place."""
    breaks = _BREAKS.get(language, "\n\t ")
    at = 0
    while at < len(text):
        end = min(at + _AT_ONCE, len(text))
        if end < len(text):
            last = max(text.rfind(each, at, end) for each in breaks)
            end = last + 1 if last > at else at + _WITHOUT_SPACE
        yield at, end
        at = end


def _told_apart(text: str, language: str) -> list[tuple[int, str]]:
    if language == "ja":
        # What spaCy adds to Sudachi's words (readings, tags) takes seven times as long as finding them.
        return [(word.begin(), word.surface()) for word in _tokenizer("ja").tokenizer.tokenize(text)]
    return [(token.idx, token.text) for token in _tokenizer(language)(text)]


@lru_cache(maxsize=4)
def _tokenizer(language: str) -> Any:  # noqa: ANN401 - spaCy's tokenizers have no common type
    import spacy

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            return spacy.blank(language if language in {"en", "es", "ja"} else "xx").tokenizer
    except ImportError as error:
        raise SecondmigError(
            "to tell Japanese sentences apart, a dictionary is needed that is not installed",
            hint='pip install "secondmig[ja]"',
        ) from error
