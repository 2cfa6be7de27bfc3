"""Words are what stands between white space."""

import pytest

from secondmig.transcript.words import count_words, written_with_spaces


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
