"""Survey tables: rows of text as their file gave them, kept once per content."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from json.encoder import encode_basestring
from typing import cast

from secondmig.core.ids import hash_of_pieces
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


@dataclass(frozen=True, slots=True)
class StoredColumns:
    """A survey table, column by column.

    Attributes:
        name: how reports and commands call it.
        cells: column -> text of each row, in file order; rows of persons who withdrew are absent.
        id_column: column that names the respondent.
        kind: census, register, sample or purposive.
        sha: content hash of the file.
        form: what the columns mean, as the survey layer writes it.
    """

    name: str
    cells: Mapping[str, Sequence[str]]
    id_column: str
    kind: str
    sha: str
    form: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SurveySummary:
    """A survey without its cells.

    Attributes:
        name: how reports and commands call it.
        kind: census, register, sample or purposive.
        columns: in file order.
        rows: how many.
        id_column: column that names the respondent.
        form: what the columns mean, as the survey layer writes it.
    """

    name: str
    kind: str
    columns: tuple[str, ...]
    rows: int
    id_column: str
    form: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ColumnRows:
    """The rows of a survey that is held column by column, without a mapping for each.

    Attributes:
        cells: column -> text of each row; all columns are equally long.
        gone: ids of rows that are left out.
        progress: told the number of rows every now and then.
    """

    cells: Mapping[str, Sequence[str]]
    gone: Collection[str] = ()
    progress: Callable[[int], None] | None = None

    def texts(self, id_column: str) -> Iterator[tuple[str, str]]:
        """Id and canonical JSON of each row; what :func:`canonical_json` gives, many times faster."""
        order = sorted(self.cells)
        names = (encode_basestring(name).replace("%", "%%") for name in order)
        frame = f"{{{','.join(f'{name}:%s' for name in names)}}}"
        ids = self.cells[id_column]
        gone = frozenset(self.gone)
        for start in range(0, len(ids), _BLOCK):
            stop = start + _BLOCK
            encoded = [map(encode_basestring, self.cells[name][start:stop]) for name in order]
            made = zip(ids[start:stop], map(frame.__mod__, zip(*encoded, strict=True)), strict=True)
            yield from (row for row in made if row[0] not in gone) if gone else made
            if self.progress:
                self.progress(min(stop, len(ids)))


_BLOCK = 10_000


def put(  # noqa: PLR0913 - the fields of one table
    change: Change,
    name: str,
    columns: Sequence[str],
    rows: Iterable[Mapping[str, str]] | ColumnRows,
    *,
    id_column: str,
    kind: str,
    sha: str,
    form: Mapping[str, object] | None = None,
) -> bool:
    """Let a survey be this table from now on. Rows of persons who withdrew are left out.

    The rows are gone through twice, once for their hash and once to be stored; an iterator, which can be gone
    through only once, is held in memory.

    Returns:
        Whether anything changed.
    """
    gone = {row for stone in tombs.all_tombstones(change.connection) for row in stone.survey_rows}
    kept = _Kept(rows, name, id_column, gone)
    table = _put_table(change.connection, name, kept)
    new = temporal.replace_row(
        change, SURVEYS, (name, kind, id_column, ordered_json(list(columns)), sha, table)
    )
    return _put_form(change, name, form or {}) or new


def _put_form(change: Change, name: str, form: Mapping[str, object]) -> bool:
    """An empty form has no row, so that a survey of which nothing is known is as it was before forms."""
    if form:
        return temporal.replace_row(change, SURVEY_FORMS, (name, canonical_json(form)))
    return temporal.retire(change, SURVEY_FORMS, (name,)) > 0


class _Kept:
    """The rows that are to be stored, as often as one asks: id and cells as JSON text."""

    def __init__(
        self,
        rows: Iterable[Mapping[str, str]] | ColumnRows,
        name: str,
        id_column: str,
        gone: Collection[tuple[str, str]],
    ) -> None:
        single = not isinstance(rows, ColumnRows) and iter(rows) is rows
        self._rows = list(cast("Iterable[Mapping[str, str]]", rows)) if single else rows
        self._id = id_column
        self._gone = frozenset(row for survey, row in gone if survey == name)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        if isinstance(self._rows, ColumnRows):
            made = self._rows.texts(self._id)
        else:
            made = ((row.get(self._id, ""), canonical_json(dict(row))) for row in self._rows)
        return (each for each in made if each[0] not in self._gone) if self._gone else iter(made)


def _put_table(connection: Connection, name: str, rows: _Kept) -> int:
    sha = table_sha(name, (cells for _, cells in rows))
    known = connection.row("SELECT survey_table FROM survey_tables WHERE sha = ?", (sha,))
    if known:
        return int(known[0])
    number = connection.number("SELECT max(survey_table) FROM survey_tables") + 1
    connection.run("INSERT INTO survey_tables (survey_table, sha) VALUES (?, ?)", (number, sha))
    connection.run_many(
        "INSERT INTO survey_rows (survey_table, position, row_id, cells) VALUES (?, ?, ?, ?)",
        ((number, position, row_id, cells) for position, (row_id, cells) in enumerate(rows)),
    )
    return number


def table_sha(name: str, cells: Iterable[str]) -> str:
    """The content hash under which the rows of a survey are kept: of ``[name, [cells, ...]]`` as JSON."""
    listed = (f",{encode_basestring(text)}" for text in cells)
    first = next(listed, ",")[1:]
    return hash_of_pieces(chain((f"[{canonical_json(name)},[", first), listed, ("]]",)))


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
    return StoredSurvey(name, tuple(json.loads(columns)), rows, id_column, kind, sha, _form(connection, name))


def columns_of(connection: Connection, name: str) -> StoredColumns | None:
    """A survey column by column, a text that comes again and again kept once; None where there is none."""
    row = connection.row(
        "SELECT column_names, id_column, kind, sha, survey_table FROM surveys WHERE id = ?"
        " AND retired_event IS NULL",
        (name,),
    )
    if row is None:
        return None
    columns, id_column, kind, sha, table = row
    cells: dict[str, list[str]] = {column: [] for column in json.loads(columns)}
    known: dict[str, dict[str, str]] = {column: {} for column in cells}
    for batch in connection.batches(
        "SELECT cells FROM survey_rows WHERE survey_table = ? ORDER BY position", (table,), size=1_000
    ):
        held = json.loads(f"[{','.join(text for (text,) in batch)}]")
        for column, texts in cells.items():
            values = [row.get(column, "") for row in held]
            same = known[column]
            texts.extend(map(same.setdefault, values, values) if len(same) < _FEW else values)
    return StoredColumns(name, cells, id_column, kind, sha, _form(connection, name))


_FEW = 50_000  # distinct texts of a column up to which equal ones are the same object


def _form(connection: Connection, name: str) -> Mapping[str, object]:
    held = temporal.current_row(connection, SURVEY_FORMS, name)
    return cast("Mapping[str, object]", json.loads(str(held[1]))) if held else {}


def summaries(connection: Connection) -> tuple[SurveySummary, ...]:
    """All surveys without their cells, by name."""
    found = connection.rows(
        "SELECT s.id, s.kind, s.column_names, s.id_column,"
        " (SELECT count(*) FROM survey_rows r WHERE r.survey_table = s.survey_table)"
        " FROM surveys s WHERE s.retired_event IS NULL ORDER BY s.id"
    )
    return tuple(
        SurveySummary(name, kind, tuple(json.loads(columns)), rows, id_column, _form(connection, name))
        for name, kind, columns, id_column, rows in found
    )


def names(connection: Connection) -> tuple[str, ...]:
    """The names of all surveys, sorted."""
    return tuple(
        name for (name,) in connection.rows("SELECT id FROM surveys WHERE retired_event IS NULL ORDER BY id")
    )
