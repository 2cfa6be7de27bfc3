"""Codebook cues as an engine: a sentence in which a cue of a code stands is proposed for that code.

How a cue is found:

1. Text and cue are folded alike (width, case, accents, composed and decomposed forms aside); what is proposed
   always lies on whole characters of the text as it is stored.
2. Cues of a language are looked for in turns of that language. Japanese words are told by their script, so
   Japanese cues are looked for in a Japanese stretch of an English or Spanish turn too.
3. In languages with spaces a cue is found as whole words in their order, simple inflection aside (see
   :mod:`secondmig.suggest.words`): "pay" is in "she paid" and not in "payroll".
4. In Japanese, Chinese, Thai and their kin a cue is found anywhere, but never where it says nothing: the
   words of ``STOPPED``, those of ``NOT_BEFORE`` before certain letters, a single kanji beside another one.
5. Nothing is found in an interviewer's turn, in a stretch that may not be seen, in what a transcriber put
   between brackets, and outside of turns.

The sentence is what is proposed, since that is what people code: on the demo a right sentence shares 0.62 of
its letters with the coding (intersection over union), the bare cue 0.12, the turn 0.36.

The score says how telling the cues are and nothing about how likely a person agrees. One cue counts 0.2 with
one word, 0.4 with two, 0.5 with more; without spaces 0.1 with one letter up to 0.4 with four; three quarters
of that where it stands in another form than the codebook prints. Several different cues of a code in one
sentence add up as independent reasons do, ``1 - (1 - a)(1 - b)``.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from secondmig.core.fold import UNSPACED, Folded, fold, folded
from secondmig.core.ids import content_hash
from secondmig.core.span import Span
from secondmig.core.suggestion import Suggestion
from secondmig.core.types import Codebook, CodebookVersion, Turn
from secondmig.suggest.words import forms, keys

if TYPE_CHECKING:
    from secondmig.suggest.engine import Read

STOPPED: Final[Mapping[str, frozenset[str]]] = {"ja": frozenset({"より", "のに", "生活", "家", "妻", "親"})}
"""Cues that are far too broad alone, by language; they are left out."""
NOT_BEFORE: Final[Mapping[str, Mapping[str, str]]] = {"ja": {"差別": "化"}}
"""Language -> cue -> letters of which none may follow it: 差別化 is a word of marketing."""
_UNSPACED_LANGUAGES: Final = frozenset({"ja", "zh", "yue", "th", "lo", "my", "km"})
_UNSPACED_LETTER: Final = re.compile(f"[{UNSPACED}]")
_WORD: Final = re.compile(r"[^\W_]+")
_BREAK: Final = re.compile(r"[.!?;:,…。、()\[\]\"“”]|\n\s*\n")
_KANJI: Final = re.compile("[\u3005\u3007\u3400-\u9fff\uf900-\ufaff]")
_ASIDE: Final = re.compile(r"\[[^\[\]]{0,200}\]|\(\([^()]{0,200}\)\)")
_BY_WORDS: Final = (0.2, 0.4, 0.5)
_BY_LETTERS: Final = (0.1, 0.2, 0.3, 0.4)
_INFLECTED: Final = 0.75
_PLACES: Final = 3
_KEPT: Final = 16


@dataclass(frozen=True, slots=True)
class _Cue:
    """A cue of a code, ready to be looked for.

    Attributes:
        code: id of the code.
        language: primary subtag.
        printed: as the codebook has it.
        folded: as it is looked for.
        words: for each word the forms it may have; empty where the language has no spaces.
        weight: 0 to 1.
    """

    code: str
    language: str
    printed: str
    folded: str
    words: tuple[frozenset[str], ...]
    weight: float


@dataclass(frozen=True, slots=True)
class _Hit:
    """A cue where it stands, in code points of the document's text."""

    cue: _Cue
    span: Span
    weight: float


@dataclass(frozen=True, slots=True)
class _Index:
    """The cues of a codebook.

    Attributes:
        first: language -> form of a first word -> the cues that begin with it.
        unspaced: those of languages without spaces.
    """

    first: dict[str, dict[str, list[_Cue]]] = field(default_factory=dict)
    unspaced: list[_Cue] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Cues:
    """Proposes the sentences in which cues of the codebook stand; see the rules of this module."""

    id: str = "cues"
    version: str = "1"

    def suggest(self, read: "Read", book: CodebookVersion) -> list[Suggestion]:
        """One proposal for each sentence and code, by place and code."""
        index = _index(book.codebook)
        found: dict[tuple[int, int, str], dict[str, _Hit]] = {}
        starts = [each.span.start for each in read.sentences]
        for turn in read.document.turns:
            if turn.role == "interviewer":
                continue
            for hit in _hits(turn, turn.span.of(read.document.text), index):
                span = _sentence(read, starts, hit.span)
                if span is None or read.hidden.overlaps(span):
                    continue
                held = found.setdefault((span.start, span.end, hit.cue.code), {})
                known = held.get(hit.cue.folded)
                if known is None or hit.weight > known.weight:
                    held[hit.cue.folded] = hit
        return [
            self._suggestion(read, book, (Span(start, end), code), hits)
            for (start, end, code), hits in sorted(found.items())
        ]

    def _suggestion(
        self, read: "Read", book: CodebookVersion, place: tuple[Span, str], hits: Mapping[str, _Hit]
    ) -> Suggestion:
        document = read.document
        span, code = place
        return Suggestion(
            id="",
            document_id=document.id,
            version=document.version,
            span=span,
            quote_sha=content_hash(span.of(document.text)),
            code_id=code,
            codebook_version=f"{book.codebook.id}@{book.number}",
            engine=self.id,
            engine_version=self.version,
            score=_together(hit.weight for _, hit in sorted(hits.items())),
            evidence=tuple(
                f"cue {hits[each].cue.language}: {hits[each].cue.printed}" for each in sorted(hits)
            ),
        )


