"""``secondmig joint``: what is known of persons beside what they say."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from secondmig.cli.caller import Caller
from secondmig.cli.joint_displays import joint_cases, joint_themes
from secondmig.cli.joint_words import joint_clear, joint_infer, joint_quotes, joint_side_by_side
from secondmig.cli.options import Chosen, Names, Noun, gathered, release, selects
from secondmig.cli.output import Output, prints, say
from secondmig.core.types import Level

if TYPE_CHECKING:
    from secondmig.project.joint_table import TableWanted
    from secondmig.project.project import Project

_FILES = {".parquet", ".dta", ".sav"}
_TEXTS = {"", ".json", ".jsonl", ".md", ".txt"}

asking = gathered(
    "asking",
    dict,
    {
        "columns": click.option(
            "--columns",
            type=Names(),
            default="",
            help="Only these: names, or derived, attributes, measures, codes.",
        ),
        "no_codes": click.option("--no-codes", is_flag=True, help="No columns of codes."),
        "all_codes": click.option(
            "--all-codes", is_flag=True, help="All codes. Default: core_codes of secondmig.toml."
        ),
        "intensity": click.option(
            "--intensity", metavar="FACET", default="", help="Also the ratings in this ordinal facet."
        ),
        "intensity_by": click.option(
            "--intensity-by",
            type=click.Choice(["max", "mean"]),
            default="max",
            show_default=True,
            help="The highest rating, or the mean.",
        ),
        "release": release("team", levels=("team", "partner", "public")),
    },
)


@click.group(cls=Noun)
def joint() -> None:
    """Joint displays: what is known of persons beside what they say."""


@joint.command("table", example="secondmig joint table -o persons.dta")
@selects
@asking
@click.option("--missing-codes", is_flag=True, help="In FILE.csv, write -1, -2 ... for why a cell is empty.")
@prints
@click.pass_obj
def table(
    caller: Caller, chosen: Chosen, asking: dict[str, Any], missing_codes: bool, output: Output
) -> None:
    """Put each person in one row; FILE.csv, .parquet, .dta and .sav come with a data dictionary."""
    path = Path(output.path or "")
    ending = path.suffix.lower()
    if ending in _FILES and output.form is not None:
        raise click.UsageError("What FILE ends with is its format: leave --format out.")
    # An ending that nobody knows is refused there, with the endings there are.
    as_file = ending not in _TEXTS if output.form is None else ending == ".csv" and output.form == "csv"
    if missing_codes and not (as_file and ending == ".csv"):
        raise click.UsageError("--missing-codes is for -o FILE.csv; .dta and .sav always keep the reasons.")
    with caller.open() as project:
        wanted = _wanted(project, chosen, asking)
        if as_file:
            done = project.joint_table_export(wanted, path, missing_codes=missing_codes)
            say(done)
            return
        listing = project.joint_table_rows(wanted, compact=output.form_name() == "table")
        output.write(listing)
        if output.file():
            project.note_output("joint table", output.file(), listing, level=wanted.level)


def _wanted(project: "Project", chosen: Chosen, asking: dict[str, Any]) -> "TableWanted":
    from secondmig.project.joint_table import TableWanted

    level: Level = asking["release"]
    selection = chosen.selection(project)
    if asking["no_codes"] and (asking["all_codes"] or chosen.values.get("codes")):
        raise click.UsageError("--no-codes leaves all codes out: name no codes beside it.")
    return TableWanted(
        selection,
        level,
        asking["columns"],
        codes=not asking["no_codes"],
        all_codes=asking["all_codes"],
        intensity=asking["intensity"],
        intensity_by=asking["intensity_by"],
    )


joint.add_command(joint_side_by_side)
joint.add_command(joint_quotes)
joint.add_command(joint_infer)
joint.add_command(joint_clear)
joint.add_command(joint_themes)
joint.add_command(joint_cases)
