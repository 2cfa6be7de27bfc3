"""From paragraphs to a text with turns, notes and remarks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.core.errors import SecondmigError
from secondmig.core.types import DocumentKind
from secondmig.transcript.model import Transcript
from secondmig.transcript.pages import Paragraph, Remark, Sheet, clean, lay_out, transcript_of, unmarked
from tests.strategies import nasty_text
from tests.transcript.reading import request, said


def sheet(*paragraphs: str | Paragraph) -> Sheet:
    page = Sheet()
    for each in paragraphs:
        if isinstance(each, Paragraph):
            page.paragraphs.append(each)
        else:
            page.write(each)
            page.end_paragraph()
    page.finish()
    return page


def transcript(page: Sheet, *, kind: DocumentKind | None = None) -> Transcript:
    return transcript_of(b"x", page, request(kind=kind), decoding="test", title="test")


def test_paragraphs_are_joined_by_a_blank_line_and_blank_ones_are_left_out() -> None:
    assert lay_out(sheet("INT: So?", " ", "ROSA: Twice.\nYes.").paragraphs).text == (
        "INT: So?\n\nROSA: Twice.\nYes."
    )


def test_speaker_that_the_file_names_stands_before_the_words() -> None:
    rows = (Paragraph("So?", speaker="INT", time_start=65_000), Paragraph("Twice.", speaker="ROSA"))
    page = lay_out(rows)
    assert page.text == "INT [00:01:05]: So?\n\nROSA: Twice."
    document = transcript(sheet(*rows)).document
    assert said(document) == [("INT", "So?"), ("ROSA", "Twice.")]
    assert [turn.time_start for turn in document.turns] == [65_000, None]


def test_speaker_that_the_file_names_is_certain_however_it_is_written() -> None:
    found = transcript(
        sheet(Paragraph("So?", speaker="the one who asks"), Paragraph("No.", speaker="rosa m."))
    )
    assert found.sure == "certain"
    assert said(found.document) == [("the one who asks", "So?"), ("rosa m.", "No.")]


def test_row_without_a_speaker_goes_on_with_the_turn_above() -> None:
    rows = (Paragraph("So?", speaker="INT"), Paragraph("And?", speaker=""), Paragraph("No.", speaker="ROSA"))
    assert said(transcript(sheet(*rows)).document) == [("INT", "So?\n\nAnd?"), ("ROSA", "No.")]


def test_heading_is_no_part_of_a_turn_and_nobody_known_speaks_below_it() -> None:
    page = sheet(
        Paragraph("Interview", heading=True), "INT: So?", "ROSA: No.", Paragraph("Part 2", heading=True),
        "And so.", "INT: Well?", "ROSA: Yes.",
    )  # fmt: skip
    assert said(transcript(page).document) == [
        ("INT", "So?"), ("ROSA", "No."), ("", "And so."), ("INT", "Well?"), ("ROSA", "Yes."),
    ]  # fmt: skip


def test_heading_of_a_policy_stays_a_passage_of_its_own() -> None:
    page = sheet(Paragraph("Article 2", heading=True), "Scope.")
    assert [words for _, words in said(transcript(page, kind="policy").document)] == ["Article 2", "Scope."]


@pytest.mark.parametrize("label", ["Translation", "Transcriber's note", "[Translator’s note", "訳"])
def test_paragraph_of_the_translator_is_a_note_on_the_turn_above(label: str) -> None:
    page = sheet("INT: So?", "ROSA: 非常停止.", f"{label}: emergency stop", "INT: Well?", "ROSA: Yes.")
    document = transcript(page).document
    assert [speaker for speaker, _ in said(document)] == ["INT", "ROSA", "INT", "ROSA"]
    assert said(document)[1] == ("ROSA", "非常停止.")
    (tier,) = document.tiers
    assert (tier.name, tier.turn_index) == ("note", 1)
    assert tier.span.of(document.text).endswith("emergency stop")


def test_remark_is_about_the_words_between_its_marks_over_paragraphs_too() -> None:
    page = Sheet()
    page.write("INT: So ")
    page.open_remark(0)
    page.write("what?")
    page.end_paragraph()
    page.write("ROSA: Twice")
    page.shut_remark(0)
    page.write(".")
    page.remark(0, "Reviewer", "check")
    page.finish()
    found = lay_out(page.paragraphs, page.remarks)
    assert found.text == "INT: So what?\n\nROSA: Twice."
    (comment,) = found.comments
    assert comment.span is not None
    assert comment.span.of(found.text) == "what?\n\nROSA: Twice"
    assert (comment.author, comment.text) == ("Reviewer", "check")


def test_remark_at_one_place_is_about_the_word_before_it() -> None:
    page = Sheet()
    page.write("ROSA: Twice is ")
    page.shut_remark(0)
    page.write("enough.")
    page.remark(0, "", "why")
    page.finish()
    found = lay_out(page.paragraphs, page.remarks)
    assert [each.span and each.span.of(found.text) for each in found.comments] == ["is"]


def test_remark_in_a_blank_paragraph_is_not_lost() -> None:
    page = Sheet()
    page.write("ROSA: Twice.")
    page.end_paragraph()
    page.shut_remark(0)
    page.remark(0, "", "end of tape")
    page.end_paragraph()
    page.finish()
    found = lay_out(page.paragraphs, page.remarks)
    assert [each.span and each.span.of(found.text) for each in found.comments] == ["Twice."]


def test_remark_without_a_place_is_about_the_whole() -> None:
    page = sheet("ROSA: Twice.")
    page.remark(0, "A", "a good interview")
    assert [each.span for each in lay_out(page.paragraphs, page.remarks).comments] == [None]


def test_page_without_words_is_refused() -> None:
    with pytest.raises(SecondmigError, match="the file holds no words"):
        transcript(sheet(" ", "\n"))


@given(st.lists(st.tuples(nasty_text(max_pieces=4), st.booleans()), min_size=1, max_size=6))
def test_marks_never_shift_words_and_never_stay_in_the_text(pieces: list[tuple[str, bool]]) -> None:
    marked, plain = Sheet(), Sheet()
    for number, (words, ends) in enumerate(pieces):
        marked.open_remark(number)
        marked.write(words)
        marked.shut_remark(number)
        marked.remark(number, "", "x")
        plain.write(words)
        if ends:
            marked.end_paragraph()
            plain.end_paragraph()
    marked.finish()
    plain.finish()
    found = lay_out(marked.paragraphs, marked.remarks)
    assert found.text == lay_out(plain.paragraphs).text
    assert not any("\ufdd0" <= letter <= "\ufdef" for letter in found.text)
    for comment in found.comments:
        assert comment.span is None or comment.span.of(found.text).strip()


@given(nasty_text())
def test_words_on_their_way_hold_no_marks_of_their_own(words: str) -> None:
    forged = f"{words}\ufdd07\ufdd2{words}"
    assert unmarked(clean(forged)) == clean(forged)
    page = lay_out([Paragraph(clean(forged + "x"))], {7: Remark("", "forged")})
    assert [each.span for each in page.comments] == [None]
