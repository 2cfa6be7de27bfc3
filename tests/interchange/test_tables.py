"""Codes in tables: the columns people use, the hierarchies programs write, and what is refused."""

import csv
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from secondmig.core.errors import ProblemsError, SecondmigError
from secondmig.core.types import Code, Codebook
from secondmig.interchange.assemble import Known, assembled
from secondmig.interchange.draft import BookFile
from secondmig.interchange.formats import read_book, write_book
from tests.interchange.books import full_book


def of(text: str, *, flat: bool = False) -> BookFile:
    return read_book(text.encode("utf-8"), name="t.csv", flat=flat)


def tree(found: BookFile) -> list[str]:
    """Each code as its labels from the top, a heading that was made in brackets."""
    shown: list[str] = []
    for draft in found.drafts:
        label, above = (f"[{draft.code.label}]" if draft.made else draft.code.label), draft.parent
        while above is not None:
            label, above = f"{found.drafts[above].code.label} > {label}", found.drafts[above].parent
        shown.append(label)
    return shown


def sheet(*rows: tuple[object, ...], title: str = "Sheet1", book: Workbook | None = None) -> bytes:
    """A workbook as openpyxl writes it."""
    made = book or Workbook()
    page = made.active if book is None else made.create_sheet(title)
    assert page is not None
    page.title = title
    for row in rows:
        page.append(row)
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


# Columns


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Description", "definition"),
        ("Code Memo", "definition"),
        ("Inclusion criteria", "include"),
        ("WHEN_NOT_TO_USE", "exclude"),
    ],
)
def test_columns_are_known_by_the_names_people_use(header: str, field: str) -> None:
    (draft,) = of(f"Code;{header}\nWage;says so\n").drafts
    assert (draft.code.label, getattr(draft.code, field)) == ("Wage", "says so")


def test_code_beside_a_name_is_the_id() -> None:
    (draft,) = of("code,name\nLA-WAGE,Wage\n").drafts
    assert (draft.code.id, draft.code.label) == ("LA-WAGE", "Wage")


def test_every_field_of_a_code_has_a_column() -> None:
    row = of(
        "id,label,codable,examples,cues_en,cues es-PE,color,retired,was,links,measure,facet level\n"
        'A,Wage,no,"one\ntwo",pay,"sueldo\nplata",#3c3,unused,"B\nC",H1,wage,meso\n'
    ).drafts[0]
    assert row.code == Code(
        id="A",
        label="Wage",
        codable=False,
        examples=("one", "two"),
        cues={"en": ("pay",), "es-PE": ("sueldo", "plata")},
        color="#33cc33",
        retired="unused",
        was=("B", "C"),
        links=("H1",),
        measure="wage",
        defaults={"level": "meso"},
    )


def test_columns_and_cells_that_are_not_taken_in_are_counted() -> None:
    found = of("Name,Files,References,Notes,Color\nWage,3,12,,red\nVisa,1,2,,#ff0000\n")
    assert found.losses == (
        "1 cell with a colour that is not written as #RRGGBB",
        "column Files (2 cells)",
        "column References (2 cells)",
    )


def test_finding_that_no_codebook_has_a_place_for_is_counted() -> None:
    found = of("label,benchmark rieti.out,benchmark jetro\nA,+ 5%,+ 5%\nB,up,\n")
    assert [dict(draft.code.benchmarks) for draft in found.drafts] == [{"rieti.out": ("+", "5%")}, {}]
    assert found.losses == ("2 cells with a finding that is none",)


def test_columns_of_which_either_could_be_meant_are_refused() -> None:
    with pytest.raises(
        SecondmigError, match="both columns could be the definition: Description and Memo"
    ) as error:
        of("Name,Description,Memo\na,b,c\n")
    assert error.value.hint == "call the one that is meant definition"
    assert of("Name,Description,definition\na,b,c\n").drafts[0].code.definition == "c"


def test_table_whose_columns_name_no_code_is_refused_with_the_columns_found() -> None:
    with pytest.raises(
        SecondmigError, match="no column names the codes; the columns are turn, speaker, text"
    ):
        of("turn,speaker,text\n1,INT,Hello\n")


