"""Where the words of a memo come from: the line, an option, a pipe, the editor."""

from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from secondmig.cli import memo as commands
from secondmig.cli.main import root
from secondmig.project.project import open_project
from tests.project.correcting import built, copied


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("memo") / "study")


@pytest.fixture
def study(made: Path, tmp_path: Path) -> Path:
    return copied(made, tmp_path / "study")


def call(study: Path, *args: str, piped: bytes | None = None) -> Result:
    return CliRunner().invoke(root, ["--project", str(study), "memo", *args], input=piped)


def texts(study: Path) -> list[object]:
    with open_project(study) as project:
        return [row["text"] for row in project.memo_list().rows]


def test_words_come_from_the_line_an_option_or_a_pipe(study: Path) -> None:
    on = ("--document", "A1")
    assert call(study, "add", "One.", *on).exit_code == 0
    assert call(study, "add", "-m", "Two.", *on).exit_code == 0
    assert call(study, "add", *on, piped="日本\n- three\n".encode()).exit_code == 0
    assert call(study, "add", "-", *on, piped=b"Four.\r\n").exit_code == 0
    assert texts(study) == ["One.", "Two.", "日本\n- three", "Four."]


def test_a_pipe_that_is_no_text_is_refused(study: Path) -> None:
    result = call(study, "add", "--document", "A1", piped=b"\xff\xfe")
    assert result.exit_code == 1
    assert "not UTF-8" in result.stderr
    assert call(study, "add", "--document", "A1", piped=b"").exit_code == 1
    assert texts(study) == []


@pytest.mark.parametrize(
    "args",
    [("add", "x"), ("add", "x", "--document", "A1", "--case", "A1"), ("add", "x", "-m", "y", "--case", "A1")],
)
def test_a_memo_is_on_one_thing_and_written_once(study: Path, args: tuple[str, ...]) -> None:
    assert call(study, *args).exit_code == 2
    assert texts(study) == []


def test_without_words_on_a_terminal_the_editor_is_asked(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []

    def edit(text: str, *, extension: str) -> str:
        shown.append(text + extension)
        return f"{text}More."

    monkeypatch.setattr(commands, "_is_terminal", lambda: True)
    monkeypatch.setattr(click, "edit", edit)
    added = call(study, "add", "--case", "A1")
    memo = added.stdout.partition(":")[0]
    assert call(study, "edit", memo).exit_code == 0
    assert shown == [".md", "More..md"]
    assert texts(study) == ["More.More."]


def test_a_memo_is_edited_searched_and_removed(study: Path) -> None:
    memo = call(study, "add", "Lima?", "--whole-project").stdout.partition(":")[0]
    assert call(study, "edit", memo, "Líma!").exit_code == 0
    assert "Líma!" in call(study, "search", "lima").stdout
    assert call(study, "remove", memo).exit_code == 0
    assert texts(study) == []
    assert call(study, "remove", memo).exit_code == 1
