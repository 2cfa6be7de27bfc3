"""The use case ``link benchmark``: persons beside a survey of other people."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from secondmig.core.errors import SecondmigError
from secondmig.core.selection import Selection
from secondmig.core.types import Case
from secondmig.core.warnings import ECOLOGICAL, PURPOSIVE
from secondmig.project.listing import Listing
from secondmig.project.measuring import measures_of
from secondmig.project.people import chosen, interview_date, trajectory_of
from secondmig.project.session import Session, meta
from secondmig.project.surveys import table_of
from secondmig.store import links

if TYPE_CHECKING:
    from secondmig.joint.benchmark import Rank, Reference, Subject
    from secondmig.joint.cells import Dimension, Frame, Years
    from secondmig.joint.placing_rows import ColumnSpec
    from secondmig.survey.form import Variable
    from secondmig.survey.harmonise import Harmonised
    from secondmig.survey.model import Measure
    from secondmig.survey.table import SurveyTable

FIELDS: Final = (
    "case",
    "host",
    "value",
    "percentile_low",
    "percentile_high",
    "n",
    "n_effective",
    "cell",
    "widened",
    "undefined",
)
_ERROR: Final[Mapping[str, str]] = {
    "census": "a census: the percentiles have no sampling error",
    "register": "a register: the percentiles have no sampling error",
    "sample": "a sample: the percentiles have a sampling error, which is not shown; read n_effective",
    "purposive": "persons chosen on purpose: a percentile is a place among them and estimates no population",
}
_RULE: Final = "a cell with fewer than {n} rows is widened: {order}, until it has as many"


@dataclass(frozen=True, slots=True)
class Compared:
    """What is compared with what.

    Attributes:
        survey: name of the survey.
        measure: id of the measure.
        column: of the survey that holds the measure, "" where its measures file says it.
        map: of the measure, for a column that is named here.
        cell: dimensions of the narrowest cell; () for all four.
        min_n: rows that a cell needs.
        columns: dimension -> how it is read from the survey, as :func:`column_spec` understands it.
    """

    survey: str
    measure: str
    column: str = ""
    map: str = ""
    cell: "tuple[Dimension, ...]" = ()
    min_n: int = 30
    columns: "Mapping[Dimension, str]" = field(default_factory=dict)


def benchmark(session: Session, compared: Compared, selection: Selection) -> Listing:
    """Each person's weighted percentile within the reference cell of a survey of other people.

    Persons have a row for each country of the survey that they lived in, where it tells countries apart.

    Raises:
        MissingError: there is no survey of that name.
        SecondmigError: the measure is unknown or has no order, the survey does not hold it, or a column is
            not there.
        ProblemsError: weights are missing or negative, values are unknown.
    """
    from secondmig.joint.benchmark import benchmark as ranks_of
    from secondmig.joint.cells import DIMENSIONS
    from secondmig.joint.placing_rows import placed

    table = table_of(session, compared.survey)
    measure = _measure(session, compared.measure)
    variable = _variable(table, measure, compared)
    read = placed(table, _specs(table, compared))
    reference = _reference(table, measure, variable, read.frame)
    people = chosen(session, selection)
    subjects = [each for case in people for each in _subjects(session, case, measure, read.frame)]
    cell = compared.cell or DIMENSIONS
    ranks = ranks_of(subjects, reference, cell=cell, min_n=compared.min_n)
    rows = [_row(rank, measure) for rank in ranks]
    told = meta(
        session,
        unit="percentile (0-100)",
        selection=selection,
        n=len(rows),
        cautions=[ECOLOGICAL, PURPOSIVE],
    )
    notes = (
        *_notes(table, measure, variable, compared),
        *_own_rows(session, table.name),
        *read.unread,
        *_gaps(reference, ranks, cell),
    )
    more = {"survey": table.name, "measure": measure.id, "cell": list(cell), "min_n": compared.min_n}
    return Listing(FIELDS, rows, {**told, **more}, notes)


def _measure(session: Session, identifier: str) -> "Measure":
    measures = measures_of(session)
    if identifier not in measures:
        raise SecondmigError(f"there is no measure {identifier!r}", hint=f"measures: {', '.join(measures)}")
    measure = measures[identifier]
    if measure.scale in {"nominal", "composite"}:
        raise SecondmigError(
            f"{identifier} is {measure.scale}: its values have no order, so nobody has a percentile in it",
            hint="choose a measure with an order: edu_isced, edu_years, lang_host",
        )
    if measure.scale == "ordinal" and not measure.direction:
        raise SecondmigError(
            f"{identifier} is ordinal and has no direction",
            hint=f"add below {identifier} in the measures file: direction: higher_is_more",
        )
    return measure


def _variable(table: "SurveyTable", measure: "Measure", compared: Compared) -> "Variable":
    """The column of the survey that holds the measure."""
    if compared.column:
        if compared.column not in table.cells:
            raise SecondmigError(
                f"there is no column {compared.column!r}",
                where=table.name,
                hint=f"columns: {', '.join(table.columns)}",
            )
        known = table.form.variable(compared.column)
        return replace(known, measure=measure.id, map=compared.map or known.map)
    held = [each for each in table.form.variables.values() if each.measure == measure.id]
    if len(held) == 1:
        return held[0]
    named = ", ".join(each.name for each in held)
    raise SecondmigError(
        f"several columns hold {measure.id}: {named}" if held else f"no column is said to hold {measure.id}",
        where=table.name,
        hint=f"name it: --column {held[0].name if held else 'COLUMN'}"
        + ("" if held else ", or in the survey's measures file"),
    )


def _specs(table: "SurveyTable", compared: Compared) -> "dict[Dimension, ColumnSpec]":
    """How each dimension is read: as asked for, else as the survey's measures file says."""
    from secondmig.joint.cells import DIMENSIONS
    from secondmig.joint.placing_rows import ColumnSpec, column_spec

    specs: dict[Dimension, ColumnSpec] = {}
    for dimension in DIMENSIONS:
        if dimension in compared.columns:
            specs[dimension] = column_spec(dimension, compared.columns[dimension])
            continue
        said = [each.name for each in table.form.variables.values() if each.cell == dimension]
        if not said and dimension == "sex":
            said = [each.name for each in table.form.variables.values() if each.measure == "gender"]
        if said:
            specs[dimension] = ColumnSpec(said[0])
    return specs


