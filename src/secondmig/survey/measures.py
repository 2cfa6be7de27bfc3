"""What a value means under its measure, and whether it can be one."""

import re
from collections.abc import Iterable, Iterator, Mapping
from math import isfinite

from secondmig.core.countries import is_country, name
from secondmig.core.errors import SecondmigError
from secondmig.core.legs import Leg
from secondmig.core.types import Case
from secondmig.survey.measure_file import read_measures
from secondmig.survey.model import Measure

__all__ = [
    "COLUMNS",
    "NUMERIC",
    "Measure",
    "check_values",
    "label",
    "measure_of",
    "missing_reason",
    "number",
    "read_measures",
    "value_problem",
]

COLUMNS: Mapping[str, tuple[str, str]] = {
    "isco_leg1": ("occ_isco", ""),
    "isco_now": ("occ_isco", ""),
    "legal_leg1_entry": ("legal_status", ""),
    "legal_leg1_exit": ("legal_status", ""),
    "lang_leg1": ("lang_host", ""),
    "age_band": ("age", "band"),
    "intent_target": ("intent3", "target_country"),
    "integ_legal": ("integ", "legal"),
    "integ_edu": ("integ", "educational"),
    "integ_econ": ("integ", "economic"),
    "integ_social": ("integ", "social"),
}
"""Columns of persons that are not called like their measure -> (measure id, part of it or "")."""

_BAND = re.compile(r"([0-9]{1,3})-([0-9]{1,3})")
NUMERIC = frozenset({"ordinal", "interval", "ratio", "binary", "composite"})
"""Scales whose values are numbers."""


def measure_of(column: str, measures: Mapping[str, Measure]) -> tuple[Measure, str] | None:
    """The measure behind a column of persons, and the part of it; None where there is none."""
    identifier, part = COLUMNS.get(column, (column, ""))
    measure = measures.get(identifier)
    return None if measure is None else (measure, part)


def missing_reason(measure: Measure, value: str) -> str | None:
    """Why a value is missing, e.g. "not_stated" for -9; None where it is not missing."""
    return measure.missing.get(value)


def label(measure: Measure, value: str) -> str:
    """What people read in place of a value: its code's label, the country's name, or the value itself."""
    if value in measure.codes:
        return measure.codes[value]
    if value in measure.missing:
        return measure.missing[value].replace("_", " ")
    return name(value) if measure.code_list == "iso3" and is_country(value) else value


def number(measure: Measure, value: str) -> float | None:
    """A value to compute with; None where it is missing, no number, or only a name (nominal measures)."""
    if measure.scale not in NUMERIC or value in measure.missing:
        return None
    try:
        read = float(value)
    except ValueError:
        return None
    return read if isfinite(read) else None


def value_problem(measure: Measure, value: str, *, part: str = "") -> str:
    """What is wrong with a value, "" where nothing is.

    A value is right if it is a reserved missing code, one of the codes, in the published list, or a number in
    the range; numbers without a range must not be negative unless the scale is an interval; binary values
    without codes are 0 or 1.

    Args:
        measure: of the value.
        value: as text, not empty.
        part: of a composite; ``band`` for a range of years like 50-54; ``target_country``.
    """
    if value in measure.missing:
        return ""
    if part == "band":
        return _band_problem(value)
    if part == "target_country" or measure.code_list == "iso3":
        return "" if is_country(value) else "no ISO 3166-1 alpha-3 code"
    if part in measure.parts:
        low, high = measure.parts[part]
        return _one_of(value, [str(score) for score in range(low, high + 1)])
    if measure.code_list == "isco08":
        digits = value.isascii() and value.isdigit() and len(value) <= 4
        return "" if digits else "no ISCO-08 code, which is one to four digits"
    if measure.codes:
        return _one_of(value, measure.codes)
    if measure.scale == "binary":
        return _one_of(value, ["0", "1"])
    return _number_problem(measure, value) if measure.scale in {"interval", "ratio"} else ""


def check_values(cases: Iterable[Case], measures: Mapping[str, Measure]) -> tuple[SecondmigError, ...]:
    """Every attribute, and every legal status and occupation of a leg, that its measure does not allow."""
    return tuple(problem for case in cases for problem in _case_problems(case, measures))


def _case_problems(case: Case, measures: Mapping[str, Measure]) -> Iterator[SecondmigError]:
    for column, value in case.attributes.items():
        found = measure_of(column, measures)
        if found:
            yield from _problem(found[0], value, part=found[1], where=f"case {case.id}, {column}")
    for leg in case.legs:
        for identifier, field, value in _leg_values(leg):
            if value and identifier in measures:
                where = f"case {case.id}, leg {leg.index}, {field}"
                yield from _problem(measures[identifier], value, part="", where=where)


def _leg_values(leg: Leg) -> tuple[tuple[str, str, str], ...]:
    return (
        ("legal_status", "legal_at_entry", leg.legal_at_entry),
        ("legal_status", "legal_at_exit", leg.legal_at_exit),
        ("occ_isco", "isco", leg.isco),
    )


def _problem(measure: Measure, value: str, *, part: str, where: str) -> Iterator[SecondmigError]:
    reason = value_problem(measure, value, part=part)
    if reason:
        hint = f"correct the value, or {measure.id} in the measures file"
        yield SecondmigError(f"{value!r} is {reason}", where=where, hint=hint)


def _one_of(value: str, codes: Iterable[str]) -> str:
    known = list(codes)
    return "" if value in known else f"none of {', '.join(known)}"


def _band_problem(value: str) -> str:
    found = _BAND.fullmatch(value)
    fits = found is not None and int(found[2]) == int(found[1]) + 4 and int(found[1]) % 5 == 0
    return "" if fits else "no band of five years like 50-54"


def _number_problem(measure: Measure, value: str) -> str:
    read = number(measure, value)
    if read is None:
        return "no number"
    low, high = measure.range or (None, None)
    if low is not None and high is not None and not low <= read <= high:
        return f"outside {low:g} to {high:g}"
    return "negative" if measure.range is None and measure.scale == "ratio" and read < 0 else ""
