"""The formats of rows: two for people, three for programs."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from secondmig.cli.banner import banner, marked, unbannered
from secondmig.core.warnings import Caution, most

if TYPE_CHECKING:
    from secondmig.project.listing import Listing

_DASH = "–"
_PROSE_FROM = 0.001  # smaller numbers are printed as powers of ten


def plain(value: object) -> object:
    """A value as JSON knows it: floats to 10 significant digits, never "-0.0", undefined as None.

    >>> plain(1 / 3), plain(-0.0), plain(float("nan")), plain((1, True))
    (0.3333333333, 0.0, None, [1, True])
    """
    import math

    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return float(f"{value:.10g}") + 0.0 if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(name): plain(inner) for name, inner in value.items()}
    if isinstance(value, Sequence):
        return [plain(inner) for inner in value]
    return str(value)


def shown(value: object) -> str:
    """A value as a table for people shows it: a dash where nothing is known, at most three decimals.

    >>> shown(None), shown(True), shown(0.54166), shown(6.0), shown({"about_country": "JPN", "valence": -1})
    ('–', 'yes', '0.542', '6', 'about_country=JPN, valence=-1')
    """
    value = plain(value)
    if value is None or value == "":
        return _DASH
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        if value and abs(value) < _PROSE_FROM:
            return f"{value:.2g}"
        return f"{value:.3f}".rstrip("0").rstrip(".")
    if isinstance(value, dict):
        return ", ".join(f"{name}={shown(inner)}" for name, inner in value.items()) or _DASH
    if isinstance(value, list):
        return ", ".join(map(shown, value)) or _DASH
    return str(value)


def as_json(listing: "Listing", fit: int | None) -> Iterator[str]:  # noqa: ARG001 - one signature for all formats
    """``{"meta": {...}, "rows": [...]}``, a row a line."""
    yield f'{{"meta": {_json(listing.meta)},\n"rows": ['
    between = "\n"
    for row in _rows(listing):
        yield f"{between}{_json(row)}"
        between = ",\n"
    yield "\n]}\n"


def as_jsonl(listing: "Listing", fit: int | None) -> Iterator[str]:  # noqa: ARG001 - one signature for all formats
    """The rows alone, each a line of JSON."""
    for row in _rows(marked(listing)):
        yield f"{_json(row)}\n"


def as_csv(listing: "Listing", fit: int | None) -> Iterator[str]:  # noqa: ARG001 - one signature for all formats
    """A header and the rows; objects and lists as JSON, undefined as an empty cell."""
    import csv
    import io

    listing = marked(listing)
    line = io.StringIO()
    writer = csv.writer(line, lineterminator="\n")
    writer.writerow(listing.fields)
    yield line.getvalue()
    for row in _rows(listing):
        line.seek(0)
        line.truncate()
        writer.writerow([_csv_cell(value) for value in row.values()])
        yield line.getvalue()


def as_table(listing: "Listing", fit: int | None) -> Iterator[str]:
    """Columns that line up, then what a reader should know beside them."""
    from secondmig.cli.table import table, visible

    yield from banner(listing, fit)
    if listing.rows:
        cells = [[visible(shown(value)) for value in row.values()] for row in _rows(listing)]
        yield table(listing.fields, cells, right=_flush_right(listing), fit=fit)
    elif not listing.notes:
        yield "nothing found\n"
    yield from _below(unbannered(listing), fit, apart=bool(listing.rows))


def as_card(listing: "Listing", fit: int | None) -> Iterator[str]:
    """One line per value: for a single row its fields, for rows of two fields each row; else a table."""
    from secondmig.cli.table import card, visible

    pairs: list[tuple[object, object]]
    if len(listing.fields) == 2:
        pairs = [(row[listing.fields[0]], row[listing.fields[1]]) for row in listing.rows]
    elif len(listing.rows) == 1:
        pairs = list(next(_rows(listing)).items())
    else:
        yield from as_table(listing, fit)
        return
    yield from banner(listing, fit)
    yield card([(visible(shown(name)), visible(shown(value))) for name, value in pairs], fit=fit)
    yield from _below(unbannered(listing), fit)


def as_md(listing: "Listing", fit: int | None) -> Iterator[str]:  # noqa: ARG001 - one signature for all formats
    """A table in Markdown."""
    from secondmig.cli.table import table

    cells = [[_md_cell(shown(value)) for value in row.values()] for row in _rows(listing)]
    header = [_md_cell(name) for name in listing.fields]
    yield from banner(listing)
    yield table(header, cells, right=_flush_right(listing), layout="pipe")
    for line in _below(unbannered(listing), None):
        yield line if line == "\n" else f"{_md_cell(line.rstrip())}\n"


FORMATS: dict[str, Callable[["Listing", int | None], Iterator[str]]] = {
    "table": as_table,
    "csv": as_csv,
    "json": as_json,
    "jsonl": as_jsonl,
    "md": as_md,
}
"""Name -> pieces of text; the second argument is the terminal's width, None where nothing is to be folded."""


def _rows(listing: "Listing") -> Iterator[dict[str, object]]:
    for row in listing.rows:
        yield {name: row[name] for name in listing.fields}


def _json(value: object) -> str:
    import json

    return json.dumps(plain(value), ensure_ascii=False, allow_nan=False)


def _csv_cell(value: object) -> str:
    if isinstance(value, str):
        return value
    simple = plain(value)
    if simple is None:
        return ""
    if isinstance(simple, bool):
        return str(simple).lower()
    return _json(simple) if isinstance(simple, dict | list) else str(simple)


def _flush_right(listing: "Listing") -> list[bool]:
    """Which columns hold numbers."""
    return [name in listing.right or _numeric(row[name] for row in listing.rows) for name in listing.fields]


def _numeric(values: Iterator[object]) -> bool:
    known = [value for value in values if value is not None]
    numbers = (isinstance(value, int | float) and not isinstance(value, bool) for value in known)
    return bool(known) and all(numbers)


def _below(listing: "Listing", fit: int | None, *, apart: bool = True) -> Iterator[str]:
    """What a person should read beside the rows: the filter, the notes, the warnings."""
    from secondmig.cli.table import folded

    lines = list(listing.notes)
    chosen = listing.meta.get("selection", "everything")
    if chosen not in {"everything", ""}:
        lines.append(f"Only: {chosen}")
    lines.extend(_warned(listing))
    if lines and apart:
        yield "\n"
    for line in lines:
        yield f"{folded(' '.join(line.split()), fit)}\n"


def _warned(listing: "Listing") -> Iterator[str]:
    """The gravest warnings, three at most, and which there are behind them."""
    warnings = listing.meta.get("warnings", ())
    every = [Caution(**each) for each in warnings] if isinstance(warnings, Sequence) else []
    beside = most(every)
    yield from (f"{each.id} ({each.severity}): {each.message}" for each in beside)
    behind = [each.id for each in every if each not in beside]
    if behind:
        names = ", ".join(dict.fromkeys(behind))
        yield f"and {len(behind)} more, in full with --format json: {names}"


def _md_cell(text: str) -> str:
    for letter in "\\|*`":
        text = text.replace(letter, f"\\{letter}")
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("\r", "").replace("\n", "<br>")
