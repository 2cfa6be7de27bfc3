"""What stands before the noun, and the options that choose."""

from pathlib import Path

import pytest

from secondmig.core.errors import SecondmigError
from secondmig.core.selection import Selection
from tests.cli.conftest import Run
from tests.cli.fake import FakeProject


def _selected(project: FakeProject) -> object:
    return next(args for verb, args, _ in reversed(project.calls) if verb == "code_list")[0]


def test_no_option_selects_everything(run: Run, project: FakeProject) -> None:
    run("code", "list")
    assert _selected(project) == Selection()


def test_options_become_one_selection(run: Run, project: FakeProject) -> None:
    run(
        *("code", "list", "--code", "OS-RAC", "--code", "OS-LEG", "--exact", "--coder", "gold"),
        *("--case", "US01", "--document", "US01", "--where", "about_country=JPN", "--where", "valence=-1"),
        *("--group", "origin=PER", "--as-of", "2026-03-31"),
    )
    assert _selected(project) == Selection(
        documents=("US01",),
        codes=("OS-RAC", "OS-LEG"),
        exact=True,
        coders=("gold",),
        cases=("US01",),
        where=(("about_country", "JPN"), ("valence", "-1")),
        groups=(("origin", "PER"),),
        as_of=7,
    )
    assert ("event_number", ("2026-03-31",), {}) in project.calls


def test_saved_selection_is_the_ground_that_options_narrow(run: Run, project: FakeProject) -> None:
    project.answers["saved_selection"] = Selection(
        codes=("OS-RAC",), where=(("about_country", "JPN"),), coders=("gold",)
    )
    run("code", "list", "--selection", "race", "--code", "OS-LEG", "--where", "valence=-1")
    assert ("saved_selection", ("race",), {}) in project.calls
    assert _selected(project) == Selection(
        codes=("OS-LEG",), where=(("about_country", "JPN"), ("valence", "-1")), coders=("gold",)
    )


def test_value_of_a_pair_may_hold_an_equals_sign(run: Run, project: FakeProject) -> None:
    run("code", "list", "--where", "note = a=b")
    assert _selected(project) == Selection(where=(("note", "a=b"),))


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["code", "list", "--where", "about_country"], "'about_country' is not of the form name=value"),
        (["code", "list", "--where", "=JPN"], "'=JPN' is not of the form name=value"),
        (["code", "list", "--format", "xml"], "'xml' is not one of"),
        (["corpus", "show", "US01", "--turns", "x"], "'x' is neither a turn nor a stretch of turns like 3-7"),
        (["corpus", "show", "US01", "--turns", "7-3"], "'7-3' ends before it begins"),
        (["corpus", "import", "a.txt", "--role", "MY=boss"], "'boss' is not one of interviewer, participant"),
        (["query", "segments", "--near", "2"], "'2' does not name a code and a number of turns"),
        (["query", "matrix", "--count", "words"], "'words' is not one of"),
        (["code", "relate", "a", "b", "--sign", "*"], "'*' is not one of"),
        (["code", "add", "US01", "--quote", "a", "--code", "X"], "Missing option '--turn'"),
        (["corpus", "import"], "Missing argument 'PATH...'"),
    ],
)
def test_usage_errors_exit_2_and_ask_nothing_of_the_project(
    run: Run, project: FakeProject, args: list[str], told: str
) -> None:
    result = run(*args)
    assert result.exit_code == 2
    assert told in result.stderr
    assert project.calls == []


def test_project_and_coder_come_from_the_line_before_the_environment(
    run: Run, project: FakeProject, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    monkeypatch.setenv("SECONDMIG_PROJECT", str(tmp_path))
    monkeypatch.setenv("SECONDMIG_CODER", "anna")
    run("status")
    run("--project", other, "--as", "ben", "status")
    assert project.opened == [(tmp_path, "anna"), (other, "ben")]


def test_project_is_searched_from_here_when_nothing_is_named(run: Run, project: FakeProject) -> None:
    run("status")
    assert project.opened == [(None, None)]


def test_missing_project_folder_is_refused_rather_than_its_parent_taken(run: Run, tmp_path: Path) -> None:
    (tmp_path / "secondmig.toml").write_text("", encoding="utf-8")
    result = run("--project", tmp_path / "typo", "status")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"secondmig: {tmp_path / 'typo'}: there is no such folder\n")


def test_unknown_saved_selection_is_the_project_s_to_refuse(run: Run, project: FakeProject) -> None:
    project.answers["saved_selection"] = SecondmigError("no selection x is saved", where="secondmig.toml")
    assert run("code", "list", "--selection", "x").exit_code == 1