def _reference(table: "SurveyTable", measure: "Measure", variable: "Variable", frame: "Frame") -> "Reference":
    from secondmig.joint.benchmark import Reference, weights_of
    from secondmig.survey.harmonise import harmonised_column

    scores = table.cells[variable.score] if variable.score else ()
    values = harmonised_column(measure, variable, table.cells[variable.name], scores=scores)
    return Reference(
        low=[each.low for each in values],
        high=[each.high for each in values],
        missing=[each.missing for each in values],
        weights=weights_of(table),
        frame=frame,
    )


def _subjects(session: Session, case: Case, measure: "Measure", frame: "Frame") -> "Iterator[Subject]":
    """A person as compared, once for each country of the survey that the person lived in."""
    from secondmig.joint.benchmark import Subject
    from secondmig.joint.cells import Place

    place = Place(_origin(case), case.attributes.get("gender", ""), _born(session, case))
    for host in _hosts(session, case, frame):
        there = replace(place, host=host)
        first = next((leg.country for leg in case.legs if leg.index == 1), "")
        if host and host != first and _FIRST in measure.sources.get(_SHEET, ""):
            yield Subject(case.id, there, None, None, f"asked about the first destination, {first}")
            continue
        found = _value(case, measure, host)
        yield Subject(case.id, there, found.low, found.high, found.missing)


_SHEET: Final = "interview_sheet"
_FIRST: Final = "first destination"
"""How the measures file says that a value of the interview sheet is about the first destination alone."""


def _origin(case: Case) -> str:
    first = next((leg.country for leg in case.legs if leg.index == 0), "")
    return case.attributes.get("origin", "") or first


def _born(session: Session, case: Case) -> "Years | None":
    """Between which years a person was born, by the age or the band of ages at the interview."""
    from secondmig.joint.placing_rows import born_between, years

    date = interview_date(session, case)
    told = years(case.attributes.get("age_band") or case.attributes.get("age", ""))
    return None if date is None or told is None else born_between(told, date.year)


def _hosts(session: Session, case: Case, frame: "Frame") -> Sequence[str]:
    """Countries of the survey in which the person stayed long enough; one "" where there is none."""
    lived = dict.fromkeys(leg.country for leg in trajectory_of(session, case).destinations)
    if "host" in frame.only:
        return [frame.only["host"]] if frame.only["host"] in lived else [""]
    if frame.host is None:
        return [""]
    there = set(frame.host)
    return [country for country in lived if country in there] or [""]


