"""Markdown is read as it stands: labels in bold, headings said by nobody, marks kept and counted."""

import pytest
from hypothesis import given

from secondmig.core.errors import SecondmigError
from secondmig.transcript.markdown import Markdown
from secondmig.transcript.model import CERTAIN, NO, POSSIBLE, Transcript
from tests.strategies import nasty_text
from tests.transcript.reading import problems, report_of, request, said

TEXT = """# Interview with Rosa

**INT:** So *why*?

**ROSA:** Because of [this](https://example.org).

- one
- two

## Work

**INT:** And **then**?

**ROSA:** Then we left.

---

A remark by nobody known.
"""


def read(text: str) -> Transcript:
    return Markdown().read(text.encode(), request())


def test_bold_labels_name_the_speakers_and_headings_nobody() -> None:
    transcript = read(TEXT)
    assert said(transcript.document) == [
        ("INT", "So *why*?"),
        ("ROSA", "Because of [this](https://example.org).\n\n- one\n- two"),
        ("INT", "And **then**?"),
        ("ROSA", "Then we left."),
        ("", "A remark by nobody known."),
    ]
    assert transcript.sure == "likely"
    assert [line.text for line in report_of(transcript.document).unparsed] == [
        "# Interview with Rosa",
        "## Work",
        "---",
    ]


def test_text_is_the_whole_file_and_marks_in_the_words_are_counted() -> None:
    transcript = read(TEXT)
    assert transcript.document.text == TEXT
    assert transcript.notes == (
        "marks of Markdown stay in the words as they are: 2 of emphasis, 1 of links, 2 of lists",
    )


def test_header_works_as_in_plain_text() -> None:
    header = "---\nid: P1\npseudonym: Rosa\nlanguage: es\n---\n"
    document = read(header + "# Rosa\n\n**Rosa:** Sí.\n\n**Int:** Ya.\n\n**Rosa:** No.\n").document
    assert (document.id, document.language) == ("P1", "es")
    assert [turn.role for turn in document.turns] == ["participant", "interviewer", "participant"]


def test_fieldnotes_are_paragraphs_without_their_headings() -> None:
    document = Markdown().read(b"# Monday\n\nRain.\n\n## Later\n\nSun.\n", request(kind="fieldnote")).document
    assert [words for _, words in said(document)] == ["Rain.", "Sun."]


def test_headings_alone_hold_no_words() -> None:
    assert problems(lambda: read("# One\n\n## Two\n")) == ["US01.txt: the file holds no words"]


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        (TEXT, CERTAIN),
        ("# Title\n\nwords\n", POSSIBLE),
        ("**INT:** So?\n\n**ROSA:** Yes.\n", POSSIBLE),
        ("INT: a [link](https://example.org)\n", POSSIBLE),
        ("INT: So?\nROSA: It was 5 * 3 # 4 [laughs] (yes)\n", NO),
        ("#1 INT: So?\n", NO),
        ("#hashtag\n", NO),
        ("", NO),
    ],
)
def test_sniff_counts_the_kinds_of_signs(text: str, sure: int) -> None:
    assert Markdown().sniff(text.encode()) == sure


@given(text=nasty_text())
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        document = read(f"# A\n\n{text}\n\n## B\n\n{text}").document
    except SecondmigError:
        return
    end = 0
    for turn in document.turns:
        assert end <= turn.span.start < turn.span.end <= len(document.text)
        end = turn.span.end
