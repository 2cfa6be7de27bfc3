"""Covariance of coefficients: information, sandwich, clusters, sampling design."""

from dataclasses import dataclass, field

import numpy as np

from secondmig.core.errors import SecondmigError
from secondmig.stats.design_matrix import Matrix
from secondmig.stats.frame import Frame, Mask, Numbers, texts
from secondmig.stats.likelihood import row_parts
from secondmig.stats.model_spec import ModelSpec
from secondmig.stats.survey_design import SurveyDesign, design_of


@dataclass(frozen=True, slots=True)
class Covariance:
    """A covariance and how it came about.

    Attributes:
        matrix: of the coefficients, in the order of the columns.
        kind: in words, with the finite-sample factor.
        n_clusters: clusters or primary sampling units, None where each row stands for itself.
        units: what standard errors rest on: clusters, units or rows.
        df: degrees of freedom for Student's t.
        design: of a survey, else None.
    """

    matrix: Numbers
    kind: str
    n_clusters: int | None
    units: int
    df: float
    design: SurveyDesign | None = None


@dataclass(frozen=True, slots=True)
class Fitted:
    """What a covariance is made of.

    Attributes:
        spec: the model.
        frame: the rows there are.
        rows: those fitted.
        matrix: their regressors.
        y: their outcomes.
        linear: their linear predictors.
        weights: theirs, with sum n, None where each counts once.
        drawn: rows of the sampling design, those outside the sample included.
    """

    spec: ModelSpec
    frame: Frame
    rows: Mask
    matrix: Matrix
    y: Numbers
    linear: Numbers
    weights: Numbers | None
    drawn: Mask = field(default_factory=lambda: np.ones(0, dtype=bool))


def covariance_of(made: Fitted) -> Covariance:
    """The covariance that the spec asks for.

    With A the information (observed or expected), s_i the score of row i:

    - plain: inverse of A; for the linear model s^2 (X'X)^-1 with s^2 = RSS/(n - k);
    - robust: inverse(A) (sum s_i s_i') inverse(A) n/(n - 1), Stata's vce(robust) after maximum likelihood;
      n/(n - k) for the linear model (HC1). The HC1 of statsmodels' probit has no factor at all;
    - clustered: the same with sums of scores within clusters and G/(G - 1) (n - 1)/(n - k);
    - survey: the design's variance of the total of the weighted scores in the middle.

    Raises:
        LinAlgError: the information has no inverse.
        SecondmigError: the design or the clusters give no variance.
        ProblemsError: for several reasons.
    """
    parts = row_parts(made.spec.family, made.y, made.linear, made.spec.information)
    w = np.ones(len(made.y)) if made.weights is None else made.weights
    x = made.matrix.x
    inverse = np.linalg.inv(x.T @ (x * (w * parts.information)[:, None]))
    inverse = (inverse + inverse.T) / 2
    if made.spec.surveyed:
        return _surveyed(made, inverse, w * parts.score)
    if made.spec.cluster:
        return _clustered(made, inverse, parts.score)
    n, k = x.shape
    if made.spec.robust:
        of = n - k if made.spec.family == "linear" else n - 1
        scores = x * parts.score[:, None]
        matrix = inverse @ (scores.T @ scores) @ inverse * (n / of)
        named = "n/(n-k)" if made.spec.family == "linear" else "n/(n-1)"
        kind = f"robust: sandwich on the {made.spec.information} information, times {named} = {n}/{of}"
        return Covariance(matrix, kind, None, n, n - k)
    if made.spec.family == "linear":
        spread = float(np.sum(parts.score**2)) / (n - k)
        return Covariance(inverse * spread, "plain: s2 (X'X)^-1 with s2 = RSS/(n-k)", None, n, n - k)
    return Covariance(inverse, f"plain: inverse of the {made.spec.information} information", None, n, n - k)


def _clustered(made: Fitted, inverse: Numbers, score: Numbers) -> Covariance:
    cells = np.asarray(texts(made.spec.cluster, made.frame), dtype=object)[made.rows]
    names = {each: number for number, each in enumerate(dict.fromkeys(cells.tolist()))}
    groups = np.array([names[each] for each in cells], dtype=np.int64)
    g, (n, k) = len(names), made.matrix.x.shape
    if g < 2:
        message = f"{made.spec.cluster} has one value in the sample: clusters need two or more"
        raise SecondmigError(message, where=made.frame.name, hint="cluster: null, or another column")
    scores = made.matrix.x * score[:, None]
    totals = np.column_stack([np.bincount(groups, each, g) for each in scores.T])
    factor = g / (g - 1) * (n - 1) / (n - k)
    matrix = inverse @ (totals.T @ totals) @ inverse * factor
    kind = (
        f"clustered by {made.spec.cluster}: sandwich on the {made.spec.information} information over {g:,}"
        f" clusters, times G/(G-1) (n-1)/(n-k) = {factor:.6g}"
    )
    return Covariance(matrix, kind, g, g, g - 1)


def _surveyed(made: Fitted, inverse: Numbers, score: Numbers) -> Covariance:
    spec = made.spec
    design = design_of(spec, made.frame, made.drawn)
    inside = made.rows[made.drawn]
    scores = np.zeros((len(inside), made.matrix.x.shape[1]))
    scores[inside] = made.matrix.x * score[:, None]
    matrix = inverse @ design.variance(scores) @ inverse
    units = len(np.unique(design.units[inside]))
    df = design.degrees(inside) + 1 - made.matrix.x.shape[1]
    outside = f" ({units:,} of them in the sample)" if units < design.n_units else ""
    parts = [f"{design.n_units:,} {f'values of {spec.psu}' if spec.psu else 'rows'} as units{outside}"]
    if spec.strata:
        parts.append(f"{len(design.names):,} strata of {spec.strata}")
    else:
        n = design.n_units
        parts.append(f"times n/(n-1) = {n}/{n - 1}")
    parts.append(f"finite populations by {spec.fpc}" if spec.fpc else "no finite population")
    kind = f"survey: linearised sandwich on the {spec.information} information; {'; '.join(parts)}"
    return Covariance(matrix, kind, units if spec.psu else None, units, df, design)
