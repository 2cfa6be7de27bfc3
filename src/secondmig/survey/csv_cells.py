"""Large CSV files: read line by line, so that a million rows take the room of their cells and no more."""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import accumulate, chain, islice
from pathlib import Path
from typing import Final

from secondmig.core.decode import AS_TEXT, Decoded, decode
from secondmig.core.errors import SecondmigError, raise_all
from secondmig.survey.cells import BLOCK, MOST_CELLS, Cells, Columns, Progress, few, named_columns

_SEPARATORS: Final = (",", ";", "\t", "|")
_HEAD: Final = 65_536  # bytes or characters looked at before the file is read
_LONGEST: Final = 1_000_000  # characters of one cell
_LARGEST: Final = 2**30  # bytes of a file that is read at once, since it is not UTF-8
_QUOTES = 'put quotation marks round a cell that holds a separator: "a, b"'
_CLOSE = 'close it, or write a quotation mark inside a cell twice: "the ""boss"""'
_AS_UTF8 = "save it as CSV in UTF-8 (in Excel: Save As, CSV UTF-8)"


def read_csv_cells(path: Path, *, encoding: str = "", progress: Progress | None = None) -> Cells:
    """The cells of a CSV file; commas, semicolons, tabs or vertical bars, all cells as text.

    Args:
        path: the file: UTF-8, with or without byte order mark, unless an encoding is named.
        encoding: to use instead.
        progress: told the number of rows read so far.

    Raises:
        SecondmigError: it is empty, no text, in another encoding (which is then proposed with a line read in
            it), or no CSV.
        ProblemsError: several of its rows do not fit the header.
    """
    with _text(path, encoding) as (stream, decoding):
        blocks = _blocks(stream, path.name)
        lines, rows = next(blocks, ([], []))
        if not rows:
            raise SecondmigError(
                "the file is empty", where=path.name, hint="write a header line and one line a row"
            )
        names = named_columns(rows[0], f"{path.name}:{lines[0]}")
        columns = Columns(names, progress)
        first = (lines[1:], rows[1:])
        raise_all(few(_fill(columns, chain((first,), blocks), path.name), more="{} more rows like these"))
    if not len(columns):
        raise SecondmigError("there is a header but no row under it", where=path.name, hint="add the rows")
    return Cells("csv", path.name, columns.columns, columns.lines, "line", encoding=decoding)


_Block = tuple[Sequence[int], list[list[str]]]
"""Lines and cells of some records."""


def _fill(columns: Columns, blocks: Iterable[_Block], name: str) -> Iterator[SecondmigError]:
    width = len(columns.columns)
    for lines, rows in blocks:
        wrong = [place for place, cells in enumerate(rows) if _misfits(cells, width)]
        for place in wrong:
            told = "1 cell" if len(rows[place]) == 1 else f"{len(rows[place])} cells"
            message = f"{told} where the header names {width} columns"
            yield SecondmigError(message, where=f"{name}:{lines[place]}", hint=_QUOTES)
        if wrong:
            continue
        columns.extend(lines, rows)
        if len(columns) * width > MOST_CELLS:
            raise SecondmigError(
                f"more than {MOST_CELLS:,} cells", where=name, hint="leave out columns nobody needs"
            )


def _misfits(cells: list[str], width: int) -> bool:
    return len(cells) != width and (len(cells) < width or any(map(str.strip, cells[width:])))


def _blocks(stream: io.TextIOBase, name: str) -> Iterator[_Block]:
    """The records that are not blank, in blocks."""
    mark = _separator(stream.read(_HEAD))
    stream.seek(0)
    reader = csv.reader(stream, delimiter=mark, strict=True)
    before = csv.field_size_limit(_LONGEST)
    try:
        while True:
            begun = reader.line_num + 1
            rows = list(islice(reader, BLOCK))
            if not rows:
                return
            yield _not_blank(begun, rows, whole=reader.line_num - begun + 1 == len(rows))
    except csv.Error as error:
        told = str(error)
        reason = "a quotation mark is not closed" if "end of data" in told else f"no CSV: {told}"
        if "limit" in told:
            reason = f"a cell of more than {_LONGEST:,} characters: a quotation mark is not closed"
        where = f"{name}:{_line_of_fault(stream, mark)}"
        raise SecondmigError(reason, where=where, hint=_CLOSE) from error
    finally:
        csv.field_size_limit(before)


def _not_blank(begun: int, rows: list[list[str]], *, whole: bool) -> _Block:
    """A block without its blank records.

    Args:
        begun: line of the file on which it begins.
        rows: cells of its records.
        whole: whether each record is one line, as in nearly every file.
    """
    if whole and all(cells and cells[0] for cells in rows):
        return range(begun, begun + len(rows)), rows
    steps = (1 if whole else 1 + sum(map(_line_ends, cells)) for cells in rows)
    kept = [
        (line, cells)
        for line, cells in zip(accumulate(steps, initial=begun), rows, strict=False)
        if any(map(str.strip, cells))
    ]
    return [line for line, _ in kept], [cells for _, cells in kept]


def _line_ends(cell: str) -> int:
    return cell.count("\n") + cell.count("\r") - cell.count("\r\n")


def _line_of_fault(stream: io.TextIOBase, mark: str) -> int:
    """The line on which the record begins that is no CSV."""
    stream.seek(0)
    reader = csv.reader(stream, delimiter=mark, strict=True)
    line = 1
    try:
        for _ in reader:
            line = reader.line_num + 1
    except csv.Error:
        return line
    return line


def _separator(head: str) -> str:
    """The one that gives the first line the most columns."""
    first = next((line for line in io.StringIO(head, newline="") if line.strip()), "")
    widths = []
    for mark in _SEPARATORS:
        try:
            widths.append(len(next(csv.reader([first], delimiter=mark), [])))
        except csv.Error:
            widths.append(0)
    return _SEPARATORS[widths.index(max(widths))]


@contextmanager
def _text(path: Path, encoding: str) -> Iterator[tuple[io.TextIOBase, str]]:
    """The file as a stream of text, and how it was decoded."""
    if encoding or not _is_utf8(path):
        _refuse_huge(path)
        raw = path.read_bytes()
        found = _decoded(raw, encoding, path.name)
        if len(raw) == raw.count(0) or (b"\x00" in raw and not found.decoding.startswith("utf-16")):
            line = raw[: raw.index(b"\x00")].count(b"\n") + 1
            message = "there is a NUL byte, so this is no text file, or a damaged one"
            raise SecondmigError(message, where=f"{path.name}:{line}", hint=_AS_UTF8)
        yield io.StringIO(found.text, newline=""), found.decoding.removesuffix(" (as asked)")
        return
    with path.open(encoding="utf-8-sig", newline="") as stream:
        yield stream, "utf-8"


def _decoded(raw: bytes, encoding: str, name: str) -> Decoded:
    try:
        return decode(raw, encoding=encoding or None, where=name)
    except SecondmigError as error:
        if error.hint != AS_TEXT:
            raise
        raise SecondmigError(error.message, where=error.where, hint=_AS_UTF8) from error


def _is_utf8(path: Path) -> bool:
    """Whether the whole file is UTF-8 without a NUL; read block by block."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as stream:
        try:
            while block := stream.read(2**20):
                if b"\x00" in block:
                    return False
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _refuse_huge(path: Path) -> None:
    if path.stat().st_size > _LARGEST:
        raise SecondmigError("a file of more than 1 GB that is not UTF-8", where=path.name, hint=_AS_UTF8)
