"""``secondmig agree report`` and ``drift``: how far coders agree, with each other and with themselves."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import click

from secondmig.cli.caller import Caller
from secondmig.cli.options import CODE, DOCUMENT, Decorator, Names, Verb, gathered
from secondmig.cli.output import Output, prints
from secondmig.core.types import SPEAKER_ROLES
from secondmig.project.agreement_asked import (
    DRAWS,
    PROGRAMS,
    SEED,
    UNITS,
    Compare,
    Drifting,
    Measure,
    Program,
    Reported,
    When,
)

if TYPE_CHECKING:
    from secondmig.project.listing import Listing

_SHOWN = 3


def _compare(**values: Any) -> Compare:  # noqa: ANN401 - values of options, by parameter name
    when: tuple[When, ...] = ("before", "after") if values["both"] else ("before",)
    if values["after"] and not values["both"]:
        when = ("after",)
    return Compare(
        coders=values["coders"] or (),
        codes=values["codes"],
        documents=values["documents"],
        roles=values["roles"] or ("participant",),
        level=values["level"],
        when=when,
    )


def _measure(**values: Any) -> Measure:  # noqa: ANN401 - values of options, by parameter name
    languages = {None: None, "language": True, "none": False}[values.pop("by")]
    return Measure(**values, languages=languages)


_COMPARING: dict[str, Decorator] = {
    "coders": click.option("--coders", type=Names(), help="Whom to compare; default: all who share a text."),
    "codes": click.option("--code", "codes", type=CODE, multiple=True, help="Only this and those below."),
    "documents": click.option("--document", "documents", type=DOCUMENT, multiple=True, help="Only this one."),
    "roles": click.option(
        "--role",
        "roles",
        type=click.Choice(SPEAKER_ROLES),
        multiple=True,
        help="Whose words count.  [default: participant]",
    ),
    "level": click.option(
        "--level",
        type=click.IntRange(min=1),
        metavar="N",
        help="Codes count as their heading at this depth.",
    ),
    "after": click.option("--after", is_flag=True, help="As it is now, not before differences were decided."),
    "both": click.option("--both", is_flag=True, help="Before they were decided and now, side by side."),
}
_MEASURING: dict[str, Decorator] = {
    "unit": click.option(
        "--unit", type=click.Choice(UNITS), default="character", show_default=True, help="What is judged."
    ),
    "overlap": click.option(
        "--overlap",
        type=float,
        default=0.9,
        show_default=True,
        help="Share of their union from which two segments are the same.",
    ),
    "everything": click.option("--all", "everything", is_flag=True, help="Every coefficient."),
    "by": click.option(
        "--by", type=click.Choice(["language", "none"]), help="Also by language of the turn, or not."
    ),
    "draws": click.option(
        "--draws", type=int, default=DRAWS, show_default=True, help="Resamples of documents; 0 for none."
    ),
    "seed": click.option("--seed", type=int, default=SEED, show_default=True, help="Of the resamples."),
}
compares = gathered("asked", _compare, _COMPARING)
measures = gathered("measure", _measure, _MEASURING)
warnings = click.option("--warnings", "every", is_flag=True, help="Print every warning, not three.")


_compat = click.option(
    "--compat", "program", type=click.Choice(PROGRAMS), help="As that program counts, with its definition."
)


@click.command("report", cls=Verb, example="secondmig agree report --coders gold,coder2 --unit sentence")
@compares
@measures
@_compat
@warnings
@prints
@click.pass_obj
def report(
    caller: Caller,
    asked: Compare,
    measure: Measure,
    program: Program | None,
    every: bool,
    output: Output,
) -> None:
    """Say how far coders agree on each code and facet, and what there is most to talk about."""
    with caller.open() as project:
        found = (
            project.agree_report(asked, measure)
            if program is None
            else project.agree_compat(program, asked, measure)
        )
    show(found, output, every=every, paged=measure.everything)


_drifts = gathered(
    "asked",
    Drifting,
    {
        "against": click.option("--against", metavar="NAME", default="", help="Whom to compare with."),
        "at": click.option("--at", metavar="EVENT|DATE", default="", help="The last early event; else half."),
        **{name: _COMPARING[name] for name in ("codes", "documents")},
        **{name: _MEASURING[name] for name in ("draws", "seed")},
    },
)


@click.command("drift", cls=Verb, example="secondmig agree drift kenji --against ana")
@click.argument("coder", metavar="CODER")
@_drifts
@warnings
@prints
@click.pass_obj
def drift(caller: Caller, coder: str, asked: Drifting, every: bool, output: Output) -> None:
    """Compare a coder's early documents with the late ones, code by code."""
    with caller.open() as project:
        found = project.agree_drift(coder, asked)
    show(found, output, every=every)


def show(found: Reported, output: Output, *, every: bool, paged: bool = False) -> None:
    """Print a report: its rows for programs, its tables for people.

    Args:
        found: what to print.
        output: where and how.
        every: all warnings beside the tables, not the three gravest.
        paged: on a terminal, through a pager where it is long.
    """
    if output.form_name() not in {"table", "md"}:
        output.write(found.listing)
        return
    from secondmig.cli.output import terminal_columns

    fit = terminal_columns() if output.path in {None, "-"} else None
    output.write_text(_pieces(found, output.form_name(), fit, every=every), paged=paged)


def _pieces(found: Reported, form: str, fit: int | None, *, every: bool) -> Iterator[str]:
    from secondmig.cli.formats import FORMATS
    from secondmig.cli.table import folded

    if found.banner:
        yield f"{folded(found.banner, fit)}\n\n"
    for title, table in found.tables:
        yield f"{'### ' if form == 'md' else ''}{title}\n\n"
        yield from FORMATS[form](table, fit)
        yield "\n"
    beside = _gravest(found, every=every)
    below = replace(
        found.listing, fields=(), rows=(), notes=found.foot, meta={**found.listing.meta, "warnings": ()}
    )
    item = "- " if form == "md" else ""
    yield from (f"{item}{line}" for line in FORMATS["table"](below, fit))
    said = (f"{item}{each['id']} ({each['severity']}): {each['message']}" for each in beside)
    yield from (f"{folded(line, fit)}\n" for line in said)
    hidden = len(_all(found.listing)) - len(beside) - bool(found.banner)
    if hidden > 0:
        yield f"{item}{hidden} more {'warning' if hidden == 1 else 'warnings'}: --warnings\n"


def _all(listing: "Listing") -> Sequence[dict[str, str]]:
    return cast("Sequence[dict[str, str]]", listing.meta.get("warnings", ()))


def _gravest(found: Reported, *, every: bool) -> list[dict[str, str]]:
    """The warnings beside the tables; what stands above them is not said again."""
    said = [each for each in _all(found.listing) if each["message"] != found.banner]
    order = sorted(said, key=lambda each: ("high", "medium", "low").index(each["severity"]))
    return said if every else order[:_SHOWN]
