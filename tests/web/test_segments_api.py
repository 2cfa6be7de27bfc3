"""Passages over HTTP: the rows of the command line, own codings changed all at once, files cut to a level."""

import csv
import io
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import urlencode

import httpx2
import pytest
from starlette.testclient import TestClient

from secondmig.core.selection import Selection
from secondmig.joint.passages import FIELDS
from secondmig.project.assignments import Assigning
from secondmig.project.memo_acts import Remark
from secondmig.project.project import open_project
from secondmig.store import events
from secondmig.web.checking import problems
from secondmig.web.schema import DEFS
from tests.project.correcting import built, copied
from tests.web.workshop import entered

_numbers = count()
Row: TypeAlias = dict[str, Any]
UP = "OS-MOB-UP"
OUT = """  - id: OS-MOB-OUT
    parent: OS-MOB
    label: Way out
    definition: Says that one can leave.
"""


def act() -> str:
    return f"segments-{next(_numbers):08d}"


@pytest.fixture(scope="module")
def _coded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = built(tmp_path_factory.mktemp("segments") / "study")
    with open_project(root, coder="ana") as project:
        book = root / "codebooks" / "small.yaml"
        book.write_text(book.read_text(encoding="utf-8") + OUT, encoding="utf-8")
        project.codebook_commit(note="a way out")
        project.code_add("A1", turn=2, quote="door for people like me", code=UP, facets={"valence": "-1"})
        project.code_add("A1", turn=4, quote="Here there are", code=UP, facets={})
        project.code_add("B2", turn=4, quote="Now I have", code=UP, facets={})
    return root


@pytest.fixture
def study(_coded: Path, tmp_path: Path) -> Path:
    return copied(_coded, tmp_path / "study")


@pytest.fixture
def client(study: Path) -> Iterator[TestClient]:
    with entered(study) as client:
        yield client


def fits(shape: str, answer: httpx2.Response) -> dict[str, Any]:
    told: dict[str, Any] = answer.json()
    assert list(problems(DEFS[shape], told, DEFS)) == []
    return told


def asked(client: TestClient, *pairs: tuple[str, str]) -> dict[str, Any]:
    answer = client.get(f"/api/segments?{urlencode(pairs)}")
    assert answer.status_code == 200, answer.text
    return fits("segments", answer)


