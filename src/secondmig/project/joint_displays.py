"""Two joint displays: statistics by themes, and the case by variable matrix; both out of the person table."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from secondmig.core.errors import SecondmigError
from secondmig.core.selection import Selection
from secondmig.core.types import Level
from secondmig.core.warnings import FICTIONAL, LENGTHS, TOPIC_NOT_ASKED, Caution
from secondmig.project.codes import refuse_person_rows
from secondmig.project.display_rows import (
    NO_P,
    RELABELLED,
    THEMES,
    Display,
    case_cautions,
    case_listing,
    long_rows,
    of_table,
    theme_cautions,
    theme_notes,
    wide_rows,
)
from secondmig.project.group_names import group_column
from secondmig.project.listing import Listing
from secondmig.project.person_rows import MadeTable, TableWanted, person_rows
from secondmig.project.session import Session, checked, expand_codes, meta, newest_codebooks

if TYPE_CHECKING:
    from secondmig.joint.case_matrix import Value
    from secondmig.joint.person_columns import Column
    from secondmig.joint.person_table import PersonTable
    from secondmig.joint.themes import Axis

EDUCATION: Final = "edu_isced"
"""The measure where none is named: the highest education."""


@dataclass(frozen=True, slots=True)
class ThemesWanted:
    """Which statistics by themes.

    Attributes:
        selection: of persons and codings; its codes are the themes, with those below unless exact; the
            headings of the codebooks where it names none.
        by: the variable that makes the groups.
        measure: name of the measure; the highest education where empty.
        asked_only: count only persons of whom an item of the guide asked the theme.
        inference: give p.
        seed: of re-labellings that are drawn.
    """

    selection: Selection = field(default_factory=Selection)
    by: str = "interview_country"
    measure: str = ""
    asked_only: bool = False
    inference: bool = False
    seed: int = 0


@dataclass(frozen=True, slots=True)
class CasesWanted:
    """Which case by variable matrix.

    Attributes:
        selection: of persons and codings; its codes are columns, with those below unless exact; the headings
            of the codebooks where it names none.
        measures: names of measures and attributes; the highest education where empty.
        by: the variable that rows are sorted by.
        value: what a cell of a code holds.
        sort: a code or a measure to sort by within groups, "" for ids.
        level: for whom it is.
    """

    selection: Selection = field(default_factory=Selection)
    measures: tuple[str, ...] = ()
    by: str = "group"
    value: "Value" = "segments"
    sort: str = ""
    level: Level = "team"


def themes(session: Session, wanted: ThemesWanted, *, wide: bool = False) -> Listing:
    """Statistics by themes.

    Args:
        session: the open project.
        wanted: which.
        wide: for people: a row a theme, a column a group; else a row for each theme and group.

    Raises:
        SecondmigError: an unknown code, variable or measure, or one that cannot be used so.
    """
    from secondmig.joint.themes import ASKED_ONLY, CAPITAL_RULE, THEME_RULE, ThemesAsked, axis
    from secondmig.joint.themes import themes as made_of

    if wanted.seed < 0:
        raise SecondmigError(f"{wanted.seed} is no seed", hint="a whole number from 0 on")
    with session.store.consistent():
        codes = _themes(session, wanted.selection)
        made = _table(session, wanted.selection, "team", codes)
        if not made.table.persons:
            return _nobody(session, wanted.selection, THEMES, made)
        groups = axis(group_column(made, wanted.by))
        measure = _measure(made.table, wanted.measure)
        asked = ThemesAsked(codes, groups, measure, wanted.asked_only, wanted.inference, wanted.seed)
        found = made_of(made.table, asked)
        display = Display(found, groups, measure, wanted.inference, wanted.asked_only, wanted.seed)
        cautions = (
            *theme_cautions(display, _coinciding(made, groups)),
            *of_table(made.cautions, (TOPIC_NOT_ASKED, LENGTHS)),
        )
        told = _told(session, wanted.selection, made, cautions)
    told |= {
        "rule": f"{THEME_RULE}{f'; {ASKED_ONLY}' if wanted.asked_only else ''}",
        "measure_rule": CAPITAL_RULE,
        "by": groups.name,
        "measure": measure.name if measure else None,
        "inference": RELABELLED if wanted.inference else NO_P,
        "seed": wanted.seed,
    }
    notes = tuple(theme_notes(display))
    if not wide:
        return Listing(THEMES, long_rows(display), told, notes)
    fields, rows, right = wide_rows(display)
    return Listing(fields, rows, told, notes, right)


def cases(session: Session, wanted: CasesWanted, *, wide: bool = False) -> Listing:
    """The case by variable matrix.

    Args:
        session: the open project.
        wanted: which.
        wide: for people: codes by their id, and a 0 that was never asked about with a question mark.

    Raises:
        SecondmigError: rows of persons at this level; an unknown code, variable or measure.
    """
    from secondmig.joint.case_matrix import MATRIX_RULE, MatrixAsked, case_matrix
    from secondmig.joint.person_table import one_column
    from secondmig.joint.themes import axis

    refuse_person_rows(wanted.level)
    with session.store.consistent():
        codes = _themes(session, wanted.selection)
        made = _table(session, wanted.selection, wanted.level, codes)
        if not made.table.persons:
            return _nobody(session, wanted.selection, ("id",), made)
        groups = axis(group_column(made, wanted.by))
        measures = tuple(one_column(made.table, name) for name in dict.fromkeys(wanted.measures))
        if not wanted.measures and (education := _measure(made.table, "")):
            measures = (education,)
        sort = _sorting(made.table, wanted)
        matrix = case_matrix(made.table, MatrixAsked(codes, measures, wanted.value, groups, sort))
        told = _told(session, wanted.selection, made, case_cautions(matrix, made.cautions, wanted.value))
    from secondmig.interchange.table_text import dictionary

    shown = replace(made.table, columns=matrix.columns)
    told |= {
        "rule": MATRIX_RULE,
        "by": groups.name,
        "value": wanted.value,
        "columns": dictionary(shown, made.told),
    }
    return case_listing(matrix, groups, told, wide=wide)


def _themes(session: Session, selection: Selection) -> tuple[str, ...]:
    """The codes that are rows: those asked for with those below, else the headings at the top."""
    versions = newest_codebooks(session, as_of=selection.as_of)
    if selection.codes:
        named = set(expand_codes(versions, selection))
        return tuple(code.id for each in versions for code in each.codebook.codes if code.id in named)
    return tuple(
        code.id
        for version in versions
        for code in version.codebook.codes
        if code.parent is None and not code.retired
    )


def _table(session: Session, selection: Selection, level: Level, codes: tuple[str, ...]) -> MadeTable:
    checked(session, selection)
    asked = replace(selection, codes=codes, exact=selection.exact and bool(selection.codes))
    return person_rows(session, TableWanted(asked, level, codes=bool(codes)))


def _coinciding(made: MadeTable, groups: "Axis") -> tuple[str, ...]:
    """The circumstances of the interviews that the groups all but coincide with."""
    from secondmig.joint.confounding import circumstances, coinciding
    from secondmig.joint.groups import people

    known = circumstances(made.snapshot, people(made.snapshot))
    return coinciding(dict(zip(made.table.persons, groups.of, strict=True)), known, groups.name)


def _measure(table: "PersonTable", name: str) -> "Column | None":
    """The column of a measure; the highest education where none is named, None where there is none."""
    from secondmig.joint.person_table import one_column

    if name:
        return one_column(table, name)
    try:
        return one_column(table, EDUCATION)
    except SecondmigError:
        return None


def _sorting(table: "PersonTable", wanted: CasesWanted) -> "Column | None":
    from secondmig.joint.case_matrix import code_column
    from secondmig.joint.person_table import one_column

    if not wanted.sort:
        return None
    return code_column(table, wanted.sort, wanted.value) or one_column(table, wanted.sort)


def _nobody(session: Session, selection: Selection, fields: tuple[str, ...], made: MadeTable) -> Listing:
    told = _told(session, selection, made, made.cautions)
    return Listing(fields, (), told, ("nobody is in the selection",))


def _told(
    session: Session, selection: Selection, made: MadeTable, cautions: Sequence[Caution]
) -> dict[str, object]:
    """Meta of a display; the fictional corpus is named once."""
    once = tuple(dict.fromkeys(each for each in cautions if each != FICTIONAL))
    size = len(made.table.persons)
    return meta(session, unit="persons", selection=selection, n=size, cautions=once)
