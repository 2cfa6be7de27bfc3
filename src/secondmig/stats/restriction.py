"""Who is in the sample: named filters applied in order, listwise deletion, and what each step left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from secondmig.core.errors import ProblemsError, SecondmigError, raise_all
from secondmig.stats.fit import Lost, Step
from secondmig.stats.frame import Frame, Mask, Numbers, named, no_column, numbers, reasons, texts, values
from secondmig.stats.model_spec import ColumnSpec, Filter, ModelSpec
from secondmig.survey.number_text import canonical, is_number

ALL: Final = "all rows"
COMPLETE: Final = "complete on all variables"
COMMON: Final = "in all columns"
POSITIVE: Final = "weight above 0"


@dataclass(frozen=True, slots=True)
class Sample:
    """The rows of one column of a table of models.

    Attributes:
        rows: which rows of the frame are fitted.
        before: which rows the filters left, before listwise deletion.
        flow: n at every step.
        attrition: what each variable took.
        regressors: variable -> number of each row of the frame, not a number where missing.
        outcome: of each row of the frame.
        weights: of each row of the frame, None where each counts once.
    """

    rows: Mask
    before: Mask
    flow: tuple[Step, ...]
    attrition: tuple[Lost, ...]
    regressors: Mapping[str, Numbers]
    outcome: Numbers
    weights: Numbers | None


@dataclass(slots=True)
class _Found:
    """Problems, gathered so that all are told at once."""

    problems: list[SecondmigError] = field(default_factory=list)

    def take(self, error: SecondmigError) -> None:
        self.problems.extend(error.problems if isinstance(error, ProblemsError) else (error,))


def sample_of(spec: ModelSpec, column: ColumnSpec, frame: Frame, *, keep_missing: bool = False) -> Sample:
    """The rows that a column of a model can use.

    Args:
        spec: the model.
        column: of it.
        frame: the rows there are.
        keep_missing: rows that lack regressors stay, to be imputed; those without an outcome, a category of
            a factor or a weight go all the same.

    Raises:
        SecondmigError: a column is not there or holds what it cannot.
        ProblemsError: every reason.
    """
    found = _Found()
    outcome = _read(column.outcome, frame, found)
    weights = _weights(spec, frame, found)
    read = {name: _read(name, frame, found) for name in column.variables}
    factors = {name: _filled(name, frame, found) for name in column.factors}
    others = tuple(dict.fromkeys(filter(None, (spec.cluster,))))
    known = {name: _filled(name, frame, found) for name in others}
    kept, flow = _filtered(frame, (*spec.restrict, *column.restrict), found)
    seen = np.unique(outcome[kept & ~np.isnan(outcome)])
    if spec.family != "linear" and len(seen) > 1 and seen.tolist() != [0, 1]:
        found.take(not_binary(spec, column, frame, outcome[kept]))
    raise_all(found.problems)
    if weights is not None:
        kept, flow = _step(POSITIVE, kept, ~(weights <= 0), flow)
    filled = {column.outcome: ~np.isnan(outcome)}
    filled |= {name: ~np.isnan(each) for name, each in read.items() if not keep_missing}
    filled |= factors | known
    if weights is not None:
        filled[spec.weights] = ~np.isnan(weights)
    rows = np.logical_and.reduce([kept, *filled.values()])
    step = Step(COMPLETE, int(rows.sum()), int(kept.sum() - rows.sum()))
    attrition = _attrition(filled, kept, frame)
    return Sample(rows, kept, (*flow, step), attrition, read, outcome, weights)


def passing(frame: Frame, filters: Sequence[Filter]) -> tuple[Mask, tuple[Step, ...]]:
    """The rows that pass filters applied in order, and n at every step.

    Raises:
        SecondmigError: a column is not there or holds what it cannot.
        ProblemsError: every reason.
    """
    found = _Found()
    kept, flow = _filtered(frame, filters, found)
    raise_all(found.problems)
    return kept, flow


def weights_of(spec: ModelSpec, frame: Frame) -> Numbers:
    """The sampling weight of each row, 1 where the spec names none; not a number where it is missing.

    Raises:
        SecondmigError: there is no such column, it holds words, or a weight is negative.
    """
    found = _Found()
    weights = _weights(spec, frame, found)
    raise_all(found.problems)
    return np.ones(len(frame)) if weights is None else weights


def not_binary(spec: ModelSpec, column: ColumnSpec, frame: Frame, outcome: Numbers) -> SecondmigError:
    """The problem that an outcome holds something else than 0 and 1."""
    found = np.unique(outcome[~np.isnan(outcome)])
    shown = ", ".join(f"{each:g}" for each in found[:5]) + (" and more" if len(found) > 5 else "")
    values = f"{len(found)} values ({shown}), and a {spec.family} needs 0 and 1"
    hint = (
        f"say what counts as 1: outcome: {column.outcome}={found[-1]:g}, or {column.outcome}>={found[-1]:g}"
    )
    return SecondmigError(f"{column.name}: {column.outcome} has {values}", where=frame.name, hint=hint)


def _read(name: str, frame: Frame, found: _Found) -> Numbers:
    try:
        return values(name, frame)
    except SecondmigError as error:
        found.take(error)
        return np.zeros(len(frame))


def _filled(name: str, frame: Frame, found: _Found) -> Mask:
    """Which rows have a value of a column, of whatever kind."""
    if name not in frame.columns:
        found.take(no_column(name, frame))
        return np.ones(len(frame), dtype=bool)
    cells = frame.columns[name]
    if isinstance(cells, np.ndarray):
        return ~np.isnan(cells)
    return np.array([each != "" for each in texts(name, frame)], dtype=bool)


def _weights(spec: ModelSpec, frame: Frame, found: _Found) -> Numbers | None:
    if not spec.weights:
        return None
    if spec.weights not in frame.columns:
        found.take(no_column(spec.weights, frame))
        return None
    try:
        weights = numbers(spec.weights, frame)
    except SecondmigError as error:
        found.take(error)
        return None
    below = int(np.count_nonzero(weights < 0))
    if below:
        places = np.flatnonzero(weights < 0)[:3] + 1
        rows = ", ".join(str(each) for each in places.tolist())
        message = f"{spec.weights}: {below:,} {'weight is' if below == 1 else 'weights are'} negative"
        hint = "a sampling weight says how many people a row stands for: correct it or leave the row out"
        where = f"{frame.name}, row {rows}" + (" and more" if below > 3 else "")
        found.take(SecondmigError(message, where=where, hint=hint))
    elif not np.any(weights > 0):
        message = f"{spec.weights}: no weight is above 0"
        found.take(SecondmigError(message, where=frame.name, hint="name another column, or weights: null"))
    return weights


def _filtered(frame: Frame, filters: Sequence[Filter], found: _Found) -> tuple[Mask, tuple[Step, ...]]:
    kept = np.ones(len(frame), dtype=bool)
    flow: tuple[Step, ...] = (Step(ALL, len(frame)),)
    for each in filters:
        try:
            passed, filled = _passed(each, frame)
        except SecondmigError as error:
            found.take(error)
            continue
        before = kept
        kept = kept & passed
        lost = before & ~kept
        flow = (*flow, Step(each.name, int(kept.sum()), int(lost.sum()), int((lost & ~filled).sum())))
    return kept, flow


def _step(name: str, kept: Mask, passed: Mask, flow: tuple[Step, ...]) -> tuple[Mask, tuple[Step, ...]]:
    """A step that is told only where it takes rows."""
    left = kept & passed
    lost = int(kept.sum() - left.sum())
    return left, (*flow, Step(name, int(left.sum()), lost)) if lost else flow


def _passed(rule: Filter, frame: Frame) -> tuple[Mask, Mask]:
    """Which rows pass a filter, and which have a value to compare."""
    if rule.variable not in frame.columns:
        raise no_column(rule.variable, frame)
    if rule.operator in {"=", "!=", "answered"}:
        cells = texts(rule.variable, frame)
        filled = np.array([each != "" for each in cells], dtype=bool)
        if rule.operator == "answered":
            return filled, filled
        meant = {canonical(each) if is_number(each) else each for each in rule.values}
        _known(rule, meant, set(cells), frame)
        same = np.array([(canonical(each) if is_number(each) else each) in meant for each in cells])
        return (same if rule.operator == "=" else filled & ~same), filled
    found = numbers(rule.variable, frame)
    compare = {"<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal}[rule.operator]
    return compare(found, float(rule.values[0])), ~np.isnan(found)


def _known(rule: Filter, meant: set[str], cells: set[str], frame: Frame) -> None:
    there = {canonical(each) if is_number(each) else each for each in cells}
    unknown = sorted(meant - there)
    if unknown:
        values = sorted(there - {""})
        hint = f"its values: {', '.join(values[:8])}" + (" and more" if len(values) > 8 else "")
        message = f"filter {rule.name!r}: no row has {rule.variable} = {' or '.join(unknown)}"
        raise SecondmigError(message, where=frame.name, hint=hint)


def _attrition(filled: Mapping[str, Mask], kept: Mask, frame: Frame) -> tuple[Lost, ...]:
    """What each variable takes, in the order of the spec; those that take nothing are left out."""
    gaps = {name: kept & ~each for name, each in filled.items()}
    lacking = np.sum([each.astype(np.int64) for each in gaps.values()], axis=0)
    return tuple(
        Lost(
            name,
            int(gap.sum()),
            int((gap & (lacking == 1)).sum()),
            reasons(named(name, frame).column, frame, gap),
        )
        for name, gap in gaps.items()
        if gap.any()
    )
