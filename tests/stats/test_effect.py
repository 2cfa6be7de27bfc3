import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.stats.effect import cliffs_delta, share

RATINGS = st.lists(st.integers(min_value=0, max_value=8), min_size=1, max_size=25)


def brute_force_delta(x: list[int], y: list[int]) -> float:
    signs = [(a > b) - (a < b) for a in x for b in y]
    return sum(signs) / len(signs)


def test_cliffs_delta_reproduces_the_published_example() -> None:
    # The example of the R package effsize.
    estimate = cliffs_delta([10, 10, 20, 20, 20, 30, 30, 30, 40, 50], [10, 20, 30, 40, 40, 50])

    assert estimate.value == -0.25
    assert estimate.n == 16


@given(RATINGS, RATINGS)
def test_cliffs_delta_agrees_with_comparing_every_pair(x: list[int], y: list[int]) -> None:
    assert cliffs_delta(x, y).value == brute_force_delta(x, y)


@given(RATINGS, RATINGS)
def test_cliffs_delta_changes_sign_with_the_groups(x: list[int], y: list[int]) -> None:
    assert cliffs_delta(x, y).value == -(cliffs_delta(y, x).value or 0.0)


@given(RATINGS, RATINGS)
def test_cliffs_delta_knows_only_the_order_of_values(x: list[int], y: list[int]) -> None:
    stretched = cliffs_delta([value**3 + 5 for value in x], [value**3 + 5 for value in y])

    assert stretched.value == cliffs_delta(x, y).value


def test_cliffs_delta_is_one_where_every_value_is_larger() -> None:
    assert cliffs_delta([5, 6], [1, 4]).value == 1.0
    assert cliffs_delta([1, 4], [5, 6]).value == -1.0


def test_cliffs_delta_of_equal_groups_is_positive_zero() -> None:
    delta = cliffs_delta([1, 2, 3], [3, 2, 1]).value

    assert delta == 0.0
    assert math.copysign(1.0, delta) == 1.0


@pytest.mark.parametrize(
    ("x", "y", "reason"),
    [
        ([], [1.0], "the first group is empty"),
        ([1.0], [], "the second group is empty"),
        ([], [], "both groups are empty"),
    ],
)
def test_cliffs_delta_of_an_empty_group_is_undefined(x: list[float], y: list[float], reason: str) -> None:
    estimate = cliffs_delta(x, y)

    assert estimate.value is None
    assert estimate.undefined == reason


def test_cliffs_delta_refuses_a_missing_value() -> None:
    with pytest.raises(ValueError, match="not a finite number"):
        cliffs_delta([1.0], [math.nan])


def test_share_counts_its_denominator() -> None:
    estimate = share(11, 13)

    assert estimate.value == 11 / 13
    assert estimate.n == 13
    assert estimate.unit == "share of persons"


def test_share_of_nobody_is_undefined_and_not_zero() -> None:
    assert share(0, 0, reason="no leg").undefined == "no leg"
    assert share(0, 5).value == 0.0


@pytest.mark.parametrize(("k", "n"), [(-1, 3), (4, 3), (0, -1)])
def test_share_refuses_impossible_counts(k: int, n: int) -> None:
    with pytest.raises(ValueError, match="0 <= k <= n"):
        share(k, n)
