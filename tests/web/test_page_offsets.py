"""Places in the page are places in the canonical text: code point for code point, whatever the words hold."""

import random
from typing import TYPE_CHECKING

import pytest

from tests.project.correcting import Desk
from tests.web.page import focus, module, open_text, press, select, selection, until, window_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.web.workshop import Server

pytestmark = pytest.mark.browser
SPANS = 10_000
BATCH = 500
# A stretch -> DOM points -> the same stretch, and the words the browser reads there by its own means.
ROUND = """arg.map(([start, end]) => {
  const range = it.rangeOf(all, start, end);
  const ends = [[range.startContainer, range.startOffset], [range.endContainer, range.endOffset]];
  return [...ends.map((each) => it.pointToCp(...each)), texts.quoteOf(start, end)];
})"""


@pytest.fixture(scope="module")
def text(nasty: "Server") -> str:
    return Desk(nasty.root).text("N1")


@pytest.fixture(scope="module")
def page(browser: "Browser", nasty: "Server") -> "Iterator[Page]":
    with window_of(browser, nasty) as window:
        open_text(window, nasty, "N1")
        yield window


@pytest.fixture(scope="module")
def turns(page: "Page") -> list[tuple[int, int]]:
    rows = module(page, "state.js", "it.state.turns.map((turn) => [turn[4], turn[5]])")
    return [(start, end) for start, end in rows]


def _round(page: "Page", spans: list[tuple[int, int]]) -> list[tuple[int, int, str]]:
    load = "const texts = await import('/static/text.js'); const all = texts.allWords();"
    body = f"(await (async () => {{ {load} return {ROUND}; }})())"
    return [(start, end, quote) for start, end, quote in module(page, "offsets.js", body, spans)]


def test_words_of_every_turn_are_the_canonical_text(
    page: "Page", turns: list[tuple[int, int]], text: str
) -> None:
    shown = page.evaluate("[...document.querySelectorAll('.words')].map((each) => each.textContent)")
    assert shown == [text[start:end] for start, end in turns]


def test_random_spans_come_back_exactly_with_the_words_of_the_canonical_text(
    page: "Page", turns: list[tuple[int, int]], text: str
) -> None:
    chance = random.Random(1)
    spans = []
    for _ in range(SPANS):
        start, end = turns[chance.randrange(len(turns))]
        first = chance.randrange(start, end)
        spans.append((first, chance.randint(first + 1, end)))
    wrong = []
    for at in range(0, SPANS, BATCH):
        batch = spans[at : at + BATCH]
        for (start, end), found in zip(batch, _round(page, batch), strict=True):
            if found != (start, end, text[start:end]):
                wrong.append((start, end, found))
    assert wrong == []


def test_random_spans_over_several_turns_hold_what_stands_between_them(
    page: "Page", turns: list[tuple[int, int]], text: str
) -> None:
    chance = random.Random(2)
    spans = []
    for _ in range(BATCH):
        first = chance.randrange(len(turns) - 5)
        start, end = turns[first], turns[first + chance.randint(1, 4)]
        spans.append((chance.randrange(*start), chance.randint(end[0] + 1, end[1])))
    assert _round(page, spans) == [(start, end, text[start:end]) for start, end in spans]
    assert any("translation that stands between" in text[start:end] for start, end in spans)


def test_random_selections_widen_to_whole_characters_and_quote_the_canonical_text(
    page: "Page", turns: list[tuple[int, int]], text: str
) -> None:
    chance = random.Random(3)
    spans = []
    for _ in range(BATCH):
        start, end = turns[chance.randrange(len(turns))]
        first = chance.randrange(start, end)
        spans.append((first, chance.randint(first + 1, end)))
    found = module(
        page, "selection.js", "arg.map((each) => { it.select(...each); return it.selected(); })", spans
    )
    for (start, end), chosen in zip(spans, found, strict=True):
        if text[start:end].strip() == "":
            continue
        assert chosen["quote"] == text[chosen["start"] : chosen["end"]]
        assert chosen["quote"] == chosen["quote"].strip()
        for mark in "\u0301\u0303\u0323\u0302\u200d":
            assert not chosen["quote"].startswith(mark)
        assert text[chosen["end"] : chosen["end"] + 1] not in tuple("\u0301\u0303\u0323\u0302\u200d")


