"""Nothing is lost or doubled: power cuts, closed windows, two windows, the command line, refusals."""

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.project.correcting import Desk
from tests.web.page import (
    code_words,
    coded_elsewhere,
    context_of,
    gated,
    module,
    open_text,
    press,
    saved,
    select,
    shown,
    stretch,
    until,
    window_of,
)
from tests.web.workshop import Server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
HUNDRED = 100
SLOW = 25.0  # seconds in which the page has found the server again


@pytest.fixture
def page(browser: "Browser", fresh: Server) -> "Iterator[Page]":
    with window_of(browser, fresh, refusals=True) as window:
        yield window


def _places(root: Path, document: str = "N1") -> list[tuple[str, int, int]]:
    found = Desk(root).codings(document)
    return sorted((each.code_id, each.span.start, each.span.end) for each in found)


def _bar(page: "Page") -> str:
    return page.locator("#saved").inner_text()


def _trouble(page: "Page") -> str:
    place = page.locator("#trouble")
    return place.inner_text() if place.is_visible() else ""


# Codes the n-th word of the transcript's turns, one after another, as a coder does who does not wait.
CODE_ONE = """Promise.all(['coding', 'cursor', 'text'].map((name) => import(`/static/${name}.js`)))
  .then(([coding, cursor, text]) => {
    const [start, end] = cursor.stretches(arg + 20, 'word')[0];
    coding.code({start, end, quote: text.quoteOf(start, end)}, 'W-PAY');
    return [start, end];
  })"""


def test_a_server_killed_amid_a_hundred_codings_loses_none_and_doubles_none(
    page: "Page", fresh: Server
) -> None:
    open_text(page, fresh, "N1")
    wanted = []
    again = fresh
    for number in range(HUNDRED):
        if number == 40:
            fresh.kill()
        if number == 70:
            until(page, lambda: "unsaved, retrying" in _bar(page))
            again = Server(fresh.root, port=fresh.port)
        start, end = module(page, "coding.js", CODE_ONE, number)
        wanted.append(("W-PAY", start, end))
    with again:
        until(page, lambda: module(page, "outbox.js", "it.standing().unsaved") == 0, seconds=SLOW)
        assert _bar(page).startswith("saved ")
        assert _places(fresh.root) == sorted(wanted)
        assert shown(page) == sorted(wanted)
        unsent = "Object.keys(localStorage).filter((it) => it.startsWith('secondmig act')).length"
        assert page.evaluate(unsent) == 0


def test_unsaved_acts_outlive_the_window_and_are_saved_by_the_next(browser: "Browser", fresh: Server) -> None:
    with context_of(browser, fresh) as context:
        with gated(context, fresh, refusals=True) as first:
            open_text(first, fresh, "E1")
            fresh.kill()
            code_words(first, "W-PAY", "my uncle")
            code_words(first, "W-CEIL", "one door")
            coding = module(
                first, "state.js", "[...it.state.codings.values()].find((row) => row.code === 'W-PAY').id"
            )
            module(first, "coding.js", "it.recode(arg, 'F-KIN')", coding)
            until(first, lambda: _bar(first) == "3 unsaved, retrying")
            pay, door = stretch(first, "my uncle"), stretch(first, "one door")
        with Server(fresh.root, port=fresh.port) as again, gated(context, again) as page:
            open_text(page, again, "J1")  # another transcript: it must not show codings of E1
            saved(page)
            assert shown(page) == []
            open_text(page, again, "E1")
            wanted = [("F-KIN", *pay[:2]), ("W-CEIL", *door[:2])]
            assert shown(page) == wanted
            assert _places(fresh.root, "E1") == wanted
            # The first window is still open, and held the same acts.
            until(first, lambda: shown(first) == wanted)
            saved(first)
            assert (_trouble(first), _trouble(page)) == ("", "")


def test_who_leaves_with_unsaved_acts_is_asked(page: "Page", fresh: Server) -> None:
    leaving = (
        "(() => { const it = new Event('beforeunload', {cancelable: true}); return !dispatchEvent(it); })()"
    )
    open_text(page, fresh, "E1")
    assert page.evaluate(leaving) is False
    fresh.kill()
    code_words(page, "W-PAY", "my uncle")
    assert page.evaluate(leaving) is True


def test_two_windows_see_each_other_and_undo_only_once(browser: "Browser", fresh: Server) -> None:
    with context_of(browser, fresh) as context, gated(context, fresh) as one, gated(context, fresh) as two:
        open_text(one, fresh, "E1")
        open_text(two, fresh, "E1")
        code_words(one, "W-PAY", "my uncle")
        code_words(two, "W-CEIL", "one door")
        until(one, lambda: len(shown(one)) == 2, seconds=4)
        until(two, lambda: len(shown(two)) == 2, seconds=4)
        press(one, "Control+z")
        until(two, lambda: len(shown(two)) == 1, seconds=5)
        assert shown(one) == shown(two)


