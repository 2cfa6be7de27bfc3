"""Two coders side by side over HTTP: each decision once, and nothing for who reads blind."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from secondmig.project.assignments import Assigning
from secondmig.project.disagreeing import Talk
from secondmig.project.project import open_project
from secondmig.project.ruling import Ruling
from secondmig.store import codings, resolutions
from secondmig.web.checking import problems
from secondmig.web.schema import DEFS
from tests.project.correcting import built as built_by_one
from tests.project.talking import DOOR, Table, two_coders
from tests.web.workshop import entered

_numbers = count()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return two_coders(tmp_path_factory.mktemp("compare") / "study")


@pytest.fixture
def study(built: Path, tmp_path: Path) -> Path:
    table = Table(built, tmp_path / "study")
    table.project.close()
    return tmp_path / "study"


@pytest.fixture
def client(study: Path) -> Iterator[TestClient]:
    with entered(study) as client:
        yield client


def act() -> str:
    return f"compare-{next(_numbers):08d}"


def fits(shape: str, answer: httpx2.Response) -> dict[str, Any]:
    told: dict[str, Any] = answer.json()
    assert list(problems(DEFS[shape], told, DEFS)) == []
    return told


def compared(client: TestClient, document: str = "A1", query: str = "") -> dict[str, Any]:
    answer = client.get(f"/api/d/{document}/compare{query}")
    assert answer.status_code == 200, answer.text
    return fits("comparison", answer)


def ruled(client: TestClient, ids: list[str], take: str, **more: object) -> httpx2.Response:
    body = {"act": act(), "differences": ids, "coders": ["ben", "gold"], "take": take, "outcome": "recode"}
    return client.post("/api/rulings", json={**body, **more})


def test_both_layers_and_their_differences_stand_in_the_order_of_the_text(
    client: TestClient, study: Path
) -> None:
    told = compared(client)
    assert (told["coders"], told["pairs"]) == (["ben", "gold"], [["ben", "gold"]])
    assert [each["kind"] for each in told["differences"]] == ["confusion", "boundary"]
    first = told["differences"][0]
    assert (first["code_a"], first["code_b"], first["decision"]) == ("OS-LEG", "OS-MOB-UP", None)
    with open_project(study) as project:
        held = {each.id: each for each in codings.find(project._session.store.read(), documents=("A1",))}
        text = project.corpus_text("A1")
    assert text[first["start"] : first["end"]] == DOOR
    assert {held[name].coder_id for name in told["first"]} == {"ben"}
    assert {held[name].coder_id for name in told["second"]} == {"gold"}
    assert told["same"] == len(
        set(told["first"]) - {one for each in told["differences"] for one in each["first"]}
    )


def test_the_page_and_the_command_list_the_same(client: TestClient, study: Path) -> None:
    with open_project(study) as project:
        rows = project.agree_disagreements(Talk(documents=("B2",))).rows
    shown = compared(client, "B2")["differences"]
    assert {row["id"] for row in rows} == {each["id"] for each in shown}
    assert {(row["kind"], row["facet"]) for row in rows} == {
        (each["kind"], each["facet"] or None) for each in shown
    }


def test_a_decision_is_made_once_however_often_it_is_sent(client: TestClient, study: Path) -> None:
    name = compared(client)["differences"][0]["id"]
    sent = {"act": act()}
    first = ruled(client, [name], "b", reason="a door is a picture", **sent)
    again = ruled(client, [name], "b", reason="a door is a picture", **sent)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["event"] == again.json()["event"]
    other = ruled(client, [name], "a", **sent)
    assert other.status_code == 409
    told = compared(client)["differences"][0]["decision"]
    assert told == {"take": "b", "outcome": "recode", "reason": "a door is a picture", "by": "ana"}
    with open_project(study) as project:
        assert len(resolutions.all_resolutions(project._session.store.read())) == 1


def test_undo_at_the_transcript_takes_a_decision_back(client: TestClient) -> None:
    name = compared(client)["differences"][0]["id"]
    assert ruled(client, [name], "b").status_code == 201
    undone = client.post("/api/undo", json={"act": act(), "document": "A1"})
    assert (undone.status_code, undone.json()["done"]) == (200, "agree decide")
    assert compared(client)["differences"][0]["decision"] is None


@pytest.mark.parametrize(
    ("ids", "more", "status", "said"),
    [
        (["d-000000000000"], {}, 400, "there is no disagreement"),
        ([], {}, 400, "differences"),
        (["d-000000000000"], {"take": "mine"}, 400, "take"),
        (["d-000000000000"], {"coders": ["ben", "nobody"]}, 400, "nobody"),
    ],
)
def test_what_cannot_be_decided_is_refused_in_one_line(
    client: TestClient, ids: list[str], more: dict[str, object], status: int, said: str
) -> None:
    answer = ruled(client, ids, str(more.pop("take", "b")), **more)
    assert answer.status_code == status
    assert said in fits("error", answer)["error"]["message"]


def test_the_consensus_layer_is_made_when_all_is_decided(client: TestClient) -> None:
    body = {"coders": ["ben", "gold"]}
    refused = client.post("/api/d/A1/consensus", json={"act": act(), **body})
    assert refused.status_code == 400
    assert "2 disagreements are open" in refused.json()["error"]["message"]
    for each in compared(client)["differences"]:
        assert ruled(client, [each["id"]], "b").status_code == 201
    sent = {"act": act(), **body}
    assert client.post("/api/d/A1/consensus", json=sent).status_code == 201
    assert client.post("/api/d/A1/consensus", json=sent).status_code == 200
    told = compared(client)
    assert len(told["consensus"]) == len(told["second"])
    assert told["pairs"] == [["ben", "gold"]]


def test_who_reads_blind_sees_nothing_of_it(client: TestClient, study: Path) -> None:
    with open_project(study, coder="ana") as project:
        project.agree_assign("ana", Assigning(("A1",), blind=True))
    answer = client.get("/api/d/A1/compare")
    assert answer.status_code == 400
    assert "blind" in answer.json()["error"]["message"]


def test_a_transcript_of_one_coder_has_nothing_to_compare(tmp_path: Path) -> None:
    with entered(built_by_one(tmp_path / "study")) as client:
        told = compared(client)
    assert (told["coders"], told["pairs"]) == ([], [])


def test_unknown_transcripts_are_not_found(client: TestClient) -> None:
    assert client.get("/api/d/NO/compare").status_code == 404


def test_who_reads_blind_decides_nothing_and_learns_nothing_by_trying(
    client: TestClient, study: Path
) -> None:
    told = compared(client)
    first, second = (each["id"] for each in told["differences"])
    with open_project(study, coder="gold") as project:
        project.agree_decide([first], Ruling("b", "recode", "a slip of the pen", coders=("ben", "gold")))
    with open_project(study, coder="ana") as project:
        project.agree_assign("ana", Assigning(("A1",), blind=True))
    for asked in ([first], [second], ["d-000000000000"], [first, second]):
        answer = ruled(client, asked, "a")
        assert answer.status_code == 400
        assert "a slip of the pen" not in answer.text
        assert answer.json()["error"]["message"] == ruled(client, ["d-0"], "a").json()["error"]["message"]
    body = {"act": act(), "coders": ["ben", "gold"]}
    refused = client.post("/api/d/A1/consensus", json=body)
    assert (refused.status_code, "open" in refused.text) == (400, False)
    for coders in ("ben,gold", "gold", "nobody,ben"):
        answer = client.get("/api/d/A1/compare", params={"coders": coders})
        assert "blind" in answer.json()["error"]["message"]
    for path in ("/api/history?document=A1", f"/api/changes?document=A1&since={told['rev']}", "/api/d/A1"):
        shown = client.get(path)
        assert shown.status_code == 200
        assert "a slip of the pen" not in shown.text
        assert "agree decide" not in shown.text
    assert compared(client, "B2")["coders"] == ["ben", "gold"]


def test_the_pair_can_be_named_one_by_one_whatever_the_names(study: Path) -> None:
    names = ["Ñusta, 健 & ben", "قال = ?+%"]
    with open_project(study, coder="ana") as project:
        for name in names:
            project.agree_assign(name, Assigning(("A1",)))
    with entered(study) as client:
        told = compared(client)
        assert sorted(names) in told["pairs"]
        answer = client.get("/api/d/A1/compare", params={"coders": names})
    assert answer.status_code == 200, answer.text
    assert answer.json()["coders"] == sorted(names)


def test_the_consensus_can_be_held_against_one_of_the_two(client: TestClient) -> None:
    for each in compared(client)["differences"]:
        assert ruled(client, [each["id"]], "b").status_code == 201
    body = {"act": act(), "coders": ["ben", "gold"]}
    assert client.post("/api/d/A1/consensus", json=body).status_code == 201
    codings = client.get("/api/d/A1").json()["codings"]
    (layer,) = set(codings["coders"]) - {"ben", "gold", "ana"}
    told = compared(client, query=f"?coders={layer}&coders=ben")
    assert told["coders"] == sorted(["ben", layer])
    assert [each["decision"] for each in told["differences"]] == [None, None]
    assert told["pairs"] == [["ben", "gold"]]


def test_a_difference_that_is_gone_meanwhile_is_refused(client: TestClient, study: Path) -> None:
    told = compared(client)
    first = told["differences"][0]
    assert client.get("/api/d/A1").status_code == 200
    with open_project(study, coder="gold") as project:
        project.code_remove(first["second"][0])
    answer = ruled(client, [first["id"]], "b")
    assert answer.status_code == 400
    assert "a coding changed since" in answer.json()["error"]["message"]
    after = compared(client)["differences"]
    assert ("one_coder", None) in {(each["kind"], each["decision"]) for each in after}
    with open_project(study, coder="gold") as project:
        project.undo()
    assert compared(client)["differences"] == told["differences"]


def test_words_that_were_taken_back_are_in_no_answer(client: TestClient, study: Path) -> None:
    answer = client.get("/api/d/B2/compare")
    assert "Three quid" not in answer.text
    with open_project(study) as project:
        text = project.corpus_text("B2")
    assert "Three quid" not in text
