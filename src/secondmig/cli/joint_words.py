"""``secondmig joint side-by-side``, ``quotes``, ``infer`` and ``clear``: displays with words in them."""

import click

from secondmig.cli.caller import Caller
from secondmig.cli.options import Chosen, Verb, release, selects
from secondmig.cli.output import Output, prints, say
from secondmig.core.types import Level
from secondmig.joint.construct import FITS, Fit

_CONSTRUCT = click.argument("construct", metavar="CONSTRUCT")
_EACH = click.IntRange(min=0, max=20)


@click.command("side-by-side", cls=Verb, example="secondmig joint side-by-side education")
@click.argument("constructs", metavar="[CONSTRUCT]...", nargs=-1)
@click.option(
    "--quotations", type=_EACH, default=1, show_default=True, help="Of each theme and group, at most."
)
@prints
@click.pass_obj
def joint_side_by_side(caller: Caller, constructs: tuple[str, ...], quotations: int, output: Output) -> None:
    """Set what is measured beside what is said of it, with what you draw from the two."""
    with caller.open() as project:
        listing = project.joint_side_by_side(constructs, quotations=quotations)
        output.write(listing, hidden=("title",))
        if output.file():
            project.note_output("joint side-by-side", output.file(), listing, level="team")


@click.command("quotes", cls=Verb, example="secondmig joint quotes --code OS-RAC --by interview_country")
@selects
@click.option(
    "--by",
    default="group",
    show_default=True,
    metavar="WHAT",
    help="A facet such as valence, or an attribute of persons.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=1, max=50),
    default=2,
    show_default=True,
    help="Quotations in a cell, at most.",
)
@release("team", levels=("work", "team"))
@prints
@click.pass_obj
def joint_quotes(caller: Caller, chosen: Chosen, by: str, limit: int, release: Level, output: Output) -> None:
    """Give words for each theme, group by group, and how many say it; without --code of the top themes."""
    with caller.open() as project:
        listing = project.joint_quotes(chosen.selection(project), by=by, limit=limit, release=release)
        output.write(listing, hidden=("label", "language"))
        if output.file():
            project.note_output("joint quotes", output.file(), listing, level=release)


@click.command(
    "infer",
    cls=Verb,
    example='secondmig joint infer legal --fit expand "Equal on paper; only leavers tell what it was for."',
)
@_CONSTRUCT
@click.option("--fit", type=click.Choice(FITS), required=True, help="How the two sides fit together.")
@click.argument("text", metavar="TEXT")
@click.pass_obj
def joint_infer(caller: Caller, construct: str, fit: Fit, text: str) -> None:
    """Write down what you draw from the two sides of a construct."""
    with caller.open() as project:
        done = project.joint_infer(construct, fit, text)
    say(done)


@click.command("clear", cls=Verb, example="secondmig joint clear legal")
@_CONSTRUCT
@click.pass_obj
def joint_clear(caller: Caller, construct: str) -> None:
    """Take back what you drew from a construct."""
    with caller.open() as project:
        done = project.joint_clear(construct)
    say(done)
