"""Words are what stands between white space."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.transcript.words import count_all, count_words, written_with_spaces
from tests.strategies import nasty_text


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("", "en", 0),
        ("  \n ", "en", 0),
        ("Twice is enough.", "en", 3),
        ("well-known - it's", "en", 3),
        ("[pause 3s] Qué feo, ¿no?", "es", 5),
        ("はい。\u3000[laughs] 三年です。", "ja", 3),
    ],
)
def test_count_words_counts_runs_between_white_space(text: str, language: str, words: int) -> None:
    assert count_words(text, language) == words


@pytest.mark.parametrize(
    ("language", "spaced"), [("en", True), ("und", True), ("ko", True), ("ja", False), ("zh-Hans", False)]
)
def test_written_with_spaces_knows_the_scripts_without(language: str, *, spaced: bool) -> None:
    assert written_with_spaces(language) is spaced


@given(texts=st.lists(nasty_text(max_pieces=8), max_size=4))
def test_words_of_many_texts_are_those_of_each(texts: list[str]) -> None:
    assert count_all(texts) == sum(count_words(text, "und") for text in texts)


@pytest.mark.parametrize("text", [f"a{chr(code)}b" for code in range(0x3100) if chr(code).isspace()])
def test_every_space_parts_words_also_among_many(text: str) -> None:
    assert count_all([text]) == count_all([text, ""]) == 2
    assert count_all([f"é{text}\ud800"]) == 2
