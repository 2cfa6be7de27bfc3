"""Full-text search: the places where words stand, in the order of the documents.

Asked for are words separated by spaces; all of them must stand in the same turn, or in the same tier of it.

- ``apply`` finds applied and applies (porter stems);
- ``emigr*`` finds every word that begins so;
- ``"night shift"`` finds the words side by side;
- words of scripts without spaces (差別) are found wherever the characters stand, one character included.

Width, case and accents do not matter; see :mod:`secondmig.core.fold`. Punctuation between words does not
either; asked for by itself it is looked for as it is.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from secondmig.core.fold import Folded, folded
from secondmig.core.span import Span, SpanSet
from secondmig.store import content, search_index, temporal
from secondmig.store.asked import Asked, parse
from secondmig.store.connection import Connection
from secondmig.store.encode import listed
from secondmig.store.matching import Matcher
from secondmig.store.search_index import place_of, row_number, vocabulary

_HELD = """
SELECT document_id, version, reading, text_hash FROM documents d WHERE {held} AND {some} AND version =
  (SELECT max(version) FROM documents n WHERE n.document_id = d.document_id AND {held})
ORDER BY document_id
"""
_SOME = "(:documents = '[]' OR document_id IN (SELECT value FROM json_each(:documents)))"
_MATCHING = "SELECT rowid FROM search_index WHERE search_index MATCH ? AND rowid BETWEEN ? AND ?"
_BEGINNING = """
SELECT DISTINCT doc FROM {vocabulary} WHERE col = 'words' AND term >= :low AND term < :high
UNION SELECT doc FROM {vocabulary} WHERE col = 'words' AND term IN (SELECT value FROM json_each(:stems))
"""
_PLACES = """
SELECT 0, position, position, NULL, span_start, span_end FROM turns
WHERE reading = :reading AND (:turns IS NULL OR position IN (SELECT value FROM json_each(:turns)))
UNION ALL
SELECT 1, position, turn, name, span_start, span_end FROM tiers
WHERE reading = :reading AND (:tiers IS NULL OR position IN (SELECT value FROM json_each(:tiers)))
"""

Hidden = Mapping[tuple[str, int], SpanSet] | Callable[[str, int], SpanSet]


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where what was asked for stands.

    Attributes:
        document_id: the transcript.
        version: of it.
        turn_index: the turn, or the one the tier stands under.
        tier: name of the tier, None where the words are the turn's own.
        span: code points of that version's text.
    """

    document_id: str
    version: int
    turn_index: int
    tier: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class _Held:
    """A document as it stands, or stood."""

    document_id: str
    version: int
    reading: int
    text_hash: str


@dataclass(frozen=True, slots=True)
class _Place:
    """A turn or a tier in which to look."""

    turn: int
    tier: str | None
    start: int
    words: Folded


def find(
    connection: Connection,
    asked: str,
    *,
    documents: Iterable[str] = (),
    as_of: int | None = None,
    hidden: Hidden | None = None,
) -> list[Hit]:
    """Where the words stand.

    Args:
        connection: of the project.
        asked: what a person typed; see the top of this module.
        documents: ids to look in; all of them where empty.
        as_of: rev of the last event to count; the documents as they are now where None.
        hidden: (document id, version) -> what counts as not there, neither found nor helping to find; or a
            function of the two, which is asked for documents that may hold hits.

    Returns:
        Hits that do not overlap, by document and place.

    Raises:
        SecondmigError: nothing is asked for, or too much at once.
    """
    meant = parse(asked)
    held = _held(connection, documents, as_of)
    # Asked first: what comes into the index meanwhile is then searched twice rather than not at all.
    behind = search_index.behind(connection)
    found = _candidates(connection, meant, held)
    hits: list[Hit] = []
    with Matcher(meant) as matcher:
        for document in held:
            every = found is None or (behind is not None and document.reading >= behind)
            rows = None if found is None or every else found.get(document.reading)
            if every or rows:
                cut = _cut(hidden, document)
                hits.extend(_hits(matcher, document, _places(connection, document, rows, cut)))
    return hits


def _cut(hidden: Hidden | None, document: _Held) -> SpanSet:
    if hidden is None:
        return SpanSet()
    if callable(hidden):
        return hidden(document.document_id, document.version)
    return hidden.get((document.document_id, document.version), SpanSet())


def _held(connection: Connection, documents: Iterable[str], as_of: int | None) -> list[_Held]:
    query = _HELD.replace("{held}", temporal.holding(as_of)).replace("{some}", _SOME)
    bound: dict[str, str | int] = {"documents": listed(sorted(documents))}
    if as_of is not None:
        bound["as_of"] = as_of
    return [_Held(*row) for row in connection.rows(query, bound)]


def _candidates(connection: Connection, asked: Asked, held: Sequence[_Held]) -> dict[int, list[int]] | None:
    """Rows of the index that may hold what is asked for, by reading; None where it cannot tell."""
    readings = [each.reading for each in held]
    if not readings:
        return {}
    low = row_number(min(readings), 0, tier=False)
    high = row_number(max(readings) + 1, 0, tier=False) - 1
    found: set[int] | None = None
    if asked.expression:
        found = {row for (row,) in connection.rows(_MATCHING, (asked.expression, low, high))}
    for beginning in asked.beginnings:
        query = _BEGINNING.replace("{vocabulary}", vocabulary(connection, "instance"))
        bound = {
            "low": beginning.word,
            "high": beginning.word + "\U0010ffff",
            "stems": listed(beginning.shorter_stems()),
        }
        rows = {row for (row,) in connection.rows(query, bound)}
        found = rows if found is None else found & rows
    if found is None:
        return None
    by_reading: dict[int, list[int]] = {}
    for row in found:
        by_reading.setdefault(place_of(row)[0], []).append(row)
    return by_reading


def _places(
    connection: Connection, document: _Held, rows: Sequence[int] | None, hidden: SpanSet
) -> list[_Place]:
    text = content.text(connection, document.text_hash)
    text = hidden.masked(text) if hidden else text
    wanted: dict[bool, list[int]] = {False: [], True: []}
    for row in rows or ():
        _, position, tier = place_of(row)
        wanted[tier].append(position)
    bound = {
        "reading": document.reading,
        "turns": None if rows is None else listed(wanted[False]),
        "tiers": None if rows is None else listed(wanted[True]),
    }
    return [
        _Place(turn, name, start, folded(text[start:end]))
        for _, _, turn, name, start, end in connection.rows(_PLACES, bound)
    ]


def _hits(matcher: Matcher, document: _Held, places: Sequence[_Place]) -> Iterator[Hit]:
    found = [
        Hit(document.document_id, document.version, place.turn, place.tier, span.shifted(place.start))
        for place, stretches in zip(
            places, matcher.matches([place.words.text for place in places]), strict=True
        )
        for span in _apart(place.words.source(start, end) for start, end in stretches)
    ]
    return iter(sorted(found, key=lambda hit: (hit.span, hit.tier or "")))


def _apart(spans: Iterable[Span]) -> list[Span]:
    """The spans in order; what overlaps becomes one, what merely touches stays two."""
    made: list[Span] = []
    for span in sorted(spans):
        if made and span.start < made[-1].end:
            made[-1] = Span(made[-1].start, max(made[-1].end, span.end))
        else:
            made.append(span)
    return made
