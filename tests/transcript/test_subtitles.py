"""Captions of Zoom, Teams, YouTube and others: who says what, and how sure that is.

The counts of files that others made are those of tests/data/SOURCES.md, taken by eye and with grep.
"""

from collections import Counter
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.core.errors import SecondmigError
from secondmig.transcript.model import CERTAIN, NO, Transcript
from secondmig.transcript.subtitles import SubRip, WebVtt
from tests.strategies import nasty_text
from tests.transcript.reading import problems, request, said

DATA: Final = Path(__file__).parents[1] / "data"
ONE: Final = "00:00:01.000 --> 00:00:02.000"
TWO: Final = "00:00:02.000 --> 00:00:03.500"


def file(name: str) -> Transcript:
    raw = (DATA / name).read_bytes()
    reader = WebVtt() if WebVtt().sniff(raw) else SubRip()
    assert reader.sniff(raw) == CERTAIN
    return reader.read(raw, request())


def vtt(*payloads: str, **asked: str) -> Transcript:
    cues = "".join(
        f"00:00:{n:02d}.000 --> 00:00:{n + 1:02d}.000\n{words}\n\n" for n, words in enumerate(payloads)
    )
    return WebVtt().read(f"WEBVTT\n\n{cues}".encode(), request(speakers=asked.get("speakers")))


def shape(transcript: Transcript) -> tuple[int, dict[str, int], int | None, int | None]:
    """Turns, turns of each speaker, first beginning, last end."""
    turns = transcript.document.turns
    speakers = dict(Counter(turn.speaker for turn in turns))
    return len(turns), speakers, turns[0].time_start, turns[-1].time_end


def test_zoom_names_every_cue_and_a_second_colon_is_no_speaker() -> None:
    zoom = file("vtt/turnchunk_zoom.vtt")
    assert shape(zoom) == (3, {"Priya Raman": 2, "Tom Ableton": 1}, 2100, 11_200)
    assert said(zoom.document)[2] == ("Priya Raman", "Great. So here's the thing: we're behind on the audit.")
    assert (zoom.sure, zoom.document.decoding) == ("likely", "vtt, utf-8")


def test_teams_voice_tags_are_certain_and_merged() -> None:
    teams = file("vtt/turnchunk_teams.vtt")
    assert shape(teams) == (2, {"Alice Chen": 1, "Bob Ferreira": 1}, 1000, 15_800)
    assert teams.sure == "certain"
    assert teams.notes == ("4 captions became 2 turns",)


def test_voice_tags_without_an_end_run_on_and_entities_are_decoded() -> None:
    podcast = file("vtt/podcastindex_example.vtt")
    assert shape(podcast) == (2, {"Sarah": 1, "Gillian": 1}, 0, 25_350)
    assert "Welcome to Podcasting Q&A, where you learn the best tips" in said(podcast.document)[0][1]


def test_renewal_call_has_nine_turns_of_three_people() -> None:
    call = file("vtt/turnchunk_renewal_call.vtt")
    assert shape(call) == (9, {"Priya Raman": 4, "Marcus Bell": 3, "Dana Okafor": 2}, 2100, 109_300)


def test_rolling_captions_are_said_once() -> None:
    rolling = file("vtt/webvtt_py_youtube_dl.vtt")
    assert said(rolling.document) == [("", "yeah what this will happen is I'm telling")]
    assert (rolling.document.turns[0].time_start, rolling.document.turns[0].time_end) == (286_070, 305_400)
    assert (rolling.document.language, rolling.sure) == ("en", "unsure")
    assert rolling.notes == (
        "4 captions became 1 turns",
        "2 lines only repeat the caption before (rolling captions) and are left out",
    )


def test_dashes_are_changes_of_speaker_without_names() -> None:
    film = file("vtt/webvtt_py_comments.vtt")
    assert said(film.document) == [
        ("", "Ta en kopp varmt te."),
        ("", "Det är inte varmt."),
        ("", "Har en kopp te."),
        ("", "Det smakar som te."),
        ("", "Ta en kopp"),
    ]
    assert film.notes[1:] == (
        "5 dashes or >> say that somebody else speaks, without a name",
        "2 blocks of notes or styles are no words of the talk and are left out",
    )
    assert shape(film)[2:] == (135_000, 150_000)


def test_srt_with_names_at_changes_of_speaker_goes_on_with_the_speaker_before() -> None:
    talk = file("srt/podcastindex_example.srt")
    assert shape(talk) == (10, {"Travis": 5, "Sarah": 2, "Gilon": 3}, 179, 754_769)
    order = "Travis Sarah Travis Gilon Travis Gilon Travis Sarah Gilon Travis"
    assert [speaker for speaker, _ in said(talk.document)] == order.split()
    assert talk.notes == (
        "222 captions became 10 turns",
        "212 captions without a name go on with the speaker before",
    )
    assert talk.sure == "likely"


def test_two_voices_in_one_cue_are_two_turns() -> None:
    heard = vtt("<v Ana>So?</v> <v.loud Luz M.>Yes,\nyes.</v>", "<v Ana>Good")
    assert said(heard.document) == [("Ana", "So?"), ("Luz M.", "Yes, yes."), ("Ana", "Good")]
    assert [turn.time_start for turn in heard.document.turns] == [0, 0, 1000]


def test_words_outside_of_voice_tags_are_nobodys() -> None:
    heard = vtt("<v Ana>So?</v>", "Later: nothing.", "<v>Hm")
    assert said(heard.document) == [("Ana", "So?"), ("", "Later: nothing."), ("", "Hm")]
    assert heard.sure == "likely"
    assert heard.notes[-1] == "2 captions stand outside of voice tags: nobody is known to say them"


