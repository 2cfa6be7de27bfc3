"""What the surveys of a project say under its measures: the sources that a comparison is made of."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from secondmig.core.errors import SecondmigError, raise_all
from secondmig.project.people import trajectory_of
from secondmig.project.session import Session
from secondmig.store import cases, links

if TYPE_CHECKING:
    from secondmig.core.types import Case
    from secondmig.joint.across import Answers, Item, Source
    from secondmig.survey.form import Variable
    from secondmig.survey.harmonise import Harmonised
    from secondmig.survey.model import Measure
    from secondmig.survey.occupations import OccupationTable
    from secondmig.survey.table import SurveyTable

COUNTRY: Final = "interview_country"
SCORES: Final = {"occ_isei": False, "occ_siops": True}
"""Measures that follow from occ_isco by the table of occupations -> whether they are prestige."""
MISMATCH: Final = "orum"
FROM_LEGS: Final = ("group", "second_migrant")
"""Variables that follow from the legs of a person, never from a column."""
CANNOT_TELL: Final = "cannot_be_told"


@dataclass(frozen=True, slots=True)
class Terms:
    """What the values are read with.

    Attributes:
        measures: by id.
        occupations: scores by occupation.
        by: the variable whose values become columns.
    """

    measures: Mapping[str, "Measure"]
    occupations: "OccupationTable"
    by: str


@dataclass(frozen=True, slots=True)
class Measured:
    """A survey as a comparison sees it.

    Attributes:
        source: its answers.
        maps: item -> the line on the map that its values went through, "" where there is none.
        notes: what has to be said beside the figures.
    """

    source: "Source"
    maps: Mapping["Item", str]
    notes: tuple[str, ...]


def measured(session: Session, table: "SurveyTable", terms: Terms) -> Measured:
    """Read a survey under the measures.

    Raises:
        SecondmigError: a value is not one of its measure, or the survey has no variable ``by``.
        ProblemsError: several.
    """
    from secondmig.joint.across import Source

    kept, notes = _kept(table)
    columns, second = _columns(table, terms.measures)
    notes += [*_stale(table, terms.measures), *second]
    read = dict(_read(table, kept, columns, terms.measures))
    answers = {**read, **_derived(read, terms)}
    rows = _Rows(session, table, _persons(session, table))
    only = _only_country(table)
    countries = [rows.value(COUNTRY, at) or only for at in kept]
    groups = countries if terms.by == COUNTRY else [rows.value(terms.by, at) for at in kept]
    weight = table.form.weight
    if weight:
        notes.append(f"{table.name}: weighted by {weight}; n and missing count rows")
    unknown = groups.count(None)
    if unknown:
        noun = "row" if unknown == 1 else "rows"
        notes.append(f"{table.name}: {unknown} {noun} whose {terms.by} is not known")
    named = {variable.source for variable in table.form.variables.values() if variable.source}
    source = Source(
        survey=table.name,
        name=named.pop() if len(named) == 1 else table.name,
        groups=groups,
        countries=countries,
        weights=[_weight(table, at) for at in kept] if weight else [],
        answers=answers,
    )
    return Measured(source, dict(_map_notes(columns, terms.measures)), tuple(notes))


def _columns(
    table: "SurveyTable", measures: Mapping[str, "Measure"]
) -> tuple[dict["Item", "Variable"], list[str]]:
    """Item -> the column that holds it; of two columns with the same item the first, which is told."""
    from secondmig.joint.across import Item
    from secondmig.survey.column_map import BAND

    columns: dict[Item, Variable] = {}
    notes: list[str] = []
    for name, variable in table.form.variables.items():
        if variable.measure not in measures or name not in table.cells:
            continue
        item = Item(variable.measure, variable.leg, "" if variable.part == BAND else variable.part)
        first = columns.setdefault(item, variable)
        if first is not variable:
            notes.append(f"{table.name}: {name} holds {item.measure} too; {first.name} is compared")
    return columns, notes


def _read(
    table: "SurveyTable",
    kept: Sequence[int],
    columns: Mapping["Item", "Variable"],
    measures: Mapping[str, "Measure"],
) -> Iterator[tuple["Item", "Answers"]]:
    """The answers to each item, in the rows that count."""
    from secondmig.joint.across import Answers
    from secondmig.survey.harmonise import harmonised_column

    problems = []
    for item, variable in columns.items():
        scores = table.cells.get(variable.score, ())
        try:
            values = harmonised_column(
                measures[item.measure],
                variable,
                [table.cells[variable.name][at] for at in kept],
                scores=[scores[at] for at in kept] if scores else (),
            )
        except SecondmigError as error:
            where = f"survey {table.name}, {variable.name}"
            problems.append(SecondmigError(error.message, where=where, hint=error.hint))
            continue
        yield item, Answers(values, variable.asked_in)
    raise_all(problems)


def _derived(read: Mapping["Item", "Answers"], terms: Terms) -> dict["Item", "Answers"]:
    """Status, prestige and mismatch of the occupations that a survey asked for."""
    from secondmig.joint.across import Answers, Item
    from secondmig.survey.occupations import scored

    made: dict[Item, Answers] = {}
    education = read.get(Item("edu_isced"))
    for item, answers in read.items():
        if item.measure != "occ_isco":
            continue
        for identifier, prestige in SCORES.items():
            values = [scored(terms.occupations, each, prestige=prestige) for each in answers.values]
            made[replace(item, measure=identifier)] = Answers(values, answers.asked_in)
        if education and item.leg in {"", "current"}:
            pairs = zip(answers.values, education.values, strict=True)
            both = answers.asked_in if answers.asked_in == education.asked_in else ()
            made[replace(item, measure=MISMATCH)] = Answers([_mismatch(*pair) for pair in pairs], both)
    known = {item for item in made if item.measure in terms.measures} - read.keys()
    return {item: answers for item, answers in made.items() if item in known}


def _mismatch(occupation: "Harmonised", education: "Harmonised") -> "Harmonised":
    """Whether the education fits the job, by job analysis; missing where one of them is."""
    from secondmig.survey.mismatch import by_job_analysis

    if occupation.missing or education.missing:
        return occupation if occupation.missing else education
    found = by_job_analysis(occupation.code, education.low, education.high)
    return replace(
        occupation,
        low=None,
        high=None,
        code=found.answer or "",
        missing="" if found.answer else CANNOT_TELL,
    )


def _map_notes(
    columns: Mapping["Item", "Variable"], measures: Mapping[str, "Measure"]
) -> Iterator[tuple["Item", str]]:
    from secondmig.survey.harmonise import map_note

    yield from ((item, map_note(measures[item.measure], variable)) for item, variable in columns.items())


def _stale(table: "SurveyTable", measures: Mapping[str, "Measure"]) -> list[str]:
    """What changed in the measures file since the survey was taken in."""
    notes = []
    now = next((each.version for each in measures.values()), "")
    then = table.form.measures_version
    if then and then != now:
        notes.append(f"{table.name}: taken in under measures {then}, read here under {now}")
    for name, variable in table.form.variables.items():
        if variable.measure and variable.measure not in measures:
            notes.append(f"{table.name}: {name} held {variable.measure}, which is no measure any more")
    return notes


def _kept(table: "SurveyTable") -> tuple[list[int], list[str]]:
    """The positions of the rows that count, and why others do not: a person counts once."""
    places: dict[str, list[int]] = {}
    for at, identifier in enumerate(table.ids):
        places.setdefault(identifier, []).append(at)
    left: list[str] = []
    kept = []
    for identifier, found in places.items():
        same = len(found) == 1 or len({tuple(table.row(at).values()) for at in found}) == 1
        kept += found[:1] if same else []
        if not same:
            left.append(identifier)
    if not left:
        return kept, []
    shown = ", ".join(left[:5]) + (f" and {len(left) - 5} more" if len(left) > 5 else "")
    told = f"{table.name}: left out, as nobody knows which of their rows holds: {table.id_column} {shown}"
    return kept, [told]


def _weight(table: "SurveyTable", at: int) -> float:
    text = table.cells[table.form.weight][at]
    try:
        return float(text)
    except ValueError:
        raise SecondmigError(
            f"the weight {text!r} is no number",
            where=f"survey {table.name}, {table.ids[at]}",
            hint="correct the file and take it in again",
        ) from None


def _only_country(table: "SurveyTable") -> str | None:
    """The country of a survey that asked in one country alone, None where that is not stated."""
    stated = {variable.asked_in for variable in table.form.variables.values() if variable.measure}
    one = next(iter(stated), ())
    return one[0] if len(stated) == 1 and len(one) == 1 else None


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of a survey with the persons they were joined to.

    Attributes:
        session: the open project.
        table: the survey.
        persons: id of a row -> who it is.
    """

    session: Session
    table: "SurveyTable"
    persons: Mapping[str, tuple["Case", ...]]

    def value(self, variable: str, at: int) -> str | None:
        """The value of a variable in a row: derived from the legs, the row's own, or the person's."""
        people = self.persons.get(self.table.ids[at], ())
        if variable in FROM_LEGS:
            return _one(self._derived(case, variable) for case in people)
        if variable in self.table.cells:
            text = self.table.cells[variable][at].strip()
            return None if text in self.table.form.variable(variable).missing else text or None
        return _one(case.attributes.get(variable) or None for case in people)

    def _derived(self, case: "Case", variable: str) -> str | None:
        found = trajectory_of(self.session, case)
        if not found.destinations:
            return None
        if variable == "second_migrant":
            return str(found.second_migrant).lower()
        return "second" if found.second_migrant else "single"


def _one(values: Iterator[str | None]) -> str | None:
    """The value that all of them have, None where they differ."""
    held = set(values)
    return held.pop() if len(held) == 1 else None


def _persons(session: Session, table: "SurveyTable") -> dict[str, tuple["Case", ...]]:
    """Row id -> the persons joined to it."""
    people = {case.id: case for case in cases.all_cases(session.store.read())}
    found: dict[str, tuple[Case, ...]] = {}
    for line in links.all_links(session.store.read()):
        if line.survey == table.name and line.status == "matched" and line.case in people:
            found[line.row] = (*found.get(line.row, ()), people[line.case])
    return found
