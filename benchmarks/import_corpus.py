"""Import of 300 plain-text interviews of about 45 kB, stored and searchable, beside ``pandoc -t plain``.

The interviews are made of turns of the demo corpus. Both are measured in one run, by the clock on the wall
and in CPU seconds of all processes: ours as one ``corpus import`` of all files into a new project, pandoc as
its process on every tenth file, half of them before and half after ours, ROUNDS times; the median ratio
counts. The target holds for the clock on the wall, on a machine that has two processors to itself. Also
printed: peak memory of importing one file of 1 MB and one of 10 MB.
"""

import os
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
ROUNDS = 3
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
"""CPU, and by the clock on the wall."""


def spent() -> Spent:
    """CPU seconds of this process and of its children that have ended, and the clock on the wall."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime, time.perf_counter()


def since(begin: Spent, times: int) -> Spent:
    """Milliseconds spent since then, for each of so many."""
    now = spent()
    return (now[0] - begin[0]) / times * 1000, (now[1] - begin[1]) / times * 1000


def ours(folder: Path, files: list[Path]) -> Spent:
    """Milliseconds of importing a file into a new project, which another process makes as `init` does."""
    from secondmig.project.project import Project

    command = [sys.executable, "-m", "secondmig", "init", str(folder), "--template", "blank"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    with Project.open(folder) as project:
        begin = spent()
        result = project.corpus_import(files)
        each = since(begin, len(files))
        assert len(result.imported) == len(files), result.refused
        assert project.corpus_search("visa").rows
    return each


def pandoc(files: list[Path]) -> Spent:
    """Milliseconds of a conversion to plain text."""
    begin = spent()
    for path in files:
        subprocess.run(["pandoc", "-t", "plain", str(path)], check=True, stdout=subprocess.DEVNULL)
    return since(begin, len(files))


def peak(folder: Path, file: Path) -> float:
    """Peak memory of importing one file in a process of its own, in MiB."""
    from secondmig.project.start import init_project

    init_project(folder, template="blank")
    done = subprocess.run(
        [sys.executable, "-c", _IMPORT, str(folder), str(file)], check=True, capture_output=True, text=True
    )
    return int(done.stdout) / 1024


def one_round(folder: Path, files: list[Path]) -> tuple[Spent, Spent | None]:
    """Ours, and pandoc before and after it where that is installed."""
    if not shutil.which("pandoc"):
        return ours(folder, files), None
    before = pandoc(files[::20])
    each = ours(folder, files)
    after = pandoc(files[10::20])
    return each, ((before[0] + after[0]) / 2, (before[1] + after[1]) / 2)


def shown(figures: list[float]) -> str:
    """The middle and the extremes."""
    return f"{statistics.median(figures):.1f} ({min(figures):.1f}-{max(figures):.1f})"


def main() -> None:
    """Print the figures."""
    rng = random.Random(7)
    turns = turns_of_corpus()
    with tempfile.TemporaryDirectory() as place:
        here = Path(place)
        files = [here / f"I{number:03d}.txt" for number in range(INTERVIEWS)]
        for path in files:
            path.write_text(interview(rng, turns, BYTES), encoding="utf-8")
        rounds = [one_round(here / f"project{number}", files) for number in range(ROUNDS)]
        for kind, name in ((1, "on the wall"), (0, "of CPU, all processes")):
            mine = [each[kind] for each, _ in rounds]
            print(f"import of {INTERVIEWS} interviews, stored and searchable: {shown(mine)} ms each {name}")
            theirs = [other[kind] for _, other in rounds if other]
            if theirs:
                ratio = statistics.median(other / each for other, each in zip(theirs, mine, strict=True))
                print(f"pandoc -t plain: {shown(theirs)} ms each {name}: ratio {ratio:.1f}x")
        print(f"target on the wall: >= {TARGET:.0f}x; load of the machine {os.getloadavg()[0]:.1f}")
        if not shutil.which("pandoc"):
            print("pandoc is not installed: no ratio")
        memory = []
        for size in (1, 10):
            path = here / f"large{size}.txt"
            path.write_text(interview(rng, turns, size * 2**20), encoding="utf-8")
            memory.append(peak(here / f"large{size}", path))
        print(f"peak memory: 1 MB file {memory[0]:.0f} MiB, 10 MB file {memory[1]:.0f} MiB")


if __name__ == "__main__":
    main()
