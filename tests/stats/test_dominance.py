"""The three estimands of human capital on surveys: values by brute force, scores by their definition."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.stats.dominance import Contrast, Mask, Numbers, net_difference
from secondmig.stats.rank import rank_difference
from secondmig.stats.standardise import Cells, mean_difference, standardised

Estimand = Callable[[Numbers, Numbers, Mask, Mask, Cells], Contrast]


def delta(values: Numbers, weights: Numbers, first: Mask, second: Mask, _cells: Cells) -> Contrast:
    return net_difference(values, weights, first, second)


ESTIMANDS: list[Estimand] = [delta, standardised, rank_difference]


@st.composite
def surveys(draw: st.DrawFn) -> tuple[Numbers, Numbers, Mask, Mask, Cells]:
    """Rows with ties, missing values, weights, three groups and three cells, some unknown."""
    rows = draw(st.integers(4, 30))
    every = st.lists(st.integers(0, 6), min_size=rows, max_size=rows)
    values = np.array(draw(every), dtype=float)
    values[values == 6] = np.nan
    weights = np.array(draw(every), dtype=float) / 2 + draw(st.sampled_from([0.0, 0.5]))
    groups = np.array(draw(every)) % 3
    cells = np.array(draw(every), dtype=np.int64) % 4 - 1
    return values, weights, groups == 1, groups == 2, cells


def brute_delta(values: Numbers, weights: Numbers, first: Mask, second: Mask, _cells: Cells) -> float | None:
    above = whole = 0.0
    for i in np.flatnonzero(first & ~np.isnan(values)):
        for j in np.flatnonzero(second & ~np.isnan(values)):
            above += weights[i] * weights[j] * np.sign(values[i] - values[j])
            whole += weights[i] * weights[j]
    return above / whole if whole else None


def brute_mean(values: Numbers, weights: Numbers, first: Mask, second: Mask, cells: Cells) -> float | None:
    found = []
    for cell in {int(each) for each in cells if each >= 0}:
        means, total = [], 0.0
        for group in (first, second):
            mine = [i for i in np.flatnonzero(group & (cells == cell)) if values[i] == values[i]]
            weight = sum(weights[i] for i in mine)
            if weight:
                means.append(sum(weights[i] * values[i] for i in mine) / weight)
                total = total or weight
        if len(means) == 2:
            found.append((total, means[0] - means[1]))
    whole = sum(weight for weight, _ in found)
    return sum(weight * each for weight, each in found) / whole if found else None


def brute_rank(values: Numbers, weights: Numbers, first: Mask, second: Mask, cells: Cells) -> float | None:
    pool = [i for i in range(len(values)) if values[i] == values[i] and weights[i] > 0 and cells[i] >= 0]
    means = []
    for group in (first, second):
        summed = whole = 0.0
        for i in (each for each in pool if group[each]):
            mine = [k for k in pool if cells[k] == cells[i]]
            rank = sum(
                weights[k] * (1.0 if values[k] < values[i] else 0.5 if values[k] == values[i] else 0.0)
                for k in mine
            ) / sum(weights[k] for k in mine)
            summed, whole = summed + weights[i] * rank, whole + weights[i]
        if not whole:
            return None
        means.append(summed / whole)
    return means[0] - means[1]


@pytest.mark.parametrize(
    ("estimand", "brute"), [(delta, brute_delta), (standardised, brute_mean), (rank_difference, brute_rank)]
)
@given(survey=surveys())
def test_the_value_is_that_of_the_definition(
    estimand: Estimand,
    brute: Callable[..., float | None],
    survey: tuple[Numbers, Numbers, Mask, Mask, Cells],
) -> None:
    found = estimand(*survey)
    expected = brute(*survey)
    assert (found.value is None) == (expected is None)
    assert bool(found.undefined) == (expected is None)
    if expected is not None:
        assert found.value == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("estimand", ESTIMANDS)
@given(survey=surveys())
def test_a_score_is_what_the_weight_of_a_row_does_to_the_value(
    estimand: Estimand, survey: tuple[Numbers, Numbers, Mask, Mask, Cells]
) -> None:
    values, weights, first, second, cells = survey
    found = estimand(*survey)
    if found.value is None:
        assert not found.scores.any()
        return
    step = 1e-6
    for row in np.flatnonzero(weights > 0):
        change = np.zeros(len(weights))
        change[row] = step
        up = estimand(values, weights + change, first, second, cells).value
        down = estimand(values, weights - change, first, second, cells).value
        assert up is not None
        assert down is not None
        assert found.scores[row] == pytest.approx(weights[row] * (up - down) / (2 * step), abs=1e-6)
    assert found.scores.sum() == pytest.approx(0, abs=1e-9), "the scale of the weights does not matter"


@pytest.mark.parametrize("estimand", ESTIMANDS)
@given(survey=surveys(), factor=st.floats(0.1, 10))
def test_the_scale_of_weights_and_the_order_of_rows_change_nothing(
    estimand: Estimand, survey: tuple[Numbers, Numbers, Mask, Mask, Cells], factor: float
) -> None:
    values, weights, first, second, cells = survey
    found = estimand(*survey).value
    scaled = estimand(values, weights * factor, first, second, cells).value
    back = (values[::-1], weights[::-1], first[::-1], second[::-1], cells[::-1])
    turned = estimand(*back).value
    swapped = net_difference(values, weights, second, first).value
    for other in (scaled, turned):
        assert (found is None) == (other is None)
        if found is not None:
            assert other == pytest.approx(found, abs=1e-9)
    if estimand is delta and found is not None:
        assert swapped == pytest.approx(-found, abs=1e-12)


def test_composition_can_make_the_whole_of_a_difference() -> None:
    """The first group comes from the better schooled origin; within each origin both are the same."""
    values = np.array([16, 16, 16, 10, 16, 10, 10, 10], dtype=float)
    first = np.arange(8) < 4
    cells = np.array([0, 0, 0, 1, 0, 1, 1, 1], dtype=np.int64)
    weights = np.ones(8)
    assert mean_difference(values, weights, first, ~first).value == pytest.approx(3.0)
    at_equal = standardised(values, weights, first, ~first, cells)
    assert at_equal.value == pytest.approx(0.0, abs=1e-12)
    assert at_equal.parts == pytest.approx((14.5, 14.5))


def test_what_has_no_match_is_left_out_and_told() -> None:
    values = np.array([16, 12, 10], dtype=float)
    first = np.array([True, True, False])
    found = standardised(values, np.array([1.0, 3.0, 1.0]), first, ~first, np.array([0, 1, 0]))
    assert (found.value, found.share, found.first) == (6.0, 0.25, 1)


@pytest.mark.parametrize("estimand", [standardised, rank_difference])
def test_who_is_in_no_known_cell_is_left_out_and_told(estimand: Estimand) -> None:
    """Three quarters of the first group's weight lie in no known cell; who has no value counts in neither."""
    values = np.array([16, 12, np.nan, 10], dtype=float)
    first = np.array([True, True, True, False])
    found = estimand(values, np.array([1.0, 3.0, 5.0, 1.0]), first, ~first, np.array([0, -1, 0, 0]))
    assert (found.share, found.first) == (0.25, 1)


@pytest.mark.parametrize("estimand", ESTIMANDS)
def test_an_empty_group_is_a_reason(estimand: Estimand) -> None:
    values, nobody = np.array([1.0, 2.0]), np.zeros(2, dtype=bool)
    cells = np.zeros(2, dtype=np.int64)
    assert estimand(values, np.ones(2), nobody, ~nobody, cells).undefined == (
        "nobody of the first group has a value"
    )
    missing = np.array([np.nan, 2.0])
    of = np.array([True, False])
    assert "first group" in estimand(missing, np.ones(2), of, ~of, cells).undefined
    assert "second group" in estimand(missing, np.ones(2), ~of, of, cells).undefined
