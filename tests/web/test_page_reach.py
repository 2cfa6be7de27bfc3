"""Everybody reaches everything: screen readers, dark and forced colours, narrow screens, fingers, paper."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

import secondmig.web
from tests.web.page import (
    code_words,
    context_of,
    gated,
    module,
    open_text,
    press,
    saved,
    select,
    shown,
    stretch,
    until,
    window_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.web.workshop import Server

CSS: Final = Path(secondmig.web.__file__).parent / "static" / "workbench.css"
RULES: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOKS: Final[dict[str, dict[str, str]]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced": {"forced_colors": "active"},
}
HUES: Final = 12
READABLE: Final = 4.5
TARGET: Final = 24  # CSS pixels


def _colours(scheme: str) -> dict[str, str]:
    """The variables of the stylesheet; the dark ones stand in a second block."""
    light, dark = re.findall(r":root \{(.*?)\}", CSS.read_text(encoding="utf-8"), re.DOTALL)[:2]
    blocks = [light] if scheme == "light" else [light, dark]
    pairs = [pair for block in blocks for pair in re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block)]
    return dict(pairs)


def _luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_colour_of_text_can_be_read_on_every_ground(scheme: str) -> None:
    colours = _colours(scheme)
    inks = [*(f"hue-{n}" for n in range(HUES)), "ink", "quiet", "accent", "alarm"]
    low = {
        (ink, ground): round(_contrast(colours[ink], colours[ground]), 2)
        for ink in inks
        for ground in ("paper", "raised")
        if _contrast(colours[ink], colours[ground]) < READABLE
    }
    low |= {
        ("ink", ground): _contrast(colours["ink"], colours[ground])
        for ground in ("select", "hits", "hit")
        if _contrast(colours["ink"], colours[ground]) < READABLE
    }
    assert low == {}


def test_contrast_is_that_of_the_standard() -> None:
    assert _contrast("#000000", "#ffffff") == pytest.approx(21)
    assert _contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


def _violations(page: "Page") -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]}).response["violations"]
    return [f"{each['id']}: {one['html'][:200]}" for each in found for one in each["nodes"]]


def _busy(page: "Page", server: "Server") -> None:
    """A transcript with overlaps, a selection and an unfolded coding."""
    open_text(page, server, "E1")
    marks = (("W-CEIL", "one door for people like me"), ("W-PAY", "door for"), ("F-KIN", "my uncle"))
    for code, words in marks:
        code_words(page, code, words)
    saved(page)
    press(page, "j o")
    until(page, lambda: page.locator(".stripe").count() >= 2)


@pytest.mark.browser
@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_on_the_list_and_in_a_transcript(
    browser: "Browser", nasty: "Server", look: str
) -> None:
    with window_of(browser, nasty, refusals=False, **LOOKS[look]) as page:
        page.goto(nasty.url + "/")
        assert _violations(page) == []
        _busy(page, nasty)
        assert _violations(page) == []


@pytest.mark.browser
def test_axe_finds_nothing_in_the_palette_the_sheet_the_field_and_the_dialog(
    browser: "Browser", nasty: "Server"
) -> None:
    with window_of(browser, nasty) as page:
        _busy(page, nasty)
        for keys in ("c", "?", "g", "/"):
            press(page, keys)
            page.wait_for_timeout(50)
            assert _violations(page) == [], keys
            press(page, "Escape")


@pytest.mark.browser
def test_axe_does_find_what_is_wrong(browser: "Browser", nasty: "Server") -> None:
    with window_of(browser, nasty) as page:
        page.goto(nasty.url + "/")
        page.evaluate("document.body.append(document.createElement('button'))")
        assert [each.partition(":")[0] for each in _violations(page)] == ["button-name"]


SMALL = """[...document.querySelectorAll('button, a[href], input, select, summary')]
  .filter((it) => it.checkVisibility({ checkOpacity: false, checkVisibilityCSS: true }))
  .map((it) => [it.outerHTML.slice(0, 120), it.getBoundingClientRect()])
  .filter(([, box]) => box.width > 0 && (box.width < arg || box.height < arg))
  .map(([html, box]) => `${Math.round(box.width)}x${Math.round(box.height)} ${html}`)"""


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 720, 1280])
def test_nothing_is_wider_than_the_screen_and_targets_are_large_enough(
    browser: "Browser", nasty: "Server", width: int
) -> None:
    with window_of(browser, nasty, viewport={"width": width, "height": 700}) as page:
        page.goto(nasty.url + "/")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        _busy(page, nasty)
        select(page, *stretch(page, "my uncle")[:2])
        for keys in ("", "c", "?", "g", "/"):
            if keys:
                press(page, keys)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert page.evaluate(f"(arg) => {SMALL}", TARGET) == []
            if keys:
                press(page, "Escape")
        open_text(page, nasty, "N1")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.browser
def test_a_finger_selects_and_codes(browser: "Browser", fresh: "Server") -> None:
    with window_of(
        browser, fresh, viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True
    ) as page:
        open_text(page, fresh, "E1")
        page.locator('.turn[data-i="1"] .words').tap()
        start, end, _ = stretch(page, "my uncle")
        select(page, start, end)
        page.locator("#adder").get_by_role("button", name="Code").tap()
        page.get_by_role("option", name="Kinship").tap()
        saved(page)
        assert shown(page) == [("F-KIN", start, end)]
        select(page, *stretch(page, "one door")[:2])
        page.locator("#adder").get_by_role("button", name="Kinship").tap()
        saved(page)
        assert [code for code, _, _ in shown(page)] == ["F-KIN", "F-KIN"]


@pytest.mark.browser
def test_a_mouse_selects_and_codes_from_the_buttons_and_from_the_tree(
    browser: "Browser", fresh: "Server"
) -> None:
    with window_of(browser, fresh) as page:
        open_text(page, fresh, "E1")
        page.get_by_role("button", name="P Pay").click()
        assert shown(page) == []  # nothing is selected: the click is meant to read
        assert "Speaks of wages" in page.locator("#codebook-meaning").inner_text()
        box = page.locator('.turn[data-i="1"] .words').bounding_box()
        assert box is not None
        page.mouse.dblclick(box["x"] + 20, box["y"] + 18)
        page.locator("#adder").get_by_role("button", name="Code").click()
        page.get_by_role("option", name="Ceiling").click()
        page.get_by_role("button", name="P Pay").click()
        saved(page)
        start, end, _ = stretch(page, "With")
        assert shown(page) == [("W-CEIL", start, end), ("W-PAY", start, end)]
        page.locator(".coded").click()
        until(page, lambda: page.locator("#here .coding.wide").count() == 1)


@pytest.fixture
def printed(browser: "Browser", nasty: "Server") -> "Iterator[Page]":
    with context_of(browser, nasty) as context, gated(context, nasty) as window:
        yield open_text(window, nasty, "N1")


@pytest.mark.browser
def test_print_holds_every_turn_with_its_codings(printed: "Page") -> None:
    page = printed
    last = module(page, "text.js", "it.boundsAt(it.allWords().length - 1)")
    quote = module(page, "text.js", "it.quoteOf(...arg)", last)
    stretch = {"start": last[0], "end": last[1], "quote": quote}
    module(page, "coding.js", "it.code(...arg)", [stretch, "W-CEIL"])
    assert page.locator('.turn[data-i="399"] .coded').count() == 0
    assert page.pdf(print_background=True).startswith(b"%PDF")
    assert page.locator('.turn[data-i="399"] .coded').count() == 1
    page.emulate_media(media="print")
    assert page.locator("#left").is_hidden()
    assert page.locator("#right").is_hidden()
    mark: Any = page.evaluate(
        "getComputedStyle(document.querySelector('.turn[data-i=\"399\"] .coded'), '::after').content"
    )
    assert "C" in mark
    saved(page)


@pytest.mark.browser
def test_structure_for_screen_readers_stays(browser: "Browser", fresh: "Server") -> None:
    from playwright.sync_api import expect

    with window_of(browser, fresh) as page:
        open_text(page, fresh, "E1")
        code_words(page, "F-KIN", "my uncle")
        saved(page)
        press(page, "j")
        expect(page.locator("body")).to_match_aria_snapshot(OUTLINE)


OUTLINE: Final = """
- banner:
  - link "Nasty words"
  - heading "E1 · Rosa" [level=1]
  - button "Undo"
  - button "Redo"
  - button "Keys"
