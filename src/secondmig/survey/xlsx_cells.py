"""Workbooks (.xlsx), one sheet of them, read by openpyxl row by row."""

import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, BinaryIO, Final

from secondmig.core.errors import SecondmigError, raise_all
from secondmig.survey.cells import MOST_CELLS, Cells, Columns, Progress, few, named_columns
from secondmig.survey.number_text import number_text

_LARGEST_PART: Final = 2 * 2**30  # bytes unpacked: a sheet of a million rows has some 500 MB
_RATIO: Final = 400  # how many times larger than packed a part may be; a bomb has 1,000
_RATIO_FROM: Final = 64 * 2**20
_SAVE_AGAIN: Final = "open it in its program and save it again, or save the sheet as CSV UTF-8"
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    SyntaxError,  # what lxml and the standard library raise for broken XML
    AssertionError,
    MemoryError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
)
"""What zipfile, the XML parser and openpyxl raise for files that are no sound workbook."""
_FORMULA = re.compile(
    rb'<c r="([A-Z]{1,3}[0-9]{1,7})"(?![^>]* t="str")[^>]*>'
    rb"<f(?:[^>]*/>|[^>]*>[^<]*</f>)(?:<v ?/>|<v></v>)?</c>"
)
"""A cell with a formula and no value; one whose result is an empty text has the type "str"."""
_WORK_OUT: Final = "open the workbook in Excel or LibreOffice and save it: that works formulas out"
_LONGEST_CELL: Final = 100_000  # bytes of XML
_ZEROS = re.compile(r"0{2,}")
_DIGITS: Final = 15
"""Digits of a number that a workbook can hold; beyond them it writes what binary arithmetic leaves behind."""

Sheet = Any
"""A sheet of openpyxl, which comes without types."""


def read_xlsx_cells(path: Path, *, sheet: str = "", progress: Progress | None = None) -> Cells:
    """The cells of one sheet as people see them: 7.0 is "7", a date is ISO, 00007 keeps its zeros.

    Args:
        path: the workbook.
        sheet: its name; may be "" where only one sheet has cells.
        progress: told the number of rows read so far.

    Raises:
        SecondmigError: the workbook is damaged or unpacks to too much, has several sheets of which none is
            named, has no such sheet, or the sheet has no rows.
        ProblemsError: several of its cells hold errors like #N/A.
    """
    _refuse_bomb(path)
    # A stream and not the path, whose ending openpyxl would judge.
    with path.open("rb") as stream:
        try:
            chosen = _chosen(_opened(stream), sheet, path.name)
            raise_all(few(_uncomputed(path, chosen), more="{} more formulas like these"))
            return _read(chosen, path.name, progress)
        except _BROKEN as error:
            raise _damaged(path, error) from error


def _uncomputed(path: Path, sheet: Sheet) -> Iterator[SecondmigError]:
    """Formulas that no program has worked out yet: their cells would look blank."""
    part = str(getattr(sheet, "_worksheet_path", ""))
    left = b""
    with zipfile.ZipFile(path) as archive, archive.open(part) as stream:
        while block := stream.read(2**20):
            text = left + block
            for found in _FORMULA.finditer(text):
                message = f"{found[1].decode('ascii')} holds a formula that was never worked out"
                yield SecondmigError(message, where=path.name, hint=_WORK_OUT)
            cut = text.rfind(b"</c>")
            left = text[cut + len(b"</c>") :] if cut >= 0 else text[-_LONGEST_CELL:]


def _opened(stream: BinaryIO) -> Any:  # noqa: ANN401 - a workbook of openpyxl
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that play no part here
            return load_workbook(stream, read_only=True, data_only=True)
    except InvalidFileException as error:
        raise ValueError(str(error)) from error


def _damaged(path: Path, error: Exception) -> SecondmigError:
    told = " ".join(str(error).split())[:120]
    return SecondmigError(f"a damaged workbook: {told}", where=path.name, hint=_SAVE_AGAIN)


