"""The demo at each release level, cut by the project's own gate."""

from dataclasses import replace
from functools import cache

from secondmig.core.ids import content_hash
from secondmig.core.snapshot import Snapshot
from secondmig.core.types import Level
from secondmig.project.gate import hidden_at
from secondmig.report.build import build_report
from tests.joint.demo import CORPUS, demo_snapshot


def cut(snapshot: Snapshot, level: Level) -> Snapshot:
    """The snapshot with its texts masked as the gate masks them at ``level``."""
    documents, hidden = [], {}
    for document in snapshot.documents:
        mine = [case for case in snapshot.cases if any(ref.document == document.id for ref in case.speakers)]
        hidden[document.id] = hidden_at(document, mine, level)
        header = {key: value for key, value in document.header.items() if key != "withdrawn"}
        documents.append(replace(document, text=hidden[document.id].masked(document.text), header=header))
    return replace(snapshot, level=level, documents=tuple(documents), hidden=hidden)


@cache
def edition(level: Level) -> Snapshot:
    """The demo at one level, with its input files."""
    files = sorted(path for path in CORPUS.rglob("*") if path.suffix in {".txt", ".jsonl", ".csv"})
    sources = {path.relative_to(CORPUS.parent).as_posix(): content_hash(path.read_bytes()) for path in files}
    return cut(replace(demo_snapshot(), sources=sources), level)


@cache
def built(level: Level) -> dict[str, bytes]:
    """The report of the demo at one level."""
    return dict(build_report(edition(level)))
