"""Tables: columns line up in any script."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from secondmig.cli.table import card, table, visible

_CELLS = st.text("ab _語か\u3099🍪é\u0301", max_size=60)


def test_table_lines_up_wide_letters_and_sets_numbers_right() -> None:
    shown = table(
        ("id", "name", "n"), [("1", "横浜", "7"), ("2", "Lima", "12")], right=(False, False, True), fit=None
    )
    assert shown == "id  name   n\n--  ----  --\n1   横浜   7\n2   Lima  12\n"


def test_table_is_never_cut_when_nothing_is_to_fit() -> None:
    long = "word " * 100 + "end"
    assert long in table(("quote",), [(long,)], right=(False,), fit=None)


def test_table_folds_the_longest_column_to_the_terminal() -> None:
    rows = [("US01", "In Japan there was one door for people like me")]
    shown = table(("id", "quote"), rows, right=(False, False), fit=26)
    assert shown == (
        "id    quote\n"
        "----  -------------------\n"
        "US01  In Japan there was\n"
        "      one door for people\n"
        "      like me\n"
    )


def test_table_folds_japanese_between_letters() -> None:
    shown = table(("id", "quote"), [("JP05", "横浜の工場で働きました")], right=(False, False), fit=16)
    assert shown.split("\n")[2:] == ["JP05  横浜の工場", "      で働きまし", "      た", ""]


def test_table_folds_texts_before_it_cuts_an_id() -> None:
    rows = [("c-q8w3v67zzd14", "about_country=JPN, valence=-1, time=deciding", "there was one door " * 4)]
    shown = table(("id", "facets", "quote"), rows, right=(False, False, False), fit=50)
    assert all(wcswidth(line) <= 50 for line in shown.split("\n"))
    assert "c-q8w3v67zzd14" in shown
    assert "about_country=JPN," in shown


@given(
    st.lists(st.tuples(_CELLS, _CELLS.map(visible)), max_size=4),
    st.integers(20, 60),
)
def test_table_fits_the_terminal_and_keeps_every_letter(rows: list[tuple[str, str]], fit: int) -> None:
    shown = table(("id", "quote"), rows, right=(False, False), fit=fit)
    assert all(wcswidth(line) <= fit for line in shown.split("\n"))
    told = "".join(cell for row in rows for cell in row) + "idquote"
    assert sorted(shown.replace(" ", "").replace("-", "").replace("\n", "")) == sorted(told.replace(" ", ""))


_CODING = (
    "c-q8w3v67zzd14",
    "JP05",
    "14",
    "there was one door " * 20,
    "OS-RAC-DISC",
    "gold",
    "leg=1, time=future",
)
_CODINGS = ("id", "document", "turn", "quote", "code", "coder", "facets")


@pytest.mark.parametrize("fit", [60, 80, 100, 140])
def test_table_never_cuts_an_id_or_a_code(fit: int) -> None:
    shown = _lines_of(_CODINGS, [_CODING], fit)
    assert all(wcswidth(line) <= fit for line in shown)
    first = shown[2]
    assert first.startswith("c-q8w3v67zzd14  JP05")
    assert "OS-RAC-DISC" in first


def test_table_keeps_a_file_with_its_line_in_one_piece() -> None:
    where = "codebooks/opportunity-structure.yaml:204"
    shown = _lines_of(("where", "message"), [(where, "one of the codes is used by nobody " * 3)], 80)
    assert shown[2].startswith(where)


def test_table_shortens_a_quotation_and_nothing_that_has_to_be_read_whole() -> None:
    long = "there was one door for people like me " * 12 + "end"
    for name in ("text", "message", "note"):
        assert " ".join(_lines_of((name,), [(long,)], 30)[2:]) == long
    shown = _lines_of(("quote",), [(long,)], 30)[2:]
    assert (len(shown), shown[-1]) == (4, "door for people like me there…")
    assert long in table(("quote",), [(long,)], right=(False,))


def test_table_shortens_japanese_to_its_column() -> None:
    shown = _lines_of(("quote",), [("横浜の工場で働きました" * 9,)], 20)
    assert shown[2:] == [
        "横浜の工場で働きまし",
        "た横浜の工場で働きま",
        "した横浜の工場で働き",
        "ました横浜の工場で…",
    ]


def test_table_breaks_the_name_of_a_column_at_an_underscore_only() -> None:
    header = ("case", "persons_total", "documents", "quote")
    shown = _lines_of(header, [("US01", "1", "2", "there was one door " * 4)], 44)
    assert shown[:2] == ["case  persons_  documents  quote", "      total"]
    shown = _lines_of(header, [("US01", "1", "2", "there was one door " * 4)], 60)
    assert shown[0] == "case  persons_total  documents  quote"


def test_table_sets_labels_under_codes_once_where_there_is_no_room() -> None:
    header = ("code", "label", "group", "persons", "segments", "share")
    rows = [
        ("OS-LAB-SEG", "Labour segmentation", "JPN", "1", "2", "0.5"),
        ("OS-LAB-SEG", "Labour segmentation", "USA", "1", "2", "0.5"),
        ("OS-PAY", "–", "USA", "1", "2", "0.5"),
        ("–", "all codes", "USA", "1", "2", "0.5"),
        ("–", "mean", "USA", "1", "2", "0.5"),
        (" ", "mean", "USA", "1", "2", "0.5"),
        (" ", "sum", "USA", "1", "2", "0.5"),
    ]
    assert _lines_of(header, rows, 48) == [
        "code            group  persons  segments  share",
        "  label",
        "--------------  -----  -------  --------  -----",
        "OS-LAB-SEG      JPN    1        2         0.5",
        "  Labour",
        "  segmentation",
        "OS-LAB-SEG      USA    1        2         0.5",
        "OS-PAY          USA    1        2         0.5",
        "–               USA    1        2         0.5",
        "  all codes",
        "–               USA    1        2         0.5",
        "  mean",
        "                USA    1        2         0.5",
        "  mean",
        "                USA    1        2         0.5",
        "  sum",
    ]


def test_table_names_the_columns_it_leaves_out() -> None:
    shown = table(_CODINGS, [_CODING], right=[False] * 7, fit=60)
    assert shown.endswith("\n\nno room for coder, facets: a wider window or -o FILE shows\n  it all\n")
    assert shown.split("\n")[0].split() == ["id", "document", "turn", "quote", "code"]


@given(st.lists(_CELLS.map(visible), min_size=1, max_size=4), st.integers(30, 90))
def test_table_lines_up_whatever_the_letters(texts: list[str], fit: int) -> None:
    rows = [(text, "|") for text in texts]
    shown = [line for line in _lines_of(("quote", "end"), rows, fit) if "|" in line]
    assert len({wcswidth(line.partition("|")[0]) for line in shown}) == 1


def _lines_of(header: Sequence[str], rows: Sequence[Sequence[str]], fit: int) -> list[str]:
    """The lines of the table, without what is said below it."""
    shown = table(header, rows, right=[False] * len(header), fit=fit)
    return [line.rstrip() for line in shown.partition("\n\n")[0].rstrip("\n").split("\n")]


def test_table_without_rows_has_its_header() -> None:
    assert table(("id", "title"), [], right=(False, False), fit=None) == "id  title\n--  -----\n"


def test_table_prints_texts_that_look_like_values_as_they_are() -> None:
    texts = ["False", "0012", "1e5", "nan", "1,000", "a wider cell"]
    for fit in (None, 10):
        shown = table(("text",), [(text,) for text in texts], right=(False,), fit=fit)
        assert shown.split("\n")[2:7] == texts[:5]


def test_table_keeps_the_indent_of_a_label() -> None:
    rows = [("Mobility",), ("  Room to rise in the firm",)]
    assert table(("label",), rows, right=(False,), fit=None).split("\n")[3] == "  Room to rise in the firm"
    assert table(("label",), rows, right=(False,), fit=16).split("\n")[3] == "  Room to rise"


def test_table_keeps_a_combining_mark_with_its_letter() -> None:
    shown = table(("quote",), [("か\u3099" * 8,)], right=(False,), fit=8)
    assert shown.split("\n")[2:4] == ["か\u3099" * 4] * 2


def test_table_in_markdown_lines_up_and_tells_numbers_by_a_colon() -> None:
    shown = table(("id", "n"), [("横浜", "7")], right=(False, True), layout="pipe")
    assert shown == "| id   | n |\n|:-----|--:|\n| 横浜 | 7 |\n"


def test_visible_leaves_no_control_character() -> None:
    assert visible("a\x1b[31mb\x07\tc\u2028d\x85e") == "a\\x1b[31mb\\x07 c d e"


@given(st.text())
def test_visible_is_one_line(text: str) -> None:
    assert not any(letter in visible(text) for letter in "\n\r\x0b\x0c\x1b\x9b\u2028\u2029")


def test_card_lines_up_wide_letters() -> None:
    assert card([("横浜", "1"), ("a", " 2")], fit=None) == "横浜: 1\na:     2\n"


def test_card_folds_values_under_their_name() -> None:
    shown = card([("code", "OS-RAC-ID"), ("definition", "not seen as one of them")], fit=24)
    assert shown == "code:       OS-RAC-ID\ndefinition: not seen as\n            one of them\n"
