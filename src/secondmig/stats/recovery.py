"""Printed slopes beside those that a fit to invented rows gives back: a test of the software.

The rows were drawn with the printed slopes, so a fit that works gives them back up to what chance does to a
sample of that size, and one that does not is wrong somewhere. It says nothing about the paper.
"""

import math
from dataclasses import dataclass
from typing import Final

from secondmig.estimate.values import Estimate, undefined
from secondmig.stats.fit import Fit
from secondmig.stats.published import PublishedColumn

FARTHEST: Final = 3.5
"""Standard errors that a slope may lie away from the printed one."""
LEVEL: Final = 0.999
"""Quantile of the chi-square distribution that all the slopes together stay below."""
CRITERION: Final = (
    f"recovered: every printed slope lies within {FARTHEST:g} standard errors of the fitted one, and the "
    "joint chi-square of all the slopes below the 99.9 % quantile of its distribution"
)


@dataclass(frozen=True, slots=True)
class Slope:
    """One slope, printed and recovered.

    Attributes:
        variable: its name.
        label: what people read.
        block: heading of its block.
        printed: what the rows were drawn with.
        recovered: of the fit, undefined where it has none.
        se: standard error of the fit.
        difference: recovered less printed.
        z: difference / se.
    """

    variable: str
    label: str
    block: str
    printed: float
    recovered: Estimate
    se: Estimate
    difference: Estimate
    z: Estimate


@dataclass(frozen=True, slots=True)
class Recovery:
    """All the slopes of one column.

    Attributes:
        column: of the printed table.
        slopes: in printed order.
        chi_square: (b - beta)' V^-1 (b - beta) over the slopes, V their covariance; undefined where one has
            no coefficient.
        bound: the quantile it has to stay below.
        df: number of slopes.
        farthest: largest absolute z; undefined likewise.
        fit: what was fitted.
    """

    column: str
    slopes: tuple[Slope, ...]
    chi_square: Estimate
    bound: float
    df: int
    farthest: Estimate
    fit: Fit

    @property
    def within(self) -> bool | None:
        """Whether both parts of the criterion hold; None where a slope has no coefficient."""
        if self.chi_square.value is None or self.farthest.value is None:
            return None
        return self.farthest.value <= FARTHEST and self.chi_square.value <= self.bound


def recovery(column: PublishedColumn, fit: Fit) -> Recovery:
    """Compare the printed slopes of a column with a fit to rows that were drawn with them.

    The constant is not compared: printed, it belongs to dummies whose coefficients are not.

    Args:
        column: of the printed table.
        fit: of a model with these regressors, on rows drawn with the printed slopes.
    """
    from scipy.stats import chi2

    terms = {term.variable: term for term in fit.terms}
    slopes = []
    for printed in column.slopes():
        term = terms.get(printed.variable)
        missing = undefined("the variable is not in the fit")
        recovered, se = (term.coefficient, term.se) if term else (missing, missing)
        difference, z = _difference(recovered, se, printed.estimate)
        slopes.append(
            Slope(
                printed.variable,
                printed.label,
                printed.block,
                printed.estimate,
                recovered,
                se,
                difference,
                z,
            )
        )
    df = len(slopes)
    joint = _chi_square(slopes, fit)
    bound = float(chi2.ppf(LEVEL, df))
    return Recovery(column.name, tuple(slopes), joint, bound, df, _farthest(slopes, fit.n), fit)


def _difference(recovered: Estimate, se: Estimate, printed: float) -> tuple[Estimate, Estimate]:
    reason = recovered.undefined or se.undefined
    if recovered.value is None or se.value is None:
        return undefined(reason, n=recovered.n), undefined(reason, n=recovered.n)
    difference = recovered.value - printed
    z = Estimate(difference / se.value, n=recovered.n) if se.value else undefined("no spread")
    return Estimate(difference, n=recovered.n), z


def _lacking(slopes: list[Slope]) -> str:
    names = [each.variable for each in slopes if each.z.value is None]
    return f"no coefficient: {', '.join(names)}" if names else ""


def _farthest(slopes: list[Slope], n: int) -> Estimate:
    if reason := _lacking(slopes):
        return undefined(reason, n=n)
    return Estimate(max((abs(each.z.value or 0.0) for each in slopes), default=0.0), n=n)


def _chi_square(slopes: list[Slope], fit: Fit) -> Estimate:
    import numpy as np

    method = "Wald statistic of all the slopes against the printed ones"
    if reason := _lacking(slopes):
        return undefined(reason, n=fit.n, method=method)
    places = [fit.estimated.index(each.variable) for each in slopes]
    differences = np.asarray([each.difference.value for each in slopes], dtype=float)
    covariance = np.asarray(fit.covariance, dtype=float)[np.ix_(places, places)]
    value = float(differences @ np.linalg.solve(covariance, differences))
    if not math.isfinite(value):
        return undefined("the covariance of the slopes has no inverse", n=fit.n, method=method)
    return Estimate(value, n=fit.n, method=method)
