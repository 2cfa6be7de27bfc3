import math
import statistics
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.stats.describe import Summary, describe

NUMBERS = st.lists(
    st.integers(min_value=-(10**6), max_value=10**6).map(lambda tenths: tenths / 10), max_size=30
)


def values_of(summary: Summary) -> list[float | None]:
    return [
        summary.mean.value,
        summary.sd.value,
        summary.median.value,
        summary.minimum.value,
        summary.maximum.value,
    ]


def test_describe_matches_a_worked_example() -> None:
    # Sum 40 over 8; squared deviations 9, 1, 1, 1, 0, 0, 4, 16 sum to 32.
    summary = describe([2, 4, 4, 4, 5, 5, 7, 9], unit="years")

    assert summary.n == 8
    assert values_of(summary) == [5.0, math.sqrt(32 / 7), 4.5, 2.0, 9.0]
    assert {summary.mean.unit, summary.sd.unit, summary.median.unit} == {"years"}
    assert summary.sd.method == "standard deviation, n - 1"


@given(NUMBERS.filter(lambda values: len(values) >= 2))
def test_describe_agrees_with_the_standard_library(values: list[float]) -> None:
    summary = describe(values)

    assert summary.mean.value == pytest.approx(statistics.fmean(values), abs=1e-9)
    assert summary.sd.value == pytest.approx(statistics.stdev(values), rel=1e-9, abs=1e-9)
    assert summary.median.value == statistics.median(values)
    assert (summary.minimum.value, summary.maximum.value) == (min(values), max(values))


@given(NUMBERS, st.randoms(use_true_random=False))
def test_describe_does_not_depend_on_the_order(values: list[float], random: Random) -> None:
    shuffled = list(values)
    random.shuffle(shuffled)

    assert describe(shuffled) == describe(values)


@given(st.floats(min_value=-1e6, max_value=1e6), st.integers(min_value=2, max_value=9))
def test_describe_finds_no_spread_in_equal_values(value: float, n: int) -> None:
    summary = describe([value] * n)

    assert summary.mean.value == value
    assert summary.sd.value == 0.0


def test_describe_of_nothing_is_undefined_throughout() -> None:
    summary = describe([])

    assert summary.n == 0
    assert values_of(summary) == [None] * 5
    assert {summary.mean.undefined, summary.sd.undefined, summary.median.undefined} == {"no values"}


def test_describe_of_one_value_has_no_standard_deviation() -> None:
    summary = describe([3])

    assert values_of(summary) == [3.0, None, 3.0, 3.0, 3.0]
    assert summary.sd.undefined == "one value has no spread"


@pytest.mark.parametrize("number", [math.nan, math.inf])
def test_describe_refuses_what_is_not_finite(number: float) -> None:
    with pytest.raises(ValueError, match="value 1 is"):
        describe([1.0, number])
