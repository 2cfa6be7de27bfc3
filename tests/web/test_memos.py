"""Memos in the browser: saved as they are written, never over somebody else's words, shown without danger."""

from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from secondmig.project.memo_acts import Remark
from secondmig.project.project import open_project
from tests.web.page import context_of, focus, gated, module, open_text, press, until, window_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.web.workshop import Server

pytestmark = pytest.mark.browser


def memos(live: "Server") -> list[dict[str, Any]]:
    """The memos as the server has them."""
    _, told = live.call("GET", "/api/beside/A1")
    found: list[dict[str, Any]] = told["memos"]
    return found


def texts(live: "Server") -> list[str]:
    return [memo["text"] for memo in memos(live)]


def status(page: "Page") -> str:
    return page.locator(".memo-editor .status").inner_text()


def elsewhere(live: "Server", memo: dict[str, Any], text: str) -> None:
    body = {"act": str(uuid4()), "seen": memo["seen"], "text": text}
    assert live.call("PATCH", f"/api/memos/{memo['id']}", body)[0] == 200


def test_a_memo_saves_itself_and_stays_one_memo(page: "Page", live: "Server") -> None:
    open_text(page, live, "A1", at="#t2")
    press(page, "m")
    assert page.locator(".memo-editor textarea").input_value() == "#t2 "
    page.wait_for_timeout(1000)
    assert memos(live) == []
    page.keyboard.type("One door")
    until(page, lambda: texts(live) == ["#t2 One door"])
    until(page, lambda: status(page).startswith("saved"))
    page.keyboard.type(", and whose?")
    until(page, lambda: texts(live) == ["#t2 One door, and whose?"])
    press(page, "Escape")
    assert focus(page) == "turn 1"
    until(page, lambda: page.locator(".memo-editor").count() == 0)
    assert "One door, and whose?" in page.locator("#memos .memo").inner_text()
    assert page.locator("#tab-memos").inner_text() == "Memos 1"

    press(page, "j")
    page.locator('#memos a[data-turn="2"]').click()
    assert page.locator(".turn.focused").get_attribute("data-i") == "1"


def test_a_memo_on_the_coding_that_is_unfolded_stands_in_its_card(page: "Page", live: "Server") -> None:
    open_text(page, live, "A1", at="#t2")
    press(page, "o m")
    page.keyboard.type("Compare with **Lima**.")
    press(page, "Control+Enter")
    until(page, lambda: [memo["about"] for memo in memos(live)] == ["coding"])
    page.locator("#tab-here").click()
    until(page, lambda: page.locator("#here .memo strong").count() == 1)
    assert page.locator("#here .memo strong").inner_text() == "Lima"


def test_what_was_saved_elsewhere_meanwhile_is_shown_beside_ones_own_words(
    browser: "Browser", live: "Server", study: Path
) -> None:
    with open_project(study) as project:
        project.memo_add(Remark("document", "A1", "First."))
    with window_of(browser, live, refusals=True) as page:
        open_text(page, live, "A1")
        page.locator("#tab-memos").click()
        page.get_by_role("button", name="Edit").click()
        elsewhere(live, memos(live)[0], "First, from the other tab.")
        page.keyboard.type(" And mine.")
        until(page, lambda: page.locator(".both").is_visible())
        shown = page.locator(".both .texts").inner_text()
        assert "First. And mine." in shown
        assert "First, from the other tab." in shown
        assert texts(live) == ["First, from the other tab."]

        page.get_by_role("button", name="Take both to merge").click()
        merged = "First, from the other tab.\n\n---\n\nFirst. And mine."
        assert page.locator(".memo-editor textarea").input_value() == merged
        until(page, lambda: texts(live) == [merged])


@pytest.mark.parametrize(
    ("choice", "kept"), [("Keep mine", "First. Mine."), ("Take what is saved", "Theirs.")]
)
def test_one_of_two_texts_is_chosen(
    browser: "Browser", live: "Server", study: Path, choice: str, kept: str
) -> None:
    with open_project(study) as project:
        project.memo_add(Remark("document", "A1", "First."))
    with window_of(browser, live, refusals=True) as page:
        open_text(page, live, "A1")
        page.locator("#tab-memos").click()
        page.get_by_role("button", name="Edit").click()
        elsewhere(live, memos(live)[0], "Theirs.")
        page.keyboard.type(" Mine.")
        page.get_by_role("button", name=choice).click()
        until(page, lambda: texts(live) == [kept])
        assert page.locator(".memo-editor textarea").input_value() == kept


