"""Cues of WebVTT and SRT: where they begin and end, whatever is missing, doubled or broken between them."""

import pytest

from secondmig.transcript.cues import Cue, CueFile, read_cues
from tests.transcript.reading import problems

ONE = "00:00:01.000 --> 00:00:02.000"
TWO = "00:00:02.000 --> 00:00:03.500"


def cues(text: str) -> CueFile:
    return read_cues(text, where="a.vtt")


def lines(text: str) -> list[tuple[str, ...]]:
    return [cue.lines for cue in cues(text).cues]


def test_cue_has_its_times_lines_and_place() -> None:
    assert cues(f"WEBVTT\n\n1\n{ONE}\nSo\nwhat?\n\n2\n{TWO}\nNo.\n").cues == [
        Cue(1000, 2000, ("So", "what?"), 4),
        Cue(2000, 3500, ("No.",), 9),
    ]


@pytest.mark.parametrize(
    "times",
    [
        "00:00:01,000 --> 00:00:02,000",
        "00:01.000 --> 00:02.000",
        "0:00:01.0 --> 0:00:02.0",
        "00:00:01 --> 00:00:02",
        "00:00:01.000-->00:00:02.000",
        "  00:00:01.000 -> 00:00:02.000  ",
        "00:00:01,000 --> 00:00:02,000 X1:117 X2:619 Y1:042 Y2:428",
        "00:00:01.000 --> 00:00:02.000 align:start position:0%",
    ],
)
def test_times_may_be_written_in_many_ways(times: str) -> None:
    assert cues(f"{times}\nSo\n").cues == [Cue(1000, 2000, ("So",), 1)]


def test_number_or_identifier_above_the_times_is_no_word() -> None:
    guid = "d1f0a7e2-6f0b-4a8e-9b7c-0123456789ab/12-0"
    assert lines(f"WEBVTT\n\n{guid}\n{ONE}\nSo\n\nintro\n{TWO}\nNo\n") == [("So",), ("No",)]
    assert lines(f"{ONE}\nSo\n\nintro\n{TWO}\nNo\n") == [("So", "intro"), ("No",)]


def test_empty_line_between_cues_may_be_missing() -> None:
    assert lines(f"1\n{ONE}\nSo\n2\n{TWO}\nNo\n") == [("So",), ("No",)]
    assert lines(f"{ONE}\nSo\n{TWO}\nNo") == [("So",), ("No",)]


def test_number_that_is_said_is_a_word() -> None:
    assert lines(f"1\n{ONE}\nin\n2010\n\n2\n{TWO}\nNo\n") == [("in", "2010"), ("No",)]


def test_words_behind_an_empty_line_in_a_cue_are_kept() -> None:
    file = cues(f"1\n{ONE}\nSo\n\nwhat?\n\n2\n{TWO}\n\nNo\n")
    assert [cue.lines for cue in file.cues] == [("So", "what?"), ("No",)]
    assert file.resumed == 1


def test_cue_without_words_is_a_cue() -> None:
    assert lines(f"1\n{ONE}\n\n2\n{TWO}\nNo\n") == [(), ("No",)]


def test_notes_styles_and_regions_are_left_out_and_counted() -> None:
    file = cues(
        "WEBVTT - a title\nKind: captions\nLanguage: en-GB\n\nSTYLE\n::cue {color: red}\n\nREGION\nid:a\n\n"
        f"NOTE one\nof two lines\n\n{ONE}\nSo\n\nNOTE\nx --- y\n\n{TWO}\nNOTED.\n\nNOTE end"
    )
    assert [cue.lines for cue in file.cues] == [("So",), ("NOTED.",)]
    assert (file.blocks, file.language, file.before, file.resumed) == (5, "en-GB", 0, 0)


def test_language_stands_in_a_note_of_older_streams() -> None:
    file = cues(f'WEBVTT\n\nNOTE duration:"00:00:02"\n\nNOTE language:es-es\n\n{ONE}\nSo\n')
    assert (file.language, file.blocks) == ("es-es", 2)


def test_timestamp_map_is_a_header_line() -> None:
    file = cues(f"WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:900000\n\n{ONE}\nSo\n")
    assert (file.cues, file.before) == ([Cue(1000, 2000, ("So",), 4)], 0)


def test_lines_above_the_first_cue_are_counted() -> None:
    assert cues(f"Interview with\nsomebody\n\n1\n{ONE}\nSo\n").before == 2


@pytest.mark.parametrize(
    "broken",
    [
        "00:00:0x.000 --> 00:00:02.000",
        "00:00:01.000 --> 00:99:02.000",
        "00:00:01.000 -->",
        "--> 00:00:01.000",
        "00:00:01,000 00:00:02,000",
        "99999:00:00.000 --> 99999:00:01.000",
    ],
)
def test_broken_times_are_named_with_their_line(broken: str) -> None:
    text = f"WEBVTT\n\n{broken}\nSo\n\n{ONE}\nNo\n"
    assert problems(lambda: cues(text)) == ["a.vtt:3: times that are not understood"]


def test_all_broken_times_are_named_up_to_twenty() -> None:
    text = "".join(f"{n}\n00:00:aa --> 00:00:02\nSo\n\n" for n in range(25))
    named = problems(lambda: cues(text))
    assert len(named) == 21
    assert named[1] == "a.vtt:6: times that are not understood"
    assert named[-1] == "a.vtt: and 5 more such lines"


@pytest.mark.parametrize("words", ["a --> b", "it was 10:30 --> you know", "from 3 > 2", "10:30", "http://x"])
def test_words_that_look_a_little_like_times_are_words(words: str) -> None:
    assert lines(f"{ONE}\n{words}\n") == [(words,)]


def test_exotic_separators_do_not_end_a_line() -> None:
    assert lines(f"{ONE}\na\u2028b\x85c\x0cd\n") == [("a\u2028b\x85c\x0cd",)]
