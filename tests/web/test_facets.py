"""Facets and ties in the browser: a key for every value, nothing typed twice, nothing in the way."""

import random
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from secondmig.codebook.facets import missing, specs_for
from secondmig.codebook.yaml_file import read_codebooks
from secondmig.core.types import CodebookVersion
from secondmig.project.project import open_project
from secondmig.project.workbench_rows import code_table, facet_table
from tests.web.page import focus, module, open_text, press, saved, until, window_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.web.workshop import Server

pytestmark = pytest.mark.browser
UP = "OS-MOB-UP"
BOOKS = ("opportunity-structure", "migration-system-feedback", "human-capital-employment")
REPOSITORY = Path(__file__).parents[2]


def coded(live: "Server", text: str, words: str, **facets: object) -> str:
    """The id of a coding of ana's in A1 that the server has."""
    start = text.index(words)
    place = {"document": "A1", "version": 1, "start": start, "end": start + len(words), "quote": words}
    body = {"act": str(uuid4()), **place, "code": UP, "facets": facets}
    status, answer = live.call("POST", "/api/codings", body)
    assert status == 201
    return str(answer["coding"]["id"])


def words_of(study: Path) -> str:
    from secondmig.store import documents

    with open_project(study) as project:
        held = documents.get(project._session.store.read(), "A1")
    assert held is not None
    return held.text


def facets_of(page: "Page") -> list[dict[str, Any]]:
    """The facets of ana's codings, in the order of the text, as the page has them."""
    found: list[dict[str, Any]] = module(
        page,
        "state.js",
        "[...it.state.codings.values()].filter((row) => row.mine)"
        ".sort((a, b) => a.start - b.start).map((row) => row.facets)",
    )
    return found


def pressed(page: "Page") -> list[str]:
    return page.locator('#here .wide .value[aria-pressed="true"] span').all_inner_texts()


def events_at(live: "Server") -> list[str]:
    _, told = live.call("GET", "/api/history?document=A1")
    return [row["verb"] for row in told["events"] if row["actor"] == "ana"]


def test_a_facet_is_given_by_one_key_and_the_focus_goes_on_to_the_next(
    page: "Page", live: "Server", study: Path
) -> None:
    coded(live, words_of(study), "By my grandfather")
    open_text(page, live, "A1", at="#t2")
    press(page, "f")
    assert page.evaluate("document.activeElement.dataset.name").startswith("facet about_country")
    assert page.locator("#here .wide .facet").first.locator(".value span").all_inner_texts() == [
        "PER",
        "JPN",
        "USA",
        "ORIGIN",
        "NEXT",
        "ELSEWHERE",
        "NONE",
    ]
    press(page, "2")
    assert page.evaluate("document.activeElement.dataset.name").startswith("facet valence")
    press(page, "1")
    saved(page)
    assert facets_of(page) == [{"about_country": "JPN", "valence": -1}]
    assert events_at(live) == ["code change", "code change", "code add", "corpus import"]
    assert pressed(page) == ["JPN", "negative (-1)"]
    press(page, "Backspace")
    saved(page)
    assert facets_of(page) == [{"about_country": "JPN"}]
    press(page, "Escape")
    assert focus(page) == "turn 1"


def test_a_country_that_is_not_offered_is_typed(page: "Page", live: "Server", study: Path) -> None:
    coded(live, words_of(study), "By my grandfather")
    open_text(page, live, "A1", at="#t2")
    press(page, "f")
    field = page.get_by_label("Other about country")
    field.fill("bra")
    field.press("Enter")
    saved(page)
    assert facets_of(page) == [{"about_country": "BRA"}]


def test_a_value_that_is_no_country_is_refused_and_the_page_goes_back(
    browser: "Browser", live: "Server", study: Path
) -> None:
    live.enter()
    coded(live, words_of(study), "By my grandfather", about_country="JPN")
    with window_of(browser, live, refusals=True) as page:
        open_text(page, live, "A1", at="#t2")
        press(page, "f")
        field = page.get_by_label("Other about country")
        field.fill("Brazil")
        field.press("Enter")
        until(page, lambda: "not permitted" in page.locator("#trouble").inner_text())
        until(page, lambda: facets_of(page) == [{"about_country": "JPN"}])


def test_the_next_coding_inherits_the_country_and_nothing_else(
    page: "Page", live: "Server", study: Path
) -> None:
    coded(live, words_of(study), "By my grandfather", about_country="JPN", valence=-1)
    open_text(page, live, "A1", at="#t4")
    press(page, "ArrowRight Enter")
    page.keyboard.type("rise")
    press(page, "Enter")
    saved(page)
    assert facets_of(page) == [{"about_country": "JPN", "valence": -1}, {"about_country": "JPN"}]