# Hierarchies


def test_parents_by_id() -> None:
    assert tree(of("id,label,parent\nA,Labour,\nB,Wage,A\n")) == ["Labour", "Labour > Wage"]


def test_parents_by_name_with_a_heading_for_one_that_has_no_row() -> None:
    found = of("Code,Parent code\nWage,Labour\nTips,Wage\nVisa,\n")
    assert tree(found) == ["[Labour]", "Labour > Wage", "Labour > Wage > Tips", "Visa"]
    assert found.notes == ("1 heading made for parents without a row",)


def test_parent_without_a_row_is_a_mistake_where_rows_have_ids() -> None:
    with pytest.raises(SecondmigError, match="no row for the parent Z") as error:
        of("id,label,parent\nA,Labour,Z\n")
    assert error.value.where == "t.csv:2"


def test_parent_that_two_codes_are_called_is_refused() -> None:
    with pytest.raises(SecondmigError, match="several codes are called Wage"):
        of("id,label,parent\nA,Wage,\nB,Wage,\nC,Tips,Wage\n")


def test_columns_of_levels_with_cells_left_empty() -> None:
    found = of("Level 1,Level 2,Description\nLabour,,\n,Wage,pay\n,Tips,\nHome,Rent,\n")
    assert tree(found) == ["Labour", "Labour > Wage", "Labour > Tips", "[Home]", "Home > Rent"]
    assert found.drafts[1].code.definition == "pay"


def test_column_with_the_number_of_the_level() -> None:
    assert tree(of("level,name\n1,Labour\n2,Wage\n3,Tips\n1,Home\n")) == [
        "Labour",
        "Labour > Wage",
        "Labour > Wage > Tips",
        "Home",
    ]
    with pytest.raises(SecondmigError, match="the level is no number: top"):
        of("level,name\ntop,Labour\n")


def test_theme_is_the_parent_of_the_code_beside_it() -> None:
    assert tree(of("Theme,Code\nLabour,Wage\nLabour,Tips\n")) == [
        "[Labour]",
        "Labour > Wage",
        "Labour > Tips",
    ]


@pytest.mark.parametrize("mark", [" > ", "\\", "\\\\"])
def test_paths_in_names_as_maxqda_writes_them(mark: str) -> None:
    assert tree(of(f"Code,Memo\nLabour,x\nLabour{mark}Wage,y\nHome{mark}Rent,\n")) == [
        "Labour",
        "Labour > Wage",
        "[Home]",
        "Home > Rent",
    ]


def test_hierarchical_names_of_nvivo_lose_what_stands_before_all_of_them() -> None:
    found = of("Name,Hierarchical Name\nLabour,Nodes\\\\Labour\nWage,Nodes\\\\Labour\\\\Wage\n")
    assert tree(found) == ["Labour", "Labour > Wage"]


def test_indentation_of_names() -> None:
    assert tree(of("Code System,name\nx,Labour\nx,  Wage\nx,    Tips\nx,Home\n")) == [
        "Labour",
        "Labour > Wage",
        "Labour > Wage > Tips",
        "Home",
    ]


@pytest.mark.parametrize("header", ["tag,description,number of highlights", "path,description,x"])
def test_tables_of_taguette_have_dotted_names(header: str) -> None:
    found = of(f"{header}\nlabour.wage,pay,3\nmigration.visa,,1\nU.S. visa,,2\n")
    assert tree(found) == ["[labour]", "labour > wage", "[migration]", "migration > visa", "U.S. visa"]
    assert found.notes[0] == "the dots of 2 names taken for levels (--flat leaves them alone)"
    assert tree(of(f"{header}\nlabour.wage,pay,3\n", flat=True)) == ["labour.wage"]


def test_names_stay_whole_where_rows_have_ids() -> None:
    assert tree(of("id,label\nA,labour.wage\nB,labour.tips\nC,a > b\n")) == [
        "labour.wage",
        "labour.tips",
        "a > b",
    ]


def test_circle_of_parents_is_refused_once() -> None:
    read = of("id,label,parent\nA,One,C\nB,Two,A\nC,Three,B\nD,Four,A\n")
    with pytest.raises(SecondmigError, match="One go round in a circle: One > Three > Two > One"):
        assembled(read, name="t.csv", known=Known())


