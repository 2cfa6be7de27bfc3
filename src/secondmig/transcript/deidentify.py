"""A transcript with the names of a key replaced, and where every stretch of it lies afterwards.

Replaced are names in the words of turns, in tiers, in a header, in speakers' labels and in all that stands
between; the rest keeps every character. Replacements stand in [brackets], so that a reader sees them; only a
label has none, as "[ANA]:" would not be read as a label again. In a YAML header a value that holds a
replacement is put into quotation marks where it needs them to be read as text.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, TypeVar

from secondmig.core.edits import Edit, EditMap
from secondmig.core.errors import SecondmigError
from secondmig.core.ids import content_hash
from secondmig.core.labels import same_label
from secondmig.core.span import Span
from secondmig.core.types import Document, Tier, Turn, Withheld
from secondmig.transcript.header import header_end
from secondmig.transcript.header_edits import HeaderEdits
from secondmig.transcript.key_file import Kind
from secondmig.transcript.names import NameHere, in_words, names_alone
from secondmig.transcript.replace_names import Replacement, Replacer, as_label

_Answer = TypeVar("_Answer")

DECODING: Final = "utf-8, de-identified"
LIKE_LABELS: Final = frozenset({"pseudonym"})
"""Keys of a header whose values are compared with speakers' labels, and have no brackets either."""


@dataclass(frozen=True, slots=True)
class Change:
    """One name that was replaced.

    Attributes:
        part: "text", "label", "title", or "header KEY" of a header that is not part of the text.
        start: first code point in the former text; in the words of its part elsewhere.
        end: first code point behind it.
        entry: number in the key.
        kind: of name.
        was: the words as they stood.
        now: what stands there.
    """

    part: str
    start: int
    end: int
    entry: int
    kind: Kind
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Deidentified:
    """A transcript after names were replaced.

    Attributes:
        document: of the version it had; its source is its own text in UTF-8.
        places: from the former text to the new one.
        changes: in the order of the text, title and header after it.
        speakers: former label -> new one, for every label of a turn.
    """

    document: Document
    places: EditMap
    changes: tuple[Change, ...]
    speakers: Mapping[str, str]

    def stretch(self, span: Span) -> Span:
        """Where a stretch of the former text lies now; no replacement is empty, so there always is one."""
        moved = self.places.moved(span)
        assert moved is not None  # noqa: S101 - a replacement has at least its brackets
        return moved


def deidentify(document: Document, replacer: Replacer) -> Deidentified:
    """Replace the names of a key in a transcript.

    Raises:
        SecondmigError: two speakers would have one label, so that their words could not be told apart.
    """
    text = document.text
    labels = _labels(document)
    header = HeaderEdits(text, header_end(text) if document.header or document.title else 0)
    edits: list[Edit] = []
    changes: list[Change] = []
    is_label = _label_test(labels, header)
    for found in _in_text(document, replacer, labels, is_label):
        was = text[found.start : found.end]
        label = is_label(found.start) and is_label(found.end - 1)
        now = as_label(found.words, was) if label else found.words
        edits.append(header.fitted(Edit(found.start, found.end, now)))
        part = "label" if label else "text"
        changes.append(Change(part, found.start, found.end, found.entry, found.kind, was, now))
    places = EditMap(text, [*edits, *header.quotes(edits)])
    speakers = {turn.speaker: replacer.label(turn.speaker) for turn in document.turns}
    _tell_apart(document, speakers)
    changes += _beside_text(document, replacer, labels)
    made = Deidentified(document, places, tuple(changes), speakers)
    return replace(made, document=_renewed(document, made, replacer))


def _renewed(document: Document, made: Deidentified, replacer: Replacer) -> Document:
    text = made.places.new
    sha = content_hash(text)
    turns = tuple(
        replace(turn, span=made.stretch(turn.span), speaker=made.speakers[turn.speaker])
        for turn in document.turns
    )
    tiers = tuple(Tier(tier.name, tier.turn_index, made.stretch(tier.span)) for tier in document.tiers)
    withheld = tuple(
        Withheld(made.stretch(each.span), replacer.reworded(each.reason)) for each in document.withheld
    )
    header = {
        key: reworded(value) if isinstance(value, str) else tuple(map(reworded, value))
        for key, value in document.header.items()
        for reworded in (replacer.label if key in LIKE_LABELS else replacer.reworded,)
    }
    return replace(
        document,
        text=text,
        text_sha=sha,
        source_sha=sha,
        decoding=DECODING,
        title=replacer.reworded(document.title),
        turns=turns,
        tiers=tiers,
        withheld=withheld,
        header=header,
    )


