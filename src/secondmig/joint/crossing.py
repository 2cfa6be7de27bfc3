"""Counts of codings in rows by columns: persons, turns, segments, characters, each with its denominator."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from secondmig.core.errors import SecondmigError
from secondmig.core.snapshot import Snapshot
from secondmig.estimate.values import Estimate
from secondmig.joint.dimensions import CODE, Carried, Dimension, dimension_of
from secondmig.joint.groups import ABOUT, asked, people
from secondmig.joint.marks import Marks, Turns, marks_of, turns_of
from secondmig.stats.effect import share

if TYPE_CHECKING:
    from secondmig.joint.cell_counts import Counted

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

    def described(self, told: Collection[str] = ()) -> dict[str, object]:
        """The rules, what was crossed and how many were left out, but for what is ``told`` already."""
        whole = {
            **self.rules(),
            "rows": self.rows,
            "cols": self.columns,
            "count": self.count,
            "persons": self.persons,
            "left_out": self.left_out,
        }
        return {name: value for name, value in whole.items() if name not in told}


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
    marks, left_out = marks_of(snapshot)
    return cross_marks(
        snapshot,
        Columns(marks, turns_of(snapshot.documents), left_out),
        rows=rows,
        cols=cols,
        count=count,
    )


@dataclass(frozen=True, slots=True)
class Columns:
    """What is counted, as columns.

    Attributes:
        marks: the codings that have a place.
        turns: of the documents.
        left_out: codings without a place in the texts at hand.
        names: facets that codings carry which are not among ``marks``.
    """

    marks: Marks
    turns: Turns
    left_out: int = 0
    names: frozenset[str] = frozenset()


def cross_marks(
    snapshot: Snapshot, columns: Columns, *, rows: str = CODE, cols: str = ABOUT, count: Count = "persons"
) -> Crossing:
    """The same as :func:`cross`, of codings that stand in columns.

    Args:
        snapshot: for its persons and codebooks; of its documents only the headers are read.
        columns: codings and turns.
        rows: as for :func:`cross`.
        cols: as for :func:`cross`.
        count: as for :func:`cross`.

    Raises:
        SecondmigError: a dimension or a unit is unknown.
    """
    from secondmig.joint.cell_counts import counted

    if count not in COUNTS:
        raise SecondmigError(f"cannot count {count}", hint=f"one of {', '.join(COUNTS)}")
    persons = asked(people(snapshot))
    carried = carried_by(columns)
    down = dimension_of(snapshot.codebooks, rows, persons, carried)
    across = dimension_of(snapshot.codebooks, cols, persons, carried)
    cases = [person.case for person in persons]
    found = counted(columns.marks, columns.turns, cases, (down, across), segments=count == "segments")
    cells = tuple(
        _cell(found, down, across, (at, place), count)
        for at in range(len(down.keys))
        for place in range(len(across.keys))
    )
    return Crossing(rows, cols, count, cells, len(persons), columns.left_out)


def carried_by(columns: Columns) -> Carried:
    """What codings carry that stand in columns."""
    import numpy as np

    marks = columns.marks
    codes = [marks.codes[at] for at in np.unique(marks.code).tolist()]
    sets = [marks.facets[at] for at in np.unique(marks.facet).tolist()]
    return Carried(codes, sets, columns.names.union(*sets))


def _cell(found: "Counted", down: Dimension, across: Dimension, at: tuple[int, int], count: Count) -> Cell:
    row, column = down.keys[at[0]], across.keys[at[1]]
    number = {name: int(values[at]) for name, values in found.cells.items()}
    size = int(found.wholes[count][at])
    no_leg = ABOUT in (down.name, across.name)
    reason = (NO_LEG if no_leg else NOBODY) if not found.wholes["persons"][at] else NO_WORDS
    counts = {**number, "coverage": number["characters"]}
    return Cell(
        row=row,
        label=down.labels[row],
        column=column,
        persons=number["persons"],
        persons_total=int(found.wholes["persons"][at]),
        turns=number["turns"],
        segments=number["segments"],
        characters=number["characters"],
        share=share(counts[count], size, unit=f"share of {UNIT_NAMES[count]}", reason=reason),
        persons_outside=number["persons_outside"],
        segments_outside=number["segments_outside"],
    )
