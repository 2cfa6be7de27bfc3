"""What is drawn again never takes the selection away, by whomever the codings are."""

from typing import TYPE_CHECKING

import pytest

from tests.web.page import (
    cleared,
    code_words,
    coded_elsewhere,
    context_of,
    focus,
    gated,
    module,
    open_text,
    press,
    saved,
    select,
    selection,
    shown,
    stretch,
    until,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

    from tests.web.workshop import Server

pytestmark = pytest.mark.browser


@pytest.fixture
def context(browser: "Browser", nasty: "Server") -> "Iterator[BrowserContext]":
    with context_of(browser, nasty) as context:
        yield context
    cleared(nasty)


@pytest.fixture
def page(context: "BrowserContext", nasty: "Server") -> "Iterator[Page]":
    with gated(context, nasty) as window:
        yield window


def _in_browser(page: "Page") -> str:
    """What the browser shows as selected in the next frame: what is drawn again is selected again by then."""
    frame = "new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
    found: str = page.evaluate(f"{frame}.then(() => getSelection().toString())")
    return found


def _place(page: "Page", words: str) -> tuple[int, int]:
    start, end, _ = stretch(page, words)
    return start, end


WORDS = {"E1": "one door for people", "S1": "Él se había ido", "J1": "日本人と同じ"}


@pytest.mark.parametrize("document", WORDS)
def test_a_selection_survives_own_codings_around_it_and_in_it(
    page: "Page", nasty: "Server", document: str
) -> None:
    open_text(page, nasty, document)
    words = WORDS[document]
    select(page, *_place(page, words))
    before = selection(page)
    for code, part in (("W-CEIL", words), ("W-PAY", words[1:4]), ("F-KIN", words[2:9])):
        code_words(page, code, part)
        assert _in_browser(page) == words
    saved(page)
    page.wait_for_timeout(200)
    assert (selection(page), _in_browser(page)) == (before, words)
    for _ in range(3):
        press(page, "Control+z")
    until(page, lambda: shown(page) == [])
    assert (selection(page), _in_browser(page)) == (before, words)


@pytest.mark.parametrize("document", WORDS)
def test_a_selection_survives_the_coding_of_another_window(
    page: "Page", context: "BrowserContext", nasty: "Server", document: str
) -> None:
    open_text(page, nasty, document)
    words = WORDS[document]
    select(page, *_place(page, words))
    before = selection(page)
    with gated(context, nasty) as other:
        open_text(other, nasty, document)
        code_words(other, "W-PAY", words[:3])
        saved(other)
        until(page, lambda: len(shown(page)) == 1, seconds=4)
    assert (selection(page), _in_browser(page)) == (before, words)


def test_a_selection_drawn_backwards_keeps_its_direction(page: "Page", nasty: "Server") -> None:
    open_text(page, nasty, "E1")
    start, end = _place(page, "one door")
    points = f"it.cpToPoint(words.wordsAt(1), {end}), it.cpToPoint(words.wordsAt(1), {start})"
    module(
        page,
        "offsets.js",
        f"import('/static/text.js').then((words) => {{ const [from, to] = [{points}];"
        " getSelection().setBaseAndExtent(...from, ...to); })",
    )
    until(page, lambda: (selection(page) or {}).get("quote") == "one door")
    code_words(page, "W-CEIL", "one door for people")
    anchor = "getSelection().anchorNode.textContent + getSelection().anchorOffset"
    assert _in_browser(page) == "one door"
    assert page.evaluate(anchor) == "one door for people8"


def test_a_selection_survives_that_its_turn_is_drawn_only_when_it_comes_near(
    page: "Page", nasty: "Server"
) -> None:
    open_text(page, nasty, "N1")
    turn = 300
    start, end = module(page, "text.js", f"it.boundsAt({turn})")
    code_words(page, "W-PAY", "Nobody said it")
    whole = "({start: arg[0], end: arg[1], quote: it.quoteOf(...arg)})"
    stretch = module(page, "text.js", whole, [start, end])
    module(page, "coding.js", "it.code(...arg)", [stretch, "W-CEIL"])
    assert page.locator(f'.turn[data-i="{turn}"] .coded').count() == 0
    module(page, "selection.js", "it.select(...arg)", [start, end])
    before = selection(page)
    page.locator(f'.turn[data-i="{turn}"]').scroll_into_view_if_needed()
    until(page, lambda: page.locator(f'.turn[data-i="{turn}"] .coded').count() > 0)
    assert selection(page) == before
    assert before is not None
    assert _in_browser(page).strip() == before["quote"]


def test_a_drag_goes_on_while_codings_of_others_arrive(page: "Page", nasty: "Server") -> None:
    open_text(page, nasty, "E1")
    box = page.locator('.turn[data-i="1"] .words').bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 5, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 80, box["y"] + 20, steps=4)
    coded_elsewhere(nasty, "E1", "W-PAY", stretch(page, "my uncle"))
    until(page, lambda: len(shown(page)) == 1, seconds=4)
    assert page.locator(".coded").count() == 0
    page.mouse.move(box["x"] + 200, box["y"] + 20, steps=4)
    page.mouse.up()
    until(page, lambda: page.locator(".coded").count() == 1)
    chosen = selection(page)
    assert chosen is not None
    assert chosen["quote"].startswith("With my uncle")


def test_the_focus_stays_in_the_pane_while_codings_arrive(page: "Page", nasty: "Server") -> None:
    open_text(page, nasty, "E1")
    press(page, "j s c")
    page.keyboard.type("ceil")
    press(page, "Enter f")
    saved(page)
    assert page.evaluate("document.activeElement.closest('#here') !== null")
    where = page.evaluate("document.activeElement.dataset.name")
    coded_elsewhere(nasty, "E1", "W-PAY", stretch(page, "my uncle"))
    until(page, lambda: len(shown(page)) == 2, seconds=4)
    assert page.evaluate("document.activeElement.dataset.name") == where
    assert focus(page) != "body"


def test_what_the_page_has_already_is_not_drawn_again_by_a_poll(page: "Page", nasty: "Server") -> None:
    open_text(page, nasty, "E1")
    select(page, *_place(page, "my uncle"))
    code_words(page, "W-CEIL", "my uncle")
    saved(page)
    mark = (
        "(() => { const it = document.querySelector('.coded'); if (arg) it.kept = true; return it.kept; })()"
    )
    page.evaluate(f"(arg) => {mark}", True)
    before = module(page, "state.js", "it.state.rev")
    module(page, "poll.js", "it.ask()")
    until(page, lambda: module(page, "state.js", "it.state.rev") > before)
    assert page.evaluate(f"(arg) => {mark}", False) is True
