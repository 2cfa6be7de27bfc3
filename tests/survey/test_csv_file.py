"""CSV files as spreadsheets write them, and every way they arrive broken."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.core.errors import ProblemsError, SecondmigError
from secondmig.survey.csv_file import CsvFile, duplicates, read_csv_file


def read(tmp_path: Path, content: str | bytes, *, required: tuple[str, ...] = ()) -> CsvFile:
    path = tmp_path / "sheet.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return read_csv_file(path, required=required)


def refused(tmp_path: Path, content: str | bytes, *, required: tuple[str, ...] = ()) -> SecondmigError:
    with pytest.raises(SecondmigError) as caught:
        read(tmp_path, content, required=required)
    assert caught.value.hint
    return caught.value


def cells(table: CsvFile) -> list[list[str]]:
    return [list(row.cells.values()) for row in table.rows]


def test_cells_stay_text(tmp_path: Path) -> None:
    table = read(tmp_path, "id,years\n007,1.10\n1e3,\n")
    assert table.columns == ("id", "years")
    assert cells(table) == [["007", "1.10"], ["1e3", ""]]


def test_lines_count_from_the_header(tmp_path: Path) -> None:
    table = read(tmp_path, 'id,note\n1,"two\nlines"\n\n2,x\n')
    assert [(row.cells["id"], table.where(row)) for row in table.rows] == [
        ("1", "sheet.csv:2"),
        ("2", "sheet.csv:5"),
    ]
    assert table.rows[0].cells["note"] == "two\nlines"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_byte_order_mark_line_ends_and_separators_are_understood(
    tmp_path: Path, end: str, mark: str, separator: str
) -> None:
    text = mark + end.join(["id,name", "1,Zoë", "2,Ana", ""]).replace(",", separator)
    table = read(tmp_path, text)
    assert table.columns == ("id", "name")
    assert cells(table) == [["1", "Zoë"], ["2", "Ana"]]
    assert [row.line for row in table.rows] == [2, 3]


def test_a_comma_in_a_semicolon_file_is_no_separator(tmp_path: Path) -> None:
    assert cells(read(tmp_path, "id;name;note\n1;Ana;a, b\n")) == [["1", "Ana", "a, b"]]


def test_line_separators_of_unicode_do_not_end_a_row(tmp_path: Path) -> None:
    assert cells(read(tmp_path, "id,note\n1,a\u2028b\x0bc\x85d\n")) == [["1", "a\u2028b\x0bc\x85d"]]


def test_empty_rows_and_columns_at_the_margin_are_left_out(tmp_path: Path) -> None:
    table = read(tmp_path, "id,name,,\n1,Ana,,\n,,,\n")
    assert table.columns == ("id", "name")
    assert cells(table) == [["1", "Ana"]]


def test_white_space_at_the_ends_of_cells_is_dropped(tmp_path: Path) -> None:
    assert cells(read(tmp_path, " id , name \n 1 ,\u3000Ana Maria \n")) == [["1", "Ana Maria"]]


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff", " , ,\n"])
def test_an_empty_file_is_refused(tmp_path: Path, content: str) -> None:
    assert refused(tmp_path, content).line() == "sheet.csv: the file is empty"


def test_a_header_alone_is_refused(tmp_path: Path) -> None:
    assert "no row" in refused(tmp_path, "id,name\n").message


def test_missing_columns_are_named_with_file_and_what_is_there(tmp_path: Path) -> None:
    error = refused(tmp_path, "a,b\n1,2\n", required=("id", "b", "name"))
    assert error.line() == "sheet.csv:1: lacks the columns id, name; it has a, b"


def test_a_column_in_other_capitals_is_recognised_in_the_hint(tmp_path: Path) -> None:
    assert refused(tmp_path, "ID,b\n1,2\n", required=("id",)).hint == "rename 'ID' to id"


def test_two_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, "id,a,a\n1,2,3\n").line() == "sheet.csv:1: two columns are called 'a'"


def test_a_column_without_a_name_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, "id,,a\n1,2,3\n").line() == "sheet.csv:1: column 2 has no name"


def test_all_ragged_rows_are_reported_at_once(tmp_path: Path) -> None:
    error = refused(tmp_path, "id,a\n1\n2,x\n3,x,y\n")
    assert isinstance(error, ProblemsError)
    assert [problem.line() for problem in error.problems] == [
        "sheet.csv:2: 1 cell where the header names 2 columns",
        "sheet.csv:4: 3 cells where the header names 2 columns",
    ]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ('id,a\n1,x\n2,"open\n3,y\n', "sheet.csv:3: a quotation mark is not closed"),
        ('id,a\n1,"x"y\n', "sheet.csv:2: no CSV: ',' expected after '\"'"),
    ],
)
def test_broken_quotation_marks_are_refused_at_the_row_they_begin(
    tmp_path: Path, content: str, line: str
) -> None:
    assert refused(tmp_path, content).line() == line


def test_a_cell_of_a_whole_file_is_refused(tmp_path: Path) -> None:
    assert "limit" in refused(tmp_path, 'id,a\n1,"' + "x" * 140_000 + '"\n').message


def test_a_nul_byte_is_refused_with_its_line(tmp_path: Path) -> None:
    error = refused(tmp_path, "id,a\n1,x\x00\n")
    assert error.line() == "sheet.csv:2: there is a NUL byte, so this is no text file, or a damaged one"


def test_other_encodings_are_refused_with_a_preview_and_the_way_out(tmp_path: Path) -> None:
    error = refused(tmp_path, "id,name\n1,Martínez\n".encode("cp1252"))
    assert error.line() == "sheet.csv:2: not UTF-8; read as cp1252 the line says '1,Martínez'"
    assert "UTF-8" in error.hint
    error = refused(tmp_path, "id,name\n1,ろーさ\n".encode("cp932"))
    assert error.line() == "sheet.csv:2: not UTF-8; read as cp932 the line says '1,ろーさ'"
    assert refused(tmp_path, "id,name\n1,Ana\n".encode("utf-16")).message == "the file is UTF-16"


def test_a_workbook_is_refused_by_name(tmp_path: Path) -> None:
    assert refused(tmp_path, b"PK\x03\x04\x14\x00").message == "this is a workbook, not a text file"


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nowhere.csv"):
        with pytest.raises(SecondmigError, match="cannot be read"):
            read_csv_file(path)


def test_duplicates_name_both_lines(tmp_path: Path) -> None:
    table = read(tmp_path, "id,a\n1,x\n2,x\n1,y\n")
    found = [problem.line() for problem in duplicates(table, ["id"], hint="h")]
    assert found == ["sheet.csv:4: id '1' is already on line 2"]
    assert list(duplicates(table, ["id", "a"], hint="h")) == []


@given(
    content=st.binary(max_size=60) | st.text(alphabet='a,;"\n\r\t\x00é\u2028', max_size=40).map(str.encode)
)
def test_no_content_gives_a_traceback(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "sheet.csv"
    path.write_bytes(content)
    try:
        table = read_csv_file(path)
    except SecondmigError as error:
        where, hint = error.where, error.hint
    else:
        assert table.rows
        assert all(tuple(row.cells) == table.columns for row in table.rows)
        return
    assert where.startswith("sheet.csv")
    assert hint
