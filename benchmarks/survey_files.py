"""A survey of 1,000,000 rows and 10 columns: read, taken in and described; pandas reads the file beside it.

Each step runs in a process of its own, so that its peak memory is its own; the reading beside pandas is the
median of interleaved runs, in CPU seconds.
"""

import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from secondmig.project.start import init_project

ROWS, RUNS = 1_000_000, 3
RANDOM = random.Random(7)
_OURS = "from secondmig.survey.reading import read_cells; read_cells(path)"
_PANDAS = "import pandas; pandas.read_csv(path, dtype=str, keep_default_na=False)"
_SAID = ("survey", "add", "describe", "--weighted")
_STEP = """
import sys, time, resource
from pathlib import Path
path = Path(sys.argv[1])
begun = time.process_time()
{call}
print(time.process_time() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def write(path: Path) -> None:
    """Ids, weights, codes, words, dates and blanks."""
    choice, whole = RANDOM.choice, RANDOM.randint
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.write("id,weight,country,sex,age,education,wage,arrival,satisfaction,region\n")
        for number in range(ROWS):
            day = f"{whole(1990, 2020)}-{whole(1, 12):02d}-{whole(1, 28):02d}"
            codes = f"{choice(('PER', 'BRA', 'CHN', 'KOR'))},{whole(1, 2)},{whole(18, 80)},{whole(1, 8)}"
            answers = f"{whole(800, 9000)},{day},{choice(('1', '2', '3', '4', '9', ''))}"
            place = choice(("Kanto", "Kansai", "Tōhoku"))
            out.write(f"R{number:07d},{RANDOM.random() * 300:.4f},{codes},{answers},{place}\n")


def step(call: str, path: Path) -> tuple[float, float]:
    """CPU seconds and megabytes of a call in a process of its own."""
    command = [sys.executable, "-c", _STEP.format(call=call), str(path)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(told[0]), int(told[1]) / 1024


def command(folder: Path, *words: str) -> tuple[float, float]:
    """CPU seconds and seconds by the clock of a command."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    line = [sys.executable, "-m", "secondmig", "--project", str(folder), "--as", "ana", *words]
    subprocess.run(line, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, time.perf_counter() - begun


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = init_project(Path(scratch) / "study", template="blank")
        path = folder / "survey.csv"
        write(path)
        ours, theirs = [], []
        for _ in range(RUNS):
            ours.append(step(_OURS, path))
            theirs.append(step(_PANDAS, path))
        mine, beside = (statistics.median(each[0] for each in runs) for runs in (ours, theirs))
        print(f"{ROWS:,} rows x 10 columns, {path.stat().st_size / 1e6:.0f} MB of CSV")
        print(f"read: {mine:.1f} s, {ours[0][1]:.0f} MB")
        print(f"read by pandas, all as text: {beside:.1f} s, {theirs[0][1]:.0f} MB")
        print(f"ratio to pandas: {mine / beside:.1f}")
        for words in (
            ("survey", "add", str(path), "--name", "big", "--weight", "weight", "--kind", "census"),
            ("survey", "describe", "big"),
            ("survey", "describe", "big", "--weighted"),
        ):
            cpu, clock = command(folder, *words)
            name = " ".join(word for word in words if word in _SAID)
            print(f"{name}: {cpu:.1f} s CPU, {clock:.1f} s by the clock")
        size = (folder / ".secondmig" / "project.db").stat().st_size
        print(f"database: {size / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
