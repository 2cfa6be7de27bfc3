"""``secondmig survey``: tables of persons or places that others asked, with what their columns mean."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from secondmig.cli import flows, measures
from secondmig.cli.caller import Caller
from secondmig.cli.options import Known, Names, Noun, gathered
from secondmig.cli.output import Output, prints, say

SURVEY = Known("survey", lambda project: [str(row["name"]) for row in project.survey_list().rows])
_KINDS = ("census", "register", "sample", "purposive")

_declared = gathered(
    "declared",
    dict,
    {
        "name": click.option(
            "--name", metavar="NAME", required=True, help="What reports and commands call it."
        ),
        "id_column": click.option(
            "--id", "id_column", metavar="COL", default="id", show_default=True, help="Names the respondent."
        ),
        "kind": click.option(
            "--kind",
            type=click.Choice(_KINDS),
            default="purposive",
            show_default=True,
            help="How its rows were chosen.",
        ),
        "measures": click.option(
            "--measures", metavar="YAML", default="", help="Says which measure a column holds."
        ),
        "weight": click.option("--weight", metavar="COL", default="", help="Sampling weight."),
        "strata": click.option("--strata", metavar="COL", default="", help="Stratum."),
        "psu": click.option("--psu", metavar="COL", default="", help="Primary sampling unit."),
        "within": click.option(
            "--within", metavar="SURVEY", default="", help="Survey of the units the rows belong to (firms)."
        ),
        "within_id": click.option(
            "--within-id", metavar="COL", default="", help="Column that names the unit."
        ),
        "encoding": click.option(
            "--encoding", metavar="E", default="", help="Of a file that is not UTF-8, e.g. cp932."
        ),
        "sheet": click.option("--sheet", metavar="NAME", default="", help="Of a workbook with several."),
        "as_of": click.option(
            "--as-of",
            "as_of",
            metavar="DAY",
            default="",
            help="Dates after it are slips (else after today).",
        ),
        "source": click.option(
            "--source", metavar="TEXT", default="", help="Population, place and year, in a line."
        ),
    },
)


@click.group(cls=Noun)
def survey() -> None:
    """Surveys: take files in, describe them, read flows."""


@survey.command(
    "add",
    example="secondmig survey add corpus/survey.csv --name panel --id respondent --kind sample",
)
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@_declared
@click.option("--dry-run", is_flag=True, help="Say what would be taken in, and take nothing in.")
@click.pass_obj
def add(caller: Caller, path: Path, declared: Mapping[str, Any], dry_run: bool) -> None:
    """Take a survey in, CSV, .xlsx, SPSS or Stata as its content says; a file of the project is declared."""
    from secondmig.project.survey_sources import SurveySource, check
    from secondmig.project.surveys import Adding

    source = SurveySource(file=str(path), **declared)
    check(source)
    with caller.open() as project, caller.progress() as progress:
        done = project.survey_add(Adding(path, source), dry_run=dry_run, progress=progress)
    say(done)


@survey.command("list", example="secondmig survey list")
@prints
@click.pass_obj
def list_(caller: Caller, output: Output) -> None:
    """List the surveys."""
    with caller.open() as project:
        listing = project.survey_list()
    output.write(listing)


@survey.command("describe", example="secondmig survey describe panel --by country")
@click.argument("name", metavar="NAME", type=SURVEY)
@click.option("--columns", type=Names(), default=(), help="Only these, in this order.")
@click.option("--by", metavar="COL", default="", help="Each group of its values by itself.")
@click.option("--weighted", is_flag=True, help="By the weight of the survey.")
@click.option("--shares", metavar="COL", default="", help="How the rows divide over its values.")
@click.option("--printed", is_flag=True, help="Labels and decimals as a paper prints them, in any format.")
@prints
@click.pass_obj
def describe(  # noqa: PLR0913 - the options of one command
    caller: Caller,
    name: str,
    columns: tuple[str, ...],
    by: str,
    weighted: bool,
    shares: str,
    printed: bool,
    output: Output,
) -> None:
    """Print observations, mean, spread, bounds and missing values of each variable, with a small picture."""
    from secondmig.cli.survey_table import write
    from secondmig.project.survey_views import Describing

    if shares and (by or columns):
        raise click.UsageError("--shares stands alone: leave out --by and --columns.")
    with caller.open() as project:
        listing = project.survey_describe(name, Describing(columns, by, weighted, shares))
    write(listing, output, printed=printed)


@survey.command("show", example="secondmig survey show panel --id 1017")
@click.argument("name", metavar="NAME", type=SURVEY)
@click.option("--id", "row_id", metavar="ID", default="", help="The row of this respondent, a line a column.")
@click.option("--head", metavar="N", type=click.IntRange(min=1), default=10, help="How many rows.")
@click.option("--columns", type=Names(), default=(), help="Only these, in this order.")
@prints
@click.pass_obj
def show(caller: Caller, name: str, row_id: str, head: int, columns: tuple[str, ...], output: Output) -> None:
    """Print rows with what their values mean."""
    with caller.open() as project:
        listing = project.survey_show(name, row_id=row_id, head=head, columns=columns)
        output.write(listing)
        if output.file():
            about = project.survey_joined_to(name, listing, row_id=row_id)
            project.note_output("survey show", output.file(), listing, about=about)


measures.add_to(survey)
flows.add_to(survey)
