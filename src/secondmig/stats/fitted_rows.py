"""The rows a model was fitted to: their predictions, outcomes and weights, and the means of its terms."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from secondmig.core.errors import SecondmigError
from secondmig.stats.fit import Fit, Term
from secondmig.stats.frame import Frame, Numbers, numbers, texts, values
from secondmig.stats.likelihood import probability
from secondmig.stats.model_spec import CONSTANT, ModelSpec


@dataclass(frozen=True, slots=True)
class FittedRows:
    """What a fit says of its own rows.

    Attributes:
        predictions: probability of the outcome, one a row.
        outcomes: 0 or 1.
        weights: None where each row counts once.
        means: term -> weighted mean, of the terms with a coefficient.
        bounds: term without a coefficient -> the value that all the rows have, of the terms that have one.
    """

    predictions: Numbers
    outcomes: Numbers
    weights: Numbers | None
    means: dict[str, float]
    bounds: dict[str, float]


def fitted_rows(spec: ModelSpec, fit: Fit, frame: Frame) -> FittedRows:
    """The rows of a fit with its predictions.

    Args:
        spec: the model.
        fit: one of its columns.
        frame: what it was fitted to.

    Raises:
        SecondmigError: nothing was estimated, or missing values were imputed, so that the rows have no
            predictions of their own.
    """
    if not fit.estimated or not fit.rows:
        reason = next((each.coefficient.undefined for each in fit.terms if each.coefficient.undefined), "")
        raise SecondmigError(
            f"{fit.column.name} predicts nothing, as nothing was estimated{f': {reason}' if reason else ''}",
            where=spec.file,
            hint="secondmig model fit says why",
        )
    if spec.imputing is not None:
        raise SecondmigError(
            "rows with imputed values have no prediction of their own",
            where=spec.file,
            hint="leave imputation out of the spec",
        )
    rows = np.asarray(fit.rows, dtype=np.int64)
    x = np.column_stack([_term(fit.term(name), frame, rows) for name in fit.estimated])
    weights = numbers(spec.weights, frame)[rows] if spec.weights else None
    means = np.average(x, axis=0, weights=weights).tolist()
    return FittedRows(
        predictions=probability(fit.family, x @ np.asarray(fit.coefficients)),
        outcomes=values(fit.outcome, frame)[rows],
        weights=weights,
        means=dict(zip(fit.estimated, means, strict=True)),
        bounds=dict(_bounds(fit, frame, rows)),
    )


def _bounds(
    fit: Fit, frame: Frame, rows: "np.ndarray[tuple[int], np.dtype[np.int64]]"
) -> Iterator[tuple[str, float]]:
    """The terms that were dropped, as far as they have one value in all rows fitted."""
    terms = {each.variable: each for each in fit.terms if each.role in {"variable", "level"}}
    for name in dict.fromkeys(each.variable for each in fit.dropped):
        found = set(_term(terms[name], frame, rows).tolist()) if name in terms else set()
        if len(found) == 1:
            yield name, float(found.pop())


def _term(term: Term, frame: Frame, rows: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> Numbers:
    if term.variable == CONSTANT:
        return np.ones(len(rows))
    if term.role == "level":
        category = term.variable.removeprefix(f"{term.factor}=")
        cells: Sequence[str] = texts(term.factor, frame)
        return np.array([float(cells[place] == category) for place in rows.tolist()])
    return np.asarray(values(term.variable, frame)[rows])
