"""The API: every act once, every refusal with its status, every answer as the schema says."""

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from secondmig.project.assignments import Assigning
from secondmig.project.project import Project, open_project
from secondmig.store import codings, events
from secondmig.web.checking import problems
from secondmig.web.schema import DEFS
from tests.project.correcting import Desk
from tests.web.workshop import entered

UP = "OS-MOB-UP"
_counter = iter(range(10**9))


def act() -> str:
    return f"act-{next(_counter):08d}"


def fits(shape: str, value: object) -> None:
    assert list(problems(DEFS[shape], value, DEFS)) == []


@pytest.fixture
def text(study: Path) -> str:
    with Desk(study).project as project:
        return desk_text(project)


def desk_text(project: Project, document: str = "A1") -> str:
    from secondmig.store import documents

    held = documents.get(project._session.store.read(), document)
    assert held is not None
    return held.text


def marking(text: str, words: str = "One door", **more: object) -> dict[str, Any]:
    start = text.index(words)
    place = {"document": "A1", "version": 1, "start": start, "end": start + len(words), "quote": words}
    return {"act": act(), **place, "code": UP, "facets": {"about_country": "JPN", "valence": -1}, **more}


def made(client: TestClient, body: dict[str, Any]) -> dict[str, Any]:
    answer = client.post("/api/codings", json=body)
    assert answer.status_code == 201, answer.text
    fits("marked", answer.json())
    row: dict[str, Any] = answer.json()["coding"]
    return row


