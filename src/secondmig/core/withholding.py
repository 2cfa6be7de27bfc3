"""Where stretches that somebody took back stand in another version of a transcript.

The answer errs on one side: a word that was taken back must not be seen after a correction. Of each stretch
is withheld in the other version

- the same words, where they stand as before;
- else the whole turns that lie between what stood before it and what stood after it, with whatever was added
  at its edges;
- in either case the translations and notes under those turns, and every turn with new words that repeats a
  sentence or a longer piece of it, whatever its case, accents, width and punctuation.

Where a stretch has left its place without a trace, and words that stood nowhere else turn up in new text,
only a person can tell: those turns are named as doubtful.
"""

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from secondmig.core.alignment import Alignment
from secondmig.core.placing import Correction
from secondmig.core.span import Span, SpanSet
from secondmig.core.types import Document

_WINDOWS: Final = {3: 14, 4: 12}
"""Words in a row that make a longer piece, and how many letters they need together."""
_UNSPACED_WINDOW: Final = 6
"""The same in letters of a script without spaces."""
_SENTENCE_WORDS: Final = 3
_SENTENCE_LETTERS: Final = 10
_UNSPACED_SENTENCE: Final = 5
_RARE_LETTERS: Final = 4
_UNSPACED_RARE: Final = 3
_UNSPACED = "\u0e00-\u0eff\u1780-\u17ff\u2e80-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_ONE_UNSPACED = re.compile(f"[{_UNSPACED}]")
_TOKEN = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")
_SENTENCE_END = re.compile(r"[.?!。？！…\n]+")
_NO_LETTERS = re.compile(r"[\d\W_]*")

_Gram: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Carried:
    """What of a version is withheld for what was taken back in another.

    Attributes:
        stretches: of its text.
        same: places of words that stand as before.
        widened: turns, or lines outside every turn, that are withheld whole.
        repeated: those that repeat what was taken back elsewhere.
        gone: stretches of the other text of which nothing is left.
        doubtful: turns with words that stood only in a stretch that is gone.
        remarked: turns with single words that stood only in what was taken back.
    """

    stretches: SpanSet = field(default_factory=SpanSet)
    same: tuple[Span, ...] = ()
    widened: tuple[Span, ...] = ()
    repeated: tuple[Span, ...] = ()
    gone: tuple[Span, ...] = ()
    doubtful: tuple[Span, ...] = ()
    remarked: tuple[Span, ...] = ()


def carried(
    correction: Correction, withheld: Iterable[Span], *, known: SpanSet | None = None, places: bool = True
) -> Carried:
    """Find what must be withheld in the new version.

    Args:
        correction: the two versions.
        withheld: stretches of the old text that were taken back.
        known: new text that is seen already, as a version between the two shows it.
        places: withhold what stands in the place of a stretch now; False looks for its words alone, where a
            version between the two has answered for the place.
    """
    taken = SpanSet.of(withheld)
    if not taken or not correction.new.text:
        return Carried()
    work = _Work(correction, taken, known or SpanSet())
    for span in taken:
        work.carry(span, place=places)
    work.repetitions()
    return work.told()


