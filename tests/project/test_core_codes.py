"""The codes that a project puts first."""

import json
from collections import Counter
from pathlib import Path

import pytest

from secondmig.core.errors import SecondmigError
from secondmig.project.layout import read_config
from secondmig.project.project import open_project
from secondmig.project.workbench import open_workbench
from tests.project.correcting import built

REPOSITORY = Path(__file__).parents[2]


def test_core_codes_of_the_demo_are_the_25_most_used_in_the_gold() -> None:
    uses = Counter(
        json.loads(line)["code"]
        for path in sorted((REPOSITORY / "corpus" / "gold").glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").split("\n")
        if line
    )
    most = sorted(uses, key=lambda code: (-uses[code], code))[:25]
    assert list(read_config(REPOSITORY).core_codes) == most


def test_core_codes_that_can_be_applied_come_first_and_nine_of_them_have_keys(tmp_path: Path) -> None:
    root = built(tmp_path / "study")
    toml = root / "secondmig.toml"
    first = 'core_codes = ["OS-MOB", "OS-MOB-UP", "OS-GONE", "OS-MOB-UP"]\n'
    toml.write_text(first + toml.read_text(encoding="utf-8"), encoding="utf-8")
    bench = open_workbench(root, coder="ana")
    island = bench.island("A1")
    bench.close()
    assert island["core"] == island["pinned"] == ["OS-MOB-UP"]
    with open_project(root) as project:
        said = [str(row["message"]) for row in project.check().rows]
    assert any("OS-GONE" in line for line in said)


def test_core_codes_are_a_list_of_texts(tmp_path: Path) -> None:
    (tmp_path / "secondmig.toml").write_text("core_codes = [1]\n", encoding="utf-8")
    with pytest.raises(SecondmigError, match="core_codes should list texts"):
        read_config(tmp_path)