def _together(weights: Iterator[float]) -> float:
    left = 1.0
    for weight in weights:
        left *= 1.0 - weight
    return round(1.0 - left, _PLACES)


_indexes: dict[str, _Index] = {}


def _index(book: Codebook) -> _Index:
    """The cues of the codes that may be applied, made once for each state of a codebook."""
    known = _indexes.get(book.sha)
    if known is None:
        if len(_indexes) >= _KEPT:
            _indexes.clear()
        known = _indexes[book.sha] = _made(book)
    return known


def _made(book: Codebook) -> _Index:
    index = _Index()
    for code in book.codes:
        if not code.codable or code.retired:
            continue
        for tag, cues in sorted(code.cues.items()):
            language = tag.partition("-")[0].lower()
            for printed in cues:
                _put(index, code.id, language, printed)
    return index


def _put(index: _Index, code: str, language: str, printed: str) -> None:
    text = " ".join(fold(printed).split())
    if not text or text in STOPPED.get(language, ()):
        return
    if language in _UNSPACED_LANGUAGES:
        weight = _BY_LETTERS[min(len(text), len(_BY_LETTERS)) - 1]
        index.unspaced.append(_Cue(code, language, printed, text, (), weight))
        return
    words = tuple(forms(word, language) for word in _WORD.findall(text))
    if not words:
        return
    cue = _Cue(code, language, printed, text, words, _BY_WORDS[min(len(words), len(_BY_WORDS)) - 1])
    for first in sorted(words[0]):
        index.first.setdefault(language, {}).setdefault(first, []).append(cue)


def _hits(turn: Turn, text: str, index: _Index) -> Iterator[_Hit]:
    """The cues in a turn."""
    language = turn.language.partition("-")[0].lower()
    how = folded(text)
    asides = [found.span() for found in _ASIDE.finditer(how.text)]
    for cue, start, end, weight in (*_spaced(how, language, index), *_unspaced(how, language, index)):
        if not any(start < last and first < end for first, last in asides):
            yield _Hit(cue, how.source(start, end).shifted(turn.span.start), weight)


def _spaced(how: Folded, language: str, index: _Index) -> Iterator[tuple[_Cue, int, int, float]]:
    """Cues of whole words, nothing that parts them between."""
    by_first = index.first.get(language)
    if not by_first:
        return
    places = [found.span() for found in _WORD.finditer(how.text)]
    read = [keys(how.text[start:end], language) for start, end in places]
    for at, words in enumerate(read):
        for cue in (each for word in words for each in by_first.get(word, ())):
            last = at + len(cue.words)
            if last > len(read) or not all(map(_fits, read[at:last], cue.words)):
                continue
            start, end = places[at][0], places[last - 1][1]
            stands = how.text[start:end]
            if not _BREAK.search(stands):
                same = _WORD.findall(stands) == _WORD.findall(cue.folded)
                yield cue, start, end, cue.weight * (1.0 if same else _INFLECTED)


def _fits(words: tuple[str, ...], meant: frozenset[str]) -> bool:
    return any(word in meant for word in words)


def _unspaced(how: Folded, language: str, index: _Index) -> Iterator[tuple[_Cue, int, int, float]]:
    """Cues anywhere in the text."""
    if not index.unspaced or not (language in _UNSPACED_LANGUAGES or _UNSPACED_LETTER.search(how.text)):
        return
    for cue in index.unspaced:
        at = how.text.find(cue.folded) if _is_meant(cue, language) else -1
        while at >= 0:
            end = at + len(cue.folded)
            if _says_something(cue, how.text, at, end):
                yield cue, at, end, cue.weight
            at = how.text.find(cue.folded, end)


def _is_meant(cue: _Cue, language: str) -> bool:
    if cue.language == language:
        return True
    return language not in _UNSPACED_LANGUAGES and _UNSPACED_LETTER.search(cue.folded) is not None


def _says_something(cue: _Cue, text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    if after and after in NOT_BEFORE.get(cue.language, {}).get(cue.folded, ""):
        return False
    if len(cue.folded) == 1 and (_KANJI.match(before) or _KANJI.match(after)):
        return False
    # A cue such as N1 or TOEIC is a word of its own among kana and kanji.
    return not (_joined(before, cue.folded[0]) or _joined(cue.folded[-1], after))


def _joined(left: str, right: str) -> bool:
    return (left + right).isascii() and left.isalnum() and right.isalnum()


def _sentence(read: "Read", starts: list[int], span: Span) -> Span | None:
    """The sentence, or the sentences, that a stretch lies in."""
    first = bisect_right(starts, span.start) - 1
    last = bisect_right(starts, span.end - 1) - 1
    if first < 0 or read.sentences[first].span.end <= span.start:
        return None
    return Span(read.sentences[first].span.start, max(read.sentences[last].span.end, span.end))
