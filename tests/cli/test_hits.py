"""``code hits`` shows how many places there are and asks, where somebody can be asked."""

import pytest

from secondmig.core.errors import SecondmigError
from secondmig.project.listing import Listing
from tests.cli.conftest import Run
from tests.cli.fake import FakeProject

LINE = ("code", "hits", "visa", "--code", "OS-LEG-STA")


@pytest.fixture
def asking(project: FakeProject, monkeypatch: pytest.MonkeyPatch) -> FakeProject:
    """A project with three places, and a terminal to ask on."""
    project.answers["code_hits_preview"] = Listing(("document",), [], {}, ("3 places in 2 documents",))
    monkeypatch.setattr("secondmig.cli.hits.on_terminal", lambda: True)
    monkeypatch.setattr("secondmig.cli.caller.on_terminal", lambda: True)
    return project


def _did(project: FakeProject) -> bool:
    return any(verb == "code_hits" for verb, *_ in project.calls)


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("n\n", 1), ("\n", 1), ("", 130)])
def test_on_a_terminal_the_count_is_shown_and_the_answer_decides(
    run: Run, asking: FakeProject, answer: str, code: int
) -> None:
    result = run(*LINE, text=answer)
    assert result.exit_code == code
    assert "3 places in 2 documents (--dry-run lists them). Code them?" in result.stderr
    assert _did(asking) == (code == 0)


def test_yes_on_the_line_is_enough(run: Run, asking: FakeProject) -> None:
    assert run(*LINE, "--yes").exit_code == 0
    assert _did(asking)


def test_without_a_terminal_it_is_done_since_undo_takes_it_back(run: Run, project: FakeProject) -> None:
    assert run(*LINE).exit_code == 0
    assert _did(project)


def test_a_dry_run_never_asks_and_never_codes(run: Run, asking: FakeProject) -> None:
    assert run(*LINE, "--dry-run").exit_code == 0
    assert not _did(asking)


def test_an_unknown_code_is_refused_before_anything_is_asked(run: Run, asking: FakeProject) -> None:
    asking.answers["code_hits_preview"] = SecondmigError("no code 'X'", hint="secondmig codebook show")
    result = run("code", "hits", "visa", "--code", "X")
    assert (result.exit_code, result.stderr) == (
        1,
        "secondmig: no code 'X'\n  try: secondmig codebook show\n",
    )


@pytest.mark.parametrize(
    "args",
    [
        ("code", "hits", "--code", "X"),
        ("code", "hits", "--guide", "papers", "--code", "X", "--unit", "hit"),
        ("corpus", "guide", "guide.yaml", "--item", "papers"),
        ("corpus", "guide", "guide.yaml", "--case", "US01"),
    ],
)
def test_what_makes_no_sense_is_a_mistake_in_the_line(
    run: Run, project: FakeProject, args: tuple[str, ...]
) -> None:
    assert run(*args).exit_code == 2
    assert project.calls == []
