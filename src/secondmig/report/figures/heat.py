"""Figure 3: who says what about which country, as a table of tinted cells with the numbers in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from secondmig.report.figures.palette import Palette
from secondmig.report.figures.svg import Figure, figure, line, link, tag, text, tooltip

Valence = Literal["negative", "positive"]
SIGN: Final = {"negative": "−", "positive": "+"}

_LABELS: Final = 292
_CELL: Final = 82
_ROW: Final = 22
_TOP: Final = 62
_GAP: Final = 14
_DIFFERENCE: Final = 92
_DARK: Final = 0.5


@dataclass(frozen=True, slots=True)
class Tint:
    """One cell.

    Attributes:
        strength: 0-1, how much colour; 0 where no number is shown.
        label: the main number as printed, "" for an empty cell.
        second: a smaller number behind it, "" for none.
        said: one line for the mouse.
        href: where a click leads, "" for nowhere.
    """

    strength: float
    label: str
    second: str
    said: str
    href: str


@dataclass(frozen=True, slots=True)
class Row:
    """A code: its name, its id, a cell for each country and valence in order, the difference as printed."""

    label: str
    id: str
    cells: tuple[Tint, ...]
    difference: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A country over its two columns: name, a line below, ISO3."""

    name: str
    below: str
    country: str


def heat(
    title: str,
    desc: str,
    *,
    headings: Sequence[Heading],
    groups: Sequence[tuple[str, Sequence[Row]]],
    colours: Palette,
    differences: bool,
) -> Figure:
    """Draw the heat map.

    Args:
        title: one line.
        desc: sentences.
        headings: one per country; every row has two cells per heading, negative and positive.
        groups: heading of the codes and their rows, in order.
        colours: styles of the countries.
        differences: whether the last column with the differences is there.
    """
    width = _LABELS + len(headings) * (2 * _CELL + _GAP) + (_DIFFERENCE if differences else 0)
    body = [_head(heading, index, colours) for index, heading in enumerate(headings)]
    right = width - 4
    if differences:
        body += [
            text("largest", right, 28, class_="t-axis", text_anchor="end"),
            text("difference", right, 42, class_="t-axis", text_anchor="end"),
        ]
    y = float(_TOP)
    for name, rows in groups:
        body.append(text(name, 0, y + 15, class_="t-group"))
        y += 23
        for row in rows:
            body.append(_row(row, y, right))
            y += _ROW
        y += 9
    return figure("fig-3", title, desc, size=(width, y), body=body)


def _left(index: int) -> float:
    return _LABELS + (index // 2) * (2 * _CELL + _GAP) + (index % 2) * _CELL


def _head(heading: Heading, index: int, colours: Palette) -> str:
    x = _left(2 * index)
    marks = [
        tag("rect", x=x, y=0, width=2 * _CELL - 2, height=4, class_="ribbon"),
        text(heading.name, x + 1, 21, class_="t-head"),
        text(heading.below, x + 1, 36, class_="t-axis"),
    ]
    for column, valence in enumerate(SIGN):
        centre = x + column * _CELL + _CELL / 2 - 1
        marks.append(
            text(f"{SIGN[valence]} {valence}", centre, 54, class_=f"t-{valence}", text_anchor="middle")
        )
    return tag("g", *marks, class_=colours.style(heading.country))


def _row(row: Row, y: float, right: float) -> str:
    base = y + _ROW / 2 + 4
    marks = [
        line(0, y + _ROW - 0.5, right, y + _ROW - 0.5, class_="rule"),
        tag("g", tooltip(row.id), text(row.label, 0, base, class_="t-row")),
        *(_cell(cell, index, y) for index, cell in enumerate(row.cells)),
        text(row.difference, right, base, class_="t-number", text_anchor="end"),
    ]
    return tag("g", *marks)


def _cell(cell: Tint, index: int, y: float) -> str:
    x, valence = _left(index), tuple(SIGN)[index % 2]
    centre = x + _CELL / 2 - 1
    style = "strong" if cell.strength > _DARK else "light" if cell.strength else "zero"
    marks = [
        tooltip(cell.said),
        tag("rect", x=x, y=y + 1, width=_CELL - 2, height=_ROW - 2, class_="blank"),
        tag(
            "rect",
            x=x,
            y=y + 1,
            width=_CELL - 2,
            height=_ROW - 2,
            class_=f"tint {valence}",
            fill_opacity=0.1 + 0.9 * cell.strength if cell.strength else 0,
        ),
    ]
    if cell.second:
        marks.append(text(cell.label, centre + 3, y + 15.5, class_=f"t-cell {style}", text_anchor="end"))
        marks.append(text(cell.second, centre + 8, y + 15.5, class_=f"t-second {style}"))
    elif cell.label:
        marks.append(text(cell.label, centre, y + 15.5, class_=f"t-cell {style}", text_anchor="middle"))
    return link(tag("g", *marks), cell.href)