def test_name_of_a_voice_is_decoded() -> None:
    assert said(vtt("<v Ana &amp; Luz>So?</v>").document) == [("Ana & Luz", "So?")]


def test_programs_that_tell_voices_apart_leave_captions_unnamed() -> None:
    heard = vtt("[SPEAKER_00]: So?", "Hm.", "[SPEAKER_01]: No.")
    assert said(heard.document) == [("SPEAKER_00", "So?"), ("", "Hm."), ("SPEAKER_01", "No.")]
    assert heard.sure == "likely"


def test_label_inside_a_caption_begins_a_turn() -> None:
    heard = vtt("INT: And\nthen?\nROSA: Well", "INT: So?", "ROSA: No.")
    assert said(heard.document)[:2] == [("INT", "And then?"), ("ROSA", "Well")]


def test_captions_above_the_first_label_are_nobodys() -> None:
    heard = vtt("music", "Ana: a", "b", "Luz: c", "Ana: d", "e", "Luz: f", "g")
    assert said(heard.document)[:2] == [("", "music"), ("Ana", "a b")]


def test_japanese_captions_are_joined_without_spaces() -> None:
    assert said(vtt("田中：三年\nです。", "田中：そう。").document) == [("田中", "三年です。そう。")]


def test_speakers_pattern_names_who_speaks_until_the_next() -> None:
    heard = vtt("P1 - So", "what?", "P2 - No", speakers=r"(P\d) - ")
    assert said(heard.document) == [("P1", "So what?"), ("P2", "No")]
    assert heard.sure == "certain"


def test_speakers_pattern_that_fits_nowhere_is_an_error() -> None:
    assert problems(lambda: vtt("So", speakers=r"<(\w)>")) == [
        "US01.txt: nothing said begins as --speakers '<(\\\\w)>' says"
    ]


def test_srt_may_lack_numbers_and_begin_with_a_byte_order_mark() -> None:
    text = "00:00:01,000 --> 00:00:02,000\n<i>So?</i>\n\n00:00:02,000 --> 00:00:03,000\nNo.\n"
    raw = text.replace("\n", "\r\n").encode("utf-8-sig")
    assert SubRip().sniff(raw) == CERTAIN
    heard = SubRip().read(raw, request())
    assert said(heard.document) == [("", "So?"), ("", "No.")]
    assert heard.document.decoding == "srt, utf-8 (BOM removed)"


def test_times_that_go_back_are_named() -> None:
    raw = f"WEBVTT\n\n{TWO}\n<v A>a\n\n{ONE}\n<v B>b\n".encode()
    assert (
        WebVtt().read(raw, request()).notes[-1] == "times go back in 1 places; the order of the file is kept"
    )


def test_broken_times_refuse_the_file() -> None:
    raw = f"WEBVTT\n\n{ONE}\na\n\n00:00:x --> 00:00:05\nb\n".encode()
    assert problems(lambda: WebVtt().read(raw, request())) == ["US01.txt:6: times that are not understood"]


@pytest.mark.parametrize(
    "raw", [b"WEBVTT", b"WEBVTT\n\nNOTE nothing\n", f"WEBVTT\n\n{ONE}\n<i></i>\n".encode()]
)
def test_captions_without_words_are_refused(raw: bytes) -> None:
    assert problems(lambda: WebVtt().read(raw, request())) == ["US01.txt: the file holds no words"]


def test_voice_tag_with_very_much_space_does_not_hang() -> None:
    space = " " * 500_000
    assert said(vtt(f"<v{space}Ana{space}>So?").document) == [("Ana", "So?")]
    assert vtt(f"So <v{space}").sure == "unsure"


@pytest.mark.parametrize("raw", [b"WEBVTTX", b"INT: 00:00:01 --> so", b"1\nSo", b"10:30 - lunch", b""])
def test_words_are_no_captions(raw: bytes) -> None:
    assert (WebVtt().sniff(raw), SubRip().sniff(raw)) == (NO, NO)


PIECES: Final = (
    *(
        "WEBVTT\n\n",
        "1\n",
        f"{ONE}\n",
        f"{TWO} align:start\n",
        "00:00:01 --> \n",
        "-->",
        "<v Ana>",
        "</v>",
        "<v",
    ),
    *(
        "- ",
        ">> ",
        "Ana: ",
        "[S1]: ",
        "NOTE x\n",
        "\n\n",
        "\n",
        "&amp;",
        "&#999999999;",
        "<c>",
        "{\\an8}",
        "[",
        "<",
    ),
)


@given(pieces=st.lists(st.one_of(st.sampled_from(PIECES), nasty_text(max_pieces=3)), max_size=40))
def test_any_captions_are_read_or_refused(pieces: list[str]) -> None:
    raw = "".join(pieces).encode()
    for reader in (WebVtt(), SubRip()):
        try:
            document = reader.read(raw, request()).document
        except SecondmigError:
            continue
        assert all(turn.span.of(document.text).strip() for turn in document.turns)


@given(at=st.integers(0, 2000), put=nasty_text(max_pieces=2), cut=st.integers(0, 40))
def test_a_file_damaged_anywhere_is_read_or_refused(at: int, put: str, cut: int) -> None:
    text = (DATA / "vtt/turnchunk_renewal_call.vtt").read_text(encoding="utf-8")
    damaged = text[:at] + put + text[at + cut :]
    try:
        document = WebVtt().read(damaged.encode(), request()).document
    except SecondmigError as error:
        assert error.message  # noqa: PT017
        return
    assert len(document.turns) > 0
