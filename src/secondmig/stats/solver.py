"""The coefficients that maximise a likelihood: found by statsmodels, carried on to a score of zero."""

import warnings
from dataclasses import dataclass
from typing import Final

import numpy as np

from secondmig.stats.frame import Numbers
from secondmig.stats.likelihood import row_parts
from secondmig.stats.model_spec import Family

_CLOSE: Final = 1e-10  # score per row, regressors scaled to a mean square of 1
_MOST_STEPS: Final = 60
_FARTHEST: Final = 1e3
"""Linear predictor beyond which nothing is computed: no probability is left there."""


@dataclass(frozen=True, slots=True)
class Solution:
    """Where a likelihood is largest.

    Attributes:
        coefficients: of the columns.
        linear: predictor of each row.
        proven: whether the score and the information prove that the coefficients exist.
        settled: whether the score is zero to rounding.
    """

    coefficients: Numbers
    linear: Numbers
    proven: bool
    settled: bool


def solve(family: Family, y: Numbers, x: Numbers, weights: Numbers | None = None) -> Solution:
    """Maximise the log likelihood, sum of w_i l(y_i, x_i b).

    Probit and logit without weights by the Newton method of statsmodels' discrete models; with weights by
    iterated weighted least squares of its GLM; a few Newton steps of our own follow until the score is zero.
    Columns are scaled to a mean square of 1 on the way.

    Args:
        family: of the model.
        y: outcomes.
        x: rows by columns, of full rank.
        weights: of the rows, with sum n; None where each counts once.
    """
    scale = np.sqrt(np.mean(x**2, axis=0))
    scaled = x / scale
    if family == "linear":
        root = np.ones_like(y) if weights is None else np.sqrt(weights)
        found = np.linalg.lstsq(scaled * root[:, None], y * root, rcond=None)[0]
        return Solution(found / scale, scaled @ found, proven=True, settled=True)
    start = _from_statsmodels(family, y, scaled, weights)
    found, settled = _newton(family, y, scaled, weights, start)
    linear = scaled @ found
    return Solution(found / scale, linear, _proven(family, y, scaled, weights, linear), settled)


def _from_statsmodels(family: Family, y: Numbers, x: Numbers, weights: Numbers | None) -> Numbers:
    """Coefficients by statsmodels; zeros where it gives up, as it does where some do not exist."""
    from statsmodels.tools.sm_exceptions import (
        ConvergenceWarning,
        HessianInversionWarning,
        PerfectSeparationError,
        PerfectSeparationWarning,
        SingularMatrixWarning,
    )

    with warnings.catch_warnings():
        # Whether the coefficients exist is decided below by a proof, not by these hints of statsmodels; its
        # overflows on the way to infinity are among them.
        for category in (
            ConvergenceWarning,
            HessianInversionWarning,
            PerfectSeparationWarning,
            SingularMatrixWarning,
        ):
            warnings.simplefilter("ignore", category)
        warnings.filterwarnings("ignore", category=RuntimeWarning, module=r"statsmodels\.|numpy\.|scipy\.")
        try:
            found = _fitted(family, y, x, weights)
        except (PerfectSeparationError, np.linalg.LinAlgError, ValueError):
            return np.zeros(x.shape[1])
    return found if np.all(np.isfinite(found)) else np.zeros(x.shape[1])


def _fitted(family: Family, y: Numbers, x: Numbers, weights: Numbers | None) -> Numbers:
    if weights is None:
        from statsmodels.discrete.discrete_model import Logit, Probit

        kind = Probit if family == "probit" else Logit
        return np.asarray(kind(y, x).fit(method="newton", disp=0, maxiter=35, skip_hessian=True).params)
    from statsmodels.genmod.families import Binomial
    from statsmodels.genmod.families.links import Logit as LogitLink
    from statsmodels.genmod.families.links import Probit as ProbitLink
    from statsmodels.genmod.generalized_linear_model import GLM

    link = ProbitLink() if family == "probit" else LogitLink()
    return np.asarray(GLM(y, x, family=Binomial(link), freq_weights=weights).fit(maxiter=50).params)


def _newton(
    family: Family, y: Numbers, x: Numbers, weights: Numbers | None, start: Numbers
) -> tuple[Numbers, bool]:
    """Scoring steps, halved where they overshoot, until the score is zero to rounding."""
    n = len(y)
    w = np.ones(n) if weights is None else weights
    found, best = start, -np.inf
    step = np.zeros_like(start)
    for _ in range(_MOST_STEPS):
        linear = x @ found
        far = float(np.max(np.abs(linear))) > _FARTHEST
        parts = row_parts(family, y, np.zeros(n) if far else linear, "expected")
        level = -np.inf if far else float(w @ parts.log_likelihood)
        if far or level < best - 1e-9 * abs(best):
            step = step / 2
            found = found - step if np.any(step) else np.zeros_like(start)
            continue
        best = level
        score = x.T @ (w * parts.score)
        information = x.T @ (x * (w * parts.information)[:, None])
        try:
            step = np.asarray(np.linalg.solve(information, score), dtype=np.float64)
        except np.linalg.LinAlgError:
            return found, False
        if not np.all(np.isfinite(step)):
            return found, False
        found = found + step
        if float(np.max(np.abs(score))) < _CLOSE * n:
            return found, True
    return found, False


def _proven(family: Family, y: Numbers, x: Numbers, weights: Numbers | None, linear: Numbers) -> bool:
    """Whether no direction separates the outcomes: proof that the maximum exists.

    With z_i = (2 y_i - 1) x_i and r_i > 0 the size of row i's score, a separating direction d of length 1
    has z_i d >= 0 for all i, so that sum r_i (z_i d)^2 <= max(z_i d) sum r_i z_i d <= max|x_i| |s| with s the
    score. Where the smallest eigenvalue of sum r_i x_i x_i' is larger than that, there is none.
    """
    if float(np.max(np.abs(linear))) > _FARTHEST:
        return False
    parts = row_parts(family, y, linear, "expected")
    sizes = np.abs(parts.score) if weights is None else weights * np.abs(parts.score)
    signed = parts.score if weights is None else weights * parts.score
    if not np.all(np.isfinite(sizes)):
        return False
    score = float(np.linalg.norm(x.T @ signed))
    longest = float(np.sqrt(np.max(np.sum(x**2, axis=1))))
    smallest = float(np.linalg.eigvalsh(x.T @ (x * sizes[:, None]))[0])
    return smallest > 2 * longest * score and smallest > 1e-12 * len(y)
