"""Survey tables: every cell as text, column by column."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

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
        remarks: what a person should know about the reading.
    """

    name: str
    cells: Mapping[str, Sequence[str]]
    id_column: str
    kind: str = "purposive"
    lines: Sequence[int] = ()
    file: str = ""
    form: SurveyForm = field(default_factory=SurveyForm)
    remarks: tuple[str, ...] = ()

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
