"""The front door: help, unknown commands, and every way to fail without a traceback."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from secondmig import __version__
from secondmig.cli.main import COMMANDS, root
from secondmig.core.errors import ProblemsError, SecondmigError
from secondmig.project.listing import Listing
from tests.cli.conftest import Run
from tests.cli.fake import FakeProject

TABLE = {name: sentence for section in COMMANDS.values() for name, (_, sentence) in section.items()}


def test_help_names_every_command(run: Run) -> None:
    shown = run("--help").stdout
    assert all(f"  {name} " in shown and sentence in shown for name, sentence in TABLE.items())


@pytest.mark.parametrize("name", TABLE)
def test_sentence_of_the_table_is_how_the_command_begins_its_own(name: str) -> None:
    command = root.get_command(click.Context(root), name)
    assert command is not None
    assert str(command.help).startswith(TABLE[name].rstrip("."))


def test_version_is_the_package_s(run: Run) -> None:
    assert run("--version").stdout == f"secondmig, version {__version__}\n"


@pytest.mark.parametrize(
    ("args", "close"), [(["copus", "list"], "corpus"), (["corpus", "lst"], "list"), (["hsitory"], "history")]
)
def test_unknown_command_is_a_usage_error_that_proposes_a_close_one(
    run: Run, args: list[str], close: str
) -> None:
    result = run(*args)
    assert result.exit_code == 2
    assert result.stderr.startswith("Usage: secondmig")
    assert f"Did you mean '{close}'?" in result.stderr


def test_unknown_command_that_is_like_none_proposes_nothing(run: Run) -> None:
    result = run("zzz")
    assert result.exit_code == 2
    assert result.stderr.endswith("Error: No such command 'zzz'.\n")


def test_mistake_is_a_line_with_the_place_and_a_line_with_the_remedy(run: Run, project: FakeProject) -> None:
    project.answers["code_import"] = SecondmigError(
        "unknown code OS-RAC-XX", where="anna.csv:7", hint="secondmig codebook show"
    )
    result = run("code", "import", "anna.csv")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr == "secondmig: anna.csv:7: unknown code OS-RAC-XX\n  try: secondmig codebook show\n"


def test_mistake_without_remedy_is_one_line_even_if_its_message_is_not(
    run: Run, project: FakeProject
) -> None:
    project.answers["code_list"] = SecondmigError("first\nsecond")
    assert run("code", "list").stderr == "secondmig: first second\n"


def test_words_of_a_file_cannot_steer_the_terminal(run: Run, project: FakeProject) -> None:
    project.answers["code_list"] = SecondmigError("these words are not in the turn: \x1b[2Jgone")
    assert run("code", "list").stderr == "secondmig: these words are not in the turn: \\x1b[2Jgone\n"


def test_many_problems_are_a_line_each_and_share_their_hints(run: Run, project: FakeProject) -> None:
    problems = [
        SecondmigError(f"missing parent P{n}", where=f"a.yaml:{n}", hint="name a code") for n in (3, 9)
    ]
    project.answers["build"] = ProblemsError(problems)
    result = run("build")
    assert result.exit_code == 1
    assert result.stderr == (
        "secondmig: a.yaml:3: missing parent P3\nsecondmig: a.yaml:9: missing parent P9\n  try: name a code\n"
    )


@pytest.mark.parametrize(
    ("number", "line", "hint"),
    [
        (errno.ENOSPC, "No space left on device", "make room on the disk"),
        (errno.EACCES, "Permission denied", "check who may"),
        (errno.ENOENT, "No such file or directory", "check the path"),
    ],
)
def test_trouble_of_the_system_is_one_line(
    run: Run, project: FakeProject, number: int, line: str, hint: str
) -> None:
    project.answers["code_import"] = OSError(number, os.strerror(number), "anna.csv")
    result = run("code", "import", "anna.csv")
    assert result.exit_code == 1
    assert result.stderr.split("\n")[0] == f"secondmig: anna.csv: {line}"
    assert result.stderr.split("\n")[1].startswith(f"  try: {hint}")


def test_interruption_is_130_with_a_line(run: Run, project: FakeProject) -> None:
    project.answers["build"] = KeyboardInterrupt()
    result = run("build")
    assert result.exit_code == 130
    assert result.stderr == "\nsecondmig: stopped; the project is as it was before this step\n"


def test_closed_pipe_is_silent(run: Run, project: FakeProject) -> None:
    project.answers["code_list"] = BrokenPipeError(errno.EPIPE, "Broken pipe")
    result = run("code", "list")
    assert (result.exit_code, result.output) == (141, "")


def test_a_mistake_of_ours_is_not_hidden(project: FakeProject, run: Run) -> None:
    project.answers["code_list"] = ZeroDivisionError()
    with pytest.raises(ZeroDivisionError):
        run("code", "list")


def _shell(line: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["bash", "-c", line.replace("secondmig", f"{sys.executable} -m secondmig")],
        capture_output=True,
        check=False,
        encoding="utf-8",
        env={**os.environ, **environment},
    )


def test_full_disk_behind_the_screen_is_two_lines() -> None:
    done = _shell("secondmig completion zsh > /dev/full")
    assert done.returncode == 1
    assert done.stderr == (
        "secondmig: No space left on device\n  try: make room on the disk; the project is as it was before\n"
    )


def test_reader_that_leaves_early_sees_no_complaint() -> None:
    done = _shell("set -o pipefail; secondmig completion zsh | true")
    assert done.stderr == ""


def test_program_name_is_the_same_however_it_is_started() -> None:
    done = _shell("secondmig code list --help")
    assert done.stdout.startswith("Usage: secondmig code list [OPTIONS]\n")


def test_letters_that_the_locale_lacks_reach_a_file_as_utf8(tmp_path: Path) -> None:
    done = _shell(
        "secondmig --project 横浜 status", LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONCOERCECLOCALE="0"
    )
    assert done.returncode == 1
    assert done.stderr.startswith("secondmig: 横浜: there is no such folder\n")


@pytest.mark.parametrize("verb", ["check", "verify"])
def test_checks_exit_3_where_there_are_problems(run: Run, project: FakeProject, verb: str) -> None:
    note = {"severity": "note", "where": "UK07", "message": "taken back"}
    project.answers[verb] = Listing(("severity", "where", "message"), [note, {**note, "severity": "problem"}])
    result = run(verb)
    assert result.exit_code == 3
    assert result.stderr == "1 problem\n"


@pytest.mark.parametrize("args", [["check"], ["verify"], ["codebook", "check"]])
def test_checks_exit_0_where_there_is_nothing_or_only_notes(
    run: Run, project: FakeProject, args: list[str]
) -> None:
    note = {"severity": "note", "where": "UK07", "message": "taken back"}
    for rows in ([], [note]):
        project.answers["_".join(args)] = Listing(("severity", "where", "message"), rows)
        assert run(*args).exit_code == 0


def test_checks_count_rows_without_severity_as_problems(run: Run, project: FakeProject) -> None:
    project.answers["verify"] = Listing(("where", "message"), [{"where": "event 3", "message": "wrong hash"}])
    assert run("verify").exit_code == 3