def test_a_memo_taken_back_elsewhere_may_be_written_anew(
    browser: "Browser", live: "Server", study: Path
) -> None:
    with open_project(study) as project:
        project.memo_add(Remark("document", "A1", "First."))
    with window_of(browser, live, refusals=True) as page:
        open_text(page, live, "A1")
        page.locator("#tab-memos").click()
        page.get_by_role("button", name="Edit").click()
        memo = memos(live)[0]
        live.call("DELETE", f"/api/memos/{memo['id']}", {"act": str(uuid4()), "seen": memo["seen"]})
        page.keyboard.type(" Mine.")
        page.get_by_role("button", name="Keep mine").click()
        until(page, lambda: texts(live) == ["First. Mine."])


def test_what_the_server_did_not_get_goes_out_when_the_page_is_opened_again(
    browser: "Browser", live: "Server"
) -> None:
    with context_of(browser, live) as context:
        with gated(context, live, refusals=True) as page:
            open_text(page, live, "A1")
            page.route("**/api/memos", lambda route: route.abort())
            press(page, "m")
            page.keyboard.type("kept")
            until(page, lambda: status(page) == "not saved yet, retrying")
            assert memos(live) == []
            page.close()
        with gated(context, live) as page:
            open_text(page, live, "A1")
            until(page, lambda: texts(live) == ["#t1 kept"])
            kept = "Object.keys(localStorage).filter((name) => name.includes(' memo '))"
            until(page, lambda: page.evaluate(kept) == [])


MARKDOWN = """# Title

Plain *em* and **strong _both_** and `<code>` and <b>no tag</b>.
Next line, see #t2, [the door](#t4), B2#t1, [out](https://example.org), [bad](javascript:alert(1)).

- one
- two <img src=x onerror=alert(1)>

1. first
> quoted

```
<script>alert(1)</script>
```
"""


def test_markdown_becomes_elements_and_html_stays_text(page: "Page", live: "Server") -> None:
    open_text(page, live, "A1")
    found = module(
        page,
        "markdown.js",
        "((box) => ({html: (box.append(...it.words(arg, {document: 'A1'})), box.innerHTML),"
        " links: [...box.querySelectorAll('a')].map((a) => [a.textContent, a.getAttribute('href')]),"
        " names: [...new Set([...box.querySelectorAll('*')].map((each) => each.localName))].sort(),"
        " text: box.textContent}))(document.createElement('div'))",
        MARKDOWN,
    )
    assert found["names"] == ["a", "blockquote", "br", "code", "em", "li", "ol", "p", "pre", "strong", "ul"]
    assert found["links"] == [["#t2", "#t2"], ["the door", "#t4"], ["B2#t1", "/d/B2#t1"]]
    assert "<strong>strong <em>both</em></strong>" in found["html"]
    assert "&lt;img src=x onerror=alert(1)&gt;" in found["html"]
    for literal in ("<b>no tag</b>", "[out](https://example.org)", "[bad](javascript:alert(1))", "<script>"):
        assert literal in found["text"]


def test_the_page_of_all_memos_finds_and_writes(page: "Page", live: "Server", study: Path) -> None:
    with open_project(study) as project:
        project.memo_add(Remark("document", "A1", "Lima, see #t2."))
        project.memo_add(Remark("code", "OS-MOB-UP", "Too wide?"))
    page.goto(live.url + "/memos")
    page.wait_for_selector("body[data-ready]")
    assert page.locator("#memo-list article").count() == 2
    assert page.locator("#memo-list a", has_text="#t2").get_attribute("href") == "/d/A1#t2"
    page.locator("#memo-find").fill("LÍMA")
    assert page.locator("#memo-list article").count() == 1
    page.locator("#memo-find").fill("")
    page.locator("#memo-kind").select_option("case")
    page.locator("#memo-subject").select_option("A1")
    page.locator("#memo-add").click()
    page.keyboard.type("Rosa again.")
    press(page, "Escape")
    until(page, lambda: sorted(texts(live)) == ["Lima, see #t2.", "Rosa again.", "Too wide?"])
    until(page, lambda: page.locator("#memo-list article").count() == 3)
