from hypothesis import given
from hypothesis import strategies as st

from secondmig.joint.missing_codes import KNOWN, code_book, shift

VALUES = st.lists(st.floats(-1e6, 1e6), max_size=8)


def test_reserved_codes_are_those_of_the_measures_file() -> None:
    reserved = {reason: KNOWN[reason].number for reason in list(KNOWN)[:6]}
    assert reserved == {
        "refused": -1,
        "dont_know": -2,
        "not_asked_in_source": -7,
        "not_applicable": -8,
        "not_stated": -9,
        "suppressed_for_disclosure": -10,
    }


def test_every_known_reason_has_a_letter_and_a_number_of_its_own() -> None:
    assert len({code.letter for code in KNOWN.values()}) == len(KNOWN)
    assert len({code.number for code in KNOWN.values()}) == len(KNOWN)
    assert KNOWN["refused"].letter == "a"
    assert not {code.letter for code in KNOWN.values()} & set("xyz")


def test_reasons_in_a_surveys_own_words_come_after_the_known_ones() -> None:
    book = code_book(["zu krank", "refused", "verreist", "a", "b", "c"])
    assert book["refused"].number == -1
    told = {reason: (code.number, code.letter) for reason, code in book.items() if reason != "refused"}
    assert told == {
        "a": (-51, "x"),
        "b": (-52, "y"),
        "c": (-53, "z"),
        "verreist": (-54, "z"),
        "zu krank": (-55, "z"),
    }


@given(VALUES)
def test_no_number_of_a_missing_value_can_be_a_value(values: list[float]) -> None:
    step = shift(values)
    codes = [code.number - step for code in KNOWN.values()]
    assert all(value > max(codes) for value in values)


@given(VALUES)
def test_column_that_can_be_negative_never_writes_the_plain_codes(values: list[float]) -> None:
    assert shift(values, at_least=900) >= 900
