"""Figure 7: every person a point on the scale of a measure, group under group, with mean and median."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from secondmig.report.figures.palette import Palette, shape
from secondmig.report.figures.svg import Figure, figure, line, tag, text, tooltip

_WIDTH: Final = 1000
_BETWEEN: Final = 44
_TOP: Final = 66
_DOT: Final = 5.2
_STACK: Final = 12.5
_FOOT: Final = 44


@dataclass(frozen=True, slots=True)
class Point:
    """A person's value, with what colours the point and what the mouse is told."""

    value: float
    country: str
    said: str


@dataclass(frozen=True, slots=True)
class Strip:
    """A group's points with its mean and median, None where undefined."""

    label: str
    points: tuple[Point, ...]
    mean: float | None
    median: float | None


@dataclass(frozen=True, slots=True)
class Panel:
    """A measure: title, first and last value of its axis, labelled ticks, one strip per group."""

    title: str
    first: float
    last: float
    ticks: Mapping[float, str]
    strips: tuple[Strip, ...]


def strips(
    id_: str,
    title: str,
    desc: str,
    *,
    panels: Sequence[Panel],
    legend: Sequence[tuple[str, str]],
    colours: Palette,
) -> Figure:
    """Draw the panels side by side.

    Args:
        id_: of the figure.
        title: one line.
        desc: sentences.
        panels: one per measure, with the same groups in the same order.
        legend: (ISO3, name) of the countries the points are coloured by.
        colours: styles of the countries.
    """
    heights = [
        26 + _STACK * max((_tallest(panel.strips[row]) for panel in panels), default=1)
        for row in range(len(panels[0].strips))
    ]
    each = (_WIDTH - _BETWEEN * (len(panels) - 1)) / len(panels)
    body = [_legend(legend, colours)]
    for index, panel in enumerate(panels):
        body.append(_panel(panel, index * (each + _BETWEEN), each, heights, colours))
    return figure(id_, title, desc, size=(_WIDTH, _TOP + sum(heights) + _FOOT), body=body)


def _tallest(strip: Strip) -> int:
    counts: defaultdict[float, int] = defaultdict(int)
    for point in strip.points:
        counts[point.value] += 1
    return max(counts.values(), default=1)


def _panel(panel: Panel, left: float, width: float, heights: Sequence[float], colours: Palette) -> str:
    def across(value: float) -> float:
        return left + 12 + (value - panel.first) / (panel.last - panel.first) * (width - 24)

    bottom = _TOP + sum(heights)
    marks = [text(panel.title, left, _TOP - 14, class_="t-head")]
    for value, label in panel.ticks.items():
        marks.append(line(across(value), _TOP, across(value), bottom, class_="grid"))
        marks.append(text(label, across(value), bottom + 17, class_="t-axis", text_anchor="middle"))
    y = float(_TOP)
    for strip, height in zip(panel.strips, heights, strict=True):
        base = y + height
        marks.append(line(left, base, left + width, base, class_="base"))
        marks.append(text(strip.label, left, y + 13, class_="t-strip"))
        marks += _centres(strip, across, y + 18, base)
        stacked: defaultdict[float, int] = defaultdict(int)
        for point in strip.points:
            height_of = base - _DOT - 2.5 - _STACK * stacked[point.value]
            stacked[point.value] += 1
            dot = shape(point.country, across(point.value), height_of, _DOT, tooltip(point.said))
            marks.append(tag("g", dot, class_=f"{colours.style(point.country)} dot"))
        y = base
    return tag("g", *marks)


def _centres(strip: Strip, across: Callable[[float], float], top: float, base: float) -> list[str]:
    marks = []
    if strip.median is not None:
        x = across(strip.median)
        marks.append(line(x, top, x, base, class_="median"))
    if strip.mean is not None:
        x = across(strip.mean)
        marks.append(line(x, top, x, base, class_="mean"))
        marks.append(text(f"mean {strip.mean:.2f}", x, top - 4, class_="t-mean", text_anchor="middle"))
    return marks


def _legend(legend: Sequence[tuple[str, str]], colours: Palette) -> str:
    x = 6.0
    marks = []
    for country, name in legend:
        marks.append(tag("g", shape(country, x, 12, _DOT), class_=f"{colours.style(country)} dot"))
        label = f"interviewed in {name}"
        marks.append(text(label, x + 12, 16, class_="t-legend"))
        x += 34 + 6.1 * len(label)
    marks.append(line(x, 5, x, 19, class_="mean"))
    marks.append(text("mean", x + 8, 16, class_="t-legend"))
    marks.append(line(x + 58, 5, x + 58, 19, class_="median"))
    marks.append(text("median", x + 66, 16, class_="t-legend"))
    return tag("g", *marks)
