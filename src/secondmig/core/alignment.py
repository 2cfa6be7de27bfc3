"""How two versions of a text correspond: the stretches that are the same in both, in the same order.

Unique pieces that both have are the anchors (patience diff): lines and turns first, then sentences between
them, then runs of words, then words. So the cost grows with the length of the texts, not with its square, and
a text that says "Yes." a thousand times is not matched by chance. What moved elsewhere is in no block; see
:func:`secondmig.core.anchor.find_again` for that.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Final, TypeAlias, TypeVar

from secondmig.core.anchor import ENOUGH_CONTEXT, LONG_QUOTE
from secondmig.core.span import Span, SpanSet

_SMALL: Final = 40_000
"""Pairs of pieces up to which a gap without an anchor is compared piece by piece."""
_RUN: Final = 6
"""Words and the spaces between them that make a run."""
_Cutter: TypeAlias = Callable[[str, Span, int], Iterator[Span]]
_Piece = TypeVar("_Piece", str, int)
_SENTENCE = re.compile(r"[^.?!。？！…]*[.?!。？！…]*\s*", re.DOTALL)
_WORD = re.compile(
    r"[\u3041-\u309f]+|[\u30a1-\u30ff]+|[\u3400-\u9fff]|[^\W_\u3041-\u30ff\u3400-\u9fff]+|\s+|.", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Block:
    """``size`` code points that are the same at ``old`` and at ``new``."""

    old: int
    new: int
    size: int


@dataclass(frozen=True, slots=True)
class Alignment:
    """The blocks that two texts share: ordered, disjoint and unbroken in both.

    Attributes:
        blocks: no two of them touch in both texts.
        old_length: code points of the old text.
        new_length: of the new one.
    """

    blocks: tuple[Block, ...]
    old_length: int
    new_length: int

    def image(self, span: Span) -> Span | None:
        """Where a stretch of the old text stands in the new one; None unless one block holds all of it."""
        block = _holding(self.blocks, span.start, lambda block: block.old)
        if block is None or span.end > block.old + block.size:
            return None
        return span.shifted(block.new - block.old)

    def trusted_image(self, span: Span) -> Span | None:
        """The same, where the block is no chance agreement: it is long, or goes on beyond the stretch."""
        block = _holding(self.blocks, span.start, lambda block: block.old)
        return self.image(span) if block and _is_trusted(block, span) else None

    def preimage(self, span: Span) -> Span | None:
        """Where a stretch of the new text stood in the old one; None unless one block holds all of it."""
        block = _holding(self.blocks, span.start, lambda block: block.new)
        if block is None or span.end > block.new + block.size:
            return None
        return span.shifted(block.old - block.new)

    def between(self, span: Span) -> tuple[int, int]:
        """Offsets in the new text between what stood right before a stretch and what stood right after it.

        Text that was added at an edge of the stretch lies between them; where nothing does they are equal.
        """
        at = bisect_left(self.blocks, span.start, key=lambda block: block.old) - 1
        before = self.blocks[at] if at >= 0 else None
        start = before.new + min(span.start - before.old, before.size) if before else 0
        at = bisect_right(self.blocks, span.end, key=lambda block: block.old + block.size)
        after = self.blocks[at] if at < len(self.blocks) else None
        end = after.new + max(0, span.end - after.old) if after else self.new_length
        return start, end

    def touches(self, offset: int) -> bool:
        """Whether the code point before or after an offset of the old text is in a block."""
        if offset in {0, self.old_length}:
            return True
        return any(_holding(self.blocks, at, lambda block: block.old) for at in (offset - 1, offset))

    def fresh(self) -> SpanSet:
        """The new text that is in no block."""
        ends = [0, *(block.new + block.size for block in self.blocks)]
        starts = [*(block.new for block in self.blocks), self.new_length]
        return SpanSet(
            tuple(Span(end, start) for end, start in zip(ends, starts, strict=True) if end < start)
        )

    def firm(self) -> "Alignment":
        """The blocks alone that no chance makes: those of at least ``LONG_QUOTE`` code points."""
        kept = tuple(block for block in self.blocks if block.size >= LONG_QUOTE)
        return Alignment(kept, self.old_length, self.new_length)

    def turned(self) -> "Alignment":
        """The same from the new text to the old one."""
        swapped = tuple(Block(block.new, block.old, block.size) for block in self.blocks)
        return Alignment(swapped, self.new_length, self.old_length)


def _holding(blocks: Sequence[Block], offset: int, side: Callable[[Block], int]) -> Block | None:
    at = bisect_right(blocks, offset, key=side) - 1
    return blocks[at] if at >= 0 and offset < side(blocks[at]) + blocks[at].size else None


def _is_trusted(block: Block, span: Span) -> bool:
    return block.size >= min(LONG_QUOTE, len(span) + ENOUGH_CONTEXT)


def align(old: str, new: str, *, old_cuts: Iterable[int] = (), new_cuts: Iterable[int] = ()) -> Alignment:
    r"""Compare two texts.

    Args:
        old: a text.
        new: what became of it.
        old_cuts: offsets at which a piece of ``old`` begins or ends, beside line ends: those of its turns,
            so that words are found again under another number, time or label.
        new_cuts: the same of ``new``.

    >>> align("INT: Well?\nROSA: Yes.", "INT: Well?\nINT: Say.\nROSA: Yes.").image(Span(17, 21))
    Span(start=27, end=31)
    """
    cuts = sorted(set(old_cuts)), sorted(set(new_cuts))
    found: list[Block] = []
    gaps = [(Span(0, len(old)), Span(0, len(new)))] if old and new else []
    levels: tuple[tuple[_Cutter, int], ...] = (
        (lambda text, span, side: _lines(text, span, cuts[side]), 1),
        (_sentences, 1),
        (_words, _RUN),
        (_words, 1),
    )
    for cutter, run in levels:
        left: list[tuple[Span, Span]] = []
        for mine, its in gaps:
            pieces = list(cutter(old, mine, 0)), list(cutter(new, its, 1))
            blocks = list(_blocks(old, new, *pieces, run=run))
            found.extend(blocks)
            left.extend(_gaps(mine, its, blocks))
        gaps = left
    return Alignment(tuple(_joined(sorted(found, key=lambda block: block.old))), len(old), len(new))


def _lines(text: str, span: Span, cuts: Sequence[int]) -> Iterator[Span]:
    at = span.start
    place = bisect_right(cuts, at)
    while at < span.end:
        line = text.find("\n", at, span.end)
        end = line + 1 if line >= 0 else span.end
        if place < len(cuts) and cuts[place] < end:
            end = cuts[place]
        yield Span(at, end)
        at = end
        while place < len(cuts) and cuts[place] <= at:
            place += 1


def _sentences(text: str, span: Span, _side: int) -> Iterator[Span]:
    return _matches(_SENTENCE, text, span)


def _words(text: str, span: Span, _side: int) -> Iterator[Span]:
    return _matches(_WORD, text, span)


def _matches(pattern: re.Pattern[str], text: str, span: Span) -> Iterator[Span]:
    for match in pattern.finditer(text, span.start, span.end):
        if match.end() > match.start():
            yield Span(match.start(), match.end())


def _blocks(old: str, new: str, mine: Sequence[Span], its: Sequence[Span], *, run: int) -> Iterator[Block]:
    """The pieces that both have, joined where they touch in both; ``run`` pieces are compared at once."""
    a, b = [span.of(old) for span in mine], [span.of(new) for span in its]
    pairs = _same(a, b) if run == 1 else _same(_runs(a, run), _runs(b, run))
    found = ((i, j) for i, j in sorted(pairs) if a[i] == b[j])
    yield from _joined(Block(mine[i].start, its[j].start, len(mine[i])) for i, j in found)


def _runs(pieces: Sequence[str], run: int) -> list[int]:
    """A number for each piece and those after it."""
    return [hash(each) for each in zip(*(pieces[shift:] for shift in range(run)), strict=False)]


def _joined(blocks: Iterable[Block]) -> Iterator[Block]:
    last: Block | None = None
    for block in blocks:
        if last and last.old + last.size == block.old and last.new + last.size == block.new:
            last = Block(last.old, last.new, last.size + block.size)
            continue
        if last:
            yield last
        last = block
    if last:
        yield last


def _gaps(mine: Span, its: Span, blocks: Sequence[Block]) -> Iterator[tuple[Span, Span]]:
    """What lies between the blocks on both sides; a gap on one side alone has nothing to compare."""
    ends = [Block(mine.start, its.start, 0), *blocks, Block(mine.end, its.end, 0)]
    for one, other in pairwise(ends):
        a, b, c, d = one.old + one.size, other.old, one.new + one.size, other.new
        if a < b and c < d:
            yield Span(a, b), Span(c, d)


def _same(a: Sequence[_Piece], b: Sequence[_Piece]) -> Iterator[tuple[int, int]]:
    """Pairs of equal pieces, increasing on both sides, in no order."""
    stack = [(0, len(a), 0, len(b))]
    while stack:
        a0, a1, b0, b1 = stack.pop()
        while a0 < a1 and b0 < b1 and a[a0] == b[b0]:
            yield a0, b0
            a0, b0 = a0 + 1, b0 + 1
        while a0 < a1 and b0 < b1 and a[a1 - 1] == b[b1 - 1]:
            a1, b1 = a1 - 1, b1 - 1
            yield a1, b1
        if a0 == a1 or b0 == b1:
            continue
        anchors: list[tuple[int, int]] = _unique(a, b, (a0, a1, b0, b1))
        yield from anchors
        if anchors:
            edges = [(a0 - 1, b0 - 1), *anchors, (a1, b1)]
            stack.extend((i + 1, k, j + 1, m) for (i, j), (k, m) in pairwise(edges))
        elif (a1 - a0) * (b1 - b0) <= _SMALL:
            matcher = SequenceMatcher(None, a[a0:a1], b[b0:b1], autojunk=False)
            for i, j, size in matcher.get_matching_blocks():
                yield from ((a0 + i + n, b0 + j + n) for n in range(size))


def _unique(
    a: Sequence[_Piece], b: Sequence[_Piece], where: tuple[int, int, int, int]
) -> list[tuple[int, int]]:
    """Pieces that stand once on either side: the longest run of them that increases on both."""
    a0, a1, b0, b1 = where
    mine, its = Counter(a[a0:a1]), Counter(b[b0:b1])
    place = {b[j]: j for j in range(b0, b1) if its[b[j]] == 1}
    pairs = [(i, place[a[i]]) for i in range(a0, a1) if mine[a[i]] == 1 and a[i] in place]
    tails: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for at, (_, j) in enumerate(pairs):
        length = bisect_left(tails, j)
        before.append(last[length - 1] if length else -1)
        if length == len(tails):
            tails.append(j)
            last.append(at)
        else:
            tails[length], last[length] = j, at
    run: list[tuple[int, int]] = []
    at = last[-1] if last else -1
    while at >= 0:
        run.append(pairs[at])
        at = before[at]
    return run[::-1]
