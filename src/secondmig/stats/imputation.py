"""Multiple imputation: completed data sets by chained equations, pooled by Rubin's rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from secondmig.stats.estimating import Estimated, estimate
from secondmig.stats.frame import Frame, Named, Numbers, named, texts
from secondmig.stats.margins import Effect
from secondmig.stats.model_spec import ColumnSpec, Imputing, ModelSpec
from secondmig.stats.restriction import Sample

if TYPE_CHECKING:
    from pandas import DataFrame

_NOTHING: Final = 1e-9
"""Share of the variance below which missing values cost nothing."""


@dataclass(frozen=True, slots=True)
class Pooled:
    """One quantity over m completed data sets.

    Attributes:
        value: mean of the m estimates.
        within: mean of their squared standard errors.
        between: variance of the estimates, m - 1 in the denominator.
        total: within + (1 + 1/m) between.
        df: degrees of freedom (Rubin 1987; Barnard and Rubin 1999 where those of complete data are given).
        share: of the total variance that is due to missing values.
    """

    value: float
    within: float
    between: float
    total: float
    df: float
    share: float


def pooled(
    values: Sequence[float], variances: Sequence[float], *, complete_df: float | None = None
) -> Pooled:
    """Rubin's rules.

    Q = mean Q_i; U = mean U_i; B = sum (Q_i - Q)^2/(m - 1); T = U + (1 + 1/m) B; lambda = (1 + 1/m) B/T;
    df = (m - 1)/lambda^2. With the degrees of freedom c of complete data:
    df_obs = (c + 1)/(c + 3) c (1 - lambda) and 1/(1/df + 1/df_obs).

    Source: D. B. Rubin (1987), Multiple Imputation for Nonresponse in Surveys; J. Barnard and D. B. Rubin
    (1999), Biometrika 86(4), 948-955.

    Args:
        values: m estimates, m >= 2.
        variances: their squared standard errors.
        complete_df: degrees of freedom if nothing were missing.

    >>> made = pooled([1.2, 1.4, 1.3], [0.04, 0.05, 0.045])
    >>> round(made.value, 6), round(made.total, 7), round(made.df, 5), round(made.share, 6)
    (1.3, 0.0583333, 38.28125, 0.228571)
    """
    m = len(values)
    value, within = float(np.mean(values)), float(np.mean(variances))
    between = float(np.var(values, ddof=1))
    extra = (1 + 1 / m) * between
    total = within + extra
    share = extra / total if total > 0 else 0.0
    df = (m - 1) / share**2 if share > _NOTHING else np.inf
    if complete_df is not None and complete_df > 0:
        seen = (complete_df + 1) / (complete_df + 3) * complete_df * (1 - share)
        df = seen if np.isinf(df) else df * seen / (df + seen) if seen > 0 else df
    return Pooled(value, within, between, total, float(df), share)


def imputed(
    spec: ModelSpec, column: ColumnSpec, frame: Frame, sample: Sample
) -> tuple[Estimated, tuple[str, ...]]:
    """Fit a column on several completed data sets and pool them.

    Missing regressors are drawn by chained equations with predictive mean matching (statsmodels), from the
    other regressors and the outcome; rows without an outcome or a category stay out.

    Returns:
        The pooled estimates, and what was imputed in words.

    Raises:
        SecondmigError: a completed data set cannot be fitted.
        ProblemsError: for several reasons.
    """
    assert spec.imputing is not None  # noqa: S101 - asked before
    holes = _holes(column, frame, sample)
    if not any(np.isnan(each).any() for each in holes.values()):
        return estimate(spec, column, frame, sample), ("imputation: no regressor is missing in these rows",)
    fits = [
        estimate(spec, column, frame, replace(sample, regressors=_filled(column, frame, sample, complete)))
        for complete in _draws(spec.imputing, _table(column, frame, sample, holes), tuple(holes))
    ]
    lost = {name: int(np.isnan(each).sum()) for name, each in holes.items() if np.isnan(each).any()}
    told = ", ".join(f"{name} {count:,}" for name, count in lost.items())
    said = (
        f"imputation: {spec.imputing.draws} completed data sets by chained equations (predictive mean"
        f" matching, seed {spec.imputing.seed}), pooled by Rubin's rules, p by Student's t (Barnard and"
        f" Rubin 1999); values imputed: {told}"
    )
    return _pool(fits), (said,)


def _key(how: Named, name: str) -> str:
    """What is imputed for a regressor: an indicator itself, of powers and logarithms the column."""
    return name if how.value else how.column


def _holes(column: ColumnSpec, frame: Frame, sample: Sample) -> dict[str, Numbers]:
    """The columns behind the regressors, in the rows of the sample."""
    from secondmig.stats.frame import values

    found: dict[str, Numbers] = {}
    for name in column.variables:
        key = _key(named(name, frame), name)
        if key not in found:
            found[key] = values(key, frame)[sample.rows]
    return found


def _table(column: ColumnSpec, frame: Frame, sample: Sample, holes: Mapping[str, Numbers]) -> "DataFrame":
    """What values are drawn from: the regressors, the categories of factors as 0/1, and the outcome."""
    import pandas as pd

    cells: dict[str, Numbers] = {f"x{place}": each for place, each in enumerate(holes.values())}
    for place, factor in enumerate(column.factors):
        codes = np.asarray(texts(factor, frame), dtype=object)[sample.rows]
        for number, code in enumerate(sorted(set(codes.tolist()))[1:]):
            cells[f"f{place}_{number}"] = (codes == code).astype(np.float64)
    cells["y"] = sample.outcome[sample.rows]
    kept = {name: each for name, each in cells.items() if len(np.unique(each[~np.isnan(each)])) > 1}
    return pd.DataFrame(kept)


def _draws(how: Imputing, table: "DataFrame", keys: Sequence[str]) -> list[dict[str, Numbers]]:
    """The completed columns, one set a draw."""
    from statsmodels.imputation.mice import MICEData

    drawn = MICEData(table, rng=how.seed)
    found: list[dict[str, Numbers]] = []
    for _ in range(how.draws):
        drawn.update_all(how.burn_in)
        found.append(
            {
                key: drawn.data[f"x{place}"].to_numpy(dtype=np.float64, copy=True)
                for place, key in enumerate(keys)
                if f"x{place}" in drawn.data
            }
        )
    return found


def _filled(
    column: ColumnSpec, frame: Frame, sample: Sample, complete: Mapping[str, Numbers]
) -> dict[str, Numbers]:
    """The regressors of the whole frame with the drawn values in their rows."""
    found: dict[str, Numbers] = {}
    for name in column.variables:
        how = named(name, frame)
        cells = np.array(sample.regressors[name])
        key = _key(how, name)
        if key in complete:
            own = complete[key]
            cells[sample.rows] = np.log(own) if how.log else own**how.power
        found[name] = cells
    return found


def _pool(fits: Sequence[Estimated]) -> Estimated:
    """One estimate out of several."""
    first = fits[0]
    common = [name for name in first.names if all(name in each.names for each in fits)]
    whole = [each for each in fits if each.covariance is not None]
    if len(whole) < len(fits) or first.covariance is None:
        return next(each for each in fits if each.covariance is None)
    m = len(fits)
    b, matrix, df = _pooled_terms(fits, common, first.covariance.df)
    effects = {
        name: _pooled_effect([each.effects[name] for each in fits])
        for name in first.effects
        if all(name in each.effects for each in fits)
    }
    dropped = {each.variable: each for fit in fits for each in fit.dropped}
    kind = f"{first.covariance.kind}; pooled over {m} imputations by Rubin's rules"
    return replace(
        first,
        names=tuple(common),
        coefficients=b,
        covariance=replace(first.covariance, matrix=matrix, kind=kind),
        effects=effects,
        log_likelihood=None,
        log_likelihood_null=None,
        r2=None,
        correct=None,
        dropped=tuple(dropped.values()),
        separation=next((each.separation for each in fits if each.separation), ""),
        df=df,
    )


def _pooled_terms(
    fits: Sequence[Estimated], names: Sequence[str], complete_df: float
) -> tuple[Numbers, Numbers, dict[str, float]]:
    """Coefficients, their covariance, and the degrees of freedom of each."""
    m = len(fits)
    found, variances = [], []
    for each in fits:
        assert each.covariance is not None  # noqa: S101 - those without were told apart
        places = [each.names.index(name) for name in names]
        found.append(each.coefficients[places])
        variances.append(each.covariance.matrix[np.ix_(places, places)])
    b, within = np.array(found), np.mean(variances, axis=0)
    between = np.cov(b, rowvar=False, ddof=1).reshape(len(names), len(names))
    df = {
        name: pooled(
            b[:, place].tolist(),
            [float(each[place, place]) for each in variances],
            complete_df=complete_df,
        ).df
        for place, name in enumerate(names)
    }
    return b.mean(axis=0), np.asarray(within + (1 + 1 / m) * between), df


def _pooled_effect(effects: Sequence[Effect]) -> Effect:
    found = pooled([each.value for each in effects], [each.se**2 for each in effects])
    return Effect(found.value, float(np.sqrt(found.total)), effects[0].discrete)
