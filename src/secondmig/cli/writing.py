"""``secondmig codebook add``, ``edit`` and ``revive``: codes written without an editor."""

from typing import TYPE_CHECKING

import click

from secondmig.cli.caller import Caller
from secondmig.cli.options import CODE, Verb
from secondmig.cli.output import say
from secondmig.cli.revision import how_to

if TYPE_CHECKING:
    from collections.abc import Mapping

    from secondmig.project.revising import How


def _texts(**given: str | None) -> "Mapping[str, str]":
    return {name: text for name, text in given.items() if text is not None}


@click.command("add", cls=Verb, example='secondmig codebook add "Ceiling at work" --under OS-MOB')
@click.argument("label", metavar="LABEL")
@click.option("--under", metavar="PARENT", type=CODE, help="What it comes under; else the top.")
@click.option("--codebook", "book", metavar="ID", default="", help="Which, where there are several.")
@click.option("--id", "code", metavar="ID", default="", help="Else made of the id above and the label.")
@click.option("--heading", is_flag=True, help="It is a heading and never applied.")
@click.option("--definition", metavar="TEXT", help="What it means.")
@click.option("--include", metavar="TEXT", help="What belongs here.")
@click.option("--exclude", metavar="TEXT", help="Where it ends.")
@click.option("--example", "examples", metavar="TEXT", multiple=True, help="A sentence coded so; repeatable.")
@how_to
@click.pass_obj
def add(  # noqa: PLR0913 - one parameter an option
    caller: Caller,
    label: str,
    under: str | None,
    book: str,
    code: str,
    heading: bool,
    definition: str | None,
    include: str | None,
    exclude: str | None,
    examples: tuple[str, ...],
    how: "How",
) -> None:
    """Write a new code into a codebook file."""
    from secondmig.project.writing_codes import NewCode

    texts = _texts(definition=definition, include=include, exclude=exclude)
    new = NewCode(label, under, book, code, not heading, texts, examples)
    with caller.open() as project:
        done = project.codebook_add(new, how=how)
    say(done)


@click.command(
    "edit", cls=Verb, example='secondmig codebook edit OS-LIV-STY --exclude "Cost of housing (OS-LIV-HOU)."'
)
@click.argument("code", metavar="ID", type=CODE)
@click.option("--label", metavar="TEXT", help="What people read.")
@click.option("--definition", metavar="TEXT", help='What it means; "" takes it out, as with the next two.')
@click.option("--include", metavar="TEXT", help="What belongs here.")
@click.option("--exclude", metavar="TEXT", help="Where it ends.")
@click.option("--example", "examples", metavar="TEXT", multiple=True, help="All its examples; repeatable.")
@click.option("--no-example", is_flag=True, help="It has none.")
@click.option("--color", metavar="#RRGGBB", help='Of a theme; "" for none.')
@how_to
@click.pass_obj
def edit(  # noqa: PLR0913 - one parameter an option
    caller: Caller,
    code: str,
    label: str | None,
    definition: str | None,
    include: str | None,
    exclude: str | None,
    examples: tuple[str, ...],
    no_example: bool,
    color: str | None,
    how: "How",
) -> None:
    """Let the words of a code read otherwise; its id and its codings stay."""
    from secondmig.project.writing_codes import Wording

    if no_example and examples:
        raise click.UsageError("Either --example or --no-example.")
    wording = Wording(
        _texts(label=label, definition=definition, include=include, exclude=exclude),
        examples if examples or no_example else None,
        color,
    )
    if wording == Wording():
        raise click.UsageError("Say what changes, e.g. --definition TEXT.")
    with caller.open() as project:
        done = project.codebook_edit(code, wording, how=how)
    say(done)


@click.command("revive", cls=Verb, example="secondmig codebook revive OS-LIV-STY")
@click.argument("code", metavar="ID", type=CODE)
@how_to
@click.pass_obj
def revive(caller: Caller, code: str, how: "How") -> None:
    """Let a retired code be in use again."""
    with caller.open() as project:
        done = project.codebook_revive(code, how=how)
    say(done)


COMMANDS = (add, edit, revive)
