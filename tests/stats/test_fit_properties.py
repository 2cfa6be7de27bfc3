"""What must not change a fit, and what it must not depend on."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secondmig.core.warnings import REGISTRY
from secondmig.stats.fit import Fit, fit, fit_all, stars
from secondmig.stats.frame import Frame
from secondmig.stats.model_cautions import across
from secondmig.stats.model_spec import Block, ColumnSpec, ModelSpec
from secondmig.stats.policy import silence, under_policy
from tests.stats.model_frames import column_of, figures, fitted, schools, spec_of, spector

STUDENTS = ("GPA", "TUCE", "PSI")
KINDS: list[dict[str, Any]] = [
    {},
    {"robust": True},
    {"cluster": "g"},
    {"weights": "w", "information": "expected", "p_from": "t"},
    {"weights": "w", "psu": "g"},
    {"family": "logit", "weights": "w", "strata": "h"},
    {"family": "linear", "robust": True},
]


def _columns() -> dict[str, Any]:
    return {**spector().columns, "h": np.tile([0.0, 0, 1, 1], 8)}


def _taken(frame: Frame, places: Any) -> Frame:  # noqa: ANN401 - whatever numpy takes
    return replace(frame, columns={name: np.asarray(each)[places] for name, each in frame.columns.items()})


def assert_same(one: Fit, other: Fit, *, rel: float = 1e-7) -> None:
    for name in ("coefficient", "se", "p", "ame", "ame_se"):
        assert figures(one, name) == pytest.approx(figures(other, name), rel=rel, abs=1e-9), name


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=8)
@given(seed=st.integers(0, 2**16))
def test_order_of_rows_does_not_count(kind: dict[str, Any], seed: int) -> None:
    frame = Frame("f", _columns())
    shuffled = _taken(frame, np.random.default_rng(seed).permutation(32))
    assert_same(fitted(frame, "GRADE", *STUDENTS, **kind), fitted(shuffled, "GRADE", *STUDENTS, **kind))


@pytest.mark.parametrize("kind", [each for each in KINDS if "weights" in each])
@settings(max_examples=8)
@given(factor=st.floats(1e-3, 1e5))
def test_scale_of_weights_does_not_count(kind: dict[str, Any], factor: float) -> None:
    columns = _columns()
    one = fitted(Frame("f", columns), "GRADE", *STUDENTS, **kind)
    other = fitted(Frame("f", {**columns, "w": columns["w"] * factor}), "GRADE", *STUDENTS, **kind)
    assert_same(one, other)
    assert one.log_likelihood.value == pytest.approx(other.log_likelihood.value)


@settings(max_examples=8)
@given(st.sets(st.integers(0, 31), min_size=1), st.floats(0.05, 0.95))
def test_row_split_in_two_weights_leaves_coefficients_and_effects(rows: set[int], share: float) -> None:
    columns = _columns()
    places = sorted(rows)
    halves = {name: np.concatenate([each, each[places]]) for name, each in columns.items()}
    halves["w"][32:] *= 1 - share
    halves["w"][places] *= share
    # Both parts of a row stay in its unit, so that not even the standard errors change.
    halves["unit"] = np.concatenate([np.arange(32.0), np.arange(32.0)[places]])
    whole = fitted(
        Frame("f", {**columns, "unit": np.arange(32.0)}), "GRADE", *STUDENTS, weights="w", psu="unit"
    )
    assert_same(whole, fitted(Frame("f", halves), "GRADE", *STUDENTS, weights="w", psu="unit"))


@settings(max_examples=8)
@given(st.floats(0.01, 100), st.floats(-50, 50))
def test_unit_of_a_regressor_changes_its_coefficient_alone(scale: float, shift: float) -> None:
    columns = _columns()
    one = fitted(Frame("f", columns), "GRADE", "GPA", "PSI")
    other = fitted(Frame("f", {**columns, "GPA": columns["GPA"] * scale + shift}), "GRADE", "GPA", "PSI")
    assert figures(other, "coefficient")["GPA"] * scale == pytest.approx(
        figures(one, "coefficient")["GPA"], rel=1e-6
    )
    assert figures(other, "z")["GPA"] == pytest.approx(figures(one, "z")["GPA"], rel=1e-6)
    assert figures(other, "ame")["PSI"] == pytest.approx(figures(one, "ame")["PSI"], rel=1e-6)
    assert one.log_likelihood.value == pytest.approx(other.log_likelihood.value, rel=1e-9)


@settings(max_examples=8)
@given(st.permutations(["1", "2", "3"]))
def test_reference_category_leaves_predictions(order: list[str]) -> None:
    job = np.tile(["1", "2", "3", "2"], 8).tolist()
    frame = Frame("f", {**_columns(), "job": job})
    one = fitted(frame, "GRADE", "GPA", factors=("job",))
    other = fitted(frame, "GRADE", "GPA", factors=("job",), reference={"job": order[0]})
    assert one.log_likelihood.value == pytest.approx(other.log_likelihood.value, abs=1e-9)
    for code in order:
        assert _level(one, code) == pytest.approx(_level(other, code), abs=1e-6)
    assert figures(one, "ame")["GPA"] == pytest.approx(figures(other, "ame")["GPA"], abs=1e-9)


def _level(made: Fit, code: str) -> float:
    coefficients = figures(made, "coefficient")
    return coefficients["const"] + coefficients.get(f"job={code}", 0.0)


def test_outcome_turned_round_turns_the_signs() -> None:
    columns = _columns()
    one = fitted(Frame("f", columns), "GRADE", *STUDENTS)
    other = fitted(Frame("f", {**columns, "GRADE": 1 - columns["GRADE"]}), "GRADE", *STUDENTS)
    assert figures(other, "coefficient") == pytest.approx(
        {name: -each for name, each in figures(one, "coefficient").items()}
    )
    assert figures(other, "ame_se") == pytest.approx(figures(one, "ame_se"))


def test_outcome_in_words_is_that_in_numbers() -> None:
    columns = _columns()
    words = ["pass" if each else "fail" for each in columns["GRADE"]]
    made = fitted(Frame("f", {**columns, "said": words}), "said=pass", *STUDENTS)
    assert_same(made, fitted(Frame("f", columns), "GRADE", *STUDENTS))


def test_stars_come_of_the_p_that_was_not_rounded() -> None:
    assert [stars(p) for p in (0.0099, 0.01, 0.0499999, 0.05, 0.0999, 0.1)] == [
        "***",
        "**",
        "**",
        "*",
        "*",
        "",
    ]


# Warnings: raised by their trigger, and not otherwise


def _ids(made: Fit) -> list[str]:
    return [each.id for each in made.cautions]


def _many() -> Frame:
    """Forty students, forty clusters."""
    frame = _taken(Frame("f", _columns()), np.arange(40) % 32)
    return replace(frame, columns={**frame.columns, "g": np.arange(40.0)})


def test_few_clusters_are_warned_of() -> None:
    assert _ids(fitted(spector(), "GRADE", "GPA", cluster="g")) == ["W28"]
    assert _ids(fitted(_many(), "GRADE", "GPA", cluster="g")) == []
    assert _ids(fitted(_many(), "GRADE", "GPA", robust=True)) == []
    assert _ids(fitted(_taken(_many(), np.arange(28)), "GRADE", "GPA", robust=True)) == ["W28"]
    assert _ids(fitted(_taken(_many(), np.arange(28)), "GRADE", "GPA")) == []


def test_weights_are_warned_of() -> None:
    assert _ids(fitted(spector(), "GRADE", "GPA", weights="w")) == ["W29"]
    assert _ids(fitted(schools("apiclus1"), "sch.wide=Yes", "ell", weights="pw", psu="dnum")) == [
        "W28",
        "W29",
    ]


def test_intention_and_post_treatment_are_warned_of_where_the_spec_says_so() -> None:
    column = replace(column_of("GRADE", "GPA"), intention=True, post_treatment=("GPA",))
    made = fit(spec_of(column), column, spector())
    assert _ids(made) == ["W32", "W33"]
    assert made.cautions[0].message.startswith("GRADE is an intention")
    assert made.cautions[1].message.startswith("GPA: ")
    assert _ids(fitted(spector(), "GRADE", "GPA")) == []


def test_post_treatment_that_is_no_regressor_is_refused() -> None:
    column = replace(column_of("GRADE", "GPA"), post_treatment=("PSI",))
    with pytest.raises(Exception, match="post_treatment names PSI, which is no regressor"):
        fit(spec_of(column), column, spector())


def test_unlike_columns_are_warned_of() -> None:
    holes = np.asarray(spector().columns["TUCE"], dtype=float).copy()
    holes[:3] = np.nan
    frame = replace(spector(), columns={**spector().columns, "TUCE": holes, "OTHER": 1 - _columns()["GRADE"]})
    one = ColumnSpec("1", "GRADE", (Block("", ("GPA",)),))
    two = ColumnSpec("2", "GRADE", (Block("", ("GPA", "TUCE")),))
    three = ColumnSpec("3", "OTHER", (Block("", ("GPA",)),))

    def ids(*columns: ColumnSpec, common: bool = False) -> list[str]:
        spec = ModelSpec("f", "", "probit", columns)
        return [each.id for each in across(fit_all(spec, frame, common=common))]

    assert ids(one, two) == ["W27", "W31"]
    assert ids(one, two, common=True) == []
    assert ids(one, three) == ["W31"]
    assert ids(one) == []
    assert {"W27", "W31"} <= {each.id for each in REGISTRY}


# The inference policy


def test_purposive_rows_have_no_errors_unless_they_are_asked_for() -> None:
    made = fitted(spector(), "GRADE", *STUDENTS)
    bare = under_policy(made, "purposive", inference=False)
    term = bare.term("PSI")
    assert term.coefficient.value == made.term("PSI").coefficient.value
    assert term.ame.value == made.term("PSI").ame.value
    assert {each.value for each in (term.se, term.z, term.p, term.ame_se)} == {None}
    assert (term.coefficient.low, term.ame.low, term.stars, bare.covariance) == (None, None, "", ())
    assert term.p.undefined == silence("purposive", inference=False)
    asked = under_policy(made, "purposive", inference=True)
    assert asked.terms == made.terms
    assert _ids(asked) == ["W14"]


@pytest.mark.parametrize("kind", ["census", "register"])
def test_whole_populations_have_no_sampling_errors_even_where_they_are_asked_for(kind: str) -> None:
    bare = under_policy(fitted(spector(), "GRADE", *STUDENTS), kind, inference=True)
    assert bare.term("PSI").p.undefined == f"a {kind} has no sampling error: nobody was drawn"
    assert bare.term("PSI").ame.value is not None


def test_samples_stay_as_they_are() -> None:
    made = fitted(spector(), "GRADE", *STUDENTS)
    assert under_policy(made, "sample", inference=False) == made
