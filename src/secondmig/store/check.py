"""Whether a project is what it says it is: every invariant, and every hash computed anew."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Literal

from secondmig.core.errors import SecondmigError
from secondmig.core.ids import content_hash
from secondmig.store import codebooks, events, readings, search_index, surveys, tombs, withdrawals
from secondmig.store.connect import Store
from secondmig.store.connection import Connection
from secondmig.store.encode import canonical_json, plain
from secondmig.store.schema import REFERENCES, TEMPORAL
from secondmig.store.takeback import lacking_parent


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that should not be.

    Attributes:
        where: document, coding, event or table.
        message: one clause.
        severity: "problem", or "note" for what is merely worth knowing.
    """

    where: str
    message: str
    severity: Literal["problem", "note"] = "problem"


def problems(store: Store) -> list[Problem]:
    """What is wrong with the project as it is now: structure, texts, anchors, orphans, chain of events."""
    with store.consistent() as connection:
        return _told(connection, store, "quick_check", (_NOW,))


def verify(store: Store) -> list[Problem]:
    """What :func:`problems` finds, and every other hash: files, memos, readings, tables, past rows."""
    with store.consistent() as connection:
        found = _told(connection, store, "integrity_check", (_NOW, _PAST))
        if not _damaged(found):
            found.extend(_contents(connection))
            found.extend(_readings(connection))
            found.extend(_codebooks(connection))
            found.extend(_surveys(connection))
        return found


_FILE = "database"
# Each has an index of its own.
_NOW = "retired_event IS NULL"
_PAST = "retired_event IS NOT NULL"


def _told(connection: Connection, store: Store, pragma: str, rows: Sequence[str]) -> list[Problem]:
    found = list(_structure(connection, pragma))
    if _damaged(found):
        return found
    found.extend(_chain(connection))
    found.extend(_orphans(connection))
    found.extend(_anchors(connection, rows))
    found.extend(_outdated(connection))
    found.extend(_withdrawals(connection, store))
    found.extend(_search(connection, thorough=_PAST in rows))
    return found


def _damaged(found: Sequence[Problem]) -> bool:
    return any(each.where == _FILE for each in found)


def _structure(connection: Connection, pragma: str) -> Iterator[Problem]:
    damage = _damage(connection, pragma)
    if damage:
        yield from (Problem(_FILE, said) for said in damage)
        return
    for table, row, parent, _ in connection.rows("PRAGMA foreign_key_check"):
        yield Problem(f"{table} row {row}", f"refers to no row of {parent}")
    if connection.number("SELECT count(*) FROM erasing"):
        yield Problem("erasing", "a withdrawal is marked as under way, and none is")


def _damage(connection: Connection, pragma: str) -> list[str]:
    try:
        return [str(said) for (said,) in connection.rows(f"PRAGMA {pragma}") if said != "ok"]
    except SecondmigError as error:
        return [error.message]


def _chain(connection: Connection) -> Iterator[Problem]:
    for rev, message in events.verify_chain(events.all_events(connection)):
        yield Problem(f"event {rev}", message)
    for table in TEMPORAL:
        unmade = connection.number(
            f"SELECT count(*) FROM {table.name} WHERE created_event NOT IN (SELECT rev FROM events)"  # noqa: S608
        )
        if unmade:
            yield Problem(table.name, f"{unmade} rows were made by no event")


def _orphans(connection: Connection) -> Iterator[Problem]:
    for reference in REFERENCES:
        for row_id, _ in connection.rows(lacking_parent(reference) + " ORDER BY child.id"):
            yield Problem(
                f"{reference.child} {row_id}", f"refers to nothing that is there among {reference.parent}"
            )
    for version, code in connection.rows(
        "SELECT DISTINCT codebook_version, code_id FROM codings WHERE retired_event IS NULL ORDER BY 1, 2"
    ):
        if code not in _codes(connection, version):
            yield Problem(f"code {code}", f"codings carry it and {version} does not have it")


def _codes(connection: Connection, version: str) -> frozenset[str]:
    try:
        return codebooks.code_ids(connection, version) or frozenset()
    except (SecondmigError, ValueError, TypeError):
        # Its words are gone or are no codebook any more; the hash of the content says so itself.
        return frozenset()


