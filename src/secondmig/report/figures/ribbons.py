"""Figure 1: where everybody lived when, one ribbon per person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from secondmig.report.figures.palette import Palette, patterns
from secondmig.report.figures.svg import Figure, figure, line, tag, text, tooltip

Status = Literal["temporary", "permanent", "citizen", ""]
Stay = Literal["destination", "transit", "return"]

_WIDTH: Final = 1000
_LEFT: Final = 172
_RIGHT: Final = 22
_ROW: Final = 25
_BAR: Final = 15
_TOP: Final = 74
_LABEL_FITS: Final = 30


@dataclass(frozen=True, slots=True)
class Piece:
    """One stay in a ribbon.

    Attributes:
        country: ISO3.
        start: years, e.g. 2006.5.
        end: years; of a stay that goes on, the time of the interview.
        stay: how it counts.
        open: whether it goes on.
        privileged: entered by an ethnic or colonial tie.
        status: legal status at the end of the stay, now for one that goes on; "" where unknown.
        said: one line for the mouse.
    """

    country: str
    start: float
    end: float
    stay: Stay
    open: bool
    privileged: bool
    status: Status
    said: str


@dataclass(frozen=True, slots=True)
class Ribbon:
    """A person's row: id and name at the left, the origin, then the stays in order of time."""

    id: str
    name: str
    origin: str
    pieces: tuple[Piece, ...]
    href: str


def ribbons(
    id_: str,
    title: str,
    desc: str,
    *,
    groups: Sequence[tuple[str, Sequence[Ribbon]]],
    years: tuple[int, int],
    colours: Palette,
) -> Figure:
    """Draw the ribbons.

    Args:
        id_: of the figure.
        title: one line.
        desc: sentences.
        groups: heading and rows, in order.
        years: first and last year of the axis.
        colours: styles of the countries.
    """
    scale = _Scale(*years)
    countries = sorted({piece.country for _, rows in groups for row in rows for piece in row.pieces})
    body = [patterns(colours, countries, id_)]
    y = float(_TOP)
    marks: list[str] = []
    for heading, rows in groups:
        marks.append(text(heading, 0, y + 14, class_="t-group"))
        y += 24
        for row in rows:
            marks.append(_row(row, y, scale, colours, id_))
            y += _ROW
        y += 12
    bottom = y - 6
    body += [_legend(countries, colours, id_), *_grid(scale, bottom), *marks]
    return figure(id_, title, desc, size=(_WIDTH, bottom + 22), body=body)


@dataclass(frozen=True, slots=True)
class _Scale:
    first: int
    last: int

    def x(self, year: float) -> float:
        held = min(max(year, self.first), self.last)
        return _LEFT + (held - self.first) / (self.last - self.first) * (_WIDTH - _LEFT - _RIGHT)


def _grid(scale: _Scale, bottom: float) -> Iterable[str]:
    step = 5 if scale.last - scale.first <= 60 else 10
    for year in range(scale.first - scale.first % -step, scale.last + 1, step):
        x = scale.x(year)
        yield line(x, _TOP - 6, x, bottom, class_="grid")
        yield text(str(year), x, _TOP - 12, class_="t-axis", text_anchor="middle")
        yield text(str(year), x, bottom + 15, class_="t-axis", text_anchor="middle")


def _row(row: Ribbon, y: float, scale: _Scale, colours: Palette, id_: str) -> str:
    middle = y + _ROW / 2
    label = text(row.id, 0, middle + 4, class_="t-id")
    if row.href:
        label = tag("a", label, href=row.href, tabindex="-1")
    marks = [
        label,
        text(row.name, 48, middle + 4, class_="t-name"),
        text(row.origin, 128, middle + 4, class_="t-code"),
    ]
    marks += [_piece(piece, middle, scale, colours, id_) for piece in row.pieces]
    marks += [_glyphs(piece, middle, scale) for piece in row.pieces]
    return tag("g", *marks)


