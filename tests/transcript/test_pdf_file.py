"""PDF: files that LibreOffice and Chromium printed, then one trap after the other."""

import logging
import zlib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secondmig.core.errors import SecondmigError
from secondmig.transcript import pdf_file
from secondmig.transcript.model import CERTAIN, NO, Transcript
from secondmig.transcript.pdf_file import PdfFile
from secondmig.transcript.read import read_transcript
from tests.transcript.containers import pdf, written_pdf
from tests.transcript.fuzzing import broken, read_or_refused, sample_file
from tests.transcript.reading import problems, request, said
from tests.transcript.test_html_file import PODCAST

READER = PdfFile()
CORPUS = Path(__file__).parents[2] / "corpus"
COMPARE = "paragraphs are told by the distances between lines; compare a page with the PDF"


def read(raw: bytes) -> Transcript:
    return READER.read(raw, request())


def refused(raw: bytes) -> str:
    (line,) = problems(lambda: read(raw))
    return line


def column(
    *lines: str, x: float = 72, step: float = 14, top: float = 760
) -> list[tuple[float, float, float, str]]:
    """Lines of 11 points, one below the other."""
    return [(x, top - step * n, 11, line) for n, line in enumerate(lines)]


def paragraphs(*pages: Sequence[tuple[float, float, float, str]]) -> list[str]:
    return read(pdf(pages)).document.text.split("\n\n")


_QUOTES = str.maketrans("’‘“”", "''\"\"")


def straight(words: str) -> str:
    """Words with the quotation marks that a keyboard has, as the corpus writes them."""
    return words.translate(_QUOTES).replace("…", "...")


@pytest.mark.parametrize(
    ("name", "turns"), [("us02_full_libreoffice.pdf", 44), ("us02_running_libreoffice.pdf", 20)]
)
def test_every_turn_has_the_words_of_the_text_it_was_printed_from(name: str, turns: int) -> None:
    printed = read_transcript(CORPUS / "US02.txt").document
    found = read(sample_file(f"pdf/{name}")).document
    assert [(who, straight(words)) for who, words in said(found)] == [
        (who, straight(words)) for who, words in said(printed)[:turns]
    ]


def test_interview_of_44_turns_with_times() -> None:
    found = read(sample_file("pdf/us02_full_libreoffice.pdf"))
    turns = found.document.turns
    assert Counter(turn.speaker for turn in turns) == {"INT": 22, "EDSON": 22}
    assert (turns[0].time_start, turns[-1].time_start) == (6_000, 693_000)
    assert found.document.title == "Interview Edson"
    assert found.notes == (COMPARE,)


def test_headers_and_page_numbers_are_left_out() -> None:
    found = read(sample_file("pdf/us02_running_libreoffice.pdf"))
    assert "Project 7" not in found.document.text
    assert "Page 2" not in found.document.text
    assert found.notes[0] == (
        "10 lines that return at the edges of pages are left out (headers, footers, page numbers)"
    )


def test_transcript_of_a_podcast_as_a_browser_prints_it() -> None:
    found = read(sample_file("pdf/podcastindex_example_chromium.pdf"))
    turns = found.document.turns
    assert [turn.speaker for turn in turns] == PODCAST
    assert (turns[0].time_start, turns[-1].time_start) == (0, 691_000)
    words = turns[0].span.of(found.document.text)
    assert words.startswith(
        "When you first get started in podcasting, it's almost guaranteed that you're going"
    )
    assert "handful of rookie mistakes" in words, "a line of the page is no line of the text"


def test_file_that_only_forbids_printing_is_read() -> None:
    found = read(sample_file("pdf/us02_no_printing_libreoffice.pdf"))
    assert Counter(turn.speaker for turn in found.document.turns) == {"INT": 6, "EDSON": 6}


def test_file_that_asks_for_a_password_is_refused() -> None:
    assert "protected by a password" in refused(sample_file("pdf/us02_protected_libreoffice.pdf"))


def test_scan_without_text_is_refused_with_the_remedy() -> None:
    resources = "/Resources << /XObject << /I 5 0 R >> >>"
    page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R {resources} >>"
    kind = "/Type /XObject /Subtype /Image /ColorSpace /DeviceGray"
    picture = f"<< {kind} /Width 1 /Height 1 /BitsPerComponent 8 /Length 1 >>"
    raw = written_pdf([
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        page,
        "<< /Length 12 >>\nstream\n9 0 0 9 0 0 cm /I Do\nendstream",
        f"{picture}\nstream\n0\nendstream",
    ])  # fmt: skip
    assert "only pictures of its pages (a scan)" in refused(raw)
    with pytest.raises(SecondmigError) as caught:
        read(raw)
    assert "OCR" in caught.value.hint


