"""Counts of codings in rows by columns: persons, turns, segments, characters, each with its denominator."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from secondmig.core.errors import SecondmigError
from secondmig.core.snapshot import Snapshot
from secondmig.core.span import Span
from secondmig.estimate.values import Estimate
from secondmig.joint.dimensions import CODE, Dimension, dimension
from secondmig.joint.groups import ABOUT, asked, people
from secondmig.joint.passages import Passage, locate
from secondmig.joint.speech import Speech
from secondmig.stats.effect import share

Count = Literal["persons", "turns", "segments", "coverage"]
COUNTS: Final[tuple[Count, ...]] = ("persons", "turns", "segments", "coverage")
NO_LEG: Final = "no leg"
NOBODY: Final = "nobody"
NO_WORDS: Final = "no words"

UNITS: Final[Mapping[Count, str]] = {
    "persons": "persons with at least one coding in the cell",
    "turns": "turns of these persons with at least one coding in the cell",
    "segments": "distinct stretches coded in the cell, however many coders or codes mark the same one",
    "coverage": "characters (code points) in the union of the cell's codings, inside turns of these persons",
}
DENOMINATORS: Final[Mapping[Count, str]] = {
    "persons": "persons interviewed who belong to the cell's row and column",
    "turns": "all turns of the persons interviewed who belong to the cell's row and column",
    "segments": "all segments of the column said by the persons who belong to the cell's row and column",
    "coverage": "all characters spoken by the persons interviewed who belong to the cell's row and column",
}
UNIT_NAMES: Final[Mapping[Count, str]] = {
    "persons": "persons",
    "turns": "turns",
    "segments": "segments",
    "coverage": "characters",
}
ABOUT_RULE: Final = (
    "to a column of about_country belong the persons with a destination leg in that country; ORIGIN is kept "
    "apart; what others say about it is counted as persons_outside and segments_outside; "
    "a country where nobody has a leg has no share"
)
HEADING_RULE: Final = (
    "a heading counts the distinct persons, turns, segments and characters of the codes under it"
)
P_RULE: Final = "low, high and p are left empty: cases chosen on purpose have counts, not sampling error"


@dataclass(frozen=True, slots=True)
class Cell:
    """What falls into one row and one column.

    Attributes:
        row: key of the row, e.g. a code id.
        label: of the row.
        column: key of the column, e.g. an ISO3 code.
        persons: with at least one coding here, among ``persons_total``.
        persons_total: persons interviewed who belong to the row and the column.
        turns: distinct turns of these persons with a coding here.
        segments: distinct stretches of text coded here, said by these persons.
        characters: code points in the union of the codings here, inside turns of these persons.
        share: of the chosen unit, 0-1.
        persons_outside: persons with a coding here who do not belong to the cell, e.g. have no leg in the
            country.
        segments_outside: stretches coded here that nobody of ``persons_total`` says.
    """

    row: str
    label: str
    column: str
    persons: int
    persons_total: int
    turns: int
    segments: int
    characters: int
    share: Estimate
    persons_outside: int
    segments_outside: int


@dataclass(frozen=True, slots=True)
class Crossing:
    """Rows by columns, every cell given, row after row.

    Attributes:
        rows: what the rows are.
        columns: what the columns are.
        count: the unit of the shares.
        cells: all of them.
        persons: persons interviewed.
        left_out: codings without a place in the texts at hand.
    """

    rows: str
    columns: str
    count: Count
    cells: tuple[Cell, ...]
    persons: int
    left_out: int

    def rules(self) -> dict[str, str]:
        """How the numbers were made, in words: unit, rule of counting, denominator and what else applies."""
        rules = {
            "unit": UNIT_NAMES[self.count],
            "rule": UNITS[self.count],
            "denominator": DENOMINATORS[self.count],
            "inference": P_RULE,
        }
        if ABOUT in (self.rows, self.columns):
            rules["about_country"] = ABOUT_RULE
        if CODE in (self.rows, self.columns):
            rules["headings"] = HEADING_RULE
        return rules


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


def cross(snapshot: Snapshot, *, rows: str = CODE, cols: str = ABOUT, count: Count = "persons") -> Crossing:
    """Count codings in rows by columns.

    Args:
        snapshot: the codings to count.
        rows: ``code``, a facet, or a variable of persons (see :mod:`secondmig.joint.groups`).
        cols: the same.
        count: the unit of ``share``; the other units are counted beside it.

    Raises:
        SecondmigError: a dimension or a unit is unknown.
    """
    if count not in COUNTS:
        raise SecondmigError(f"cannot count {count}", hint=f"one of {', '.join(COUNTS)}")
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
