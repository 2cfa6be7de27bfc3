"""A revision killed at any moment leaves all consistent, or one named command puts it right."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from secondmig.core.errors import SecondmigError
from secondmig.project.project import Project
from secondmig.store import state
from tests.project.revising import FILE, copied, revisable

NEW = {"OS-A": "One", "OS-B": "Two"}
KILLED = """
import os, signal, sys
from pathlib import Path
from secondmig.project import following, revising
from secondmig.project.project import Project
from secondmig.store import codebooks, codings, content, events, files
from secondmig.store.connect import Store

def dying(function, *, first):
    def call(*args, **kwargs):
        if not first:
            function(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)
    return call

root, where, verb = sys.argv[1:]
name, _, when = where.partition(" ")
places = {
    "staged": (revising, "read_staged"),
    "version": (codebooks, "add"),
    "carried": (codings, "carry"),
    "content": (content, "put"),
    "taken": (files, "take"),
    "renamed": (Path, "replace"),
    "event": (events, "append"),
    "committed": (Store, "_keep"),
}
with Project.open(root) as project:
    owner, attribute = places[name]
    setattr(owner, attribute, dying(getattr(owner, attribute), first=when == "before"))
    if verb == "split":
        project.codebook_split("OS-MOB-UP", {"OS-A": "One", "OS-B": "Two"})
    elif verb == "merge":
        project.codebook_merge(["OS-MOB-UP"], "OS-MOB-DOWN")
    else:
        project.undo()
"""
BEFORE = ["version after", "carried after", "renamed before"]
# The file is new and the database is not yet: between the renaming and the end of the transaction.
BETWEEN = ["renamed after", "committed before"]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return revisable(tmp_path_factory.mktemp("killed") / "study")


def killed(root: Path, where: str, verb: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(root), where, verb], capture_output=True, check=False
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()


def found(root: Path) -> tuple[list[tuple[str, str]], int, bytes]:
    """The codings with their codes, how many wait, and the file."""
    with Project.open(root) as project:
        assert [row for row in project.check().rows if row["severity"] == "problem"] == []
        coded = sorted((str(row["id"]), str(row["code"])) for row in project.code_list().rows)
        return coded, len(project.codebook_review().rows), (root / FILE).read_bytes()


def revised(root: Path, verb: str) -> None:
    with Project.open(root) as project:
        if verb == "split":
            project.codebook_split("OS-MOB-UP", NEW)
        else:
            project.codebook_merge(["OS-MOB-UP"], "OS-MOB-DOWN")


@pytest.mark.parametrize("where", BEFORE)
def test_kill_before_the_file_is_written_leaves_everything_as_it_was(
    built: Path, tmp_path: Path, where: str
) -> None:
    root = copied(built, tmp_path / "study")
    before = found(root)
    killed(root, where, "merge")

    assert found(root) == before
    with Project.open(root) as project:
        assert {row["field"]: row["value"] for row in project.status().rows}["changed files"] == 0
    revised(root, "merge")


@pytest.mark.parametrize("verb", ["split", "merge"])
@pytest.mark.parametrize("where", BETWEEN)
def test_kill_between_file_and_database_is_put_right_by_the_command_that_build_names(
    built: Path, tmp_path: Path, where: str, verb: str
) -> None:
    root, other = copied(built, tmp_path / "study"), copied(built, tmp_path / "whole")
    revised(other, verb)
    killed(root, where, verb)

    assert (root / FILE).read_bytes() == (other / FILE).read_bytes()
    with Project.open(root) as project:
        (warning,) = project.build().warnings
        assert warning.startswith(f"{FILE} changed since it was taken in")
        assert 'secondmig codebook commit -m "why"' in warning
        with pytest.raises(SecondmigError, match="not committed yet"):
            project.codebook_rename("OS-LAB-PAY", "Wages")
        project.codebook_commit(note="why")
    assert found(root) == found(other)


def test_kill_after_the_change_leaves_it_done(built: Path, tmp_path: Path) -> None:
    root, other = copied(built, tmp_path / "study"), copied(built, tmp_path / "whole")
    revised(other, "split")
    killed(root, "committed after", "split")

    assert found(root) == found(other)


@pytest.mark.parametrize("where", ["event after", "renamed after"])
def test_undo_that_is_killed_is_done_by_undo(built: Path, tmp_path: Path, where: str) -> None:
    root = copied(built, tmp_path / "study")
    before = found(root)
    with Project.open(root) as project:
        first = state.state_hash(project._session.store.read())
    revised(root, "split")
    killed(root, where, "undo")
    with Project.open(root) as project:
        project.undo()
        assert state.state_hash(project._session.store.read()) == first
    assert found(root) == before
