"""``secondmig agree package``, ``open``, ``return``, ``merge``, ``assign``, ``assignments``: two machines."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from secondmig.cli.caller import Caller, make_sure
from secondmig.cli.main import MISTAKE, tell
from secondmig.cli.options import DOCUMENT, Decorator, Verb, gathered, yes
from secondmig.cli.output import Output, prints, say
from secondmig.cli.table import visible
from secondmig.core.errors import SecondmigError

if TYPE_CHECKING:
    from secondmig.project.assignments import Assigning
    from secondmig.project.listing import Listing
    from secondmig.project.packages import Order
    from secondmig.project.returning import Handing


def _split(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:  # noqa: ARG001
    """Names separated by commas, or given one by one."""
    return tuple(name.strip() for each in value for name in each.split(",") if name.strip())


def _documents(help_text: str, *names: str) -> Decorator:
    decorated: Decorator = click.option(
        *names, metavar="DOC,...", type=DOCUMENT, multiple=True, callback=_split, help=help_text
    )
    return decorated


_codebooks = click.option(
    "--codebook", "codebooks", metavar="ID,...", multiple=True, callback=_split, help="Else every codebook."
)
_file = click.option(
    "-o", "--output", "target", metavar="FILE", type=click.Path(path_type=Path), help="The file to write."
)


def _make_order(**given: Any) -> "Order":  # noqa: ANN401 - values of options, by parameter name
    from secondmig.project.packages import Order

    return Order(**given)


def _make_handing(**given: Any) -> "Handing":  # noqa: ANN401 - values of options, by parameter name
    from secondmig.project.returning import Handing

    return Handing(**given)


def _make_assigning(**given: Any) -> "Assigning":  # noqa: ANN401 - values of options, by parameter name
    from secondmig.project.assignments import Assigning

    return Assigning(**given)


_orders = gathered(
    "order",
    _make_order,
    {
        "coder": click.option("--coder", metavar="NAME", required=True, help="Who will code."),
        "documents": _documents(
            "Which transcripts; all for every one.", "--documents", "--document", "documents"
        ),
        "codebooks": _codebooks,
        "blind": click.option(
            "--blind/--open",
            "blind",
            default=True,
            show_default=True,
            help="Without what others coded, or with it; recorded either way.",
        ),
        "again": click.option(
            "--again", is_flag=True, help="The same coder once more, as NAME.2: agreement with oneself."
        ),
    },
)
_hands_in = gathered(
    "handing",
    _make_handing,
    {
        "done": _documents("Finished, though nothing there was coded.", "--done"),
        "all_done": click.option("--all-done", is_flag=True, help="Every document is finished."),
        "unfinished": _documents("Begun and not finished: stays here.", "--unfinished"),
        "coder": click.option(
            "--coder", metavar="NAME", default="", help="Whose codings, if made under another name."
        ),
    },
)
_assigns = gathered(
    "assigning",
    _make_assigning,
    {
        "documents": _documents("What was read.", "--document", "--documents", "documents"),
        "codebooks": _codebooks,
        "blind": click.option("--blind", is_flag=True, help="Without having seen what others coded."),
        "remove": click.option("--remove", is_flag=True, help="Take it back: not read, so missing."),
    },
)


@click.command(
    "package", cls=Verb, example="secondmig agree package --coder kenji --documents US01,US02 --blind"
)
@_orders
@_file
@yes
@click.pass_obj
def package(caller: Caller, order: "Order", target: Path | None, yes: bool) -> None:
    """Write one file that a second coder opens on another machine."""
    _ask(target, yes=yes)
    with caller.open() as project:
        done = project.agree_package(order, target=target, overwrite=yes or target is not None)
    say(done)


@click.command("open", cls=Verb, example="secondmig agree open kenji-my-study.secondmig")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(file_okay=False, path_type=Path))
def open_(file: Path, folder: Path | None) -> None:
    """Make a project of a package, to code in; without DIR, in a folder named like the file."""
    from secondmig.project.open_package import open_package

    say(open_package(file, folder))


@click.command("return", cls=Verb, example="secondmig agree return --done US05")
@_hands_in
@_file
@yes
@click.pass_obj
def return_(caller: Caller, handing: "Handing", target: Path | None, yes: bool) -> None:
    """Write the file that goes back: the codings, and no words of the transcripts."""
    _ask(target, yes=yes)
    with caller.open() as project:
        done = project.agree_return(handing, target=target, overwrite=yes or target is not None)
    say(done)


def _ask(target: Path | None, *, yes: bool) -> None:
    if target is not None and target.is_file():
        make_sure(f"Replace {target}?", yes=yes)


@click.command("merge", cls=Verb, example="secondmig agree merge kenji-return.secondmig --dry-run")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--coder", metavar="NAME", default="", help="Under this name instead of the package's.")
@click.option("--replace", is_flag=True, help="Where both sides changed a coding, take the coder's.")
@click.option("--dry-run", is_flag=True, help="Report, and change nothing.")
@prints
@click.pass_obj
def merge(caller: Caller, file: Path, coder: str, replace: bool, dry_run: bool, output: Output) -> None:
    """Take in what a coder sent back, beside what is here; say per document what was added."""
    with caller.open() as project:
        done = project.agree_merge(file, coder=coder, dry_run=dry_run, replace=replace)
    idle = not any(row.get("reason") for row in done.listing.rows)
    output.write(done.listing, hidden=("reason",) if idle else ())
    if done.event is not None:
        caller.remark(f"merged (event {done.event}); secondmig undo takes it back")
    for line in done.warnings:
        click.echo(f"secondmig: note: {visible(line)}", err=True)
    _leave_with_refused(done.listing)


def _leave_with_refused(listing: "Listing") -> None:
    """Name what was not taken in, and leave with the exit code of a mistake: the rest is in."""
    refused = [row for row in listing.rows if row.get("refused") or row.get("reason")]
    if not refused:
        return
    codings = sum(cast("int", row["refused"]) for row in refused)
    named = ", ".join(str(row["document"]) for row in refused)
    message = (
        f"refused in {named}: {codings} {'coding' if codings == 1 else 'codings'}; the rest is no mistake"
    )
    hint = "put right what the table says, then merge the file again: what is here already stays as it is"
    tell(SecondmigError(message, hint=hint))
    click.get_current_context().exit(MISTAKE)


@click.command("assign", cls=Verb, example="secondmig agree assign kenji --document US05 --blind")
@click.argument("coder", metavar="CODER")
@_assigns
@click.pass_obj
def assign(caller: Caller, coder: str, assigning: "Assigning") -> None:
    """Record that a coder read documents: where nothing is coded there, that means no code."""
    with caller.open() as project:
        done = project.agree_assign(coder, assigning)
    say(done)


@click.command("assignments", cls=Verb, example="secondmig agree assignments --coder kenji")
@click.option("--coder", "coders", metavar="NAME", multiple=True, help="Only this coder.")
@_documents("Only this one.", "--document", "--documents", "among")
@prints
@click.pass_obj
def assignments(caller: Caller, coders: tuple[str, ...], among: tuple[str, ...], output: Output) -> None:
    """List who read which document with which codebook, blind or not; not listed is not read."""
    with caller.open() as project:
        listing = project.agree_assignments(coders=coders, among=among)
    output.write(listing)


COMMANDS = (package, open_, return_, merge, assign, assignments)
