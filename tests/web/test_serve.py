"""``secondmig serve`` as a process: how it begins and ends, and that nothing is lost when it is killed."""

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from secondmig.project.project import open_project
from secondmig.store import codings
from tests.web.workshop import Server, call, insistent

UP = "OS-MOB-UP"
_PROBE = """
import json, sys, threading, urllib.request, http.cookiejar
from pathlib import Path
from secondmig.cli import serve as _command
from secondmig.web.serving import Serving, serve

def visit(address):
    base = address.partition("/?")[0]
    jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    opener = urllib.request.build_opener(jar)
    opener.open(address).read()
    opener.open(base + "/d/A1").read()
    island = json.load(opener.open(base + "/api/d/A1"))
    start, end = island["turns"]["rows"][1][2:4]
    body = {"act": "act-probe-1", "document": "A1", "version": 1, "start": start, "end": start + 2,
            "quote": "By", "code": "OS-MOB-UP"}
    asked = urllib.request.Request(base + "/api/codings", json.dumps(body).encode(),
                                   {"Content-Type": "application/json"})
    assert opener.open(asked).status == 201
    opener.open(base + "/api/changes?document=A1&since=0").read()
    opener.open(base + "/api/codebook").read()
    print(json.dumps(sorted(sys.modules)), flush=True)
    import os, signal
    os.kill(os.getpid(), signal.SIGINT)

def announce(address):
    threading.Thread(target=visit, args=(address,), daemon=True).start()

serve(Path(sys.argv[1]), Serving(browser=False), coder=None, announce=announce)
"""


def placing(text: str, act: str, start: int, end: int) -> dict[str, Any]:
    place = {"document": "A1", "version": 1, "start": start, "end": end, "quote": text[start:end]}
    return {"act": act, "code": UP, **place}


def text_of(root: Path) -> str:
    from secondmig.project.session import find_document

    with open_project(root) as project:
        return find_document(project._session, "A1").text


def own(root: Path, coder: str = "ana") -> list[tuple[int, int]]:
    with open_project(root) as project:
        found = codings.find(project._session.store.read(), coders=(coder,))
    return sorted((each.span.start, each.span.end) for each in found)


def test_address_is_printed_once_and_lets_in(live: Server) -> None:
    assert live.address.startswith("http://127.0.0.1:")
    live.enter()
    assert live.call("GET", "/api/d/A1")[0] == 200
    code, out, err = live.stop()
    assert (code, out) == (0, "")
    assert live.address.partition("token=")[2] not in err


def test_control_c_ends_it_cleanly_in_the_middle_of_polling(live: Server) -> None:
    live.enter()
    live.call("GET", "/api/changes?document=A1&since=0")
    code, _, err = live.stop()
    assert code == 0
    assert "Traceback" not in err
    assert "Error" not in err


def test_it_comes_back_on_the_port_it_had(study: Path) -> None:
    with Server(study) as first:
        port, cookie = first.port, first.enter()
        first.stop()
    with Server(study) as again:
        assert again.port == port
        assert call(port, cookie, "GET", "/api/d/A1")[0] == 200
        with Server(study) as beside:
            assert beside.port != port


def serve(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "secondmig", "--project", str(root), "serve", "--no-browser", *words],
        capture_output=True,
        check=False,
        encoding="utf-8",
        timeout=30,
    )


def test_port_that_is_taken_is_one_clear_line(study: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = serve(study, "--port", str(port))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"secondmig: port {port} of 127.0.0.1 is used by another program\n  try: secondmig serve --port 0\n"
    )


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "example.org", "::", ""])
def test_host_that_is_not_this_computer_is_refused(study: Path, host: str) -> None:
    done = serve(study, "--host", host)
    assert (done.returncode, done.stdout) == (1, "")
    assert "is not this computer alone" in done.stderr
    assert "secondmig serve --host 127.0.0.1" in done.stderr


def test_nobody_acting_is_told_at_once(study: Path) -> None:
    toml = study / "secondmig.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace('coder = "ana"\n', ""), encoding="utf-8")
    done = serve(study)
    assert done.returncode == 1
    assert "nobody is named as the coder" in done.stderr


def test_no_project_is_told_at_once(tmp_path: Path) -> None:
    done = serve(tmp_path)
    assert done.returncode == 1
    assert "no project here" in done.stderr


def test_folder_that_cannot_be_written_is_told_at_once(study: Path) -> None:
    (study / ".secondmig" / "web.db").mkdir()
    done = serve(study)
    assert (done.returncode, done.stdout) == (1, "")
    assert "cannot be used" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_folder_that_is_read_only_is_told_at_once(study: Path) -> None:
    for path in (study / ".secondmig", study):
        path.chmod(0o500)
    try:
        done = serve(study)
    finally:
        for path in (study, study / ".secondmig"):
            path.chmod(0o700)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Traceback" not in done.stderr


def test_path_with_spaces_and_other_letters(study: Path, tmp_path: Path) -> None:
    odd = Path(shutil.move(study, tmp_path / "my study 日本 é #1%20"))
    with Server(odd) as server:
        server.enter()
        assert server.call("GET", "/d/A1")[0] == 200


