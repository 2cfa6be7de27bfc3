"""Tables: columns line up in any script."""

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
