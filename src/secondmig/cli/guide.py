"""``secondmig corpus guide``: the interview guide."""

from pathlib import Path

import click

from secondmig.cli.caller import Caller
from secondmig.cli.options import Chosen, Known, Verb, selects
from secondmig.cli.output import Output, prints, say

ITEM = Known("item", lambda project: sorted(str(row["id"]) for row in project.corpus_guide().rows))
_FOR_PROGRAMS = ("not_coded", "topic", "asked_of", "codes")


@click.command("guide", cls=Verb, example="secondmig corpus guide --item papers")
@click.argument("source", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
@click.option("--item", type=ITEM, help="Only this item, with a row per interview.")
@selects
@prints
@click.pass_obj
def guide(caller: Caller, source: Path | None, item: str | None, chosen: Chosen, output: Output) -> None:
    """List what was asked and what was mentioned, item by item; with FILE, take in the interview guide."""
    if source is not None and (item is not None or chosen != Chosen({})):
        raise click.UsageError("FILE is taken in as a whole: leave the options out.")
    with caller.open() as project:
        if source is not None:
            say(project.corpus_guide_import(source))
            return
        listing = project.corpus_guide(item, chosen.selection(project))
    output.write(listing, hidden=_FOR_PROGRAMS)