def refused(answer: httpx2.Response, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    error: dict[str, Any] = fits("error", answer)["error"]
    return error


def own(client: TestClient) -> list[Row]:
    rows: list[Row] = asked(client, ("coder", "ana"))["rows"]
    return rows


def seen(rows: list[Row]) -> list[dict[str, object]]:
    return [{"id": row["id"], "seen": row["seen"]} for row in rows]


QUESTIONS: list[tuple[tuple[tuple[str, str], ...], Selection, dict[str, Any]]] = [
    ((), Selection(), {}),
    ((("code", "OS-MOB"),), Selection(codes=("OS-MOB",)), {}),
    ((("code", "OS-MOB"), ("exact", "1")), Selection(codes=("OS-MOB",), exact=True), {}),
    ((("coder", "ana"), ("document", "A1")), Selection(coders=("ana",), documents=("A1",)), {}),
    ((("case", "B2"),), Selection(cases=("B2",)), {}),
    ((("group", "origin=PER"),), Selection(groups=(("origin", "PER"),)), {}),
    ((("where", "about_country=JPN"),), Selection(where=(("about_country", "JPN"),)), {}),
    ((("language", "en"),), Selection(), {"languages": ("en",)}),
    ((("coder", "gold"), ("overlaps", UP)), Selection(coders=("gold",)), {"overlaps": UP}),
    ((("coder", "gold"), ("not", UP)), Selection(coders=("gold",)), {"not_code": UP}),
    ((("followed", f"{UP}:2"),), Selection(), {"followed": (UP, 2)}),
    ((("near", f"{UP}:0"),), Selection(), {"near": (UP, 0)}),
    ((("uncoded", "turns"),), Selection(), {"uncoded": True}),
    ((("uncoded", "parts"), ("document", "A1")), Selection(documents=("A1",)), {"uncoded_parts": True}),
]


@pytest.mark.parametrize(("pairs", "selection", "options"), QUESTIONS)
def test_the_page_has_the_rows_of_the_command_line(
    client: TestClient,
    study: Path,
    pairs: tuple[tuple[str, str], ...],
    selection: Selection,
    options: dict[str, Any],
) -> None:
    with open_project(study, coder="ana") as project:
        wanted = [dict(row) for row in project.query_segments(selection, **options).rows]

    rows = [{name: row[name] for name in FIELDS} for row in asked(client, *pairs)["rows"]]

    assert rows == [{**row, "facets": row["facets"] or {}} for row in wanted]


def test_the_numbers_on_top_are_of_everything_and_say_what_is_withheld(client: TestClient) -> None:
    told = asked(client, ("limit", "1"))
    uncoded = asked(client, ("uncoded", "turns"))

    assert told["counts"] == {"segments": 6, "persons": 2, "documents": 2, "withheld": 0, "waiting": 0}
    assert (len(told["rows"]), told["next"]) == (1, 1)
    assert uncoded["counts"]["withheld"] == 1
    assert uncoded["rows"][0]["quote"] is None
    assert "Three quid" not in str(uncoded)


def test_pages_follow_each_other_without_a_gap(client: TestClient) -> None:
    whole = [row["id"] for row in asked(client)["rows"]]
    parts = [asked(client, ("offset", str(at)), ("limit", "2")) for at in (0, 2, 4)]

    assert [row["id"] for part in parts for row in part["rows"]] == whole
    assert parts[-1]["next"] is None


def test_groups_stand_together_and_are_counted(client: TestClient) -> None:
    told = asked(client, ("by", "about_country"))

    assert [(group["name"], group["segments"]) for group in told["groups"]] == [
        ("GBR", 1),
        ("JPN", 1),
        ("USA", 1),
        ("", 3),
    ]
    assert [row["group"] for row in told["rows"]] == ["GBR", "JPN", "USA", "", "", ""]
    assert [group["label"] for group in asked(client, ("by", "person"))["groups"]] == [
        "A1 · Rosa",
        "B2 · Imran",
    ]


def test_a_passage_stands_in_its_turn_with_its_translation(client: TestClient) -> None:
    row = asked(client, ("where", "about_country=USA"))["rows"][0]
    (piece,) = row["context"]
    at = row["start"] - piece["start"]

    assert piece["words"][at : at + len(row["quote"])] == row["quote"] == "more doors 👩‍👩‍👧"
    assert [tier[0] for tier in piece["tiers"]] == ["en"]
    assert row["persons"] == [["A1", "Rosa"]]


def test_turns_around_are_given_on_demand(client: TestClient) -> None:
    row = asked(client, ("where", "about_country=USA"))["rows"][0]
    place = {name: row[name] for name in ("document", "version", "start", "end")}
    told = fits("around", client.get(f"/api/segments/around?{urlencode({**place, 'turns': 1})}"))

    assert [piece["turn"] for piece in told["context"]] == [3, 4]
    refused(client.get(f"/api/segments/around?{urlencode({**place, 'turns': 9})}"), 400)
    refused(client.get(f"/api/segments/around?{urlencode({**place, 'version': 7})}"), 412)


def test_recoding_many_is_one_act_one_event_one_undo(client: TestClient, study: Path) -> None:
    body = {"act": act(), "codings": seen(own(client)), "code": "OS-MOB-OUT"}
    told = fits("recoded", client.post("/api/segments/recode", json=body))
    again = fits("recoded", client.post("/api/segments/recode", json=body))

    assert {row["code"] for row in told["rows"]} == {"OS-MOB-OUT"}
    assert (again["event"], again["again"], len(again["rows"])) == (told["event"], True, 3)
    assert {row["code"] for row in asked(client, ("coder", "gold"))["rows"]} == {UP}
    with open_project(study) as project:
        last = events.newest(project._session.store.read())
        assert last is not None
        assert (last.rev, last.verb, last.payload["documents"]) == (
            told["event"],
            "code recode",
            ["A1", "B2"],
        )

    undone = {"act": act(), "event": told["event"]}
    back = fits("recoded", client.post("/api/segments/undo", json=undone))
    assert {row["code"] for row in own(client)} == {row["code"] for row in back["rows"]} == {UP}
    forth = fits("recoded", client.post("/api/segments/undo", json={"act": act(), "event": back["event"]}))
    assert (back["verb"], forth["verb"]) == ("undo", "redo")
    assert {row["code"] for row in own(client)} == {"OS-MOB-OUT"}


def test_a_stale_one_is_named_and_nothing_changes(client: TestClient) -> None:
    rows = own(client)
    changed = {"act": act(), "seen": rows[1]["seen"], "facets": {"valence": 1}}
    assert client.patch(f"/api/codings/{rows[1]['id']}", json=changed).status_code == 200

    for path, more in (("recode", {"code": "OS-MOB-OUT"}), ("remove", {})):
        body = {"act": act(), "codings": seen(rows), **more}
        error = refused(client.post(f"/api/segments/{path}", json=body), 412)
        assert error["where"] == rows[1]["id"]
    assert {row["code"] for row in own(client)} == {UP}


def test_anothers_coding_is_shown_but_never_changed(client: TestClient) -> None:
    rows = asked(client)["rows"]
    body = {"act": act(), "codings": seen(rows), "code": "OS-MOB-OUT"}

    assert not any(row["mine"] for row in rows if row["coder"] == "gold")
    assert "gold" in refused(client.post("/api/segments/recode", json=body), 400)["message"]
    assert {row["code"] for row in asked(client)["rows"]} == {UP}


def test_an_act_of_another_is_not_taken_back(client: TestClient, study: Path) -> None:
    told = fits(
        "recoded",
        client.post("/api/segments/remove", json={"act": act(), "codings": seen(own(client))}),
    )
    with entered(study, coder="ben") as other:
        refused(other.post("/api/segments/undo", json={"act": act(), "event": told["event"]}), 400)
    refused(client.post("/api/segments/undo", json={"act": act(), "event": 99_999}), 404)
    assert own(client) == []
    client.post("/api/segments/undo", json={"act": act(), "event": told["event"]})
    assert len(own(client)) == 3


def test_a_blind_coder_sees_the_own_work_alone(study: Path) -> None:
    with open_project(study) as project:
        project.agree_assign("ana", Assigning(("A1",), blind=True))
    with entered(study) as client:
        found = {(row["document"], row["coder"]) for row in asked(client)["rows"]}
        page = client.get("/segments").text

        assert found == {("A1", "ana"), ("B2", "ana"), ("B2", "gold")}
        assert asked(client, ("document", "A1"), ("overlaps", UP))["rows"] == []
        assert '["gold","",1]' in page


def test_a_change_elsewhere_is_seen_at_the_next_question(client: TestClient, study: Path) -> None:
    assert asked(client)["counts"]["segments"] == 6
    with open_project(study, coder="ben") as project:
        project.code_add("A1", turn=2, quote="By my grandfather", code=UP, facets={})
        assert asked(client)["counts"]["segments"] == 7
        project.corpus_restrict("A1", turn=2, quote="By my grandfather", reason="asked")
    assert asked(client)["counts"] == {
        "segments": 7,
        "persons": 2,
        "documents": 2,
        "withheld": 1,
        "waiting": 0,
    }


@pytest.mark.parametrize(
    "query",
    ["where=about_country", "near=X", "uncoded=all", "limit=1000", "code=NONE", "by=shoe", "offset=-1"],
)
def test_a_question_that_cannot_be_read_is_refused(client: TestClient, query: str) -> None:
    refused(client.get(f"/api/segments?{query}"), 400)


# files


def export(client: TestClient, **asked_for: str) -> httpx2.Response:
    answer = client.get(f"/api/segments/export?{urlencode(asked_for)}")
    assert answer.status_code == 200, answer.text
    return answer


def rows_of(answer: httpx2.Response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.text)))