def test_a_part_of_a_family_selects_the_whole_family(page: "Page", text: str) -> None:
    at = text.index("👩‍👩‍👧‍👦")
    select(page, at + 3, at + 4)
    assert selection(page) == {"start": at, "end": at + 7, "quote": "👩‍👩‍👧‍👦"}


def _middle(page: "Page", turn: int) -> tuple[float, float]:
    box = page.locator(f'.turn[data-i="{turn}"] .words').bounding_box()
    assert box is not None
    return box["x"] + 40, box["y"] + 20


def test_double_click_selects_a_word_and_triple_click_the_turn(
    page: "Page", turns: list[tuple[int, int]], text: str
) -> None:
    page.evaluate("scrollTo(0, 0)")
    page.mouse.dblclick(*_middle(page, 1))
    chosen = selection(page)
    assert chosen is not None
    assert chosen["quote"] == text[chosen["start"] : chosen["end"]]
    assert " " not in chosen["quote"]
    page.mouse.click(*_middle(page, 1), click_count=3)
    chosen = selection(page)
    assert chosen is not None
    start, end = turns[1]
    assert text[start:end].strip() == chosen["quote"]


def test_a_click_on_the_head_of_a_turn_selects_the_turn(
    page: "Page", turns: list[tuple[int, int]], text: str
) -> None:
    page.locator('.turn[data-i="2"] .head').click(position={"x": 5, "y": 5})
    chosen = selection(page)
    assert chosen is not None
    start, end = turns[2]
    assert chosen["quote"] == text[start:end].strip()


def test_a_drag_over_three_turns_selects_them_with_what_stands_between(
    page: "Page", turns: list[tuple[int, int]], text: str
) -> None:
    page.evaluate("scrollTo(0, 0)")
    (x, y), (to_x, to_y) = _middle(page, 0), _middle(page, 2)
    for start, end in (((x, y), (to_x, to_y)), ((to_x, to_y), (x, y))):
        page.mouse.click(600, 8)
        page.mouse.move(*start)
        page.mouse.down()
        page.mouse.move(*end, steps=8)
        page.mouse.up()
        chosen = selection(page)
        assert chosen is not None
        assert turns[0][0] <= chosen["start"] < turns[0][1]
        assert turns[2][0] < chosen["end"] <= turns[2][1]
        assert chosen["quote"] == text[chosen["start"] : chosen["end"]]


def test_a_drag_that_ends_beside_the_text_or_in_the_pane_keeps_what_it_reached(
    page: "Page", turns: list[tuple[int, int]], text: str
) -> None:
    page.evaluate("scrollTo(0, 0)")
    x, y = _middle(page, 1)
    for to in ((1200, y + 4), (100, y + 4), (1200, 20)):
        page.mouse.click(600, 8)
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(*to, steps=6)
        page.mouse.up()
        chosen = selection(page)
        assert chosen is not None
        assert chosen["quote"] == text[chosen["start"] : chosen["end"]]


def test_select_all_selects_from_the_first_word_to_the_last(
    page: "Page", turns: list[tuple[int, int]], text: str
) -> None:
    page.locator('.turn[data-i="1"] .words').click()
    press(page, "Control+a")
    page.wait_for_function(
        f"import('/static/selection.js').then((it) => it.selected()?.start === {turns[0][0]})"
    )
    chosen = selection(page)
    assert chosen is not None
    assert chosen["quote"] == text[turns[0][0] : turns[-1][1]].strip()


def test_a_click_on_plain_words_ends_a_selection_and_moves_the_cursor(page: "Page") -> None:
    page.evaluate("scrollTo(0, 0)")
    for turn in (4, 1):  # elsewhere, and on the selected words themselves
        page.mouse.dblclick(*_middle(page, 1))
        assert selection(page) is not None
        page.mouse.click(*_middle(page, turn))
        until(page, lambda: selection(page) is None)
        until(page, lambda turn=turn: focus(page) == f"turn {turn}")  # type: ignore[misc]
        assert module(page, "cursor.js", "it.focused()") == turn


def test_find_meets_words_without_regard_to_case_width_and_marks(page: "Page", text: str) -> None:
    for wanted, word in (("ＣＥＩＬＩＮＧ", "ceiling"), ("cafe", "cafe\u0301"), ("𩽸", "𩽸"), ("いじめ", "")):
        found = module(page, "find.js", "it.findAll(arg)", wanted)
        assert len(found) == (text.count(word) if word else 0)
        for start, end, _ in found:
            assert text[start:end] in {word, word[:4]}
