"""``secondmig corpus rebase``, ``review`` and ``settle``: transcripts corrected after coding."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from secondmig.cli.caller import Caller, on_terminal
from secondmig.cli.options import DOCUMENT, Pair, Verb, gathered
from secondmig.cli.output import Output, prints, say
from secondmig.cli.table import visible
from secondmig.core.errors import SecondmigError
from secondmig.core.types import DOCUMENT_KINDS, SPEAKER_ROLES

if TYPE_CHECKING:
    from secondmig.project.intake import Reading
    from secondmig.project.project import Project
    from secondmig.project.review import Decision

_KEYS = "y take the proposal, n drop the coding, s skip, q quit"


def _reading(**given: Any) -> "Reading":  # noqa: ANN401 - values of options, by parameter name
    from secondmig.project.intake import Reading

    return Reading(**{**given, "roles": dict(given["roles"])})


_how = gathered(
    "reading",
    _reading,
    {
        "encoding": click.option("--encoding", metavar="NAME", help="What the file is written in."),
        "speakers": click.option(
            "--speakers", metavar="REGEX", help="Pattern with one group that names the speaker of a line."
        ),
        "roles": click.option(
            "--role",
            "roles",
            type=Pair(SPEAKER_ROLES),
            metavar="NAME=ROLE",
            multiple=True,
            help="Repeatable.",
        ),
        "kind": click.option("--kind", type=click.Choice(DOCUMENT_KINDS), help="What the file is."),
        "language": click.option(
            "--language", metavar="TAG", help="What is spoken in the file, e.g. en, ja or es-PE."
        ),
    },
)


def _decision(**given: Any) -> "Decision":  # noqa: ANN401 - values of options, by parameter name
    from secondmig.project.review import Decision

    return Decision(**given)


_what = gathered(
    "decision",
    _decision,
    {
        "here": click.option("--here", is_flag=True, help="They go where the proposal is."),
        "turn": click.option("--turn", metavar="N", type=int, help="They go to words of this turn."),
        "quote": click.option("--quote", metavar="WORDS", help="With --turn: as they stand there."),
        "drop": click.option("--drop", is_flag=True, help="They are taken back."),
    },
)


@click.command("rebase", cls=Verb, example="secondmig corpus rebase US01 US01-corrected.txt --dry-run")
@click.argument("document", metavar="DOC", type=DOCUMENT)
@click.argument("newfile", metavar="NEWFILE", type=click.Path(path_type=Path))
@_how
@click.option("--dry-run", is_flag=True, help="Report every coding, and change nothing.")
@prints
@click.pass_obj
def rebase(
    caller: Caller, document: str, newfile: Path, reading: "Reading", dry_run: bool, output: Output
) -> None:
    """Let a corrected file be the new version of a transcript, and say where every coding went."""
    with caller.open() as project:
        done = project.corpus_rebase(document, newfile, reading=reading, dry_run=dry_run)
        output.write(done.codings, hidden=("waited",))
        if output.file():
            project.note_output("corpus rebase", output.file(), done.codings, about=(document,))
    if done.event is not None:
        caller.remark(f"corrected (event {done.event}); secondmig undo takes it back")
    for line in done.warnings:
        click.echo(f"secondmig: note: {visible(line)}", err=True)


@click.command("review", cls=Verb, example="secondmig corpus review US01")
@click.argument("document", metavar="[DOC]", required=False, type=DOCUMENT)
@click.option("--decide", is_flag=True, help="Go through them on the terminal, one key each.")
@prints
@click.pass_obj
def review(caller: Caller, document: str | None, decide: bool, output: Output) -> None:
    """List the codings that wait for a person since a transcript was corrected."""
    if decide and output != Output():
        raise click.UsageError("--decide is for the terminal: leave --format and -o out.")
    with caller.open() as project:
        listing = project.corpus_review(document)
        if not decide or not listing.rows:
            output.write(listing)
            if output.file():
                project.note_output("corpus review", output.file(), listing)
            return
        if not on_terminal():
            raise SecondmigError(
                "there is no terminal to decide on", hint="secondmig corpus settle ID --here, or --drop"
            )
        _walk(project, listing.rows)


@click.command(
    "settle", cls=Verb, example='secondmig corpus settle c-7d2m9x0k4q1z --turn 20 --quote "more doors"'
)
@click.argument("codings", metavar="ID...", nargs=-1, required=True)
@_what
@click.pass_obj
def settle(caller: Caller, codings: tuple[str, ...], decision: "Decision") -> None:
    """Decide on codings that wait: where they go, or that they are taken back."""
    with caller.open() as project:
        done = project.corpus_settle(codings, decision)
    say(done)


def _walk(project: "Project", rows: Sequence[Mapping[str, object]]) -> None:
    """Show one coding after the other and do what the key says; each decision is an event of its own."""
    from secondmig.project.review import Decision

    decided = 0
    for number, row in enumerate(rows, start=1):
        click.echo(f"\n{number} of {len(rows)}  {_card(row)}")
        key = _key(can_take=row["proposal"] is not None)
        if key == "q":
            break
        if key == "s":
            continue
        try:
            done = project.corpus_settle((str(row["id"]),), Decision(here=key == "y", drop=key == "n"))
        except SecondmigError as error:
            click.echo(f"secondmig: {visible(error.line())}", err=True)
            continue
        decided += 1
        say(done)
    click.echo(f"{decided} decided; secondmig undo takes the last one back")


def _card(row: Mapping[str, object]) -> str:
    """What a person needs to decide on a coding."""
    turn, new_turn = row["turn"] or "outside the turns", row["new_turn"]
    proposal = row["proposal"] or ("taken back" if new_turn else "nothing")
    lines = (
        f"{row['document']} #{turn}  {row['code']}  by {row['coder']}: {row['reason']}",
        f"  was: {row['old_quote'] or 'taken back'}",
        f"  now: {proposal}" + (f"  (turn {new_turn})" if new_turn else ""),
    )
    return "\n".join(visible(line) for line in lines)


def _key(*, can_take: bool) -> str:
    """The key that was pressed; the end of input or an interruption is q."""
    allowed = "ynsq" if can_take else "nsq"
    click.echo(_KEYS if can_take else _KEYS.partition(", ")[2])
    while True:
        try:
            key = click.getchar().lower()
        except (KeyboardInterrupt, EOFError):
            return "q"
        if key in allowed and key:
            return key
