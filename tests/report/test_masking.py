"""Names and places that must not stand in a public quotation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.report.katakana import may_be
from secondmig.report.masking import MASK, masked_names, names_country

NAMES = ["Rosa", "Ji-won", "Lin", "José", "X"]


@pytest.mark.parametrize(
    ("words", "masked"),
    [
        ("Rosa-san, gambatta", f"{MASK}-san, gambatta"),
        ("I am ROSA's", f"I am {MASK}'s"),
        ("ROSAさん", f"{MASK}さん"),
        ("Jiwon and JI WON and ji-won", f"{MASK} and {MASK} and {MASK}"),
        ("Lincoln asked Lin", f"Lincoln asked {MASK}"),
        ("Jose\u0301 and Jose", f"{MASK} and {MASK}"),
        ("x is not X", f"x is not {MASK}"),
        ("ローサです", f"{MASK}です"),
        ("ﾛｰｻです", f"{MASK}です"),
        ("ミンくん、今日も", f"{MASK}くん、今日も"),
        ("テレビを見る", "テレビを見る"),
        ("お母さんとお客さん", "お母さんとお客さん"),
        ("Suzuki-san came", f"{MASK}-san came"),
    ],
)
def test_masked_names_masks_names_and_nothing_else(words: str, masked: str) -> None:
    assert masked_names(words, NAMES) == masked


@given(st.text(max_size=80))
def test_masked_names_leaves_no_name_of_three_letters_standing_alone(words: str) -> None:
    masked = masked_names(f"{words} Rosa {words}", NAMES)
    assert "rosa" not in masked.casefold().split()


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("カルロス", "Carlos"),
        ("ジウォン", "Ji-won"),
        ("ルース", "Luz"),
        ("ヤン", "Yang"),
        ("キーシャ", "Keisha"),
    ],
)
def test_katakana_of_a_name_is_recognised(word: str, name: str) -> None:
    assert may_be(word, name)


@pytest.mark.parametrize(("word", "name"), [("スーパー", "Suresh"), ("マンホール", "Minh"), ("", "Rosa")])
def test_katakana_of_something_else_is_not(word: str, name: str) -> None:
    assert not may_be(word, name)


@pytest.mark.parametrize(
    ("words", "country"),
    [
        ("in my Jamaica", "JAM"),
        ("a Filipino friend", "PHL"),
        ("ブラジル人", "BRA"),
        ("ﾌﾞﾗｼﾞﾙ", "BRA"),
        ("el Perú", "PER"),
        ("the Dutch", "NLD"),
        ("Trinis", "TTO"),
        ("the Brits", "GBR"),
    ],
)
def test_names_country_knows_people_and_languages(words: str, country: str) -> None:
    assert names_country(words, country)


@pytest.mark.parametrize(
    ("words", "country"),
    [("we were indirect", "IND"), ("a machine", "CHN"), ("at home", "ORIGIN")],
)
def test_names_country_leaves_other_words_alone(words: str, country: str) -> None:
    assert not names_country(words, country)
