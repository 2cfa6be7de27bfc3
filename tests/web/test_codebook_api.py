"""The codebook over HTTP: every act once, on the version that was seen, and taken back byte for byte."""

import difflib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from secondmig.project.assignments import Assigning
from secondmig.project.project import open_project
from secondmig.web.checking import problems
from secondmig.web.schema import DEFS
from tests.project.revising import FILE, copied, revisable
from tests.web.workshop import entered

CODES = "/api/codebook/codes"
UP, DOWN, PAY = "OS-MOB-UP", "OS-MOB-DOWN", "OS-LAB-PAY"
_counter = iter(range(10**9))


def act() -> str:
    return f"book-{next(_counter):08d}"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return revisable(tmp_path_factory.mktemp("bookapi") / "study")


@pytest.fixture
def root(built: Path, tmp_path: Path) -> Path:
    return copied(built, tmp_path / "study")


@pytest.fixture
def client(root: Path) -> Iterator[TestClient]:
    with entered(root) as client:
        yield client


def fits(shape: str, value: object) -> None:
    assert list(problems(DEFS[shape], value, DEFS)) == []


def desk(client: TestClient) -> dict[str, Any]:
    told: dict[str, Any] = client.get("/api/codebook/desk").json()
    fits("book_desk", told)
    return told


def code(client: TestClient, code_id: str) -> dict[str, Any] | None:
    return next((each for each in desk(client)["codes"] if each["id"] == code_id), None)


def done(client: TestClient, path: str, body: dict[str, Any], *, method: str = "POST") -> dict[str, Any]:
    answer = client.request(method, path, json={"act": act(), **body})
    assert answer.status_code in {200, 201}, answer.text
    told: dict[str, Any] = answer.json()
    fits("book_turned" if "verb" in told else "book_done", told)
    return told


def lines(root: Path, before: bytes) -> tuple[int, int]:
    """Lines of the codebook file that came and that went."""
    now = (root / FILE).read_bytes()
    old, new = (each.decode("utf-8").split("\n") for each in (before, now))
    marks = [line[:1] for line in difflib.unified_diff(old, new, n=0) if line[:3] not in {"---", "+++"}]
    return marks.count("+"), marks.count("-")


ACTS: dict[str, tuple[str, str, dict[str, Any], tuple[int, int]]] = {
    "add": ("POST", CODES, {"label": "Ceiling", "under": "OS-MOB", "definition": "No further."}, (5, 0)),
    "edit": ("PATCH", f"{CODES}/{UP}", {"definition": "May rise.", "exclude": ""}, (1, 2)),
    "examples": ("PATCH", f"{CODES}/{UP}", {"examples": ["There were doors.", "Two."]}, (1, 1)),
    "colour": ("PATCH", f"{CODES}/OS-MOB", {"color": "#007a5e"}, (1, 0)),
    "move": ("POST", f"{CODES}/OS-LAB-TAXI/move", {"under": "OS-MOB"}, (1, 1)),
    "top": ("POST", f"{CODES}/OS-LAB-TAXI/move", {"under": None}, (0, 1)),
    "order": ("POST", f"{CODES}/{DOWN}/place", {"beside": UP, "after": False}, (8, 9)),
    "merge": ("POST", f"{CODES}/{UP}/merge", {"into": PAY}, (2, 11)),
    "split": ("POST", f"{CODES}/{UP}/split", {"into": [["OS-A", "One"], ["OS-B", "Two"]]}, (12, 6)),
    "retire": ("POST", f"{CODES}/{DOWN}/retire", {"reason": "too wide"}, (1, 0)),
}


@pytest.mark.parametrize("name", ACTS)
def test_an_act_is_done_once_changes_few_lines_and_is_taken_back(
    client: TestClient, root: Path, name: str
) -> None:
    method, path, body, (plus, minus) = ACTS[name]
    before = (root / FILE).read_bytes()
    told = {"act": act(), "seen": "small@1", **body}
    first = client.request(method, path, json=told)
    assert first.status_code in {200, 201}, first.text
    assert first.json()["lines"] == list(lines(root, before))
    assert lines(root, before) == (plus, minus)
    again = client.request(method, path, json=told)
    assert (again.status_code, again.json()["again"]) == (200, True)
    assert again.json()["event"] == first.json()["event"]
    after = (root / FILE).read_bytes()
    taken_back = done(client, "/api/codebook/undo", {})
    assert (taken_back["verb"], taken_back["done"]) == ("undo", f"codebook {verb_of(name)}")
    assert (root / FILE).read_bytes() == before
    done(client, "/api/codebook/redo", {})
    assert (root / FILE).read_bytes() == after


