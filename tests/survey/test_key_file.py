"""The file that ties persons to respondents."""

from pathlib import Path

import pytest

from secondmig.core.errors import ProblemsError, SecondmigError
from secondmig.survey.key_file import Claim, Key, key_of, read_key_file


def key(folder: Path, text: str) -> Key:
    path = folder / "key.csv"
    path.write_text(text, encoding="utf-8")
    return read_key_file(path)


def refused(folder: Path, text: str) -> list[tuple[str, str]]:
    with pytest.raises(SecondmigError) as caught:
        key(folder, text)
    problems = caught.value.problems if isinstance(caught.value, ProblemsError) else (caught.value,)
    return [(problem.where, problem.message) for problem in problems]


def test_pairs_are_claims_with_their_lines(tmp_path: Path) -> None:
    assert key(tmp_path, "case,respondent\nA,007\nB,\n") == Key(
        (Claim("A", "007", line=2), Claim("B", "", line=3)), "key.csv", ("case", "respondent")
    )


def test_reasons_households_and_waves_are_read_where_they_stand(tmp_path: Path) -> None:
    text = "case,respondent,reason,household,wave\nA,7,,H1,1\nB,7,,H1,1\nA,8,,,2\nC,,moved,,\n"
    assert key(tmp_path, text).claims == (
        Claim("A", "7", "", "H1", "1", 2),
        Claim("B", "7", "", "H1", "1", 3),
        Claim("A", "8", "", "", "2", 4),
        Claim("C", "", "moved", "", "", 5),
    )


def test_a_person_has_the_respondents_of_all_waves(tmp_path: Path) -> None:
    found = key(tmp_path, "case,respondent,wave\nA,7,1\nA,8,2\nA,,3\nB,9,1\n")
    assert found.respondents("A") == ("7", "8")


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("case,respondent\nA,7\nA,8\n", 3, "column case: 'A' is already on line 2"),
        ("case,respondent,wave\nA,7,\nA,8,\n", 3, "column case: 'A' is already on line 2"),
        ("case,respondent,wave\nA,7,1\nA,8,1\n", 3, "column case: 'A' in wave '1' is already on line 2"),
        ("case,respondent\nA,7\nB,7\n", 3, "column respondent: '7' is already on line 2"),
        ("case,respondent,household\nA,7,H1\nB,7,\n", 3, "column respondent: '7' is already on line 2"),
        ("case,respondent,household\nA,7,H1\nB,7,H2\n", 3, "column respondent: '7' is already on line 2"),
        ("case,respondent\n,7\n", 2, "case is empty"),
        (
            'case,respondent,wave\nA,7,"1, 2"\n',
            2,
            "column wave: '1, 2' holds a comma, a semicolon or a colon",
        ),
    ],
)
def test_what_breaks_a_rule_is_named_with_line_and_column(
    tmp_path: Path, text: str, line: int, message: str
) -> None:
    assert refused(tmp_path, text) == [(f"key.csv:{line}", message)]


def test_all_problems_are_named_at_once(tmp_path: Path) -> None:
    text = "case,respondent\nA,7\nA,8\nB,7\nC,7\n"
    assert [where for where, _ in refused(tmp_path, text)] == ["key.csv:3", "key.csv:4", "key.csv:5"]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("case,respondent\nA,7\nA,8\n", "wave"),
        ("case,respondent\nA,7\nB,7\n", "household"),
    ],
)
def test_the_hint_says_which_column_to_add(tmp_path: Path, text: str, hint: str) -> None:
    with pytest.raises(SecondmigError) as caught:
        key(tmp_path, text)
    assert f'add a column "{hint}"' in caught.value.hint


def test_a_column_that_lacks_is_named(tmp_path: Path) -> None:
    assert "lacks the column respondent" in refused(tmp_path, "case,row\nA,7\n")[0][1]


def test_plain_pairs_make_a_key() -> None:
    assert key_of({"A": "7"}).claims == (Claim("A", "7"),)
