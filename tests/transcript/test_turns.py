"""One rule finds the turns of all running text, and says how far they can be trusted."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.core.errors import SecondmigError
from secondmig.core.types import DOCUMENT_KINDS, DocumentKind
from secondmig.transcript.turns import FoundTurns, find_turns
from tests.strategies import NASTY_PIECES, nasty_text
from tests.transcript.reading import request


def found(text: str, *, kind: DocumentKind = "interview", speakers: str | None = None) -> FoundTurns:
    return find_turns(text, 0, request(speakers=speakers), kind=kind)


def said(text: str, turns: FoundTurns) -> list[tuple[str, str]]:
    return [(draft.speaker, text[draft.start : draft.end].strip()) for draft in turns.drafts]


TWO = [("INT", "So?"), ("ROSA", "Yes."), ("INT", "And?"), ("ROSA", "No.")]


@pytest.mark.parametrize(
    "text",
    [
        "INT: So?\nROSA: Yes.\nINT: And?\nROSA: No.\n",
        "INT:\tSo?\n\nROSA:\tYes.\n\nINT:\tAnd?\n\nROSA:\tNo.",
        "INT:\nSo?\n\nROSA:\n\nYes.\n\nINT:\n\nAnd?\nROSA:\nNo.\n",
        "**INT** (00:00:06): So?\n\n**ROSA** (0:09): Yes.\n\n**INT** (1:06): And?\n\n**ROSA** (2:00): No.\n",
        "**INT:** So?\n\n**ROSA:** Yes.\n\n**INT:** And?\n\n**ROSA:** No.\n",
        "*INT:* So?\n\n*ROSA:* Yes.\n\n*INT*: And?\n\n__ROSA__: No.\n",
        "INT: 0:00\n\nSo?\n\nROSA: 0:05\n\nYes.\n\nINT: 0:07\n\nAnd?\n\nROSA: 0:09\n\nNo.\n",
        "INT:\n0:00\nSo?\n\nROSA:\n0:05\nYes.\n\nINT:\n0:07\nAnd?\n\nROSA:\n0:09\nNo.\n",
        "INT  0:00\nSo?\n\nROSA  0:05\nYes.\n\nINT  0:07\nAnd?\n\nROSA  0:09\nNo.\n",
        "INT\nSo?\n\nROSA\nYes.\n\nINT\nAnd?\n\nROSA\nNo.\n",
        "[INT] 11:02:09\nSo?\n\n[ROSA] 11:02:10\nYes.\n\n[INT] 11:02:12\nAnd?\n\n[ROSA] 11:02:15\nNo.\n",
        "1 INT: So?\n2 ROSA: Yes.\n3 INT: And?\n4 ROSA: No.\n",
        "1. INT: So?\n2. ROSA: Yes.\n3. INT: And?\n4. ROSA: No.\n",
        "[1] INT: So?\n[2] ROSA: Yes.\n[3] INT: And?\n[4] ROSA: No.\n",
        "0.39\tINT: So?\n0.41\tROSA: Yes.\n1.02\tINT: And?\n1.04\tROSA: No.\n",
        "[00:00:01 - 00:00:02] INT: So?\n[00:00:02 - 00:00:09] ROSA: Yes.\n[00:00:10] INT: And?\nROSA: No.\n",
        "INT: So? #00:00:02-5#\n\nROSA: Yes. #00:00:09#\n\nINT: And? #00:00:11#\n\nROSA: No. #00:00:12-0#\n",
        "INT：So?\nROSA：Yes.\nINT：And?\nROSA：No.\n",
        "INT: So?\nROSA (laughs): Yes.\nINT: And?\nROSA: No.\n",
    ],
)
def test_every_way_of_labelling_gives_the_same_turns(text: str) -> None:
    turns = found(text)
    assert said(text, turns) == TWO
    assert turns.sure in {"likely", "certain"}


def test_numbers_are_kept_where_every_label_has_one_and_they_rise() -> None:
    assert [draft.number for draft in found("1 INT: a\n2 ROSA: b\n5 INT: c\n").drafts] == [1, 2, 5]
    assert [draft.number for draft in found("1 INT: a\nROSA: b\n5 INT: c\n").drafts] == [None] * 3
    assert [draft.number for draft in found("1 INT: a\n1 ROSA: b\n2 INT: c\n").drafts] == [None] * 3


def test_times_of_beginning_and_end_are_kept() -> None:
    ranged = found(
        "[00:00:01 - 00:00:02] INT: a\n[0:03 --> 0:05] ROSA: b\nINT: c\nROSA: d #00:01:02-5#\n"
    ).drafts
    assert [(draft.time_start, draft.time_end) for draft in ranged] == [
        (1000, 2000),
        (3000, 5000),
        (None, None),
        (None, 62500),
    ]


def test_one_labelled_speaker_does_not_swallow_the_answers() -> None:
    text = "Q: Where?\n\nIn Lima. It was cold.\n\nWe left.\n\nQ: When?\n\nIn May.\n\nQ: Why?\n"
    turns = found(text)
    assert said(text, turns) == [
        ("Q", "Where?"),
        ("", "In Lima. It was cold."),
        ("", "We left."),
        ("Q", "When?"),
        ("", "In May."),
        ("Q", "Why?"),
    ]
    assert turns.sure == "unsure"
    assert turns.notes == ("only one speaker has a label; paragraphs without it are said by nobody known",)


def test_label_that_may_be_misspelled_is_pointed_out() -> None:
    text = "Dan: a\nParticipant: b\n" * 4 + "Dan: a\nParticpant: c\n"
    assert found(text).notes == (
        "the label 'Particpant' (1 turn) is much like 'Participant': the same person?",
    )


def test_numbered_speakers_are_not_taken_for_misspelled_ones() -> None:
    assert found("Speaker 1: a\nSpeaker 2: b\n" * 4 + "Speaker 3: c\n").notes == ()


def test_one_turn_that_holds_nearly_everything_is_pointed_out() -> None:
    text = "INT: a\nROSA: b\nINT: c\nROSA: " + "words and words " * 2000
    assert found(text).notes == ("one turn, from line 4 on, holds 99 % of all: are labels missing?",)


def test_footer_of_a_transcription_service_is_said_by_nobody() -> None:
    text = "Al Kim  0:01\nHi.\n\nBo Lee  0:04\nYes.\n\nTranscribed by https://otter.ai\n"
    assert said(text, found(text)) == [("Al Kim", "Hi."), ("Bo Lee", "Yes.")]


@pytest.mark.parametrize("kind", [kind for kind in DOCUMENT_KINDS if kind != "interview"])
def test_nobody_is_looked_for_in_other_kinds_of_documents(kind: DocumentKind) -> None:
    text = "ARTICLE 1: Scope\n\nARTICLE 2: Fees\n\nARTICLE 2: Dues\n"
    assert {speaker for speaker, _ in said(text, found(text, kind=kind))} == {""}


def test_pattern_of_the_user_is_certain_or_refused() -> None:
    text = "00 <rosa> Yes.\nIs it?\n01 <int> Mm.\n"
    turns = found(text, speakers=r"[0-9]+ <(\w+)>")
    assert (said(text, turns), turns.sure) == ([("rosa", "Yes.\nIs it?"), ("int", "Mm.")], "certain")
    with pytest.raises(SecondmigError, match="no line begins as --speakers"):
        found(text, speakers=r"<<(\w+)>>")


PIECES = st.one_of(
    nasty_text(max_pieces=3),
    st.sampled_from(
        [
            *NASTY_PIECES,
            "\n\n",
            "INT: ",
            "ROSA:",
            "**INT** (0:01): ",
            "\nI. ",
            "\nR. ",
            "\nAl Kim  0:01\n",
            "\n[Al] 11:02:09\n",
            "\nROSA\n",
            "\n0.39\t",
            "\n- ",
            "\nEND OF SIDE A\n",
            "#00:00:01-0#",
            "12:30",
            "\n7 INT: ",
        ]
    ),
)


@given(pieces=st.lists(PIECES, max_size=30), kind=st.sampled_from(DOCUMENT_KINDS))
def test_turns_are_ordered_disjoint_and_inside_whatever_the_text(
    pieces: list[str], kind: DocumentKind
) -> None:
    text = "".join(pieces).replace("\r\n", "\n").replace("\r", "\n")
    turns = found(text, kind=kind)
    end = 0
    for draft in turns.drafts:
        assert end <= draft.start <= draft.end <= len(text)
        end = draft.end
        assert draft.speaker in text
        assert (
            draft.line == text.count("\n", 0, draft.start) + 1
            or draft.line <= text.count("\n", 0, draft.end) + 1
        )
    assert not any(re.search(r"[\n\r]", note) for note in turns.notes)
    assert turns == found(text, kind=kind)


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "text",
    [
        "a" * 300_000,
        "A " * 150_000,
        " " * 300_000 + "x",
        "(" * 200_000,
        "[" * 200_000,
        "*" * 200_000,
        "0:00 " * 60_000,
        "1 " * 100_000,
        "INT: a\n" * 40_000,
        "Q: a\n\nb\n\n" * 20_000,
        "A" + "A. " * 100_000,
        "- a\n" * 60_000,
        "Al Kim (" * 30_000 + "\n",
        "INT:\n\n\n\n" * 30_000,
        "0.39\ta\n" * 40_000,
        "".join(f"A{number}: a\n" for number in range(30_000)),
        "he told me and\nQuestion: why\nINT: a\nROSA: b\n" * 10_000,
        "0:01\n\n\nROSA: a\n" * 20_000,
        "[ROSA] a\n[INT] b\n" * 20_000,
    ],
    ids=lambda text: repr(text[:8]),
)
def test_odd_texts_take_time_in_proportion(text: str) -> None:
    assert all(draft.end <= len(text) for draft in found(text).drafts)
