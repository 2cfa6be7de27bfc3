"""The formats of codebooks: told by content on the way in, by the ending of the name on the way out."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Final

from secondmig.core.errors import SecondmigError
from secondmig.core.types import Codebook
from secondmig.interchange import book_table, qdc, qdc_read, yaml_out
from secondmig.interchange.dotted import tree_of_dotted
from secondmig.interchange.draft import BookFile, Written
from secondmig.interchange.table_tree import dots_told
from secondmig.interchange.workbook import WORKBOOK
from secondmig.transcript.limits import part_names

_ZIP: Final = b"PK\x03\x04"
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0"
_MARKS: Final = b"\xef\xbb\xbf\xff\xfe \t\r\n"
_YAML: Final = (".yaml", ".yml")
_TAGUETTE: Final = "Taguette"

WRITERS: Final[Mapping[str, Callable[[Codebook], Written]]] = {
    ".qdc": qdc.written,
    ".csv": book_table.written_csv,
    ".xlsx": book_table.written_xlsx,
}
"""Ending -> writer; .yaml needs the codebooks it may inherit from besides."""
ENDINGS: Final = (*WRITERS, *_YAML)


def is_yaml(name: str) -> bool:
    """Whether a file is a codebook file of ours by its name."""
    return name.lower().endswith(_YAML)


def read_book(raw: bytes, *, name: str, encoding: str | None = None, flat: bool = False) -> BookFile:
    """The codebook of a file of another program: .qdc, .qdpx, .qde, .xlsx or .csv, told by its content.

    Args:
        raw: its bytes.
        name: for messages.
        encoding: of a CSV file, instead of UTF-8.
        flat: leave dots, ``>`` and backslashes in names as they are.

    Raises:
        SecondmigError: it is none of them or cannot be read; all problems at once.
    """
    if raw.startswith(_ZIP):
        return _from_archive(raw, name=name, flat=flat)
    if raw.startswith(_OLD_OFFICE):
        raise SecondmigError(
            "an old workbook (.xls), or one with a password", where=name, hint="save it as .xlsx or .csv"
        )
    if raw[:64].lstrip(_MARKS).startswith((b"<", b"\x00<")):
        return _with_levels(qdc_read.read_xml(raw, name=name), flat=flat)
    if raw[:4] == b"%PDF":
        raise SecondmigError(
            "a PDF holds no table", where=name, hint="export the codebook as .qdc, .xlsx or .csv"
        )
    return book_table.read_csv_book(raw, name=name, encoding=encoding, flat=flat)


def _from_archive(raw: bytes, *, name: str, flat: bool) -> BookFile:
    names = part_names(raw)
    if WORKBOOK in names:
        return book_table.read_xlsx_book(raw, name=name, flat=flat)
    if "word/document.xml" in names:
        raise SecondmigError(
            "a document of Word, whose tables are not read",
            where=name,
            hint="export the codebook as .qdc, .xlsx or .csv, or copy the table into a sheet",
        )
    return _with_levels(qdc_read.read_project(raw, name=name), flat=flat)


def _with_levels(found: BookFile, *, flat: bool) -> BookFile:
    """The codebook with dots in names as levels, where it has no levels otherwise."""
    ours = any(draft.code.id for draft in found.drafts)
    if flat or ours or any(draft.parent is not None for draft in found.drafts):
        return found
    tree, dotted = tree_of_dotted(found.drafts, sure=found.origin.startswith(_TAGUETTE))
    return replace(found, drafts=tree, notes=(*found.notes, dots_told(dotted))) if dotted else found


def write_book(book: Codebook, *, name: str, others: Iterable[Codebook] = ()) -> Written:
    """The codebook as a file of the format its name ends with.

    Args:
        book: the codebook.
        name: of the file.
        others: codebooks a .yaml file may inherit facets from.

    Raises:
        SecondmigError: no such format, or the format cannot hold this codebook.
    """
    if is_yaml(name):
        return yaml_out.written(book, others=others)
    for ending, writer in WRITERS.items():
        if name.lower().endswith(ending):
            return writer(book)
    raise SecondmigError(
        "the name says no format of codebooks", where=name, hint=f"let it end with {', '.join(ENDINGS)}"
    )
