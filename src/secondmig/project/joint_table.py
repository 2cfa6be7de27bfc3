"""The quantitized person table: as a frame, as rows to print, and as a file with its data dictionary.

No word of a transcript is in it; :mod:`secondmig.project.person_rows` says who is.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from secondmig.core.errors import SecondmigError
from secondmig.core.warnings import FICTIONAL, Caution
from secondmig.joint.person_columns import Column, Missing
from secondmig.project.listing import Done, Listing
from secondmig.project.output import write_atomically
from secondmig.project.outputs import note
from secondmig.project.person_rows import MadeTable, TableWanted, person_rows
from secondmig.project.session import Session, meta

if TYPE_CHECKING:
    from pandas import DataFrame

    from secondmig.joint.person_table import PersonTable

__all__ = ["ENDINGS", "TableWanted", "export", "frame", "listing"]

ENDINGS: Final = (".csv", ".parquet", ".dta", ".sav")
_LOOK: Final = ("id", "origin", "group", "interview_country")


def frame(session: Session, wanted: TableWanted) -> "DataFrame":
    """The table as a DataFrame: numbers as Float64, others as string, missing as NA.

    ``attrs`` hold what is told of the whole table, and under ``dictionary`` what is told of each column.
    """
    import pandas as pd

    from secondmig.interchange.table_text import dictionary

    made = person_rows(session, wanted)
    data = {
        column.name: pd.Series(
            [_value(cell) for cell in column.cells],
            dtype="Float64" if column.kind == "number" else "string",
        )
        for column in made.table.columns
    }
    table = pd.DataFrame(data)
    table.attrs.update(_meta(session, wanted, made))
    table.attrs["dictionary"] = dictionary(made.table, made.told)
    return table


def listing(session: Session, wanted: TableWanted, *, compact: bool = False) -> Listing:
    """The table as rows to print.

    Args:
        session: the open project.
        wanted: which table.
        compact: only who it is and how many segments under each code, unless columns are asked for.
    """
    from secondmig.interchange.table_text import dictionary

    made = person_rows(session, wanted)
    columns = [each for each in made.table.columns if not compact or wanted.columns or _at_a_look(each)]
    rows = [
        {column.name: _value(column.cells[place]) for column in columns}
        for place in range(len(made.table.persons))
    ]
    told = _meta(session, wanted, made)
    if not compact:
        told["columns"] = dictionary(made.table, made.told)
    return Listing(tuple(column.name for column in columns), rows, told, tuple(_notes(made, len(columns))))


def _at_a_look(column: Column) -> bool:
    return column.key.partition("@")[0] in _LOOK or column.suffix == "_n"


def _value(cell: str | float | Missing) -> str | float | int | None:
    if isinstance(cell, Missing):
        return None
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def _meta(session: Session, wanted: TableWanted, made: MadeTable) -> dict[str, object]:
    count = len(made.table.persons)
    cautions = [each for each in made.cautions if each != FICTIONAL]
    head = meta(session, unit="persons", selection=wanted.selection, n=count, cautions=cautions)
    return {**{name: value for name, value in made.told.items() if name != "state"}, **head}


def _notes(made: MadeTable, shown: int) -> Iterator[str]:
    everything = len(made.table.columns)
    if shown < everything:
        yield (
            f"{shown} of {everything} columns, segments under each code; -o FILE.csv, .parquet, .dta or .sav "
            "writes all of them and a data dictionary beside it"
        )
    yield from _left_out(made.table)


def _left_out(table: "PersonTable") -> Iterator[str]:
    if table.left_out:
        persons = "person is" if table.left_out == 1 else "persons are"
        yield f"{table.left_out} {persons} left out, as their consent does not reach this level"
    balances = sum(":balance:" in key for key in table.held_back)
    if others := [key for key in table.held_back if ":balance:" not in key]:
        yield f"{len(others)} columns and codes do not leave the team: {', '.join(others)}"
    if balances:
        yield f"{balances} balances about a country that fewer than three persons have are left out"


def export(session: Session, wanted: TableWanted, target: Path, *, missing_codes: bool = False) -> Done:
    """Write the table, and its data dictionary as .dictionary.csv and .dictionary.json beside it.

    Raises:
        SecondmigError: the ending is none of ENDINGS, the folder is not there, or as for
            :func:`person_rows`.
    """
    from secondmig.interchange.table_out import dictionary_files, table_bytes

    ending = target.suffix.lower()
    if ending not in ENDINGS:
        raise SecondmigError(
            f"the ending {target.suffix or '(none)'} is no format of a person table",
            where=str(target),
            hint=f"one of {', '.join(ENDINGS)}",
        )
    if not target.parent.is_dir():
        raise SecondmigError(
            "there is no such folder", where=str(target.parent), hint=f"mkdir -p {target.parent}"
        )
    made = person_rows(session, wanted)
    beside = dictionary_files(made.table, made.told)
    body = table_bytes(made.table, ending, made.told, missing_codes=missing_codes)
    names = [target.with_name(f"{target.stem}{each}") for each in beside]
    for path, content in zip(names, beside.values(), strict=True):
        write_atomically(path, content)
    write_atomically(target, body)
    note(session, "joint table", target, level=wanted.level, people=made.table.persons)
    count = f"{len(made.table.persons)} persons, {len(made.table.columns)} columns"
    return Done(
        f"{target}: {count}", (*(str(path) for path in names), *_left_out(made.table)), _spoken(made.cautions)
    )


def _spoken(cautions: Sequence[Caution]) -> tuple[str, ...]:
    return tuple(f"{each.id} ({each.severity}): {each.message}" for each in cautions)