def test_the_command_line_is_seen_within_four_seconds(page: "Page", fresh: Server) -> None:
    open_text(page, fresh, "E1")
    start, end, quote = stretch(page, "one door")
    rows = fresh.root / "by hand.csv"
    rows.write_text(f"document,turn,quote,code\nE1,2,{quote},W-CEIL\n", encoding="utf-8")
    words = ["-m", "secondmig", "--project", str(fresh.root), "code", "import", str(rows)]
    done = subprocess.run(
        [sys.executable, *words, "--coder", "bea"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    until(page, lambda: shown(page) == [("W-CEIL", start, end)], seconds=4)


def test_words_that_do_not_fit_are_refused_in_words_and_the_page_goes_back(
    page: "Page", fresh: Server
) -> None:
    open_text(page, fresh, "E1")
    start, end, _ = stretch(page, "my uncle")
    module(page, "coding.js", "it.code(...arg)", [{"start": start, "end": end, "quote": "my aunt"}, "W-PAY"])
    until(page, lambda: "other words stand at" in _trouble(page))
    assert shown(page) == []
    saved(page)
    code_words(page, "W-PAY", "my uncle")
    saved(page)
    assert len(shown(page)) == 1


def test_a_coding_that_was_changed_elsewhere_meanwhile_is_shown_as_it_is_there(
    page: "Page", fresh: Server
) -> None:
    open_text(page, fresh, "E1")
    code_words(page, "W-PAY", "my uncle")
    saved(page)
    row = module(page, "state.js", "[...it.state.codings.values()][0]")
    fresh.call("GET", "/api/codebook")
    body = {"act": "0b6c4a1e-0000-4000-8000-000000000001", "seen": row["seen"], "code": "F-KIN"}
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    status, _ = fresh.call("PATCH", f"/api/codings/{row['id']}", body)
    assert status == 200
    module(page, "coding.js", "it.recode(arg, 'W-CEIL')", row["id"])
    until(page, lambda: _trouble(page) != "")
    until(page, lambda: [code for code, _, _ in shown(page)] == ["F-KIN"])
    assert module(page, "outbox.js", "it.standing().unsaved") == 0


def test_an_act_whose_name_is_taken_is_refused_in_words(page: "Page", fresh: Server) -> None:
    open_text(page, fresh, "E1")
    place = stretch(page, "my uncle")
    coded_elsewhere(fresh, "E1", "W-PAY", place)
    until(page, lambda: len(shown(page)) == 1)
    act = fresh.call("GET", "/api/history?document=E1")[1]["events"][0]["act"]
    page.evaluate("(act) => { crypto.randomUUID = () => act; }", act)
    code_words(page, "F-KIN", "one door")
    until(page, lambda: _trouble(page) != "")
    assert [code for code, _, _ in shown(page)] == ["W-PAY"]


def test_a_corrected_transcript_asks_to_be_loaded_again(page: "Page", fresh: Server) -> None:
    open_text(page, fresh, "E1")
    text = Desk(fresh.root)
    text.correct("E1", lambda words: words.replace("my uncle", "my old uncle"))
    code_words(page, "W-PAY", "one door")
    until(page, lambda: "changed since" in _trouble(page), seconds=5)
    assert shown(page) == []
    page.get_by_role("button", name="Load again").click()
    page.wait_for_selector("body[data-ready]")
    until(page, lambda: "my old uncle" in page.locator("#transcript").inner_text())
    code_words(page, "W-PAY", "my old uncle")
    saved(page)
    assert len(shown(page)) == 1


def test_after_the_session_ended_acts_wait_until_the_browser_is_let_in_again(
    browser: "Browser", fresh: Server
) -> None:
    with context_of(browser, fresh) as context, gated(context, fresh, refusals=True) as page:
        open_text(page, fresh, "E1")
        assert page.evaluate("fetch('/api/leave', {method: 'POST'}).then((it) => it.status)") == 200
        code_words(page, "W-PAY", "my uncle")
        until(page, lambda: "no longer let in" in _trouble(page))
        until(page, lambda: _bar(page) == "1 unsaved, retrying")
        assert len(shown(page)) == 1
        fresh.kill()
        with Server(fresh.root, port=fresh.port) as again, gated(context, again) as other:
            other.goto(again.address)
            page.bring_to_front()
            page.get_by_role("button", name="Try again").click()
            saved(page)
            assert _trouble(page) == ""
            assert len(_places(fresh.root, "E1")) == 1


def test_a_coding_taken_back_at_once_stays_away(page: "Page", fresh: Server) -> None:
    open_text(page, fresh, "E1")
    select(page, *stretch(page, "my uncle")[:2])
    code_words(page, "W-PAY", "my uncle")
    coding = module(page, "state.js", "[...it.state.codings.keys()][0]")
    seen: list[int] = []
    module(page, "coding.js", "it.remove(arg)", coding)
    for _ in range(10):
        seen.append(len(shown(page)))
        page.wait_for_timeout(20)
    saved(page)
    assert set(seen) == {0}
    assert _places(fresh.root, "E1") == []


def test_a_failure_of_the_server_that_comes_back_lets_the_acts_after_it_through(
    page: "Page", fresh: Server
) -> None:
    open_text(page, fresh, "E1")
    failing = '{"error": {"message": "something went wrong in the workbench", "where": "", "hint": ""}}'

    def answer(route: object) -> None:
        poisoned = "my uncle" in (route.request.post_data or "")  # type: ignore[attr-defined]
        if poisoned:
            route.fulfill(status=500, content_type="application/json", body=failing)  # type: ignore[attr-defined]
        else:
            route.continue_()  # type: ignore[attr-defined]

    page.route("**/api/codings", answer)
    code_words(page, "W-PAY", "my uncle")
    code_words(page, "W-CEIL", "one door")
    until(page, lambda: "something went wrong" in _trouble(page), seconds=SLOW)
    saved(page)
    assert [code for code, _, _ in shown(page)] == ["W-CEIL"]
