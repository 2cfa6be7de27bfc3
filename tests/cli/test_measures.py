"""``survey measures`` and ``survey compare`` as a person and a program see them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from secondmig.cli.main import root

Run = Callable[..., Result]


@pytest.fixture
def demo(demo_project: Path) -> Run:
    def run(*args: str) -> Result:
        return CliRunner().invoke(root, ["--project", str(demo_project), *args], prog_name="secondmig")

    return run


def test_a_person_sees_a_column_for_each_source_and_country(demo: Run) -> None:
    shown = demo("survey", "compare", "--measure", "job_sat").stdout.split("\n")
    assert shown[0].split("  ")[0] == "measure"
    assert "interview_sheet USA" in shown[0]
    assert "mail_back JPN" in shown[0]
    assert shown[2].startswith("job_sat")
    assert "not asked (-7)" in shown[2]


def test_a_program_gets_a_row_for_each_with_stable_names(demo: Run) -> None:
    told = json.loads(demo("survey", "compare", "--measure", "edu_years", "--format", "json").stdout)
    assert list(told["rows"][0]) == [
        "measure",
        "leg",
        "part",
        "survey",
        "source",
        "group",
        "asked",
        "rows",
        "n",
        "intervals",
        "mean_low",
        "mean_high",
        "median_low",
        "median_high",
        "counts",
        "shares",
        "missing",
        "map",
        "measures_version",
    ]
    assert told["meta"]["by"] == "interview_country"
    assert told["meta"]["measures"] == "measures: codebooks/measures.yaml, version 1.1.0"
    missing = [row for row in told["rows"] if row["missing"]]
    assert [(row["group"], row["missing"]) for row in missing] == [("JPN", {"not_stated": 1})]


def test_one_measure_is_a_card(demo: Run) -> None:
    shown = demo("survey", "measures", "overtime").stdout
    assert "direction: higher_is_more" in " ".join(shown.split())
    assert demo("survey", "measures", "overtim").exit_code == 1
    assert demo("survey", "compare", "nobody").exit_code == 1
