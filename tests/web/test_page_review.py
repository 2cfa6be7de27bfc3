"""Review in a browser: dashed lines, a walk by keys, verdicts that one undo takes back."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from secondmig.project.assignments import Assigning
from secondmig.project.project import open_project
from tests.project.small import BOOK, small_project
from tests.web.page import context_of as entered
from tests.web.page import focus, gated, module, press, saved, shown, stretch, until
from tests.web.workshop import Server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.browser
CODES: Final = """
  - {id: W-DOOR, label: Doors, parent: OS-MOB, definition: Speaks of doors., cues: {en: [door]}}
  - {id: W-TAXI, label: Taxis, parent: OS-MOB, definition: Speaks of taxis., cues: {en: [taxi]}}
  - {id: W-PAY, label: Pay, parent: OS-MOB, definition: Speaks of pay., cues: {en: [pay], ja: [給料]}}
"""
WORDS: Final = """---
id: {name}
fictional: true
title: "Doors"
interview_country: USA
interview_date: 2025-03
language: en
languages: [en, ja]
consent: T3
---
#1 [00:00:04] INT: Was there a door for you?
#2 [00:00:12] ROSA: There was one door. Nobody had two doors. My uncle drove a taxi.
#3 [00:00:20] INT: And then?
#4 [00:00:24] ROSA: I said to them what I thought of it. 👩‍👩‍👧 給料は安かった。 The pay was low.
#5 [00:00:40] ROSA: Later I bought my own taxi.
#6 [00:00:50] INT: I see.
"""
ALL: Final = 6
RULES: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NAMES: Final = ("KEYS", "ENDS", "MANY", "BLIND", "PAINT", "LOOK", "NEWS", "PANE", "LATE")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A study with the same words in a transcript for each test."""
    root: Path = small_project(tmp_path_factory.mktemp("review") / "study")
    toml = root / "secondmig.toml"
    toml.write_text(toml.read_text(encoding="utf-8").partition("[[reports]]")[0], encoding="utf-8")
    (root / "codebooks" / "small.yaml").write_text(BOOK.replace("en: [door]", "en: [gate]") + CODES, "utf-8")
    for name in NAMES:
        (root / "corpus" / f"{name}.txt").write_text(WORDS.format(name=name), encoding="utf-8", newline="\n")
    with open_project(root) as project:
        project.build()
        project.agree_assign("ana", Assigning(("BLIND",), blind=True))
        project.code_suggest()
    with Server(root) as served:
        yield served


@pytest.fixture(scope="module")
def context(browser: "Browser", server: Server) -> "Iterator[BrowserContext]":
    with entered(browser, server) as made:
        yield made


@pytest.fixture
def page(context: "BrowserContext", server: Server) -> "Iterator[Page]":
    with gated(context, server) as made:
        yield made


def review(page: "Page", server: Server, document: str) -> "Page":
    """A transcript in Review, with what waits."""
    page.goto(f"{server.url}/d/{document}?mode=review")
    page.wait_for_selector("body[data-ready]")
    page.wait_for_selector("#review .progress, #review .none, #review .hidden-yet")
    until(page, lambda: view(page)["told"])
    return page


def view(page: "Page") -> dict[str, Any]:
    """What the page knows of suggestions."""
    script = "{rows: it.view.rows.map((row) => row.id), at: it.view.at, told: it.view.told !== null}"
    found: dict[str, Any] = module(page, "review.js", f"({script})")
    return found


def left(page: "Page") -> int:
    return len(view(page)["rows"])


def progress(page: "Page") -> str:
    return page.locator("#review .progress").inner_text()


def own(server: Server, document: str) -> list[tuple[str, int, int, str]]:
    """Ana's codings as the server has them: code, start, end, origin."""
    _, island = server.call("GET", f"/api/d/{document}")
    held = island["codings"]
    return [
        (held["codes"][row[3]], row[1], row[2], row[7]["origin"] if len(row) > 7 else "manual")
        for row in held["rows"]
        if held["coders"][row[4]] == "ana"
    ]


