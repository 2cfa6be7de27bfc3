"""Which measure each column of a survey holds: the YAML of ``survey add --measures``, read strictly."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from secondmig.core.countries import is_country
from secondmig.survey.form import Variable
from secondmig.survey.harmonise import harmonise_problem
from secondmig.survey.model import DIRECTIONS, SCALES, Measure
from secondmig.survey.yaml_file import Reader, Value, read_yaml

TOP: Final = ("columns", "source", "asked_in", "note")
COLUMN: Final = (
    "measure",
    "map",
    "part",
    "leg",
    "score",
    "label",
    "scale",
    "direction",
    "labels",
    "missing",
    "source",
    "asked_in",
    "cell",
    "note",
)
CELLS: Final = ("origin", "sex", "cohort", "host")
BAND: Final = "band"
TARGET: Final = "target_country"
_ADD_DIRECTION = "direction: higher_is_more (or higher_is_less)"
_ADD_LABELS = "labels: {1: ..., 2: ...}"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a column stands in the file, and what it is called there."""

    column: str
    value: Value
    entries: Mapping[str, Value]

    def at(self, key: str) -> Value:
        """The value of a key; the column itself where the key is not written."""
        return self.entries.get(key, self.value)


@dataclass(frozen=True, slots=True)
class _Whole:
    """What holds for all columns of the file."""

    source: str
    asked_in: tuple[str, ...]
    columns: Collection[str] | None


def read_columns(
    path: Path, measures: Mapping[str, Measure], *, columns: Collection[str] | None = None
) -> Mapping[str, Variable]:
    """Read which measure each column holds, and what the other columns mean.

    A column with a measure takes its codes, its direction and its missing codes from there; ``map`` names the
    map from the values of the source. A column without a measure comes in raw, with the labels and missing
    values that stand here; as an ordinal only with labels and a direction.

    Args:
        path: the file: ``columns:`` and below it one entry a column, ``education: {measure: edu_isced,
            map: JP_JILPT}``, or ``edu_years: edu_years`` for a measure alone.
        measures: by id.
        columns: of the survey; a column of the file that is not among them is a problem. None where they are
            not known yet.

    Returns:
        Column -> what is known of it, in the order of the file.

    Raises:
        SecondmigError: one problem, with ``file:line``.
        ProblemsError: all the problems of the file.
    """
    root = read_yaml(path, example="docs/measures.md")
    reader = Reader(path.name)
    top = reader.entries(root, "the file")
    for key, value in top.items():
        if key not in TOP:
            reader.wrong(value, f"unknown key {key!r}", _near(key, TOP, "keys are"))
    whole = _Whole(
        reader.text(top["source"], "source") if "source" in top else "",
        _countries(reader, top["asked_in"]) if "asked_in" in top else (),
        columns,
    )
    variables: dict[str, Variable] = {}
    if "columns" in top:
        for place in _places(reader, top["columns"]):
            variables[place.column] = _variable(reader, place, measures, whole)
    else:
        reader.wrong(root, "there are no columns", "add columns: with a line for each, education: edu_isced")
    reader.finish()
    return variables


def _places(reader: Reader, value: Value) -> list[_Place]:
    """The columns, each at the line of its name."""
    lines = {key.text: key.line for key, _ in value.entries}
    places = []
    for column, inner in reader.entries(value, "columns").items():
        line = lines[column]
        if inner.kind == "text":
            entries = {"measure": inner}
        else:
            entries = reader.entries(replace(inner, line=line), f"column {column}")
        for key, content in entries.items():
            if key not in COLUMN:
                reader.wrong(content, f"{column}: unknown key {key!r}", _near(key, COLUMN, "keys are"))
        places.append(_Place(column, replace(inner, line=line), entries))
    return places