@dataclass(frozen=True, slots=True)
class _Labels:
    """Where the speakers' labels stand in a text, and the places of turns without one."""

    spans: tuple[Span, ...]
    starts: tuple[int, ...]
    unwritten: frozenset[str]

    def hold(self, offset: int) -> bool:
        """Whether what stands at an offset belongs to a label."""
        before = bisect_right(self.starts, offset)
        return bool(before) and offset < self.spans[before - 1].end


def _labels(document: Document) -> _Labels:
    """The labels, each looked for between the turn before and the words it introduces."""
    spans: list[Span] = []
    unwritten: set[str] = set()
    ends = {tier.turn_index: tier.span.end for tier in document.tiers}
    before = 0
    for turn in document.turns:
        at = document.text.rfind(turn.speaker, before, turn.span.start) if turn.speaker else -1
        if at >= 0:
            spans.append(Span(at, at + len(turn.speaker)))
        elif turn.speaker:
            unwritten.add(turn.speaker)
        before = max(turn.span.end, ends.get(turn.index, 0))
    return _Labels(tuple(spans), tuple(span.start for span in spans), frozenset(unwritten))


def _label_test(labels: _Labels, header: HeaderEdits) -> NameHere:
    return lambda offset: labels.hold(offset) or header.key_at(offset) in LIKE_LABELS


def _in_text(
    document: Document, replacer: Replacer, labels: _Labels, is_label: NameHere
) -> list[Replacement]:
    """All replacements, with the words for the language that is spoken there.

    A label alone on its line and the first word behind it may make a name, and so may the last word of a turn
    and the first of the next: they are two all the same, or the label or the turn would be gone.
    """
    stretches: Sequence[Turn | Tier] = sorted((*document.turns, *document.tiers), key=lambda each: each.span)
    starts = [each.span.start for each in stretches]

    def spoken(offset: int) -> str:
        after = bisect_right(starts, offset)
        here = stretches[after - 1] if after and offset < stretches[after - 1].span.end else None
        return "" if here is None else _language(here, document)

    found = replacer.replacements(document.text, spoken, name_here=is_label)
    spans = [*labels.spans, *(each.span for each in stretches)]
    edges = sorted({0, len(document.text), *(at for span in spans for at in (span.start, span.end))})
    if all(bisect_right(edges, each.start) == bisect_left(edges, each.end) for each in found):
        return found
    return [
        each._replace(start=each.start + start, end=each.end + start)
        for start, end in pairwise(edges)
        for each in replacer.replacements(
            document.text[start:end],
            _from(start, spoken),
            name_here=_from(start, is_label),
        )
    ]


def _from(start: int, told: Callable[[int], _Answer]) -> Callable[[int], _Answer]:
    """What is told of an offset, for offsets counted from ``start`` on."""
    return lambda offset: told(start + offset)


def _language(here: Turn | Tier, document: Document) -> str:
    if isinstance(here, Turn):
        return here.language
    return here.name if here.name != "note" else document.turns[here.turn_index].language


def _beside_text(document: Document, replacer: Replacer, labels: _Labels) -> Iterator[Change]:
    """What is replaced in labels, titles and headers that do not stand in the text."""
    apart = {"label": sorted(labels.unwritten)}
    if not header_end(document.text) or not (document.header or document.title):
        apart["title"] = [document.title] if document.title else []
        for key, value in document.header.items():
            apart[f"header {key}"] = [value] if isinstance(value, str) else list(value)
    for part, texts in apart.items():
        for words in texts:
            label = part == "label" or part.removeprefix("header ") in LIKE_LABELS
            for found in replacer.replacements(words, name_here=names_alone if label else in_words):
                was = words[found.start : found.end]
                now = as_label(found.words, was) if label else found.words
                yield Change(part, found.start, found.end, found.entry, found.kind, was, now)


def _tell_apart(document: Document, speakers: Mapping[str, str]) -> None:
    by_new: dict[str, str] = {}
    for old, new in speakers.items():
        other = by_new.setdefault(same_label(new), old)
        if same_label(other) != same_label(old):
            raise SecondmigError(
                "two speakers would have the same label, and their words could not be told apart",
                where=document.id,
                hint="give each of them a pseudonym of its own in the key",
            )
