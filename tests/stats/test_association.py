import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.stats.association import chi_square, cramers_v, filled

JOB = [[1, 3, 10, 6], [2, 3, 10, 7], [1, 6, 14, 12], [0, 1, 9, 11]]
HAIR_EYE = [[68, 20, 15, 5], [119, 84, 54, 29], [26, 17, 14, 14], [7, 94, 10, 16]]
TABLES = st.integers(2, 4).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 6), min_size=width, max_size=width), min_size=2, max_size=4
    )
)


@pytest.mark.parametrize(
    ("table", "plain", "corrected"),
    [
        # The formula of Bergsma (2013); V of the job satisfaction and hair-eye tables of R's documentation.
        ([[9, 1], [3, 7]], 0.6124, 0.5833),
        (JOB, 0.1439, 0.0),
        (HAIR_EYE, 0.27904, 0.27048),
    ],
)
def test_cramers_v_reproduces_the_published_values(
    table: list[list[int]], plain: float, corrected: float
) -> None:
    assert cramers_v(table, corrected=False).value == pytest.approx(plain, abs=5.1e-5)
    assert cramers_v(table).value == pytest.approx(corrected, abs=5.1e-5)


def by_the_definition(table: list[list[int]]) -> float:
    """V from observed and expected counts, cell by cell, by the formulas of the paper."""
    n = sum(map(sum, table))
    rows = [sum(row) for row in table]
    columns = [sum(row[j] for row in table) for j in range(len(table[0]))]
    chi = 0.0
    for i, j in itertools.product(range(len(rows)), range(len(columns))):
        expected = rows[i] * columns[j] / n
        chi += (table[i][j] - expected) ** 2 / expected
    r, c = len(rows), len(columns)
    phi = max(0.0, chi / n - (r - 1) * (c - 1) / (n - 1))
    smaller = min(r - (r - 1) ** 2 / (n - 1), c - (c - 1) ** 2 / (n - 1)) - 1
    return math.sqrt(phi / smaller)


@given(TABLES)
def test_cramers_v_agrees_with_its_definition(table: list[list[int]]) -> None:
    kept = [list(row) for row in filled(table)]
    estimate = cramers_v(table)
    if estimate.value is not None:
        assert estimate.value == pytest.approx(min(1.0, by_the_definition(kept)), abs=1e-9)
        assert 0 <= estimate.value <= 1
    else:
        assert len(kept) < 2 or len(kept[0]) < 2 or sum(map(sum, kept)) <= max(len(kept), len(kept[0]))


@given(TABLES)
def test_cramers_v_does_not_know_which_side_is_which(table: list[list[int]]) -> None:
    turned = [list(column) for column in zip(*table, strict=True)]
    there, back = cramers_v(table), cramers_v(turned)

    if there.value is None:
        assert back.value is None
    else:
        assert back.value == pytest.approx(there.value, abs=1e-12)


@given(TABLES)
def test_an_empty_row_or_column_changes_nothing(table: list[list[int]]) -> None:
    wider = [[*row, 0] for row in table] + [[0] * (len(table[0]) + 1)]

    assert cramers_v(wider) == cramers_v(table)


def test_perfect_association_is_one() -> None:
    assert cramers_v([[5, 0, 0], [0, 5, 0], [0, 0, 5]]).value == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ([[0, 0], [0, 0]], "nobody to count"),
        ([[3, 2], [0, 0]], "everybody is in one row"),
        ([[3, 0], [2, 0]], "everybody is in one column"),
        ([[1, 0], [0, 1]], "too few persons for the correction"),
    ],
)
def test_cramers_v_names_why_it_does_not_exist(table: list[list[int]], reason: str) -> None:
    assert cramers_v(table).undefined == reason


def test_a_ragged_table_is_refused() -> None:
    with pytest.raises(ValueError, match="equal length"):
        cramers_v([[1, 2], [3]])


def test_chi_square_of_independent_lines_is_zero() -> None:
    assert chi_square(((2, 4), (3, 6))) == 0.0
