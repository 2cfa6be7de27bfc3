"""Survey tables and the key that ties persons to respondents."""

from pathlib import Path

import pytest

from secondmig.core.errors import ProblemsError, SecondmigError
from secondmig.survey.table import read_csv_table, read_key


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "mail.csv"
    path.write_text(text, encoding="utf-8", newline="")
    return path


def test_a_table_keeps_ids_and_values_as_text(tmp_path: Path) -> None:
    table = read_csv_table(written(tmp_path, "respondent,sat\n007,4\n12,-9\n"), id_column="respondent")
    assert tuple(table.rows) == ({"respondent": "007", "sat": "4"}, {"respondent": "12", "sat": "-9"})
    assert (table.name, table.file, table.kind) == ("mail", "mail.csv", "purposive")
    assert (table.columns, table.id_column, tuple(table.lines)) == (("respondent", "sat"), "respondent", (2, 3))


def test_a_table_keeps_rows_that_share_an_id(tmp_path: Path) -> None:
    table = read_csv_table(written(tmp_path, "id,a\n1,x\n1,y\n"), id_column="id", name="panel", kind="sample")
    assert [row["a"] for row in table.rows] == ["x", "y"]
    assert (table.name, table.kind) == ("panel", "sample")


def test_a_missing_id_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(SecondmigError) as caught:
        read_csv_table(written(tmp_path, "nr,a\n1,x\n"), id_column="id")
    assert caught.value.line() == "mail.csv:1: lacks the column id; it has nr, a"


def test_rows_without_an_id_are_refused_all_at_once(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError) as caught:
        read_csv_table(written(tmp_path, "id,a\n1,x\n,y\n ,z\n"), id_column="id")
    assert [problem.line() for problem in caught.value.problems] == [
        "mail.csv:3: id is empty",
        "mail.csv:4: id is empty",
    ]


def test_an_unknown_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SecondmigError, match="'panel' is unknown"):
        read_csv_table(written(tmp_path, "id\n1\n"), id_column="id", kind="panel")


def test_a_key_ties_persons_to_respondents(tmp_path: Path) -> None:
    path = written(tmp_path, "case,respondent\nUS01,014\nUS02,003\nUS03,\nUS04,\n")
    assert read_key(path) == {"US01": "014", "US02": "003"}


def test_a_key_is_one_to_one(tmp_path: Path) -> None:
    path = written(tmp_path, "case,respondent\nUS01,014\nUS01,003\nUS02,014\n,5\n")
    with pytest.raises(ProblemsError) as caught:
        read_key(path)
    assert [problem.line() for problem in caught.value.problems] == [
        "mail.csv:5: case is empty",
        "mail.csv:3: case 'US01' is already on line 2",
        "mail.csv:4: respondent '014' is already on line 2",
    ]
