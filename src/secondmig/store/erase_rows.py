"""The rows that go when a person withdraws, table by table; the change has declared ``erasing``."""

from collections.abc import Iterable, Mapping, Sequence

from secondmig.core.span import Span, SpanSet
from secondmig.store import surveys
from secondmig.store.connect import Change
from secondmig.store.connection import Connection
from secondmig.store.encode import listed

Regions = Mapping[tuple[str, int], SpanSet]

_TWINS = """
SELECT DISTINCT twin.document_id FROM documents mine JOIN documents twin ON twin.text_hash = mine.text_hash
WHERE mine.document_id IN (SELECT value FROM json_each(?))
"""
_SURVEY_ROWS = """
SELECT survey, row_id FROM links WHERE case_id = :case AND row_id <> ''
UNION SELECT s.id, r.row_id FROM surveys s JOIN survey_rows r USING (survey_table) WHERE r.row_id = :case
"""
_ORIGINALS = """
SELECT source_sha FROM documents WHERE document_id IN (SELECT value FROM json_each(:ids))
UNION SELECT text_hash FROM document_versions WHERE document_id IN (SELECT value FROM json_each(:ids))
"""
_WORDS = """
SELECT source_hash FROM documents
WHERE source_hash IS NOT NULL AND document_id IN (SELECT value FROM json_each(:ids))
UNION SELECT head_hash FROM documents WHERE document_id IN (SELECT value FROM json_each(:ids))
UNION SELECT text_hash FROM document_versions WHERE document_id IN (SELECT value FROM json_each(:ids))
"""
_MEMOS = """
FROM memos WHERE (subject_kind = 'case' AND subject_id = :case)
  OR (subject_kind = 'document' AND subject_id IN (SELECT value FROM json_each(:documents)))
  OR (subject_kind = 'coding' AND subject_id IN (SELECT value FROM json_each(:codings)))
"""
_RELATIONS = """
DELETE FROM relations WHERE source IN (SELECT value FROM json_each(:ids))
  OR target IN (SELECT value FROM json_each(:ids))
"""
_LINKS = """
DELETE FROM links WHERE case_id = :case
  OR (survey, row_id) IN (
    SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(:rows))
"""
_ROWS_OF_SURVEY = """
DELETE FROM survey_rows
WHERE row_id = :row AND survey_table IN (SELECT survey_table FROM surveys WHERE id = :survey)
"""
_OF_DOCUMENTS = "DELETE FROM {t} WHERE document_id IN (SELECT value FROM json_each(?))"
_THESE_ROWS = "DELETE FROM {t} WHERE row IN (SELECT value FROM json_each(?))"
_STRETCHES = "SELECT row, span_start, span_end FROM {t} WHERE document_id = ? AND version = ?"
_RESOLUTIONS_OF = "SELECT row FROM resolutions WHERE document_id IN (SELECT value FROM json_each(?))"
_REASONS = "SELECT reason_hash FROM resolutions WHERE row IN (SELECT value FROM json_each(?))"
_SUGGESTED_IN = "SELECT row FROM suggestions WHERE document_id IN (SELECT value FROM json_each(?))"
_UNSAID = "DELETE FROM verdicts WHERE suggestion_id NOT IN (SELECT id FROM suggestions)"
_SUMMARIES_OF = "SELECT text_hash FROM summaries WHERE case_id = ?"
_OF_READINGS = "DELETE FROM {t} WHERE reading IN (SELECT value FROM json_each(?))"
_UNUSED_READINGS = """
SELECT value FROM json_each(?) WHERE value NOT IN (SELECT reading FROM documents)
"""


def with_twins(connection: Connection, ids: Sequence[str]) -> set[str]:
    """These documents and every other that has the same words."""
    return {*ids, *(found for (found,) in connection.rows(_TWINS, (listed(ids),)))}