class _Work:
    """What was found so far."""

    def __init__(self, correction: Correction, taken: SpanSet, known: SpanSet) -> None:
        self.old, self.new, self.taken = correction.old, correction.new, taken
        self.firm = correction.alignment.firm()
        self.known = known
        self.fresh = self.firm.fresh().difference(known)
        self.units = _units(correction.new)
        self.starts = [span.start for span, _ in self.units]
        self.hidden: list[Span] = []
        self.same: list[Span] = []
        self.widened: list[Span] = []
        self.repeated: list[Span] = []
        self.gone: list[Span] = []
        self.doubtful: list[Span] = []
        self.remarked: list[Span] = []

    def carry(self, span: Span, *, place: bool) -> None:
        """One stretch: its words where they stand as before, or whatever is in its place."""
        pieces = _images(self.firm, span)
        for piece in SpanSet.of(pieces).difference(self.known):
            self._hide(piece)
        start, end = self.firm.between(self._to_next_words(span))
        here = [at for at in self._units_in(start, end) if place and self._is_new(at, start, end)]
        if self.firm.image(span) and not here:
            self.same.extend(pieces)
        elif here:
            self._hide(Span(start, end))
            for at in here:
                self._hide(self.units[at][0])
                self.widened.append(self.units[at][0])
        elif place:
            left, right = self.firm.between(span)
            self.hidden.extend([Span(left, right)] if left < right else [])
        if not pieces and not here:
            self.gone.append(span)

    def _to_next_words(self, span: Span) -> Span:
        """The stretch up to the words beside it in its turn, so that what was added there counts to it."""
        text, start, end = self.old.text, span.start, span.end
        within = next((turn.span for turn in self.old.turns if turn.span.contains(span)), span)
        while start > within.start and not text[start - 1].isalnum():
            start -= 1
        while end < within.end and not text[end].isalnum():
            end += 1
        return Span(start, end)

    def repetitions(self) -> None:
        """Turns with new words that repeat what was taken back, whole or in longer pieces."""
        hidden = SpanSet.of(self.hidden)
        new = [at for span in self.fresh for at in self._units_in(span.start, span.end)]
        units = [at for at in dict.fromkeys(new) if not hidden.covers(self.units[at][0])]
        if not units:
            return
        said = {span: _tokens(span.of(self.old.text)) for span in self.taken}
        pieces = {gram: span for span in self.taken for gram in _pieces(span.of(self.old.text))}
        rare = {gram: span for span, tokens in said.items() for gram in _rare(tokens)}
        seen = _Seen(self.old.text, self.taken)
        sizes = {len(gram) for gram in (*pieces, *rare)}
        for at in units:
            unit = self.units[at][0]
            told = [gram for gram in self._new_grams(unit, sizes) if gram in pieces or gram in rare]
            mine = [gram for gram in told if not seen.holds(gram)]
            again = {pieces[gram] for gram in mine if gram in pieces}
            if again:
                self._hide(unit)
                self.repeated.append(unit)
                self.gone = [span for span in self.gone if span not in again]
                continue
            self._weigh(unit, {gram: rare[gram] for gram in mine})

    def _weigh(self, unit: Span, words: dict[_Gram, Span]) -> None:
        """Words that stood only in what was taken back: one may be chance where the rest is accounted for."""
        by_stretch: defaultdict[Span, int] = defaultdict(int)
        for span in words.values():
            by_stretch[span] += 1
        for span, number in by_stretch.items():
            every = len(set(_rare(_tokens(span.of(self.old.text)))))
            if span in self.gone and (number > 1 or 2 * number >= every):
                self.doubtful.append(unit)
                return
        if by_stretch:
            self.remarked.append(unit)

    def told(self) -> Carried:
        """All of it, in the order of the text."""
        return Carried(
            stretches=SpanSet.of(self.hidden),
            same=tuple(sorted(set(self.same))),
            widened=tuple(sorted(set(self.widened))),
            repeated=tuple(sorted(set(self.repeated))),
            gone=tuple(self.gone),
            doubtful=tuple(sorted(set(self.doubtful))),
            remarked=tuple(sorted(set(self.remarked))),
        )

    def _hide(self, span: Span) -> None:
        """Withhold a stretch, and every translation and note under the turns it touches."""
        self.hidden.append(span)
        turns = {self.units[at][1] for at in self._units_in(span.start, span.end)}
        self.hidden.extend(tier.span for tier in self.new.tiers if tier.turn_index in turns)

    def _is_new(self, at: int, start: int, end: int) -> bool:
        """Whether a unit has words within these offsets that the old text does not have there."""
        part = self.units[at][0].intersection(Span(start, end)) if start < end else None
        new = self.fresh.intersection(SpanSet.of([part])) if part else ()
        return any(letter.isalnum() for span in new for letter in span.of(self.new.text))

    def _new_grams(self, unit: Span, sizes: Collection[int]) -> Iterator[_Gram]:
        """Words of a unit in a row, of these numbers, at least one of which is new."""
        tokens = _placed_tokens(unit.of(self.new.text), unit.start)
        parts = self.fresh.intersection(SpanSet.of([unit]))
        new = [parts.overlaps(Span(at, at + 1)) for _, at in tokens]
        for size in sorted(sizes):
            for at in range(len(tokens) - size + 1):
                if any(new[at : at + size]):
                    yield tuple(word for word, _ in tokens[at : at + size])

    def _units_in(self, start: int, end: int) -> list[int]:
        at = max(0, bisect_left(self.starts, start) - 1)
        found = []
        while at < len(self.units) and self.units[at][0].start < end:
            if self.units[at][0].end > start:
                found.append(at)
            at += 1
        return found


