"""``joint table``: what a file's ending decides, and what does not go together."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.fake import FakeProject


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (("--missing-codes",), "--missing-codes is for -o FILE.csv"),
        (("--missing-codes", "-o", "t.dta"), "--missing-codes is for -o FILE.csv"),
        (("--format", "json", "-o", "t.sav"), "leave --format out"),
        (("--no-codes", "--all-codes"), "--no-codes leaves all codes out"),
        (("--no-codes", "--code", "OS-A"), "--no-codes leaves all codes out"),
        (("--release", "work"), "Invalid value for '--release'"),
    ],
)
def test_options_that_do_not_go_together_are_a_usage_error(
    run: Run, project: FakeProject, line: tuple[str, ...], message: str
) -> None:
    result = run("joint", "table", *line)
    assert result.exit_code == 2
    assert message in result.stderr
    assert not project.calls


def test_file_of_rows_is_written_as_every_other_list(run: Run, project: FakeProject) -> None:
    result = run("joint", "table", "-o", str(project.root / "t.json"))
    assert result.exit_code == 0
    assert project.last()[0] == "joint_table_rows"
    assert project.last()[2] == {"compact": False}
    assert (project.root / "t.json").is_file()


def test_format_that_says_the_same_as_the_ending_is_no_contradiction(run: Run, project: FakeProject) -> None:
    assert run("joint", "table", "--format", "csv", "-o", "t.csv").exit_code == 0
    assert project.last()[0] == "joint_table_export"


def test_an_ending_nobody_knows_is_handed_on_to_be_refused(
    run: Run, project: FakeProject, tmp_path: Path
) -> None:
    run("joint", "table", "-o", tmp_path / "persons.xls")
    verb, args, _ = project.last()
    assert verb == "joint_table_export"
    assert args[1] == tmp_path / "persons.xls"
