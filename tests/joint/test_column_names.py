import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.joint.column_names import LONGEST, code_stem, column_names, country_suffix, plain_name

VALID = re.compile(r"[a-z][a-z0-9_]*")
# What `help reserved words` of Stata and the manual of SPSS keep for themselves.
RESERVED = {
    "all",
    "and",
    "byte",
    "double",
    "float",
    "if",
    "in",
    "int",
    "long",
    "not",
    "or",
    "str12",
    "to",
    "with",
}
TEXTS = st.text(min_size=1, max_size=50)


def named(*texts: str) -> tuple[str, ...]:
    return column_names([(text, text, "") for text in texts])


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("edu_isced@interview_sheet", "edu_isced_interview_sheet"),
        ("edu_years@mail-back", "edu_years_mail_back"),
        ("age_at_move2:low", "age_at_move2_low"),
        ("École", "ecole"),
        ("2024 wave", "v_2024_wave"),
        ("if", "v_if"),
        ("str12", "v_str12"),
    ],
)
def test_name_that_says_it_all_has_no_digits_added(text: str, name: str) -> None:
    assert named(text) == (name,)


def test_letters_of_another_script_leave_digits_made_of_the_full_name() -> None:
    # printf '職業' | sha256sum
    assert named("職業") == ("v_cc5eaa6f",)
    assert len(set(named("職業", "収入", "学歴"))) == 3


def test_columns_of_a_code_begin_alike_and_tell_long_ids_apart() -> None:
    first, second = "OS-HOUSING-AND-NEIGHBOURHOOD-A", "OS-HOUSING-AND-NEIGHBOURHOOD-B"
    names = column_names(
        [(code, code, suffix) for code in (first, second) for suffix in ("_has", "_bal_origin")]
    )
    assert len(set(names)) == 4
    assert names[0] == f"{code_stem(first)}_has"
    assert names[3] == f"{code_stem(second)}_bal_origin"


def test_codes_that_differ_in_a_hyphen_alone_keep_one_stem_each() -> None:
    names = column_names([(code, code, suffix) for code in ("OS-A", "OS_A") for suffix in ("_has", "_n")])
    assert len(set(names)) == 4
    assert names[0].removesuffix("_has") == names[1].removesuffix("_n")
    assert names[2].removesuffix("_has") == names[3].removesuffix("_n")


@given(st.lists(TEXTS, min_size=1, max_size=12, unique=True))
def test_names_are_valid_and_no_two_are_alike(texts: list[str]) -> None:
    names = named(*texts)
    assert len(set(names)) == len(texts)
    for name in names:
        assert VALID.fullmatch(name)
        assert len(name) <= LONGEST
        assert name not in RESERVED


@given(st.lists(TEXTS, min_size=1, max_size=8, unique=True), st.sampled_from(["_has", "_n", "_bal_origin"]))
def test_names_of_code_columns_are_valid_too(codes: list[str], suffix: str) -> None:
    names = column_names([(code, code, suffix) for code in codes])
    assert len(set(names)) == len(codes)
    assert all(VALID.fullmatch(name) and len(name) <= LONGEST and name.endswith(suffix) for name in names)


@given(st.lists(TEXTS, min_size=2, max_size=8, unique_by=lambda text: plain_name(text)[0]))
def test_name_does_not_depend_on_the_other_columns(texts: list[str]) -> None:
    assert named(*texts) == tuple(named(text)[0] for text in texts)


@given(st.lists(TEXTS, min_size=1, max_size=8, unique=True), st.randoms())
def test_order_of_columns_changes_no_name(texts: list[str], random: object) -> None:
    forwards = dict(zip(texts, named(*texts), strict=True))
    backwards = dict(zip(reversed(texts), named(*reversed(texts)), strict=True))
    assert forwards == backwards


def test_accents_typed_in_two_ways_give_the_same_letters() -> None:
    assert plain_name(unicodedata.normalize("NFC", "São")) == plain_name(unicodedata.normalize("NFD", "São"))


def test_places_that_are_no_country_have_short_endings() -> None:
    suffixes = [country_suffix(value) for value in ("JPN", "ORIGIN", "NEXT", "ELSEWHERE", "NONE", "")]
    assert suffixes == ["_bal_jpn", "_bal_origin", "_bal_next", "_bal_else", "_bal_none", "_bal_ns"]
    assert all(len(country_suffix(value)) <= 11 for value in ("GULF_STATES", "湾岸", "-"))


def test_name_that_another_column_gets_with_its_digits_gives_way_too() -> None:
    # printf 'age' | sha256sum begins with 013f5440, printf 'age_013f5440' | sha256sum otherwise.
    names = named("Age", "age", "age_013f5440")
    assert names[1] == "age_013f5440"
    assert len(set(names)) == 3
    assert names[2].startswith("age_013f5440_")
