"""Every file with rows of a person is on record, so that a withdrawal can name it."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from secondmig.cli.main import root
from tests.cli.test_blind import ROWS
from tests.project.talking import two_coders

SURVEY = """
[[surveys]]
name = "sheet"
file = "corpus/persons.csv"
id = "id"
"""
MORE = (
    "agree disagreements --coders ben,gold",
    "case list --consent",
    "case show A1",
    "code hits door --code OS-LEG --dry-run",
    "code suggest --dry-run",
    "corpus deidentify --key {here}/key.yaml --dry-run",
    "joint quotes --release work",
    "link build --dry-run",
    "link build",
    "link status",
    "memo search doors",
    "query trajectory --persons",
    "survey show sheet",
    "survey show sheet --id A1",
)
OF_NOBODY = frozenset({"codebook stats", "query matrix", "query cooccur --rule turn"})


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    here = tmp_path_factory.mktemp("record")
    root_folder = two_coders(here / "study")
    toml = root_folder / "secondmig.toml"
    toml.write_text(toml.read_text(encoding="utf-8") + SURVEY, encoding="utf-8", newline="\n")
    (here / "key.yaml").write_text("- {name: grandfather, generalise: kin}\n", encoding="utf-8")
    for line in ("build", "memo add doors --document A1", "code suggest", "grid write A1 OS-MOB why"):
        _must(root_folder, line)
    return root_folder


def _must(folder: Path, line: str) -> str:
    words = line.format(here=folder.parent).split()
    result = CliRunner().invoke(root, ["--project", str(folder), *words], prog_name="secondmig")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout


def _words(value: object) -> set[str]:
    if isinstance(value, str):
        return set(value.replace("#", " ").replace(",", " ").split())
    if isinstance(value, dict):
        return set().union(*map(_words, value.values()))
    return set().union(*map(_words, value)) if isinstance(value, list) else set()


@pytest.mark.parametrize(
    "line", sorted({each for each in (*ROWS, *MORE) if "{last}" not in each and "saturation" not in each})
)
def test_file_with_rows_of_a_person_is_on_record(study: Path, tmp_path: Path, line: str) -> None:
    folder = Path(shutil.copytree(study, tmp_path / "study"))
    shutil.copy(study.parent / "key.yaml", tmp_path)
    _must(folder, f"{line} --format json -o {tmp_path}/rows.json")
    named = _words(json.loads((tmp_path / "rows.json").read_text(encoding="utf-8"))["rows"]) & {"A1", "B2"}
    told = json.loads(_must(folder, "history --format json"))["rows"]
    held = {name for row in told if row["verb"] == "export" for name in row["payload"]["cases"]}
    assert named <= held
    assert held == set() or line not in OF_NOBODY


def test_file_is_named_when_the_person_withdraws(study: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(study, tmp_path / "study"))
    for name, line in (("quotes.md", "joint quotes --release work"), ("memos.csv", "memo list")):
        _must(folder, f"{line} -o {tmp_path}/{name}")
    _must(folder, f"case export A1 {tmp_path}/A1.json")
    said = CliRunner().invoke(
        root, ["--project", str(folder), "case", "withdraw", "A1", "--reason", "letter", "--yes"]
    )
    for name in ("quotes.md", "memos.csv", "A1.json", "A1.html"):
        assert f"holds the person: {tmp_path}/{name}" in said.stderr
