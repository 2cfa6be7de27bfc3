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


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Dr. O'Neill", "ANNA"),
        ("Ms. Anna Maria de la Cruz", "Prof. Dr. van der Berg"),
        ("Participant 1 (female, 34)", "Interviewer (male)"),
        ("INT + ROSA", "INT"),
    ],
)
@pytest.mark.parametrize("shape", ["{}: ", "[{}]: ", "- {}: ", "> {}: ", "{} : ", "**{}**: "])
def test_long_names_and_marks_around_them_are_read(first: str, second: str, shape: str) -> None:
    if shape == "[{}]: " and "(" in first:
        return
    text = "".join(shape.format(name) + "a.\n" for name in (first, second, first, second))
    assert speakers(text) == [first, second, first, second]


@pytest.mark.parametrize("unknown", ["??", "?", "[unknown]", "(unclear)", "[Inaudible]", "【不明】"])
def test_labels_that_say_nobody_knows_who_are_nobodys(unknown: str) -> None:
    assert speakers(f"INT: a\nROSA: b\n{unknown}: c\nINT: d\nROSA: e") == ["INT", "ROSA", "", "INT", "ROSA"]


@pytest.mark.parametrize(
    "heading",
    [
        "Interview 12\nDate: 3 May 2019\nInterviewer: Kenji\nInterviewee: Anna\nLocation: Tokyo\n\n",
        "Date: 3 May 2019\nInterviewer: Kenji\nINT: Kenji Mori\n\n",
        "Interviewer: Kenji\n\nInterviewee: Anna, 34\n\n",
        "Project: X\n\nInterviewer: MK\n\nTranscribed by: Rosa\n\n",
        "日時：2019年5月\n聞き手：森\n場所：東京\n\n",
    ],
)
def test_who_is_named_in_the_heading_says_nothing_there(heading: str) -> None:
    assert speakers(heading + "INT: How was it?\nANNA: Good.\nINT: So?\nANNA: Bad.") == ["INT", "ANNA"] * 2


def test_form_in_an_answer_is_no_heading_and_its_fields_are_no_speakers() -> None:
    form = "Name: Rosa\nAge: 34\nVisa: none\n"
    text = f"INT: Hello\nROSA: They asked\n{form}INT: And\nROSA: Age: 34\n{form}INT: ok"
    assert speakers(text) == ["INT", "ROSA", "INT", "ROSA", "INT"]


def test_interviewer_who_opens_with_a_sentence_is_heard() -> None:
    text = "Interviewer: Tell me about it.\nRosa: She goes.\nRosa: Eat.\nRosa: Every night."
    assert speakers(text) == ["Interviewer", "Rosa", "Rosa", "Rosa"]


def test_word_that_only_begins_lines_in_the_middle_of_sentences_is_no_speaker() -> None:
    text = (
        "INT: So what happened at the airport\nin Tokyo?\nANNA: There was a line and he asked me\n"
        "Question: why? and I\nsaid that I am a student. He said\nQuestion: what? I told him.\n"
        "INT: I see.\nANNA: Yes."
    )
    style = with_colon(text, filled_lines(text))
    assert [label.speaker for label in style.labels] == ["INT", "ANNA", "INT", "ANNA"]
    assert style.notes == ("2 lines begin like a label and may be words of somebody else: 'Question'",)


def test_names_that_follow_lines_without_full_stops_are_speakers_all_the_same() -> None:
    assert speakers("Kenji: so\nAnna: yes\nKenji: and\nAnna: no") == ["Kenji", "Anna", "Kenji", "Anna"]


def test_salutation_among_labels_in_capitals_is_no_speaker_but_is_pointed_out() -> None:
    text = "INT: So?\n\nANNA: He wrote.\n\nDear Anna: I am well.\n\nINT: And?\n\nANNA: No."
    style = with_colon(text, filled_lines(text))
    assert [label.speaker for label in style.labels] == ["INT", "ANNA", "INT", "ANNA"]
    assert style.notes == ("1 line begins like a label and may be words of somebody else: 'Dear Anna'",)


def test_japanese_phrase_before_a_colon_is_no_speaker() -> None:
    assert (
        speakers("森：ご出身は？\n田中：ペルー。\n最初に驚いたこと：寒さ。\n森：いつ？\n田中：冬。")
        == ["森", "田中"] * 2
    )


def test_a_name_returns_however_it_is_written() -> None:
    assert speakers("MARI\u0301A: a\nINT: b\nMar\u00eda: c\nINT: d") == [
        "MARI\u0301A",
        "INT",
        "Mar\u00eda",
        "INT",
    ]


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_times_alone_above_labels_are_theirs(gap: str) -> None:
    text = f"[00:00:01]{gap}Kenji: a{gap}[00:00:09]{gap}Anna: b{gap}00:12{gap}Kenji: c"
    found = with_colon(text, filled_lines(text)).labels
    assert [(label.speaker, label.time) for label in found] == [
        ("Kenji", 1_000),
        ("Anna", 9_000),
        ("Kenji", 12_000),
    ]
    assert text[found[1].line.start :].startswith("[00:00:09]")
