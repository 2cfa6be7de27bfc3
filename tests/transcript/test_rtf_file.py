"""RTF: files that LibreOffice and pandoc wrote, then one trap after the other."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secondmig.transcript.model import CERTAIN, NO, Transcript
from secondmig.transcript.rtf_file import RtfFile
from tests.transcript.containers import rtf
from tests.transcript.fuzzing import broken, read_or_refused, sample_file
from tests.transcript.reading import problems, request, said

READER = RtfFile()
TRACKED = "rtf/us02_comments_tracked_libreoffice.rtf"
JAPANESE = r"\ansi\ansicpg932\deff0{\fonttbl{\f0\fnil\fcharset128 Mincho;}{\f1\fcharset0 Times;}}"


def read(raw: bytes) -> Transcript:
    return READER.read(raw, request())


def text(body: str) -> str:
    return read(rtf(body)).document.text


def notes(body: str) -> tuple[str, ...]:
    return read(rtf(body)).notes


def refused(raw: bytes) -> str:
    (line,) = problems(lambda: read(raw))
    return line


def test_tracked_document_is_read_as_accepted_with_its_comments() -> None:
    found = read(sample_file(TRACKED))
    words = found.document.text
    assert Counter(turn.speaker for turn in found.document.turns) == {"INT": 6, "EDSON": 6}
    assert found.document.title == "Interview Edson, first twelve turns"
    assert found.notes[:2] == (
        "2 insertions and 2 deletions are tracked: read as if all were accepted",
        "formatting is not kept: stretches 1 italic",
    )
    assert "the legal right" in words
    assert "Were you dissatisfied there?" in words
    assert "unhappy" not in words
    assert [(each.span and each.span.of(words), each.author, each.text) for each in found.comments] == [
        ("the compressor of my neighbor", "Reviewer One", "Check against audio: compressor?"),
        ("My own name lived in his pocket.", "Reviewer Two", "Possible code: agency, hanko"),
    ]


def test_rtf_and_word_give_the_same_text() -> None:
    from secondmig.transcript.docx_file import DocxFile

    other = DocxFile().read(sample_file("docx/us02_comments_tracked_libreoffice.docx"), request())
    assert read(sample_file(TRACKED)).document.text == other.document.text


def test_interview_of_44_turns_with_times() -> None:
    found = read(sample_file("rtf/us02_full_pandoc.rtf"))
    turns = found.document.turns
    assert Counter(turn.speaker for turn in turns) == {"INT": 22, "EDSON": 22}
    assert (turns[0].time_start, turns[-1].time_start) == (6_000, 693_000)
    assert "非常停止" in turns[7].span.of(found.document.text)


def test_table_of_time_speaker_and_text() -> None:
    found = read(sample_file("rtf/us02_table_libreoffice.rtf"))
    turns = found.document.turns
    assert Counter(turn.speaker for turn in turns) == {"INT": 6, "EDSON": 6}
    assert (turns[0].time_start, turns[-1].time_start, found.sure) == (6_000, 189_000, "certain")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (r"\'8e\'4f\'94\'4e\'82\'c5\'82\'b7\'81\'42\par", "三年です。"),
        (r"\'8e\'4f\'94N\'82\'c5\'82\'b7\'81B\par", "三年です。"),
        (r"\'95\\ \'97\{\par", "表 養"),
        (r"\f1 caf\'e9s \f0\'82\'a0\par", "cafés あ"),
    ],
)
def test_letters_of_two_bytes_may_have_their_second_half_as_a_letter(body: str, words: str) -> None:
    found = read(rtf(body, JAPANESE))
    assert found.document.text == words
    assert found.document.decoding == "rtf, cp932"


def test_raw_bytes_beyond_ascii_are_letters_of_the_code_page() -> None:
    raw = rb"{\rtf1\ansi\ansicpg1252 caf" + b"\xe9 \x85 done" + rb"\par}"
    assert read(raw).document.text == "café … done"


@pytest.mark.parametrize(("prologue", "letter"), [(r"\mac", "é"), (r"\pc", "Ä"), (r"\pca", "Ä")])
def test_old_character_sets_are_known(prologue: str, letter: str) -> None:
    assert read(rtf(r"\'8e\par", prologue)).document.text == letter


@pytest.mark.parametrize("body", [r"\'81\par", r"\u55357?\par"])
def test_letters_that_are_none_are_refused_in_one_line(body: str) -> None:
    assert "some letters are in no code page" in refused(rtf(body))


def test_unknown_code_page_is_refused_in_one_line() -> None:
    assert "cp99999" in refused(rtf(r"caf\'e9", r"\ansi\ansicpg99999"))


def test_characters_beyond_the_basic_plane_come_in_two_halves() -> None:
    assert text(r"\u-10179?\u-8687? \u55357?\u56832?\par") == "😑 😀"


def test_words_that_stand_for_characters_become_them() -> None:
    assert text(r"a\tab b\line c\emdash\lquote d\rquote\~e\_f \{g\} \\\bullet\par") == (
        "a\tb\nc—‘d’\u00a0e\u2011f {g} \\•"
    )


def test_bar_that_somebody_typed_is_no_edge_of_a_cell() -> None:
    row = r"\trowd\intbl a|b\cell c\par d\cell\row\pard"
    assert text(row + r" x|y\par") == "a|b\tc\nd\n\nx|y"


def test_deleted_words_do_not_stand_in_the_text() -> None:
    body = r"I {\deleted never }{\revised always }said \deleted no\deleted0 yes{\deleted\par}.\par"
    assert text(body) == "I always said yes."
    assert notes(body)[0] == "1 insertion and 2 deletions are tracked: read as if all were accepted"


def test_hidden_words_pictures_and_numbers_are_left_out_and_said() -> None:
    body = r"{\v se\'e9cret}{\*\shppict{\pict\pngblip 00ff}}{\nonshppict{\pict 00}}{\listtext 1.\tab}said\par"
    assert text(body) == "said"
    assert notes(body) == (
        "1 hidden stretch is not read",
        "1 picture is not read",
        "1 paragraph is numbered or bulleted automatically; its number is not in the text",
    )


def test_links_show_their_words_and_not_their_address() -> None:
    assert text(r'see {\field{\*\fldinst HYPERLINK "http://x.y"}{\fldrslt the page}}.\par') == "see the page."


def test_footnote_is_a_remark_at_its_place() -> None:
    found = read(rtf(r"a card{\footnote {\b worth} 1,000 yen\par} with a castle\par"))
    assert found.document.text == "a card with a castle"
    assert [(each.text, each.span and each.span.of(found.document.text)) for each in found.comments] == [
        ("worth 1,000 yen", "card")
    ]


def test_text_box_follows_its_paragraph() -> None:
    box = r"{\shp{\*\shpinst{\sp{\sn a}{\sv 1}}{\shptxt in the box\par}}{\shprslt in the box}}"
    assert text(rf"before{box} it\par after\par") == "before it\n\nin the box\n\nafter"


def test_headers_are_not_read_but_named_and_so_is_the_title() -> None:
    found = read(
        rtf(r"{\info{\title Interview 7}{\author Rosa}}{\header Edson, Tennessee}{\footer 3}INT: So?\par")
    )
    assert found.document.text == "INT: So?"
    assert found.document.title == "Interview 7"
    assert found.notes == ("headers or footers hold words, which are not read; names may stand there",)


def test_headings_are_told_by_level_or_style() -> None:
    styles = r"{\stylesheet{\s0 Normal;}{\s1\sbasedon0 heading 1;}}"
    for mark in (r"\outlinelevel0", r"\s1"):
        found = read(rtf(rf"{styles}\pard{mark} Part 1\par\pard INT: So?\par\pard ROSA: No.\par"))
        assert found.document.title == "Part 1"
        assert said(found.document) == [("INT", "So?"), ("ROSA", "No.")]


def test_binary_data_is_passed_over_by_its_length() -> None:
    assert text(r"a{\pict\bin5 }}{{{}b\par") == "ab"


def test_file_that_ends_before_its_groups_is_refused() -> None:
    raw = sample_file(TRACKED)
    assert "ends in the middle" in refused(raw[: len(raw) // 2])
    assert read(raw + b"\n\x00trailing").document == read(raw + b"\n\x00trailing").document


def test_content_tells_rtf() -> None:
    assert READER.sniff(rb"{\rtf1 x}") == CERTAIN
    assert READER.sniff(b"\xef\xbb\xbf{\\rtf1 x}") == CERTAIN
    assert READER.sniff(rb"INT: {\rtf1 x}") == NO


@pytest.mark.slow
@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "body",
    [
        r"{\field{\*\fldinst{ HYPERLINK " * 20_000 + "}" * 40_000,
        "{" * 300_000 + "x" + "}" * 300_000,
        r"{\fonttbl{\f1\fcharset" * 20_000 + "}" * 40_000,
        r"\u8217" * 300_000 + "?",
    ],
    ids=["links", "groups", "fonts", "escapes"],
)
def test_hostile_nesting_does_not_hang(body: str) -> None:
    read_or_refused(READER, rtf(body + r" said\par"))


@settings(max_examples=80)
@given(st.sampled_from((TRACKED, "rtf/us02_full_pandoc.rtf")).flatmap(lambda name: broken(sample_file(name))))
def test_broken_document_is_read_or_refused(raw: bytes) -> None:
    read_or_refused(READER, raw)


@settings(max_examples=100)
@given(st.lists(st.sampled_from(
    ("{", "}", "\\", "\\*", "\\u", "\\u-1 ", "\\'", "\\'8", "\\'81", "\\deleted", "\\footnote",
     "\\annotation", "\\atrfstart", "\\cell", "\\row", "\\par", "\\bin9 ", "\\uc9", "\\f7", "\\plain",
     "\\pard", "é", "\\u64976?", "7", "x"),
), max_size=40).map("".join))  # fmt: skip
def test_any_tokens_are_read_or_refused(body: str) -> None:
    read_or_refused(READER, b"{\\rtf1\\ansi " + body.encode() + b"}")


def test_cells_of_a_table_in_a_cell_stand_apart() -> None:
    document = read(sample_file("rtf/tables_libreoffice.rtf")).document
    assert said(document)[-1] == ("ROSA", "Look:\nwage\trent\t\n1200\t800")
