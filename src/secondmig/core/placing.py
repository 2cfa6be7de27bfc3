"""Where the words of one version of a transcript stand in another, with an eye on who speaks them.

Two answers are held against each other: how the texts correspond as a whole, and what
:func:`secondmig.core.anchor.find_again` says of one quotation. **exact** and **moved** are said only where
the same words stand in the mouth of the same speaker, at a place that is not that of other words of the old
version. Everything else is **changed**, with a proposal for a person to look at, or **lost**.
"""

import re
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from secondmig.core.alignment import Alignment, align
from secondmig.core.anchor import SIMILAR, Anchor, Found, FoundStatus, find_again
from secondmig.core.labels import same_label
from secondmig.core.span import Span
from secondmig.core.types import Document, SpeakerRole

_CONTEXT: Final = 32
_LONGEST_COMPARED: Final = 2_000
_EXTENDING: Final = re.compile("[\u200d\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")
_WITHOUT_SPACES: Final = "\u2e80"

WORDS_CHANGED: Final = "the words were changed"
WORDS_TWICE: Final = "the words were changed, and stand unchanged in another place"
MOVED_UNSURE: Final = "the same words stand in more than one place"
OTHERS_WORDS: Final = "the same words stand in a place where they stood before"
WORD_GROWN: Final = "the first or last word goes on"
NOT_THERE: Final = "not in the text any more"


@dataclass(frozen=True, slots=True)
class Placed:
    """What became of a quotation.

    Attributes:
        status: exact, moved, changed or lost.
        span: its place in the new version, or the proposal where it is changed; None where there is none.
        reason: why a person has to look; "" for exact and moved.
    """

    status: FoundStatus
    span: Span | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Units:
    """The turns and tiers of a document, for looking up who speaks at a place."""

    spans: tuple[Span, ...]
    names: tuple[str, ...]
    labels: tuple[str, ...]
    speakers: tuple[str, ...]
    roles: tuple[SpeakerRole, ...]

    @classmethod
    def of(cls, document: Document) -> "_Units":
        found = [(turn.span, "", turn.speaker, turn.role) for turn in document.turns]
        for tier in document.tiers:
            turn = document.turns[tier.turn_index]
            found.append((tier.span, tier.name, turn.speaker, turn.role))
        found.sort(key=lambda unit: unit[0])
        spans, names, labels, roles = zip(*found, strict=True) if found else ((), (), (), ())
        return cls(spans, names, labels, tuple(same_label(each) for each in labels), roles)

    def touched(self, span: Span) -> list[int]:
        at = max(0, bisect_right(self.spans, span.start, key=lambda unit: unit.start) - 1)
        found = []
        while at < len(self.spans) and self.spans[at].start < span.end:
            if self.spans[at].overlaps(span):
                found.append(at)
            at += 1
        return found


@dataclass(frozen=True, slots=True)
class Correction:
    """Two versions of a transcript, compared; made by :func:`compare`.

    Attributes:
        old: the version that has the quotations.
        new: the version they are looked for in.
        alignment: of their texts.
        renamed: labels of speakers who are called otherwise throughout -> their new label; in the form of
            :func:`secondmig.core.labels.same_label`.
    """

    old: Document
    new: Document
    alignment: Alignment
    renamed: Mapping[str, str]
    _before: _Units
    _after: _Units

    def place(self, span: Span) -> Placed:
        """What became of the words at a span of the old version."""
        image = self.alignment.trusted_image(span)
        stands: FoundStatus = "exact" if image == span else "moved"
        placed = Placed(stands, image) if image else self._searched(span)
        if placed.status in {"exact", "moved"} and placed.span:
            doubt = self._doubt(span, placed.span)
            if doubt:
                whole = self._in_place(span) if doubt == WORD_GROWN else None
                return Placed("changed", whole or placed.span, doubt)
        return placed

    def place_all(self, spans: Iterable[Span]) -> dict[Span, Placed]:
        """The same of many spans; where two that share nothing would go to the same words, neither goes."""
        found = {span: self.place(span) for span in dict.fromkeys(spans)}
        going = [
            (placed.span, span)
            for span, placed in found.items()
            if placed.span and placed.status in {"exact", "moved"}
        ]
        for contested in _contested(sorted(going)):
            found[contested] = Placed("changed", found[contested].span, MOVED_UNSURE)
        return found

    def _searched(self, span: Span) -> Placed:
        found = find_again(_anchor(self.old, span), self.new.text)
        here = self._in_place(span)
        if found.status not in {"exact", "moved"} or found.span is None:
            return _asked(found, here, span.of(self.old.text))
        stood_at = self.alignment.preimage(found.span)
        if stood_at is not None and stood_at != span:
            return Placed("changed", here or found.span, OTHERS_WORDS)
        if here and not here.overlaps(found.span) and self._alike(span, here):
            return Placed("changed", here, WORDS_TWICE)
        return Placed(found.status, found.span)

    def _in_place(self, span: Span) -> Span | None:
        """What stands now between what stood around the words, in the turn or tier of the same speaker."""
        if not (self.alignment.touches(span.start) and self.alignment.touches(span.end)):
            return None
        start, end = self.alignment.between(span)
        if not start < end <= start + 3 * len(span) + 64:
            return None
        proposal = Span(start, end)
        if self._before.touched(span):
            inside = [
                part
                for at in self._after.touched(proposal)
                if self._same_unit(span, at) and (part := self._after.spans[at].intersection(proposal))
            ]
            if not inside:
                return None
            proposal = max(inside, key=lambda part: (len(part), -part.start))
        return trimmed(self.new.text, proposal)

    def _same_unit(self, span: Span, at: int) -> bool:
        mine = {self._key(self._before, each) for each in self._before.touched(span)}
        return any(self._same_speaker(key, self._key(self._after, at), at) for key in mine)

    def _alike(self, span: Span, other: Span) -> bool:
        one, two = span.of(self.old.text), other.of(self.new.text)
        compared = one[:_LONGEST_COMPARED], two[:_LONGEST_COMPARED]
        return SequenceMatcher(None, *compared, autojunk=False).ratio() >= SIMILAR

    def _doubt(self, span: Span, image: Span) -> str:
        """Why the same words may still not be the same utterance; "" where nothing speaks against it."""
        mine, its = self._before.touched(span), self._after.touched(image)
        same = len(mine) == len(its) and all(
            self._same_speaker(self._key(self._before, one), self._key(self._after, other), other)
            for one, other in zip(mine, its, strict=True)
        )
        if not same:
            return _whose([(self._after.names[each], self._after.labels[each]) for each in its])
        if _edges(self.old.text, span) != _edges(self.new.text, image):
            return WORD_GROWN
        return ""

    def _key(self, units: _Units, at: int) -> tuple[str, str]:
        return units.names[at], units.speakers[at]

    def _same_speaker(self, one: tuple[str, str], other: tuple[str, str], at: int) -> bool:
        if one[0] != other[0]:
            return False
        if one[1] == "":
            # A correction that learns who speaks moves nothing, unless it is the one who asks.
            return other[1] == "" or self._after.roles[at] != "interviewer"
        return self.renamed.get(one[1], one[1]) == other[1]


