"""A day at the workbench without a mouse, in English, Spanish and Japanese."""

from typing import TYPE_CHECKING

import pytest

from tests.web.page import (
    FAMILY,
    cleared,
    focus,
    module,
    open_text,
    press,
    saved,
    select,
    selection,
    shown,
    until,
    window_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.web.workshop import Server

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: "Browser", nasty: "Server") -> "Iterator[Page]":
    with window_of(browser, nasty) as window:
        yield window
    cleared(nasty)


def _quote(page: "Page") -> str:
    chosen = selection(page)
    return "" if chosen is None else str(chosen["quote"])


def _type(page: "Page", text: str) -> None:
    page.keyboard.type(text)


def _said(page: "Page", words: str) -> None:
    until(page, lambda: words in page.locator("#live").inner_text())


def _turn(page: "Page") -> int:
    return int(module(page, "cursor.js", "it.focused()"))


def test_the_whole_road_from_the_list_to_an_undone_coding(page: "Page", nasty: "Server") -> None:
    page.goto(nasty.url + "/")
    for _ in range(20):
        press(page, "Tab")
        if page.evaluate("document.activeElement.textContent") == "E1":
            break
    press(page, "Enter")
    page.wait_for_selector("body[data-ready]")
    assert focus(page) == "turn 0"

    press(page, "j ArrowDown k j")
    assert _turn(page) == 2
    press(page, "k")
    assert (_turn(page), focus(page)) == (1, "turn 1")
    press(page, "ArrowRight Shift+ArrowRight Shift+ArrowRight")
    assert _quote(page) == "With my uncle"
    press(page, "Enter")
    assert focus(page) == "palette-field"
    _type(page, "kin")
    assert "Speaks of relatives" in page.locator("#palette .meaning").inner_text()
    press(page, "Enter")
    assert focus(page) == "turn 1"
    assert _quote(page) == "With my uncle"
    _said(page, "Coded Kinship. 1 coding")
    saved(page)

    press(page, "c")
    _type(page, "pay")
    press(page, "Shift+Enter")
    _type(page, "over")
    press(page, "Enter")
    saved(page)
    assert [code for code, _, _ in shown(page)] == ["F-KIN", "W-PAY", "W-TIME"]

    press(page, "ArrowRight q")
    saved(page)
    assert [code for code, _, _ in shown(page)] == ["F-KIN", "W-PAY", "W-TIME", "W-TIME"]
    press(page, "ArrowRight r 3")
    saved(page)
    assert [code for code, _, _ in shown(page)] == ["F-KIN", "F-KIN", "W-PAY", "W-TIME", "W-TIME"]
    assert focus(page) == "turn 1"

    press(page, "Control+z")
    until(page, lambda: len(shown(page)) == 4)
    _said(page, "undone")
    press(page, "Control+Shift+Z")
    until(page, lambda: len(shown(page)) == 5)
    assert focus(page) == "turn 1"


def test_a_recent_code_takes_two_keys_and_the_last_one_takes_one(page: "Page", nasty: "Server") -> None:
    open_text(page, nasty, "E1")
    select(page, *_stretch(page, "one door"))
    press(page, "c")
    _type(page, "ceil")
    press(page, "Enter")
    saved(page)
    page.reload()
    page.wait_for_selector("body[data-ready]")
    press(page, "j j j s")
    press(page, "r 1")
    saved(page)
    press(page, "s")
    press(page, "q")
    saved(page)
    assert [code for code, _, _ in shown(page)] == ["W-CEIL"] * 3


def _stretch(page: "Page", words: str) -> tuple[int, int]:
    """Where words stand that are all in one turn and stand there once."""
    found = module(
        page,
        "find.js",
        "it.findAll(arg).map(([start, end]) => [start, end])",
        words,
    )
    assert len(found) == 1
    return found[0][0], found[0][1]


LANGUAGES = {
    "E1": ["W", "With", "With my", "With my uncle.", "With my uncle. He had gone before us."],
    "S1": ["C", "Con", "Con mi", "Con mi tío.", "Con mi tío. Él se había ido antes."],
    "J1": [
        "二",
        "二十",
        "二十歳",
        "二十歳のときです。",
        "二十歳のときです。日系人だから日本人と同じにはならない。",
    ],
}


