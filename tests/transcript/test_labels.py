"""A label is believed where it looks and behaves like a speaker's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.transcript import labels
from secondmig.transcript.labels import with_colon
from secondmig.transcript.lines import filled_lines
from tests.strategies import canonical_text


def speakers(text: str) -> list[str]:
    return [label.speaker for label in with_colon(text, filled_lines(text)).labels]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("INT: So?\nROSA: Twice.", ["INT", "ROSA"]),
        ("Int: a\nRosa: b\nInt: c\n", ["Int", "Rosa", "Int"]),
        ("Q: a\nA: b\nQ: c", ["Q", "A", "Q"]),
        ("聞き手：はい\n田中：うん\n聞き手：では", ["聞き手", "田中", "聞き手"]),
        ("Speaker 1: a\nSpeaker 2: b\nSpeaker 1: c", ["Speaker 1", "Speaker 2", "Speaker 1"]),
        ("Maria de la Cruz: a\nINT: b\nMaria de la Cruz: c", ["Maria de la Cruz", "INT", "Maria de la Cruz"]),
        ("INT: a\nROSA: b\n\nHUSBAND: tea\n\nINT: c\nROSA: d", ["INT", "ROSA", "HUSBAND", "INT", "ROSA"]),
        ("INT : a\nROSA : b\nINT : c", ["INT", "ROSA", "INT"]),
        ("JOSE\u0301: a\nINT: b\nJOSE\u0301: c", ["JOSE\u0301", "INT", "JOSE\u0301"]),
        ("interviewer: a\nrespondent 2: b\ninterviewer: c", ["interviewer", "respondent 2", "interviewer"]),
        ("Jane (Guest): a\nINT: b\nJane (Guest): c", ["Jane (Guest)", "INT", "Jane (Guest)"]),
        ("ROSA: a\nINT: b\nROSA (crying): c", ["ROSA", "INT", "ROSA"]),
        ("SPEAKER_00: a\nSPEAKER_01: b\nSPEAKER_00: c", ["SPEAKER_00", "SPEAKER_01", "SPEAKER_00"]),
    ],
)
def test_labels_are_found(text: str, expected: list[str]) -> None:
    assert speakers(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Just words.\nAnd more: words.",
        "it was so: yes\nit was so: no\nit was so: yes",
        "Interview 3\nNAME: Rosa\nDATE: May\n" + "\nShe left Lima in 1999 and never came back.\n" * 20,
        "One thing about the whole of that story: yes.\nOne thing about the whole of that story: no.",
        "12:30 we met\n12:45 we left",
        "http://example.org\nhttp://example.com",
        "Note: a\nwords\nNote: b\nwords\nNote: c",
        "yes: a\nno: b\nyes: c",
        "Alice Chen  0:01\nRight.\nBob Ferreira  0:09\nTwelve?\nAlice Chen  0:15\nYes.",
    ],
)
def test_labels_are_not_seen_in_prose_and_headings(text: str) -> None:
    assert speakers(text) == []


def test_label_in_a_heading_above_the_first_speaker_is_none() -> None:
    assert speakers("Date: May\nPlace: Lima\n\nINT: a\nROSA: b\nINT: c\nROSA: d") == [
        "INT",
        "ROSA",
        "INT",
        "ROSA",
    ]


def test_label_in_the_middle_of_an_answer_is_none() -> None:
    assert speakers("Int: a\nRosa: b\nand then I said\nLook: that was it\nInt: c\nRosa: d") == [
        "Int",
        "Rosa",
        "Int",
        "Rosa",
    ]


@pytest.mark.parametrize(
    ("line", "time"),
    [
        ("[00:01:02] INT: a", 62000),
        ("00:01:02.5 INT: a", 62500),
        ("1:02 INT: a", 62000),
        ("INT (00:01:02): a", 62000),
        ("INT [61:02]: a", 3662000),
        ("INT: [00:01:02] a", 62000),
        ("**INT** (00:01:02): a", 62000),
        ("**INT (00:01:02):** a", 62000),
        ("12 INT (00:01:02): a", 62000),
        ("INT: a", None),
    ],
)
def test_label_may_carry_a_time(line: str, time: int | None) -> None:
    text = f"{line}\nROSA: b\nINT: c"
    first = with_colon(text, filled_lines(text)).labels[0]
    assert (first.speaker, first.time, text[first.start :][:2]) == ("INT", time, " a")


@given(text=canonical_text())
def test_labels_stand_at_the_beginning_of_their_lines(text: str) -> None:
    for label in with_colon(text, filled_lines(text)).labels:
        assert label.line.start < label.start <= label.line.end
        assert label.speaker in text[label.line.start : label.start]


def test_a_label_that_says_its_role_is_one_though_it_stands_there_once() -> None:
    text = "Rosa: She goes.\nRosa: Eat.\nand that was it.\nInterviewer: Every night?\nRosa: Every night."
    labels = with_colon(text, filled_lines(text)).labels
    assert [label.speaker for label in labels] == ["Rosa", "Rosa", "Interviewer", "Rosa"]


_OF_LABELS = (
    "ANNA",
    "Ana",
    "é",
    "n\u0303",
    "_",
    "1",
    "1:02",
    ":",
    "：",
    ": ",
    " ",
    "-",
    "'",
    "(x)",
    "[",
    "*",
    "語",
)


@given(line=st.lists(st.sampled_from(_OF_LABELS), max_size=8).map("".join))
def test_plain_labels_are_found_by_both_patterns_alike(line: str) -> None:
    plain, whole = labels._LETTERS.match(line), labels._COLON.match(line)
    if plain:
        assert whole is not None
        assert (plain[1], plain.end()) == (whole["name"].rstrip("_"), whole.end())
        assert {name for name, found in whole.groupdict().items() if found is not None} == {"name"}
