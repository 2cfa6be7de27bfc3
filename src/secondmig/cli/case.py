"""``secondmig case``: persons."""

from collections.abc import Mapping
from pathlib import Path

import click

from secondmig.cli.caller import Caller, make_sure
from secondmig.cli.options import CASE, Chosen, Noun, gathered, selects_persons, yes
from secondmig.cli.output import Output, prints, say
from secondmig.cli.trajectory import by_fact, min_stay

_FILE = click.Path(path_type=Path)
beside_persons = gathered(
    "beside",
    dict,
    {
        "legs": click.option("--legs", metavar="FILE", type=_FILE, help="A table, a row per stay."),
        "occupations": click.option(
            "--occupations", metavar="FILE", type=_FILE, help="A table, a row per occupation."
        ),
        "statuses": click.option(
            "--statuses", metavar="FILE", type=_FILE, help="A table, a row per legal status."
        ),
    },
)


@click.group(cls=Noun)
def case() -> None:
    """Persons: who they are, where they lived, what they agreed to."""


@case.command("import", example="secondmig case import persons.csv --legs legs.csv")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@beside_persons
@click.pass_obj
def import_(caller: Caller, path: Path, beside: Mapping[str, Path | None]) -> None:
    """Take in a table of persons and of their stays, tied to their documents by id and pseudonym."""
    with caller.open() as project:
        done = project.case_import(path, **beside)
    say(done)


@case.command("list", example="secondmig case list --group interview_country=JPN")
@click.option("--consent", is_flag=True, help="What each agreed to: the tier, and each switch.")
@min_stay
@selects_persons
@prints
@click.pass_obj
def list_(caller: Caller, chosen: Chosen, min_stay: tuple[int, ...], consent: bool, output: Output) -> None:
    """List the persons, and who of them is a second migrant by the legs of the journey."""
    if consent and min_stay:
        raise click.UsageError("--consent lists what persons agreed to: leave --min-stay out.")
    with caller.open() as project:
        selection = chosen.selection(project)
        listing = (
            project.case_list_consent(selection)
            if consent
            else project.case_list(selection, min_stay=min_stay)
        )
        output.write(listing)
        if output.file():
            project.note_output("case list", output.file(), listing)


@case.command("consent", example="secondmig case consent corpus/consent.csv")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.pass_obj
def consent(caller: Caller, path: Path) -> None:
    """Take in the sheet of what each person agreed to, and when."""
    with caller.open() as project:
        done = project.case_consent(path)
    say(done)


@case.command("clear", example='secondmig case clear US05 c1a2b3c4 --note "shown to him on 3 May"')
@click.argument("case_id", metavar="ID", type=CASE)
@click.argument("codings", metavar="CODING...", nargs=-1, required=True)
@click.option("--note", metavar="TEXT", default="", help="How the person was asked.")
@click.option("--take-back", is_flag=True, help="They are no longer quoted to partners.")
@click.pass_obj
def clear(caller: Caller, case_id: str, codings: tuple[str, ...], note: str, take_back: bool) -> None:
    """Note that a person at T2 was asked, and lets these coded passages be quoted to partners."""
    if take_back and note:
        raise click.UsageError("--note says how the person was asked: leave it out with --take-back.")
    with caller.open() as project:
        done = project.case_clear(case_id, codings, note=note, take_back=take_back)
    say(done)


@case.command("show", example="secondmig case show US01")
@click.argument("case_id", metavar="ID", type=CASE)
@prints
@click.pass_obj
def show(caller: Caller, case_id: str, output: Output) -> None:
    """Show all that is known about a person."""
    with caller.open() as project:
        listing = project.case_show(case_id)
        output.write(listing, as_lines=True)
        if output.file():
            project.note_output("case show", output.file(), listing, about=(case_id,))


@case.command("legs", example="secondmig case legs UK03")
@click.argument("case_id", metavar="ID", type=CASE)
@click.option("--evidence", is_flag=True, help="The words of the transcript behind each fact.")
@prints
@click.pass_obj
def legs(caller: Caller, case_id: str, evidence: bool, output: Output) -> None:
    """List the stays of a person, in order: each fact with the turns that it is known from."""
    with caller.open() as project:
        listing = project.case_legs(case_id, evidence=evidence)
        if output.file():
            project.note_output("case legs", output.file(), listing)
    if not evidence and output.form_name() == "table":
        listing = by_fact(listing)
    output.write(listing, hidden=("case",))


@case.command("withdraw", example='secondmig case withdraw UK07 --reason "letter of 2 May"')
@click.argument("case_id", metavar="ID", type=CASE)
@click.option("--reason", metavar="TEXT", required=True, help="Why; kept with the project.")
@click.option("--date", metavar="DATE", default="", help="The day the person asked; today if not given.")
@yes
@click.pass_obj
def withdraw(caller: Caller, case_id: str, reason: str, date: str, yes: bool) -> None:
    """Erase a person's words everywhere in the project; the one act that cannot be undone."""
    with caller.open() as project:
        project.case_show(case_id)  # an unknown person is refused before anything is asked
        make_sure(f"Erase all words of {case_id}? This cannot be undone", yes=yes)
        done = project.case_withdraw(case_id, reason=reason, date=date)
    say(done)


@case.command("export", example="secondmig case export US01 for-rosa.json")
@click.argument("case_id", metavar="ID", type=CASE)
@click.argument("target", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
@click.pass_obj
def export(caller: Caller, case_id: str, target: Path | None) -> None:
    """Write all that is held about a person, for that person: FILE (ID.json) and a page to read beside it."""
    with caller.open() as project:
        done = project.case_export(case_id, target or Path(f"{case_id}.json"))
    say(done)
