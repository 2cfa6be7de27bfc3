"""The summary grid over HTTP: each act once, nothing written over unseen, files for who is let in alone."""

import io
from itertools import count
from pathlib import Path
from typing import Any

import httpx2
import openpyxl
import pytest
from starlette.testclient import TestClient

from secondmig.project.assignments import Assigning
from secondmig.project.grid_acts import Writing
from secondmig.project.project import open_project
from secondmig.web.checking import problems
from secondmig.web.schema import DEFS
from tests.web.workshop import entered, island_of

TOP, LOW = "OS-MOB", "OS-MOB-UP"
_numbers = count()


def act() -> str:
    return f"grid-{next(_numbers):08d}"


def fits(shape: str, answer: httpx2.Response) -> dict[str, Any]:
    told: dict[str, Any] = answer.json()
    assert list(problems(DEFS[shape], told, DEFS)) == []
    return told


def write(client: TestClient, text: str, *, seen: int = 0, case: str = "A1", **more: str) -> httpx2.Response:
    return client.post(
        "/api/grid", json={"act": act(), "case": case, "theme": TOP, "text": text, "seen": seen, **more}
    )


def cells(client: TestClient, query: str = "") -> dict[tuple[str, str], dict[str, Any]]:
    told = fits("grid", client.get(f"/api/grid{query}"))
    return {(case, theme): cell for case, theme, cell in told["cells"]}


def said(client: TestClient, case: str = "A1") -> list[str | None]:
    return [each["text"] for each in cells(client)[case, TOP].get("paraphrases", [])]


def refused(answer: httpx2.Response, status: int) -> str:
    assert answer.status_code == status, answer.text
    return str(fits("error", answer)["error"]["message"])


def test_the_grid_holds_persons_themes_cells_and_what_could_be_a_column(client: TestClient) -> None:
    told = fits("grid", client.get("/api/grid"))
    assert [(each["id"], each["pseudonym"], each["documents"]) for each in told["persons"]] == [
        ("A1", "Rosa", ["A1"]),
        ("B2", "Imran", ["B2"]),
    ]
    assert [each["id"] for each in told["themes"]] == [TOP]
    assert told["cells"] == [["A1", TOP, {"passages": 2}], ["B2", TOP, {"passages": 1}]]
    assert told["choices"] == [[TOP, "Mobility", 0], [LOW, "Room to rise", 1]]
    assert {"name": "interview_country", "values": ["GBR", "USA"]} in told["attributes"]
    assert fits("grid", client.get(f"/api/grid?since={told['rev']}")) == {"rev": told["rev"], "same": True}
    assert cells(client, f"?theme={LOW},{TOP}&case=A1").keys() == {("A1", LOW), ("A1", TOP)}


def test_a_cell_is_written_changed_and_emptied(client: TestClient) -> None:
    answer = write(client, " One door. ")
    assert answer.status_code == 201
    first = fits("cell_written", answer)["cell"]
    assert first == {"case": "A1", "theme": TOP, "text": "One door.", "seen": first["seen"]}
    second = fits("cell_written", write(client, "Two doors.", seen=first["seen"]))["cell"]
    assert said(client) == ["Two doors."]
    gone = fits("cell_written", write(client, "", seen=second["seen"]))["cell"]
    assert (gone["text"], gone["seen"], said(client)) == ("", 0, [])


def test_the_same_act_is_done_once(client: TestClient) -> None:
    body = {"act": act(), "case": "A1", "theme": TOP, "text": "One.", "seen": 0}
    first, again = (client.post("/api/grid", json=body) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert {**first.json(), "again": True} == again.json()
    assert "something else" in refused(client.post("/api/grid", json={**body, "text": "Two."}), 409)


def test_nothing_is_written_over_that_was_not_seen(client: TestClient) -> None:
    write(client, "One.")
    assert "changed since" in refused(write(client, "Two."), 412)
    assert said(client) == ["One."]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"case": "ZZ"}, 400),
        ({"theme": "OS-NOPE"}, 400),
        ({"text": "x" * 10_001}, 400),
        ({"text": 7}, 400),
        ({"seen": -1}, 400),
        ({"act": "short"}, 400),
    ],
)
def test_what_cannot_be_written_is_refused(client: TestClient, body: dict[str, Any], status: int) -> None:
    asked = {"act": act(), "case": "A1", "theme": TOP, "text": "One.", "seen": 0, **body}
    refused(client.post("/api/grid", json=asked), status)
    assert said(client) == []


