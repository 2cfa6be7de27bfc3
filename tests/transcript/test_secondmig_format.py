"""The corpus format: turns with number, time and label, their tiers, and nothing lost on the way."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.core.errors import SecondmigError
from secondmig.core.ids import content_hash
from secondmig.core.types import Document, Tier, Turn
from secondmig.transcript.model import CERTAIN, NO
from secondmig.transcript.secondmig_format import SecondmigFormat
from tests.strategies import canonical_text, nasty_text
from tests.transcript.reading import corpus_document, problems, report_of, request, said

INTERVIEW = """---
id: US01
fictional: true
title: "Rosa: the doors"
pseudonym: Rosa
language: en-NG
languages: [en, es]
consent: T3
---
#1 [00:00:04] INT: So, um, thank you: again.
#2 [01:01:24.5] ROSA: I expected... La verdad, yo pensé que iba a ser volver a casa.
%en: The truth is, I thought it would be like coming home.
%note: looks away

#3 HUSBAND: I only bring the tea.

It is hot.
  Careful.
#12 : mhm
#13 [00:09:00] INTERPRETER:
七年いらしても。
"""


def with_header(*body: str, header: str = "id: US01") -> str:
    return "\n".join(["---", header, "---", *body, ""])


def test_document_carries_header_text_and_hashes() -> None:
    document = corpus_document(INTERVIEW)
    assert (document.id, document.version, document.title) == ("US01", 1, "Rosa: the doors")
    assert (document.kind, document.language, document.decoding) == ("interview", "en-NG", "utf-8")
    assert document.text == INTERVIEW
    assert document.text_sha == document.source_sha == content_hash(INTERVIEW)
    assert document.header == {
        "fictional": "true",
        "title": "Rosa: the doors",
        "pseudonym": "Rosa",
        "languages": ("en", "es"),
        "consent": "T3",
    }


def test_turns_hold_words_without_number_time_and_label() -> None:
    assert said(corpus_document(INTERVIEW)) == [
        ("INT", "So, um, thank you: again."),
        ("ROSA", "I expected... La verdad, yo pensé que iba a ser volver a casa."),
        ("HUSBAND", "I only bring the tea.\n\nIt is hot.\n  Careful."),
        ("", "mhm"),
        ("INTERPRETER", "七年いらしても。"),
    ]


def test_turns_carry_number_time_role_and_language() -> None:
    turns = corpus_document(INTERVIEW).turns
    assert [(turn.index, turn.number, turn.time_start) for turn in turns] == [
        (0, 1, 4000),
        (1, 2, 3684500),
        (2, 3, None),
        (3, 12, None),
        (4, 13, 540000),
    ]
    assert [turn.role for turn in turns] == ["interviewer", "participant", "other", "other", "other"]
    assert [turn.language for turn in turns] == ["en", "es", "en", "en", "ja"]


def test_tiers_stand_under_their_turn() -> None:
    document = corpus_document(INTERVIEW)
    assert [(tier.name, tier.turn_index, tier.span.of(document.text)) for tier in document.tiers] == [
        ("en", 1, "The truth is, I thought it would be like coming home."),
        ("note", 1, "looks away"),
    ]


def test_tier_goes_on_directly_below_it() -> None:
    document = corpus_document("#1 A: one\n%note: first\nsecond\n\nthird\n#2 B: two\n")
    (tier,) = document.tiers
    assert tier.span.of(document.text) == "first\nsecond"
    assert said(document) == [("A", "one"), ("B", "two")]
    assert [(line.number, line.text) for line in report_of(document).unparsed] == [(5, "third")]


def test_lines_above_the_first_turn_are_reported() -> None:
    document = corpus_document(with_header("Kitchen, rain.", "", "#1 A: one"))
    assert [(line.number, line.text) for line in report_of(document).unparsed] == [(4, "Kitchen, rain.")]


def test_document_without_header_is_named_after_the_file() -> None:
    document = corpus_document("#1 A: one\n")
    assert (document.id, document.title, document.language, document.header) == ("US01", "", "und", {})


def test_kind_of_the_user_wins_over_the_header() -> None:
    text = with_header("#1 A: one", header="id: US01\nkind: press")
    assert corpus_document(text).kind == "press"
    assert corpus_document(text, request(kind="policy")).kind == "policy"


def test_roles_of_the_user_win_over_labels() -> None:
    document = corpus_document(
        "#1 INT: one\n#2 Rosa: two\n", request(roles={"rosa": "participant", "INT": "other"})
    )
    assert [turn.role for turn in document.turns] == ["other", "participant"]


def test_indented_turns_and_full_width_colons_are_understood() -> None:
    document = corpus_document("  #1 聞き手： はい\n\t%en： yes\n")
    assert said(document) == [("聞き手", "はい")]
    assert document.turns[0].role == "interviewer"
    assert [tier.name for tier in document.tiers] == ["en"]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["#1 no label here"], "4: not understood as a turn"),
        (["#1 [00:99:00] A: bad time"], "4: not understood as a turn"),
        (["#1 [1:30] A: short time"], "4: not understood as a turn"),
        (["#1A: glued"], "4: not understood as a turn"),
        (["#１ A: full-width"], "4: not understood as a turn"),
        (["#1 So, um, thank you: again"], "4: not understood as a turn"),
        (["#1 A: one", "#1 B: two"], "5: turn #1 is there already, in line 4"),
        (["#1 A: one", "#2 B:", "#3 A: two"], "5: turn #2 has no words"),
        (["%en: alone", "#1 A: one"], "4: a tier before the first turn"),
        (["#1 A: one", "% no tier"], "5: not understood as a tier"),
    ],
)
def test_lines_that_fit_nothing_are_refused_at_their_line(lines: list[str], expected: str) -> None:
    assert problems(lambda: corpus_document(with_header(*lines))) == [f"US01.txt:{expected}"]


def test_all_problems_of_a_file_come_at_once_in_order() -> None:
    text = with_header("%en: alone", "#1 A: one", "#1 B:", "#x3", "#4", header="kind: talk")
    assert problems(lambda: corpus_document(text)) == [
        "US01.txt:1: the header has no id",
        "US01.txt:2: unknown kind 'talk'",
        "US01.txt:4: a tier before the first turn",
        "US01.txt:6: turn #1 is there already, in line 5",
        "US01.txt:8: not understood as a turn",
    ]


def test_header_without_turns_holds_no_words() -> None:
    assert problems(lambda: corpus_document(with_header())) == ["US01.txt: the file holds no words"]


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("#1 [00:00:04] INT: So?", CERTAIN),
        ("\ufeff#1 INT: So?", CERTAIN),
        ("---\r\nid: A\r\n---\r\n#1 INT: So?", CERTAIN),
        ("---\rid: A\r---\r  #1 聞き手：はい", CERTAIN),
        ("INT: So?\nROSA: It was #1 for me: yes", NO),
        ("# Heading: one\n## Two", NO),
        ("", NO),
    ],
)
def test_sniff_is_certain_of_numbered_turns(text: str, sure: int) -> None:
    assert SecondmigFormat().sniff(text.encode()) == sure


CONTROLS = re.compile(r"[\n\x01-\x08\x0e-\x1f]+")  # many of them make a file no text
words = canonical_text(max_pieces=6).map(lambda text: CONTROLS.sub(" ", text).strip())
spoken = words.filter(lambda text: text and not text.startswith(("#", "%")))
turn_lists = st.lists(
    st.tuples(st.sampled_from(["INT", "ROSA", "JI-WON", "Dr. Chen"]), spoken), min_size=1, max_size=5
)


@given(turns=turn_lists)
def test_words_come_back_as_they_were_written(turns: list[tuple[str, str]]) -> None:
    body = "".join(f"#{n} {speaker}: {text}\n%en: {text}\n" for n, (speaker, text) in enumerate(turns, 1))
    document = corpus_document(body)
    assert said(document) == turns
    assert [tier.span.of(document.text) for tier in document.tiers] == [text for _, text in turns]


def lines_of_units(document: Document) -> set[int]:
    """Numbers of lines that hold words of a turn or tier, or are its label."""
    numbers: set[int] = set()
    units: list[Turn | Tier] = [*document.turns, *document.tiers]
    for unit in units:
        label = unit.span.start
        if isinstance(unit, Turn):
            label = document.text.rfind("#", 0, unit.span.start)
        first = document.text.count("\n", 0, label)
        numbers.update(range(first + 1, document.text.count("\n", 0, unit.span.end) + 2))
    return numbers


@given(
    lines=st.lists(st.one_of(nasty_text(max_pieces=3), st.sampled_from(["#1 A: x", "#2 B:", "%en: y", ""])))
)
def test_any_file_is_read_without_loss_or_refused(lines: list[str]) -> None:
    try:
        document = corpus_document("\n".join(lines))
    except SecondmigError:
        return
    spans = [turn.span for turn in document.turns]
    assert all(left.end <= right.start for left, right in pairwise(spans))
    filled = {n for n, line in enumerate(document.text.split("\n"), 1) if line.strip()}
    reported = {line.number for line in report_of(document).unparsed}
    assert filled <= reported | lines_of_units(document)
    assert not reported & {document.text.count("\n", 0, span.start) + 1 for span in spans}
