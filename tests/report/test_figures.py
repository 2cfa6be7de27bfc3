"""Marks drawn from values alone."""

from xml.etree import ElementTree as ET

import pytest

from secondmig.report.figures.heat import Heading, Row, Tint, heat
from secondmig.report.figures.palette import palette, patterns
from secondmig.report.figures.ribbons import Piece, Ribbon, ribbons
from secondmig.report.figures.strips import Panel, Point, Strip, strips
from secondmig.report.figures.svg import Figure, number, tag, text

COLOURS = palette(["JPN", "USA", "DEU", "NLD"])


def drawn(figure: Figure) -> ET.Element:
    return ET.fromstring(figure.drawing.markup)


def attributes(tree: ET.Element, element: str, name: str) -> list[str]:
    return [found.attrib[name] for found in tree.iter(element) if name in found.attrib]


def piece(country: str, start: float, end: float, **other: object) -> Piece:
    values: dict[str, object] = {"stay": "destination", "open": False, "privileged": False, "status": ""}
    return Piece(country, start, end, said=f"{country} & co", **{**values, **other})  # type: ignore[arg-type]


def test_tag_escapes_and_leaves_out_what_is_none() -> None:
    assert tag("g", text("a<b & c", 1, 2), class_='x"y', href=None) == (
        '<g class="x&quot;y"><text x="1" y="2">a&lt;b &amp; c</text></g>'
    )


def test_number_is_short_and_never_negative_zero() -> None:
    assert [number(value) for value in (3, 2.5, 1 / 3, -0.0, -0.004, 1e6)] == [
        "3",
        "2.5",
        "0.33",
        "0",
        "0",
        "1000000",
    ]


def test_palette_gives_the_three_hosts_their_own_style_and_others_by_order_of_code() -> None:
    assert [COLOURS.style(country) for country in ("USA", "GBR", "JPN", "DEU", "NLD", "ZZZ")] == [
        "c-USA",
        "c-GBR",
        "c-JPN",
        "c-1",
        "c-2",
        "c-0",
    ]


def test_patterns_differ_between_the_countries_of_a_figure() -> None:
    """Colour alone tells nothing to who does not see it."""
    tree = ET.fromstring(patterns(COLOURS, ["USA", "JPN", "DEU", "NLD"], "f"))
    marks = [ET.tostring(pattern, encoding="unicode").partition(">")[2] for pattern in tree]
    turns = [pattern.attrib.get("patternTransform", "") for pattern in tree]
    assert len(set(zip(marks, turns, strict=True))) == 4


def test_ribbons_draw_bars_in_proportion_to_years() -> None:
    row = Ribbon("US01", "Rosa", "PER", (piece("JPN", 2000, 2010), piece("USA", 2010, 2015, open=True)), "")
    tree = drawn(ribbons("fig-1", "T", "D", groups=[("Second", [row])], years=(1990, 2026), colours=COLOURS))
    first, second = [
        next(rect for rect in group.iter("rect"))
        for group in tree.iter("g")
        if group.attrib.get("class", "").endswith("bar destination")
    ]
    assert float(first.attrib["width"]) == pytest.approx(2 * float(second.attrib["width"]), abs=0.05)
    end = float(first.attrib["x"]) + float(first.attrib["width"])
    assert end == pytest.approx(float(second.attrib["x"]), abs=0.05)


def test_ribbons_mark_status_and_privilege() -> None:
    one = piece("JPN", 2000, 2010, privileged=True, status="permanent")
    plain = piece("JPN", 2000, 2010)
    figures = [
        ribbons(
            "fig-1",
            "T",
            "D",
            groups=[("G", [Ribbon("A", "A", "PER", (each,), "")])],
            years=(1990, 2026),
            colours=COLOURS,
        )
        for each in (one, plain)
    ]
    glyphs = [
        len([name for name in attributes(drawn(figure), "circle", "class") if name.startswith("glyph")])
        + len([name for name in attributes(drawn(figure), "path", "class") if name.startswith("glyph")])
        for figure in figures
    ]
    assert glyphs[0] - glyphs[1] == 3


def test_heat_prints_every_number_and_tints_by_strength() -> None:
    cells = (Tint(1.0, "100%", "12", "all", "#x"), Tint(0, "0", "", "none", ""))
    tree = drawn(
        heat(
            "T",
            "D",
            headings=[Heading("Japan", "12 persons", "JPN")],
            groups=[("Living", [Row("Way of life", "OS-LIV-STY", cells, "89 pts")])],
            colours=COLOURS,
            differences=True,
        )
    )
    words = [element.text for element in tree.iter("text")]
    assert {"100%", "12", "0", "Way of life", "Living", "89 pts", "− negative", "+ positive"} <= set(words)
    assert attributes(tree, "rect", "fill-opacity") == ["1", "0"]
    assert attributes(tree, "a", "href") == ["#x"]


def test_strips_draw_a_point_per_person_and_stack_equal_values() -> None:
    points = (*(Point(6, "USA", str(n)) for n in range(3)), Point(8, "DEU", "x"))
    panel = Panel("ISCED", 5.5, 8.5, {6: "6", 8: "8"}, (Strip("Second", points, 6.5, None),))
    tree = drawn(strips("fig-7", "T", "D", panels=[panel], legend=[("USA", "US")], colours=COLOURS))
    dots = [g for g in tree.iter("g") if g.attrib.get("class", "").endswith(" dot")]
    assert len(dots) == 4 + 1
    circles = [dot[0] for dot in dots if dot[0].tag == "circle"][1:]
    assert len({circle.attrib["cx"] for circle in circles}) == 1
    assert len({circle.attrib["cy"] for circle in circles}) == 3
    assert "mean 6.50" in [element.text for element in tree.iter("text")]
    assert attributes(tree, "line", "class").count("mean") == 2
    assert attributes(tree, "line", "class").count("median") == 1
