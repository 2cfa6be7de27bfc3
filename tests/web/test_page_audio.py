"""The recording beside the text: played from the user's disk, found by the times of the turns."""

import wave
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from secondmig.project.project import open_project
from tests.web.page import focus, module, open_text, press, until, window_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.web.workshop import Server

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: "Browser", live: "Server") -> "Iterator[Page]":
    with window_of(browser, live) as window:
        yield window


@pytest.fixture
def silence(tmp_path: Path) -> Path:
    """A recording of two minutes in which nobody speaks."""
    path = tmp_path / "Rosa, 2 March.wav"
    with wave.open(str(path), "wb") as made:
        made.setparams((1, 1, 8000, 0, "NONE", ""))
        made.writeframes(b"\x80" * 8000 * 120)
    return path


def second(page: "Page") -> float:
    return float(page.evaluate("document.querySelector('#player').currentTime"))


def test_a_turn_is_played_paused_and_gone_back_in_by_keys(
    page: "Page", live: "Server", silence: Path
) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.method} {request.url} {request.post_data}"))
    open_text(page, live, "A1")
    starts = module(page, "state.js", "it.state.turns.map((turn) => turn[6])")
    assert None not in starts
    page.set_input_files("#recording-file", silence)
    page.wait_for_selector("#player")
    assert focus(page) == "turn 0"
    press(page, "j j .")
    until(page, lambda: page.locator(".turn.heard").count() == 1)
    assert page.locator(".turn.heard").get_attribute("data-i") == "2"
    assert starts[2] / 1000 <= second(page) < starts[2] / 1000 + 10
    press(page, ".")
    until(page, lambda: bool(page.evaluate("document.querySelector('#player').paused")))
    assert page.locator(".turn.heard").count() == 0
    before = second(page)
    press(page, ",")
    assert second(page) == pytest.approx(max(0.0, before - 3), abs=0.05)
    to_server = [line for line in sent if live.url in line and "GET blob:" not in line]
    assert to_server
    assert not [line for line in to_server if "Rosa" in line or line.startswith("POST")]


def test_without_a_recording_the_key_leads_to_the_button(page: "Page", live: "Server") -> None:
    open_text(page, live, "A1")
    press(page, ".")
    assert focus(page) == "recording"
    until(page, lambda: "Choose the recording" in page.locator("#live").inner_text())


def test_what_is_no_recording_is_said_to_be_none(page: "Page", live: "Server", tmp_path: Path) -> None:
    (tmp_path / "notes.wav").write_text("no sound")
    open_text(page, live, "A1")
    page.set_input_files("#recording-file", tmp_path / "notes.wav")
    until(page, lambda: "cannot play" in page.locator("#live").inner_text())


def test_the_turn_that_is_heard_follows_from_the_times(page: "Page", live: "Server") -> None:
    open_text(page, live, "A1")
    starts = module(page, "state.js", "it.state.turns.map((turn) => turn[6])")
    heard = module(page, "audio.js", "arg.map((time) => it.turnAt(time))", [starts[0] - 1, *starts])
    assert heard == [-1, *range(len(starts))]


def test_a_turn_without_a_time_goes_on_where_it_was_paused(page: "Page", live: "Server") -> None:
    open_text(page, live, "A1")
    starts = module(page, "state.js", "it.state.turns.map((turn) => turn[6])")
    module(page, "state.js", "it.state.turns[1].splice(6, 1, null)")
    assert module(page, "audio.js", "[0, 1, 2, 3].map(it.times)") == [
        [starts[0], starts[2]],
        [starts[0], starts[2]],
        [starts[2], starts[3]],
        [starts[3], float("inf")],
    ]


def test_pausing_goes_on_there_and_a_turn_beyond_the_recording_is_not_played_from_its_beginning(
    page: "Page", live: "Server", silence: Path
) -> None:
    open_text(page, live, "A1")
    page.set_input_files("#recording-file", silence)
    until(
        page, lambda: second(page) == 0 and page.evaluate("document.querySelector('#player').readyState") > 0
    )
    press(page, "j")
    starts = module(page, "state.js", "it.state.turns.map((turn) => turn[6])")
    page.evaluate("(at) => { document.querySelector('#player').currentTime = at; }", starts[1] / 1000 + 5)
    press(page, ". .")
    page.wait_for_timeout(200)
    assert second(page) >= starts[1] / 1000 + 5
    assert "cannot play" not in page.locator("#live").inner_text()
    module(page, "state.js", "it.state.turns[2].splice(6, 1, 10_000_000)")
    press(page, "j .")
    until(page, lambda: "ends before this turn" in page.locator("#live").inner_text())
    assert page.evaluate("document.querySelector('#player').paused")


def test_keys_of_the_recording_are_letters_where_one_types(page: "Page", live: "Server") -> None:
    open_text(page, live, "A1")
    press(page, "/")
    page.keyboard.type("a.b,c")
    assert page.locator("#find input").input_value() == "a.b,c"
    assert focus(page) != "recording"


def test_no_recording_is_offered_of_somebody_who_did_not_agree_to_it(
    page: "Page", live: "Server", tmp_path: Path
) -> None:
    sheet = tmp_path / "consent.csv"
    sheet.write_text("id,given,audio\nA1,2025-03,no\n", encoding="utf-8")
    with open_project(live.root, coder="ana") as project:
        project.case_consent(sheet)
    open_text(page, live, "A1")
    assert page.locator("#recording").count() == 0
    press(page, ".")
    until(page, lambda: "did not agree to the recording" in page.locator("#live").inner_text())
