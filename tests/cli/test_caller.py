"""Questions before destructive work, and the progress bar."""

import io
from collections.abc import Iterator
from itertools import count

import pytest

from secondmig.cli.caller import Caller
from secondmig.core.errors import SecondmigError
from tests.cli.conftest import Run
from tests.cli.fake import FakeProject

DESTRUCTIVE = [["case", "withdraw", "US01", "--reason", "letter"], ["restore", "monday.db"]]


def _did(project: FakeProject) -> bool:
    return project.calls != [] and project.last()[0] in {"case_withdraw", "restore"}


@pytest.mark.parametrize("args", DESTRUCTIVE)
def test_without_a_terminal_and_without_yes_nothing_is_done(
    run: Run, project: FakeProject, args: list[str]
) -> None:
    result = run(*args)
    assert result.exit_code == 1
    assert result.stderr == (
        "secondmig: this asks first, and there is no terminal to ask on\n  try: the same command with --yes\n"
    )
    assert not _did(project)


@pytest.mark.parametrize("args", DESTRUCTIVE)
def test_yes_on_the_line_is_enough(run: Run, project: FakeProject, args: list[str]) -> None:
    assert run(*args, "--yes").exit_code == 0
    assert _did(project)


@pytest.mark.parametrize("args", DESTRUCTIVE)
@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("n\n", 1), ("\n", 1), ("", 130)])
def test_on_a_terminal_the_answer_decides(
    run: Run, project: FakeProject, monkeypatch: pytest.MonkeyPatch, args: list[str], answer: str, code: int
) -> None:
    monkeypatch.setattr("secondmig.cli.caller.on_terminal", lambda: True)
    result = run(*args, text=answer)
    assert result.exit_code == code
    assert _did(project) == (code == 0)


def test_unknown_person_is_refused_before_anything_is_asked(
    run: Run, project: FakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("secondmig.cli.caller.on_terminal", lambda: True)
    project.answers["case_show"] = SecondmigError("there is no case US99", hint="secondmig case list")
    result = run("case", "withdraw", "US99", "--reason", "letter")
    assert result.stderr == "secondmig: there is no case US99\n  try: secondmig case list\n"


class _Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def _drawn(monkeypatch: pytest.MonkeyPatch, caller: Caller, seconds: Iterator[float]) -> str:
    screen = _Screen()
    monkeypatch.setattr("sys.stderr", screen)
    monkeypatch.setattr("time.monotonic", lambda: next(seconds))
    with caller.progress() as progress:
        for number in range(3):
            progress(f"US0{number + 1}.txt", number, 3)
    return screen.getvalue()


def test_progress_shows_itself_after_a_second_and_clears_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = _drawn(monkeypatch, Caller(), iter([0.0, 0.4, 0.9, 1.4]))
    assert drawn == "\r\x1b[K[################........] 2/3 US03.txt\r\x1b[K"


def test_progress_without_an_end_says_what_was_done(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = _Screen()
    monkeypatch.setattr("sys.stderr", screen)
    monkeypatch.setattr("time.monotonic", iter([0.0, 2.0]).__next__)
    with Caller().progress() as progress:
        progress("big.csv: 20,000 rows read", 0, 0)
    assert screen.getvalue() == "\r\x1b[Kbig.csv: 20,000 rows read\r\x1b[K"


def test_progress_is_silent_when_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _drawn(monkeypatch, Caller(quiet=True), (float(second) for second in count())) == ""


def test_progress_is_silent_without_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = io.StringIO()
    monkeypatch.setattr("sys.stderr", screen)
    monkeypatch.setattr("time.monotonic", (float(second) for second in count(0, 10)).__next__)
    with Caller().progress() as progress:
        progress("US01.txt", 1, 3)
    assert screen.getvalue() == ""
