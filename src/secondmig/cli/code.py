"""``secondmig code``: codings."""

from pathlib import Path
from typing import Literal

import click

from secondmig.cli.caller import Caller
from secondmig.cli.hits import hits
from secondmig.cli.options import CODE, DOCUMENT, Chosen, Noun, Pair, release, selects
from secondmig.cli.output import Output, prints, say
from secondmig.cli.suggest import COMMANDS as SUGGESTIONS
from secondmig.core.types import Level


@click.group(cls=Noun)
def code() -> None:
    """Codings: add, remove, list, import, export."""


@code.command(
    "add",
    example=(
        'secondmig code add US01 --turn 20 --quote "there were more doors" --code OS-PER-OPT '
        "--facet about_country=USA --facet valence=1"
    ),
)
@click.argument("document", metavar="DOC", type=DOCUMENT)
@click.option("--turn", metavar="N", type=int, required=True, help="Its printed number.")
@click.option("--quote", metavar="WORDS", required=True, help="The words, as they stand in the turn.")
@click.option("--code", "code_id", type=CODE, required=True, help="The code they get.")
@click.option("--facet", "facets", type=Pair(), metavar="NAME=VALUE", multiple=True, help="Repeatable.")
@click.pass_obj
def add(
    caller: Caller, document: str, turn: int, quote: str, code_id: str, facets: tuple[tuple[str, str], ...]
) -> None:
    """Give a code to words of a turn."""
    with caller.open() as project:
        done = project.code_add(document, turn=turn, quote=quote, code=code_id, facets=dict(facets))
    say(done)


code.add_command(hits)
for _command in SUGGESTIONS:
    code.add_command(_command)


@code.command("remove", example="secondmig code remove c-7d2m9x0k4q1z")
@click.argument("coding", metavar="ID")
@click.pass_obj
def remove(caller: Caller, coding: str) -> None:
    """Remove a coding; `secondmig undo` brings it back."""
    with caller.open() as project:
        done = project.code_remove(coding)
    say(done)


@code.command("relate", example="secondmig code relate c-7d2m9x0k4q1z c-0a8w3n5v6t2y --sign +")
@click.argument("source", metavar="A")
@click.argument("target", metavar="B")
@click.option(
    "--sign",
    type=click.Choice(["+", "-", "?"]),
    required=True,
    help="Does A raise B (+), lower it (-), or touch it in a way not known (?).",
)
@click.pass_obj
def relate(caller: Caller, source: str, target: str, sign: Literal["+", "-", "?"]) -> None:
    """Say that what one coding tells raises or lowers what another tells."""
    with caller.open() as project:
        done = project.code_relate(source, target, sign=sign)
    say(done)


@code.command("list", example='secondmig code list --code OS-RAC --where "about_country=JPN"')
@selects
@prints
@click.pass_obj
def list_(caller: Caller, chosen: Chosen, output: Output) -> None:
    """List the codings with their words, place, code, coder and facets."""
    with caller.open() as project:
        listing = project.code_list(chosen.selection(project))
        waits = any(row.get("status", "current") != "current" for row in listing.rows)
        hidden = ("start", "end", "origin", "memo", "version", *(() if waits else ("status",)))
        output.write(listing, hidden=hidden)
        if output.file():
            project.note_output("code list", output.file(), listing, level="work")


@code.command("import", example="secondmig code import anna.csv --coder anna")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--coder", metavar="NAME", help="Whose codings they are, where the file does not say.")
@click.pass_obj
def import_(caller: Caller, path: Path, coder: str | None) -> None:
    """Take in codings from CSV or JSONL; every quotation must stand in its turn."""
    with caller.open() as project:
        done = project.code_import(path, coder=coder or "")
    say(done)


@code.command("export", example="secondmig code export codings.csv --coder gold")
@click.argument("target", metavar="[FILE]", required=False, type=click.Path(dir_okay=False, allow_dash=True))
@selects
@release("work")
@prints
@click.pass_obj
def export(caller: Caller, target: str | None, chosen: Chosen, release: Level, output: Output) -> None:
    """Write codings in the form that `code import` reads."""
    output = output.to(target).or_csv()
    with caller.open() as project:
        listing = project.code_export(chosen.selection(project), release=release)
        output.write(listing)
        project.note_output("code export", output.file(), listing, level=release)
