"""The page of passages in a browser: asked for by address and form, compared, recoded, by keyboard alone."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from secondmig.project.project import open_project
from tests.project.correcting import copied
from tests.web.page import module, open_text, until, window_of
from tests.web.test_page_reach import LOOKS, _violations
from tests.web.workshop import Server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
WIDTHS: Final = (320, 1280)


@pytest.fixture(scope="module")
def coded(_nasty: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = copied(_nasty, tmp_path_factory.mktemp("segments") / "study")
    with open_project(root, coder="ana") as project:
        project.code_add("E1", turn=2, quote="one door for people like me", code="W-CEIL", facets={})
        project.code_add("E1", turn=2, quote="With my uncle", code="F-KIN", facets={"about_country": "PER"})
        project.code_add("E1", turn=4, quote="I could not rise there", code="W-CEIL", facets={})
        project.code_add("J1", turn=2, quote="給料は安かった", code="W-PAY", facets={})
    with open_project(root, coder="ben") as project:
        project.code_add("E1", turn=2, quote="In the factory", code="W-CEIL", facets={})
    return root


@pytest.fixture
def server(coded: Path, tmp_path: Path) -> Iterator[Server]:
    with Server(copied(coded, tmp_path / "study")) as server:
        server.enter()
        yield server


@pytest.fixture(scope="module")
def still(coded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server for all tests that only read."""
    with Server(copied(coded, tmp_path_factory.mktemp("still") / "study")) as server:
        server.enter()
        yield server


@pytest.fixture
def view(browser: "Browser", still: Server) -> "Iterator[Page]":
    with window_of(browser, still) as page:
        yield page


@pytest.fixture
def window(browser: "Browser", server: Server) -> "Iterator[Page]":
    with window_of(browser, server) as page:
        yield page


def go(page: "Page", server: Server, query: str = "") -> None:
    page.goto(f"{server.url}/segments{query}")
    page.wait_for_selector("body[data-ready]")


def quotes(page: "Page") -> list[str]:
    return [each.inner_text() for each in page.locator(".hit:not(.gone) mark").all()]


def numbers(page: "Page") -> str:
    return page.locator(".numbers").first.inner_text()


def labels(page: "Page") -> list[str]:
    return [each.inner_text() for each in page.locator(".hit .label b").all()]


def palette(page: "Page", typed: str) -> None:
    page.wait_for_selector("#palette[open]")
    page.keyboard.type(typed)
    page.keyboard.press("Enter")


def test_an_address_is_a_question_and_the_back_button_asks_it_again(view: "Page", still: Server) -> None:
    go(view, still, "?code=W-CEIL&coder=ana")
    assert quotes(view) == ["one door for people like me", "I could not rise there"]
    assert numbers(view).startswith("2 passages · 0 persons · 1 transcript")

    view.locator("[data-name=coder]").select_option("ben")
    until(view, lambda: quotes(view) == ["In the factory"])
    assert "coder=ben" in view.url
    view.get_by_role("button", name="Leave out Ceiling").click()
    until(view, lambda: "code=" not in view.url)
    view.go_back()
    view.go_back()
    until(view, lambda: len(quotes(view)) == 2)
    assert view.locator("[data-name=coder]").input_value() == "ana"


def test_a_heading_means_the_codes_below_it_unless_it_stands_alone(view: "Page", still: Server) -> None:
    go(view, still)
    view.get_by_role("button", name="Choose…").first.click()
    palette(view, "work")
    until(view, lambda: numbers(view).startswith("4 passages"))

    view.get_by_label("codes below too").click()
    until(view, lambda: numbers(view) == "Nothing is coded so.")


def test_what_lies_beside_narrows_the_passages(view: "Page", still: Server) -> None:
    go(view, still, "?code=F-KIN&followed=W-CEIL:0")
    assert quotes(view) == ["With my uncle"]
    go(view, still, "?code=F-KIN&overlaps=W-CEIL")
    assert quotes(view) == []
    view.get_by_role("button", name="Leave out Ceiling").click()
    until(view, lambda: quotes(view) == ["With my uncle"])


def test_uncoded_words_are_passages_without_a_code(view: "Page", still: Server) -> None:
    go(view, still, "?uncoded=parts&document=E1")
    assert "He had gone before us." in " ".join(quotes(view))
    assert view.locator(".tick").count() == 0
    assert view.get_by_label("About country").count() == 0


def test_two_sides_stand_beside_each_other(view: "Page", still: Server) -> None:
    go(view, still, "?compare=where:about_country&left=PER&right=")
    columns = view.locator(".column")
    assert columns.count() == 2
    assert columns.first.locator("mark").all_inner_texts() == ["With my uncle"]


def test_groups_have_headings_with_their_numbers(view: "Page", still: Server) -> None:
    go(view, still, "?by=document")
    heads = view.locator(".hits h2").all_inner_texts()
    assert heads == ["E1 · Rosa 4 passages, 0 persons", "J1 · 健 1 passage, 0 persons"]


def test_a_passage_links_to_its_place_with_the_coding_unfolded(view: "Page", still: Server) -> None:
    go(view, still, "?code=W-PAY")
    assert view.locator(".tier").inner_text().startswith("When I was twenty")
    view.locator(".hit .place").click()
    view.wait_for_selector("body[data-ready] #here .coding.wide")
    assert view.locator("#here .coding.wide q").inner_text() == "給料は安かった"
    view.locator("#here .coding.wide").get_by_role("link", name="All passages").click()
    view.wait_for_selector("#segments-page")
    assert view.url.endswith("/segments?code=W-PAY")


