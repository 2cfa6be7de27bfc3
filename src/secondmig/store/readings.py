"""How a text was read: turns, tiers and withheld stretches, kept once and shared by rows of documents."""

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, compress
from operator import itemgetter

from secondmig.core.ids import content_hash
from secondmig.core.span import Span
from secondmig.core.types import Tier, Turn, Withheld
from secondmig.store import search_index
from secondmig.store.connect import Change
from secondmig.store.connection import Connection, Value
from secondmig.store.encode import canonical_json, plain
from secondmig.transcript.words import count_all

_AT_ONCE = 50
_OF_A_TURN = (
    "position",
    "number",
    "speaker",
    "role",
    "language",
    "span_start",
    "span_end",
    "time_start",
    "time_end",
)
_PUT_TIER = (
    "INSERT INTO tiers (reading, position, name, turn, span_start, span_end) VALUES (?, ?, ?, ?, ?, ?)"
)
_PUT_WITHHELD = (
    "INSERT INTO withheld (reading, position, span_start, span_end, reason) VALUES (?, ?, ?, ?, ?)"
)
_TurnRow = tuple[int, int | None, str, str, str, int, int, int | None, int | None]


@dataclass(frozen=True, slots=True)
class Reading:
    """The parts of a text.

    Attributes:
        turns: ordered, disjoint.
        tiers: ordered by span.
        withheld: stretches the file itself takes back.
    """

    turns: tuple[Turn, ...]
    tiers: tuple[Tier, ...]
    withheld: tuple[Withheld, ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A reading of a text as it will be kept: all that can be made without a database.

    It holds few and plain values, so that another process can make it and send it fast.

    Attributes:
        sha: content hash of the reading.
        words: in all turns.
        characters: code points of the text.
        turns: how many.
        columns: those of the turns that say something of any of them.
        many_turns: rows of these columns, so many in one that a statement takes them.
        other_turns: the rest of the rows, one by one.
        tiers: rows, without the number of the reading.
        withheld: rows, without the number of the reading.
        found: what the search index keeps of the turns and of the tiers.
    """

    sha: str
    words: int
    characters: int
    turns: int
    columns: tuple[str, ...]
    many_turns: tuple[tuple[Value, ...], ...]
    other_turns: tuple[tuple[Value, ...], ...]
    tiers: tuple[tuple[Value, ...], ...]
    withheld: tuple[tuple[Value, ...], ...]
    found: search_index.Words


def prepare(text: str, reading: Reading, text_hash: str, words: int | None = None) -> Prepared:
    """A reading of the text with that hash, ready to be kept.

    Args:
        text: what was read.
        reading: its parts.
        text_hash: content hash of the text.
        words: in all turns, where they were counted already.
    """
    turns = _turn_rows(reading.turns)
    columns, rows = _saying(turns)
    whole = len(rows) // _AT_ONCE * _AT_ONCE
    tiers = tuple(
        (position, tier.name, tier.turn_index, tier.span.start, tier.span.end)
        for position, tier in enumerate(reading.tiers)
    )
    return Prepared(
        sha=_hash_of(text_hash, turns, reading),
        words=count_all([text[row[5] : row[6]] for row in turns]) if words is None else words,
        characters=len(text),
        turns=len(turns),
        columns=columns,
        many_turns=tuple(
            tuple(chain.from_iterable(rows[at : at + _AT_ONCE])) for at in range(0, whole, _AT_ONCE)
        ),
        other_turns=tuple(rows[whole:]),
        tiers=tiers,
        withheld=tuple(
            (position, stretch.span.start, stretch.span.end, stretch.reason)
            for position, stretch in enumerate(reading.withheld)
        ),
        found=(
            search_index.kept(text, [(row[0], row[5], row[6]) for row in turns]),
            search_index.kept(text, [(row[0], row[3], row[4]) for row in tiers]),
        ),
    )


def _saying(turns: Sequence[_TurnRow]) -> tuple[tuple[str, ...], Sequence[tuple[Value, ...]]]:
    """The columns that say something of any turn, and the rows of these alone.

    sqlite3 asks around how None is to be written, which takes longer than two other values, and most
    transcripts have neither numbers nor times.
    """
    said = [any(row[at] is not None for row in turns) for at in range(len(_OF_A_TURN))]
    if all(said) or not turns:
        return _OF_A_TURN, turns
    return tuple(compress(_OF_A_TURN, said)), list(map(itemgetter(*compress(range(len(said)), said)), turns))


@functools.lru_cache(maxsize=16)
def _putting_turns(columns: tuple[str, ...], times: int) -> str:
    """The statement that puts so many turns; one of many rows takes two thirds of the time of as many."""
    row = f"(?1{', ?' * len(columns)})"
    return f"INSERT INTO turns (reading, {', '.join(columns)}) VALUES {', '.join([row] * times)}"  # noqa: S608


def _turn_rows(turns: Iterable[Turn]) -> list[_TurnRow]:
    return [
        (
            turn.index,
            turn.number,
            turn.speaker,
            turn.role,
            turn.language,
            turn.span.start,
            turn.span.end,
            turn.time_start,
            turn.time_end,
        )
        for turn in turns
    ]


def put(change: Change, text: str, reading: Reading, text_hash: str | None = None) -> int:
    """Keep a reading of a text; the same reading of the same text is kept once.

    Args:
        change: the change it belongs to.
        text: what was read.
        reading: its parts.
        text_hash: content hash of the text, where that is known.

    Returns:
        Its number.
    """
    return put_prepared(change, prepare(text, reading, text_hash or content_hash(text)))


def put_prepared(change: Change, prepared: Prepared, *, indexed: bool = True) -> int:
    """The same as :func:`put`, of a reading that is prepared already.

    Args:
        change: the change it belongs to.
        prepared: the reading.
        indexed: put it into the search index now; else :func:`index` does, and until then it is searched
            without.
    """
    connection = change.connection
    known = connection.row("SELECT reading FROM readings WHERE sha = ?", (prepared.sha,))
    if known:
        return int(known[0])
    number = connection.number("SELECT max(reading) FROM readings") + 1
    connection.run(
        "INSERT INTO readings (reading, sha, turns, words, characters) VALUES (?, ?, ?, ?, ?)",
        (number, prepared.sha, prepared.turns, prepared.words, prepared.characters),
    )
    _put_parts(connection, number, prepared)
    if not indexed:
        search_index.put_later(connection, number)
    elif search_index.behind(connection) is None:
        search_index.put_kept(connection, number, *prepared.found)
    else:
        search_index.catch_up(connection, {prepared.sha: prepared.found})
    return number


def index(connection: Connection, prepared: Iterable[Prepared]) -> None:
    """Put the readings into the search index that were put without it, within a transaction.

    Args:
        connection: of the project.
        prepared: some of them; the others are made from their texts.
    """
    search_index.catch_up(connection, {each.sha: each.found for each in prepared})


def hash_of(text_sha: str, reading: Reading) -> str:
    """The content hash of a reading of the text with that hash.

    It is that of ``canonical_json([text_sha, plain(reading)])``, put together here, since hundreds of turns
    are hashed for each file that is imported.
    """
    return _hash_of(text_sha, _turn_rows(reading.turns), reading)


def _hash_of(text_sha: str, rows: Iterable[_TurnRow], reading: Reading) -> str:
    tiers, withheld = canonical_json(plain(reading.tiers)), canonical_json(plain(reading.withheld))
    turns = ",".join(_turns_in_json(rows))
    return content_hash(f'["{text_sha}",{{"tiers":{tiers},"turns":[{turns}],"withheld":{withheld}}}]')


def _turns_in_json(rows: Iterable[_TurnRow]) -> list[str]:
    """Each turn as ``canonical_json`` writes it; names and times return, so that each is written once."""
    written = _Written()
    return [
        f'{{"index":{index},"language":{written[language]},"number":{written[number]}'
        f',"role":{written[role]},"span":{{"end":{end},"start":{start}}}'
        f',"speaker":{written[speaker]},"time_end":{written[time_end]}'
        f',"time_start":{written[time_start]}}}'
        for index, number, speaker, role, language, start, end, time_start, time_end in rows
    ]


class _Written(dict[str | int | None, str]):
    """Canonical JSON by value."""

    def __missing__(self, value: str | int | None) -> str:
        """Write a value that is met for the first time."""
        self[value] = found = canonical_json(value)
        return found


def _put_parts(connection: Connection, number: int, prepared: Prepared) -> None:
    for rows in prepared.many_turns:
        connection.run(_putting_turns(prepared.columns, _AT_ONCE), (number, *rows))
    singly = (
        (_putting_turns(prepared.columns, 1), prepared.other_turns),
        (_PUT_TIER, prepared.tiers),
        (_PUT_WITHHELD, prepared.withheld),
    )
    for statement, rest in singly:
        if rest:
            connection.run_many(statement, ((number, *row) for row in rest))


def get(connection: Connection, number: int) -> Reading:
    """The reading of that number."""
    turns = connection.rows(
        "SELECT position, number, speaker, role, language, span_start, span_end, time_start, time_end"
        " FROM turns WHERE reading = ? ORDER BY position",
        (number,),
    )
    tiers = connection.rows(
        "SELECT name, turn, span_start, span_end FROM tiers WHERE reading = ? ORDER BY position", (number,)
    )
    withheld = connection.rows(
        "SELECT span_start, span_end, reason FROM withheld WHERE reading = ? ORDER BY position", (number,)
    )
    return Reading(
        tuple(
            Turn(index, printed, speaker, role, language, Span(start, end), time_start, time_end)
            for index, printed, speaker, role, language, start, end, time_start, time_end in turns
        ),
        tuple(Tier(name, turn, Span(start, end)) for name, turn, start, end in tiers),
        tuple(Withheld(Span(start, end), reason) for start, end, reason in withheld),
    )


def sha_of(connection: Connection, number: int) -> str:
    """The content hash under which a reading is kept."""
    row = connection.row("SELECT sha FROM readings WHERE reading = ?", (number,))
    return str(row[0]) if row else ""
