"""Tables of text as programs save them: quotes, line breaks in cells, rows of another length."""

import csv

import pytest

from secondmig.transcript.table_rows import read_table, split_row
from tests.transcript.reading import problems


def rows(text: str, delimiter: str = ",") -> list[tuple[int, tuple[str, ...]]]:
    return [(row.line, row.cells) for row in read_table(text, delimiter, where="t.csv").rows]


def test_row_knows_its_line_over_line_breaks_in_cells_and_empty_rows() -> None:
    text = 'who,words\nA,"one\ntwo"\n\n,\nB,three\n'
    assert rows(text) == [(2, ("A", "one\ntwo")), (6, ("B", "three"))]


def test_quotes_delimiters_and_exotic_separators_are_words() -> None:
    text = 'who,words\nA,"say ""hm"", a,b"\nB,a\u2028b\x85c\x0cd\x1ce\n'
    assert [cells[1] for _, cells in rows(text)] == ['say "hm", a,b', "a\u2028b\x85c\x0cd\x1ce"]


def test_line_that_names_the_delimiter_is_no_row() -> None:
    text = "sep=;\nwho;words\nA;b\n"
    assert split_row(text, ";") == ("who", "words")
    assert rows(text, ";") == [(3, ("A", "b"))]
    assert problems(lambda: rows(text + "C\n", ";")) == ["t.csv:4: 1 cells where the first row has 2"]


def test_empty_cells_behind_the_last_column_are_nothing() -> None:
    assert rows("who,words,,\nA,b,,\nB,c,\n") == [(2, ("A", "b")), (3, ("B", "c"))]


def test_rows_of_another_length_are_all_named_with_their_line() -> None:
    assert problems(lambda: rows('who,words\nA,"x\ny",z\nB\nC,d\n')) == [
        "t.csv:2: 3 cells where the first row has 2",
        "t.csv:4: 1 cells where the first row has 2",
    ]


def test_many_rows_of_another_length_are_named_up_to_twenty() -> None:
    named = problems(lambda: rows("who,words\n" + "A\n" * 30))
    assert (len(named), named[-1]) == (21, "t.csv: and 10 more such rows")


@pytest.mark.parametrize(("text", "line"), [('who,words\nA,b\nB,"c\nd', 3), ('who,words\nA,"b" c\n', 2)])
def test_quotes_that_do_not_come_out_even_are_named_with_their_line(text: str, line: int) -> None:
    assert problems(lambda: rows(text)) == [f"t.csv:{line}: the quotes of this row do not come out even"]


def test_quotes_in_tab_separated_files_may_mean_themselves() -> None:
    assert rows('who\twords\nA\t"Well," she said\nB\t"\n', "\t") == [
        (2, ("A", '"Well," she said')),
        (3, ("B", '"')),
    ]
    assert rows('who\twords\nA\t"a\tb"\n', "\t") == [(2, ("A", "a\tb"))]


def test_ragged_tab_separated_rows_are_named() -> None:
    assert problems(lambda: rows('who\twords\nA\t"b\tc\n', "\t")) == [
        "t.csv:2: 3 cells where the first row has 2"
    ]


def test_cell_may_be_as_long_as_an_interview() -> None:
    before = csv.field_size_limit()
    assert len(rows(f"who,words\nA,{'x' * 200_000}\n")[0][1][1]) == 200_000
    assert csv.field_size_limit() == before


def test_split_row_gives_nothing_for_what_is_no_row() -> None:
    assert split_row("\n\n", ",") == ()
    assert split_row(' a , b \n"', ",") == ("a", "b")
