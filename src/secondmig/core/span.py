"""Stretches of text and sets of them, in code points, half-open."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a text: code points from ``start`` up to, not including, ``end``.

    Raises:
        ValueError: unless 0 <= start < end.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            message = f"a span needs 0 <= start < end, not {self.start}-{self.end}"
            raise ValueError(message)

    def __len__(self) -> int:
        """Length in code points."""
        return self.end - self.start

    def of(self, text: str) -> str:
        """The words of this stretch of ``text``."""
        return text[self.start : self.end]

    def overlaps(self, other: "Span") -> bool:
        """Whether the two share at least one code point."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: "Span") -> bool:
        """Whether every code point of ``other`` lies in this span."""
        return self.start <= other.start and other.end <= self.end

    def intersection(self, other: "Span") -> "Span | None":
        """What the two share, or None."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Span(start, end) if start < end else None

    def shifted(self, by: int) -> "Span":
        """The same length, ``by`` code points further on."""
        return Span(self.start + by, self.end + by)


@dataclass(frozen=True, slots=True)
class SpanSet:
    """A set of code points, held as the fewest ordered spans that neither overlap nor touch.

    Make one with :meth:`of`; the algebra is that of sets of integers.
    """

    spans: tuple[Span, ...] = ()

    @classmethod
    def of(cls, spans: Iterable[Span]) -> "SpanSet":
        """The union of any spans.

        >>> SpanSet.of([Span(4, 6), Span(0, 2), Span(2, 3)]).spans
        (Span(start=0, end=3), Span(start=4, end=6))
        """
        merged: list[Span] = []
        for span in sorted(spans):
            if merged and span.start <= merged[-1].end:
                if span.end > merged[-1].end:
                    merged[-1] = Span(merged[-1].start, span.end)
            else:
                merged.append(span)
        return cls(tuple(merged))

    def __iter__(self) -> Iterator[Span]:
        """The spans in order."""
        return iter(self.spans)

    def __bool__(self) -> bool:
        """Whether any code point is in the set."""
        return bool(self.spans)

    def length(self) -> int:
        """Number of code points in the set."""
        return sum(len(span) for span in self.spans)

    def union(self, other: "SpanSet") -> "SpanSet":
        """Code points in either set."""
        return SpanSet.of((*self.spans, *other.spans))

    def intersection(self, other: "SpanSet") -> "SpanSet":
        """Code points in both sets; one sweep over the two."""
        shared: list[Span] = []
        i = j = 0
        while i < len(self.spans) and j < len(other.spans):
            both = self.spans[i].intersection(other.spans[j])
            if both:
                shared.append(both)
            if self.spans[i].end <= other.spans[j].end:
                i += 1
            else:
                j += 1
        return SpanSet(tuple(shared))

    def difference(self, other: "SpanSet") -> "SpanSet":
        """Code points of this set that are not in ``other``."""
        left: list[Span] = []
        cuts = other.spans
        j = 0
        for span in self.spans:
            start = span.start
            while j < len(cuts) and cuts[j].end <= start:
                j += 1
            k = j
            while k < len(cuts) and cuts[k].start < span.end:
                if start < cuts[k].start:
                    left.append(Span(start, cuts[k].start))
                start = max(start, cuts[k].end)
                k += 1
            if start < span.end:
                left.append(Span(start, span.end))
        return SpanSet(tuple(left))

    def overlaps(self, span: Span) -> bool:
        """Whether any code point of ``span`` is in the set."""
        return any(span.overlaps(mine) for mine in self.spans)

    def covers(self, span: Span) -> bool:
        """Whether every code point of ``span`` is in the set."""
        return any(mine.contains(span) for mine in self.spans)

    def masked(self, text: str, mark: str = "█") -> str:
        """``text`` with each code point of the set as ``mark``; line ends stay, so offsets and lines hold."""
        pieces: list[str] = []
        at = 0
        for span in self.spans:
            pieces.append(text[at : span.start])
            pieces.extend("\n" if letter == "\n" else mark for letter in span.of(text))
            at = min(span.end, len(text))
        pieces.append(text[at:])
        return "".join(pieces)
