"""Memos, ties and persons over HTTP: each act once, nothing written over unseen, nothing let out."""

from itertools import count
from pathlib import Path
from typing import Any, TypeAlias

import httpx2
import pytest
from starlette.testclient import TestClient

from secondmig.core.selection import Selection
from secondmig.project.assignments import Assigning
from secondmig.project.memo_acts import Remark
from secondmig.project.project import open_project
from secondmig.store import events
from secondmig.web.checking import problems
from secondmig.web.schema import DEFS
from tests.web.workshop import entered

_numbers = count()
Memo: TypeAlias = dict[str, Any]


def act() -> str:
    return f"memo-{next(_numbers):08d}"


def fits(shape: str, answer: httpx2.Response) -> dict[str, Any]:
    told: dict[str, Any] = answer.json()
    assert list(problems(DEFS[shape], told, DEFS)) == []
    return told


def written(client: TestClient, about: str = "document", subject: str = "A1", text: str = "Why?") -> Memo:
    body = {"act": act(), "about": about, "subject": subject, "text": text}
    answer = client.post("/api/memos", json=body)
    assert answer.status_code == 201, answer.text
    memo: Memo = fits("remarked", answer)["memo"]
    return memo


def reworded(client: TestClient, memo: Memo, text: str, **more: object) -> httpx2.Response:
    body = {"act": act(), "seen": memo["seen"], "text": text, **more}
    return client.patch(f"/api/memos/{memo['id']}", json=body)


def beside(client: TestClient, document: str = "A1") -> dict[str, Any]:
    return fits("beside", client.get(f"/api/beside/{document}"))


def refused(answer: httpx2.Response, status: int) -> str:
    assert answer.status_code == status, answer.text
    return str(fits("error", answer)["error"]["message"])


def codings_of(client: TestClient, document: str = "A1") -> list[str]:
    rows = client.get(f"/api/d/{document}").json()["codings"]["rows"]
    return [row[0] for row in rows]


@pytest.mark.parametrize(
    ("about", "subject"), [("document", "A1"), ("case", "A1"), ("code", "OS-MOB"), ("project", "project")]
)
def test_a_memo_is_written_and_read_beside_the_transcript(
    client: TestClient, about: str, subject: str
) -> None:
    memo = written(client, about, subject, "Compare.\r\nThen ask.\n")
    assert memo["text"] == "Compare.\nThen ask."
    assert memo in beside(client)["memos"]
    assert memo in fits("memos", client.get("/api/memos"))["memos"]


def test_a_memo_on_a_coding_is_the_remark_of_the_coding_too(client: TestClient, study: Path) -> None:
    coding = codings_of(client)[0]
    memo = written(client, "coding", coding)
    assert (memo["code"], memo["place"]) == ("OS-MOB-UP", "A1 #2")
    with open_project(study) as project:
        step = project._session.store.read()
        last = events.newest(step)
    assert last is not None
    assert (last.verb, last.subject, last.payload["coding"]) == ("memo add", "A1", coding)


