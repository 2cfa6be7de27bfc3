"""P1 to P4 and W0 to W6 of the methods, and the same by code that shares nothing with ours."""

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pytest
from scipy.stats import norm

from secondmig.core.errors import SecondmigError
from secondmig.stats.fit import Fit
from secondmig.stats.frame import Frame, Numbers
from secondmig.stats.survey_design import SurveyDesign, weighted_mean
from tests.stats.model_frames import derivative, figures, fitted, schools, spector, texts_of

STUDENTS = ("GPA", "TUCE", "PSI")
WEIGHTED: dict[str, Any] = {"weights": "w", "information": "expected", "p_from": "t"}


def students(**settings: Any) -> Fit:  # noqa: ANN401 - of ModelSpec
    return fitted(spector(), "GRADE", *STUDENTS, **settings)


def assert_errors(made: Fit, *expected: float, factor: float = 1.0, digits: int = 6) -> None:
    """Standard errors in the order const, GPA, TUCE, PSI."""
    found = figures(made, "se")
    ours = [found[name] * factor for name in ("const", *STUDENTS)]
    assert ours == pytest.approx(expected, abs=0.51 * 10**-digits)


def test_plain_probit_is_p1() -> None:
    made = students()
    coefficients, z = figures(made, "coefficient"), figures(made, "z")
    assert [coefficients[name] for name in ("GPA", "TUCE", "PSI")] == pytest.approx(
        [1.62581, 0.051729, 1.426332], abs=5e-6
    )
    assert coefficients["const"] == pytest.approx(-7.45232, abs=5e-6)
    assert_errors(made, 2.542472, 0.693882, 0.083890, 0.595038)
    assert [z[name] for name in ("const", *STUDENTS)] == pytest.approx(
        [-2.931, 2.343, 0.617, 2.397], abs=5e-4
    )


def test_robust_probit_is_p3_times_the_factor_of_stata() -> None:
    made = students(robust=True)
    assert "n/(n-1) = 32/31" in made.covariance_kind
    assert_errors(made, 2.544271, 0.651510, 0.069133, 0.532765, factor=np.sqrt(31 / 32))


def test_hc1_of_statsmodels_has_no_factor_at_all() -> None:
    from statsmodels.discrete.discrete_model import Probit

    columns = spector().columns
    x = np.column_stack([np.asarray(columns[name]) for name in STUDENTS] + [np.ones(32)])
    model = Probit(np.asarray(columns["GRADE"]), x)
    hc0, hc1 = (model.fit(disp=0, cov_type=kind).bse for kind in ("HC0", "HC1"))
    assert hc1 == pytest.approx(hc0, abs=1e-12)


def test_clustered_probit_is_p4_and_its_factor_is_printed() -> None:
    made = students(cluster="g")
    assert_errors(made, 2.213348, 0.618962, 0.034430, 0.451988)
    assert made.n_clusters == 8
    assert made.covariance_kind.endswith("over 8 clusters, times G/(G-1) (n-1)/(n-k) = 1.26531")
    assert [each.id for each in made.cautions] == ["W28"]


def test_p_of_clusters_by_student_has_g_less_one_degrees_of_freedom() -> None:
    from scipy.stats import t as student

    made = students(cluster="g", p_from="t")
    term = made.term("PSI")
    assert made.df == 7
    assert term.z.value is not None
    assert term.p.value == pytest.approx(2 * student.sf(abs(term.z.value), 7), abs=1e-12)


def test_weighted_probit_has_the_coefficients_of_w0() -> None:
    """W0 is where the GLM of statsmodels stops; where it is carried on to the end it meets ours."""
    printed = [-6.68548, 1.27096, 0.07504, 1.32373]
    assert [round(each, 5) for each in _glm().fit().params] == printed
    coefficients = figures(students(**WEIGHTED), "coefficient")
    ours = [coefficients[name] for name in ("const", *STUDENTS)]
    assert ours == pytest.approx(printed, abs=6e-6)
    assert ours == pytest.approx(_glm().fit(tol=1e-13, maxiter=100).params.tolist(), abs=1e-8)


