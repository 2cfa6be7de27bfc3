"""``secondmig grid`` and ``query grid``: the summary grid of persons and themes."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from secondmig.cli.caller import Caller
from secondmig.cli.options import CASE, CODE, Noun, Pair, Verb, gathered, release
from secondmig.cli.output import Output, prints, say
from secondmig.core.errors import SecondmigError
from secondmig.core.selection import Selection
from secondmig.core.types import Level

if TYPE_CHECKING:
    from secondmig.project.grid_model import Wanted

_FILES = {".xlsx", ".docx"}


def _wanted(*, themes: tuple[str, ...], by: str, release: Level, **selecting: Any) -> "Wanted":  # noqa: ANN401
    from secondmig.project.grid_model import Wanted

    return Wanted(themes, Selection(**selecting), by, release)


_asked = gathered(
    "wanted",
    _wanted,
    {
        "themes": click.option(
            "--theme",
            "themes",
            type=CODE,
            multiple=True,
            help="A column: this heading or code with those below. Default: the top-level themes.",
        ),
        "groups": click.option(
            "--group",
            "groups",
            type=Pair(),
            metavar="ATTRIBUTE=VALUE",
            multiple=True,
            help='Persons only with e.g. "interview_country=JPN".',
        ),
        "cases": click.option("--case", "cases", type=CASE, multiple=True, help="Only this person."),
        "coders": click.option(
            "--coder", "coders", metavar="NAME", multiple=True, help="Only this analyst's paraphrases."
        ),
        "by": click.option(
            "--by",
            default="group",
            show_default=True,
            metavar="WHAT",
            help="Order persons by group, by an attribute such as interview_country, or none.",
        ),
        "release": release("team", levels=("work", "team")),
    },
)


@click.command("grid", cls=Verb, example="secondmig query grid --theme OS-RAC --by interview_country")
@_asked
@click.option("--filled", is_flag=True, help="Leave cells without a paraphrase out.")
@prints
@click.pass_obj
def query_grid(caller: Caller, wanted: "Wanted", filled: bool, output: Output) -> None:
    """List what each person says on each theme, in the analysts' words; FILE may end with .xlsx or .docx."""
    if output.path is not None and Path(output.path).suffix.lower() in _FILES:
        if output.form is not None or filled:
            raise click.UsageError("A workbook or a document holds the whole grid: leave the option out.")
        with caller.open() as project:
            done = project.grid_export(wanted, Path(output.path))
        say(done)
        return
    with caller.open() as project:
        listing = project.query_grid(wanted, filled=filled)
        output.write(listing, hidden=("label",) if output.path is None else ())
        if output.file():
            project.note_output("query grid", output.file(), listing, level=wanted.level)


@click.group(cls=Noun)
def grid() -> None:
    """The summary grid: what each person says on a theme, in your words."""


_CASE = click.argument("case", type=CASE, metavar="CASE")
_THEME = click.argument("theme", type=CODE, metavar="THEME")


@grid.command("write", example='secondmig grid write US01 OS-RAC "Taken for a foreigner, always."')
@_CASE
@_THEME
@click.argument("text", metavar="TEXT")
@click.pass_obj
def write(caller: Caller, case: str, theme: str, text: str) -> None:
    """Write your paraphrase of a person on a theme; - reads it from a pipe."""
    from secondmig.project.grid_acts import Writing

    words = _piped(sys.stdin.buffer.read()) if text == "-" else text
    with caller.open() as project:
        done = project.grid_write(Writing(case, theme, words))
    say(done)


def _piped(words: bytes) -> str:
    try:
        return words.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SecondmigError("what is piped in is not UTF-8", hint="convert it to UTF-8 first") from error


@grid.command("clear", example="secondmig grid clear US01 OS-RAC")
@_CASE
@_THEME
@click.pass_obj
def clear(caller: Caller, case: str, theme: str) -> None:
    """Take your paraphrase of a person on a theme back."""
    with caller.open() as project:
        done = project.grid_clear(case, theme)
    say(done)