def survey_rows_of(connection: Connection, case_id: str) -> set[tuple[str, str]]:
    """(survey, row) of everything a person ever answered: by the ledger, or by the same id."""
    return {(survey, row) for survey, row in connection.rows(_SURVEY_ROWS, {"case": case_id})}


def originals_of(connection: Connection, ids: Sequence[str]) -> set[str]:
    """Hashes of the texts and files of documents."""
    return {name for (name,) in connection.rows(_ORIGINALS, {"ids": listed(ids)})}


def words_of(connection: Connection, ids: Sequence[str]) -> set[str]:
    """Hashes of everything that documents keep among the words."""
    return {name for (name,) in connection.rows(_WORDS, {"ids": listed(ids)})}


def codings_in(connection: Connection, ids: Sequence[str]) -> set[str]:
    """Ids of all codings there ever were in documents."""
    rows = connection.rows(
        "SELECT DISTINCT id FROM codings WHERE document_id IN (SELECT value FROM json_each(?))",
        (listed(ids),),
    )
    return {coding_id for (coding_id,) in rows}


def codings_over(connection: Connection, regions: Regions) -> set[str]:
    """Ids of all codings that ever touched these regions."""
    found: set[str] = set()
    for (document_id, version), region in regions.items():
        rows = connection.rows(
            "SELECT id, span_start, span_end FROM codings WHERE document_id = ? AND version = ?",
            (document_id, version),
        )
        found |= {coding_id for coding_id, start, end in rows if region.overlaps(Span(start, end))}
    return found


def memos(
    change: Change, case_id: str, documents: Iterable[str], codings: Iterable[str]
) -> tuple[int, set[str]]:
    """Destroy the memos on a person, on documents and on codings.

    Returns:
        How many, and the hashes of their words.
    """
    meant = {"case": case_id, "documents": listed(documents), "codings": listed(codings)}
    rows = change.connection.rows("SELECT id, text_hash" + _MEMOS, meant)
    change.connection.run("DELETE" + _MEMOS, meant)
    return len({memo_id for memo_id, _ in rows}), {name for _, name in rows}


def codings(change: Change, ids: Sequence[str]) -> int:
    """Destroy codings with the relations that touch them.

    Returns:
        How many codings.
    """
    change.connection.run(_RELATIONS, {"ids": listed(ids)})
    change.connection.run("DELETE FROM codings WHERE id IN (SELECT value FROM json_each(?))", (listed(ids),))
    return len(ids)


def restrictions(change: Change, documents: Sequence[str], regions: Regions) -> int:
    """Destroy the restrictions in documents, and those that touch these regions.

    Returns:
        How many rows.
    """
    gone = change.connection.run(_OF_DOCUMENTS.replace("{t}", "restrictions"), (listed(documents),))
    rows = _touching(change.connection, "restrictions", regions)
    return gone + change.connection.run(_THESE_ROWS.replace("{t}", "restrictions"), (listed(rows),))


def agreement(change: Change, documents: Sequence[str], regions: Regions) -> set[str]:
    """Destroy what coders were assigned in documents and decided on them or on these regions.

    Returns:
        Hashes of the reasons of the decisions.
    """
    connection = change.connection
    connection.run(_OF_DOCUMENTS.replace("{t}", "assignments"), (listed(documents),))
    rows = connection.rows(_RESOLUTIONS_OF, (listed(documents),))
    doomed = listed([*(row for (row,) in rows), *_touching(connection, "resolutions", regions)])
    reasons = connection.rows(_REASONS, (doomed,))
    connection.run(_THESE_ROWS.replace("{t}", "resolutions"), (doomed,))
    return {reason for (reason,) in reasons}


def proposed(change: Change, documents: Sequence[str], regions: Regions) -> None:
    """Destroy what engines proposed in documents or on these regions, with verdicts and finished passes."""
    connection = change.connection
    rows = connection.rows(_SUGGESTED_IN, (listed(documents),))
    doomed = listed([*(row for (row,) in rows), *_touching(connection, "suggestions", regions)])
    connection.run(_THESE_ROWS.replace("{t}", "suggestions"), (doomed,))
    connection.run(_UNSAID)
    connection.run(_OF_DOCUMENTS.replace("{t}", "passes"), (listed(documents),))


