"""What the pages here generate: help texts, the list of commands, and what commands print on the demo.

The pages call these functions in cog blocks; ``make docs`` writes the results, ``make check`` compares them.
"""

import atexit
import re
import shlex
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from unittest.mock import patch

import click
from click.testing import CliRunner, Result

from secondmig.cli.main import COMMANDS, root

_SHOWN_LINES = 40
_COLUMNS = 96
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def help_of(*commands: str) -> str:
    """The help texts of commands such as ``corpus list``, each under its own heading."""
    pieces = []
    for command in commands:
        shown = _run(*command.split(), "--help").stdout.rstrip("\n")
        pieces.append(f"### secondmig {command}\n\n```text\n{shown}\n```\n")
    return "\n".join(["", *pieces])


def output_of(line: str, *, lines: int = _SHOWN_LINES) -> str:
    """What a command line prints in the demo project, cut after ``lines`` lines; times are made up."""
    program, *args = shlex.split(line)
    if program != "secondmig":
        message = f"an example begins with secondmig, not {program}"
        raise ValueError(message)
    with patch("secondmig.cli.output.terminal_columns", return_value=_COLUMNS):
        result = _run("--project", str(_demo()), *args)
    plain = click.unstyle(result.output)
    shown = _TIME.sub("2026-03-31T10:15:00.000Z", plain).rstrip("\n").split("\n")
    if len(shown) > lines:
        shown = [*shown[:lines], "..."]
    return "\n".join(["```console", f"$ {line}", *shown, "```", ""])


def list_of_commands() -> str:
    """Every command there is with its sentence, by section."""
    pieces = []
    for title, section in COMMANDS.items():
        leaves = [leaf for name in section for leaf in _leaves(name)]
        rows = [f"| `{' '.join(path)}` | {sentence} |" for path, sentence in leaves]
        pieces.append("\n".join([f"## {title}", "", "| command | does |", "|---|---|", *rows, ""]))
    return "\n".join(["", *pieces])


def list_of_evaluators() -> str:
    """Every computation that a hypothesis card may name, with its options."""
    from secondmig.joint.evaluators import EVALUATORS

    rows = [
        f"| `{each.id}` | {each.told} | {', '.join(f'`{name}`' for name in each.options)} |"
        for each in EVALUATORS.values()
    ]
    return "\n".join(["", "| evaluator | computes | options |", "|---|---|---|", *rows, ""])


def list_of_formats() -> str:
    """Every transcript format that is read, with the usual endings of its files."""
    from secondmig.transcript.read import READERS

    rows = [f"| {reader.title} | {', '.join(reader.suffixes)} |" for reader in READERS]
    return "\n".join(["", "| format | files |", "|---|---|", *rows, ""])


def list_of_unproven() -> str:
    """What is read by its description alone."""
    from secondmig.transcript.unproven import UNPROVEN

    rows = [f"| {variant} | {known_by} |" for variant, known_by in UNPROVEN.items()]
    return "\n".join(["", "| form | known by |", "|---|---|", *rows, ""])


def _leaves(name: str) -> Iterator[tuple[tuple[str, ...], str]]:
    context = click.Context(root)
    command = root.get_command(context, name)
    if isinstance(command, click.Group):
        for verb in command.list_commands(context):
            yield (name, verb), str(command.commands[verb].help).replace("|", "\\|")
    elif command is not None:
        yield (name,), str(command.help).replace("|", "\\|")


@cache
def _demo() -> Path:
    holder = Path(tempfile.mkdtemp(prefix="secondmig-docs-"))
    atexit.register(shutil.rmtree, holder)
    folder = holder / "demo"
    made = _run("demo", str(folder))
    if made.exit_code != 0:
        raise RuntimeError(f"{made.exit_code} {made.output}") from made.exception
    return folder


def _run(*args: str) -> Result:
    return CliRunner().invoke(
        root, args, prog_name="secondmig", terminal_width=78, env={"SECONDMIG_CODER": None}
    )