def _value(case: Case, measure: "Measure", host: str) -> "Harmonised":
    """What a person has in a measure: at the end of the stay in the host country, else at the interview."""
    from secondmig.survey.form import Variable
    from secondmig.survey.harmonise import harmonised

    column, text = _text(case, measure, host)
    part = "band" if column == "age_band" else ""
    try:
        return harmonised(measure, Variable(column or measure.id, part=part), text)
    except SecondmigError as error:
        raise SecondmigError(error.message, where=f"case {case.id}, {column}", hint=error.hint) from error


def _text(case: Case, measure: "Measure", host: str) -> tuple[str, str]:
    """The column or the field of a leg that holds a measure, and the value there."""
    if measure.id == "lang_host":
        leg = next((each for each in case.legs if each.country == host), None)
        if leg is None:
            return "", ""
        written = case.attributes.get("lang_leg1", "") if leg.index == 1 else ""
        return ("lang_at_end", leg.lang_at_end) if leg.lang_at_end else ("lang_leg1", written)
    column = "age_band" if measure.id == "age" and "age" not in case.attributes else measure.id
    return column, case.attributes.get(column, "")


def _row(rank: "Rank", measure: "Measure") -> dict[str, object]:
    subject = rank.subject
    flipped = measure.direction == "higher_is_less"
    low, high = (rank.high, rank.low) if flipped else (rank.low, rank.high)
    return {
        "case": subject.case,
        "host": subject.place.host or None,
        "value": _shown(subject.low, subject.high),
        "percentile_low": _percent(low, flipped=flipped),
        "percentile_high": _percent(high, flipped=flipped),
        "n": rank.n or None,
        "n_effective": rank.n_effective or None,
        "cell": rank.cell or None,
        "widened": "; ".join(f"{step.cell} (n {step.n})" for step in rank.steps) or None,
        "undefined": rank.undefined or None,
    }


def _shown(low: float | None, high: float | None) -> str | None:
    if low is None or high is None:
        return None
    return f"{low:g}" if low == high else f"{low:g}..{high:g}"


def _percent(share: float | None, *, flipped: bool) -> float | None:
    if share is None:
        return None
    return 100 * (1 - share if flipped else share)


def _notes(
    table: "SurveyTable", measure: "Measure", variable: "Variable", compared: Compared
) -> Iterator[str]:
    from secondmig.joint.cells import DIMENSIONS
    from secondmig.survey.harmonise import map_note

    source = table.form.source or variable.source
    about = f" ({source})" if source else ""
    weighted = f"weighted by {table.form.weight}" if table.form.weight else "not weighted"
    yield f"{table.name}{about}: column {variable.name} as {measure.id}, {weighted}; {_ERROR[table.kind]}"
    if note := map_note(measure, variable):
        yield note
    yield "percentile: share of the cell below the person plus half the share that is equal, times 100"
    order = [
        *(f"{each} is given up" for each in reversed(compared.cell or DIMENSIONS) if each != "origin"),
        "the origin becomes its region, then everybody",
    ]
    yield _RULE.format(n=compared.min_n, order=", then ".join(order))


def _own_rows(session: Session, survey: str) -> Iterator[str]:
    """That interviewees answered the survey themselves, where they did."""
    lines = [line for line in links.all_links(session.store.read()) if line.survey == survey]
    own = len({line.case for line in lines if line.status == "matched"})
    if own:
        number = "1 person" if own == 1 else f"{own} persons"
        yield f"{number} answered this survey, and their rows are among those compared"


def _gaps(reference: "Reference", ranks: "Sequence[Rank]", cell: "Sequence[Dimension]") -> Iterator[str]:
    """What is missing on either side."""
    from secondmig.joint.benchmark import missing_counts

    missing = missing_counts(reference)
    if missing:
        told = ", ".join(f"{number} {reason.replace('_', ' ')}" for reason, number in missing.items())
        yield f"rows in no cell: {told}"
    for dimension in cell:
        frame = reference.frame
        if dimension in frame.only:
            yield f"{dimension}: everybody in the survey is {frame.only[dimension]}"
        elif not frame.says(dimension):
            yield f"{dimension}: the survey does not say it; --{dimension} COLUMN names a column"
        else:
            lost = [rank.subject.case for rank in ranks if dimension in rank.unknown]
            if lost:
                yield f"{dimension}: unknown of {', '.join(dict.fromkeys(lost))}"
