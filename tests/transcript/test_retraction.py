"""Turns that may ask not to be used are found in three languages; stories about asking mostly are not."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.core.span import Span
from secondmig.transcript import retraction
from secondmig.transcript.model import Comment
from secondmig.transcript.read import read_document
from secondmig.transcript.retraction import Asked, asked_back
from tests.transcript.reading import corpus_document

CORPUS = Path(__file__).parents[2] / "corpus"


def asked(words: str, *tiers: str) -> bool:
    text = "#1 INT: So?\n#2 ROSA: " + words + "\n" + "".join(f"{tier}\n" for tier in tiers) + "#3 INT: Mm.\n"
    found = asked_back(corpus_document(text))
    assert {each.turn_index for each in found} <= {1}
    return bool(found)


@pytest.mark.parametrize(
    "words",
    [
        "Well, don't write that.",
        "But don’t put that in, please.",
        "Please don't use this.",
        "DON'T WRITE THAT DOWN",
        "This is off the record.",
        "Between us? It was three quid.",
        "That stays between us.",
        "Between you and me, he drank.",
        "Can you turn off the recorder?",
        "Switch that off, please.",
        "You should leave that out.",
        "No ponga eso, por favor.",
        "Eso no lo escriba.",
        "Que quede entre nosotros.",
        "Esto que no salga de aquí.",
        "書かないで、その名前は。",
        "ここだけの話ですけど。",
        "オフレコでお願いします。",
        "これは使わないでください。",
        "録音、録音止めて。",
        "公表しないで。",
    ],
)
def test_requests_are_found(words: str) -> None:
    assert asked(words)


@pytest.mark.parametrize(
    "words",
    [
        "There was a towel between us.",
        "The difference between us and them.",
        "We don't use that word at home.",
        "I didn't write that letter.",
        "He told me they don't print it any more.",
        "It was sad to take that out.",
        "No use in asking.",
        "No, use the other door.",
        "La diferencia entre nosotros y ellos.",
        "日本語で書かない。",
        "誰も使わないで終わった。",
        "He kept the record.",
        "",
    ],
)
def test_stories_are_passed_over(words: str) -> None:
    assert not asked(words or "x")


@pytest.mark.parametrize(
    "tier",
    [
        "%note: she asked us not to quote this",
        "%note: withdrawn by letter",
        "%note: 非公開",
        "%en: don't write that",
    ],
)
def test_notes_and_translations_are_looked_through(tier: str) -> None:
    assert asked("Mhm.", tier)


def test_remark_in_the_margin_is_looked_through() -> None:
    document = corpus_document("#1 INT: So?\n#2 ROSA: Three quid.\n")
    span = document.turns[1].span
    remarks = [
        Comment(Span(span.start, span.start + 5), "A", "Please do not quote"),
        Comment(None, "B", "redact"),
    ]
    assert asked_back(document, remarks) == (Asked(1, "comment"),)


def test_what_the_file_withholds_itself_is_not_proposed_again() -> None:
    uk07 = (CORPUS / "UK07.txt").read_text(encoding="utf-8")
    assert asked_back(corpus_document(uk07)) == ()
    without = re.sub(r"withdrawn:\n( +- .*\n)+", "", uk07)
    assert asked_back(corpus_document(without)) == (Asked(9, "turn"),)


def test_demo_corpus_raises_no_more_than_four_proposals() -> None:
    found = {
        path.stem: [each.turn_index + 1 for each in asked_back(read_document(path))]
        for path in sorted(CORPUS.glob("[JU][PKS]0[1-8].txt"))
    }
    assert {name: turns for name, turns in found.items() if turns} == {
        "JP07": [38],
        "JP08": [2, 44],
        "US03": [30],
    }


_OF_PHRASES = (
    *(
        "don't write that",
        "DON’T USE IT",
        "Don't you please print this",
        "do not type down",
        "so ",
        "please ",
    ),
    *(
        "off the record",
        "conf\u0130dential",
        "keep this ",
        "ta\u212ae that out",
        "delete that",
        " between us",
    ),
    *(
        "Eso no lo grabes",
        ". NO ANOTE,",
        "entre TÚ y yo",
        "no salga de AQUÍ",
        "apague la grabadora",
        "recorder",
    ),
    *("書かないでください", "オフレコ", "録音を止め", "👩‍👩‍👧", "n\u0303", "?", ". ", "\n", " ", "x" * 90),
)


@given(text=st.lists(st.sampled_from(_OF_PHRASES), max_size=12).map("".join))
def test_phrases_are_found_as_if_every_character_were_looked_at(text: str) -> None:
    small = text.replace("İ", "I").lower()
    for pattern in {pattern for _, pattern in retraction._MARGIN}:
        signs = [sign for sign in retraction._MARGIN if sign[1] == pattern]
        found = sorted(set(retraction._hits(text, signs)))
        assert found == [match.end() - 1 for match in re.finditer(pattern, small, re.MULTILINE)]
