"""The full-text index: one row per turn and per tier of a reading, made from the words and from nothing else.

Words of scripts with spaces go into one column (porter stems), pairs of neighbouring characters of the others
into a second, by script and not by the language of the turn. What is indexed is a folded copy, see
:mod:`secondmig.core.fold`; the index gives candidates, and the words themselves decide.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import pairwise

from secondmig.core.errors import SecondmigError
from secondmig.core.fold import UNSPACED, fold
from secondmig.store import content
from secondmig.store.connection import Connection

TOKENIZER = "unicode61 remove_diacritics 2 categories ''L* N* Co Mn Mc''"
"""How words are told apart; the index puts ``porter`` before it."""

RUNS = re.compile(f"[{UNSPACED}]+")
"""Stretches of scripts that are written without spaces."""

REBUILD = "secondmig verify --rebuild-index"
"""The command that makes the index anew."""

_POSITIONS = 32
_PUT = "INSERT INTO search_index (rowid, words, grams) VALUES (?, ?, ?)"
_TEXTS = "SELECT DISTINCT reading, text_hash FROM documents ORDER BY reading"
_MISSING = """
SELECT count(*) FROM turns WHERE ((2 * reading) << 32) + position NOT IN (SELECT id FROM search_index_docsize)
UNION ALL
SELECT count(*) FROM tiers
WHERE ((2 * reading + 1) << 32) + position NOT IN (SELECT id FROM search_index_docsize)
"""
_ROWS = """
SELECT (SELECT count(*) FROM turns) + (SELECT count(*) FROM tiers)
  - (SELECT count(*) FROM search_index_docsize)
"""
_EMPTIED = (
    "DELETE FROM search_index_data",
    "DELETE FROM search_index_idx",
    "DELETE FROM search_index_docsize",
    "INSERT INTO search_index_data (id, block) VALUES (1, x''), (10, x'00000000000000')",
)
_TERMS = "SELECT term, col, doc, cnt FROM {name} ORDER BY term, col"

Place = tuple[int, int, int]
"""(position, start, end) of a turn or a tier: code points of the document's text."""


def row_number(reading: int, position: int, *, tier: bool) -> int:
    """The row of the index for a turn or a tier of a reading."""
    return ((2 * reading + tier) << _POSITIONS) + position


def place_of(row: int) -> tuple[int, int, bool]:
    """(reading, position, whether it is a tier) of a row of the index."""
    owner = row >> _POSITIONS
    return owner >> 1, row & ((1 << _POSITIONS) - 1), bool(owner & 1)


def put(
    connection: Connection, reading: int, text: str, turns: Iterable[Place], tiers: Iterable[Place]
) -> None:
    """Let the words of a reading be found."""
    connection.run_many(_PUT, _rows(reading, text, turns, tiers))


def rebuild(connection: Connection) -> None:
    """Make the whole index anew from the texts, within a transaction; no trace of other words stays in it."""
    try:
        connection.run("INSERT INTO search_index (search_index) VALUES ('delete-all')")
    except SecondmigError:
        # FTS5 does not open a table whose first record is damaged, not even to empty it.
        for statement in _EMPTIED:
            connection.run(statement)
    for reading, text, turns, tiers in _texts(connection):
        put(connection, reading, text, turns, tiers)


def columns(words: str) -> tuple[str, str]:
    """What the index keeps of a turn: the words told by spaces, and the pairs of characters of the others.

    >>> columns("Fui a 日本語, sí")
    ('fui a  , si', '日本 本語 語')
    """
    folded = fold(words)
    if folded.isascii():
        return folded, ""
    grams = " ".join(pairs(run, alone=True) for run in RUNS.findall(folded))
    return (RUNS.sub(" ", folded), grams) if grams else (folded, "")


def pairs(run: str, *, alone: bool) -> str:
    """The pairs of neighbours in a run of characters, and its last one by itself where asked.

    With it every character begins some pair, so that one character is found as the beginning of a pair.
    """
    found = [first + second for first, second in pairwise(run)]
    return " ".join([*found, run[-1]] if alone else found)


def faults(connection: Connection, *, thorough: bool) -> Iterator[str]:
    """What is wrong with the index: rows that are missing or too many, and where asked every single word."""
    try:
        missing = sum(number for (number,) in connection.rows(_MISSING))
        if missing or connection.number(_ROWS):
            yield "it does not hold every turn and every tier once"
        elif thorough and not _same_terms(connection):
            yield "its words are not those of the transcripts"
    except SecondmigError as error:
        yield error.message


def _rows(
    reading: int, text: str, turns: Iterable[Place], tiers: Iterable[Place]
) -> Iterator[tuple[int, str, str]]:
    for tier, places in ((False, turns), (True, tiers)):
        first = row_number(reading, 0, tier=tier)
        for position, start, end in places:
            words = text[start:end]
            yield first + position, *((words.lower(), "") if words.isascii() else columns(words))


def _texts(connection: Connection) -> Iterator[tuple[int, str, list[Place], list[Place]]]:
    for reading, text_hash in connection.rows(_TEXTS):
        turns, tiers = (
            connection.rows(
                f"SELECT position, span_start, span_end FROM {table} WHERE reading = ? ORDER BY position",  # noqa: S608
                (reading,),
            )
            for table in ("turns", "tiers")
        )
        yield reading, content.text(connection, text_hash), turns, tiers


def _same_terms(connection: Connection) -> bool:
    """Whether the index holds the terms, and each as often, as one that is made of the texts here and now."""
    made = sqlite3.connect(":memory:", isolation_level=None)
    try:
        made.execute(
            "CREATE VIRTUAL TABLE search_index USING fts5("
            f"words, grams, content='', columnsize=0, tokenize='porter {TOKENIZER}')"
        )
        made.execute("CREATE VIRTUAL TABLE terms USING fts5vocab(search_index, col)")
        made.execute("BEGIN")
        for reading, text, turns, tiers in _texts(connection):
            made.executemany(_PUT, _rows(reading, text, turns, tiers))
        expected = made.execute(_TERMS.replace("{name}", "terms"))
        held = connection.batches(_TERMS.replace("{name}", vocabulary(connection, "col")))
        return (
            all(row == expected.fetchone() for batch in held for row in batch) and expected.fetchone() is None
        )
    finally:
        made.close()


def vocabulary(connection: Connection, kind: str) -> str:
    """The name of a table of the terms in the index; it belongs to the connection, not to the file.

    Args:
        connection: of the project.
        kind: as FTS5 names them, "col" or "instance".
    """
    name = f"temp.search_terms_{kind}"
    connection.run(f"CREATE VIRTUAL TABLE IF NOT EXISTS {name} USING fts5vocab(main, search_index, {kind})")
    return name
