import re

from hypothesis import given

from secondmig.codebook.wording import marked_changes
from tests.strategies import nasty_text

_MARK = re.compile(r"\[-(.*?)-\]|\{\+(.*?)\+\}", re.DOTALL)


def test_words_that_changed_are_marked_whole() -> None:
    assert marked_changes("Visa and residence.", "Visa, work permit and residence.") == (
        "Visa{+, work permit+} and residence."
    )


def test_sentence_written_anew_is_one_change() -> None:
    assert marked_changes("one, two, three", "four; five; six") == "[-one, two, three-]{+four; five; six+}"


def test_japanese_changes_by_character() -> None:
    assert marked_changes("日本語の能力", "日本語と能力") == "日本語[-の-]{+と+}能力"


def test_text_that_did_not_change_is_unmarked() -> None:
    assert marked_changes("same", "same") == "same"
    assert marked_changes("", "") == ""


@given(nasty_text(max_pieces=8), nasty_text(max_pieces=8))
def test_both_texts_can_be_read_off(before: str, after: str) -> None:
    if any(mark in text for text in (before, after) for mark in ("[-", "-]", "{+", "+}")):
        return
    marked = marked_changes(before, after)
    assert _MARK.sub(lambda found: found[1] or "", marked) == before
    assert _MARK.sub(lambda found: found[2] or "", marked) == after
