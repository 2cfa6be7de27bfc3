"""What a file takes back is withheld with every place that repeats it, and no message repeats it either."""

import pytest

from secondmig.core.types import Document
from tests.transcript.reading import corpus_document, problems

BODY = """#9 INT: Was it decent?
#10 IMRAN: Sure. Between us? It were three quid. Three quid! Don't write that.
%en: between us, three quid
%note: withdrawn from "Between us"
#11 INT: It's out.
%note: stays
"""


def interview(withdrawn: str) -> str:
    return f"---\nid: UK07\nwithdrawn:\n  - {withdrawn}\n---\n{BODY}"


def stretches(document: Document) -> list[str]:
    return [stretch.span.of(document.text) for stretch in document.withheld]


def test_withheld_are_the_words_to_the_end_of_the_turn_its_tiers_and_the_header() -> None:
    text = interview('{turn: 10, from: "Between us?", to: end}')
    document = corpus_document(text)
    assert stretches(document) == [
        text[: text.index("#9")],
        "Between us? It were three quid. Three quid! Don't write that.",
        "between us, three quid",
        'withdrawn from "Between us"',
    ]
    assert [stretch.reason for stretch in document.withheld] == [
        "the header quotes withdrawn words",
        "withdrawn in the header: turn 10",
        "stands under withdrawn turn 10",
        "stands under withdrawn turn 10",
    ]
    assert "withdrawn" not in document.header


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ("{turn: 10, from: It were, to: three quid.}", "It were three quid."),
        ("{turn: 10, from: It were}", "It were three quid. Three quid! Don't write that."),
        ("{turn: 10, to: us?}", "Sure. Between us?"),
    ],
)
def test_withheld_stretch_runs_through_the_last_words(item: str, words: str) -> None:
    assert stretches(corpus_document(interview(item)))[1] == words


def test_withheld_whole_turn_leaves_the_header_readable() -> None:
    assert stretches(corpus_document(interview("turn: 10"))) == [
        "Sure. Between us? It were three quid. Three quid! Don't write that.",
        "between us, three quid",
        'withdrawn from "Between us"',
    ]


def test_withheld_twice_in_one_turn_withholds_tiers_and_header_once() -> None:
    document = corpus_document(interview("{turn: 10, from: Sure, to: Sure.}\n  - {turn: 10, from: Three}"))
    assert len(document.withheld) == 5
    assert [stretch.span for stretch in document.withheld] == sorted(
        stretch.span for stretch in document.withheld
    )


@pytest.mark.parametrize(
    ("item", "trouble"),
    [
        ("{turn: 7}", "there is no turn #7 to withdraw from"),
        ("{turn: 9, from: Between us}", "turn #9: the words of 'from' are not in it"),
        ("{turn: 10, from: quid}", "turn #10: the words of 'from' stand there more than once"),
        ("{turn: 10, from: Between, to: quid}", "turn #10: the words of 'to' stand there more than once"),
        ("{turn: 10, from: Don't, to: Sure}", "turn #10: the words of 'to' are not in it"),
    ],
)
def test_withheld_words_that_cannot_be_found_are_an_error_that_does_not_repeat_them(
    item: str, trouble: str
) -> None:
    assert problems(lambda: corpus_document(interview(item))) == [f"US01.txt:4: {trouble}"]
