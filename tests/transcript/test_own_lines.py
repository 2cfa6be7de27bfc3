"""Speakers named on lines of their own: with times, in brackets, alone; and what only looks so."""

import pytest
from hypothesis import given

from secondmig.transcript.lines import filled_lines
from secondmig.transcript.own_lines import bare, bracketed, with_times
from tests.strategies import canonical_text

OTTER = "Alice Chen  0:01\nRight, so.\n\nBob Ferreira  0:09\nTwelve?\n"
STRAY = """0:00 Al Kim  00:00

0:00 Hello.

0:00 Unknown Speaker  00:10

0:00 And I am.

0:00 Al Kim  00:13

0:00 Hi.
"""
ZOOM = "[Johnny Doe] 11:02:09\nHow are you?\n\n[Janet Dough] 11:02:09\nHey.\n"


def times(text: str) -> list[tuple[str, int | None, str]]:
    labels = with_times(text, filled_lines(text)).labels
    return [(label.speaker, label.time, text[label.start :].strip().split("\n")[0]) for label in labels]


def names(text: str) -> list[str]:
    return [label.speaker for label in bare(text, filled_lines(text)).labels]


def test_names_with_times_are_speakers() -> None:
    assert times(OTTER) == [("Alice Chen", 1000, "Right, so."), ("Bob Ferreira", 9000, "Twelve?")]


def test_stray_times_before_every_line_are_no_words() -> None:
    assert times(STRAY) == [
        ("Al Kim", 0, "Hello."),
        ("Unknown Speaker", 10000, "And I am."),
        ("Al Kim", 13000, "Hi."),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Rosa Pérez   00:12",
        "Rosa Pérez\t00:12",
        "Rosa Pérez (00:12)",
        "**Rosa Pérez** 0:12",
        "Rosa Pérez [00:00:12]",
        "00:12 Rosa Pérez",
        "[00:12] Rosa Pérez",
    ],
)
def test_name_and_time_may_stand_in_many_ways(line: str) -> None:
    assert times(f"{line}\nYes.\n{line}\nNo.\n")[0] == ("Rosa Pérez", 12000, "Yes.")


def test_name_with_comma_and_an_aside_is_kept_as_printed() -> None:
    assert [who for who, *_ in times("Doe, Jane (Guest)  0:01\na\nLee, Al  0:04\nb\n")] == [
        "Doe, Jane (Guest)",
        "Lee, Al",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "We came at 10:30\nand left at 11:15\n",
        "Alice Chen  0:01\nRight.\n",
        "Bus A  9:30\nBus B  7:10\nBus C  6:05\nBus A  5:00\n",
        "Lunch 12:00, dinner 18:00\nLunch 12:00, dinner 18:00\n",
    ],
)
def test_times_in_prose_and_tables_name_nobody(text: str) -> None:
    assert times(text) == []


def test_a_label_that_is_no_name_is_pointed_out() -> None:
    assert with_times(STRAY, filled_lines(STRAY)).notes == (
        "'Unknown Speaker' is no name: it may stand for several persons",
    )


def test_names_in_brackets_carry_times_of_day_that_are_no_offsets() -> None:
    style = bracketed(ZOOM, filled_lines(ZOOM))
    assert [(label.speaker, label.time) for label in style.labels] == [
        ("Johnny Doe", None),
        ("Janet Dough", None),
    ]
    assert style.notes[0].startswith("2 times of day")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ROSA\nYes.\n\nINT\nSo?\n\nROSA\nNo.\n\nINT\nAnd?\n", ["ROSA", "INT", "ROSA", "INT"]),
        (
            "Interviewer\n\nSo?\n\nRosa\n\nYes.\n\nInterviewer\n\nAnd?\n\nRosa\n\nNo.\n",
            ["Interviewer", "Rosa"] * 2,
        ),
        ("Yes\n\nDid you go?\n\nNo\n\nDid he?\n\nYes\n\nWas it far?\n\nNo\n", []),
        ("SIDE A\n\nwords\n\nSIDE B\n\nwords\n\nSIDE A\n\nwords\n\nSIDE B\n\nmore\n", []),
        ("ROSA\nYes.\n\nINT\nSo?\n", []),
        ("ROSA\nROSA\nROSA\nINT\nINT\nINT\nwords\n", []),
    ],
)
def test_names_alone_are_speakers_where_they_behave_like_some(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@given(text=canonical_text())
def test_labels_stand_on_their_lines_whatever_the_text(text: str) -> None:
    filled = filled_lines(text)
    for style in (with_times, bracketed, bare):
        for label in style(text, filled).labels:
            assert label.line.start < label.start <= len(text)
            assert label.speaker in text[label.line.start : label.line.end]
