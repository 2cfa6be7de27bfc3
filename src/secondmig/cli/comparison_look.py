"""A comparison as people read it: a line for each code, the groups side by side, then how far they differ."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from secondmig.cli.figures import fixed, p_text

if TYPE_CHECKING:
    from secondmig.project.listing import Listing

Row = Mapping[str, Any]
_DASH = "–"


def look(listing: "Listing") -> "Listing":
    """The same with a row for each code; rows of persons stay as they are."""
    if "against" not in listing.fields or not listing.rows:
        return listing
    by_code = [list(rows) for _, rows in groupby(listing.rows, key=lambda row: row["code"])]
    if "more" in listing.fields:
        lines = [_paired(rows, listing.meta) for rows in by_code]
    elif len(by_code[0]) == 2:
        lines = [_two(rows, listing.meta) for rows in by_code]
    elif any(row["against"] is None for row in by_code[0]):
        lines = [_pair(row, rows, listing.meta) for rows in by_code for row in rows if row["against"]]
    else:
        lines = [_several(rows, listing.meta) for rows in by_code]
    fields = tuple(lines[0])
    listing = replace(listing, notes=tuple(_notes(listing, fields)))
    right = tuple(name for name in fields if name not in {"code", "label", "group", "stands out"})
    return replace(listing, fields=fields, rows=lines, right=right)


def _notes(listing: "Listing", fields: Sequence[str]) -> Iterator[str]:
    """The notes, without the sentences on figures that only programs get."""
    said = listing.meta.get("sentences", {})
    unseen = ("probability", "odds_ratio") if "odds ratio" not in fields else ()
    sentences = {said[name] for name in unseen if name in said} if isinstance(said, Mapping) else set()
    yield from (each for each in listing.notes if each not in sentences)


def _two(rows: Sequence[Row], meta: Row) -> dict[str, object]:
    """Two groups: the first less the second, or less the one that it is set against."""
    first = next((row for row in rows if row["against"] is not None), rows[0])
    return {
        **_named(first),
        **{row["group"]: _of(row, meta) for row in rows},
        **_contrast(first, meta),
        **_tests(first, meta),
        **_odds(first, meta),
    }


def _pair(row: Row, rows: Sequence[Row], meta: Row) -> dict[str, object]:
    """One of several groups against the group named."""
    other = next(each for each in rows if each["group"] == row["against"])
    return {
        **_named(row),
        "group": row["group"],
        "n/N": _of(row, meta),
        row["against"]: _of(other, meta),
        **_contrast(row, meta),
        **_tests(row, meta),
        **_odds(row, meta),
    }


def _several(rows: Sequence[Row], meta: Row) -> dict[str, object]:
    """Several groups: all of them, and the one that is furthest from all others."""
    known = [row for row in rows if row["difference"] is not None]
    far = max(known, key=lambda row: abs(row["difference"]), default=None)
    stands: dict[str, object] = {"stands out": _DASH, "from others": _DASH}
    if far is not None and far["difference"]:
        stands = {"stands out": far["group"], "from others": _signed(far["difference"])}
    if meta["inference"] and meta["quantity"] == "presence":
        stands["interval"] = _interval(far) if far is not None and far["difference"] else _DASH
    presence = meta["quantity"] == "presence"
    size = (
        {"V": fixed(rows[0]["v"], 3)}
        if presence
        else {"delta": _DASH if far is None else _signed(far["delta"])}
    )
    return {
        **_named(rows[0]),
        **{row["group"]: _of(row, meta) for row in rows},
        **stands,
        **size,
        **_tests(rows[0], meta),
    }


def _paired(rows: Sequence[Row], meta: Row) -> dict[str, object]:
    """Two countries within persons."""
    first, second = rows
    return {
        **_named(first),
        **{row["group"]: _mean(row) for row in (first, second)},
        "difference": _signed(first["difference"]),
        "more:fewer:tied": ":".join(str(len(first[name])) for name in ("more", "fewer", "ties")),
        **_tests(first, meta),
        "delta": _signed(first["delta"]),
        "median": _signed(first["median_difference"]),
    }


def _named(row: Row) -> dict[str, object]:
    return {"code": row["code"], "label": row["label"]}


def _of(row: Row, meta: Row) -> str:
    """n/N, or the mean with the number of persons."""
    if meta["quantity"] == "presence":
        return f"{row['persons']}/{row['persons_total']}"
    return f"{_mean(row)} ({row['n']})"


def _mean(row: Row) -> str:
    return _DASH if row["mean"] is None else f"{row['mean']:.2f}"


def _contrast(row: Row, meta: Row) -> dict[str, object]:
    found: dict[str, object] = {"difference": _signed(row["difference"])}
    if meta["quantity"] != "presence":
        return {**found, "delta": _signed(row["delta"])}
    if meta["inference"]:
        found["interval"] = _interval(row)
    return {**found, "V": fixed(row["v"], 3)}


def _tests(row: Row, meta: Row) -> dict[str, object]:
    if not meta["inference"]:
        return {}
    corrected = {"p Holm": p_text(row["p_holm"])} if meta["family"] else {}
    return {"p": p_text(row["p"]), **corrected}


def _odds(row: Row, meta: Row) -> dict[str, object]:
    if not meta["inference"] or meta["quantity"] != "presence":
        return {}
    if row["odds_ratio"] is None:
        told = _DASH if row["odds_low"] is None else f"at least {_short(row['odds_low'])}"
    else:
        told = f"{_short(row['odds_ratio'])} [{_short(row['odds_low'])},{_short(row['odds_high'])}]"
    return {"P": p_text(row["probability"]), "odds ratio": told}


def _signed(value: float | None) -> str:
    return _DASH if value is None else f"{value:+.2f}" if round(value, 2) else "0.00"


def _interval(row: Row) -> str:
    return _DASH if row["low"] is None else f"[{row['low']:.2f},{row['high']:.2f}]"


def _short(value: float | None) -> str:
    return _DASH if value is None else f"{value:.3g}"