def verb_of(name: str) -> str:
    return {"examples": "edit", "colour": "edit", "top": "move", "order": "move"}.get(name, name)


def test_an_id_of_an_act_that_meant_something_else_is_refused(client: TestClient) -> None:
    body = {"act": act(), "seen": "small@1", "label": "Ceiling", "under": "OS-MOB"}
    assert client.post(CODES, json=body).status_code == 201
    assert client.post(CODES, json={**body, "label": "Floor"}).status_code == 409


def test_a_version_that_is_not_the_newest_is_refused_and_the_changes_are_told(
    client: TestClient, root: Path
) -> None:
    with open_project(root, coder="kenji") as project:
        project.codebook_rename(UP, "Rising")
    before = (root / FILE).read_bytes()
    for path, body in (
        (f"{CODES}/{UP}/move", {"under": None}),
        (f"{CODES}/{DOWN}/retire", {"reason": "why"}),
        (CODES, {"label": "Ceiling", "under": "OS-MOB"}),
    ):
        answer = client.post(path, json={"act": act(), "seen": "small@1", **body})
        assert answer.status_code == 412
        assert answer.json()["error"]["message"] == "the codebook was changed since you saw it"
    assert (root / FILE).read_bytes() == before
    told = client.get("/api/codebook/changes?since=small@1").json()
    fits("book_changes", told)
    (change,) = told["changes"]
    assert (change["kind"], change["code"], change["after"]) == ("renamed", UP, "Rising")
    assert client.get("/api/codebook/changes?since=small@9").json()["changes"] == []


def test_an_address_names_a_version_and_never_a_file(client: TestClient, root: Path) -> None:
    other = root.parent / "other.yaml"
    other.write_bytes((root / FILE).read_bytes().replace(b"OS-MOB", b"OS-NEW"))
    assert client.get(f"/api/codebook/changes?since={other}").json()["changes"] == []
    assert client.get("/api/codebook/changes?since=small").json()["changes"] == []


def test_a_new_code_needs_no_version_and_makes_its_id(client: TestClient) -> None:
    assert done(client, CODES, {"label": "Ceiling", "under": "OS-MOB"})["code"] == "OS-MOB-CEI"
    assert done(client, CODES, {"label": "Ceilings", "under": "OS-MOB"})["code"] == "OS-MOB-CEIL"
    assert client.get("/api/codebook").json()["codes"]["OS-MOB-CEI"]["parent"] == "OS-MOB"


BAD: tuple[tuple[str, str, dict[str, Any], str], ...] = (
    ("POST", CODES, {"label": ""}, "label is empty"),
    ("POST", CODES, {"label": "x" * 257}, "label is longer"),
    ("POST", CODES, {"label": "One"}, "there are several codebooks"),
    ("POST", CODES, {"label": "One", "under": "NO"}, "no code 'NO'"),
    ("POST", CODES, {"label": "One", "under": "OS-MOB", "book": "other"}, "not of other"),
    ("POST", CODES, {"label": "One", "under": "OS-MOB", "colour": "red"}, "colour is unknown"),
    ("PATCH", f"{CODES}/{UP}", {"seen": "small@1"}, "reads so already"),
    ("PATCH", f"{CODES}/{UP}", {"label": "Deskilling", "seen": "small@1"}, "is called"),
    ("PATCH", f"{CODES}/{UP}", {"color": "red", "seen": "small@1"}, "color does not look like"),
    ("PATCH", f"{CODES}/{UP}", {"label": "Up"}, "seen is missing"),
    ("POST", f"{CODES}/OS-MOB/move", {"under": UP, "seen": "small@1"}, "round in a circle"),
    ("POST", f"{CODES}/{UP}/merge", {"into": UP, "seen": "small@1"}, "into itself"),
    ("POST", f"{CODES}/{UP}/merge", {"into": "OS-LAB", "seen": "small@1"}, "is a heading"),
    ("POST", f"{CODES}/{UP}/split", {"into": [], "seen": "small@1"}, "into is too short"),
    ("POST", f"{CODES}/{UP}/split", {"into": [["A", "1"], ["A", "2"]], "seen": "small@1"}, "named twice"),
    ("POST", f"{CODES}/{UP}/retire", {"reason": "", "seen": "small@1"}, "reason is empty"),
    ("POST", f"{CODES}/{UP}/revive", {"seen": "small@1"}, "not retired"),
    ("POST", "/api/codebook/settle", {"coding": "c-none", "code": UP}, "there is no coding"),
    ("POST", "/api/codebook/undo", {}, "nothing of ana to undo"),
)


