"""Published models, to the last digit that is printed.

Every number of tests/data/models/reference_results.json is compared as text: ours, rounded as it is printed
there, has to be the same. Where R stopped before its sixth digit was settled (see tests/stats/irls.py) its
way is gone as well: that gives R's digits, and ours, which are further, lie within 1e-4 of them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, cast

import numpy as np
import pytest

from secondmig.stats.covariance import Fitted
from secondmig.stats.design_matrix import matrix_of
from secondmig.stats.estimating import model_of
from secondmig.stats.fit import Fit
from secondmig.stats.frame import Frame, Numbers
from secondmig.stats.margins import Effect, average_effects, effects_at_means
from secondmig.stats.restriction import sample_of
from secondmig.stats.survey_design import SurveyDesign, design_of, weighted_mean
from tests.stats.irls import Stopped, stopped
from tests.stats.model_frames import (
    column_of,
    figures,
    fitted,
    mroz,
    numbers_of,
    reference,
    schools,
    spec_of,
    spector,
    swiss,
    texts_of,
)

WOOLDRIDGE = ("nwifeinc", "educ", "exper", "expersq", "age", "kidslt6", "kidsge6")
GREENE = ("age", "age2", "fincome10k", "education", "kids")
SCHOOLS = ("ell", "meals", "mobility")
Family = Literal["probit", "logit"]


def printed(number: float | None, text: str) -> str:
    """A number with as many decimals as a text has."""
    assert number is not None
    return f"{number:.{len(text.partition('.')[2])}f}"


def assert_printed(ours: Mapping[str, float], published: Mapping[str, str]) -> None:
    """Every published number, as it is printed; zeros that JSON drops at the end count as printed."""
    assert {name: printed(ours[name], text) for name, text in published.items()} == {
        name: printed(float(text), text) for name, text in published.items()
    }


def assert_near(ours: Mapping[str, float], published: Mapping[str, str]) -> None:
    """Within what the note in the file allows for R's early stop."""
    for name, text in published.items():
        assert ours[name] == pytest.approx(float(text), abs=1e-4), name


def test_every_entry_of_the_file_has_a_test() -> None:
    tested = {
        "note",
        "spector_probit",
        "spector_logit",
        "mroz_wooldridge_probit",
        "mroz_wooldridge_logit",
        "mroz_wooldridge_lpm_hc1",
        "swiss_gerfin_probit",
        "mroz_greene_probit",
        "survey_apistrat_probit",
        "survey_apistrat_logit",
        "survey_apiclus1_probit",
        "svymean_api00",
    }
    assert set(reference()) == tested


def test_probit_is_that_of_spector_and_mazzeo() -> None:
    made, said = fitted(spector(), "GRADE", "GPA", "TUCE", "PSI"), reference()["spector_probit"]
    assert made.n == int(said["n"])
    assert printed(made.log_likelihood.value, said["llf"]) == said["llf"]
    assert printed(made.log_likelihood_null.value, said["llnull"]) == said["llnull"]
    assert_printed(figures(made, "coefficient"), said["coef"])
    assert_printed(figures(made, "se"), said["se_observed"])
    discrete = figures(made, "ame")
    assert_printed(discrete, {name: said["ame"][name] for name in ("GPA", "TUCE")})
    assert_printed(discrete, {"PSI": said["ame_discrete_PSI"]})


@dataclass(frozen=True, slots=True)
class Settled:
    """A fit with what its effects are computed from."""

    made: Fit
    parts: Fitted


def _settled() -> Settled:
    made = fitted(spector(), "GRADE", "GPA", "TUCE", "PSI")
    column = made.column
    spec = spec_of(column)
    sample = sample_of(spec, column, spector())
    matrix = matrix_of(spec, column, spector(), sample.rows, sample.regressors)
    linear = matrix.x @ np.array(made.coefficients)
    return Settled(made, Fitted(spec, spector(), sample.rows, matrix, sample.outcome, linear, None))


def _effects(*, at_means: bool, discrete: bool) -> dict[str, Effect]:
    settled = _settled()
    model = model_of(settled.parts, np.array(settled.made.coefficients), np.array(settled.made.covariance))
    found = (effects_at_means if at_means else average_effects)(model, discrete=discrete)
    return {settled.made.estimated[place]: each for place, each in found.items()}


