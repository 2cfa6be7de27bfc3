"""Take one person's words out of a transcript that others share, with every offset left in its place.

A couple's interview stays, its text equally long: the turns of the person who withdrew, whatever stands between them
and the next turn (translations, notes), and the header become "█", line ends remain. So the codings of the others hold.
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


def mask_document(change: Change, document_id: str, speakers: Iterable[str]) -> Masked:
    """Mask what these speakers say in every version of a document; the caller destroys the old words.

    Args:
        change: of the withdrawal, which has declared that it erases.
        document_id: the shared transcript.
        speakers: labels, in the form of :func:`secondmig.store.tombs.same_speaker`.
    """
    connection = change.connection
    mine = frozenset(speakers)
    regions: dict[tuple[str, int], SpanSet] = {}
    content_before: set[str] = set()
    originals: set[str] = set()
    readings_before: set[int] = set()
    rows = connection.rows(
        "SELECT row, version, source_sha, source_hash, text_hash, head_hash, reading FROM documents"
        " WHERE document_id = ? ORDER BY row",
        (document_id,),
    )
    held = {number: readings.get(connection, number) for number in {row[6] for row in rows}}
    texts: dict[int, str] = {}
    for version in sorted({row[1] for row in rows}):
        texts[version] = documents.text(connection, document_id, version)
        of_version = [held[row[6]] for row in rows if row[1] == version]
        regions[document_id, version] = _regions(texts[version], of_version, mine)
    for row, version, source_sha, source_hash, text_hash, head_hash, number in rows:
        hidden = regions[document_id, version]
        text = hidden.masked(texts[version])
        head = _bare_head(content.text(connection, head_hash))
        change.connection.run(
            "UPDATE documents SET source_hash = NULL, text_hash = ?, head_hash = ?, reading = ? WHERE row = ?",
            (
                content.put(change, text),
                content.put(change, head),
                readings.put(change, text, _without(held[number], hidden, mine)),
                row,
            ),
        )
        connection.run(
            "UPDATE document_versions SET text_hash = ? WHERE document_id = ? AND version = ?",
            (content_hash(text), document_id, version),
        )
        content_before |= {each for each in (source_hash, text_hash, head_hash) if each}
        originals |= {source_sha, text_hash}
        readings_before.add(number)
    return Masked(regions, frozenset(content_before), frozenset(originals), frozenset(readings_before))


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
    starts = [_start_of_line(text, turn, before) for before, turn in zip((None, *turns), turns, strict=False)]
    ends = [*starts[1:], len(text)]
    if starts and starts[0] > 0:
        yield Span(0, starts[0])
    for turn, start, end in zip(turns, starts, ends, strict=True):
        if same_speaker(turn.speaker) in speakers:
            yield Span(start, end)


def _start_of_line(text: str, turn: Turn, before: Turn | None) -> int:
    """Where the line of a turn begins, its number and label included; its words where two turns share a line."""
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
