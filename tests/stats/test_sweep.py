from itertools import combinations, product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from secondmig.stats.sweep import meeting, meeting_across

Stretch = tuple[int, int]
STRETCHES = st.lists(
    st.tuples(st.integers(0, 20), st.integers(0, 6)).map(lambda each: (each[0], sum(each))), max_size=14
)


def columns(stretches: list[Stretch]) -> tuple["np.ndarray", "np.ndarray"]:
    return np.array([a for a, _ in stretches], dtype=np.int64), np.array(
        [b for _, b in stretches], dtype=np.int64
    )


def share_a_point(one: Stretch, other: Stretch) -> bool:
    return bool(set(range(*one)) & set(range(*other)))


@given(STRETCHES, st.integers(1, 5))
def test_meeting_finds_what_comparing_every_pair_finds(stretches: list[Stretch], at_once: int) -> None:
    expected = {
        frozenset(pair)
        for pair in combinations(range(len(stretches)), 2)
        if share_a_point(stretches[pair[0]], stretches[pair[1]])
    }

    found = [
        (i, j)
        for one, other in meeting(*columns(stretches), at_once=at_once)
        for i, j in zip(one.tolist(), other.tolist(), strict=True)
    ]

    assert len(found) == len(expected)
    assert {frozenset(pair) for pair in found} == expected
    assert all(stretches[i][0] <= stretches[j][0] for i, j in found)


@given(STRETCHES, STRETCHES, st.integers(1, 5))
def test_meeting_across_finds_what_comparing_every_pair_finds(
    first: list[Stretch], second: list[Stretch], at_once: int
) -> None:
    expected = {
        (i, j)
        for i, j in product(range(len(first)), range(len(second)))
        if share_a_point(first[i], second[j])
    }

    found = [
        (i, j)
        for one, other in meeting_across(columns(first), columns(second), at_once=at_once)
        for i, j in zip(one.tolist(), other.tolist(), strict=True)
    ]

    assert len(found) == len(expected)
    assert set(found) == expected


@given(st.lists(st.integers(0, 30), max_size=12), st.integers(0, 5))
def test_longer_stretches_find_points_that_are_near(points: list[int], reach: int) -> None:
    stretches = [(point, point + reach + 1) for point in points]

    found = sum(len(one) for one, _ in meeting(*columns(stretches)))

    assert found == sum(abs(a - b) <= reach for a, b in combinations(points, 2))


def test_stretches_that_touch_do_not_meet() -> None:
    assert list(meeting(*columns([(0, 3), (3, 5), (5, 5), (4, 4)]))) == []
