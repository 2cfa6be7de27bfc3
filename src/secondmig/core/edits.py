"""Edits of a text as values, and where every stretch of the old text lies in the new one."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate, pairwise

from secondmig.core.span import Span


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """One stretch of the old text and what stands there instead.

    Attributes:
        start: first code point that goes; where ``start == end`` the text is only added.
        end: first code point that stays.
        text: what takes its place, "" to take the stretch out.

    Raises:
        ValueError: unless 0 <= start <= end.
    """

    start: int
    end: int
    text: str

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            message = f"an edit needs 0 <= start <= end, not {self.start}-{self.end}"
            raise ValueError(message)


class EditMap:
    """A text before and after a set of edits.

    A stretch that no edit touches keeps its words. A stretch that an edit touches holds the whole of what
    was put there. What is added exactly at an end of a stretch stays outside it.

    Args:
        old: the text before.
        edits: in any order.

    Raises:
        ValueError: two edits share a code point or add at the same place, or one ends after the text.
    """

    __slots__ = ("_edits", "_ends", "_gains", "_starts", "new", "old")

    def __init__(self, old: str, edits: Iterable[Edit]) -> None:
        self.old = old
        self._edits = tuple(sorted(edits))
        for before, after in pairwise(self._edits):
            if after.start < before.end or (before.start, before.end) == (after.start, after.end):
                message = f"the edits at {before.start}-{before.end} and {after.start}-{after.end} overlap"
                raise ValueError(message)
        if self._edits and self._edits[-1].end > len(old):
            message = f"an edit ends at {self._edits[-1].end}, after the text of {len(old)} code points"
            raise ValueError(message)
        self._starts = [edit.start for edit in self._edits]
        self._ends = [edit.end for edit in self._edits]
        grown = (len(edit.text) - (edit.end - edit.start) for edit in self._edits)
        self._gains = [0, *accumulate(grown)]
        self.new = self._applied()

    @property
    def edits(self) -> tuple[Edit, ...]:
        """In the order of the text."""
        return self._edits

    def moved(self, span: Span) -> Span | None:
        """Where a stretch of the old text lies in the new one; None where nothing of it is left.

        >>> EditMap("Ask Rosa now", [Edit(4, 8, "[Ana]")]).moved(Span(6, 12))
        Span(start=4, end=13)
        """
        start, end = self._start(span.start), self._end(span.end)
        return Span(start, end) if start < end else None

    def touched(self, span: Span) -> bool:
        """Whether an edit changes anything inside a stretch of the old text."""
        first = bisect_right(self._ends, span.start)
        return first < len(self._edits) and self._starts[first] < span.end

    def _applied(self) -> str:
        pieces: list[str] = []
        at = 0
        for edit in self._edits:
            pieces += (self.old[at : edit.start], edit.text)
            at = edit.end
        pieces.append(self.old[at:])
        return "".join(pieces)

    def _start(self, offset: int) -> int:
        """Where a stretch that begins at ``offset`` begins now: behind what was added right before it."""
        behind = bisect_right(self._ends, offset)
        inside = behind < len(self._edits) and self._starts[behind] < offset
        return (self._starts[behind] if inside else offset) + self._gains[behind]

    def _end(self, offset: int) -> int:
        """Where a stretch that ends at ``offset`` ends now: before what was added right behind it."""
        before = bisect_left(self._starts, offset)
        if before and self._ends[before - 1] > offset:
            return self._ends[before - 1] + self._gains[before]
        return offset + self._gains[before]
