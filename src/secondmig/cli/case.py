"""``secondmig case``: persons."""

from pathlib import Path

import click

from secondmig.cli.caller import Caller, make_sure
from secondmig.cli.options import CASE, Chosen, Noun, selects_persons, yes
from secondmig.cli.output import Output, prints, say


@click.group(cls=Noun)
def case() -> None:
    """Persons: who they are, where they lived, what they agreed to."""


@case.command("import", example="secondmig case import persons.csv --legs legs.csv")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--legs", metavar="FILE", type=click.Path(path_type=Path), help="A table, a row per stay.")
@click.pass_obj
def import_(caller: Caller, path: Path, legs: Path | None) -> None:
    """Take in a table of persons, tied to their documents by id and pseudonym."""
    with caller.open() as project:
        done = project.case_import(path, legs=legs)
    say(done)


@case.command("list", example="secondmig case list --group interview_country=JPN")
@selects_persons
@prints
@click.pass_obj
def list_(caller: Caller, chosen: Chosen, output: Output) -> None:
    """List the persons, and who of them is a second migrant by the legs of the journey."""
    with caller.open() as project:
        listing = project.case_list(chosen.selection(project))
    output.write(listing)


@case.command("show", example="secondmig case show US01")
@click.argument("case_id", metavar="ID", type=CASE)
@prints
@click.pass_obj
def show(caller: Caller, case_id: str, output: Output) -> None:
    """Show all that is known about a person."""
    with caller.open() as project:
        listing = project.case_show(case_id)
    output.write(listing, as_lines=True)


@case.command("legs", example="secondmig case legs UK03")
@click.argument("case_id", metavar="ID", type=CASE)
@prints
@click.pass_obj
def legs(caller: Caller, case_id: str, output: Output) -> None:
    """List the stays of a person, in order, with their months and roles."""
    with caller.open() as project:
        listing = project.case_legs(case_id)
    output.write(listing, hidden=("case", "leg", "isco", "second_migrant"))


@case.command("withdraw", example='secondmig case withdraw UK07 --reason "letter of 2 May"')
@click.argument("case_id", metavar="ID", type=CASE)
@click.option("--reason", metavar="TEXT", required=True, help="Why; kept with the project.")
@yes
@click.pass_obj
def withdraw(caller: Caller, case_id: str, reason: str, yes: bool) -> None:
    """Erase a person's words everywhere in the project; the one act that cannot be undone."""
    with caller.open() as project:
        project.case_show(case_id)  # an unknown person is refused before anything is asked
        make_sure(f"Erase all words of {case_id}? This cannot be undone", yes=yes)
        done = project.case_withdraw(case_id, reason=reason)
    say(done)


@case.command("export", example="secondmig case export US01 for-rosa.json")
@click.argument("case_id", metavar="ID", type=CASE)
@click.argument("target", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
@click.pass_obj
def export(caller: Caller, case_id: str, target: Path | None) -> None:
    """Write all that is held about a person into one JSON file, for that person; without FILE, ID.json."""
    with caller.open() as project:
        done = project.case_export(case_id, target or Path(f"{case_id}.json"))
    say(done)
