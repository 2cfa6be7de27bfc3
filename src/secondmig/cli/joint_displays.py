"""``secondmig joint themes`` and ``joint cases``: two joint displays of persons."""

from typing import Any

import click

from secondmig.cli.caller import Caller
from secondmig.cli.options import Chosen, Names, Verb, gathered, release, selects
from secondmig.cli.output import Output, prints
from secondmig.core.types import Level

comparing = gathered(
    "comparing",
    dict,
    {
        "by": click.option(
            "--by",
            metavar="WHAT",
            default="interview_country",
            show_default=True,
            help="What makes the groups, e.g. group.",
        ),
        "measure": click.option(
            "--measure", metavar="NAME", default="", help="A measure of persons. Default: edu_isced."
        ),
        "asked_only": click.option(
            "--asked-only", is_flag=True, help="Count only persons of whom the guide asked it."
        ),
        "inference": click.option(
            "--inference", is_flag=True, help="Also p, by re-labelling of these persons."
        ),
        "seed": click.option("--seed", type=int, default=0, help="Of re-labellings that are drawn."),
    },
)
showing = gathered(
    "showing",
    dict,
    {
        "measures": click.option(
            "--measure",
            "measures",
            type=Names(),
            default="",
            help="Measures or attributes. Default: edu_isced.",
        ),
        "by": click.option(
            "--by", metavar="WHAT", default="group", show_default=True, help="What rows are sorted by."
        ),
        "value": click.option(
            "--value",
            type=click.Choice(["segments", "present", "coverage", "rate", "asked"]),
            default="segments",
            show_default=True,
            help="What a cell of a code holds.",
        ),
        "sort": click.option(
            "--sort", metavar="NAME", default="", help="Within groups by this code or measure, large first."
        ),
    },
)


@click.command("themes", cls=Verb, example="secondmig joint themes --code OS-RAC --by group")
@comparing
@selects
@prints
@click.pass_obj
def joint_themes(caller: Caller, chosen: Chosen, comparing: dict[str, Any], output: Output) -> None:
    """Put who mentions each theme, by group, beside what those who mention it have."""
    from secondmig.project.joint_displays import ThemesWanted

    with caller.open() as project:
        wanted = ThemesWanted(chosen.selection(project), **comparing)
        listing = project.joint_themes(wanted, wide=output.form_name() in {"table", "md"})
    output.write(listing)


@click.command(
    "cases", cls=Verb, example="secondmig joint cases --code OS-RAC --measure edu_isced,isei_first_last"
)
@showing
@selects
@release("team")
@prints
@click.pass_obj
def joint_cases(
    caller: Caller, chosen: Chosen, showing: dict[str, Any], release: Level, output: Output
) -> None:
    """Put persons in rows, codes and measures in columns, as they are: for QCA, or to see who is alike."""
    from secondmig.project.joint_displays import CasesWanted

    with caller.open() as project:
        wanted = CasesWanted(chosen.selection(project), level=release, **showing)
        listing = project.joint_cases(wanted, wide=output.form_name() in {"table", "md"})
        if output.file():
            project.note_output("joint cases", output.file(), listing, level=release)
    output.write(listing)
