import itertools
import math
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.stats.proportions import odds_at_least, odds_ratio, risk_difference, wilson

# Newcombe (1998), Statistics in Medicine 17, table II, method 10.
NEWCOMBE = [
    ((56, 70, 48, 80), (0.0524, 0.3339)),
    ((9, 10, 3, 10), (0.1705, 0.8090)),
    ((6, 7, 2, 7), (0.0582, 0.8062)),
    ((5, 56, 0, 29), (-0.0381, 0.1926)),
    ((10, 10, 0, 20), (0.6791, 1.0)),
]
GROUPS = st.integers(1, 30).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
SMALL = st.lists(st.integers(0, 7), min_size=4, max_size=4)


@pytest.mark.parametrize(("counts", "ends"), NEWCOMBE)
def test_risk_difference_reproduces_newcombe(
    counts: tuple[int, int, int, int], ends: tuple[float, float]
) -> None:
    estimate = risk_difference(*counts, interval=True)

    assert (estimate.low, estimate.high) == pytest.approx(ends, abs=5.1e-5)
    assert estimate.value == pytest.approx(counts[0] / counts[1] - counts[2] / counts[3])


def test_risk_difference_has_no_interval_unless_asked() -> None:
    estimate = risk_difference(9, 10, 3, 10)

    assert estimate.value == 0.6
    assert estimate.low is None
    assert estimate.n == 20


@given(GROUPS, GROUPS)
def test_risk_difference_changes_sign_with_the_groups(a: tuple[int, int], b: tuple[int, int]) -> None:
    there, back = risk_difference(*a, *b, interval=True), risk_difference(*b, *a, interval=True)

    assert there.value == pytest.approx(-(back.value or 0.0))
    assert there.low == pytest.approx(-(back.high or 0.0))
    assert -1 <= (there.low or 0.0) <= (there.value or 0.0) <= (there.high or 0.0) <= 1


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        ((0, 0, 1, 2), "the first group is empty"),
        ((1, 2, 0, 0), "the second group is empty"),
        ((0, 0, 0, 0), "both groups are empty"),
    ],
)
def test_risk_difference_names_an_empty_group(counts: tuple[int, int, int, int], reason: str) -> None:
    assert risk_difference(*counts, interval=True).undefined == reason


def test_risk_difference_of_groups_of_one_is_defined() -> None:
    estimate = risk_difference(1, 1, 0, 1, interval=True)

    assert estimate.value == 1.0
    assert estimate.low is not None
    assert estimate.low < 0


def test_counts_that_are_none_are_refused() -> None:
    with pytest.raises(ValueError, match="0 <= k <= n"):
        risk_difference(3, 2, 0, 2)
    with pytest.raises(ValueError, match="0 <= k <= n"):
        wilson(-1, 2)


@pytest.mark.parametrize(("k", "n", "ends"), [(7, 10, (0.3968, 0.8922)), (0, 10, (0.0, 0.2775))])
def test_wilson_reproduces_the_published_intervals(k: int, n: int, ends: tuple[float, float]) -> None:
    estimate = wilson(k, n)

    assert (estimate.low, estimate.high) == pytest.approx(ends, abs=5.1e-5)


@given(GROUPS)
def test_the_ends_of_wilson_solve_the_equation_of_the_score_test(group: tuple[int, int]) -> None:
    k, n = group
    estimate = wilson(k, n)
    for end in (estimate.low, estimate.high):
        assert end is not None
        assert 0 <= end <= 1
        assert (end - k / n) ** 2 == pytest.approx(1.959963984540054**2 * end * (1 - end) / n, abs=1e-12)


def test_wilson_of_nobody_is_undefined() -> None:
    assert wilson(0, 0).undefined == "nobody to count"


def conditional_probabilities(table: list[list[int]], psi: float) -> dict[int, float]:
    """Fisher's noncentral hypergeometric distribution of the first cell, listed table by table."""
    (a, b), (c, d) = table
    weights = {
        k: math.comb(a + b, k) * math.comb(c + d, a + c - k) * psi**k
        for k in range(max(0, a - d), min(a + b, a + c) + 1)
    }
    return {k: weight / sum(weights.values()) for k, weight in weights.items()}


