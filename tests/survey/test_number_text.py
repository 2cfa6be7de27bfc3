"""A number has one text, whichever program wrote it; what is no number stays as it is written."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.survey.number_text import canonical, canonical_column, is_number, number_text

NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**12), max_value=10**12)


@pytest.mark.parametrize(
    "text", ["007", "-007", "+3", "3,5", "1 000", "0x1f", "1e999", "nan", "inf", "３", ""]
)
def test_codes_and_words_are_no_numbers(text: str) -> None:
    assert not is_number(text)


@given(NUMBERS)
def test_a_number_keeps_its_value_and_loses_its_zeros(number: Decimal) -> None:
    text = canonical(f"{number:f}")
    assert Decimal(text) == number
    assert not text.endswith(".")
    assert "." not in text or text[-1] != "0"
    assert canonical(text) == text


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_a_float_of_32_bits_is_written_with_as_few_digits_as_tell_it(value: float) -> None:
    text = number_text(value, single=True)
    assert abs(Decimal(text) - Decimal(value)) <= abs(Decimal(value)) * Decimal("1e-6")
    assert len(text.strip("-0.").replace(".", "")) <= 9 or abs(value) >= 1e9


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15))
def test_binary_and_text_give_the_same_number(value: float) -> None:
    assert number_text(value) == canonical(format(Decimal(repr(value)), "f"))
    assert float(number_text(value)) == value


@given(st.lists(NUMBERS.map(lambda each: f"{each:f}"), min_size=1), st.booleans())
def test_a_column_of_numbers_is_written_alike(texts: list[str], blank: bool) -> None:
    column = [*texts, *([""] if blank else []), "3.0"]
    found = canonical_column(column)
    assert found == [canonical(text) if text else "" for text in column]


def test_one_code_with_leading_zeros_leaves_the_column_as_it_is() -> None:
    assert canonical_column(["1.0", "02", "3.0"]) is None
    assert canonical_column(["", ""]) is None
    assert canonical_column(["-0.0", "0"]) == ["0", "0"]


def test_values_that_stand_for_something_missing_need_not_be_numbers() -> None:
    assert canonical_column(["1.0", "NA", ""], aside=["NA"]) == ["1", "NA", ""]
    assert canonical_column(["1.0", "NA", ""]) is None
