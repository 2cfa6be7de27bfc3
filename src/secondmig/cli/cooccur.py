"""``secondmig query cooccur`` and ``query correspondence``: codes that meet, and codes among groups."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import click

from secondmig.cli.caller import Caller
from secondmig.cli.figures import in_columns
from secondmig.cli.options import CODE, Chosen, Verb, gathered, selects
from secondmig.cli.output import Output, prints

_FIGURES = dict.fromkeys(("jaccard", "lift", "low", "high", "expected"), 3)
meeting = gathered(
    "meeting",
    dict,
    {
        "rule": click.option(
            "--rule",
            type=click.Choice(["overlap", "turn", "document"]),
            help="Share a character, a turn or an interview.  [default: overlap]",
        ),
        "within": click.option(
            "--within", metavar="K", type=int, help="Instead: at most K turns apart; 0 is the same turn."
        ),
        "beside": click.option(
            "--with", "beside", type=CODE, multiple=True, help="The other code is this one or below."
        ),
        "rolled_up": click.option("--rolled-up", is_flag=True, help="A code counts all codes below it too."),
        "min_persons": click.option(
            "--min-persons", metavar="N", type=int, default=1, show_default=True, help="In N persons or more."
        ),
        "inference": click.option(
            "--inference", is_flag=True, help="Also p and the range of lifts, by re-labelling of persons."
        ),
        "seed": click.option("--seed", type=int, default=0, show_default=True, help="Of what is drawn."),
    },
)
mapping = gathered(
    "mapping",
    dict,
    {
        "cols": click.option(
            "--cols",
            default="interview_country",
            show_default=True,
            metavar="WHAT",
            help="A facet, or an attribute of persons such as group.",
        ),
        "count": click.option(
            "--count",
            type=click.Choice(["persons", "turns", "segments"]),
            default="persons",
            show_default=True,
            help="What a cell of the table counts.",
        ),
        "axes": click.option(
            "--axes", metavar="N", type=int, default=2, show_default=True, help="How many axes to list."
        ),
    },
)


@click.command("cooccur", cls=Verb, example="secondmig query cooccur --code OS-RAC --with OS-LAB --within 2")
@selects
@meeting
@prints
@click.pass_obj
def query_cooccur(caller: Caller, chosen: Chosen, meeting: Mapping[str, Any], output: Output) -> None:
    """List the codes that meet, by a stated rule, and in how many persons."""
    if meeting["rule"] is not None and meeting["within"] is not None:
        raise click.UsageError("--within is a rule of its own: leave --rule out.")
    with caller.open() as project:
        from secondmig.project.cooccurring import Pairs

        asked = {**meeting, "rule": meeting["rule"] or "overlap"}
        listing = project.query_cooccur(Pairs(chosen.selection(project), **asked))
    sometimes = ("low", "high", "p", "undefined", "remark")
    empty = [name for name in sometimes if all(row.get(name) is None for row in listing.rows)]
    withheld = () if meeting["inference"] else ("undefined",)
    if output.for_people():
        # p before the range beside it: a narrow terminal has no room for the columns on the right.
        beside = (("p", name) if name == "low" else (name,) for name in listing.fields)
        fields = tuple(dict.fromkeys(name for names in beside for name in names))
        listing = in_columns(replace(listing, fields=fields), _FIGURES, ps=("p",))
    output.write(listing, hidden=(*empty, *withheld, "segments_a", "segments_b", "p_low", "p_high"))


@click.command(
    "correspondence",
    cls=Verb,
    example="secondmig query correspondence --code OS-RAC --cols interview_country",
)
@selects
@mapping
@prints
@click.pass_obj
def query_correspondence(caller: Caller, chosen: Chosen, mapping: Mapping[str, Any], output: Output) -> None:
    """Place codes and groups on common axes, by a correspondence analysis."""
    with caller.open() as project:
        from secondmig.project.corresponding import Map

        listing = project.query_correspondence(Map(chosen.selection(project), **mapping))
    placed = not any(row.get("undefined") for row in listing.rows)
    if output.for_people():
        figures = ("axis", "contribution", "cos2")
        of_axes = [f"{name}_{at}" for name in figures for at in range(1, mapping["axes"] + 1)]
        listing = in_columns(listing, dict.fromkeys(("mass", *of_axes), 3))
    output.write(listing, hidden=("inertia", "label", *(("undefined",) if placed else ())))
