"""How strongly two ways of sorting persons go together."""

from collections.abc import Sequence
from typing import Final

from secondmig.estimate.values import Estimate, known, undefined

UNIT: Final = "association from 0 to 1"
PLAIN: Final = "Cramer's V (Cramer 1946)"
CORRECTED: Final = "Cramer's V, bias corrected (Bergsma 2013)"


def filled(table: Sequence[Sequence[int]]) -> tuple[tuple[int, ...], ...]:
    """A table of counts without its empty rows and columns.

    Raises:
        ValueError: rows of unequal length, or a negative count.

    >>> filled([[3, 0, 1], [0, 0, 0], [1, 0, 3]])
    ((3, 1), (1, 3))
    """
    rows = [tuple(int(cell) for cell in row) for row in table]
    if len({len(row) for row in rows}) > 1 or any(cell < 0 for row in rows for cell in row):
        message = f"a table needs rows of equal length with counts, not {table!r}"
        raise ValueError(message)
    kept = [row for row in rows if any(row)]
    columns = [place for place in range(len(kept[0]) if kept else 0) if any(row[place] for row in kept)]
    return tuple(tuple(row[place] for place in columns) for row in kept)


def one_line(table: Sequence[Sequence[int]]) -> str:
    """Why a table without empty lines shows no association, "" where it could.

    >>> one_line(((3, 1),))
    'everybody is in one row'
    """
    if not table:
        return "nobody to count"
    if len(table) < 2:
        return "everybody is in one row"
    return "everybody is in one column" if len(table[0]) < 2 else ""


def chi_square(table: Sequence[Sequence[int]]) -> float:
    """Pearson's chi square of a table without empty rows or columns, without correction for continuity.

    chi2 = n (sum over cells of observed^2 / (row total x column total) - 1).

    >>> round(chi_square(((9, 1), (3, 7))), 4)
    7.5
    """
    rows = [sum(row) for row in table]
    columns = [sum(column) for column in zip(*table, strict=True)]
    n = sum(rows)
    total: int | float = sum(
        (cell * n - down * across) ** 2 / (down * across)
        for row, down in zip(table, rows, strict=True)
        for cell, across in zip(row, columns, strict=True)
    )
    return total / n


def cramers_v(table: Sequence[Sequence[int]], *, corrected: bool = True) -> Estimate:
    """Cramer's V of an r by c table of persons; rows and columns without a person are left out.

    V = sqrt(phi2 / min(r - 1, c - 1)), phi2 = chi2 / n. In small groups V is above 0 by chance alone, so by
    default it is corrected: phi2~ = max(0, phi2 - (r - 1)(c - 1)/(n - 1)), r~ = r - (r - 1)^2/(n - 1), c~
    likewise, V~ = sqrt(phi2~ / min(r~ - 1, c~ - 1)).

    Source: W. Bergsma (2013), A bias-correction for Cramer's V and Tschuprow's T, J. of the Korean
    Statistical Society 42, 323-328.

    Args:
        table: counts of persons, rows of equal length.
        corrected: take out what chance alone adds.

    Returns:
        0 to 1, with n persons; undefined where all are in one row or one column, or the correction leaves
        nothing to divide by.

    Raises:
        ValueError: rows of unequal length, or a negative count.

    >>> (
    ...     round(cramers_v([[9, 1], [3, 7]]).value, 4),
    ...     round(cramers_v([[9, 1], [3, 7]], corrected=False).value, 4),
    ... )
    (0.5833, 0.6124)
    """
    kept = filled(table)
    n = sum(map(sum, kept))
    method = CORRECTED if corrected else PLAIN
    reason = one_line(kept)
    if reason:
        return undefined(reason, n=n, method=method, unit=UNIT)
    phi2, r, c = chi_square(kept) / n, float(len(kept)), float(len(kept[0]))
    if corrected:
        phi2 = max(0.0, phi2 - (r - 1) * (c - 1) / (n - 1))
        r, c = r - (r - 1) ** 2 / (n - 1), c - (c - 1) ** 2 / (n - 1)
    over = min(r - 1, c - 1)
    if over <= 1e-12:
        return undefined("too few persons for the correction", n=n, method=method, unit=UNIT)
    return known(min(1.0, float((phi2 / over) ** 0.5)), n=n, method=method, unit=UNIT)
