"""Making a new project where the user stands."""

from pathlib import Path

import pytest

from secondmig.project.start import init_project


def test_init_fills_the_folder_the_user_stands_in_without_replacing_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "study"
    here.mkdir()
    before = here.stat().st_ino
    monkeypatch.chdir(here)
    init_project(Path(), template="blank")
    assert here.stat().st_ino == before
    assert sorted(path.name for path in Path.cwd().iterdir()) == [
        ".gitignore",
        ".secondmig",
        "README.txt",
        "codebooks",
        "corpus",
        "reports",
        "secondmig.toml",
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["study"]
