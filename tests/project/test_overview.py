"""The screen that says how a project stands, and the count of its problems."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from secondmig.project import overview
from secondmig.project.project import Project, open_project
from tests.project.small import small_project


@pytest.fixture
def root(tmp_path: Path) -> Path:
    place = small_project(tmp_path / "study")
    toml = (place / "secondmig.toml").read_text(encoding="utf-8")
    (place / "secondmig.toml").write_text(toml.partition("[[reports]]")[0], encoding="utf-8", newline="\n")
    with open_project(place) as project:
        project.build()
    return place


@pytest.fixture
def project(root: Path) -> Iterator[Project]:
    with open_project(root) as opened:
        yield opened


def problems(project: Project) -> object:
    return {row["field"]: row["value"] for row in project.status().rows}["problems"]


def test_status_of_a_sound_project_counts_no_problem(project: Project) -> None:
    assert problems(project) == 0
    assert project.status().notes == ()


def test_status_counts_what_check_lists(root: Path) -> None:
    toml = root / "secondmig.toml"
    text = toml.read_text(encoding="utf-8").replace("[corpus]", "core_codes = ['OS-GONE', 'OS-NO']\n[corpus]")
    toml.write_text(text, encoding="utf-8")
    with open_project(root) as project:
        listed = [row for row in project.check().rows if row["severity"] == "problem"]
        assert problems(project) == len(listed) == 2
        assert project.status().notes == ("secondmig check lists the problems",)


def test_status_says_that_values_under_measures_are_left_to_check(root: Path) -> None:
    (root / "measures.yaml").write_text("measures:\n  - {id: x}\n", encoding="utf-8")
    toml = root / "secondmig.toml"
    text = toml.read_text(encoding="utf-8").replace("[codebooks]", '[codebooks]\nmeasures = "measures.yaml"')
    toml.write_text(text, encoding="utf-8")
    with open_project(root) as project:
        assert project.status().notes == ()
        assert problems(project) == 0


def test_status_of_a_large_project_leaves_the_count_to_check(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overview, "_QUICK_CODINGS", 2)
    assert problems(project) is None
    assert project.status().notes == ("problems are not counted in a project of this size: secondmig check",)
