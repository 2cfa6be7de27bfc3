"""Two machines by the command line alone: two folders, two homes, nothing shared but the two files."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.project.small import small_project

CLEAN = ("SECONDMIG_PROJECT", "SECONDMIG_CODER", "XDG_CONFIG_HOME", "APPDATA")


@dataclass(frozen=True, slots=True)
class Machine:
    """A folder with a home of its own."""

    folder: Path

    @classmethod
    def at(cls, folder: Path) -> "Machine":
        (folder / "home").mkdir(parents=True)
        return cls(folder)

    def run(self, *args: str, at: str = ".") -> subprocess.CompletedProcess[str]:
        env = {name: value for name, value in os.environ.items() if name not in CLEAN}
        return subprocess.run(
            [sys.executable, "-m", "secondmig", *args],
            cwd=self.folder / at,
            env={**env, "HOME": str(self.folder / "home")},
            capture_output=True,
            check=False,
            encoding="utf-8",
            timeout=120,
        )

    def must(self, *args: str, at: str = ".") -> str:
        done = self.run(*args, at=at)
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture
def machines(tmp_path: Path) -> tuple[Machine, Machine]:
    here, there = Machine.at(tmp_path / "here"), Machine.at(tmp_path / "there")
    small_project(here.folder / "study")
    here.must("build", at="study")
    return here, there


def test_package_goes_there_and_comes_back(machines: tuple[Machine, Machine]) -> None:
    here, there = machines
    told = here.must("agree", "package", "--coder", "kenji", "--documents", "A1,B2", "--blind", at="study")
    assert "kenji-small.secondmig: a package for kenji" in told
    shutil.move(here.folder / "study" / "kenji-small.secondmig", there.folder)
    assert "kenji codes here" in there.must("agree", "open", "kenji-small.secondmig")
    assert there.must("code", "list", "--format", "csv", at="kenji-small").count("\n") == 1
    line = ("code", "add", "A1", "--turn", "2", "--quote", "One door", "--code", "OS-MOB-UP")
    there.must(*line, "--facet", "about_country=JPN", at="kenji-small")
    assert "not begun, left out as not assigned: B2" in there.must("agree", "return", at="kenji-small")
    back = there.folder / "kenji-small" / "kenji-return.secondmig"
    shutil.move(back, here.folder)
    merged = json.loads(
        here.must("agree", "merge", "../kenji-return.secondmig", "--format", "json", at="study")
    )
    assert merged["meta"]["coder"] == "kenji"
    assert merged["meta"]["blind"] is True
    assert [(row["document"], row["added"]) for row in merged["rows"]] == [("A1", 1)]
    again = here.must("agree", "merge", "../kenji-return.secondmig", at="study")
    assert "kenji (blind): 1 already there; nothing new" in again
    table = here.must("agree", "assignments", "--coder", "kenji", "--format", "csv", at="study")
    assert table.split("\n")[1].startswith("kenji,A1,small,true,package,1")
    here.must("undo", at="study")
    assert here.must("code", "list", "--coder", "kenji", "--format", "csv", at="study").count("\n") == 1


def test_mistakes_are_two_lines_and_change_nothing(machines: tuple[Machine, Machine]) -> None:
    here, there = machines
    here.must("agree", "package", "--coder", "kenji", "--documents", "all", at="study")
    package = here.folder / "study" / "kenji-small.secondmig"
    for machine, at, args, words in (
        (here, "study", ("agree", "package", "--coder", "kenji", "--documents", "all"), "is there already"),
        (here, "study", ("agree", "merge", str(package)), "this is a package"),
        (here, "study", ("agree", "merge", "secondmig.toml"), "neither a package nor a return"),
        (here, "study", ("agree", "merge", "nowhere"), "cannot be read"),
        (
            here,
            "study",
            (
                "agree",
                "return",
            ),
            "was not opened from a package",
        ),
        (there, ".", ("agree", "open", str(package), "."), "the folder is not empty"),
    ):
        done = machine.run(*args, at=at)
        assert done.returncode == 1
        assert words in done.stderr
        assert "  try: " in done.stderr
        assert len(done.stderr.strip().split("\n")) == 2
