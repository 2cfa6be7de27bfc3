"""The table of codes by groups that a correspondence analysis is made of, and what is left out of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from secondmig.core.snapshot import Snapshot
from secondmig.joint.crossing import Cell, Columns, cross_marks
from secondmig.stats.correspondence import Correspondence, correspondence

Unit = Literal["persons", "turns", "segments"]
UNITS: Final[tuple[Unit, ...]] = ("persons", "turns", "segments")
LEAST: Final = 5
"""A code with a lower total is left out: a point of so few says nothing of its own."""
ROWS: Final = (
    "each code stands for itself: headings do not count what is under them, or words would count twice"
)


@dataclass(frozen=True, slots=True)
class Mapped:
    """Codes and groups on common axes.

    Attributes:
        found: the analysis; its names are codes and keys of groups.
        table: the counts, rows by columns, in the order of ``rows`` and ``columns``.
        rows: codes with a total of at least LEAST.
        columns: groups that any of them is counted in.
        labels: code -> label.
        few: codes left out, with their totals.
        empty: groups left out, in which none of the codes is counted.
    """

    found: Correspondence
    table: tuple[tuple[int, ...], ...]
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    labels: dict[str, str]
    few: tuple[tuple[str, int], ...]
    empty: tuple[str, ...]


def mapped(
    snapshot: Snapshot, columns: Columns, *, cols: str, count: Unit, codes: Sequence[str] = ()
) -> Mapped:
    """Count codes by groups and place both.

    Args:
        snapshot: for its persons and codebooks.
        columns: codings with their facets, and turns.
        cols: a facet, or a variable of persons.
        count: what a cell counts.
        codes: only these; empty for all.

    Raises:
        SecondmigError: there is no such dimension.
    """
    flat = tuple(
        replace(book, codes=tuple(replace(code, parent=None) for code in book.codes))
        for book in snapshot.codebooks
    )
    crossing = cross_marks(replace(snapshot, codebooks=flat), columns, cols=cols)
    cells = [cell for cell in crossing.cells if not codes or cell.row in codes]
    groups = tuple(dict.fromkeys(cell.column for cell in cells))
    lines: dict[str, list[int]] = {}
    for cell in cells:
        lines.setdefault(cell.row, []).append(_counted(cell, count))
    rows = tuple(code for code, line in lines.items() if sum(line) >= LEAST)
    filled = [at for at in range(len(groups)) if any(lines[code][at] for code in rows)]
    table = tuple(tuple(lines[code][at] for at in filled) for code in rows)
    kept = tuple(groups[at] for at in filled)
    found = correspondence(table, rows, kept) if rows else _nothing(count)
    return Mapped(
        found=found,
        table=table,
        rows=rows,
        columns=kept,
        labels={cell.row: cell.label for cell in cells},
        few=tuple((code, sum(line)) for code, line in lines.items() if sum(line) < LEAST),
        empty=tuple(group for group in groups if group not in kept) if rows else (),
    )


def _nothing(count: Unit) -> Correspondence:
    return Correspondence((), (), (), (), 0.0, 0, f"no code is counted in {LEAST} {count} or more")


def _counted(cell: Cell, count: Unit) -> int:
    return {"persons": cell.persons, "turns": cell.turns, "segments": cell.segments}[count]
