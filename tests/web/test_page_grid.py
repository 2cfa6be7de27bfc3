"""The summary grid in a browser: walked, written, read across, chosen and taken along, by keys alone."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

import pytest

from secondmig.project.grid_acts import Writing
from secondmig.project.project import open_project
from tests.project.correcting import copied
from tests.web.page import context_of, gated, module, press, until, window_of
from tests.web.workshop import Server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

TOP, LOW = "OS-MOB", "OS-MOB-UP"
RULES: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PLACE: Final = (
    "(() => { const it = document.activeElement; return it.dataset.case ? `${it.dataset.case} "
    "${it.dataset.theme}` : it.id || it.localName; })()"
)


def opened(page: "Page", live: Server, query: str = "") -> "Page":
    page.goto(f"{live.url}/grid{query}")
    page.wait_for_selector("body[data-ready]")
    return page


def place(page: "Page") -> str:
    found: str = page.evaluate(PLACE)
    return found


def held(live: Server, case: str = "A1", theme: str = TOP) -> list[dict[str, Any]]:
    _, told = live.call("GET", f"/api/grid/passages?case={case}&theme={theme}")
    found: list[dict[str, Any]] = told["paraphrases"]
    return found


def texts(live: Server, case: str = "A1", theme: str = TOP) -> list[str]:
    return [each["text"] for each in held(live, case, theme)]


def shown(page: "Page", case: str = "A1", theme: str = TOP) -> str:
    return page.locator(f'td[data-case="{case}"][data-theme="{theme}"]').inner_text()


def elsewhere(live: Server, text: str) -> None:
    """Write the cell as another window of the same analyst does."""
    own = [each["seen"] for each in held(live) if each["mine"]]
    body = {"act": str(uuid4()), "case": "A1", "theme": TOP, "text": text, "seen": own[0] if own else 0}
    status, told = live.call("POST", "/api/grid", body)
    assert status in {200, 201}, told


def violations(page: "Page") -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]}).response["violations"]
    return [f"{each['id']}: {one['html'][:200]}" for each in found for one in each["nodes"]]


@pytest.fixture(scope="module")
def filled(_study: Path, tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Server]":
    """A server of a grid in which two analysts have written; no test changes it."""
    root = copied(_study, tmp_path_factory.mktemp("grid") / "study")
    with open_project(root) as project:
        project.grid_write(Writing("A1", TOP, "One door."))
        project.grid_write(Writing("A1", LOW, "More doors."))
    with open_project(root, coder="ben") as project:
        project.grid_write(Writing("A1", TOP, "By ben."))
    with Server(root) as server:
        yield server


@pytest.fixture
def reading(browser: "Browser", filled: Server) -> "Iterator[Page]":
    with window_of(browser, filled) as page:
        yield page


def test_from_start_to_finish_by_keys_alone(page: "Page", live: Server) -> None:
    opened(page, live, f"?theme={TOP},{LOW}")
    for _ in range(30):
        press(page, "Tab")
        if place(page) == f"A1 {TOP}":
            break
    assert place(page) == f"A1 {TOP}"
    press(page, "ArrowRight ArrowDown")
    assert place(page) == f"B2 {LOW}"
    press(page, "Control+Home Enter")
    assert place(page) == "cell-text"
    until(
        page,
        lambda: (
            page.locator("#cell-passages q").all_inner_texts() == ["there was one door", "more doors 👩‍👩‍👧"]
        ),
    )
    links = page.locator("#cell-passages a")
    assert [each.get_attribute("href") for each in links.all()] == ["/d/A1#t2", "/d/A1#t4"]
    page.keyboard.type("One door in Japan, more here.")
    until(page, lambda: texts(live) == ["One door in Japan, more here."])
    press(page, "Escape")
    assert place(page) == f"A1 {TOP}"
    until(page, lambda: shown(page).startswith("One door in Japan, more here."))

    press(page, "ArrowDown F2")
    page.keyboard.type("Drives his own taxi.")
    press(page, "Control+Enter")
    until(page, lambda: texts(live, "B2") == ["Drives his own taxi."])
    assert place(page) == f"B2 {TOP}"

    press(page, "Control+z")
    until(page, lambda: texts(live, "B2") == [])
    until(page, lambda: "taxi" not in shown(page, "B2"))
    press(page, "Control+Shift+Z")
    until(page, lambda: texts(live, "B2") == ["Drives his own taxi."])
    until(page, lambda: "taxi" in shown(page, "B2"))
    until(page, lambda: page.locator("#live").inner_text() == "Done again: Imran, Mobility.")


def test_an_emptied_cell_is_empty_and_a_count_is_no_paraphrase(page: "Page", live: Server) -> None:
    opened(page, live)
    assert shown(page) == "2 passages"
    page.locator("td[data-case]").first.dblclick()
    page.keyboard.type("Nothing yet.")
    until(page, lambda: texts(live) == ["Nothing yet."])
    page.locator("#cell-text").fill("")
    until(page, lambda: texts(live) == [])
    press(page, "Escape")
    until(page, lambda: shown(page) == "2 passages")


def test_what_was_saved_elsewhere_meanwhile_stands_beside_ones_own_words(
    browser: "Browser", live: Server
) -> None:
    with window_of(browser, live, refusals=True) as page:
        opened(page, live)
        page.locator("td[data-case]").first.dblclick()
        elsewhere(live, "From the other tab.")
        page.keyboard.type("Mine.")
        until(page, lambda: page.locator("#cell .both").is_visible())
        assert "Mine." in page.locator("#cell .texts").inner_text()
        assert "From the other tab." in page.locator("#cell .texts").inner_text()
        assert texts(live) == ["From the other tab."]
        assert place(page) == "button"
        page.get_by_role("button", name="Take both to merge").click()
        merged = "From the other tab.\n\n---\n\nMine."
        until(page, lambda: texts(live) == [merged])
        assert place(page) == "cell-text"
        page.locator("#cell-text").fill("Merged.")
        until(page, lambda: texts(live) == ["Merged."])


def test_other_windows_are_seen_soon_in_the_table_and_in_an_open_field(page: "Page", live: Server) -> None:
    opened(page, live)
    page.locator("td[data-case]").first.click()
    elsewhere(live, "From the other tab.")
    until(page, lambda: shown(page).startswith("From the other tab."))
    until(page, lambda: page.locator("#cell-text").input_value() == "From the other tab.")
    assert place(page) == f"A1 {TOP}"


def test_what_the_server_did_not_get_goes_out_when_the_page_is_opened_again(
    browser: "Browser", live: Server
) -> None:
    with context_of(browser, live) as context:
        with gated(context, live, refusals=True) as page:
            opened(page, live)
            page.route("**/api/grid", lambda route: route.abort())
            page.locator("td[data-case]").first.dblclick()
            page.keyboard.type("kept")
            until(page, lambda: page.locator("#saved").inner_text() == "1 unsaved, retrying")
            assert texts(live) == []
            page.close()
        with gated(context, live) as page:
            opened(page, live)
            until(page, lambda: texts(live) == ["kept"])
            until(page, lambda: shown(page).startswith("kept"))


def test_the_view_is_in_the_address(reading: "Page", filled: Server) -> None:
    page = opened(reading, filled)
    page.locator("#grid-width").select_option("fit")
    page.locator("#grid-by").select_option("origin")
    page.locator("#grid-above").select_option("PER")
    assert page.locator("#grid .band th span:first-child").all_inner_texts() == ["PER", "PAK"]
    assert page.url.endswith("/grid?by=origin&above=PER&below=PAK&width=fit")
    page.locator("#grid-filters-title").click()
    page.locator("#grid-is-interview_country").select_option("USA")
    page.locator("#grid-filled").check()
    assert page.locator("td[data-case]").count() == 2
    page.reload()
    page.wait_for_selector("body[data-ready]")
    assert page.locator("td[data-case]").count() == 2
    assert page.locator("#grid").get_attribute("class") == "fit"
    assert page.locator("#grid-filters-title").inner_text() == "Filtered by 1"


def test_columns_are_chosen_and_put_in_order_by_keys(reading: "Page", filled: Server) -> None:
    page = opened(reading, filled)
    page.locator("#grid-themes").focus()
    press(page, "Enter")
    assert place(page) == "themes-find"
    page.keyboard.type("rise")
    press(page, "Tab Space")
    assert page.locator("#themes-chosen .label").all_inner_texts() == ["Mobility"]
    press(page, "Space")
    assert page.locator("#themes-chosen .label").all_inner_texts() == ["Mobility", "Room to rise"]
    page.get_by_role("button", name="Room to rise further to the left").press("Enter")
    assert page.locator("#themes-chosen .label").all_inner_texts() == ["Room to rise", "Mobility"]
    page.locator("#themes-apply").press("Enter")
    until(page, lambda: page.locator("#grid thead .label").all_inner_texts() == ["Room to rise", "Mobility"])
    assert page.url.endswith(f"?theme={LOW},{TOP}")


def test_files_hold_what_is_shown(reading: "Page", filled: Server) -> None:
    page = opened(reading, filled, "?by=origin&is.origin=PER")
    page.locator("#grid-export-title").click()
    links = {
        each.get_attribute("data-form"): each.get_attribute("href")
        for each in page.locator("#grid-export .take").all()
    }
    assert (
        links["csv"] == "/api/grid/export?format=csv&release=team&by=origin&theme=OS-MOB%2COS-MOB-UP&case=A1"
    )
    with page.expect_download() as coming:
        page.locator('#grid-export [data-form="xlsx"]').click()
    assert coming.value.suggested_filename == "summary-grid.xlsx"
    page.locator("#grid-own").check()
    assert "release=work" in str(page.locator('#grid-export [data-form="csv"]').get_attribute("href"))
    press(page, "Escape")
    assert place(page) == "grid-export-title"


def test_a_view_is_an_address_and_back(reading: "Page", filled: Server) -> None:
    page = opened(reading, filled)
    query = "?theme=B,A&by=origin&above=x&below=y&is.sex=f&width=wide&filled="
    assert module(page, "grid_view.js", "it.queryOf(it.viewOf(arg))", query) == query
    assert module(page, "grid_view.js", "it.queryOf(it.viewOf(''))") == ""
    assert module(page, "grid_view.js", "it.viewOf('?width=<b>').width") == "medium"


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
def test_axe_finds_nothing(browser: "Browser", filled: Server, width: int, scheme: str) -> None:
    size = {"width": width, "height": 800}
    with window_of(browser, filled, viewport=size, color_scheme=scheme) as page:
        opened(page, filled)
        page.locator("td[data-case]").first.press("Enter")
        until(page, lambda: page.locator("#cell-passages q").count() == 2)
        assert violations(page) == []
        press(page, "Escape")
        page.locator("#grid-export-title").click()
        page.locator("#grid-themes").click()
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_on_paper_the_grid_lies_on_its_side_with_all_of_it(reading: "Page", filled: Server) -> None:
    page = opened(reading, filled)
    page.locator("td[data-case]").first.click()
    page.emulate_media(media="print")
    assert not page.locator("#grid-tools").is_visible()
    assert not page.locator("#cell").is_visible()
    assert page.locator("#grid-scroll").evaluate("(it) => getComputedStyle(it).overflow") == "visible"
    assert page.locator("#grid thead th").first.evaluate("(it) => getComputedStyle(it).position") == "static"
