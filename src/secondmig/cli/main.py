"""The command line's front door: the table of commands, and the one place where errors become lines.

Whatever is imported here is paid for by ``secondmig --help``; so the nouns are imported when they are called,
and their sentences stand in a table of their own.
"""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from secondmig._version import __version__
from secondmig.core.errors import ProblemsError, SecondmigError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

PROGRAM = "secondmig"
MISTAKE = 1
INTERRUPTED = 130
PIPE_CLOSED = 141

# section -> command -> (module:attribute, its sentence); a test compares them with the commands' own.
COMMANDS: dict[str, dict[str, tuple[str, str]]] = {
    "Start": {
        "demo": ("start:demo", "Unpack the demo project and build its report."),
        "init": ("start:init", "Make a new project."),
        "build": ("start:build", "Do everything that secondmig.toml declares."),
        "status": ("start:status", "Say on one screen where the project stands."),
        "check": ("start:check", "Look for anything that is not as it should be."),
        "completion": ("start:completion", "Print the script that makes the Tab key work."),
    },
    "Material and coding": {
        "corpus": ("corpus:corpus", "Transcripts: import, list, read, take passages back."),
        "codebook": ("codebook:codebook", "Codebooks: check, read and renew them."),
        "code": ("code:code", "Codings: add, remove, list, import, export."),
        "serve": ("serve:serve", "Open the workbench: read and code in the browser."),
        "memo": ("memo:memo", "Memos: write, find, list them."),
        "grid": ("grid:grid", "The summary grid: what each person says on a theme."),
        "case": ("case:case", "Persons: who they are, where they lived, what they agreed to."),
        "survey": ("survey:survey", "Surveys: take files in, describe them, read flows."),
        "link": ("link:link", "The join of interviewed persons with survey tables."),
    },
    "Coders": {
        "agree": ("agree:agree", "Coders together: how far they agree, and where they do not."),
    },
    "Results": {
        "query": ("query:query", "Questions to the codings: segments, matrix, grid and more."),
        "joint": ("joint:joint", "Joint displays: what is known of persons beside what they say."),
        "model": ("model:model", "Regression models: fit them, set them side by side."),
        "hypothesis": ("hypothesis:hypothesis", "Hypothesis cards: evidence by name, rivals, verdict."),
        "report": ("report:report", "Reports: build and list them."),
    },
    "History": {
        "history": ("history:history", "List what was done to the project, by whom and when."),
        "undo": ("history:undo", "Take back a change."),
        "redo": ("history:redo", "Do again what was last undone."),
        "backup": ("history:backup", "Write a copy of the project's database."),
        "restore": ("history:restore", "Go back to a copy of the project's database."),
        "verify": ("history:verify", "Recompute every hash and the chain of events."),
    },
}


