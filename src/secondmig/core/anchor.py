"""Quotes with their surroundings, and how they are found again in a changed text.

The rule of :func:`find_again`, in this order:

1. **exact** - the quote stands at its old span, and no other occurrence has all the old context instead.
2. **moved** - the quote stands elsewhere, and one occurrence is trusted: its context agrees with the old one
   in more code points than that of any other, and in at least ``ENOUGH_CONTEXT`` (or in all the context there
   was); or it is the only occurrence and the quote has at least ``LONG_QUOTE`` code points.
3. **changed** - a person has to look: other words stand between the old context; or the quote is there, but
   no occurrence is trusted (the nearest of the best is proposed); or the most similar stretch near the old
   place, the old context or a piece of the quote has a similarity of at least ``SIMILAR``.
4. **lost** - nothing stands between the old context, or neither it, nor the quote, nor anything like it is
   there.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from secondmig.core.ids import content_hash
from secondmig.core.span import Span

ENOUGH_CONTEXT = 8
LONG_QUOTE = 24
SIMILAR = 0.6
_CANDIDATES = 1000
_PIECE_LENGTHS = (16, 8, 4)
_HITS_PER_PIECE = 20
_PLACES = 8
_BY_CHARACTER = 200
_COMPARED_AT_MOST = 4000
_TOKEN = re.compile(
    r"[\u3041-\u309f]+|[\u30a1-\u30ff]+|[\u3400-\u9fff]+|[^\W_\u3041-\u30ff\u3400-\u9fff]+|.", re.DOTALL
)

FoundStatus = Literal["exact", "moved", "changed", "lost"]


@dataclass(frozen=True, slots=True)
class Anchor:
    """A quote tied to its place.

    Attributes:
        span: code points in the text.
        quote: ``text[span]``.
        prefix: up to ``context`` code points before the quote; shorter only at the beginning of the text.
        suffix: the same after it.
        text_sha: content hash of the text.
    """

    span: Span
    quote: str
    prefix: str
    suffix: str
    text_sha: str


@dataclass(frozen=True, slots=True)
class Found:
    """Where a quote went.

    Attributes:
        status: see the rule at the top of this module.
        span: its place in the other text, or the proposal where it is changed; None where it is lost.
        quote: the words at ``span``; for exact and moved those of the anchor.
    """

    status: FoundStatus
    span: Span | None
    quote: str


class _Likeness(NamedTuple):
    ratio: float
    span: Span


def anchor_at(text: str, span: Span, *, context: int = 32) -> Anchor:
    """Tie the words at ``span`` to their surroundings.

    Raises:
        ValueError: the span ends after the text.

    >>> anchor_at("one two three", Span(4, 7), context=4).prefix
    'one '
    """
    if span.end > len(text):
        raise ValueError(f"span {span.start}-{span.end} ends after the text of {len(text)} code points")
    return Anchor(
        span=span,
        quote=span.of(text),
        prefix=text[max(0, span.start - context) : span.start],
        suffix=text[span.end : span.end + context],
        text_sha=content_hash(text),
    )


def holds(anchor: Anchor, text: str) -> bool:
    """Whether the quote stands at its span in ``text``."""
    return text.startswith(anchor.quote, anchor.span.start)


def find_again(anchor: Anchor, text: str) -> Found:
    """Find the quote in a changed text; the cost is linear in the text.

    >>> anchor = anchor_at("INT: Well? ROSA: Twice is enough.", Span(17, 33), context=6)
    >>> find_again(anchor, "INT: Well? #2 ROSA: Twice is enough.").status
    'moved'
    """
    if holds(anchor, text):
        if _context(anchor, text, anchor.span.start) == len(anchor.prefix) + len(anchor.suffix):
            return Found("exact", anchor.span, anchor.quote)
        return _elsewhere_with_all_context(anchor, text) or Found("exact", anchor.span, anchor.quote)
    occurrence = _occurrence(anchor, text)
    if occurrence and occurrence.status == "moved":
        return occurrence
    return _between_context(anchor, text) or occurrence or _similar(anchor, text)


def _elsewhere_with_all_context(anchor: Anchor, text: str) -> Found | None:
    """The one other occurrence that has all the old context, if there is context and exactly one."""
    if len(anchor.prefix) + len(anchor.suffix) < ENOUGH_CONTEXT:
        return None
    at = _only(text, anchor.prefix + anchor.quote + anchor.suffix)
    return None if at is None else _found("moved", text, at + len(anchor.prefix), anchor.quote)


def _occurrence(anchor: Anchor, text: str) -> Found | None:
    """The quote elsewhere: moved where one occurrence is trusted, else changed; None where there is none."""
    whole = _elsewhere_with_all_context(anchor, text)
    if whole:
        return whole
    scores = {at: _context(anchor, text, at) for at in _occurrences(anchor, text)}
    if not scores:
        return None
    best = max(scores.values())
    places = sorted(at for at, score in scores.items() if score == best)
    enough = min(ENOUGH_CONTEXT, len(anchor.prefix) + len(anchor.suffix))
    alone = len(scores) == 1 and len(anchor.quote) >= LONG_QUOTE
    trusted = len(places) == 1 and (alone or best >= enough > 0)
    nearest = min(places, key=lambda at: (abs(at - anchor.span.start), at))
    return _found("moved" if trusted else "changed", text, nearest, anchor.quote)


def _occurrences(anchor: Anchor, text: str) -> Iterator[int]:
    """Where the quote stands: the nearest thousand after the old place, and before it."""
    at = text.find(anchor.quote, anchor.span.start)
    for _ in range(_CANDIDATES):
        if at < 0:
            break
        yield at
        at = text.find(anchor.quote, at + 1)
    at = text.rfind(anchor.quote, 0, anchor.span.start + len(anchor.quote) - 1)
    for _ in range(_CANDIDATES):
        if at < 0:
            break
        yield at
        at = text.rfind(anchor.quote, 0, at + len(anchor.quote) - 1)


def _context(anchor: Anchor, text: str, at: int) -> int:
    """Code points of the old context that stand unbroken on both sides of an occurrence at ``at``."""
    end = at + len(anchor.quote)
    before = text[max(0, at - len(anchor.prefix)) : at]
    after = text[end : end + len(anchor.suffix)]
    return _agree(before[::-1], anchor.prefix[::-1]) + _agree(after, anchor.suffix)


def _agree(one: str, other: str) -> int:
    for n, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return n
    return min(len(one), len(other))


def _between_context(anchor: Anchor, text: str) -> Found | None:
    """Other words between the old prefix, if it stands once, and the old suffix near it."""
    if min(len(anchor.prefix), len(anchor.suffix)) < ENOUGH_CONTEXT:
        return None
    before = _only(text, anchor.prefix)
    if before is None:
        return None
    start = before + len(anchor.prefix)
    end = text.find(anchor.suffix, start, start + 2 * len(anchor.quote) + 64 + len(anchor.suffix))
    if end < 0:
        return None
    return _found("changed", text, start, text[start:end]) if end > start else Found("lost", None, "")


def _similar(anchor: Anchor, text: str) -> Found:
    """The most similar stretch near the places worth a look; a tie goes to the first of them."""
    quote = anchor.quote
    best: _Likeness | None = None
    for place in _places(anchor, text):
        pad = max(32, len(quote) // 4)
        start = max(0, place - pad)
        likeness = _likeness(quote, text[start : place + min(len(quote), _COMPARED_AT_MOST) + pad], start)
        if likeness and (best is None or likeness.ratio > best.ratio):
            best = likeness
    if best is None or best.ratio < SIMILAR:
        return Found("lost", None, "")
    return _found("changed", text, best.span.start, best.span.of(text))


def _places(anchor: Anchor, text: str) -> list[int]:
    """Starts to compare at: the old place, beside the old context, and where pieces of the quote agree on."""
    quote, old = anchor.quote, anchor.span.start
    near = [min(old, len(text))]
    for context, shift in ((anchor.prefix, len(anchor.prefix)), (anchor.suffix, -len(quote))):
        at = text.find(context) if len(context) >= ENOUGH_CONTEXT else -1
        if at >= 0:
            near.append(max(0, at + shift))
    votes: Counter[int] = Counter()
    width = next((n for n in _PIECE_LENGTHS if len(quote) >= 2 * n), len(quote))
    step = max(width, len(quote) // 16)
    for offset in range(0, len(quote) - width + 1, step):
        piece = quote[offset : offset + width]
        at = text.find(piece)
        for _ in range(_HITS_PER_PIECE):
            if at < 0:
                break
            votes[max(0, at - offset)] += 1
            at = text.find(piece, at + 1)
    ranked = sorted(votes, key=lambda at: (-votes[at], abs(at - old), at))
    return list(dict.fromkeys([*near, *ranked]))[:_PLACES]


def _likeness(quote: str, window: str, start: int) -> _Likeness | None:
    """How alike the quote is to the best stretch of ``window``, which begins at ``start`` of the text.

    Characters are compared in short quotes, words and runs of one Japanese script in longer ones; of a quote
    over 4000 code points its first 4000, which then stand for the whole.
    """
    compared = quote[:_COMPARED_AT_MOST]
    wanted, there = _tokens(compared, len(quote)), _tokens(window, len(quote))
    blocks = SequenceMatcher(None, wanted, there, autojunk=False).get_matching_blocks()[:-1]
    ends = [0]
    for token in there:
        ends.append(ends[-1] + len(token))
    stretches = [(ends[block.b], ends[block.b + block.size]) for block in blocks]
    best: _Likeness | None = None
    while stretches:
        first, last = stretches[0][0], stretches[-1][1]
        shared = sum(end - begin for begin, end in stretches)
        ratio = 2 * shared / (len(compared) + last - first)
        if best is None or ratio > best.ratio:
            missing = len(quote) - len(compared)
            best = _Likeness(ratio, Span(start + first, start + last + missing))
        short_first = stretches[0][1] - stretches[0][0] <= stretches[-1][1] - stretches[-1][0]
        stretches = stretches[1:] if short_first else stretches[:-1]
    return best


def _tokens(text: str, length: int) -> list[str]:
    return list(text) if length <= _BY_CHARACTER else _TOKEN.findall(text)


def _only(text: str, words: str) -> int | None:
    """Where ``words`` stand, if they stand there exactly once."""
    at = text.find(words)
    return at if at >= 0 and text.find(words, at + 1) < 0 else None


def _found(status: FoundStatus, text: str, at: int, words: str) -> Found:
    span = Span(at, at + len(words))
    return Found(status, span, span.of(text))
