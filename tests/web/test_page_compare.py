"""Read and Compare: what else the page of a transcript is for."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from secondmig.project.project import open_project
from secondmig.project.ruling import Ruling
from tests.project.talking import Table, two_coders
from tests.web.page import focus, module, open_text, press, saved, shown, until, window_of
from tests.web.workshop import Server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.browser
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return two_coders(tmp_path_factory.mktemp("compare") / "study")


@pytest.fixture
def server(built: Path, tmp_path: Path) -> Iterator[Server]:
    table = Table(built, tmp_path / "study")
    table.project.close()
    with Server(tmp_path / "study", coder="ana") as server:
        yield server


@pytest.fixture(scope="module")
def standing(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server for the tests that change nothing in the project."""
    root = tmp_path_factory.mktemp("standing") / "study"
    Table(built, root).project.close()
    with Server(root, coder="ana") as server:
        yield server


@pytest.fixture
def still(browser: "Browser", standing: Server) -> "Iterator[Page]":
    with window_of(browser, standing) as window:
        yield window


@pytest.fixture
def page(browser: "Browser", server: Server) -> "Iterator[Page]":
    with window_of(browser, server) as window:
        yield window


def compared(page: "Page", server: Server, document: str = "A1") -> None:
    open_text(page, server, document, at="?mode=compare")
    page.wait_for_selector("#compare .walk")


def pane(page: "Page") -> str:
    return page.locator("#compare").inner_text()


def test_differences_are_walked_through_and_decided_by_keys_alone(page: "Page", server: Server) -> None:
    compared(page, server)
    assert "0 of 2 decided" in pane(page)
    press(page, "]")
    assert "ben: Papers, gold: Room to rise" in page.locator("#compare .wide").inner_text()
    press(page, "b")
    saved(page)
    until(page, lambda: "1 of 2 decided" in pane(page))
    assert "other ends" in page.locator("#compare .wide").inner_text()
    press(page, "x")
    until(page, lambda: "2 of 2 decided" in pane(page))
    press(page, "Control+z")
    until(page, lambda: "1 of 2 decided" in pane(page))
    page.reload()
    page.wait_for_selector("#compare .walk")
    assert "1 of 2 decided" in pane(page)


def test_a_reason_is_typed_without_coding_anything(page: "Page", server: Server) -> None:
    compared(page, server)
    before = shown(page)
    press(page, "] m")
    page.keyboard.type("ab x n")
    press(page, "Enter b")
    saved(page)
    until(page, lambda: "1 of 2 decided" in pane(page))
    press(page, "[")
    until(page, lambda: "a slip. ab x n" in pane(page))
    press(page, "Escape")
    page.keyboard.type("cq")
    assert page.locator("dialog[open]").count() == 0
    assert shown(page) == before


def test_one_coder_is_drawn_above_the_words_and_the_other_below(still: "Page", standing: Server) -> None:
    compared(still, standing)
    places = still.locator(".coded").evaluate_all("all => all.map((each) => each.style.backgroundPosition)")
    assert any("0px 0px" in place for place in places)
    assert any("calc(100%" in place or "100%" in place for place in places)
    still.locator("#modes [data-mode=code]").click()
    assert still.locator("#compare").count() == 0
    places = still.locator(".coded").evaluate_all("all => all.map((each) => each.style.backgroundPosition)")
    assert not [place for place in places if "0px 0px" in place]


def test_the_consensus_layer_is_made_and_shown(page: "Page", server: Server) -> None:
    compared(page, server)
    make = page.get_by_role("button", name="Make the consensus layer")
    assert make.is_disabled()
    press(page, "] a a")
    saved(page)
    until(page, lambda: not make.is_disabled())
    make.click()
    shows = page.locator("[data-name=consensus]")
    until(page, lambda: shows.count() == 1)
    shows.click()
    until(page, lambda: bool(page.evaluate("CSS.highlights.has('consensus')")))


def test_reading_leaves_the_words_alone_and_codes_nothing(still: "Page", standing: Server) -> None:
    open_text(still, standing, "A1", at="?mode=read")
    before = shown(still)
    assert not still.locator("#left").is_visible()
    assert not still.locator("#right").is_visible()
    press(still, "j q 1 c Enter")
    assert still.locator("dialog[open]").count() == 0
    assert shown(still) == before
    assert module(still, "cursor.js", "it.focused()") == 1
    style = still.locator(".coded").first.evaluate("each => getComputedStyle(each).backgroundImage")
    assert style == "none"


def test_a_mode_is_in_the_address_and_the_turn_stays_in_sight(still: "Page", standing: Server) -> None:
    open_text(still, standing, "A1")
    press(still, "j j")
    still.locator("#modes [data-mode=compare]").click()
    still.wait_for_selector("#compare .walk")
    assert still.url.endswith("?mode=compare")
    assert module(still, "cursor.js", "it.focused()") == 2
    assert still.locator(".turn.focused").evaluate("each => each.getBoundingClientRect().top") > 0
    still.reload()
    still.wait_for_selector("#compare .walk")
    assert still.locator("#modes [aria-current]").inner_text() == "Compare"


