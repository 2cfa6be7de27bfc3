"""Bulk insert: a million codings through the store against plain sqlite3.executemany with the same indexes.

Target: at most 1.5 times the CPU time. Both write the same rows into the same columns with the same indexes
and settings of SQLite; the store also holds every coding against the words, checks, guards and logs.

Usage: python benchmarks/bulk_insert.py [CODINGS] [ROUNDS]
"""

import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from synthetic import Synthetic, make_codings, make_project

from secondmig.core.types import Coding
from secondmig.store import codings
from secondmig.store.connect import create_store
from secondmig.store.encode import facets_text

TARGET = 1.5


def through_store(folder: Path, project: Synthetic, made: Sequence[Coding]) -> float:
    """CPU seconds of one change that saves everything."""
    store = create_store(folder / "project.db")
    project.fill(store)
    start = time.process_time()
    with store.write(actor="bench", verb="code import") as change:
        codings.insert(change, made)
    spent = time.process_time() - start
    store.close()
    return spent


def plainly(folder: Path, model: Path, rows: Sequence[tuple[object, ...]]) -> float:
    """CPU seconds of plain executemany into a table of the same columns and indexes, without any guard."""
    known = sqlite3.connect(model)
    held = known.execute("PRAGMA table_xinfo(codings)").fetchall()
    columns = {row[1]: row[2] for row in held if row[6] == 0}
    generated = [row[1] for row in held if row[6] == 2]
    indexes = known.execute(
        "SELECT sql FROM sqlite_schema WHERE type='index' AND tbl_name='codings'"
    ).fetchall()
    known.close()
    connection = sqlite3.connect(folder / "plain.db", isolation_level=None)
    for setting in ("journal_mode = WAL", "synchronous = FULL", "cache_size = -65536", "temp_store = MEMORY"):
        connection.execute(f"PRAGMA {setting}")
    made = [f"{name} {'INTEGER PRIMARY KEY' if name == 'row' else kind}" for name, kind in columns.items()]
    made += [f"{name} TEXT AS (CAST(json_extract(facets, '$.{name}') AS TEXT)) VIRTUAL" for name in generated]
    connection.execute(f"CREATE TABLE codings ({', '.join(made)})")
    for (index,) in indexes:
        connection.execute(index)
    written = [name for name in columns if name not in {"row", "retired_event"}]
    marks = ", ".join("?" * len(written))
    start = time.process_time()
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(f"INSERT INTO codings ({', '.join(written)}) VALUES ({marks})", rows)
    connection.execute("COMMIT")
    spent = time.process_time() - start
    connection.close()
    return spent


def rows_of(made: Sequence[Coding]) -> list[tuple[object, ...]]:
    """The codings as rows, ready made: the plain insert has nothing else to do."""
    return [
        (
            each.id,
            each.document_id,
            each.version,
            each.span.start,
            each.span.end,
            each.quote_sha,
            each.code_id,
            each.codebook_version,
            each.coder_id,
            facets_text(each.facets),
            each.origin,
            each.status,
            3,
        )
        for each in made
    ]


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    project = make_project(max(3, number // 333))
    made = make_codings(project, number)
    rows = rows_of(made)
    ours: list[float] = []
    plain: list[float] = []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            ours.append(through_store(folder, project, made))
            plain.append(plainly(folder, folder / "project.db", rows))
    ratio = statistics.median(ours) / statistics.median(plain)
    print(f"bulk insert of {number:,} codings, CPU seconds, median of {rounds}, interleaved")
    for name, spent in (("store.codings.insert", ours), ("sqlite3.executemany", plain)):
        runs = ", ".join(f"{each:.2f}" for each in spent)
        print(f"  {name:22s} {statistics.median(spent):8.2f}   ({runs})")
    print(f"  {'ratio':22s} {ratio:8.2f}   target {TARGET}")


if __name__ == "__main__":
    main()