class _Seen:
    """The words of the old version that were not taken back; made when first asked for."""

    def __init__(self, text: str, taken: SpanSet) -> None:
        self._text, self._taken = text, taken
        self._words = ""

    def holds(self, gram: _Gram) -> bool:
        """Whether the words stand there in a row."""
        if not self._words:
            visible = SpanSet.of([Span(0, len(self._text))]).difference(self._taken)
            parts = (_joined(_tokens(span.of(self._text))) for span in visible)
            self._words = "\n" + "\n".join(parts) + "\n"
        return _joined(gram) in self._words


def _joined(words: Iterable[str]) -> str:
    return " " + " ".join(words) + " "


def _units(document: Document) -> list[tuple[Span, int]]:
    """Turns, tiers and lines of neither, each with the turn it belongs to (-1 for none); labels left out."""
    said = [(turn.span, turn.index) for turn in document.turns]
    said += [(tier.span, tier.turn_index) for tier in document.tiers]
    text = document.text
    whole = SpanSet.of([Span(0, len(text))] if text else [])
    begins = {turn.span.start: turn.speaker for turn in document.turns}
    for gap in whole.difference(SpanSet.of(span for span, _ in said)):
        label = begins.get(gap.end)
        at = gap.start
        for line in gap.of(text).split("\n"):
            bare = line.replace(label, "", 1) if label else line
            if line and not (at + len(line) <= gap.end and label is not None and _NO_LETTERS.fullmatch(bare)):
                said.append((Span(at, at + len(line)), -1))
            at += len(line) + 1
    return sorted(said)


def _images(alignment: Alignment, span: Span) -> list[Span]:
    """The parts of a stretch that blocks hold, where they stand in the new text."""
    at = max(0, bisect_left(alignment.blocks, span.start, key=lambda block: block.old) - 1)
    found = []
    for block in alignment.blocks[at:]:
        if block.old >= span.end:
            break
        part = Span(block.old, block.old + block.size).intersection(span)
        if part:
            found.append(part.shifted(block.new - block.old))
    return found


def _placed_tokens(text: str, start: int) -> list[tuple[str, int]]:
    """Words without case, accents, width and punctuation, and where each begins."""
    letters: list[str] = []
    places: list[int] = []
    for at, letter in enumerate(text):
        for part in unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", letter).casefold()):
            if unicodedata.category(part) not in {"Mn", "Me", "Cf"}:
                letters.append(part)
                places.append(start + at)
    return [(match[0], places[match.start()]) for match in _TOKEN.finditer("".join(letters))]


def _tokens(text: str) -> list[str]:
    return [word for word, _ in _placed_tokens(text, 0)]


def _pieces(text: str) -> Iterator[_Gram]:
    """Sentences and longer pieces of a stretch; the whole of it where it is no longer than that."""
    tokens = _tokens(text)
    found = [gram for size in (*_WINDOWS, _UNSPACED_WINDOW) for gram in _windows(tokens, size)]
    for sentence in _SENTENCE_END.split(text):
        words = tuple(_tokens(sentence))
        unspaced = sum(bool(_ONE_UNSPACED.match(word)) for word in words)
        long = len(words) >= _SENTENCE_WORDS and sum(map(len, words)) >= _SENTENCE_LETTERS
        if len(words) < _UNSPACED_WINDOW and (long or unspaced >= _UNSPACED_SENTENCE):
            found.append(words)
    if not found and (sum(map(len, tokens)) >= _RARE_LETTERS or len(tokens) > 1):
        found.append(tuple(tokens))
    yield from dict.fromkeys(found)


def _windows(tokens: list[str], size: int) -> Iterator[_Gram]:
    for at in range(len(tokens) - size + 1):
        gram = tuple(tokens[at : at + size])
        spaced = [word for word in gram if not _ONE_UNSPACED.match(word)]
        if sum(map(len, spaced)) >= _WINDOWS.get(size, 0):
            yield gram


def _rare(tokens: list[str]) -> Iterator[_Gram]:
    """Single words long enough to tell something, and letters in a row where there are no words."""
    for at, word in enumerate(tokens):
        if _ONE_UNSPACED.match(word):
            gram = tuple(tokens[at : at + _UNSPACED_RARE])
            if len(gram) == _UNSPACED_RARE and all(map(_ONE_UNSPACED.match, gram)):
                yield gram
        elif len(word) >= _RARE_LETTERS and not word.isdigit():
            yield (word,)
