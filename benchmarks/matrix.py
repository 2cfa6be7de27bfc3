"""Code by country over a million codings, beside the plain SQL that everybody would write.

The plain SQL counts, for each code and country, the persons who speak in the interviews and the codings. It
runs on the same database with all its indexes, planned by SQLite as it sees fit; before it is timed, the
speakers of persons are laid out in a table with an index, which costs it nothing. It is asked for less:
``query matrix`` also gives headings, turns, distinct segments, characters, denominators and persons outside
them, and leaves out what waits for a person to look. It takes whoever speaks in an interview for the speaker
of each passage, too; the SQL that asks who speaks the turn is run once, to hold the persons against ours.
Medians of interleaved runs, CPU time.

Target: at most the time of the plain SQL.

Usage: python benchmarks/matrix.py [CODINGS]
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from synthetic import coded_project

from secondmig.core.selection import Selection
from secondmig.project.outline import outlined
from secondmig.project.project import Project

RUNS = 5
TARGET = 1.0
SPEAKERS = """
CREATE TEMP TABLE person_of AS
SELECT json_extract(s.value, '$.document') AS document_id, json_extract(s.value, '$.speaker') AS speaker,
  c.id AS case_id
FROM cases c, json_each(c.speakers) s WHERE c.retired_event IS NULL
"""
INDEX = "CREATE INDEX temp.by_document ON person_of (document_id)"
PLAIN = """
SELECT c.code_id, c.about_country, count(DISTINCT p.case_id), count(*)
FROM codings c JOIN person_of p ON p.document_id = c.document_id
WHERE c.retired_event IS NULL
GROUP BY c.code_id, c.about_country
"""
SPOKEN = """
SELECT c.code_id, c.about_country, count(DISTINCT p.case_id)
FROM codings c
JOIN documents d ON d.document_id = c.document_id AND d.version = c.version AND d.retired_event IS NULL
JOIN turns t ON t.reading = d.reading AND t.span_start < c.span_end AND t.span_end > c.span_start
JOIN person_of p ON p.document_id = c.document_id AND p.speaker = t.speaker
WHERE c.retired_event IS NULL AND c.status = 'current'
GROUP BY c.code_id, c.about_country
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


def main() -> None:
    """Build the project, check that both count the same persons, and time them."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with (
        tempfile.TemporaryDirectory() as name,
        Project.open(coded_project(Path(name) / "p", number)) as project,
    ):
        compare(project, number)


def compare(project: Project, number: int) -> None:
    """Print the times and the ratio."""
    connection = project._session.store.read()
    for statement in (SPEAKERS, INDEX):
        connection.execute(statement)
    found = {(row["code"], row["group"]): row for row in project.query_matrix().rows}
    begun = time.process_time()
    for code, country, persons in connection.execute(SPOKEN).fetchall():
        row = found[code, country]
        assert persons == int(str(row["persons"])) + int(str(row["persons_outside"])), (code, country)
    spoken = time.process_time() - begun
    plain, ours, columns = medians(
        lambda: connection.execute(PLAIN).fetchall(),
        project.query_matrix,
        lambda: outlined(project._session, Selection()),
    )
    plan = "; ".join(row[-1] for row in connection.execute("EXPLAIN QUERY PLAN " + PLAIN).fetchall())
    print(f"code by country over {number:,} codings, {len(found)} cells, CPU seconds, median of {RUNS}")
    print(f"  plain SQL{PLAIN.replace(chr(10), chr(10) + '    ').rstrip()}")
    print(f"    plan: {plan}")
    print(f"  plain SQL             {plain:8.2f}")
    print(f"  SQL by turns, once    {spoken:8.2f}")
    print(f"  secondmig query matrix{ours:8.2f}   of which reading {columns:.2f}")
    print(f"  ratio {ours / plain:24.2f}   target {TARGET}")


if __name__ == "__main__":
    main()
