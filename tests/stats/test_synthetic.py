import itertools
import math
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.core.errors import SecondmigError
from secondmig.stats.ordinal import Distribution, binary, steps
from secondmig.stats.synthetic import Factor, Invented, Recipe, Regressor, calibrated, index, invent

AGE = Regressor("age", steps(1, 4, 2.2, 0.9))
MALE = Regressor("male", binary(0.6))
COUNTRY = Factor("country", (("A", 0.7), ("B", 0.2), ("C", 0.1)), {"gap": {"A": -2.5, "B": -0.5, "C": -0.75}})
RECIPE = Recipe("m-1", "left", {"age": -0.3, "male": 0.25, "gap": 0.2}, (AGE, MALE), (COUNTRY,), 0.36)


def normal(x: float) -> float:
    return 0.5 * math.erfc(-x / math.sqrt(2))


def every_combination(recipe: Recipe) -> list[tuple[float, float]]:
    """(index, probability) of every combination of values, by enumeration."""
    parts = [
        [(recipe.slopes.get(each.name, 0.0) * x, p) for x, p in zip(*values, strict=True)]
        for each in recipe.regressors
        for values in [(each.distribution.values, each.distribution.probabilities)]
    ]
    parts += [
        [
            (sum(recipe.slopes.get(name, 0.0) * by[level] for name, by in factor.carries.items()), share)
            for level, share in factor.shares
        ]
        for factor in recipe.factors
    ]
    return [(sum(x for x, _ in each), math.prod(p for _, p in each)) for each in itertools.product(*parts)]


def column(found: Invented, name: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    values = found.columns[name]
    return np.asarray(values, dtype=np.float64)


def test_the_index_agrees_with_every_combination_of_values() -> None:
    found = index(RECIPE)
    pairs = every_combination(RECIPE)

    mean = sum(x * p for x, p in pairs)
    assert found.mean == pytest.approx(mean, abs=1e-9)
    assert found.sd**2 == pytest.approx(sum(p * (x - mean) ** 2 for x, p in pairs), abs=1e-9)
    assert math.fsum(found.probabilities) == pytest.approx(1, abs=1e-12)
    assert len(set(found.values)) == len(found.values) <= len(pairs)


@given(st.floats(min_value=0.02, max_value=0.98))
def test_the_constant_gives_the_mean_by_every_combination(mean: float) -> None:
    constant = calibrated(index(RECIPE), mean)

    assert sum(p * normal(constant + x) for x, p in every_combination(RECIPE)) == pytest.approx(
        mean, abs=1e-9
    )


@pytest.mark.parametrize("mean", [0.0, 1.0, -0.1])
def test_no_constant_makes_everybody_alike(mean: float) -> None:
    with pytest.raises(SecondmigError, match="no constant gives a mean of"):
        calibrated(index(RECIPE), mean)


def test_a_slope_of_a_variable_that_is_not_drawn_is_refused() -> None:
    with pytest.raises(SecondmigError, match="no distribution for years"):
        index(Recipe("m-1", "left", {"years": 0.1}, (AGE,), (), 0.5))


def test_invented_rows_have_the_moments_they_were_drawn_from() -> None:
    n = 40_000
    found = invent(RECIPE, n=n, seed=3)

    for regressor in (AGE, MALE):
        drawn = column(found, regressor.name)
        spread = regressor.distribution.sd
        assert abs(drawn.mean() - regressor.distribution.mean) < 4 * spread / math.sqrt(n)
        assert set(drawn) == set(regressor.distribution.values)
    assert abs(column(found, "left").mean() - 0.36) < 4 * math.sqrt(0.36 * 0.64 / n)


def test_variables_are_drawn_independently() -> None:
    found = invent(RECIPE, n=40_000, seed=1)
    together = np.corrcoef([column(found, name) for name in ("age", "male", "gap")])

    assert np.abs(together - np.eye(3)).max() < 4 / math.sqrt(40_000)


def test_what_a_category_carries_is_a_function_of_it() -> None:
    found = invent(RECIPE, n=500, seed=0)

    pairs = set(zip(found.columns["country"], column(found, "gap"), strict=True))
    assert pairs == {("A", -2.5), ("B", -0.5), ("C", -0.75)}


def test_the_same_seed_gives_the_same_rows() -> None:
    first, again, other = (invent(RECIPE, n=300, seed=seed) for seed in (5, 5, 6))

    assert all(list(first.columns[name]) == list(again.columns[name]) for name in first.columns)
    assert list(first.columns["left"]) != list(other.columns["left"])


def test_recipes_of_different_names_draw_different_rows() -> None:
    other = Recipe("m-2", RECIPE.outcome, RECIPE.slopes, RECIPE.regressors, RECIPE.factors, RECIPE.mean)

    assert list(invent(RECIPE, n=300, seed=0).columns["age"]) != list(
        invent(other, n=300, seed=0).columns["age"]
    )


def test_values_come_of_the_raw_bits_of_the_generator_by_hand() -> None:
    # Only what numpy promises to keep is used, so that a file of a seed is the same with every version.
    bits = np.random.PCG64([0, zlib.crc32(b"m-1")]).random_raw(16)
    uniform = [(int(each) >> 11) / 2**53 for each in bits]
    ends = list(itertools.accumulate(AGE.distribution.probabilities))

    by_hand = [
        next(value for value, end in zip(AGE.distribution.values, ends, strict=True) if each < end)
        for each in uniform
    ]

    assert column(invent(RECIPE, n=16, seed=0), "age").tolist() == by_hand


def test_a_value_without_mass_is_never_drawn() -> None:
    lonely = Regressor("x", Distribution((1.0, 2.0, 3.0), (0.0, 1.0, 0.0)))

    found = invent(Recipe("m-1", "left", {"x": 0.1}, (lonely,), (), 0.5), n=200, seed=0)

    assert set(column(found, "x")) == {2.0}
