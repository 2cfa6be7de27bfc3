import json

import pytest

from secondmig.cli.main import MISTAKE
from tests.cli.conftest import Run


def test_the_worked_example_is_printed_line_by_line(run: Run) -> None:
    shown = run("model", "wage").stdout

    assert "here: 100 x 4^0.2 x e^(0 x 1) x 0.97 = 127.9923" in shown
    assert "there: 59 x 4^0.5 x e^(0.2 x 1) x 0.95 = 136.9192" in shown
    assert "ln there - ln here = 0.0674, above 0: leaves" in shown
    assert "none of them was estimated" in shown


def test_no_project_is_needed_and_programs_get_every_digit(run: Run) -> None:
    found = json.loads(run("model", "wage", "--no-skill", "--format", "json").stdout)

    assert found["meta"]["leaves"] is False
    assert found["meta"]["gap"] == pytest.approx(-0.1325785206)
    assert [row["term"] for row in found["rows"]] == [
        "average wage",
        "education",
        "foreigner-specific skill",
        "employment",
        "error",
        "ln expected wage",
    ]
    assert found["rows"][-1]["speaks_for"] == "staying"


def test_every_number_can_be_given(run: Run) -> None:
    here = ["--wage-here", "10", "--beta-here", "0", "--gamma-here", "0", "--employed-here", "1"]
    there = ["--wage-there", "20", "--beta-there", "0", "--gamma-there", "0", "--employed-there", "1"]
    errors = ["--error-here", "2", "--error-there", "1"]

    found = json.loads(run("model", "wage", *here, *there, *errors, "--format", "json").stdout)["meta"]

    assert (found["expected_wage_here"], found["expected_wage_there"]) == (20.0, 20.0)
    assert found["gap"] == 0
    assert found["leaves"] is False


def test_where_nobody_is_employed_the_reason_stands_there(run: Run) -> None:
    shown = run("model", "wage", "--employed-here", "0").stdout

    assert "leaves: nobody is employed here: the expected wage is 0 and has no logarithm" in shown


@pytest.mark.parametrize(
    ("option", "value", "reason"),
    [
        ("--education", "0", "education is 0"),
        ("--wage-there", "-1", "the average wage is -1"),
        ("--employed-here", "1.5", "the probability of employment is 1.5"),
        ("--beta-here", "nan", "beta is nan"),
        ("--error-there", "inf", "the error is inf"),
    ],
)
def test_a_number_that_cannot_be_is_one_line(run: Run, option: str, value: str, reason: str) -> None:
    result = run("model", "wage", option, value)

    assert result.exit_code == MISTAKE
    assert result.stderr.startswith(f"secondmig: {reason}")
