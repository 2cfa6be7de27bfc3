"""What captions, annotations and rows become: one paragraph a turn, neighbours of one speaker joined."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.core.errors import SecondmigError
from secondmig.transcript.utterances import (
    PARAGRAPH,
    PAUSE_MS,
    Utterance,
    document_of,
    joined,
    lay_out,
    main_language,
    merged,
    speakers_by_pattern,
    time_notes,
)
from tests.strategies import nasty_text
from tests.transcript.reading import problems, request, said


def words_of(*utterances: Utterance) -> list[str]:
    return [each.words for each in merged(utterances)]


def test_merged_joins_neighbours_of_one_speaker_from_first_to_last_time() -> None:
    found = merged(
        [Utterance("A", "So", 10, 20), Utterance("A", "what?", 30, 45), Utterance("B", "No.", 45, 50)]
    )
    assert found == [Utterance("A", "So what?", 10, 45), Utterance("B", "No.", 45, 50)]


def test_merged_joins_a_named_speaker_over_sentences_and_pauses() -> None:
    assert words_of(Utterance("A", "Yes.", 0, 10), Utterance("A", "No.", 90_000, 90_010)) == ["Yes. No."]


def test_merged_ends_a_paragraph_of_nobody_known_with_the_sentence() -> None:
    found = words_of(Utterance("", "and then"), Utterance("", "we left."), Utterance("", "Later we came"))
    assert found == ["and then we left.", "Later we came"]


@pytest.mark.parametrize("end", [".", "?", "!", "…", "。", "？", '."', "。」", ".)"])
def test_merged_knows_the_end_of_a_sentence(end: str) -> None:
    assert len(words_of(Utterance("", f"we left{end}"), Utterance("", "Then"))) == 2


def test_merged_goes_on_where_the_next_words_begin_small() -> None:
    assert words_of(Utterance("", "we left..."), Utterance("", "and came back")) == [
        "we left... and came back"
    ]


def test_merged_ends_a_paragraph_of_nobody_known_at_a_pause() -> None:
    first = Utterance("", "and then", 0, 1000)
    assert len(words_of(first, Utterance("", "we left", 1000 + PAUSE_MS - 1, 9000))) == 1
    assert len(words_of(first, Utterance("", "we left", 1000 + PAUSE_MS, 9000))) == 2


def test_merged_ends_a_long_paragraph_of_nobody_known_at_a_cue() -> None:
    cues = [Utterance("", "and so on")] * 200
    paragraphs = words_of(*cues)
    assert len(paragraphs) > 1
    assert max(len(words) for words in paragraphs) <= PARAGRAPH + len(cues[0].words) + len(cues) // 2
    assert " ".join(paragraphs) == " ".join(["and so on"] * 200)


def test_merged_never_joins_over_a_mark_of_change() -> None:
    assert len(words_of(Utterance("", "and"), Utterance("", "so", begins=True))) == 2


def test_merged_keeps_languages_and_translations_apart() -> None:
    translated = Utterance("A", "sí", translations=(("en", "yes"),))
    assert len(merged([translated, Utterance("A", "no")])) == 2
    assert len(merged([Utterance("A", "sí", language="es"), Utterance("A", "yes", language="en")])) == 2


@pytest.mark.parametrize(
    ("pieces", "whole"),
    [
        (["三年", "です。"], "三年です。"),
        (["三年です。", "ええ"], "三年です。ええ"),
        (["三年", "and"], "三年 and"),
        (["ｺﾝﾆｬｸ", "工場"], "ｺﾝﾆｬｸ工場"),
        (["안녕", "하세요"], "안녕 하세요"),
        (["one", "two"], "one two"),
    ],
)
def test_joined_puts_spaces_where_the_language_has_them(pieces: list[str], whole: str) -> None:
    assert joined(pieces) == whole


def test_lay_out_writes_a_paragraph_a_turn() -> None:
    laid = lay_out(
        [
            Utterance("INT", "¿Y?", 5, 9),
            Utterance("", "Nadie.\nNadie."),
            Utterance("Luz", "三年。", translations=(("en", "Three years."), ("es", " "))),
        ],
        where="f",
    )
    assert laid.text == "INT: ¿Y?\n\nNadie.\nNadie.\n\nLuz: 三年。\n%en: Three years."
    assert [(turn.speaker, laid.text[turn.start : turn.end]) for turn in laid.turns] == [
        ("INT", "¿Y?"),
        ("", "Nadie.\nNadie."),
        ("Luz", "三年。"),
    ]
    assert [(tier.name, tier.turn, laid.text[tier.start : tier.end]) for tier in laid.tiers] == [
        ("en", 2, "Three years.")
    ]
    assert [(turn.time_start, turn.time_end) for turn in laid.turns] == [(5, 9), (None, None), (None, None)]


def test_lay_out_leaves_out_an_end_before_its_beginning() -> None:
    (turn,) = lay_out([Utterance("A", "So", 9, 5)], where="f").turns
    assert (turn.time_start, turn.time_end) == (9, None)


def test_lay_out_refuses_half_of_a_character() -> None:
    laid = [Utterance("A", "So"), Utterance("A", "\ud83d")]
    assert problems(lambda: lay_out(laid, where="f.json")) == [
        "f.json: half of a character (a lone surrogate) in turn 2"
    ]


def test_document_of_takes_language_and_role_of_a_turn_before_its_letters_and_label() -> None:
    document = document_of(
        b"x",
        [Utterance("R1", "Sí.", language="es-PE", role="participant"), Utterance("R2", "No.")],
        request(roles={"r2": "interviewer"}),
        decoding="csv, utf-8",
        language="en",
    )
    assert [(turn.language, turn.role) for turn in document.turns] == [
        ("es", "participant"),
        ("en", "interviewer"),
    ]
    assert (document.language, document.decoding, document.id) == ("en", "csv, utf-8", "US01")


def test_document_of_lets_the_user_say_the_role() -> None:
    asked = request(roles={"R1": "other"})
    document = document_of(b"x", [Utterance("R1", "Sí.", role="participant")], asked, decoding="csv")
    assert document.turns[0].role == "other"


def test_time_notes_name_ends_before_beginnings_and_times_that_go_back() -> None:
    assert time_notes(
        [Utterance("A", "x", 5, 9), Utterance("A", "x", 20, 10), Utterance("A", "x", 7, 8)]
    ) == (
        "1 times end before they begin: their ends are left out",
        "times go back in 1 places; the order of the file is kept",
    )
    assert time_notes([Utterance("A", "x"), Utterance("A", "x", 5, None)]) == ()


def test_speakers_by_pattern_names_speakers_or_says_that_nothing_fits() -> None:
    found = speakers_by_pattern(
        [Utterance("", "<Ana> Ya."), Utterance("", "Sí.")], request(speakers=r"<(\w+)>")
    )
    assert [(each.speaker, each.words) for each in found] == [("Ana", "Ya."), ("", "Sí.")]
    with pytest.raises(SecondmigError, match="nothing said begins as --speakers"):
        speakers_by_pattern([Utterance("", "Sí.")], request(speakers=r"<(\w+)>"))


def test_main_language_is_that_of_most_turns() -> None:
    turns = [Utterance("A", "x", language=tag) for tag in ("es", "en-US", "en", "")]
    assert (main_language(turns), main_language(turns[3:])) == ("en", "")


@given(
    turns=st.lists(
        st.tuples(st.sampled_from(["", "INT", "Luz\n V."]), nasty_text(), nasty_text(max_pieces=3))
    )
)
def test_any_words_are_laid_out_without_loss(turns: list[tuple[str, str, str]]) -> None:
    utterances = [Utterance(who, words, translations=(("en", beside),)) for who, words, beside in turns]
    if not lay_out(utterances, where="f").turns:
        assert problems(lambda: document_of(b"x", utterances, request(), decoding="vtt"))
        return
    document = document_of(b"x", utterances, request(), decoding="vtt")
    heard = "".join("".join(words.split()) for _, words in said(document))
    spoken = "".join("".join(words.replace("\x00", "").lstrip("\ufeff").split()) for _, words, _ in turns)
    assert heard.replace("\ufeff", "") == spoken.replace("\ufeff", "")
    assert not {"\r", "\x00"} & set(document.text)
