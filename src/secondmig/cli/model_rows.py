"""Fitted models as people read them: blocks under headings, figures to four decimals."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from secondmig.project.listing import Listing

_DASH = "–"
_COLUMNS = ("variable", "coefficient", "se", "z", "p", "stars", "ame", "ame_low", "ame_high")
_RIGHT = ("coefficient", "se", "z", "p", "ame", "ame_low", "ame_high")
_DECIMALS = {"z": 2, "p": 3}


def for_people(listing: "Listing") -> "Listing":
    """The rows of ``model fit`` with headings of specs and blocks and "Yes" for factors shown as one row."""
    several = len({row["spec"] for row in listing.rows}) > 1
    rows: list[dict[str, str]] = []
    for name, mine in groupby(listing.rows, key=lambda row: row["spec"]):
        if several:
            rows.append(_heading(str(name)))
        rows += _spec(list(mine), deep=several)
    return replace(listing, fields=_COLUMNS, rows=rows, right=_RIGHT)


def _spec(rows: Sequence[Mapping[str, object]], *, deep: bool) -> Iterator[dict[str, str]]:
    """The lines of one spec; terms stand in below the heading of their block."""
    inset = " " if deep else ""
    for block, mine in groupby(rows, key=lambda row: row["block"]):
        if block:
            yield _heading(f"{inset}{block}")
        told: set[str] = set()
        for row in mine:
            indent = f"{inset} " if block else inset
            if row["show"] == "yes_row" and row["role"] in {"level", "reference"}:
                factor = str(row["variable"]).partition("=")[0]
                if factor not in told:
                    yield {**_heading(f"{indent}{factor}"), "coefficient": "Yes"}
                told.add(factor)
            else:
                yield _line(row, indent)


def _heading(text: str) -> dict[str, str]:
    return {**dict.fromkeys(_COLUMNS, " "), "variable": text}


def _line(row: Mapping[str, object], indent: str) -> dict[str, str]:
    if row["role"] == "reference":
        return {**_heading(f"{indent}{row['variable']}"), "coefficient": "reference"}
    cells = {name: _cell(name, row[name]) for name in _COLUMNS[1:]}
    return {"variable": f"{indent}{row['variable']}", **cells, "stars": str(row["stars"] or " ")}


def _cell(name: str, value: object) -> str:
    if not isinstance(value, int | float):
        return _DASH
    decimals = _DECIMALS.get(name, 4)
    if name != "p" and value and abs(value) < 0.5 * 10**-decimals:
        return f"{value:.2g}"
    if name == "p" and value < 0.0005:
        return "<.001"
    return f"{value:.{decimals}f}"
