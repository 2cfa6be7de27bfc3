"""The pages: the words exactly, what was taken back nowhere, no larger than agreed."""

import json
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import html5lib
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from secondmig.core.errors import SecondmigError
from secondmig.project.project import open_project
from secondmig.project.seen_text import seen_text
from secondmig.project.workbench import open_workbench
from secondmig.web.api import Asked
from secondmig.web.pages import as_island, document, exactly
from tests.cli.test_walk import RARE, SENTENCE, TRANSCRIPT
from tests.web.workshop import entered, island_of

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


def parsed(page: str) -> Any:  # noqa: ANN401 - html5lib has no types for trees
    return html5lib.parse(page, treebuilder="etree", namespaceHTMLElements=False)


def with_class(tree: Any, name: str) -> list[Any]:  # noqa: ANN401 - as above
    return [each for each in tree.iter() if name in (each.get("class") or "").split()]


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
@example("\r\n\r\n<script>&amp;&#13;</p>\u2028\ufeff")
@example("👩‍👩‍👧 e\u0301 🇯🇵 مرحبا \t\v\f ]]>-->")
def test_words_are_the_same_once_the_page_is_parsed(words: str) -> None:
    page = f"<!doctype html><html><body><ol><li><p class=words>{exactly(words)}</p></ol>"
    (element,) = with_class(parsed(page), "words")
    # html5lib reads U+000C and noncharacters as other parsers do, but splits text at none of them.
    assert "".join(element.itertext()) == words


