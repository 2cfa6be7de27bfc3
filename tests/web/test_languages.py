"""The interface in other languages: whole files, English where one has a gap, chosen in the browser."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import html5lib
import pytest
from starlette.testclient import TestClient

from secondmig.web import assets, pages
from tests.web.workshop import BASE

PLACES: Final = ("/", "/codebook", "/segments", "/search", "/grid", "/memos")
OTHERS: Final = ("/d/A1", "/codebook/queue")
LANGUAGES: Final = assets.languages()
WORDS: Final = re.compile(r"[A-Za-z]{2,}")
NAMED: Final = re.compile(r"""(?:aria-label|title|alt|placeholder)=["']([^"'{]*)""")
LITERAL: Final = re.compile(
    r"""(?:text|title|placeholder|"aria-label"): ["'`]([^"'`$]*)|append\("([^"]*)"\)"""
)
EXAMPLES: Final = frozenset({"^(\\\\w+):"})
KEYS: Final = re.compile(r"""\bt\(["']([\w. ]+)["']""")
FORMS: Final = ("zero", "two", "few", "many")
NO_SENTENCES: Final = frozenset({"secondmig"})


def _file(language: str) -> dict[str, str]:
    found: dict[str, str] = json.loads((assets._FOLDER / f"strings.{language}.json").read_text("utf-8"))
    return found


def _gaps(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def _parsed(page: str) -> Any:  # noqa: ANN401 - html5lib has no types for trees
    return html5lib.parse(page, treebuilder="etree", namespaceHTMLElements=False)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the files that a test may change."""
    copied = shutil.copytree(assets._FOLDER, tmp_path / "static")
    monkeypatch.setattr(assets, "_FOLDER", copied)
    assets.strings.cache_clear()
    yield copied
    monkeypatch.undo()
    assets.strings.cache_clear()
    assets._languages.cache_clear()


def test_english_comes_first_and_two_translations_are_begun() -> None:
    assert LANGUAGES == ("en", "es", "ja")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_is_sorted_and_has_only_keys_of_english(language: str) -> None:
    held = _file(language)
    assert list(held) == sorted(held)
    plural = {
        key.removesuffix("other") + form for key in _file("en") if key.endswith(".other") for form in FORMS
    }
    assert set(held) <= set(_file("en")) | plural


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_sentences_keep_their_gaps(language: str) -> None:
    english = _file("en")
    for key, text in _file(language).items():
        if key not in english:
            continue
        wanted = [_gaps(english[key])]
        if key.endswith(".one"):  # "one coding" may say "1 coding"
            wanted.append(_gaps(english.get(key.removesuffix("one") + "other", english[key])))
        assert _gaps(text) in wanted, key
        assert bool(text) == bool(english[key]), key


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_numbers_have_both_forms(language: str) -> None:
    english, held = _file("en"), _file(language)
    for key in held:
        stem, dot, form = key.rpartition(".")
        pair = f"{stem}.other" if form == "one" else f"{stem}.one"
        if dot and form in {"one", "other"} and pair in english:
            assert pair in held, key


def test_every_key_that_is_asked_for_is_there() -> None:
    english = _file("en")
    sources = [*assets._FOLDER.glob("*.js"), *pages._TEMPLATES.glob("*.html")]
    asked = {(key, each.name) for each in sources for key in KEYS.findall(each.read_text(encoding="utf-8"))}
    assert len(asked) > 300
    lacking = {(key, name) for key, name in asked if not {key, f"{key}.other"} & set(english)}
    assert {each for each in lacking if not each[0].endswith(".")} <= {("saved", "strings.js")}


@pytest.mark.parametrize("template", sorted(each.name for each in pages._TEMPLATES.glob("*.html")))
def test_a_template_holds_no_sentence_of_its_own(template: str) -> None:
    text = (pages._TEMPLATES / template).read_text(encoding="utf-8")
    bare = re.sub(r"\{[{%].*?[%}]\}", "", text, flags=re.DOTALL)
    said = [word for word in WORDS.findall(re.sub(r"<[^>]*>", " ", bare)) if word not in NO_SENTENCES]
    assert said == []
    assert [each for each in NAMED.findall(text) if WORDS.search(each)] == []


def test_a_script_holds_no_sentence_of_its_own() -> None:
    for each in sorted(assets._FOLDER.glob("*.js")):
        found = {"".join(pair) for pair in LITERAL.findall(each.read_text(encoding="utf-8"))}
        said = {text for text in found - EXAMPLES if WORDS.search(text)}
        assert {text for text in said if not text.startswith("secondmig ")} == set(), each.name


def test_a_sentence_that_lacks_is_english(folder: Path) -> None:
    held = json.loads((folder / "strings.ja.json").read_text(encoding="utf-8"))
    del held["page.undo"]
    (folder / "strings.ja.json").write_text(json.dumps(held), encoding="utf-8")
    said = assets.strings("ja")
    assert (said["page.undo"], said["page.redo"]) == ("Undo", held["page.redo"])
    assert set(said) == set(assets.strings())


def test_a_language_there_is_not_is_english(client: TestClient) -> None:
    assert assets.strings("xx") == assets.strings()
    client.cookies.set("secondmig-language", "../en")
    assert _parsed(client.get("/").text).get("lang") == "en"


def test_a_language_is_there_as_soon_as_its_file_is(folder: Path, client: TestClient) -> None:
    assert client.get("/language/pt", follow_redirects=False).status_code == 404
    (folder / "strings.pt.json").write_text('{"language.name": "Português"}', encoding="utf-8")
    assert assets.languages() == ("en", "es", "ja", "pt")
    assert "Português" in client.get("/language/pt").text


def test_choosing_a_language_keeps_it_in_the_browser(client: TestClient) -> None:
    answer = client.get("/language/ja", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    first, *rest = answer.headers["set-cookie"].split("; ")
    assert first == "secondmig-language=ja"
    assert set(rest) == {"Path=/", "Max-Age=31536000", "HttpOnly", "SameSite=Strict"}
    for place in (*PLACES, *OTHERS):
        page = client.get(place).text
        assert _parsed(page).get("lang") == "ja", place
        assert "/static/ja-" in page
        assert "/static/en-" not in page
    client.get("/language/en")
    assert _parsed(client.get("/").text).get("lang") == "en"


@pytest.mark.parametrize("code", ["xx", "EN", "e", "en.json", "..%2Fen", "en%0d%0aX: 1"])
def test_another_language_cannot_be_chosen(client: TestClient, code: str) -> None:
    answer = client.get(f"/language/{code}", follow_redirects=False)
    assert (answer.status_code, "set-cookie" in answer.headers) == (404, False)


def test_who_is_not_let_in_reads_it_too(client: TestClient) -> None:
    client.cookies.clear()
    client.get("/language/es", follow_redirects=False)
    answer = client.get("/")
    assert answer.status_code == 401
    assert _parsed(answer.text).get("lang") == "es"
    assert _file("es")["entry.heading"] in answer.text


def test_an_error_is_marked_as_english_on_a_page_that_is_not(client: TestClient) -> None:
    client.get("/language/es", follow_redirects=False)
    page = _parsed(client.get("/d/NONE").text)
    assert page.get("lang") == "es"
    assert [each.get("lang") for each in page.iter("h1")] == ["en"]


def test_first_page_offers_the_languages_each_in_its_own(client: TestClient) -> None:
    page = _parsed(client.get("/").text)
    links = [each for each in page.iter("a") if (each.get("href") or "").startswith("/language/")]
    assert [(each.get("href"), each.get("lang"), each.get("aria-current")) for each in links] == [
        ("/language/en", "en", "true"),
        ("/language/es", "es", None),
        ("/language/ja", "ja", None),
    ]
    assert [each.text for each in links] == [_file(code)["language.name"] for code in LANGUAGES]


@pytest.mark.parametrize("place", [*PLACES, *OTHERS])
def test_every_page_leads_to_every_other(client: TestClient, place: str) -> None:
    page = _parsed(client.get(place).text)
    (menu,) = [each for each in page.iter("nav") if each.get("class") == "pages"]
    assert menu.get("aria-label")
    assert tuple(each.get("href") for each in menu.iter("a")) == PLACES
    here = [each.get("href") for each in menu.iter("a") if each.get("aria-current") == "page"]
    assert here == ([place] if place in PLACES else [])


def test_choice_needs_this_computer_as_all_else(client: TestClient) -> None:
    answer = client.get("/language/ja", headers={"host": "evil.example"}, follow_redirects=False)
    assert answer.status_code == 421
    assert str(client.base_url) == BASE
