"""``secondmig model wage``: the expected-wage model, worked for given numbers."""

from typing import Any

import click

from secondmig.cli.figures import in_columns
from secondmig.cli.options import Noun, Verb, gathered
from secondmig.cli.output import Output, prints

_NAMES = {
    "average_wage": ("wage", "W", "Average wage {place}.", 100.0, 59.0),
    "beta": ("beta", "B", "Return to education {place}.", 0.2, 0.5),
    "gamma": ("gamma", "G", "Return to the foreigner-specific skill {place}.", 0.0, 0.2),
    "employed": ("employed", "P", "Probability of employment {place}.", 0.97, 0.95),
    "error": ("error", "E", "What else multiplies the wage {place}.", 1.0, 1.0),
}


def add_to(group: Noun) -> None:
    """Hang the command into the group ``model``."""
    group.add_command(wage)


def _side(place: str) -> dict[str, Any]:
    """The options of one place, by the parameter names of Place."""
    column = 3 if place == "here" else 4
    return {
        f"{name}_{place}": click.option(
            f"--{each[0]}-{place}",
            f"{name}_{place}",
            metavar=each[1],
            type=float,
            default=each[column],
            show_default=True,
            help=each[2].format(place=place),
        )
        for name, each in _NAMES.items()
    }


_places = gathered("places", dict, _side("here") | _side("there"))


@click.command("wage", cls=Verb, example="secondmig model wage --education 4 --no-skill")
@click.option(
    "--education",
    metavar="LEVEL",
    type=float,
    default=4.0,
    show_default=True,
    help="Level or years, above 0.",
)
@click.option(
    "--skill/--no-skill",
    default=True,
    show_default=True,
    help="Hired for skills only foreigners have, or as others are.",
)
@_places
@prints
def wage(education: float, skill: bool, places: dict[str, float], output: Output) -> None:
    """Work out what a worker may expect to earn here and there, and whether that speaks for leaving."""
    from secondmig.project.expected_wages import wage as worked
    from secondmig.stats.expected_wage import Place, Worker

    here, there = (Place(**{name: places[f"{name}_{side}"] for name in _NAMES}) for side in ("here", "there"))
    listing = worked(here, there, Worker(education, int(skill)))
    if output.for_people():
        listing = in_columns(listing, dict.fromkeys(("here", "there", "difference"), 3))
    output.write(listing, hidden=("reason",))
