import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.stats.bayes import probability_greater

GROUPS = st.integers(1, 25).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def by_riemann_sum(k1: int, n1: int, k2: int, n2: int, steps: int = 40_000) -> float:
    """Beta densities on a grid of angles, x = sin(angle)^2, added up; no library of distributions."""

    def density(k: int, n: int, angle: float) -> float:
        a, b = k + 0.5, n - k + 0.5
        scale = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
        return (
            2 * math.exp(scale) * math.pow(math.sin(angle), 2 * a - 1) * math.pow(math.cos(angle), 2 * b - 1)
        )

    width = math.pi / 2 / steps
    below, total = 0.0, 0.0
    for step in range(steps):
        angle = (step + 0.5) * width
        second = density(k2, n2, angle) * width
        total += density(k1, n1, angle) * width * (below + second / 2)
        below += second
    return total


def test_probability_greater_reproduces_the_worked_example() -> None:
    assert probability_greater(9, 10, 3, 10).value == pytest.approx(0.997737, abs=5.1e-7)


@pytest.mark.parametrize(
    "counts", [(9, 10, 3, 10), (0, 10, 0, 3), (5, 5, 1, 9), (0, 1, 1, 1), (20, 40, 3, 8)]
)
def test_probability_greater_agrees_with_adding_up_densities(counts: tuple[int, int, int, int]) -> None:
    assert probability_greater(*counts).value == pytest.approx(by_riemann_sum(*counts), abs=1e-6)


@given(GROUPS, GROUPS)
def test_one_of_the_two_is_larger(a: tuple[int, int], b: tuple[int, int]) -> None:
    there, back = probability_greater(*a, *b).value, probability_greater(*b, *a).value

    assert there is not None
    assert back is not None
    assert there + back == pytest.approx(1.0, abs=1e-12)


@given(GROUPS)
def test_equal_groups_are_even(group: tuple[int, int]) -> None:
    assert probability_greater(*group, *group).value == 0.5


def test_large_groups_are_told_apart() -> None:
    assert (probability_greater(500_000, 1_000_000, 499_000, 1_000_000).value or 0.0) == pytest.approx(
        0.9214, abs=5e-4
    )


def test_an_empty_group_is_named() -> None:
    assert probability_greater(0, 0, 1, 2).undefined == "the first group is empty"
    assert probability_greater(1, 2, 0, 0).undefined == "the second group is empty"
