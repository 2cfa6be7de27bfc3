"""What is on record of persons as columns: attributes, and answers in the linked surveys."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from secondmig.core.consent import PREFIX, is_legal_attribute
from secondmig.core.errors import SecondmigError
from secondmig.core.types import LinkRow
from secondmig.joint.groups import DERIVED, Person, value_of
from secondmig.joint.person_columns import YES_NO, Cell, Column, Missing, Release
from secondmig.survey.form import Variable
from secondmig.survey.harmonise import Harmonised, harmonised, map_note
from secondmig.survey.measures import measure_of
from secondmig.survey.model import Measure
from secondmig.survey.table import SurveyTable

STATUS_SCALES: Final = frozenset({"occ_isei", "occ_siops"})
WITHHELD: Final = frozenset({"legal_status", "privileged_entry"})
"""Measures that never leave the team: a missing value where others have one would say who has no papers."""
OPEN: Final = frozenset({"interview_country", "interview_language"})
"""Attributes without a measure that every edition of a report shows."""
_GROUPS: Final = frozenset({"group", "second_migrant", "origin_region"})
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Answers:
    """The rows of a survey that are joined to persons.

    Attributes:
        name: of the survey.
        form: column -> what it means, in file order, without the id.
        rows: case id -> the rows that are the person's, each column -> text; several waves are several rows.
        own: whether the survey is the table of persons itself, whose columns are attributes already.
        source: one line on population, place and year; "" where nobody said.
    """

    name: str
    form: Mapping[str, Variable]
    rows: Mapping[str, Sequence[Mapping[str, str]]]
    own: bool = False
    source: str = ""

    @classmethod
    def of(cls, table: SurveyTable, ledger: Iterable[LinkRow], *, own: bool = False) -> "Answers":
        """The matched rows of a survey by its ledger; a row may be a household, and so several persons'."""
        wanted: defaultdict[str, list[str]] = defaultdict(list)
        for line in ledger:
            if line.survey == table.name and line.status == "matched":
                wanted[line.row].append(line.case)
        rows: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
        for position, respondent in enumerate(table.ids):
            for case in wanted.get(respondent, ()):
                rows[case].append(table.row(position))
        columns = [column for column in table.columns if column != table.id_column]
        form = {column: table.form.variable(column) for column in columns}
        return cls(table.name, form, dict(rows), own, table.form.source)

    def said(self, case: str, column: str) -> str | Missing:
        """What a person answered; missing where no row is the person's, or several that differ are."""
        texts = {row.get(column, "") for row in self.rows.get(case, ())}
        if len(texts) == 1:
            return texts.pop()
        return Missing("several_rows" if texts else "not_linked")


@dataclass(frozen=True, slots=True)
class Record:
    """What is on record of the persons, beside their cases.

    Attributes:
        measures: by id.
        answers: of the linked surveys, in the order of secondmig.toml.
    """

    measures: Mapping[str, Measure] = field(default_factory=dict)
    answers: Sequence[Answers] = ()


def attribute_columns(persons: Sequence[Person], record: Record) -> list[Column]:
    """A column for each attribute that no linked survey of the same file gives under its measure.

    The sheet of consent is no attribute to compute with; the tier stands beside the id.
    """
    told = {
        name
        for each in record.answers
        if each.own
        for name, variable in each.form.items()
        if _measure(name, variable, record.measures)
    }
    names = {name for person in persons for name in person.case.attributes} - set(DERIVED) - told
    names = {name for name in names if not name.startswith(PREFIX)}
    made: list[Column] = []
    for name in sorted(names):
        texts = [person.case.attributes.get(name, "") for person in persons]
        found = _measure(name, Variable(name), record.measures)
        raw = Column(name, name, "attribute of the person, as imported", "text", (), "attributes")
        if found is None:
            raw = replace(raw, release="open" if name in OPEN else "inside")
            made.append(_raw(raw, Variable(name), texts, "not_on_record"))
        else:
            made += _measured(raw, found, texts, "not_on_record")
    return made


