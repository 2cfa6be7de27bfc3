"""A survey file of any format becomes a survey table: what is in it, what it means, and what is wrong."""

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Final

from secondmig.core.errors import SecondmigError, raise_all
from secondmig.core.formats import format_of
from secondmig.survey import checks
from secondmig.survey.cells import Cells, Progress
from secondmig.survey.csv_cells import read_csv_cells
from secondmig.survey.form import SurveyForm, Variable
from secondmig.survey.model import Measure
from secondmig.survey.number_text import canonical_column
from secondmig.survey.table import KINDS, SurveyTable

_SPSS: Final = (b"$FL2", b"$FL3")
_STATA_OLD: Final = range(104, 116)
_CSV: Final = "save it as CSV UTF-8, .xlsx, .sav or .dta"
_FOREIGN: Final[tuple[tuple[bytes, str], ...]] = (
    (b"ASCII SPSS PORT FILE", "a portable file of SPSS (.por)"),
    (b"HEADER RECORD*******LIBRARY", "a transport file of SAS (.xpt)"),
    (b"\x00" * 12 + b"\xc2\xea\x81\x60", "a SAS table (.sas7bdat)"),
    (b"PAR1", "a Parquet file"),
    (b"RDX", "an R workspace (.rda)"),
)


@dataclass(frozen=True, slots=True)
class SurveyReading:
    """How a file is to be read, and what is known of it beforehand.

    Attributes:
        name: of the survey; the file's name without ending where "".
        id_column: names the respondent.
        kind: census, register, sample or purposive.
        encoding: of the bytes, "" where the file says so itself.
        sheet: of a workbook with several.
        form: weight, strata, psu, within, within_id, source and measures_version; the rest is filled in here.
        variables: what the team says of columns, by column; it wins over what the file says.
        measures: by id, for the values that a column may hold.
        as_of: the last day that a date can lie on; dates are not looked at where None.
    """

    id_column: str = "id"
    name: str = ""
    kind: str = "purposive"
    encoding: str = ""
    sheet: str = ""
    form: SurveyForm = field(default_factory=SurveyForm)
    variables: Mapping[str, Variable] = field(default_factory=dict)
    measures: Mapping[str, Measure] = field(default_factory=dict)
    as_of: date | None = None


def read_survey(path: Path, how: SurveyReading, *, progress: Progress | None = None) -> SurveyTable:
    """Read a survey file; what its content is decides how, not its ending.

    Nothing is converted but numbers: in a column that holds numbers alone each gets its one text, so that 3,
    3.0 and 3.00 are "3". Ids, and columns with a code like 007 in them, stay as they are written.

    Args:
        path: the file.
        how: to read it.
        progress: told the number of rows read so far.

    Raises:
        SecondmigError: the file cannot be read, or a column that is named is not there.
        ProblemsError: everything that is wrong with its cells, with row and column.
    """
    if how.kind not in KINDS:
        raise SecondmigError(f"the kind of survey {how.kind!r} is unknown", hint=f"one of {', '.join(KINDS)}")
    cells = read_cells(path, encoding=how.encoding, sheet=how.sheet, progress=progress)
    raise_all(_lacking(cells, how))
    variables, remarks = _variables(cells, how)
    form = replace(how.form, variables=variables, format=cells.format, encoding=cells.encoding)
    found = checks.Checked(cells, how.id_column, form, how.measures, how.as_of)
    raise_all(checks.problems(found))
    return SurveyTable(
        name=how.name or path.stem,
        cells=cells.columns,
        id_column=how.id_column,
        kind=how.kind,
        lines=cells.lines,
        file=cells.file,
        form=form,
        remarks=(*cells.remarks, *remarks, *checks.remarks(found)),
    )


def read_cells(path: Path, *, encoding: str = "", sheet: str = "", progress: Progress | None = None) -> Cells:
    """The cells of a file of any of the formats.

    Raises:
        SecondmigError: it cannot be read.
    """
    form = sniff(path)
    if sheet and form != "xlsx":
        raise SecondmigError("only a workbook has sheets", where=path.name, hint="leave out --sheet")
    if form == "xlsx":
        from secondmig.survey.xlsx_cells import read_xlsx_cells

        if encoding:
            raise SecondmigError(
                "a workbook says its encoding itself", where=path.name, hint="leave out --encoding"
            )
        return read_xlsx_cells(path, sheet=sheet, progress=progress)
    if form == "csv":
        return read_csv_cells(path, encoding=encoding, progress=progress)
    from secondmig.survey.stat_apart import read_apart

    return read_apart(path, form, encoding=encoding, progress=progress)


def sniff(path: Path) -> str:
    """What a file is by its content: csv, xlsx, sav or dta.

    Raises:
        SecondmigError: it cannot be opened, is empty, or is something that no survey is read from.
    """
    head = _head(path)
    if head.startswith(_SPSS):
        return "sav"
    if head.startswith(b"<stata_dta>") or _is_old_stata(head):
        return "dta"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        _refuse_other_archive(path)
        return "xlsx"
    for magic, name in _FOREIGN:
        if head.startswith(magic):
            raise SecondmigError(f"this is {name}", where=path.name, hint=_CSV)
    return _text_or_refused(path, head)