def test_a_file_is_named_for_the_reader_and_written_nowhere_here(client: TestClient, study: Path) -> None:
    before = sorted(study.rglob("*"))
    answer = export(client, format="csv", release="work")

    assert answer.headers["content-disposition"] == 'attachment; filename="segments-work.csv"'
    assert len(rows_of(answer)) == 6
    assert rows_of(answer)[0]["pseudonym"] == "Rosa"
    assert sorted(study.rglob("*")) == before


def test_words_above_the_level_are_left_out_and_counted(client: TestClient) -> None:
    assert {row["document"] for row in rows_of(export(client, format="csv", release="team"))} == {"A1"}
    text = export(client, format="md", release="team").text
    assert "2 passages are left out" in text
    assert "taxi" not in text
    assert "— Rosa, A1 \\#2" in text


def test_a_table_computes_nothing_that_somebody_said(client: TestClient, study: Path) -> None:
    with open_project(study, coder="ana") as project:
        found = project.query_segments(Selection(coders=("ana",))).rows[0]
        project.memo_add(Remark("coding", str(found["id"]), "=1+1"))
    memos = [row["memo"] for row in rows_of(export(client, format="csv", release="work"))]

    assert "'=1+1" in memos


@pytest.mark.parametrize("form", ["docx", "xlsx"])
def test_a_file_for_a_word_processor_or_a_spreadsheet_opens(client: TestClient, form: str) -> None:
    body = export(client, format=form, release="team", by="document").content

    if form == "docx":
        import docx

        text = "\n".join(each.text for each in docx.Document(io.BytesIO(body)).paragraphs)
        assert "there was one door" in text
        assert "taxi" not in text
    else:
        import openpyxl

        book = openpyxl.load_workbook(io.BytesIO(body))
        assert book.sheetnames == ["segments", "about"]
        assert book["segments"].max_row == 5


