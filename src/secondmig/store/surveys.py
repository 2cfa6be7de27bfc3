"""Survey tables: rows of text as their file gave them, kept once per content."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from secondmig.core.ids import content_hash
from secondmig.store import temporal, tombs
from secondmig.store.connect import Change
from secondmig.store.connection import Connection
from secondmig.store.encode import canonical_json, ordered_json
from secondmig.store.schema import SURVEY_FORMS, SURVEYS


@dataclass(frozen=True, slots=True)
class StoredSurvey:
    """A survey table.

    Attributes:
        name: how reports and commands call it.
        columns: in file order.
        rows: cell text by column name, in file order; rows of persons who withdrew are absent.
        id_column: column that names the respondent.
        kind: census, register, sample or purposive.
        sha: content hash of the file.
        form: what the columns mean, as the survey layer writes it; empty where nothing is known.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]
    id_column: str
    kind: str
    sha: str
    form: Mapping[str, object] = field(default_factory=dict)


def put(  # noqa: PLR0913 - the fields of one table
    change: Change,
    name: str,
    columns: Sequence[str],
    rows: Iterable[Mapping[str, str]],
    *,
    id_column: str,
    kind: str,
    sha: str,
    form: Mapping[str, object] | None = None,
) -> bool:
    """Let a survey be this table from now on. Rows of persons who withdrew are left out.

    Returns:
        Whether anything changed.
    """
    gone = {row for stone in tombs.all_tombstones(change.connection) for row in stone.survey_rows}
    kept = [dict(row) for row in rows if (name, row.get(id_column, "")) not in gone]
    table = _put_table(change.connection, name, id_column, kept)
    new = temporal.replace_row(
        change, SURVEYS, (name, kind, id_column, ordered_json(list(columns)), sha, table)
    )
    return _put_form(change, name, form or {}) or new


def _put_form(change: Change, name: str, form: Mapping[str, object]) -> bool:
    """An empty form has no row, so that a survey of which nothing is known is as it was before forms."""
    if form:
        return temporal.replace_row(change, SURVEY_FORMS, (name, canonical_json(form)))
    return temporal.retire(change, SURVEY_FORMS, (name,)) > 0


def _put_table(connection: Connection, name: str, id_column: str, rows: Sequence[Mapping[str, str]]) -> int:
    cells = [canonical_json(row) for row in rows]
    sha = table_sha(name, cells)
    known = connection.row("SELECT survey_table FROM survey_tables WHERE sha = ?", (sha,))
    if known:
        return int(known[0])
    number = connection.number("SELECT max(survey_table) FROM survey_tables") + 1
    connection.run("INSERT INTO survey_tables (survey_table, sha) VALUES (?, ?)", (number, sha))
    connection.run_many(
        "INSERT INTO survey_rows (survey_table, position, row_id, cells) VALUES (?, ?, ?, ?)",
        (
            (number, position, row.get(id_column, ""), text)
            for position, (row, text) in enumerate(zip(rows, cells, strict=True))
        ),
    )
    return number


def table_sha(name: str, cells: Sequence[str]) -> str:
    """The content hash under which the rows of a survey are kept."""
    return content_hash(canonical_json([name, list(cells)]))


def get(connection: Connection, name: str) -> StoredSurvey | None:
    """A survey, or None."""
    row = connection.row(
        "SELECT column_names, id_column, kind, sha, survey_table FROM surveys WHERE id = ?"
        " AND retired_event IS NULL",
        (name,),
    )
    if row is None:
        return None
    columns, id_column, kind, sha, table = row
    found = connection.rows(
        "SELECT cells FROM survey_rows WHERE survey_table = ? ORDER BY position", (table,)
    )
    rows = tuple(json.loads(cells) for (cells,) in found)
    held = temporal.current_row(connection, SURVEY_FORMS, name)
    form = json.loads(str(held[1])) if held else {}
    return StoredSurvey(name, tuple(json.loads(columns)), rows, id_column, kind, sha, form)


def names(connection: Connection) -> tuple[str, ...]:
    """The names of all surveys, sorted."""
    return tuple(
        name for (name,) in connection.rows("SELECT id FROM surveys WHERE retired_event IS NULL ORDER BY id")
    )
