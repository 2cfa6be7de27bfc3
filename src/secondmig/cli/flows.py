"""``secondmig survey flows`` and ``survey indicators``: counts about countries, not about persons."""

from pathlib import Path

import click

from secondmig.cli.caller import Caller
from secondmig.cli.options import Chosen, Noun, Verb, selects_persons
from secondmig.cli.output import Output, prints, say


def add_to(group: Noun) -> None:
    """Hang the commands into the group ``survey``."""
    group.add_command(flows)
    group.add_command(indicators)


@click.command("flows", cls=Verb, example="secondmig survey flows corpus/flows/admitted-2000.csv --claim 12")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--claim", metavar="PERCENT", type=click.FloatRange(0, 100), help="A share to hold against it.")
@click.option("--top", metavar="N", type=click.IntRange(min=1), help="Only N countries at each end.")
@prints
@click.pass_obj
def flows(caller: Caller, file: Path, claim: float | None, top: int | None, output: Output) -> None:
    """Say how many second migrants a table of birth by last residence holds, or must hold by its margins."""
    with caller.open() as project:
        listing = project.survey_flows(file, claim=None if claim is None else claim / 100, top=top)
    output.write(listing)


@click.command("indicators", cls=Verb, example="secondmig survey indicators")
@click.argument("file", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
@selects_persons
@prints
@click.pass_obj
def indicators(caller: Caller, file: Path | None, chosen: Chosen, output: Output) -> None:
    """List the indicators of each country beside what people say; with FILE, take a table of them in."""
    with caller.open() as project:
        if file is not None:
            say(project.survey_indicators_import(file))
            return
        listing = project.survey_indicators(chosen.selection(project))
    output.write(listing, hidden=("source",))