@pytest.mark.parametrize(
    ("table", "value", "ends"),
    [
        # Fisher's tea tasting, and the convictions of twins, of the help page of R's fisher.test. R's search
        # for the ends stops a little early: it prints 0.3631823 where the equation is solved at 0.3631896.
        ([[3, 1], [1, 3]], 6.4083, (0.2117, 626.24)),
        ([[2, 15], [10, 3]], 0.046937, (0.003317, 0.363182)),
    ],
)
def test_odds_ratio_reproduces_r(table: list[list[int]], value: float, ends: tuple[float, float]) -> None:
    estimate = odds_ratio(table)

    assert estimate.value == pytest.approx(value, rel=1e-5)
    assert (estimate.low, estimate.high) == pytest.approx(ends, rel=2e-4)


@given(SMALL)
def test_odds_ratio_and_its_interval_solve_their_equations(cells: list[int]) -> None:
    table = [cells[:2], cells[2:]]
    estimate = odds_ratio(table)
    if estimate.value is None or estimate.low is None or estimate.high is None:
        assert estimate.undefined
        return
    a = table[0][0]
    if estimate.value > 0:
        found = conditional_probabilities(table, estimate.value)
        assert sum(k * p for k, p in found.items()) == pytest.approx(a, rel=1e-6)
    if estimate.low > 0:
        found = conditional_probabilities(table, estimate.low)
        assert sum(p for k, p in found.items() if k >= a) == pytest.approx(0.025, rel=1e-5)
    found = conditional_probabilities(table, estimate.high)
    assert sum(p for k, p in found.items() if k <= a) == pytest.approx(0.025, rel=1e-5)


def test_odds_ratio_says_why_it_is_infinite_and_how_small_it_may_be() -> None:
    estimate = odds_ratio([[3, 0], [1, 3]])

    assert estimate.value is None
    assert estimate.undefined == "infinite, at least 0.3701 with 95% confidence"
    found = conditional_probabilities([[3, 0], [1, 3]], 0.3701)
    assert found[3] == pytest.approx(0.025, abs=1e-4)


def test_the_end_that_an_infinite_odds_ratio_has_is_a_number_and_no_other_table_has_one() -> None:
    least = odds_at_least([[3, 0], [1, 3]])

    assert least is not None
    assert conditional_probabilities([[3, 0], [1, 3]], least)[3] == pytest.approx(0.025, rel=1e-9)
    for other in ([[3, 1], [1, 3]], [[0, 3], [1, 3]], [[2, 0], [3, 0]], [[0, 0], [1, 2]]):
        assert odds_at_least(other) is None


def test_odds_ratios_of_many_persons_are_found_as_well() -> None:
    # So many persons that the conditional ratio is that of the cross-products, its interval that of Woolf.
    cells = (20_000, 30_000, 25_000, 24_000)
    estimate = odds_ratio([cells[:2], cells[2:]])
    woolf = math.log(20 * 24 / (30 * 25)) - 1.959964 * math.sqrt(sum(1 / each for each in cells))

    assert estimate.value == pytest.approx(0.64, rel=1e-5)
    assert estimate.low is not None
    assert math.log(estimate.low) == pytest.approx(woolf, rel=1e-3)


def test_odds_ratio_needs_none_of_the_slow_library() -> None:
    code = (
        "import sys; from secondmig.stats.proportions import odds_ratio; odds_ratio([[3, 1], [1, 3]]);"
        "print('scipy.stats' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"


def test_odds_ratio_of_zero_has_an_upper_end() -> None:
    estimate = odds_ratio([[0, 3], [1, 3]])

    assert estimate.value == 0.0
    assert estimate.low == 0.0
    assert estimate.high is not None


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ([[0, 0], [1, 2]], "the first group is empty"),
        ([[1, 2], [0, 0]], "the second group is empty"),
        ([[0, 2], [0, 3]], "nobody has it"),
        ([[2, 0], [3, 0]], "everybody has it"),
    ],
)
def test_odds_ratio_names_an_empty_margin(table: list[list[int]], reason: str) -> None:
    assert odds_ratio(table).undefined == reason


@pytest.mark.parametrize("table", [[[1, 2]], [[1, 2, 3], [1, 2, 3]], [[1, -2], [3, 4]]])
def test_odds_ratio_wants_two_by_two_counts(table: list[list[int]]) -> None:
    with pytest.raises(ValueError, match="2 by 2"):
        odds_ratio(table)


def test_no_small_table_gives_an_estimate_that_is_not_finite() -> None:
    for cells in itertools.product(range(3), repeat=4):
        estimate = odds_ratio([list(cells[:2]), list(cells[2:])])
        assert estimate.value is None or math.isfinite(estimate.value)
