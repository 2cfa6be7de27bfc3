"""Codings: one code on one stretch by one coder; saved in bulk, opened by interview, never changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from secondmig.core.ids import short_id
from secondmig.core.span import Span
from secondmig.core.types import Coding, FacetValue
from secondmig.store import history_depth, memos, relations, temporal
from secondmig.store.connect import Change
from secondmig.store.connection import Connection, Value
from secondmig.store.encode import facets_from, listed
from secondmig.store.schema import CODINGS

# The coder's remark is the earliest of the memos that the coder of the coding attached to it.
_SELECT = """
SELECT c.id, c.document_id, c.version, c.span_start, c.span_end, c.quote_sha, c.code_id, c.codebook_version,
       c.coder_id, c.facets, c.origin, c.status,
       (SELECT k.body FROM memos m JOIN content k ON k.hash = m.text_hash
        WHERE m.subject_kind = 'coding' AND m.subject_id = c.id AND m.coder_id = c.coder_id
          AND {memo_holds} ORDER BY m.row LIMIT 1),
       c.created_event, c.retired_event
FROM codings c
"""
_ORDER = "ORDER BY c.document_id, c.span_start, c.span_end, c.code_id, c.coder_id, c.id"
_BARE = """
SELECT c.id, c.document_id, c.version, c.span_start, c.span_end, c.quote_sha, c.code_id, c.codebook_version,
       c.coder_id, c.facets, c.origin, c.status, '', c.created_event, c.retired_event
FROM codings c
"""
_AMONG = "c.COLUMN IN (SELECT value FROM json_each(:COLUMN))"
_FACET = """EXISTS (SELECT 1 FROM json_each(c.facets) f, json_each(CASE f.type WHEN 'array' THEN f.value
  ELSE json_array(CASE f.type WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE f.value END) END) v
  WHERE f.key = {name} AND (CASE v.type WHEN 'true' THEN 'true' WHEN 'false' THEN 'false'
  ELSE CAST(v.value AS TEXT) END) = {value})"""


@dataclass(slots=True)
class _Query:
    conditions: list[str] = field(default_factory=list)
    values: dict[str, Value] = field(default_factory=dict)

    def among(self, column: str, wanted: Sequence[str]) -> None:
        if wanted:
            self.conditions.append(_AMONG.replace("COLUMN", column))
            self.values[column] = listed(wanted)

    def facet(self, number: int, name: str, value: str) -> None:
        self.conditions.append(_FACET.replace("{name}", f":f{number}").replace("{value}", f":v{number}"))
        self.values |= {f"f{number}": name, f"v{number}": value}


def find(
    connection: Connection,
    *,
    documents: Sequence[str] = (),
    codes: Sequence[str] = (),
    coders: Sequence[str] = (),
    where: Sequence[tuple[str, str]] = (),
    as_of: int | None = None,
) -> list[Coding]:
    """Codings, ordered by document, start, end, code, coder and id.

    Args:
        connection: to read from.
        documents: ids; empty means all, here and below.
        codes: ids, without their children.
        coders: ids.
        where: (facet, value as text) pairs that must all hold among the facets as saved; defaults are the
            codebook's affair. One value of several is enough.
        as_of: rev of the last event to count, None for now. What a withdrawal erased is not there at any
            time.
    """
    query = _Query()
    query.among("document_id", documents)
    query.among("code_id", codes)
    query.among("coder_id", coders)
    for number, (name, value) in enumerate(where):
        query.facet(number, name, value)
    if as_of is not None:
        query.values["as_of"] = as_of
    holds = temporal.holding(as_of)
    conditions = " AND ".join([_of("c", holds), *query.conditions])
    select = _SELECT.replace("{memo_holds}", _of("m", holds))
    return [_coding(row) for row in connection.rows(f"{select} WHERE {conditions} {_ORDER}", query.values)]


def among(
    *, documents: Sequence[str] = (), codes: Sequence[str] = (), coders: Sequence[str] = ()
) -> tuple[str, dict[str, Value]]:
    """The condition on current codings ``c``, with its values; empty means all."""
    query = _Query(["c.retired_event IS NULL"])
    query.among("document_id", documents)
    query.among("code_id", codes)
    query.among("coder_id", coders)
    return " AND ".join(query.conditions), query.values


def bare(connection: Connection, documents: Sequence[str] = ()) -> list[Coding]:
    """The current codings of these documents, or of all, without remarks; ordered as by :func:`find`."""
    query = _Query()
    query.among("document_id", documents)
    conditions = " AND ".join(["c.retired_event IS NULL", *query.conditions])
    return [_coding(row) for row in connection.rows(f"{_BARE} WHERE {conditions} {_ORDER}", query.values)]


def _of(alias: str, condition: str) -> str:
    return condition.replace("created_event", f"{alias}.created_event").replace(
        "retired_event", f"{alias}.retired_event"
    )


_BY_ID = (
    _SELECT.replace("{memo_holds}", "m.retired_event IS NULL") + " WHERE c.id = ? AND c.retired_event IS NULL"
)


def by_id(connection: Connection, coding_id: str) -> Coding | None:
    """The current coding of that id, or None."""
    row = connection.row(_BY_ID, (coding_id,))
    return None if row is None else _coding(row)


_BY_IDS = (
    _SELECT.replace("{memo_holds}", "m.retired_event IS NULL")  # noqa: S608 - our own text
    + " WHERE c.id IN (SELECT value FROM json_each(?)) AND c.retired_event IS NULL "
    + _ORDER
)


def by_ids(connection: Connection, ids: Iterable[str]) -> list[Coding]:
    """The current codings among these ids, ordered as by :func:`find`."""
    return [_coding(row) for row in connection.rows(_BY_IDS, (listed(ids),))]


def document_of(connection: Connection, coding_id: str) -> str:
    """The document that a coding is or was in; "" where there was never such a coding."""
    row = connection.row(
        "SELECT document_id FROM codings WHERE id = :id AND retired_event IS NULL"
        " UNION ALL SELECT document_id FROM codings WHERE id = :id AND retired_event IS NOT NULL LIMIT 1",
        {"id": coding_id},
    )
    return "" if row is None else str(row[0])


_TOUCHED = """
SELECT document_id FROM codings WHERE created_event > :rev
UNION SELECT document_id FROM codings WHERE retired_event > :rev ORDER BY 1
"""


def documents_touched(connection: Connection, rev: int) -> list[str]:
    """The documents in which an event after ``rev`` made or ended a coding."""
    return [str(name) for (name,) in connection.rows(_TOUCHED, {"rev": rev})]


_CHANGED = """
SELECT id, coder_id, codebook_version FROM codings WHERE created_event > :rev AND document_id = :document
UNION SELECT id, coder_id, codebook_version FROM codings
WHERE retired_event > :rev AND document_id = :document
UNION SELECT c.id, c.coder_id, c.codebook_version
FROM memos m JOIN codings c ON c.id = m.subject_id AND c.document_id = :document
WHERE m.subject_kind = 'coding' AND (m.created_event > :rev OR m.retired_event > :rev)
ORDER BY 1, 2, 3
"""


def changed_since(connection: Connection, document_id: str, rev: int) -> list[tuple[str, str, str]]:
    """The codings in a document that an event after ``rev`` made, ended or wrote a memo on.

    Returns:
        (id, coder, codebook version) of each state concerned, current or not, in order.
    """
    rows = connection.rows(_CHANGED, {"document": document_id, "rev": rev})
    return [(str(coding_id), str(coder), str(version)) for coding_id, coder, version in rows]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many current codings a coder made with one code and one set of facets."""

    code_id: str
    coder_id: str
    facets: Mapping[str, FacetValue]
    codings: int


