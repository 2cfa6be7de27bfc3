"""How long the whole demo takes, from an empty folder to both editions of the report, beside bare Python."""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def seconds(command: list[str]) -> float:
    """Wall seconds of one process."""
    begin = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begin


def main(rounds: int = 5) -> None:
    """Measure and print."""
    bare: list[float] = []
    imports: list[float] = []
    demo: list[float] = []
    for _ in range(rounds):
        bare.append(seconds([sys.executable, "-c", "pass"]))
        imports.append(seconds([sys.executable, "-c", "import pandas, sqlite_utils, jinja2, ruamel.yaml"]))
        with tempfile.TemporaryDirectory() as folder:
            demo.append(seconds([sys.executable, "-m", "secondmig", "demo", str(Path(folder) / "demo")]))
    median = statistics.median
    print(f"demo build, median of {rounds} interleaved runs, wall time")
    print(f"  {'secondmig demo DIR':40} {median(demo):6.2f} s   (target: seconds)")
    print(f"  {'importing its libraries':40} {median(imports):6.2f} s")
    print(f"  demo : importing its libraries {median(demo) / median(imports):13.2f}")
    print(f"  demo : python -c pass {median(demo) / median(bare):22.1f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
