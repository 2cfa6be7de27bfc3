"""``secondmig query``: questions to the codings."""

from collections.abc import Mapping
from typing import Any

import click

from secondmig.cli.caller import Caller
from secondmig.cli.cooccur import query_cooccur, query_correspondence
from secondmig.cli.grid import query_grid
from secondmig.cli.matrix import query_matrix
from secondmig.cli.options import CODE, Chosen, Nearness, Noun, gathered, release, selects
from secondmig.cli.output import Output, prints
from secondmig.cli.saturation import query_saturation
from secondmig.cli.trajectory import query_trajectory
from secondmig.core.types import Level

nearness = gathered(
    "nearness",
    dict,
    {
        "overlaps": click.option(
            "--overlaps", type=CODE, default="", help="Only where another coding of this code lies too."
        ),
        "not_code": click.option(
            "--not", "not_code", type=CODE, default="", help="Only where this code does not lie."
        ),
        "followed": click.option(
            "--followed",
            type=Nearness(),
            help="Only where that code begins afterwards, within K turns.",
        ),
        "near": click.option(
            "--near",
            type=Nearness(),
            help="Only within K turns of a passage with that code.",
        ),
        "languages": click.option(
            "--language", "languages", metavar="TAG", multiple=True, help="Only words in it, e.g. ja."
        ),
        "uncoded": click.option("--uncoded", is_flag=True, help="The turns of participants without a code."),
        "uncoded_parts": click.option(
            "--uncoded-parts", is_flag=True, help="What of participants' turns no coding covers."
        ),
    },
)


@click.group(cls=Noun)
def query() -> None:
    """Questions to the codings: segments, matrix, grid and more."""


@query.command("segments", example='secondmig query segments --code OS-PER-OPT --where "about_country=USA"')
@selects
@nearness
@release("work")
@prints
@click.pass_obj
def segments(
    caller: Caller, chosen: Chosen, nearness: Mapping[str, Any], release: Level, output: Output
) -> None:
    """List the coded stretches of text, each with its words and place."""
    with caller.open() as project:
        listing = project.query_segments(chosen.selection(project), **nearness, release=release)
        output.write(listing, hidden=("start", "end", "label", "origin", "status", "memo"))
        if output.file():
            project.note_output("query segments", output.file(), listing, level=release)


query.add_command(query_matrix)


@query.command("coverage", example="secondmig query coverage --document US01")
@selects
@prints
@click.pass_obj
def coverage(caller: Caller, chosen: Chosen, output: Output) -> None:
    """Say how much of what each participant said lies under each code."""
    with caller.open() as project:
        listing = project.query_coverage(chosen.selection(project))
        output.write(listing)
        if output.file():
            project.note_output("query coverage", output.file(), listing)


query.add_command(query_cooccur)
query.add_command(query_correspondence)
query.add_command(query_trajectory)
query.add_command(query_grid)
query.add_command(query_saturation)