def _refuse_bomb(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except _BROKEN as error:
        raise _damaged(path, error) from error
    if any(part.flag_bits & 1 for part in parts):
        raise SecondmigError(
            "protected by a password", where=path.name, hint="save a copy without the password"
        )
    total = sum(part.file_size for part in parts)
    swollen = any(
        part.file_size > _RATIO_FROM and part.file_size > _RATIO * max(part.compress_size, 1)
        for part in parts
    )
    if total > _LARGEST_PART or swollen:
        raise SecondmigError(
            f"unpacks to {total / 2**20:,.0f} MB: not read", where=path.name, hint=_SAVE_AGAIN
        )


def _chosen(book: Any, sheet: str, name: str) -> Sheet:  # noqa: ANN401 - a workbook of openpyxl
    sheets = {each.title: each for each in book.worksheets}
    if sheet:
        if sheet in sheets:
            return sheets[sheet]
        raise SecondmigError(
            f"there is no sheet {sheet!r}", where=name, hint=f"--sheet: one of {', '.join(sheets)}"
        )
    filled = {title: each for title, each in sheets.items() if any(_rows(each))}
    if len(filled) == 1:
        return next(iter(filled.values()))
    if not filled:
        raise SecondmigError("the workbook is empty", where=name, hint="write a header line and the rows")
    raise SecondmigError(
        f"several sheets have cells: {', '.join(filled)}",
        where=name,
        hint=f'name one: --sheet "{next(iter(filled))}"',
    )


def _rows(sheet: Sheet) -> Iterator[tuple[int, Sequence[Any]]]:
    """Number and cells of each row that holds something."""
    # A sheet may claim to be a million rows long, or one cell; what it holds is what counts.
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.rows, start=1):
        if any(cell.value is not None and str(cell.value).strip() for cell in row):
            yield number, row


def _read(sheet: Sheet, name: str, progress: Progress | None) -> Cells:
    rows = _rows(sheet)
    number, header = next(rows, (0, ()))
    if not number:
        raise SecondmigError(
            f"the sheet {sheet.title!r} is empty", where=name, hint="write a header line and the rows"
        )
    names = named_columns([shown(cell) for cell in header], f"{name}, row {number}")
    columns = Columns(names, progress)
    raise_all(few(_fill(columns, rows, names, name), more="{} more cells like these"))
    if not len(columns):
        raise SecondmigError("there is a header but no row under it", where=name, hint="add the rows")
    return Cells("xlsx", name, columns.columns, columns.lines)


def _fill(
    columns: Columns, rows: Iterator[tuple[int, Sequence[Any]]], names: Sequence[str], file: str
) -> Iterator[SecondmigError]:
    for number, row in rows:
        where = f"{file}, row {number}"
        texts = [shown(cell) for cell in row]
        if any(texts[len(names) :]):
            message = f"{len(texts)} cells where the header names {len(names)} columns"
            yield SecondmigError(message, where=where, hint="give the column a name or empty the cell")
            continue
        for column, cell in zip(names, row, strict=False):
            if cell.data_type == "e":
                message = f"{column} holds the error {cell.value}"
                yield SecondmigError(message, where=where, hint="mend the formula or empty the cell")
        texts += [""] * (len(names) - len(texts))
        if any(texts):
            columns.add(number, texts)
        if len(columns) * len(names) > MOST_CELLS:
            raise SecondmigError(f"more than {MOST_CELLS:,} cells", where=file, hint="keep what you need")
    columns.flush()


def shown(cell: Any) -> str:  # noqa: ANN401 - a cell of openpyxl
    """A cell as people see it, without white space at its ends."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value, str(cell.number_format or ""))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return str(value).strip()


def _number(value: float, form: str) -> str:
    if isinstance(value, float):
        value = float(f"{value:.{_DIGITS}g}")
    text = number_text(value)
    return text.zfill(len(form)) if _ZEROS.fullmatch(form) and text.isdigit() else text
