"""Getting in: a token that is good once, then a cookie."""

from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from secondmig.project.workbench import WebSessions, sessions_of
from secondmig.web.app import Workshop
from secondmig.web.auth import TOKEN_SECONDS, Door
from tests.web.workshop import BASE, PORT


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def sessions(study: Path) -> Iterator[WebSessions]:
    with sessions_of(study) as sessions:
        yield sessions


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def door(sessions: WebSessions, clock: Clock) -> Door:
    return Door(sessions, "ana", PORT, clock=clock)


@pytest.fixture
def outside(study: Path, door: Door) -> Iterator[TestClient]:
    with TestClient(Workshop(study, "ana", door).app, base_url=BASE, follow_redirects=False) as client:
        yield client


LOCKED = (
    "/",
    "/d/A1",
    "/d/nothing",
    "/api/codebook",
    "/api/d/A1",
    "/api/changes",
    "/api/history",
    "/api/schema",
)


@pytest.mark.parametrize("path", LOCKED)
def test_nothing_is_read_from_outside(outside: TestClient, path: str) -> None:
    answer = outside.get(path)
    assert answer.status_code == 401
    assert "secondmig serve" in answer.text
    assert "Rosa" not in answer.text
    is_api = path.startswith("/api/")
    assert answer.headers["content-type"].startswith("application/json" if is_api else "text/html")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/codings"),
        ("PATCH", "/api/codings/c-1"),
        ("DELETE", "/api/codings/c-1"),
        ("POST", "/api/undo"),
        ("POST", "/api/redo"),
        ("POST", "/api/leave"),
    ],
)
def test_nothing_is_done_from_outside(outside: TestClient, method: str, path: str) -> None:
    assert outside.request(method, path, json={}).status_code == 401


def test_static_files_are_open_and_asked_for_again(outside: TestClient) -> None:
    answer = outside.get("/static/offsets.js")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/javascript; charset=utf-8")
    again = outside.get("/static/offsets.js", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "name",
    [
        "..%2fapp.py",
        "%2e%2e/app.py",
        ".hidden.js",
        "no-such.js",
        "OFFSETS.JS",
        "offsets.js%00",
        "a%2fb.js",
        "app.py",
    ],
)
def test_static_files_are_those_of_the_folder(outside: TestClient, name: str) -> None:
    assert outside.get(f"/static/{name}").status_code == 404


def test_token_lets_in_and_is_stripped_by_the_redirect(outside: TestClient, door: Door) -> None:
    answer = outside.get(f"/?token={door.token()}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = SimpleCookie(answer.headers["set-cookie"])[f"secondmig-{PORT}"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/")
    assert outside.get("/").status_code == 200


def test_token_is_good_once(outside: TestClient, door: Door) -> None:
    token = door.token()
    assert outside.get(f"/?token={token}").status_code == 303
    outside.cookies.clear()
    assert outside.get(f"/?token={token}").status_code == 401


def test_used_token_does_not_trouble_who_is_in(outside: TestClient, door: Door) -> None:
    token = door.token()
    outside.get(f"/?token={token}")
    again = outside.get(f"/?token={token}")
    assert again.status_code == 303
    assert "set-cookie" not in again.headers


def test_token_is_good_for_ten_minutes(outside: TestClient, door: Door, clock: Clock) -> None:
    young, old = door.token(), door.token()
    clock.now = TOKEN_SECONDS
    assert outside.get(f"/?token={young}").status_code == 303
    outside.cookies.clear()
    clock.now = TOKEN_SECONDS + 1
    assert outside.get(f"/?token={old}").status_code == 401


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "ü" * 20, "%00"])
def test_wrong_token_is_no_token(outside: TestClient, door: Door, token: str) -> None:
    door.token()
    assert outside.get(f"/?token={token}").status_code == 401


def test_tokens_have_256_bits_and_differ(door: Door) -> None:
    made = {door.token() for _ in range(50)}
    assert len(made) == 50
    assert min(map(len, made)) == 43


def test_session_outlives_the_server(study: Path, outside: TestClient, door: Door) -> None:
    outside.get(f"/?token={door.token()}")
    with (
        sessions_of(study) as sessions,
        TestClient(Workshop(study, "ana", Door(sessions, "ana", PORT)).app, base_url=BASE) as restarted,
    ):
        restarted.cookies.update(outside.cookies)
        assert restarted.get("/api/d/A1").json()["coder"] == "ana"


def test_session_of_another_coder_is_not_let_in(study: Path, outside: TestClient, door: Door) -> None:
    outside.get(f"/?token={door.token()}")
    with (
        sessions_of(study) as sessions,
        TestClient(Workshop(study, "ben", Door(sessions, "ben", PORT)).app, base_url=BASE) as other,
    ):
        other.cookies.update(outside.cookies)
        assert other.get("/api/d/A1").status_code == 401


def test_who_leaves_is_out(outside: TestClient, door: Door) -> None:
    outside.get(f"/?token={door.token()}")
    kept = dict(outside.cookies)
    answer = outside.post("/api/leave")
    assert answer.json() == {"left": True}
    assert "Max-Age=0" in answer.headers["set-cookie"]
    outside.cookies.update(kept)
    assert outside.get("/").status_code == 401


@pytest.mark.parametrize(
    "cookie", ["", "secondmig-1=x", f"secondmig-{PORT}=", f"secondmig-{PORT}=ü", "\x7f;;=,"]
)
def test_broken_cookies_are_none(outside: TestClient, cookie: str) -> None:
    assert outside.get("/", headers=[(b"cookie", cookie.encode("utf-8"))]).status_code == 401