def test_the_walk_fills_what_reports_need_to_the_end(page: "Page", live: "Server", study: Path) -> None:
    text = words_of(study)
    for words in ("By my grandfather", "people like me", "more doors"):
        coded(live, text, words)
    coded(live, text, "One door", about_country="JPN", valence=0)
    open_text(page, live, "A1")
    button = page.locator("#to-fill")
    assert button.inner_text() == "3 to fill"
    press(page, "F")
    asked = []
    while page.locator("#fill .ask").count():
        asked.append((page.locator("#fill q").inner_text(), page.locator("#fill .ask b").inner_text()))
        press(page, "2" if asked[-1][1] == "about country" else "3")
    assert asked == [
        (words, facet)
        for words in ("By my grandfather", "people like me", "more doors")
        for facet in ("about country", "valence")
    ]
    assert "6 facets filled" in page.locator("#fill").inner_text()
    press(page, "Escape")
    saved(page)
    until(page, lambda: not button.is_visible())
    assert focus(page).startswith("turn")
    assert [row["about_country"] for row in facets_of(page)] == ["JPN"] * 4
    assert live.call("GET", "/api/d/A1")[1]["codings"]["facets"][-1]["valence"] == 1


def test_the_walk_leaves_out_what_one_does_not_know_and_comes_back_to_it(
    page: "Page", live: "Server", study: Path
) -> None:
    text = words_of(study)
    coded(live, text, "By my grandfather", valence=1)
    coded(live, text, "people like me", valence=1)
    open_text(page, live, "A1")
    press(page, "F n")
    assert page.locator("#fill q").inner_text() == "people like me"
    press(page, "Backspace")
    assert page.locator("#fill q").inner_text() == "By my grandfather"
    press(page, "n n")
    assert "0 facets filled" in page.locator("#fill").inner_text()


def test_two_codings_are_related_with_two_keys_and_both_show_it(
    page: "Page", live: "Server", study: Path
) -> None:
    text = words_of(study)
    coded(live, text, "By my grandfather", about_country="JPN")
    coded(live, text, "more doors", about_country="USA")
    open_text(page, live, "A1")
    press(page, "] =")
    assert "A relation begins at" in page.locator(".tie-bar").inner_text()
    press(page, "g")
    page.keyboard.type("4")
    press(page, "Enter o +")
    saved(page)
    until(page, lambda: page.locator(".ties li").count() == 1)
    assert "raised by Room to rise 2" in page.locator(".ties").inner_text()
    assert page.locator(".tie-bar").count() == 0
    page.locator(".ties .far").click()
    assert "raises Room to rise 4" in page.locator(".ties").inner_text()

    page.locator(".ties .drop").click()
    until(page, lambda: page.locator(".ties").count() == 0)
    page.locator("#undo").click()
    until(page, lambda: page.locator(".ties").count() == 1)
    _, told = live.call("GET", "/api/beside/A1")
    assert [tie["sign"] for tie in told["relations"]] == ["+"]


def test_a_question_mark_ties_only_while_a_relation_is_begun(
    page: "Page", live: "Server", study: Path
) -> None:
    text = words_of(study)
    coded(live, text, "By my grandfather")
    coded(live, text, "people like me")
    open_text(page, live, "A1", at="#t2")
    press(page, "o = o ?")
    saved(page)
    assert page.locator("#help").count() == 0
    until(page, lambda: page.locator(".ties").count() == 1)
    assert live.call("GET", "/api/beside/A1")[1]["relations"][0]["sign"] == "?"
    press(page, "= Escape ?")
    assert page.locator("#help").is_visible()


def test_the_page_and_the_reports_agree_on_what_is_to_fill(page: "Page", live: "Server") -> None:
    books = [CodebookVersion(book, 1, "", "ana") for book in _books()]
    codes, facets = code_table(books), facet_table(books)
    chance = random.Random(5)
    cases: list[tuple[str, dict[str, object]]] = []
    expected: list[list[str]] = []
    for version in books:
        book = version.codebook
        for code in book.codes:
            for _ in range(4 if code.codable else 0):
                specs = specs_for(book, code.id)
                held: dict[str, Any] = {
                    spec.name: chance.choice(spec.values) if spec.values else "PER>JPN"
                    for spec in specs
                    if chance.random() < 0.4
                }
                cases.append((code.id, held))
                expected.append(list(missing(book, code.id, held)))
    open_text(page, live, "A1")
    found = module(
        page,
        "facet_rules.js",
        "arg[0].map(([code, held]) => it.lacking(arg[1][code], held, arg[2]).map((spec) => spec.name))",
        [cases, codes, facets],
    )
    assert found == expected
    assert sum(map(len, expected)) > 300


def _books() -> list[Any]:
    return list(read_codebooks([REPOSITORY / "codebooks" / f"{name}.yaml" for name in BOOKS]))
