"""``secondmig codebook rename``, ``move``, ``merge``, ``split``, ``retire``, ``review`` and ``settle``."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from secondmig.cli.caller import Caller, on_terminal
from secondmig.cli.options import CODE, Verb, gathered
from secondmig.cli.output import Output, prints, say
from secondmig.cli.table import visible
from secondmig.core.errors import SecondmigError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from secondmig.project.deciding import Question
    from secondmig.project.project import Project
    from secondmig.project.revising import How

_DROP, _SKIP, _BACK, _QUIT = "d", "s", "b", "q"
_KEYS = "d drop the coding, s skip, b back to the last one, q quit"
_MOST = 9


def _how(**given: Any) -> "How":  # noqa: ANN401 - values of options, by parameter name
    from secondmig.project.revising import How

    return How(**given)


how_to = gathered(
    "how",
    _how,
    {
        "version": click.option(
            "--version-label",
            "version",
            metavar="LABEL",
            default="",
            help="What the new version calls itself in the file, e.g. 1.1.0.",
        ),
        "dry_run": click.option("--dry-run", is_flag=True, help="Say what would happen, and change nothing."),
    },
)


@dataclass(frozen=True, slots=True)
class _Where:
    """Where a code goes: one of these."""

    under: str | None
    top: bool
    before: str | None
    after: str | None


_where = gathered(
    "where",
    _Where,
    {
        "under": click.option("--under", metavar="PARENT", type=CODE, help="The code it comes under."),
        "top": click.option("--top", is_flag=True, help="It comes under no code."),
        "before": click.option(
            "--before", metavar="CODE", type=CODE, help="The code it stands right before, under the same one."
        ),
        "after": click.option(
            "--after", metavar="CODE", type=CODE, help="The code it stands right after, under the same one."
        ),
    },
)


class _NewCode(click.ParamType):  # type: ignore[type-arg] # generic from click 8.5 on
    """``ID=LABEL`` for a code that is to be made, or ``ID`` for one that is there."""

    name = "ID[=LABEL]"

    def convert(
        self, value: str | tuple[str, str | None], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str | None]:
        """The id and the label, None where none is given."""
        if isinstance(value, tuple):
            return value
        code, equals, label = value.partition("=")
        if not code or (equals and not label.strip()):
            self.fail(f"{value!r} is neither ID=LABEL nor the ID of a code", param, ctx)
        return code, label.strip() if equals else None


@click.command("rename", cls=Verb, example='secondmig codebook rename OS-RAC-ID "Identity put to the test"')
@click.argument("code", metavar="ID", type=CODE)
@click.argument("label", metavar="LABEL")
@how_to
@click.pass_obj
def rename(caller: Caller, code: str, label: str, how: "How") -> None:
    """Give a code another label; its id and its codings stay."""
    with caller.open() as project:
        done = project.codebook_rename(code, label, how=how)
    say(done)


@click.command("move", cls=Verb, example="secondmig codebook move OS-LAB-SEG --under OS-MOB")
@click.argument("code", metavar="ID", type=CODE)
@_where
@how_to
@click.pass_obj
def move(caller: Caller, code: str, where: _Where, how: "How") -> None:
    """Put a code, with all that is below it, under another one, at the top, or beside another one."""
    beside = where.before or where.after
    if [where.top, *(each is not None for each in (where.under, where.before, where.after))].count(True) != 1:
        raise click.UsageError("Say where it goes: --under PARENT, --top, --before CODE or --after CODE.")
    with caller.open() as project:
        if beside is not None:
            done = project.codebook_place(code, beside, after=where.after is not None, how=how)
        else:
            done = project.codebook_move(code, under=where.under, how=how)
    say(done)


@click.command("merge", cls=Verb, example="secondmig codebook merge OS-SKL-EDU OS-SKL-RET --dry-run")
@click.argument("froms", metavar="FROM...", nargs=-1, required=True, type=CODE)
@click.argument("into", metavar="INTO", type=CODE)
@click.option("--keep-cues", is_flag=True, help="Add the cues of the codes that leave to its own.")
@how_to
@click.pass_obj
def merge(caller: Caller, froms: tuple[str, ...], into: str, keep_cues: bool, how: "How") -> None:
    """Let codes become another one, with all their codings."""
    with caller.open() as project:
        done = project.codebook_merge(froms, into, keep_cues=keep_cues, how=how)
    say(done)


@click.command(
    "split",
    cls=Verb,
    example='secondmig codebook split OS-LIV-STY OS-LIV-DAY="Daily life" OS-LIV-LEI="Leisure" --dry-run',
)
@click.argument("code", metavar="ID", type=CODE)
@click.argument("into", metavar="NEW...", nargs=-1, required=True, type=_NewCode())
@click.option("--keep", is_flag=True, help="The code itself stays, as one to choose from.")
@how_to
@click.pass_obj
def split(
    caller: Caller, code: str, into: tuple[tuple[str, str | None], ...], keep: bool, how: "How"
) -> None:
    """Divide a code into others, each ID=LABEL or an ID that is there; its codings wait to be decided."""
    if len({new for new, _label in into}) < len(into):
        raise click.UsageError("Name each code once.")
    with caller.open() as project:
        done = project.codebook_split(code, dict(into), keep=keep, how=how)
    say(done)


@click.command("retire", cls=Verb, example='secondmig codebook retire OS-LIV-STY --reason "covers too much"')
@click.argument("code", metavar="ID", type=CODE)
@click.option("--reason", metavar="TEXT", required=True, help="Why, for those who come after you.")
@click.option("--into", metavar="OTHER", type=CODE, help="Its codings become this code: a merge.")
@how_to
@click.pass_obj
def retire(caller: Caller, code: str, reason: str, into: str | None, how: "How") -> None:
    """Let nothing new be coded with a code; its codings stay and are counted."""
    with caller.open() as project:
        done = project.codebook_retire(code, reason=reason, into=into, how=how)
    say(done)


@click.command("review", cls=Verb, example="secondmig codebook review OS-SKL-LANG")
@click.argument("code", metavar="[ID]", required=False, type=CODE)
@click.option("--decide", is_flag=True, help="Go through them on the terminal, one key each.")
@prints
@click.pass_obj
def review(caller: Caller, code: str | None, decide: bool, output: Output) -> None:
    """List the codings that wait for a code since theirs was divided; with ID, those that carry this one."""
    if decide and output != Output():
        raise click.UsageError("--decide is for the terminal: leave --format and -o out.")
    with caller.open() as project:
        listing = project.codebook_review(code)
        if not decide or not listing.rows:
            output.write(listing)
            if output.file():
                project.note_output("codebook review", output.file(), listing)
            return
        if not on_terminal():
            raise SecondmigError(
                "there is no terminal to decide on", hint="secondmig codebook settle ID... --code CODE"
            )
        _walk(project, [str(row["id"]) for row in listing.rows])


@click.command("settle", cls=Verb, example="secondmig codebook settle c-7d2m9x0k4q1z --code OS-SKL-HLANG")
@click.argument("codings", metavar="CODING...", nargs=-1, required=True)
@click.option("--code", metavar="ID", type=CODE, help="The code they carry from now on.")
@click.option("--drop", is_flag=True, help="They are taken back.")
@click.pass_obj
def settle(caller: Caller, codings: tuple[str, ...], code: str | None, drop: bool) -> None:
    """Decide on codings that wait for a code."""
    with caller.open() as project:
        done = project.codebook_settle(codings, code=code, drop=drop)
    say(done)


def _walk(project: "Project", codings: "Sequence[str]") -> None:
    """Show one coding after the other and do what the key says; each decision is an event of its own."""
    decided: list[tuple[int, int | None]] = []
    at = 0
    while at < len(codings):
        asked = project.codebook_question(codings[at])
        click.echo(f"\n{at + 1} of {len(codings)}  {_card(asked)}")
        key = _key(asked, can_go_back=bool(decided))
        if key == _QUIT:
            break
        if key == _BACK:
            at, event = decided.pop()
            say(project.undo(str(event)))
            continue
        if key == _SKIP:
            at += 1
            continue
        code = None if key == _DROP else asked.options[int(key) - 1].id
        try:
            done = project.codebook_settle((codings[at],), code=code, drop=code is None)
        except SecondmigError as error:
            click.echo(f"secondmig: {visible(error.line())}", err=True)
            at += 1
            continue
        say(done)
        decided.append((at, done.event))
        at += 1
    click.echo(f"{len(decided)} decided; secondmig undo takes the last one back")


def _card(asked: "Question") -> str:
    """What a person needs to decide on a coding."""
    words = "(taken back)" if asked.quote is None else click.style(visible(asked.quote), bold=True)
    lines = [
        visible(f"{asked.place}  {asked.code}  by {asked.coder}: {asked.reason}"),
        f"  {visible(asked.before)}«{words}»{visible(asked.after)}",
    ]
    for number, code in enumerate(asked.options[:_MOST], start=1):
        lines.append(f"  {number}  {click.style(code.id, bold=True)}  {visible(code.label)}")
        texts = ((None, code.definition), ("include", code.include), ("exclude", code.exclude))
        lines += [f"     {visible(f'{name}: {text}' if name else text)}" for name, text in texts if text]
    if len(asked.options) > _MOST:
        lines.append(f"  {len(asked.options) - _MOST} more: secondmig codebook settle {asked.id} --code ID")
    return "\n".join(lines)


def _key(asked: "Question", *, can_go_back: bool) -> str:
    """The key that was pressed; the end of input or an interruption is q."""
    numbers = "".join(str(number) for number in range(1, min(len(asked.options), _MOST) + 1))
    allowed = f"{numbers}{_DROP}{_SKIP}{_QUIT}" + (_BACK if can_go_back else "")
    lead = {0: "", 1: "1 choose, "}.get(len(numbers), f"1-{len(numbers)} choose, ")
    click.echo(lead + _KEYS)
    while True:
        try:
            key = click.getchar().lower()
        except (KeyboardInterrupt, EOFError):
            return _QUIT
        if key and key in allowed:
            return key


COMMANDS = (rename, move, merge, split, retire, review, settle)
