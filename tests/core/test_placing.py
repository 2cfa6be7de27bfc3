"""Where the words of one version of a transcript stand in another, and in whose mouth."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.core.placing import OTHERS_WORDS, WORD_GROWN, Placed, compare
from secondmig.core.types import Document
from tests.core.versions import at, transcript

SAID: list[tuple[str, ...]] = [
    ("INT", "How did it go there?"),
    ("ROSA", "In Japan there was one door for people like me. Yes."),
    ("INT", "And here?"),
    ("ROSA", "Yes. Here there are more doors, I would say.", "Yes. There are more doors here."),
]
OLD = transcript(SAID)


def placed(new: Document, words: str, *, old: Document = OLD) -> tuple[str, str | None]:
    found = compare(old, new).place(at(old, words))
    return found.status, found.span.of(new.text) if found.span else None


def changed(place: int, *turn: str) -> Document:
    said = list(SAID)
    said[place] = turn
    return transcript(said, version=2)


def test_unchanged_words_are_exact_and_those_behind_a_new_turn_moved() -> None:
    new = transcript([SAID[0], SAID[1], ("INT", "One?"), *SAID[2:]])

    assert placed(new, "one door") == ("exact", "one door")
    assert placed(new, "more doors") == ("moved", "more doors")


def test_short_words_in_a_turn_taken_out_are_not_found_in_another_turn() -> None:
    old = transcript([*SAID, ("INT", "Sure?"), ("ROSA", "Oh yes."), ("INT", "Quite?"), ("ROSA", "Oh yes.")])
    new = transcript([*SAID, ("INT", "Quite?"), ("ROSA", "Oh yes.")])
    first = compare(old, new).place(at(old, "Oh yes."))

    assert (first.status, first.reason) == ("changed", OTHERS_WORDS)


def test_same_words_that_stood_in_the_new_place_before_are_not_taken_for_moved_ones() -> None:
    words = "I would not say so, to be quite honest with you."
    old = transcript([("ROSA", words), ("INT", "Why is that?"), ("ROSA", f"As I said. {words}")])
    new = transcript([("ROSA", "No."), ("INT", "Why is that?"), ("ROSA", f"As I said. {words}")])

    found = compare(old, new).place(at(old, words))

    assert (found.status, found.reason) == ("changed", OTHERS_WORDS)
    assert found.span is not None
    assert found.span.of(new.text) == "No."


def test_words_of_a_turn_that_was_moved_whole_are_moved() -> None:
    new = transcript([SAID[2], SAID[3], SAID[0], SAID[1]])

    assert placed(new, "there was one door for people") == ("moved", "there was one door for people")


def test_words_in_the_mouth_of_somebody_else_are_changed() -> None:
    new = changed(1, "INT", SAID[1][1])

    found = compare(OLD, new).place(at(OLD, "one door"))
    assert (found.status, found.reason) == ("changed", "the words stand in a turn of INT now")


def test_words_of_a_turn_that_moved_into_its_translation_are_changed() -> None:
    new = changed(3, "ROSA", "Ja.", "Yes. Here there are more doors, I would say.")

    assert placed(new, "Here there are more doors")[0] == "changed"


def test_label_in_another_case_or_composition_is_the_same_speaker() -> None:
    old = transcript([("JOSÉ", "There was one door."), ("INT", "Yes?")])
    new = transcript([(unicodedata.normalize("NFD", "José"), "There was one door."), ("INT", "Yes?")])

    assert placed(new, "one door", old=old)[0] in {"exact", "moved"}


def test_label_that_is_another_throughout_is_a_new_name() -> None:
    new = transcript([(("ANNA" if each[0] == "ROSA" else "INT"), *each[1:]) for each in SAID])
    correction = compare(OLD, new)

    assert correction.renamed == {"rosa": "anna"}
    assert correction.place(at(OLD, "one door")).status in {"exact", "moved"}


def test_label_that_is_another_in_one_turn_of_two_is_another_speaker() -> None:
    new = changed(3, "ANNA", *SAID[3][1:])

    assert placed(new, "more doors")[0] == "changed"
    assert placed(new, "one door") == ("exact", "one door")


def test_learning_who_speaks_moves_nothing_unless_it_is_who_asks() -> None:
    old = transcript([("", "So how was it over there?"), ("", "There was one door for me.")])
    new = transcript([("INT", "So how was it over there?"), ("MEI", "There was one door for me.")])

    assert placed(new, "one door", old=old)[0] == "moved"
    assert placed(new, "over there", old=old)[0] == "changed"


@pytest.mark.parametrize("tail", ["s", "\u0301", "\u200d👧", "\ufe0f"])
def test_word_or_letter_that_goes_on_beyond_the_quotation_is_changed(tail: str) -> None:
    new = changed(1, "ROSA", SAID[1][1].replace("one door", f"one door{tail}"))
    found = compare(OLD, new).place(at(OLD, "one door"))

    assert (found.status, found.reason) == ("changed", WORD_GROWN)
    assert found.span is not None
    assert found.span.of(new.text) == f"one door{tail}"


def test_other_composition_of_the_same_letters_is_changed_with_the_whole_as_proposal() -> None:
    old = transcript([("ANA", "Vivía cerca del café de la esquina."), ("INT", "¿Sí?")])
    new = transcript([("ANA", unicodedata.normalize("NFD", old.turns[0].span.of(old.text))), ("INT", "¿Sí?")])
    status, words = placed(new, "cerca del café de", old=old)

    assert status == "changed"
    assert words is not None
    assert unicodedata.normalize("NFC", words) == "cerca del café de"


def test_edited_words_are_proposed_from_edge_to_edge() -> None:
    new = changed(1, "ROSA", SAID[1][1].replace("one door for", "a single small door, for"))

    assert placed(new, "there was one door for") == ("changed", "there was a single small door, for")


def test_proposal_stays_in_the_turn_of_the_same_speaker() -> None:
    said = [*SAID[:1], ("ROSA", "In Japan there was a"), ("INT", "A what?"), ("ROSA", "door."), *SAID[2:]]
    status, words = placed(transcript(said), "there was one door for people like me. Yes.")

    assert status == "changed"
    assert words is not None
    assert "INT" not in words


def test_deleted_words_are_lost() -> None:
    assert placed(changed(1, "ROSA", "Hm."), "there was one door for people") == ("lost", None)


def test_nothing_is_left_of_an_empty_text() -> None:
    assert compare(OLD, transcript([("INT", "x")])).place(at(OLD, "one door")) == Placed(
        "lost", None, "not in the text any more"
    )


WORDS = (
    "yes",
    "no",
    "日本",
    "door",
    "né",
    "ne\u0301",
    "👩\u200d👩\u200d👧",
    "Yes.",
    "and then",
    "ﬁn",
    "か\u3099",
)
TURN = st.tuples(
    st.sampled_from(["INT", "ROSA", "ANA", ""]),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join),
)


@st.composite
def corrections(draw: st.DrawFn) -> tuple[Document, Document]:
    """A transcript of few words that come again and again, and the same after some corrections."""
    said = draw(st.lists(TURN, min_size=1, max_size=12))
    new = list(said)
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, max(0, len(new) - 1)))
        what = draw(st.sampled_from(["insert", "delete", "repeat", "swap", "words", "compose", "speaker"]))
        speaker, words = new[place] if new else ("INT", "yes")
        if what == "insert":
            new.insert(place, draw(TURN))
        elif what == "delete" and len(new) > 1:
            del new[place]
        elif what == "repeat":
            new.insert(draw(st.integers(0, len(new))), (speaker, words))
        elif what == "swap":
            new.append(new.pop(place))
        elif what == "words":
            at_word = draw(st.integers(0, len(words)))
            new[place] = (speaker, words[:at_word] + draw(st.sampled_from(WORDS)) + words[at_word + 2 :])
        elif what == "compose":
            new[place] = (speaker, unicodedata.normalize(draw(st.sampled_from(["NFC", "NFD"])), words))
        else:
            new[place] = (draw(st.sampled_from(["INT", "ROSA"])), words)
    return transcript(said), transcript(new, version=2)


@given(corrections(), st.data())
def test_exact_and_moved_words_are_the_same_words_of_the_same_speaker(
    versions: tuple[Document, Document], data: st.DataObject
) -> None:
    old, new = versions
    turn = data.draw(st.sampled_from(old.turns))
    start = data.draw(st.integers(turn.span.start, turn.span.end - 1))
    span = type(turn.span)(start, data.draw(st.integers(start + 1, turn.span.end)))
    correction = compare(old, new)
    found = correction.place(span)

    if found.status in {"exact", "moved"}:
        assert found.span is not None
        assert found.span.of(new.text) == span.of(old.text)
        assert (found.status == "exact") == (found.span == span)
        (there,) = [each for each in new.turns if each.span.contains(found.span)]
        same = correction.renamed.get(turn.speaker.casefold(), turn.speaker.casefold())
        assert there.speaker.casefold() == same or (not turn.speaker and there.role != "interviewer")
    else:
        assert found.reason
        assert (found.span is None) == (found.status == "lost")


@given(corrections())
def test_two_turns_never_go_to_the_same_place(versions: tuple[Document, Document]) -> None:
    old, new = versions
    correction = compare(old, new)
    found = correction.place_all(turn.span for turn in old.turns)
    places = [each.span for each in found.values() if each.status in {"exact", "moved"}]

    assert len(set(places)) == len(places)


def test_two_turns_that_would_go_to_the_same_words_both_wait() -> None:
    old = transcript([("INT", "yes")] * 4)
    new = transcript([("INT", "yess"), ("INT", "yes")])
    placed = compare(old, new).place_all(turn.span for turn in old.turns)

    going = [each.span for each in placed.values() if each.status in {"exact", "moved"}]
    assert len(going) == len(set(going))
