"""Export of 20,000 quotations as CSV, beside a bare sqlite3 loop that slices the same texts.

The bare loop has no masks, no turns, no facets and no schema: it is the floor, not a rival.
"""

import csv
import random
import sqlite3
import statistics
import tempfile
import time
from pathlib import Path

from secondmig.cli.formats import as_csv
from secondmig.core.ids import content_hash, short_id
from secondmig.core.span import Span
from secondmig.core.types import Coding
from secondmig.project.intake import Reading, import_files
from secondmig.project.project import Project
from secondmig.project.start import init_project
from secondmig.store import codings

DOCUMENTS, PER_DOCUMENT = 40, 500


def made_project(folder: Path) -> Project:
    """A project with 40 interviews of 8,000 words and 20,000 codings."""
    rng = random.Random(7)
    init_project(folder, template="opportunity-structure")
    words = [f"word{number}" for number in range(3000)]
    for number in range(DOCUMENTS):
        turns = [
            f"{'INT' if turn % 2 == 0 else 'ANNA'}: {' '.join(rng.choices(words, k=60))}."
            for turn in range(133)
        ]
        (folder / "corpus" / f"D{number:02d}.txt").write_text("\n".join(turns) + "\n", encoding="utf-8")
    project = Project.open(folder)
    project.build()
    session = project._session
    import_files(session, sorted((folder / "corpus").glob("*.txt")), Reading())
    _add_codings(project, rng)
    return project


def _add_codings(project: Project, rng: random.Random) -> None:
    from secondmig.store import documents

    session = project._session
    made = []
    for document in documents.all_documents(session.store.read()):
        for number in range(PER_DOCUMENT):
            turn = rng.choice(document.turns)
            start = rng.randrange(turn.span.start, turn.span.end - 40)
            span = Span(start, start + rng.randrange(20, 40))
            made.append(
                Coding(
                    short_id("c", document.id, number),
                    document.id,
                    document.version,
                    span,
                    content_hash(span.of(document.text)),
                    "OS-RAC-DISC",
                    "opportunity-structure@1",
                    "anna",
                    {"about_country": "JPN", "valence": -1},
                )
            )
    with session.store.write(actor="anna", verb="code import") as change:
        codings.insert(change, made)


def ours(project: Project, out: Path) -> float:
    """CPU seconds of the export that ``code export --format csv`` makes."""
    begin = time.process_time()
    with out.open("w", encoding="utf-8", newline="") as file:
        file.writelines(as_csv(project.code_export(), None))
    return time.process_time() - begin


def bare(database: Path, texts: dict[str, str], out: Path) -> float:
    """CPU seconds of the bare loop."""
    begin = time.process_time()
    connection = sqlite3.connect(database)
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        rows = connection.execute(
            "SELECT id, document_id, code_id, start, end, facets FROM bare ORDER BY 2, 4, 5"
        )
        for name, document, code, start, end, facets in rows:
            writer.writerow((name, document, code, start, end, texts[document][start:end], facets))
    connection.close()
    return time.process_time() - begin


def main(rounds: int = 5) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        project = made_project(Path(folder) / "study")
        texts = {str(row["id"]): project.corpus_text(str(row["id"])) for row in project.corpus_list().rows}
        rows = project.code_export().rows
        database = Path(folder) / "bare.db"
        connection = sqlite3.connect(database)
        connection.execute("CREATE TABLE bare (id, document_id, code_id, start, end, facets)")
        fields = ("id", "document", "code", "start", "end", "facets")
        connection.executemany(
            "INSERT INTO bare VALUES (?, ?, ?, ?, ?, ?)",
            [[str(row[f]) if f == "facets" else row[f] for f in fields] for row in rows],
        )
        connection.commit()
        connection.close()
        times: dict[str, list[float]] = {"ours": [], "bare": []}
        for _ in range(rounds):
            times["ours"].append(ours(project, Path(folder) / "ours.csv"))
            times["bare"].append(bare(database, texts, Path(folder) / "bare.csv"))
        size = (Path(folder) / "ours.csv").stat().st_size / 1e6
        project.close()
    mine, floor = statistics.median(times["ours"]), statistics.median(times["bare"])
    print(f"export of {len(rows)} quotations, {size:.1f} MB of CSV, median of {rounds} rounds, CPU time")
    print(f"  {'code export':40} {mine:6.2f} s   ({len(rows) / mine:,.0f} quotations a second)")
    print(f"  {'bare sqlite3 loop':40} {floor:6.2f} s")
    print(f"  code export : bare loop {mine / floor:19.2f}")


if __name__ == "__main__":
    main()
