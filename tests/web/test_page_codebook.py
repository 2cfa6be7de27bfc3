"""The page of the codebook, its queue and new codes while coding, in a browser and by keyboard alone."""

import difflib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from secondmig.project.project import open_project
from tests.project.revising import FILE, copied, revisable
from tests.web.page import module, open_text, press, shown, stretch, until, window_of
from tests.web.workshop import Server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

RULES: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return revisable(tmp_path_factory.mktemp("bookpage") / "study")


@pytest.fixture
def server(built: Path, tmp_path: Path) -> Iterator[Server]:
    with Server(copied(built, tmp_path / "study")) as server:
        yield server


def opened(page: "Page", server: Server, path: str = "/codebook#OS-MOB-UP") -> "Page":
    page.goto(f"{server.url}{path}")
    page.wait_for_selector("body[data-ready]")
    return page


def written(server: Server) -> str:
    return (server.root / FILE).read_text(encoding="utf-8")


def changed(server: Server, before: str) -> list[str]:
    lines = difflib.unified_diff(before.split("\n"), written(server).split("\n"), n=0, lineterm="")
    found = [line for line in lines if line[:3] not in {"---", "+++"} and not line.startswith("@@")]
    return sorted(found, key=lambda line: line != "+")  # a blank line stands before or after, as one reads it


def selected(page: "Page") -> str:
    return page.locator('#book-tree [aria-selected="true"]').inner_text().replace("\n", " ")


def announced(page: "Page", words: str) -> None:
    until(page, lambda: words in page.inner_text("#live"))


def test_a_code_is_written_renamed_moved_retired_and_taken_back_by_keyboard(
    browser: "Browser", server: Server
) -> None:
    before = written(server)
    with window_of(browser, server) as page:
        opened(page, server, "/codebook#OS-MOB")
        press(page, "Insert")
        page.keyboard.type("Ceiling")
        press(page, "Tab")
        page.keyboard.type("No further.")
        press(page, "Shift+Tab Enter")
        announced(page, "OS-MOB-CEI is a new code")
        assert "Ceiling" in selected(page)
        assert changed(server, before)[-4:] == [
            "+  - id: OS-MOB-CEI",
            "+    parent: OS-MOB",
            "+    label: Ceiling",
            "+    definition: No further.",
        ]
        press(page, "F2")
        page.keyboard.type("Glass ceiling")
        press(page, "Enter")
        announced(page, "Saved; 2 lines of the file changed.")
        assert "+    label: Glass ceiling" in changed(server, before)

        page.locator('[data-act="move"]').focus()
        press(page, "Enter")
        page.keyboard.type("work")
        press(page, "Enter Enter")
        announced(page, "OS-MOB-CEI stands under OS-LAB now")
        until(page, lambda: "Work" in page.inner_text("#book-card .path"))
        page.locator('#book-tree [aria-selected="true"]').focus()
        press(page, "Delete")
        page.keyboard.type("nobody says it")
        press(page, "Enter")
        announced(page, "is retired")
        assert "+    retired: nobody says it" in "\n".join(changed(server, before)).replace('"', "")
        for verb in ("retired", "move", "text changed", "new code"):
            press(page, "Control+z")
            announced(page, f"Taken back: {verb}.")
        assert written(server) == before
        press(page, "Control+Shift+z")
        announced(page, "Done again: new code.")


def sisters(page: "Page", above: str) -> list[str]:
    found: list[str] = page.eval_on_selector_all(
        f'#book-tree [data-id^="{above}-"]', "(all) => all.map((each) => each.dataset.id)"
    )
    return found


