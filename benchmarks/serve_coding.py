"""What the workbench costs its server: CPU of saving a coding over HTTP, start, and the size of a page.

Target: a saved coding at most a fifth of 27 ms, what Taguette's server took for one on the same kind of
machine. CPU is user and system time of the server's process, read from the system before and after 300
codings that are sent one after the other by a client in another process; a bare loop of Python tells how fast
this machine is just now.

    python benchmarks/serve_coding.py [CHARACTERS] [CODINGS]
"""

import http.client
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from interview import CHARACTERS, CODES, CODINGS, THEMES, make_interview

from secondmig.project.layout import database_path
from secondmig.store import documents
from secondmig.store.connect import open_store

SAVED = 300
WARMING = 20
TARGET = 27.0 / 5
STARTS = 5


def cpu_of(process: int) -> float:
    """CPU seconds of a process so far, to a hundredth."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def loop() -> float:
    """CPU milliseconds of a fixed piece of work, the best of five."""
    best = 1e9
    for _ in range(5):
        begun = time.process_time()
        sum(number * number for number in range(200_000))
        best = min(best, time.process_time() - begun)
    return best * 1000


class Server:
    """One ``secondmig serve``, entered."""

    def __init__(self, root: Path) -> None:
        begun = time.perf_counter()
        words = [
            sys.executable,
            "-m",
            "secondmig",
            "--quiet",
            "--project",
            str(root),
            "serve",
            "--no-browser",
        ]
        # With byte code, as installed; the first start of all writes it.
        code = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(root.parent / "bytes")}
        self.process = subprocess.Popen(
            words, stdout=subprocess.PIPE, encoding="utf-8", env={**os.environ, **code}
        )
        assert self.process.stdout is not None
        address = self.process.stdout.readline().strip()
        self.port = int(address.partition("/?")[0].rpartition(":")[2])
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port)
        self.connection.request("GET", "/?" + address.partition("?")[2])
        answer = self.connection.getresponse()
        answer.read()
        self.started = time.perf_counter() - begun
        self.started_cpu = cpu_of(self.process.pid)
        self.cookie = str(answer.headers["set-cookie"]).partition(";")[0]

    def call(self, method: str, path: str, body: object = None) -> tuple[int, bytes, float]:
        """Status, body and seconds to the first byte."""
        headers = {"Cookie": self.cookie, "Content-Type": "application/json"}
        begun = time.perf_counter()
        self.connection.request(method, path, None if body is None else json.dumps(body).encode(), headers)
        answer = self.connection.getresponse()
        first = time.perf_counter() - begun
        return answer.status, answer.read(), first

    def stop(self) -> None:
        self.connection.close()
        self.process.send_signal(signal.SIGINT)
        self.process.wait(10)


def stored(root: Path, document: str) -> str:
    """The words of the interview."""
    with open_store(database_path(root)) as store:
        return documents.text(store.read(), document, 1)


def save(server: Server, document: str, text: str, number: int) -> list[float]:
    """Send that many codings; the seconds each took."""
    chance = random.Random(number)
    took = []
    for count in range(number):
        start = chance.randrange(len(text) - 200)
        end = start + chance.randint(10, 150)
        code = f"OS-T{count % CODES % THEMES}-C{count % CODES:02d}"
        place = {"document": document, "version": 1, "start": start, "end": end, "quote": text[start:end]}
        facets = {"about_country": "JPN", "basis": "experienced", "valence": 1}
        begun = time.perf_counter()
        status, said, _ = server.call(
            "POST",
            "/api/codings",
            {"act": f"bench-{number}-{count:06d}", **place, "code": code, "facets": facets},
        )
        took.append(time.perf_counter() - begun)
        assert status == 201, said
    return took


def polled(server: Server, document: str, rev: int) -> float:
    """CPU milliseconds of asking for changes where there are none."""
    before = cpu_of(server.process.pid)
    for _ in range(SAVED):
        server.call("GET", f"/api/changes?document={document}&since={rev}")
    return (cpu_of(server.process.pid) - before) / SAVED * 1000


def main() -> None:
    """Measure and print."""
    characters = int(sys.argv[1]) if len(sys.argv) > 1 else CHARACTERS
    number = int(sys.argv[2]) if len(sys.argv) > 2 else CODINGS
    with tempfile.TemporaryDirectory() as name:
        root = Path(name) / "study"
        document = make_interview(root, characters=characters, number=number)
        starts = []
        Server(root).stop()
        for _ in range(STARTS):
            server = Server(root)
            starts.append((server.started, server.started_cpu))
            server.stop()
        text = stored(root, document)
        server = Server(root)
        firsts = [server.call("GET", f"/d/{document}") for _ in range(9)]
        save(server, document, text, WARMING)
        fast = loop()
        before = cpu_of(server.process.pid)
        took = save(server, document, text, SAVED)
        each = (cpu_of(server.process.pid) - before) / SAVED * 1000
        rev = json.loads(server.call("GET", f"/api/d/{document}")[1])["rev"]
        poll = polled(server, document, rev)
        server.stop()
    page = firsts[0][1]
    print(f"{characters:,} characters, {number:,} codings, {CODES} codes; load {os.getloadavg()[0]:.1f}")
    print(
        f"  start to first answer {statistics.median(s for s, _ in starts) * 1000:8.0f} ms"
        f"   CPU {statistics.median(c for _, c in starts) * 1000:.0f} ms   target 500"
    )
    print(f"  page                  {len(page) / 1000:8.1f} kB   target 250")
    print(f"  first byte of a page  {statistics.median(first for _, _, first in firsts[1:]) * 1000:8.1f} ms")
    print(f"  a coding saved, CPU   {each:8.2f} ms   target {TARGET:.1f}")
    slow = statistics.quantiles(took, n=20)[-1]
    print(f"  a coding saved, wall  {statistics.median(took) * 1000:8.2f} ms, p95 {slow * 1000:.2f}")
    print(f"  a poll, CPU           {poll:8.2f} ms")
    print(f"  a loop of Python      {fast:8.2f} ms of CPU, for comparison")


if __name__ == "__main__":
    main()
