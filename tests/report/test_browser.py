"""The pages in a browser: no errors, nothing wider than the screen, dark where dark is asked for."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.report.editions import built

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PAGES = ("team/compare.html", "public/compare.html", "team/passages.html", "team/transcripts/JP06.html")


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    if CHROMIUM is None:
        pytest.skip("no Chromium here")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("report")
    for name in PAGES:
        level, _, path = name.partition("/")
        target = base / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(built("team" if level == "team" else "public")[path])
    return base


@pytest.mark.parametrize(("name", "width"), [*((name, 390) for name in PAGES), (PAGES[0], 1200)])
def test_page_fits_the_screen_and_reports_no_error(
    browser: "Browser", folder: Path, name: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto((folder / name).as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert said == []
    context.close()


def test_page_is_dark_where_dark_is_preferred_and_light_on_paper(browser: "Browser", folder: Path) -> None:
    colours = {}
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light")
        page = context.new_page()
        page.goto((folder / PAGES[0]).as_uri())
        colours[scheme] = page.evaluate("getComputedStyle(document.body).backgroundColor")
        page.emulate_media(media="print")
        colours[f"{scheme} on paper"] = page.evaluate("getComputedStyle(document.body).color")
        context.close()
    assert colours["light"] == "rgb(253, 252, 249)"
    assert colours["dark"] == "rgb(22, 24, 27)"
    assert colours["dark on paper"] == colours["light on paper"] == "rgb(0, 0, 0)"


def test_keyboard_reaches_the_skip_link_first_and_then_the_contents(browser: "Browser", folder: Path) -> None:
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    page = context.new_page()
    page.goto((folder / PAGES[0]).as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the text"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#who"
    context.close()
