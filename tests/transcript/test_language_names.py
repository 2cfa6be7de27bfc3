"""Languages by tag, code and name; words that only look like a language are none where names are words."""

import pytest

from secondmig.transcript.language_names import language_tag, named_language


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("en", "en"),
        ("EN-us", "en-us"),
        ("jpn", "ja"),
        ("jp", "ja"),
        ("日本語", "ja"),
        ("español", "es"),
        ("Tagalog", "tl"),
        ("pt_BR", "pt-BR"),
        ("eng-GB", "en-GB"),
        ("und", ""),
        ("", ""),
        ("klingonese", ""),
    ],
)
def test_language_tag_knows_tags_codes_and_names(name: str, tag: str) -> None:
    assert language_tag(name) == tag


@pytest.mark.parametrize("name", ["id", "no", "may", "que", "en-US", "xx", "text", ""])
def test_named_language_leaves_words_alone(name: str) -> None:
    assert named_language(name) == ""