@pytest.mark.parametrize(("method", "path", "body", "why"), BAD)
def test_what_is_wrong_is_said_and_nothing_changes(
    client: TestClient, root: Path, method: str, path: str, body: dict[str, Any], why: str
) -> None:
    before = (root / FILE).read_bytes()
    answer = client.request(method, path, json={"act": act(), **body})
    assert answer.status_code in {400, 404}
    fits("error", answer.json())
    assert why in answer.json()["error"]["message"]
    assert (root / FILE).read_bytes() == before


def test_a_file_that_was_edited_is_told_and_not_written_over(client: TestClient, root: Path) -> None:
    path = root / FILE
    mine = path.read_bytes() + b"# mine\n"
    path.write_bytes(mine)
    assert desk(client)["changed"] == [FILE]
    answer = client.post(CODES, json={"act": act(), "label": "Ceiling", "under": "OS-MOB"})
    assert answer.status_code == 400
    assert answer.json()["error"]["hint"] == 'commit it first: secondmig codebook commit -m "why"'
    assert path.read_bytes() == mine


def test_counts_are_those_of_the_whole_project_by_coder(client: TestClient, root: Path) -> None:
    with open_project(root, coder="kenji") as project:
        project.code_add("A1", turn=2, quote="One door", code=UP)
    counts = client.get("/api/codebook/counts").json()
    fits("book_counts", counts)
    assert counts["counts"][UP] == {
        "own": [4, 2],
        "below": [4, 2],
        "coders": {"gold": [3, 2], "kenji": [1, 1]},
    }
    assert counts["counts"]["OS-LAB"]["own"] == [0, 0]
    assert counts["counts"]["OS-LAB"]["below"] == [2, 2]
    assert DOWN not in counts["counts"]


def test_merge_says_before_whose_codings_move(client: TestClient, root: Path) -> None:
    before = (root / FILE).read_bytes()
    told = client.get(f"/api/codebook/merge?code={UP}&into={PAY}").json()
    fits("book_preview", told)
    assert told["coders"] == {"gold": [3, 2]}
    assert "+    was: [OS-MOB-UP]" in told["lines"]
    assert (root / FILE).read_bytes() == before
    assert [each["id"] for each in desk(client)["books"]] == ["other", "small"]


def queue_of(client: TestClient, code_id: str = "") -> list[dict[str, Any]]:
    told = client.get(f"/api/codebook/queue?code={code_id}").json()
    fits("book_queue", told)
    rows: list[dict[str, Any]] = told["rows"]
    return rows


def test_the_queue_is_decided_one_act_each_and_taken_back(client: TestClient) -> None:
    into = [["OS-A", "One"], ["OS-B", "Two"]]
    done(client, f"{CODES}/{UP}/split", {"seen": "small@1", "into": into})
    rows = queue_of(client, UP)
    assert [(row["place"], row["quote"], row["options"]) for row in rows] == [
        ("A1 #2", "there was one door", ["OS-A", "OS-B"]),
        ("A1 #4", "more doors 👩‍👩‍👧", ["OS-A", "OS-B"]),
        ("B2 #4", "my own taxi", ["OS-A", "OS-B"]),
    ]
    assert rows[0]["before"].endswith("In Japan ")
    assert desk(client)["waiting"] == {UP: 3}
    first = {"act": act(), "coding": rows[0]["id"], "code": "OS-A"}
    assert client.post("/api/codebook/settle", json=first).json()["again"] is False
    assert client.post("/api/codebook/settle", json=first).json()["again"] is True
    done(client, "/api/codebook/settle", {"coding": rows[1]["id"], "code": None})
    assert [row["id"] for row in queue_of(client)] == [rows[2]["id"]]
    told = done(client, "/api/codebook/undo", {"decided": True})
    assert told["coding"] == rows[1]["id"]
    assert [row["id"] for row in queue_of(client)] == [rows[1]["id"], rows[2]["id"]]
    done(client, "/api/codebook/undo", {"decided": True})
    answer = client.post("/api/codebook/undo", json={"act": act(), "decided": True})
    assert answer.status_code == 400  # the split itself is not taken back from the queue
    done(client, "/api/codebook/undo", {})
    assert queue_of(client) == []