@pytest.mark.parametrize("document", LANGUAGES)
def test_a_selection_grows_and_shrinks_by_character_word_sentence_and_turn(
    page: "Page", nasty: "Server", document: str
) -> None:
    character, word, _, sentence, sentences = LANGUAGES[document]
    open_text(page, nasty, document)
    press(page, "j Alt+1 ArrowRight")
    assert _quote(page) == character
    press(page, "Shift+ArrowRight")
    assert len(_quote(page)) == 2
    press(page, "Shift+ArrowLeft")
    assert _quote(page) == character
    press(page, "Escape Alt+2 ArrowRight")
    assert _quote(page).startswith(word[:1])
    press(page, "Escape")
    assert _quote(page) == ""
    press(page, "Alt+3 ArrowRight")
    assert _quote(page) == sentence
    press(page, "Shift+ArrowRight")
    assert _quote(page) == sentences
    press(page, "Shift+ArrowLeft")
    assert _quote(page) == sentence
    press(page, "Alt+4 Shift+ArrowRight")
    turn = page.locator('.turn[data-i="1"] .words').inner_text()
    assert _quote(page) == turn
    press(page, "Shift+ArrowRight")
    longer = _quote(page)
    assert longer.startswith(turn)
    assert longer.endswith(page.locator('.turn[data-i="2"] .words').inner_text())
    press(page, "Shift+ArrowLeft")
    assert _quote(page) == turn
    assert focus(page) == "turn 1"


def test_the_cursor_reads_words_on_over_the_ends_of_turns_and_back(page: "Page", nasty: "Server") -> None:
    open_text(page, nasty, "E1")
    read = []
    for _ in range(7):
        press(page, "ArrowRight")
        read.append(_quote(page))
    assert read == ["How", "did", "it", "begin", "With", "my", "uncle"]
    back = []
    for _ in range(4):
        press(page, "ArrowLeft")
        back.append(_quote(page))
    assert back == ["my", "With", "begin", "it"]


def test_a_family_of_seven_code_points_is_one_character(page: "Page", nasty: "Server") -> None:
    open_text(page, nasty, "N1")
    turn = next(
        i for i, text in enumerate(page.locator(".words").all_text_contents()) if text.startswith("We are")
    )
    module(page, "cursor.js", f"it.goTo({turn})")
    press(page, "Alt+1")
    for _ in range(6):  # W e a r e and the family: blanks are no stop
        press(page, "ArrowRight")
    assert _quote(page) == FAMILY
    press(page, "Shift+ArrowLeft")
    assert _quote(page).endswith(FAMILY)


def test_s_selects_the_sentence_then_the_turn_then_the_exchange(page: "Page", nasty: "Server") -> None:
    open_text(page, nasty, "E1")
    press(page, "j j j s")
    assert _quote(page) == "Then I left."
    press(page, "s")
    assert _quote(page) == "Then I left. I could not rise there, so I went on to another country."
    press(page, "s")
    assert _quote(page).startswith("And then?")
    assert _quote(page).endswith("That is all.")
    start, end = _stretch(page, "before us. In the")
    select(page, start, end)
    press(page, "s")
    assert _quote(page).startswith("He had gone before us. In the factory")
    assert _quote(page).endswith("like me.")


def test_the_ends_of_a_coding_move_by_keys_and_a_coding_goes_by_delete(page: "Page", nasty: "Server") -> None:
    open_text(page, nasty, "E1")
    press(page, "j ArrowRight c")
    _type(page, "ceil")
    press(page, "Enter Escape")
    saved(page)
    press(page, "] e")
    assert _quote(page) == "With"
    press(page, "Shift+ArrowRight Shift+ArrowRight Enter")
    saved(page)
    start, end = _stretch(page, "With my uncle")
    assert shown(page) == [("W-CEIL", start, end)]
    assert focus(page) == "turn 1"
    press(page, "o Delete")
    saved(page)
    assert shown(page) == []
    assert focus(page) == "turn 1"
    press(page, "Control+z")
    until(page, lambda: len(shown(page)) == 1)
    assert shown(page) == [("W-CEIL", start, end)]


def test_find_goes_from_hit_to_hit_and_escape_leaves_the_hit_selected_in_the_text(
    page: "Page", nasty: "Server"
) -> None:
    open_text(page, nasty, "E1")
    press(page, "/")
    _type(page, "there")
    until(page, lambda: page.locator("#find output").inner_text() == "2 hits")
    press(page, "Enter")
    assert page.locator("#find output").inner_text() == "1 of 2"
    press(page, "Enter Shift+Enter Enter")
    assert page.locator("#find output").inner_text() == "2 of 2"
    press(page, "Escape")
    assert page.locator("#find").count() == 0
    assert (focus(page), _quote(page)) == ("turn 3", "there")
    assert page.evaluate("getSelection().toString()") == "there"
    press(page, "q")
    _said(page, "No code was used yet")


def test_go_to_a_turn_asks_in_a_dialog_and_says_when_there_is_none(page: "Page", nasty: "Server") -> None:
    open_text(page, nasty, "N1")
    press(page, "g")
    _type(page, "999")
    press(page, "Enter")
    assert page.locator("#goto [role=alert]").inner_text() == "There is no such turn."
    _type(page, "３21")
    press(page, "Enter")
    assert (_turn(page), focus(page)) == (320, "turn 320")
    box = page.locator('.turn[data-i="320"]').bounding_box()
    assert box is not None
    assert 40 <= box["y"] < 900
    press(page, "g Escape")
    assert focus(page) == "turn 320"