def test_two_codes_of_one_name_under_one_parent_are_refused_with_both_places() -> None:
    with pytest.raises(SecondmigError) as error:
        of("Code,Parent code\nLabour,\nWage,Labour\nWage,Labour\n")
    assert error.value.line() == "t.csv:4: two codes have the name Wage under Labour: also t.csv:3"
    assert len(of("Code,Parent code\nLabour,\nHome,\nother,Labour\nother,Home\n").drafts) == 4


def test_two_codes_of_one_id_are_refused() -> None:
    with pytest.raises(SecondmigError, match=r"two codes have the id A: also t\.csv:2"):
        of("id,label\nA,one\nA,two\n")


def test_all_problems_of_a_table_come_at_once() -> None:
    with pytest.raises(ProblemsError) as error:
        of("label,codable\na,maybe\nb,perhaps\n")
    assert [each.where for each in error.value.problems] == ["t.csv:2", "t.csv:3"]


def test_ids_that_cannot_be_ids_still_tie_parents() -> None:
    found = of("id,label,parent\nA 1,Labour,\nA 2,Wage,A 1\n")
    assert tree(found) == ["Labour", "Labour > Wage"]
    assert found.losses == ("2 cells with an id of letters that an id cannot have; a new one is made",)


# CSV


def test_csv_opens_in_excel_as_utf_8_and_holds_no_formula(tmp_path: Path) -> None:
    body = write_book(full_book(tmp_path), name="x.csv").body
    assert body.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    cells = [cell for row in rows for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))]
    assert "'-5 is cold" in cells


@pytest.mark.parametrize("text", ["=1+1", "+1", "-x", "@SUM(A1)", "'=1", "''-1", "'quoted'", "＝1"])
@pytest.mark.parametrize("ending", ["csv", "xlsx", "qdc"])
def test_text_that_looks_like_a_formula_comes_back(text: str, ending: str) -> None:
    book = Codebook("b", "1", "B", "", (), (Code("C", text, definition=text, examples=(text,)),), (), "")
    written = write_book(book, name=f"x.{ending}").body
    (draft,) = read_book(written, name=f"x.{ending}").drafts
    assert (draft.code.label, draft.code.definition, draft.code.examples) == (text, text, (text,))


def test_csv_in_another_encoding_is_refused_with_a_proposal_and_read_when_named() -> None:
    raw = "name,definition\n差別,ここでは仕事のことを言う\n".encode("cp932")
    with pytest.raises(SecondmigError) as error:
        read_book(raw, name="t.csv")
    assert error.value.hint == "pass --encoding cp932"
    assert read_book(raw, name="t.csv", encoding="cp932").drafts[0].code.label == "差別"


@pytest.mark.parametrize("name", ["👩‍👩‍👧 family", "שכר", "two\nlines", "\u202eabc", "a\u0301"])
def test_names_of_any_script_are_taken_in(name: str) -> None:
    found = of(f'name\n"{name}"\n')
    book = assembled(found, name="t.csv", known=Known()).book
    assert book.codes[0].label == name.replace("\n", " ")
    assert book.codes[0].id.isascii()


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ("", "the file is empty"),
        ("name\n", "a header and no code under it"),
        ('name,definition\n"a,b\n', "quotes of this row do not come out even"),
        ("name,definition\na,b,c\n", "3 cells where the first row has 2"),
        ("name,definition\n,b\n", "a code without a name"),
    ],
)
def test_broken_tables_are_refused(raw: str, message: str) -> None:
    with pytest.raises(SecondmigError, match=message):
        of(raw)


# Workbooks


def test_workbook_of_ours_is_read_by_others(tmp_path: Path) -> None:
    book = full_book(tmp_path)
    place = tmp_path / "x.xlsx"
    place.write_bytes(write_book(book, name="x.xlsx").body)
    opened = load_workbook(place)
    assert opened.sheetnames == ["codes", "codebook", "facets"]
    page = opened["codes"]
    assert [cell.value for cell in page[1]][:4] == ["id", "label", "parent", "codable"]
    cells = {cell.value: cell for row in page.iter_rows() for cell in row if cell.value}
    assert all(cell.data_type == "s" for cell in cells.values())
    assert cells["-5 is cold"].quotePrefix
    assert opened["codebook"]["B2"].value == "full"


