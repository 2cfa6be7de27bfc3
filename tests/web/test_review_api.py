"""Suggestions over HTTP: seen by whom they may be seen, each verdict once, counted nowhere until accepted."""

import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from secondmig.project.assignments import Assigning
from secondmig.project.project import open_project
from secondmig.web.checking import problems
from secondmig.web.schema import DEFS
from tests.web.workshop import entered

_numbers = count()
AT = "/api/d/A1/suggestions"


def act() -> str:
    return f"review-{next(_numbers):08d}"


def fits(shape: str, answer: httpx2.Response) -> dict[str, Any]:
    told: dict[str, Any] = answer.json()
    assert list(problems(DEFS[shape], told, DEFS)) == []
    return told


@pytest.fixture
def client(study: Path) -> Iterator[TestClient]:
    """Ana at a study in which suggestions wait."""
    with open_project(study) as project:
        project.code_suggest()
    with entered(study) as client:
        yield client


def waiting(client: TestClient) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = fits("suggestions", client.get(AT))["suggestions"]
    return rows


def said(client: TestClient, suggestion: str, verdict: str, **more: object) -> httpx2.Response:
    body = {"act": act(), "verdict": verdict, **more}
    return client.post(f"/api/suggestions/{suggestion}/verdict", json=body)


def refused(answer: httpx2.Response, status: int) -> str:
    assert answer.status_code == status, answer.text
    return str(fits("error", answer)["error"]["message"])


def own(client: TestClient) -> list[list[Any]]:
    codings = client.get("/api/d/A1").json()["codings"]
    return [row for row in codings["rows"] if codings["coders"][row[4]] == "ana"]


def test_what_waits_is_told_with_its_reasons(client: TestClient) -> None:
    told = fits("suggestions", client.get(AT))

    assert (told["finished"], told["blind"], told["decided"], told["version"]) == (False, False, 0, 1)
    first = told["suggestions"][0]
    assert (first["code"], first["engine"], first["score"]) == ("OS-MOB-UP", "cues", 0.2)
    assert first["evidence"] == ["cue en: door"]


def test_nothing_of_it_is_among_the_codings(client: TestClient) -> None:
    assert len(waiting(client)) == 2
    assert own(client) == []


def test_accepting_gives_the_coding(client: TestClient) -> None:
    one = waiting(client)[0]

    told = fits("judged", said(client, one["id"], "accepted", facets={"about_country": "JPN"}))

    assert told["coding"]["origin"] == "cue"
    assert told["coding"]["mine"] is True
    assert told["coding"]["facets"] == {"about_country": "JPN"}
    assert (told["coding"]["start"], told["coding"]["end"]) == (one["start"], one["end"])
    assert (told["codings"], told["again"]) == ([], False)
    assert [row["id"] for row in waiting(client)] != one["id"]
    assert len(waiting(client)) == 1


def test_an_act_told_twice_is_done_once(client: TestClient) -> None:
    one = waiting(client)[0]["id"]
    body = {"act": act(), "verdict": "accepted"}
    first = client.post(f"/api/suggestions/{one}/verdict", json=body)
    again = client.post(f"/api/suggestions/{one}/verdict", json=body)

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["again"] is True
    assert again.json()["coding"] == first.json()["coding"]
    assert len(own(client)) == 1


def test_an_act_cannot_be_another(client: TestClient) -> None:
    one, other = (row["id"] for row in waiting(client))
    body = {"act": act(), "verdict": "rejected"}
    client.post(f"/api/suggestions/{one}/verdict", json=body)

    refused(client.post(f"/api/suggestions/{other}/verdict", json=body), 409)


def test_the_same_word_by_another_act_changes_nothing(client: TestClient) -> None:
    one = waiting(client)[0]["id"]
    said(client, one, "rejected")

    told = fits("judged", said(client, one, "rejected"))

    assert (told["event"], told["again"]) == (None, True)


