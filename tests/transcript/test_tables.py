"""Tables of a document as turns."""

import pytest

from secondmig.transcript.pages import Paragraph, Sheet, lay_out
from secondmig.transcript.tables import clock_time, write_table


def written(*rows: tuple[str, ...]) -> Sheet:
    page = Sheet()
    write_table(page, [[[Paragraph(cell)] if cell else [] for cell in row] for row in rows])
    return page


def text(*rows: tuple[str, ...]) -> str:
    return lay_out(written(*rows).paragraphs).text


def test_named_columns_make_turns_with_times() -> None:
    page = written(("Time", "Speaker", "Text"), ("0:06", "INT:", "So?"), ("0:12", "ROSA", "Twice."))
    turns = [(each.speaker, each.text, each.time_start) for each in page.paragraphs[1:]]
    assert turns == [("INT", "So?", 6_000), ("ROSA", "Twice.", 12_000)]
    assert lay_out(page.paragraphs).text == (
        "Time\tSpeaker\tText\n\nINT [00:00:06]: So?\n\nROSA [00:00:12]: Twice."
    )


@pytest.mark.parametrize(
    "head", [("Hablante", "Texto"), ("話者", "発話内容"), ("SPEAKER", "Transcript"), ("Name:", "Words")]
)
def test_columns_are_named_in_several_languages(head: tuple[str, str]) -> None:
    assert [each.speaker for each in written(head, ("INT", "So?"), ("ROSA", "No.")).paragraphs[1:]] == [
        "INT",
        "ROSA",
    ]


def test_further_columns_are_remarks_and_numbers_are_left_out() -> None:
    page = written(("No.", "Speaker", "Text", "Code"), ("1", "INT", "So?", ""), ("2", "ROSA", "No.", "exit"))
    found = lay_out(page.paragraphs, page.remarks)
    assert "exit" not in found.text
    assert "2" not in found.text
    assert [(each.text, each.span and each.span.of(found.text)) for each in found.comments] == [
        ("Code: exit", "No.")
    ]


def test_columns_without_names_are_told_by_names_that_return() -> None:
    rows = (("INT", "So?"), ("Rosa", "Twice."), ("INT", "Why?"), ("Rosa", "Why not."))
    assert text(*rows) == "INT: So?\n\nRosa: Twice.\n\nINT: Why?\n\nRosa: Why not."
    timed = tuple((f"0:0{n}", who, words) for n, (who, words) in enumerate(rows))
    assert text(*timed).startswith("INT [0:00]: So?\n\nRosa [0:01]: Twice.")


def test_other_tables_keep_their_cells_between_tabs() -> None:
    assert (
        text(("Country", "Years"), ("Japan", "9"), ("Brazil", "31"))
        == "Country\tYears\n\nJapan\t9\n\nBrazil\t31"
    )


def test_table_of_one_column_is_only_there_for_its_looks() -> None:
    page = Sheet()
    write_table(page, [[[Paragraph("INT: So?"), Paragraph("ROSA: No.")], []]])
    assert lay_out(page.paragraphs).text == "INT: So?\n\nROSA: No."


@pytest.mark.parametrize(
    ("cell", "milliseconds"),
    [("0:06", 6_000), ("[01:02:03]", 3_723_000), ("00:00:06 - 00:00:12", 6_000), ("0:06.5", 6_500),
     ("3.08", None), ("noon", None), ("", None)],
)  # fmt: skip
def test_times_are_read_as_transcripts_print_them(cell: str, milliseconds: int | None) -> None:
    assert clock_time(cell) == milliseconds


@pytest.mark.parametrize("cell", ["{}x", "[{}x", "1:00{}x", "1:00{}to{}x", "(1:00{})x", "x{}"])
def test_cell_of_very_much_space_does_not_hang(cell: str) -> None:
    assert clock_time(cell.replace("{}", " " * 500_000)) is None


def test_time_is_read_through_the_space_around_it() -> None:
    space = " " * 500_000
    assert clock_time(f"{space}[{space}0:06{space}]{space}-{space}[0:09]{space}") == 6_000


def test_numbers_of_rows_are_no_column_of_speakers() -> None:
    rows = (("1", "INT", "So?"), ("2", "ROSA", "Twice."), ("3", "INT", "And?"))
    assert text(*rows) == "INT: So?\n\nROSA: Twice.\n\nINT: And?"