def refused(answer: httpx2.Response, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    fits("error", answer.json())
    told: dict[str, Any] = answer.json()["error"]
    return told


def last_rev(root: Path) -> int:
    with open_project(root) as project:
        last = events.newest(project._session.store.read())
    return last.rev if last else 0


# coding


def test_a_stretch_is_coded(client: TestClient, text: str) -> None:
    body = marking(text)
    row = made(client, body)
    assert {name: row[name] for name in ("start", "end", "code", "facets", "coder", "mine", "status")} == {
        "start": body["start"],
        "end": body["end"],
        "code": UP,
        "facets": {"about_country": "JPN", "valence": -1},
        "coder": "ana",
        "mine": True,
        "status": "current",
    }


def test_the_same_act_again_is_answered_and_not_done(client: TestClient, study: Path, text: str) -> None:
    body = marking(text)
    first = client.post("/api/codings", json=body).json()
    again = client.post("/api/codings", json=body)
    assert again.status_code == 200
    assert again.json() == {**first, "again": True}
    with open_project(study) as project:
        assert len(codings.find(project._session.store.read(), coders=("ana",))) == 1


def test_the_same_act_after_the_coding_is_gone_says_so(client: TestClient, text: str) -> None:
    body = marking(text)
    row = made(client, body)
    client.request("DELETE", f"/api/codings/{row['id']}", json={"act": act(), "seen": row["seen"]})
    again = client.post("/api/codings", json=body)
    assert (again.status_code, again.json()["coding"]) == (200, None)
    fits("marked", again.json())


def test_an_id_of_an_act_is_not_reused(client: TestClient, text: str) -> None:
    body = marking(text)
    made(client, body)
    refused(client.post("/api/codings", json=marking(text, "grandfather", act=body["act"])), 409)


def test_a_coding_is_changed_and_taken_back(client: TestClient, text: str) -> None:
    row = made(client, marking(text))
    words = "By my grandfather"
    start = text.index(words)
    body = {
        "act": act(),
        "seen": row["seen"],
        "version": 1,
        "start": start,
        "end": start + len(words),
        "quote": words,
        "facets": {"valence": 1},
    }
    answer = client.patch(f"/api/codings/{row['id']}", json=body)
    fits("marked", answer.json())
    after = answer.json()["coding"]
    assert (after["id"], after["start"], after["facets"]) == (row["id"], start, {"valence": 1})
    assert client.patch(f"/api/codings/{row['id']}", json=body).json()["again"] is True
    gone = client.request("DELETE", f"/api/codings/{row['id']}", json={"act": act(), "seen": after["seen"]})
    fits("unmarked", gone.json())
    assert gone.json()["gone"] == row["id"]


def test_retry_of_a_change_is_answered_though_the_coding_is_gone(client: TestClient, text: str) -> None:
    row = made(client, marking(text))
    place = {"version": 1, "start": text.index("One"), "end": text.index("One") + 3, "quote": "One"}
    body = {"act": act(), "seen": row["seen"], **place}
    after = client.patch(f"/api/codings/{row['id']}", json=body).json()["coding"]
    client.request("DELETE", f"/api/codings/{row['id']}", json={"act": act(), "seen": after["seen"]})
    again = client.patch(f"/api/codings/{row['id']}", json=body)
    assert (again.status_code, again.json()["coding"]) == (200, None)


# refusals


def test_stale_versions_are_412(client: TestClient, text: str) -> None:
    refused(client.post("/api/codings", json=marking(text, version=2)), 412)
    row = made(client, marking(text))
    body = {"act": act(), "seen": row["seen"] - 1, "code": UP}
    refused(client.patch(f"/api/codings/{row['id']}", json=body), 412)
    refused(client.request("DELETE", "/api/codings/c-none", json={"act": act(), "seen": 1}), 412)


def test_other_words_are_422_with_what_stands_there(client: TestClient, text: str) -> None:
    told = refused(client.post("/api/codings", json=marking(text, quote="Two doors")), 422)
    assert told["found"] == "One door"
    beyond = marking(text, start=len(text), end=len(text) + 3)
    assert refused(client.post("/api/codings", json=beyond), 422)["found"] == ""
    backwards = marking(text, start=9, end=9)
    refused(client.post("/api/codings", json=backwards), 422)


def test_what_is_not_there_is_404(client: TestClient, text: str) -> None:
    refused(client.post("/api/codings", json=marking(text, document="ZZ9")), 404)
    for path in ("/api/d/ZZ9", "/api/changes?document=ZZ9&since=0", "/api/history?document=ZZ9", "/api/none"):
        refused(client.get(path), 404)
    refused(client.post("/api/undo", json={"act": act(), "document": "ZZ9"}), 404)
    refused(client.get("/api/codings"), 405)
    assert client.get("/d/ZZ9").status_code == 404
    assert client.get("/no/such/page").status_code == 404


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"code": "OS-NONE"}, "OS-NONE"),
        ({"code": "OS-MOB"}, "heading"),
        ({"facets": {"valence": 7}}, "valence"),
        ({"facets": {"colour": "red"}}, "colour"),
        ({"act": "short"}, "id of an act"),
        ({"start": -1}, "start"),
        ({"start": 1.5}, "start"),
        ({"start": True}, "start"),
        ({"start": 2**60}, "start"),
        ({"quote": ""}, "quote"),
        ({"quote": 7}, "quote"),
        ({"extra": 1}, "extra"),
        ({"facets": []}, "facets"),
        ({"facets": {"valence": {"a": 1}}}, "facets"),
        ({"facets": {"valence": None}}, "facets"),
    ],
)
def test_what_is_not_permitted_is_400_and_says_what(
    client: TestClient, text: str, change: dict[str, Any], named: str
) -> None:
    assert named in refused(client.post("/api/codings", json=marking(text, **change)), 400)["message"]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"act": NaN}',
        b"\xff\xfe",
        b'{"a": "\\ud83d"}',
        b"[" * 100_000,
        b'{"start": ' + b"9" * 5_000 + b"}",
    ],
)
def test_what_is_no_json_is_400(client: TestClient, raw: bytes) -> None:
    refused(client.post("/api/codings", content=raw, headers={"content-type": "application/json"}), 400)


