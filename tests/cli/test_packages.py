"""Two machines by the command line alone: two folders, two homes, nothing shared but the two files."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from secondmig.project.assignments import assigned
from tests.cli.conftest import Run
from tests.project.exchange import Machines, built_small, handed_in

CLEAN = ("SECONDMIG_PROJECT", "SECONDMIG_CODER", "XDG_CONFIG_HOME", "APPDATA")


@dataclass(frozen=True, slots=True)
class There:
    """The coder's machine: a folder with a home of its own, and a process for each command."""

    folder: Path

    def must(self, *args: str, at: str = ".") -> str:
        env = {name: value for name, value in os.environ.items() if name not in CLEAN}
        done = subprocess.run(
            [sys.executable, "-m", "secondmig", *args],
            cwd=self.folder / at,
            env={**env, "HOME": str(self.folder)},
            capture_output=True,
            check=False,
            encoding="utf-8",
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built_small(tmp_path_factory.mktemp("built") / "study")


def test_package_goes_there_and_comes_back(
    built: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def here(*args: str) -> str:
        done = run(*args)
        assert done.exit_code == 0, done.stderr
        return done.stdout

    monkeypatch.chdir(shutil.copytree(built, tmp_path / "study"))
    there = There(tmp_path / "there")
    there.folder.mkdir()
    told = here("agree", "package", "--coder", "kenji", "--documents", "A1,B2", "--blind")
    assert "kenji-small.secondmig: a package for kenji" in told
    shutil.move("kenji-small.secondmig", there.folder)
    assert "kenji codes here" in there.must("agree", "open", "kenji-small.secondmig")
    assert there.must("code", "list", "--format", "csv", at="kenji-small").count("\n") == 1
    line = ("code", "add", "A1", "--turn", "2", "--quote", "One door", "--code", "OS-MOB-UP")
    there.must(*line, "--facet", "about_country=JPN", at="kenji-small")
    assert "not begun, left out as not assigned: B2" in there.must("agree", "return", at="kenji-small")
    shutil.move(there.folder / "kenji-small" / "kenji-return.secondmig", tmp_path)
    merged = json.loads(here("agree", "merge", "../kenji-return.secondmig", "--format", "json"))
    assert merged["meta"]["coder"] == "kenji"
    assert merged["meta"]["blind"] is True
    assert [(row["document"], row["added"]) for row in merged["rows"]] == [("A1", 1)]
    again = here("agree", "merge", "../kenji-return.secondmig")
    assert "kenji (blind): 1 already there; nothing new" in again
    table = here("agree", "assignments", "--coder", "kenji", "--format", "csv")
    assert table.split("\n")[1].startswith("kenji,A1,small,true,package,1")
    here("undo")
    assert here("code", "list", "--coder", "kenji", "--format", "csv").count("\n") == 1


def test_merge_takes_in_what_it_can_names_what_it_refuses_and_leaves_with_1(
    built: Path, tmp_path: Path, run: Run
) -> None:
    two = handed_in(built, tmp_path)
    call = ("--project", two.here)
    assert run(*call, "agree", "merge", two.back, "--dry-run").exit_code == 0
    restrict = ("--turn", "2", "--quote", "like me", "--reason", "asked")
    assert run(*call, "corpus", "restrict", "A1", *restrict).exit_code == 0
    for dry, kept in ((("--dry-run",), 0), ((), 2)):
        done = run(*call, "agree", "merge", two.back, *dry)
        assert done.exit_code == 1
        assert "refused, the words were withheld since" in done.stdout
        assert "secondmig: refused in A1: 1 coding; the rest is no mistake\n  try: " in done.stderr
        listed = run(*call, "code", "list", "--coder", "kenji", "--format", "csv").stdout
        assert listed.count("\n") == kept + 1


def test_opened_package_lists_what_its_coder_is_asked_for(built: Path, tmp_path: Path, run: Run) -> None:
    two = Machines.of(built, tmp_path)
    two.send()
    listed = ("--project", two.there, "agree", "assignments")
    begin = "coder,document,codebook,blind,source,codings\n"
    assert run(*listed, "--format", "csv").stdout == (
        f"{begin}kenji,A1,small,true,package,0\nkenji,B2,small,true,package,0\n"
    )
    assert "not begun, so not read: A1, B2; secondmig agree return --done DOC" in run(*listed).stdout
    two.code("A1", 2, "one door for people like me", about_country="JPN", valence="-1")
    assert run(*listed, "--format", "csv").stdout == (
        f"{begin}kenji,A1,small,true,package,1\nkenji,B2,small,true,package,0\n"
    )
    assert "not begun, so not read: B2;" in run(*listed).stdout
    with two.coding() as project:
        assert assigned(project._session) == {("kenji", "small"): frozenset({"A1"})}


def test_mistakes_are_two_lines_and_change_nothing(
    built: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shutil.copytree(built, tmp_path / "study"))
    package = ("agree", "package", "--coder", "kenji", "--documents", "all")
    assert run(*package).exit_code == 0
    made = sorted(path.name for path in Path().iterdir())
    events = run("history", "--format", "json").stdout
    for args, words in (
        (package, "is there already"),
        (("agree", "merge", "kenji-small.secondmig"), "this is a package"),
        (("agree", "merge", "secondmig.toml"), "neither a package nor a return"),
        (("agree", "merge", "nowhere"), "cannot be read"),
        (("agree", "return"), "was not opened from a package"),
        (("agree", "open", "kenji-small.secondmig", "corpus"), "the folder is not empty"),
    ):
        done = run(*args)
        assert done.exit_code == 1
        assert words in done.stderr
        assert "  try: " in done.stderr
        assert len(done.stderr.strip().split("\n")) == 2
    assert sorted(path.name for path in Path().iterdir()) == made
    assert run("history", "--format", "json").stdout == events
