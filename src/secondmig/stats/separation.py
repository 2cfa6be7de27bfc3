"""Separation: regressors that predict outcomes without error, for which no coefficient exists.

A direction d with (2 y_i - 1) x_i d >= 0 for every row, and > 0 for some, lets the likelihood of a probit or
a logit grow for ever along it (A. Albert and J. A. Anderson, 1984, Biometrika 71(1), 1-10). The rows it
separates are taken out, and another direction is looked for in the rest, until the rest provably has none:
directions add up, so that nothing is missed. A direction is first looked for among single columns, then by a
linear program (K. Konis, 2007, Linear programming algorithms for detecting separated data):

    maximise sum (2 y_i - 1) x_i d  subject to  (2 y_i - 1) x_i d >= 0,  -1 <= d <= 1.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from secondmig.stats.design_matrix import independent, listed
from secondmig.stats.frame import Mask, Numbers
from secondmig.stats.model_spec import CONSTANT

_ZERO: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Separated:
    """What is separated.

    Attributes:
        rows: whose outcome is predicted without error.
        terms: name of a column -> why it has no coefficient.
        complete: whether every row is predicted.
        said: the whole in one clause.
    """

    rows: Mask
    terms: dict[str, str]
    complete: bool
    said: str


def separated(x: Numbers, y: Numbers, names: Sequence[str]) -> Separated | None:
    """What the regressors separate, None where every coefficient exists.

    Args:
        x: rows by columns, of full rank, the constant last.
        y: outcomes, 0 or 1.
        names: of the columns.

    >>> x = np.column_stack([[1.0, 2, 3, 4], np.ones(4)])
    >>> separated(x, np.array([0.0, 1, 0, 1]), ("a", "const")) is None
    True
    >>> separated(x, np.array([0.0, 0, 1, 1]), ("a", "const")).said
    'the outcome is 0 in all rows with a up to 2 and 1 in all from 3'
    """
    left = np.ones(len(y), dtype=bool)
    while left.any() and (hit := _hit(x[left], y[left], names)) is not None:
        left[np.flatnonzero(left)[hit]] = False
    rows = ~left
    if not rows.any():
        return None
    complete = not left.any()
    loose = set(names) if complete else _loose(x[left], names)
    if not loose:
        return None  # what the linear program found is within rounding
    single = {name: said for place, name in enumerate(names) if (said := _alone(x[:, place], y, name))}
    if complete and (told := _told_alone(single)):
        return Separated(rows, dict.fromkeys(names, f"separated: {told}"), complete, told)
    together = [name for name in names if name in loose]
    if complete:
        together = _sparse(x * (2 * y - 1)[:, None], names)
    count = f"{int(rows.sum()):,} of {len(y):,} rows"
    named = listed([each for each in together if each != CONSTANT] or together)
    said = f"{named} together predict the outcome of {count}"
    if not complete and (own := {name: each for name, each in single.items() if name in loose}):
        said = "; ".join(own.values())
    terms = {name: f"separated: {single.get(name) or said}" for name in names if name in loose}
    return Separated(rows, terms, complete, said)


def _hit(x: Numbers, y: Numbers, names: Sequence[str]) -> Mask | None:
    """The rows that one direction separates, None where there is no direction."""
    from secondmig.stats.solver import solve

    if np.all(y == y[0]):
        return np.ones(len(y), dtype=bool)
    for place in range(x.shape[1]):
        hit = _hit_alone(x[:, place], y)
        if hit.any():
            return hit
    kept, _ = independent(x, names)
    if solve("logit", y, x[:, kept]).proven:
        return None
    return _hit_together(x[:, kept] * (2 * y - 1)[:, None])


def _hit_alone(cells: Numbers, y: Numbers) -> Mask:
    """The rows that a column and the constant separate."""
    zero, one = cells[y == 0], cells[y == 1]
    if zero.max() <= one.min() or one.max() <= zero.min():
        border = max(zero.min(), one.min())
        other = min(zero.max(), one.max())
        return np.ones(len(y), dtype=bool) if other < border else cells != border
    return np.zeros(len(y), dtype=bool)


def _hit_together(signed: Numbers) -> Mask | None:
    """The rows that the best direction of the linear program separates."""
    from scipy.optimize import linprog

    distinct, where = np.unique(signed / np.max(np.abs(signed), axis=0), axis=0, return_inverse=True)
    found = linprog(
        -distinct.sum(axis=0),
        A_ub=-distinct,
        b_ub=np.zeros(len(distinct)),
        bounds=[(-1, 1)] * distinct.shape[1],
        method="highs",
    )
    if not found.success:
        return None
    hit = np.asarray(distinct @ found.x > _ZERO)[where.reshape(-1)]
    return hit if hit.any() else None


def _loose(left: Numbers, names: Sequence[str]) -> set[str]:
    """The columns whose coefficients the rows that are not separated leave open: their null space."""
    scale = np.max(np.abs(left), axis=0)
    triangle = np.linalg.qr(left / np.where(scale > 0, scale, 1.0), mode="r")
    _, sizes, turned = np.linalg.svd(triangle, full_matrices=True)
    null = turned[int(np.sum(sizes > sizes[0] * 1e-9)) :]
    return {name for place, name in enumerate(names) if np.any(np.abs(null[:, place]) > _ZERO)}


def _alone(cells: Numbers, y: Numbers, name: str) -> str:
    """How one column predicts by itself, "" where it does not."""
    if name == CONSTANT:
        return ""
    zero, one = cells[y == 0], cells[y == 1]
    if set(np.unique(cells).tolist()) <= {0.0, 1.0}:
        return _empty_cell(zero, one, name)
    if zero.max() < one.min():
        return (
            f"the outcome is 0 in all rows with {name} up to {zero.max():g} and 1 in all from {one.min():g}"
        )
    if one.max() < zero.min():
        return (
            f"the outcome is 1 in all rows with {name} up to {one.max():g} and 0 in all from {zero.min():g}"
        )
    if zero.max() == one.min():
        return f"the outcome is 0 in all rows with {name} below {one.min():g} and 1 in all above"
    if one.max() == zero.min():
        return f"the outcome is 1 in all rows with {name} below {zero.min():g} and 0 in all above"
    return ""


def _empty_cell(zero: Numbers, one: Numbers, name: str) -> str:
    parts = []
    for value, said in (
        (1, name if "=" in name else f"{name}=1"),
        (0, f"{name} not so" if "=" in name else f"{name}=0"),
    ):
        with_0, with_1 = int(np.sum(zero == value)), int(np.sum(one == value))
        if not with_0 or not with_1:
            outcome = 1 if with_1 else 0
            count = with_0 + with_1
            rows = "the only row" if count == 1 else f"all {count:,} rows"
            parts.append(f"the outcome is {outcome} in {rows} with {said}")
    return " and ".join(parts)


def _told_alone(single: dict[str, str]) -> str:
    """The clause of the one column that predicts everything, "" where none does."""
    return next((said for said in single.values() if " and " in said and "above" not in said), "")


def _sparse(signed: Numbers, names: Sequence[str]) -> list[str]:
    """A few columns that separate completely: the direction with the smallest sum of sizes."""
    from scipy.optimize import linprog

    n, k = signed.shape
    found = linprog(
        np.ones(2 * k),
        A_ub=np.hstack([-signed, signed]),
        b_ub=-np.ones(n),
        bounds=[(0, None)] * (2 * k),
        method="highs",
    )
    if not found.success:
        return list(names)
    direction = np.abs(found.x[:k] - found.x[k:])
    return [name for place, name in enumerate(names) if direction[place] > _ZERO * direction.max()]


def reduced(x: Numbers, names: Sequence[str], loose: Sequence[str]) -> list[int]:
    """Columns of full rank for the rows that are left: the ones with a coefficient, then what fills up."""
    # independent() counts the last column first, then the others in order.
    first = [place for place, name in enumerate(names) if name not in loose]
    order = [*first[1:], *(place for place, name in enumerate(names) if name in loose), *first[:1]]
    kept, _ = independent(x[:, order], [names[place] for place in order])
    return sorted(order[place] for place in kept)
