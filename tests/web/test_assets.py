"""Scripts and styles: at addresses that change with them, all named by the page, kept for good."""

import json
import re
import shutil
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from secondmig.web import assets

LINK = re.compile(r'(?:href|src)="(/static/[^"]+)"')


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the files that a test may change."""
    copied = shutil.copytree(assets._FOLDER, tmp_path / "static")
    monkeypatch.setattr(assets, "_FOLDER", copied)
    assets.strings.cache_clear()
    return copied


@pytest.mark.parametrize("page", ["/d/A1", "/memos"])
def test_page_names_every_script_it_will_need(client: TestClient, page: str) -> None:
    text = client.get(page).text
    named = LINK.findall(text)
    places = {each.rpartition("/")[0] for each in named}
    assert len(places) == 1
    needed = set(named)
    for address in named:
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "max-age=31536000, immutable"
        if address.endswith(".js"):
            names = re.findall(r'from "\./([\w.-]+)"', answer.text)
            needed |= {f"{address.rpartition('/')[0]}/{name}" for name in names}
    assert needed == set(named)
    assert len(named) == len(needed)


def test_sentences_are_a_script_of_their_own(client: TestClient) -> None:
    page = client.get("/d/A1").text
    (address,) = [each for each in LINK.findall(page) if each.endswith("/texts.js")]
    text = client.get(address).text
    said = json.loads(text.removeprefix("export const texts = ").removesuffix(";\n"))
    assert said == assets.strings()
    assert said["palette.title"] not in page


def test_a_changed_file_moves_all_of_them(client: TestClient, folder: Path) -> None:
    before = assets.folder()
    assert assets.folder() == before
    (folder / "live.js").write_text("export const announce = () => {};\n", encoding="utf-8")
    after = assets.folder()
    assert after != before
    assert after in client.get("/d/A1").text
    late = client.get(f"{before}live.js")
    assert (late.status_code, late.headers["cache-control"]) == (200, "no-cache")
    assert "immutable" in client.get(f"{after}live.js").headers["cache-control"]


def test_a_new_script_is_found_by_its_import(folder: Path) -> None:
    (folder / "deep.js").write_text('export * from "./live.js";\n', encoding="utf-8")
    text = 'import {\n  deep,\n} from "./deep.js";\nimport "./dom.js";\n// import "./no.js";\n'
    (folder / "new.js").write_text(text, encoding="utf-8")
    assert assets.imported("new.js") == ("deep.js", "dom.js", "live.js")


def test_a_script_without_a_version_is_the_one_that_pages_have(client: TestClient) -> None:
    answer = client.get("/static/live.js")
    assert answer.text == f'export * from "{assets.folder()}live.js";\n'
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "place", ["", "en", "en-", "en-0", "..", "EN-0123456789abcdef", "en-0123456789abcdef/x"]
)
def test_other_folders_are_none(client: TestClient, place: str) -> None:
    assert client.get(f"/static/{place}/live.js").status_code == 404
