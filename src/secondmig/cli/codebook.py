"""``secondmig codebook``: the codes and what they mean."""

from pathlib import Path

import click

from secondmig.cli.caller import Caller
from secondmig.cli.options import CODE, Noun
from secondmig.cli.output import Output, prints, say
from secondmig.cli.problems import leave_with_problems


@click.group(cls=Noun)
def codebook() -> None:
    """Codebooks: check, read and renew them."""


@codebook.command("check", example="secondmig codebook check codebooks/*.yaml")
@click.argument("paths", metavar="[FILE...]", nargs=-1, type=click.Path(path_type=Path))
@prints
@click.pass_obj
def check(caller: Caller, paths: tuple[Path, ...], output: Output) -> None:
    """List every problem of codebook files with file and line; without FILE, of those that are declared."""
    with caller.open() as project:
        listing = project.codebook_check(paths or None)
    leave_with_problems(listing, output)


@codebook.command("show", example="secondmig codebook show OS-RAC-ID")
@click.argument("named", metavar="[ID]", type=CODE, required=False)
@prints
@click.pass_obj
def show(caller: Caller, named: str | None, output: Output) -> None:
    """List all codes; with ID, those of one codebook, or all that is written about one code."""
    with caller.open() as project:
        books = {str(row.get("codebook")).partition("@")[0] for row in project.codebook_show().rows}
        if named is None or named in books:
            listing, one = project.codebook_show(named), False
        else:
            listing, one = project.codebook_show(None, named), True
    output.write(listing, as_lines=one)


@codebook.command("commit", example='secondmig codebook commit -m "narrower definition of OS-RAC-ID"')
@click.option("-m", "--message", "note", metavar="TEXT", required=True, help="What changed, and why.")
@click.pass_obj
def commit(caller: Caller, note: str) -> None:
    """Take in the declared codebook files as new versions where their meaning changed."""
    with caller.open() as project:
        done = project.codebook_commit(note=note)
    say(done)
