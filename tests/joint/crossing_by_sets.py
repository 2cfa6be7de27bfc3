"""The table of codings counted with sets of Python, coding by coding: slow, plain, and apart from numpy."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from secondmig.core.snapshot import Snapshot
from secondmig.core.span import Span
from secondmig.joint.crossing import NO_LEG, NO_WORDS, NOBODY, UNIT_NAMES, Cell, Count, Crossing
from secondmig.joint.dimensions import Dimension, dimension
from secondmig.joint.groups import ABOUT, asked, people
from secondmig.joint.passages import Passage, locate
from secondmig.joint.speech import Speech
from secondmig.stats.effect import share


@dataclass(slots=True)
class _Tally:
    persons: set[str] = field(default_factory=set)
    turns: set[tuple[str, int]] = field(default_factory=set)
    spans: defaultdict[str, set[Span]] = field(default_factory=lambda: defaultdict(set))
    persons_outside: set[str] = field(default_factory=set)
    spans_outside: set[tuple[str, Span]] = field(default_factory=set)

    def add(self, passage: Passage, belonging: frozenset[str]) -> None:
        document, span = passage.coding.document_id, passage.coding.span
        said = [
            (turn, case) for turn, case in zip(passage.turns, passage.cases, strict=True) if case in belonging
        ]
        if said:
            self.spans[document].add(span)
            self.persons.update(case for _, case in said)
            self.turns.update((document, turn) for turn, _ in said)
        else:
            self.spans_outside.add((document, span))
        self.persons_outside.update(case for case in passage.persons() if case not in belonging)

    def segments(self) -> int:
        return sum(len(spans) for spans in self.spans.values())


def cross_by_sets(snapshot: Snapshot, *, rows: str, cols: str, count: Count) -> Crossing:
    """The table, from sets of persons, turns and spans."""
    persons = asked(people(snapshot))
    located = locate(snapshot)
    down = dimension(snapshot, rows, persons, located.passages)
    across = dimension(snapshot, cols, persons, located.passages)
    tallies = _tallied(located.passages, down, across)
    segments = _segments_by(located.passages, across) if count == "segments" else {}
    whole = _Whole(Speech.of(snapshot), segments)
    cells = tuple(
        _cell(tallies.get((row, column), _Tally()), down, across, (row, column), whole, count)
        for row in down.keys
        for column in across.keys
    )
    return Crossing(rows, cols, count, cells, len(persons), len(located.left_out))


@dataclass(frozen=True, slots=True)
class _Whole:
    """What shares are taken of: all speech, and all segments by column and person."""

    speech: Speech
    segments: Mapping[str, Mapping[str, frozenset[tuple[str, Span]]]]

    def size(self, count: Count, column: str, belonging: frozenset[str]) -> int:
        if count == "persons":
            return len(belonging)
        if count == "turns":
            return self.speech.turn_count(belonging)
        if count == "coverage":
            return self.speech.characters(belonging)
        found: set[tuple[str, Span]] = set()
        for case, segments in self.segments.get(column, {}).items():
            if case in belonging:
                found |= segments
        return len(found)


def _tallied(
    passages: Iterable[Passage], down: Dimension, across: Dimension
) -> dict[tuple[str, str], _Tally]:
    tallies: defaultdict[tuple[str, str], _Tally] = defaultdict(_Tally)
    belonging = {
        (row, column): down.persons[row] & across.persons[column]
        for row in down.keys
        for column in across.keys
    }
    for passage in passages:
        for key in ((row, column) for row in down.keys_of(passage) for column in across.keys_of(passage)):
            tallies[key].add(passage, belonging[key])
    return dict(tallies)


def _segments_by(
    passages: Iterable[Passage], across: Dimension
) -> dict[str, dict[str, frozenset[tuple[str, Span]]]]:
    found: defaultdict[str, defaultdict[str, set[tuple[str, Span]]]] = defaultdict(lambda: defaultdict(set))
    for passage in passages:
        for column in across.keys_of(passage):
            for case in passage.persons():
                found[column][case].add((passage.coding.document_id, passage.coding.span))
    return {
        column: {case: frozenset(segments) for case, segments in by_case.items()}
        for column, by_case in found.items()
    }


def _cell(
    tally: _Tally, down: Dimension, across: Dimension, key: tuple[str, str], whole: _Whole, count: Count
) -> Cell:
    row, column = key
    belonging = down.persons[row] & across.persons[column]
    characters = whole.speech.covered(belonging, tally.spans)
    counted = {
        "persons": len(tally.persons),
        "turns": len(tally.turns),
        "segments": tally.segments(),
        "coverage": characters,
    }[count]
    size = whole.size(count, column, belonging)
    no_leg = ABOUT in (down.name, across.name)
    reason = (NO_LEG if no_leg else NOBODY) if not belonging else NO_WORDS
    return Cell(
        row=row,
        label=down.labels[row],
        column=column,
        persons=len(tally.persons),
        persons_total=len(belonging),
        turns=len(tally.turns),
        segments=tally.segments(),
        characters=characters,
        share=share(counted, size, unit=f"share of {UNIT_NAMES[count]}", reason=reason),
        persons_outside=len(tally.persons_outside),
        segments_outside=len(tally.spans_outside),
    )
