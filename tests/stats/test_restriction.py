"""Who is in the sample, and who was lost at which step."""

import numpy as np
import pytest

from secondmig.core.errors import ProblemsError, SecondmigError
from secondmig.stats.fit import Lost, Step, fit_all
from secondmig.stats.frame import Frame
from secondmig.stats.model_spec import Block, ColumnSpec, Filter, ModelSpec
from secondmig.survey.form import SurveyForm, Variable
from tests.stats.model_frames import column_of, fitted, spec_of

CELLS = {
    "moved": ["1", "0", "1", "0", "1", "0", "0", "1", "1", "0", "", "1"],
    "age": ["20", "30", "25", "40", "35", "50", "21", "33", "28", "61", "44", ""],
    "wage": ["1", "2", "4", "3", "", "-9", "7", "6", "5", "", "2", "3"],
    "sex": ["f", "f", "m", "f", "m", "f", "", "f", "m", "f", "f", "f"],
    "w": ["1", "1", "2", "0", "1", "1", "1", "1", "1", "1", "1", "1"],
}
FORM = SurveyForm({"wage": Variable("wage", "Wage", numeric=True, missing={"-9": "refused"})})
ROWS = Frame("panel", CELLS, FORM)


def test_flow_counts_every_step_and_what_had_no_value() -> None:
    women = Filter("women only", "sex", "=", ("f",))
    made = fitted(ROWS, "moved", "age", restrict=(women, Filter("under 60", "age", "<", ("60",))))
    assert made.flow == (
        Step("all rows", 12),
        Step("women only", 8, 4, 1),
        Step("under 60", 6, 2, 1),
        Step("complete on all variables", 5, 1),
    )
    assert made.n == 5


def test_attrition_names_the_variable_and_the_reasons() -> None:
    made = fitted(ROWS, "moved", "age", "wage")
    assert made.attrition == (
        Lost("moved", 1, 1, {"blank": 1}),
        Lost("age", 1, 1, {"blank": 1}),
        Lost("wage", 3, 3, {"blank": 2, "refused": 1}),
    )


def test_rows_that_lack_two_variables_count_for_neither_alone() -> None:
    cells = {**CELLS, "age": ["20", "30", "25", "40", "", "50", "21", "33", "28", "61", "44", "9"]}
    made = fitted(Frame("panel", cells, FORM), "moved", "age", "wage")
    assert {each.variable: (each.missing, each.alone) for each in made.attrition} == {
        "moved": (1, 1),
        "age": (1, 0),
        "wage": (3, 2),
    }


def test_user_missing_values_are_no_numbers() -> None:
    made = fitted(ROWS, "moved", "wage")
    assert 5 not in made.rows


def test_weight_of_zero_is_a_step_of_its_own() -> None:
    made = fitted(ROWS, "moved", "age", weights="w")
    assert Step("weight above 0", 11, 1) in made.flow
    assert 3 not in made.rows


@pytest.mark.parametrize(
    ("rule", "kept"),
    [
        (Filter("x", "age", ">=", ("33",)), [3, 4, 5, 7, 9, 10]),
        (Filter("x", "age", "<=", ("25",)), [0, 2, 6]),
        (Filter("x", "age", "=", ("20", "30")), [0, 1]),
        (Filter("x", "age", "=", ("20.0",)), [0]),
        (Filter("x", "sex", "!=", ("f",)), [2, 4, 8]),
        (Filter("x", "wage", "answered"), [0, 1, 2, 3, 6, 7, 8, 10, 11]),
    ],
)
def test_filters_keep_what_they_say(rule: Filter, kept: list[int]) -> None:
    from secondmig.stats.restriction import sample_of

    column = column_of("moved", "age")
    sample = sample_of(spec_of(column, restrict=(rule,)), column, ROWS)
    assert np.flatnonzero(sample.before).tolist() == kept


def test_common_sample_has_the_rows_of_all_columns() -> None:
    one, two = (
        ColumnSpec("1", "moved", (Block("", ("age",)),)),
        ColumnSpec("2", "moved", (Block("", ("wage",)),)),
    )
    spec = ModelSpec("panel", "moved", "probit", (one, two))
    own, shared = fit_all(spec, ROWS), fit_all(spec, ROWS, common=True)
    assert [each.n for each in own] == [10, 8]
    assert [each.n for each in shared] == [7, 7]
    assert shared[0].rows == shared[1].rows
    assert shared[0].flow[-1] == Step("in all columns", 7, 3)


