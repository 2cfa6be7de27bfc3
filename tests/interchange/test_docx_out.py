"""Documents for word processors: read again by python-docx, which knows what Word accepts."""

import io
import zipfile
from typing import Any

import docx

from secondmig.interchange.docx_out import Band, Block, Heading, NewPage, Paragraph, Run, Table, document

BLOCKS: tuple[Block, ...] = (
    Heading("Race & <integration>", 2),
    Paragraph(
        (Run("They "), Run("laughed", bold=True), Run(" 日本で 👩‍👩‍👧\nat me\x00.", italic=True)), "quote"
    ),
    Paragraph("(Rosa, US01 #2)", "quiet"),
    Table([("Person", "Wage"), ("Rosa", "low\nlater better"), ("Imran",)], widths=(1, 3)),
)


def read(raw: bytes) -> Any:  # noqa: ANN401 - python-docx has no types
    return docx.Document(io.BytesIO(raw))


def test_python_docx_reads_headings_paragraphs_and_their_styles() -> None:
    found = [(each.style.name, each.text) for each in read(document("A draft", BLOCKS)).paragraphs]

    assert found == [
        ("Title", "A draft"),
        ("Heading 2", "Race & <integration>"),
        ("Quote", "They laughed 日本で 👩‍👩‍👧\nat me\ufffd."),
        ("Remark", "(Rosa, US01 #2)"),
        ("Normal", ""),
    ]


def test_a_table_has_a_header_its_widths_and_every_cell() -> None:
    (table,) = read(document("A draft", BLOCKS)).tables

    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Person", "Wage"],
        ["Rosa", "low\nlater better"],
        ["Imran", ""],
    ]
    assert table.rows[0].cells[0].paragraphs[0].runs[0].bold
    assert not table.rows[1].cells[0].paragraphs[0].runs[0].bold
    first, second = (column.width for column in table.columns)
    assert round(second / first, 2) == 3


def test_the_header_comes_again_on_every_page_and_no_row_is_torn() -> None:
    (table,) = read(document("A draft", BLOCKS)).tables

    marks = [{each.tag.rpartition("}")[2] for each in row._tr.trPr} for row in table.rows]
    assert marks == [{"cantSplit", "tblHeader"}, {"cantSplit"}, {"cantSplit"}]


def test_a_band_goes_across_the_whole_table() -> None:
    table = Table([("Person", "Wage", "Hours"), Band("second migrants"), ("Rosa", Run("-", quiet=True), "")])

    (made,) = read(document("A draft", [table, NewPage(), Paragraph("End.")])).tables
    assert [cell.text for cell in made.rows[1].cells] == ["second migrants"] * 3
    assert str(made.rows[2].cells[1].paragraphs[0].runs[0].font.color.rgb) == "6B6F76"


def test_the_same_blocks_give_the_same_bytes() -> None:
    assert document("A draft", BLOCKS) == document("A draft", BLOCKS)
    assert document("A draft", BLOCKS) != document("A draft", BLOCKS, landscape=True)


def test_a_wide_page_lies_on_its_side() -> None:
    (section,) = read(document("Grid", BLOCKS, landscape=True)).sections

    assert section.page_width > section.page_height


def test_japanese_has_a_font_of_its_own_and_headings_can_be_walked() -> None:
    styles = read(document("A draft", BLOCKS)).styles

    fonts = {key.rpartition("}")[2]: value for key, value in styles["Normal"].element.rPr.rFonts.items()}
    assert fonts["eastAsia"] != fonts["ascii"]
    assert [styles[f"Heading {level}"].element.xpath("w:pPr/w:outlineLvl/@w:val") for level in (1, 2, 3)] == [
        ["0"],
        ["1"],
        ["2"],
    ]


def test_the_properties_hold_our_title_and_nothing_of_the_template() -> None:
    raw = document("A draft\r\n" + "x" * 300 + "\x00", BLOCKS)

    about = read(raw).core_properties
    assert about.title == "A draft\n" + "x" * 247
    assert (about.author, about.comments, about.created.year) == ("", "", 2000)
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [name for name in archive.namelist() if "thumbnail" in name or "app.xml" in name]


def test_every_line_is_a_line_and_every_tab_a_tab() -> None:
    (_, made) = read(document("A draft", [Paragraph("one\r\ntwo\rthree\n\tfour")])).paragraphs

    assert made.text == "one\ntwo\nthree\n\tfour"
