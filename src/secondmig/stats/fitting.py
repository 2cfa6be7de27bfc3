"""Fits: what :mod:`estimating` gives, as terms with standard errors, p and intervals."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from secondmig.core.errors import ProblemsError, SecondmigError, raise_all
from secondmig.estimate.values import Estimate, known, undefined
from secondmig.stats.design_matrix import Regressor
from secondmig.stats.estimating import Estimated, estimate
from secondmig.stats.fit import Dropped, Fit, Step, Term
from secondmig.stats.frame import Frame
from secondmig.stats.imputation import imputed
from secondmig.stats.margins import Effect
from secondmig.stats.model_cautions import of_column
from secondmig.stats.model_spec import ColumnSpec, ModelSpec
from secondmig.stats.restriction import COMMON, Sample, sample_of

APART: Final = "not decided by separation"
REFERENCE: Final = "the reference category"
_WALD: Final = "coefficient / standard error"


def fit_columns(spec: ModelSpec, frame: Frame, *, common: bool = False) -> tuple[Fit, ...]:
    """Fit every column; see :func:`secondmig.stats.fit.fit_all`."""
    problems: list[SecondmigError] = []
    samples: list[Sample] = []
    for column in spec.columns:
        try:
            samples.append(_sample(spec, column, frame))
        except ProblemsError as error:
            problems += error.problems
        except SecondmigError as error:
            problems.append(error)
    raise_all(_once(problems))
    if common:
        samples = _shared(samples)
    fits: list[Fit] = []
    for column, sample in zip(spec.columns, samples, strict=True):
        try:
            fits.append(_fit(spec, column, frame, sample))
        except ProblemsError as error:
            problems += error.problems
        except SecondmigError as error:
            problems.append(error)
    raise_all(_once(problems))
    return tuple(fits)


def fit_column(spec: ModelSpec, column: ColumnSpec, frame: Frame) -> Fit:
    """Fit one column; see :func:`secondmig.stats.fit.fit`."""
    return _fit(spec, column, frame, _sample(spec, column, frame))


def _once(problems: Sequence[SecondmigError]) -> list[SecondmigError]:
    """Problems that several columns share are told once."""
    return list({(each.line(), each.hint): each for each in problems}.values())


def _sample(spec: ModelSpec, column: ColumnSpec, frame: Frame) -> Sample:
    strange = [name for name in column.post_treatment if name not in (*column.variables, *column.factors)]
    raise_all(
        SecondmigError(f"{column.name}: post_treatment names {name}, which is no regressor", where=spec.file)
        for name in strange
    )
    return sample_of(spec, column, frame, keep_missing=spec.imputing is not None)


def _shared(samples: Sequence[Sample]) -> list[Sample]:
    rows = np.logical_and.reduce([each.rows for each in samples])
    n = int(rows.sum())
    return [
        replace(each, rows=rows, flow=(*each.flow, Step(COMMON, n, int(each.rows.sum()) - n)))
        for each in samples
    ]


def _fit(spec: ModelSpec, column: ColumnSpec, frame: Frame, sample: Sample) -> Fit:
    remarks: tuple[str, ...] = ()
    if spec.imputing is None:
        made = estimate(spec, column, frame, sample)
    else:
        made, remarks = imputed(spec, column, frame, sample)
    n = int(made.rows.sum())
    covariance = made.covariance
    units = None if covariance is None else covariance.units
    terms = tuple(_term(spec, each, made, n) for each in made.regressors)
    references = tuple(
        f"{each.factor}: reference {each.name}" for each in made.regressors if each.role == "reference"
    )
    return Fit(
        column=column,
        outcome=column.outcome,
        terms=terms,
        estimated=made.names,
        coefficients=tuple(made.coefficients.tolist()),
        covariance=() if covariance is None else tuple(map(tuple, covariance.matrix.tolist())),
        log_likelihood=_whole(made.log_likelihood, made, n, "log likelihood"),
        log_likelihood_null=_whole(made.log_likelihood_null, made, n, "log likelihood of the constant alone"),
        pseudo_r2=_whole(made.r2, made, n, "R2" if spec.family == "linear" else "McFadden's pseudo R2"),
        correct=_whole(made.correct, made, n, "share predicted with a cut at one half"),
        n=n,
        n_clusters=None if covariance is None else covariance.n_clusters,
        df=None if covariance is None or spec.p_from == "normal" else covariance.df,
        family=spec.family,
        information=spec.information,
        covariance_kind="none: nothing can be estimated" if covariance is None else covariance.kind,
        flow=_flow(sample, n),
        attrition=sample.attrition,
        cautions=of_column(spec, column, units=units, separation=made.separation),
        dropped=made.dropped,
        rows=tuple(np.flatnonzero(made.rows).tolist()),
        seed=None if spec.imputing is None else spec.imputing.seed,
        remarks=(*references, *remarks),
    )


def _flow(sample: Sample, n: int) -> tuple[Step, ...]:
    """The steps of the sample, and the one of separation where that took rows."""
    before = sample.flow[-1].n
    return (*sample.flow, Step(APART, n, before - n)) if n < before else sample.flow


def _whole(value: float | None, made: Estimated, n: int, method: str) -> Estimate:
    """A figure of the whole model, or why there is none."""
    if value is not None:
        return known(value, n=n, method=method)
    if made.covariance is None:
        reason = f"separated: {made.separation}"
    elif made.df:
        reason = "several fits were pooled: each has its own"
    else:
        reason = "makes no sense for a linear model"
    return undefined(reason, n=n, method=method)


@dataclass(frozen=True, slots=True)
class _Reach:
    """How far an interval reaches, and p of a z.

    Attributes:
        df: degrees of freedom, None for the normal distribution.
    """

    df: float | None

    def interval(self) -> float | None:
        """Standard errors to each side for 95 %, None without degrees of freedom."""
        from scipy.special import ndtri, stdtrit

        if self.df is None:
            return float(ndtri(0.975))
        return float(stdtrit(self.df, 0.975)) if self.df > 0 else None

    def p(self, z: float, n: int) -> Estimate:
        """Two-sided p of a z."""
        from scipy.special import ndtr, stdtr

        if self.df is None:
            return known(float(2 * ndtr(-abs(z))), n=n, method="two-sided, normal distribution")
        if self.df <= 0:
            return undefined("the design leaves no degrees of freedom", n=n, method="two-sided, Student's t")
        return known(
            float(2 * stdtr(self.df, -abs(z))), n=n, method=f"two-sided, Student's t with {self.df:g} df"
        )


def _term(spec: ModelSpec, regressor: Regressor, made: Estimated, n: int) -> Term:
    reason = _reason(regressor, made.dropped)
    covariance = made.covariance
    if regressor.name not in made.names or covariance is None:
        none = undefined(reason or "it was not estimated", n=n)
        return _made(regressor, none, none, none, none, none, none, discrete=False)
    place = made.names.index(regressor.name)
    value = float(made.coefficients[place])
    se = float(np.sqrt(max(float(covariance.matrix[place, place]), 0.0)))
    usual = None if spec.p_from == "normal" else covariance.df
    df = made.df.get(regressor.name, usual)
    reach = _Reach(None if df == np.inf else df)
    wide = reach.interval()
    low, high = (None, None) if wide is None else (value - wide * se, value + wide * se)
    units = covariance.n_clusters
    coefficient = Estimate(
        value + 0.0, low=low, high=high, n=n, n_clusters=units, method=covariance.kind, unit=spec.family
    )
    if se > 0:
        z = known(value / se, n=n, method=_WALD)
        p = reach.p(value / se, n)
    else:
        z = p = undefined("the standard error is 0", n=n, method=_WALD)
    ame, ame_se = _effect(made.effects.get(regressor.name), regressor, wide, n)
    error = known(se, n=n, n_clusters=units, method=covariance.kind)
    effect = made.effects.get(regressor.name)
    return _made(
        regressor, coefficient, error, z, p, ame, ame_se, discrete=effect is not None and effect.discrete
    )


def _made(  # noqa: PLR0913 - the figures of a term
    regressor: Regressor,
    coefficient: Estimate,
    se: Estimate,
    z: Estimate,
    p: Estimate,
    ame: Estimate,
    ame_se: Estimate,
    *,
    discrete: bool,
) -> Term:
    return Term(
        regressor.name,
        regressor.label,
        regressor.block,
        regressor.role,
        regressor.factor,
        regressor.show,
        coefficient,
        se,
        z,
        p,
        ame,
        ame_se,
        discrete,
    )


def _reason(regressor: Regressor, dropped: Sequence[Dropped]) -> str:
    if regressor.role == "reference":
        return REFERENCE
    return next((each.reason for each in dropped if each.variable == regressor.name), "")


def _effect(
    effect: Effect | None, regressor: Regressor, wide: float | None, n: int
) -> tuple[Estimate, Estimate]:
    unit = "change in the probability"
    if effect is None:
        reason = (
            "a constant has no effect"
            if regressor.role == "constant"
            else "its variable changes with it: see the effect of that"
        )
        none = undefined(reason, n=n, unit=unit)
        return none, none
    how = "change from 0 to 1" if effect.discrete else "derivative"
    method = f"average marginal effect ({how}), delta method"
    low, high = (
        (None, None) if wide is None else (effect.value - wide * effect.se, effect.value + wide * effect.se)
    )
    ame = Estimate(effect.value + 0.0, low=low, high=high, n=n, method=method, unit=unit)
    return ame, known(effect.se, n=n, method="delta method", unit=unit)
