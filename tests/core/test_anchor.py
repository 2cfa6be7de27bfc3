"""A quote is found again, or a person is asked to look; never is another quote taken for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.core.anchor import anchor_at, find_again, holds
from secondmig.core.ids import content_hash
from secondmig.core.span import Span
from tests.strategies import canonical_text, nasty_text, text_and_span

INTERVIEW = (
    "INT: And did they?\n"
    "ROSA: They told me, irasshaimase, like in the shops. No. My surname is Japanese.\n"
    "INT: Mm.\n"
    "ROSA: Yes.\n"
    "INT: And it was for the money, then, California?\n"
    "ROSA: No! The first years I earned less. Less than the car seats!\n"
    "INT: Would you go back?\n"
    "ROSA: No. I think I am finished with beginning. Twice is enough.\n"
)


def span_of(text: str, words: str) -> Span:
    assert text.count(words) == 1, words
    start = text.index(words)
    return Span(start, start + len(words))


@st.composite
def edited(draw: st.DrawFn, text: str, near: Span) -> str:
    """``text`` after one to four replacements anywhere, most of them around or inside ``near``."""
    for _ in range(draw(st.integers(1, 4))):
        low = max(0, min(near.start - 5, len(text)))
        high = max(low, min(near.end + 5, len(text)))
        around = st.integers(low, high)
        start = draw(st.one_of(around, st.integers(0, len(text))))
        end = min(len(text), start + draw(st.integers(0, 8)))
        text = text[:start] + draw(nasty_text(max_pieces=3)) + text[end:]
    return text


@given(case=text_and_span(), context=st.integers(0, 40))
def test_anchor_at_holds_quote_context_and_hash(case: tuple[str, Span], context: int) -> None:
    text, span = case
    anchor = anchor_at(text, span, context=context)
    assert anchor.prefix + anchor.quote + anchor.suffix in text
    assert anchor.quote == span.of(text)
    assert len(anchor.prefix) == min(context, span.start)
    assert len(anchor.suffix) == min(context, len(text) - span.end)
    assert anchor.text_sha == content_hash(text)
    assert holds(anchor, text)


def test_anchor_at_refuses_a_span_after_the_text() -> None:
    with pytest.raises(ValueError, match="2-9"):
        anchor_at("short", Span(2, 9))


@given(case=text_and_span())
def test_find_again_in_the_same_text_is_exact(case: tuple[str, Span]) -> None:
    text, span = case
    found = find_again(anchor_at(text, span), text)
    assert (found.status, found.span, found.quote) == ("exact", span, span.of(text))


@given(data=st.data(), case=text_and_span(max_pieces=12), repeat=st.integers(1, 3))
def test_find_again_never_takes_other_words_for_the_quote(
    data: st.DataObject, case: tuple[str, Span], repeat: int
) -> None:
    text, span = case
    text *= repeat
    anchor = anchor_at(text, span)
    changed = data.draw(edited(text, span))
    found = find_again(anchor, changed)
    if found.status == "lost":
        assert (found.span, found.quote) == (None, "")
        return
    assert found.span is not None
    assert found.span.end <= len(changed)
    assert found.span.of(changed) == found.quote
    if found.status in {"exact", "moved"}:
        assert found.quote == anchor.quote
        assert (found.status == "exact") == (found.span == span)


@given(before=canonical_text(max_pieces=10).filter(bool))
def test_find_again_follows_words_pushed_down(before: str) -> None:
    span = span_of(INTERVIEW, "The first years I earned less.")
    found = find_again(anchor_at(INTERVIEW, span), before + INTERVIEW)
    assert (found.status, found.span) == ("moved", span.shifted(len(before)))


def test_find_again_tells_equal_quotes_apart_by_context() -> None:
    text = "INT: Here? A: Yes. INT: There? B: Yes. INT: Anywhere? C: Yes."
    start = text.index("Yes. INT: Anywhere")
    changed = "INT: Before? Z: Yes. " + text
    found = find_again(anchor_at(text, Span(start, start + 4)), changed)
    assert (found.status, found.span) == ("moved", Span(start + 21, start + 25))


def test_find_again_is_not_taken_in_by_an_equal_quote_that_slid_to_the_old_place() -> None:
    asked, inserted = "INT: One more? ROSA: Yes, yes. ", "INT: Any food? ROSA: Yes, yes. "
    text = "INT: Begin now. " + asked + "INT: Over."
    at = text.index("Yes, yes.")
    moved = "INT: Begin now. " + inserted + asked + "INT: Over."
    assert moved[at : at + 9] == "Yes, yes."
    found = find_again(anchor_at(text, Span(at, at + 9), context=20), moved)
    assert (found.status, found.span) == ("moved", Span(at, at + 9).shifted(len(inserted)))


def test_find_again_asks_where_several_places_are_equally_good() -> None:
    line = "INT: So? ROSA: It was the money. "
    text = line + "END"
    start = text.index("It was the money.")
    changed = "INT: Hm. " + line + line
    found = find_again(anchor_at(text, Span(start, start + 17), context=10), changed)
    assert (found.status, found.quote) == ("changed", "It was the money.")
    assert found.span == Span(start + 9, start + 26), "the nearest is proposed"


def test_find_again_distrusts_a_short_quote_in_strange_company() -> None:
    anchor = anchor_at(INTERVIEW, span_of(INTERVIEW, "Yes."))
    assert find_again(anchor, "A wholly other text, in which someone writes Yes. once").status == "changed"


@pytest.mark.parametrize(("kept", "status"), [("INT: Mm.\nROSA: ", "moved"), ("ROSA: ", "changed")])
def test_find_again_trusts_a_short_quote_with_enough_of_its_context(kept: str, status: str) -> None:
    anchor = anchor_at(INTERVIEW, span_of(INTERVIEW, "Yes."))
    found = find_again(anchor, f"A wholly other beginning. {kept}Yes. And another end.")
    assert (found.status, found.quote) == (status, "Yes.")


def test_find_again_does_not_take_a_similar_sentence_for_one_cut_out_of_its_context() -> None:
    span = span_of(INTERVIEW, "The first years I earned less.")
    cut = INTERVIEW.replace("The first years I earned less.", "") + "ANA: The first year I earned less."
    assert find_again(anchor_at(INTERVIEW, span), cut).status == "lost"


def test_find_again_shows_the_words_that_took_the_place() -> None:
    changed = INTERVIEW.replace("I earned less.", "I earned a good deal less.")
    found = find_again(anchor_at(INTERVIEW, span_of(INTERVIEW, "The first years I earned less.")), changed)
    assert (found.status, found.quote) == ("changed", "The first years I earned a good deal less.")


def test_find_again_finds_corrected_words_when_the_context_changed_too() -> None:
    changed = INTERVIEW.replace(
        "No! The first years I earned", "Nooo. Those first years I have earned"
    ).replace("Less than the car seats!", "Even less than a car seat!")
    found = find_again(anchor_at(INTERVIEW, span_of(INTERVIEW, "The first years I earned less.")), changed)
    assert found.status == "changed"
    assert "first years I have earned less." in found.quote


def test_find_again_finds_a_long_passage_moved_and_corrected() -> None:
    passage = " ".join(f"word{n} of the story" for n in range(100))
    text = "A: start. " + passage + " B: end." + "x" * 3000
    corrected = passage.replace("word50 of", "word fifty of")
    changed = "x" * 5000 + "C: now. " + corrected + " D: over."
    found = find_again(anchor_at(text, span_of(text, passage)), changed)
    assert (found.status, found.quote) == ("changed", corrected)


@pytest.mark.parametrize(
    "changed",
    [
        "",
        "nothing of it",
        INTERVIEW.replace(" The first years I earned less.", ""),
        INTERVIEW.replace("The first years I earned less. ", ""),
        "山" * 500,
    ],
)
def test_find_again_says_lost_where_nothing_like_it_stands(changed: str) -> None:
    anchor = anchor_at(INTERVIEW, span_of(INTERVIEW, "The first years I earned less."))
    found = find_again(anchor, changed)
    assert (found.status, found.span, found.quote) == ("lost", None, "")
