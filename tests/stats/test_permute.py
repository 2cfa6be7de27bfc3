import csv
import itertools
import math
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secondmig.estimate.values import Estimate
from secondmig.stats.permute import exact_kruskal_wallis, exact_mean_difference, exact_rank_sum, sign_test

RATINGS = st.lists(st.integers(0, 5), min_size=1, max_size=6)
X = [10, 10, 20, 20, 20, 30, 30, 30, 40, 50]
Y = [10, 20, 30, 40, 40, 50]


def mid_ranks(values: Sequence[float]) -> list[float]:
    return [
        sum(other < value for other in values) + (sum(other == value for other in values) + 1) / 2
        for value in values
    ]


def every_relabelling(values: Sequence[float], m: int) -> float:
    """The share of all ways to pick m persons whose sum is at least as far from the mean of all of them."""
    centre = sum(values) * m / len(values)
    observed = abs(sum(values[:m]) - centre)
    sums = [sum(chosen) for chosen in itertools.combinations(values, m)]
    return sum(abs(each - centre) >= observed - 1e-9 for each in sums) / len(sums)


@given(RATINGS, RATINGS)
def test_exact_rank_sum_agrees_with_every_relabelling(x: list[int], y: list[int]) -> None:
    p = exact_rank_sum(x, y)

    if len({*x, *y}) == 1:
        assert p.undefined == "all values are equal"
    else:
        assert p.value == pytest.approx(every_relabelling(mid_ranks([*x, *y]), len(x)), abs=1e-12)


@given(RATINGS, RATINGS)
def test_exact_mean_difference_agrees_with_every_relabelling(x: list[int], y: list[int]) -> None:
    p = exact_mean_difference(x, y)

    if len({*x, *y}) > 1:
        assert p.value == pytest.approx(every_relabelling([*x, *y], len(x)), abs=1e-12)


FINE = st.lists(st.floats(-5, 5).filter(lambda each: abs(each) > 0.001), min_size=1, max_size=5)


@given(FINE, FINE)
def test_numbers_of_any_fineness_are_listed_completely(x: list[float], y: list[float]) -> None:
    p = exact_mean_difference(x, y)

    if len({*x, *y}) > 1:
        assert p.value == pytest.approx(every_relabelling([*x, *y], len(x)), abs=1e-12)
        assert p.seed is None


@given(RATINGS, RATINGS)
def test_the_groups_may_change_places(x: list[int], y: list[int]) -> None:
    for test in (exact_rank_sum, exact_mean_difference):
        there, back = test(x, y), test(y, x)
        assert there.value == pytest.approx(back.value) if there.value is not None else back.value is None


@given(RATINGS, RATINGS)
def test_the_rank_sum_knows_only_the_order(x: list[int], y: list[int]) -> None:
    stretched = exact_rank_sum([each**3 for each in x], [each**3 for each in y])

    assert stretched == exact_rank_sum(x, y)


def test_shares_are_compared_as_exactly_as_whole_numbers() -> None:
    thirds = exact_mean_difference([1 / 3, 2 / 3, 1.0], [0.0, 0.0, 1 / 3])
    whole = exact_mean_difference([1, 2, 3], [0, 0, 1])

    assert thirds.value == pytest.approx(whole.value)


def test_the_complete_distribution_of_the_r_example_lies_in_the_interval_of_a_simulated_one() -> None:
    # x and y of R's effsize.
    exact = exact_mean_difference(X, Y)
    drawn = exact_mean_difference([each + 1e-11 * i for i, each in enumerate(X)], Y, limit=0)

    assert exact.value == pytest.approx(every_relabelling([*X, *Y], 10))
    assert drawn.value == pytest.approx(exact.value, abs=0.01)


@pytest.mark.parametrize("test", [exact_rank_sum, exact_mean_difference])
def test_many_persons_are_relabelled_at_random_and_it_is_said(test: Callable[..., Estimate]) -> None:
    x, y = [0.1 * i for i in range(50)], [0.1 * i + 1 for i in range(50)]
    exact, drawn = test(x, y), test(x, y, limit=0, draws=9_999, seed=3)

    assert drawn.seed == 3
    assert "9,999 random re-labellings" in drawn.method
    assert exact.seed is None
    assert "complete distribution" in exact.method
    assert drawn.low is not None
    assert drawn.high is not None
    assert exact.value is not None
    assert drawn.low - 0.003 < exact.value < drawn.high + 0.003
    assert drawn == test(x, y, limit=0, draws=9_999, seed=3)


def test_no_number_of_ways_is_too_large() -> None:
    # C(1200, 600) is beyond the range of floats; the chances of subsets are not.
    p = exact_mean_difference([0, 1] * 300, [0] * 280 + [1] * 320)
    a, b = 300, 320
    far = sum(
        math.comb(600, k) * math.comb(600, a + b - k) for k in range(20, 601) if abs(2 * k - a - b) >= b - a
    )

    assert p.seed is None
    assert p.value == pytest.approx(far / math.comb(1200, a + b), rel=1e-9)


@pytest.mark.parametrize("test", [exact_rank_sum, exact_mean_difference])
@pytest.mark.parametrize(
    ("x", "y", "reason"),
    [
        ([], [1], "the first group is empty"),
        ([1], [], "the second group is empty"),
        ([], [], "both groups are empty"),
        ([2, 2], [2], "all values are equal"),
    ],
)
def test_undefined_cases_are_named(
    test: Callable[..., Estimate], x: list[float], y: list[float], reason: str
) -> None:
    assert test(x, y).undefined == reason