def survey_columns(persons: Sequence[Person], record: Record) -> list[Column]:
    """The columns of the linked surveys, the name of the survey behind an "@".

    A column with a measure is called after the measure where the survey has one column of it, else after
    itself; its values are those of the measure. Which measure it holds the survey must say: a column of the
    same name may count in another direction. Only in the table of persons the names are those of the project;
    of it only the measures are given here.
    """
    made: list[Column] = []
    for each in record.answers:
        found = {
            name: _measure(name, variable, record.measures) if variable.measure or each.own else None
            for name, variable in each.form.items()
        }
        held = [bound.measure.id for bound in found.values() if bound is not None]
        for name, variable in each.form.items():
            bound = found[name]
            if bound is None and each.own:
                continue
            texts = [_text(each, person, variable) for person in persons]
            scores = (
                [each.said(person.case.id, variable.score) for person in persons] if variable.score else []
            )
            called = bound.measure.id if bound and held.count(bound.measure.id) == 1 else name
            key = f"{called}@{_SPACES.sub('_', each.name)}"
            told = variable.source or each.source
            rule = f"column {name} of the survey {each.name}" + (f" ({told})" if told else "")
            raw = Column(
                key, variable.label or name, rule, "text", (), "measures", source=each.name, column=name
            )
            if bound is None:
                made.append(_raw(raw, variable, texts, "blank"))
            else:
                made += _measured(raw, bound, texts, scores=scores)
    return made


def _text(answers: Answers, person: Person, variable: Variable) -> str | Missing:
    """What a person answered; a blank of somebody in whose country nobody asked is no answer left out."""
    text = answers.said(person.case.id, variable.name)
    country = value_of(person, "interview_country")
    unasked = bool(variable.asked_in) and country is not None and country not in variable.asked_in
    return Missing("not_asked_in_source") if unasked and isinstance(text, str) and not text.strip() else text


@dataclass(frozen=True, slots=True)
class _Bound:
    """A column that holds a measure."""

    measure: Measure
    variable: Variable


def _measure(name: str, variable: Variable, measures: Mapping[str, Measure]) -> _Bound | None:
    """The measure a column holds: as the survey says, else by the column's name."""
    if variable.measure:
        measure = measures.get(variable.measure)
        return _Bound(measure, variable) if measure else None
    found = measure_of(name, measures)
    if found is None:
        return None
    measure, part = found
    return _Bound(measure, replace(variable, measure=measure.id, part=part))


# One column of texts


def _raw(column: Column, variable: Variable, texts: Sequence[str | Missing], nothing: str) -> Column:
    """A column without a measure: numbers where every value is written as one, else text as it stands."""
    cells: list[Cell] = []
    for text in texts:
        if isinstance(text, Missing):
            cells.append(text)
        elif not text.strip():
            cells.append(Missing(nothing))
        else:
            cells.append(Missing(variable.missing[text]) if text in variable.missing else text)
    values = [cell for cell in cells if isinstance(cell, str)]
    if values and all(_NUMBER.fullmatch(value) for value in values):
        numbers = [float(cell) + 0.0 if isinstance(cell, str) else cell for cell in cells]
        rule = f"{column.rule}; numbers, as every value is one"
        labels = {value: label for value, label in variable.labels.items() if _NUMBER.fullmatch(value)}
        return replace(column, kind="number", cells=numbers, rule=rule, labels=labels, scale=variable.scale)
    return replace(column, cells=cells, labels=dict(variable.labels), scale=variable.scale)


def _measured(
    column: Column,
    bound: _Bound,
    texts: Sequence[str | Missing],
    nothing: str = "blank",
    *,
    scores: Sequence[str | Missing] = (),
) -> list[Column]:
    """A column under its measure, with the ends of its intervals beside it where it has any."""
    measure, variable = bound.measure, bound.variable
    pairs = zip(texts, scores or [""] * len(texts), strict=True)
    values = [_value(bound, text, nothing, score) for text, score in pairs]
    note = map_note(measure, variable)
    whole = replace(
        column,
        label=_label(column, bound),
        rule=f"{column.rule}{f'; {note}' if note else ''}",
        unit=measure.unit,
        scale="ordinal" if measure.scale == "composite" else measure.scale,
        measure=measure.id,
        release=_release(measure, variable),
        negative=not measure.missing,
    )
    if variable.part in {"band", "target_country"} or not _in_numbers(measure):
        return [_named(whole, bound, values)]
    labels = {} if variable.part and measure.parts else dict(measure.codes)
    if measure.scale == "binary" and not labels:
        labels = dict(YES_NO)
    points = replace(whole, kind="number", labels=labels)
    made = [replace(points, cells=[_point(value) for value in values])]
    if any(isinstance(value, Harmonised) and value.point is None for value in values):
        made += [_with_ends(points, values, end) for end in ("low", "high")]
    return made