def test_a_form_of_another_site_is_no_json(client: TestClient, text: str) -> None:
    plain = {"content-type": "text/plain"}
    refused(client.post("/api/codings", content=json.dumps(marking(text)), headers=plain), 400)


@pytest.mark.parametrize(
    "query", ["", "?document=A1", "?since=0", "?document=A1&since=-1", "?document=A1&since=x"]
)
def test_a_query_that_lacks_something_is_400(client: TestClient, query: str) -> None:
    refused(client.get(f"/api/changes{query}"), 400)


def test_others_codings_are_not_changed(client: TestClient) -> None:
    island = client.get("/api/d/A1").json()
    coding, seen = island["codings"]["rows"][0][0], island["codings"]["rows"][0][6]
    told = refused(client.request("DELETE", f"/api/codings/{coding}", json={"act": act(), "seen": seen}), 400)
    assert told["message"] == "the coding is gold's"


def test_a_place_is_whole(client: TestClient, text: str) -> None:
    row = made(client, marking(text))
    body = {"act": act(), "seen": row["seen"], "start": 3}
    assert (
        "version, end, quote" in refused(client.patch(f"/api/codings/{row['id']}", json=body), 400)["message"]
    )


def test_a_full_disk_may_pass(client: TestClient, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from secondmig.core.errors import FaultError

    def full(*_: object, **__: object) -> None:
        raise FaultError(
            "the disk is full; nothing was changed", where="/home/ana/project.db", hint="rm /tmp/x"
        )

    monkeypatch.setattr("secondmig.project.acts.mark", full)
    told = refused(client.post("/api/codings", json=marking(text)), 503)
    assert told == {"message": "the disk is full; nothing was changed", "where": "", "hint": ""}


# undo, history, changes


def turned(client: TestClient, which: str, **more: object) -> dict[str, Any]:
    answer = client.post(f"/api/{which}", json={"act": act(), "document": "A1", **more})
    assert answer.status_code == 200, answer.text
    fits("turned", answer.json())
    told: dict[str, Any] = answer.json()
    return told


def test_undo_and_redo_go_back_and_forth(client: TestClient, text: str) -> None:
    one, two = made(client, marking(text)), made(client, marking(text, "grandfather"))
    assert turned(client, "undo")["gone"] == [two["id"]]
    assert turned(client, "undo")["gone"] == [one["id"]]
    refused(client.post("/api/undo", json={"act": act(), "document": "A1"}), 400)
    assert [row["id"] for row in turned(client, "redo")["codings"]] == [one["id"]]
    assert [row["id"] for row in turned(client, "redo")["codings"]] == [two["id"]]
    refused(client.post("/api/redo", json={"act": act(), "document": "A1"}), 400)


def test_a_retried_undo_undoes_once(client: TestClient, study: Path, text: str) -> None:
    made(client, marking(text))
    made(client, marking(text, "grandfather"))
    body = {"act": act(), "document": "A1"}
    first = client.post("/api/undo", json=body).json()
    before = last_rev(study)
    assert client.post("/api/undo", json=body).json() == {**first, "again": True}
    assert last_rev(study) == before
    refused(client.post("/api/redo", json=body), 409)


def test_any_own_event_is_undone_by_its_number(client: TestClient, text: str) -> None:
    one = made(client, marking(text))
    made(client, marking(text, "grandfather"))
    assert turned(client, "undo", event=one["seen"])["gone"] == [one["id"]]
    history = client.get("/api/history?document=A1").json()
    fits("history", history)
    marks = {each["rev"]: (each["undoable"], each["redoable"]) for each in history["events"]}
    last = history["events"][0]
    assert (last["verb"], last["act"], marks[last["rev"]]) == ("undo", one["seen"], (False, True))
    assert marks[one["seen"]] == (False, False)
    assert turned(client, "redo", event=one["seen"])["codings"][0]["id"] == one["id"]


def test_undo_keeps_to_the_transcript_and_to_own_codings(client: TestClient, study: Path, text: str) -> None:
    made(client, marking(text))
    refused(client.post("/api/undo", json={"act": act(), "document": "B2"}), 400)
    history = client.get("/api/history?document=A1").json()["events"]
    others = [each for each in history if each["verb"] != "code add"]
    assert others
    assert not any(each["undoable"] for each in others)
    for each in others:
        body = {"act": act(), "document": "A1", "event": each["rev"]}
        refused(client.post("/api/undo", json=body), 400)


def test_changes_tell_what_others_did(client: TestClient, study: Path, text: str) -> None:
    since = client.get("/api/d/A1").json()["rev"]
    with open_project(study, coder="ben") as project:
        project.code_add("A1", turn=2, quote="One door", code=UP)
    told = client.get(f"/api/changes?document=A1&since={since}").json()
    fits("changes", told)
    (row,) = told["codings"]
    assert (row["coder"], row["mine"], told["gone"], told["reload"]) == ("ben", False, [], False)
    assert [each["verb"] for each in told["events"]] == ["code add"]
    with open_project(study, coder="ben") as project:
        project.code_remove(row["id"])
    gone = client.get(f"/api/changes?document=A1&since={told['rev']}").json()
    assert (gone["codings"], gone["gone"]) == ([], [row["id"]])
    nothing = client.get(f"/api/changes?document=A1&since={gone['rev']}").json()
    assert (nothing["codings"], nothing["gone"], nothing["events"]) == ([], [], [])


def test_changes_since_any_moment_lead_to_the_present(client: TestClient, text: str) -> None:
    """Whoever saw the state after some event and applies the changes since has the state of now."""
    chance = random.Random(5)
    states: dict[int, dict[str, Any]] = {}
    for _ in range(40):
        start = chance.randrange(len(text) - 30)
        quote = text[start : start + chance.randint(1, 25)]
        body = marking(text, act=act(), start=start, end=start + len(quote), quote=quote)
        client.post("/api/codings", json=body)
        if chance.random() < 0.4:
            client.post(
                f"/api/{chance.choice(('undo', 'redo', 'undo'))}", json={"act": act(), "document": "A1"}
            )
        states[client.get("/api/d/A1").json()["rev"]] = rows_of(client)
    now = rows_of(client)
    for since, state in states.items():
        told = client.get(f"/api/changes?document=A1&since={since}").json()
        after = {key: row for key, row in state.items() if key not in told["gone"]}
        after |= {row["id"]: (row["start"], row["end"], row["seen"]) for row in told["codings"]}
        assert after == now


def rows_of(client: TestClient) -> dict[str, Any]:
    rows = client.get("/api/d/A1").json()["codings"]["rows"]
    return {row[0]: (row[1], row[2], row[6]) for row in rows}


def test_correction_of_the_transcript_is_told_and_its_codings_are_kept_back(study: Path, text: str) -> None:
    with entered(study) as client:
        row = made(client, marking(text))
        since = client.get("/api/d/A1").json()["rev"]
        desk = Desk(study)
        with desk.project:
            desk.correct("A1", lambda words: words.replace("One door.", "Two."))
        told = client.get(f"/api/changes?document=A1&since={since}").json()
        assert (told["document_version"], told["reload"]) == (2, True)
        assert row["id"] in told["gone"]
        island = client.get("/api/d/A1").json()
        assert row["id"] not in {each[0] for each in island["codings"]["rows"]}
        assert island["waiting"] == 1


def test_blind_coder_is_told_nothing_of_others(study: Path, text: str) -> None:
    with open_project(study, coder="lead") as project:
        project.agree_assign("ana", Assigning(("A1",), blind=True))
        project.code_add("A1", turn=2, quote="One door", code=UP)
    with entered(study) as client:
        own = made(client, marking(text, "grandfather"))
        since = last_rev(study)
        with open_project(study, coder="benedikt") as project:
            done = project.code_add("A1", turn=2, quote="One door", code=UP)
            coding = done.message.partition(":")[0]
            project.code_remove(coding)
        island = client.get("/api/d/A1").json()
        assert [row[0] for row in island["codings"]["rows"]] == [own["id"]]
        assert island["codings"]["coders"] == ["ana"]
        told = client.get(f"/api/changes?document=A1&since={since}").json()
        assert (told["codings"], told["gone"], told["events"]) == ([], [], [])
        history = client.get("/api/history?document=A1").json()["events"]
        assert {each["actor"] for each in history if each["verb"].startswith("code ")} == {"ana"}
        assert "benedikt" not in client.get("/d/A1").text
        seen_by_others = client.get("/api/d/B2").json()
        assert seen_by_others["codings"]["coders"] == ["gold"]


# shapes


def test_every_answer_that_is_read_has_the_shape_of_the_schema(client: TestClient, text: str) -> None:
    made(client, marking(text))
    for path, shape in (
        ("/api/codebook", "codebook"),
        ("/api/d/A1", "island"),
        ("/api/d/B2", "island"),
        ("/api/changes?document=A1&since=0", "changes"),
        ("/api/history?document=A1", "history"),
    ):
        fits(shape, client.get(path).json())


def unnamed(path: str) -> str:
    """An address whatever its parts are called."""
    return re.sub(r"\{\w+\}", "{}", path)


def test_schema_names_every_request_and_holds_together(client: TestClient) -> None:
    from secondmig.web.app import _API

    told = client.get("/api/schema").json()
    named = {(each["method"], unnamed(each["path"].partition("?")[0])) for each in told["paths"]}
    served = {(method, unnamed(path)) for path, calls in _API.items() for method in calls}
    assert named == served | {("POST", "/api/leave")}
    references = {line.partition('"')[0] for line in json.dumps(told).split('"$ref": "#/$defs/')[1:]}
    assert references <= set(told["$defs"])


@pytest.fixture
def demo(built_demo: Path, tmp_path: Path) -> Iterator[TestClient]:
    import shutil

    root = Path(shutil.copytree(built_demo, tmp_path / "demo"))
    with entered(root) as client:
        yield client


def test_the_whole_demo_has_the_shape_of_the_schema(demo: TestClient) -> None:
    fits("codebook", demo.get("/api/codebook").json())
    codes = demo.get("/api/codebook").json()["codes"]
    keys = [code["key"] for code in codes.values() if code["codable"]]
    assert len(keys) == len(set(keys))
    for document in ("US01", "JP06", "UK07"):
        fits("island", demo.get(f"/api/d/{document}").json())
        assert demo.get(f"/d/{document}").status_code == 200


# spans


def test_ten_thousand_spans_are_accepted_exactly_where_they_are(study: Path, text: str) -> None:
    from secondmig.core.errors import WordsError
    from secondmig.project import acts
    from secondmig.project.acts import Place
    from secondmig.project.gate import hidden_at
    from secondmig.project.session import cases_of, find_document

    chance = random.Random(1)
    with open_project(study) as project:
        session = project._session
        for document in ("A1", "B2"):
            held = find_document(session, document)
            hidden = hidden_at(held, cases_of(session, document), "work")
            accepted = 0
            for _ in range(5_000):
                start = chance.randrange(len(held.text))
                end = min(len(held.text), start + chance.randint(1, 60))
                quote = held.text[start:end]
                wrong = chance.random() < 0.2
                asked = quote + "x" if wrong else quote
                covered = any(start < span.end and span.start < end for span in hidden)
                if wrong or covered:
                    with pytest.raises(WordsError) as told:
                        acts.seen_place(session, Place(document, 1, start, end, asked))
                    assert told.value.found == hidden.masked(held.text)[start:end]
                    continue
                _, span = acts.seen_place(session, Place(document, 1, start, end, asked))
                assert (span.start, span.end) == (start, end)
                accepted += 1
            assert accepted > 500
