"""How well a model predicts the rows it was fitted to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from secondmig.estimate.values import Estimate, known, undefined

GROUPS: Final = 10
HALF: Final = 0.5
_Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Tenth:
    """Rows with about the same prediction.

    Attributes:
        number: from 1, the lowest predictions.
        n: rows.
        predicted: mean prediction.
        observed: share of the rows with the outcome.
    """

    number: int
    n: int
    predicted: float
    observed: float


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How the predictions of some rows meet their outcomes.

    Attributes:
        n: rows.
        predicted: mean prediction.
        observed: share with the outcome, the base rate.
        threshold: from which prediction on the outcome is expected.
        correct: share of rows that are on the side of the threshold where their outcome is.
        always: share that is right who expects of every row what is more frequent.
        hit: of the rows with the outcome, the share predicted to have it.
        spared: of the rows without it, the share predicted not to have it.
        tenths: rows in ten groups by prediction; groups without rows are left out.
    """

    n: int
    predicted: float
    observed: float
    threshold: float
    correct: float
    always: float
    hit: Estimate
    spared: Estimate
    tenths: tuple[Tenth, ...]


def accuracy(
    predictions: Sequence[float] | _Numbers,
    outcomes: Sequence[float] | _Numbers,
    *,
    threshold: float = HALF,
    weights: Sequence[float] | _Numbers | None = None,
) -> Accuracy:
    """How well predictions meet outcomes; means and shares are weighted where rows have weights.

    The outcome is expected of a row whose prediction is at least the threshold. For the ten groups the place
    of a row is the middle of the places of all rows with the same prediction, so equal predictions stay
    together and groups may differ in size.

    Source of "percent correctly predicted" with 0.5: J. M. Wooldridge, Introductory Econometrics, 17.1.

    Args:
        predictions: probabilities, at least one.
        outcomes: 0 or 1, as many.
        threshold: between 0 and 1.
        weights: above 0, as many; None where each row counts once.

    Raises:
        ValueError: the numbers of values differ, there are none, or an outcome is neither 0 nor 1.

    >>> done = accuracy([0.1, 0.4, 0.6, 0.9], [0, 1, 1, 1])
    >>> done.correct, done.observed, done.always, done.spared.value
    (0.75, 0.75, 0.75, 1.0)
    """
    p, y = np.asarray(predictions, dtype=np.float64), np.asarray(outcomes, dtype=np.float64)
    w = np.ones(len(p)) if weights is None else np.asarray(weights, dtype=np.float64)
    if not len(p) == len(y) == len(w) or not len(p):
        raise ValueError(f"{len(p)} predictions, {len(y)} outcomes and {len(w)} weights")
    if not np.all((y == 0) | (y == 1)):
        raise ValueError("an outcome is 0 or 1")
    right = ((p >= threshold) == (y == 1)) * 1.0
    observed = float(np.average(y, weights=w))
    group = _groups(p)
    return Accuracy(
        n=len(p),
        predicted=float(np.average(p, weights=w)),
        observed=observed,
        threshold=threshold,
        correct=float(np.average(right, weights=w)),
        always=max(observed, 1 - observed),
        hit=_among(right, y == 1, w, "no row has the outcome"),
        spared=_among(right, y == 0, w, "every row has the outcome"),
        tenths=tuple(_tenth(number, group == number, p, y, w) for number in np.unique(group).tolist()),
    )


def _groups(p: _Numbers) -> NDArray[np.int64]:
    """The group of each row, from 0, by the middle of the places of its prediction."""
    _, where, counts = np.unique(p, return_inverse=True, return_counts=True)
    middle = (np.cumsum(counts) - (counts + 1) / 2)[where]
    return np.floor(GROUPS * (middle + 0.5) / len(p)).astype(np.int64)


def _tenth(number: int, rows: NDArray[np.bool_], p: _Numbers, y: _Numbers, w: _Numbers) -> Tenth:
    predicted = float(np.average(p[rows], weights=w[rows]))
    observed = float(np.average(y[rows], weights=w[rows]))
    return Tenth(number + 1, int(rows.sum()), predicted, observed)


def _among(right: _Numbers, rows: NDArray[np.bool_], w: _Numbers, reason: str) -> Estimate:
    n = int(rows.sum())
    if not n:
        return undefined(reason, unit="share of rows")
    return known(float(np.average(right[rows], weights=w[rows])), n=n, unit="share of rows")
