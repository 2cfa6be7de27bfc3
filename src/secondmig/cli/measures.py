"""``secondmig survey measures`` and ``survey compare``: harmonised concepts, and sources side by side."""

import click

from secondmig.cli.caller import Caller
from secondmig.cli.options import Known, Noun, Verb
from secondmig.cli.output import Output, prints

SURVEY = Known("survey", lambda project: [str(row["name"]) for row in project.survey_list().rows])
MEASURE = Known("measure", lambda project: [str(row["measure"]) for row in project.survey_measures().rows])
_FOR_PEOPLE = ("table", "md")


def add_to(group: Noun) -> None:
    """Hang the commands into the group ``survey``."""
    group.add_command(measures)
    group.add_command(compare)


@click.command("measures", cls=Verb, example="secondmig survey measures job_sat")
@click.argument("measure", metavar="[ID]", type=MEASURE, required=False, default="")
@prints
@click.pass_obj
def measures(caller: Caller, measure: str, output: Output) -> None:
    """List the measures with scale, unit, direction and sources; with ID, show one in full."""
    with caller.open() as project:
        listing = project.survey_measure(measure) if measure else project.survey_measures()
    output.write(listing, as_lines=bool(measure))


@click.command("compare", cls=Verb, example='secondmig survey compare "interview sheet" --measure edu_isced')
@click.argument("names", metavar="[NAME...]", type=SURVEY, nargs=-1)
@click.option(
    "--measure",
    "chosen",
    metavar="ID",
    type=MEASURE,
    multiple=True,
    help="Default: the core measures; repeatable.",
)
@click.option(
    "--by",
    default="interview_country",
    show_default=True,
    metavar="WHAT",
    help="A column of the surveys, or an attribute of persons such as group.",
)
@prints
@click.pass_obj
def compare(caller: Caller, names: tuple[str, ...], chosen: tuple[str, ...], by: str, output: Output) -> None:
    """Set measures side by side, each source and country in a column of its own, never pooled."""
    wide = output.form_name() in _FOR_PEOPLE
    with caller.open() as project:
        listing = project.survey_compare(names, measures=chosen, by=by, wide=wide)
    output.write(listing)
