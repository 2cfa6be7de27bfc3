"""Survey tables: every cell as text, ids as they stand in the file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from secondmig.core.errors import SecondmigError, raise_all
from secondmig.survey.csv_file import duplicates, read_csv_file
from secondmig.survey.form import SurveyForm

KINDS = ("census", "register", "sample", "purposive")


@dataclass(frozen=True, slots=True)
class SurveyTable:
    """The cells of one survey file, column by column: a million rows are as many texts, not as many objects.

    Attributes:
        name: how reports and commands call it.
        cells: column -> text of each row, in file order; two rows may have the same id; "" is blank.
        id_column: names the respondent.
        kind: census, register, sample or purposive.
        lines: line of the file of each row, from 1; empty where the rows do not come from a file.
        file: name of the file, "" where the rows do not come from one.
        form: what the columns mean.
    """

    name: str
    cells: Mapping[str, Sequence[str]]
    id_column: str
    kind: str = "purposive"
    lines: Sequence[int] = ()
    file: str = ""
    form: SurveyForm = field(default_factory=SurveyForm)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns, in file order."""
        return tuple(self.cells)

    @property
    def ids(self) -> Sequence[str]:
        """The id of each row."""
        return self.cells[self.id_column]

    def row(self, position: int) -> dict[str, str]:
        """Column -> text of one row, counted from 0."""
        return {column: texts[position] for column, texts in self.cells.items()}

    @property
    def rows(self) -> Iterator[dict[str, str]]:
        """Column -> text of every row, made one by one."""
        columns = self.columns
        return (dict(zip(columns, texts, strict=True)) for texts in zip(*self.cells.values(), strict=True))

    def __len__(self) -> int:
        """How many rows."""
        return len(self.ids)


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
        cells={column: [row.cells[column] for row in table.rows] for column in table.columns},
        id_column=id_column,
        kind=kind,
        lines=[row.line for row in table.rows],
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
