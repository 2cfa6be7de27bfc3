"""What persons are grouped by: one road from a name to the values behind it, the same for every command."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from secondmig.core.selection import Selection
from secondmig.core.snapshot import Snapshot
from secondmig.joint.dimensions import CODE
from secondmig.joint.groups import no_value, people, variables
from secondmig.project.person_rows import MadeTable, TableWanted, person_rows
from secondmig.project.session import Session

if TYPE_CHECKING:
    from secondmig.joint.person_columns import Column


def with_values(
    session: Session,
    selection: Selection,
    snapshot: Snapshot,
    names: Iterable[str],
    *,
    facets: Sequence[str] | None = None,
) -> Snapshot:
    """The snapshot with values that only the person table has, as attributes of its persons.

    What follows from the legs, and what surveys answered, can so be counted by like any attribute.

    Args:
        session: the open project.
        selection: that the snapshot is of.
        snapshot: for the team.
        names: that persons, or codings, are to be split by.
        facets: that codings may be split by, beside their code; None where only persons can be.

    Raises:
        SecondmigError: nothing has such a value, or several columns of surveys have.
    """
    of_codings = () if facets is None else (CODE, *facets)
    known = variables(people(snapshot))
    wanted = [name for name in names if name not in of_codings and name not in known]
    if not wanted:
        return snapshot
    made = person_rows(session, TableWanted(replace(selection, codes=(), where=(), exact=False), codes=False))
    cases = snapshot.cases
    for name in wanted:
        values = _values(made, name, of_codings)
        cases = tuple(
            replace(case, attributes={**case.attributes, name: values.get(case.id, "")}) for case in cases
        )
    return replace(snapshot, cases=cases)


def _values(made: MadeTable, name: str, codings: Sequence[str]) -> dict[str, str]:
    """Case id -> the group of the person."""
    from secondmig.joint.person_columns import group_text

    column = group_column(made, name, codings)
    return {case: group_text(cell) for case, cell in zip(made.table.persons, column.cells, strict=True)}


def group_column(made: MadeTable, name: str, codings: Sequence[str] = ()) -> "Column":
    """The column that persons are grouped by.

    Args:
        made: the person table, for the team.
        name: of a column, or of a variable of persons that the table leaves out, as consent to audio.
        codings: names that would do as well, to be told where there is no such value.

    Raises:
        SecondmigError: nothing has such a value, or several columns of surveys have.
    """
    from secondmig.joint.groups import grouping
    from secondmig.joint.person_columns import Column, Missing, columns_called
    from secondmig.joint.person_table import one_column, value_names

    columns = tuple(column for column in made.table.columns if column.block != "codes")
    if columns_called(columns, name):
        return one_column(made.table, name)
    persons = people(made.snapshot)
    known = variables(persons)
    if name not in known:
        raise no_value(name, (*known, *value_names(columns)), codings)
    values = grouping(persons, name)
    cells = [values.get(case) or Missing("not_on_record") for case in made.table.persons]
    return Column(name, name, "attribute of the person, as imported", "text", cells, "attributes", name=name)
