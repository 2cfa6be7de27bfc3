"""The first day: transcripts dropped onto the page, a codebook to begin with, the tour."""

import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from secondmig.core.errors import SecondmigError
from secondmig.project.bringing import plain_name
from secondmig.project.project import open_project
from secondmig.project.start import init_project
from secondmig.web.checking import problems
from secondmig.web.guard import FILE_LIMIT
from secondmig.web.schema import DEFS
from tests.web.page import focus, module, open_text, press, shown, until, window_of
from tests.web.workshop import Server, entered

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

TALK = "INT: Why did you leave?\n\nROSA: The factory closed.\n\nINT: And then?\n\nROSA: I learned to drive.\n"


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A new project without anything in it."""
    return init_project(tmp_path / "study", template="blank")


@pytest.fixture
def newcomer(empty: Path) -> Iterator[TestClient]:
    with entered(empty, coder="me") as client:
        yield client


def sent(client: TestClient, name: str, body: bytes, **query: str) -> dict[str, Any]:
    answer = client.post("/api/corpus", params={"name": name, **query}, content=body)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    assert list(problems(DEFS["brought"], told, DEFS)) == []
    return told


def documents(root: Path) -> list[object]:
    with open_project(root) as project:
        return [row["id"] for row in project.corpus_list().rows]


class TestBringing:
    def test_a_file_is_read_first_and_taken_in_when_asked(self, newcomer: TestClient, empty: Path) -> None:
        told = sent(newcomer, "Rosa.txt", TALK.encode(), dry="1")
        assert any("4 turns" in line for line in told["reports"][0][1])
        assert documents(empty) == []
        assert sent(newcomer, "Rosa.txt", TALK.encode())["imported"] == ["Rosa"]
        assert documents(empty) == ["Rosa"]

    def test_the_same_file_again_is_skipped(self, newcomer: TestClient, empty: Path) -> None:
        sent(newcomer, "Rosa.txt", TALK.encode())
        again = sent(newcomer, "again.txt", TALK.encode())
        assert (again["imported"], again["skipped"]) == ([], ["again.txt: skipped, already there as Rosa"])
        assert documents(empty) == ["Rosa"]

    def test_what_it_understood_is_what_the_command_says(self, newcomer: TestClient, empty: Path) -> None:
        path = empty.parent / "Rosa.txt"
        path.write_text(TALK, encoding="utf-8")
        with open_project(empty) as project:
            said = project.corpus_import([path], dry_run=True)
        told = sent(newcomer, "Rosa.txt", TALK.encode(), dry="1")
        assert told["reports"] == [[document, list(lines)] for document, lines in said.reports]

    def test_an_encoding_is_proposed_and_can_be_given(self, newcomer: TestClient) -> None:
        raw = "ANA: Café … mañana, señor.\n".encode("cp1252")
        (refused,) = sent(newcomer, "Ana.txt", raw)["refused"]
        assert "cp1252" in refused["message"] + refused["hint"]
        assert sent(newcomer, "Ana.txt", raw, encoding="cp1252")["imported"] == ["Ana"]

    @pytest.mark.parametrize(
        ("name", "body"),
        [
            ("empty.txt", b""),
            ("noise.txt", bytes(range(256)) * 40),
            ("half.docx", b"PK\x03\x04 and no more"),
            ("secret.pdf", b"%PDF-1.7\nnothing"),
        ],
    )
    def test_what_cannot_be_read_is_refused_without_a_path_and_nothing_is_taken_in(
        self, newcomer: TestClient, empty: Path, name: str, body: bytes
    ) -> None:
        told = sent(newcomer, name, body)
        assert told["imported"] == []
        assert len(told["refused"]) == 1
        assert "/" not in told["refused"][0]["message"].replace("and/or", "")
        assert "secondmig-" not in str(told)
        assert documents(empty) == []

    def test_a_zip_bomb_is_refused(self, newcomer: TestClient, tmp_path: Path) -> None:
        bomb = tmp_path / "bomb.docx"
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as made:
            made.writestr("[Content_Types].xml", "<Types/>")
            made.writestr("word/document.xml", b"\0" * 300_000_000)
        assert sent(newcomer, "bomb.docx", bomb.read_bytes())["imported"] == []

    def test_a_file_may_be_larger_than_an_act_and_has_its_own_limit(self, newcomer: TestClient) -> None:
        long = TALK * 20_000
        assert sent(newcomer, "long.txt", long.encode(), dry="1")["imported"] == ["long"]
        refused = newcomer.post(
            "/api/corpus?name=a.txt", content=b"x", headers={"content-length": str(FILE_LIMIT + 1)}
        )
        assert refused.status_code == 413

    @pytest.mark.parametrize(
        "name", ["José.txt", "Jose\u0301.txt", "قال لي.txt", "<b onclick=x>&amp;.txt", "健 🎙.txt"]
    )
    def test_names_of_every_script_come_in_or_are_refused_in_one_line(
        self, newcomer: TestClient, empty: Path, name: str
    ) -> None:
        answer = newcomer.post("/api/corpus", params={"name": name}, content=TALK.encode())
        if answer.status_code != 200:
            assert answer.status_code == 400
            assert "name of a file" in answer.json()["error"]["message"]
            assert documents(empty) == []
            return
        (document,) = answer.json()["imported"]
        page = newcomer.get("/").text
        assert "<b onclick" not in page
        assert newcomer.get(f"/d/{quote(document, safe='')}").status_code == 200
        assert newcomer.get(f"/api/d/{quote(document, safe='')}/compare").status_code == 200

    def test_two_files_of_one_name_are_two_transcripts_or_one_is_refused(
        self, newcomer: TestClient, empty: Path
    ) -> None:
        sent(newcomer, "Rosa.txt", TALK.encode())
        told = sent(newcomer, "Rosa.txt", TALK.replace("drive", "swim").encode())
        assert told["imported"] != ["Rosa"]
        assert len(documents(empty)) == 1 + len(told["imported"])
        assert told["imported"] or told["refused"] or told["skipped"]

    def test_two_tabs_bring_files_at_once_and_each_comes_in_once(
        self, newcomer: TestClient, empty: Path
    ) -> None:
        with ThreadPoolExecutor(4) as pool:
            every = [
                pool.submit(sent, newcomer, f"{i % 4}.txt", f"ANA: Yes {i % 4}.\n".encode()) for i in range(8)
            ]
            told = [each.result() for each in every]
        assert sorted(name for each in told for name in each["imported"]) == ["0", "1", "2", "3"]
        assert len(documents(empty)) == 4

    def test_no_folder_of_the_sender_counts(self, newcomer: TestClient, empty: Path) -> None:
        sent(newcomer, "../../C:\\fakepath\\Rosa.txt", TALK.encode())
        assert documents(empty) == ["Rosa"]
        for name in ("", "..", "a\0b.txt", ".hidden", "x" * 300 + ".txt", "a|b.txt"):
            answer = newcomer.post("/api/corpus", params={"name": name}, content=TALK.encode())
            assert answer.status_code == 400, name

    @settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
    @given(name=st.text(max_size=40))
    def test_a_name_never_leaves_its_folder(self, name: str) -> None:
        try:
            plain = plain_name(name)
        except SecondmigError:
            return
        assert Path("/somewhere") / plain == Path("/somewhere") / Path(plain).name
        assert plain not in {".", ".."}


class TestBeginning:
    def test_the_template_brings_three_codebooks_once(self, newcomer: TestClient, empty: Path) -> None:
        first = newcomer.post("/api/codebook/template", json={})
        assert first.status_code == 200, first.text
        assert len(first.json()["said"]) == 3
        assert newcomer.post("/api/codebook/template", json={}).status_code == 200
        assert sorted(path.name for path in (empty / "codebooks").glob("*.yaml")) == [
            "human-capital-employment.yaml",
            "migration-system-feedback.yaml",
            "opportunity-structure.yaml",
        ]
        assert len(newcomer.get("/api/codebook").json()["codebooks"]) == 3

    def test_two_tabs_that_ask_for_the_template_at_once_both_get_an_answer(
        self, newcomer: TestClient, empty: Path
    ) -> None:
        def ask() -> httpx2.Response:
            return newcomer.post("/api/codebook/template", json={})

        with ThreadPoolExecutor(2) as pool:
            answers = [each.result() for each in [pool.submit(ask), pool.submit(ask)]]
        assert [each.status_code for each in answers] == [200, 200], [each.text for each in answers]
        assert len(newcomer.get("/api/codebook").json()["codebooks"]) == 3
        text = (empty / "secondmig.toml").read_text(encoding="utf-8")
        assert text.count("opportunity-structure") <= 1

    def test_a_file_that_stands_in_the_way_is_named_and_nothing_comes_in(
        self, newcomer: TestClient, empty: Path
    ) -> None:
        (empty / "codebooks").mkdir(exist_ok=True)
        (empty / "codebooks" / "opportunity-structure.yaml").write_text("mine: yes\n", encoding="utf-8")
        before = (empty / "secondmig.toml").read_bytes()
        refused = newcomer.post("/api/codebook/template", json={})
        assert refused.status_code == 400
        assert "codebooks/opportunity-structure.yaml" in refused.json()["error"]["message"]
        assert [path.name for path in (empty / "codebooks").glob("*.yaml")] == ["opportunity-structure.yaml"]
        assert (empty / "secondmig.toml").read_bytes() == before
        assert newcomer.get("/api/codebook").json()["codebooks"] == []

    def test_the_page_says_what_to_do_first_and_no_more_once_it_is_done(self, newcomer: TestClient) -> None:
        page = newcomer.get("/").text
        assert 'id="begin-codebook"' in page
        assert 'id="take-tour"' not in page
        newcomer.post("/api/codebook/template", json={})
        sent(newcomer, "Rosa.txt", TALK.encode())
        page = newcomer.get("/").text
        assert 'id="begin-codebook"' not in page
        assert 'href="/d/Rosa?tour=1"' in page


@pytest.fixture
def page(browser: "Browser", empty: Path) -> "Iterator[Page]":
    with Server(empty, coder="me") as server, window_of(browser, server) as window:
        window.goto(server.url + "/")
        window.wait_for_selector("body[data-ready]")
        yield window


@pytest.mark.browser
def test_from_an_empty_project_to_a_coded_transcript(page: "Page", tmp_path: Path) -> None:
    (tmp_path / "Rosa.txt").write_text(TALK, encoding="utf-8")
    (tmp_path / "Ana.txt").write_bytes("ANA: Café … mañana, señor.\n".encode("cp1252"))
    page.click("#begin-codebook")
    until(page, lambda: "opportunity-structure@1" in page.locator("#begin-said").inner_text())
    page.set_input_files("#bring input[type=file]", [tmp_path / "Rosa.txt", tmp_path / "Ana.txt"])
    cards = page.locator("#brought li")
    until(page, lambda: cards.count() == 2 and "4 turns" in cards.nth(0).inner_text())
    until(page, lambda: "not UTF-8" in cards.nth(1).inner_text())
    cards.nth(1).locator("summary").click()
    cards.nth(1).locator("select").select_option("cp1252")
    cards.nth(1).get_by_role("button", name="Read again").click()
    until(page, lambda: "1 turn" in cards.nth(1).inner_text())
    cards.nth(0).get_by_role("button", name="Take it in").click()
    link = cards.nth(0).get_by_role("link", name="Open Rosa")
    until(page, lambda: link.count() == 1)
    assert focus(page) == "a"
    press(page, "Enter")
    page.wait_for_selector("#transcript")
    page.wait_for_selector("body[data-ready]")
    press(page, "j s c")
    page.keyboard.type("wages")
    press(page, "Enter")
    assert len(shown(page)) == 1


@pytest.mark.browser
def test_files_can_be_dropped_anywhere_on_the_page(page: "Page") -> None:
    page.evaluate(
        """(talk) => {
          const held = new DataTransfer();
          held.items.add(new File([talk], 'Rosa.txt', { type: 'text/plain' }));
          const at = document.querySelector('h1');
          for (const name of ['dragenter', 'dragover', 'drop']) {
            at.dispatchEvent(new DragEvent(name, { dataTransfer: held, bubbles: true, cancelable: true }));
          }
        }""",
        TALK,
    )
    until(page, lambda: "4 turns" in page.locator("#brought").inner_text())


@pytest.mark.browser
def test_many_files_are_read_one_by_one_told_once_and_taken_in_by_one_button(
    page: "Page", tmp_path: Path, empty: Path
) -> None:
    paths = [tmp_path / f"{number:02}.txt" for number in range(12)]
    for path in paths:
        path.write_text(f"ANA: This is {path.stem}.\n", encoding="utf-8")
    paths[3].write_bytes(b"")
    said = "new MutationObserver(() => window.said.push(document.querySelector('#live').textContent))"
    page.evaluate(f"window.said = []; {said}.observe(document.querySelector('#live'), {{ childList: true }})")
    page.set_input_files("#bring input[type=file]", paths)
    until(page, lambda: "12 files are read; 11 can be taken in." in page.evaluate("window.said"))
    assert [each for each in page.evaluate("window.said") if each] == [
        "12 files are read; 11 can be taken in."
    ]
    page.get_by_role("button", name="Take all 11 in").click()
    until(page, lambda: "11 transcripts are in the project." in page.evaluate("window.said"), seconds=20)
    assert len(documents(empty)) == 11
    assert not page.locator("#take-all").is_visible()
    assert page.locator("#brought .done").count() == 11


@pytest.mark.browser
def test_what_the_browser_cannot_send_is_told_apart_from_a_server_that_is_away(
    browser: "Browser", empty: Path, tmp_path: Path
) -> None:
    with Server(empty, coder="me") as server, window_of(browser, server, refusals=True) as page:
        page.goto(server.url + "/")
        page.wait_for_selector("body[data-ready]")
        assert module(page, "bring.js", "it.LARGEST") * 2**20 == FILE_LIMIT
        path = tmp_path / "gone.txt"
        path.write_text(TALK, encoding="utf-8")
        page.evaluate(_DROP, ["<img src=x onerror=alert(1)>.txt", FILE_LIMIT + 1])
        until(page, lambda: "more than 64 MB" in page.locator("#brought").inner_text())
        assert page.locator("#brought img").count() == 0

        def moved(route: "Route") -> None:
            path.unlink(missing_ok=True)
            route.continue_()

        page.route("**/api/corpus*", moved)
        page.set_input_files("#bring input[type=file]", path)
        until(page, lambda: "it is a folder, or it was moved" in page.locator("#brought").inner_text())
        page.unroute("**/api/corpus*")
        server.kill()
        page.evaluate(_DROP, ["away.txt", 10])
        until(page, lambda: "is it still running" in page.locator("#brought").inner_text())


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 640])
def test_a_card_of_the_tour_is_heard_whole_and_leaves_what_it_is_about_in_sight(
    browser: "Browser", live: Server, width: int
) -> None:
    with window_of(browser, live, viewport={"width": width, "height": 640}) as page:
        open_text(page, live, "A1", at="?tour=1")
        while page.locator("#tour").count():
            button = page.locator("#tour button.main")
            words = page.locator("#tour-words").inner_text()
            heard = [f"#{name}" for name in (button.get_attribute("aria-describedby") or "").split()]
            assert words in [page.locator(each).inner_text() for each in heard]
            assert page.evaluate(_HIDDEN) < 0.5, page.locator("#tour h2").inner_text()
            box = page.locator("#tour").bounding_box()
            assert box is not None
            assert box["y"] >= 0
            assert box["y"] + box["height"] <= 640
            press(page, "Enter")


_DROP = """([name, size]) => {
  const held = new DataTransfer();
  held.items.add(new File([new Uint8Array(size)], name));
  document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: held, bubbles: true, cancelable: true }));
}"""
_HIDDEN = """() => {
  const place = document.querySelector('.toured');
  if (!place) return 0;
  const [a, b] = [document.querySelector('#tour').getBoundingClientRect(), place.getBoundingClientRect()];
  const seen = Math.min(b.bottom, innerHeight) - Math.max(b.top, 0);
  return Math.max(0, Math.min(a.bottom, b.bottom, innerHeight) - Math.max(a.top, b.top, 0)) / seen;
}"""


@pytest.mark.browser
def test_the_tour_goes_by_keys_points_at_things_and_changes_nothing(browser: "Browser", live: Server) -> None:
    with window_of(browser, live) as page:
        open_text(page, live, "A1", at="?tour=1")
        before = shown(page)
        steps = 0
        while page.locator("#tour").count():
            assert page.locator("#tour h2").inner_text().strip()
            assert "tour." not in page.locator("#tour").inner_text()
            assert page.locator(".toured").count() == 1
            press(page, "Enter")
            steps += 1
            assert steps < 20
        assert steps == 10
        assert focus(page).startswith("turn")
        assert "tour" not in page.url
        assert shown(page) == before
        page.goto(f"{live.url}/d/A1?tour=1")
        page.wait_for_selector("#tour")
        press(page, "Escape")
        assert page.locator("#tour").count() == 0


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_first_page_and_in_the_tour(
    browser: "Browser", live: Server, scheme: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}
    with window_of(browser, live, color_scheme=scheme, viewport={"width": 320, "height": 700}) as page:
        page.goto(live.url + "/")
        page.wait_for_selector("body[data-ready]")
        assert Axe().run(page, options=rules).response["violations"] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        open_text(page, live, "A1", at="?tour=1")
        assert Axe().run(page, options=rules).response["violations"] == []
