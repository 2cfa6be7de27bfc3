import csv
import math
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from secondmig.core.errors import SecondmigError
from secondmig.stats.ordinal import Distribution, between, binary, maximum_entropy, steps

TABLE = Path(__file__).parents[2] / "codebooks" / "liu-2018" / "table_1_2.csv"
WEIGHTS = st.lists(st.floats(min_value=0.0, max_value=30.0), min_size=2, max_size=35)


def rows_of_steps() -> list[tuple[str, float, float, float, float]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        (row["variable"], float(row["min"]), float(row["max"]), float(row["mean"]), float(row["sd"]))
        for row in rows
        if float(row["min"]) > 0
    ]


def entropy(probabilities: tuple[float, ...]) -> float:
    return -math.fsum(p * math.log(p) for p in probabilities if p > 0)


def moments(values: list[float], probabilities: list[float]) -> tuple[float, float]:
    mean = math.fsum(p * x for p, x in zip(probabilities, values, strict=True))
    squares = math.fsum(p * (x - mean) ** 2 for p, x in zip(probabilities, values, strict=True))
    return mean, math.sqrt(squares)


@pytest.mark.parametrize(("name", "low", "high", "mean", "sd"), rows_of_steps())
def test_moments_of_table_1_2_are_met(name: str, low: float, high: float, mean: float, sd: float) -> None:
    found = steps(low, high, mean, sd)

    assert found.mean == pytest.approx(mean, abs=1e-9)
    assert found.sd == pytest.approx(sd, abs=1e-9)
    assert math.fsum(found.probabilities) == pytest.approx(1, abs=1e-12)
    assert (found.values[0], found.values[-1]) == (low, high)


def test_table_1_2_has_eleven_variables_in_steps() -> None:
    assert len(rows_of_steps()) == 11


@given(WEIGHTS, st.integers(min_value=-3, max_value=40))
@example([0.0, 2.0], 11)  # on the edge, and the rounding of a mean near 11 is above that of one near 0
def test_moments_of_any_distribution_are_met(exponents: list[float], low: int) -> None:
    masses = [math.exp(-each) for each in exponents]
    probabilities = [each / math.fsum(masses) for each in masses]
    values = [float(low + step) for step in range(len(masses))]
    mean, sd = moments(values, probabilities)
    assume(sd > 1e-4)

    found = steps(low, low + len(masses) - 1, mean, sd)

    assert found.mean == pytest.approx(mean, abs=1e-9)
    assert found.sd == pytest.approx(sd, abs=1e-9)
    assert min(found.probabilities) >= 0


@given(WEIGHTS)
def test_no_distribution_with_these_moments_has_more_entropy(exponents: list[float]) -> None:
    masses = [math.exp(-each) for each in exponents]
    probabilities = [each / math.fsum(masses) for each in masses]
    mean, sd = moments([float(step) for step in range(len(masses))], probabilities)
    assume(sd > 1e-3)

    found = steps(0, len(masses) - 1, mean, sd)

    assert entropy(found.probabilities) >= entropy(tuple(probabilities)) - 1e-7


@given(st.floats(min_value=-0.8, max_value=0.8), st.floats(min_value=-0.3, max_value=0.1))
def test_the_family_is_found_again_from_its_own_moments(slope: float, curve: float) -> None:
    masses = [math.exp(slope * step + curve * step**2) for step in range(7)]
    probabilities = [each / math.fsum(masses) for each in masses]
    mean, sd = moments([float(step) for step in range(7)], probabilities)

    assert steps(0, 6, mean, sd).probabilities == pytest.approx(probabilities, abs=1e-7)


def test_two_values_leave_no_choice() -> None:
    assert maximum_entropy([1, 2], 1.3, math.sqrt(0.21)).probabilities == pytest.approx((0.7, 0.3))


def test_moments_on_the_edge_are_met_by_two_values() -> None:
    narrow = steps(1, 6, 2.5, 0.5)
    wide = steps(1, 5, 3, 2)

    assert list(narrow.probabilities) == [0, 0.5, 0.5, 0, 0, 0]
    assert list(wide.probabilities) == [0.5, 0, 0, 0, 0.5]
    assert list(steps(1, 5, 3, 0).probabilities) == [0, 0, 1, 0, 0]


@pytest.mark.parametrize(
    ("low", "high", "mean", "sd", "reason"),
    [
        (1, 5, 5.5, 0.5, "the mean 5.5 lies outside the values 1 to 5"),
        (1, 5, 3.0, 2.5, "the values spread by 2 at most, so an sd of 2.5 cannot be"),
        (1, 5, 2.5, 0.3, "the values spread by 0.5 at least, so an sd of 0.3 cannot be"),
        (1, 5, 3.0, -1.0, "no mean of 3 with a spread of -1"),
        (1, 5, math.nan, 1.0, "no mean of nan"),
        (1.5, 5, 3.0, 1.0, "no steps from a whole number"),
        (5, 1, 3.0, 1.0, "no steps from a whole number"),
    ],
)
def test_moments_that_cannot_be_are_refused_with_the_reason(
    low: float, high: float, mean: float, sd: float, reason: str
) -> None:
    with pytest.raises(SecondmigError, match=reason):
        steps(low, high, mean, sd)


@given(st.floats(min_value=0, max_value=1))
def test_a_share_is_the_mean_of_zeros_and_ones(mean: float) -> None:
    assert binary(mean).mean == mean


def test_a_mean_above_one_is_no_share() -> None:
    with pytest.raises(SecondmigError, match="no share of ones"):
        binary(1.2)


def test_an_interval_gets_the_normal_density_cut_off_at_its_ends() -> None:
    # Far from the ends the cut does not show: the density of the standard normal distribution.
    found = between(-8, 8, 0, 1, points=1601)
    middle = found.probabilities[800] / 0.01

    assert middle == pytest.approx(1 / math.sqrt(2 * math.pi), abs=1e-6)
    assert found.mean == pytest.approx(0, abs=1e-9)
    assert found.sd == pytest.approx(1, abs=1e-9)


def test_an_interval_without_width_is_refused() -> None:
    with pytest.raises(SecondmigError, match="no 1001 points from 2 to 2"):
        between(2, 2, 2, 0)


def test_a_distribution_knows_its_mean_and_spread() -> None:
    fair = Distribution((1.0, 2.0, 3.0), (0.25, 0.5, 0.25))

    assert (fair.mean, fair.sd) == (2.0, math.sqrt(0.5))
