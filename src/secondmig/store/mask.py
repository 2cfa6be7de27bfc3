"""Take one person's words out of a transcript that others share, with every offset left in its place.

A couple's interview stays, its text equally long: the turns of the person who withdrew, whatever stands
between them and the next turn (translations, notes), and the header become "█", line ends remain. So the
codings of the others hold.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from secondmig.core.alignment import Alignment, align
from secondmig.core.ids import content_hash
from secondmig.core.labels import same_label
from secondmig.core.span import Span, SpanSet
from secondmig.core.types import Turn, Withheld
from secondmig.store import content, documents, readings
from secondmig.store.connect import Change
from secondmig.store.connection import Connection
from secondmig.store.encode import ordered_json
from secondmig.store.readings import Reading

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
        speakers: labels, in the form of :func:`secondmig.core.labels.same_label`.
    """
    connection, mine = change.connection, frozenset(speakers)
    rows = [_Row(*each) for each in connection.rows(_ROWS, (document_id,))]
    held = {each.reading: readings.get(connection, each.reading) for each in rows}
    texts = {each.version: documents.text(connection, document_id, each.version) for each in rows}
    regions = {
        version: _regions(text, [held[each.reading] for each in rows if each.version == version], mine)
        for version, text in texts.items()
    }
    regions = _in_earlier_versions(texts, regions, {each.version: held[each.reading] for each in rows})
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


def _in_earlier_versions(
    texts: Mapping[int, str], regions: Mapping[int, SpanSet], held: Mapping[int, Reading]
) -> dict[int, SpanSet]:
    """What is masked, with the same words and turns in earlier versions, whoever was said to speak there.

    A correction may have found out who speaks, so the later version answers for the earlier, not the other
    way round.
    """
    found = dict(regions)
    numbers = sorted(texts, reverse=True)
    for place, later in enumerate(numbers):
        for earlier in numbers[place + 1 :] if regions[later] else ():
            cuts = [[at for turn in held[each].turns for at in _ends(turn)] for each in (later, earlier)]
            alignment = align(texts[later], texts[earlier], old_cuts=cuts[0], new_cuts=cuts[1])
            more = [*_same_words(alignment, regions[later])]
            for region in regions[later]:
                more += _same_turns(alignment, region, held[earlier].turns)
            found[earlier] = found[earlier].union(SpanSet.of(more))
    return found


def _ends(turn: Turn) -> tuple[int, int]:
    return turn.span.start, turn.span.end


def _same_words(alignment: Alignment, region: SpanSet) -> Iterable[Span]:
    for block in alignment.firm().blocks:
        whole = SpanSet.of([Span(block.old, block.old + block.size)])
        yield from (part.shifted(block.new - block.old) for part in whole.intersection(region))


def _same_turns(alignment: Alignment, region: Span, turns: Sequence[Turn]) -> Iterable[Span]:
    """The turns that lie for the most part where a masked stretch lies in the later version."""
    start, end = alignment.between(region)
    place = Span(start, end) if start < end else None
    for turn in turns if place else ():
        shared = turn.span.intersection(place) if place else None
        if shared and 2 * len(shared) > len(turn.span):
            yield turn.span


def speakers_in(connection: Connection, document_id: str) -> frozenset[str]:
    """Who speaks in any version of a document, in the form of :func:`secondmig.core.labels.same_label`."""
    rows = connection.rows(
        "SELECT DISTINCT t.speaker FROM documents d JOIN turns t USING (reading) WHERE d.document_id = ?",
        (document_id,),
    )
    return frozenset(same_label(speaker) for (speaker,) in rows)


def _regions(text: str, found: Sequence[Reading], speakers: frozenset[str]) -> SpanSet:
    return SpanSet.of(span for reading in found for span in _regions_of(text, reading, speakers))


def _regions_of(text: str, reading: Reading, speakers: frozenset[str]) -> Iterable[Span]:
    turns = reading.turns
    ends_before = [0, *(turn.span.end for turn in turns[:-1])]
    for tier in reading.tiers:
        if tier.turn_index + 1 < len(turns):
            ends_before[tier.turn_index + 1] = max(ends_before[tier.turn_index + 1], tier.span.end)
    starts = [_start(text, turn, before) for before, turn in zip(ends_before, turns, strict=True)]
    ends = [*starts[1:], len(text)]
    if starts and starts[0] > 0:
        yield Span(0, starts[0])
    for turn, start, end in zip(turns, starts, ends, strict=True):
        if same_label(turn.speaker) in speakers:
            yield Span(start, end)


def _start(text: str, turn: Turn, before: int) -> int:
    """Where the lines of a turn begin, those with its number and label included.

    Args:
        text: of the document.
        turn: the turn.
        before: where the last turn or tier before it ends; where that is in the same line, the words begin.
    """
    line = text.find("\n", before, turn.span.start)
    if not before:
        return text.rfind("\n", 0, turn.span.start) + 1
    return line + 1 if line >= 0 else turn.span.start


def _without(reading: Reading, hidden: SpanSet, speakers: frozenset[str]) -> Reading:
    gone = {turn.index for turn in reading.turns if same_label(turn.speaker) in speakers}
    turns = tuple(
        replace(turn, speaker="", role="other") if turn.index in gone else turn for turn in reading.turns
    )
    tiers = tuple(tier for tier in reading.tiers if tier.turn_index not in gone)
    withheld = (*reading.withheld, *(Withheld(span, REASON) for span in hidden))
    return Reading(turns, tiers, tuple(sorted(withheld, key=lambda stretch: (stretch.span, stretch.reason))))


def _bare_head(body: str) -> str:
    _, header = documents.parse_head(body)
    return ordered_json({"title": "", "header": {key: header[key] for key in _KEPT_KEYS if key in header}})
