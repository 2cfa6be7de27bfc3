"""Seeded resampling of clusters: the same draws on every machine."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray


@lru_cache(maxsize=2)
def cluster_counts(clusters: int, draws: int, seed: int) -> NDArray[np.float64]:
    """How often each cluster stands in each resample, drawn with replacement.

    The units of a document are no independent observations, so documents (or persons) are drawn, with
    everything in them; drawing characters makes intervals several times too narrow.

    Args:
        clusters: D, at least 1.
        draws: B, at least 1.
        seed: of PCG64.

    Returns:
        (B, D) counts, each row summing to D; whole numbers held as floats, kept for the next that asks.

    Raises:
        ValueError: nothing to draw from, or no draws.

    >>> cluster_counts(3, 2, seed=1).sum(axis=1).tolist()
    [3.0, 3.0]
    """
    if clusters < 1 or draws < 1:
        message = f"resampling needs clusters and draws, not {clusters} and {draws}"
        raise ValueError(message)
    picked = np.random.Generator(np.random.PCG64(seed)).integers(0, clusters, (draws, clusters))
    cells = (picked + np.arange(draws)[:, None] * clusters).ravel()
    counts = np.bincount(cells, minlength=draws * clusters).reshape(draws, clusters).astype(np.float64)
    counts.flags.writeable = False
    return counts


def percentile_interval(values: NDArray[np.float64], level: float = 0.95) -> tuple[float, float]:
    """The middle ``level`` of the values, by linear interpolation between order statistics.

    Args:
        values: at least one, finite.
        level: 0-1.

    >>> percentile_interval(np.arange(101.0), 0.5)
    (25.0, 75.0)
    """
    ordered = np.sort(values)
    low, high = ((1.0 - level) / 2.0, (1.0 + level) / 2.0)
    return _quantile(ordered, low) + 0.0, _quantile(ordered, high) + 0.0


def _quantile(ordered: NDArray[np.float64], share: float) -> float:
    """What numpy.quantile gives, without its preparations, which cost more than the rest."""
    place = share * (len(ordered) - 1)
    below = min(int(place), max(len(ordered) - 2, 0))
    low, high = float(ordered[below]), float(ordered[min(below + 1, len(ordered) - 1)])
    part = place - below
    return low + (high - low) * part if part < 0.5 else high - (high - low) * (1.0 - part)