def test_page_without_text_among_others_is_named() -> None:
    found = read(pdf([column("INT: So?"), [], column("ROSA: No.")]))
    assert "no text on page 2" in found.notes


def test_lines_are_joined_and_larger_distances_part_paragraphs() -> None:
    lines = column("INT: What was", "the plan?") + column("ROSA: Three years,", "one house.", top=720)
    assert paragraphs(lines) == ["INT: What was the plan?", "ROSA: Three years, one house."]


def test_without_distances_labels_that_return_part_paragraphs() -> None:
    lines = column("Int: What was the plan of the family then,", "and of whom?",
                   "Rosa: Three years, one house, one", "truck. Finish.", "Int: And then?",
                   "Rosa: Then nine.")  # fmt: skip
    assert paragraphs(lines) == [
        "Int: What was the plan of the family then, and of whom?",
        "Rosa: Three years, one house, one truck. Finish.", "Int: And then?", "Rosa: Then nine.",
    ]  # fmt: skip


def test_paragraph_goes_on_over_the_end_of_a_page() -> None:
    full = "INT: What was the plan of the people of the factory in"
    assert paragraphs(column(full), column("Aichi?", "ROSA: Three years.")) == [
        f"{full} Aichi?",
        "ROSA: Three years.",
    ]


def test_lines_of_a_hanging_or_set_in_paragraph_belong_together() -> None:
    def pages(first: float, rest: float) -> list[tuple[float, float, float, str]]:
        places = (first, rest, rest, first, rest, rest)
        return [(x, 760 - 14 * n, 11, f"line {n} of the paragraph and words") for n, x in enumerate(places)]

    for first, rest in ((72, 108), (108, 72)):
        assert [words.count("line") for words in paragraphs(pages(first, rest))] == [3, 3]


def test_larger_letters_are_a_heading_and_the_title() -> None:
    found = read(pdf([[(72, 780, 18, "Interview 7"), *column("INT: So?", "ROSA: No.", step=30)]]))
    assert found.document.title == "Interview 7"
    assert said(found.document) == [("INT", "So?"), ("ROSA", "No.")]


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (("we came in the inter-", "view and out"), "we came in the interview and out"),
        (("the inter\u00ad", "view"), "the interview"),
        (("a horse-", "drawn cart, horse-drawn"), "a horse-drawn cart, horse-drawn"),
        (("a Kumamoto-", "Tennessee life"), "a Kumamoto-Tennessee life"),
        (("he said -", "nothing"), "he said - nothing"),
        (("三年で", "した。"), "三年でした。"),
        (("非 常 停 止 is", "a word"), "非常停止 is a word"),
        (("the soft\u00adware of", "the of\ufb01ce"), "the software of the office"),
    ],
)
def test_words_broken_at_the_end_of_a_line_are_whole_again(lines: tuple[str, str], joined: str) -> None:
    assert paragraphs(column(*lines)) == [joined]


def test_joined_words_are_counted() -> None:
    assert (
        "1 word is joined that a hyphen broke at the end of a line"
        in read(pdf([column("the inter-", "view and out")])).notes
    )


def test_numbers_in_the_left_margin_cite_the_turns_and_are_no_words() -> None:
    words = column("INT: So?", "ROSA: 7 of them.", "INT: And?", "ROSA: 12.", step=24)
    numbers = [(30.0, y, 9.0, str(n)) for n, (_, y, _, _) in enumerate(words, 3)]
    found = read(pdf([[*words, *numbers]]))
    assert [turn.number for turn in found.document.turns] == [3, 4, 5, 6]
    assert found.document.text == "INT: So?\n\nROSA: 7 of them.\n\nINT: And?\n\nROSA: 12."
    assert (
        "4 numbers in the left margin are not in the text; they cite the turns if each has one" in found.notes
    )


def test_numbers_are_left_where_a_turn_has_none_of_its_own() -> None:
    words = column("INT: So?", "ROSA: 7 of them.", "INT: And?", "ROSA: 12.", step=24)
    numbers = [(30.0, y, 9.0, str(n)) for n, (_, y, _, _) in enumerate(words[:3], 1)]
    found = read(pdf([[*words, *numbers]]))
    assert [turn.number for turn in found.document.turns] == [None] * 4


def test_numbers_that_do_not_count_on_are_words() -> None:
    words = column("INT: How many?", "ROSA: These:", step=24)
    numbers = [(30.0, 600.0 - 24 * n, 11.0, each) for n, each in enumerate(("9", "4", "7"))]
    assert "9" in read(pdf([[*words, *numbers]])).document.text


def test_lines_clipped_outside_the_page_are_left_out() -> None:
    lines = [*column("INT: So?"), (72.0, -40.0, 11.0, "ROSA: never seen"), (700.0, 400.0, 11.0, "nor this")]
    assert paragraphs(lines) == ["INT: So?"]


