"""A word that was taken back is not seen after a correction, whatever the correction does."""

import unicodedata
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.core.placing import compare
from secondmig.core.span import Span, SpanSet
from secondmig.core.types import Document
from secondmig.core.withholding import Carried, carried
from tests.core.versions import at, transcript

SECRET = "Hamid kept the passports in the drawer under the till, all of them."
SAID: list[tuple[str, ...]] = [
    ("INT", "How did you come to work at the shop in the first place?"),
    (
        "IMRAN",
        f"Through a cousin of my wife. {SECRET} That was how it was then.",
        "By a cousin. Hamid kept them.",
    ),
    ("INT", "And how long did you stay there, if I may ask?"),
    ("IMRAN", "Two winters, and then I had my own taxi and did not look back."),
]
OLD = transcript(SAID)


def with_turn(place: int, *turn: str) -> list[tuple[str, ...]]:
    return [*SAID[:place], turn, *SAID[place + 1 :]]


def carry(said: Sequence[tuple[str, ...]], *words: str) -> tuple[Document, Carried]:
    new = transcript(said, version=2)
    taken = [at(OLD, each) for each in words or (SECRET,)]
    return new, carried(compare(OLD, new), taken)


def seen(document: Document, found: Carried) -> str:
    return found.stretches.masked(document.text)


def hidden_turns(document: Document, found: Carried) -> list[int]:
    return [turn.index for turn in document.turns if found.stretches.covers(turn.span)]


def test_words_that_stand_as_before_are_withheld_alone_with_the_translation_under_them() -> None:
    new, found = carry([("INT", "Hello, and thank you for having me today."), *SAID])

    assert "Through a cousin of my wife. █" in seen(new, found)
    assert "█ That was how it was then." in seen(new, found)
    assert "%en: █" in seen(new, found)
    assert (len(found.same), found.widened, found.gone, found.doubtful) == (1, (), (), ())


def test_edit_elsewhere_in_the_turn_changes_nothing() -> None:
    new, found = carry(
        with_turn(1, "IMRAN", SAID[1][1].replace("cousin of my wife", "cousin of my dear wife"))
    )

    assert hidden_turns(new, found) == []
    assert "how it was then" in seen(new, found)
    assert "Hamid" not in seen(new, found)


@pytest.mark.parametrize(
    "words",
    [
        SECRET.replace("drawer", "safe"),
        SECRET + " Mine too, for a year.",
        "I mean, " + SECRET,
        SECRET.replace("Hamid", "The boss"),
        "He had everybody's papers locked away.",
        unicodedata.normalize("NFD", SECRET.replace("passports", "pássports")),
        SECRET.upper(),
    ],
)
def test_passage_that_reads_otherwise_is_withheld_with_its_whole_turn(words: str) -> None:
    new, found = carry(with_turn(1, "IMRAN", SAID[1][1].replace(SECRET, words), "By a cousin."))

    assert 1 in hidden_turns(new, found)
    assert "%en: █" in seen(new, found)
    assert found.widened


def test_passage_that_was_split_into_two_turns_is_withheld_in_both() -> None:
    first, second = SAID[1][1].split(", all of")
    new, found = carry(
        [*SAID[:1], ("IMRAN", first), ("INT", "All?"), ("IMRAN", f"All of{second}"), *SAID[2:]]
    )

    assert not [word for word in ("Hamid", "passports", "drawer", "them.") if word in seen(new, found)]


def test_passage_that_moved_into_another_turn_is_withheld_there() -> None:
    said = with_turn(1, "IMRAN", "Through a cousin of my wife. That was how it was then.")
    said[3] = ("IMRAN", f"{SAID[3][1]} {SECRET.replace('all of them', 'every one')}")
    new, found = carry(said)

    assert 3 in hidden_turns(new, found)
    assert found.repeated == (new.turns[3].span,)
    assert found.gone == ()