def test_the_same_act_writes_one_memo(client: TestClient) -> None:
    body = {"act": act(), "about": "document", "subject": "A1", "text": "Why?"}
    first, second = (client.post("/api/memos", json=body) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["memo"] == second.json()["memo"]
    assert len(beside(client)["memos"]) == 1
    refused(client.post("/api/memos", json={**body, "text": "Why not?"}), 409)


def test_a_memo_that_was_changed_since_it_was_seen_is_not_written_over(client: TestClient) -> None:
    memo = written(client)
    answer = reworded(client, memo, "Because.")
    assert fits("remarked", answer)["memo"]["text"] == "Because."
    assert "changed since" in refused(reworded(client, memo, "Or not."), 412)
    assert [each["text"] for each in beside(client)["memos"]] == ["Because."]
    now = answer.json()["memo"]
    gone = client.request("DELETE", f"/api/memos/{memo['id']}", json={"act": act(), "seen": now["seen"]})
    assert fits("unmarked", gone)["gone"] == memo["id"]
    assert "not there" in refused(reworded(client, now, "Late."), 412)


def test_every_save_can_be_undone_and_done_again(client: TestClient) -> None:
    memo = written(client)
    event = reworded(client, memo, "Because.").json()["event"]
    body = {"document": "A1", "event": event}
    assert fits("turned", client.post("/api/undo", json={"act": act(), **body}))["done"] == "memo edit"
    assert beside(client)["memos"][0]["text"] == "Why?"
    client.post("/api/redo", json={"act": act(), **body})
    assert beside(client)["memos"][0]["text"] == "Because."
    rows = client.get("/api/history?document=A1").json()["events"]
    assert {row["done"] for row in rows if row["undoable"]} == {"memo add", "memo edit"}


@pytest.mark.parametrize(
    ("about", "subject"),
    [("document", "A9"), ("coding", "c-9"), ("code", "OS-XX"), ("case", "A9"), ("project", "A1")],
)
def test_a_memo_on_nothing_is_refused(client: TestClient, about: str, subject: str) -> None:
    body = {"act": act(), "about": about, "subject": subject, "text": "Why?"}
    answer = client.post("/api/memos", json=body)
    assert answer.status_code in {400, 404}
    fits("error", answer)
    refused(client.post("/api/memos", json={**body, "about": "survey"}), 400)


def test_a_memo_without_words_is_refused(client: TestClient) -> None:
    for text in ("", " \n\t"):
        body = {"act": act(), "about": "document", "subject": "A1", "text": text}
        refused(client.post("/api/memos", json=body), 400)


def test_nobody_changes_the_memo_of_another(client: TestClient, study: Path) -> None:
    with open_project(study, coder="ben") as project:
        project.memo_add(Remark("document", "A1", "Mine."))
    (memo,) = beside(client)["memos"]
    assert memo["mine"] is False
    assert "ben's" in refused(reworded(client, memo, "No, mine."), 400)
    gone = client.request("DELETE", f"/api/memos/{memo['id']}", json={"act": act(), "seen": memo["seen"]})
    refused(gone, 400)


def test_words_taken_back_stay_hidden_and_cannot_be_lost_by_an_edit(client: TestClient, study: Path) -> None:
    memo = written(client, "document", "A1", "She says: There was one door for people like me.")
    linked = written(client, "document", "A1", "#t2 one way in, she means")
    with open_project(study) as project:
        project.corpus_restrict("A1", turn=2, reason="asked for it")
    shown = {each["id"]: each for each in beside(client)["memos"]}
    assert "one door" not in shown[memo["id"]]["text"]
    assert set(shown[linked["id"]]["text"]) == {"█"}
    assert not shown[memo["id"]]["whole"]
    assert "masked" in refused(reworded(client, shown[memo["id"]], "Else."), 400)
    on_coding = beside(client)["memos"]
    assert all(each["text"] is None for each in on_coding if each["about"] == "coding")


def test_who_reads_blind_sees_no_memo_and_no_tie_of_others(study: Path) -> None:
    with open_project(study, coder="ben") as project:
        coding = str(project.code_list(Selection(documents=("A1",))).rows[0]["id"])
        project.memo_add(Remark("document", "A1", "Racism."))
        project.memo_add(Remark("coding", coding, "Racism."))
        project.memo_add(Remark("case", "A1", "Racism."))
        project.memo_add(Remark("code", "OS-MOB-UP", "Sharper."))
        project.code_relate(*[str(row["id"]) for row in project.code_list().rows[:2]], sign="+")
        project.agree_assign("kim", Assigning(("A1",), blind=True))
    with entered(study, coder="kim") as client:
        told = beside(client)
        assert [each["text"] for each in told["memos"]] == ["Sharper."]
        assert told["relations"] == []
        assert [each["text"] for each in client.get("/api/memos").json()["memos"]] == ["Sharper."]
        assert client.get("/api/history?document=A1").text.count("memo") == 0
    with entered(study, coder="ana") as client:
        assert len(beside(client)["memos"]) == 4
        assert len(beside(client)["relations"]) == 1


def test_two_codings_are_tied_once_and_untied(client: TestClient) -> None:
    source, target = codings_of(client)[:2]
    body = {"act": act(), "source": source, "target": target, "sign": "+"}
    first, second = (client.post("/api/relations", json=body) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    tie = fits("tied", first)["relation"]
    assert beside(client)["relations"] == [tie]
    other = client.post("/api/relations", json={**body, "act": act(), "sign": "-"}).json()["relation"]
    assert [(each["id"], each["sign"]) for each in beside(client)["relations"]] == [(tie["id"], "-")]
    assert other["id"] == tie["id"]
    refused(client.post("/api/relations", json={**body, "act": act(), "target": source}), 400)
    refused(client.post("/api/relations", json={**body, "act": act(), "sign": "*"}), 400)
    gone = client.request("DELETE", f"/api/relations/{tie['id']}", json={"act": act()})
    assert fits("unmarked", gone)["gone"] == tie["id"]
    assert beside(client)["relations"] == []
    undone = client.post("/api/undo", json={"act": act(), "document": "A1"})
    assert fits("turned", undone)["done"] == "code unrelate"
    assert len(beside(client)["relations"]) == 1


def test_the_card_of_a_person_has_consent_stays_and_attributes(client: TestClient) -> None:
    person = fits("card", client.get("/api/person/A1"))["person"]
    assert (person["pseudonym"], person["consent"], person["documents"]) == ("Rosa", "T3", ["A1"])
    assert [(leg["index"], leg["role"], leg["note"], leg["turns"]) for leg in person["legs"]] == [
        (0, "origin", "", []),
        (1, "destination", "", []),
        (2, "current", "", []),
    ]
    assert [(leg["country"], leg["start"], leg["end"]) for leg in person["legs"]] == [
        ("PER", None, "1998"),
        ("JPN", "1998", "2006"),
        ("USA", "2006", None),
    ]
    assert ["interview_country", "USA"] in person["attributes"]
    refused(client.get("/api/person/A9"), 404)
    refused(client.get("/api/beside/A9"), 404)


def test_the_page_of_all_memos_escapes_what_it_holds(client: TestClient) -> None:
    written(client, text="</script><script>alert(1)</script>")
    page = client.get("/memos").text
    assert "<script>alert" not in page
    assert "\\u003c/script>" in page