def _head(path: Path) -> bytes:
    """The first bytes of a file."""
    try:
        with path.open("rb") as stream:
            head = stream.read(4096)
    except FileNotFoundError:
        raise SecondmigError("there is no such file", where=str(path), hint="check the path") from None
    except IsADirectoryError:
        raise SecondmigError("this is a folder", where=str(path), hint="name a file in it") from None
    except OSError as error:
        raise SecondmigError(
            f"cannot be read: {error.strerror}", where=path.name, hint="check who may read it"
        ) from error
    if not head:
        raise SecondmigError(
            "the file is empty", where=path.name, hint="write a header line and one line a row"
        )
    return head


def _is_old_stata(head: bytes) -> bool:
    """Release, byte order, file type 1, as files begin before release 117."""
    return len(head) > 4 and head[0] in _STATA_OLD and head[1] in {1, 2} and head[2] == 1


def _refuse_other_archive(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise SecondmigError("a damaged zip archive or workbook", where=path.name, hint=_CSV) from error
    if "xl/workbook.xml" not in names and not any(name.startswith("xl/") for name in names):
        known = "an OpenDocument file (.ods)" if "mimetype" in names else "a zip archive, no workbook"
        raise SecondmigError(f"this is {known}", where=path.name, hint=_CSV)


def _text_or_refused(path: Path, head: bytes) -> str:
    known = format_of(head)
    if known and known.binary:
        # The kinds of OLE files are told by names that stand behind the first bytes.
        known = format_of(path.read_bytes()[: 2**24]) if head.startswith(b"\xd0\xcf") else known
        assert known is not None  # noqa: S101 - the same first bytes
        raise SecondmigError(f"this is {known.name}", where=path.name, hint=known.remedy or _CSV)
    return "csv"


def _lacking(cells: Cells, how: SurveyReading) -> list[SecondmigError]:
    """The columns that are named and not there."""
    named = {
        "--id": how.id_column,
        "--weight": how.form.weight,
        "--strata": how.form.strata,
        "--psu": how.form.psu,
        "--within-id": how.form.within_id,
    }
    problems = []
    for option, column in named.items():
        if column and column not in cells.columns:
            message = f"there is no column {column!r}; it has {_listed(tuple(cells.columns))}"
            hint = f"{option} {_close(column, cells.columns) or 'COL'}"
            if option == "--id" and (fit := _candidates(cells)):
                hint = f"--id {fit[0]}" + (f" (or {', '.join(fit[1:3])})" if fit[1:] else "")
            problems.append(SecondmigError(message, where=cells.file, hint=hint))
    for column in how.variables:
        if column not in cells.columns:
            message = f"the measures file speaks of {column!r}, which is no column"
            close = _close(column, cells.columns)
            hint = f"write {close}" if close else f"columns: {_listed(tuple(cells.columns))}"
            problems.append(SecondmigError(message, where=cells.file, hint=hint))
    return problems


def _close(column: str, columns: Mapping[str, object]) -> str:
    import difflib

    plain = {each.casefold(): each for each in columns}
    close = difflib.get_close_matches(column.casefold(), plain, n=1)
    return plain[close[0]] if close else ""


def _candidates(cells: Cells) -> list[str]:
    """Columns whose values tell the rows apart, those that are called like an id first."""
    fit = [name for name, texts in cells.columns.items() if all(texts) and len(set(texts)) == len(texts)]
    return sorted(fit, key=lambda name: "id" not in name.casefold())


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:12])
    return shown if len(names) <= 12 else f"{shown} and {len(names) - 12} more"


def _variables(cells: Cells, how: SurveyReading) -> tuple[dict[str, Variable], list[str]]:
    """What is known of each column, the cells of numbers in their one text, and what should be said."""
    variables: dict[str, Variable] = {}
    remarks: list[str] = []
    for column in cells.columns:
        found = cells.variables.get(column) or Variable(column)
        given = how.variables.get(column)
        if given:
            remarks += _contradicting(found, given)
            found = _merged(found, given)
        if cells.format in {"csv", "xlsx"} and column != how.id_column:
            numbers = canonical_column(cells.columns[column], aside=found.missing)
            if numbers is not None:
                cells.columns[column] = numbers
                found = replace(found, numeric=True)
        if found != Variable(column):
            variables[column] = found
    return variables, remarks


def _merged(found: Variable, given: Variable) -> Variable:
    """What the team says, and what the file says where the team says nothing."""
    missing = {**found.missing, **given.missing}
    labels = given.labels or {value: label for value, label in found.labels.items() if value not in missing}
    return replace(
        given,
        name=found.name,
        label=given.label or found.label,
        numeric=found.numeric,
        labels=labels,
        missing=missing,
    )


def _contradicting(found: Variable, given: Variable) -> list[str]:
    """Where the team and the file give a value different labels: a scale turned round looks like this."""
    told = [
        f"{value} is {found.labels[value]!r} in the file and {label!r} in the measures file"
        for value, label in given.labels.items()
        if value in found.labels and found.labels[value].casefold() != label.casefold()
    ]
    return [f"{found.name}: {'; '.join(told[:5])}: the measures file holds"] if told else []
