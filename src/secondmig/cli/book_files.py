"""``secondmig codebook import`` and ``export``: codebooks of other programs."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from secondmig.cli.caller import Caller
from secondmig.cli.options import Verb, gathered, release
from secondmig.cli.output import Output, prints, say

if TYPE_CHECKING:
    from secondmig.core.types import Level
    from secondmig.project.book_files import BookReading
    from secondmig.project.listing import Listing


def _reading(**given: Any) -> "BookReading":  # noqa: ANN401 - values of options, by parameter name
    from secondmig.project.book_files import BookReading

    return BookReading(**given)


_how = gathered(
    "reading",
    _reading,
    {
        "id": click.option("--id", metavar="ID", default="", help="The id of the codebook here."),
        "title": click.option("--title", metavar="TEXT", default="", help="Its title."),
        "encoding": click.option("--encoding", metavar="NAME", help="What a CSV file is written in."),
        "flat": click.option("--flat", is_flag=True, help="Take dots, > and \\ in names for no levels."),
    },
)


def as_tree(listing: "Listing", output: Output) -> "Listing":
    """Labels set in by their depth where a table shows the tree; for programs there is the depth itself."""
    if output.form_name() != "table" or "depth" not in listing.fields:
        return listing
    rows = [{**row, "label": f"{'  ' * cast('int', row['depth'])}{row['label']}"} for row in listing.rows]
    return replace(listing, rows=rows)


@click.command("import", cls=Verb, example="secondmig codebook import labour.qdc --dry-run")
@click.argument("source", metavar="FILE", type=click.Path(path_type=Path))
@_how
@click.option(
    "--to", "target", metavar="NEW.yaml", type=click.Path(path_type=Path), help="Only write it there."
)
@click.option("--dry-run", is_flag=True, help="Show the tree of codes, and change nothing.")
@prints
@click.pass_obj
def import_(
    caller: Caller, source: Path, reading: "BookReading", target: Path | None, dry_run: bool, output: Output
) -> None:
    """Take a codebook of another program in: .qdc, .qdpx, .xlsx, .csv or .yaml."""
    if dry_run and target is not None:
        raise click.UsageError("--to writes a file and --dry-run none: leave one out.")
    with caller.open() as project:
        listing = project.codebook_import_preview(source, reading) if dry_run or output != Output() else None
        if dry_run:
            done = None
        elif target is not None:
            done = project.codebook_convert(source, target, reading)
        else:
            done = project.codebook_import(source, reading)
    if listing is not None:
        output.write(as_tree(listing, output), hidden=("parent", "depth"))
    if done is not None and listing is not None:
        caller.remark(done.message)
    elif done is not None:
        say(done)


@click.command(
    "export",
    cls=Verb,
    example="secondmig codebook export os.qdc --codebook opportunity-structure --version 1",
)
@click.argument("target", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--codebook", metavar="ID", help="Which; else the one FILE is called after, or the only one.")
@click.option("--version", metavar="N", type=click.IntRange(min=1), help="Else the newest.")
@release("public")
@click.pass_obj
def export(caller: Caller, target: Path, codebook: str | None, version: int | None, release: "Level") -> None:
    """Write a codebook for other programs; FILE ends with .qdc, .xlsx, .csv or .yaml."""
    with caller.open() as project:
        done = project.codebook_export(target, codebook=codebook, version=version, release=release)
    say(done)