def test_line_drawn_again_over_the_upper_edge_of_the_next_page_is_read_once() -> None:
    cut = [(72.0, 836.0, 11.0, "ROSA: Mm."), *column("INT: And?", top=800)]
    seen = [(72.0, 830.0, 11.0, "ROSA: Mm."), *column("INT: And?", top=800)]
    for top, times in ((cut, 1), (seen, 2)):
        assert "".join(paragraphs(column("INT: So?", "ROSA: Mm.", step=24), top)).count("ROSA: Mm.") == times


def test_what_two_people_say_at_the_top_of_pages_is_no_header() -> None:
    pages = [column("ROSA: Mm.", "INT: So?", step=24), column("ROSA: Mm.", "INT: And?", step=24)]
    assert "".join(paragraphs(*pages)).count("ROSA: Mm.") == 2


def test_control_characters_become_what_they_were_meant_to_be() -> None:
    assert paragraphs(column("It\x92s\x85 \x93so\x94")) == ["It’s… “so”"]


def test_fonts_that_do_not_say_their_letters_are_refused_and_a_few_are_named() -> None:
    assert "fonts of the PDF do not say which letters they draw" in refused(
        pdf([column("\ufffd\ufffd\ue001 so")])
    )
    long = "INT: So what was the plan in those years, of all the people there, and who \ufffd said so?"
    assert "1 letter is not named by the fonts of the PDF" in read(pdf([column(long)])).notes


def test_file_cut_short_is_refused() -> None:
    raw = sample_file("pdf/us02_full_libreoffice.pdf")
    assert "was not copied completely" in refused(raw[: len(raw) // 2])


def test_damaged_file_is_one_line_and_nothing_else_is_printed(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    level = logging.getLogger("pypdf").level
    assert "damaged" in refused(
        b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 9 0 R >>\nendobj\ntrailer\n%%EOF"
    )
    assert capfd.readouterr() == ("", "")
    assert caplog.records == []
    assert logging.getLogger("pypdf").level == level


def test_stream_that_unpacks_to_gigabytes_is_stopped() -> None:
    packed = zlib.compress(b" " * (200 * 2**20), 9)
    stream = (
        f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n{packed.decode('latin-1')}\nendstream"
    )
    font = "/Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
    page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R {font} >>"
    pages = "<< /Type /Pages /Count 1 /Kids [3 0 R] >>"
    raw = written_pdf(["<< /Type /Catalog /Pages 2 0 R >>", pages, page, stream])
    assert len(raw) < 300_000
    assert "unpacks to more than a transcript has" in refused(raw)


def test_too_many_pages_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_file, "_MOST_PAGES", 1)
    assert "2 pages are more than a transcript has" in refused(pdf([column("a"), column("b")]))


def test_content_tells_a_pdf() -> None:
    good = pdf([column("a")])
    assert READER.sniff(good) == CERTAIN
    assert READER.sniff(b"junk of a mail program\n" + good) == CERTAIN
    assert READER.sniff(b"INT: What does %PDF-1.7 mean?\nROSA: No idea.") == NO


@settings(max_examples=25)
@given(broken(sample_file("pdf/us02_running_libreoffice.pdf")))
def test_broken_pdf_is_read_or_refused(raw: bytes) -> None:
    read_or_refused(READER, raw)


@settings(max_examples=60)
@given(
    st.one_of(
        broken(pdf([column("INT: So?", "ROSA: No.")])),
        st.binary(max_size=300).map(lambda b: b"%PDF-1.4\n" + b),
    )
)
def test_broken_structure_is_read_or_refused(raw: bytes) -> None:
    read_or_refused(READER, raw + b"\n%%EOF")


def test_header_close_above_two_columns_is_said_by_nobody() -> None:
    found = read(sample_file("pdf/two_columns_libreoffice.pdf"))
    turns = said(found.document)
    assert Counter(speaker for speaker, _ in turns) == {"INT": 12, "ROSA": 12}
    assert sum(len(words.split()) for speaker, words in turns if speaker == "INT") == 144
    assert sum(len(words.split()) for speaker, words in turns if speaker == "ROSA") == 402
    assert any(note.startswith("6 lines that return at the edges of pages") for note in found.notes)


def test_turns_of_one_line_each_are_told_by_their_labels_though_a_header_stands_apart() -> None:
    assert said(read(sample_file("pdf/one_line_turns_libreoffice.pdf")).document) == [
        ("INT", "How was it when you came?"),
        ("ROSA", "It was cold, and we had nothing."),
        ("INT", "And then?"),
        ("ROSA", "We went to the factory."),
    ]
