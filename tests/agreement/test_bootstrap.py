from random import Random

import numpy as np
import pytest

from secondmig.agreement.bootstrap import Resampling, left_out, with_intervals
from secondmig.agreement.characters import character_ratings
from secondmig.agreement.coefficients import COEFFICIENTS, measured
from secondmig.agreement.layers import CodedDocument
from secondmig.agreement.tables import Ratings, ratings_of
from secondmig.estimate.resample import cluster_counts, percentile_interval
from tests.agreement.coded import layer


def coded(number: int, *, every_unit_alone: bool = False) -> Ratings:
    """Forty turns in each document, coders who agree in some documents and hardly in others."""
    chance = Random(5)
    rows, clusters = [], []
    for document in range(number):
        slip = 0.05 if document % 3 else 0.45
        for turn in range(40):
            first = chance.random() < 0.3
            rows.append((first, first if chance.random() > slip else not first))
            clusters.append(f"d{document:02d}-{turn if every_unit_alone else ''}")
    return ratings_of(rows, categories=(False, True), clusters=clusters)


def width(ratings: Ratings) -> float:
    found = with_intervals(ratings, ["alpha"], Resampling(1, 400))["alpha"]
    assert found.low is not None
    assert found.high is not None
    return found.high - found.low


def test_the_same_seed_gives_the_same_interval() -> None:
    ratings = coded(20)
    one = with_intervals(ratings, COEFFICIENTS, Resampling(3, 300))

    assert one == with_intervals(ratings, COEFFICIENTS, Resampling(3, 300))
    assert one["alpha"].low != with_intervals(ratings, ["alpha"], Resampling(4, 300))["alpha"].low


def test_intervals_equal_those_of_resampling_the_documents_one_by_one() -> None:
    ratings = coded(9)
    counts = cluster_counts(9, 60, seed=11)
    plain = []
    for row in counts.astype(int):
        drawn = np.repeat(np.arange(9), row)
        sample = Ratings(
            ratings.patterns,
            ratings.weights[drawn].sum(axis=0, keepdims=True),
            ratings.categories,
        )
        plain.append(measured(sample, "cohen_kappa").value or 0.0)
    found = with_intervals(ratings, ["cohen_kappa"], Resampling(11, 60))["cohen_kappa"]

    assert [found.low, found.high] == pytest.approx(np.quantile(plain, [0.025, 0.975]).tolist(), abs=1e-12)
    assert found.p_below == pytest.approx(np.mean(np.array(plain) < 0.667), abs=1e-12)


def test_resampling_documents_is_wider_than_resampling_units() -> None:
    assert width(coded(20)) > 1.5 * width(coded(20, every_unit_alone=True))


def test_intervals_hold_the_value_and_say_how_they_came_about() -> None:
    found = with_intervals(coded(20), ["percent", "alpha", "alpha_masi"], Resampling(1, 200))

    assert list(found) == ["percent", "alpha", "alpha_masi"]
    alpha = found["alpha"]
    assert alpha.value is not None
    assert alpha.low is not None
    assert alpha.high is not None
    assert alpha.low <= alpha.value <= alpha.high
    assert (alpha.n_units, alpha.n_clusters, alpha.seed) == (800, 20, 1)
    assert (found["alpha_masi"].undefined, found["alpha_masi"].low) == (
        "the answers are not sets of codes",
        None,
    )


def test_one_document_has_no_interval() -> None:
    found = with_intervals(coded(1), ["alpha"], Resampling(1))["alpha"]

    assert found.value is not None
    assert found.no_interval == "there is one document, so nothing to resample"


def test_a_code_in_few_documents_has_no_interval_and_a_reason() -> None:
    # The code stands in one document of six: a resample misses it in a third of cases.
    blank = [CodedDocument(f"e{n}", 50, ({}, {})) for n in range(5)]
    used = CodedDocument("d", 50, (layer((0, 10, "A")), layer((0, 12, "A"))))
    ratings = character_ratings([used, *blank], ["A"])["A"]
    found = with_intervals(ratings, ["alpha", "gwet_ac1", "percent"], Resampling(2, 500))

    assert found["alpha"].value is not None
    assert found["alpha"].low is None
    missing = int((cluster_counts(6, 500, 2)[:, 0] == 0).sum())
    assert found["alpha"].no_interval == f"undefined in {missing} of 500 resamples of the documents"
    assert found["gwet_ac1"].no_interval == found["alpha"].no_interval  # no value where nothing varies
    assert found["percent"].low is not None


def test_only_documents_that_two_coders_judged_are_drawn() -> None:
    rows = [(True, True), (True, False), (False, False), (True, None), (False, None)]
    ratings = ratings_of(rows, categories=(False, True), clusters=["a", "a", "b", "c", "c"])
    found = with_intervals(ratings, ["percent"], Resampling(1, 50))["percent"]

    assert found.n_clusters == 2
    assert found.low == 0.5


def test_leaving_one_document_out_shows_what_a_single_one_decides() -> None:
    ratings = coded(6)
    low, high = left_out(ratings, "alpha") or (0.0, 0.0)
    values = []
    for without in range(6):
        kept = np.delete(ratings.weights, without, axis=0).sum(axis=0, keepdims=True)
        values.append(measured(Ratings(ratings.patterns, kept, ratings.categories), "alpha").value or 0.0)

    assert (low, high) == pytest.approx((min(values), max(values)), abs=1e-12)
    assert left_out(coded(1), "alpha") is None


def test_intervals_are_the_quantiles_of_numpy() -> None:
    drawn = np.random.Generator(np.random.PCG64(5)).normal(size=1000)
    for size in (1, 2, 3, 39, 40, 41, 999, 1000):
        low, high = np.quantile(drawn[:size], [0.025, 0.975])
        assert percentile_interval(drawn[:size]) == pytest.approx((low, high), abs=1e-15)


def test_draws_are_made_once_and_nobody_writes_into_them() -> None:
    assert cluster_counts(5, 50, 3) is cluster_counts(5, 50, 3)
    with pytest.raises(ValueError, match="read-only"):
        cluster_counts(5, 50, 3)[0, 0] = 7.0
