"""Statistical disclosure control: what the public edition may say about few people.

The rule: a cell stands for at least ``SMALLEST`` persons, zero included; where a table prints its totals,
further cells are left out until nobody can work the first ones back from them; a share whose remainder is
small is printed as "at least"; summaries need ``FEWEST_SUMMARISED`` persons and never show a minimum or
maximum.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Final, Literal, TypeAlias

SMALLEST: Final = 3
"""Persons a published cell stands for, at the least."""
FEWEST_SUMMARISED: Final = 10
"""Persons a mean, a spread, a median or an effect size is printed for, at the least."""
SHARED_BY: Final = 2
"""Persons who share what the label of a public quotation says, at the least."""

Place: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table that prints its totals.

    Attributes:
        count: what is added up, not negative.
        persons: who is behind it.
        structural: nobody could be in it, as everybody knows; such a cell has count 0 and may be shown.
    """

    count: int
    persons: frozenset[str]
    structural: bool = False


def suppressed(cells: Mapping[Place, Cell], *, smallest: int = SMALLEST) -> frozenset[Place] | None:
    """The cells of a complete two-way table that must be left out while all its totals are printed.

    First the cells of fewer than ``smallest`` persons. Then, one at a time and the smallest count first,
    others until (1) the cells left out in a row or column stand together for at least ``smallest`` persons
    and are two or more, (2) no sum of up to three of them that stand for fewer persons follows from the
    totals, and (3) the totals leave each of the first cells more than ``smallest`` possible values.

    Args:
        cells: (row, column) -> cell, for every row and column from 0.
        smallest: persons.

    Returns:
        The places to leave out, or None where even leaving all out protects nothing: do not print the totals.

    Raises:
        ValueError: a cell of the grid is missing.
    """
    rows, columns = 1 + max(row for row, _ in cells), 1 + max(column for _, column in cells)
    if len(cells) != rows * columns:
        message = f"a table of {rows} rows and {columns} columns has {rows * columns} cells, not {len(cells)}"
        raise ValueError(message)
    primary = frozenset(
        place for place, cell in cells.items() if not cell.structural and len(cell.persons) < smallest
    )
    hidden = primary
    while (weak := _weak_lines(cells, primary, hidden, smallest)) is not None:
        spare = [place for place in cells if place not in hidden and not cells[place].structural]
        if not spare:
            return None
        crossed = {line for place in hidden for line in _lines(place)}
        hidden |= {
            min(
                spare,
                key=lambda place: (
                    not any(line in weak for line in _lines(place)),
                    not all(line in crossed for line in _lines(place)),
                    cells[place].count,
                    place,
                ),
            )
        }
    return hidden


def _lines(place: Place) -> tuple[tuple[str, int], tuple[str, int]]:
    return (("row", place[0]), ("column", place[1]))


def _weak_lines(
    cells: Mapping[Place, Cell], primary: frozenset[Place], hidden: frozenset[Place], smallest: int
) -> frozenset[tuple[str, int]] | None:
    """Rows and columns where more must go, None where all is protected."""
    members: dict[tuple[str, int], list[Place]] = {}
    for place in sorted(hidden):
        for line in _lines(place):
            members.setdefault(line, []).append(place)
    weak = {
        line
        for line, places in members.items()
        if len(places) < 2 or len(_together(cells, places)) < smallest
    }
    if not weak:
        weak = {line for sum_of in _solved(cells, hidden, smallest) for p in sum_of for line in _lines(p)}
    if not weak:
        narrow = [place for place in sorted(primary) if _range(cells, hidden, place) < smallest]
        weak = {line for place in narrow for line in _lines(place)}
    return frozenset(weak) if weak else None


def _together(cells: Mapping[Place, Cell], places: Iterable[Place]) -> frozenset[str]:
    return frozenset().union(*(cells[place].persons for place in places))


