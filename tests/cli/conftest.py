"""Fixtures for the command line."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from secondmig.cli.main import root
from tests.cli.fake import FakeProject

Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    """Run the command line in this process; an exception that is no exit fails the test."""

    def run_command(*args: str | Path, text: str | None = None) -> Result:
        result = CliRunner().invoke(root, [str(each) for each in args], input=text, prog_name="secondmig")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run_command


@pytest.fixture
def project(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakeProject:
    """A fake in the place of every project that a command opens."""
    fake = FakeProject(tmp_path)
    monkeypatch.setattr("secondmig.cli.caller.open_current", fake.open)
    monkeypatch.setattr("secondmig.cli.caller.restore_current", fake.restore)
    return fake
