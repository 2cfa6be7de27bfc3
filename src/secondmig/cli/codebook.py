"""``secondmig codebook``: the codes and what they mean."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from secondmig.cli.book_files import as_tree, export, import_
from secondmig.cli.caller import Caller
from secondmig.cli.options import CODE, Chosen, Noun, selects
from secondmig.cli.output import Output, prints, say
from secondmig.cli.problems import leave_with_problems
from secondmig.cli.revision import COMMANDS as REVISION
from secondmig.cli.writing import COMMANDS as WRITING

if TYPE_CHECKING:
    from secondmig.project.listing import Listing


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
    leave_with_problems(listing, output, hidden=_idle(listing) if listing.rows else ())


@codebook.command("show", example="secondmig codebook show OS-RAC-ID")
@click.argument("named", metavar="[ID]", type=CODE, required=False)
@click.option("--version", metavar="N", type=click.IntRange(1), help="As version N has it; ID@N says it too.")
@prints
@click.pass_obj
def show(caller: Caller, named: str | None, version: int | None, output: Output) -> None:
    """List all codes; with ID, those of one codebook, or all that is written about one code."""
    with caller.open() as project:
        books = {str(row.get("codebook")).partition("@")[0] for row in project.codebook_show().rows}
        one = named is not None and named.partition("@")[0] not in books
        listing = project.codebook_show(*((None, named) if one else (named,)), version=version)
    hidden = () if one else ("depth", *_idle(listing))
    output.write(as_tree(listing, output), as_lines=one, hidden=hidden)


@codebook.command("commit", example='secondmig codebook commit -m "narrower definition of OS-RAC-ID"')
@click.option("-m", "--message", "note", metavar="TEXT", required=True, help="What changed, and why.")
@click.pass_obj
def commit(caller: Caller, note: str) -> None:
    """Take in the declared codebook files as new versions where their meaning changed."""
    with caller.open() as project:
        done = project.codebook_commit(note=note)
    say(done)


@codebook.command("versions", example="secondmig codebook versions opportunity-structure")
@click.argument("named", metavar="[ID]", required=False)
@prints
@click.pass_obj
def versions(caller: Caller, named: str | None, output: Output) -> None:
    """List the registered versions of all codebooks or of one."""
    with caller.open() as project:
        listing = project.codebook_versions(named)
    output.write(listing, hidden=("sha",))


@codebook.command("diff", example="secondmig codebook diff opportunity-structure@1 opportunity-structure@2")
@click.argument("first", metavar="[A]", required=False)
@click.argument("second", metavar="[B]", required=False)
@prints
@click.pass_obj
def diff(caller: Caller, first: str | None, second: str | None, output: Output) -> None:
    """Say what changed from A to B, each ID@N, ID or FILE; without B, since or up to the newest version."""
    with caller.open() as project:
        listing = project.codebook_diff(first, second)
    output.write(listing, hidden=("before", "after", *_idle(listing)))


@codebook.command("stats", example="secondmig codebook stats --codebook opportunity-structure --rolled-up")
@click.option("--codebook", "named", metavar="ID", help="Only the codes of this one.")
@click.option("--rolled-up", is_flag=True, help="A code counts all codes below it too.")
@selects
@prints
@click.pass_obj
def stats(caller: Caller, named: str | None, rolled_up: bool, chosen: Chosen, output: Output) -> None:
    """Count how codes are used: by whom, in which languages, and which never are."""
    with caller.open() as project:
        listing = project.codebook_stats(chosen.selection(project), codebook=named, rolled_up=rolled_up)
    output.write(listing, hidden=("codable", *_idle(listing)))


def _idle(listing: "Listing") -> tuple[str, ...]:
    """Columns that say nothing in this table: empty ones, and the codebook where all rows have the same."""
    empty = [name for name in listing.fields if all(row.get(name) is None for row in listing.rows)]
    alone = ["codebook"] if len({row.get("codebook") for row in listing.rows}) == 1 else []
    return (*empty, *alone)


codebook.add_command(import_)
codebook.add_command(export)
for changing in (*WRITING, *REVISION):
    codebook.add_command(changing)