def test_effects_of_spector_and_mazzeo_at_means_and_on_average() -> None:
    said = reference()["spector_probit"]
    average = _effects(at_means=False, discrete=False)
    assert_printed({name: each.value for name, each in average.items()}, said["ame"])
    at_means = _effects(at_means=True, discrete=False)
    assert_printed({name: each.value for name, each in at_means.items()}, said["mem"])
    assert_printed({name: each.se for name, each in at_means.items()}, said["se_mem"])
    discrete = _effects(at_means=True, discrete=True)["PSI"].value
    assert printed(discrete, said["mem_discrete_PSI"]) == said["mem_discrete_PSI"]
    density = at_means["GPA"].value / figures(_settled().made, "coefficient")["GPA"]
    assert printed(density, said["phi_at_mean"]) == said["phi_at_mean"]


def test_logit_is_that_of_spector_and_mazzeo() -> None:
    made = fitted(spector(), "GRADE", "GPA", "TUCE", "PSI", family="logit")
    said = reference()["spector_logit"]
    assert made.n == int(said["n"])
    assert printed(made.log_likelihood.value, said["llf"]) == said["llf"]
    assert_printed(figures(made, "coefficient"), said["coef"])
    assert_printed(figures(made, "se"), said["se_observed"])


@pytest.mark.parametrize("family", ["probit", "logit"])
def test_mroz_is_table_17_1_of_wooldridge(family: Family) -> None:
    made = fitted(mroz(), "participation=yes", *WOOLDRIDGE, family=family)
    said = reference()[f"mroz_wooldridge_{family}"]
    assert made.n == int(said["n"])
    assert printed(made.log_likelihood.value, said["llf"]) == said["llf"]
    # Printed as .220 in the book; JSON drops the zero.
    assert printed(made.pseudo_r2.value, "0.000") == f"{float(said['pseudo_r2']):.3f}"
    assert made.correct.value is not None
    assert printed(100 * made.correct.value, said["pct_correct"]) == said["pct_correct"]
    assert_printed(figures(made, "coefficient"), said["coef"])
    assert_printed(figures(made, "se"), said["se"])


def test_linear_probability_model_is_that_of_wooldridge() -> None:
    made = fitted(mroz(), "participation=yes", *WOOLDRIDGE, family="linear", robust=True)
    said = reference()["mroz_wooldridge_lpm_hc1"]
    assert made.n == int(said["n"])
    assert printed(made.pseudo_r2.value, said["r2"]) == said["r2"]
    assert_printed(figures(made, "coefficient"), said["coef"])
    assert_printed(figures(made, "se"), said["se_robust"])


def _gerfin() -> Frame:
    cells = texts_of("AER_SwissLabor.csv")
    columns = numbers_of("AER_SwissLabor.csv", "income", "age", "education", "youngkids", "oldkids")
    return replace(
        swiss(),
        columns={
            **columns,
            "participation": cells["participation"],
            "foreign": np.array([each == "yes" for each in cells["foreign"]]) * 1.0,
            "age2": columns["age"] ** 2,
        },
    )


def _matrix(frame: Frame, variables: tuple[str, ...]) -> Numbers:
    """Regressors and the constant, made here."""
    columns = [np.asarray(frame.columns[name], dtype=float) for name in variables]
    return np.column_stack([*columns, np.ones(len(frame))])


def _yes(frame: Frame, column: str, value: str) -> Numbers:
    return np.array([each == value for each in frame.columns[column]]) * 1.0


def _named(values: Numbers, variables: tuple[str, ...]) -> dict[str, float]:
    return dict(zip((*variables, "const"), values.tolist(), strict=True))


GERFIN = ("income", "age", "education", "youngkids", "oldkids", "foreign", "age2")


@pytest.mark.parametrize(
    ("entry", "frame", "variables"),
    [("swiss_gerfin_probit", _gerfin, GERFIN), ("mroz_greene_probit", mroz, GREENE)],
)
def test_probit_is_that_of_gerfin_and_of_greene(
    entry: str, frame: Callable[[], Frame], variables: tuple[str, ...]
) -> None:
    said, rows = reference()[entry], frame()
    observed = fitted(rows, "participation=yes", *variables)
    expected = fitted(rows, "participation=yes", *variables, information="expected")
    assert observed.n == int(said["n"])
    assert printed(observed.log_likelihood.value, said["llf"]) == said["llf"]
    assert_printed(figures(observed, "se"), said["se_observed"])
    assert figures(observed, "coefficient") == figures(expected, "coefficient")
    assert_near(figures(observed, "coefficient"), said["coef"])
    assert_near(figures(expected, "se"), said["se_expected_R"])
    r = stopped("probit", _yes(rows, "participation", "yes"), _matrix(rows, variables), np.ones(len(rows)))
    # The coefficients of Gerfin's model in the file are R's, those of Greene's are settled.
    settled = entry == "mroz_greene_probit"
    found = figures(observed, "coefficient") if settled else _named(r.coefficients, variables)
    assert_printed(found, said["coef"])
    assert_printed(_named(np.sqrt(np.diag(r.inverse)), variables), said["se_expected_R"])


