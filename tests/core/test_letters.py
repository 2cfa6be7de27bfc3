"""What is not ASCII is taken out of a text whole and in order."""

from hypothesis import given
from hypothesis import strategies as st

from secondmig.core.letters import beyond_ascii


@given(text=st.text(st.characters()))
def test_characters_beyond_ascii_are_those_that_are_not_ascii(text: str) -> None:
    assert beyond_ascii(text) == "".join(letter for letter in text if not letter.isascii())


def test_half_a_character_is_one() -> None:
    assert beyond_ascii("a\ud800b") == "\ud800"
