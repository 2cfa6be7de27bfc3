"""``secondmig query saturation``: when further interviews stop adding codes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any

import click

from secondmig.cli.banner import banner, unbannered
from secondmig.cli.caller import Caller
from secondmig.cli.curve import Curve, drawn
from secondmig.cli.options import Chosen, Verb, gathered, selects
from secondmig.cli.output import Output, prints, terminal_columns

if TYPE_CHECKING:
    from secondmig.project.listing import Listing

_PICTURES = 4
"""Cells up to which each gets a picture."""


class Several(click.ParamType):  # type: ignore[type-arg] # generic from click 8.5 on
    """``N,N``: numbers with commas between them.

    Args:
        read: reads one; a ValueError refuses it.
        wanted: what one is, for the refusal.
    """

    name = "N,N"

    def __init__(self, read: Callable[[str], float], wanted: str) -> None:
        self._read = read
        self._wanted = wanted

    def convert(
        self, value: str | tuple[float, ...], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[float, ...]:
        """The numbers, blanks around them aside."""
        if isinstance(value, tuple):
            return value
        parts = [part.strip() for part in value.split(",") if part.strip()]
        try:
            numbers = tuple(self._read(part) for part in parts)
        except ValueError:
            self.fail(f"{value!r} is not of the form {self._wanted}", param, ctx)
        return numbers


def whole(text: str) -> int:
    """A whole number written in digits.

    Raises:
        ValueError: it is not.
    """
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise ValueError(text)
    return int(text)


def share(text: str) -> float:
    """A share, or a percentage.

    >>> share("0.05"), share("5%")
    (0.05, 0.05)

    Raises:
        ValueError: it is neither.
    """
    bare = text.removesuffix("%").strip()
    if not bare.replace(".", "", 1).isdigit() or not bare.isascii():
        raise ValueError(text)
    return float(bare) / 100 if text.endswith("%") else float(bare)


asking = gathered(
    "asking",
    dict,
    {
        "show": click.option(
            "--show",
            type=click.Choice(["points", "curve", "codes", "estimates"]),
            default="points",
            show_default=True,
            help="A row per point, interview, code, or group.",
        ),
        "by": click.option(
            "--by", metavar="WHAT", default="", help="Each group alone, e.g. interview_country or group."
        ),
        "unit": click.option(
            "--unit",
            type=click.Choice(["persons", "interviews"]),
            default="persons",
            show_default=True,
            help="What is sampled.",
        ),
        "order": click.option(
            "--order",
            type=click.Choice(["date", "coding"]),
            default="date",
            show_default=True,
            help="By date of interview, or as they were coded.",
        ),
        "bases": click.option(
            "--base", "bases", type=Several(whole, "4,5,6"), default="4,5,6", show_default=True
        ),
        "runs": click.option("--run", "runs", type=Several(whole, "2,3"), default="2,3", show_default=True),
        "thresholds": click.option(
            "--threshold",
            "thresholds",
            type=Several(share, "5%,0"),
            default="5%,0",
            show_default=True,
            help="New codes in the run / codes in the base.",
        ),
        "draws": click.option(
            "--draws", type=int, default=1000, show_default=True, help="Random orders to compare with."
        ),
        "seed": click.option("--seed", type=int, default=0, show_default=True, help="Of the random orders."),
    },
)


@click.command(
    "saturation", cls=Verb, example="secondmig query saturation --by interview_country --base 4 --run 2"
)
@asking
@selects
@prints
@click.pass_obj
def query_saturation(caller: Caller, chosen: Chosen, asking: dict[str, Any], output: Output) -> None:
    """Say after how many interviews hardly any new code comes up, and what was never asked."""
    from secondmig.project.saturating import SaturationWanted

    with caller.open() as project:
        wanted = SaturationWanted(chosen.selection(project), **asking)
        listing = project.query_saturation(wanted)
        if output.file() and wanted.show == "curve":
            project.note_output("query saturation", output.file(), listing)
    if output.on_screen() and wanted.show in {"points", "curve"}:
        width = terminal_columns() or 80
        output.write_text(chain(banner(listing, width), pictures(listing, width)))
        listing = unbannered(listing)
    if output.form_name() == "table":
        listing = _for_people(listing, wanted.show, by=wanted.by)
    output.write(listing)


def _for_people(listing: "Listing", show: str, *, by: str) -> "Listing":
    """The same with ranges in one cell, without the name of the only group and what is empty."""
    if show == "points":
        rows = [_ranged(row) for row in listing.rows]
        listing = replace(listing, fields=_POINT, rows=rows, right=_RIGHT)
    unneeded = set() if by else {"group", "n"}
    unneeded |= {"label"} if show != "codes" else set()
    unneeded |= {"case"} if all(row.get("case") == row.get("id") for row in listing.rows) else set()
    unneeded |= {
        name
        for name in _IF_ANY
        if name in listing.fields and all(row[name] in {None, 0} for row in listing.rows)
    }
    if show == "points":
        unneeded |= {name for name in _IF_STATED if all(row[name] is None for row in listing.rows)}
    return replace(listing, fields=tuple(name for name in listing.fields if name not in unneeded))


_RIGHT = ("threshold", "saturation", "ties", "any_order", "reached", "asked")
_IF_ANY = ("undefined", "reason", "untold", "ties")
_IF_STATED = ("unseen", "asked")
_POINT = (
    "group",
    "n",
    "base",
    "threshold",
    "run",
    "base_codes",
    "saturation",
    "ties",
    "any_order",
    "unseen",
    "asked",
    "undefined",
)


def _ranged(row: Mapping[str, Any]) -> dict[str, object]:
    """A row of points for reading: the orders of the same date, the median of any order with its range."""
    tied = row["tied_low"] is not None or row["tied_high"] is not None
    anyhow = f"{_or_never(row['median'])} ({_range(row['low'], row['high'])})"
    sought, reached = row["unseen_sought"], row["reached"]
    return {
        **row,
        "threshold": _percent(row["threshold"]),
        "ties": _range(row["tied_low"], row["tied_high"]) if tied else None,
        "any_order": None if reached is None else anyhow if row["low"] is not None else _NEVER,
        "reached": None if reached is None else _percent(reached),
        "asked": None if sought is None else f"{row['unseen_asked']} of {sought}",
    }


def _or_never(point: int | None) -> str:
    return _NEVER if point is None else str(point)


def _range(low: int | None, high: int | None) -> str:
    return str(low) if low is not None and low == high else f"{_or_never(low)}-{_or_never(high)}"


_NEVER = "never"


def pictures(listing: "Listing", width: int) -> Iterator[str]:
    """The curve of each group, with the point of its first rule; of the first few where there are many."""
    held = listing.meta.get("curves")
    curves: Sequence[Mapping[str, Any]] = held if isinstance(held, Sequence) else ()
    for curve in curves[:_PICTURES]:
        row = next((row for row in listing.rows if row["group"] == curve["group"] and "after" in row), {})
        marked = row.get("after")
        rule = f"base {row.get('base')}, at most {_percent(row.get('threshold'))} new"
        picture = Curve(
            label=str(curve["label"]) if len(curves) > 1 else "",
            observed=curve["observed"],
            expected=curve["expected"],
            marked=marked if isinstance(marked, int) else None,
            told=f"{row.get('saturation')}: {rule}",
        )
        lines = "".join(drawn(picture, width=width))
        if lines:
            yield f"{lines}\n"


def _percent(share: object) -> str:
    return f"{100 * share:.3g} %" if isinstance(share, float) else ""
