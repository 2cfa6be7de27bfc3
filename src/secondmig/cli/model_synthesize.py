"""``secondmig model synthesize`` and ``model recover``: invented persons, and what a fit makes of them."""

from pathlib import Path

import click

from secondmig.cli.caller import Caller
from secondmig.cli.figures import in_columns
from secondmig.cli.options import Noun, Verb
from secondmig.cli.output import Output, prints, say, terminal_columns, write_file

_N = click.option(
    "--n",
    "n",
    metavar="N",
    type=click.IntRange(min=100, max=1_000_000),
    default=50_000,
    show_default=True,
    help="Invented persons.",
)
_SEED = click.option(
    "--seed",
    metavar="S",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Of the random numbers.",
)


def add_to(group: Noun) -> None:
    """Hang the commands into the group ``model``."""
    group.add_command(synthesize)
    group.add_command(recover)


@click.command(
    "synthesize",
    cls=Verb,
    example="secondmig model synthesize codebooks/liu-2018/out-migration-1.yaml --n 5000",
)
@click.argument("spec", metavar="SPEC.yaml", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "-o",
    "--output",
    "target",
    metavar="FILE.csv",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Default: the file the spec reads.",
)
@_N
@_SEED
@click.pass_obj
def synthesize(caller: Caller, spec: Path, target: Path | None, n: int, seed: int) -> None:
    """Write a file of invented persons that have the moments and slopes of a printed table."""
    with caller.open() as project:
        done = project.model_synthesize(spec, target=target, n=n, seed=seed)
    say(done)


@click.command(
    "recover",
    cls=Verb,
    example="secondmig model recover codebooks/liu-2018/out-migration-2.yaml --n 5000",
)
@click.argument(
    "specs", metavar="SPEC.yaml...", nargs=-1, required=True, type=click.Path(dir_okay=False, path_type=Path)
)
@click.option("--beside", is_flag=True, help="In the layout of the printed table, beside it.")
@_N
@_SEED
@prints
@click.pass_obj
def recover(caller: Caller, specs: tuple[Path, ...], beside: bool, n: int, seed: int, output: Output) -> None:
    """Fit the model to invented persons and compare its slopes with the printed ones they were drawn with."""
    form = _form(output) if beside else ""
    with caller.open() as project:
        if form:
            columns = terminal_columns()
            text = project.model_recover_table(specs, n=n, seed=seed, form=form, columns=columns)
            _put(text, output)
            return
        listing = project.model_recover(specs, n=n, seed=seed, beside=beside)
    if output.for_people():
        listing = in_columns(listing, {"recovered": 3, "se": 3, "difference": 3, "z": 2})
    output.write(listing, hidden=("variable", "block", "reason"))


def _form(output: Output) -> str:
    """The form of a table in the printed layout; "" for the forms that programs read, one row a cell."""
    ending = Path(output.path or "").suffix.lower()
    if output.form is None and ending in {".html", ".tex"}:
        return ending[1:]
    return output.form_name() if output.form_name() in {"table", "md"} else ""


def _put(text: str, output: Output) -> None:
    """Print a table, or write it into the file that is named."""
    name = output.file()
    if name is None:
        click.echo(text, nl=False)
    else:
        write_file(Path(name), [text])
