"""Labels without a colon: names in brackets, before a tab, a dash or a wide space."""

import pytest

from secondmig.transcript.lines import filled_lines
from secondmig.transcript.marked import in_brackets, set_apart
from tests.transcript.reading import plain_document, said


@pytest.mark.parametrize(
    "shape",
    [
        "[{}] ",
        "<{}> ",
        "({}) ",
        "【{}】",
        "（{}）",
        "［{}］　",
        "{}\t",
        "{} - ",
        "{} — ",
        "{}　",
        "{}> ",
        "**{}** - ",
    ],
)
def test_every_mark_gives_the_same_turns(shape: str) -> None:
    pairs = [("INT", "Was it cold?"), ("ROSA", "Yes."), ("INT", "And then?"), ("ROSA", "We left.")]
    document = plain_document("".join(f"{shape.format(name)}{words}\n" for name, words in pairs))
    assert said(document) == pairs


@pytest.mark.parametrize(
    "text",
    [
        "[Laughs] a\n[Pause] b\n[Laughs] c\n[Pause] d",
        "[laughs] a\n[pause] b\n[laughs] c\n[pause] d",
        "(Silence) a\n(Music) b\n(Silence) c\n(Music) d",
        "[1] a\n[2] b\n[1] c\n[2] d",
        "Anna - a\nMaria - b\nAnna - c\nMaria - d",
        "UK\tx\n" + "words and words\n" * 9 + "US\ty\nUK\tz\nUS\tx\n",
        "",
    ],
)
def test_remarks_lists_and_words_are_no_names(text: str) -> None:
    filled = filled_lines(text)
    assert not in_brackets(text, filled).labels
    assert not set_apart(text, filled).labels
