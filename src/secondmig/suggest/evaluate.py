"""How often an engine is right and how much it finds, held against codings of people.

A suggestion is right where a coding of the same code overlaps it by a code point or more; a coding is found
where a suggestion of its code overlaps it. Documents are drawn with everything in them for the intervals:
sentences of one interview are no independent observations.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from secondmig.estimate.resample import cluster_counts, percentile_interval
from secondmig.estimate.values import Estimate, known, undefined

DRAWS: Final = 1000
DEFINED_SHARE: Final = 0.95
"""Resamples in which a share must be defined before they make an interval."""
RULE: Final = "overlap by at least one code point, same code"
NOTHING_SUGGESTED: Final = "nothing was suggested"
NOTHING_CODED: Final = "nothing was coded"
Counts = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Found:
    """What was suggested and what was coded in D documents, one number for each.

    Attributes:
        suggested: suggestions.
        right: those of them that a coding of the code overlaps.
        coded: codings.
        found: those of them that a suggestion of the code overlaps.
    """

    suggested: Counts
    right: Counts
    coded: Counts
    found: Counts


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares, 0-1, each with its 95 % interval where there is one.

    Attributes:
        precision: of the suggestions, those that are right.
        recall: of the codings, those that are found.
        f1: the harmonic mean of the two; 0 where one of them is 0 or has nothing to be a share of.
    """

    precision: Estimate
    recall: Estimate
    f1: Estimate


def figures(counts: Found, *, seed: int, draws: int = DRAWS) -> Figures:
    """Precision, recall and F1 of an engine.

    Args:
        counts: by document; documents that were read and hold neither suggestion nor coding belong to them.
        seed: of the resampling.
        draws: resamples of the documents.

    Returns:
        Estimates; without a value, and with the reason, where there is nothing to be a share of; without an
        interval where there are fewer than two documents or too many resamples leave the share undefined.
    """
    whole = np.ones((1, len(counts.suggested)))
    drawn = cluster_counts(len(counts.suggested), draws, seed) if len(counts.suggested) > 1 else None
    value = _shares(counts, whole)
    values = None if drawn is None else _shares(counts, drawn)
    n_suggested, n_coded = int(counts.suggested.sum()), int(counts.coded.sum())
    reasons = (
        "" if n_suggested else NOTHING_SUGGESTED,
        "" if n_coded else NOTHING_CODED,
        "" if n_suggested or n_coded else f"{NOTHING_SUGGESTED} and {NOTHING_CODED}",
    )
    sizes = (n_suggested, n_coded, n_suggested + n_coded)
    made = [
        _estimate(reason, float(one[0]), n, None if values is None else values[at], seed)
        for at, (reason, one, n) in enumerate(zip(reasons, value, sizes, strict=True))
    ]
    return Figures(*made)


def _shares(counts: Found, drawn: Counts) -> tuple[Counts, Counts, Counts]:
    """Precision, recall and F1 of each resample; NaN where undefined.

    Args:
        counts: by document.
        drawn: (B, D), how often each document stands in each resample.
    """
    suggested, right = drawn @ counts.suggested, drawn @ counts.right
    coded, found = drawn @ counts.coded, drawn @ counts.found
    precision = _over(right, suggested)
    recall = _over(found, coded)
    both = np.nan_to_num(precision) + np.nan_to_num(recall)
    f1 = np.where(both > 0, _over(2 * np.nan_to_num(precision) * np.nan_to_num(recall), both), 0.0)
    return precision, recall, np.where(suggested + coded > 0, f1, np.nan)


def _over(above: Counts, below: Counts) -> Counts:
    result = np.full(above.shape, np.nan)
    np.divide(above, below, out=result, where=below > 0)
    return result


def _estimate(reason: str, value: float, n: int, values: Counts | None, seed: int) -> Estimate:
    if reason:
        return undefined(reason, n=n, method=RULE, unit="share")
    plain = replace(known(value, n=n, method=RULE, unit="share"), seed=seed)
    if values is None:
        return plain
    defined = values[~np.isnan(values)]
    if len(defined) < DEFINED_SHARE * len(values):
        return plain
    low, high = percentile_interval(defined)
    return replace(plain, low=low, high=high)
