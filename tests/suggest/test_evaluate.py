"""Precision, recall and F1 with their intervals, against counts made by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.suggest.evaluate import NOTHING_CODED, NOTHING_SUGGESTED, Found, figures


def counted(*documents: tuple[int, int, int, int]) -> Found:
    """Of (suggested, right, coded, found) by document."""
    columns = np.array(documents, dtype=float).reshape(-1, 4).T
    return Found(*columns)


def test_shares_are_pooled_over_documents() -> None:
    made = figures(counted((10, 5, 4, 2), (0, 0, 6, 0), (2, 1, 0, 0)), seed=1)

    assert made.precision.value == pytest.approx(6 / 12)
    assert made.recall.value == pytest.approx(2 / 10)
    assert made.f1.value == pytest.approx(2 * 0.5 * 0.2 / 0.7)
    assert (made.precision.n, made.recall.n, made.f1.n) == (12, 10, 22)


def test_nothing_suggested_is_no_zero() -> None:
    made = figures(counted((0, 0, 4, 0), (0, 0, 1, 0)), seed=1)

    assert (made.precision.value, made.precision.undefined) == (None, NOTHING_SUGGESTED)
    assert (made.recall.value, made.f1.value) == (0, 0)


def test_nothing_coded_is_no_zero() -> None:
    made = figures(counted((3, 0, 0, 0)), seed=1)

    assert (made.recall.value, made.recall.undefined) == (None, NOTHING_CODED)
    assert (made.precision.value, made.f1.value) == (0, 0)


def test_neither_says_why() -> None:
    made = figures(counted((0, 0, 0, 0), (0, 0, 0, 0)), seed=1)

    assert made.f1.value is None
    assert NOTHING_SUGGESTED in made.f1.undefined


def test_what_is_the_same_everywhere_has_no_width() -> None:
    made = figures(counted(*[(4, 2, 5, 1)] * 6), seed=1)

    assert (made.precision.low, made.precision.high) == (0.5, 0.5)
    assert made.recall.low == pytest.approx(0.2)
    assert made.recall.high == pytest.approx(0.2)


def test_one_document_has_no_interval() -> None:
    made = figures(counted((4, 2, 5, 1)), seed=1)

    assert (made.f1.low, made.f1.high) == (None, None)


def test_a_share_that_most_resamples_lack_has_no_interval() -> None:
    made = figures(counted((1, 1, 1, 1), *[(0, 0, 0, 0)] * 5), seed=1)

    assert (made.precision.value, made.precision.low) == (1, None)


def test_the_seed_decides_the_interval() -> None:
    counts = counted(*[(i, i // 2, i, i // 3) for i in range(1, 12)])

    assert figures(counts, seed=1) == figures(counts, seed=1)
    assert figures(counts, seed=1).f1.low != figures(counts, seed=2).f1.low


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=8), st.data())
def test_an_interval_holds_shares_between_none_and_all(
    sizes: list[tuple[int, int]], data: st.DataObject
) -> None:
    rows = [
        (suggested, data.draw(st.integers(0, suggested)), coded, data.draw(st.integers(0, coded)))
        for suggested, coded in sizes
    ]
    made = figures(counted(*rows), seed=1, draws=100)
    for each in (made.precision, made.recall, made.f1):
        if each.low is not None and each.high is not None:
            assert 0 <= each.low <= each.high <= 1
