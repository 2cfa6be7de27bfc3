"""Probit, logit and the linear model, row by row: log likelihood, score, information, probability.

For a row with outcome y (0 or 1), linear predictor t and q = 2y - 1:

- probit: log Phi(qt); score q phi(t)/Phi(qt) = g; observed information g(g + t); expected
  phi(t)^2 / (Phi(t) Phi(-t));
- logit: log L(qt) with L(t) = 1/(1 + exp(-t)); score y - L(t); both informations L(t)(1 - L(t));
- linear: with the error variance s^2 left out, score y - t and information 1.

Source: W. H. Greene, Econometric Analysis, 7th ed., 17.3.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from secondmig.stats.frame import Numbers
from secondmig.stats.model_spec import Family, Information

_ROOT: Final = 0.5 * np.log(2 * np.pi)


@dataclass(frozen=True, slots=True)
class RowParts:
    """What each row gives at one linear predictor.

    Attributes:
        log_likelihood: natural logarithm of the probability of its outcome.
        score: derivative by the linear predictor.
        information: minus the second derivative, or its expectation.
    """

    log_likelihood: Numbers
    score: Numbers
    information: Numbers


def row_parts(family: Family, y: Numbers, t: Numbers, information: Information) -> RowParts:
    """Log likelihood, score and information of each row.

    Args:
        family: of the model.
        y: outcomes; 0 or 1 but for the linear model.
        t: linear predictors.
        information: observed or expected; the same for logit and linear.
    """
    from scipy.special import expit, log_expit, log_ndtr

    if family == "linear":
        rest = y - t
        return RowParts(-0.5 * rest**2, rest, np.ones_like(t))
    q = 2 * y - 1
    if family == "logit":
        p = expit(t)
        return RowParts(log_expit(q * t), y - p, p * (1 - p))
    log_density = -0.5 * t**2 - _ROOT
    own = log_ndtr(q * t)
    score = q * np.exp(log_density - own)
    if information == "observed":
        return RowParts(own, score, score * (score + t))
    other = log_ndtr(-q * t)
    return RowParts(own, score, np.exp(2 * log_density - own - other))


def probability(family: Family, t: Numbers) -> Numbers:
    """Probability of the outcome 1; the prediction itself for the linear model."""
    from scipy.special import expit, ndtr

    if family == "linear":
        return t
    return np.asarray(ndtr(t) if family == "probit" else expit(t))


def density(family: Family, t: Numbers) -> Numbers:
    """Derivative of the probability by the linear predictor."""
    from scipy.special import expit

    if family == "linear":
        return np.ones_like(t)
    if family == "probit":
        return np.asarray(np.exp(-0.5 * t**2 - _ROOT))
    p = expit(t)
    return np.asarray(p * (1 - p))


def density_slope(family: Family, t: Numbers) -> Numbers:
    """Derivative of the density by the linear predictor."""
    from scipy.special import expit

    if family == "linear":
        return np.zeros_like(t)
    if family == "probit":
        return np.asarray(-t * np.exp(-0.5 * t**2 - _ROOT))
    p = expit(t)
    return np.asarray(p * (1 - p) * (1 - 2 * p))
