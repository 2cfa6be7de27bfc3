"""Opening one interview: its codings among a million against its codings among ten thousand.

Target: at most twice the CPU time. Both projects have about 333 codings per interview, so the work for the
reader is the same; only the crowd around it grows.

Usage: python benchmarks/open_interview.py [CODINGS]
"""

import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

from synthetic import make_codings, make_project

from secondmig.store import codings
from secondmig.store.connect import Store, create_store

TARGET = 2.0
SMALL = 10_000
OPENED = 300


def filled(folder: Path, number: int) -> tuple[Store, list[str]]:
    """A project of that many codings, and the ids of its interviews."""
    project = make_project(max(3, number // 333))
    store = create_store(folder / f"{number}.db")
    project.fill(store)
    made = make_codings(project, number)
    with store.write(actor="bench", verb="code import") as change:
        codings.insert(change, made)
    return store, sorted({coding.document_id for coding in made})


def opened(store: Store, document_id: str) -> float:
    """CPU seconds per coding of opening one interview's codings."""
    start = time.process_time()
    found = codings.find(store.read(), documents=(document_id,))
    return (time.process_time() - start) / len(found)


def main() -> None:
    large = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    chance = random.Random(3)
    with tempfile.TemporaryDirectory() as name:
        small_store, small_ids = filled(Path(name), SMALL)
        large_store, large_ids = filled(Path(name), large)
        small: list[float] = []
        big: list[float] = []
        for _ in range(OPENED):
            small.append(opened(small_store, chance.choice(small_ids)))
            big.append(opened(large_store, chance.choice(large_ids)))
        small_store.close()
        large_store.close()
    per_small, per_big = statistics.median(small) * 333, statistics.median(big) * 333
    print(f"opening one interview of 333 codings, CPU milliseconds, median of {OPENED}, interleaved")
    print(f"  among {SMALL:>9,} codings {per_small * 1000:8.2f}")
    print(f"  among {large:>9,} codings {per_big * 1000:8.2f}")
    print(f"  ratio {per_big / per_small:24.2f}   target {TARGET}")


if __name__ == "__main__":
    main()
