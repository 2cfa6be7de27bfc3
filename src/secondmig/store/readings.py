"""How a text was read: turns, tiers and withheld stretches, kept once and shared by rows of documents."""

from collections.abc import Sequence
from dataclasses import dataclass

from secondmig.core.ids import content_hash
from secondmig.core.span import Span
from secondmig.core.types import Tier, Turn, Withheld
from secondmig.store import search_index
from secondmig.store.connect import Change
from secondmig.store.connection import Connection
from secondmig.store.encode import canonical_json, plain


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


def put(change: Change, text: str, reading: Reading) -> int:
    """Keep a reading of a text; the same reading of the same text is kept once.

    Returns:
        Its number.
    """
    connection = change.connection
    sha = hash_of(content_hash(text), reading)
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

    It is that of ``canonical_json([text_sha, plain(reading)])``, with the keys written in their order here,
    since hundreds of turns are hashed for each file that is imported.
    """
    turns = [
        {
            "index": turn.index,
            "language": turn.language,
            "number": turn.number,
            "role": turn.role,
            "span": {"end": turn.span.end, "start": turn.span.start},
            "speaker": turn.speaker,
            "time_end": turn.time_end,
            "time_start": turn.time_start,
        }
        for turn in reading.turns
    ]
    parts = {"tiers": plain(reading.tiers), "turns": turns, "withheld": plain(reading.withheld)}
    return content_hash(canonical_json([text_sha, parts]))


def _put_parts(connection: Connection, number: int, reading: Reading) -> None:
    connection.run_many(
        "INSERT INTO turns (reading, position, number, speaker, role, language, span_start, span_end,"
        " time_start, time_end) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                number,
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
        ),
    )
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
