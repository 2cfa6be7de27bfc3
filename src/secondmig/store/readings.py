"""How a text was read: turns, tiers and withheld stretches, kept once and shared by rows of documents."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from secondmig.core.ids import content_hash
from secondmig.core.span import Span
from secondmig.core.types import Tier, Turn, Withheld
from secondmig.store import search_index
from secondmig.store.connect import Change
from secondmig.store.connection import Connection
from secondmig.store.encode import canonical_json, plain

_AT_ONCE = 50
_TURNS = (
    "INSERT INTO turns (reading, position, number, speaker, role, language, span_start, span_end,"
    " time_start, time_end) VALUES "
)
_TURN = "(?1, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_PUT_TURN = _TURNS + _TURN
# A statement of many rows takes two thirds of the time of as many statements.
_PUT_TURNS = _TURNS + ", ".join([_TURN] * _AT_ONCE)


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
    connection = change.connection
    sha = hash_of(text_hash or content_hash(text), reading)
    known = connection.row("SELECT reading FROM readings WHERE sha = ?", (sha,))
    if known:
        return int(known[0])
    number = connection.number("SELECT max(reading) FROM readings") + 1
    connection.run(
        "INSERT INTO readings (reading, sha, turns, words, characters) VALUES (?, ?, ?, ?, ?)",
        (number, sha, len(reading.turns), _words(text, reading.turns), len(text)),
    )
    _put_parts(connection, number, reading)
    search_index.put(
        connection,
        number,
        text,
        ((turn.index, turn.span.start, turn.span.end) for turn in reading.turns),
        ((position, tier.span.start, tier.span.end) for position, tier in enumerate(reading.tiers)),
    )
    return number


def hash_of(text_sha: str, reading: Reading) -> str:
    """The content hash of a reading of the text with that hash.

    It is that of ``canonical_json([text_sha, plain(reading)])``, put together here, since hundreds of turns
    are hashed for each file that is imported.
    """
    tiers, withheld = canonical_json(plain(reading.tiers)), canonical_json(plain(reading.withheld))
    turns = ",".join(_turns_in_json(reading))
    return content_hash(f'["{text_sha}",{{"tiers":{tiers},"turns":[{turns}],"withheld":{withheld}}}]')


def _turns_in_json(reading: Reading) -> Iterator[str]:
    """Each turn as ``canonical_json`` writes it; names and times return, so that each is written once."""
    written = _Written()
    for turn in reading.turns:
        span = turn.span
        yield (
            f'{{"index":{turn.index},"language":{written[turn.language]},"number":{written[turn.number]}'
            f',"role":{written[turn.role]},"span":{{"end":{span.end},"start":{span.start}}}'
            f',"speaker":{written[turn.speaker]},"time_end":{written[turn.time_end]}'
            f',"time_start":{written[turn.time_start]}}}'
        )


class _Written(dict[str | int | None, str]):
    """Canonical JSON by value."""

    def __missing__(self, value: str | int | None) -> str:
        """Write a value that is met for the first time."""
        self[value] = found = canonical_json(value)
        return found


def _put_parts(connection: Connection, number: int, reading: Reading) -> None:
    rows = [
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
        for turn in reading.turns
    ]
    whole = len(rows) // _AT_ONCE * _AT_ONCE
    for at in range(0, whole, _AT_ONCE):
        connection.run(_PUT_TURNS, (number, *chain.from_iterable(rows[at : at + _AT_ONCE])))
    connection.run_many(_PUT_TURN, ((number, *row) for row in rows[whole:]))
    connection.run_many(
        "INSERT INTO tiers (reading, position, name, turn, span_start, span_end) VALUES (?, ?, ?, ?, ?, ?)",
        (
            (number, position, tier.name, tier.turn_index, tier.span.start, tier.span.end)
            for position, tier in enumerate(reading.tiers)
        ),
    )
    connection.run_many(
        "INSERT INTO withheld (reading, position, span_start, span_end, reason) VALUES (?, ?, ?, ?, ?)",
        (
            (number, position, stretch.span.start, stretch.span.end, stretch.reason)
            for position, stretch in enumerate(reading.withheld)
        ),
    )


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


def _words(text: str, turns: Sequence[Turn]) -> int:
    from secondmig.transcript.words import count_all

    return count_all(turn.span.of(text) for turn in turns)
