"""A value of a survey under its measure: a point, an interval, or missing for a reason; never a guess."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Final

from secondmig.core.errors import SecondmigError
from secondmig.survey.form import Variable
from secondmig.survey.map_target import MapTarget, parse_target
from secondmig.survey.measures import NUMERIC, number, value_problem
from secondmig.survey.model import Measure

BLANK: Final = "blank"
NOT_ASKED: Final = "not_asked_in_source"
_WHOLE = re.compile(r"(-?[0-9]+)\.0+")
_BAND = re.compile(r"([0-9]+)-([0-9]+)")
_SCORED = re.compile(r"(.+?)[ :]+([0-9]+(?:\.[0-9]+)?)")


@dataclass(frozen=True, slots=True)
class Harmonised:
    """What one value of a source says in our measure.

    Attributes:
        low: the lowest it may be, None where it is missing or a name.
        high: the highest it may be; equal to ``low`` for a point.
        missing: why there is no value, "" where there is one: blank, a reserved reason like
            not_asked_in_source, or what the survey itself calls its missing value.
        source_value: as it stands in the survey.
        map: which map led here, "" where the value was ours already.
        code: our code where it is a single one, e.g. "6", "2221" or "citizen_nat"; "" for an interval.
        source_label: what the value is called in the survey, "" where it says nothing.
        choice: the rule of the map whose default was taken, e.g. "4|5 default 5", else "".
        version: of the measures file.
    """

    low: float | None
    high: float | None
    missing: str
    source_value: str
    map: str = ""
    code: str = ""
    source_label: str = ""
    choice: str = ""
    version: str = ""

    @property
    def point(self) -> float | None:
        """The number, None for an interval, for a name and for what is missing."""
        return self.low if self.low == self.high else None

    @property
    def text(self) -> str:
        """What tables print: the code, the number, ``5..8``, or the reason in words."""
        if self.missing:
            return self.missing.replace("_", " ")
        if self.code or self.low is None or self.high is None:
            return self.code
        return f"{self.low:g}" if self.low == self.high else f"{self.low:g}..{self.high:g}"


def harmonised(measure: Measure, variable: Variable, value: str, *, score: str = "") -> Harmonised:
    """What a value of a survey says in a measure.

    Nothing is imputed: a blank cell is blank, an interval stays one, and a value that neither the map nor the
    measure knows is an error. ``3.0`` is read as the code ``3`` (some programs write codes so).

    Args:
        measure: that the column holds.
        variable: the column: its map, part, labels and missing values.
        value: as it stands in the survey.
        score: what decides where the map asks for a score; it may also stand behind the value, "N1 142".

    Raises:
        SecondmigError: the value, or the map, is unknown; ``where`` names the column.
    """
    text = value.strip()
    missing = {**measure.missing, **variable.missing}
    label = variable.labels.get(_known(text, variable.labels), "")
    bare = Harmonised(None, None, "", value, variable.map, source_label=label, version=measure.version)
    if not text:
        return replace(bare, missing=BLANK)
    if (key := _known(text, missing)) in missing:
        return replace(bare, missing=missing[key])
    if not variable.map:
        return _own(measure, variable, text, bare)
    return _mapped(measure, variable, text, score.strip(), bare)


def harmonised_column(
    measure: Measure, variable: Variable, values: Sequence[str], *, scores: Sequence[str] = ()
) -> list[Harmonised]:
    """All values of a column; each distinct value is looked at once.

    Args:
        measure: that the column holds.
        variable: the column.
        values: of each row.
        scores: of each row; () where no score decides.

    Raises:
        SecondmigError: as :func:`harmonised`.
    """
    seen: dict[tuple[str, str], Harmonised] = {}
    column = []
    for value, score in zip(values, scores or [""] * len(values), strict=True):
        found = seen.get((value, score))
        if found is None:
            found = seen[value, score] = harmonised(measure, variable, value, score=score)
        column.append(found)
    return column


def harmonise_problem(measure: Measure, variable: Variable, value: str, *, score: str = "") -> str:
    """Why a value cannot be read under its measure, "" where it can."""
    try:
        harmonised(measure, variable, value, score=score)
    except SecondmigError as error:
        return error.message
    return ""


def map_note(measure: Measure, variable: Variable) -> str:
    """The line printed beside values that were mapped, "" where they are ours already.

    It names the map, the version of the measures file, and the choices the project made.
    """
    if not variable.map:
        return ""
    chosen = [
        f"{code} is taken as {target.chosen}, of {' or '.join(target.codes)}"
        for code, target in targets(measure, variable.map).items()
        if target.chosen
    ]
    choice = f"; the project's choice: {'; '.join(chosen)}" if chosen else ""
    return f"{measure.id} by map {variable.map}, measures {measure.version or 'without version'}{choice}"


def targets(measure: Measure, name: str) -> dict[str, MapTarget]:
    """What each value of a source becomes by a map of the measure, in the order of the file."""
    return {code: parse_target(text) for code, text in measure.maps.get(name, {}).items()}


def _mapped(measure: Measure, variable: Variable, text: str, score: str, bare: Harmonised) -> Harmonised:
    """A value that a map leads to ours."""
    table = measure.maps.get(variable.map)
    if table is None:
        raise SecondmigError(
            f"{measure.id} has no map {variable.map!r}",
            where=variable.name,
            hint=f"its maps are {', '.join(measure.maps)}" if measure.maps else "add it to the measures file",
        )
    key = _known(text, table)
    if key not in table and (scored := _SCORED.fullmatch(text)) and scored[1] in table:
        key, score = scored[1], score or scored[2]
    if key not in table:
        raise _unmapped(measure, variable, text, table)
    target = parse_target(table[key])
    if target.codes[0] in measure.missing:
        return replace(bare, missing=measure.missing[target.codes[0]])
    codes = _by_score(target, variable, key, score) if target.cuts else target.codes
    if target.chosen:
        codes = (target.chosen,)
        bare = replace(bare, choice=target.text)
    numbers = [_number(code) if measure.scale in NUMERIC else None for code in codes]
    code = codes[0] if len(set(codes)) == 1 else ""
    return replace(bare, low=numbers[0], high=numbers[-1], code=code)


def _by_score(target: MapTarget, variable: Variable, key: str, score: str) -> tuple[str, ...]:
    """The code for a score; all of them where no score is known."""
    if not score:
        return target.codes
    number = _number(score)
    for cut in target.cuts:
        if number is not None and cut.holds(number):
            return (cut.code,)
    reason = f"the map {variable.map} reads scores as {target.text}"
    raise SecondmigError(f"{key} with a score of {score}: {reason}", where=variable.name, hint="look it up")


def _unmapped(measure: Measure, variable: Variable, text: str, known: Iterable[str]) -> SecondmigError:
    choices = list(known)
    begun = [each for each in choices if len(text) > 2 and each.startswith(text)]
    near = begun if len(begun) == 1 else get_close_matches(text, choices, n=1)
    aside = f"did you mean {near[0]}? Else " if near else ""
    return SecondmigError(
        f"{text!r} is not in the map {variable.map} of {measure.id}",
        where=variable.name,
        hint=f"{aside}add it to that map in the measures file, or to missing: of the column",
    )


def _own(measure: Measure, variable: Variable, text: str, bare: Harmonised) -> Harmonised:
    """A value that is ours already."""
    known = ("0", "1") if measure.scale == "binary" and not measure.codes else tuple(measure.codes)
    code = text if variable.part else _known(text, known)
    reason = value_problem(measure, code, part=variable.part)
    if reason:
        raise SecondmigError(
            f"{text!r} is {reason}",
            where=variable.name,
            hint=f"correct the value, add it to missing: of the column, or name a map of {measure.id}",
        )
    if variable.part == "band" and (band := _BAND.fullmatch(code)):
        return replace(bare, low=float(band[1]), high=float(band[2]))
    found = None if variable.part == "target_country" else number(measure, code)
    _refuse_turned(measure, variable, code, bare.source_label)
    # Where codes have names a number is one of them; where they have none it is a number alone.
    named = found is None or bool(measure.codes) or measure.scale in {"binary", "composite"}
    return replace(bare, low=found, high=found, code=code if named else "")


def _refuse_turned(measure: Measure, variable: Variable, code: str, said: str) -> None:
    """Refuse a value that the survey calls what the measure calls another code: the scale is turned round.

    Raises:
        SecondmigError: it does.
    """
    named = [each for each, label in measure.codes.items() if label.casefold() == said.strip().casefold()]
    if said and named and code not in named:
        raise SecondmigError(
            f"{code} is called {said!r} in the survey, which is {named[0]} in {measure.id}",
            where=variable.name,
            hint=f"add a map to {measure.id} in the measures file that leads {code} to {named[0]}",
        )


def _known(text: str, known: Iterable[str]) -> str:
    """The text as it is known: itself, or without ``.0`` where only the whole number is known."""
    whole = _WHOLE.fullmatch(text)
    return whole[1] if whole and text not in known and whole[1] in known else text


def _number(code: str) -> float | None:
    try:
        return float(code)
    except ValueError:
        return None
