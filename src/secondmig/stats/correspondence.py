"""Correspondence analysis: rows and columns of a table of counts as points on the same axes."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
METHOD: Final = "correspondence analysis by singular values of the standardised residuals (Greenacre 1984)"
SIGNS: Final = (
    "an axis may be turned round: here the row furthest out has a positive coordinate; of several as far "
    "out, the one whose name comes first"
)
_ZERO: Final = 1e-12
_TIE: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Point:
    """A row or a column on the axes.

    Attributes:
        name: of the row or column.
        n: its total.
        mass: its share of all, 0-1.
        inertia: what it adds to the total inertia.
        coordinates: principal coordinates, one for each axis.
        contributions: its share of the inertia of each axis, 0-1.
        cos2: how much of its distance from the centre each axis shows, 0-1; the sum over all axes is 1, or 0
            for a point in the centre.
    """

    name: str
    n: int
    mass: float
    inertia: float
    coordinates: tuple[float, ...]
    contributions: tuple[float, ...]
    cos2: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Correspondence:
    """The axes of a table and the points on them, or the reason why there are none.

    Attributes:
        rows: of the table, in its order; empty where it is undefined.
        columns: likewise.
        inertias: of each axis, the largest first.
        shares: of the total inertia, 0-1.
        total: inertia of the table, chi-square / n.
        n: sum of the table.
        undefined: why there are no axes; "" exactly where there are.
        turning: numbers, from 1, of axes whose inertia another one shares: any two at right angles in their
            plane would do as well, so their coordinates mean nothing singly.
    """

    rows: tuple[Point, ...]
    columns: tuple[Point, ...]
    inertias: tuple[float, ...]
    shares: tuple[float, ...]
    total: float
    n: int
    undefined: str = ""
    turning: tuple[int, ...] = ()


def correspondence(
    table: Sequence[Sequence[int]], rows: Sequence[str], columns: Sequence[str]
) -> Correspondence:
    """Place the rows and columns of a table by how their profiles differ.

    With P = table / n, r and c its margins and S = (P - r c') / sqrt(r c') = U D V', the inertias are D^2 and
    the principal coordinates sqrt(1/r) U D and sqrt(1/c) V D. The signs of axes are fixed as SIGNS says.

    Source: M. J. Greenacre (1984), Theory and Applications of Correspondence Analysis; the example is his
    table 3.1, smoking by staff group.

    Args:
        table: counts, rows by columns; no row and no column is all zero.
        rows: their names, each another.
        columns: their names, each another.

    Returns:
        At most min(rows, columns) - 1 axes. Undefined for fewer than two rows or columns, for nothing counted
        and where all rows have the same profile.

    Raises:
        ValueError: a count is negative, the table is ragged or does not fit the names, or a row or column is
            all zero while others are not.

    >>> smoking = [[4, 2, 3, 2], [4, 3, 7, 4], [25, 10, 12, 4], [18, 24, 33, 13], [10, 6, 7, 2]]
    >>> made = correspondence(smoking, ["SM", "JM", "SE", "JE", "SC"], ["none", "light", "medium", "heavy"])
    >>> [round(each, 7) for each in made.inertias]
    [0.0747591, 0.0100172, 0.0004136]
    >>> [round(each.coordinates[0], 4) for each in made.rows]
    [0.0658, -0.259, 0.3806, -0.233, 0.2011]
    """
    counts = _checked(table, rows, columns)
    n = int(counts.sum())
    reason = _degenerate(counts, n)
    if reason:
        return Correspondence((), (), (), (), 0.0, n, reason)
    shares = counts / n
    r, c = shares.sum(axis=1), shares.sum(axis=0)
    residuals = (shares - np.outer(r, c)) / np.sqrt(np.outer(r, c))
    total = float((residuals**2).sum())
    if total < _ZERO:
        return Correspondence(
            (), (), (), (), 0.0, n, "all rows have the same profile: nothing sets them apart"
        )
    left, values, right = np.linalg.svd(residuals, full_matrices=False)
    kept = (values**2 > total * _ZERO) & (np.arange(len(values)) < min(counts.shape) - 1)
    values = values[kept]
    down, across = left[:, kept] / np.sqrt(r)[:, None], right[kept].T / np.sqrt(c)[:, None]
    signs = _signs(down * values, rows)
    inertias = values**2
    return Correspondence(
        rows=_points(rows, counts.sum(axis=1), r, down * values * signs),
        columns=_points(columns, counts.sum(axis=0), c, across * values * signs),
        inertias=tuple(float(each) for each in inertias),
        shares=tuple(float(each) for each in inertias / total),
        total=total,
        n=n,
        turning=_turning(inertias),
    )


def _checked(table: Sequence[Sequence[int]], rows: Sequence[str], columns: Sequence[str]) -> Floats:
    if len({len(row) for row in table}) > 1 or len(table) != len(rows):
        message = f"a table needs a row for each of {len(rows)} names, all of one length"
        raise ValueError(message)
    counts = np.array(table, dtype=np.float64).reshape(len(rows), len(columns))
    if not np.isfinite(counts).all() or (counts < 0).any() or (counts != np.rint(counts)).any():
        message = "counts are whole numbers of 0 and more"
        raise ValueError(message)
    if counts.any() and not (counts.any(axis=0).all() and counts.any(axis=1).all()):
        message = "a row or column without any count has no profile: leave it out"
        raise ValueError(message)
    return counts


def _degenerate(counts: Floats, n: int) -> str:
    if not n:
        return "nothing is counted in the table"
    for size, name in ((counts.shape[0], "row"), (counts.shape[1], "column")):
        if size < 2:
            return f"the table has one {name}: profiles need two to differ"
    return ""


def _signs(coordinates: Floats, names: Sequence[str]) -> Floats:
    """1 or -1 for each axis, so that the row furthest out is positive."""
    signs = np.ones(coordinates.shape[1])
    for axis in range(coordinates.shape[1]):
        sizes = np.abs(coordinates[:, axis])
        furthest = np.flatnonzero(sizes >= sizes.max() * (1 - _TIE))
        chosen = min(furthest.tolist(), key=lambda at: names[at])
        signs[axis] = 1.0 if coordinates[chosen, axis] > 0 else -1.0
    return signs


def _points(names: Sequence[str], totals: Floats, masses: Floats, coordinates: Floats) -> tuple[Point, ...]:
    squares = coordinates**2
    distances = squares.sum(axis=1)
    parts = masses[:, None] * squares
    contributions = parts / parts.sum(axis=0)
    # A point in the centre is at no distance that an axis could show.
    cos2 = np.divide(
        squares, distances[:, None], out=np.zeros_like(squares), where=distances[:, None] > _ZERO
    )
    return tuple(
        Point(
            name=name,
            n=int(totals[at]),
            mass=float(masses[at]),
            inertia=float(parts[at].sum()),
            coordinates=tuple(float(each) + 0.0 for each in coordinates[at]),
            contributions=tuple(float(each) for each in contributions[at]),
            cos2=tuple(float(each) for each in cos2[at]),
        )
        for at, name in enumerate(names)
    )


def _turning(inertias: Floats) -> tuple[int, ...]:
    equal = {at for at, (one, other) in enumerate(pairwise(inertias.tolist())) if one - other <= _TIE * one}
    return tuple(sorted({at + 1 for at in equal} | {at + 2 for at in equal}))
