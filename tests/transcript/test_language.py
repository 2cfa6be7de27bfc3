"""The language of a turn is the main one unless the words certainly say otherwise."""

import pytest

from secondmig.transcript.language import turn_language

SPANISH = "La verdad, yo pensé que iba a ser como volver a casa."
ENGLISH = "The truth is, I thought it would be like coming home."


@pytest.mark.parametrize(
    ("words", "main", "listed", "language"),
    [
        ("[laughs] Twice.", "en-NG", ("en",), "en"),
        ("[pause 3s]", "ja", ("ja",), "ja"),
        ("...", "es", (), "es"),
        ("残ると思います。", "en", ("en", "ja"), "ja"),
        ("[pause 4s] 残ると思います。うん。", "en", (), "ja"),
        ("He says, ヤンさんは強みだから。 It is very kind, how he says it.", "en", ("en", "ja"), "en"),
        ("最高。", "ja", ("ja", "zh"), "ja"),
        ("一眼望到头。", "en", ("en", "zh"), "zh"),
        ("一眼望到头。", "en", ("en", "ja", "zh"), "und"),
        ("ﾖｼ! って、誰ですか", "en", (), "ja"),
        ("싫어", "en", (), "ko"),
        ("Pitong taon, bale-wala.", "ja", ("ja", "tl"), "tl"),
        ("Pitong taon, bale-wala.", "ja", ("ja",), "und"),
        ("Visto, só visto. あとは、じゃま。顔が日本だから、はやく話す。", "ja", ("ja", "pt"), "ja"),
        ("مرحبا", "en", ("en", "ar"), "ar"),
        ("مرحبا", "en", ("en",), "und"),
        ("Anything.", "und", (), "und"),
        ("何でも、いいです。", "und", (), "ja"),
    ],
)
def test_turn_language_follows_the_script(
    words: str, main: str, listed: tuple[str, ...], language: str
) -> None:
    assert turn_language(words, main=main, listed=listed) == language


@pytest.mark.parametrize(
    ("listed", "translation", "language"),
    [
        (("en", "es"), ("en", ENGLISH), "es"),
        (("en", "es"), ("en", f"(last words) {ENGLISH}"), "en"),
        (("en", "es"), ("en", "Coming home."), "en"),
        (("en", "es"), ("fr", ENGLISH), "en"),
        (("en", "es"), None, "en"),
        (("en",), ("en", ENGLISH), "und"),
        (("en", "es", "pt"), ("en", ENGLISH), "und"),
        (("en", "es", "ja"), ("en", ENGLISH), "und"),
    ],
)
def test_turn_language_believes_a_translation_of_the_whole_turn(
    listed: tuple[str, ...], translation: tuple[str, str] | None, language: str
) -> None:
    assert turn_language(SPANISH, main="en", listed=listed, translation=translation) == language