def test_undo_takes_back_own_acts_alone_the_last_one_first(client: TestClient, root: Path) -> None:
    done(client, CODES, {"label": "Ceiling", "under": "OS-MOB"})
    with open_project(root, coder="kenji") as project:
        project.codebook_rename("HC-X", "Theirs")
    assert desk(client)["undo"]["done"] == "codebook add"
    assert desk(client)["undo"]["what"].startswith("OS-MOB-CEI is a new code")
    done(client, "/api/codebook/undo", {})
    assert code(client, "OS-MOB-CEI") is None
    found = code(client, "HC-X")
    assert found is not None
    assert found["label"] == "Theirs"
    assert (desk(client)["undo"], desk(client)["redo"]["done"]) == (None, "codebook add")


def test_who_reads_blind_gets_no_number_and_no_question_of_others(root: Path) -> None:
    with open_project(root, coder="lead") as project:
        project.agree_assign("ana", Assigning(("A1",), blind=True))
    with open_project(root, coder="ana") as project:
        project.code_add("A1", turn=2, quote="One door", code=UP)
    with entered(root) as client:
        assert desk(client)["counts"][UP]["coders"] == {"ana": [1, 1], "gold": [1, 1]}
        preview = client.get(f"/api/codebook/merge?code={UP}&into={PAY}").json()
        assert (preview["coders"], preview["said"]) == ({"ana": [1, 1], "gold": [1, 1]}, [])
        into = [["OS-A", "One"], ["OS-B", "Two"]]
        done(client, f"{CODES}/{UP}/split", {"seen": "small@1", "into": into})
        assert [(row["coder"], row["document"]) for row in queue_of(client)] == [
            ("ana", "A1"),
            ("gold", "B2"),
        ]
        with open_project(root, coder="lead") as project:
            waits = [row for row in project.codebook_review().rows if row["coder"] == "gold"]
        hidden = next(row for row in waits if row["document"] == "A1")
        answer = client.post(
            "/api/codebook/settle", json={"act": act(), "coding": hidden["id"], "code": "OS-A"}
        )
        assert answer.status_code == 404


def test_pages_hold_what_they_show(client: TestClient) -> None:
    for path, shape in (("/codebook", "book_desk"), ("/codebook/queue?code=", "book_queue")):
        from tests.web.workshop import island_of

        answer = client.get(path)
        assert answer.status_code == 200
        fits(shape, island_of(answer.text))


def test_news_say_when_a_codebook_or_its_file_changed(client: TestClient, root: Path) -> None:
    before = client.get("/api/codebook/news").json()
    fits("book_news", before)
    assert (before["codebooks"], before["changed"]) == (["other@1", "small@1"], [])
    with open_project(root, coder="kenji") as project:
        project.codebook_rename(UP, "Rising")
    after = client.get("/api/codebook/news").json()
    assert (after["codebooks"], after["acts"]) == (["other@1", "small@2"], before["acts"] + 1)


def test_a_theme_has_the_colour_that_was_chosen(client: TestClient) -> None:
    from secondmig.project.code_marks import PALETTE

    done(client, f"{CODES}/OS-MOB", {"seen": "small@1", "color": PALETTE[7]}, method="PATCH")
    told = desk(client)
    hues = {each["id"]: each["hue"] for each in told["codes"] if each["book"] == "small"}
    assert (hues["OS-MOB"], hues[UP], hues["OS-LAB"]) == (7, 7, 2)


def test_the_styles_and_the_palette_have_the_same_colours() -> None:
    import re

    import secondmig.web
    from secondmig.project.code_marks import PALETTE

    style = Path(secondmig.web.__file__).parent / "static" / "workbench.css"
    light = style.read_text(encoding="utf-8").partition("@media")[0]
    found = dict(re.findall(r"--hue-(\d+): (#[0-9a-f]{6});", light))
    assert [found[str(number)] for number in range(len(PALETTE))] == list(PALETTE)
