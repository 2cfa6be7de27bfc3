"""How long the command line takes to begin, as ratios within one run.

CPU time (user and system, children included) of starting a process, measured in turns so that a busy machine
troubles all of them alike; the median of each is compared.

    python benchmarks/startup.py [ROUNDS]
"""

import os
import resource
import statistics
import subprocess
import sys

CASES = {
    "python -c pass": ["-c", "pass"],
    "python -c 'import click'": ["-c", "import click"],
    "python -m secondmig --help": ["-m", "secondmig", "--help"],
    "python -m secondmig code list --help": ["-m", "secondmig", "code", "list", "--help"],
}
SUBJECT = "python -m secondmig --help"
TARGETS = {"python -c pass": 5.0, "python -c 'import click'": 1.3}


def cpu_seconds(arguments: list[str]) -> float:
    """CPU seconds of one Python process with these arguments."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL, env=os.environ)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main(rounds: int = 15) -> None:
    """Measure and print."""
    for arguments in CASES.values():
        cpu_seconds(arguments)  # writes the byte code, so that no case pays for it
    times: dict[str, list[float]] = {name: [] for name in CASES}
    for _ in range(rounds):
        for name, arguments in CASES.items():
            times[name].append(cpu_seconds(arguments))
    medians = {name: statistics.median(values) for name, values in times.items()}
    print(f"start-up, median of {rounds} interleaved runs, CPU time")
    for name, median in medians.items():
        print(f"  {name:40} {1000 * median:6.1f} ms")
    for name, target in TARGETS.items():
        ratio = medians[SUBJECT] / medians[name]
        print(f"  --help : {name:31} {ratio:6.2f}   (target: at most {target})")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
