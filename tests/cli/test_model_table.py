"""``model table``, ``model check``, ``model predict``: endings, what does not go together, exit codes."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.cli.fake import FakeProject

Run = Callable[..., Result]


@pytest.mark.parametrize(("name", "begins"), [("t.html", "<!doctype html>"), ("t.tex", "% needs")])
def test_what_the_file_ends_with_is_its_format(
    run: Run, project: FakeProject, tmp_path: Path, name: str, begins: str
) -> None:
    result = run("model", "table", "s.yaml", "-o", str(tmp_path / name))
    assert result.exit_code == 0, result.stderr
    text = (tmp_path / name).read_text(encoding="utf-8")
    assert text.startswith(begins)
    assert "0.50" in text
    assert "1 column" in result.stderr


def test_the_screen_shows_the_layout_and_programs_get_a_row_for_each_cell(
    run: Run, project: FakeProject, tmp_path: Path
) -> None:
    shown = run("model", "table", "s.yaml").stdout
    assert "Age  0.50 [2.34]**" in shown
    assert shown.endswith("z in square brackets\n")
    assert "nothing found" not in shown
    rows = json.loads(run("model", "table", "s.yaml", "--format", "json").stdout)["rows"]
    assert rows == [{"column": "1", "variable": "age", "coefficient": 0.5, "shown": "0.50 [2.34]**"}]
    run("model", "table", "s.yaml", "-o", str(tmp_path / "t.csv"))
    assert (tmp_path / "t.csv").read_text(encoding="utf-8").startswith("column,variable,coefficient,shown\n")
    assert "| Age | 0.50 \\[2.34\\]\\*\\* |" in run("model", "table", "s.yaml", "--format", "md").stdout


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("model table", "Name a SPEC.yaml"),
        ("model table s.yaml -o t.html --format csv", "leave --format out"),
        ("model predict s.yaml --mapping m.yaml", "are for --cases"),
        ("model predict s.yaml --case US01", "are for --cases"),
        ("model predict s.yaml --threshold base", "for --cases"),
        ("model predict s.yaml --cases --common-sample", "not for --cases"),
        ("model predict s.yaml --threshold 1.5", "between 0 and 1"),
        ("model predict s.yaml --threshold nan", "between 0 and 1"),
        ("model table s.yaml --decimals 9", "not in the range"),
    ],
)
def test_what_does_not_go_together_is_refused(run: Run, project: FakeProject, line: str, said: str) -> None:
    result = run(*line.split())
    assert result.exit_code == 2
    assert said in result.stderr
    assert project.calls == []


def test_stars_that_do_not_fit_exit_with_3(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "pasted.txt"
    path.write_text("Age 0.33 [2.35]**\n", encoding="utf-8")
    good = run("model", "check", str(path))
    assert good.exit_code == 0
    assert "1 cell with z in brackets, all fitting" in good.stdout
    path.write_text("Age 0.33 [2.35]***\n", encoding="utf-8")
    wrong = run("model", "check", str(path))
    assert wrong.exit_code == 3
    assert "z 2.35 has ** and not ***" in wrong.stdout


def test_the_screen_says_in_words_what_pushes_and_whose_story_contradicts(
    run: Run, project: FakeProject
) -> None:
    shown = run("model", "predict", "s.yaml", "--cases").stdout
    assert "Age -0.34" in shown
    assert "50 %" in shown
    assert "0.69" in shown
    row = json.loads(run("model", "predict", "s.yaml", "--cases", "--format", "json").stdout)["rows"][0]
    assert row["contradicts"] == "predicted to leave but stays"
    assert row["pushes"] == [{"regressor": "Age", "amount": -0.34}]
