"""Everybody's side is that of the person's own share in Cliff's delta."""

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.joint.compared import (
    Groups,
    dominance,
    mean_difference,
    paired_dominance,
    paired_interval,
    sides,
    with_interval,
)
from secondmig.stats.effect import cliffs_delta

VALUES = st.lists(st.integers(-3, 3).map(float), min_size=1, max_size=8)


@given(VALUES, VALUES)
def test_delta_is_the_mean_of_everybodys_own_dominance(x: list[float], y: list[float]) -> None:
    delta = cliffs_delta(x, y).value

    assert delta == pytest.approx(sum(dominance(each, y) for each in x) / (len(x) * len(y)))
    assert delta == pytest.approx(-sum(dominance(each, x) for each in y) / (len(x) * len(y)))


@given(VALUES, VALUES)
def test_sides_are_the_signs_counted_pair_by_pair(x: list[float], y: list[float]) -> None:
    first = {f"a{place}": value for place, value in enumerate(x)}
    second = {f"b{place}": value for place, value in enumerate(y)}
    found = sides(first, second, "positive")

    for case, value in first.items():
        above = sum(value > other for other in y) - sum(value < other for other in y)
        assert found[case] == ("for" if above > 0 else "against" if above < 0 else "tie")
    for case, value in second.items():
        below = sum(value < other for other in x) - sum(value > other for other in x)
        assert found[case] == ("for" if below > 0 else "against" if below < 0 else "tie")


@given(VALUES, VALUES)
def test_exchanging_the_groups_and_what_is_expected_leaves_every_side(x: list[float], y: list[float]) -> None:
    first = {f"a{place}": value for place, value in enumerate(x)}
    second = {f"b{place}": value for place, value in enumerate(y)}

    assert sides(first, second, "positive") == sides(second, first, "negative")


def test_nobody_has_a_side_against_an_empty_group() -> None:
    assert sides({"a": 1.0}, {}, "positive") == {"a": "tie"}
    assert sides({}, {}, "positive") == {}


def test_undefined_is_named() -> None:
    assert paired_dominance([]).undefined == "nobody has both figures"
    assert mean_difference([], [1.0]).undefined == "a group is empty"


@given(st.lists(st.integers(-2, 2), min_size=1, max_size=12))
def test_paired_dominance_counts_signs(differences: list[int]) -> None:
    value = paired_dominance(differences).value
    above, below = sum(each > 0 for each in differences), sum(each < 0 for each in differences)

    assert value == pytest.approx((above - below) / len(differences))


def test_thirds_tie_exactly() -> None:
    assert paired_dominance([Fraction(2, 6) - Fraction(1, 3)]).value == 0


@pytest.mark.parametrize("means", [True, False])
def test_interval_holds_the_effect_and_comes_out_the_same_in_any_order(means: bool) -> None:
    x, y = [1.0, 4.0, 2.0, 5.0, 9.0], [0.0, 3.0, 2.0, 1.0]
    effect = mean_difference(x, y) if means else cliffs_delta(x, y)
    found = with_interval(effect, Groups(x, y), means=means, seed=0)
    again = with_interval(effect, Groups(Random(5).sample(x, 5), y[::-1]), means=means, seed=0)

    assert found == again
    assert found.low is not None
    assert found.high is not None
    assert found.value is not None
    assert found.low < found.value < found.high
    assert found.seed == 0
    assert with_interval(effect, Groups(x, y), means=means, seed=1) != found


def test_interval_matches_a_bootstrap_written_out() -> None:
    """The same draws, each resample compared pair by pair."""
    from secondmig.estimate.resample import cluster_counts, percentile_interval

    x, y = [1.0, 2.0, 5.0], [0.0, 2.0]
    found = with_interval(cliffs_delta(x, y), Groups(x, y), means=False, seed=3)
    draws = []
    for of_x, of_y in zip(cluster_counts(3, 2000, 3), cluster_counts(2, 2000, 4), strict=True):
        one = [value for value, times in zip(x, of_x, strict=True) for _ in range(int(times))]
        other = [value for value, times in zip(y, of_y, strict=True) for _ in range(int(times))]
        draws.append(sum((a > b) - (a < b) for a in one for b in other) / 6)
    import numpy as np

    assert (found.low, found.high) == pytest.approx(percentile_interval(np.array(draws)))


def test_one_person_has_no_interval() -> None:
    effect = cliffs_delta([1.0], [0.0, 2.0])

    assert with_interval(effect, Groups([1.0], [0.0, 2.0]), means=False, seed=0) == effect
    assert paired_interval(paired_dominance([1]), [1], seed=0) == paired_dominance([1])
