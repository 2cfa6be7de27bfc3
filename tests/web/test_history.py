"""The history of a transcript and the cards of its persons, beside the text."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from secondmig.project.project import open_project
from tests.web.page import focus, open_text, press, saved, shown, until
from tests.web.test_facets import coded, facets_of, words_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.web.workshop import Server

pytestmark = pytest.mark.browser


def lines(page: "Page") -> list[str]:
    return page.locator("#history .events .what").all_inner_texts()


def test_an_older_own_event_is_taken_back_and_done_again(page: "Page", live: "Server", study: Path) -> None:
    text = words_of(study)
    coded(live, text, "By my grandfather", about_country="JPN")
    coded(live, text, "people like me", about_country="USA")
    open_text(page, live, "A1", at="#t2")
    press(page, "h")
    until(page, lambda: len(lines(page)) == 3)
    assert lines(page)[:2] == ["coded: Room to rise"] * 2
    assert focus(page) == "history"
    page.locator("#history .turn-back").nth(1).click()
    saved(page)
    until(page, lambda: [row["about_country"] for row in facets_of(page)] == ["USA"])
    until(page, lambda: lines(page)[0] == "undone (coded): Room to rise")
    redo = page.locator("#history .turn-back").first
    assert redo.inner_text() == "Redo"
    redo.click()
    until(page, lambda: len(facets_of(page)) == 2)
    press(page, "Escape")
    assert focus(page) == "turn 1"


def test_an_event_of_another_coder_has_no_button(page: "Page", live: "Server", study: Path) -> None:
    with open_project(study, coder="ben") as project:
        project.code_add("A1", turn=2, quote="One door", code="OS-MOB-UP", facets={})
    open_text(page, live, "A1")
    page.locator("#tab-history").click()
    until(page, lambda: len(lines(page)) == 2)
    assert "ben" in lines(page)[0]
    assert page.locator("#history .turn-back").count() == 0
    assert ("OS-MOB-UP" in {code for code, _, _ in shown(page)}) is True


def test_an_event_leads_to_its_coding(page: "Page", live: "Server", study: Path) -> None:
    coded(live, words_of(study), "more doors")
    open_text(page, live, "A1", at="#t1")
    press(page, "h")
    page.locator("#history .far").first.click()
    assert page.locator(".turn.focused").get_attribute("data-i") == "3"


def test_the_card_of_the_person_shows_consent_in_words_and_the_stays(page: "Page", live: "Server") -> None:
    open_text(page, live, "A1", at="#t2")
    press(page, "p")
    until(page, lambda: page.locator("#person .timeline rect").count() == 3)
    assert focus(page) == "person"
    card = page.locator("#person").inner_text()
    assert "T3 quoted under the pseudonym in publications" in card
    assert "JPN 1998–2006" in card
    bars = page.evaluate(
        "[...document.querySelectorAll('#person rect')].map((bar) => bar.getBoundingClientRect().toJSON())"
    )
    japan, here = bars[1], bars[2]
    assert abs(japan["right"] - here["left"]) < 1
    assert page.locator("#person [style]").count() == 0
    page.locator("#person summary").filter(has_text="attributes").click()
    assert "interview country" in page.locator("#person details[open]").inner_text()


def test_tabs_go_by_arrows_and_tell_which_is_shown(page: "Page", live: "Server") -> None:
    open_text(page, live, "A1")
    page.locator("#tab-here").focus()
    press(page, "ArrowRight ArrowRight")
    assert focus(page) == "tab-person"
    assert page.locator('[role="tab"][aria-selected="true"]').inner_text() == "Person"
    assert page.locator('[role="tabpanel"]:visible').get_attribute("id") == "person"
    press(page, "Escape")
    assert focus(page) == "turn 0"
