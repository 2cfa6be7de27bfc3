"""Where the rows of a survey belong: origin, sex, birth cohort and host country read from its columns.

A column is named as it is called; behind it may stand what its values mean, ``male:1=m,0=f``. ``=JPN`` says
that everybody in the survey has the same. A cohort is a column of years of birth or of bands of years, or
``age@2012`` and ``age@year`` where ages were asked in a year, or in the year of a column.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from secondmig.core.countries import is_state
from secondmig.core.errors import SecondmigError, raise_all
from secondmig.joint.cells import DIMENSIONS, Dimension, Frame, Years
from secondmig.survey.form import Variable
from secondmig.survey.places import place
from secondmig.survey.table import SurveyTable

_YEARS: Final = re.compile(r"([0-9]{1,4})(?:\.0+)?(?:\s*(?:-|–|to)\s*([0-9]{1,4})(?:\.0+)?)?")
_WHOLE: Final = re.compile(r"(-?[0-9]+)\.0+")
_SEXES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("f", "female", "w", "woman", "women", "mujer", "女", "女性"), "f"),
    **dict.fromkeys(("m", "male", "man", "men", "hombre", "男", "男性"), "m"),
    **dict.fromkeys(("x", "other", "diverse"), "x"),
}
_OLDEST: Final = 130
_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """How one dimension is read.

    Attributes:
        column: of the survey, "" where all rows have ``only``.
        only: the one value of everybody, "" where there is a column.
        codes: value as written in the survey -> ours.
        asked: for ages, the year or the column of the year in which they were asked; "" for years of birth.
    """

    column: str = ""
    only: str = ""
    codes: Mapping[str, str] | None = None
    asked: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where the rows belong, and what could not be read.

    Attributes:
        frame: one entry a row.
        unread: sentences on values that mean nothing known; their rows are in no cell of that dimension.
    """

    frame: Frame
    unread: tuple[str, ...]


def column_spec(dimension: Dimension, text: str) -> ColumnSpec:
    """Read what was written for a dimension.

    Raises:
        SecondmigError: it is none of the forms.

    >>> column_spec("sex", "male:1=m,0=f").codes
    {'1': 'm', '0': 'f'}
    >>> column_spec("host", "=JPN").only, column_spec("cohort", "age@2012").asked
    ('JPN', '2012')
    """
    stripped = text.strip()
    if stripped.startswith("="):
        return ColumnSpec(only=_only(dimension, stripped[1:].strip()))
    head, colon, tail = stripped.partition(":")
    column, at, asked = head.partition("@")
    if at and (dimension != "cohort" or not asked):
        raise _wrong(dimension, text, "a year behind @ goes with --cohort: age@2012 or age@year")
    codes: dict[str, str] = {}
    for pair in tail.split(",") if colon else ():
        value, equals, code = pair.partition("=")
        if not equals or not value.strip():
            raise _wrong(dimension, text, f"write --{dimension} column:value=code,value=code")
        codes[value.strip()] = _only(dimension, code.strip())
    if not column:
        raise _wrong(dimension, text, "name a column of the survey")
    return ColumnSpec(column.strip(), "", codes, asked.strip())


def placed(table: SurveyTable, specs: Mapping[Dimension, ColumnSpec]) -> Placed:
    """Where the rows of a survey belong.

    Args:
        table: the survey.
        specs: how each dimension is read; one without an entry is not told apart.

    Raises:
        SecondmigError: a column is not there.
        ProblemsError: several are not.
    """
    named = [(dimension, column) for dimension, spec in specs.items() for column in _columns(spec)]
    raise_all(
        SecondmigError(
            f"{dimension}: there is no column {column!r}",
            where=table.name,
            hint=f"columns: {', '.join(table.columns)}",
        )
        for dimension, column in named
        if column not in table.cells
    )
    only: dict[Dimension, str] = {name: spec.only for name, spec in specs.items() if spec.only}
    frame = Frame(only=only)
    unread: list[str] = []
    for dimension in DIMENSIONS:
        spec = specs.get(dimension)
        if spec is None or spec.only:
            continue
        if dimension == "cohort":
            born, lost = _born(table, spec)
            frame = replace(frame, born=born)
        else:
            texts, lost = _coded(table, spec, _READERS[dimension])
            frame = _with(frame, dimension, texts)
        unread.extend(_told(dimension, spec, lost))
    return Placed(frame, tuple(unread))


def _with(frame: Frame, dimension: Dimension, texts: Sequence[str]) -> Frame:
    if dimension == "origin":
        return replace(frame, origin=texts)
    return replace(frame, sex=texts) if dimension == "sex" else replace(frame, host=texts)


def country_code(text: str) -> str:
    """The ISO3 code of a country by any of its names, "" where it is none.

    >>> country_code("China"), country_code("Other")
    ('CHN', '')
    """
    try:
        return place(text).code
    except SecondmigError:
        return ""


