import sys
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from secondmig.core.errors import SecondmigError
from secondmig.core.span import Span
from secondmig.core.types import Turn
from secondmig.transcript import units
from secondmig.transcript.units import sentence_spans, sentences
from tests.store.making import document
from tests.strategies import canonical_text

# Each case by hand: the sentences of a turn, one after the other; what stands between them is white space.
ENGLISH: tuple[tuple[str, ...], ...] = (
    ("Mr. Lee and Dr. Wu came at 5 p.m. on St. Mary's day.", "She left."),
    ("I waited... and waited...", "Then I left."),
    ("I waited… and waited…", "Then I left."),
    ("“Really?” he said.", "(He laughed.)", '"No!"', "She cried."),
    ("It cost 3.5 pounds.", "No. 4 was mine.", "He said no.", "Then we left."),
    ("We sewed, ironed, etc. and so on etc.", "Then came the boss."),
    ("We met at 9 a.m.", "She was late."),
    ("1. First point.", "2. Second."),
    ("no punctuation at all",),
    ("U.S. visas are hard.", "Go to example.com now.", "OK?", "ok!"),
    ("What?!", "You left??", "Yes."),
    ("I was — um — well [laughs].", "[pause 3s] Right."),
    ("J. Smith came, e.g. with Ms. O'Brien, i.e. his wife.", "Good."),
    ("She said: 'Go home.'", "I went."),
    ("A first paragraph without an end", "A second one"),
    ("A wrapped\nline goes on.", "And ends."),
    ("In 日本 they say お疲れさま。", "Then they go."),
)
SPANISH: tuple[tuple[str, ...], ...] = (
    ("El Sr. Pérez vive en EE.UU. desde 1998.", "¿Y tú?", "¡No sé!", "Vale."),
    ("Llegué a las 5 a.m. y salí.", "A las 8 p.m.", "Volví... y nada...", "Luego callé."),
    ("«¿Sí?», dijo.", "La Dra. Ruiz, p. ej., no. 1.º de mayo."),
    ("Pagaban 3.500 pesos.", "¡Qué va!", "Ud. no sabe."),
    ("La Sra. Dña. Ana trabajó en la S.A. de C.V. y ya.", "Bueno..."),
    ("—¿Y qué hizo?", "—Nada."),
    ("Compré arroz, frijol, etc. y me fui.", "Fin."),
)
JAPANESE: tuple[tuple[str, ...], ...] = (
    ("そうです。", "はい！", "えっ？", "まあ……そうですね。"),
    ("「はい。」と言った。", "「いいえ。」", "彼は黙った。"),
    ("彼は「来る。でも遅い。」って。", "そう。"),
    ("終わり（笑）。", "はい(笑)。", "３．５円です。"),
    ("ほんと！？", "うそ。", "でも…まだ…。", "じゃあ"),
    ("うん…", "それで、来ました。"),
    ("改行なし", "別の段落です。"),
    ("第1.2版です。", "OKです!", "はい?", "そう。"),
)
GAPS = {"A first paragraph without an end": "\n\n", "改行なし": "\n\n", "うん…": "\n"}
CASES = [
    pytest.param(language, told, id=f"{language}-{number}")
    for language, cases in (("en", ENGLISH), ("es-MX", SPANISH), ("ja", JAPANESE))
    for number, told in enumerate(cases)
]


def joined(told: tuple[str, ...], space: str) -> str:
    return "".join(
        each + (GAPS.get(each, space) if place < len(told) - 1 else "") for place, each in enumerate(told)
    )


@pytest.mark.parametrize(("language", "told"), CASES)
def test_sentences_are_told_apart(language: str, told: tuple[str, ...]) -> None:
    text = joined(told, "" if language == "ja" else " ")
    assert tuple(span.of(text) for span in sentence_spans(text, language)) == told


@pytest.mark.parametrize(("language", "told"), CASES)
def test_sentences_are_told_apart_where_lines_are_wrapped(language: str, told: tuple[str, ...]) -> None:
    text = joined(told, "\n")
    assert tuple(span.of(text) for span in sentence_spans(text, language)) == told