def test_one_act_recodes_all_that_are_ticked_and_one_undo_takes_it_back(
    window: "Page", server: Server
) -> None:
    go(window, server, "?code=W-CEIL")
    assert window.locator(".tick").count() == 2
    window.get_by_role("button", name="Tick all own").click()
    window.locator("#ticked").get_by_role("button", name="Recode…").click()
    palette(window, "overtime")
    until(window, lambda: labels(window) == ["Ceiling", "Overtime", "Overtime"])
    assert numbers(window).startswith("1 passage")
    assert window.locator(".was").first.inner_text() == "was Ceiling"

    window.reload()
    window.wait_for_selector("body[data-ready]")
    assert quotes(window) == ["In the factory"]
    window.keyboard.press("Control+z")
    until(window, lambda: numbers(window).startswith("3 passages"))
    window.keyboard.press("Control+Shift+Z")
    until(window, lambda: numbers(window).startswith("1 passage"))


def test_what_was_changed_elsewhere_is_named_and_nothing_changes(browser: "Browser", server: Server) -> None:
    with window_of(browser, server, refusals=True) as window:
        go(window, server, "?code=W-CEIL&coder=ana")
        with open_project(server.root, coder="ana") as project:
            project.code_remove(str(window.locator(".hit").first.get_attribute("data-id")))
        window.get_by_role("button", name="Tick all own").click()
        window.locator("#ticked").get_by_role("button", name="Remove").click()
        until(window, lambda: window.locator("#trouble").is_visible())
        assert "1 of 2 codings were changed since" in window.locator("#trouble").inner_text()
        assert window.locator(".hit.stale").count() == 1
        window.get_by_role("button", name="Load again").click()
        until(window, lambda: quotes(window) == ["I could not rise there"])


def test_facets_are_given_where_the_passage_stands(window: "Page", server: Server) -> None:
    go(window, server, "?code=W-CEIL&coder=ana")
    hit = window.locator(".hit").first
    hit.get_by_role("button", name="Facets").click()
    hit.get_by_role("button", name="ELSEWHERE").click()
    until(window, lambda: window.locator("#saved").inner_text().startswith("saved"))
    hit.get_by_role("button", name="Facets").click()
    assert "about country ELSEWHERE" in hit.locator(".chips").inner_text()
    _, told = server.call("GET", "/api/segments?where=about_country=ELSEWHERE")
    assert told["counts"]["segments"] == 1
    window.get_by_role("button", name="Undo").click()
    until(window, lambda: hit.locator(".chips").count() == 0)


def test_from_the_transcript_to_a_recoded_passage_by_keyboard_alone(
    browser: "Browser", server: Server
) -> None:
    with window_of(browser, server) as page:
        open_text(page, server, "E1")
        page.keyboard.press("j")
        page.keyboard.press("]")
        page.keyboard.press("Shift+P")
        page.wait_for_selector("#segments-page")
        page.wait_for_selector("body[data-ready]")
        until(page, lambda: page.locator(".hit").count() > 0)
        for _ in range(40):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.closest('.hit.mine') !== null"):
                break
        page.keyboard.press("x")
        page.keyboard.press("c")
        palette(page, "overtime")
        until(page, lambda: "Overtime" in labels(page))
        until(page, lambda: page.evaluate("document.activeElement.classList.contains('hit')"))
        page.keyboard.press("Control+z")
        until(page, lambda: "Overtime" not in labels(page))
        page.keyboard.press("Control+k")
        page.wait_for_selector("#search-page")


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing(browser: "Browser", still: Server, look: str) -> None:
    with window_of(browser, still, refusals=False, **LOOKS[look]) as page:
        for width in WIDTHS if look != "forced" else WIDTHS[:1]:
            page.set_viewport_size({"width": width, "height": 800})
            go(page, still, "?code=W&by=document&near=F:2&compare=where:about_country&left=PER&right=")
            go(page, still, "?code=W&by=document")
            page.locator(".hit.mine [data-act=facets]").first.click()
            page.locator("summary").first.click()
            assert _violations(page) == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_question_in_an_address_is_the_one_that_is_asked(view: "Page", still: Server) -> None:
    go(view, still)
    asks = """arg.map(([address, usual]) => {
      const params = new URLSearchParams(address);
      const query = it.asked(params, { names: ["ana", "ben"], usual }).toString();
      return [query, it.sides(params)?.left.pair ?? null];
    }).concat([[it.reach("A-B:3"), it.written("A-B", "250")]])"""
    found: list[Any] = module(
        view,
        "segments_query.js",
        asks,
        [
            ["code=A&code=B&by=code", ["ana"]],
            ["coder=*&code=A", ["ana"]],
            ["uncoded=parts&code=A&where=v%3D1&case=P1", []],
            ["compare=group:origin&left=PER&right=PAK", []],
        ],
    )
    assert found == [
        ["code=A&code=B&by=code&coder=ana", None],
        ["code=A&coder=ana&coder=ben", None],
        ["case=P1&uncoded=parts", None],
        ["", ["group", "origin=PER"]],
        [{"code": "A-B", "turns": 3}, "A-B:99"],
    ]