@pytest.mark.parametrize(
    "echo",
    [
        "So Hamid kept the passports in the drawer?",
        "Kept the passports, did he?",
        "SO HAMID KEPT THE PASSPORTS IN THE DRAWER?",
        "So Ｈａｍｉｄ kept, the passports -- in the drawer?",
        "So Hámid képt the pássports in the drawér?",
        "So Hamid kept the pass\u00adports in the\u200b drawer?",
    ],
)
def test_new_turn_that_repeats_a_longer_piece_is_withheld(echo: str) -> None:
    new, found = carry([*SAID[:2], ("INT", echo), *SAID[2:]])

    assert hidden_turns(new, found) == [2]
    assert found.repeated


def test_turn_with_one_word_that_stood_only_there_is_named_and_not_withheld() -> None:
    new, found = carry([*SAID[:2], ("INT", "In the drawer?"), *SAID[2:]])

    assert hidden_turns(new, found) == []
    assert found.remarked == (new.turns[2].span,)
    assert found.doubtful == ()


def test_deleted_passage_is_gone() -> None:
    new, found = carry(with_turn(1, "IMRAN", "Through a cousin of my wife. That was how it was then."))

    assert (len(found.gone), found.doubtful, found.widened) == (1, (), ())
    assert hidden_turns(new, found) == []


def test_deleted_passage_whose_words_turn_up_elsewhere_in_other_order_is_doubtful() -> None:
    said = with_turn(1, "IMRAN", "Through a cousin of my wife. That was how it was then.")
    said[3] = ("IMRAN", f"{SAID[3][1]} In his drawer were our passports.")
    new, found = carry(said)

    assert found.doubtful == (new.turns[3].span,)


def test_words_that_were_visible_before_stay_visible() -> None:
    old = transcript([*SAID, ("INT", SECRET)])
    new = transcript([*SAID, ("INT", f"As I said: {SECRET}")])
    found = carried(compare(old, new), [at(old, SECRET)])

    assert hidden_turns(new, found) == []


def test_translation_that_is_new_under_a_withheld_turn_is_withheld() -> None:
    new, found = carry(with_turn(1, "IMRAN", SAID[1][1], "A wholly new translation."))

    assert "translation" not in seen(new, found)


def test_withheld_whole_turn_stays_whole_when_words_are_added_to_it() -> None:
    new, found = carry(with_turn(1, "IMRAN", SAID[1][1] + " And more.", "x"), SAID[1][1])

    assert hidden_turns(new, found) == [1]


def test_masked_words_in_the_place_of_a_passage_widen_nothing() -> None:
    new, found = carry(with_turn(1, "IMRAN", SAID[1][1].replace(SECRET, "█" * len(SECRET)), "█"))

    assert "Through a cousin of my wife." in seen(new, found)
    assert found.widened == ()


def test_file_that_has_nothing_in_common_is_withheld_as_a_whole() -> None:
    new, found = carry([("INT", "Quite other words."), ("MEI", "Nothing of it all.")])

    assert hidden_turns(new, found) == [0, 1]


def test_passage_in_japanese_is_found_without_spaces_and_in_half_width() -> None:
    secret = "社長はパスポートを金庫に入れていました"
    old = transcript(
        [("INT", "それで、そのころはどうでしたか。"), ("MEI", f"はい。{secret}。それだけです。")]
    )
    echo = unicodedata.normalize("NFKC", secret).replace("パスポート", "ﾊﾟｽﾎﾟｰﾄ")
    new = transcript(
        [
            ("INT", "それで、そのころはどうでしたか。"),
            ("MEI", "はい。それだけです。"),
            ("INT", f"え、{echo}か。"),
        ]
    )
    found = carried(compare(old, new), [at(old, secret)])

    assert SpanSet.of(found.stretches).covers(new.turns[2].span)


def test_words_come_back_hidden_where_a_version_between_had_none_of_them() -> None:
    middle = transcript(with_turn(1, "IMRAN", "Through a cousin of my wife. That was how it was then."))
    new = transcript(SAID, version=3)
    known = compare(middle, new).alignment.firm()
    visible = SpanSet.of(Span(block.new, block.new + block.size) for block in known.blocks)
    found = carried(compare(OLD, new), [at(OLD, SECRET)], known=visible, places=False)

    assert "Hamid kept the passports" not in seen(new, found)
    assert "Two winters" in seen(new, found)


