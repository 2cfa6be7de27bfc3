"""Intervals of agreement by resampling documents, and what happens when one document is left out."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from secondmig.agreement.coefficients import COEFFICIENTS, measured
from secondmig.agreement.tables import Floats, Ratings
from secondmig.agreement.tally import Tally
from secondmig.estimate.agreement import TENTATIVE, Agreement
from secondmig.estimate.resample import cluster_counts, percentile_interval

DRAWS = 1000
DEFINED_SHARE = 0.95
"""Resamples in which a coefficient must be defined before they make an interval."""
_CELLS = 1 << 22


@dataclass(frozen=True, slots=True)
class Resampling:
    """How intervals are made.

    Attributes:
        seed: of the draws; the same for every code, so that codes are compared on the same resamples.
        draws: resamples of the documents.
    """

    seed: int
    draws: int = DRAWS


def with_intervals(
    ratings: Ratings, coefficients: Iterable[str], resampling: Resampling
) -> dict[str, Agreement]:
    """Coefficients with 95 % percentile intervals over resampled clusters, by id in the order asked.

    Every resample draws as many clusters as there are, with replacement, and computes the coefficient of the
    pooled units. Only clusters with a unit that two coders judged are drawn. Fewer than eight documents make
    an interval unreliable: show :func:`left_out` beside it.

    Args:
        ratings: what the coders said, by cluster.
        coefficients: ids of COEFFICIENTS.
        resampling: seed and number of draws.

    Returns:
        Agreements; without interval, and with the reason, where there are fewer than two clusters or the
        coefficient is undefined in more than one resample in twenty.
    """
    drawn = _judged_twice(ratings)
    whole = Tally.of(ratings)
    plain = {name: measured(ratings, name, whole) for name in coefficients}
    open_ = [name for name, each in plain.items() if each.value is not None and len(drawn.clusters) > 1]
    values: dict[str, list[Floats]] = {name: [] for name in open_}
    for part in _parts(drawn, resampling) if open_ else ():
        tally = Tally.of(drawn, part)
        for name in open_:
            made = COEFFICIENTS[name].function(tally).values()
            corrected = COEFFICIENTS[name].corrected
            values[name].append(np.where(tally.varies() < 2, np.nan, made) if corrected else made)
    return {
        name: bracketed(each, np.concatenate(values[name]), resampling) if name in values else _alone(each)
        for name, each in plain.items()
    }


def _parts(drawn: Ratings, resampling: Resampling) -> list[Floats]:
    """How often each cluster stands in each resample, in parts of which the sums fit into memory."""
    counts = cluster_counts(len(drawn.clusters), resampling.draws, resampling.seed)
    wide = max(len(drawn.patterns), len(drawn.categories) ** 2, 1)
    rows = max(1, _CELLS // wide)
    return [counts[at : at + rows] for at in range(0, len(counts), rows)]


def left_out(ratings: Ratings, coefficient: str) -> tuple[float, float] | None:
    """Lowest and highest value when one cluster at a time is left out; None if any of them is undefined."""
    drawn = _judged_twice(ratings)
    if len(drawn.clusters) < 2 or measured(ratings, coefficient).value is None:
        return None
    entry = COEFFICIENTS[coefficient]
    tally = Tally.of(drawn, 1.0 - np.eye(len(drawn.clusters)))
    values = entry.function(tally).values()
    if np.isnan(values).any() or (entry.corrected and (tally.varies() < 2).any()):
        return None
    return float(values.min()) + 0.0, float(values.max()) + 0.0


def bracketed(plain: Agreement, values: Floats, resampling: Resampling) -> Agreement:
    """A value with the interval that its resamples make.

    Args:
        plain: the value of the sample itself.
        values: (B,) of the resamples, NaN where undefined.
        resampling: how they were drawn.
    """
    defined = values[~np.isnan(values)]
    if len(defined) < DEFINED_SHARE * len(values):
        missing = len(values) - len(defined)
        reason = f"undefined in {missing} of {len(values)} resamples of the documents"
        return replace(plain, no_interval=reason, seed=resampling.seed)
    low, high = percentile_interval(defined)
    below = float((defined < TENTATIVE).mean())
    return replace(plain, low=low, high=high, p_below=below, seed=resampling.seed)


def _alone(plain: Agreement) -> Agreement:
    if plain.value is None:
        return plain
    return replace(plain, no_interval="there is one document, so nothing to resample")


def _judged_twice(ratings: Ratings) -> Ratings:
    """The clusters with a unit that two coders judged."""
    kept = ratings.weights[:, ratings.judged() >= 2].sum(axis=1) > 0
    names = tuple(name for name, keep in zip(ratings.clusters, kept, strict=True) if keep)
    return replace(ratings, weights=ratings.weights[kept], clusters=names)