@given(st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
@example("</script><!--<script>\u2028\u2029")
def test_island_is_the_same_once_it_is_read_and_never_ends_its_element(value: object) -> None:
    written = str(as_island(value))
    assert json.loads(written) == value
    assert not re.search("[<\u2028\u2029]", written)


def test_turns_hold_exactly_their_code_points(study: Path, client: TestClient) -> None:
    with open_project(study) as project:
        for document in ("A1", "B2"):
            seen = seen_text(project._session, document)
            tree = parsed(client.get(f"/d/{document}").text)
            turns = with_class(tree, "turn")
            assert len(turns) == len(seen.document.turns)
            for element, turn in zip(turns, seen.document.turns, strict=True):
                (words,) = with_class(element, "words")
                start, end = int(element.get("data-s")), int(element.get("data-e"))
                assert (start, end) == (turn.span.start, turn.span.end)
                assert "".join(words.itertext()) == seen.text[start:end]
                for tier in with_class(element, "tier"):
                    span = slice(int(tier.get("data-s")), int(tier.get("data-e")))
                    assert "".join(tier.itertext()) == seen.text[span]


def test_gaps_and_words_make_the_text_between_the_first_and_the_last_turn(
    study: Path, client: TestClient
) -> None:
    with open_project(study) as project:
        seen = seen_text(project._session, "A1")
    page = client.get("/d/A1").text
    island = island_of(page)
    words = ["".join(each.itertext()) for each in with_class(parsed(page), "words")]
    joined = words[0] + "".join(gap + after for gap, after in zip(island["gaps"], words[1:], strict=True))
    turns = seen.document.turns
    assert joined == seen.text[turns[0].span.start : turns[-1].span.end]


def test_page_says_who_speaks_when_and_in_which_language(client: TestClient) -> None:
    tree = parsed(client.get("/d/A1").text)
    assert tree.find(".//title").text == "A1 · Rosa – secondmig"
    assert tree.find(".//html") is None
    assert tree.get("lang") == "en"
    (transcript,) = [each for each in tree.iter() if each.get("id") == "transcript"]
    assert (transcript.get("role"), transcript.get("lang"), transcript.get("tabindex")) == ("list", "en", "0")
    turns = with_class(tree, "turn")
    heads = ["".join(with_class(turn, "head")[0].itertext()) for turn in turns]
    assert heads == ["1 INT 0:04", "2 ROSA 0:12", "3 INT 0:20", "4 ROSA 0:24"]
    assert [turn.get("data-role") for turn in turns] == ["interviewer", "participant"] * 2
    (tier,) = with_class(tree, "tier")
    assert (tier.get("data-name"), tier.get("lang")) == ("en", "en")


def test_page_has_no_inline_script_and_no_style(client: TestClient) -> None:
    for path in ("/", "/d/A1", "/d/none"):
        tree = parsed(client.get(path).text)
        scripts = [(each.get("type"), each.get("src")) for each in tree.iter("script")]
        assert all(src or kind == "application/json" for kind, src in scripts)
        assert not list(tree.iter("style"))
        assert not [
            each for each in tree.iter() if any(key.startswith(("on", "style")) for key in each.attrib)
        ]


def test_page_of_a_transcript_goes_out_in_three_pieces(study: Path) -> None:
    bench = open_workbench(study, coder="ana")
    head, words, rest = document(bench, Asked({"document": "A1"}, {}, language="en"))
    assert head.rstrip().endswith("</head>")
    assert "there was one door" in words
    assert rest.count('id="island"') == 1
    assert "\0" not in head + words + rest
    bench.close()


def test_transcript_that_is_not_there_is_refused_before_anything_is_sent(client: TestClient) -> None:
    answer = client.get("/d/Z9")
    assert answer.status_code == 404
    assert answer.text.count("<!doctype html>") == 1


def test_what_goes_wrong_after_the_first_piece_is_said_below_it(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise SecondmigError("the disk is gone", hint="look after it")

    monkeypatch.setattr("secondmig.project.workbench.packed", fails)
    answer = client.get("/d/A1")
    assert answer.status_code == 200
    assert answer.text.index("the disk is gone") > answer.text.index("there was one door") > 0


def test_words_that_change_are_written_anew(client: TestClient, study: Path) -> None:
    assert "my own taxi" in client.get("/d/B2").text
    with open_project(study) as project:
        project.corpus_restrict("B2", turn=4, quote="my own taxi", reason="asked for")
    assert "my own taxi" not in client.get("/d/B2").text


def test_list_leads_on(client: TestClient, study: Path) -> None:
    assert "Continue with" not in client.get("/").text
    with open_project(study) as project:
        project.code_add("A1", turn=2, quote="One door", code="OS-MOB-UP")
    page = client.get("/").text
    assert "Continue with A1" in page
    cells = ["".join(each.itertext()) for each in parsed(page).iter("td")]
    assert cells[:6] == ["Rosa", "en", "4", "32", "1", ""]


def test_empty_project_says_how_to_begin(tmp_path: Path) -> None:
    (tmp_path / "secondmig.toml").write_text('title = "New"\ncoder = "ana"\n')
    with entered(tmp_path) as client:
        page = client.get("/").text
    assert 'id="bring"' in page
    assert 'id="begin-codebook"' in page


@pytest.mark.parametrize("name", ["Rosa & <Söhne>", "日本", "with space"])
def test_odd_names_lead_to_their_page(tmp_path: Path, name: str) -> None:
    root = tmp_path / "proj ect 日本 é"
    root.mkdir()
    (root / "secondmig.toml").write_text('title = "<b>T</b>"\ncoder = "ana"\n', encoding="utf-8")
    (root / "x.txt").write_text(f'---\nid: "x1"\ntitle: "{name}"\n---\n#1 A: Hello.\n', encoding="utf-8")
    with open_project(root) as project:
        project.corpus_import([root / "x.txt"])
    with entered(root) as client:
        page = client.get("/").text
        assert "<b>T</b>" not in page
        assert client.get("/d/x1").status_code == 200
        assert island_of(client.get("/d/x1").text)["document"]["title"] == name


# what may not be seen


@pytest.fixture
def kept(study: Path) -> Iterator[Path]:
    """The study with one more interview, whose second turn holds the rare words, coded by ana."""
    (study / "corpus" / "ZZ01.txt").write_text(TRANSCRIPT.format(consent="T3"), encoding="utf-8")
    with open_project(study) as project:
        project.corpus_import([study / "corpus" / "ZZ01.txt"])
        project.code_add("ZZ01", turn=2, quote=SENTENCE, code="OS-MOB-UP")
    yield study
    shutil.rmtree(study)


def everything(client: TestClient) -> str:
    """All that can be read, and all that refusals say, about the interview."""
    paths = (
        "/",
        "/d/ZZ01",
        "/api/d/ZZ01",
        "/api/changes?document=ZZ01&since=0",
        "/api/history?document=ZZ01",
    )
    answers = [client.get(path).text for path in (*paths, "/api/codebook", "/api/schema")]
    for start in range(0, 420, 30):
        body = {"document": "ZZ01", "version": 1, "start": start, "end": start + 60, "quote": "?"}
        told = client.post("/api/codings", json={"act": f"act-{start:08d}", "code": "OS-MOB-UP", **body})
        answers.append(told.text)
    answers.append(client.post("/api/undo", json={"act": "act-undo-1", "document": "ZZ01"}).text)
    return "\n".join(answers)


def test_words_are_seen_before_anybody_took_them_back(kept: Path) -> None:
    with entered(kept) as client:
        assert all(word in everything(client) for word in RARE)


def test_words_taken_back_while_the_server_runs_are_nowhere(kept: Path) -> None:
    with entered(kept) as client:
        assert RARE[0] in client.get("/d/ZZ01").text
        with open_project(kept) as project:
            project.corpus_restrict("ZZ01", turn=2, quote=None, reason="phone")
        told = everything(client)
    assert not any(word in told for word in RARE)


def test_person_who_withdrew_while_the_server_runs_is_nowhere(kept: Path) -> None:
    table = kept / "corpus" / "persons.csv"
    line = "ZZ01,Zenobia,USA,PER,JPN,1998,2006,USA,2006,,T3\n"
    table.write_text(table.read_text(encoding="utf-8") + line, encoding="utf-8")
    with entered(kept) as client:
        with open_project(kept) as project:
            project.case_import(table)
        assert "Zenobia" in client.get("/d/ZZ01").text
        with open_project(kept) as project:
            project.case_withdraw("ZZ01", reason="asked")
        told = everything(client)
        assert client.get("/d/ZZ01").status_code == 404
        assert client.get("/api/changes?document=ZZ01&since=0").status_code == 404
    assert not any(word in told for word in (*RARE, "Zenobia", "ZENOBIA"))


def test_remark_on_words_taken_back_is_not_shown(kept: Path) -> None:
    from secondmig.store import memos

    with open_project(kept) as project:
        store = project._session.store
        row = next(row for row in project.code_list().rows if row["document"] == "ZZ01")
        with store.write(actor="ana", verb="memo add", subject="ZZ01") as change:
            memos.add(change, "coding", str(row["id"]), "she says marchpane", "ana")
    with entered(kept) as client:
        assert "she says marchpane" in client.get("/api/d/ZZ01").text
        assert "she says marchpane" in client.get("/api/changes?document=ZZ01&since=0").text
        with open_project(kept) as project:
            project.corpus_restrict("ZZ01", turn=2, quote=None, reason="phone")
        assert not any(word in everything(client) for word in RARE)


# how large


def test_page_of_a_long_interview_is_below_250_kilobytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(BENCHMARKS)
    sys.modules.pop("interview", None)
    from interview import make_interview  # type: ignore[import-not-found]

    document = make_interview(tmp_path / "long")
    with entered(tmp_path / "long") as client:
        page = client.get(f"/d/{document}")
    island = island_of(page.text)
    assert island["document"]["text_length"] > 59_500
    assert len(island["codings"]["rows"]) == 1_500
    assert sum(code["codable"] for code in island["codes"].values()) == 60
    assert len(page.content) < 250_000