@pytest.mark.parametrize(
    ("language", "text", "number"),
    [
        ("fr", "M. Dupont est là. Il dit... oui. Bon !", 3),
        ("und", "One. Two. 三。四。", 4),
        ("zh", "我来了。他说：「好。」然后走了。", 3),
        ("ar", "أين كنت؟ كنت هناك.", 2),
        ("hi", "मैं आया। वह गया।", 2),
        ("th", "สวัสดี ครับ", 1),
    ],
)
def test_other_languages_have_the_rules_for_any(language: str, text: str, number: int) -> None:
    assert len(sentence_spans(text, language)) == number


@settings(max_examples=200)
@given(
    st.lists(
        st.one_of(
            canonical_text(max_pieces=3),
            st.sampled_from([". ", "。", "「", "」", "… a", "! ", "Dr. ", '"', "\n\n"]),
        )
    ).map("".join),
    st.sampled_from(["en", "es", "ja", "xx"]),
)
@example("", "en")
@example("\n \n", "ja")
@example("。", "ja")
@example("a.\n\n.b", "en")
def test_sentences_hold_every_character_once_and_in_order(text: str, language: str) -> None:
    spans = sentence_spans(text, language)
    covered = [at for span in spans for at in range(span.start, span.end)]
    assert covered == sorted(set(covered))
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert not {at for at, letter in enumerate(text) if not letter.isspace()} - set(covered)
    assert all(not span.of(text)[0].isspace() and not span.of(text)[-1].isspace() for span in spans)
    assert sentence_spans(text, language) == spans


def test_sentences_never_cross_turns() -> None:
    doc = document("US01", [("INT", "And then?"), ("ROSA", "I left. I came back"), ("INT", "and stayed")])
    found = sentences(doc)
    assert [(each.turn_index, each.span.of(doc.text)) for each in found] == [
        (0, "And then?"),
        (1, "I left."),
        (1, "I came back"),
        (2, "and stayed"),
    ]
    assert all(doc.turns[each.turn_index].span.contains(each.span) for each in found)


def test_each_turn_is_read_in_its_own_language() -> None:
    from dataclasses import replace

    doc = document("US01", [("A", "El Sr. Pérez vino. Bien."), ("B", "そうです。はい。")])
    spoken: tuple[Turn, ...] = tuple(
        replace(turn, language=language) for turn, language in zip(doc.turns, ("es", "ja"), strict=True)
    )
    assert [each.turn_index for each in sentences(replace(doc, turns=spoken))] == [0, 0, 1, 1]


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize(
    "piece",
    ["The house was big. ", "家は大きかった。", ".", "。", "(", "「。」", "a.", "漢", ". \n", '".'],
)
def test_very_long_turn_does_not_hang(language: str, piece: str) -> None:
    text = "One. Two 三。四 " + piece * (200_000 // len(piece))
    sentence_spans("Warm. Up 。す", language)
    begun = time.process_time()
    found = sentence_spans(text, language)
    assert time.process_time() - begun < 10
    assert found[-1].end == len(text.rstrip())


def test_pause_of_very_many_dots_does_not_hang() -> None:
    dots = "…" * 500_000
    assert [len(span) for span in sentence_spans(f"Well{dots}! Then.", "en")] == [len(dots) + 5, 5]


@pytest.mark.parametrize(("dots", "number"), [("…", 1), ("‥", 1), ("..", 1), (".…", 1), (".", 2), ("…!", 2)])
def test_only_two_dots_or_more_are_a_pause(dots: str, number: int) -> None:
    assert len(sentence_spans(f"I waited{dots} and waited. ", "en")) == number


def test_long_text_is_cut_where_it_changes_nothing() -> None:
    told = [f"Dr. Wu saw {number} persons at 3.30 p.m. on Monday, e.g. me." for number in range(400)]
    text = " ".join(told)
    assert [span.of(text) for span in sentence_spans(text, "en")] == told
    told = [f"{number}人を見ました。" for number in range(3000)]
    text = "".join(told)
    assert [span.of(text) for span in sentence_spans(text, "ja")] == told


def test_missing_dictionary_is_named_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sudachipy", None)
    units._tokenizer.cache_clear()
    with pytest.raises(SecondmigError) as told:
        sentence_spans("そうです。はい。", "ja")
    units._tokenizer.cache_clear()
    assert told.value.hint == 'pip install "secondmig[ja]"'


def test_one_japanese_sentence_needs_no_dictionary(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sudachipy", None)
    units._tokenizer.cache_clear()
    assert sentence_spans("そうです。", "ja") == (Span(0, 5),)
    units._tokenizer.cache_clear()
