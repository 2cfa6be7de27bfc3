"""What was done, and back again: ``history``, ``undo``, ``redo``, ``backup``, ``restore``, ``verify``."""

from pathlib import Path

import click

from secondmig.cli.caller import Caller, make_sure
from secondmig.cli.options import Verb
from secondmig.cli.output import Output, prints, say
from secondmig.cli.problems import leave_with_problems


@click.command("history", cls=Verb, example="secondmig history US01")
@click.argument("subject", metavar="[SUBJECT]", required=False)
@prints
@click.pass_obj
def history(caller: Caller, subject: str | None, output: Output) -> None:
    """List what was done to the project, by whom and when; with SUBJECT, to one document or person."""
    with caller.open() as project:
        listing = project.history(subject)
    output.write(listing, hidden=("payload",))


@click.command("undo", cls=Verb, example="secondmig undo 12")
@click.argument("event", metavar="[EVENT]", required=False)
@click.pass_obj
def undo(caller: Caller, event: str | None) -> None:
    """Take back a change; without EVENT, your own last one."""
    with caller.open() as project:
        done = project.undo(event)
    say(done)


@click.command("redo", cls=Verb, example="secondmig redo")
@click.pass_obj
def redo(caller: Caller) -> None:
    """Do again what was last undone."""
    with caller.open() as project:
        done = project.redo()
    say(done)


@click.command("backup", cls=Verb, example="secondmig backup monday.db")
@click.argument("target", metavar="[FILE]", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def backup(caller: Caller, target: Path | None) -> None:
    """Write a copy of the project's database; without FILE, beside it."""
    with caller.open() as project:
        done = project.backup(target)
    say(done)


@click.command("restore", cls=Verb, example="secondmig restore monday.db")
@click.argument("source", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def restore(caller: Caller, source: Path, yes: bool) -> None:
    """Go back to a copy of the project's database; who withdrew since then stays withdrawn."""
    make_sure(f"Replace the project's codings and history by those of {source}?", yes=yes)
    say(caller.restore(source))


@click.command("verify", cls=Verb, example="secondmig verify")
@click.option("--rebuild-index", is_flag=True, help="Make the search index anew from the texts first.")
@prints
@click.pass_obj
def verify(caller: Caller, rebuild_index: bool, output: Output) -> None:
    """Recompute every hash and the chain of events, and list what does not agree."""
    with caller.open() as project:
        listing = project.verify(rebuild_index=rebuild_index)
    leave_with_problems(listing, output)
