"""The search page in a browser: words in context by transcript, one code for all hits, by keyboard alone."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from tests.project.correcting import copied
from tests.web.page import code_words, module, open_text, saved, select, stretch, until, window_of
from tests.web.test_page_reach import LOOKS, _violations
from tests.web.workshop import Server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
WIDTHS: Final = (320, 1280)


@pytest.fixture
def server(_nasty: Path, tmp_path: Path) -> Iterator[Server]:
    with Server(copied(_nasty, tmp_path / "study")) as server:
        server.enter()
        yield server


@pytest.fixture(scope="module")
def still(_nasty: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server for all tests that only read."""
    with Server(copied(_nasty, tmp_path_factory.mktemp("still") / "study")) as server:
        server.enter()
        yield server


def go(page: "Page", server: Server, query: str = "") -> None:
    page.goto(f"{server.url}/search{query}")
    page.wait_for_selector("body[data-ready]")


def marks(page: "Page") -> list[str]:
    return [each.inner_text() for each in page.locator(".hit mark").all()]


def test_words_are_found_in_their_context_by_transcript(browser: "Browser", still: Server) -> None:
    with window_of(browser, still) as page:
        go(page, still)
        page.keyboard.type("tío")
        page.keyboard.press("Enter")
        until(page, lambda: marks(page) == ["tío"])
        assert page.url.endswith("?text=t%C3%ADo")
        assert page.locator(".hits h2").inner_text().startswith("S1 · Luz")

        page.get_by_label("Words in all transcripts").fill("給料")
        page.locator("select[name=document]").select_option("J1")
        until(page, lambda: marks(page) == ["給料"])
        page.go_back()
        until(page, lambda: marks(page) == ["tío"])
        page.locator(".hit .place").click()
        page.wait_for_selector("body[data-ready] .turn.focused")
        assert page.locator(".turn.focused .head").inner_text().split() == ["2", "LUZ"]


def test_translations_are_searched_and_say_so(browser: "Browser", still: Server) -> None:
    with window_of(browser, still) as page:
        go(page, still, "?text=nikkei")
        assert marks(page) == ["Nikkei"]
        assert page.locator(".hit .who").inner_text() == "KEN (English)"
        assert "1 of them in English: a translation" in page.locator("#numbers").inner_text()


def test_what_stands_around_a_hit_is_cut_between_words(browser: "Browser", still: Server) -> None:
    with window_of(browser, still) as page:
        go(page, still, "?text=ceiling&document=N1")
        shown = [each for each in page.locator(".hit .turn-words").all_inner_texts() if each.startswith("…")]
        assert shown
        said = page.request.get(f"{still.url}/d/N1").text().replace(">", " ").split()
        firsts = {each.removeprefix("… ").split()[0] for each in shown}
        assert firsts <= set(said)


def test_words_of_a_language_without_spaces_are_not_counted(browser: "Browser", still: Server) -> None:
    with window_of(browser, still) as page:
        page.goto(still.url + "/")
        rows = [each.split() for each in page.locator("#documents tbody tr").all_inner_texts()]
        words = {row[0]: row[-1] for row in rows}
        assert words["J1"] == "–"
        assert words["S1"].isdigit()
        assert page.locator("#documents abbr").get_attribute("title") == (
            "Written without spaces: words are not counted."
        )


def test_more_hits_come_on_demand(browser: "Browser", still: Server) -> None:
    with window_of(browser, still) as page:
        go(page, still, "?text=ceiling")
        assert page.locator(".hit").count() == 50
        page.locator("#next").click()
        until(page, lambda: page.locator(".hit").count() > 50)
        assert page.evaluate("document.activeElement === document.querySelectorAll('.hit')[50]")


def test_one_code_is_given_to_all_hits_by_keyboard_and_taken_back(browser: "Browser", server: Server) -> None:
    with window_of(browser, server) as page:
        open_text(page, server, "E1")
        select(page, *stretch(page, "door")[:2])
        page.keyboard.press("Control+k")
        page.wait_for_selector("#search-page")
        page.wait_for_selector("body[data-ready]")
        assert marks(page) == ["door"]

        page.keyboard.press("Escape")
        for wanted in ("choose", "unit"):
            for _ in range(8):
                page.keyboard.press("Tab")
                if page.evaluate("document.activeElement.dataset.act") == wanted:
                    break
        page.keyboard.press("ArrowDown")
        assert page.locator('[data-act="unit"]').input_value() == "turn"
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Enter")
        page.wait_for_selector("#palette[open]")
        page.keyboard.type("overtime")
        page.keyboard.press("Enter")
        page.wait_for_selector("#code-all .go")
        assert "1 place in 1 document to code W-TIME" in page.locator(".preview").inner_text()
        page.locator("#code-all .go").focus()
        page.keyboard.press("Enter")
        until(page, lambda: "carries it already" in page.locator(".preview").inner_text())
        assert server.call("GET", "/api/segments?code=W-TIME")[1]["counts"]["segments"] == 1
        page.keyboard.press("Control+z")
        until(page, lambda: "1 place in 1 document to code" in page.locator(".preview").inner_text())
        assert server.call("GET", "/api/segments?code=W-TIME")[1]["counts"]["segments"] == 0


def test_what_cannot_be_searched_is_said(browser: "Browser", still: Server) -> None:
    with window_of(browser, still, refusals=True) as page:
        go(page, still, "?text=%22%22")
        assert page.locator("#numbers.wrong").inner_text() != ""
        go(page, still, "?text=zzzz")
        assert page.locator("#numbers").inner_text() == "nothing found"


def test_the_tree_leads_to_all_passages_of_a_code(browser: "Browser", server: Server) -> None:
    with window_of(browser, server) as page:
        open_text(page, server, "E1")
        code_words(page, "W-CEIL", "one door")
        saved(page)
        page.locator('#codes [data-code="W-CEIL"]').first.hover()
        page.locator("#codebook-meaning").get_by_role("link", name="All passages").click()
        page.wait_for_selector("#segments-page .hit")
        assert page.locator(".hit mark").all_inner_texts() == ["one door"]
        assert module(page, "state.js", "it.state.document") is None


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing(browser: "Browser", still: Server, look: str) -> None:
    with window_of(browser, still, refusals=False, **LOOKS[look]) as page:
        for width in WIDTHS if look != "forced" else WIDTHS[:1]:
            page.set_viewport_size({"width": width, "height": 800})
            go(page, still, "?text=door+people")
            assert _violations(page) == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