_NEWEST = """
(SELECT document_id, max(version) AS newest FROM documents WHERE retired_event IS NULL GROUP BY document_id)
"""
_IN_PLACE = "c.status = 'current' AND c.version = d.newest"
_CURRENT = f"FROM codings c JOIN {_NEWEST} d USING (document_id) WHERE c.retired_event IS NULL"
_COUNT_WAITING = f"SELECT count(*) {_CURRENT} AND NOT ({_IN_PLACE})"
_WAITING = f"SELECT c.id {_CURRENT} AND NOT ({_IN_PLACE})"
_TALLY = f"""
SELECT c.code_id, c.coder_id, c.facets, count(*) {_CURRENT} AND {_IN_PLACE}
GROUP BY c.code_id, c.coder_id, c.facets ORDER BY c.code_id, c.coder_id, c.facets
"""


_OWN = f"""
SELECT c.document_id, total({_IN_PLACE}), total(NOT ({_IN_PLACE})) {_CURRENT} AND c.coder_id = ?
GROUP BY c.document_id
"""


def own_by_document(connection: Connection, coder: str) -> dict[str, tuple[int, int]]:
    """Document -> a coder's codings that stand in their place, and those that wait after a correction."""
    rows = connection.rows(_OWN, (coder,))
    return {document: (int(placed), int(waits)) for document, placed, waits in rows}


def book_versions(connection: Connection, *, as_of: int | None = None) -> frozenset[str]:
    """The codebook versions, as ``codebook-id@number``, that codings carry."""
    values = {} if as_of is None else {"as_of": as_of}
    rows = connection.rows(
        f"SELECT DISTINCT codebook_version FROM codings WHERE {temporal.holding(as_of)}",  # noqa: S608
        values,
    )
    return frozenset(version for (version,) in rows)


def use_of_codes(connection: Connection) -> dict[tuple[str, str], int]:
    """How many current codings carry each code, by (``codebook-id@number``, code)."""
    rows = connection.rows(
        "SELECT codebook_version, code_id, count(*) FROM codings WHERE retired_event IS NULL"
        " GROUP BY codebook_version, code_id ORDER BY codebook_version, code_id"
    )
    return {(version, code): number for version, code, number in rows}


