"""Captions saved by Zoom: joined by speaker, times counted from the first caption."""

import pytest

from secondmig.transcript.model import CERTAIN, NO
from secondmig.transcript.zoom_text import ZoomText
from tests.transcript.reading import request, said

TEXT = """[Al Kim] 11:02:09
How are

[Al Kim] 11:02:11
you?

[Bo Lee] 11:02:13
Fine.

[Al Kim] 11:03:00
Good.
"""


def test_captions_of_one_speaker_are_joined_and_laid_out() -> None:
    transcript = ZoomText().read(TEXT.encode(), request())
    assert said(transcript.document) == [("Al Kim", "How are you?"), ("Bo Lee", "Fine."), ("Al Kim", "Good.")]
    assert transcript.document.text == "Al Kim: How are you?\n\nBo Lee: Fine.\n\nAl Kim: Good."
    assert (transcript.document.decoding, transcript.sure) == ("zoom, utf-8", "certain")


def test_times_of_day_count_from_the_first_caption_and_the_import_says_so() -> None:
    transcript = ZoomText().read(TEXT.encode(), request())
    assert [turn.time_start for turn in transcript.document.turns] == [0, 4000, 51000]
    assert transcript.notes[0].startswith("times of day: they count from the first caption, at 11:02:09")


def test_times_that_begin_near_zero_are_offsets() -> None:
    transcript = ZoomText().read(b"[A] 00:00:05\na\n\n[B] 00:00:09\nb\n", request())
    assert [turn.time_start for turn in transcript.document.turns] == [5000, 9000]
    assert transcript.notes == ()


def test_times_go_on_over_midnight() -> None:
    transcript = ZoomText().read(b"[A] 23:59:58\na\n\n[B] 00:00:03\nb\n", request())
    assert [turn.time_start for turn in transcript.document.turns] == [0, 5000]


def test_lines_above_the_first_caption_are_left_out_and_counted() -> None:
    transcript = ZoomText().read(("Meeting\nMonday\n\n" + TEXT).encode(), request())
    assert "3 lines above the first caption are left out" in transcript.notes
    assert "Meeting" not in transcript.document.text


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        (TEXT, CERTAIN),
        (TEXT.replace("\n", "\r\n"), CERTAIN),
        ("\ufeff" + TEXT, CERTAIN),
        ("[Al Kim] 11:02:09\nonce only\n", NO),
        ("---\nid: A\n---\n" + TEXT, NO),
        ("INT: [laughs] 11:02:09\nROSA: [sighs] 11:03:09\n", NO),
        ("", NO),
    ],
)
def test_sniff_wants_two_captions_and_no_header(text: str, sure: int) -> None:
    assert ZoomText().sniff(text.encode()) == sure


def test_speakers_pattern_names_who_speaks_where_it_fits() -> None:
    raw = b"[Room 4] 11:02:09\n<ana> So?\n\n[Room 4] 11:02:12\n<rosa> Yes.\n"
    document = ZoomText().read(raw, request(speakers=r"<(\w+)>")).document
    assert said(document) == [("ana", "So?"), ("rosa", "Yes.")]