class LazyGroup(click.Group):
    """The commands of :data:`COMMANDS`, each imported when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own signature
        """Every command's name, in the order of the help text."""
        return [name for section in COMMANDS.values() for name in section]

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's own signature
        cmd_name: str,
    ) -> click.Command | None:
        """The command of that name, its module imported now; None if there is none."""
        import importlib

        for section in COMMANDS.values():
            if cmd_name in section:
                module, _, attribute = section[cmd_name][0].partition(":")
                found = getattr(importlib.import_module(f"secondmig.cli.{module}"), attribute)
                assert isinstance(found, click.Command)  # noqa: S101 - a slip in the table, not in the input
                return found
        return None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that ``args`` begin with; for an unknown one, propose a close name."""
        name, known = args[0], self.list_commands(ctx)
        if not (name in known or name.startswith("-") or ctx.resilient_parsing):
            import difflib

            close = difflib.get_close_matches(name, known, n=1)
            ctx.fail(f"No such command {name!r}." + (f" Did you mean {close[0]!r}?" if close else ""))
        return super().resolve_command(ctx, args)

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's own signature
        formatter: click.HelpFormatter,
    ) -> None:
        """Write the table of commands without importing one of them."""
        for title, section in COMMANDS.items():
            with formatter.section(title):
                formatter.write_dl([(name, sentence) for name, (_, sentence) in section.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list["CompletionItem"]:
        """Names of commands, and the options of the program itself."""
        from click.shell_completion import CompletionItem

        named = [
            CompletionItem(name, help=sentence)
            for section in COMMANDS.values()
            for name, (_, sentence) in section.items()
            if name.startswith(incomplete)
        ]
        return [*named, *click.Command.shell_complete(self, ctx, incomplete)]

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's own signature
        """Run the command inside the boundary where errors become lines and exit codes."""
        with error_boundary(ctx):
            result = super().invoke(ctx)
            sys.stdout.flush()
        return result


@contextmanager
def error_boundary(ctx: click.Context) -> Iterator[None]:
    """Turn what can go wrong into lines on stderr and an exit code; a mistake of ours keeps its traceback."""
    try:
        yield
    except SecondmigError as error:
        tell(error)
        ctx.exit(MISTAKE)
    except (KeyboardInterrupt, click.Abort):
        click.echo("\nsecondmig: stopped; the project is as it was before this step", err=True)
        ctx.exit(INTERRUPTED)
    except BrokenPipeError:
        _drop_stdout()
        ctx.exit(PIPE_CLOSED)
    except OSError as error:
        _drop_stdout()
        tell(_from_system(error))
        ctx.exit(MISTAKE)


def tell(error: SecondmigError) -> None:
    """Print an error: a line for each problem, then each hint once."""
    problems = error.problems if isinstance(error, ProblemsError) else (error,)
    for problem in problems:
        click.echo(f"{PROGRAM}: {_one_line(problem.line())}", err=True)
    for hint in dict.fromkeys(problem.hint for problem in problems if problem.hint):
        click.echo(f"  try: {_one_line(hint)}", err=True)


def _one_line(text: str) -> str:
    from secondmig.cli.table import visible

    return " ".join(visible(text).split())


def _from_system(error: OSError) -> SecondmigError:
    hints = {
        errno.ENOSPC: "make room on the disk; the project is as it was before",
        errno.EDQUOT: "make room on the disk; the project is as it was before",
        errno.EACCES: "check who may read and write there",
        errno.EPERM: "check who may read and write there",
        errno.EROFS: "choose a place that can be written to",
        errno.ENOENT: "check the path",
        errno.EISDIR: "name a file, not a folder",
        errno.ENOTDIR: "check the path",
    }
    reason = os.strerror(error.errno) if error.errno else str(error)
    where = "" if error.filename is None else os.fsdecode(error.filename)
    return SecondmigError(reason, where=where, hint=hints.get(error.errno or 0, ""))


def _drop_stdout() -> None:
    """Send what is still to be printed nowhere: nobody reads it, and Python would complain at its end."""
    try:
        sys.stdout.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--project",
    metavar="DIR",
    envvar="SECONDMIG_PROJECT",
    type=click.Path(file_okay=False),
    help="Folder of the project (else the nearest one upwards from here).",
)
@click.option(
    "--as",
    "coder",
    metavar="NAME",
    envvar="SECONDMIG_CODER",
    help="Who is acting (else the coder named in secondmig.toml).",
)
@click.option("--quiet", is_flag=True, help="No progress bar and no remarks on stderr.")
@click.version_option(__version__, prog_name=PROGRAM)
@click.pass_context
def root(ctx: click.Context, project: str | None, coder: str | None, quiet: bool) -> None:
    """Code interviews, compare places, and print a report that can be checked.

    First steps: secondmig demo
    """
    from secondmig.cli.caller import Caller

    ctx.obj = Caller(project=project, coder=coder, quiet=quiet)


def main() -> None:
    """Run the command line and leave with its exit code."""
    _prepare_streams()
    root(prog_name=PROGRAM, terminal_width=_help_columns())


def _help_columns() -> int:
    """Columns of help texts, 50 to 78; asked without shutil, whose import takes longer than the answer."""
    asked = os.environ.get("COLUMNS", "")
    if asked.isascii() and asked.isdigit():
        columns = int(asked)
    else:
        try:
            columns = os.get_terminal_size(sys.__stdout__.fileno()).columns if sys.__stdout__ else 80
        except (OSError, ValueError):
            columns = 80
    return max(min(columns, 80) - 2, 50)


def _prepare_streams() -> None:
    """UTF-8 with LF into files and pipes whatever the locale; a terminal keeps its own encoding.

    Letters that a stream cannot hold are written as escapes: an answer is better than a traceback.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever started us
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w"))
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is None:
            continue
        if stream.isatty():
            reconfigure(errors="backslashreplace")
        else:
            reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
