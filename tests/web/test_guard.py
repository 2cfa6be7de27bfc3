"""The guard: who may ask, from which page, and how much."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from secondmig.web.guard import BODY_LIMIT, HEADERS, Guard
from tests.web.workshop import BASE

LOOPBACK = {"host": "127.0.0.1:8765"}


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    body = await Request(scope, receive).body()
    await PlainTextResponse(f"{len(body)}")(scope, receive, send)


@pytest.fixture(scope="module")
def guarded() -> TestClient:
    return TestClient(Guard(echo), base_url=BASE)


CASES = (
    ("loopback", "GET", LOOPBACK, 200),
    ("a foreign name", "GET", {"host": "evil.example"}, 421),
    ("IPv6 with port", "GET", {"host": "[::1]:8765"}, 200),
    ("the local network", "GET", {"host": "192.168.1.5"}, 421),
    ("no browser", "POST", LOOPBACK, 200),
    ("our own page", "POST", {**LOOPBACK, "sec-fetch-site": "same-origin"}, 200),
    ("another local port", "POST", {**LOOPBACK, "sec-fetch-site": "same-site"}, 403),
    ("another site", "POST", {**LOOPBACK, "sec-fetch-site": "cross-site"}, 403),
    ("an old browser, wrong origin", "POST", {**LOOPBACK, "origin": "http://evil.example"}, 403),
    ("an old browser, our origin", "POST", {**LOOPBACK, "origin": "http://127.0.0.1:8765"}, 200),
    (
        "an image on another site",
        "GET",
        {**LOOPBACK, "sec-fetch-site": "cross-site", "sec-fetch-dest": "image"},
        403,
    ),
    (
        "a link on another site",
        "GET",
        {**LOOPBACK, "sec-fetch-site": "cross-site", "sec-fetch-dest": "document"},
        200,
    ),
)
MORE = (
    ("an old browser, another port", "POST", {**LOOPBACK, "origin": "http://127.0.0.1:9000"}, 403),
    ("a page without an origin", "POST", {**LOOPBACK, "origin": "null"}, 403),
    ("localhost", "GET", {"host": "localhost:8765"}, 200),
    ("a name that begins so", "GET", {"host": "localhost.evil.example"}, 421),
    ("a name that is an address", "GET", {"host": "127.0.0.1.nip.io"}, 421),
    ("a user before the host", "GET", {"host": "127.0.0.1@evil.example"}, 421),
    ("words for a port", "GET", {"host": "127.0.0.1:evil"}, 421),
    ("an open bracket", "GET", {"host": "[::1"}, 421),
    ("something after the bracket", "GET", {"host": "[::1]evil.example"}, 421),
    ("no host", "GET", {"host": ""}, 421),
    ("all addresses", "GET", {"host": "0.0.0.0:8765"}, 421),
    ("typed by hand", "POST", {**LOOPBACK, "sec-fetch-site": "none"}, 200),
    ("a frame", "GET", {**LOOPBACK, "sec-fetch-site": "same-site", "sec-fetch-dest": "iframe"}, 403),
    (
        "a script of ours",
        "GET",
        {**LOOPBACK, "sec-fetch-site": "same-origin", "sec-fetch-dest": "script"},
        200,
    ),
)


@pytest.mark.parametrize(("method", "headers", "status"), [case[1:] for case in CASES + MORE])
def test_request_is_let_through_or_refused(
    guarded: TestClient, method: str, headers: dict[str, str], status: int
) -> None:
    answer = guarded.request(method, "/", headers=headers)
    assert answer.status_code == status
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert answer.headers["cache-control"] == "no-store"


def test_the_twelve_cases_of_the_design_are_here() -> None:
    assert len(CASES) == 12


@pytest.mark.parametrize("method", ["PATCH", "DELETE", "PUT"])
def test_every_method_that_changes_something_needs_our_page(guarded: TestClient, method: str) -> None:
    assert (
        guarded.request(method, "/", headers={**LOOPBACK, "sec-fetch-site": "cross-site"}).status_code == 403
    )


def test_refusal_is_json_where_json_is_asked_for(guarded: TestClient) -> None:
    answer = guarded.post("/api/codings", headers={**LOOPBACK, "sec-fetch-site": "cross-site"})
    assert answer.json()["error"]["message"] == "this request did not come from a page of the workbench"


def chunks(total: int) -> Iterator[bytes]:
    for _ in range(0, total, 4096):
        yield b"x" * 4096


def test_long_body_is_refused_by_what_it_announces_and_by_what_it_is(guarded: TestClient) -> None:
    assert guarded.post("/", content=b"x" * BODY_LIMIT).text == str(BODY_LIMIT)
    assert guarded.post("/", content=b"x" * (BODY_LIMIT + 1)).status_code == 413
    streamed = guarded.post("/api/x", content=chunks(BODY_LIMIT + 4096))
    assert (streamed.status_code, streamed.json()["error"]["message"]) == (413, "more than 1024 kB at once")


def test_body_is_not_read_beyond_the_limit() -> None:
    """Chunks without an announced length: reading stops where the limit is passed."""
    read = 0
    sent: list[Message] = []

    async def receive() -> Message:
        nonlocal read
        read += 1
        return {"type": "http.request", "body": b"x" * 1024, "more_body": True}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/",
        "scheme": "http",
        "headers": [(b"host", b"localhost")],
    }
    asyncio.run(Guard(echo, body_limit=10 * 1024)(scope, receive, send))
    assert read == 11
    assert sent[0]["status"] == 413


def test_two_host_headers_are_refused() -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    headers = [(b"host", b"localhost"), (b"host", b"evil.example")]
    scope = {"type": "http", "method": "GET", "path": "/", "scheme": "http", "headers": headers}
    asyncio.run(Guard(echo)(scope, receive, send))
    assert sent[0]["status"] == 421


def test_websocket_is_closed() -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    scope = {"type": "websocket", "path": "/", "scheme": "ws", "headers": [(b"host", b"localhost")]}
    asyncio.run(Guard(echo)(scope, receive, send))
    assert sent == [{"type": "websocket.close", "code": 1008}]


def test_mistake_of_ours_says_no_path_and_no_trace(
    study: Path, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> Response:
        raise RuntimeError("/home/ana/secret-plan.txt")

    monkeypatch.setattr("secondmig.project.workbench.Workbench.history", fail)
    quiet = TestClient(client.app, base_url=BASE, raise_server_exceptions=False, cookies=client.cookies)
    answer = quiet.get("/api/history?document=A1")
    assert answer.status_code == 500
    assert answer.json()["error"]["message"].startswith("something went wrong in the workbench")
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
