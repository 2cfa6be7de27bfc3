"""One fitted model: terms, figures of the whole, and how the sample came about."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from secondmig.core.warnings import Caution
from secondmig.estimate.values import Estimate
from secondmig.stats.model_spec import ColumnSpec, Family, Information, ModelSpec, Show

if TYPE_CHECKING:
    from secondmig.stats.frame import Frame

Role = Literal["variable", "level", "reference", "constant"]
STARS: Final = ((0.01, "***"), (0.05, "**"), (0.1, "*"))


@dataclass(frozen=True, slots=True)
class Step:
    """One step from all rows to those that are fitted.

    Attributes:
        name: "all rows", a filter's name, "complete on all variables".
        n: rows left after it.
        lost: rows it took.
        missing: those of ``lost`` that had no value to compare.
    """

    name: str
    n: int
    lost: int = 0
    missing: int = 0


@dataclass(frozen=True, slots=True)
class Lost:
    """Rows that listwise deletion takes for one variable.

    Attributes:
        variable: as the spec names it.
        missing: rows without a value of it.
        alone: those of them that have all the other variables.
        reasons: why -> rows.
    """

    variable: str
    missing: int
    alone: int
    reasons: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Dropped:
    """A term that has no coefficient.

    Attributes:
        variable: its name among the terms.
        reason: why, one clause.
        kind: constant, collinear, separated or empty (a category without rows).
    """

    variable: str
    reason: str
    kind: Literal["constant", "collinear", "separated", "empty"]


@dataclass(frozen=True, slots=True)
class Term:
    """One regressor of a fit. Undefined figures carry their reason, each the same.

    Attributes:
        variable: name among the terms: ``age``, ``job=3`` for a category of a factor, ``const``.
        label: what people read.
        block: label of its block, "" for none.
        role: variable, level (of a factor), reference (the category left out) or constant.
        factor: column of categories that a level or a reference belongs to, else "".
        show: of its block.
        coefficient: with its 95 % interval.
        se: standard error under the covariance named in the fit.
        z: coefficient / standard error.
        p: two-sided, of z (Student's t where the fit has degrees of freedom).
        ame: average marginal effect on the probability, with its 95 % interval by the delta method.
        ame_se: its standard error.
        discrete: whether the effect is that of going from 0 to 1.
    """

    variable: str
    label: str
    block: str
    role: Role
    factor: str
    show: Show
    coefficient: Estimate
    se: Estimate
    z: Estimate
    p: Estimate
    ame: Estimate
    ame_se: Estimate
    discrete: bool = False

    @property
    def stars(self) -> str:
        """Stars of the unrounded p; "" where there is no p."""
        return stars(self.p.value)


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted model.

    Attributes:
        column: what was asked for.
        outcome: column, or ``column=value``.
        terms: in the order of the spec, the constant last; references and terms without a coefficient stay
            in their places.
        estimated: names of the terms with a coefficient, in the order of ``coefficients`` and ``covariance``.
        coefficients: of those.
        covariance: of those, row by row; empty where nothing can be estimated.
        log_likelihood: of the model; a weighted one with weights that sum to n.
        log_likelihood_null: of the constant alone on the same rows.
        pseudo_r2: McFadden's, 1 - log_likelihood / log_likelihood_null; R2 of a linear model.
        correct: share of rows whose outcome the model predicts (probability of at least a half).
        n: rows fitted.
        n_clusters: clusters or primary sampling units, None where each row stands for itself.
        df: degrees of freedom of Student's t, None where p comes of the normal distribution.
        family: probit, logit or linear.
        information: which information matrix was inverted.
        covariance_kind: how standard errors were computed, in words, with the finite-sample factor.
        flow: from all rows to those fitted.
        attrition: what listwise deletion took, by variable.
        cautions: of this fit.
        dropped: terms that have no coefficient.
        rows: positions in the source of the rows fitted, from 0.
        seed: of the random numbers of multiple imputation, None where there were none.
        remarks: sentences on what was done, e.g. the reference categories.
    """

    column: ColumnSpec
    outcome: str
    terms: tuple[Term, ...]
    estimated: tuple[str, ...]
    coefficients: tuple[float, ...]
    covariance: tuple[tuple[float, ...], ...]
    log_likelihood: Estimate
    log_likelihood_null: Estimate
    pseudo_r2: Estimate
    correct: Estimate
    n: int
    n_clusters: int | None
    df: float | None
    family: Family
    information: Information
    covariance_kind: str
    flow: tuple[Step, ...]
    attrition: tuple[Lost, ...] = ()
    cautions: tuple[Caution, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    rows: tuple[int, ...] = ()
    seed: int | None = None
    remarks: tuple[str, ...] = ()

    def term(self, variable: str) -> Term:
        """The term of that name.

        Raises:
            KeyError: there is none.
        """
        for each in self.terms:
            if each.variable == variable:
                return each
        raise KeyError(variable)


def stars(p: float | None) -> str:
    """Three stars below .01, two below .05, one below .1, of a p that was not rounded.

    >>> stars(0.0499), stars(0.05), stars(None)
    ('**', '*', '')
    """
    return "" if p is None else next((mark for limit, mark in STARS if p < limit), "")


def fit(spec: ModelSpec, column: ColumnSpec, frame: "Frame") -> Fit:
    """Fit one column of a model.

    Args:
        spec: the model.
        column: of it.
        frame: the rows: ``frame_of(table)`` of a survey, ``Frame(name, columns)`` of arrays.

    Raises:
        SecondmigError: it cannot be fitted.
        ProblemsError: every reason why.
    """
    from secondmig.stats.fitting import fit_column

    return fit_column(spec, column, frame)


def fit_all(spec: ModelSpec, frame: "Frame", *, common: bool = False) -> tuple[Fit, ...]:
    """Fit every column of a model.

    Args:
        spec: the model.
        frame: the rows.
        common: only the rows that all columns can use, so that their log likelihoods can be compared.

    Raises:
        SecondmigError: a column cannot be fitted.
        ProblemsError: every reason why, of all columns.
    """
    from secondmig.stats.fitting import fit_columns

    return fit_columns(spec, frame, common=common)
