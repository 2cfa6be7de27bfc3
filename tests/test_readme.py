"""The README's first five minutes are run, line by line, on a fresh demo."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
MARK = "<!-- five minutes:"


def commands() -> list[str]:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = re.search(r"```console\n(.*?)```", text.split(MARK)[1], re.DOTALL)
    assert block is not None
    return [line.removeprefix("$ ") for line in block[1].split("\n") if line.startswith("$ ")]


def test_first_five_minutes_run_as_printed(demo_project: Path, tmp_path: Path) -> None:
    told = commands()
    assert len(told) >= 10
    place = tmp_path / "five-minutes"
    shutil.copytree(demo_project, place)
    for line in told:
        program, *arguments = shlex.split(line)
        assert program == "secondmig"
        done = subprocess.run(
            [sys.executable, "-m", "secondmig", *arguments],
            cwd=place,
            env={**os.environ, "COLUMNS": "120"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
        assert done.stdout.strip() or "-o" in arguments, line


def test_files_the_readme_points_at_are_there() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        assert (ROOT / target).exists(), target
