"""The descriptive tables of surveys as papers print them: Table 1.1 (shares) and Table 1.2 (moments)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from secondmig.cli.formats import shown
from secondmig.cli.output import Output

if TYPE_CHECKING:
    from secondmig.project.listing import Listing

DASH = "–"
_PANEL = ("panel", "variable", "group", "obs", "mean", "sd", "min", "max")
_PEOPLE = (*_PANEL, "missing", "picture")
_RIGHT = ("obs", "mean", "sd", "min", "max", "share", "n", "proportion_pct", "%")


def write(listing: "Listing", output: Output, *, printed: bool) -> None:
    """Print a description; for people as the paper does, for programs with every digit.

    Args:
        listing: of ``survey describe``.
        output: where to and how.
        printed: labels and decimals as in print, whatever the format.
    """
    form = output.form_name()
    people = form in {"table", "md"}
    if printed:
        listing = as_printed(listing, thousands=people)
    elif people:
        listing = for_people(listing)
    elif form == "csv":
        listing = replace(listing, fields=tuple(each for each in listing.fields if each not in _FOR_JSON))
    output.write(replace(listing, right=_RIGHT))


_FOR_JSON = frozenset({"label", "weight_sum", "counts", "picture"})


def for_people(listing: "Listing") -> "Listing":
    """The table with decimals, thousands, missing values in words and a picture of each variable."""
    if "share" in listing.fields:
        return _shares(listing, last="all")
    fields = tuple(each for each in _PEOPLE if each in listing.fields and each != "panel")
    rows = [
        {name: _cell(name, _named(row) if name == "variable" else row[name]) for name in fields}
        for row in _said_once(listing.rows, ("panel", "variable") if "group" in fields else ())
    ]
    if "panel" in listing.fields:
        rows = list(_under_headings(rows, [str(row["panel"]) for row in listing.rows]))
    return replace(listing, fields=fields, rows=rows)


def _under_headings(rows: Sequence[dict[str, str]], panels: Sequence[str]) -> Iterator[dict[str, str]]:
    """The rows of each panel, a blank set in, under a line with its name."""
    before = ""
    for row, panel in zip(rows, panels, strict=True):
        if panel != before:
            yield {**dict.fromkeys(row, " "), "variable": panel}
        before = panel
        yield {**row, "variable": f" {row['variable']}"}


def _named(row: Mapping[str, object]) -> str:
    """A variable, and behind it the measure that it holds where that is called otherwise."""
    name, measure = row["variable"], row["measure"]
    return f"{name} ({measure})" if name and measure and measure != name else str(name)


def as_printed(listing: "Listing", *, thousands: bool = True) -> "Listing":
    """The table with the columns, names and decimals of Tables 1.1 and 1.2 of RIETI 18-E-028, and no more."""
    if "share" in listing.fields:
        return _shares(listing, last=None)
    fields = tuple(each for each in _PANEL if each in listing.fields)
    rows = [
        {
            name: row["label"] or row["variable"]
            if name == "variable"
            else _plain(name, row[name], thousands=thousands)
            for name in fields
        }
        for row in listing.rows
    ]
    return replace(listing, fields=fields, rows=rows)


def _shares(listing: "Listing", *, last: str | None) -> "Listing":
    name = str(listing.meta["variable"])
    rows: list[dict[str, object]] = [
        {name: row["label"], "proportion_pct": f"{100 * cast('float', row['share']):.1f}", "n": row["n"]}
        for row in listing.rows
    ]
    if last is None:
        fields: tuple[str, ...] = (name, "proportion_pct")
        return replace(listing, fields=fields, rows=rows)
    total = 100 * sum(cast("float", row["share"]) for row in listing.rows)
    people: list[dict[str, object]] = [
        {name: row[name], "%": row["proportion_pct"], "n": f"{row['n']:,}"} for row in rows
    ]
    if people:
        people.append({name: last, "%": f"{total:.1f}", "n": f"{listing.meta['n']:,}"})
    return replace(listing, fields=(name, "%", "n"), rows=people)


def _said_once(rows: Sequence[Mapping[str, object]], names: Sequence[str]) -> Iterator[Mapping[str, object]]:
    """The rows with a panel's or a variable's name only where it begins."""
    before: tuple[object, ...] = ()
    for row in rows:
        mine = tuple(row.get(name) for name in names)
        again = {
            name: ""
            for place, name in enumerate(names)
            if before and mine[: place + 1] == before[: place + 1]
        }
        yield {**row, **again}
        before = mine


def _cell(name: str, value: object) -> str:
    if name == "missing":
        missing = cast("Mapping[str, int]", value)
        return ", ".join(f"{n:,} {why}" for why, n in missing.items())
    if name in _RIGHT:
        return str(_plain(name, value))
    return shown(value) if value else " "


def _plain(name: str, value: object, *, thousands: bool = True) -> object:
    """A figure as it is printed: counts with thousands, moments with two decimals, bounds as they are."""
    if value is None:
        return DASH if thousands else None
    if name == "obs":
        return f"{value:,}" if thousands else value
    if name in {"mean", "sd"} and isinstance(value, float | int):
        return f"{value:.2f}"
    if isinstance(value, float):
        return f"{value:.2f}"
    return value