def _solved(cells: Mapping[Place, Cell], hidden: frozenset[Place], smallest: int) -> list[tuple[Place, ...]]:
    """Groups of up to three hidden cells of too few persons whose sum the totals give away."""
    unknown = sorted(hidden)
    basis = _row_echelon(
        [
            [Fraction(_lines(place)[axis] == (name, number)) for place in unknown]
            for axis, name in ((0, "row"), (1, "column"))
            for number in sorted({place[axis] for place in unknown})
        ]
    )
    found = []
    for size in (1, 2, 3):
        for group in combinations(range(len(unknown)), size):
            places = tuple(unknown[index] for index in group)
            if len(_together(cells, places)) < smallest and _in_span(
                basis, [Fraction(index in group) for index in range(len(unknown))]
            ):
                found.append(places)
    return found


def _row_echelon(rows: list[list[Fraction]]) -> list[tuple[int, list[Fraction]]]:
    """A basis of the rows, each with the position of its leading one."""
    basis: list[tuple[int, list[Fraction]]] = []
    for row in rows:
        rest = _reduced(basis, row)
        lead = next((index for index, value in enumerate(rest) if value), None)
        if lead is not None:
            basis.append((lead, [value / rest[lead] for value in rest]))
    return basis


def _reduced(basis: Sequence[tuple[int, list[Fraction]]], row: list[Fraction]) -> list[Fraction]:
    for lead, base in basis:
        factor = row[lead]
        if factor:
            row = [value - factor * other for value, other in zip(row, base, strict=True)]
    return row


def _in_span(basis: Sequence[tuple[int, list[Fraction]]], row: list[Fraction]) -> bool:
    return not any(_reduced(basis, row))


def _range(cells: Mapping[Place, Cell], hidden: frozenset[Place], place: Place) -> int:
    """Highest minus lowest value of a hidden cell that the totals and counts >= 0 allow."""
    row, column = ("row", place[0]), ("column", place[1])
    others = {other: cells[other].count for other in hidden if other != place}
    down = min(cells[place].count, _flow(others, row, column))
    # A cell cannot rise above its row's hidden total, so the flow is bounded.
    return down + _flow(others, column, row)


def _flow(counts: Mapping[Place, int], source: tuple[str, int], sink: tuple[str, int]) -> int:
    """How much can be moved from source to sink: a cell may grow without bound and shrink by its count.

    Edmonds-Karp on the graph of rows and columns: row -> column raises a cell, column -> row lowers it.
    """
    ceiling = 1 + sum(counts.values())
    capacity: dict[tuple[tuple[str, int], tuple[str, int]], int] = {}
    for place, count in counts.items():
        row, column = _lines(place)
        capacity[row, column] = ceiling
        capacity[column, row] = count
    total = 0
    while (path := _path(capacity, source, sink)) is not None:
        step = min(capacity[edge] for edge in path)
        for start, end in path:
            capacity[start, end] -= step
            capacity[end, start] += step
        total += step
        if total >= ceiling:
            return ceiling
    return total


def _path(
    capacity: Mapping[tuple[tuple[str, int], tuple[str, int]], int],
    source: tuple[str, int],
    sink: tuple[str, int],
) -> list[tuple[tuple[str, int], tuple[str, int]]] | None:
    came: dict[tuple[str, int], tuple[str, int]] = {source: source}
    queue = [source]
    for line in queue:
        for start, end in capacity:
            if start == line and end not in came and capacity[start, end] > 0:
                came[end] = start
                queue.append(end)
    if sink not in came:
        return None
    path = []
    line = sink
    while line != source:
        path.append((came[line], line))
        line = came[line]
    return path[::-1]


@dataclass(frozen=True, slots=True)
class Protected:
    """A two-way table that may be printed with its totals.

    Attributes:
        rows: row by row the counts, None for those left out.
        row_totals: sums over the columns.
        column_totals: sums over the rows.
        left_out: number of cells without a count.
    """

    rows: tuple[tuple[int | None, ...], ...]
    row_totals: tuple[int, ...]
    column_totals: tuple[int, ...]
    left_out: int


