"""Lowest and highest values of the columns of a survey."""

import pytest

from secondmig.joint.ranges import column_ranges
from secondmig.survey.form import SurveyForm, Variable
from secondmig.survey.table import SurveyTable


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (["10", "9", "2.5"], "2.5 to 10"),
        (["10", "", "-9"], "10 to 10; 1 not stated (-9); 1 blank"),
        (["-9", "-9"], "no value; 2 not stated (-9)"),
        (["", ""], "no value; 2 blank"),
        (["b", "a", "1"], "3 different values: 1, a, b"),
        (["e", "d", "c", "b", "a"], "5 different values: a, b, c, d ..."),
    ],
)
def test_a_column_is_told_by_what_it_holds(values: list[str], told: str) -> None:
    form = SurveyForm(variables={"x": Variable("x", missing={"-9": "not_stated"})})
    table = SurveyTable("s", {"id": [str(n) for n, _ in enumerate(values)], "x": values}, "id", form=form)
    assert list(column_ranges(table)) == [("x", told)]