def _variable(reader: Reader, place: _Place, measures: Mapping[str, Measure], whole: _Whole) -> Variable:
    entries, column = place.entries, place.column
    _check_column(reader, place, column, whole.columns, "the survey has no column")
    texts = {
        key: reader.text(entries[key], key)
        for key in ("label", "measure", "map", "score", "part", "source")
        if key in entries
    }
    variable = Variable(
        name=column,
        numeric=False,
        labels=reader.labels(entries["labels"], "labels") if "labels" in entries else {},
        missing=reader.labels(entries["missing"], "missing") if "missing" in entries else {},
        leg=_leg(reader, entries["leg"]) if "leg" in entries else "",
        scale=reader.choice(entries["scale"], "scale", SCALES) if "scale" in entries else "",
        direction=reader.choice(entries["direction"], "direction", DIRECTIONS)
        if "direction" in entries
        else "",
        asked_in=_countries(reader, entries["asked_in"]) if "asked_in" in entries else whole.asked_in,
        cell=reader.choice(entries["cell"], "cell", CELLS) if "cell" in entries else "",
        **{"source": whole.source, **texts},
    )
    if variable.score:
        _check_column(reader, place, variable.score, whole.columns, "score names no column of the survey:")
    for value in variable.labels:
        if value in variable.missing and variable.missing[value] != variable.labels[value]:
            message = f"{column}: {value} has the label {variable.labels[value]!r} and another missing reason"
            reader.wrong(place.at("missing"), message, "take it out of labels")
    if "measure" not in entries:
        _check_raw(reader, place, variable)
        return variable
    measure = measures.get(variable.measure)
    if measure is None:
        if variable.measure:
            message = f"{column}: no measure {variable.measure!r}"
            reader.wrong(entries["measure"], message, _near(variable.measure, measures, "measures are"))
        return variable
    _check_measure(reader, place, variable, measure)
    return replace(variable, missing={**measure.missing, **variable.missing})


def _check_raw(reader: Reader, place: _Place, variable: Variable) -> None:
    """A column without a measure: an ordinal needs both labels and a direction, or it cannot be one."""
    for key in ("map", "part", "leg", "score"):
        if key in place.entries:
            message = f"{place.column}: {key} without a measure"
            reader.wrong(
                place.entries[key], message, f"add measure: ... to {place.column}, or take {key} out"
            )
    if variable.scale == "composite":
        message = f"{place.column}: a column is no composite, which has several parts"
        reader.wrong(place.at("scale"), message, "name the measure and the part: integ, part: legal")
    if variable.direction and not variable.scale:
        message = f"{place.column}: a direction without a scale"
        reader.wrong(place.at("direction"), message, f"add scale: ordinal to {place.column}")
    if variable.scale != "ordinal":
        return
    lacking = [line for line, there in _needed(variable) if not there]
    if lacking:
        nouns = " and ".join(line.partition(":")[0] for line in lacking)
        message = f"{place.column} is ordinal and has no {nouns}, so it is no measure"
        lines = "; ".join(f"    {line}" for line in lacking).strip()
        reader.wrong(place.at("scale"), message, f"add below {place.column}: {lines}")


def _needed(variable: Variable) -> tuple[tuple[str, bool], ...]:
    return (_ADD_DIRECTION, bool(variable.direction)), (_ADD_LABELS, bool(variable.labels))


def _check_measure(reader: Reader, place: _Place, variable: Variable, measure: Measure) -> None:
    column = place.column
    if variable.map and variable.map not in measure.maps:
        message = f"{column}: {measure.id} has no map {variable.map!r}"
        hint = _near(variable.map, measure.maps, f"the maps of {measure.id} are")
        reader.wrong(place.at("map"), message, hint if measure.maps else f"add map: to {measure.id}")
    if variable.score and not variable.map:
        reader.wrong(place.at("score"), f"{column}: score without a map", "add map: ...")
    if variable.scale and variable.scale != measure.scale:
        message = f"{column}: {measure.id} is {measure.scale}, not {variable.scale}"
        reader.wrong(place.at("scale"), message, "take scale out: the measure says it")
    if variable.direction and not variable.map and variable.direction != measure.direction:
        message = f"{column}: {measure.id} is {measure.direction or 'without direction'}"
        hint = f"take direction out, or add a map to {measure.id} that reverses the values of this source"
        reader.wrong(place.at("direction"), message, hint)
    _check_part(reader, place, variable, measure)
    _check_labels(reader, place, variable, measure)


