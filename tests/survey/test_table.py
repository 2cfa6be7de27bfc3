"""Survey tables: columns of text that give their rows one by one."""

from pathlib import Path

import pytest

from secondmig.core.errors import SecondmigError
from secondmig.survey.reading import SurveyReading, read_survey
from secondmig.survey.table import SurveyTable
from tests.survey.files import written


def test_a_table_keeps_ids_and_values_as_text(tmp_path: Path) -> None:
    path = written(tmp_path / "mail.csv", "respondent,sat\n007,4\n12,-9\n")
    table = read_survey(path, SurveyReading("respondent"))
    assert tuple(table.rows) == ({"respondent": "007", "sat": "4"}, {"respondent": "12", "sat": "-9"})
    assert (table.name, table.file, table.kind) == ("mail", "mail.csv", "purposive")
    assert (table.columns, table.id_column, tuple(table.lines)) == (
        ("respondent", "sat"),
        "respondent",
        (2, 3),
    )


def test_a_table_gives_its_rows_as_often_as_one_asks() -> None:
    table = SurveyTable("panel", {"id": ["1", "1"], "a": ["x", "y"]}, "id", "sample")
    assert [row["a"] for row in table.rows] == [row["a"] for row in table.rows] == ["x", "y"]
    assert (table.row(1), table.ids, len(table)) == ({"id": "1", "a": "y"}, ["1", "1"], 2)


def test_an_unknown_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SecondmigError, match="'panel' is unknown"):
        read_survey(written(tmp_path / "a.csv", "id\n1\n"), SurveyReading(kind="panel"))
