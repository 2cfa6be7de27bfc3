"""Overlap co-occurrence over a million codings, beside fetching the rows and beside SQL.

Fetching means: document, start, end, code and coder of each current coding, as Python's sqlite3 gives them,
all at once, with no index in the way. Ours fetches the same and sweeps: persons, pairs of stretches, persons
and stretches of each code. The SQL counts pairs of codings by a join on half the range, the best that SQL
does, on a tenth of the interviews. Medians of interleaved runs, CPU time.

Targets: fetching and sweeping at most twice the time of fetching; at least five times as fast as the SQL.

Usage: python benchmarks/cooccurrence.py [CODINGS]
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from synthetic import coded_project

from secondmig.core.selection import Selection
from secondmig.core.types import SpeakerRef
from secondmig.joint.cooccurrence_spots import Said, spots_of
from secondmig.joint.cooccurrence_sweep import Ground, Met, apart, met
from secondmig.project.outline import outlined
from secondmig.project.project import Project

RUNS = 5
FETCH = """
SELECT document_id, span_start, span_end, code_id, coder_id
FROM codings NOT INDEXED WHERE retired_event IS NULL
"""
PART = 10
PAIRS = """
SELECT min(a.code_id, b.code_id), max(a.code_id, b.code_id),
  count(DISTINCT a.document_id || ' ' || a.span_start || ' ' || a.span_end || ' ' || a.code_id || ' '
    || b.span_start || ' ' || b.span_end)
FROM codings a JOIN codings b ON b.document_id = a.document_id
  AND b.span_start >= a.span_start AND b.span_start < a.span_end
  AND (b.span_start > a.span_start OR b.row > a.row) AND b.code_id <> a.code_id AND b.coder_id = a.coder_id
WHERE a.retired_event IS NULL AND b.retired_event IS NULL AND a.document_id < ?
GROUP BY 1, 2
"""


def medians(*calls: Callable[[], object]) -> list[float]:
    """Median CPU seconds of each call, the calls taking turns."""
    taken: list[list[float]] = [[] for _ in calls]
    for _ in range(RUNS):
        for place, call in enumerate(calls):
            begun = time.process_time()
            call()
            taken[place].append(time.process_time() - begun)
    return [statistics.median(each) for each in taken]


def swept(project: Project, selection: Selection, *, everywhere: bool = False) -> tuple[Ground, Met]:
    """Fetch and sweep; with ``everywhere`` whoever speaks, as the SQL does."""
    snapshot, columns = outlined(project._session, selection, "coder_id")
    codes = tuple(code.id for book in snapshot.codebooks for code in book.codes)
    cases = snapshot.cases
    if everywhere:
        cases = tuple(
            replace(case, speakers=tuple(SpeakerRef(case.id, speaker) for speaker in ("INT", "P")))
            for case in cases
        )
    spots = spots_of(Said(columns.marks, columns.turns, cases, {code: (code,) for code in codes}), "overlap")
    ground = Ground(spots, apart(spots.codes, {}))
    return ground, met(ground)


def main() -> None:
    """Build the project, check that both count the same pairs, and time them."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with (
        tempfile.TemporaryDirectory() as name,
        Project.open(coded_project(Path(name) / "p", number)) as project,
    ):
        compare(project, number)


def compare(project: Project, number: int) -> None:
    """Print the times and the ratios."""
    connection = project._session.store.read()
    names = [row["id"] for row in project.corpus_list().rows]
    upto = str(names[len(names) // PART])
    part = Selection(documents=tuple(str(name) for name in names if str(name) < upto))
    begun = time.process_time()
    pairs = connection.execute(PAIRS, (upto,)).fetchall()
    by_sql = (time.process_time() - begun) * len(names) / len(part.documents)
    ground, found = swept(project, part, everywhere=True)
    place = {code: at for at, code in enumerate(ground.spots.codes)}
    for one, other, count in pairs:
        assert found.segments[place[one], place[other]] == count, (one, other)
    rows, ours, all_of_it = medians(
        lambda: connection.execute(FETCH).fetchall(),
        lambda: swept(project, Selection()),
        project.query_cooccur,
    )
    ground, found = swept(project, Selection())
    print(f"overlap co-occurrence of {number:,} codings, CPU seconds, median of {RUNS}")
    print(f"  {int(found.segments.sum()):,} pairs of stretches, {len(found.pairs()):,} pairs of codes")
    print(f"  fetching the rows     {rows:8.2f}")
    print(f"  fetching and sweeping {ours:8.2f}   ratio to fetching {ours / rows:.2f}   target 2.0")
    print(
        f"  SQL, half the range   {by_sql:8.2f}   (a tenth, times ten) ratio {by_sql / ours:.1f}   target 5.0"
    )
    print(f"  query cooccur with the expected numbers {all_of_it:.2f}")


if __name__ == "__main__":
    main()