def _anchors(connection: Connection, rows: Sequence[str]) -> Iterator[Problem]:
    """Every text against its hash, every quotation against its text, one document at a time."""
    versions = connection.rows("SELECT document_id, version, text_hash FROM document_versions ORDER BY 1, 2")
    for document_id, version, text_hash in versions:
        where = f"{document_id} version {version}"
        body = connection.row("SELECT body FROM content WHERE hash = ?", (text_hash,))
        text = _decoded(body[0]) if body else None
        if text is None or content_hash(text) != text_hash:
            yield Problem(where, "its words are not those of its hash")
            continue
        for condition in rows:
            yield from _quotes(connection, (document_id, version, text), condition)


def _quotes(connection: Connection, document: tuple[str, int, str], condition: str) -> Iterator[Problem]:
    document_id, version, text = document
    codings = connection.rows(
        "SELECT id, span_start, span_end, quote_sha FROM codings"  # noqa: S608
        f" WHERE document_id = ? AND version = ? AND {condition} ORDER BY span_start, span_end, id, row",
        (document_id, version),
    )
    for coding_id, start, end, quote_sha in codings:
        words = text[start:end].encode("utf-8")
        if end > len(text) or "sha256:" + sha256(words).hexdigest() != quote_sha:
            yield Problem(
                f"coding {coding_id}", f"the words of {document_id} at {start}-{end} are not its quotation"
            )


_OUTDATED = """
SELECT c.id, c.document_id, c.version FROM codings c JOIN (
  SELECT document_id, max(version) AS newest FROM documents WHERE retired_event IS NULL GROUP BY document_id
) d USING (document_id)
WHERE c.retired_event IS NULL AND c.status = 'current' AND c.version <> d.newest ORDER BY c.id
"""


def _outdated(connection: Connection) -> Iterator[Problem]:
    for coding_id, document_id, version in connection.rows(_OUTDATED):
        yield Problem(
            f"coding {coding_id}",
            f"is of version {version} of {document_id}, which was corrected since: secondmig corpus review",
        )


def _withdrawals(connection: Connection, store: Store) -> Iterator[Problem]:
    known = {stone.case_id for stone in tombs.all_tombstones(connection)}
    for stone in withdrawals.read(store.path):
        if stone.case_id not in known:
            yield Problem(
                f"case {stone.case_id}",
                f"withdrew on {stone.at[:10]}, and this database does not know it: it was put here by hand;"
                " secondmig restore FILE erases the person again",
            )


def _search(connection: Connection, *, thorough: bool) -> Iterator[Problem]:
    for said in search_index.faults(connection, thorough=thorough):
        yield Problem("search index", f"{said}; {search_index.REBUILD} makes it anew")


def _contents(connection: Connection) -> Iterator[Problem]:
    for batch in connection.batches("SELECT hash, body FROM content ORDER BY hash", size=16):
        for name, body in batch:
            if content_hash(body) != name:
                yield Problem(f"content {name[:19]}", "its words are not those of its hash")
    for (document_id,) in connection.rows(
        "SELECT DISTINCT document_id FROM documents"
        " WHERE source_hash IS NOT NULL AND source_hash <> source_sha ORDER BY 1"
    ):
        yield Problem(document_id, "the file kept for it is another one")


def _readings(connection: Connection) -> Iterator[Problem]:
    rows = connection.rows(
        "SELECT DISTINCT d.document_id, d.text_hash, r.reading, r.sha"
        " FROM documents d JOIN readings r USING (reading) ORDER BY 1, 3"
    )
    for document_id, text_hash, number, sha in rows:
        if content_hash(canonical_json([text_hash, plain(readings.get(connection, number))])) != sha:
            yield Problem(document_id, "its turns are not those that were read from its file")


def _codebooks(connection: Connection) -> Iterator[Problem]:
    for name, sha, body_hash in connection.rows("SELECT id, sha, body_hash FROM codebooks ORDER BY id, row"):
        if sha != body_hash:
            yield Problem(f"codebook {name}", "its codes are not those of its hash")


def _surveys(connection: Connection) -> Iterator[Problem]:
    rows = connection.rows(
        "SELECT DISTINCT s.id, t.survey_table, t.sha"
        " FROM surveys s JOIN survey_tables t USING (survey_table) ORDER BY 1, 2"
    )
    for name, table, sha in rows:
        cells = connection.rows(
            "SELECT cells FROM survey_rows WHERE survey_table = ? ORDER BY position", (table,)
        )
        if surveys.table_sha(name, [text for (text,) in cells]) != sha:
            yield Problem(f"survey {name}", "its rows are not those of its hash")


def _decoded(body: Any) -> str | None:  # noqa: ANN401 - text or bytes, as it was stored
    try:
        return body if isinstance(body, str) else bytes(body).decode("utf-8")
    except UnicodeDecodeError:
        return None
