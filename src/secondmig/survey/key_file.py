"""The file that ties persons to respondents: pairs, and where it says so households, waves and reasons."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from secondmig.core.errors import SecondmigError, raise_all
from secondmig.survey.csv_file import CsvFile, CsvRow, read_csv_file

_WAVES = 'a person has one respondent number; if these are waves, add a column "wave" and name each'
_HOUSEHOLDS = (
    'a row of a survey is one person; if a household answered together, add a column "household" and write'
    " the same household into each of these lines"
)


@dataclass(frozen=True, slots=True)
class Claim:
    """One line of a key: a person, and the respondent that is said to be the person.

    Attributes:
        case: id of the person.
        respondent: id in the survey, "" where the person has none.
        reason: why the person has no row, in the team's words; "" where nobody said.
        household: the household that answered in one row; "" for a row that is one person.
        wave: which of several answers of the person it is; "" where there is one.
        line: of the file, 0 where the claim comes from none.
    """

    case: str
    respondent: str
    reason: str = ""
    household: str = ""
    wave: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Key:
    """Who is which respondent.

    Attributes:
        claims: in file order.
        file: name of the file for messages, "" where the claims come from none.
        columns: of the file, in its order.
    """

    claims: tuple[Claim, ...]
    file: str = ""
    columns: tuple[str, ...] = ("case", "respondent")

    def respondents(self, case: str) -> tuple[str, ...]:
        """The ids that a person has in the survey."""
        return tuple(each.respondent for each in self.claims if each.case == case and each.respondent)


def key_of(pairs: Mapping[str, str]) -> Key:
    """A key of plain pairs: case id -> respondent id."""
    return Key(tuple(Claim(case, respondent) for case, respondent in pairs.items()))


def read_key_file(path: Path) -> Key:
    """Read a key: columns ``case`` and ``respondent``; ``reason``, ``household`` and ``wave`` where needed.

    A respondent is one person and a person is one respondent, unless the file says otherwise:

    - rows that share a respondent name one ``household``;
    - rows that share a person name different waves in ``wave``.

    Raises:
        SecondmigError: it is no CSV file, lacks a column, or a line breaks one of these rules.
        ProblemsError: several lines do.
    """
    table = read_csv_file(path, required=["case", "respondent"])
    problems = [
        SecondmigError("case is empty", where=table.where(row), hint="write the id of the person")
        for row in table.rows
        if not row.cells["case"]
    ]
    problems += _marks(table)
    problems += _several_rows(table)
    problems += _several_persons(table)
    raise_all(problems)
    return Key(tuple(_claim(row) for row in table.rows), path.name, table.columns)


def _claim(row: CsvRow) -> Claim:
    cells = row.cells
    return Claim(
        case=cells["case"],
        respondent=cells["respondent"],
        reason=cells.get("reason", ""),
        household=cells.get("household", ""),
        wave=cells.get("wave", ""),
        line=row.line,
    )


def _marks(table: CsvFile) -> Iterator[SecondmigError]:
    """Names of households and waves stand in sentences of the ledger and must not end them."""
    for row in table.rows:
        for column in ("household", "wave"):
            name = row.cells.get(column, "")
            if any(mark in name for mark in ",;:"):
                message = f"column {column}: {name!r} holds a comma, a semicolon or a colon"
                hint = "write a short name like H1 or 2024"
                yield SecondmigError(message, where=table.where(row), hint=hint)


def _several_rows(table: CsvFile) -> Iterator[SecondmigError]:
    """Persons who are there again without another wave."""
    first: dict[tuple[str, str], CsvRow] = {}
    for row in table.rows:
        key = row.cells["case"], row.cells.get("wave", "")
        if key[0] and key in first:
            wave = f" in wave {key[1]!r}" if key[1] else ""
            message = f"column case: {key[0]!r}{wave} is already on line {first[key].line}"
            yield SecondmigError(message, where=table.where(row), hint=_WAVES)
        first.setdefault(key, row)


def _several_persons(table: CsvFile) -> Iterator[SecondmigError]:
    """Respondents who are there again and are not said to be a household."""
    rows: dict[str, list[CsvRow]] = {}
    for row in table.rows:
        if row.cells["respondent"]:
            rows.setdefault(row.cells["respondent"], []).append(row)
    for respondent, sharing in rows.items():
        if len(sharing) > 1 and not _one_household(sharing):
            for row in sharing[1:]:
                message = f"column respondent: {respondent!r} is already on line {sharing[0].line}"
                yield SecondmigError(message, where=table.where(row), hint=_HOUSEHOLDS)


def _one_household(rows: Sequence[CsvRow]) -> bool:
    named = {row.cells.get("household", "") for row in rows}
    return len(named) == 1 and named != {""}
