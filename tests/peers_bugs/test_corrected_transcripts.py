"""Corrections after which other tools show the wrong words for a code, and this one must not.

- qc: a line is inserted, and every code below stays on its old line number, while the check stays quiet.
- QualCoder #1284, #1501: a text is edited, codes shift by some letters or are cut, and nobody is told.
- QualCoder, Label Studio #1347: a letter outside the basic plane above a code moves it by one or two.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.project.correcting import Desk, built, copied

DOOR, DOORS = "there was one door", "more doors 👩‍👩‍👧"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("peers") / "study")


@pytest.fixture
def desk(small: Path, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(copied(small, tmp_path / "study"))
    with desk.project:
        yield desk


@pytest.mark.parametrize(
    "correct",
    [
        lambda text: text.replace("#1 [", "#9 [00:00:01] INT: Testing, one two.\n#1 ["),
        lambda text: text.replace("By my grandfather.", "By my grandfather, 𠮟 👷🏽 ☀️ and 👩‍👩‍👧."),
        lambda text: text.replace("How did Japan come into the picture?", "How?"),
        lambda text: text.replace("title: ", "remark: proof-read\ntitle: "),
        lambda text: text.replace("\n", "\r\n"),
    ],
    ids=["a line is inserted", "emoji above", "words above are cut", "header", "line ends"],
)
def test_codes_stay_on_their_words_when_the_text_above_is_edited(
    desk: Desk, correct: Callable[[str], str]
) -> None:
    desk.correct("A1", correct)

    text = desk.text("A1")
    assert {each.span.of(text) for each in desk.codings("A1")} == {DOOR, DOORS}
    assert {each.status for each in desk.codings("A1")} == {"current"}


def test_code_whose_own_words_were_edited_is_not_stretched_over_others_but_waits(desk: Desk) -> None:
    done = desk.correct("A1", lambda text: text.replace("one door for", "no door at all for"))

    assert [row["status"] for row in done.codings.rows] == ["changed", "moved"]
    assert [row["old_quote"] for row in desk.project.corpus_review().rows] == [DOOR]
    assert [row["quote"] for row in desk.project.query_segments().rows if row["document"] == "A1"] == [DOORS]
