"""Columns of the person table: one cell for each person, a value or the reason why there is none."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

Kind = Literal["number", "choice", "text"]
Block = Literal["person", "derived", "attributes", "measures", "codes"]
BLOCKS: Final[tuple[Block, ...]] = ("person", "derived", "attributes", "measures", "codes")
Release = Literal["open", "region", "years", "status", "occupation", "inside"]
"""How a column leaves the team: as it is, as a region, in bands of five years or of ten points of a status
scale, as a major group of occupations, or not at all."""
YES_NO: Final[Mapping[str, str]] = {"0": "no", "1": "yes"}


@dataclass(frozen=True, slots=True)
class Missing:
    """No value, for a reason of :mod:`secondmig.joint.missing_codes` or in a survey's own words."""

    reason: str


Cell: TypeAlias = str | float | Missing


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the person table.

    Attributes:
        key: its full name, e.g. ``edu_isced@interview_sheet`` or ``OS-RAC-DISC:balance:JPN``.
        label: what people read.
        rule: how its values were made, in words.
        kind: number; choice (one of ``labels``); or text.
        cells: one for each person, in the order of the table: a float, or text, or Missing.
        block: what it belongs to.
        unit: of a number, e.g. "years" or "share"; "" where there is none.
        scale: nominal, ordinal, interval, ratio or binary; "" where it is not known.
        labels: value as text -> what it means, in order; all the values of a choice.
        measure: id of the measure, "" where it holds none.
        source: name of the survey, "" where the column does not come from one.
        code: id of the code, "" where the column does not come from codings.
        codebook: ``id@number`` of that code.
        suffix: what its name ends with after the code, "" for other columns.
        release: how it leaves the team.
        negative: whether its values can be below zero.
        name: as files and programs call it; given by the table.
        column: what the survey itself calls it, "" where the column does not come from one.
    """

    key: str
    label: str
    rule: str
    kind: Kind
    cells: Sequence[Cell]
    block: Block
    unit: str = ""
    scale: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    measure: str = ""
    source: str = ""
    code: str = ""
    codebook: str = ""
    suffix: str = ""
    release: Release = "inside"
    negative: bool = False
    name: str = ""
    column: str = ""

    def called(self) -> tuple[str, ...]:
        """What a survey's column may be asked for by too: its key without the survey, its own name."""
        return (self.key.partition("@")[0], self.column) if self.source else ()

    def n(self) -> int:
        """How many persons have a value."""
        return sum(not isinstance(cell, Missing) for cell in self.cells)

    def missing(self) -> dict[str, int]:
        """Reason -> persons, in alphabetical order."""
        return dict(sorted(Counter(cell.reason for cell in self.cells if isinstance(cell, Missing)).items()))

    def numbers(self) -> list[float]:
        """The values of a number column."""
        return [cell for cell in self.cells if isinstance(cell, float)]


def group_text(cell: Cell) -> str:
    """The group that a value makes: text as it is, a number to six digits, "" for none.

    >>> group_text(6.0), group_text("JPN"), group_text(Missing("blank"))
    ('6', 'JPN', '')
    """
    if isinstance(cell, Missing):
        return ""
    return f"{cell:g}" if isinstance(cell, float) else cell


def columns_called(columns: Sequence[Column], name: str) -> tuple[Column, ...]:
    """The columns that a name means.

    By name or key, else of a survey by the key without the survey, else by what its own file calls it.
    """
    exact = [column for column in columns if name in {column.name, column.key}]
    if exact:
        return tuple(exact)
    plain = [column for column in columns if name in column.called()[:1]]
    return tuple(plain or (column for column in columns if name in column.called()))
