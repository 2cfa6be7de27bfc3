"""The few marks all figures are made of, as text that is already safe to stand in a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

NARROWEST: Final = 560
"""Pixels below which a picture scrolls in its box rather than shrink further."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """Markup that templates print as it is (they ask for ``__html__``)."""

    markup: str

    def __html__(self) -> str:
        """The markup."""
        return self.markup


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture with the words that stand for it where it cannot be seen.

    Attributes:
        id: of the figure in the page, e.g. "fig-3"; ids inside begin with it.
        title: what is shown, one line.
        desc: what there is to see, in sentences.
        drawing: the svg element.
        width: its natural width in pixels.
    """

    id: str
    title: str
    desc: str
    drawing: Drawing
    width: int


def tag(element: str, /, *children: str, **attributes: str | float | None) -> str:
    """An element with its children, which are markup; attributes are escaped, ``class_`` is class, _ is -.

    >>> tag("rect", x=1.5, class_="bar")
    '<rect x="1.5" class="bar"/>'
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_attribute(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    inside = "".join(children)
    return f"<{element}{written}>{inside}</{element}>" if inside else f"<{element}{written}/>"


def _attribute(value: str | float) -> str:
    return escape(value) if isinstance(value, str) else number(value)


def number(value: float) -> str:
    """A coordinate with at most two decimals.

    >>> number(2.0), number(1 / 3), number(-0.001)
    ('2', '0.33', '0')
    """
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")


def text(words: str, x: float, y: float, **attributes: str | float | None) -> str:
    """Words at a place, by default starting there on the baseline."""
    return tag("text", escape(words, quote=False), x=x, y=y, **attributes)


def line(x1: float, y1: float, x2: float, y2: float, **attributes: str | float | None) -> str:
    """A straight line."""
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, **attributes)


def tooltip(words: str) -> str:
    """What a mark says when pointed at; first child of the mark."""
    return tag("title", escape(words, quote=False))


def link(inside: str, href: str) -> str:
    """A mark that leads somewhere by mouse; by keyboard the figure's table does, so it takes no focus."""
    return tag("a", inside, href=href, tabindex="-1") if href else inside


def figure(id_: str, title: str, desc: str, *, size: tuple[float, float], body: Sequence[str]) -> Figure:
    """Put marks into an svg element with title and description.

    Args:
        id_: of the figure.
        title: one line.
        desc: sentences.
        size: width and height in pixels at natural size.
        body: the marks.
    """
    width, height = size
    markup = tag(
        "svg",
        tag("title", escape(title, quote=False), id=f"{id_}-title"),
        tag("desc", escape(desc, quote=False), id=f"{id_}-desc"),
        *body,
        class_="picture",
        role="img",
        aria_labelledby=f"{id_}-title {id_}-desc",
        viewBox=f"0 0 {number(width)} {number(height)}",
        width=width,
        height=height,
        style=f"min-width:{number(min(width, max(NARROWEST, width * 0.74)))}px",
    )
    return Figure(id_, title, desc, Drawing(markup), round(width))