def test_a_public_file_tells_nobody_who_speaks(client: TestClient) -> None:
    text = export(client, format="csv", release="public").text

    assert text == "who,code,label,about_country,quote,translation\n"
    for more in ("case=A1", "document=A1", "group=origin=PER", "uncoded=parts"):
        refused(client.get(f"/api/segments/export?format=csv&release=public&{more}"), 400)


def test_an_unknown_file_or_level_is_refused(client: TestClient) -> None:
    refused(client.get("/api/segments/export?format=pdf"), 400)
    refused(client.get("/api/segments/export?release=partner"), 400)


# search


def test_words_are_found_in_all_transcripts_translations_too(client: TestClient) -> None:
    told = fits("found", client.get("/api/search?text=door"))

    assert told["counts"] == {"hits": 4, "documents": 1}
    assert {row["tier"] for row in told["rows"]} == {None, "en"}
    assert fits("found", client.get("/api/search?text=日本"))["counts"]["hits"] == 1
    assert fits("found", client.get("/api/search?text=door&language=ja"))["counts"]["hits"] == 0
    assert fits("found", client.get("/api/search?text=japan&role=interviewer"))["counts"]["hits"] == 1
    assert fits("found", client.get("/api/search?text=quid"))["counts"]["hits"] == 0
    refused(client.get("/api/search?text="), 400)
    refused(client.get("/api/search?text=a&role=boss"), 400)


def test_all_hits_are_coded_in_one_act_that_one_undo_takes_back(client: TestClient) -> None:
    query = urlencode({"text": "door", "code": "OS-MOB-OUT", "unit": "turn"})
    told = fits("hits_previewed", client.get(f"/api/search/preview?{query}"))
    body = {"act": act(), "text": "door", "code": "OS-MOB-OUT", "unit": "turn"}
    done = fits("hits_coded", client.post("/api/search/code", json=body))
    again = fits("hits_coded", client.post("/api/search/code", json=body))

    assert (told["new"], done["coded"]) == (2, 2)
    assert again == {**done, "again": True}
    assert asked(client, ("code", "OS-MOB-OUT"))["counts"]["segments"] == 2
    refused(client.post("/api/search/code", json={**body, "act": act()}), 400)
    client.post("/api/segments/undo", json={"act": act(), "event": done["event"]})
    assert asked(client, ("code", "OS-MOB-OUT"))["counts"]["segments"] == 0