def test_all_problems_of_all_columns_are_told_once_and_together() -> None:
    bad = {**CELLS, "three": ["0", "1", "2"] * 4, "w": ["-1", *["1"] * 11]}
    columns = (
        ColumnSpec("1", "moved", (Block("", ("aeg", "sex")),), restrict=(Filter("men", "sex", "=", ("x",)),)),
        ColumnSpec("2", "moved", (Block("", ("aeg",), ("job",)),)),
    )
    with pytest.raises(ProblemsError) as caught:
        fit_all(ModelSpec("panel", "moved", "probit", columns, weights="w"), Frame("panel", bad, FORM))
    assert [(each.message, each.hint) for each in caught.value.problems] == [
        (
            "w: 1 weight is negative",
            "a sampling weight says how many people a row stands for: correct it or leave the row out",
        ),
        ("there is no column 'aeg'", "write age"),
        ("sex holds words ('f', 'm')", "write sex=f, or sex under factors"),
        ("filter 'men': no row has sex = x", "its values: f, m"),
        ("there is no column 'job'", "columns: moved, age, wage, sex, w, three"),
    ]


@pytest.mark.parametrize(
    ("outcome", "message", "hint"),
    [
        ("three", "one: three has 3 values (0, 1, 2), and a probit needs 0 and 1", "outcome: three=2"),
        ("same", "one: same is 1 in all 12 rows: there is nothing to explain", "choose another outcome"),
        ("sex", "sex holds words ('f', 'm')", "write sex=f"),
        ("age", "one: age has 11 values (20, 21, 25, 28, 30 and more)", "outcome: age=61"),
        ("sex=x", "no row has sex=x", "its values: f, m"),
    ],
)
def test_outcome_that_is_not_0_and_1_is_refused(outcome: str, message: str, hint: str) -> None:
    frame = Frame(
        "panel", {**CELLS, "three": ["0", "1", "2"] * 4, "same": ["1"] * 12, "x": list("abcdefghijkl")}
    )
    with pytest.raises(SecondmigError) as caught:
        fitted(frame, outcome)
    assert message in caught.value.message
    assert hint in caught.value.hint


def test_variable_without_any_value_is_named() -> None:
    frame = Frame("panel", {**CELLS, "never": [""] * 12})
    with pytest.raises(SecondmigError, match="no row is left") as caught:
        fitted(frame, "moved", "age", "never")
    assert caught.value.hint == "never has no value in any row"


def test_logarithm_of_zero_is_refused() -> None:
    frame = Frame("panel", {**CELLS, "wage": ["0", *["3"] * 11]})
    with pytest.raises(SecondmigError, match=r"log\(wage\): 1 value is not above 0"):
        fitted(frame, "moved", "log(wage)")


def test_word_that_stands_for_no_answer_is_hinted_at() -> None:
    frame = Frame("panel", {**CELLS, "wage": ["NA", *CELLS["age"][1:]]})
    with pytest.raises(SecondmigError) as caught:
        fitted(frame, "moved", "wage")
    assert caught.value.hint == "if it stands for no answer: missing: {NA: not stated}"


def test_outcome_can_be_a_limit_of_a_scale() -> None:
    made = fitted(ROWS, "age>=35", "sex=f")
    assert made.n == 10
    cells = {**CELLS, "old": ["0", "0", "0", "1", "1", "1", "0", "0", "0", "1", "1", ""]}
    assert fitted(Frame("panel", cells, FORM), "old", "sex=f").coefficients == made.coefficients
    assert fitted(ROWS, "age<=34", "sex=f").coefficients == pytest.approx(
        [-each for each in made.coefficients]
    )


def test_limit_that_is_no_number_is_refused() -> None:
    with pytest.raises(SecondmigError, match="'old' is no number"):
        fitted(ROWS, "age>=old", "sex=f")


def test_outcome_of_several_values_is_told_beside_other_problems() -> None:
    with pytest.raises(ProblemsError) as caught:
        fitted(ROWS, "age", "wgae")
    assert [each.message.partition(" (")[0] for each in caught.value.problems] == [
        "there is no column 'wgae'",
        "one: age has 11 values",
    ]