def test_groups_of_one_can_never_surprise() -> None:
    assert exact_rank_sum([1], [2]).value == 1.0
    assert exact_mean_difference([1], [2, 3]).value == pytest.approx(1 / 3 + 1 / 3)


def test_a_missing_value_is_refused() -> None:
    with pytest.raises(ValueError, match="not a finite number"):
        exact_mean_difference([math.nan], [1.0])


@pytest.mark.parametrize(
    ("above", "below", "p"),
    # The demo's H1: 11 of 13, and 8 of 10 untied; sign tests as printed in the design of the demo.
    [(11, 2, 0.022), (8, 2, 0.109), (1, 0, 1.0), (3, 3, 1.0)],
)
def test_sign_test_is_twice_the_binomial_tail(above: int, below: int, p: float) -> None:
    estimate = sign_test([2.0] * above + [-1.0] * below + [0.0] * 4)

    assert estimate.value == pytest.approx(p, abs=5.1e-4)
    assert estimate.n == above + below


@given(st.lists(st.integers(-2, 2), max_size=9))
@settings(max_examples=60)
def test_sign_test_agrees_with_every_turn_of_the_signs(differences: list[int]) -> None:
    untied = [each for each in differences if each]
    estimate = sign_test(differences)
    if not untied:
        assert estimate.undefined == ("all differences are zero" if differences else "nobody to compare")
        return
    observed = abs(sum(1 if each > 0 else -1 for each in untied))
    turns = list(itertools.product((1, -1), repeat=len(untied)))
    assert estimate.value == pytest.approx(sum(abs(sum(turn)) >= observed for turn in turns) / len(turns))


@given(RATINGS, RATINGS)
def test_kruskal_and_wallis_of_two_groups_is_the_rank_sum(x: list[int], y: list[int]) -> None:
    three, two = exact_kruskal_wallis([x, y]), exact_rank_sum(x, y)

    assert (three.value, three.undefined) == (two.value, two.undefined)


TRIPLES = st.lists(st.integers(0, 3), min_size=1, max_size=3)


@given(TRIPLES, TRIPLES, TRIPLES)
@settings(max_examples=40)
def test_kruskal_and_wallis_agrees_with_every_order_of_the_persons(
    x: list[int], y: list[int], z: list[int]
) -> None:
    estimate = exact_kruskal_wallis([x, y, z])
    if len({*x, *y, *z}) == 1:
        assert estimate.undefined == "all values are equal"
        return
    ranks, m, k = mid_ranks([*x, *y, *z]), len(x), len(x) + len(y)

    def spread(order: Sequence[float]) -> float:
        groups = (order[:m], order[m:k], order[k:])
        return sum(sum(group) ** 2 / len(group) for group in groups)

    # Every way to pick the first group, then the second of the rest.
    everybody = set(range(len(ranks)))
    spreads = [
        spread([ranks[i] for i in (*first, *second, *sorted(everybody - {*first, *second}))])
        for first in itertools.combinations(range(len(ranks)), m)
        for second in itertools.combinations(sorted(everybody - set(first)), k - m)
    ]
    far = sum(each >= spread(ranks) - 1e-9 for each in spreads)
    assert estimate.value == pytest.approx(far / len(spreads), abs=1e-12)


def test_kruskal_and_wallis_of_many_is_drawn_with_a_seed_near_the_complete_one() -> None:
    groups = [[1, 2, 3, 9], [4, 5, 6], [7, 8, 10]]
    exact, drawn = exact_kruskal_wallis(groups), exact_kruskal_wallis(groups, limit=1, seed=2)

    assert exact.seed is None
    assert drawn.seed == 2
    assert exact.value is not None
    assert drawn.low is not None
    assert drawn.high is not None
    assert drawn.low - 0.003 < exact.value < drawn.high + 0.003


@pytest.mark.parametrize(
    ("groups", "reason"),
    [
        ([[1], [], [2]], "a group is empty"),
        ([[1, 2]], "fewer than two groups"),
        ([[1], [1], [1]], "all values"),
    ],
)
def test_kruskal_and_wallis_names_what_cannot_be_compared(groups: list[list[float]], reason: str) -> None:
    assert exact_kruskal_wallis(groups).undefined.startswith(reason)


def column(name: str, group: str) -> list[float]:
    path = Path(__file__).parents[2] / "corpus" / "persons.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return [float(row[name]) for row in csv.DictReader(file) if row["group"] == group and row[name]]


@pytest.mark.parametrize(
    ("name", "ranks", "means"),
    # G1 and G5 of the demo's design: 24 choose 13 = 2,496,144 re-labellings, ties as mid-ranks.
    [
        ("edu_isced", 0.032, 0.015),
        ("edu_years", 0.072, 0.036),
        ("integ_legal", 1.00, None),
        ("integ_edu", 0.27, None),
        ("integ_econ", 0.49, None),
        ("integ_social", 0.034, None),
    ],
)
def test_the_exact_p_of_the_demo_come_out(name: str, ranks: float, means: float | None) -> None:
    x, y = column(name, "second"), column(name, "single")
    digits = 5.1e-4 if ranks < 0.1 else 5.1e-3

    assert exact_rank_sum(x, y).value == pytest.approx(ranks, abs=digits)
    if means is not None:
        assert exact_mean_difference(x, y).value == pytest.approx(means, abs=5.1e-4)
    assert exact_rank_sum(x, y).seed is None
