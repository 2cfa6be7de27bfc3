"""Seeded resampling of clusters: the same draws on every machine."""

import numpy as np
from numpy.typing import NDArray


def cluster_counts(clusters: int, draws: int, seed: int) -> NDArray[np.float64]:
    """How often each cluster stands in each resample, drawn with replacement.

    The units of a document are no independent observations, so documents (or persons) are drawn, with
    everything in them; drawing characters makes intervals several times too narrow.

    Args:
        clusters: D, at least 1.
        draws: B, at least 1.
        seed: of PCG64.

    Returns:
        (B, D) counts, each row summing to D; whole numbers held as floats.

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
    return np.bincount(cells, minlength=draws * clusters).reshape(draws, clusters).astype(np.float64)


def percentile_interval(values: NDArray[np.float64], level: float = 0.95) -> tuple[float, float]:
    """The middle ``level`` of the values, by linear interpolation between order statistics.

    Args:
        values: at least one, finite.
        level: 0-1.

    >>> percentile_interval(np.arange(101.0), 0.5)
    (25.0, 75.0)
    """
    low, high = np.quantile(values, [(1.0 - level) / 2.0, (1.0 + level) / 2.0])
    return float(low) + 0.0, float(high) + 0.0
