"""The rows a model is fitted to: columns of texts or of numbers, read the way a spec names them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from secondmig.core.errors import SecondmigError
from secondmig.survey.describe import BLANK
from secondmig.survey.form import SurveyForm
from secondmig.survey.number_text import is_number
from secondmig.survey.table import SurveyTable

Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]
Cells = Sequence[str] | Numbers
_POWER: Final = re.compile(r"(.+)\^([2-9])")
_LOG: Final = re.compile(r"log\((.+)\)")
_LARGEST: Final = 1e15
_SIDE: Final = re.compile(r"(.+?)\s*(<=|>=|=)\s*(.+)")


@dataclass(frozen=True, slots=True)
class Frame:
    """Rows to fit a model to.

    Attributes:
        name: of the survey or file, for messages.
        columns: column -> a text a row ("" is blank), or a number a row (not a number is blank).
        form: labels and user-missing values of the columns.
        kind: census, register, sample or purposive.
    """

    name: str
    columns: Mapping[str, Cells]
    form: SurveyForm = field(default_factory=SurveyForm)
    kind: str = "sample"

    def __len__(self) -> int:
        """How many rows."""
        return len(next(iter(self.columns.values()), ()))


def frame_of(table: SurveyTable) -> Frame:
    """The rows of a survey."""
    return Frame(table.name, table.cells, table.form, table.kind)


@dataclass(frozen=True, slots=True)
class Named:
    """What a regressor is called and how it comes out of a column.

    Attributes:
        column: of the frame.
        value: what makes it 1, "" where it is not an indicator.
        side: how the column compares with it: =, >= or <=.
        power: to which the numbers are raised.
        log: whether the natural logarithm is taken.
    """

    column: str
    value: str = ""
    power: int = 1
    log: bool = False
    side: str = "="


def named(variable: str, frame: Frame) -> Named:
    """How a name among the regressors is read; a column of exactly that name goes before.

    >>> frame = Frame("f", {"age": [], "a=b": []})
    >>> named("age^2", frame), named("sex=f", frame).value, named("a=b", frame).value
    (Named(column='age', value='', power=2, log=False, side='='), 'f', '')
    """
    if variable in frame.columns:
        return Named(variable)
    if found := _POWER.fullmatch(variable):
        return Named(found[1], power=int(found[2]))
    if found := _LOG.fullmatch(variable):
        return Named(found[1].strip(), log=True)
    if found := _SIDE.fullmatch(variable):
        return Named(found[1], found[3], side=found[2])
    return Named(variable)


def texts(column: str, frame: Frame) -> Sequence[str]:
    """A column as texts, "" where a value is missing for whatever reason."""
    cells = frame.columns[column]
    if isinstance(cells, np.ndarray):
        distinct, where = np.unique(cells, return_inverse=True)
        written = ["" if each != each else f"{each:.15g}" for each in distinct.tolist()]
        return [written[place] for place in where.tolist()]
    missing = frame.form.variable(column).missing
    return ["" if each in missing else each for each in cells] if missing else cells


def numbers(column: str, frame: Frame) -> Numbers:
    """A column as numbers, not a number where a value is missing for whatever reason.

    Raises:
        SecondmigError: it holds words.
    """
    cells = frame.columns[column]
    if isinstance(cells, np.ndarray):
        return cells
    missing = frame.form.variable(column).missing
    distinct = {each: _number(each, missing) for each in set(cells)}
    words = sorted(each for each, number in distinct.items() if number is None)
    if words:
        shown = ", ".join(repr(each) for each in words[:3]) + (" and more" if len(words) > 3 else "")
        one = next((each for each in words if each.casefold() == "yes"), words[0])
        hint = f"write {column}={one}, or {column} under factors"
        if len(words) < len(distinct) and len(words) == 1:
            hint = f"if it stands for no answer: missing: {{{words[0]}: not stated}}"
        raise SecondmigError(f"{column} holds words ({shown})", where=frame.name, hint=hint)
    return np.array([distinct[each] for each in cells], dtype=np.float64)


def _number(text: str, missing: Mapping[str, str]) -> float | None:
    if text == "" or text in missing:
        return np.nan
    return float(text) if is_number(text) else None


def values(variable: str, frame: Frame) -> Numbers:
    """A regressor as numbers, not a number where it is missing.

    Raises:
        SecondmigError: there is no such column or value, it holds words, or has no logarithm.
    """
    how = named(variable, frame)
    if how.column not in frame.columns:
        raise no_column(how.column, frame)
    if how.value:
        return _indicator(how, frame)
    found = numbers(how.column, frame)
    if how.log:
        small = int(np.count_nonzero(found <= 0))
        if small:
            message = f"{variable}: {small:,} {'value is' if small == 1 else 'values are'} not above 0"
            hint = f'restrict: [{{name: "{how.column} above 0", where: "{how.column} > 0"}}]'
            raise SecondmigError(message, where=frame.name, hint=hint)
        return np.asarray(np.log(found))
    most = float(np.nanmax(np.abs(found), initial=0.0))
    if most > _LARGEST ** (1 / how.power):
        message = f"{variable}: {how.column} is as large as {most:g}: that is too large to compute with"
        hint = f"bring {how.column} to other units, or say that it means no answer: missing: {{VALUE: why}}"
        raise SecondmigError(message, where=frame.name, hint=hint)
    return np.asarray(found**how.power) if how.power > 1 else found


def _indicator(how: Named, frame: Frame) -> Numbers:
    if how.side != "=":
        return _beyond(how, frame)
    cells = texts(how.column, frame)
    distinct = set(cells) - {""}
    if how.value not in distinct:
        known = sorted(distinct)
        shown = ", ".join(known[:8]) + (" and more" if len(known) > 8 else "")
        raise SecondmigError(
            f"no row has {how.column}={how.value}", where=frame.name, hint=f"its values: {shown or 'none'}"
        )
    codes = {each: float(each == how.value) for each in distinct} | {"": np.nan}
    return np.array([codes[each] for each in cells], dtype=np.float64)


def _beyond(how: Named, frame: Frame) -> Numbers:
    """1 where the numbers of a column reach a limit, 0 where they do not."""
    found = numbers(how.column, frame)
    if not is_number(how.value):
        message = f"{how.column}{how.side}{how.value}: {how.value!r} is no number"
        raise SecondmigError(message, where=frame.name, hint=f"write a number behind {how.side}")
    limit = float(how.value)
    reached = found >= limit if how.side == ">=" else found <= limit
    return np.where(np.isnan(found), np.nan, reached * 1.0)


def no_column(column: str, frame: Frame) -> SecondmigError:
    """The problem that a column is not there, with the closest that is."""
    import difflib

    close = difflib.get_close_matches(column, list(frame.columns), n=1)
    known = ", ".join(list(frame.columns)[:12]) + (" and more" if len(frame.columns) > 12 else "")
    hint = f"write {close[0]}" if close else f"columns: {known}"
    return SecondmigError(f"there is no column {column!r}", where=frame.name, hint=hint)


def reasons(column: str, frame: Frame, rows: Mask) -> dict[str, int]:
    """Why values of a column are missing in some rows, most frequent first."""
    cells = frame.columns[column]
    if isinstance(cells, np.ndarray):
        return {BLANK: int(np.count_nonzero(np.isnan(cells) & rows))}
    missing = frame.form.variable(column).missing
    counts: dict[str, int] = {}
    for place in np.flatnonzero(rows).tolist():
        text = cells[place]
        if text == "" or text in missing:
            reason = missing.get(text, BLANK)
            counts[reason] = counts.get(reason, 0) + 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