def test_a_code_is_moved_among_its_sisters_by_key_and_by_button(browser: "Browser", server: Server) -> None:
    before = written(server)
    with window_of(browser, server) as page:
        opened(page, server)
        press(page, "Alt+ArrowUp")
        announced(page, "Room to rise is the first already.")
        press(page, "Alt+ArrowDown Alt+ArrowDown Alt+ArrowUp")
        announced(page, "Room to rise stands at place 1 of 2 now.")
        assert sisters(page, "OS-MOB") == ["OS-MOB-UP", "OS-MOB-DOWN"]
        assert page.locator("#book-tree :focus").get_attribute("data-id") == "OS-MOB-UP"

        page.locator('[data-act="down"]').focus()
        press(page, "Enter")
        announced(page, "Room to rise stands at place 2 of 2 now.")
        assert sisters(page, "OS-MOB") == ["OS-MOB-DOWN", "OS-MOB-UP"]
        assert page.locator(":focus").get_attribute("data-act") == "down"
        press(page, "Control+z Control+z Control+z")
        until(page, lambda: written(server) == before)
        until(page, lambda: sisters(page, "OS-MOB") == ["OS-MOB-UP", "OS-MOB-DOWN"])


def test_a_text_that_is_being_written_stays_when_its_own_code_is_chosen_again(
    browser: "Browser", server: Server
) -> None:
    with window_of(browser, server) as page:
        opened(page, server)
        page.click('[data-field="definition"] .edit')
        page.keyboard.type("Long thought about.")
        page.click('[data-id="OS-MOB-UP"]')
        assert page.input_value(".writing") == "Long thought about."
        press(page, "Alt+ArrowDown")
        announced(page, "Save or cancel the text first.")


def test_the_tree_is_walked_by_arrows_and_letters(browser: "Browser", server: Server) -> None:
    with window_of(browser, server) as page:
        opened(page, server)
        press(page, "Home")
        assert page.locator("#book-tree :focus").get_attribute("aria-level") == "1"
        press(page, "End")
        assert "Taxis" in selected(page)
        press(page, "ArrowLeft ArrowLeft ArrowLeft")
        assert page.locator("#book-tree :focus").get_attribute("aria-expanded") == "true"
        assert "Work" in selected(page)
        press(page, "ArrowLeft")
        assert page.locator("#book-tree :focus").get_attribute("aria-expanded") == "false"
        assert page.locator('#book-tree [data-id="OS-LAB-PAY"]').count() == 0
        press(page, "ArrowRight ArrowRight")
        assert "Pay" in selected(page)
        press(page, "d")
        assert "Deskilling" in selected(page)
        assert page.locator("#book-card h2").inner_text().endswith("Deskilling")
        page.locator("#book-filter").fill("taxi")
        press(page, "Enter")
        assert "Taxis" in selected(page)
        name = page.locator('#book-tree [data-id="OS-MOB-UP"]')
        page.locator("#book-filter").fill("")
        assert name.get_attribute("aria-label") == "Room to rise, 3 codings, 2 persons"


def test_a_merge_says_whose_codings_move_before_it_is_done(browser: "Browser", server: Server) -> None:
    before = written(server)
    with window_of(browser, server) as page:
        opened(page, server)
        page.locator('[data-act="merge"]').focus()
        press(page, "Enter")
        page.keyboard.type("pay")
        press(page, "Enter")
        page.wait_for_selector(".preview li")
        assert "gold: 3 codings, 2 persons" in page.inner_text(".preview")
        assert written(server) == before
        press(page, "Enter")
        announced(page, "OS-MOB-UP is OS-LAB-PAY now")
        assert "Pay" in selected(page)
        page.locator("#undo").click()
        announced(page, "Taken back: merge.")
        assert written(server) == before


def test_a_split_and_its_whole_queue_by_keyboard(browser: "Browser", server: Server) -> None:
    with window_of(browser, server) as page:
        opened(page, server)
        page.locator('[data-act="split"]').focus()
        press(page, "Enter")
        page.keyboard.type("Alpha")
        press(page, "Tab Tab")
        page.keyboard.type("Beta")
        press(page, "Enter")
        page.wait_for_url("**/codebook/queue?code=OS-MOB-UP")
        page.wait_for_selector("body[data-ready]")
        assert page.inner_text("#queue-progress") == "1 of 3"
        assert page.inner_text("#queue mark") == "there was one door"
        press(page, "s")
        announced(page, "Left out. 2 of 3: more doors")
        press(page, "1")
        announced(page, "Alpha. 3 of 3: my own taxi")
        press(page, "u")
        announced(page, "Taken back. 2 of 3: more doors")
        press(page, "1 2")
        announced(page, "Beta. 2 decided")
        page.locator("#queue-again").focus()
        press(page, "Enter 1")
        announced(page, "Alpha. 3 decided")
        assert "Every coding has its code." in page.inner_text("#queue-end")
        until(page, lambda: page.inner_text("#saved").startswith("saved"))
    with open_project(server.root, coder="ana") as project:
        rows = project.code_list().rows
        assert sorted(str(row["code"]) for row in rows if str(row["code"]).startswith("OS-MOB")) == [
            "OS-MOB-ALP",
            "OS-MOB-ALP",
            "OS-MOB-BET",
        ]