def compare(old: Document, new: Document) -> Correction:
    """Hold two versions of a transcript against each other."""
    alignment = align(old.text, new.text, old_cuts=_cuts(old), new_cuts=_cuts(new))
    before, after = _Units.of(old), _Units.of(new)
    return Correction(old, new, alignment, _renamed(alignment, before, after), before, after)


def trimmed(text: str, span: Span) -> Span | None:
    """A span without white space at its ends; None where there is nothing else in it."""
    words = span.of(text)
    start = span.start + len(words) - len(words.lstrip())
    end = span.end - (len(words) - len(words.rstrip()))
    return Span(start, end) if start < end else None


def _contested(going: Sequence[tuple[Span, Span]]) -> set[Span]:
    """Old spans that share nothing and would go to the same words; ``going`` is (new, old), sorted."""
    found: set[Span] = set()
    for at, (new, old) in enumerate(going):
        for other_new, other in going[at + 1 :]:
            if other_new.start >= new.end:
                break
            if not old.overlaps(other):
                found |= {old, other}
    return found


def _cuts(document: Document) -> list[int]:
    spans = [turn.span for turn in document.turns] + [tier.span for tier in document.tiers]
    return [at for span in spans for at in (span.start, span.end)]


def _renamed(alignment: Alignment, before: _Units, after: _Units) -> dict[str, str]:
    """Speakers of whom every turn that is found again has one other label, and that label no one else."""
    at_span = {span: at for at, span in enumerate(after.spans)}
    forth: defaultdict[str, set[str]] = defaultdict(set)
    back: defaultdict[str, set[str]] = defaultdict(set)
    roles: defaultdict[str, set[SpeakerRole]] = defaultdict(set)
    for at, span in enumerate(before.spans):
        image = None if before.names[at] else alignment.trusted_image(span)
        there = at_span.get(image) if image else None
        if there is not None and not after.names[there]:
            one, other = before.speakers[at], after.speakers[there]
            forth[one].add(other)
            back[other].add(one)
            roles[one] |= {before.roles[at], after.roles[there]}
    old, new = set(before.speakers), set(after.speakers)
    return {
        one: other
        for one, others in sorted(forth.items())
        for other in others
        if one and other and len(others) == 1 and back[other] == {one}
        if one not in new and other not in old and len(roles[one]) == 1
    }


def _anchor(document: Document, span: Span) -> Anchor:
    text = document.text
    before, after = text[max(0, span.start - _CONTEXT) : span.start], text[span.end : span.end + _CONTEXT]
    return Anchor(span, span.of(text), before, after, document.text_sha)


def _asked(found: Found, here: Span | None, quote: str) -> Placed:
    """A quotation that is not found as it was: the words in its place, or the most similar ones."""
    if here:
        return Placed("changed", here, WORDS_CHANGED)
    if found.status == "changed":
        return Placed("changed", found.span, MOVED_UNSURE if found.quote == quote else WORDS_CHANGED)
    return Placed("lost", None, NOT_THERE)


def _whose(units: Sequence[tuple[str, str]]) -> str:
    if not units:
        return "the words stand outside every turn now"
    if len(units) > 1:
        return "the words stand in several turns now"
    name, label = units[0]
    where = f"line %{name} under a turn" if name else "turn"
    return f"the words stand in a {where} of {label or 'nobody known'} now"


def _edges(text: str, span: Span) -> tuple[bool, bool]:
    """Whether a word, or a letter, goes on beyond either end of a span."""
    first = span.start > 0 and _one_word(text[span.start - 1], text[span.start])
    last = span.end < len(text) and _one_word(text[span.end - 1], text[span.end])
    return first, last


def _one_word(one: str, other: str) -> bool:
    if unicodedata.combining(other) or _EXTENDING.match(other) or one == "\u200d":
        return True
    # Scripts without spaces say nothing about where a word ends.
    return one.isalnum() and other.isalnum() and max(one, other) < _WITHOUT_SPACES