def summaries(change: Change, case_id: str) -> set[str]:
    """Destroy what analysts wrote about a person in the grid.

    Returns:
        Hashes of the words.
    """
    names = {name for (name,) in change.connection.rows(_SUMMARIES_OF, (case_id,))}
    change.connection.run("DELETE FROM summaries WHERE case_id = ?", (case_id,))
    return names


def _touching(connection: Connection, table: str, regions: Regions) -> list[int]:
    """Numbers of the rows of a table whose stretch touches these regions."""
    found: list[int] = []
    for (document_id, version), region in regions.items():
        rows = connection.rows(_STRETCHES.replace("{t}", table), (document_id, version))
        found += [row for row, start, end in rows if region.overlaps(Span(start, end))]
    return found


def person(change: Change, case_id: str, survey_rows: Sequence[tuple[str, str]]) -> int:
    """Destroy every state of a person, and the lines of the ledger on the person or on these survey rows.

    Returns:
        How many lines of the ledger.
    """
    change.connection.run("DELETE FROM cases WHERE id = ?", (case_id,))
    return change.connection.run(_LINKS, {"case": case_id, "rows": listed(survey_rows)})


def survey_rows(change: Change, rows: Sequence[tuple[str, str]]) -> int:
    """Destroy rows of surveys in every state of the table.

    Returns:
        How many rows.
    """
    connection = change.connection
    gone = sum(connection.run(_ROWS_OF_SURVEY, {"survey": survey, "row": row}) for survey, row in rows)
    for name in sorted({survey for survey, _ in rows}):
        tables = connection.rows("SELECT DISTINCT survey_table FROM surveys WHERE id = ?", (name,))
        for (table,) in tables:
            _seal_again(connection, name, table)
    return gone


def _seal_again(connection: Connection, name: str, table: int) -> None:
    """Give a table that lost rows the hash of what is left; of two that are now the same one stays."""
    rows = connection.rows("SELECT cells FROM survey_rows WHERE survey_table = ? ORDER BY position", (table,))
    sha = surveys.table_sha(name, [cells for (cells,) in rows])
    same = connection.row("SELECT survey_table FROM survey_tables WHERE sha = ?", (sha,))
    if same is None:
        connection.run("UPDATE survey_tables SET sha = ? WHERE survey_table = ?", (sha, table))
    elif same[0] != table:
        connection.run("UPDATE surveys SET survey_table = ? WHERE survey_table = ?", (same[0], table))
        connection.run("DELETE FROM survey_rows WHERE survey_table = ?", (table,))
        connection.run("DELETE FROM survey_tables WHERE survey_table = ?", (table,))


def documents(change: Change, ids: Sequence[str], readings: Iterable[int]) -> int:
    """Destroy documents with all their versions, and the readings that nothing uses any more.

    Args:
        change: of the withdrawal.
        ids: of the documents.
        readings: numbers of further readings that may have fallen out of use.

    Returns:
        How many documents there were.
    """
    connection = change.connection
    rows = connection.rows(
        "SELECT DISTINCT document_id, reading FROM documents"
        " WHERE document_id IN (SELECT value FROM json_each(?))",
        (listed(ids),),
    )
    for table in ("documents", "document_versions"):
        connection.run(_OF_DOCUMENTS.replace("{t}", table), (listed(ids),))
    numbers = sorted({*readings, *(number for _, number in rows)})
    unused = listed(number for (number,) in connection.rows(_UNUSED_READINGS, (listed(numbers),)))
    for table in ("sentences", "turns", "tiers", "withheld", "readings"):
        connection.run(_OF_READINGS.replace("{t}", table), (unused,))
    return len({document_id for document_id, _ in rows})
