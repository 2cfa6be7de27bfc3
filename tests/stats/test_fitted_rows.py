"""Predictions for the rows of a model, against the published percent correctly predicted."""

import numpy as np
import pytest

from secondmig.core.errors import SecondmigError
from secondmig.stats.accuracy import accuracy
from secondmig.stats.fit import Fit
from secondmig.stats.fitted_rows import fitted_rows
from secondmig.stats.frame import Frame
from secondmig.stats.model_spec import Imputing
from tests.stats.model_frames import fitted, mroz, reference, spec_of, spector

WOOLDRIDGE = ("nwifeinc", "educ", "exper", "expersq", "age", "kidslt6", "kidsge6")


@pytest.mark.parametrize("family", ["probit", "logit"])
def test_percent_correctly_predicted_is_that_of_wooldridge_table_17_1(family: str) -> None:
    published = reference()[f"mroz_wooldridge_{family}"]
    made = fitted(mroz(), "participation=yes", *WOOLDRIDGE, family=family)
    rows = fitted_rows(spec_of(made.column, family=family), made, mroz())
    done = accuracy(rows.predictions, rows.outcomes)
    assert done.n == int(published["n"]) == 753
    assert f"{100 * done.correct:.1f}" == published["pct_correct"]
    # 428 of 753 took part: expecting it of everybody is right in 56.8 %.
    assert f"{100 * done.always:.1f}" == "56.8"


def test_a_logit_with_a_constant_predicts_the_observed_mean() -> None:
    # The score equation of the constant.
    made = fitted(mroz(), "participation=yes", *WOOLDRIDGE, family="logit")
    done = fitted_rows(spec_of(made.column, family="logit"), made, mroz())
    assert done.predictions.mean() == pytest.approx(428 / 753, abs=1e-8)
    assert done.outcomes.mean() == pytest.approx(428 / 753)


def test_means_of_terms_are_those_of_the_rows_and_weighted_where_rows_are() -> None:
    frame = spector()
    plain = fitted(frame, "GRADE", "GPA", "PSI")
    means = fitted_rows(spec_of(plain.column), plain, frame).means
    assert means["GPA"] == pytest.approx(3.1171875)
    assert means["PSI"] == pytest.approx(14 / 32)
    weighted = fitted(frame, "GRADE", "GPA", "PSI", weights="w")
    rows = fitted_rows(spec_of(weighted.column, weights="w"), weighted, frame)
    # methods.md 4.2, W6: the weighted mean of GPA.
    assert rows.means["GPA"] == pytest.approx(3.115417, abs=1e-6)
    assert rows.weights is not None


def test_categories_of_a_factor_are_read_as_the_fit_read_them() -> None:
    outcome = np.array([0, 1, 1, 0, 1, 0, 1, 1, 0, 1, 0, 0], dtype=float)
    cells = ("a", "a", "b", "b", "c", "c", "a", "b", "c", "a", "b", "c")
    frame = Frame("small", {"y": outcome, "job": cells})
    made = fitted(frame, "y", factors=("job",), family="logit")
    done = fitted_rows(spec_of(made.column, family="logit"), made, frame)
    for job in "abc":
        rows = [place for place, each in enumerate(cells) if each == job]
        # A saturated logit predicts the share of each category.
        assert done.predictions[rows] == pytest.approx(np.full(4, outcome[rows].mean()), abs=1e-6)


def test_where_nothing_was_estimated_nothing_is_predicted() -> None:
    frame = Frame("apart", {"y": np.array([0.0, 0, 0, 1, 1, 1]), "x": np.array([1.0, 2, 3, 4, 5, 6])})
    made: Fit = fitted(frame, "y", "x")
    with pytest.raises(SecondmigError, match="predicts nothing"):
        fitted_rows(spec_of(made.column), made, frame)


def test_imputed_rows_have_no_prediction_of_their_own() -> None:
    made = fitted(spector(), "GRADE", "GPA")
    with pytest.raises(SecondmigError, match="imputed"):
        fitted_rows(spec_of(made.column, imputing=Imputing(draws=2)), made, spector())