def test_a_dialog_keeps_the_focus_and_leaves_the_turns_as_they_are(page: "Page", nasty: "Server") -> None:
    """A modal one makes thousands of turns inert: each opening took seconds."""
    open_text(page, nasty, "E1")
    press(page, "j ArrowRight ArrowRight")
    before = _quote(page)
    assert before == "my"
    press(page, "g")
    assert page.locator(":modal").count() == 0
    assert page.locator("#goto").get_attribute("aria-modal") == "true"
    for _ in range(3):
        press(page, "Tab")
    assert page.locator("#goto input").evaluate("(it) => it === document.activeElement")
    press(page, "Shift+Tab")
    assert page.locator("#goto button").last.evaluate("(it) => it === document.activeElement")
    press(page, "Escape Enter Tab")
    assert page.locator("#palette-field").evaluate("(it) => it === document.activeElement")
    assert page.locator(":modal").count() == 0
    page.mouse.click(20, 400)
    assert page.locator("#palette, .veil").count() == 0
    assert (_quote(page), page.evaluate("getSelection().toString()")) == (before, before)
    assert focus(page) == "turn 1"


def test_keys_can_be_changed_and_are_kept(page: "Page", nasty: "Server") -> None:
    open_text(page, nasty, "E1")
    press(page, "?")
    assert page.locator("#help").is_visible()
    page.locator("#help [data-act=nextTurn]").focus()
    press(page, "Enter n")
    assert page.locator("#help [data-act=nextTurn]").evaluate("(it) => it === document.activeElement")
    press(page, "Escape")
    assert focus(page) == "turn 0"
    press(page, "j")
    assert _turn(page) == 0
    press(page, "n")
    assert _turn(page) == 1
    page.reload()
    page.wait_for_selector("body[data-ready]")
    press(page, "n")
    assert _turn(page) == 1
    press(page, "?")
    page.locator("#help [data-act=reset]").focus()
    press(page, "Enter Escape j")
    assert (_turn(page), focus(page)) == (2, "turn 2")


def test_letters_do_nothing_in_fields_and_outside_of_the_text(page: "Page", nasty: "Server") -> None:
    open_text(page, nasty, "E1")
    press(page, "t")
    assert focus(page) == "codebook-filter"
    _type(page, "jqc?1/")
    assert page.locator("#codebook-filter").input_value() == "jqc?1/"
    page.locator("#undo").focus()
    press(page, "j c")
    assert (_turn(page), page.locator("#palette").count(), page.locator("#help").count()) == (0, 0, 0)
    assert shown(page) == []


def test_the_tree_is_filtered_walked_and_coded_from_by_keys(page: "Page", nasty: "Server") -> None:
    open_text(page, nasty, "E1")
    press(page, "j s t")
    _type(page, "sch")
    press(page, "ArrowDown Enter")
    saved(page)
    assert [code for code, _, _ in shown(page)] == ["F-SCHOOL"]
    assert focus(page) == "turn 1"
    press(page, "t Control+a Delete ArrowDown End Home")
    assert page.evaluate("document.activeElement.textContent").endswith("Work")  # a heading, which folds
    press(page, "ArrowDown ArrowDown")
    assert "Speaks of wages" in page.locator("#codebook-meaning").inner_text()
    press(page, "ArrowRight Enter")  # the star: pins it to a digit
    assert page.evaluate("document.activeElement.getAttribute('aria-pressed')") == "true"
    press(page, "Escape")
    assert focus(page) == "turn 1"
    press(page, "1")
    saved(page)
    assert [code for code, _, _ in shown(page)] == ["F-SCHOOL", "W-PAY"]
    press(page, "7")
    _said(page, "No code is pinned to 7")


def test_recoding_from_the_pane_keeps_the_focus_there(page: "Page", nasty: "Server") -> None:
    open_text(page, nasty, "E1")
    press(page, "j s c")
    _type(page, "ceil")
    press(page, "Enter o")
    saved(page)
    page.get_by_role("button", name="Recode").focus()
    press(page, "Enter")
    _type(page, "kin")
    press(page, "Enter")
    saved(page)
    assert [code for code, _, _ in shown(page)] == ["F-KIN"]
    assert focus(page) != "body"


def test_every_act_of_the_map_is_in_the_sheet_with_words(page: "Page", nasty: "Server") -> None:
    open_text(page, nasty, "E1")
    press(page, "?")
    acts = module(page, "keys.js", "[...Object.keys(it.DEFAULTS), ...Object.keys(it.ONLY)]")
    rows = page.locator("#help tbody tr").all_inner_texts()
    assert len(rows) == len(acts) + 1
    assert not [row for row in rows if "act." in row]
