"""``secondmig memo``: memos."""

from typing import Any

import click

from secondmig.cli.caller import Caller
from secondmig.cli.options import CASE, CODE, DOCUMENT, Noun, gathered
from secondmig.cli.output import Output, prints
from secondmig.core.selection import Selection


def _selection(**values: Any) -> Selection:  # noqa: ANN401 - values of options, by parameter name
    return Selection(**values)


about = gathered(
    "about",
    _selection,
    {
        "documents": click.option(
            "--document", "documents", type=DOCUMENT, multiple=True, help="On this one."
        ),
        "cases": click.option("--case", "cases", type=CASE, multiple=True, help="On this person."),
        "codes": click.option(
            "--code", "codes", type=CODE, multiple=True, help="On this code and those below."
        ),
        "coders": click.option("--coder", "coders", metavar="NAME", multiple=True, help="By this coder."),
    },
)


@click.group(cls=Noun)
def memo() -> None:
    """Memos: list them."""


@memo.command("list", example="secondmig memo list --document US01")
@about
@prints
@click.pass_obj
def list_(caller: Caller, about: Selection, output: Output) -> None:
    """List the memos on documents, persons, codes and codings, and the comments that came with a file."""
    with caller.open() as project:
        listing = project.memo_list(about)
    output.write(listing, hidden=("id",))
