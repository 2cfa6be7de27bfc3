"""Codings and turns as bare rows, for questions to very many of them; no words of a transcript are read."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from secondmig.core.types import Document
from secondmig.store.codings import among
from secondmig.store.connection import Connection, Value
from secondmig.store.documents import parse_head
from secondmig.store.encode import listed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# A row of its own for each coding costs more than all that is done with it. So many come as one row: names
# with a separator between them, numbers as characters that stand for 14 bits each and never for a surrogate.
_MANY = """
SELECT {names}, group_concat(char(
  1 + (c.span_start & 16383), 1 + (c.span_start >> 14 & 16383), 1 + (c.span_start >> 28),
  1 + (c.span_end & 16383), 1 + (c.span_end >> 14 & 16383), 1 + (c.span_end >> 28),
  1 + (c.version & 16383), 1 + (c.version >> 14), 1 + {waits}, 1 + {older}), '')
FROM codings c {where} AND {conditions}
"""
_EACH = """
SELECT c.document_id, c.code_id, {column}, c.span_start, c.span_end, c.version, {waits}, {older}
FROM codings c {where} AND {conditions}
"""
_WAITS = "(c.status <> 'current')"
_OLDER = "(c.codebook_version NOT IN (SELECT value FROM json_each(:books)))"
_DIGITS = 10
_SEPARATOR = "\x1f"
_AT_ONCE = 4_000
_NEWEST = """
FROM documents d JOIN {table} USING (reading) WHERE d.retired_event IS NULL AND d.version =
  (SELECT max(version) FROM documents n WHERE n.document_id = d.document_id AND n.retired_event IS NULL)
"""
_HEADS = "SELECT d.document_id, d.version, d.kind, d.language, c.body " + _NEWEST.replace(
    "JOIN {table} USING (reading)", "JOIN content c ON c.hash = d.head_hash"
)
_TURNS = (
    "SELECT d.document_id, span_start, span_end, speaker "
    + _NEWEST.replace("{table}", "turns")
    + "ORDER BY d.document_id, position"
)
_LABELS = (
    "SELECT DISTINCT t.speaker FROM documents d JOIN turns t USING (reading) "
    "WHERE d.document_id = ? AND d.retired_event IS NULL ORDER BY t.speaker"
)
_TIERS = (
    "SELECT d.document_id, span_start, span_end, turn "
    + _NEWEST.replace("{table}", "tiers")
    + "ORDER BY d.document_id, position"
)


@dataclass(frozen=True, slots=True)
class Block:
    """Some codings as columns.

    Attributes:
        documents: id of the document of each.
        codes: id of the code of each.
        others: what else was asked for of each.
        start: (n,) first code point.
        end: (n,) the code point after the last.
        version: (n,) of the document.
        waits: (n,) whether the coding waits for a person to look.
        older: (n,) whether it carries a codebook version that was not named.
    """

    documents: Sequence[str]
    codes: Sequence[str]
    others: Sequence[str]
    start: "NDArray[np.int64]"
    end: "NDArray[np.int64]"
    version: "NDArray[np.int64]"
    waits: "NDArray[np.bool_]"
    older: "NDArray[np.bool_]"


def coding_blocks(
    connection: Connection,
    column: Literal["facets", "coder_id"],
    books: Iterable[str],
    *,
    documents: Sequence[str] = (),
    codes: Sequence[str] = (),
    coders: Sequence[str] = (),
) -> Iterator[Block]:
    """Current codings, some thousands at a time, in no order that means anything.

    Args:
        connection: to read from.
        column: what is wanted beside the place and the code: ``facets`` as JSON, or ``coder_id``.
        books: codebook versions, as ``codebook-id@number``.
        documents: ids; empty means all, here and below.
        codes: ids, without their children.
        coders: ids.
    """
    conditions, values = among(codes=codes, coders=coders)
    filled = {"column": f"c.{column}", "conditions": conditions, "waits": _WAITS, "older": _OLDER}
    bound: dict[str, Value] = {**values, "books": listed(books)}
    # Where rows are read as they lie, no index may lead elsewhere.
    where = "WHERE c.document_id = :low" if documents else "NOT INDEXED WHERE c.row BETWEEN :low AND :high"
    for part in _parts(connection, documents):
        found = _block(connection, {**filled, "where": where}, {**bound, **part})
        if found is not None:
            yield found


def _parts(connection: Connection, documents: Sequence[str]) -> Iterator[Mapping[str, Value]]:
    if documents:
        yield from ({"low": document} for document in dict.fromkeys(documents))
        return
    last = connection.number("SELECT max(row) FROM codings")
    yield from ({"low": low, "high": low + _AT_ONCE - 1} for low in range(1, last + 1, _AT_ONCE))


def _block(connection: Connection, filled: Mapping[str, str], values: Mapping[str, Value]) -> Block | None:
    import numpy as np

    wanted = ("c.document_id", "c.code_id", filled["column"])
    names = ", ".join(f"group_concat({name}, '{_SEPARATOR}')" for name in wanted)
    row = connection.row(_MANY.format(names=names, **filled), values)
    if row is None or row[-1] is None:
        return None
    digits = np.frombuffer(row[-1].encode("utf-32-le"), dtype=np.uint32).reshape(-1, _DIGITS)
    parts = [text.split(_SEPARATOR) for text in row[:-1]]
    if any(len(part) != len(digits) for part in parts):
        return _one_by_one(connection, filled, values)
    number = digits.astype(np.int64).T - 1
    documents, codes, others = parts
    return Block(
        documents,
        codes,
        others,
        start=number[0] | number[1] << 14 | number[2] << 28,
        end=number[3] | number[4] << 14 | number[5] << 28,
        version=number[6] | number[7] << 14,
        waits=number[8] > 0,
        older=number[9] > 0,
    )


def _one_by_one(connection: Connection, filled: Mapping[str, str], values: Mapping[str, Value]) -> Block:
    """The same where a name holds the separator."""
    import numpy as np

    rows = connection.rows(_EACH.format(**filled), values)
    documents, codes, others, *numbers = zip(*rows, strict=True)
    start, end, version, waits, older = (np.array(each, dtype=np.int64) for each in numbers)
    return Block(documents, codes, others, start, end, version, waits > 0, older > 0)


def outlines(connection: Connection) -> tuple[Document, ...]:
    """The newest version of every document by id, without text, turns and tiers."""
    found = []
    for document_id, version, kind, language, head in connection.rows(_HEADS + "ORDER BY d.document_id"):
        title, header = parse_head(head)
        found.append(Document(document_id, version, title, kind, language, "", "", "", "", (), header=header))
    return tuple(found)


def turn_rows(connection: Connection) -> list[tuple[str, int, int, str]]:
    """Document, start, end and speaker of every turn of the newest versions, in order."""
    return connection.rows(_TURNS)


def labels_of(connection: Connection, document_id: str) -> tuple[str, ...]:
    """The labels of speakers in the versions of a document that there are, each once, sorted."""
    return tuple(label for (label,) in connection.rows(_LABELS, (document_id,)))


def tier_rows(connection: Connection) -> list[tuple[str, int, int, int]]:
    """Document, start, end and index of the turn of every tier of the newest versions, in order."""
    return connection.rows(_TIERS)
