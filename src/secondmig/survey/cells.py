"""The cells of a survey file, column by column, before anybody says what they mean."""

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from secondmig.core.errors import SecondmigError, raise_all
from secondmig.survey.form import Variable

Progress = Callable[[int], None]
"""Called with the number of rows read so far."""
BLOCK: Final = 1_000
"""Rows that are turned into columns at once: so few that they stay in the processor's cache."""
_TOLD: Final = 20_000  # rows after which a person is told again
MOST_CELLS: Final = 400_000_000
"""Cells of the largest file that is read: some ten times what fits the memory of a small machine."""
_FEW: Final = 50_000  # distinct texts of a column up to which each is kept once
SHOWN: Final = 20
"""Problems of one kind that are told one by one."""


@dataclass(slots=True)
class Cells:
    """What a file holds.

    Attributes:
        format: csv, xlsx, sav or dta.
        file: its name, for messages.
        columns: column -> text of each row, white space at the ends taken off; "" is blank.
        lines: where each row stands in the file, from 1; empty where rows are numbered from 1 on.
        noun: what such a number counts: "line" of a text file, "row" of anything else.
        variables: what the file itself says of its columns.
        encoding: how bytes became text, "" where the format knows.
        remarks: what a person should know about the reading.
    """

    format: str
    file: str
    columns: dict[str, list[str]]
    lines: Sequence[int] = ()
    noun: str = "row"
    variables: Mapping[str, Variable] = field(default_factory=dict)
    encoding: str = ""
    remarks: tuple[str, ...] = ()

    def place(self, position: int) -> str:
        """Where a row stands, for messages: ``file:line``, or ``file, row 7``."""
        number = self.lines[position] if len(self.lines) else position + 1
        return f"{self.file}:{number}" if self.noun == "line" else f"{self.file}, row {number}"


class Columns:
    """Rows of text that become columns, a text that comes again and again being kept once.

    Args:
        names: of the columns.
        progress: told the number of rows after each block.
    """

    def __init__(self, names: Sequence[str], progress: Progress | None = None) -> None:
        self.columns: dict[str, list[str]] = {name: [] for name in names}
        self.lines = array("L")
        self._known: dict[str, dict[str, str] | None] = {name: {} for name in names}
        self._block: list[Sequence[str]] = []
        self._progress = progress
        self._last = 0

    def add(self, line: int, row: Sequence[str]) -> None:
        """One row: as many texts as there are columns, or more, of which the rest is left out."""
        self._block.append(row)
        self.lines.append(line)
        if len(self._block) == BLOCK:
            self.flush()

    def flush(self) -> None:
        """Turn the rows that wait into columns."""
        self._take(self._block)
        self._block.clear()

    def extend(self, lines: Iterable[int], rows: Sequence[Sequence[str]]) -> None:
        """A block of rows, each with as many texts as there are columns, or more."""
        self.lines.extend(lines)
        self._take(rows)

    def _take(self, rows: Sequence[Sequence[str]]) -> None:
        for (name, column), texts in zip(self.columns.items(), zip(*rows, strict=False), strict=False):
            stripped = list(map(str.strip, texts))
            known = self._known[name]
            if known is None:
                column.extend(stripped)
                continue
            column.extend(map(known.setdefault, stripped, stripped))
            if len(known) > _FEW:
                self._known[name] = None
        if self._progress and len(self.lines) - self._last >= _TOLD:
            self._last = len(self.lines) // _TOLD * _TOLD
            self._progress(self._last)

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self.lines)


def named_columns(header: Sequence[str], where: str) -> tuple[str, ...]:
    """The names of the columns, blanks at the end of the header aside.

    Raises:
        SecondmigError: a column has no name, or two have the same.
        ProblemsError: several of these.
    """
    cells = [cell.strip() for cell in header]
    while cells and not cells[-1]:
        cells.pop()
    problems = [
        SecondmigError(f"column {number} has no name", where=where, hint="name it or delete the column")
        for number, cell in enumerate(cells, start=1)
        if not cell
    ]
    problems += [
        SecondmigError(f"two columns are called {cell!r}", where=where, hint="rename one of them")
        for cell in dict.fromkeys(cells)
        if cell and cells.count(cell) > 1
    ]
    raise_all(problems)
    return tuple(cells)


def few(problems: Iterable[SecondmigError], *, more: str) -> list[SecondmigError]:
    """The first problems of one kind, and a line that counts the rest.

    Args:
        problems: of one kind.
        more: what the rest is, with ``{}`` for the number: "{} more weights like these".
    """
    shown: list[SecondmigError] = []
    rest = 0
    for problem in problems:
        if len(shown) < SHOWN:
            shown.append(problem)
        else:
            rest += 1
    if rest:
        shown.append(SecondmigError(more.format(rest), hint=shown[-1].hint))
    return shown