def test_undo_and_redo_are_those_of_the_grid(client: TestClient, study: Path) -> None:
    write(client, "One.")
    with open_project(study) as project:
        project.code_add("A1", turn=2, quote="One door", code=LOW)
    told = fits("cell_turned", client.post("/api/grid/undo", json={"act": act()}))
    assert (told["verb"], told["done"], said(client)) == ("undo", "grid write", [])
    assert fits("cell_turned", client.post("/api/grid/redo", json={"act": act()}))["verb"] == "redo"
    assert said(client) == ["One."]
    assert cells(client)["A1", TOP]["passages"] == 3
    refused(client.post("/api/grid/redo", json={"act": act()}), 400)


def test_the_passages_of_a_cell_stand_once_each_with_their_codings(client: TestClient, study: Path) -> None:
    with open_project(study, coder="ben") as project:
        project.code_add("A1", turn=2, quote="there was one door", code=LOW)
        project.grid_write(Writing("A1", TOP, "By ben."))
    told = fits("cell_passages", client.get(f"/api/grid/passages?case=A1&theme={TOP}"))
    assert [(each["document"], each["turn"], each["quote"]) for each in told["passages"]] == [
        ("A1", 2, "there was one door"),
        ("A1", 4, "more doors 👩‍👩‍👧"),
    ]
    assert [each["coder"] for each in told["passages"][0]["codings"]] == ["ben", "gold"]
    assert [(each["coder"], each["text"], each["mine"]) for each in told["paraphrases"]] == [
        ("ben", "By ben.", False)
    ]
    assert "no case ZZ" in refused(client.get(f"/api/grid/passages?case=ZZ&theme={TOP}"), 400)
    assert "theme is not named" in refused(client.get("/api/grid/passages?case=A1"), 400)


def test_passages_that_were_taken_back_have_no_words(client: TestClient, study: Path) -> None:
    with open_project(study) as project:
        project.corpus_restrict("A1", turn=2, reason="asked for it")
    answer = client.get(f"/api/grid/passages?case=A1&theme={TOP}")
    assert [each["quote"] for each in answer.json()["passages"]] == [None, "more doors 👩‍👩‍👧"]
    assert "one door" not in answer.text


def test_who_reads_blind_is_told_nothing_of_the_work_of_others(study: Path) -> None:
    with open_project(study, coder="ben") as project:
        project.grid_write(Writing("A1", TOP, "By ben."))
        project.agree_assign("kim", Assigning(("A1",), blind=True))
    with entered(study, coder="kim") as client:
        assert ("A1", TOP) not in cells(client)
        told = client.get(f"/api/grid/passages?case=A1&theme={TOP}")
        assert (told.json()["passages"], told.json()["paraphrases"]) == ([], [])
        assert "By ben" not in client.get("/grid").text
        assert "By ben" not in client.get("/api/grid/export?format=csv&release=work").text


def test_files_are_cut_to_the_team_unless_they_stay_on_its_screen(client: TestClient) -> None:
    write(client, "One door.")
    write(client, "Drives a taxi.", case="B2")
    answer = client.get("/api/grid/export?format=xlsx")
    assert answer.headers["content-disposition"] == 'attachment; filename="summary-grid.xlsx"'
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content))["Grid"]
    assert [row[3].value for row in sheet.rows] == ["Mobility", "One door.", "withheld"]
    table = client.get("/api/grid/export?format=csv&release=work&case=B2&by=origin")
    assert "Drives a taxi." in table.text
    assert "Rosa" not in table.text
    assert client.get("/api/grid/export?format=docx").content[:2] == b"PK"
    assert "not released" in refused(client.get("/api/grid/export?format=csv&release=public"), 400)
    assert "not written as pdf" in refused(client.get("/api/grid/export?format=pdf"), 400)


def test_nobody_takes_a_file_who_is_not_let_in(client: TestClient) -> None:
    client.cookies.clear()
    for path in ("/api/grid", "/api/grid/export?format=csv", f"/api/grid/passages?case=A1&theme={TOP}"):
        assert client.get(path).status_code == 401


def test_the_page_escapes_what_it_holds(client: TestClient) -> None:
    write(client, "</script><b>bold</b>")
    page = client.get(f"/grid?theme={LOW},{TOP}")
    assert page.status_code == 200
    assert "</script><b>" not in page.text
    assert [each["id"] for each in island_of(page.text)["themes"]] == [LOW, TOP]
    assert client.get("/grid?theme=OS-NOPE").status_code == 400
