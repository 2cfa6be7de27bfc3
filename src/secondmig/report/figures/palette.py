"""Colour, pattern and shape of a country: three channels that say the same, so that none is needed alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from secondmig.report.figures.svg import line, tag

MAIN: Final = ("USA", "GBR", "JPN")
_OTHERS: Final = 6
SHAPES: Final[Mapping[str, str]] = {"USA": "circle", "GBR": "square", "JPN": "triangle"}


@dataclass(frozen=True, slots=True)
class Palette:
    """Which style each country of a report has.

    Attributes:
        styles: ISO3 -> class of the stylesheet that sets its colour, e.g. "c-USA" or "c-3".
    """

    styles: Mapping[str, str]

    def style(self, country: str) -> str:
        """The class of a country; a plain one for a country the palette does not know."""
        return self.styles.get(country, "c-0")

    def pattern(self, country: str, figure_id: str) -> str:
        """Reference to the country's pattern in a figure, as a fill."""
        return f"url(#{figure_id}-{self.style(country)})"


def palette(countries: Iterable[str]) -> Palette:
    """The US, the UK and Japan have colours of their own; others share six muted ones by order of code."""
    others = sorted(set(countries) - set(MAIN))
    styles = {country: f"c-{country}" for country in MAIN}
    styles |= {country: f"c-{1 + index % _OTHERS}" for index, country in enumerate(others)}
    return Palette(styles)


def patterns(chosen: Palette, countries: Iterable[str], figure_id: str) -> str:
    """The definitions of the patterns that a figure uses, one per style."""
    styles = sorted({chosen.style(country) for country in countries})
    return tag("defs", *(_pattern(style, f"{figure_id}-{style}") for style in styles)) if styles else ""


def _pattern(style: str, pattern_id: str) -> str:
    size, marks, turn = _MARKS.get(style, _MARKS["c-0"])
    return tag(
        "pattern",
        *marks,
        id=pattern_id,
        width=size,
        height=size,
        patternUnits="userSpaceOnUse",
        patternTransform=f"rotate({turn})" if turn else None,
        class_="hatch",
    )


_STROKE = line(0, 0, 0, 6)
_MARKS: Final[Mapping[str, tuple[int, tuple[str, ...], int]]] = {
    "c-0": (6, (), 0),
    "c-USA": (6, (), 0),
    "c-GBR": (6, (_STROKE,), 45),
    "c-JPN": (6, (tag("circle", cx=3, cy=3, r=1),), 0),
    "c-1": (5, (line(0, 0, 0, 5),), 0),
    "c-2": (5, (line(0, 0, 5, 0),), 0),
    "c-3": (6, (_STROKE,), -45),
    "c-4": (6, (_STROKE, line(0, 0, 6, 0)), 0),
    "c-5": (6, (_STROKE, line(0, 0, 6, 0)), 45),
    "c-6": (7, (tag("circle", cx=3.5, cy=3.5, r=1.9),), 0),
}


def shape(country: str, x: float, y: float, size: float, *children: str) -> str:
    """A point in the country's shape: circle, square, triangle, or a diamond for every other."""
    kind = SHAPES.get(country, "diamond")
    if kind == "circle":
        return tag("circle", *children, cx=x, cy=y, r=size)
    if kind == "square":
        side = size * 1.78
        return tag("rect", *children, x=x - side / 2, y=y - side / 2, width=side, height=side)
    reach = size * 1.22
    if kind == "triangle":
        return tag(
            "path", *children, d=f"M{x:.2f} {y - reach:.2f}l{reach:.2f} {reach * 1.8:.2f}h{-2 * reach:.2f}z"
        )
    return tag(
        "path",
        *children,
        d=f"M{x:.2f} {y - reach:.2f}l{reach:.2f} {reach:.2f}l{-reach:.2f} {reach:.2f}"
        f"l{-reach:.2f} {-reach:.2f}z",
    )
