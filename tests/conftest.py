"""Fixtures that every test may use: an environment without a project, and the demo, built once."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples on every machine, however busy it is.
settings.register_profile("secondmig", deadline=None, derandomize=True, database=None)
settings.load_profile("secondmig")


@pytest.fixture(autouse=True, scope="session")
def _no_project_from_outside() -> Iterator[None]:
    """What the shell of whoever runs the tests says about projects and coders does not count."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("SECONDMIG_PROJECT", "SECONDMIG_CODER", "COLUMNS"):
            patch.delenv(name, raising=False)
        yield


@pytest.fixture(scope="session")
def built_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demo project as ``secondmig demo`` leaves it; not to be written to."""
    folder = tmp_path_factory.mktemp("built") / "demo"
    made = subprocess.run(
        [sys.executable, "-m", "secondmig", "demo", str(folder)],
        capture_output=True,
        check=False,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    assert made.returncode == 0, made.stderr
    return folder


@pytest.fixture
def demo_project(built_demo: Path, tmp_path: Path) -> Path:
    """A copy of the built demo project that the test may change."""
    return Path(shutil.copytree(built_demo, tmp_path / "demo"))