def waiting(connection: Connection, documents: Sequence[str] = ()) -> list[Coding]:
    """Codings that wait for a person to look after a correction, in these documents or in all."""
    ids = {coding_id for (coding_id,) in connection.rows(_WAITING)}
    return [coding for coding in find(connection, documents=documents) if coding.id in ids] if ids else []


def count_waiting(connection: Connection) -> int:
    """Number of codings that wait for a person to look after a correction."""
    return connection.number(_COUNT_WAITING)


def tally(connection: Connection) -> list[Tally]:
    """Codings in their place counted by code, coder and facets, without reading each of them.

    Those that wait for a person after a correction are not among them.
    """
    rows = connection.rows(_TALLY)
    return [Tally(code, coder, facets_from(facets), number) for code, coder, facets, number in rows]


def count(connection: Connection) -> int:
    """Number of current codings."""
    return connection.number("SELECT count(*) FROM codings WHERE retired_event IS NULL")


def free_id(connection: Connection, coding: Coding) -> str:
    """The id that this coding would get: from place, code and coder, with the first number that is free.

    The same coding has the same id on every machine, so that two builds agree.
    """
    number = 0
    while True:
        proposed = nth_id(coding, number)
        if not connection.row("SELECT 1 FROM codings WHERE id = ? AND retired_event IS NULL", (proposed,)):
            return proposed
        number += 1


def nth_id(coding: Coding, number: int) -> str:
    """The id of the coding where ``number`` others like it (place, code, coder) are there already."""
    return short_id(
        "c", coding.document_id, coding.span.start, coding.span.end, coding.code_id, coding.coder_id, number
    )


_GONE = """
SELECT g.id, max(g.retired_event) FROM codings g
WHERE g.retired_event IS NOT NULL AND g.document_id IN (SELECT value FROM json_each(?))
  AND NOT EXISTS (SELECT 1 FROM codings n WHERE n.id = g.id AND n.retired_event IS NULL)
GROUP BY g.id
"""


def ever(connection: Connection, documents: Sequence[str]) -> list[Coding]:
    """Every state that codings in these documents have or had, the current ones too, in the order made."""
    select = _SELECT.replace("{memo_holds}", "0")
    among = _AMONG.replace("COLUMN", "document_id")
    rows = connection.rows(f"{select} WHERE {among} ORDER BY c.row", {"document_id": listed(documents)})
    return [_coding(row) for row in rows]


def removed_ids(connection: Connection, documents: Sequence[str]) -> frozenset[str]:
    """Ids of codings in these documents that somebody took away on purpose.

    A coding that is gone because its making was undone is not among them: making it again is no revival.
    """
    depths = history_depth.depths(connection)
    rows = connection.rows(_GONE, (listed(documents),))
    return frozenset(coding_id for coding_id, rev in rows if depths.get(rev, 0) % 2 == 0)


def retire(change: Change, ids: Iterable[str]) -> int:
    """Take codings back, with the memos on them and the relations that touch them.

    Returns:
        How many codings there were.
    """
    wanted = list(ids)
    relations.retire_touching(change, wanted)
    memos.retire_of(change, "coding", wanted)
    return temporal.retire(change, CODINGS, wanted)


def insert(change: Change, codings: Iterable[Coding]) -> int:
    """Save codings; their memos become memos by the coder.

    Every coding is held against the words first: the stored version must read, at its span, what
    ``quote_sha`` names. One that does not fit refuses all.

    Returns:
        How many.

    Raises:
        SecondmigError: a place, a quotation or a code that is not there, or an id that is taken.
    """
    from secondmig.store.bulk import insert_codings

    return insert_codings(change, codings)


def carry(change: Change, codings: Iterable[Coding]) -> int:
    """Let codings stand at another place or version, under the ids they have.

    Their memos and relations hold ids and stay as they are. Each new place is held against the words, as in
    :func:`insert`.

    Args:
        change: the change it belongs to.
        codings: current ones, as they shall be from now on.

    Returns:
        How many.

    Raises:
        SecondmigError: a place, a quotation or a code that is not there.
    """
    meant = [replace(coding, memo="") for coding in codings]
    temporal.retire(change, CODINGS, [coding.id for coding in meant])
    return insert(change, meant)


def _coding(row: tuple[Any, ...]) -> Coding:
    (
        coding_id,
        document_id,
        version,
        start,
        end,
        quote_sha,
        code_id,
        codebook_version,
        coder_id,
        facets,
        origin,
        status,
        memo,
        created,
        retired,
    ) = row
    return Coding(
        coding_id,
        document_id,
        version,
        Span(start, end),
        quote_sha,
        code_id,
        codebook_version,
        coder_id,
        facets_from(facets),
        origin,
        status,
        memo or "",
        created,
        retired,
    )