def _glm() -> Any:  # noqa: ANN401 - statsmodels has no types
    from statsmodels.genmod.families import Binomial
    from statsmodels.genmod.families.links import Probit
    from statsmodels.genmod.generalized_linear_model import GLM

    columns = spector().columns
    x = np.column_stack([np.ones(32)] + [np.asarray(columns[name]) for name in STUDENTS])
    weights = np.asarray(columns["w"])
    return GLM(np.asarray(columns["GRADE"]), x, family=Binomial(Probit()), freq_weights=weights)


def test_weighted_probit_is_w4_and_w5() -> None:
    made = students(**WEIGHTED)
    assert_errors(made, 2.62695, 0.64947, 0.06624, 0.58415, digits=5)
    assert_errors(made, 2.58558, 0.63924, 0.06520, 0.57495, factor=np.sqrt(31 / 32), digits=5)
    assert "n/(n-1) = 32/31" in made.covariance_kind


def test_weighted_probit_on_observed_information_is_w3() -> None:
    made = students(weights="w", information="observed")
    assert_errors(made, 2.52522, 0.63895, 0.06854, 0.56806, factor=np.sqrt(31 / 32), digits=5)


@pytest.mark.parametrize(
    ("wrong", "errors"),
    [
        ("nonrobust", (1.87277, 0.54001, 0.06701, 0.45786)),
        ("HC0", (1.81408, 0.49397, 0.05504, 0.42747)),
    ],
)
def test_frequency_weights_give_w1_and_w2_and_not_ours(wrong: str, errors: tuple[float, ...]) -> None:
    assert _glm().fit(cov_type=wrong).bse == pytest.approx(errors, abs=5.1e-6)
    ours = figures(students(**WEIGHTED), "se")
    for name, error in zip(("const", *STUDENTS), errors, strict=True):
        assert abs(ours[name] / error - 1) > 0.01


def _one_stratum(n: int) -> SurveyDesign:
    return SurveyDesign(np.zeros(n, int), np.arange(n), np.zeros(n, int), np.zeros(1), ("all",))


def test_weighted_mean_and_difference_are_w6() -> None:
    columns = {name: np.asarray(each, dtype=float) for name, each in spector().columns.items()}
    mean = weighted_mean(columns["GPA"], columns["w"], _one_stratum(32))
    assert mean.value == pytest.approx(3.115417, abs=5e-7)
    assert mean.high is not None
    assert mean.value is not None
    assert (mean.high - mean.value) / 2.0395134 == pytest.approx(0.085184, abs=5e-7)
    difference = fitted(spector(), "GPA", "PSI", family="linear", **WEIGHTED)
    assert figures(difference, "coefficient")["PSI"] == pytest.approx(0.058095, abs=5e-7)
    assert figures(difference, "se")["PSI"] == pytest.approx(0.178076, abs=5e-7)
    assert difference.df == 30
    assert figures(difference, "z")["PSI"] == pytest.approx(0.3262, abs=5e-5)
    assert figures(difference, "p")["PSI"] == pytest.approx(0.7465, abs=5e-5)


# Code of its own from here on: derivatives of the log likelihood are taken numerically, row by row.


def _log_likelihood(y: Numbers, x: Numbers, b: Numbers) -> Numbers:
    return np.asarray(norm.logcdf((2 * y - 1) * (x @ b)))


def _brute(y: Numbers, x: Numbers, w: Numbers, groups: Numbers) -> Numbers:
    """Sandwich of a weighted probit from numerical derivatives, sums of scores over groups in the middle."""
    b = np.zeros(x.shape[1])
    b[-1] = norm.ppf(np.average(y, weights=w))
    for _ in range(60):  # ascent by finite differences alone
        gradient = derivative(lambda at: float(w @ _log_likelihood(y, x, at)), b)
        hessian = _hessian(y, x, w, b)
        b = b - np.linalg.solve(hessian, gradient)
        if np.max(np.abs(gradient)) < 1e-8:
            break
    inverse = np.linalg.inv(-_hessian(y, x, w, b))
    rows = np.array(
        [
            derivative(partial(_one, y[place : place + 1], x[place : place + 1], w[place]), b)
            for place in range(len(y))
        ]
    )
    totals = np.array([rows[groups == each].sum(axis=0) for each in np.unique(groups)])
    return np.asarray(inverse @ (totals.T @ totals) @ inverse)


