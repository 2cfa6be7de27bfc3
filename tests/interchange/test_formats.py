"""Whatever a file holds: it is read, or refused in words."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secondmig.core.errors import SecondmigError
from secondmig.core.types import Code, Codebook
from secondmig.interchange.assemble import Known, assembled
from secondmig.interchange.formats import read_book, write_book

BOOK = Codebook("b", "1.0.0", "B", "", (), (Code("C", "One"), Code("D", "Two", parent="C")), (), "")
FILES = {name: write_book(BOOK, name=name).body for name in ("x.qdc", "x.xlsx", "x.csv")}


def read_or_refused(raw: bytes, name: str) -> None:
    """Fail where anything but a refusal in words comes of it."""
    try:
        found = read_book(raw, name=name)
        assembled(found, name=name, known=Known())
    except SecondmigError as error:
        said = error.message
    else:
        said = found.drafts[0].code.label
    assert said


@settings(max_examples=100)
@given(raw=st.binary(max_size=200))
def test_random_bytes_are_read_or_refused(raw: bytes) -> None:
    for head in (b"", b"<CodeBook>", b"PK\x03\x04", b"name,definition\n"):
        read_or_refused(head + raw, "x.qdc")


@settings(max_examples=60)
@given(name=st.sampled_from(sorted(FILES)), at=st.floats(0, 1), new=st.binary(max_size=6))
def test_damaged_files_are_read_or_refused(name: str, at: float, new: bytes) -> None:
    raw = FILES[name]
    place = int(at * len(raw))
    read_or_refused(raw[:place] + new + raw[place + len(new) :], name)
    read_or_refused(raw[:place], name)


@settings(max_examples=60)
@given(
    at=st.floats(0, 1),
    new=st.binary(max_size=6),
    part=st.sampled_from(("xl/worksheets/sheet1.xml", "xl/workbook.xml")),
)
def test_damaged_parts_of_a_workbook_are_read_or_refused(at: float, new: bytes, part: str) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(FILES["x.xlsx"])) as source, zipfile.ZipFile(held, "w") as target:
        for entry in source.namelist():
            body = source.read(entry)
            place = int(at * len(body))
            target.writestr(entry, body[:place] + new + body[place + len(new) :] if entry == part else body)
    read_or_refused(held.getvalue(), "x.xlsx")


@pytest.mark.parametrize("name", sorted(FILES))
def test_content_decides_and_not_the_name(name: str) -> None:
    found = read_book(FILES[name], name="codebook.dat")
    assert [draft.code.id for draft in found.drafts] == ["C", "D"]


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"\xd0\xcf\x11\xe0" + b"\0" * 99, r"an old workbook \(\.xls\)"),
        (b"%PDF-1.7", "a PDF holds no table"),
        (b"PK\x03\x04 and nothing", "table of contents is missing"),
        (b"SQLite format 3\x00" + b"\0" * 99, "not a text file"),
    ],
)
def test_other_files_are_refused_by_name(raw: bytes, message: str) -> None:
    with pytest.raises(SecondmigError, match=message):
        read_book(raw, name="x")


def test_document_of_word_is_refused_by_name() -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as out:
        out.writestr("word/document.xml", "<w/>")
    with pytest.raises(SecondmigError, match="a document of Word"):
        read_book(held.getvalue(), name="x.docx")


def test_ending_without_a_format_is_refused_with_those_there_are() -> None:
    with pytest.raises(SecondmigError) as error:
        write_book(BOOK, name="x.docx")
    assert error.value.hint == "let it end with .qdc, .csv, .xlsx, .yaml, .yml"
