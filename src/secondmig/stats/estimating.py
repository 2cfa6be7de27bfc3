"""From the rows of a sample to coefficients, covariance and marginal effects."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from secondmig.core.errors import ProblemsError, SecondmigError, raise_all
from secondmig.stats.covariance import Covariance, Fitted, covariance_of
from secondmig.stats.design_matrix import Matrix, Regressor, matrix_of
from secondmig.stats.fit import Dropped
from secondmig.stats.frame import Frame, Mask, Numbers, named
from secondmig.stats.likelihood import probability, row_parts
from secondmig.stats.margins import Effect, Model, average_effects
from secondmig.stats.model_spec import CONSTANT, ColumnSpec, ModelSpec
from secondmig.stats.restriction import Sample, not_binary
from secondmig.stats.separation import Separated, reduced, separated
from secondmig.stats.solver import Solution, solve


@dataclass(frozen=True, slots=True)
class Estimated:
    """A column of a model in numbers.

    Attributes:
        regressors: every term.
        names: of those with a coefficient.
        coefficients: of ``names``.
        covariance: of the coefficients; None where nothing can be estimated.
        effects: name -> average marginal effect.
        log_likelihood: None where nothing can be estimated, or several fits were pooled.
        log_likelihood_null: of the constant alone.
        r2: McFadden's, or R2.
        correct: share predicted, None for the linear model.
        rows: which rows of the frame were fitted.
        dropped: terms without a coefficient.
        separation: clause on what is separated, "" where nothing is.
        df: name -> degrees of freedom, where they differ by term (after imputation).
    """

    regressors: tuple[Regressor, ...]
    names: tuple[str, ...]
    coefficients: Numbers
    covariance: Covariance | None
    effects: Mapping[str, Effect]
    log_likelihood: float | None
    log_likelihood_null: float | None
    r2: float | None
    correct: float | None
    rows: Mask
    dropped: tuple[Dropped, ...]
    separation: str = ""
    df: Mapping[str, float] = field(default_factory=dict)


def estimate(spec: ModelSpec, column: ColumnSpec, frame: Frame, sample: Sample) -> Estimated:
    """Estimate one column on the rows of its sample.

    Where regressors predict some outcomes without error, those rows and the coefficients that do not exist
    are left out; what is left is where the likelihood tends to, so that the other coefficients are exact.

    Raises:
        SecondmigError: it cannot be fitted.
        ProblemsError: every reason why.
    """
    problems = list(_outcome_problems(spec, column, frame, sample))
    matrix = None
    try:
        matrix = matrix_of(spec, column, frame, sample.rows, sample.regressors)
    except ProblemsError as error:
        problems += error.problems
    except SecondmigError as error:
        problems.append(error)
    raise_all(problems)
    assert matrix is not None  # noqa: S101 - its problems were raised
    n, k = matrix.x.shape
    if spec.family == "linear" and n <= k:
        message = f"{column.name}: {n:,} rows for {k:,} coefficients"
        raise SecondmigError(message, where=frame.name, hint="leave regressors out")
    return _settled(spec, frame, sample, matrix)


def _outcome_problems(
    spec: ModelSpec, column: ColumnSpec, frame: Frame, sample: Sample
) -> Iterator[SecondmigError]:
    if not sample.rows.any():
        steps = "; ".join(f"{each.name}: {each.n:,}" for each in sample.flow)
        empty = [each.variable for each in sample.attrition if each.missing == sample.before.sum()]
        hint = f"{', '.join(empty)} has no value in any row" if empty else "look at the filters one by one"
        yield SecondmigError(f"{column.name}: no row is left ({steps})", where=frame.name, hint=hint)
        return
    found = np.unique(sample.outcome[sample.rows])
    if len(found) == 1:
        n = f"{int(sample.rows.sum()):,}"
        message = (
            f"{column.name}: {column.outcome} is {found[0]:g} in all {n} rows: there is nothing to explain"
        )
        yield SecondmigError(message, where=frame.name, hint="choose another outcome, or fewer restrictions")
    elif spec.family != "linear" and found.tolist() != [0, 1]:
        yield not_binary(spec, column, frame, sample.outcome)


def _settled(spec: ModelSpec, frame: Frame, sample: Sample, matrix: Matrix) -> Estimated:
    y = sample.outcome[sample.rows]
    weights = _normed(sample, sample.rows)
    solution = solve(spec.family, y, matrix.x, weights)
    split = None if solution.proven else separated(matrix.x, y, matrix.names)
    if split is None:
        return _estimated(
            Fitted(spec, frame, sample.rows, matrix, y, solution.linear, weights, _drawn(sample)), solution
        )
    return _apart(spec, frame, sample, matrix, split)


def _apart(spec: ModelSpec, frame: Frame, sample: Sample, matrix: Matrix, split: Separated) -> Estimated:
    """The fit of what is not separated."""
    dropped = tuple(Dropped(name, why, "separated") for name, why in split.terms.items())
    dropped = (*matrix.dropped, *dropped)
    rows = sample.rows.copy()
    rows[np.flatnonzero(sample.rows)[split.rows]] = False
    if split.complete:
        empty = np.zeros(0)
        return Estimated(
            matrix.regressors, (), empty, None, {}, None, None, None, None, sample.rows, dropped, split.said
        )
    left = matrix.x[~split.rows]
    places = reduced(left, matrix.names, tuple(split.terms))
    names = tuple(matrix.names[place] for place in places)
    smaller = Matrix(matrix.regressors, names, left[:, places], dropped)
    y, weights = sample.outcome[rows], _normed(sample, rows)
    solution = solve(spec.family, y, smaller.x, weights)
    made = Fitted(spec, frame, rows, smaller, y, solution.linear, weights, _drawn(sample))
    return _estimated(made, solution, split)


def _normed(sample: Sample, rows: Mask) -> Numbers | None:
    if sample.weights is None:
        return None
    own = sample.weights[rows]
    return np.asarray(own * (len(own) / own.sum()))


def _drawn(sample: Sample) -> Mask:
    if sample.weights is None:
        return np.ones(len(sample.rows), dtype=bool)
    return ~np.isnan(sample.weights)


def _estimated(made: Fitted, solution: Solution, split: Separated | None = None) -> Estimated:
    spec, matrix = made.spec, made.matrix
    if not (solution.proven or solution.settled):
        raise _unsettled(made)
    try:
        covariance = covariance_of(made)
    except np.linalg.LinAlgError:
        raise _unsettled(made) from None
    b = solution.coefficients
    if not np.all(np.isfinite(covariance.matrix)):
        raise _unsettled(made)
    level, null = _levels(made)
    w = np.ones(len(made.y)) if made.weights is None else made.weights
    correct = None
    if spec.family != "linear":
        said = probability(spec.family, made.linear) >= 0.5
        correct = float(w @ (said == (made.y == 1)) / w.sum())
    effects = average_effects(model_of(made, b, covariance.matrix))
    loose = () if split is None else tuple(split.terms)
    kept = [place for place, name in enumerate(matrix.names) if name not in loose]
    inner = replace(covariance, matrix=covariance.matrix[np.ix_(kept, kept)])
    return Estimated(
        matrix.regressors,
        tuple(matrix.names[place] for place in kept),
        b[kept],
        inner,
        {matrix.names[place]: each for place, each in effects.items() if place in kept},
        level,
        null,
        _r2(spec, made, level, null),
        correct,
        made.rows,
        matrix.dropped,
        "" if split is None else split.said,
    )


def _unsettled(made: Fitted) -> SecondmigError:
    names = ", ".join(name for name in made.matrix.names if name != CONSTANT)
    return SecondmigError(
        f"the fit of {names} does not settle, although nothing is separated beyond rounding",
        where=made.frame.name,
        hint="look for regressors that are almost the same, or whose values differ a millionfold",
    )


def _levels(made: Fitted) -> tuple[float, float]:
    """Log likelihood of the model, and of the constant alone."""
    w = np.ones(len(made.y)) if made.weights is None else made.weights
    mean = float(w @ made.y / w.sum())
    if made.spec.family == "linear":
        n = len(made.y)
        found, null = (
            -n / 2 * (float(np.log(2 * np.pi * (w @ rest**2) / n)) + 1)
            for rest in (made.y - made.linear, made.y - mean)
        )
        return found, null
    parts = row_parts(made.spec.family, made.y, made.linear, "expected")
    ones = float(w @ made.y)
    zeros = float(w.sum()) - ones
    null = sum(each * float(np.log(share)) for each, share in ((ones, mean), (zeros, 1 - mean)) if each > 0)
    return float(w @ parts.log_likelihood), null


def _r2(spec: ModelSpec, made: Fitted, level: float, null: float) -> float | None:
    if spec.family != "linear":
        return 1 - level / null if null else None
    w = np.ones(len(made.y)) if made.weights is None else made.weights
    mean = w @ made.y / w.sum()
    return 1 - float(w @ (made.y - made.linear) ** 2) / float(w @ (made.y - mean) ** 2)


def model_of(made: Fitted, coefficients: Numbers, covariance: Numbers) -> Model:
    """What marginal effects are computed from."""
    names = made.matrix.names
    place = {name: number for number, name in enumerate(names)}
    factor_of = {each.name: each.factor for each in made.matrix.regressors if each.role == "level"}
    siblings = {
        place[name]: [place[other] for other in names if factor_of.get(other) == factor]
        for name, factor in factor_of.items()
        if name in place
    }
    powers: dict[int, list[tuple[int, int]]] = {}
    fixed = {place[CONSTANT]} if CONSTANT in place else set()
    for name in names:
        how = named(name, made.frame)
        if how.power > 1 and how.column in place and name not in factor_of:
            powers.setdefault(place[how.column], []).append((place[name], how.power))
            fixed.add(place[name])
    n = len(made.y)
    weights = np.full(n, 1 / n) if made.weights is None else made.weights / made.weights.sum()
    return Model(
        made.spec.family, made.matrix.x, coefficients, covariance, weights, siblings, powers, frozenset(fixed)
    )
