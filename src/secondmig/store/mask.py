"""Take one person's words out of a transcript that others share, with every offset left in its place.

A couple's interview stays, its text equally long: the turns of the person who withdrew, whatever stands
between them and the next turn (translations, notes), and the header become "█", line ends remain. So the
codings of the others hold.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from secondmig.core.ids import content_hash
from secondmig.core.span import Span, SpanSet
from secondmig.core.types import Turn, Withheld
from secondmig.store import content, documents, readings
from secondmig.store.connect import Change
from secondmig.store.connection import Connection
from secondmig.store.encode import ordered_json
from secondmig.store.readings import Reading
from secondmig.store.tombs import same_speaker

REASON = "the person withdrew"

# Header keys whose values are a choice or a date and cannot hold anybody's words.
_KEPT_KEYS = ("fictional", "interview_country", "interview_date", "languages", "consent")


@dataclass(frozen=True, slots=True)
class Masked:
    """What masking a transcript touched.

    Attributes:
        regions: (document id, version) -> what is masked now.
        old_content: hashes of the words before, to be destroyed.
        originals: hashes of text and file that must never come back.
        old_readings: numbers of readings that are no longer used.
    """

    regions: dict[tuple[str, int], SpanSet]
    old_content: frozenset[str]
    originals: frozenset[str]
    old_readings: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Row:
    """What a row of a document refers to."""

    row: int
    version: int
    source_sha: str
    source_hash: str | None
    text_hash: str
    head_hash: str
    reading: int


_ROWS = """
SELECT row, version, source_sha, source_hash, text_hash, head_hash, reading FROM documents
WHERE document_id = ? ORDER BY row
"""
_REPOINT = "UPDATE documents SET source_hash = NULL, text_hash = ?, head_hash = ?, reading = ? WHERE row = ?"
_REPOINT_VERSION = "UPDATE document_versions SET text_hash = ? WHERE document_id = ? AND version = ?"


def mask_document(change: Change, document_id: str, speakers: Iterable[str]) -> Masked:
    """Mask what these speakers say in every version of a document; the caller destroys the old words.

    Args:
        change: of the withdrawal, which has declared that it erases.
        document_id: the shared transcript.
        speakers: labels, in the form of :func:`secondmig.store.tombs.same_speaker`.
    """
    connection, mine = change.connection, frozenset(speakers)
    rows = [_Row(*each) for each in connection.rows(_ROWS, (document_id,))]
    held = {each.reading: readings.get(connection, each.reading) for each in rows}
    texts = {each.version: documents.text(connection, document_id, each.version) for each in rows}
    regions = {
        version: _regions(text, [held[each.reading] for each in rows if each.version == version], mine)
        for version, text in texts.items()
    }
    for each in rows:
        hidden = regions[each.version]
        text = hidden.masked(texts[each.version])
        head = _bare_head(content.text(connection, each.head_hash))
        reading = readings.put(change, text, _without(held[each.reading], hidden, mine))
        connection.run(_REPOINT, (content.put(change, text), content.put(change, head), reading, each.row))
        connection.run(_REPOINT_VERSION, (content_hash(text), document_id, each.version))
    old = {name for each in rows for name in (each.source_hash, each.text_hash, each.head_hash) if name}
    return Masked(
        {(document_id, version): hidden for version, hidden in regions.items()},
        frozenset(old),
        frozenset(name for each in rows for name in (each.source_sha, each.text_hash)),
        frozenset(held),
    )


def speakers_in(connection: Connection, document_id: str) -> frozenset[str]:
    """Who speaks in any version of a document, in the form of :func:`secondmig.store.tombs.same_speaker`."""
    rows = connection.rows(
        "SELECT DISTINCT t.speaker FROM documents d JOIN turns t USING (reading) WHERE d.document_id = ?",
        (document_id,),
    )
    return frozenset(same_speaker(speaker) for (speaker,) in rows)


def _regions(text: str, found: Sequence[Reading], speakers: frozenset[str]) -> SpanSet:
    return SpanSet.of(span for reading in found for span in _regions_of(text, reading.turns, speakers))


def _regions_of(text: str, turns: Sequence[Turn], speakers: frozenset[str]) -> Iterable[Span]:
    befores = (None, *turns[:-1])
    starts = [_start_of_line(text, turn, before) for before, turn in zip(befores, turns, strict=True)]
    ends = [*starts[1:], len(text)]
    if starts and starts[0] > 0:
        yield Span(0, starts[0])
    for turn, start, end in zip(turns, starts, ends, strict=True):
        if same_speaker(turn.speaker) in speakers:
            yield Span(start, end)


def _start_of_line(text: str, turn: Turn, before: Turn | None) -> int:
    """Where the line of a turn begins, number and label included; its words where two turns share a line."""
    start = text.rfind("\n", 0, turn.span.start) + 1
    return turn.span.start if before is not None and before.span.end > start else start


def _without(reading: Reading, hidden: SpanSet, speakers: frozenset[str]) -> Reading:
    gone = {turn.index for turn in reading.turns if same_speaker(turn.speaker) in speakers}
    turns = tuple(
        replace(turn, speaker="", role="other") if turn.index in gone else turn for turn in reading.turns
    )
    tiers = tuple(tier for tier in reading.tiers if tier.turn_index not in gone)
    withheld = (*reading.withheld, *(Withheld(span, REASON) for span in hidden))
    return Reading(turns, tiers, tuple(sorted(withheld, key=lambda stretch: (stretch.span, stretch.reason))))


def _bare_head(body: str) -> str:
    _, header = documents.parse_head(body)
    return ordered_json({"title": "", "header": {key: header[key] for key in _KEPT_KEYS if key in header}})