def test_ipv6_and_localhost(study: Path) -> None:
    done = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "secondmig",
            "--project",
            str(study),
            "serve",
            "--no-browser",
            "--host",
            "localhost",
        ],
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    assert done.stdout is not None
    try:
        assert done.stdout.readline().startswith("http://localhost:")
    finally:
        done.kill()
        done.communicate()


def test_nothing_heavy_is_imported_by_opening_and_coding(study: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _PROBE, str(study)],
        capture_output=True,
        check=True,
        encoding="utf-8",
        timeout=60,
    )
    modules = set(json.loads(done.stdout))
    assert {"uvicorn", "jinja2", "secondmig.project.acts"} <= modules
    assert modules & {"pandas", "numpy", "spacy", "sqlite_utils", "ruamel", "openpyxl", "lxml"} == set()


def test_killed_in_the_middle_of_a_hundred_codings_loses_none_and_doubles_none(study: Path) -> None:
    text = text_of(study)
    first = text.index("#2")
    wanted = [(first + number, first + number + 3) for number in range(100)]
    server = Server(study)
    cookie = server.enter()
    holder = [server]
    answers: list[tuple[int, Any]] = []

    def send() -> None:
        for number, (start, end) in enumerate(wanted):
            body = placing(text, f"act-{number:08d}", start, end)
            answers.append(insistent(holder[0], "POST", "/api/codings", body))

    sender = threading.Thread(target=send)
    sender.start()
    killed = 0
    while sender.is_alive():
        if len(answers) >= (killed + 1) * 25 and killed < 3:
            holder[0].kill()
            restarted = Server(study, port=server.port)
            restarted.cookie = cookie
            holder[0] = restarted
            killed += 1
        time.sleep(0.001)
    sender.join()
    holder[0].kill()
    assert killed == 3
    assert [status for status, _ in answers if status not in {200, 201}] == []
    assert own(study) == wanted


def test_every_answer_lost_and_every_act_sent_twice_is_coded_once(live: Server, study: Path) -> None:
    text = text_of(study)
    live.enter()
    wanted = [(number, number + 4) for number in range(0, 80, 4)]
    for number, (start, end) in enumerate(wanted):
        body = placing(text, f"act-{number:08d}", start, end)
        raw = json.dumps(body).encode()
        head = (
            f"POST /api/codings HTTP/1.1\r\nHost: 127.0.0.1:{live.port}\r\nCookie: {live.cookie}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(raw)}\r\n\r\n"
        )
        with socket.create_connection(("127.0.0.1", live.port)) as impatient:
            impatient.sendall(head.encode() + raw)
        assert insistent(live, "POST", "/api/codings", body)[0] in {200, 201}
    assert own(study) == wanted


class Tab:
    """A page that writes and polls at the same time.

    Args:
        live: the server, entered.
        number: of the tab.
        text: of the transcript.
    """

    def __init__(self, live: Server, number: int, text: str) -> None:
        self.live, self.number, self.text = live, number, text
        _, island = live.call("GET", "/api/d/A1")
        self.rev: int = island["rev"]
        self.seen = {row[0]: (row[1], row[2]) for row in island["codings"]["rows"]}
        self.problems: list[object] = []

    def poll(self) -> None:
        told = self._asked("GET", f"/api/changes?document=A1&since={self.rev}", None)
        for gone in told["gone"]:
            self.seen.pop(gone, None)
        self.seen.update({row["id"]: (row["start"], row["end"]) for row in told["codings"]})
        self.rev = told["rev"]

    def watch(self, stop: threading.Event) -> None:
        while not stop.is_set():
            self.poll()
            time.sleep(0.02)

    def write(self) -> None:
        for number in range(15):
            start = self.number * 100 + number * 3
            act = f"tab{self.number}-act-{number:04d}"
            self._asked("POST", "/api/codings", placing(self.text, act, start, start + 3))

    def _asked(self, method: str, path: str, body: dict[str, Any] | None) -> Any:  # noqa: ANN401 - JSON
        status, told = self.live.call(method, path, body)
        if status >= 400:
            self.problems.append(told)
        return told


def commanded(root: Path) -> None:
    with open_project(root, coder="ben") as project:
        for _ in range(15):
            project.code_add("A1", turn=2, quote="One door", code=UP)
        project.undo()


def test_two_tabs_and_the_command_line_see_each_other(live: Server, study: Path) -> None:
    """Each writes 15 codings at once with the others; by polling alone all come to the same state."""
    text = text_of(study)
    live.enter()
    tabs = (Tab(live, 0, text), Tab(live, 1, text))
    before = len(tabs[0].seen)
    stop = threading.Event()
    watchers = [threading.Thread(target=tab.watch, args=(stop,)) for tab in tabs]
    writers = [threading.Thread(target=tab.write) for tab in tabs]
    writers.append(threading.Thread(target=commanded, args=(study,)))
    for thread in (*watchers, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    stop.set()
    for thread in watchers:
        thread.join()
    for tab in tabs:
        tab.poll()
    now = Tab(live, 2, text).seen
    assert [tab.problems for tab in tabs] == [[], []]
    assert len(now) == before + 15 + 15 + 14
    assert [tab.seen for tab in tabs] == [now, now]
