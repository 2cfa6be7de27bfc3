import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.estimate.values import Estimate, known, undefined

NOT_FINITE = [math.nan, math.inf, -math.inf]


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(min_value=0, max_value=10**9))
def test_known_keeps_the_value_and_has_no_reason(value: float, n: int) -> None:
    estimate = known(value, n=n, method="mean", unit="years")

    assert estimate == Estimate(value, n=n, method="mean", unit="years")
    assert estimate.undefined == ""
    assert estimate.low is None
    assert estimate.high is None


def test_undefined_has_a_reason_and_no_value() -> None:
    estimate = undefined("no leg", n=0, unit="share of persons")

    assert estimate.value is None
    assert estimate.undefined == "no leg"


def test_known_turns_a_negative_zero_into_zero() -> None:
    assert math.copysign(1.0, known(-0.0, n=1).value or 0.0) == 1.0


def test_a_value_with_a_reason_is_refused() -> None:
    with pytest.raises(ValueError, match="a value or a reason"):
        Estimate(0.0, undefined="no leg")


def test_neither_value_nor_reason_is_refused() -> None:
    with pytest.raises(ValueError, match="a value or a reason"):
        Estimate(None)


@pytest.mark.parametrize("number", NOT_FINITE)
def test_a_value_that_is_not_finite_is_refused(number: float) -> None:
    with pytest.raises(ValueError, match="value must be a finite number"):
        Estimate(number)


@pytest.mark.parametrize("number", NOT_FINITE)
@pytest.mark.parametrize("end", ["low", "high"])
def test_an_end_of_the_interval_that_is_not_finite_is_refused(end: str, number: float) -> None:
    ends = {"low": 0.0, "high": 1.0} | {end: number}

    with pytest.raises(ValueError, match=f"{end} must be a finite number"):
        Estimate(0.5, low=ends["low"], high=ends["high"])


@pytest.mark.parametrize(
    ("value", "low", "high"), [(0.5, 0.1, None), (0.5, None, 0.9), (0.5, 0.9, 0.1), (None, 0.1, 0.9)]
)
def test_half_an_interval_or_one_upside_down_or_around_nothing_is_refused(
    value: float | None, low: float | None, high: float | None
) -> None:
    with pytest.raises(ValueError, match="an interval needs"):
        Estimate(value, undefined="" if value is not None else "no leg", low=low, high=high)


def test_an_interval_need_not_hold_the_value() -> None:
    assert Estimate(0.0, low=0.1, high=0.2).value == 0.0


@pytest.mark.parametrize(("n", "n_clusters"), [(-1, None), (1, -1)])
def test_negative_counts_are_refused(n: int, n_clusters: int | None) -> None:
    with pytest.raises(ValueError, match="count things"):
        Estimate(0.5, n=n, n_clusters=n_clusters)
