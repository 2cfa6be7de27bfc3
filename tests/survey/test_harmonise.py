"""Values of a survey under a measure: points, intervals, or missing for a reason."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.core.errors import SecondmigError
from secondmig.survey.form import Variable
from secondmig.survey.harmonise import (
    BLANK,
    harmonise_problem,
    harmonised,
    harmonised_column,
    map_note,
    targets,
)
from secondmig.survey.measures import read_measures
from secondmig.survey.model import Measure

MEASURES = read_measures(Path(__file__).parents[2] / "codebooks" / "measures.yaml")
MAPPED = [
    (measure, name, code)
    for measure in MEASURES.values()
    for name, table in measure.maps.items()
    for code in table
]


def bounds(measure: str, value: str, *, by: str = "", score: str = "") -> tuple[float | None, float | None]:
    found = harmonised(MEASURES[measure], Variable("x", map=by), value, score=score)
    assert found.missing == ""
    return found.low, found.high


# Maps


@pytest.mark.parametrize(
    ("measure", "by", "value", "low", "high"),
    [
        ("edu_isced", "JP_JILPT", "5", 8, 8),
        ("edu_isced", "JP_JILPT", "1", 5, 5),
        ("edu_isced", "UK", "Level 4-5", 5, 5),
        ("edu_isced", "UK_CENSUS", "Level 4 or above", 5, 8),
        ("edu_isced", "UK_CENSUS", "No qualifications", 0, 2),
        ("lang_host", "J14", "1", 5, 6),
        ("lang_host", "J14", "4", 0, 0),
        ("lang_host", "UK_CENSUS", "main language", 6, 6),
        ("lang_host", "UK_CENSUS", "not well", 1, 2),
        ("lang_en", "J14", "2", 3, 4),
    ],
)
def test_a_map_leads_to_a_point_or_an_interval(
    measure: str, by: str, value: str, low: float, high: float
) -> None:
    assert bounds(measure, value, by=by) == (low, high)


@pytest.mark.parametrize(
    ("value", "score", "low", "high"),
    [
        ("N1", "", 4, 5),
        ("N1", "141", 4, 4),
        ("N1", "142", 5, 5),
        ("N1 142", "", 5, 5),
        ("N1: 100", "", 4, 4),
        ("N2", "111", 3, 3),
        ("N2", "112", 4, 4),
        ("N3", "", 2, 3),
        ("N3", "95", 2, 2),
        ("N3", "103", 2, 2),
        ("N3", "104", 3, 3),
        ("N4", "150", 2, 2),
        ("N5", "", 1, 1),
    ],
)
def test_a_jlpt_level_alone_is_an_interval_and_a_score_decides(
    value: str, score: str, low: float, high: float
) -> None:
    assert bounds("lang_host", value, by="JLPT_pass_only", score=score) == (low, high)


def test_a_score_below_the_pass_mark_is_a_named_problem() -> None:
    problem = harmonise_problem(MEASURES["lang_host"], Variable("x", map="JLPT_pass_only"), "N1", score="99")
    assert problem == "N1 with a score of 99: the map JLPT_pass_only reads scores as 4 if 100-141, 5 if >=142"


def test_the_project_s_choice_is_kept_and_printed() -> None:
    variable = Variable("education", map="JP_JILPT")
    found = harmonised(MEASURES["edu_isced"], variable, "1")
    assert (found.code, found.choice) == ("5", "4|5 default 5")
    assert map_note(MEASURES["edu_isced"], variable) == (
        "edu_isced by map JP_JILPT, measures 1.1.0; the project's choice: 1 is taken as 5, of 4 or 5"
    )
    assert map_note(MEASURES["edu_isced"], Variable("education")) == ""


def test_source_value_label_map_and_version_are_kept() -> None:
    variable = Variable("education", map="JP_JILPT", labels={"3": "大学"})
    found = harmonised(MEASURES["edu_isced"], variable, " 3.0 ")
    assert (found.source_value, found.source_label) == (" 3.0 ", "大学")
    assert (found.low, found.high, found.map, found.version) == (6, 6, "JP_JILPT", "1.1.0")


@given(which=st.sampled_from(MAPPED), score=st.sampled_from(["", "0", "90", "103", "141", "180"]))
def test_every_code_of_every_map_lands_inside_the_measure(
    which: tuple[Measure, str, str], score: str
) -> None:
    measure, name, value = which
    variable = Variable("x", map=name)
    if harmonise_problem(measure, variable, value, score=score):
        assert score
        return
    found = harmonised(measure, variable, value, score=score)
    assert found.low is not None
    assert found.high is not None
    assert found.low <= found.high
    assert {f"{found.low:g}", f"{found.high:g}"} <= set(measure.codes)
    assert (found.code != "") == (found.low == found.high)


@pytest.mark.parametrize(
    ("measure", "by", "order"),
    [
        ("lang_host", "J14", ["1", "2", "3", "4"]),
        ("lang_en", "J14", ["1", "2", "3", "4"]),
        ("lang_host", "UK_CENSUS", ["main language", "very well", "well", "not well", "not at all"]),
        ("lang_host", "JLPT_pass_only", ["N1", "N2", "N3", "N4", "N5"]),
    ],
)
def test_a_reversed_source_falls_step_by_step(measure: str, by: str, order: list[str]) -> None:
    assert list(MEASURES[measure].maps[by]) in (order, order[::-1])
    steps = [bounds(measure, value, by=by) for value in order]
    for above, below in pairwise(steps):
        assert above != below
        assert all(
            one is not None and two is not None and one >= two for one, two in zip(above, below, strict=True)
        )


def test_vocational_school_and_junior_college_are_the_same_level_by_the_project_s_choice() -> None:
    levels = [bounds("edu_isced", value, by="JP_JILPT") for value in ("5", "4", "3", "2", "1")]
    assert levels == [(8, 8), (7, 7), (6, 6), (5, 5), (5, 5)]


@given(value=st.text(min_size=1, max_size=8))
def test_a_value_that_no_map_knows_is_an_error_and_never_a_guess(value: str) -> None:
    measure, variable = MEASURES["edu_isced"], Variable("x", map="JP_JILPT")
    if value.strip() == "" or value.strip() in {*measure.missing, *measure.maps["JP_JILPT"]}:
        assert harmonise_problem(measure, variable, value) == ""
    else:
        assert (
            harmonise_problem(measure, variable, value)
            == (f"{value.strip()!r} is not in the map JP_JILPT of edu_isced")
            or value.strip().partition(".")[0] in measure.maps["JP_JILPT"]
        )


def test_an_unknown_value_names_the_column_and_the_nearest() -> None:
    with pytest.raises(SecondmigError) as caught:
        harmonised(MEASURES["edu_isced"], Variable("qual", map="UK_CENSUS"), "Level 4 and above")
    assert caught.value.where == "qual"
    with pytest.raises(SecondmigError) as shorter:
        harmonised(MEASURES["edu_isced"], Variable("qual", map="UK_CENSUS"), "Level 4")
    assert shorter.value.hint.startswith("did you mean Level 4 or above?")
    assert caught.value.hint.startswith("did you mean Level 4 or above? Else add it to that map")


def test_an_unknown_map_is_an_error() -> None:
    with pytest.raises(SecondmigError, match="edu_isced has no map 'NIS'") as caught:
        harmonised(MEASURES["edu_isced"], Variable("x", map="NIS"), "1")
    assert caught.value.hint == "its maps are JP_JILPT, UK, UK_CENSUS"


def test_a_map_may_lead_to_a_reserved_code() -> None:
    measure = replace(MEASURES["job_sat"], maps={"X": {"8": "-8", "1": "4"}})
    found = harmonised(measure, Variable("x", map="X"), "8")
    assert (found.missing, found.low, found.code) == ("not_applicable", None, "")


def test_targets_are_in_the_order_of_the_file() -> None:
    assert [target.text for target in targets(MEASURES["lang_host"], "J14").values()] == [
        "5..6",
        "3..4",
        "1..2",
        "0",
    ]


# Values that are ours already


@pytest.mark.parametrize(
    ("measure", "part", "value", "low", "high", "code"),
    [
        ("edu_isced", "", "6", 6, 6, "6"),
        ("edu_isced", "", "6.0", 6, 6, "6"),
        ("edu_years", "", "16.5", 16.5, 16.5, ""),
        ("emp_permanent", "", "1", 1, 1, "1"),
        ("mot_wage", "", "0.0", 0, 0, "0"),
        ("integ", "social", "2", 2, 2, "2"),
        ("age", "band", "50-54", 50, 54, ""),
        ("gender", "", "f", None, None, "f"),
        ("occ_isco", "", "0110", None, None, "0110"),
        ("intent3", "target_country", "CAN", None, None, "CAN"),
        ("legal_status", "at_entry", "ethnic", None, None, "ethnic"),
        ("wage_gap", "", "-2", -2, -2, ""),
    ],
)
def test_a_value_of_ours_is_a_number_a_code_or_both(
    measure: str, part: str, value: str, low: float | None, high: float | None, code: str
) -> None:
    found = harmonised(MEASURES[measure], Variable("x", part=part), value)
    assert (found.low, found.high, found.code, found.missing) == (low, high, code, "")


def test_a_wrong_value_is_an_error() -> None:
    problem = harmonise_problem(MEASURES["job_sat"], Variable("sat"), "5")
    assert problem == "'5' is none of 4, 3, 2, 1"


def test_a_value_that_the_survey_calls_by_the_name_of_another_code_is_refused() -> None:
    turned = Variable("sat", labels={"1": "Very satisfied", "4": "not satisfied at all", "2": "so so"})
    with pytest.raises(SecondmigError) as caught:
        harmonised(MEASURES["job_sat"], turned, "1")
    assert caught.value.message == "1 is called 'Very satisfied' in the survey, which is 4 in job_sat"
    assert caught.value.hint == "add a map to job_sat in the measures file that leads 1 to 4"
    assert harmonised(MEASURES["job_sat"], turned, "2").point == 2
    turned_back = replace(MEASURES["job_sat"], maps={"X": {"1": "4"}})
    assert harmonised(turned_back, replace(turned, map="X"), "1").point == 4


# Missing


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("", BLANK),
        ("  ", BLANK),
        ("-1", "refused"),
        ("-2", "dont_know"),
        ("-7", "not_asked_in_source"),
        ("-8", "not_applicable"),
        ("-9", "not_stated"),
        ("-10", "suppressed_for_disclosure"),
        ("-9.0", "not_stated"),
        ("9", "no time"),
        (".a", "moved away"),
    ],
)
@pytest.mark.parametrize("by", ["", "JP_JILPT"])
def test_what_is_missing_keeps_its_reason(value: str, reason: str, by: str) -> None:
    variable = Variable("x", map=by, missing={"9": "no time", ".a": "moved away"})
    found = harmonised(MEASURES["edu_isced"], variable, value)
    assert (found.missing, found.low, found.high, found.code) == (reason, None, None, "")
    assert found.source_value == value


def test_the_survey_s_own_reason_wins_over_the_reserved_one() -> None:
    variable = Variable("x", missing={"-9": "illegible"})
    assert harmonised(MEASURES["edu_isced"], variable, "-9").missing == "illegible"


# Text and columns


def test_the_text_is_what_tables_print() -> None:
    by = Variable("x", map="UK_CENSUS")
    assert harmonised(MEASURES["edu_isced"], by, "Level 4 or above").text == "5..8"
    assert harmonised(MEASURES["edu_isced"], by, "Level 3").text == "3"
    assert harmonised(MEASURES["edu_isced"], by, "-9").text == "not stated"
    assert harmonised(MEASURES["edu_years"], Variable("x"), "16.0").text == "16"


def test_an_interval_has_no_point() -> None:
    by = Variable("x", map="UK_CENSUS")
    assert harmonised(MEASURES["edu_isced"], by, "Level 4 or above").point is None
    assert harmonised(MEASURES["edu_isced"], by, "Level 3").point == 3


def test_a_column_is_read_value_by_value() -> None:
    variable = Variable("jlpt", map="JLPT_pass_only")
    found = harmonised_column(MEASURES["lang_host"], variable, ["N1", "", "N1"], scores=["", "", "150"])
    assert [each.text for each in found] == ["4..5", "blank", "5"]