def _label(column: Column, bound: _Bound) -> str:
    """The name of the measure, what the survey says of its own column, and the source.

    What a survey says alone may be the same for several columns: "main job at the first destination".
    """
    named, variable = bound.measure.name, bound.variable
    if variable.part:
        named = f"{named}, {variable.part.replace('_', ' ')}"
    if variable.leg:
        named = f"{named}, leg {variable.leg}"
    said = f": {variable.label}" if variable.label else ""
    return f"{named}{said} ({column.source or column.key})"


def _with_ends(points: Column, values: Sequence[Harmonised | Missing], end: str) -> Column:
    """The low or the high ends of the intervals that values lie in."""
    return replace(
        points,
        key=f"{points.key}:{end}",
        label=f"{points.label}: {end} end",
        rule=f"{points.rule}; the {end} end of the interval the value lies in",
        cells=[_end(value, end) for value in values],
    )


def _value(bound: _Bound, text: str | Missing, nothing: str, score: str | Missing) -> Harmonised | Missing:
    if isinstance(text, Missing):
        return text
    try:
        told = score if isinstance(score, str) else ""
        value = harmonised(bound.measure, bound.variable, text, score=told)
    except SecondmigError:
        return Missing("not_a_value")
    if value.missing:
        return Missing(nothing if value.missing == "blank" else value.missing)
    return value


def _in_numbers(measure: Measure) -> bool:
    return measure.scale != "nominal"


def _named(column: Column, bound: _Bound, values: Sequence[Harmonised | Missing]) -> Column:
    """Names instead of numbers: one of the codes of the measure, else text."""
    cells: list[Cell] = [
        value if isinstance(value, Missing) else value.code or value.source_value.strip() for value in values
    ]
    codes = bound.measure.codes if not bound.variable.part else _codes_of_moment(bound)
    known = bool(codes) and all(isinstance(cell, Missing) or cell in codes for cell in cells)
    return replace(
        column, kind="choice" if known else "text", cells=cells, labels=dict(codes) if known else {}
    )


def _codes_of_moment(bound: _Bound) -> Mapping[str, str]:
    """The codes, where a part is a moment of a leg and no part of its own kind."""
    return bound.measure.codes if bound.variable.part in bound.measure.per_leg else {}


def _point(value: Harmonised | Missing) -> Cell:
    if isinstance(value, Missing):
        return value
    return Missing("interval") if value.point is None else value.point + 0.0


def _end(value: Harmonised | Missing, end: str) -> Cell:
    if isinstance(value, Missing):
        return value
    number = value.low if end == "low" else value.high
    return Missing("not_a_value") if number is None else number + 0.0


def _release(measure: Measure, variable: Variable) -> Release:
    """How values of a measure leave the team; what nobody thought of stays inside."""
    if measure.id in WITHHELD or variable.part == "legal" or is_legal_attribute(variable.name):
        return "inside"
    if variable.part == "target_country" or measure.code_list == "iso3":
        return "region"
    if variable.part == "band":
        return "open"
    if measure.code_list == "isco08":
        return "occupation"
    if measure.id in STATUS_SCALES:
        return "status"
    if measure.codes or measure.parts or measure.scale == "binary":
        return "open"
    return "years" if measure.unit == "years" else "inside"


def leaves_as_it_is(attribute: str, measures: Mapping[str, Measure]) -> bool:
    """Whether an attribute of persons may be told outside the team, neither in bands nor not at all."""
    found = _measure(attribute, Variable(attribute), measures)
    if found is None:
        return attribute in OPEN or attribute in _GROUPS
    return _release(found.measure, found.variable) == "open"
