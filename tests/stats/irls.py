"""How R fits the published survey models: iterated weighted least squares that stops early.

glm.fit of R stops where the deviance changes by less than 1e-8 of itself, and its weights are those of the
step before; svyglm then takes both for the sandwich. The coefficients still move there in the sixth digit.
This code goes the same way, so that R's figures come out to their last printed digit; it shares nothing with
ours.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.stats import norm

from secondmig.stats.frame import Numbers


@dataclass(frozen=True, slots=True)
class Stopped:
    """Where R stops.

    Attributes:
        coefficients: of the columns.
        inverse: of the information with the weights of the step before.
        scores: of each row, with the same weights.
    """

    coefficients: Numbers
    inverse: Numbers
    scores: Numbers


def stopped(family: Literal["probit", "logit"], y: Numbers, x: Numbers, weights: Numbers) -> Stopped:
    """Fit a binomial model as R's glm does; weights have mean 1, as svyglm makes them."""
    p = (weights * y + 0.5) / (weights + 1)
    eta = norm.ppf(p) if family == "probit" else np.log(p / (1 - p))
    before = _deviance(y, p, weights)
    while True:
        slope = norm.pdf(eta) if family == "probit" else p * (1 - p)
        working = weights * slope**2 / (p * (1 - p))
        target = eta + (y - p) / slope
        inverse = np.linalg.inv(x.T @ (x * working[:, None]))
        b = inverse @ (x.T @ (working * target))
        eta = x @ b
        p = norm.cdf(eta) if family == "probit" else 1 / (1 + np.exp(-eta))
        now = _deviance(y, p, weights)
        if abs(now - before) / (abs(now) + 0.1) < 1e-8:
            break
        before = now
    slope = norm.pdf(eta) if family == "probit" else p * (1 - p)
    return Stopped(np.asarray(b), np.asarray(inverse), x * (working * (y - p) / slope)[:, None])


def _deviance(y: Numbers, p: Numbers, weights: Numbers) -> float:
    return float(-2 * np.sum(weights * np.log(np.where(y == 1, p, 1 - p))))