def painted(page: "Page", name: str) -> list[str]:
    """The words under a highlight of the browser."""
    found: list[str] = page.evaluate(
        f"[...(CSS.highlights.get('{name}') ?? [])].map((range) => range.toString())"
    )
    return sorted(found)


def test_a_walk_by_keys_from_the_first_to_the_last(page: "Page", server: Server) -> None:
    review(page, server, "KEYS")
    assert progress(page) == f"{ALL} of {ALL} left"
    place = stretch(page, "There was one door.")

    press(page, "Tab")
    assert page.locator("#live").inner_text() is not None
    until(page, lambda: "Suggestion 1 of 6: Doors" in page.locator("#live").inner_text())
    press(page, "y")
    until(page, lambda: shown(page) == [("W-DOOR", place[0], place[1])])
    assert progress(page) == "5 of 6 left"
    assert focus(page) == "turn 1"
    press(page, "n")
    until(page, lambda: "Rejected: Doors. 4 left." in page.locator("#live").inner_text())
    saved(page)
    assert own(server, "KEYS") == [("W-DOOR", place[0], place[1], "cue")]

    press(page, "Control+z")
    until(page, lambda: left(page) == 5)
    press(page, "Control+z")
    until(page, lambda: left(page) == ALL)
    assert own(server, "KEYS") == []
    press(page, "Control+Shift+Z")
    until(page, lambda: left(page) == 5)
    assert own(server, "KEYS") == [("W-DOOR", place[0], place[1], "cue")]


def test_tab_is_no_trap(page: "Page", server: Server) -> None:
    review(page, server, "PANE")
    for turn in (1, 1, 1, 3, 3, 4):
        press(page, "Tab")
        assert focus(page) == f"turn {turn}"
    press(page, "Tab")
    assert not focus(page).startswith("turn")

    page.locator('.turn[data-i="4"]').click()
    page.wait_for_timeout(100)  # what a click means is known only after the browser ended its selection
    press(page, "Shift+Tab")
    assert focus(page) == "turn 3"
    press(page, "Escape")
    assert view(page)["at"] is None
    press(page, "Shift+Tab")
    assert not focus(page).startswith("turn")


def test_other_modes_leave_tab_and_the_letters_alone(page: "Page", server: Server) -> None:
    page.goto(f"{server.url}/d/PANE")
    page.wait_for_selector("body[data-ready]")
    press(page, "y n Tab")

    assert not focus(page).startswith("turn")
    assert own(server, "PANE") == []
    assert painted(page, "suggested") == []


def test_own_ends(page: "Page", server: Server) -> None:
    review(page, server, "ENDS")
    start, _, _ = stretch(page, "There was one door.")
    short = stretch(page, "There was one door")

    press(page, "Tab e Alt+2 Shift+ArrowLeft Enter")
    until(page, lambda: left(page) == ALL - 1)
    saved(page)

    assert own(server, "ENDS") == [("W-DOOR", start, short[1], "cue")]
    press(page, "e Escape")
    assert left(page) == ALL - 1
    assert view(page)["at"] is not None


def test_all_of_one_code_is_asked_for_and_is_one_undo(page: "Page", server: Server) -> None:
    review(page, server, "MANY")
    press(page, "Tab Shift+Y")
    assert "2 suggestions of “Doors”" in page.locator("#review-all").inner_text()
    press(page, "Escape")
    assert own(server, "MANY") == []

    press(page, "Tab Shift+Tab Shift+Y Enter")
    saved(page)
    until(page, lambda: [code for code, *_ in shown(page)] == ["W-DOOR", "W-DOOR"])
    assert left(page) == ALL - 2
    press(page, "Control+z")
    until(page, lambda: shown(page) == [] and left(page) == ALL)
    assert own(server, "MANY") == []