def protected(cells: Mapping[Place, Cell], *, smallest: int = SMALLEST) -> Protected | None:
    """The table without the cells that :func:`suppressed` names.

    Returns:
        None where the table is empty, where a total itself stands for fewer than ``smallest`` persons, or
        where nothing protects it.
    """
    if not cells:
        return None
    members: dict[tuple[str, int], list[Place]] = {}
    for place in cells:
        for line in _lines(place):
            members.setdefault(line, []).append(place)
    if any(len(_together(cells, places)) < smallest for places in members.values()):
        return None
    hidden = suppressed(cells, smallest=smallest)
    if hidden is None:
        return None
    height, width = 1 + max(row for row, _ in cells), 1 + max(column for _, column in cells)
    counts = [[cells[row, column].count for column in range(width)] for row in range(height)]
    return Protected(
        rows=tuple(
            tuple(None if (row, column) in hidden else count for column, count in enumerate(line))
            for row, line in enumerate(counts)
        ),
        row_totals=tuple(sum(line) for line in counts),
        column_totals=tuple(sum(line[column] for line in counts) for column in range(width)),
        left_out=len(hidden),
    )


@dataclass(frozen=True, slots=True)
class Count:
    """A number of persons out of a known number, as it may be published.

    Attributes:
        how: "exact"; "few" (fewer than the smallest); "most" (all but fewer than the smallest); "absent"
            (the whole is too small for any of these).
        persons: the number itself where exact, the lower bound where most, else None.
        of: the known number.
    """

    how: Literal["exact", "few", "most", "absent"]
    persons: int | None
    of: int


def published(persons: int, of: int, *, smallest: int = SMALLEST) -> Count:
    """A count with its remainder protected too: who is not among the persons is a cell as well.

    >>> published(5, 12), published(2, 12).how, published(11, 12)
    (Count(how='exact', persons=5, of=12), 'few', Count(how='most', persons=10, of=12))
    """
    if of < 2 * smallest:
        return Count("absent", None, of)
    if persons < smallest:
        return Count("few", None, of)
    if persons > of - smallest:
        return Count("most", of - smallest + 1, of)
    return Count("exact", persons, of)


def merged(
    parts: Sequence[tuple[str, int]], *, rest: str, smallest: int = SMALLEST
) -> tuple[tuple[str, int], ...] | None:
    """A one-way distribution with its small parts put together until each stands for enough persons.

    Args:
        parts: (label, persons), their sum is public.
        rest: label of what was put together; it comes last.
        smallest: persons.

    Returns:
        The parts in their order, None where fewer than two would be left.

    >>> merged([("English", 18), ("Japanese", 4), ("Spanish", 2)], rest="other")
    (('English', 18), ('other', 6))
    """
    kept = [(label, persons) for label, persons in parts if persons >= smallest]
    small = sum(persons for _, persons in parts) - sum(persons for _, persons in kept)
    # Parts of zero persons are small too: without company the rest would say that there are none.
    if len(kept) < len(parts):
        while kept and (small < smallest or len(parts) - len(kept) < 2):
            least = min(kept, key=lambda part: part[1])
            kept.remove(least)
            small += least[1]
        kept.append((rest, small))
    return tuple(kept) if len(kept) > 1 else None


def bands(groups: Sequence[Sequence[float]], *, smallest: int = SMALLEST) -> tuple[float, ...] | None:
    """Lower bounds of bands of a measure such that every group has enough persons in every band.

    Args:
        groups: the values of each group.
        smallest: persons.

    Returns:
        The lower bounds of all bands but the lowest, or None where not even two bands are possible.

    >>> bands([[1, 1, 1, 2, 2, 2], [1, 1, 1, 2, 2, 3]])
    (2,)
    """
    cuts: list[float] = []
    for value in sorted({value for group in groups for value in group}):
        inside = [sum(v < value and not (cuts and v < cuts[-1]) for v in group) for group in groups]
        above = [sum(v >= value for v in group) for group in groups]
        if min(*inside, *above) >= smallest:
            cuts.append(value)
    return tuple(cuts) or None
