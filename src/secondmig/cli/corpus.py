"""``secondmig corpus``: transcripts."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from secondmig.cli.caller import Caller
from secondmig.cli.correction import rebase, review, settle
from secondmig.cli.guide import guide
from secondmig.cli.main import MISTAKE, tell
from secondmig.cli.options import CASE, DOCUMENT, Chosen, Noun, Pair, TurnRange, gathered, selects_persons
from secondmig.cli.output import Output, prints, prints_text, say
from secondmig.cli.privacy import deidentify, leaks
from secondmig.cli.search import search
from secondmig.cli.table import visible
from secondmig.core.errors import ProblemsError
from secondmig.core.types import DOCUMENT_KINDS, SPEAKER_ROLES

if TYPE_CHECKING:
    from secondmig.project.listing import ImportResult

how_to_read = gathered(
    "reading",
    dict,
    {
        "encoding": click.option(
            "--encoding", metavar="NAME", help="What the files are written in, where that is not UTF-8."
        ),
        "speakers": click.option(
            "--speakers", metavar="REGEX", help="Pattern with one group that names the speaker of a line."
        ),
        "roles": click.option(
            "--role",
            "roles",
            type=Pair(SPEAKER_ROLES),
            metavar="NAME=ROLE",
            multiple=True,
            help=f"ROLE: {', '.join(SPEAKER_ROLES)}; repeatable.",
        ),
        "cases": click.option(
            "--case",
            "cases",
            type=CASE,
            metavar="ID[=SPEAKER]",
            multiple=True,
            help="Who the participant, or this speaker, is; repeatable.",
        ),
        "kind": click.option("--kind", type=click.Choice(DOCUMENT_KINDS), help="What the files are."),
        "language": click.option(
            "--language", metavar="TAG", help="What is spoken in the files, e.g. en, ja or es-PE."
        ),
    },
)


@click.group(cls=Noun)
def corpus() -> None:
    """Transcripts: import, list, read, take passages back."""


@corpus.command("import", example="secondmig corpus import interviews/*.txt")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path))
@how_to_read
@click.option("--dry-run", is_flag=True, help="Say what would be understood, and take nothing in.")
@click.option("--save", is_flag=True, help="Keep these options in secondmig.toml for the folder.")
@click.pass_obj
def import_(
    caller: Caller, paths: tuple[Path, ...], reading: Mapping[str, Any], dry_run: bool, save: bool
) -> None:
    """Take transcripts into the project, file by file, and print what was understood."""
    from secondmig.project.intake import Reading
    from secondmig.project.ties import parsed_tie

    ties = tuple(parsed_tie(text) for text in reading["cases"])
    how = Reading(**{**reading, "roles": dict(reading["roles"]) or None, "cases": ties})
    with caller.open() as project, caller.progress() as progress:
        result = project.corpus_import(paths, reading=how, dry_run=dry_run, save=save, progress=progress)
    _tell_import(result, dry_run=dry_run)
    if result.refused:
        tell(ProblemsError(result.refused))
        click.get_current_context().exit(MISTAKE)


def _tell_import(result: "ImportResult", *, dry_run: bool) -> None:
    for document, lines in result.reports:
        click.echo(document)
        for line in lines:
            click.echo(f"  {visible(line)}")
    for line in result.skipped:
        click.echo(visible(line))
    for line in result.saved:
        click.echo(visible(line))
    done = "would be taken in" if dry_run else "taken in"
    click.echo(f"{len(result.imported)} {done}, {len(result.skipped)} skipped, {len(result.refused)} refused")


@corpus.command("list", example="secondmig corpus list --group origin=PER")
@selects_persons
@prints
@click.pass_obj
def list_(caller: Caller, chosen: Chosen, output: Output) -> None:
    """List the documents with their language, turns and words."""
    with caller.open() as project:
        listing = project.corpus_list(chosen.selection(project))
        output.write(listing)
        if output.file():
            project.note_output("corpus list", output.file(), listing)


@corpus.command("show", example="secondmig corpus show US01 --turns 13-20 --codes")
@click.argument("document", metavar="DOC", type=DOCUMENT)
@click.option("--turns", type=TurnRange(), help="Only these turns, by their printed numbers.")
@click.option("--codes", is_flag=True, help="With the codes of each turn.")
@prints
@click.pass_obj
def show(caller: Caller, document: str, turns: tuple[int, int] | None, codes: bool, output: Output) -> None:
    """Read a document turn by turn."""
    with caller.open() as project:
        listing = project.corpus_show(document, turns=turns, codes=codes)
        output.write(listing)
        if output.file():
            project.note_output("corpus show", output.file(), listing, about=(document,))


@corpus.command("text", example="secondmig corpus text US01 -o US01.txt")
@click.argument("document", metavar="DOC", type=DOCUMENT)
@prints_text
@click.pass_obj
def text(caller: Caller, document: str, output: Output) -> None:
    """Print the text that all offsets count in, with one block (█) for each letter that was taken back."""
    with caller.open() as project:
        words = project.corpus_text(document)
        output.write_text((words,))
        if output.file():
            project.note_output("corpus text", output.file(), about=(document,))


corpus.add_command(search)


@corpus.command(
    "restrict",
    example='secondmig corpus restrict UK07 --turn 12 --quote "He did give me a coat" --reason "phone call"',
)
@click.argument("document", metavar="DOC", type=DOCUMENT)
@click.option("--turn", metavar="N", type=int, required=True, help="Its printed number.")
@click.option("--quote", metavar="WORDS", help="Only these words of the turn; without it the whole turn.")
@click.option("--reason", metavar="TEXT", required=True, help="Why; kept with the project.")
@click.pass_obj
def restrict(caller: Caller, document: str, turn: int, quote: str | None, reason: str) -> None:
    """Take a passage back: from now on it is masked in every output."""
    with caller.open() as project:
        done = project.corpus_restrict(document, turn=turn, quote=quote, reason=reason)
    say(done)


corpus.add_command(guide)
for command in (rebase, review, settle):
    corpus.add_command(command)


corpus.add_command(deidentify)
corpus.add_command(leaks)
