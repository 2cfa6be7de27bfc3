"""A table of regressions as values: columns of models, rows of regressors, cells; how it looks is elsewhere.

The layout is that of Table 2 of RIETI Discussion Paper 18-E-028: headings over groups of columns, regressors
in blocks, a coefficient with z in square brackets and the stars behind the bracket, ``1.63 [2.34]**``.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Literal

from secondmig.stats.fit import stars as stars_of

CellKind = Literal["coefficient", "not_estimated", "reference", "not_applicable", "absent", "yes", "figure"]
From = Literal["fitted", "published"]
TEXTS: Final[dict[CellKind, str]] = {
    "not_estimated": "n.e.",
    "reference": "ref.",
    "not_applicable": "—",
    "absent": "",
    "yes": "Yes",
}
"""What stands in a cell that has no number."""
MEANINGS: Final[dict[CellKind, str]] = {
    "not_estimated": "n.e. not estimated",
    "reference": "ref. the category the others are compared with",
    "not_applicable": "— not applicable",
    "absent": "blank: not in the model",
    "yes": "Yes: a variable for each category, coefficients not shown",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one row of one column.

    Attributes:
        kind: a coefficient, a figure of the model (log likelihood, N), or why there is no number.
        value: the coefficient or the figure, unrounded where it was fitted; None for the other kinds.
        z: of a coefficient, None where there is none.
        p: of a coefficient, unrounded, two-sided; None where it was never known, as of a printed table.
        printed_stars: of a printed table; a cell with a p has the stars of its p and no others.
        se: standard error, None where it is not known.
        digits: a printed coefficient and its z as printed; ("", "") of a fitted one.
        whole: of a figure, whether it counts something.
        reason: why a coefficient is not estimated.

    Raises:
        ValueError: a number where there is none or none where there is one, one that is not finite, or stars
            beside a p.
    """

    kind: CellKind
    value: float | None = None
    z: float | None = None
    p: float | None = None
    printed_stars: str = ""
    se: float | None = None
    digits: tuple[str, str] = ("", "")
    whole: bool = False
    reason: str = ""

    def __post_init__(self) -> None:
        if (self.kind in {"coefficient", "figure"}) != (self.value is not None):
            raise ValueError(f"a cell {self.kind} with the value {self.value}")
        for number in (self.value, self.z, self.p, self.se):
            if number is not None and not math.isfinite(number):
                raise ValueError(f"a cell holds finite numbers, not {number}")
        if self.p is not None and self.printed_stars:
            raise ValueError("the stars of a cell with a p are those of its p")
        if (self.kind == "not_estimated") != bool(self.reason):
            raise ValueError(f"a cell {self.kind} with the reason {self.reason!r}")

    @property
    def stars(self) -> str:
        """Those of the unrounded p; of a printed table those that were printed.

        >>> Cell("coefficient", 1.63, 2.34, p=0.0193).stars, Cell("coefficient", -0.03, -1.96, p=0.0501).stars
        ('**', '*')
        """
        return self.printed_stars if self.p is None else stars_of(self.p)


ABSENT: Final = Cell("absent")
NOT_APPLICABLE: Final = Cell("not_applicable")
YES: Final = Cell("yes")
REFERENCE: Final = Cell("reference")


def p_of_z(z: float) -> float:
    """Two-sided p of a standard normal z, 2 (1 - Phi(|z|)).

    >>> round(p_of_z(1.959964), 6), round(p_of_z(-2.34), 4)
    (0.05, 0.0193)
    """
    return math.erfc(abs(z) / math.sqrt(2))


@dataclass(frozen=True, slots=True)
class Head:
    """One column of the table.

    Attributes:
        key: names it, each once.
        label: its own heading, "(1)".
        header: heading over it and its neighbours with the same, "" for none.
        outcome: of the model.
        come_from: fitted here, or printed somewhere.
    """

    key: str
    label: str
    header: str = ""
    outcome: str = ""
    come_from: From = "fitted"


