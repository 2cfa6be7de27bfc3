"""A transcript with names replaced: what stays, what follows, what is read again."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.core.errors import SecondmigError
from secondmig.core.span import Span
from secondmig.core.types import Document
from secondmig.transcript.deidentify import Deidentified, deidentify
from secondmig.transcript.key_file import KeyEntry, NameKey
from secondmig.transcript.read import read_transcript
from secondmig.transcript.replace_names import Replacer

ENTRIES = (
    KeyEntry(1, "Rosa Quispe", "Ana", variants=("Rosa", "ローサ"), languages={"ja": "アナ"}),
    KeyEntry(2, "Lima", "a city", kind="place", pseudonym=False),
    KeyEntry(3, "", "", kind="date", rule="year"),
    KeyEntry(4, "Targo Road 17", "an address", kind="place", pseudonym=False),
)
REPLACER = Replacer(NameKey(ENTRIES, "sha256:0"))
FULL = """---
id: X1
title: Rosa's "house"
pseudonym: Rosa
languages: [en, ja]
language: en
place: "in Lima"
note: 'it''s Lima'
withdrawn:
  - {turn: 2, from: Ask Rosa, to: end}
---
#1 [00:00:04] INT: Rosa, from Lima?
#2 ROSA: I am Rosa's on 12 March 1998. ローサさん! Ask Rosa Quispe nothing.
%note: Rosa laughs
#3 INT: 日本では、ローサさん。
"""
# The shape of oral histories without labels: names and an address above the first turn.
OLD = """INTERVIEW NO. 11\t\t\tDATE OF INTERVIEW: 18/10/1991
MRS. ROSA QUISPE
TARGO ROAD 17
LIMA.

0.39\tMy name is Rosa Quispe. My address Targo Road 17, Lima.