def _one(y: Numbers, x: Numbers, w: float, b: Numbers) -> float:
    return float(w * _log_likelihood(y, x, b)[0])


def _hessian(y: Numbers, x: Numbers, w: Numbers, b: Numbers) -> Numbers:
    def slope(at: Numbers) -> Numbers:
        return derivative(lambda inner: float(w @ _log_likelihood(y, x, inner)), at, 1e-4)

    return np.column_stack([(slope(b + move) - slope(b - move)) / 2e-4 for move in np.eye(len(b)) * 1e-4])


def _students() -> tuple[Numbers, Numbers]:
    columns = {name: np.asarray(each, dtype=float) for name, each in spector().columns.items()}
    return columns["GRADE"], np.column_stack([columns["GPA"], columns["TUCE"], columns["PSI"], np.ones(32)])


def test_robust_and_clustered_agree_with_numerical_derivatives() -> None:
    y, x = _students()
    one = np.ones(32)
    robust = _brute(y, x, one, np.arange(32.0)) * 32 / 31
    assert np.array(students(robust=True).covariance) == pytest.approx(robust, rel=2e-4, abs=1e-7)
    clustered = _brute(y, x, one, np.repeat(np.arange(8.0), 4)) * 8 / 7 * 31 / 28
    assert np.array(students(cluster="g").covariance) == pytest.approx(clustered, rel=2e-4, abs=1e-7)


def test_weighted_agrees_with_numerical_derivatives() -> None:
    y, x = _students()
    w = np.tile([1.0, 2.0], 16) * 32 / 48
    found = _brute(y, x, w, np.arange(32.0)) * 32 / 31
    assert np.array(students(weights="w").covariance) == pytest.approx(found, rel=2e-4, abs=1e-7)


# Designs that give no variance


def test_stratum_with_one_unit_is_named_and_refused() -> None:
    frame = _with_a_lonely_school()
    with pytest.raises(SecondmigError, match="stratum Z of stype has one unit: it has no variance") as caught:
        fitted(frame, "sch.wide=Yes", "ell", weights="pw", strata="stype")
    assert "lonely_psu" in caught.value.hint


def _with_a_lonely_school() -> Frame:
    cells = {name: list(each) for name, each in texts_of("apistrat.csv").items()}
    cells["stype"][0] = "Z"
    return replace(schools("apistrat"), columns=cells)


@pytest.mark.parametrize("lonely", ["certainty", "adjust", "average"])
def test_stratum_with_one_unit_goes_as_the_spec_says(lonely: str) -> None:
    """The three rules of options(survey.lonely.psu) of R, by hand on the scores."""
    frame = _with_a_lonely_school()
    settings: dict[str, Any] = {"weights": "pw", "strata": "stype", "lonely_psu": lonely}
    made = fitted(frame, "sch.wide=Yes", "ell", **settings)
    b = np.array(made.coefficients)
    cells = frame.columns
    x = np.column_stack([np.array(cells["ell"], dtype=float), np.ones(200)])
    y = np.array([each == "Yes" for each in cells["sch.wide"]]) * 1.0
    w = np.array(cells["pw"], dtype=float)
    w = w / w.mean()
    t = x @ b
    g = (2 * y - 1) * norm.pdf(t) / norm.cdf((2 * y - 1) * t)
    inverse = np.linalg.inv(x.T @ (x * (w * g * (g + t))[:, None]))
    u = x * (w * g)[:, None]
    strata = np.array(cells["stype"])
    middle = np.zeros((2, 2))
    for name in sorted(set(strata.tolist())):
        mine = u[strata == name]
        if len(mine) > 1:
            apart = mine - mine.mean(axis=0)
            middle += len(mine) / (len(mine) - 1) * apart.T @ apart
        elif lonely == "adjust":
            apart = mine - u.mean(axis=0)
            middle += apart.T @ apart
    if lonely == "average":
        middle *= 4 / 3
    assert np.array(made.covariance) == pytest.approx(inverse @ middle @ inverse, rel=1e-9)