def _r_stopped(name: str, family: Family) -> Stopped:
    frame = schools(name)
    weights = np.array(frame.columns["pw"], dtype=float)
    return stopped(family, _yes(frame, "sch.wide", "Yes"), _matrix(frame, SCHOOLS), weights / weights.mean())


def _design(name: str, **design: str) -> SurveyDesign:
    spec = spec_of(column_of("sch.wide=Yes", *SCHOOLS), weights="pw", **design)
    return design_of(spec, schools(name), np.ones(len(schools(name)), dtype=bool))


SURVEYS = [
    ("survey_apistrat_probit", "se_fpc_expected", {"strata": "stype", "fpc": "fpc"}),
    ("survey_apistrat_probit", "se_nofpc_expected", {"strata": "stype"}),
    ("survey_apistrat_logit", "se_fpc", {"strata": "stype", "fpc": "fpc"}),
    ("survey_apiclus1_probit", "se_fpc", {"psu": "dnum", "fpc": "fpc"}),
    ("survey_apiclus1_probit", "se_nofpc", {"psu": "dnum"}),
]


@pytest.mark.parametrize(("entry", "errors", "design"), SURVEYS)
def test_survey_models_are_those_of_svyglm(entry: str, errors: str, design: dict[str, str]) -> None:
    _, name, family = entry.split("_")
    said = reference()[entry]
    settings: dict[str, Any] = {"family": family, "information": "expected", "p_from": "t", **design}
    made = fitted(schools(name), "sch.wide=Yes", *SCHOOLS, weights="pw", **settings)
    assert_near(figures(made, "coefficient"), said["coef"])
    assert_near(figures(made, "se"), said[errors])
    # The same from where R stops, with our variance of the design: R's digits.
    r = _r_stopped(name, cast("Family", family))
    assert_printed(_named(r.coefficients, SCHOOLS), said["coef"])
    covariance = r.inverse @ _design(name, **design).variance(r.scores) @ r.inverse
    assert_printed(_named(np.sqrt(np.diag(covariance)), SCHOOLS), said[errors])
    if "design_df" in said:
        assert _design(name, **design).degrees(np.ones(len(schools(name)), dtype=bool)) == int(
            said["design_df"]
        )
        assert made.df == int(said["resid_df"])


def test_survey_probit_with_observed_information() -> None:
    made = fitted(schools("apistrat"), "sch.wide=Yes", *SCHOOLS, weights="pw", strata="stype", fpc="fpc")
    assert made.information == "observed"
    assert_printed(figures(made, "se"), reference()["survey_apistrat_probit"]["se_fpc_observed_numpy"])


@pytest.mark.parametrize(
    ("entry", "name", "design"),
    [
        ("apistrat_fpc", "apistrat", {"strata": "stype", "fpc": "fpc"}),
        ("apistrat_nofpc", "apistrat", {"strata": "stype"}),
        ("apiclus1_fpc", "apiclus1", {"psu": "dnum", "fpc": "fpc"}),
        ("apiclus1_nofpc", "apiclus1", {"psu": "dnum"}),
    ],
)
def test_weighted_mean_is_that_of_svymean(entry: str, name: str, design: dict[str, str]) -> None:
    from scipy.stats import t as student

    values = numbers_of(f"{name}.csv", "api00", "pw")
    found = _design(name, **design)
    made = weighted_mean(values["api00"], values["pw"], found)
    mean, se = reference()["svymean_api00"][entry]
    assert printed(made.value, mean) == mean
    assert made.high is not None
    assert made.value is not None
    df = found.degrees(np.ones(len(values["pw"]), dtype=bool))
    assert printed((made.high - made.value) / student.ppf(0.975, df), se) == se
