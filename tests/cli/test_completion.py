"""The Tab key."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete

from secondmig.cli.main import root
from secondmig.core.errors import SecondmigError
from secondmig.project.listing import Listing
from tests.cli.conftest import Run
from tests.cli.fake import FakeProject


def _completed(line: str, **environment: str) -> list[str]:
    words = line.split(" ")
    done = subprocess.run(
        [sys.executable, "-m", "secondmig"],
        capture_output=True,
        check=True,
        encoding="utf-8",
        env={
            **os.environ,
            "_SECONDMIG_COMPLETE": "bash_complete",
            "COMP_WORDS": line,
            "COMP_CWORD": str(len(words) - 1),
            **environment,
        },
    )
    return done.stdout.split("\n")[:-1]


@pytest.mark.parametrize(
    ("line", "proposed"),
    [
        ("secondmig co", ["plain,completion", "plain,corpus", "plain,codebook", "plain,code"]),
        ("secondmig case l", ["plain,list", "plain,legs"]),
        ("secondmig code list --co", ["plain,--code", "plain,--coder"]),
        ("secondmig report build --release p", ["plain,partner", "plain,public"]),
        ("secondmig --q", ["plain,--quiet"]),
    ],
)
def test_shell_proposes_commands_options_and_choices(line: str, proposed: list[str]) -> None:
    assert sorted(_completed(line)) == sorted(proposed)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_script_calls_the_program_by_its_name(run: Run, shell: str) -> None:
    script = run("completion", shell).stdout
    assert f"_SECONDMIG_COMPLETE={shell}_complete" in script
    assert "_secondmig_completion" in script


def _proposed(args: list[str], begun: str) -> list[str]:
    completion = ShellComplete(root, {}, "secondmig", "_SECONDMIG_COMPLETE")
    return [item.value for item in completion.get_completions(args, begun)]


def test_ids_come_from_the_project(project: FakeProject) -> None:
    codes = Listing(("code",), [{"code": "OS-RAC-ID"}, {"code": "OS-LEG"}])
    project.answers["codebook_show"] = codes
    assert _proposed(["corpus", "show"], "U") == ["US01"]
    assert _proposed(["case", "legs"], "") == ["JP05", "US01"]
    assert _proposed(["code", "list", "--code"], "OS-R") == ["OS-RAC-ID"]


def test_ids_come_from_the_project_named_on_the_line(project: FakeProject, tmp_path: Path) -> None:
    _proposed(["--project", str(tmp_path), "corpus", "show"], "U")
    assert project.opened == [(tmp_path, None)]


def test_without_a_project_nothing_is_proposed_and_nothing_said(
    project: FakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.answers["corpus_list"] = SecondmigError("no project here")
    assert _proposed(["corpus", "show"], "U") == []