# Every word of the passage stands nowhere else, so a word that is seen has been let out by the correction.
RARE = ("quillwort", "thimblerig", "marchpane", "gallimaufry", "ragamuffin", "flibbertigibbet", "taradiddle")
PASSAGE = " ".join(RARE)
PLAIN = (
    "yes",
    "and then",
    "door",
    "I came here in spring.",
    "日本",
    "né",
    "Well.",
    "It was long ago, you know.",
)
TURN = st.tuples(
    st.sampled_from(["INT", "ROSA", "ANA"]),
    st.lists(st.sampled_from(PLAIN), min_size=1, max_size=6).map(" ".join),
)


@st.composite
def corrected(draw: st.DrawFn) -> tuple[Document, list[tuple[str, str]]]:
    """A transcript whose one passage is taken back, and its turns after some corrections."""
    said = draw(st.lists(TURN, min_size=1, max_size=8))
    before, after = draw(st.sampled_from(["", "So. "])), draw(st.sampled_from(["", " Right, and so on."]))
    said.insert(draw(st.integers(0, len(said))), ("ROSA", f"{before}{PASSAGE}.{after}"))
    new = list(said)
    for _ in range(draw(st.integers(1, 5))):
        place = draw(st.integers(0, len(new) - 1))
        edit = draw(st.sampled_from(EDITS))
        new[place : place + 1] = edit(draw, *new[place])
        new = new or [("INT", "Nothing.")]
        if draw(st.integers(0, 3)) == 0:
            new.insert(draw(st.integers(0, len(new))), new.pop(min(place, len(new) - 1)))
    return transcript(said), [(speaker, words or "-") for speaker, words in new]


def _insert(draw: st.DrawFn, speaker: str, words: str) -> list[tuple[str, str]]:
    return [draw(TURN), (speaker, words)]


def _delete(_draw: st.DrawFn, _speaker: str, _words: str) -> list[tuple[str, str]]:
    return []


def _repeat(_draw: st.DrawFn, speaker: str, words: str) -> list[tuple[str, str]]:
    return [(speaker, words), ("INT", words)]


def _change(draw: st.DrawFn, speaker: str, words: str) -> list[tuple[str, str]]:
    cut = draw(st.integers(0, len(words)))
    more = draw(st.sampled_from([*PLAIN, "", "!"]))
    return [(speaker, words[:cut] + more + words[cut + draw(st.integers(0, 6)) :])]


def _split(draw: st.DrawFn, speaker: str, words: str) -> list[tuple[str, str]]:
    cut = draw(st.integers(0, len(words)))
    return [(speaker, words[:cut] + " -"), ("INT", "- " + words[cut:])]


def _rewrite(draw: st.DrawFn, speaker: str, words: str) -> list[tuple[str, str]]:
    return [(speaker, draw(st.sampled_from([str.upper, str.title, _decomposed]))(words))]


def _relabel(draw: st.DrawFn, _speaker: str, words: str) -> list[tuple[str, str]]:
    return [(draw(st.sampled_from(["INT", "ANA"])), words)]


def _decomposed(words: str) -> str:
    return unicodedata.normalize("NFD", words)


EDITS = (_insert, _delete, _repeat, _change, _change, _split, _rewrite, _relabel)


@given(corrected())
def test_no_longer_piece_of_what_was_taken_back_is_ever_seen(
    versions: tuple[Document, list[tuple[str, str]]],
) -> None:
    old, said = versions
    new = transcript(said, version=2)
    found = carried(compare(old, new), [at(old, PASSAGE)])
    shown = seen(new, found).casefold()
    words = [word for word in RARE if word in shown]

    named = SpanSet.of([*found.doubtful, *found.remarked])
    for word in words:
        place = shown.index(word)
        assert any(span.start <= place < span.end for span in named)
    five = [" ".join(RARE[start : start + 5]) for start in range(3)]
    assert not any(piece in shown for piece in five)