def sex_code(text: str) -> str:
    """``f``, ``m`` or ``x`` for the usual words, "" for others.

    >>> sex_code("Female"), sex_code("2")
    ('f', '')
    """
    return _SEXES.get(text.casefold().strip(), "")


_READERS: Final[Mapping[Dimension, Callable[[str], str]]] = {
    "origin": country_code,
    "sex": sex_code,
    "host": country_code,
}


def years(text: str) -> Years | None:
    """A year or a band of years, None for anything else.

    >>> years("1975"), years("1970-1979"), years("30.0"), years("?")
    ((1975, 1975), (1970, 1979), (30, 30), None)
    """
    found = _YEARS.fullmatch(text.strip())
    if found is None:
        return None
    first, last = int(found[1]), int(found[2] or found[1])
    return (first, last) if first <= last else None


def born_between(age: Years, asked: int) -> Years:
    """The years of birth of somebody of an age, or between two ages, in a year.

    >>> born_between((30, 30), 2012)
    (1981, 1982)
    """
    return asked - age[1] - 1, asked - age[0]


def _only(dimension: Dimension, value: str) -> str:
    ok = sex_code(value) if dimension == "sex" else value
    if dimension in {"origin", "host"} and not is_state(value):
        hint = "write an ISO 3166-1 alpha-3 code: JPN, USA, GBR"
        raise SecondmigError(f"{value!r} is no country", where=f"--{dimension}", hint=hint)
    if not ok or (dimension == "cohort" and years(value) is None):
        hint = "write f or m" if dimension == "sex" else "write years: 1970-1979"
        raise SecondmigError(f"{value!r} is no {dimension}", where=f"--{dimension}", hint=hint)
    return ok


def _wrong(dimension: Dimension, text: str, hint: str) -> SecondmigError:
    return SecondmigError(f"{text!r} cannot be read", where=f"--{dimension}", hint=hint)


def _columns(spec: ColumnSpec) -> Iterator[str]:
    if spec.column:
        yield spec.column
    if spec.asked and not spec.asked.isdigit():
        yield spec.asked


def _coded(
    table: SurveyTable, spec: ColumnSpec, read: Callable[[str], str]
) -> tuple[list[str], Counter[str]]:
    """Our code for each row, and the values that mean nothing known."""
    variable = table.form.variable(spec.column)
    known: dict[str, str] = {}
    lost: Counter[str] = Counter()
    found = []
    for text in table.cells[spec.column]:
        if text not in known:
            known[text] = _code(text, variable, spec.codes or {}, read)
        code = known[text]
        if not code and text and not variable.missing.keys() & set(_written(text)):
            lost[text] += 1
        found.append(code)
    return found, lost


def _written(text: str) -> tuple[str, ...]:
    """The value as it stands, and without the ``.0`` that some programs put behind codes."""
    whole = _WHOLE.fullmatch(text)
    return (text, whole[1]) if whole else (text,)


def _code(text: str, variable: Variable, codes: Mapping[str, str], read: Callable[[str], str]) -> str:
    for written in _written(text):
        if written in variable.missing:
            return ""
        if written in codes:
            return codes[written]
        if written in variable.labels and (code := read(variable.labels[written])):
            return code
    return read(text) if text else ""


def _born(table: SurveyTable, spec: ColumnSpec) -> tuple[list[Years | None], Counter[str]]:
    missing = table.form.variable(spec.column).missing
    moments: Sequence[str] = (
        table.cells[spec.asked] if spec.asked and not spec.asked.isdigit() else [spec.asked] * len(table)
    )
    known: dict[tuple[str, str], Years | None] = {}
    lost: Counter[str] = Counter()
    found = []
    for text, moment in zip(table.cells[spec.column], moments, strict=True):
        key = (text, moment)
        if key not in known:
            known[key] = None if text in missing else _years_of_birth(text, moment, asked=bool(spec.asked))
        if known[key] is None and text and text not in missing:
            lost[text] += 1
        found.append(known[key])
    return found, lost


def _years_of_birth(text: str, moment: str, *, asked: bool) -> Years | None:
    told = years(text)
    if told is None or not asked:
        return told if told is not None and told[0] > _OLDEST else None
    then = years(moment)
    if then is None or told[1] > _OLDEST:
        return None
    return born_between(told, then[0])[0], born_between(told, then[1])[1]


def _told(dimension: Dimension, spec: ColumnSpec, lost: Counter[str]) -> Iterator[str]:
    if lost:
        worst = sorted(lost.items(), key=lambda item: (-item[1], item[0]))
        values = ", ".join(f"{value!r} ({number})" for value, number in worst[:_SHOWN])
        more = " ..." if len(worst) > _SHOWN else ""
        yield (
            f"{dimension}: {lost.total()} rows whose {spec.column} is nothing known are in no cell of it: "
            f"{values}{more}"
        )
