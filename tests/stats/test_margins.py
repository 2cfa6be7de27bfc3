"""P2 of the methods, and effects and their errors by numerical derivatives."""

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pytest
from scipy.stats import norm

from secondmig.stats.fit import Fit
from secondmig.stats.frame import Frame, Numbers
from tests.stats.model_frames import derivative, figures, fitted, mroz, spector

STUDENTS = ("GPA", "TUCE", "PSI")


def test_average_effects_are_p2() -> None:
    made = fitted(spector(), "GRADE", *STUDENTS)
    effects, errors = figures(made, "ame"), figures(made, "ame_se")
    assert (effects["GPA"], effects["TUCE"], effects["PSI"]) == pytest.approx(
        (0.360786, 0.011479, 0.373752), abs=5e-7
    )
    assert (errors["GPA"], errors["TUCE"], errors["PSI"]) == pytest.approx(
        (0.113382, 0.018409, 0.139991), abs=5e-7
    )
    assert [each.discrete for each in made.terms] == [False, False, True, False]


def test_effects_of_statsmodels_with_dummies_are_ours() -> None:
    from statsmodels.discrete.discrete_model import Logit

    columns = spector().columns
    x = np.column_stack([np.asarray(columns[name]) for name in STUDENTS] + [np.ones(32)])
    theirs = Logit(np.asarray(columns["GRADE"]), x).fit(disp=0).get_margeff(dummy=True)
    made = fitted(spector(), "GRADE", *STUDENTS, family="logit")
    assert list(figures(made, "ame").values()) == pytest.approx(theirs.margeff.tolist(), abs=1e-6)
    assert list(figures(made, "ame_se").values()) == pytest.approx(theirs.margeff_se.tolist(), abs=1e-6)


def test_interval_is_that_of_the_normal_distribution() -> None:
    term = fitted(spector(), "GRADE", *STUDENTS).term("PSI")
    assert term.ame.value is not None
    assert term.ame_se.value is not None
    reach = 1.959963984540054 * term.ame_se.value
    assert (term.ame.low, term.ame.high) == pytest.approx((term.ame.value - reach, term.ame.value + reach))


# Effects by their definition, and their errors by numerical derivatives of it.


def _brute_effect(b: Numbers, w: Numbers, on: Numbers, off: Numbers) -> float:
    return float(np.average(norm.cdf(on @ b) - norm.cdf(off @ b), weights=w))


def _with_job() -> Frame:
    job = np.array(["office", "shop", "field", "shop"] * 8)
    return replace(spector(), columns={**spector().columns, "job": job.tolist()})


def _matrix(made: Fit, frame: Frame) -> Numbers:
    found = []
    for name in made.estimated:
        column, _, value = name.partition("=")
        cells = frame.columns.get(column)
        if name == "const":
            found.append(np.ones(len(frame)))
        elif value:
            found.append(np.array([each == value for each in cells or ()]) * 1.0)
        else:
            found.append(np.asarray(cells, dtype=float))
    return np.column_stack(found)


@pytest.mark.parametrize("settings", [{}, {"robust": True}, {"cluster": "g"}, {"weights": "w"}])
def test_effect_of_a_category_is_against_its_reference_with_the_others_at_zero(
    settings: dict[str, Any],
) -> None:
    frame = _with_job()
    made = fitted(frame, "GRADE", "GPA", factors=("job",), **settings)
    x, b = _matrix(made, frame), np.array(made.coefficients)
    w = np.asarray(frame.columns["w"]) if "weights" in settings else np.ones(32)
    jobs = [made.estimated.index(f"job={each}") for each in ("office", "shop")]
    for place in jobs:
        off = x.copy()
        off[:, jobs] = 0
        on = off.copy()
        on[:, place] = 1
        term = made.term(made.estimated[place])
        assert term.ame.value == pytest.approx(_brute_effect(b, w, on, off), abs=1e-12)
        slope = derivative(partial(_brute_effect, w=w, on=on, off=off), b)
        assert term.ame_se.value == pytest.approx(
            np.sqrt(slope @ np.array(made.covariance) @ slope), rel=1e-6
        )


@pytest.mark.parametrize("settings", [{}, {"weights": "w"}])
def test_effect_of_a_continuous_variable_is_its_mean_derivative(settings: dict[str, Any]) -> None:
    frame = _with_job()
    made = fitted(frame, "GRADE", "GPA", "PSI", **settings)
    x, b = _matrix(made, frame), np.array(made.coefficients)
    w = np.asarray(frame.columns["w"]) if "weights" in settings else np.ones(32)

    def effect(at: Numbers) -> float:
        step = np.zeros_like(x)
        step[:, 0] = 1e-6
        return float(np.average((norm.cdf((x + step) @ at) - norm.cdf((x - step) @ at)) / 2e-6, weights=w))

    term = made.term("GPA")
    assert term.ame.value == pytest.approx(effect(b), abs=1e-8)
    slope = derivative(effect, b, 1e-4)
    assert term.ame_se.value == pytest.approx(np.sqrt(slope @ np.array(made.covariance) @ slope), rel=1e-4)


def test_effect_of_a_variable_with_its_square_is_one_effect() -> None:
    made = fitted(mroz(), "participation=yes", "age", "age^2", "educ")
    cells = mroz().columns
    age, educ = np.asarray(cells["age"], dtype=float), np.asarray(cells["educ"], dtype=float)
    b = np.array(made.coefficients)

    def effect(at: Numbers) -> float:
        def chance(years: Numbers) -> Numbers:
            return np.asarray(norm.cdf(np.column_stack([years, years**2, educ, np.ones(753)]) @ at))

        return float(np.mean((chance(age + 1e-4) - chance(age - 1e-4)) / 2e-4))

    term, square = made.term("age"), made.term("age^2")
    assert term.ame.value == pytest.approx(effect(b), abs=1e-8)
    slope = derivative(effect, b, 1e-3 / np.array([43.0, 1900.0, 12.0, 1.0]))
    assert term.ame_se.value == pytest.approx(np.sqrt(slope @ np.array(made.covariance) @ slope), rel=1e-4)
    assert square.ame.value is None
    assert "see the effect" in square.ame.undefined


def test_constant_has_no_effect() -> None:
    assert fitted(spector(), "GRADE", "GPA").term("const").ame.undefined == "a constant has no effect"