- complementary "Codebook":
  - heading "Codebook" [level=2]
  - searchbox "Filter codes"
  - list:
    - listitem:
      - button "Work" [expanded]
    - listitem:
      - button "C Ceiling"
      - button "Pin Ceiling to a digit"
- main "Transcript":
  - list:
    - listitem:
      - paragraph:
        - text: 1 INT
        - time: 0:04
      - paragraph: How did it begin?
    - listitem:
      - paragraph:
        - text: 2 ROSA
        - time: 0:12
      - paragraph: With my uncle. He had gone before us. In the factory there was one door for people like me.
    - listitem:
      - paragraph:
        - text: 3 INT
        - time: 0:20
      - paragraph: And then?
- complementary "At the cursor"
"""


def test_a_link_to_a_turn_leads_to_the_number_that_is_printed(browser: "Browser", fresh: "Server") -> None:
    with window_of(browser, fresh) as page:
        open_text(page, fresh, "E1", at="#t2")
        meant = page.locator(".turn.focused")
        assert meant.locator(".head").inner_text().startswith("2")
        assert page.evaluate("document.querySelector(':target').dataset.i") == meant.get_attribute("data-i")


@pytest.mark.parametrize("width", [1280, 400])
def test_focus_on_what_sticks_leaves_the_text_where_it_is(
    browser: "Browser", nasty: "Server", width: int
) -> None:
    """With scroll-padding the browser scrolled the text away to bring the sticking bar into view."""
    with window_of(browser, nasty, viewport={"width": width, "height": 800}) as page:
        open_text(page, nasty, "N1")
        page.evaluate("document.querySelector('#t60').scrollIntoView()")
        page.wait_for_timeout(500)  # turns far off get their height only when they are near
        before = page.evaluate("scrollY")
        assert before > 0
        for each in ("#undo", "#tab-memos", "#help-button"):
            page.focus(each)
            assert page.evaluate("scrollY") == before


@pytest.mark.parametrize("width", [320, 400, 800])
def test_a_link_to_a_turn_shows_its_head_below_the_bar(
    browser: "Browser", nasty: "Server", width: int
) -> None:
    """The bar takes more lines once all its buttons are there, and turns above take their true height."""
    with window_of(browser, nasty, viewport={"width": width, "height": 640}) as page:
        open_text(page, nasty, "N1", at="#t60")
        head = page.locator("#t60 .head")
        until(page, lambda: page.locator(".rough").count() == 0)
        bar = page.evaluate("document.querySelector('.bar').getBoundingClientRect().bottom")
        assert bar <= head.evaluate("(it) => it.getBoundingClientRect().top") < bar + 40
