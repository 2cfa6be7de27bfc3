"""Regressors as a matrix: dummies of factors, and the columns that say nothing of their own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from secondmig.core.errors import SecondmigError
from secondmig.stats.fit import Dropped, Role
from secondmig.stats.frame import Frame, Mask, Numbers, named, texts
from secondmig.stats.model_spec import CONSTANT, ColumnSpec, ModelSpec, Show
from secondmig.survey.describe import ordered

DEPENDENT: Final = 1e-9
"""Share of a column that has to lie outside the others for it to say something of its own."""
_NAMED: Final = 8  # columns of a dependent set that are named


@dataclass(frozen=True, slots=True)
class Regressor:
    """A term before it is estimated.

    Attributes:
        name: among the terms.
        label: what people read.
        block: label of its block.
        role: variable, level, reference or constant.
        factor: that a level belongs to, else "".
        show: of its block.
    """

    name: str
    label: str
    block: str = ""
    role: Role = "variable"
    factor: str = ""
    show: Show = "coefficients"


@dataclass(frozen=True, slots=True)
class Matrix:
    """The regressors of some rows.

    Attributes:
        regressors: every term in the order of the spec, references and dropped ones included.
        names: of the columns of ``x``, the constant last.
        x: rows by columns, of full rank.
        dropped: terms that are no columns, and why.
    """

    regressors: tuple[Regressor, ...]
    names: tuple[str, ...]
    x: Numbers
    dropped: tuple[Dropped, ...]


def matrix_of(
    spec: ModelSpec, column: ColumnSpec, frame: Frame, rows: Mask, regressors: Mapping[str, Numbers]
) -> Matrix:
    """The matrix of the rows of a sample.

    Args:
        spec: the model.
        column: of it.
        frame: the rows there are.
        rows: those of the sample.
        regressors: variable -> number of every row of the frame.

    Raises:
        SecondmigError: the reference category that is named has no rows.
    """
    found, columns, dropped = _terms(spec, column, frame, rows, regressors)
    found.append(Regressor(CONSTANT, "Constant", role="constant"))
    n = int(rows.sum())
    constant = [name for name, cells in columns.items() if n and np.all(cells == cells[0])]
    for name in constant:
        dropped.append(Dropped(name, f"{name} is {columns.pop(name)[0]:g} in all {n:,} rows", "constant"))
    names = (*columns, CONSTANT)
    x: Numbers = np.column_stack([*columns.values(), np.ones(n)])
    kept, sets = independent(x, names)
    dropped += [Dropped(name, said, "collinear") for name, said in sets.items()]
    return Matrix(tuple(found), tuple(names[place] for place in kept), x[:, kept], tuple(dropped))


def _terms(
    spec: ModelSpec, column: ColumnSpec, frame: Frame, rows: Mask, regressors: Mapping[str, Numbers]
) -> tuple[list[Regressor], dict[str, Numbers], list[Dropped]]:
    """The terms of the blocks, the columns of those that have one, and the categories without rows."""
    found: list[Regressor] = []
    columns: dict[str, Numbers] = {}
    dropped: list[Dropped] = []
    for block in column.blocks:
        for name in block.variables:
            found.append(Regressor(name, label_of(name, spec, frame), block.label, show=block.show))
            columns[name] = regressors[name][rows]
        for factor in block.factors:
            for each, cells in _levels(spec, factor, frame, rows):
                found.append(Regressor(each.name, each.label, block.label, each.role, factor, block.show))
                if cells is not None:
                    columns[each.name] = cells
                elif each.role == "level":
                    dropped.append(Dropped(each.name, f"no row of the sample has {each.name}", "empty"))
    return found, columns, dropped


def _levels(spec: ModelSpec, factor: str, frame: Frame, rows: Mask) -> list[tuple[Regressor, Numbers | None]]:
    """The categories of a factor with their 0/1 columns; None for the reference and for empty ones."""
    cells = texts(factor, frame)
    variable = frame.form.variable(factor)
    codes = list(ordered(variable, dict.fromkeys((each for each in cells if each), 1.0)))
    if not variable.labels and not all(map(_numeric, codes)):
        codes.sort()
    place = {code: number for number, code in enumerate(codes)}
    where = np.array([place.get(each, -1) for each in cells])[rows]
    counts = np.bincount(where[where >= 0], minlength=len(codes))
    reference = _reference(spec, factor, frame, codes, counts.tolist())
    found: list[tuple[Regressor, Numbers | None]] = []
    for code in codes:
        role: Role = "reference" if code == reference else "level"
        name = f"{factor}={code}"
        filled = role == "level" and counts[place[code]]
        cells_of = np.asarray(where == place[code], dtype=np.float64) if filled else None
        found.append((Regressor(name, label_of(name, spec, frame), role=role), cells_of))
    return found


def label_of(name: str, spec: ModelSpec, frame: Frame) -> str:
    """What people read for a regressor: the spec's label, else the survey's, else its name."""
    if name in spec.labels:
        return spec.labels[name]
    how = named(name, frame)
    variable = frame.form.variable(how.column)
    label = spec.labels.get(how.column) or variable.label
    if how.value:
        value = variable.labels.get(how.value, how.value)
        return f"{label or how.column}{':' if how.side == '=' else f' {how.side}'} {value}"
    if how.power > 1:
        return f"{label}^{how.power}" if label else name
    return (f"log({label})" if how.log else label) if label else name


def _numeric(text: str) -> bool:
    from secondmig.survey.number_text import is_number

    return is_number(text)


def _reference(
    spec: ModelSpec, factor: str, frame: Frame, codes: Sequence[str], counts: Sequence[int]
) -> str:
    """The category left out: the one named, else the first that has rows."""
    asked = spec.reference.get(factor)
    there = [code for code, count in zip(codes, counts, strict=True) if count]
    if asked is None:
        return there[0] if there else (codes[0] if codes else "")
    if asked not in there:
        message = f"the reference {factor}={asked} has no row in the sample"
        raise SecondmigError(message, where=frame.name, hint=f"categories with rows: {', '.join(there)}")
    return asked


def independent(x: Numbers, names: Sequence[str]) -> tuple[list[int], dict[str, str]]:
    """The columns that are no combination of those before them, the last (the constant) counted first.

    Works on the triangle of a QR decomposition, whose columns depend on each other as those of ``x`` do, by
    Gram and Schmidt with a second pass; nothing is squared.

    Args:
        x: rows by columns.
        names: of the columns.

    Returns:
        Places of the independent columns in their order, and for each of the others what it follows from.

    >>> kept, sets = independent(np.array([[1.0, 2, 1], [2, 1, 1], [5, -2, 1]]), ("a", "b", "one"))
    >>> kept, sets
    ([0, 2], {'b': 'b is an exact combination of a and one'})
    """
    norms = np.linalg.norm(x, axis=0)
    triangle: Numbers = np.asarray(np.linalg.qr(x / np.where(norms > 0, norms, 1.0), mode="r"))
    basis: list[Numbers] = []
    order = [x.shape[1] - 1, *range(x.shape[1] - 1)]
    kept: list[int] = []
    sets: dict[str, str] = {}
    for place in order:
        rest = triangle[:, place].copy()
        for _ in range(2):
            for direction in basis:
                rest -= direction * (direction @ rest)
        length = float(np.linalg.norm(rest))
        if length > DEPENDENT:
            basis.append(rest / length)
            kept.append(place)
            continue
        found = np.linalg.lstsq(triangle[:, kept], triangle[:, place], rcond=None)[0]
        share = np.abs(found)
        of = sorted(other for other, each in zip(kept, share, strict=True) if each > 1e-6)
        whole = (
            f"an exact combination of {listed([names[other] for other in of])}" if of else "0 in every row"
        )
        sets[names[place]] = f"{names[place]} is {whole}"
    return sorted(kept), sets


def listed(names: Sequence[str]) -> str:
    """Names in a row: ``a, b and c``.

    >>> listed(["a"]), listed(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    shown = list(names[:_NAMED])
    if len(names) > _NAMED:
        shown.append(f"{len(names) - _NAMED} more")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