def _piece(piece: Piece, middle: float, scale: _Scale, colours: Palette, id_: str) -> str:
    start, end = scale.x(piece.start), scale.x(piece.end)
    width = max(end - start, 2)
    height = _BAR if piece.stay == "destination" else _BAR - 7
    place = {"x": start, "y": middle - height / 2, "width": width, "height": height}
    style = f"{colours.style(piece.country)} bar {piece.stay}"
    marks = [
        tooltip(piece.said),
        tag("rect", class_="ribbon", **place),
        tag("rect", fill=colours.pattern(piece.country, id_), **place),
        line(start, middle - _BAR / 2 - 2, start, middle + _BAR / 2 + 2, class_="move"),
    ]
    if piece.stay == "destination" and width >= _LABEL_FITS:
        shift = 8 if piece.privileged else 0
        marks.append(text(piece.country, start + 6 + shift, middle + 4, class_="t-bar"))
    elif piece.stay != "destination":
        marks.append(
            text(piece.country, start + width / 2, middle - 7, class_="t-tiny", text_anchor="middle")
        )
    if piece.open:
        tip = f"M{end:.2f} {middle - height / 2:.2f}l6 {height / 2:.2f}l-6 {height / 2:.2f}z"
        marks.append(tag("path", d=tip, class_="ribbon"))
    return tag("g", *marks, class_=style)


def _glyphs(piece: Piece, middle: float, scale: _Scale) -> str:
    marks = []
    if piece.privileged:
        marks.append(_triangle(scale.x(piece.start) + 7, middle))
    if piece.status and piece.stay == "destination":
        marks.append(status_glyph(piece.status, scale.x(piece.end) - 8, middle))
    return "".join(marks)


def status_glyph(status: Status, x: float, y: float) -> str:
    """A circle: empty for a temporary status, half full for permanent residence, full for citizenship."""
    ring = tag("circle", cx=x, cy=y, r=4.4, class_="glyph full" if status == "citizen" else "glyph empty")
    if status == "permanent":
        ring += tag("path", d=f"M{x:.2f} {y - 4.4:.2f}a4.4 4.4 0 0 0 0 8.8z", class_="glyph half")
    return ring


_HOSTS: Final = {"USA": "United States", "GBR": "United Kingdom", "JPN": "Japan"}
_STATUSES: Final[tuple[tuple[Status, str], ...]] = (
    ("temporary", "temporary or no status at the end of the stay"),
    ("permanent", "permanent residence"),
    ("citizen", "citizen"),
)


def _legend(countries: Sequence[str], colours: Palette, id_: str) -> str:
    """Two lines: the countries by colour and pattern, then the glyphs of status and entry."""
    marks = []
    x, y = 0.0, 14.0
    for country, label in _HOSTS.items():
        if country in countries:
            marks.append(_sample(x, y, colours.style(country), colours.pattern(country, id_), label))
            x += 44 + 6.6 * len(label)
    if set(countries) - set(_HOSTS):
        marks.append(_sample(x, y, "c-1", "none", "elsewhere"))
        x += 104
    short = tag("rect", x=x, y=y - 7, width=24, height=8, class_="ribbon")
    marks += [tag("g", short, class_="c-1 transit"), _said("short stay or return", x, y)]
    x, y = 0.0, 38.0
    for status, label in _STATUSES:
        marks += [_swatch(x, y), status_glyph(status, x + 12, y - 4), _said(label, x, y)]
        x += 48 + 6.2 * len(label)
    marks += [_swatch(x, y), _triangle(x + 12, y - 4), _said("ethnic or colonial entry", x, y)]
    return tag("g", *marks)


def _sample(x: float, y: float, style: str, fill: str, label: str) -> str:
    """A piece of a country's bar with its name."""
    place = {"x": x, "y": y - 10, "width": 24, "height": 13}
    bar = tag("rect", class_="ribbon", **place) + tag("rect", fill=fill, **place)
    return tag("g", bar, _said(label, x, y), class_=style)


def _said(label: str, x: float, y: float) -> str:
    return text(label, x + 31, y, class_="t-legend")


def _swatch(x: float, y: float) -> str:
    """A piece of a neutral bar, so that glyphs look in the legend as they do in the ribbons."""
    return tag("rect", x=x, y=y - 10.5, width=24, height=13, class_="ribbon c-0")


def _triangle(x: float, middle: float) -> str:
    return tag("path", d=f"M{x:.2f} {middle - 4.6:.2f}l4.6 8.4h-9.2z", class_="glyph full")