def test_own_ends_are_held_against_the_words(client: TestClient, study: Path) -> None:
    one = waiting(client)[0]["id"]
    with open_project(study) as project:
        start = project.corpus_text("A1").index("one door")
    where = {"version": 1, "start": start, "end": start + 8, "quote": "one door"}

    assert "lacks" in refused(said(client, one, "accepted", version=1, start=start), 400)
    refused(said(client, one, "accepted", **{**where, "quote": "two door"}), 422)
    refused(said(client, one, "accepted", **{**where, "version": 2}), 412)
    told = fits("judged", said(client, one, "accepted", **where))

    assert (told["coding"]["start"], told["coding"]["end"]) == (start, start + 8)


def test_undo_and_redo_are_those_of_the_page(client: TestClient) -> None:
    one = waiting(client)[0]["id"]
    made = said(client, one, "accepted").json()["coding"]["id"]

    undone = client.post("/api/undo", json={"act": act(), "document": "A1"}).json()
    assert (undone["done"], undone["gone"]) == ("code accept", [made])
    assert len(waiting(client)) == 2
    again = client.post("/api/redo", json={"act": act(), "document": "A1"}).json()
    assert [row["id"] for row in again["codings"]] == [made]
    assert len(waiting(client)) == 1


def test_several_in_one_event_and_one_undo(client: TestClient) -> None:
    names = [row["id"] for row in waiting(client)]
    body = {"act": act(), "verdict": "accepted", "suggestions": names}

    told = fits("judged", client.post("/api/d/A1/verdicts", json=body))
    assert len(told["codings"]) == 2
    undone = client.post("/api/undo", json={"act": act(), "document": "A1"}).json()

    assert len(undone["gone"]) == 2
    assert [row["id"] for row in waiting(client)] == names


def test_several_of_another_transcript_are_refused(client: TestClient) -> None:
    names = [row["id"] for row in waiting(client)]

    refused(
        client.post("/api/d/B2/verdicts", json={"act": act(), "verdict": "rejected", "suggestions": names}),
        400,
    )
    assert len(waiting(client)) == 2


def test_what_is_no_suggestion_any_more_is_told(client: TestClient) -> None:
    refused(said(client, "s-000000000000", "accepted"), 412)
    refused(said(client, "s-000000000000", "perhaps"), 400)
    refused(client.get("/api/d/ZZ/suggestions"), 404)


def test_who_reads_blind_sees_none_until_the_pass_is_finished(study: Path, client: TestClient) -> None:
    names = [row["id"] for row in waiting(client)]
    with open_project(study) as project:
        project.agree_assign("ana", Assigning(("A1",), blind=True))

    hidden = fits("suggestions", client.get(AT))
    assert (hidden["suggestions"], hidden["blind"], hidden["finished"]) == ([], True, False)
    assert "finished" in refused(said(client, names[0], "accepted"), 400)

    passed = fits("passed", client.post("/api/d/A1/pass", json={"act": act(), "finished": True}))
    assert (passed["finished"], passed["again"]) == (True, False)
    assert len(waiting(client)) == 2

    client.post("/api/undo", json={"act": act(), "document": "A1"})
    assert waiting(client) == []


def test_words_taken_back_take_their_suggestions_along(study: Path, client: TestClient) -> None:
    with open_project(study) as project:
        project.corpus_restrict("A1", turn=2, quote="one door", reason="asked for it")

    answer = client.get(AT)

    assert len(answer.json()["suggestions"]) == 1


def test_the_server_needs_no_heavy_library_for_it(study: Path) -> None:
    with open_project(study) as project:
        project.code_suggest()
    script = f"""
import sys
from pathlib import Path
from tests.web.workshop import entered
with entered(Path({str(study)!r})) as client:
    rows = client.get("{AT}").json()["suggestions"]
    body = {{"act": "review-heavy-1", "verdict": "accepted"}}
    answer = client.post("/api/suggestions/" + rows[0]["id"] + "/verdict", json=body)
    assert answer.status_code == 201, answer.text
print([name for name in ("pandas", "numpy", "spacy", "sqlite_utils") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr
