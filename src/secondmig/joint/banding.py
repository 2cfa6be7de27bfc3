"""The person table for partners: attributes in bands, so that a row is no fingerprint of a life."""

from collections.abc import Sequence
from dataclasses import replace
from math import floor
from typing import Final

from secondmig.core.countries import is_country, region
from secondmig.joint.missing_codes import KNOWN
from secondmig.joint.person_columns import Cell, Column, Missing, Release

_WIDTHS: Final = {"years": 5, "status": 10}
_RULES: Final[dict[Release, str]] = {
    "region": "given as the region of the country",
    "years": "given in bands of five years",
    "status": "given in bands of ten points",
    "occupation": "given as the major group of ISCO-08, its first digit",
}
BAND_RULE: Final = (
    "countries of persons as regions, years in bands of five, points of a status scale in bands of ten, "
    "occupations as major groups; left out are legal status, dates, corridors, consent, every column of "
    "which nobody said what it is, and balances about a country that fewer than three persons have; whether "
    "somebody without a balance has lived in the country is not told"
)
SMALLEST: Final = 3
"""Persons that a column about one country stands for, at the least."""


def banded(columns: Sequence[Column]) -> tuple[list[Column], list[str]]:
    """The columns as they may leave the team.

    Returns:
        The columns in their order, and the keys of those left out.
    """
    kept = [_banded(column) for column in columns if _leaves(column)]
    return kept, [column.key for column in columns if not _leaves(column)]


def _leaves(column: Column) -> bool:
    about_country = column.suffix.startswith("_bal_")
    return column.release != "inside" and not (about_country and column.n() < SMALLEST)


def _banded(column: Column) -> Column:
    if column.release not in _RULES:
        return replace(column, cells=[_plain_reason(cell) for cell in column.cells])
    rule = f"{column.rule}; {_RULES[column.release]}"
    cells = [_coarse(cell, column.release) for cell in column.cells]
    return replace(
        column,
        cells=cells,
        rule=rule,
        kind="text",
        labels={},
        scale="ordinal" if column.unit else column.scale,
    )


def _plain_reason(cell: Cell) -> Cell:
    """A reason that tells nothing of the person.

    Whether somebody who does not speak of a country has lived there is not told, nor what a survey itself
    calls its missing values.
    """
    if not isinstance(cell, Missing):
        return cell
    if cell.reason == "no_leg":
        return Missing("not_mentioned")
    return cell if cell.reason in KNOWN else Missing("not_stated")


def _coarse(cell: Cell, release: Release) -> Cell:
    if isinstance(cell, Missing):
        return _plain_reason(cell)
    if isinstance(cell, float):
        return band(cell, _WIDTHS[release]) if release in _WIDTHS else Missing("suppressed_for_disclosure")
    if release == "region":
        return region(cell) if is_country(cell) else Missing("suppressed_for_disclosure")
    return cell[0] if release == "occupation" and cell[:1].isdigit() else Missing("suppressed_for_disclosure")


def band(value: float, width: int) -> str:
    """The band a number lies in, its lower end included and its upper end not.

    >>> band(16, 5), band(68.7, 10), band(15, 5)
    ('15 to under 20', '60 to under 70', '15 to under 20')
    """
    low = floor(value / width) * width
    return f"{low} to under {low + width}"
