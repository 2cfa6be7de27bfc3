"""Tables: columns line up in any script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.cli.table import card, fold, table, visible, width


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("", 0),
        ("Lima", 4),
        ("横浜", 4),
        ("ﾊﾝｶｸ", 4),
        ("Ｐ", 2),
        ("e\u0301", 1),
        ("か\u3099", 2),
        ("zangyō", 6),
        ("🍪", 2),
        ("\u200d", 0),
        ("שלום", 4),
        ("한국", 4),
    ],
)
def test_width_counts_columns_of_a_terminal(text: str, columns: int) -> None:
    assert width(text) == columns


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
        "----  --------------------\n"
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
    assert all(width(line) <= 50 for line in shown.split("\n"))
    assert "c-q8w3v67zzd14" in shown
    assert "country=JPN," in shown


@given(
    st.lists(st.tuples(st.text("ab _語", max_size=60), st.text("ab ", max_size=60)), max_size=4),
    st.integers(20, 60),
)
def test_table_fits_the_terminal(rows: list[tuple[str, str]], fit: int) -> None:
    shown = table(("id", "quote"), rows, right=(False, False), fit=fit)
    assert all(width(line) <= fit for line in shown.split("\n"))


def test_table_without_rows_has_its_header() -> None:
    assert table(("id", "title"), [], right=(False, False), fit=None) == "id  title\n--  -----\n"


@given(st.text(alphabet="ab _語か\u3099🍪é\u0301"), st.integers(2, 12))
def test_fold_keeps_every_letter_and_stays_within_the_limit(text: str, limit: int) -> None:
    lines = fold(text, limit)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(width(line) <= limit for line in lines)


def test_fold_prefers_a_blank_to_an_underscore() -> None:
    assert fold("valence=-1, weight_in_decision=1", 21) == ["valence=-1,", "weight_in_decision=1"]
    assert fold("weight_in_decision=1", 12) == ["weight_in_", "decision=1"]


def test_fold_cuts_again_where_the_rest_and_a_wide_letter_are_too_long() -> None:
    assert fold("_aか", 2) == ["_", "a", "か"]


def test_fold_keeps_a_combining_mark_with_its_letter() -> None:
    assert fold("がが".replace("が", "か\u3099"), 2) == ["か\u3099", "か\u3099"]


def test_visible_leaves_no_control_character() -> None:
    assert visible("a\x1b[31mb\x07\tc\u2028d\x85e") == "a\\x1b[31mb\\x07 c d e"


@given(st.text())
def test_visible_is_one_line(text: str) -> None:
    assert not any(letter in visible(text) for letter in "\n\r\x0b\x0c\x1b\x9b\u2028\u2029")


def test_card_folds_values_under_their_name() -> None:
    shown = card([("code", "OS-RAC-ID"), ("definition", "not seen as one of them")], fit=24)
    assert shown == "code:       OS-RAC-ID\ndefinition: not seen as\n            one of them\n"
