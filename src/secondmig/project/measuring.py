"""Use cases on measures: list them, show one in full, compare them across sources and countries."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from secondmig.core.errors import MissingError, SecondmigError
from secondmig.core.selection import Selection
from secondmig.project import measured as reading
from secondmig.project import surveys
from secondmig.project.layout_check import PROJECT_FILE
from secondmig.project.listing import Listing
from secondmig.project.measured import COUNTRY, Measured, Terms, measured
from secondmig.project.session import Session, meta
from secondmig.store import cases
from secondmig.store import surveys as stored_surveys

if TYPE_CHECKING:
    from secondmig.joint.across import Figures, Item
    from secondmig.survey.model import Measure
    from secondmig.survey.occupations import OccupationTable
    from secondmig.survey.table import SurveyTable

LISTED: Final = ("measure", "name", "scale", "unit", "direction", "codes", "sets", "sources", "maps")
COMPARED: Final = (
    "measure",
    "leg",
    "part",
    "survey",
    "source",
    "group",
    "asked",
    "rows",
    "n",
    "intervals",
    "mean_low",
    "mean_high",
    "median_low",
    "median_high",
    "counts",
    "shares",
    "missing",
    "map",
    "measures_version",
)


def measures_of(session: Session) -> Mapping[str, "Measure"]:
    """The measures that the project declares, by id.

    Raises:
        SecondmigError: it declares none, or the file is wrong.
    """
    measures = surveys.measures_of(session)
    if not measures:
        raise SecondmigError(
            "the project declares no measures",
            where=PROJECT_FILE,
            hint='measures = "codebooks/measures.yaml" under [codebooks]',
        )
    return measures


def occupations_of(session: Session) -> "OccupationTable":
    """Status and prestige of occupations: the project's own table, else the one of this program.

    Raises:
        SecondmigError: the declared file is not there or wrong.
    """
    from secondmig.survey.occupations import read_occupations, shipped

    if not session.config.scores:
        return shipped()
    return read_occupations(surveys.declared_path(session, session.config.scores))


def listing(session: Session) -> Listing:
    """The measures, one row each."""
    measures = measures_of(session)
    rows = [
        {
            "measure": each.id,
            "name": each.name,
            "scale": each.scale,
            "unit": each.unit or None,
            "direction": each.direction or None,
            "codes": len(each.codes) or (each.code_list or None),
            "sets": list(each.sets),
            "sources": list(each.sources),
            "maps": list(each.maps),
        }
        for each in measures.values()
    ]
    notes = (_version(session, measures),)
    return Listing(LISTED, rows, meta(session, unit="measures", selection=Selection(), n=len(rows)), notes)


def show(session: Session, measure_id: str) -> Listing:
    """All that the measures file says of one measure, line by line.

    Raises:
        MissingError: there is no such measure.
    """
    measures = measures_of(session)
    measure = _known(measures, measure_id)
    low, high = measure.range or (None, None)
    pairs: list[tuple[str, object]] = [
        ("measure", measure.id),
        ("name", measure.name),
        ("scale", measure.scale),
        ("unit", measure.unit),
        ("direction", measure.direction),
        ("range", "" if low is None else f"{low:g} to {high:g}"),
        ("standard", measure.standard),
        ("code list", measure.code_list),
        *((f"code {code}", label) for code, label in measure.codes.items()),
        *((f"part {part}", f"{first} to {last}") for part, (first, last) in measure.parts.items()),
        ("of each leg", ", ".join(measure.per_leg)),
        ("derived from", ", ".join(measure.derived_from)),
        ("released as", measure.release_as),
        ("sets", ", ".join(measure.sets)),
        *((f"source {name}", text) for name, text in measure.sources.items()),
        *((f"map {name}", _table(table)) for name, table in measure.maps.items()),
        *((f"leads to {name}", text) for name, text in measure.maps_to.items()),
        *measure.remarks.items(),
        ("missing", ", ".join(f"{code} {reason}" for code, reason in measure.missing.items())),
    ]
    rows = [{"field": name, "value": value} for name, value in pairs if value]
    notes = (_version(session, measures),)
    return Listing(
        ("field", "value"), rows, meta(session, unit="fields", selection=Selection(), n=len(rows)), notes
    )


def _table(table: Mapping[str, str]) -> str:
    return "; ".join(f"{value}: {ours}" for value, ours in table.items())


def _version(session: Session, measures: Mapping[str, "Measure"]) -> str:
    version = next((each.version for each in measures.values()), "")
    return f"measures: {session.config.measures}, version {version or 'not stated'}"


def _known(measures: Mapping[str, "Measure"], measure_id: str) -> "Measure":
    from difflib import get_close_matches

    if measure_id in measures:
        return measures[measure_id]
    near = get_close_matches(measure_id.casefold(), measures, n=1)
    hint = f"did you mean {near[0]}?" if near else "secondmig survey measures"
    raise MissingError(f"there is no measure {measure_id!r}", hint=hint)


def compare(
    session: Session,
    names: Sequence[str] = (),
    *,
    measures: Sequence[str] = (),
    by: str = COUNTRY,
    wide: bool = False,
) -> Listing:
    """Measures across sources and countries, each cell from one source alone.

    Args:
        session: the open project.
        names: of surveys; all where none is named.
        measures: ids; the core measures that somebody asked where none is named.
        by: the variable whose values become columns: a column of the surveys, an attribute of persons, or
            ``group``.
        wide: for people, a column for each source and country instead of a row.

    Raises:
        SecondmigError: there is no such survey or measure, or a measure may not be compared so.
        ProblemsError: several problems.
    """
    from secondmig.joint.across import across

    known = measures_of(session)
    wanted = [_known(known, each).id for each in dict.fromkeys(measures)]
    terms = Terms(known, occupations_of(session), by)
    tables, bare = _tables(session, names)
    _check_by(session, tables, by)
    found = [measured(session, table, terms) for table in tables]
    sources = [each.source for each in found]
    items = _items(known, found, wanted)
    figures = across(sources, items, known)
    notes = (*_notes(session, found, terms, items), *bare)
    about = meta(session, unit="rows", selection=Selection(), n=sum(len(each.groups) for each in sources))
    about |= {"by": by, "measures": _version(session, known), "notes": list(notes)}
    if wide:
        from secondmig.project.side_by_side import side_by_side

        fields, rows = side_by_side(figures, known)
        return Listing(fields, rows, about, notes)
    maps = {each.source.survey: each.maps for each in found}
    rows = [_row(each, known[each.item.measure], maps[each.survey].get(each.item, "")) for each in figures]
    return Listing(COMPARED, rows, about, notes)


def _check_by(session: Session, tables: Sequence["SurveyTable"], by: str) -> None:
    """Refuse a variable that no survey and no person has.

    Raises:
        SecondmigError: it is unknown.
    """
    from difflib import get_close_matches

    attributes = {name for case in cases.all_cases(session.store.read()) for name in case.attributes}
    known = sorted({*attributes, *reading.FROM_LEGS, *(column for table in tables for column in table.cells)})
    if by not in {*known, COUNTRY}:
        near = get_close_matches(by, known, n=1)
        hint = f"did you mean {near[0]}?" if near else f"one of {', '.join(known)}"
        raise SecondmigError(f"neither a survey nor a person has {by!r}", hint=hint)


def _tables(session: Session, names: Sequence[str]) -> tuple[list["SurveyTable"], tuple[str, ...]]:
    """The surveys to compare: those that are named, else those with a measured column; and which are not.

    Raises:
        SecondmigError: there is none.
    """
    every = [surveys.table_of(session, name) for name in names or _all_names(session)]
    if names:
        return every, ()
    tables = [each for each in every if any(held.measure for held in each.form.variables.values())]
    if not tables:
        raise SecondmigError(
            "no survey has a column with a measure",
            where=PROJECT_FILE,
            hint='measures = "corpus/columns.yaml" in a [[surveys]] table, then: secondmig build',
        )
    bare = ", ".join(each.name for each in every if each not in tables)
    return tables, (f"no column with a measure, so not compared: {bare}",) if bare else ()


def _all_names(session: Session) -> list[str]:
    """The surveys in the order of their declaration, then any others."""
    declared = [source.name for source in session.config.surveys]
    held = stored_surveys.names(session.store.read())
    return [name for name in dict.fromkeys((*declared, *held)) if name in held]


def _items(
    measures: Mapping[str, "Measure"], found: Sequence[Measured], wanted: Sequence[str]
) -> list["Item"]:
    """What is compared, in the order of the measures file; what nobody asked only where it is named."""
    from secondmig.joint.across import CORE, Item

    asked: dict[str, dict[Item, None]] = {}
    for each in found:
        for item in each.source.answers:
            asked.setdefault(item.measure, {})[item] = None
    items: list[Item] = []
    for identifier, measure in measures.items():
        if identifier in wanted:
            items += asked.get(identifier, {Item(identifier): None})
        elif not wanted and CORE in measure.sets:
            items += asked.get(identifier, {})
    return items


def _row(figures: "Figures", measure: "Measure", mapped: str) -> dict[str, object]:
    mean, median = figures.mean or (None, None), figures.median or (None, None)
    return {
        "measure": figures.item.measure,
        "leg": figures.item.leg or None,
        "part": figures.item.part or None,
        "survey": figures.survey,
        "source": figures.source,
        "group": figures.group,
        "asked": figures.asked,
        "rows": figures.rows,
        "n": figures.n,
        "intervals": figures.intervals,
        "mean_low": mean[0],
        "mean_high": mean[1],
        "median_low": median[0],
        "median_high": median[1],
        "counts": dict(figures.counts),
        "shares": dict(figures.shares),
        "missing": dict(figures.missing),
        "map": mapped or None,
        "measures_version": measure.version or None,
    }


def _asked_as(found: Sequence[Measured], measures: Sequence["Measure"]) -> list[str]:
    """How each source asked, where the measures file says so: the same code may stand for other words."""
    return [
        f"{measure.id}, {name}: {measure.sources[name]}"
        for measure in measures
        for name in dict.fromkeys(each.source.name for each in found)
        if name in measure.sources and any(_holds(each, name, measure) for each in found)
    ]


def _holds(found: Measured, name: str, measure: "Measure") -> bool:
    return found.source.name == name and any(item.measure == measure.id for item in found.source.answers)


def _notes(
    session: Session, found: Sequence[Measured], terms: Terms, items: Sequence["Item"]
) -> tuple[str, ...]:
    """What has to be said beside the figures: the rule, versions, maps, methods, and rows left out."""
    from secondmig.joint.across import ACROSS_RULE
    from secondmig.survey.mismatch import JOB_ANALYSIS

    ids = {item.measure for item in items}
    notes = [ACROSS_RULE, _version(session, terms.measures)]
    for each in found:
        told = dict.fromkeys(each.maps[item] for item in items if each.maps.get(item))
        notes += [f"{each.source.survey}: {line}" for line in told]
        notes += each.notes
    notes += _asked_as(
        found, [terms.measures[each] for each in dict.fromkeys(item.measure for item in items)]
    )
    if ids & reading.SCORES.keys():
        notes.append(f"status and prestige of occupations: {terms.occupations.told}")
    if reading.MISMATCH in ids:
        notes.append(f"orum: {JOB_ANALYSIS}")
    return tuple(notes)