def _check_part(reader: Reader, place: _Place, variable: Variable, measure: Measure) -> None:
    allowed = parts_of(measure)
    if variable.part and variable.part not in allowed:
        message = f"{place.column}: {measure.id} has no part {variable.part!r}"
        hint = _near(variable.part, allowed, "parts are") if allowed else "take part out"
        reader.wrong(place.at("part"), message, hint)
    if measure.parts and not variable.part:
        message = f"{place.column}: {measure.id} is a composite, and a column holds one part of it"
        reader.wrong(place.value, message, f"add part: one of {', '.join(measure.parts)}")
    if variable.leg and not measure.per_leg:
        reader.wrong(place.at("leg"), f"{place.column}: {measure.id} belongs to the person", "take leg out")


def _check_labels(reader: Reader, place: _Place, variable: Variable, measure: Measure) -> None:
    """Labels of values that neither the map nor the measure knows contradict the measure."""
    table = measure.maps.get(variable.map) if variable.map else measure.codes
    if not table or variable.part:
        return
    known = {*table, *measure.missing, *variable.missing}
    for value in variable.labels:
        if value in table and not variable.map:
            problem = harmonise_problem(measure, variable, value)
            if problem:
                hint = f"add a map to {measure.id} that turns the values of this source round"
                reader.wrong(place.at("labels"), f"{place.column}: {problem}", hint)
        if value not in known:
            told = f"map {variable.map}" if variable.map else "the codes"
            message = f"{place.column}: {value} has a label and is not in {told} of {measure.id}"
            hint = f"write {value} under missing, or add it to {told} of {measure.id}"
            reader.wrong(place.at("labels"), message, hint)


def parts_of(measure: Measure) -> tuple[str, ...]:
    """What ``part`` may be for a measure: parts of a composite, moments of a leg, a band, a target."""
    moments = tuple(moment for moment in measure.per_leg if moment != "leg")
    band = (BAND,) if measure.release_as else ()
    target = (TARGET,) if TARGET in measure.remarks else ()
    return (*measure.parts, *moments, *band, *target)


def _leg(reader: Reader, value: Value) -> str:
    if value.kind == "number" and value.text.isdigit():
        return value.text
    if value.text == "current":
        return value.text
    reader.wrong(value, f"leg {value.text!r} is no leg", "write its number, 1 for the first, or current")
    return ""


def _countries(reader: Reader, value: Value) -> tuple[str, ...]:
    codes = reader.texts(value, "asked_in")
    for code in codes:
        if not is_country(code):
            reader.wrong(value, f"asked_in {code} is no ISO 3166-1 alpha-3 code", "write JPN, USA, GBR")
    return codes


def _check_column(
    reader: Reader, place: _Place, column: str, columns: Collection[str] | None, told: str
) -> None:
    if columns is not None and column not in columns:
        reader.wrong(place.value, f"{told} {column!r}", _near(column, columns, "columns are"))


def _near(word: str, known: Collection[str], start: str) -> str:
    """The known word most like it, or all of them."""
    choices = list(known)
    plain = {choice.casefold(): choice for choice in choices}
    begun = [each for each in plain if len(word) > 2 and each.startswith(word.casefold())]
    if near := begun if len(begun) == 1 else get_close_matches(word.casefold(), plain, n=1):
        return f"did you mean {plain[near[0]]}?"
    return f"{start} {', '.join(choices)}" if choices else "the project declares no measures"