1.09\tHow long have you lived here?
"""


def read(folder: Path, text: str, name: str = "X1.txt") -> Document:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="\n")
    return read_transcript(path).document


def test_names_are_replaced_in_brackets_and_nothing_else_changes(tmp_path: Path) -> None:
    made = deidentify(read(tmp_path, OLD), REPLACER)
    assert made.document.text == (
        "INTERVIEW NO. 11\t\t\tDATE OF INTERVIEW: [1991]\nMRS. [Ana]\n[an address]\n[a city].\n\n"
        "0.39\tMy name is [Ana]. My address [an address], [a city].\n\n1.09\tHow long have you lived here?\n"
    )


def test_a_label_on_its_own_line_and_the_word_behind_it_are_two_names(tmp_path: Path) -> None:
    said = "".join(f"INT\nAnd then, {n}?\n\nROSA\nQuispe is my name, {n}.\n\n" for n in range(5))
    key = (KeyEntry(1, "Rosa Quispe", "Ana", variants=("Rosa", "Quispe")),)
    made = deidentify(read(tmp_path, said), Replacer(NameKey(key, "sha256:0")))
    again = read(tmp_path, made.document.text)
    assert {turn.speaker for turn in made.document.turns} == {"INT", "ANA"}
    assert [(turn.speaker, turn.span) for turn in again.turns] == [
        (turn.speaker, turn.span) for turn in made.document.turns
    ]
    assert made.document.turns[1].span.of(made.document.text) == "[Ana] is my name, 0."


def test_words_of_two_turns_are_no_name(tmp_path: Path) -> None:
    said = (
        "Here is a story about Rosa\n\nQuispe is a name that I know well.\n\nAnother paragraph stands here.\n"
    )
    key = (KeyEntry(1, "Rosa Quispe", "Ana", variants=("Rosa", "Quispe")),)
    made = deidentify(read(tmp_path, said), Replacer(NameKey(key, "sha256:0")))
    assert [turn.span.of(made.document.text) for turn in made.document.turns] == [
        "Here is a story about [Ana]",
        "[Ana] is a name that I know well.",
        "Another paragraph stands here.",
    ]


def test_a_label_that_is_a_word_in_small_letters_is_a_name_all_the_same(tmp_path: Path) -> None:
    said = "int: And here?\nmay: It may be.\nint: And then?\nmay: Nothing.\n"
    path = tmp_path / "X1.txt"
    path.write_text(said, encoding="utf-8")
    document = read_transcript(path, speakers=r"(int|may):").document
    made = deidentify(document, Replacer(NameKey((KeyEntry(1, "May", "Joan"),), "sha256:0")))
    assert made.document.text == said.replace("may:", "Joan:")
    assert {turn.speaker for turn in made.document.turns} == {"int", "Joan"}


def test_replacements_are_in_the_language_of_their_turn_and_keep_forms_of_address(tmp_path: Path) -> None:
    made = deidentify(read(tmp_path, FULL), REPLACER)
    words = [turn.span.of(made.document.text) for turn in made.document.turns]
    assert words == [
        "[Ana], from [a city]?",
        "I am [Ana]'s on [1998]. [アナ]さん! Ask [Ana] nothing.",
        "日本では、[アナ]さん。",
    ]


def test_a_label_has_no_brackets_and_keeps_its_capitals(tmp_path: Path) -> None:
    made = deidentify(read(tmp_path, FULL), REPLACER)
    assert [turn.speaker for turn in made.document.turns] == ["INT", "ANA", "INT"]
    assert made.speakers == {"INT": "INT", "ROSA": "ANA"}


def test_the_new_text_is_read_again_as_the_same_transcript(tmp_path: Path) -> None:
    made = deidentify(read(tmp_path, FULL), REPLACER)
    again = read(tmp_path, made.document.text)
    for field in ("id", "title", "header", "turns", "tiers"):
        assert getattr(again, field) == getattr(made.document, field), field
    assert [each.span for each in again.withheld] == [each.span for each in made.document.withheld]


def test_no_name_is_left_and_a_second_time_changes_nothing(tmp_path: Path) -> None:
    made = deidentify(read(tmp_path, FULL), REPLACER)
    again = deidentify(made.document, REPLACER)
    assert again.changes == ()
    assert again.document.text == made.document.text


def test_every_change_says_what_stood_where(tmp_path: Path) -> None:
    document = read(tmp_path, FULL)
    made = deidentify(document, REPLACER)
    assert all(document.text[each.start : each.end] == each.was for each in made.changes)
    assert [each.now for each in made.changes if each.part == "label"] == ["Ana", "ANA"]
    assert {each.entry for each in made.changes} == {1, 2, 3}


def test_two_speakers_never_get_one_label(tmp_path: Path) -> None:
    entries = (
        KeyEntry(1, "Rosa", "a friend", pseudonym=False),
        KeyEntry(2, "Luz", "a friend", pseudonym=False),
    )
    text = "ROSA: One.\nLUZ: Two.\nROSA: Three.\nLUZ: Four.\n"
    with pytest.raises(SecondmigError, match="same label"):
        deidentify(read(tmp_path, text), Replacer(NameKey(entries, "sha256:0")))


def test_the_kept_file_is_the_new_text(tmp_path: Path) -> None:
    made = deidentify(read(tmp_path, FULL), REPLACER)
    assert made.document.source_sha == made.document.text_sha
    assert made.document.decoding == "utf-8, de-identified"


WORDS = st.lists(
    st.sampled_from(["Rosa", "Lima", "and", "ローサさん", "ローサ", "x", "12 March 1998", "\n", "é"])
)


@given(WORDS, st.data())
def test_a_stretch_holds_the_same_words_with_the_names_replaced(
    words: list[str], data: st.DataObject
) -> None:
    text = " ".join(["start", *words, "end"])
    made = deidentified(text)
    start = data.draw(st.integers(0, len(text) - 1))
    span = Span(start, data.draw(st.integers(start + 1, len(text))))
    moved = made.stretch(span)
    if not made.places.touched(span):
        assert moved.of(made.document.text) == span.of(text)
    inside = [each for each in made.changes if span.contains(Span(each.start, each.end))]
    assert all(each.now in moved.of(made.document.text) for each in inside)


def deidentified(text: str) -> Deidentified:
    document = Document("T", 1, "", "interview", "en", text, "", "", "utf-8", ())
    return deidentify(document, REPLACER)
