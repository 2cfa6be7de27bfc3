"""Columns of a table of regressions from fits and from printed tables, and their rows put in one order."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from secondmig.stats.fit import Fit, Term
from secondmig.stats.model_spec import CONSTANT, Block
from secondmig.stats.published import CONSTANT as PRINTED_CONSTANT
from secondmig.stats.published import Published, PublishedColumn, PublishedTerm
from secondmig.stats.regtable import ABSENT, NOT_APPLICABLE, REFERENCE, YES, Cell, Head, Row

LOG_LIKELIHOOD: Final = "log_likelihood"
PSEUDO_R2: Final = "pseudo_r2"
CLUSTERS: Final = "n_clusters"
N: Final = "n"
FIGURES: Final[Mapping[str, str]] = {
    LOG_LIKELIHOOD: "Log likelihood",
    PSEUDO_R2: "Pseudo R2",
    CLUSTERS: "Clusters or primary units",
    N: "N",
}
"""Rows under the line, in order: name and what people read."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of one column, before the columns stand beside each other.

    Attributes:
        variable: its name.
        label: what people read.
        block: heading of its block, "" for none.
        cell: what stands there.
    """

    variable: str
    label: str
    block: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class Filled:
    """One column with its rows.

    Attributes:
        head: its headings.
        lines: regressors in order.
        figures: name of FIGURES -> the cell.
    """

    head: Head
    lines: tuple[Line, ...]
    figures: Mapping[str, Cell]


def fitted_column(fit: Fit, key: str, label: str, labels: Mapping[str, str]) -> Filled:
    """A fit as a column.

    Args:
        fit: the fit.
        key: names the column.
        label: its own heading.
        labels: variable -> what people read, for variables that are not in this fit.
    """
    head = Head(key, label, fit.column.header, fit.outcome)
    present = tuple(_of_fit(fit, labels))
    known = {line.variable for line in present}
    dashes = tuple(
        Line(name, labels.get(name, name), "", NOT_APPLICABLE)
        for name in fit.column.not_applicable
        if name not in known
    )
    figures = {N: Cell("figure", float(fit.n), whole=True)}
    for name, estimate in ((LOG_LIKELIHOOD, fit.log_likelihood), (PSEUDO_R2, fit.pseudo_r2)):
        if estimate.value is not None:
            figures[name] = Cell("figure", estimate.value)
        else:
            figures[name] = Cell("not_estimated", reason=estimate.undefined)
    if fit.n_clusters is not None:
        figures[CLUSTERS] = Cell("figure", float(fit.n_clusters), whole=True)
    return Filled(head, (*present, *dashes), figures)


def _of_fit(fit: Fit, labels: Mapping[str, str]) -> Iterator[Line]:
    """The rows in the order of the blocks: coefficients, a "Yes" for each factor not shown, the constant."""
    for block in fit.column.blocks:
        members = {*block.variables, *block.factors}
        if block.show == "yes_row":
            yield from _yes(block, labels)
            continue
        for term in fit.terms:
            if term.role != "constant" and (term.factor or term.variable) in members:
                yield Line(term.variable, term.label, block.label, _cell(term))
    yield from (Line(CONSTANT, "Constant", "", _cell(term)) for term in fit.terms if term.role == "constant")


def _yes(block: Block, labels: Mapping[str, str]) -> Iterator[Line]:
    """A block of one member is called as the block is, so that it needs no heading."""
    members = (*block.variables, *block.factors)
    for name in members:
        label = block.label if block.label and len(members) == 1 else labels.get(name, name)
        yield Line(name, label, "", YES)


def _cell(term: Term) -> Cell:
    if term.role == "reference":
        return REFERENCE
    if term.coefficient.value is None:
        return Cell("not_estimated", reason=term.coefficient.undefined)
    return Cell("coefficient", term.coefficient.value, term.z.value, p=term.p.value, se=term.se.value)


def printed_column(column: PublishedColumn, published: Published, label: str) -> Filled:
    """A column of a printed table, with its digits and stars."""
    head = Head(f"{column.name} printed", label, column.header, column.model, "published")
    yes, dashes = dict(column.yes_rows), set(column.not_applicable)
    lines = []
    for block, variable, text in published.rows:
        term = column.term(variable)
        cell = _printed(term) if term else NOT_APPLICABLE if variable in dashes else YES
        if term or variable in dashes or variable in yes:
            name = CONSTANT if variable == PRINTED_CONSTANT else variable
            lines.append(Line(name, "Constant" if name == CONSTANT else text, block, cell))
    figures: dict[str, Cell] = {}
    if column.log_likelihood is not None:
        digits = (column.log_likelihood_text, "")
        figures[LOG_LIKELIHOOD] = Cell("figure", column.log_likelihood, digits=digits)
    if column.n is not None:
        figures[N] = Cell("figure", float(column.n), whole=True)
    return Filled(head, tuple(lines), figures)


def _printed(term: PublishedTerm) -> Cell:
    return Cell(
        "coefficient",
        term.estimate,
        term.z,
        printed_stars=term.stars,
        digits=(term.estimate_text, term.z_text),
    )


# Columns beside each other


def beside(columns: Sequence[Filled], figures: Sequence[str]) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """The rows of all columns in one order, and the rows of figures.

    A block or a row that an earlier column does not have stands behind the one it follows in its own column.
    After the blocks come the rows of no block, last the constant. A "Yes" is in one row with another column's
    of the same label.

    Args:
        columns: at least one.
        figures: names of FIGURES to show, where any column has them.
    """
    columns = [replace(each, lines=tuple(_renamed(each.lines, columns))) for each in columns]
    order = _order([[line.variable for line in each.lines] for each in columns])
    first = _first_with_block(columns)
    blocks = _order([[line.block for line in each.lines if line.block] for each in columns])
    rank = {block: place for place, block in enumerate(blocks)}
    order.sort(key=lambda name: (name == CONSTANT, rank.get(first[name].block, len(rank))))
    held = [{line.variable: line.cell for line in each.lines} for each in columns]
    rows = tuple(
        Row(name, first[name].label, first[name].block, tuple(cells.get(name, ABSENT) for cells in held))
        for name in order
    )
    under = tuple(
        Row(name, label, "", tuple(each.figures.get(name, ABSENT) for each in columns))
        for name, label in FIGURES.items()
        if name in figures and any(name in each.figures for each in columns)
    )
    return rows, under


def _renamed(lines: Sequence[Line], columns: Sequence[Filled]) -> Iterator[Line]:
    """Rows "Yes" of one label under one name: papers call a row "Job dummy" and specs its column ``job``."""
    names: dict[str, str] = {}
    for each in columns:
        for line in each.lines:
            if line.cell == YES:
                names.setdefault(line.label.casefold(), line.variable)
    for line in lines:
        name = names.get(line.label.casefold()) if line.cell == YES else None
        yield replace(line, variable=name or line.variable)


def _first_with_block(columns: Sequence[Filled]) -> dict[str, Line]:
    """The line that names a row: the first that has a block, else the first."""
    found: dict[str, Line] = {}
    for each in columns:
        for line in each.lines:
            if line.variable not in found or (line.block and not found[line.variable].block):
                found[line.variable] = line
    return found


def _order(lists: Sequence[Sequence[str]]) -> list[str]:
    """All names, a new one of a later list behind the one it follows there, or before the one it precedes.

    >>> _order([["a", "d"], ["a", "b", "d"], ["c", "d"], ["e"]])
    ['a', 'b', 'c', 'd', 'e']
    """
    order: list[str] = []
    for names in lists:
        place = next((order.index(name) for name in names if name in order), len(order))
        for name in names:
            if name in order:
                place = order.index(name) + 1
            else:
                order.insert(place, name)
                place += 1
    return order
