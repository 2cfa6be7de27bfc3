"""How ``agree report`` and ``agree drift`` print: tables for people, rows for programs."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from secondmig.project.agreement_asked import Reported
from secondmig.project.listing import Listing
from tests.cli.conftest import Run
from tests.cli.fake import FakeProject

WARNINGS = [
    {"id": "C07", "severity": "high", "message": "author-made, not reliability"},
    {"id": "W05", "severity": "low", "message": "five"},
    {"id": "W01", "severity": "medium", "message": "one"},
    {"id": "W06", "severity": "medium", "message": "six"},
    {"id": "W02", "severity": "high", "message": "two"},
]
ROWS = Listing(
    ("code", "coefficient", "value", "undefined"),
    [
        {"code": "A", "coefficient": "alpha", "value": 2 / 3, "undefined": None},
        {"code": "B", "coefficient": "alpha", "value": None, "undefined": "nobody applied the code"},
    ],
    {"selection": "everything", "warnings": WARNINGS},
)
CODES = Listing(("code", "alpha"), [{"code": "A", "alpha": " 0.667"}])
TALK = Listing(("what", "places"), [{"what": "one code against another", "places": 3}])
FOUND = Reported(
    ROWS, (("Agreement by code", CODES), ("Most to talk about", TALK)), WARNINGS[0]["message"], ("seed 1",)
)


def test_the_banner_comes_first_then_tables_then_how_then_three_warnings(
    run: Run, project: FakeProject
) -> None:
    project.answers["agree_report"] = FOUND
    assert run("agree", "report").stdout == (
        "author-made, not reliability\n"
        "\n"
        "Agreement by code\n"
        "\n"
        "code  alpha\n"
        "----  ------\n"
        "A      0.667\n"
        "\n"
        "Most to talk about\n"
        "\n"
        "what                      places\n"
        "------------------------  ------\n"
        "one code against another       3\n"
        "\n"
        "seed 1\n"
        "W02 (high): two\n"
        "W01 (medium): one\n"
        "W06 (medium): six\n"
        "1 more warning: --warnings\n"
    )


def test_all_warnings_are_printed_when_asked_for(run: Run, project: FakeProject) -> None:
    project.answers["agree_report"] = FOUND
    lines = run("agree", "report", "--warnings").stdout.split("\n")
    assert [line[:3] for line in lines if line.startswith("W")] == ["W05", "W01", "W06", "W02"]
    assert not any("more warning" in line for line in lines)


def test_three_warnings_need_no_more(run: Run, project: FakeProject) -> None:
    few = replace(ROWS, meta={"warnings": WARNINGS[1:4]})
    project.answers["agree_report"] = replace(FOUND, listing=few, banner="")
    shown = run("agree", "report").stdout
    assert shown.startswith("Agreement by code\n")
    assert "more warning" not in shown


def test_programs_get_every_row_with_ten_digits_and_all_warnings(run: Run, project: FakeProject) -> None:
    project.answers["agree_report"] = FOUND
    found = json.loads(run("agree", "report", "--format", "json").stdout)
    assert found["rows"][0]["value"] == 0.6666666667
    assert found["rows"][1]["undefined"] == "nobody applied the code"
    assert [each["id"] for each in found["meta"]["warnings"]] == ["C07", "W05", "W01", "W06", "W02"]
    made = '"author-made, not reliability"'
    assert run("agree", "report", "--format", "csv").stdout == (
        "code,coefficient,value,undefined,caution\n"
        f"A,alpha,0.6666666667,,{made}\nB,alpha,,nobody applied the code,{made}\n"
    )


def test_markdown_has_headings_and_tables(run: Run, project: FakeProject, tmp_path: Path) -> None:
    project.answers["agree_drift"] = FOUND
    target = tmp_path / "drift.md"
    run("agree", "drift", "ana", "-o", target)
    text = target.read_text(encoding="utf-8")
    assert text.startswith("author-made, not reliability\n\n### Agreement by code\n\n| code | alpha  |\n")
    below = text.split("\n")[-6:]
    assert below == [
        "- seed 1",
        "- W02 (high): two",
        "- W01 (medium): one",
        "- W06 (medium): six",
        "- 1 more warning: --warnings",
        "",
    ]


def test_names_of_coders_are_told_apart_by_commas(run: Run, project: FakeProject) -> None:
    run("agree", "report", "--coders", "ana, ben,,")
    asked = project.last()[1][0]
    assert getattr(asked, "coders", None) == ("ana", "ben")


def test_an_overlap_that_is_no_number_is_a_slip_of_the_line(run: Run, project: FakeProject) -> None:
    assert run("agree", "report", "--overlap", "most").exit_code == 2
    assert run("agree", "report", "--unit", "word").exit_code == 2
    assert run("agree", "report", "--level", "0").exit_code == 2
    assert project.calls == []


@pytest.mark.parametrize("form", ["table", "md", "csv", "json", "jsonl"])
@pytest.mark.parametrize(
    "verb", [("report", "--draws", "0", "--code", "OS-LAB-SEG"), ("disagreements", "--code", "OS-LAB-SEG")]
)
def test_every_form_says_that_codings_were_made(
    run: Run, demo_project: Path, verb: tuple[str, ...], form: str
) -> None:
    said = run("--project", demo_project, "agree", *verb, "--format", form)
    assert said.exit_code == 0, said.stderr
    lines = said.stdout.strip().split("\n")
    told = [line for line in lines if "author-made, not reliability" in line]
    assert told
    if form == "jsonl":
        assert told == lines
    if form == "csv":
        assert lines[0].endswith(",caution")
