import math

import numpy as np
import pytest

from secondmig.estimate.agreement import Agreement
from secondmig.estimate.resample import cluster_counts, percentile_interval


def test_agreement_has_a_value_or_a_reason() -> None:
    assert Agreement(0.5).undefined == ""
    assert Agreement(None, "only one answer").value is None
    for value, reason in ((0.5, "why"), (None, "")):
        with pytest.raises(ValueError, match="a value or a reason"):
            Agreement(value, reason)


@pytest.mark.parametrize("number", [math.nan, math.inf])
def test_agreement_refuses_what_is_not_finite(number: float) -> None:
    with pytest.raises(ValueError, match="value must be a finite number"):
        Agreement(number)


def test_agreement_has_a_whole_interval_or_none() -> None:
    whole = Agreement(0.5, low=0.4, high=0.6, p_below=1.0)

    assert (whole.low, whole.high) == (0.4, 0.6)
    assert Agreement(0.5, no_interval="one document").low is None
    for broken in (
        {"low": 0.4, "high": 0.6},
        {"low": 0.4, "p_below": 0.0},
        {"low": 0.4, "high": 0.6, "p_below": 0.0, "no_interval": "why"},
    ):
        with pytest.raises(ValueError, match="an interval needs a value"):
            Agreement(0.5, **broken)
    with pytest.raises(ValueError, match="low <= high"):
        Agreement(0.5, low=0.7, high=0.6, p_below=0.0)


def test_agreement_counts_are_not_negative() -> None:
    with pytest.raises(ValueError, match="count things"):
        Agreement(0.5, n_units=-1)


def test_cluster_counts_draw_as_many_as_there_are() -> None:
    counts = cluster_counts(7, 500, seed=3)

    assert counts.shape == (500, 7)
    assert set(counts.sum(axis=1)) == {7.0}
    assert counts.mean() == 1.0
    assert counts.max() > 1
    assert (counts == cluster_counts(7, 500, seed=3)).all()
    assert (counts != cluster_counts(7, 500, seed=4)).any()


def test_cluster_counts_stay_as_they_were_drawn_first() -> None:
    # Frozen: published intervals must come out the same with every later version.
    assert cluster_counts(4, 3, seed=20261122).tolist() == FROZEN


def test_resampling_needs_clusters_and_draws() -> None:
    for clusters, draws in ((0, 10), (3, 0)):
        with pytest.raises(ValueError, match="needs clusters and draws"):
            cluster_counts(clusters, draws, seed=1)


def test_percentile_interval_takes_the_middle() -> None:
    assert percentile_interval(np.arange(1001.0)) == pytest.approx((25.0, 975.0))


FROZEN = [[2.0, 1.0, 1.0, 0.0], [0.0, 0.0, 2.0, 2.0], [2.0, 0.0, 2.0, 0.0]]