def test_rows_outside_the_sample_stay_in_the_design() -> None:
    """A subpopulation keeps the units that hold none of it: its variance is that of zeros there."""
    from secondmig.stats.model_spec import Filter

    whole = fitted(
        schools("apiclus1"),
        "sch.wide=Yes",
        "ell",
        weights="pw",
        psu="dnum",
        restrict=(Filter("middle schools", "stype", "=", ("M",)),),
    )
    cells = schools("apiclus1").columns
    inside = np.array([each == "M" for each in cells["stype"]])
    districts = {each for each, kept in zip(cells["dnum"], inside, strict=True) if kept}
    assert len(districts) == 12  # of 15
    only = replace(
        schools("apiclus1"),
        columns={
            name: [text for text, kept in zip(each, inside, strict=True) if kept]
            for name, each in cells.items()
        },
    )
    alone = fitted(only, "sch.wide=Yes", "ell", weights="pw", psu="dnum")
    assert whole.coefficients == pytest.approx(alone.coefficients, rel=1e-9)
    ratio = np.array(whole.covariance) / np.array(alone.covariance)
    assert ratio == pytest.approx(np.full((2, 2), (15 / 14) / (12 / 11)), rel=1e-6)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"fpc": ["10"] * 200}, "says 10 units, and 100 were drawn"),
        ({"fpc": ["0"] * 200}, "fpc is 0"),
        ({"fpc": ["4421", "4420", *["4421"] * 198]}, "differs within the stratum"),
        ({"stype": ["", *["E"] * 199]}, "stype is missing in 1 row"),
    ],
)
def test_design_that_cannot_be_is_refused(change: dict[str, list[str]], message: str) -> None:
    frame = replace(schools("apistrat"), columns={**texts_of("apistrat.csv"), **change})
    with pytest.raises(SecondmigError) as caught:
        fitted(frame, "sch.wide=Yes", "ell", weights="pw", strata="stype", fpc="fpc")
    problems = getattr(caught.value, "problems", (caught.value,))
    assert any(message in each.message for each in problems)


def test_fpc_as_a_share_is_that_of_the_numbers() -> None:
    cells = texts_of("apiclus1.csv")
    share = replace(schools("apiclus1"), columns={**cells, "share": [f"{15 / 757:.17g}"] * 183})
    by_share = fitted(share, "sch.wide=Yes", "ell", weights="pw", psu="dnum", fpc="share")
    by_number = fitted(schools("apiclus1"), "sch.wide=Yes", "ell", weights="pw", psu="dnum", fpc="fpc")
    assert np.array(by_share.covariance) == pytest.approx(np.array(by_number.covariance), rel=1e-12)


def test_one_cluster_is_refused() -> None:
    frame = replace(spector(), columns={**spector().columns, "g": np.ones(32)})
    with pytest.raises(SecondmigError, match="g has one value in the sample"):
        fitted(frame, "GRADE", "GPA", cluster="g")


def test_units_fewer_than_coefficients_leave_p_undefined() -> None:
    """Four units and four coefficients: no degrees of freedom, so no p and no interval, with the reason."""
    frame = replace(spector(), columns={**spector().columns, "unit": np.repeat(np.arange(4.0), 8)})
    made = fitted(frame, "GRADE", *STUDENTS, weights="w", psu="unit", p_from="t")
    term = made.term("GPA")
    assert made.df == 0
    assert term.p.value is None
    assert term.p.undefined == "the design leaves no degrees of freedom"
    assert (term.coefficient.low, term.ame.low, term.stars) == (None, None, "")
