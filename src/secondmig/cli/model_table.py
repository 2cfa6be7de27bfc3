"""``secondmig model table`` and ``model check``: columns of models as papers print them, and their stars."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from secondmig.cli.caller import Caller, current_caller
from secondmig.cli.options import Noun, Verb, gathered
from secondmig.cli.output import Output, prints, write_file

if TYPE_CHECKING:
    from secondmig.project.model_table import ModelTable

PROBLEMS = 3
_PAGES = {".html": "as_html", ".htm": "as_html", ".tex": "as_latex"}


def add_to(group: Noun) -> None:
    """Hang the commands into the group ``model``."""
    group.add_command(table)
    group.add_command(check)


_asking = gathered(
    "asking",
    dict,
    {
        "published": click.option(
            "--published",
            metavar="FILE.csv",
            type=click.Path(dir_okay=False, path_type=Path),
            help="A printed table; its columns stand beside those of the same name.",
        ),
        "common_sample": click.option(
            "--common-sample", is_flag=True, help="Fit all columns on the rows that all of them can use."
        ),
        "inference": click.option(
            "--inference", is_flag=True, help="z and stars also of persons chosen on purpose."
        ),
        "pseudo_r2": click.option("--pseudo-r2", is_flag=True, help="A row for it."),
        "decimals": click.option(
            "--decimals",
            metavar="N",
            type=click.IntRange(0, 8),
            default=2,
            show_default=True,
            help="Of coefficients and z.",
        ),
        "title": click.option("--title", metavar="TEXT", default="", help="Over the table."),
    },
)


@click.command(
    "table", cls=Verb, example="secondmig model table models/stay.yaml models/leave.yaml -o table2.html"
)
@click.argument("specs", metavar="[SPEC.yaml]...", nargs=-1, type=click.Path(dir_okay=False, path_type=Path))
@_asking
@prints
@click.pass_obj
def table(caller: Caller, specs: tuple[Path, ...], asking: dict[str, Any], output: Output) -> None:
    """Set models side by side as papers print them; FILE.html, .tex and .csv hold the same cells."""
    from secondmig.project.model_table import TableAsked

    if not specs and asking["published"] is None:
        raise click.UsageError("Name a SPEC.yaml, or a printed table with --published.")
    page = _PAGES.get(Path(output.path or "").suffix.lower())
    if page and output.form is not None:
        raise click.UsageError("What FILE ends with is its format: leave --format out.")
    with caller.open() as project:
        made = project.model_table(TableAsked(specs, **asking))
    if page:
        _write_page(made, page, Path(str(output.path)))
    else:
        _write_rows(made, output)


def _write_page(made: "ModelTable", page: str, path: Path) -> None:
    from secondmig.project import model_table

    body: bytes = getattr(model_table, page)(made)
    write_file(path, (body.decode("utf-8"),))
    heads = len(made.table.heads)
    current_caller().remark(f"written: {path} ({heads} {'column' if heads == 1 else 'columns'})")


def _write_rows(made: "ModelTable", output: Output) -> None:
    """The layout of papers for people; a row for each cell for programs."""
    from dataclasses import replace

    from secondmig.cli.formats import FORMATS
    from secondmig.cli.output import terminal_columns
    from secondmig.project.model_table import as_markdown, as_text

    name = output.form_name()
    if name not in {"table", "md"}:
        output.write(made.listing)
        return
    width = None if output.file() else terminal_columns()
    text = as_text(made, width) if name == "table" else as_markdown(made)
    # Notes and warnings as below any other table, which here has no rows of its own.
    below = FORMATS[name](replace(made.listing, fields=("shown",), rows=()), width)
    notes = [line for line in below if not line.startswith("| ")]
    output.write_text([text, "\n", *notes])


@click.command("check", cls=Verb, example="secondmig model check pasted.txt")
@click.argument("file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@prints
def check(file: Path, output: Output) -> None:
    """Recompute the stars of a printed table, pasted as text or as CSV; exit 3 where some do not fit."""
    from secondmig.project.star_check import check_stars

    listing = check_stars(file)
    output.write(listing)
    if listing.rows:
        raise click.exceptions.Exit(PROBLEMS)
