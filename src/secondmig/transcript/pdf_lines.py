"""The lines of a PDF with their places on the page, without what the pages repeat and what numbers them.

A PDF knows letters and places, no paragraphs. pypdf gives pieces of text in the order in which the file draws
them; here they become lines. Lines outside the page are clipped there and left out, as are lines at the top
or bottom of pages that return, page numbers among them. Numbers in the left margin that count on are no
words: they stay beside their line as its number.
A line that the upper edge cuts is left out where the page before ends with it: views that scroll are printed
so, and what is cut there is not seen on paper.
Spaces between Japanese or Chinese characters are what spread a line to its full width, and are left out.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from pypdf import PageObject

Font: TypeAlias = Any
"""A font dictionary of pypdf, or None."""
_SAME_LINE: Final = 0.35
_ASCENT: Final = 0.75
_MARGIN: Final = 4.0
_FEWEST_NUMBERS: Final = 3
_OUTER: Final = 3
_RETURNS: Final = 0.4
_AWAY: Final = 1.2
_SENTENCE_ENDS: Final = tuple(".?!…:;,。、？！：")
_DIGITS = re.compile(r"[0-9]+")
_ONLY_PAGE = re.compile(r"\W*(?:page|seite|página|p\.)?\s*1(?:\s*(?:/|of|von|de)\s*1)?\W*", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f\v\u00a0\u2000-\u200a\u2028\u2029]+")
_UNSEEN = re.compile("[\u00ad\ufeff]")
_CJK = "[\u3001-\u9fff\uf900-\ufaff\uff01-\uffee]"
_SPREAD = re.compile(f"(?<={_CJK}) (?={_CJK}|[,.;:!?)\\]])")


@dataclass(frozen=True, slots=True)
class Piece:
    """Text that a PDF draws at one place.

    Attributes:
        x: from the left, in points of the page.
        y: of the baseline, from the bottom.
        size: of the letters, in points.
        bold: whether the font's name says so.
        text: as drawn.
        ends: whether a line ends behind it.
        cut: whether the upper edge of the page cuts its letters.
    """

    x: float
    y: float
    size: float
    bold: bool
    text: str
    ends: bool = False
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page.

    Attributes:
        page: from 0.
        x: of its first letter.
        y: of its baseline.
        size: of its first letter, in points.
        bold: whether all of it is.
        text: with single spaces.
        cut: whether the upper edge of the page cuts its letters.
        number: in the left margin beside it, or None.
    """

    page: int
    x: float
    y: float
    size: float
    bold: bool
    text: str
    cut: bool = False
    number: int | None = None

    def width(self) -> int:
        """About how wide it is: wide letters count twice."""
        return sum(2 if letter >= "\u2e80" else 1 for letter in self.text)


@dataclass(frozen=True, slots=True)
class Margins:
    """What was taken away.

    Attributes:
        repeated: lines at the top and bottom of pages.
        numbers: numbers in the left margin.
    """

    repeated: int = 0
    numbers: int = 0


def pieces_of(page: "PageObject") -> Iterator[Piece]:
    """The pieces of text of a page of pypdf that lie inside it, in the order in which they are drawn."""
    drawn: list[Piece] = []

    def visit(text: str, outer: Sequence[float], inner: Sequence[float], font: Font, size: float) -> None:
        for place, part in enumerate(text.split("\n")):
            if place and drawn:
                drawn[-1] = replace(drawn[-1], ends=True)
            if part.strip():
                drawn.append(_piece(part, outer, inner, font, size))
            elif part and drawn and not drawn[-1].ends:
                drawn[-1] = replace(drawn[-1], text=drawn[-1].text + " ")

    page.extract_text(visitor_text=visit)
    box = page.cropbox
    left, bottom, right, top = (float(edge) for edge in (box.left, box.bottom, box.right, box.top))
    for piece in drawn:
        if left - 1 <= piece.x <= right + 1 and bottom - 1 <= piece.y <= top + 1:
            yield replace(piece, cut=piece.y + _ASCENT * piece.size > top)


def _piece(text: str, outer: Sequence[float], inner: Sequence[float], font: Font, size: float) -> Piece:
    x = inner[4] * outer[0] + inner[5] * outer[2] + outer[4]
    y = inner[4] * outer[1] + inner[5] * outer[3] + outer[5]
    scale = abs(inner[3] * outer[3] + inner[2] * outer[1]) or 1.0
    name = str((font or {}).get("/BaseFont", "")).casefold()
    return Piece(x, y, size * scale, "bold" in name or "black" in name, text)


