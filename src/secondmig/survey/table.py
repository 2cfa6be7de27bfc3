"""Survey tables: every cell as text, ids as they stand in the file."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from secondmig.core.errors import SecondmigError, raise_all
from secondmig.survey.csv_file import duplicates, read_csv_file

KINDS = ("census", "register", "sample", "purposive")


@dataclass(frozen=True, slots=True)
class SurveyTable:
    """The rows of one survey file.

    Attributes:
        name: how reports and commands call it.
        columns: in file order.
        rows: column -> text, in file order; two rows may have the same id.
        id_column: names the respondent.
        kind: census, register, sample or purposive.
        lines: line of the file of each row, from 1; empty where the rows do not come from a file.
        file: name of the file, "" where the rows do not come from one.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]
    id_column: str
    kind: str = "purposive"
    lines: tuple[int, ...] = ()
    file: str = ""


def read_csv_table(path: Path, *, id_column: str, name: str = "", kind: str = "purposive") -> SurveyTable:
    """Read a survey from a CSV file; nothing is converted, so ``007`` stays ``007``.

    Rows with the same id are kept: the person join reports them.

    Args:
        path: the file.
        id_column: the column that names the respondent.
        name: of the survey; the file's name without ending where "".
        kind: of the source.

    Raises:
        SecondmigError: it is no CSV file, lacks the id column, or a row has no id.
        ProblemsError: several rows have no id.
    """
    if kind not in KINDS:
        raise SecondmigError(f"the kind of survey {kind!r} is unknown", hint=f"one of {', '.join(KINDS)}")
    table = read_csv_file(path, required=[id_column])
    raise_all(
        SecondmigError(f"{id_column} is empty", where=table.where(row), hint="write the id or delete the row")
        for row in table.rows
        if not row.cells[id_column]
    )
    return SurveyTable(
        name=name or path.stem,
        columns=table.columns,
        rows=tuple(row.cells for row in table.rows),
        id_column=id_column,
        kind=kind,
        lines=tuple(row.line for row in table.rows),
        file=path.name,
    )


def read_key(path: Path) -> Mapping[str, str]:
    """Read the file that ties persons to respondents: columns ``case`` and ``respondent``, one pair a row.

    Returns:
        Case id -> respondent id; a person without a respondent has no entry.

    Raises:
        SecondmigError: it is no CSV file, lacks a column, or names a person or a respondent twice.
        ProblemsError: several of these.
    """
    table = read_csv_file(path, required=["case", "respondent"])
    problems = [
        SecondmigError("case is empty", where=table.where(row), hint="write the id of the person")
        for row in table.rows
        if not row.cells["case"]
    ]
    problems += duplicates(table, ["case"], hint="a person has one respondent number")
    named = [row for row in table.rows if row.cells["respondent"]]
    problems += duplicates(table, ["respondent"], rows=named, hint="a respondent is one person")
    raise_all(problems)
    return {row.cells["case"]: row.cells["respondent"] for row in named}
