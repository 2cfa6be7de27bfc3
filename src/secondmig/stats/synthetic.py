"""Invented microdata with the moments of a printed table, and an outcome with the slopes of a printed probit.

Every regressor is drawn by itself from the distribution that assumes least
(:mod:`secondmig.stats.ordinal`): a table of means and spreads says nothing of how variables go together, so
here they do not. What comes back of a fit to such rows tests the software; it says nothing about the people
the paper asked.
"""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from secondmig.core.errors import SecondmigError
from secondmig.stats.ordinal import Distribution

if TYPE_CHECKING:
    from numpy import float64, int64
    from numpy.typing import NDArray

_DIGITS: Final = 9
"""Sums of slope times value are told apart to so many decimals."""
_FAR: Final = 40.0
"""Beyond this a probit index is certain."""


@dataclass(frozen=True, slots=True)
class Regressor:
    """A variable drawn by itself.

    Attributes:
        name: column of the file.
        distribution: it is drawn from.
    """

    name: str
    distribution: Distribution


@dataclass(frozen=True, slots=True)
class Factor:
    """A column of categories, drawn by itself.

    Attributes:
        name: column of the file.
        shares: category and probability, summing to 1.
        carries: other columns that are a function of the category: column -> category -> value.
    """

    name: str
    shares: tuple[tuple[str, float], ...]
    carries: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a file of invented rows is made.

    Attributes:
        name: of the printed column; recipes of different names draw different rows from one seed.
        outcome: 0/1 column.
        slopes: variable -> slope of the probit index; what is not named has none.
        regressors: in the order of the file.
        factors: likewise; their categories have no effect but by what they carry.
        mean: what the outcome's mean is to be, 0-1.
    """

    name: str
    outcome: str
    slopes: Mapping[str, float]
    regressors: tuple[Regressor, ...]
    factors: tuple[Factor, ...]
    mean: float


@dataclass(frozen=True, slots=True)
class Invented:
    """Invented rows.

    Attributes:
        columns: name -> one value a row: numbers, or categories as text.
        constant: of the probit the outcome was drawn from.
        n: rows.
        seed: of the random numbers.
    """

    columns: Mapping[str, "NDArray[float64] | Sequence[str]"]
    constant: float
    n: int
    seed: int


def index(recipe: Recipe) -> Distribution:
    """The exact distribution of the probit index without its constant, sum over variables of slope x value.

    The variables are drawn independently, so the distribution is the convolution of theirs. Printed slopes
    have two decimals and the variables whole values, so the sums fall on few points.

    Raises:
        SecondmigError: a slope is of a variable that is not drawn.

    >>> one = Regressor("x", Distribution((0.0, 1.0), (0.5, 0.5)))
    >>> two = Regressor("y", Distribution((0.0, 1.0), (0.5, 0.5)))
    >>> index(Recipe("a", "z", {"x": 0.3, "y": 0.3}, (one, two), (), 0.5))
    Distribution(values=(0.0, 0.3, 0.6), probabilities=(0.25, 0.5, 0.25))
    """
    parts = list(_parts(recipe))
    missing = recipe.slopes.keys() - {name for names, _ in parts for name in names}
    if missing:
        message = f"there are slopes but no distribution for {', '.join(sorted(missing))}"
        raise SecondmigError(message, hint="say which row of the table of moments each variable is")
    sums = {0.0: 1.0}
    for _, part in parts:
        made: dict[float, float] = {}
        for before, mass in sums.items():
            for step, share in part:
                total = round(before + step, _DIGITS) + 0.0
                made[total] = made.get(total, 0.0) + mass * share
        sums = made
    ordered = sorted(sums.items())
    return Distribution(tuple(value for value, _ in ordered), tuple(mass for _, mass in ordered))


def _parts(recipe: Recipe) -> Iterable[tuple[tuple[str, ...], tuple[tuple[float, float], ...]]]:
    """(columns, (slope x value, probability)) of everything that is drawn by itself and has a slope."""
    for each in recipe.regressors:
        slope = recipe.slopes.get(each.name)
        if slope is not None:
            pairs = zip(each.distribution.values, each.distribution.probabilities, strict=True)
            yield (each.name,), tuple((slope * value, share) for value, share in pairs)
    for factor in recipe.factors:
        names = tuple(name for name in factor.carries if name in recipe.slopes)
        if names:
            yield (
                names,
                tuple(
                    (sum(recipe.slopes[name] * factor.carries[name][level] for name in names), share)
                    for level, share in factor.shares
                ),
            )


def calibrated(index_values: Distribution, mean: float) -> float:
    """The constant c with which the mean of Phi(c + index) is ``mean``, found to about 1e-12 (Brent).

    Args:
        index_values: distribution of the index without its constant.
        mean: of the outcome, strictly between 0 and 1.

    Raises:
        SecondmigError: no constant gives that mean.

    >>> point = Distribution((0.25,), (1.0,))
    >>> round(calibrated(point, 0.5), 9)
    -0.25
    """
    import numpy as np
    from scipy.optimize import brentq
    from scipy.special import ndtr

    if not 0 < mean < 1:
        raise SecondmigError(f"no constant gives a mean of {mean:g}", hint="a mean between 0 and 1")
    values = np.asarray(index_values.values)
    masses = np.asarray(index_values.probabilities)

    def beyond(constant: float) -> float:
        return float(masses @ ndtr(constant + values)) - mean

    low, high = -_FAR - float(values.max()), _FAR - float(values.min())
    return float(brentq(beyond, low, high, xtol=1e-13, rtol=1e-14))


def invent(recipe: Recipe, *, n: int, seed: int) -> Invented:
    """Draw rows: factors and what they carry, regressors, and the outcome, each row by itself.

    The outcome is 1 with probability Phi(constant + sum slope x value), the constant calibrated to the mean
    of the recipe. Only uniform numbers of the generator PCG64 are used, turned into values by the inverse of
    the distribution function, so the same seed gives the same file with every version of numpy.

    Args:
        recipe: what is drawn.
        n: rows, at least 1.
        seed: of the random numbers, not negative.
    """
    import numpy as np
    from scipy.special import ndtr

    constant = calibrated(index(recipe), recipe.mean)
    source = np.random.Generator(np.random.PCG64([seed, zlib.crc32(recipe.name.encode())]))
    columns: dict[str, NDArray[float64] | Sequence[str]] = {}
    total = np.full(n, constant)
    for each in recipe.regressors:
        drawn = np.asarray(each.distribution.values)[
            _places(source.random(n), each.distribution.probabilities)
        ]
        columns[each.name] = drawn
        total += recipe.slopes.get(each.name, 0.0) * drawn
    for factor in recipe.factors:
        places = _places(source.random(n), [share for _, share in factor.shares])
        levels = [level for level, _ in factor.shares]
        columns[factor.name] = [levels[place] for place in places]
        for name, values in factor.carries.items():
            carried = np.asarray([values[level] for level in levels])[places]
            columns[name] = carried
            total += recipe.slopes.get(name, 0.0) * carried
    outcome = (source.random(n) < ndtr(total)).astype(np.float64)
    return Invented({recipe.outcome: outcome, **columns}, constant, n, seed)


def _places(uniform: "NDArray[float64]", shares: Sequence[float]) -> "NDArray[int64]":
    """For each number in [0, 1) the place of the value it falls on."""
    import numpy as np

    ends = np.cumsum(np.asarray(shares, dtype=float))
    places = np.searchsorted(ends / ends[-1], uniform, side="right")
    return np.minimum(places, len(shares) - 1)
