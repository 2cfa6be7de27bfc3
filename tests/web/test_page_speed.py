"""What is done later to be quick is never seen late: by the next key, in print, or at a page opened again."""

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.web.page import context_of, gated, module, open_text, press, saved, selection, until
from tests.web.workshop import Server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
# Keys that come before the browser has drawn anything: all in one task.
AT_ONCE = """(keys) => {
  for (const key of keys) {
    const press = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
    (document.activeElement ?? document.body).dispatchEvent(press);
  }
}"""


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Server]":
    """A server of an interview that is long, with many codings."""
    sys.path.insert(0, str(BENCHMARKS))
    try:
        sys.modules.pop("interview", None)
        from interview import make_interview  # type: ignore[import-not-found]
    finally:
        sys.path.remove(str(BENCHMARKS))
    root = tmp_path_factory.mktemp("speed") / "long"
    make_interview(root, characters=40_000, number=300)
    with Server(root) as server:
        yield server
    shutil.rmtree(root)


@pytest.fixture
def window(browser: "Browser", long: Server) -> "Iterator[Page]":
    with context_of(browser, long) as context, gated(context, long) as window:
        yield window


def settled(page: "Page") -> bool:
    found: bool = page.evaluate("!document.querySelector('#transcript').classList.contains('rough')")
    return found


def test_a_facet_typed_before_the_pane_is_drawn_goes_to_the_new_coding(page: "Page", live: Server) -> None:
    open_text(page, live, "A1", at="#t2")
    press(page, "c Enter")
    saved(page)
    press(page, "ArrowRight ArrowRight")
    page.evaluate(AT_ONCE, ["q", "f", "2", "1"])
    saved(page)
    rows = "[...it.state.codings.values()].filter((row) => row.mine).sort((a, b) => a.seen - b.seen)"
    whole, word = module(page, "state.js", rows)
    assert (word["code"], word["end"] - word["start"] < whole["end"] - whole["start"]) == (
        whole["code"],
        True,
    )
    assert len(word["facets"]) == 2
    assert whole["facets"] == {}
    assert page.locator("#here .wide").get_attribute("data-id") == word["id"]
    assert page.locator('#here .wide .value[aria-pressed="true"]').count() == 2


def test_a_coding_made_and_removed_in_one_breath_is_gone(page: "Page", live: Server) -> None:
    open_text(page, live, "A1", at="#t2")
    press(page, "c Enter")
    saved(page)
    press(page, "ArrowRight")
    page.evaluate(AT_ONCE, ["q", "Delete"])
    saved(page)
    own = "[...it.state.codings.values()].filter((row) => row.mine).length"
    assert module(page, "state.js", own) == 1
    assert page.locator("#here .wide").count() == 0


def test_the_selection_is_there_when_the_coding_is_seen(page: "Page", live: Server) -> None:
    open_text(page, live, "A1", at="#t2")
    press(page, "c Enter")
    saved(page)
    press(page, "ArrowRight ArrowRight")
    before = selection(page)
    assert before is not None
    shown = page.evaluate(
        """() => new Promise((told) => {
          document.activeElement.dispatchEvent(
            new KeyboardEvent('keydown', { key: 'q', bubbles: true, cancelable: true }));
          requestAnimationFrame(() => told(getSelection().toString()));
        })"""
    )
    assert shown == before["quote"]
    assert selection(page) == before


def test_a_long_transcript_ends_as_a_short_one(window: "Page", long: Server) -> None:
    open_text(window, long, "X1")
    until(window, lambda: settled(window))
    hidden = "[...document.querySelectorAll('.turn')].filter((it) => getComputedStyle(it).contentVisibility"
    assert window.evaluate(f"{hidden} !== 'visible').length") == 0


def test_a_long_transcript_is_opened_again_where_it_was(window: "Page", long: Server) -> None:
    top = "(() => { const all = [...document.querySelectorAll('.turn')];"
    top += " return all.findIndex((it) => it.getBoundingClientRect().bottom > 0); })()"
    open_text(window, long, "X1")
    until(window, lambda: settled(window))
    window.evaluate("document.querySelectorAll('.turn')[150].scrollIntoView()")
    window.wait_for_timeout(200)
    before = window.evaluate(top)
    assert before > 140
    window.reload()
    window.wait_for_selector("body[data-ready]")
    assert window.evaluate(top) == before
    assert window.locator(f".turn[data-i='{before + 1}'] .coded").count() > 0
    until(window, lambda: settled(window))
    assert window.evaluate(top) == before


def test_a_long_transcript_prints_whole_at_once(window: "Page", long: Server) -> None:
    open_text(window, long, "X1")
    window.evaluate("globalThis.dispatchEvent(new Event('beforeprint'))")
    assert settled(window)
    turns = {
        turn
        for turn, _ in window.evaluate(
            "[...document.querySelectorAll('.turn')].flatMap((it, i) =>"
            " it.querySelector('.coded') ? [[i, it.querySelectorAll('.stripe').length]] : [])"
        )
    }
    assert len(turns) > 200


# A key that comes when the first codings are there and nothing else is.
FIRST_KEY = """
globalThis.first = null;
new MutationObserver((_, watcher) => {
  if (!document.querySelector('.coded')) return;
  watcher.disconnect();
  const ready = () => document.body.dataset.ready ?? null;
  const before = [ready(), document.querySelectorAll('#codes .use').length];
  const press = new KeyboardEvent('keydown', { key: 'j', bubbles: true, cancelable: true });
  document.activeElement.dispatchEvent(press);
  const read = document.querySelector('.turn.focused').dataset.i;
  globalThis.first = [...before, ready(), press.defaultPrevented, read];
}).observe(document, { childList: true, subtree: true });
"""


def test_the_first_key_is_heard_before_the_rest_of_the_page_is_there(window: "Page", long: Server) -> None:
    window.context.add_init_script(FIRST_KEY)
    open_text(window, long, "X1")
    assert window.evaluate("first") == [None, 0, "true", True, "1"]
    assert window.locator("#codes .use").count() > 0


def test_the_page_is_whole_soon_after_without_a_key(window: "Page", long: Server) -> None:
    open_text(window, long, "X1")
    assert window.locator("#codes .use").count() > 0
    assert window.locator("#map canvas").count() == 1
    assert window.locator(".turn .stripe").count() > 0
    assert window.evaluate("document.activeElement.dataset.i") == "0"


def test_only_turns_that_show_a_selection_behind_a_field_have_a_style_for_it(
    window: "Page", long: Server
) -> None:
    open_text(window, long, "X1")
    style = "(it) => getComputedStyle(it, '::highlight(held)').backgroundColor"
    press(window, "s Enter")
    assert window.locator(".turn.holding").count() == 1
    shown = window.locator(".turn[data-i='0'] .words").evaluate(style)
    other = window.locator(".turn[data-i='1'] .words").evaluate(style)
    assert shown != other
    assert other == "rgba(0, 0, 0, 0)"
    press(window, "Escape")
    assert window.locator(".turn.holding").count() == 0
