"""Figures as people read them in a column: as many decimals in every line, and no p of 0."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from secondmig.project.listing import Listing

_DASH = "–"


def in_columns(listing: "Listing", decimals: Mapping[str, int], *, ps: Iterable[str] = ()) -> "Listing":
    """The rows with figures that stand below one another; programs get the listing as it is.

    Args:
        listing: with numbers.
        decimals: column -> how many; columns that are not there are passed over.
        ps: columns of p values.
    """
    written = {name: number for name, number in decimals.items() if name in listing.fields}
    tested = [name for name in ps if name in listing.fields]
    rows = [
        {
            **row,
            **{name: fixed(row[name], number) for name, number in written.items()},
            **{name: p_text(row[name]) for name in tested},
        }
        for row in listing.rows
    ]
    return replace(listing, rows=rows, right=(*listing.right, *written, *tested))


def fixed(value: object, decimals: int) -> str:
    """A number with so many decimals, a dash for none; no minus before a nought.

    >>> fixed(0.5, 3), fixed(-0.00002, 3), fixed(None, 2)
    ('0.500', '0.000', '–')
    """
    if not isinstance(value, int | float):
        return _DASH
    return f"{round(value, decimals) + 0.0:.{decimals}f}"


def p_text(value: object) -> str:
    """A p, or a probability, to three decimals, never 0 or 1 by rounding; a dash where there is none.

    >>> p_text(0.00007), p_text(0.0312), p_text(0.9999), p_text(1.0)
    ('<0.001', '0.031', '>0.999', '1.000')
    """
    if not isinstance(value, int | float):
        return _DASH
    if value < 1 and round(value, 3) == 1:
        return ">0.999"
    return "<0.001" if value < 0.001 else f"{value:.3f}"