@dataclass(frozen=True, slots=True)
class Row:
    """One regressor, or one figure of the models.

    Attributes:
        variable: its name, each once among the regressors or the figures of a table.
        label: what people read.
        block: heading of the block it belongs to, "" for none.
        cells: one for each column.
    """

    variable: str
    label: str
    block: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class RegTable:
    """The table.

    Attributes:
        title: one line.
        heads: columns, at least one.
        rows: regressors, those of a block beside each other.
        figures: rows under the line: log likelihood, N.
        notes: sentences under the table.
        decimals: of coefficients, z and figures that count nothing.

    Raises:
        ValueError: no column, a name that comes twice, or a row with another number of cells.
    """

    title: str
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    figures: tuple[Row, ...] = ()
    notes: tuple[str, ...] = ()
    decimals: int = 2

    def __post_init__(self) -> None:
        if not self.heads:
            raise ValueError("a table has at least one column")
        names = [row.variable for row in self.rows]
        figures = [row.variable for row in self.figures]
        for each in (names, figures, [head.key for head in self.heads]):
            if len(set(each)) < len(each):
                raise ValueError(f"a name comes twice: {', '.join(each)}")
        for row in self.all_rows():
            if len(row.cells) != len(self.heads):
                raise ValueError(f"row {row.variable} has {len(row.cells)} cells, not {len(self.heads)}")

    def all_rows(self) -> tuple[Row, ...]:
        """Regressors, then figures."""
        return (*self.rows, *self.figures)

    def blocks(self) -> tuple[tuple[str, tuple[Row, ...]], ...]:
        """Heading and rows of each block, in order."""
        return tuple((label, tuple(rows)) for label, rows in groupby(self.rows, key=lambda row: row.block))

    def groups(self) -> tuple[tuple[str, int], ...]:
        """Heading over columns and how many of them; empty where no column has one."""
        if not any(head.header for head in self.heads):
            return ()
        return tuple((name, len(list(each))) for name, each in groupby(head.header for head in self.heads))

    def part(self, places: Sequence[int]) -> "RegTable":
        """The table with only these columns, every row kept."""
        return RegTable(
            self.title,
            tuple(self.heads[place] for place in places),
            tuple(_with(row, places) for row in self.rows),
            tuple(_with(row, places) for row in self.figures),
            self.notes,
            self.decimals,
        )


def _with(row: Row, places: Sequence[int]) -> Row:
    return Row(row.variable, row.label, row.block, tuple(row.cells[place] for place in places))


@dataclass(frozen=True, slots=True)
class Shown:
    """The texts of a cell.

    Attributes:
        number: the coefficient, the figure, or what stands for it.
        bracket: z in square brackets, "" where there is none.
        stars: behind the bracket; behind the number where there is no bracket.
    """

    number: str
    bracket: str = ""
    stars: str = ""

    def line(self) -> str:
        """All on one line: ``1.63 [2.34]**``."""
        return " ".join(filter(None, (self.number, self.bracket))) + self.stars


def shown(cell: Cell, decimals: int = 2) -> Shown:
    """A cell as people read it; what a page printed is shown with its own digits.

    >>> shown(Cell("coefficient", 1.6258, 2.3431, p=0.01913)).line()
    '1.63 [2.34]**'
    >>> shown(Cell("figure", 606.0, whole=True)).line(), shown(ABSENT).line(), shown(NOT_APPLICABLE).line()
    ('606', '', '—')
    """
    if cell.value is None:
        return Shown(TEXTS[cell.kind])
    if cell.kind == "figure":
        return Shown(f"{cell.value:.0f}" if cell.whole else cell.digits[0] or rounded(cell.value, decimals))
    z = "" if cell.z is None else cell.digits[1] or rounded(cell.z, decimals)
    return Shown(cell.digits[0] or rounded(cell.value, decimals), f"[{z}]" if z else "", cell.stars)


def rounded(number: float, decimals: int) -> str:
    """With so many decimals, and no minus before zero.

    >>> rounded(-0.0019, 2), rounded(-0.0019, 4), rounded(2.5, 2)
    ('0.00', '-0.0019', '2.50')
    """
    text = f"{number:.{decimals}f}"
    return text.lstrip("-") if float(text) == 0 else text


def rounded_away(table: RegTable) -> tuple[str, ...]:
    """Labels of regressors with a coefficient that is shown as zero and is larger than its standard error."""
    found = {
        row.label: None
        for row in table.rows
        for cell in row.cells
        if cell.kind == "coefficient"
        and cell.value
        and (cell.z is None or abs(cell.z) > 1)
        and float(shown(cell, table.decimals).number) == 0
    }
    return tuple(found)


def kinds(table: RegTable) -> frozenset[CellKind]:
    """The kinds of cells there are."""
    return frozenset(cell.kind for row in table.all_rows() for cell in row.cells)


FIELDS: Final = (
    "column",
    "header",
    "label",
    "outcome",
    "come_from",
    "block",
    "variable",
    "regressor",
    "kind",
    "coefficient",
    "se",
    "z",
    "p",
    "stars",
    "shown",
    "reason",
)
"""Names of the values of :func:`tidy`."""


def tidy(table: RegTable) -> Iterator[dict[str, object]]:
    """One row for each cell, column by column, numbers unrounded; figures have theirs as ``coefficient``."""
    for place, head in enumerate(table.heads):
        for row in table.all_rows():
            cell = row.cells[place]
            yield {
                "column": head.key,
                "header": head.header,
                "label": head.label,
                "outcome": head.outcome,
                "come_from": head.come_from,
                "block": row.block,
                "variable": row.variable,
                "regressor": row.label,
                "kind": cell.kind,
                "coefficient": int(cell.value) if cell.whole and cell.value is not None else cell.value,
                "se": cell.se,
                "z": cell.z,
                "p": cell.p,
                "stars": cell.stars,
                "shown": shown(cell, table.decimals).line(),
                "reason": cell.reason,
            }
