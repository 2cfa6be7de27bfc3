"""``secondmig hypothesis estimate``: a claim about a population, on a survey."""

from pathlib import Path

import click

from secondmig.cli.caller import Caller
from secondmig.cli.figures import in_columns
from secondmig.cli.options import Verb
from secondmig.cli.output import Output, prints

_IN_PAGE = ("title", "first", "second", "effect", "low", "high", "p", "n_first", "n_second", "undefined")
_DECIMALS = dict.fromkeys(("first", "second", "effect", "low", "high"), 3)


@click.command("estimate", cls=Verb, example="secondmig hypothesis estimate H2 surveys/h2.yaml")
@click.argument("card", metavar="ID")
@click.argument("spec", metavar="SPEC.yaml", type=click.Path(dir_okay=False, path_type=Path))
@prints
@click.pass_obj
def hypothesis_estimate(caller: Caller, card: str, spec: Path, output: Output) -> None:
    """Estimate a claim about a population on a survey: differences with intervals of its design."""
    with caller.open() as project:
        listing = project.hypothesis_estimate(card, spec)
        hidden = tuple(field for field in listing.fields if field not in _IN_PAGE)
        if not any(row["undefined"] for row in listing.rows):
            hidden = (*hidden, "undefined")
        told = in_columns(listing, _DECIMALS, ps=("p",)) if output.for_people() else listing
        output.write(told, hidden=hidden)
        if output.file():
            project.note_output("hypothesis estimate", output.file(), listing, level="team")
