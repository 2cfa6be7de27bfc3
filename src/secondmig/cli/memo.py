"""``secondmig memo``: memos."""

import sys
from typing import TYPE_CHECKING, Any

import click

from secondmig.cli.caller import Caller
from secondmig.cli.options import CASE, CODE, DOCUMENT, Noun, gathered
from secondmig.cli.output import Output, prints, say
from secondmig.core.errors import SecondmigError
from secondmig.core.selection import Selection

if TYPE_CHECKING:
    from secondmig.project.memo_acts import Remark


def _selection(**values: Any) -> Selection:  # noqa: ANN401 - values of options, by parameter name
    return Selection(**values)


about = gathered(
    "about",
    _selection,
    {
        "documents": click.option(
            "--document", "documents", type=DOCUMENT, multiple=True, help="On this one."
        ),
        "cases": click.option("--case", "cases", type=CASE, multiple=True, help="On this person."),
        "codes": click.option(
            "--code", "codes", type=CODE, multiple=True, help="On this code and those below."
        ),
        "coders": click.option("--coder", "coders", metavar="NAME", multiple=True, help="By this coder."),
    },
)


_MEMO = click.argument("memo_id", metavar="ID")


def _given(text: str | None, message: str | None) -> str | None:
    """The words on the line, or those that are piped in; None where somebody has to be asked."""
    if text is not None and message is not None:
        raise click.UsageError("Write the memo once: as TEXT or with -m.")
    words = text if text is not None else message
    if words == "-" or (words is None and not _is_terminal()):
        return _piped(sys.stdin.buffer.read())
    return words


_words = gathered(
    "words",
    _given,
    {
        "text": click.argument("text", metavar="[TEXT]", required=False),
        "message": click.option("-m", "--message", metavar="TEXT", help="The same, as an option."),
    },
)


def _is_terminal() -> bool:
    return sys.stdin.isatty()


def _piped(words: bytes) -> str:
    try:
        return words.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SecondmigError("what is piped in is not UTF-8", hint="convert it to UTF-8 first") from error


def _asked(words: str | None, before: str = "") -> str:
    """The words, from the editor where none were given."""
    if words is not None:
        return words
    return click.edit(before, extension=".md") or before


def _on(**values: Any) -> "tuple[str, str]":  # noqa: ANN401 - values of options, by parameter name
    named = [(about, subject) for about, subject in values.items() if subject]
    if len(named) != 1:
        raise click.UsageError(
            "Say what the memo is on: one of --document, --coding, --code, --case, --whole-project."
        )
    about, subject = named[0]
    return (about, about if about == "project" else str(subject))


_target = gathered(
    "target",
    _on,
    {
        "document": click.option("--document", type=DOCUMENT, help="On this one."),
        "coding": click.option("--coding", metavar="ID", help="On this one, as `code list` names it."),
        "code": click.option("--code", type=CODE, help="On this one."),
        "case": click.option("--case", type=CASE, help="On this person."),
        "project": click.option("--whole-project", "project", is_flag=True, help="On the project."),
    },
)


@click.group(cls=Noun)
def memo() -> None:
    """Memos: write, find, list them."""


@memo.command("add", example='secondmig memo add "Compare with #t12." --document US01')
@_words
@_target
@click.pass_obj
def add(caller: Caller, words: str | None, target: tuple[str, str]) -> None:
    """Write a memo, in Markdown: TEXT, from a pipe, or in your editor."""
    remark = _remark(*target, _asked(words))
    with caller.open() as project:
        done = project.memo_add(remark)
    say(done)


def _remark(about: str, subject: str, text: str) -> "Remark":
    from secondmig.project.memo_acts import Remark

    return Remark(about, subject, text)


@memo.command("edit", example='secondmig memo edit m-7d2m9x0k4q1z -m "Compare with Lima."')
@_MEMO
@_words
@click.pass_obj
def edit(caller: Caller, memo_id: str, words: str | None) -> None:
    """Let a memo of yours read otherwise; without TEXT it opens in your editor."""
    with caller.open() as project:
        before = "" if words is not None else project.memo_text(memo_id)
        done = project.memo_edit(memo_id, _asked(words, before))
    say(done)


@memo.command("remove", example="secondmig memo remove m-7d2m9x0k4q1z")
@_MEMO
@click.pass_obj
def remove(caller: Caller, memo_id: str) -> None:
    """Take a memo of yours back; undo brings it again."""
    with caller.open() as project:
        done = project.memo_remove(memo_id)
    say(done)


@memo.command("search", example="secondmig memo search Lima --coder anna")
@click.argument("text", metavar="TEXT")
@about
@prints
@click.pass_obj
def search(caller: Caller, text: str, about: Selection, output: Output) -> None:
    """Find memos by their words, without regard to case and accents."""
    with caller.open() as project:
        listing = project.memo_search(text, about)
        output.write(listing)
        if output.file():
            project.note_output("memo search", output.file(), listing)


@memo.command("list", example="secondmig memo list --document US01")
@about
@prints
@click.pass_obj
def list_(caller: Caller, about: Selection, output: Output) -> None:
    """List the memos on documents, persons, codes and codings, and the comments that came with a file."""
    with caller.open() as project:
        listing = project.memo_list(about)
        output.write(listing, hidden=("id", "at"))
        if output.file():
            project.note_output("memo list", output.file(), listing)
