"""Whether an education fits the job, with the method beside the answer."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.survey.measures import read_measures
from secondmig.survey.mismatch import (
    JOB_ANALYSIS,
    REQUIRED,
    by_job_analysis,
)

ORUM = read_measures(Path(__file__).parents[2] / "codebooks" / "measures.yaml")["orum"]


def test_the_required_levels_are_those_of_the_measures_file() -> None:
    told = re.findall(r"([1-4]):([0-9])(?:-([0-9]))?", ORUM.remarks["methods.job_analysis"])
    assert {int(level): (int(low), int(high or low)) for level, low, high in told} == REQUIRED
    assert set(ORUM.codes) == {"over", "match", "under"}


@pytest.mark.parametrize(
    ("isco", "isced", "answer"),
    [
        ("2221", 6, "match"),
        ("2221", 5, "under"),
        ("2221", 8, "match"),
        ("3115", 5, "match"),
        ("3115", 6, "over"),
        ("3115", 4, "under"),
        ("8219", 3, "match"),
        ("8219", 6, "over"),
        ("8219", 1, "under"),
        ("9112", 1, "match"),
        ("9112", 3, "over"),
        ("9112", 0, "under"),
        ("1211", 6, "match"),
        ("1412", 6, "over"),
        ("0110", 6, "match"),
        ("0210", 3, "match"),
        ("0310", 3, "over"),
        ("2", 6, "match"),
        ("1", 4, "under"),
    ],
)
def test_job_analysis_compares_with_the_skill_level(isco: str, isced: int, answer: str) -> None:
    found = by_job_analysis(isco, isced, isced)
    assert (found.answer, found.undefined, found.method) == (answer, "", JOB_ANALYSIS)


@pytest.mark.parametrize(
    ("isco", "low", "high", "reason"),
    [
        ("", 6, 6, "no occupation is stated"),
        ("nurse", 6, 6, "'nurse' is no ISCO-08 code"),
        ("2221", None, None, "the education is missing"),
        ("2221", 5, 8, "the education, 5 to 8, may be under or match"),
        ("1", 6, 6, "education 6 in major group 1 may be over or match"),
        ("0", 6, 6, "education 6 in major group 0 may be over or match"),
    ],
)
def test_what_cannot_be_told_says_why(isco: str, low: int | None, high: int | None, reason: str) -> None:
    found = by_job_analysis(isco, low, high)
    assert (found.answer, found.undefined) == (None, reason)


def test_an_interval_of_education_may_give_one_answer() -> None:
    assert by_job_analysis("8219", 5, 8).answer == "over"
    assert by_job_analysis("2221", 6, 8).answer == "match"
    assert by_job_analysis("2221", 0, 2).answer == "under"


@given(
    isco=st.integers(1000, 9999).map(str), low=st.integers(0, 8), beyond=st.integers(0, 8), at=st.floats(0, 1)
)
def test_an_interval_never_says_more_than_its_points(isco: str, low: int, beyond: int, at: float) -> None:
    high = min(8, low + beyond)
    point = low + round(at * (high - low))
    found = by_job_analysis(isco, low, high)
    if found.answer:
        assert by_job_analysis(isco, point, point).answer == found.answer
