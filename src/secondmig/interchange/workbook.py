"""Workbooks (.xlsx): every part is measured before it is unpacked, and every cell is text.

Reading is done on the XML itself, within the limits that hold for every zip archive here: a library would
unpack first and look later, and would turn what people typed into numbers and dates.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from secondmig.core.errors import SecondmigError
from secondmig.transcript.limits import Parts, opened_parts

WORKBOOK: Final = "xl/workbook.xml"
_STRINGS: Final = "xl/sharedstrings.xml"
_CORE: Final = "docProps/core.xml"
_LONGEST: Final = 32_767
"""Characters (UTF-16 units) that a cell of Excel holds."""
_MOST_COLUMNS: Final = 500
_MOST_ROWS: Final = 100_000
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_WIDE: Final = 40
_NARROW: Final = 16


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name, and the rows that hold anything, each with its number (from 1) and its cells."""

    name: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read_workbook(raw: bytes, *, name: str) -> tuple[Sheet, ...]:
    """The sheets of a workbook, in their order.

    Raises:
        SecondmigError: it is broken, protected, too large, or holds a cell with an error.
    """
    parts = opened_parts(raw, where=name)
    if WORKBOOK not in parts.names:
        raise SecondmigError("the file is no workbook", where=name, hint="save it as .xlsx or .csv")
    shared = next((part for part in sorted(parts.names) if part.lower() == _STRINGS), "")
    strings = tuple(_words(element) for element in parts.xml(shared).iter("{*}si")) if shared else ()
    targets = _targets(parts)
    sheets: list[Sheet] = []
    for element in parts.xml(WORKBOOK).iter("{*}sheet"):
        link = next((value for key, value in element.attrib.items() if key.endswith("}id")), "")
        part = targets.get(link, "")
        if part in parts.names:
            title = str(element.get("name") or f"sheet {len(sheets) + 1}")
            sheets.append(Sheet(title, tuple(_rows(parts.xml(part), strings, f"{name} ({title})"))))
    return tuple(sheets)


def _targets(parts: Parts) -> Mapping[str, str]:
    """Id of a relation -> the part it means."""
    links = "xl/_rels/workbook.xml.rels"
    if links not in parts.names:
        return {}
    found = {}
    for element in parts.xml(links).iter("{*}Relationship"):
        target = str(element.get("Target") or "")
        found[str(element.get("Id"))] = target[1:] if target.startswith("/") else f"xl/{target}"
    return found


def _words(element: Any) -> str:  # noqa: ANN401 - an element of lxml
    """The text of a cell without the reading aids (furigana) that stand beside it."""
    runs = (
        text
        for text in element.iter("{*}t")
        if not any(str(above.tag).rpartition("}")[2] == "rPh" for above in text.iterancestors())
    )
    return _unescaped("".join(str(run.text or "") for run in runs))


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def _rows(sheet: Any, strings: Sequence[str], where: str) -> Iterator[tuple[int, tuple[str, ...]]]:  # noqa: ANN401
    number = 0
    for held, row in enumerate(sheet.iter("{*}row"), start=1):
        given = str(row.get("r") or "")
        number = int(given) if given.isascii() and given.isdigit() and len(given) < 8 else number + 1
        if held > _MOST_ROWS:
            raise SecondmigError(f"more than {_MOST_ROWS:,} rows", where=where)
        cells: dict[int, str] = {}
        for cell in row.iter("{*}c"):
            column = _column(str(cell.get("r") or ""), max(cells, default=-1) + 1)
            if column >= _MOST_COLUMNS:
                raise SecondmigError(f"more than {_MOST_COLUMNS} columns", where=f"{where}:{number}")
            cells[column] = _cell(cell, strings, f"{where}:{number}")
        if any(text.strip() for text in cells.values()):
            yield number, tuple(cells.get(column, "") for column in range(max(cells) + 1))


def _column(place: str, following: int) -> int:
    """The column of a place such as B3, from 0."""
    found = _PLACE.fullmatch(place)
    if found is None:
        return following
    column = 0
    for letter in found[1]:
        column = 26 * column + ord(letter) - ord("A") + 1
    return column - 1


def _cell(cell: Any, strings: Sequence[str], where: str) -> str:  # noqa: ANN401 - an element of lxml
    kind = cell.get("t") or "n"
    if kind == "inlineStr":
        return _words(cell)
    value = next((str(each.text or "") for each in cell.iter("{*}v")), "")
    if kind == "s":
        place = int(value) if value.isascii() and value.isdigit() and len(value) < 8 else len(strings)
        if place >= len(strings):
            raise SecondmigError("a cell names a text that is not there", where=where, hint="save it again")
        return strings[place]
    if kind == "e":
        raise SecondmigError(
            f"a cell holds the error {value}", where=where, hint="write its text with an apostrophe in front"
        )
    if kind == "b":
        return "true" if value == "1" else "false"
    return _unescaped(value) if kind == "str" else value


def workbook_bytes(sheets: Sequence[tuple[str, Sequence[Sequence[str]]]]) -> bytes:
    """A workbook of text cells; the same sheets give the same bytes.

    Args:
        sheets: name and rows of each; the first row is the header.

    Raises:
        SecondmigError: a text is longer than a cell holds.
    """
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for number, row in enumerate(rows, start=1):
            for column, text in enumerate(row, start=1):
                if text:
                    write_cell(
                        sheet, (number, column), text, f"sheet {name}, row {number}, {rows[0][column - 1]}"
                    )
        sheet.freeze_panes = "A2"
        for column, title in enumerate(rows[0], start=1):
            letter = sheet.cell(1, column).column_letter
            long = any(len(row[column - 1]) > _NARROW for row in rows[1:] if len(row) >= column)
            sheet.column_dimensions[letter].width = _WIDE if long else max(_NARROW, len(title))
    out = io.BytesIO()
    book.save(out)
    return dateless(out.getvalue())


def write_cell(sheet: Any, place: tuple[int, int], text: str, where: str) -> None:  # noqa: ANN401
    """Write a text as text: never a formula, also where somebody edits the cell in Excel."""
    from openpyxl.styles import Alignment, Font

    plain = NO_XML.sub("\ufffd", _ESCAPED.sub(r"_x005F_x\1_", text))
    if len(plain.encode("utf-16-le")) // 2 > _LONGEST:
        raise SecondmigError(
            f"{len(plain):,} characters are more than a cell of a workbook holds ({_LONGEST:,})",
            where=where,
            hint="export it as .yaml, .csv or .qdc",
        )
    cell = sheet.cell(*place)
    cell.value = plain
    cell.data_type = "s"
    cell.quotePrefix = plain.startswith(("=", "+", "-", "@", "'"))
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if place[0] == 1:
        cell.font = Font(bold=True)


def dateless(raw: bytes) -> bytes:
    """The same archive without the time at which it was made."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(raw)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            body = source.read(entry)
            if entry.filename == _CORE:
                body = re.sub(
                    rb"(<dcterms:\w+[^>]*>)[^<]*(</dcterms)", rb"\g<1>2000-01-01T00:00:00Z\g<2>", body
                )
            fixed = zipfile.ZipInfo(entry.filename, (1980, 1, 1, 0, 0, 0))
            fixed.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(fixed, body)
    return out.getvalue()
