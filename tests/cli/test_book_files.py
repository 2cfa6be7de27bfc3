"""``codebook import`` and ``export`` on the command line."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from secondmig.cli.main import root
from tests.project.small import small_project

SAMPLES = Path(__file__).parents[1] / "data" / "refi"
TAGUETTE = str(SAMPLES / "taguette-1.5.2_codebook.qdc")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = small_project(tmp_path / "study")
    assert call(place, "build").exit_code == 0
    return place


def call(folder: Path, *args: str) -> Result:
    return CliRunner().invoke(root, ["--project", str(folder), *args])


def test_tree_is_shown_before_anything_is_taken_in(folder: Path) -> None:
    result = call(folder, "codebook", "import", TAGUETTE, "--dry-run")
    lines = result.stdout.split("\n")
    assert lines[2].split() == ["TC-OPPORTUNITY", "opportunity", "no", "–", "–"]
    assert lines[3].startswith("TC-LABOUR-MARKET     labour market")
    told = json.loads(call(folder, "codebook", "import", TAGUETTE, "--dry-run", "--format", "json").stdout)
    assert told["meta"]["codebook"] == "taguette-1-5-2-codebook"
    assert [row["parent"] for row in told["rows"]][:3] == [None, "TC-OPPORTUNITY", "TC-OPPORTUNITY"]
    assert sorted(path.name for path in (folder / "codebooks").iterdir()) == ["small.yaml"]


def test_import_export_and_undo_say_what_they_did(folder: Path) -> None:
    done = call(folder, "codebook", "import", TAGUETTE, "--id", "tags")
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith("tags@1, taguette-1.5.2_codebook: 4 codes and 2 headings (event ")
    assert "  written: codebooks/tags.yaml\n" in done.stdout
    target = folder.parent / "tags.csv"
    assert call(folder, "codebook", "export", str(target)).stdout.startswith(f"written: {target} (4 codes")
    assert "undone: event" in call(folder, "undo").stdout
    assert call(folder, "codebook", "export", str(target), "--codebook", "tags").exit_code == 1


def test_mistakes_are_told_in_words(folder: Path) -> None:
    broken = folder.parent / "broken.csv"
    broken.write_text("label,codable\na,maybe\nb,perhaps\n", encoding="utf-8")
    result = call(folder, "codebook", "import", str(broken))
    assert result.exit_code == 1
    assert "broken.csv:2: codable is neither yes nor no: maybe" in result.stderr
    assert "broken.csv:3: codable is neither yes nor no: perhaps" in result.stderr


def test_tree_that_was_taken_in_is_printed_where_a_format_is_asked_for(folder: Path) -> None:
    result = call(folder, "codebook", "import", TAGUETTE, "--id", "tags", "--format", "jsonl")
    labels = [json.loads(line).get("label", "").strip() for line in result.stdout.split("\n") if line]
    assert "labour market" in labels
    assert result.stderr.startswith("tags@1, taguette-1.5.2_codebook: 4 codes")
    assert (folder / "codebooks" / "tags.yaml").is_file()


def test_file_and_preview_at_once_are_refused(folder: Path) -> None:
    assert call(folder, "codebook", "import", TAGUETTE, "--to", "b.yaml", "--dry-run").exit_code == 2
