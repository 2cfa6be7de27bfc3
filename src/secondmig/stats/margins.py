"""Average marginal effects: what a regressor changes in the probability, with the delta method.

Continuous x_j: mean of f(t_i) b_j, or of f(t_i)(b_j + 2 b_2 x_ij ...) where its powers are in the model too.
0/1 variables, and each category of a factor against its reference: mean of F(t_i with 1) - F(t_i with 0),
the other categories of the factor at 0. Standard errors: sqrt(g V g') with g the derivative of the mean by b,
V the covariance in use, x held as it is. Means are weighted where the model is.

Source: Greene, Econometric Analysis, 7th ed., 17.3.2; Stata, margins, Methods and formulas.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from secondmig.stats.frame import Numbers
from secondmig.stats.likelihood import density, density_slope, probability
from secondmig.stats.model_spec import Family


@dataclass(frozen=True, slots=True)
class Effect:
    """A marginal effect.

    Attributes:
        value: change in the probability.
        se: its standard error.
        discrete: whether it is the change from 0 to 1.
    """

    value: float
    se: float
    discrete: bool


@dataclass(frozen=True, slots=True)
class Model:
    """What effects are computed from.

    Attributes:
        family: of the model.
        x: rows by columns.
        coefficients: of the columns.
        covariance: of the coefficients.
        weights: of the rows with sum 1.
        siblings: place of a category's column -> places of all categories of its factor.
        powers: place of a column -> (place, power) of its powers among the columns.
        fixed: places without an effect of their own: the constant, and the powers.
    """

    family: Family
    x: Numbers
    coefficients: Numbers
    covariance: Numbers
    weights: Numbers
    siblings: Mapping[int, Sequence[int]]
    powers: Mapping[int, Sequence[tuple[int, int]]]
    fixed: frozenset[int]


def average_effects(model: Model, *, discrete: bool = True) -> dict[int, Effect]:
    """Place of a column -> its average marginal effect.

    Args:
        model: the fit.
        discrete: 0/1 variables by the change from 0 to 1; else all as if they were continuous, which is what
            statsmodels does unless it is told otherwise.
    """
    x, b, w = model.x, model.coefficients, model.weights
    linear = x @ b
    f, slope = density(model.family, linear), density_slope(model.family, linear)
    whole = x.T @ (w * slope)
    total = float(w @ f)
    found: dict[int, Effect] = {}
    for place in range(x.shape[1]):
        if place in model.fixed:
            continue
        if discrete and is_binary(x[:, place]):
            found[place] = _discrete(model, linear, place)
        elif place in model.powers:
            found[place] = _powered(model, f, slope, place)
        else:
            gradient = whole * b[place]
            gradient[place] += total
            found[place] = Effect(total * float(b[place]), _se(gradient, model.covariance), discrete=False)
    return found


def is_binary(cells: Numbers) -> bool:
    """Whether a column holds 0 and 1 alone."""
    return bool(np.all((cells == 0) | (cells == 1)))


def _discrete(model: Model, linear: Numbers, place: int) -> Effect:
    """The change from 0 to 1, other categories of the same factor at 0."""
    b, w = model.coefficients, model.weights
    group = list(model.siblings.get(place, (place,)))
    without = linear - model.x[:, group] @ b[group]
    with_it = without + b[place]
    value = float(w @ (probability(model.family, with_it) - probability(model.family, without)))
    f1, f0 = density(model.family, with_it), density(model.family, without)
    gradient = model.x.T @ (w * (f1 - f0))
    gradient[group] = 0.0
    gradient[place] = float(w @ f1)
    return Effect(value, _se(gradient, model.covariance), discrete=True)


def _powered(model: Model, f: Numbers, slope: Numbers, place: int) -> Effect:
    """The derivative by a variable that stands in the model with its powers."""
    b, w, cells = model.coefficients, model.weights, model.x[:, place]
    inner = np.full(len(cells), b[place])
    for other, power in model.powers[place]:
        inner = inner + b[other] * power * cells ** (power - 1)
    gradient = model.x.T @ (w * slope * inner)
    gradient[place] += float(w @ f)
    for other, power in model.powers[place]:
        gradient[other] += float(w @ (f * power * cells ** (power - 1)))
    return Effect(float(w @ (f * inner)), _se(gradient, model.covariance), discrete=False)


def effects_at_means(model: Model, *, discrete: bool = True) -> dict[int, Effect]:
    """The same at one person who has the mean of every column: marginal effects at the means.

    For comparison with older papers: nobody has, say, the mean of a 0/1 variable. Powers are columns of their
    own here.
    """
    mean = (model.weights @ model.x)[None, :]
    at = replace(model, x=mean, weights=np.ones(1), powers={})
    linear = mean @ model.coefficients
    f, slope = density(model.family, linear), density_slope(model.family, linear)
    found: dict[int, Effect] = {}
    for place in range(mean.shape[1]):
        if place in model.fixed:
            continue
        if discrete and is_binary(model.x[:, place]):
            found[place] = _discrete(at, linear, place)
            continue
        gradient = mean[0] * (slope[0] * model.coefficients[place])
        gradient[place] += f[0]
        value = float(f[0] * model.coefficients[place])
        found[place] = Effect(value, _se(gradient, model.covariance), discrete=False)
    return found


def _se(gradient: Numbers, covariance: Numbers) -> float:
    return float(np.sqrt(max(float(gradient @ covariance @ gradient), 0.0)))