def test_what_was_changed_elsewhere_is_said_before_it_is_written_over(
    browser: "Browser", server: Server
) -> None:
    with window_of(browser, server, refusals=True) as page:
        opened(page, server)
        page.locator('[data-field="definition"] .edit').focus()
        press(page, "Enter")
        page.keyboard.type("May rise.")
        with open_project(server.root, coder="kenji") as project:
            project.codebook_rename("OS-MOB-UP", "Rising")
        press(page, "Control+Enter")
        page.wait_for_selector("#book-card .refused .again")
        assert "Rising" in page.inner_text("#book-card .refused")
        assert "May rise." not in written(server)
        press(page, "Enter")
        announced(page, "Saved; 2 lines of the file changed.")
        assert "definition: May rise." in written(server)
        assert "label: Rising" in written(server)


def test_new_codes_come_while_coding_and_from_other_windows(browser: "Browser", server: Server) -> None:
    with window_of(browser, server) as page:
        open_text(page, server, "A1")
        start, end, _ = stretch(page, "One door")
        module(page, "selection.js", "it.select(...arg)", [start, end])
        press(page, "c")
        page.keyboard.type("shut")
        press(page, "Alt+Enter")
        page.keyboard.type("mobil")
        press(page, "Enter")
        until(page, lambda: ("OS-MOB-SHU", start, end) in shown(page))
        assert "label: shut" in written(server)

        start, end, _ = stretch(page, "more doors")
        module(page, "selection.js", "it.select(...arg)", [start, end])
        press(page, "v Enter")  # where the last one came
        until(page, lambda: ("OS-MOB-MOR", start, end) in shown(page))
        assert "label: more doors" in written(server)

        with open_project(server.root, coder="kenji") as project:
            project.codebook_rename("OS-LAB-PAY", "Wages")
        until(page, lambda: page.locator("#codes", has_text="Wages").count() > 0)
        fold = page.locator('#codes [data-name="fold OS-LAB"]')
        fold.click()
        assert page.locator("#codes", has_text="Wages").count() == 0
        page.locator("#codebook-numbers").click()
        until(page, lambda: "3 · 2" in page.inner_text("#codes"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_of_it_is_out_of_reach(browser: "Browser", server: Server, scheme: str, width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe

    axe = Axe()
    size = {"width": width, "height": 800}
    with window_of(browser, server, color_scheme=scheme, viewport=size) as page:

        def fine(what: str) -> None:
            found = axe.run(page, options={"runOnly": RULES}).response["violations"]
            assert [(each["id"], each["nodes"][0]["html"]) for each in found] == [], what
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), what

        opened(page, server)
        page.locator('[data-field="definition"] .edit').click()
        fine("a code, its definition being written")
        press(page, "Escape")
        page.locator('[data-act="merge"]').click()
        page.keyboard.type("pay")
        press(page, "Enter")
        page.wait_for_selector(".preview li")
        fine("merge")
        press(page, "Escape")
        opened(page, server, "/codebook#OS-MOB")
        fine("a theme with its colours")
        split_elsewhere(server)
        opened(page, server, "/codebook/queue")
        fine("queue")


def split_elsewhere(server: Server) -> None:
    with open_project(server.root, coder="kenji") as project:
        project.codebook_split("OS-MOB-UP", {"OS-A": "One", "OS-B": "Two"})