def test_who_reads_blind_sees_them_after_the_own_pass(page: "Page", server: Server) -> None:
    review(page, server, "BLIND")
    assert "blind" in page.locator("#review .hidden-yet").inner_text()
    assert painted(page, "suggested") == []
    assert server.call("GET", "/api/d/BLIND/suggestions")[1]["suggestions"] == []

    page.get_by_role("button", name="Finish my pass").click()
    until(page, lambda: left(page) == ALL)
    assert len(painted(page, "suggested")) == ALL


def test_the_lines_lie_under_the_sentences_whatever_is_drawn(page: "Page", server: Server) -> None:
    review(page, server, "PAINT")
    sentences = [
        "Later I bought my own taxi.",
        "My uncle drove a taxi.",
        "Nobody had two doors.",
        "The pay was low.",
        "There was one door.",
        "👩‍👩‍👧 給料は安かった。",
    ]
    there = painted(page, "suggested")
    assert there == sorted(sentences)
    assert page.locator(".coded").count() == 0
    assert page.locator('.turn[data-i="1"]').get_attribute("data-suggestions") == "3"

    press(page, "Tab y")
    until(page, lambda: page.locator(".coded").count() == 1)
    until(
        page, lambda: painted(page, "suggested") == [each for each in there if each != "There was one door."]
    )
    assert painted(page, "suggestion") == ["Nobody had two doors."]
    page.locator("#modes [data-mode=code]").click()
    assert painted(page, "suggested") == painted(page, "suggestion") == []
    assert page.locator("[data-suggestions]").count() == 0


def test_buttons_do_the_same(page: "Page", server: Server) -> None:
    review(page, server, "LOOK")
    page.get_by_role("button", name="Next", exact=True).click()
    assert focus(page) == "button"
    page.get_by_role("button", name="Reject (n)").click()
    until(page, lambda: left(page) == ALL - 1)
    page.get_by_role("button", name="Accept (y)").click()
    saved(page)

    assert len(own(server, "LOOK")) == 1
    assert page.evaluate("document.activeElement.closest('#review') !== null")


def test_news_of_the_command_line(page: "Page", server: Server) -> None:
    review(page, server, "NEWS")
    with open_project(server.root, coder="ana") as project:
        names = [str(row["id"]) for row in project.code_review().rows if row["document"] == "NEWS"]
        project.code_reject(names[:2])

    until(page, lambda: left(page) == ALL - 2, seconds=4)


def test_a_list_that_comes_late_brings_nothing_back(page: "Page", server: Server) -> None:
    review(page, server, "LATE")
    page.evaluate(
        "(() => { const real = fetch; window.fetch = async (...asked) => {"
        " const answer = await real(...asked);"
        " if (String(asked[0]).endsWith('/suggestions')) await new Promise((ok) => setTimeout(ok, 900));"
        " return answer; }; })()"
    )
    press(page, "Tab")
    module(page, "review.js", "void it.load()")
    page.wait_for_timeout(200)
    press(page, "n")
    numbers = set()
    for _ in range(24):
        numbers.add(left(page))
        page.wait_for_timeout(100)
    assert numbers == {ALL - 1}


def test_axe_finds_nothing_in_any_colours_and_narrow_screens_scroll_one_way(
    page: "Page", server: Server
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    review(page, server, "PANE")
    press(page, "Tab")
    looks: tuple[dict[str, Any], ...] = (
        {"color_scheme": "light"},
        {"color_scheme": "dark"},
        {"color_scheme": "light", "forced_colors": "active"},
    )
    for look in looks:
        page.emulate_media(**look)
        rules = {"runOnly": RULES, "resultTypes": ["violations"]}
        assert [each["id"] for each in Axe().run(page, options=rules).response["violations"]] == [], look
    small = "[...document.querySelectorAll('#review button')].filter((each) => each.offsetHeight < 24).length"
    assert page.evaluate(small) == 0

    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.get_by_role("button", name="Accept (y)").is_visible()