def lines_of(pages: Sequence[Sequence[Piece]]) -> tuple[list[Line], Margins]:
    """The lines of all pages that hold the text."""
    numbers = _margin_numbers(pages)
    lines = [
        _numbered(line, [piece for piece in pieces if piece in numbers])
        for page, pieces in enumerate(pages)
        for line in _joined(page, [piece for piece in pieces if piece not in numbers])
    ]
    repeated = _repeated(lines)
    kept: list[Line] = []
    for line in lines:
        again = line.cut and bool(kept) and kept[-1].page < line.page and kept[-1].text == line.text
        if line not in repeated and not again:
            kept.append(line)
    return kept, Margins(len(repeated), len({piece.text.strip() for piece in numbers}))


def _margin_numbers(pages: Sequence[Sequence[Piece]]) -> frozenset[Piece]:
    """Numbers to the left of all words that count on from one to the next, over all pages."""
    words = [piece for pieces in pages for piece in pieces if not piece.text.strip().isdecimal()]
    if not words:
        return frozenset()
    usual = Counter(round(piece.x) for piece in words)
    body = min(x for x, times in usual.items() if times * 20 >= len(words)) if usual else 0
    found = [
        [piece for piece in pieces if piece.text.strip().isdecimal() and piece.x < body - _MARGIN]
        for pieces in pages
    ]
    flat = [piece for page in found for piece in sorted(page, key=lambda each: -each.y)]
    counts = [int(piece.text) for piece in flat]
    counts_on = all(left <= right for left, right in pairwise(counts))
    return frozenset(flat) if len(flat) >= _FEWEST_NUMBERS and counts_on else frozenset()


def _numbered(line: Line, numbers: Sequence[Piece]) -> Line:
    """The line with the number that stands in the margin on its baseline."""
    beside = (piece for piece in numbers if abs(piece.y - line.y) < _SAME_LINE * max(line.size, 1.0))
    found = next(beside, None)
    return line if found is None else replace(line, number=int(found.text))


def _joined(page: int, pieces: Sequence[Piece]) -> Iterator[Line]:
    """Pieces on one baseline, each further right than the one before, are one line."""
    row: list[Piece] = []
    for piece in pieces:
        if row and not _goes_on(row[-1], piece):
            yield _line(page, row)
            row = []
        row.append(piece)
    if row:
        yield _line(page, row)


def _goes_on(before: Piece, piece: Piece) -> bool:
    same = abs(before.y - piece.y) < _SAME_LINE * max(before.size, piece.size, 1.0)
    return same and (not before.ends or piece.x > before.x)


def _line(page: int, row: Sequence[Piece]) -> Line:
    first = row[0]
    text = "".join(piece.text + (" " if piece.ends else "") for piece in row)
    shown = _SPREAD.sub("", _SPACES.sub(" ", _UNSEEN.sub("", text))).strip()
    hyphen = "\u00ad" if text.rstrip().endswith("\u00ad") else ""
    return Line(
        page, first.x, first.y, first.size, all(piece.bold for piece in row), shown + hyphen, first.cut
    )


def _repeated(lines: Sequence[Line]) -> frozenset[Line]:
    """Lines at the edges of pages that return at the same place, digits apart."""
    pages: dict[int, list[Line]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line)
    outer = [line for page in pages.values() for line in _outer(page)]
    times = Counter(
        {key: len({each.page for each in outer if _key(each) == key}) for key in map(_key, outer)}
    )
    enough = max(2.0, _RETURNS * len(pages))
    return frozenset(
        line
        for line in outer
        if times[_key(line)] >= enough or (len(pages) == 1 and _ONLY_PAGE.fullmatch(line.text) is not None)
    )


def _key(line: Line) -> tuple[str, int]:
    return _DIGITS.sub("#", line.text), round(line.y / 4)


def _outer(page: Sequence[Line]) -> Iterator[Line]:
    """The lines at the top and at the bottom that stand apart from the rest or end no sentence."""
    ordered = sorted(page, key=lambda line: -line.y)
    for edge in (ordered, ordered[::-1]):
        if not edge[0].text.endswith(_SENTENCE_ENDS):
            yield edge[0]
        for reach in range(min(_OUTER, len(edge) - 1), 0, -1):
            near, far = edge[reach - 1], edge[reach]
            if abs(near.y - far.y) > _AWAY * _pitch(page, near):
                yield from edge[:reach]
                break


def _pitch(page: Sequence[Line], line: Line) -> float:
    steps = [abs(left.y - right.y) for left, right in pairwise(page) if left.y != right.y]
    return max(min(steps, default=line.size), line.size)