def test_workbook_of_another_program_is_read() -> None:
    found = read_book(
        sheet(
            ("Name", "Description", "References"), ("Wage", "pay", 12), ("2024", None, 3), (None, None, None)
        ),
        name="t.xlsx",
    )
    assert [(draft.code.label, draft.code.definition) for draft in found.drafts] == [
        ("Wage", "pay"),
        ("2024", ""),
    ]
    assert found.drafts[0].where == "t.xlsx (Sheet1):2"
    assert found.losses == ("column References (2 cells)",)


def test_sheet_that_lists_codes_is_found_among_others() -> None:
    made = Workbook()
    sheet(("a note",), title="Read me", book=made)
    raw = sheet(("Code", "Memo"), ("Wage", "pay"), title="Codes", book=made)
    found = read_book(raw, name="t.xlsx")
    assert tree(found) == ["Wage"]
    assert found.losses == ("sheets Read me",)


def test_two_sheets_that_list_codes_are_refused() -> None:
    made = Workbook()
    sheet(("Code", "Memo"), ("Wage", "pay"), title="A", book=made)
    raw = sheet(("Code", "Memo"), ("Visa", ""), title="B", book=made)
    with pytest.raises(SecondmigError, match="several sheets may list codes: A, B"):
        read_book(raw, name="t.xlsx")


def workbook(parts: Mapping[str, str]) -> bytes:
    """A workbook with some of its parts replaced or added."""
    held = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(sheet(("Name",), ("Wage",)))) as source,
        zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in dict.fromkeys((*source.namelist(), *parts)):
            target.writestr(entry, parts.get(entry) or source.read(entry))
    return held.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"


def test_shared_texts_are_read_without_the_reading_aids_of_japanese() -> None:
    texts = "<sst><si><t>Name</t></si><si><r><t>差</t></r><r><t>別</t></r><rPh><t>サベツ</t></rPh></si></sst>"
    cells = "<row><c t='s'><v>0</v></c></row><row><c t='s'><v>1</v></c></row>"
    raw = workbook({STRINGS: texts, SHEET: f"<worksheet>{cells}</worksheet>"})
    assert tree(read_book(raw, name="t.xlsx")) == ["差別"]


@pytest.mark.parametrize(
    ("name", "body", "message"),
    [
        (SHEET, '<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>', "declares a document type"),
        (SHEET, "<worksheet/>", "the workbook holds no words"),
        (SHEET, "<worksheet><row><c t='e'><v>#NAME?</v></c></row></worksheet>", "holds the error #NAME"),
        (SHEET, "<worksheet><row><c r='ZZZ1'><v>1</v></c></row></worksheet>", "more than 500 columns"),
        (SHEET, "<worksheet><row><c t='s'><v>99</v></c></row></worksheet>", "names a text that is not there"),
        (SHEET, "<worksheet>" + " " * 200 * 2**20, "times its packed size"),
        (SHEET, "no xml", "no well-formed XML"),
    ],
)
def test_bad_workbooks_are_refused(name: str, body: str, message: str) -> None:
    with pytest.raises(SecondmigError, match=message):
        read_book(workbook({name: body}), name="t.xlsx")


def test_text_longer_than_a_cell_is_refused_not_cut() -> None:
    code = Code("C", "x", definition="a" * 32_768)
    book = Codebook("b", "1", "B", "", (), (code,), (), "")
    with pytest.raises(SecondmigError, match="32,768 characters are more than a cell") as error:
        write_book(book, name="x.xlsx")
    assert error.value.where == "sheet codes, row 2, definition"


def test_ten_thousand_rows_are_read_in_seconds() -> None:
    rows = "".join(f"C{at},code {at},{f'C{at // 2}' if at else ''}\n" for at in range(10_000))
    book = assembled(of(f"id,label,parent\n{rows}"), name="t.csv", known=Known()).book
    assert (len(book.codes), book.codes[9_999].parent) == (10_000, "C4999")
