"""The workbench in other languages: no English, no key, nothing cut; the menu of the pages by keys."""

import re
from typing import TYPE_CHECKING, Final

import pytest

from secondmig.web import assets
from tests.web.page import context_of, gated, open_text, press, until
from tests.web.test_languages import LANGUAGES, PLACES, WORDS
from tests.web.test_page_reach import _violations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.web.workshop import Server

KEY: Final = re.compile(r"[a-z]+(?:\.[A-Za-z]+)+")


@pytest.fixture
def window(browser: "Browser", nasty: "Server") -> "Iterator[Page]":
    """A window whose workbench is Japanese."""
    with context_of(browser, nasty) as context, gated(context, nasty) as page:
        page.goto(f"{nasty.url}/language/ja")
        yield page


@pytest.mark.browser
def test_workbench_in_japanese_shows_no_english_and_no_key(window: "Page", nasty: "Server") -> None:
    open_text(window, nasty, "E1")
    assert window.locator("html").get_attribute("lang") == "ja"
    words = window.locator("#transcript")
    assert words.get_attribute("lang") == "en"
    shown = window.locator("#modes, #undo, #redo, #saved, #left h2, #right [role=tab], #pages a")
    said = shown.all_inner_texts() + shown.all_text_contents()
    said += [str(each.get_attribute("aria-label")) for each in window.locator("header [aria-label]").all()]
    assert len(said) > 20
    assert [each for each in said if WORDS.search(each)] == []
    press(window, "j ?")
    sheet = window.locator("#help").inner_text()
    keys = set(assets.strings())
    assert not keys & set(KEY.findall(sheet))
    press(window, "Escape")
    assert _violations(window) == []


@pytest.mark.browser
@pytest.mark.parametrize("place", PLACES)
def test_pages_in_japanese_pass_axe_and_show_no_key(window: "Page", nasty: "Server", place: str) -> None:
    window.goto(nasty.url + place)
    until(window, lambda: window.locator("nav.pages a").count() == len(PLACES))
    window.wait_for_load_state("networkidle")
    keys = set(assets.strings())
    assert not keys & set(KEY.findall(window.locator("body").inner_text()))
    assert _violations(window) == []


@pytest.mark.browser
def test_menu_of_a_transcript_opens_and_closes_by_keys(window: "Page", nasty: "Server") -> None:
    open_text(window, nasty, "E1")
    menu = window.locator("#pages")
    assert not menu.is_visible()
    window.locator("#menu").focus()
    press(window, "Enter")
    assert menu.is_visible()
    button, below = window.locator("#menu").bounding_box(), menu.bounding_box()
    assert button is not None
    assert below is not None
    assert below["y"] >= button["y"] + button["height"]
    press(window, "Tab")
    assert window.evaluate("document.activeElement.getAttribute('href')") == "/"
    press(window, "Escape")
    assert not menu.is_visible()
    press(window, "Enter Tab Tab Enter")
    window.wait_for_url("**/codebook")


FIT: Final = """() => ({
  wide: document.documentElement.scrollWidth - innerWidth,
  cut: [...document.querySelectorAll('header button, header nav a')]
    .filter((it) => it.checkVisibility() && it.scrollWidth > it.clientWidth + 1).map((it) => it.outerHTML),
})"""


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_headers_fit_in_every_language(browser: "Browser", nasty: "Server", language: str) -> None:
    with context_of(browser, nasty) as context, gated(context, nasty) as page:
        page.goto(f"{nasty.url}/language/{language}")
        for place in ("/", "/segments", "/d/E1"):
            page.goto(nasty.url + place)
            page.wait_for_load_state("networkidle")
            for width in (320, 768, 1000, 1280):
                page.set_viewport_size({"width": width, "height": 800})
                assert page.evaluate(FIT) == {"wide": 0, "cut": []}, (place, width)
