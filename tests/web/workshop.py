"""A workbench for tests: in the process for most of them, as a real server for the rest."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from starlette.testclient import TestClient

from secondmig.project.workbench import sessions_of
from secondmig.web.app import Workshop
from secondmig.web.auth import Door

PORT: Final = 8765
BASE: Final = f"http://127.0.0.1:{PORT}"
_PATIENCE: Final = 20.0


@contextmanager
def entered(root: Path, *, coder: str = "ana") -> Iterator[TestClient]:
    """A client that is let in, of a workbench in this process."""
    with sessions_of(root) as sessions:
        door = Door(sessions, coder, PORT)
        with TestClient(Workshop(root, coder, door).app, base_url=BASE) as client:
            assert client.get(f"/?token={door.token()}").status_code == 200
            yield client


class Server:
    """``secondmig serve`` in a process of its own, at a port of its own.

    Args:
        root: the project's folder.
        port: 0 for one that is free, or that it had before.
        coder: who acts, None for whom the project names.

    Attributes:
        address: what it printed, with the token.
        url: scheme, host and port.
        port: where it listens.
        process: it.
    """

    def __init__(self, root: Path, *, port: int = 0, coder: str | None = None) -> None:
        who = [] if coder is None else ["--as", coder]
        words = ["--project", str(root), *who, "serve", "--no-browser", "--port", str(port)]
        self.root = root
        self.process = subprocess.Popen(
            [sys.executable, "-m", "secondmig", *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env={**os.environ, "BROWSER": "false"},
        )
        assert self.process.stdout is not None
        self.address = self.process.stdout.readline().strip()
        if not self.address:
            _, said = self.process.communicate(timeout=_PATIENCE)
            raise AssertionError(said)
        self.url = self.address.partition("/?")[0]
        self.port = int(self.url.rpartition(":")[2])
        self.cookie = ""

    def enter(self) -> str:
        """Exchange the token for a cookie, and give it as a header has it."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE)
        connection.request("GET", "/?" + self.address.partition("?")[2])
        answer = connection.getresponse()
        answer.read()
        connection.close()
        assert answer.status == 303
        self.cookie = str(answer.headers["set-cookie"]).partition(";")[0]
        return self.cookie

    def call(self, method: str, path: str, body: Mapping[str, object] | None = None) -> tuple[int, Any]:
        """One request by who is let in: status, and the JSON or text of the answer."""
        return call(self.port, self.cookie, method, path, body)

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.process.communicate(timeout=_PATIENCE)

    def stop(self) -> tuple[int, str, str]:
        """Press Ctrl-C: exit code, and what it still printed."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        out, err = self.process.communicate(timeout=_PATIENCE)
        return self.process.returncode, out, err

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.kill()


def call(
    port: int, cookie: str, method: str, path: str, body: Mapping[str, object] | None = None
) -> tuple[int, Any]:
    """One request on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
    headers = {"Cookie": cookie}
    raw = None
    if body is not None:
        raw = json.dumps(body).encode("utf-8")
        headers["Content-Type"] = "application/json"
    try:
        connection.request(method, path, raw, headers)
        answer = connection.getresponse()
        text = answer.read().decode("utf-8")
    finally:
        connection.close()
    is_json = (answer.headers["content-type"] or "").startswith("application/json")
    return answer.status, json.loads(text) if is_json else text


def insistent(server: "Server", method: str, path: str, body: Mapping[str, object]) -> tuple[int, Any]:
    """The same request until it is answered, as the page's outbox sends it."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            return call(server.port, server.cookie, method, path, body)
        except (OSError, http.client.HTTPException):
            if time.monotonic() > until:
                raise
            time.sleep(0.02)


def island_of(page: str) -> dict[str, Any]:
    """The JSON island of a page."""
    found = re.search(r'<script type="application/json" id="island">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    island: dict[str, Any] = json.loads(found[1])
    return island
