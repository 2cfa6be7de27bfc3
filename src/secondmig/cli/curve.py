"""The curve of saturation as a picture in letters: codes upwards, interviews from left to right."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from secondmig.cli.table import folded

HEIGHT: Final = 11
_WIDEST: Final = 3  # columns for one interview
_NARROWEST: Final = 24
_OBSERVED, _EXPECTED, _MARK = "●", "·", "▲"
_APART: Final = "   "
LEGEND: Final = f"{_OBSERVED} in this order{_APART}{_EXPECTED} expected in any order (rarefaction)"


@dataclass(frozen=True, slots=True)
class Curve:
    """What is drawn.

    Attributes:
        label: the cell's name.
        observed: distinct codes after each interview.
        expected: the same by rarefaction.
        marked: interviews before the run that brings nothing new; None where there is none.
        told: what the mark means.
    """

    label: str
    observed: Sequence[int]
    expected: Sequence[float]
    marked: int | None = None
    told: str = ""


def drawn(curve: Curve, *, width: int, height: int = HEIGHT) -> Iterator[str]:
    """Lines of text; nothing where there is no code, a single interview, or no room.

    Args:
        curve: the figures.
        width: columns of the terminal.
        height: lines for the curve.
    """
    size, most = len(curve.observed), max(curve.observed, default=0)
    label = len(str(most)) + 1
    room = width - label - len(str(size))  # the last number stands below the last point and goes on behind it
    if size < 2 or not most or room < _NARROWEST:
        return
    step = min(_WIDEST, (room - 1) // (size - 1))
    canvas = _Canvas(size, most, (size - 1) * step + 1 if step else room, height)
    yield f"{curve.label}: codes by interview\n" if curve.label else "codes by interview\n"
    for row, line in enumerate(canvas.lines(curve)):
        number = f"{canvas.top(row)}" if row in {0, height - 1} or row == height // 2 else ""
        yield f"{number:>{label - 1}} {'┤' if number else '│'}{line}".rstrip() + "\n"
    yield f"{'':>{label}}└{'─' * canvas.width}\n"
    for line in canvas.below(curve.marked):
        yield f"{'':>{label + 1}}{line}".rstrip() + "\n"
    mark = f"{_MARK} {curve.told}" if curve.marked is not None and curve.told else ""
    if mark and len(LEGEND) + len(_APART) + len(mark) <= width:
        yield f"{LEGEND}{_APART}{mark}\n"
        return
    yield from (f"{folded(line, width)}\n" for line in (LEGEND, mark) if line)


@dataclass(frozen=True, slots=True)
class _Canvas:
    size: int
    most: int
    width: int
    height: int

    def column(self, place: int) -> int:
        """The column of an interview, counted from 1."""
        return round((place - 1) * (self.width - 1) / (self.size - 1))

    def row(self, codes: float) -> int:
        """The line of a number of codes, from above."""
        return self.height - 1 - round(codes * (self.height - 1) / self.most)

    def top(self, row: int) -> int:
        """The number of codes that a line stands for."""
        return round((self.height - 1 - row) * self.most / (self.height - 1))

    def lines(self, curve: Curve) -> list[str]:
        cells = [[" "] * self.width for _ in range(self.height)]
        for series, letter in ((curve.expected, _EXPECTED), (curve.observed, _OBSERVED)):
            for place, codes in enumerate(series, start=1):
                cells[self.row(codes)][self.column(place)] = letter
        return ["".join(line) for line in cells]

    def below(self, marked: int | None) -> Iterator[str]:
        """Numbers of interviews, then the mark."""
        step = next(each for each in (1, 2, 5, 10, 20, 50, 100, 1000, 10**9) if self._fits(each))
        line = ""
        for place in (1, *range(step, self.size + 1, step)):
            at = self.column(place)
            if at >= len(line) + bool(line):
                line = f"{line:<{at}}{place}"
        yield line
        if marked is not None:
            yield " " * self.column(marked) + _MARK

    def _fits(self, step: int) -> bool:
        return step * (self.width - 1) / (self.size - 1) >= len(str(self.size)) + 1
