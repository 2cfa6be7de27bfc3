"""Import of 300 plain-text interviews of about 45 kB, stored and searchable, beside ``pandoc -t plain``.

The interviews are made of turns of the demo corpus. Both are measured in one run, in CPU seconds and by the
clock on the wall: ours as one ``corpus import`` of all files into a new project, pandoc as its process on
every tenth file. The target holds for CPU seconds. Also printed: peak memory of importing one
file of 1 MB and one of 10 MB.
"""

import random
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

INTERVIEWS, BYTES = 300, 45_000
TARGET = 20.0
CORPUS = Path(__file__).resolve().parents[1] / "corpus"
_IMPORT = """
import resource, sys
from pathlib import Path
from secondmig.project.project import Project
with Project.open(Path(sys.argv[1])) as project:
    result = project.corpus_import([Path(sys.argv[2])])
    assert not result.refused, result.refused
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def turns_of_corpus() -> list[str]:
    """The words of every English turn of the demo."""
    turn = re.compile(r"^#\d+ \[[^\]]*\] [A-Z]+: (.+)$", re.MULTILINE)
    files = sorted((*CORPUS.glob("US*.txt"), *CORPUS.glob("UK*.txt")))
    return [words for path in files for words in turn.findall(path.read_text(encoding="utf-8"))]


def interview(rng: random.Random, turns: list[str], size: int) -> str:
    """An interview of about ``size`` bytes with two speakers."""
    lines: list[str] = []
    length = 0
    while length < size:
        lines.append(f"{'INT' if len(lines) % 2 == 0 else 'ANNA'}: {rng.choice(turns)}")
        length += len(lines[-1].encode()) + 2
    return "\n\n".join(lines) + "\n"


Spent = tuple[float, float]
"""Seconds: CPU, and by the clock on the wall."""


def ours(folder: Path, files: list[Path]) -> Spent:
    """What importing the files into a new project takes."""
    from secondmig.project.project import Project
    from secondmig.project.start import init_project

    init_project(folder, template="blank")
    with Project.open(folder) as project:
        begin = time.process_time(), time.perf_counter()
        result = project.corpus_import(files)
        spent = time.process_time() - begin[0], time.perf_counter() - begin[1]
        assert len(result.imported) == len(files), result.refused
        assert project.corpus_search("visa").rows
    return spent


def pandoc(path: Path) -> Spent:
    """What one conversion to plain text takes."""
    begin = time.perf_counter()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(["pandoc", "-t", "plain", str(path)], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    wall = time.perf_counter() - begin
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall


def peak(folder: Path, file: Path) -> float:
    """Peak memory of importing one file in a process of its own, in MiB."""
    from secondmig.project.start import init_project

    init_project(folder, template="blank")
    done = subprocess.run(
        [sys.executable, "-c", _IMPORT, str(folder), str(file)], check=True, capture_output=True, text=True
    )
    return int(done.stdout) / 1024


def main() -> None:
    """Print the figures."""
    rng = random.Random(7)
    turns = turns_of_corpus()
    with tempfile.TemporaryDirectory() as place:
        here = Path(place)
        files = [here / f"I{number:03d}.txt" for number in range(INTERVIEWS)]
        for path in files:
            path.write_text(interview(rng, turns, BYTES), encoding="utf-8")
        each = [spent / INTERVIEWS * 1000 for spent in ours(here / "project", files)]
        print(
            f"import of {INTERVIEWS} interviews, stored and searchable: {each[0]:.1f} ms CPU each,"
            f" {each[1]:.1f} ms wall"
        )
        if shutil.which("pandoc"):
            runs = [pandoc(path) for path in files[::10]]
            theirs = [statistics.median(run[kind] for run in runs) * 1000 for kind in (0, 1)]
            print(f"pandoc -t plain: {theirs[0]:.0f} ms CPU each, {theirs[1]:.0f} ms wall")
            print(
                f"ratio: {theirs[0] / each[0]:.1f}x CPU (target >= {TARGET:.0f}x),"
                f" {theirs[1] / each[1]:.1f}x wall"
            )
        else:
            print("pandoc is not installed: no ratio")
        memory = []
        for size in (1, 10):
            path = here / f"large{size}.txt"
            path.write_text(interview(rng, turns, size * 2**20), encoding="utf-8")
            memory.append(peak(here / f"large{size}", path))
        print(f"peak memory: 1 MB file {memory[0]:.0f} MiB, 10 MB file {memory[1]:.0f} MiB")


if __name__ == "__main__":
    main()
