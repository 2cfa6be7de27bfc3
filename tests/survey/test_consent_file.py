"""The consent sheet is read strictly, every problem with its line."""

from datetime import date
from pathlib import Path

import pytest

from secondmig.core.errors import ProblemsError, SecondmigError
from secondmig.survey.consent_file import Persons, read_sheet

KNOWN = Persons(frozenset({"US01", "US02"}), {"UK07": "2026-03-02T10:00:00.000Z"}, date(2026, 5, 2))
HEAD = "id,given,audio,translation,recontact,linking,teaching,machine,evidence,note\n"


def sheet(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "consent.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_blank_switch_means_no(tmp_path: Path) -> None:
    (row,) = read_sheet(sheet(tmp_path, HEAD + "US01,2025-03,yes,,no,yes,,yes,,\n"), KNOWN)
    assert row.given == "2025-03"
    assert row.answers == {
        "audio": "yes",
        "translation": "no",
        "recontact": "no",
        "linking": "yes",
        "teaching": "no",
        "machine": "yes",
    }


def test_sheet_may_leave_columns_out(tmp_path: Path) -> None:
    (row,) = read_sheet(sheet(tmp_path, "id,given,audio\nUS01,2025-03-14,yes\n"), KNOWN)
    assert set(row.answers.values()) == {"yes", "no"}
    assert row.answers["linking"] == "no"


def test_evidence_names_turns_and_passages_of_a_switch_or_of_the_whole(tmp_path: Path) -> None:
    text = HEAD + 'US01,2025,yes,yes,yes,yes,yes,yes,"teaching 42 ""my; story""; 2 44",\n'
    (row,) = read_sheet(sheet(tmp_path, text), KNOWN)
    assert [(said.fact, said.turn, said.passage) for said in row.evidence] == [
        ("teaching", 42, "my; story"),
        ("consent", 2, ""),
        ("consent", 44, ""),
    ]


@pytest.mark.parametrize(
    ("text", "where", "message"),
    [
        ("id,given,sound\nUS01,2025,yes\n", "consent.csv:1", "there is no column sound"),
        ("id,given\nUS09,2025\n", "consent.csv:2", "there is no person 'US09'"),
        ("id,given\n,2025\n", "consent.csv:2", "id is empty"),
        ("id,given,audio\nUS01,2025,maybe\n", "consent.csv:2", "audio 'maybe' is neither yes nor no"),
        ("id,given\nUS01,soon\n", "consent.csv:2", "given 'soon' is no date"),
        ("id,given\nUS01,2025-02-30\n", "consent.csv:2", "given '2025-02-30' is no date"),
        ("id,given\nUS01,\n", "consent.csv:2", "given is empty"),
        ("id,given\nUS01,2030\n", "consent.csv:2", "lies in the future"),
        ("id,given\nUK07,2026-04\n", "consent.csv:2", "is after UK07 withdrew on 2026-03-02"),
        ("id,given\nUS01,2025\nUS01,2026\n", "consent.csv:3", "is already on line 2"),
        ('id,given,evidence\nUS01,2025,"voice 3"\n', "consent.csv:2", "neither a turn nor its passage"),
    ],
)
def test_problem_is_told_with_its_line(tmp_path: Path, text: str, where: str, message: str) -> None:
    with pytest.raises(SecondmigError) as caught:
        read_sheet(sheet(tmp_path, text), KNOWN)
    assert message in caught.value.message
    assert caught.value.where.startswith(where)
    assert caught.value.hint


def test_all_problems_are_told_at_once_in_the_order_of_their_lines(tmp_path: Path) -> None:
    text = "id,given,audio,extra\nUS01,soon,maybe,\nUS09,2025,yes,\n"
    with pytest.raises(ProblemsError) as caught:
        read_sheet(sheet(tmp_path, text), KNOWN)
    assert [each.where for each in caught.value.problems] == [
        "consent.csv:1",
        "consent.csv:2",
        "consent.csv:2",
        "consent.csv:3",
    ]


def test_person_who_withdrew_later_may_stand_in_the_sheet(tmp_path: Path) -> None:
    (row,) = read_sheet(sheet(tmp_path, "id,given\nUK07,2025-08\n"), KNOWN)
    assert row.case == "UK07"
