"""Plain text: labelled turns, or paragraphs of somebody unknown."""

import pytest
from hypothesis import given

from secondmig.core.errors import SecondmigError
from secondmig.transcript.model import NO, POSSIBLE
from secondmig.transcript.plain_text import PlainText
from tests.strategies import nasty_text
from tests.transcript.reading import plain_document, problems, report_of, request, said


def test_labelled_text_gives_turns_without_numbers() -> None:
    document = plain_document("INT: So?\nROSA: Twice\nis enough.\n\nReally.\nINT: Mm.\n")
    assert said(document) == [("INT", "So?"), ("ROSA", "Twice\nis enough.\n\nReally."), ("INT", "Mm.")]
    assert [turn.number for turn in document.turns] == [None, None, None]
    assert [turn.role for turn in document.turns] == ["interviewer", "participant", "interviewer"]
    assert (document.id, document.title, document.language, document.kind) == ("US01", "", "und", "interview")


def test_lines_above_the_first_label_are_reported_not_spoken() -> None:
    document = plain_document("Interview with Rosa\n\nINT: So?\nROSA: Yes.\nINT: Mm.\n")
    assert [(line.number, line.text) for line in report_of(document).unparsed] == [(1, "Interview with Rosa")]


def test_label_alone_on_its_line_belongs_to_the_words_below() -> None:
    document = plain_document("INT:\nSo?\n\nROSA:\n\nTwice.\nINT:\nMm.\n")
    assert said(document) == [("INT", "So?"), ("ROSA", "Twice."), ("INT", "Mm.")]
    assert report_of(document).unparsed == ()


def test_label_without_words_is_reported() -> None:
    document = plain_document("INT: So?\nROSA:\nINT: Mm.\nROSA: Yes.\n")
    assert [speaker for speaker, _ in said(document)] == ["INT", "INT", "ROSA"]
    assert [line.text for line in report_of(document).unparsed] == ["ROSA:"]


def test_text_without_labels_is_paragraphs_of_somebody_unknown() -> None:
    document = plain_document("My name is R.\nI live here.\n\n  \n\tWell, since when?\n")
    assert said(document) == [("", "My name is R.\nI live here."), ("", "Well, since when?")]
    assert {turn.role for turn in document.turns} == {"other"}


def test_speakers_pattern_names_the_speaker_in_its_group() -> None:
    text = "00 <rosa> Twice.\nIs enough.\n01 <int> Mm.\n"
    document = plain_document(text, request(speakers=r"[0-9]+ <(\w+)>", roles={"int": "interviewer"}))
    assert said(document) == [("rosa", "Twice.\nIs enough."), ("int", "Mm.")]
    assert [turn.role for turn in document.turns] == ["participant", "interviewer"]


def test_speakers_pattern_that_matches_nothing_is_an_error() -> None:
    text = "INT: So?\n"
    assert problems(lambda: plain_document(text, request(speakers=r"<(\w+)>"))) == [
        "US01.txt: no line begins as --speakers '<(\\\\w+)>' says"
    ]


@pytest.mark.parametrize("kind", ["policy", "press", "fieldnote", "answer"])
def test_labels_are_looked_for_in_interviews_only(kind: str) -> None:
    header = f"---\nid: P1\nkind: {kind}\nlanguage: en\n---\n"
    text = header + "ARTICLE 1: Scope\n\nARTICLE 2: Fees\n\nARTICLE 2: Dues\n"
    document = plain_document(text)
    assert document.kind == kind
    assert {speaker for speaker, _ in said(document)} == {""}
    assert len(document.turns) == 3


def test_header_gives_id_language_and_participant() -> None:
    text = "---\nid: P1\npseudonym: Rosa\nlanguage: es\n---\nInt: ¿Y?\nRosa: Sí.\nInt: Ya.\n"
    document = plain_document(text)
    assert (document.id, document.language) == ("P1", "es")
    assert [turn.role for turn in document.turns] == ["interviewer", "participant", "interviewer"]


def test_header_cannot_withdraw_from_turns_without_numbers() -> None:
    text = "---\nid: P1\nwithdrawn: [{turn: 1}]\n---\nINT: So?\nROSA: Yes.\n"
    assert problems(lambda: plain_document(text)) == ["US01.txt:3: there is no turn #1 to withdraw from"]


@pytest.mark.parametrize("text", [" \n\t\n", "---\nid: A\n---\n\n"])
def test_file_without_words_is_refused(text: str) -> None:
    assert problems(lambda: plain_document(text)) == ["US01.txt: the file holds no words"]


def test_sniff_leaves_other_formats_to_others() -> None:
    assert PlainText().sniff(b"anything") == POSSIBLE
    assert PlainText().sniff(b"WEBVTT\n\n") == NO
    assert PlainText().sniff(b"%PDF-1.7") == NO


@given(text=nasty_text())
def test_any_text_is_read_without_loss_or_refused(text: str) -> None:
    try:
        document = plain_document(text)
    except SecondmigError:
        return
    report = report_of(document)
    if report.speakers[0].speaker == "" and len(report.speakers) == 1:
        kept = "".join("".join(words.split()) for _, words in said(document))
        assert kept == "".join(document.text.split())
