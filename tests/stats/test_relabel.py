"""Persons are re-labelled: the exact distributions against listing every one, and the draws against both."""

from itertools import permutations
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import fisher_exact

from secondmig.stats.relabel import DRAWS, relabelled


def listed(meets: list[list[bool]]) -> tuple[int, float, float]:
    """Observed, expected and two-sided p, by listing every re-labelling."""
    n = len(meets)
    counts = [sum(meets[i][order[i]] for i in range(n)) for order in permutations(range(n))]
    observed, expected = counts[0], sum(counts) / len(counts)
    far = sum(abs(count - expected) >= abs(observed - expected) - 1e-9 for count in counts)
    return observed, expected, far / len(counts)


SQUARES = st.integers(1, 6).flatmap(
    lambda n: st.lists(st.lists(st.booleans(), min_size=n, max_size=n), min_size=n, max_size=n)
)


@given(SQUARES)
@settings(deadline=None)
def test_relabelled_agrees_with_listing_every_relabelling(square: list[list[bool]]) -> None:
    found = relabelled(np.array(square, dtype=np.bool_))
    observed, expected, p = listed(square)

    assert found.observed == observed
    assert found.expected == pytest.approx(expected)
    if expected == 0:
        assert found.lift.undefined == found.p.undefined == "nobody could have both"
        return
    assert found.lift.value == pytest.approx(observed / expected)
    assert found.p.value == pytest.approx(p)
    assert found.lift.low is not None
    assert found.lift.high is not None
    assert found.lift.low <= 1 + 1 / expected
    assert found.p.seed is None


@given(st.lists(st.booleans(), min_size=2, max_size=7), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_presence_alone_is_hypergeometric(first: list[bool], random: Random) -> None:
    second = list(first)
    random.shuffle(second)
    square = [[a and b for b in second] for a in first]

    found = relabelled(np.array(square, dtype=np.bool_))

    if any(first):
        assert found.expected == pytest.approx(sum(first) * sum(second) / len(first))
        assert "complete" in found.p.method
        assert found.p.value == pytest.approx(listed(square)[2])


def test_presence_of_many_persons_is_exact_too() -> None:
    # With equal margins "as far from the mean" is "as improbable", so that p is that of Fisher's test.
    cup, said = np.repeat([1, 0], 16), np.repeat([1, 0, 1, 0], [12, 4, 4, 12])

    found = relabelled(np.outer(cup, said).astype(np.bool_))

    assert found.p.value == pytest.approx(fisher_exact([[12, 4], [4, 12]]).pvalue)
    assert (found.observed, found.expected) == (12, 8.0)


def test_draws_are_seeded_and_near_the_complete_distribution() -> None:
    generator = np.random.Generator(np.random.PCG64(3))
    small = generator.random((7, 7)) < 0.4
    np.fill_diagonal(small, val=True)
    whole = np.zeros((9, 9), dtype=np.bool_)
    whole[:7, :7] = small
    # Two persons without either code change every count; the draws of nine are held against all 9! of them.
    counts = np.array(
        [sum(whole[i, order[i]] for i in range(9)) for order in list(permutations(range(9)))[::7]]
    )
    expected = whole.sum() / 9

    found, again = relabelled(whole, seed=5), relabelled(whole, seed=5)

    far = float((np.abs(counts - expected) >= abs(7 - expected) - 1e-9).mean())
    assert found == again
    assert found.p.seed == 5
    assert found.p.low is not None
    assert found.p.high is not None
    assert found.p.low <= far <= found.p.high
    assert f"{DRAWS:,} random" in found.p.method
