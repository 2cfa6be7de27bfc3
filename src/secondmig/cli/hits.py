"""``secondmig code hits``: one code on many places."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from secondmig.cli.caller import Caller, make_sure, on_terminal
from secondmig.cli.guide import ITEM
from secondmig.cli.options import CODE, Chosen, Pair, Verb, gathered, selects_persons, yes
from secondmig.cli.output import Output, prints, say
from secondmig.core.types import SPEAKER_ROLES

if TYPE_CHECKING:
    from secondmig.project.listing import Listing

which_places = gathered(
    "places",
    dict,
    {
        "text": click.argument("text", metavar="[TEXT]", required=False),
        "speaker": click.option("--speaker", metavar="NAME", help="Only what this speaker says."),
        "item": click.option("--guide", "item", type=ITEM, help="Only answers to this item of the guide."),
        "roles": click.option(
            "--role",
            "roles",
            type=click.Choice(SPEAKER_ROLES),
            multiple=True,
            help="Whose turns; else the participants'. Repeatable.",
        ),
        "unit": click.option(
            "--unit",
            type=click.Choice(["hit", "sentence", "turn"]),
            help="What is coded; else the sentence around a hit, or the turn.",
        ),
    },
)
coded_as = gathered(
    "coded",
    dict,
    {
        "code": click.option("--code", type=CODE, required=True, help="The code they get."),
        "facets": click.option(
            "--facet", "facets", type=Pair(), metavar="NAME=VALUE", multiple=True, help="Repeatable."
        ),
        "dry_run": click.option("--dry-run", is_flag=True, help="List the places, and code nothing."),
        "yes": yes,
    },
)


@click.command("hits", cls=Verb, example='secondmig code hits "visa" --code OS-LEG-STA --dry-run')
@which_places
@coded_as
@selects_persons
@prints
@click.pass_obj
def hits(
    caller: Caller, places: Mapping[str, Any], coded: Mapping[str, Any], chosen: Chosen, output: Output
) -> None:
    """Code all hits of a search, all a speaker says, or all answers to an item; one undo takes them back."""
    from secondmig.project.places import Asked

    if not any(places[name] for name in ("text", "speaker", "item")):
        raise click.UsageError("Say what to code: TEXT, --speaker NAME or --guide ITEM.")
    if places["unit"] == "hit" and not places["text"]:
        raise click.UsageError("--unit hit needs TEXT.")
    given = {name: value for name, value in places.items() if value}
    with caller.open() as project:
        asked = Asked(**given, selection=chosen.selection(project))
        if coded["dry_run"]:
            listing = project.code_hits_preview(asked, code=coded["code"])
            output.write(listing, hidden=("start", "end"))
            if output.file():
                project.note_output("code hits", output.file(), listing)
            return
        if on_terminal() and not coded["yes"]:
            make_sure(_question(project.code_hits_preview(asked, code=coded["code"])), yes=False)
        done = project.code_hits(asked, code=coded["code"], facets=dict(coded["facets"]))
    say(done)


def _question(listing: "Listing") -> str:
    """The count as a question; ``--dry-run`` shows the places."""
    return f"{listing.notes[0]} (--dry-run lists them). Code them?"
