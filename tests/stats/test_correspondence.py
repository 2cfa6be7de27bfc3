from random import Random

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from secondmig.stats.correspondence import Correspondence, correspondence

# methods.md 5.2, CA1: Greenacre (1984), table 3.1.
SMOKING = [[4, 2, 3, 2], [4, 3, 7, 4], [25, 10, 12, 4], [18, 24, 33, 13], [10, 6, 7, 2]]
STAFF = ("SM", "JM", "SE", "JE", "SC")
HABITS = ("none", "light", "medium", "heavy")
Table = list[list[int]]


def of(table: Table) -> Correspondence:
    return correspondence(
        table, [f"r{at}" for at in range(len(table))], [f"c{at}" for at in range(len(table[0]))]
    )


def test_greenacres_smokers_have_the_published_inertias_and_places() -> None:
    found = correspondence(SMOKING, STAFF, HABITS)

    assert found.inertias == pytest.approx((0.0747591, 0.0100172, 0.0004136), abs=5e-8)
    assert found.total == pytest.approx(0.0851899, abs=5e-8)
    assert [round(100 * share, 2) for share in found.shares] == [87.76, 11.76, 0.49]
    assert [round(point.coordinates[0], 4) for point in found.rows] == [
        0.0658,
        -0.2590,
        0.3806,
        -0.2330,
        0.2011,
    ]
    assert (found.n, found.rows[0].n, found.columns[0].n) == (193, 11, 61)


TABLES = (
    st.integers(2, 5)
    .flatmap(
        lambda width: st.lists(
            st.lists(st.integers(0, 9), min_size=width, max_size=width), min_size=2, max_size=6
        )
    )
    .filter(lambda table: all(map(any, table)) and all(any(column) for column in zip(*table, strict=True)))
)


@given(TABLES)
@settings(deadline=None)
def test_inertia_is_chi_square_over_n_and_is_shared_out(table: Table) -> None:
    counts = np.array(table, dtype=float)
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
    chi2 = float(((counts - expected) ** 2 / expected).sum())
    found = of(table)

    if chi2 / counts.sum() < 1e-12:
        assert "same profile" in found.undefined
        return
    assert found.total == pytest.approx(chi2 / counts.sum())
    assert sum(found.inertias) == pytest.approx(found.total)
    assert len(found.inertias) <= min(counts.shape) - 1
    for points in (found.rows, found.columns):
        assert sum(point.inertia for point in points) == pytest.approx(found.total)
        assert sum(point.mass for point in points) == pytest.approx(1)
        for axis in range(len(found.inertias)):
            assert sum(p.mass * p.coordinates[axis] for p in points) == pytest.approx(0, abs=1e-9)
            assert sum(p.contributions[axis] for p in points) == pytest.approx(1)
        assert all(sum(point.cos2) == pytest.approx(1) or not any(point.cos2) for point in points)


@given(TABLES)
@settings(deadline=None)
def test_distances_on_all_axes_are_those_of_the_profiles(table: Table) -> None:
    found = of(table)
    assume(not found.undefined)
    counts = np.array(table, dtype=float)
    masses = counts.sum(axis=0) / counts.sum()
    profiles = counts / counts.sum(axis=1)[:, None]

    for one, first in enumerate(found.rows):
        for other, second in enumerate(found.rows):
            apart = sum((a - b) ** 2 for a, b in zip(first.coordinates, second.coordinates, strict=True))
            between = float(((profiles[one] - profiles[other]) ** 2 / masses).sum())
            assert apart == pytest.approx(between, abs=1e-9)


@given(TABLES, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_another_order_of_rows_and_columns_gives_the_same_places(table: Table, random: Random) -> None:
    found = of(table)
    assume(not found.undefined and not found.turning)
    down, across = list(range(len(table))), list(range(len(table[0])))
    random.shuffle(down)
    random.shuffle(across)

    turned = correspondence(
        [[table[i][j] for j in across] for i in down], [f"r{i}" for i in down], [f"c{j}" for j in across]
    )

    assume(not turned.turning and min(found.inertias) > 1e-6)
    gaps = np.diff([*found.inertias, 0.0])
    assume(np.abs(gaps).min() > 1e-6)
    for before, after in ((found.rows, turned.rows), (found.columns, turned.columns)):
        places = {point.name: point.coordinates for point in after}
        for point in before:
            assert places[point.name] == pytest.approx(point.coordinates, abs=1e-6)


@given(TABLES)
@settings(deadline=None)
def test_the_row_furthest_out_is_positive(table: Table) -> None:
    found = of(table)

    for axis in range(len(found.inertias)):
        column = [point.coordinates[axis] for point in found.rows]
        assert max(column) >= -min(column) * (1 - 1e-6)


def test_a_tie_between_two_rows_goes_to_the_name_that_comes_first() -> None:
    table = [[6, 2], [2, 6]]

    found = correspondence(table, ["b", "a"], ["x", "y"])

    assert [point.coordinates[0] for point in found.rows] == pytest.approx([-0.5, 0.5])


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ([[3], [4]], "one column"),
        ([[3, 4]], "one row"),
        ([[0, 0], [0, 0]], "nothing is counted"),
        ([[1, 2], [2, 4]], "same profile"),
    ],
)
def test_a_table_without_axes_is_undefined_with_the_reason(table: Table, reason: str) -> None:
    found = of(table)

    assert reason in found.undefined
    assert (found.rows, found.inertias) == ((), ())


@pytest.mark.parametrize("table", [[[1, -1], [1, 1]], [[0, 0], [1, 1]], [[1, 2], [1]]])
def test_a_table_that_is_none_is_refused(table: Table) -> None:
    with pytest.raises(ValueError, match=r"whole numbers|leave it out|one length"):
        correspondence(table, ["a", "b"], ["x", "y"])


def test_axes_of_the_same_inertia_are_told() -> None:
    found = of([[9, 1, 1], [1, 9, 1], [1, 1, 9]])

    assert found.turning == (1, 2)
