"""Rubin's rules, and the draws behind them."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.stats.frame import Frame
from secondmig.stats.imputation import pooled
from secondmig.stats.model_spec import Imputing
from tests.stats.model_frames import figures, fitted, mroz, spector


def test_pooling_is_mi1() -> None:
    made = pooled([1.2, 1.4, 1.3], [0.04, 0.05, 0.045])
    assert made.value == pytest.approx(1.3)
    assert made.total == pytest.approx(0.0583333, abs=5e-8)
    assert np.sqrt(made.total) == pytest.approx(0.241523, abs=5e-7)
    assert made.df == pytest.approx(38.28125, abs=5e-6)
    assert made.share == pytest.approx(0.228571, abs=5e-7)


def test_barnard_and_rubin_have_fewer_degrees_of_freedom_than_complete_data() -> None:
    """1/(1/df + 1/df_obs) with df_obs = (c + 1)/(c + 3) c (1 - lambda), by hand for c = 28."""
    made = pooled([1.2, 1.4, 1.3], [0.04, 0.05, 0.045], complete_df=28)
    seen = 29 / 31 * 28 * (1 - 0.2285714285714)
    assert made.df == pytest.approx(1 / (1 / 38.28125 + 1 / seen), rel=1e-9)


@given(st.lists(st.floats(-5, 5), min_size=2, max_size=12), st.floats(0.01, 3))
def test_pooling_never_narrows(values: Sequence[float], variance: float) -> None:
    made = pooled(values, [variance] * len(values), complete_df=50)
    assert made.total >= variance - 1e-12
    assert 0 < made.df <= 50


def _with_holes() -> Frame:
    """One in five incomes and one in ten schoolings are gone, at random."""
    random = np.random.default_rng(5)
    columns = dict(mroz().columns)
    for name, share in (("nwifeinc", 0.2), ("educ", 0.1)):
        cells = np.array(columns[name], dtype=float)
        cells[random.random(len(cells)) < share] = np.nan
        columns[name] = cells
    return replace(mroz(), columns=columns)


VARIABLES = ("nwifeinc", "educ", "exper", "age", "kidslt6")
FEW = Imputing(draws=5, burn_in=3, seed=1)


def test_imputed_fit_keeps_the_rows_and_is_near_the_complete_one() -> None:
    complete = fitted(mroz(), "participation=yes", *VARIABLES)
    made = fitted(_with_holes(), "participation=yes", *VARIABLES, imputing=FEW)
    assert (made.n, made.seed) == (753, 1)
    assert made.attrition == ()
    for name, value in figures(complete, "coefficient").items():
        assert figures(made, "coefficient")[name] == pytest.approx(value, abs=figures(complete, "se")[name])
    assert figures(made, "se")["nwifeinc"] > figures(complete, "se")["nwifeinc"]
    assert "pooled over 5 imputations" in made.covariance_kind
    assert any("values imputed: nwifeinc" in each and "seed 1" in each for each in made.remarks)


def test_imputation_is_repeated_by_its_seed_and_changed_by_another() -> None:
    def drawn(seed: int) -> dict[str, float]:
        how = replace(FEW, seed=seed, draws=2)
        return figures(fitted(_with_holes(), "participation=yes", *VARIABLES, imputing=how), "coefficient")

    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)


def test_pooled_log_likelihood_is_undefined_with_its_reason() -> None:
    made = fitted(_with_holes(), "participation=yes", *VARIABLES, imputing=FEW)
    assert made.log_likelihood.undefined == "several fits were pooled: each has its own"
    assert made.pseudo_r2.value is None


def test_nothing_missing_is_the_plain_fit() -> None:
    plain = fitted(spector(), "GRADE", "GPA", "PSI")
    made = fitted(spector(), "GRADE", "GPA", "PSI", imputing=FEW)
    assert made.coefficients == plain.coefficients
    assert made.remarks == ("imputation: no regressor is missing in these rows",)


def test_powers_follow_the_drawn_values() -> None:
    """The square of an imputed variable is its square, so that both stay in one model."""
    made = fitted(
        _with_holes(), "participation=yes", "educ", "educ^2", "log(age)", imputing=replace(FEW, draws=2)
    )
    assert made.n == 753
    assert made.term("educ").ame.value is not None
    assert made.term("educ^2").ame.value is None


def test_0_and_1_stay_0_and_1() -> None:
    columns = {name: np.asarray(each, dtype=float).copy() for name, each in spector().columns.items()}
    columns["PSI"][[3, 20]] = np.nan
    made = fitted(Frame("f", columns), "GRADE", "GPA", "PSI", imputing=replace(FEW, draws=2))
    assert made.term("PSI").discrete
    assert made.n == 32