def test_nothing_is_coded_where_one_reads_or_compares(still: "Page", standing: Server) -> None:
    for mode in ("read", "compare"):
        open_text(still, standing, "A1", at=f"?mode={mode}")
        before = shown(still)
        module(still, "state.js", "it.state.recent.push('OS-LEG')")
        press(still, "j s q 1 c Enter r v t f Delete")
        assert still.locator("dialog[open]").count() == 0
        assert focus(still) == "turn 1"
        words = still.locator(".turn.focused .words").bounding_box()
        assert words is not None
        still.mouse.move(words["x"] + 4, words["y"] + 20)
        still.mouse.down()
        still.mouse.move(words["x"] + 120, words["y"] + 20, steps=4)
        still.mouse.up()
        still.wait_for_timeout(60)
        assert not still.locator("#adder").is_visible()
        assert shown(still) == before


def test_a_memo_is_written_where_it_is_seen(still: "Page", standing: Server) -> None:
    open_text(still, standing, "A1", at="?mode=read")
    press(still, "j m")
    until(still, lambda: still.locator("#memos textarea").count() == 1)
    still.keyboard.type("jkc")
    assert still.locator("#memos textarea").input_value().endswith("jkc")
    assert still.locator("#memos textarea").is_visible()
    assert still.locator("#modes [aria-current]").inner_text() == "Code"


def test_a_key_never_decides_on_what_is_out_of_sight(still: "Page", standing: Server) -> None:
    compared(still, standing)
    press(still, "] k a")
    assert "0 of 2 decided" in pane(still)
    assert still.locator("#compare .wide").count() == 0
    assert module(still, "outbox.js", "it.standing().unsaved") == 0


def test_what_is_decided_elsewhere_is_shown(page: "Page", server: Server) -> None:
    compared(page, server)
    names = module(page, "compare.js", "it.view.told.differences.map((each) => each.id)")
    with open_project(server.root, coder="gold") as project:
        project.agree_decide([names[0]], Ruling("neither", "ambiguity", coders=("ben", "gold")))
    until(page, lambda: "1 of 2 decided" in pane(page))
    with open_project(server.root, coder="gold") as project:
        project.undo()
    until(page, lambda: "0 of 2 decided" in pane(page))


def test_a_decision_on_its_way_is_not_taken_back_by_an_older_answer(page: "Page", server: Server) -> None:
    compared(page, server)
    held: list[Route] = []

    def hold(route: "Route") -> None:
        held.append(route)

    page.route("**/api/rulings", hold)
    press(page, "] b x")
    until(page, lambda: len(held) == 1)
    held[0].continue_()
    until(page, lambda: len(held) == 2)
    module(page, "compare.js", "it.load()")
    page.wait_for_timeout(300)
    assert "2 of 2 decided" in pane(page)
    held[1].continue_()
    saved(page)
    assert "2 of 2 decided" in pane(page)


def test_a_server_that_is_away_leaves_the_comparison_standing(browser: "Browser", server: Server) -> None:
    with window_of(browser, server, refusals=True) as page:
        compared(page, server)
        page.route("**/api/**", lambda route: route.abort())
        press(page, "] b")
        module(page, "compare.js", "it.load()")
        assert "1 of 2 decided" in pane(page)
        page.unroute("**/api/**")
        module(page, "outbox.js", "it.hurry()")
        saved(page)
        until(page, lambda: "1 of 2 decided" in pane(page))


def test_composing_a_reason_is_not_cut_off(still: "Page", standing: Server) -> None:
    compared(still, standing)
    press(still, "] m")
    field = "document.querySelector('#compare [data-name=reason]')"
    still.evaluate(f"window.field = {field}; field.dispatchEvent(new CompositionEvent('compositionstart'))")
    module(still, "compare.js", "it.load()")
    event = "new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true })"
    still.evaluate(f"field.dispatchEvent({event})")
    assert still.evaluate(f"{field} === window.field && document.activeElement === window.field")
    still.evaluate("field.dispatchEvent(new CompositionEvent('compositionend'))")
    still.wait_for_timeout(50)
    assert still.evaluate("document.activeElement.dataset.name") == "reason"


def test_in_forced_colours_and_on_paper_the_two_are_told_apart(browser: "Browser", standing: Server) -> None:
    look = "all => all.map((each) => getComputedStyle(each).textDecorationLine)"
    with window_of(browser, standing, forced_colors="active") as page:
        compared(page, standing)
        assert set(page.locator(".coded").evaluate_all(look)) == {"overline", "underline overline"}
        page.locator("#modes [data-mode=read]").click()
        assert set(page.locator(".coded").evaluate_all(look)) == {"none"}
        page.emulate_media(media="print", forced_colors="none")
        assert not page.locator("#legend").is_visible()
        page.locator("#modes [data-mode=compare]").evaluate("each => each.click()")
        page.wait_for_selector("#compare .legend")
        assert "ben above the words, gold below" in page.locator("#compare").inner_text()
        assert not page.locator("#compare .walk").is_visible()


def test_on_a_small_screen_the_difference_is_in_the_pane(browser: "Browser", standing: Server) -> None:
    with window_of(browser, standing, viewport={"width": 320, "height": 640}) as page:
        compared(page, standing)
        press(page, "]")
        edge = page.locator("#right").evaluate("each => each.getBoundingClientRect().top")
        card = page.locator("#compare .wide .difference").bounding_box()
        assert card is not None
        assert edge <= card["y"] <= 640 - 24


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_where_two_are_compared(
    browser: "Browser", standing: Server, scheme: str, width: int
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    with window_of(browser, standing, color_scheme=scheme, viewport={"width": width, "height": 800}) as page:
        compared(page, standing)
        press(page, "]")
        assert Axe().run(page, options=RULES).response["violations"] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
