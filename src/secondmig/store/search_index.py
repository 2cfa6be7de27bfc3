"""The full-text index: one row per turn and per tier of a reading, made from the words and from nothing else.

Words of scripts with spaces go into one column (porter stems), pairs of neighbouring characters of the others
into a second, by script and not by the language of the turn. What is indexed is a folded copy, see
:mod:`secondmig.core.fold`; the index gives candidates, and the words themselves decide.

An import of many files indexes some of them at once, which costs half as much. Until then a line among the
chores says from which reading on the index is behind; it is written with the first of those readings and
removed with the rows of the last. What is behind is searched all the same, without the index.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, pairwise

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
_TEXTS = "SELECT DISTINCT reading, text_hash FROM documents WHERE reading < ? ORDER BY reading"
_MISSING = """
SELECT count(*) FROM turns
WHERE reading < :behind AND ((2 * reading) << 32) + position NOT IN (SELECT id FROM search_index_docsize)
UNION ALL
SELECT count(*) FROM tiers
WHERE reading < :behind AND ((2 * reading + 1) << 32) + position NOT IN (SELECT id FROM search_index_docsize)
"""
_ROWS = """
SELECT (SELECT count(*) FROM turns WHERE reading < :behind)
  + (SELECT count(*) FROM tiers WHERE reading < :behind) - (SELECT count(*) FROM search_index_docsize)
"""
_BEHIND = "index from reading "
_CHORE = "SELECT name FROM chores WHERE name GLOB 'index from reading *'"
_NOTE = f"INSERT INTO chores (name) SELECT ? WHERE NOT EXISTS ({_CHORE})"
_WAITING = "SELECT reading, sha FROM readings WHERE reading >= ? ORDER BY reading"
_TEXT_OF = "SELECT text_hash FROM documents WHERE reading = ? LIMIT 1"
_FORGOTTEN = "DELETE FROM chores WHERE name GLOB 'index from reading *'"
_ALL = 1 << 62
_EMPTIED = (
    "DELETE FROM search_index_data",
    "DELETE FROM search_index_idx",
    "DELETE FROM search_index_docsize",
    "INSERT INTO search_index_data (id, block) VALUES (1, x''), (10, x'00000000000000')",
)
_TERMS = "SELECT term, col, doc, cnt FROM {name} ORDER BY term, col"

Place = tuple[int, int, int]
"""(position, start, end) of a turn or a tier: code points of the document's text."""

Kept = tuple[Sequence[int], Sequence[str], Sequence[str]]
"""What the index keeps of turns or tiers: their positions, and their words as two :func:`columns`."""

Words = tuple[Kept, Kept]
"""What the index keeps of the turns and of the tiers of a reading."""


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
    put_kept(connection, reading, kept(text, turns), kept(text, tiers))


def kept(text: str, places: Iterable[Place]) -> Kept:
    """What the index keeps of some turns, or some tiers, of a text."""
    places = list(places)
    said = [text[start:end] for _, start, end in places]
    both = [(words.lower(), "") if words.isascii() else columns(words) for words in said]
    return [position for position, _, _ in places], [spaced for spaced, _ in both], [gram for _, gram in both]


def put_kept(connection: Connection, reading: int, turns: Kept, tiers: Kept) -> None:
    """The same as :func:`put`, of words that are folded already."""
    connection.run_many(_PUT, _rows(reading, turns, tiers))


def behind(connection: Connection) -> int | None:
    """The first reading that is not in the index yet, nor are those after it; None where all are."""
    chore = connection.row(_CHORE)
    return int(chore[0].removeprefix(_BEHIND)) if chore else None


def put_later(connection: Connection, reading: int) -> None:
    """Let a new reading be found without the index, until :func:`catch_up`."""
    connection.run(_NOTE, (f"{_BEHIND}{reading}",))


def catch_up(connection: Connection, made: Mapping[str, Words]) -> None:
    """Put the readings into the index that are not there yet, within a transaction.

    Args:
        connection: of the project.
        made: what the index keeps of readings, by their hash, where that is known; else it is made from the
            text.
    """
    first = behind(connection)
    if first is None:
        return
    for reading, sha in connection.rows(_WAITING, (first,)):
        if sha in made:
            put_kept(connection, reading, *made[sha])
        else:
            _put_text(connection, reading)
    connection.run(_FORGOTTEN)


def _put_text(connection: Connection, reading: int) -> None:
    """Put a reading into the index whose words are looked up; they may have been destroyed since."""
    known = connection.row(_TEXT_OF, (reading,))
    if known and content.holds(connection, str(known[0])):
        put(connection, reading, content.text(connection, str(known[0])), *_parts(connection, reading))


def rebuild(connection: Connection) -> None:
    """Make the whole index anew from the texts, within a transaction; no trace of other words stays in it."""
    try:
        connection.run("INSERT INTO search_index (search_index) VALUES ('delete-all')")
    except SecondmigError:
        # FTS5 does not open a table whose first record is damaged, not even to empty it.
        for statement in _EMPTIED:
            connection.run(statement)
    for reading, text, turns, tiers in _texts(connection, _ALL):
        put(connection, reading, text, turns, tiers)
    connection.run(_FORGOTTEN)


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
        first = behind(connection)
        bound = {"behind": _ALL if first is None else first}
        missing = sum(number for (number,) in connection.rows(_MISSING, bound))
        if missing or connection.number(_ROWS, bound):
            yield "it does not hold every turn and every tier once"
        elif thorough and not _same_terms(connection, bound["behind"]):
            yield "its words are not those of the transcripts"
    except SecondmigError as error:
        yield error.message


def _rows(reading: int, turns: Kept, tiers: Kept) -> Iterator[tuple[int, str, str]]:
    """The rows of a reading, those of the turns first."""
    return chain.from_iterable(
        zip((first + position for position in positions), spaced, grams, strict=True)
        for first, (positions, spaced, grams) in (
            (row_number(reading, 0, tier=False), turns),
            (row_number(reading, 0, tier=True), tiers),
        )
    )


def _texts(connection: Connection, until: int) -> Iterator[tuple[int, str, Iterable[Place], Iterable[Place]]]:
    for reading, text_hash in connection.rows(_TEXTS, (until,)):
        yield reading, content.text(connection, text_hash), *_parts(connection, reading)


def _parts(connection: Connection, reading: int) -> tuple[list[Place], list[Place]]:
    """The places of the turns and of the tiers of a reading."""
    turns, tiers = (
        connection.rows(
            f"SELECT position, span_start, span_end FROM {table} WHERE reading = ? ORDER BY position",  # noqa: S608
            (reading,),
        )
        for table in ("turns", "tiers")
    )
    return turns, tiers


def _same_terms(connection: Connection, until: int) -> bool:
    """Whether the index holds the terms, and each as often, as one that is made of the texts here and now."""
    made = sqlite3.connect(":memory:", isolation_level=None)
    try:
        made.execute(
            "CREATE VIRTUAL TABLE search_index USING fts5("
            f"words, grams, content='', columnsize=0, tokenize='porter {TOKENIZER}')"
        )
        made.execute("CREATE VIRTUAL TABLE terms USING fts5vocab(search_index, col)")
        made.execute("BEGIN")
        for reading, text, turns, tiers in _texts(connection, until):
            made.executemany(_PUT, _rows(reading, kept(text, turns), kept(text, tiers)))
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
