"""``query trajectory``, ``case legs`` and lengths of stay on the command line."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from secondmig.project.listing import Listing
from tests.cli.conftest import Run
from tests.cli.fake import LEGS, FakeProject


def person_years() -> Listing:
    return Listing(
        ("case", "year"), ({"case": "US01", "year": 1998},), {"n": 1}, ("12 months = 12 months", "Rule: x.")
    )


@pytest.mark.parametrize("written", ["0", "x", "6;12", "", "6,,", "-3", "12.5", "9999"])
def test_a_length_of_stay_is_a_number_of_months(run: Run, project: FakeProject, written: str) -> None:
    result = run("query", "trajectory", "--min-stay", written)
    if written == "6,,":
        assert result.exit_code == 0
        assert project.last()[2]["min_stay"] == (6,)
        return
    assert result.exit_code == 2
    assert "is no length of stay in months, e.g. 12 or 6,12,24" in result.stderr


def test_a_row_is_one_thing(run: Run, project: FakeProject) -> None:
    result = run("query", "trajectory", "--persons", "--person-years")
    assert result.exit_code == 2
    assert "A row is a person or a person-year" in result.stderr
    assert project.calls == []


def test_each_fact_of_a_leg_stands_beside_its_turns(run: Run, project: FakeProject) -> None:
    lines = run("case", "legs", "US01").stdout.split("\n")
    assert [line.split() for line in lines[2:4]] == [
        ["1", "stay", "JPN,", "1998", "to", "2006,", "96", "months,", "destination", "#6"],
        ["–", "isco", "8219", "#12,", "#14"],
    ]


def test_an_origin_leg_says_until_when(run: Run, project: FakeProject) -> None:
    origin: Mapping[str, object] = {**LEGS.rows[0], "leg": 0, "start": None, "months": None, "role": "origin"}
    project.answers["case_legs"] = Listing(LEGS.fields, (origin,), LEGS.meta)
    assert "JPN, until 2006, origin" in run("case", "legs", "US01").stdout


def test_programs_get_the_fields_of_a_leg(run: Run, project: FakeProject) -> None:
    shown = run("case", "legs", "US01", "--format", "csv").stdout
    assert shown.split("\n")[0] == ",".join(LEGS.fields)


def test_the_sum_of_person_years_is_said_beside_a_file(
    run: Run, project: FakeProject, tmp_path: Path
) -> None:
    project.answers["query_trajectory"] = person_years()
    result = run("query", "trajectory", "--person-years", "-o", tmp_path / "years.csv")
    assert "12 months = 12 months" in result.stderr
    assert "Rule" not in result.stderr
    assert (tmp_path / "years.csv").read_text("utf-8") == "case,year\nUS01,1998\n"


def test_a_terminal_sees_a_picture_and_a_file_does_not(
    run: Run, project: FakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.answers["query_trajectory"] = LEGS
    assert "JPN━" not in run("query", "trajectory").stdout
    monkeypatch.setattr("secondmig.cli.output.terminal_columns", lambda: 80)
    monkeypatch.setattr("secondmig.cli.trajectory.terminal_columns", lambda: 80)
    assert "JPN━" in run("query", "trajectory").stdout
