"""Files are there whole or as they were, and nobody may read more of them than the user lets."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from secondmig.project.output import write_atomically
from secondmig.project.project import open_project
from tests.project.small import small_project


@pytest.fixture(params=[0o022, 0o077])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def _rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_new_file_has_the_rights_that_the_umask_leaves(tmp_path: Path, umask: int) -> None:
    write_atomically(tmp_path / "new" / "file", b"words")
    assert _rights(tmp_path / "new" / "file") == 0o666 & ~umask


def test_file_that_is_there_keeps_its_rights(tmp_path: Path, umask: int) -> None:
    (tmp_path / "file").write_bytes(b"old")
    (tmp_path / "file").chmod(0o640)
    write_atomically(tmp_path / "file", b"new")
    assert _rights(tmp_path / "file") == 0o640


@pytest.mark.usefixtures("umask")
def test_private_file_is_its_owners_alone_also_where_another_stood(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"old")
    for name in ("file", "other"):
        write_atomically(tmp_path / name, b"new", private=True)
        assert _rights(tmp_path / name) == 0o600


def test_failed_write_leaves_the_old_file_and_nothing_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_bytes(b"old")

    def full(_handle: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        write_atomically(tmp_path / "file", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert (tmp_path / "file").read_bytes() == b"old"


def test_what_is_held_about_a_person_is_the_owners_alone(tmp_path: Path) -> None:
    with open_project(small_project(tmp_path / "study")) as project:
        project.build()
        project.case_export("A1", tmp_path / "A1.json")
        project.backup(tmp_path / "copy.db")
    assert {_rights(tmp_path / name) for name in ("A1.json", "A1.html", "copy.db")} == {0o600}
    assert _rights(tmp_path / "study" / ".secondmig" / "project.db") == 0o600
