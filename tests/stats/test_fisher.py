import itertools
import math
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secondmig.stats.fisher import fisher_exact

JOB = [[1, 3, 10, 6], [2, 3, 10, 7], [1, 6, 14, 12], [0, 1, 9, 11]]
TABLES = st.integers(2, 4).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 3), min_size=width, max_size=width), min_size=2, max_size=3
    )
)


@pytest.mark.parametrize(
    ("table", "p"),
    [
        (JOB, 0.782685),  # R's fisher.test, job satisfaction (Agresti 2002, p. 57)
        ([[4, 1, 0], [1, 3, 2], [0, 1, 5]], 0.011650),
        ([[3, 1], [1, 3]], 0.485714),  # Fisher's tea tasting
        ([[9, 1], [3, 7]], 0.019767),
    ],
)
def test_fisher_exact_reproduces_the_published_p(table: list[list[int]], p: float) -> None:
    estimate = fisher_exact(table)

    assert estimate.value == pytest.approx(p, abs=5.1e-7)
    assert estimate.n == sum(map(sum, table))
    assert estimate.seed is None


def relabellings(table: list[list[int]]) -> float:
    """p by listing every table with these margins, each with the whole number of ways to deal it out."""
    rows = [sum(row) for row in table]
    observed = math.prod(math.factorial(cell) for row in table for cell in row)
    weight = {True: 0, False: 0}
    columns = [sum(row[j] for row in table) for j in range(len(table[0]))]
    for found in tables(rows, columns):
        cells = math.prod(math.factorial(cell) for row in found for cell in row)
        ways = math.prod(math.factorial(row) for row in rows)
        number = ways * math.factorial(sum(columns)) // cells
        weight[cells >= observed] += number
    return weight[True] / (weight[True] + weight[False])


def tables(rows: list[int], columns: list[int]) -> Iterator[list[list[int]]]:
    if not rows[1:]:
        yield [columns]
        return
    for first in itertools.product(*(range(column + 1) for column in columns)):
        if sum(first) == rows[0]:
            left = [column - cell for column, cell in zip(columns, first, strict=True)]
            for others in tables(rows[1:], left):
                yield [list(first), *others]


@given(TABLES)
@settings(max_examples=60)
def test_fisher_exact_agrees_with_listing_every_table(table: list[list[int]]) -> None:
    kept = [row for row in table if any(row)]
    p = fisher_exact(table).value
    if p is None:
        assert len(kept) < 2 or sum(any(column) for column in zip(*kept, strict=True)) < 2
    else:
        assert p == pytest.approx(relabellings(table), abs=1e-9)


@given(TABLES, st.randoms())
@settings(max_examples=30)
def test_fisher_exact_does_not_know_the_order_of_lines(table: list[list[int]], random: object) -> None:
    turned = [list(column) for column in zip(*reversed(table), strict=True)]

    assert fisher_exact(turned).value == pytest.approx(fisher_exact(table).value, abs=1e-9)


def test_a_table_beyond_the_limit_is_simulated_with_its_own_interval() -> None:
    simulated = fisher_exact(JOB, limit=10, seed=1)

    assert simulated.seed == 1
    assert simulated.method == "Fisher-Freeman-Halton test, 99,999 random tables with these margins"
    assert simulated.low is not None
    assert simulated.high is not None
    assert simulated.low < 0.782685 < simulated.high
    assert simulated.high - simulated.low < 0.006


def test_the_same_seed_gives_the_same_p_and_another_another() -> None:
    first, again, other = (fisher_exact(JOB, limit=10, draws=999, seed=seed) for seed in (1, 1, 2))

    assert first == again
    assert first.value != other.value


def test_a_large_table_is_simulated_in_time_and_never_zero() -> None:
    table = [[200 if row == column else 3 for column in range(6)] for row in range(6)]
    estimate = fisher_exact(table, draws=999)

    assert estimate.value == 1 / 1000
    assert estimate.seed == 0


def test_random_tables_have_the_distribution_they_should() -> None:
    table = [[4, 1, 0], [1, 3, 2], [0, 1, 5]]
    exact, simulated = fisher_exact(table).value, fisher_exact(table, limit=1, draws=199_999)

    assert simulated.seed == 0
    assert simulated.value == pytest.approx(exact, abs=4 * math.sqrt(0.01165 / 199_999))


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ([[0, 0], [0, 0]], "nobody to count"),
        ([[4, 3]], "everybody is in one row"),
        ([[4, 0], [3, 0]], "everybody is in one column"),
    ],
)
def test_fisher_exact_names_a_table_without_a_comparison(table: list[list[int]], reason: str) -> None:
    assert fisher_exact(table).undefined == reason


def test_a_group_of_one_is_counted() -> None:
    assert fisher_exact([[1, 0], [2, 6]]).value == pytest.approx(3 / 9)


def test_counts_beyond_the_range_of_floats_are_still_exact() -> None:
    table = [[160, 130, 155], [140, 170, 145]]
    rows, columns = [445, 455], [300, 300, 300]
    weights = {
        (a, b): math.comb(300, a) * math.comb(300, b) * math.comb(300, rows[0] - a - b)
        for a in range(301)
        for b in range(max(0, rows[0] - a - 300), min(300, rows[0] - a) + 1)
    }
    observed = weights[160, 130]
    exact = sum(weight for weight in weights.values() if weight <= observed) / sum(weights.values())
    estimate = fisher_exact(table)

    assert sum(columns) == sum(rows)
    assert estimate.seed is None
    assert estimate.value == pytest.approx(exact, rel=1e-6)
