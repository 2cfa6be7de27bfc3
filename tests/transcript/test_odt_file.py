"""OpenDocument texts: files that LibreOffice and pandoc wrote, then one trap after the other."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secondmig.transcript.model import CERTAIN, NO, POSSIBLE, Transcript
from secondmig.transcript.odt_file import OdtFile
from tests.transcript.containers import ODF, odt, packed
from tests.transcript.fuzzing import broken, broken_parts, read_or_refused, sample_file
from tests.transcript.reading import problems, request, said

READER = OdtFile()
TRACKED = "odt/us02_comments_tracked_libreoffice.odt"
DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'


def read(raw: bytes) -> Transcript:
    return READER.read(raw, request())


def text(body: str, styles: str = "") -> str:
    return read(odt(body, styles=styles)).document.text


def notes(body: str, styles: str = "") -> tuple[str, ...]:
    return read(odt(body, styles=styles)).notes


def refused(raw: bytes) -> str:
    (line,) = problems(lambda: read(raw))
    return line


def test_tracked_document_is_read_as_accepted_with_its_comments() -> None:
    found = read(sample_file(TRACKED))
    words = found.document.text
    assert Counter(turn.speaker for turn in found.document.turns) == {"INT": 6, "EDSON": 6}
    assert found.document.title == "Interview Edson, first twelve turns"
    assert "2 insertions and 2 deletions are tracked: read as if all were accepted" in found.notes
    assert "the legal right" in words
    assert "Were you dissatisfied there?" in words
    assert "unhappy" not in words
    assert [(each.span and each.span.of(words), each.author, each.text) for each in found.comments] == [
        ("the compressor of my neighbor", "Reviewer One", "Check against audio: compressor?"),
        ("My own name lived in his pocket.", "Reviewer Two", "Possible code: agency, hanko"),
    ]


def test_interview_of_44_turns_with_times() -> None:
    found = read(sample_file("odt/us02_full_pandoc.odt"))
    turns = found.document.turns
    assert Counter(turn.speaker for turn in turns) == {"INT": 22, "EDSON": 22}
    assert (turns[0].time_start, turns[-1].time_start) == (6_000, 693_000)
    assert "非常停止" in turns[7].span.of(found.document.text)


@pytest.mark.parametrize("name", ["odt/us02_table_libreoffice.odt", "odt/us02_table_libreoffice.fodt"])
def test_table_of_time_speaker_and_text(name: str) -> None:
    found = read(sample_file(name))
    turns = found.document.turns
    assert Counter(turn.speaker for turn in turns) == {"INT": 6, "EDSON": 6}
    assert (turns[0].time_start, turns[-1].time_start, found.sure) == (6_000, 189_000, "certain")


def test_word_and_opendocument_give_the_same_text() -> None:
    from secondmig.transcript.docx_file import DocxFile

    other = DocxFile().read(sample_file("docx/us02_comments_tracked_libreoffice.docx"), request())
    assert read(sample_file(TRACKED)).document.text == other.document.text


def test_library_that_others_use_writes_documents_that_are_read(tmp_path: Path) -> None:
    from odfdo import Document, Header, Paragraph, Table

    document = Document("text")
    document.body.clear()
    document.body.append(Header(1, "Interview 7"))
    for line in ("INT: So\tand  so?", "ROSA: Twice."):
        document.body.append(Paragraph(line))
    table = Table("t")
    table.set_values([["Speaker", "Text"], ["INT", "Why?"]])
    document.body.append(table)
    document.save(str(tmp_path / "made.odt"))
    found = read((tmp_path / "made.odt").read_bytes())
    assert found.document.text == (
        "Interview 7\n\nINT: So\tand  so?\n\nROSA: Twice.\n\nSpeaker\tText\n\nINT: Why?"
    )


def test_white_space_means_what_opendocument_says() -> None:
    assert (
        text("<text:p>a\n  b<text:s text:c='3'/>c<text:tab/>d<text:line-break/>e</text:p>") == "a b   c\td\ne"
    )


def test_spaces_without_end_are_no_way_to_fill_the_memory() -> None:
    assert len(text("<text:p>a<text:s text:c='999999999'/>b</text:p>")) == 1002


def test_lists_sections_links_and_boxes_keep_their_words() -> None:
    body = (
        "<text:section><text:list><text:list-item><text:p>one</text:p></text:list-item></text:list></text:section>"
        "<text:p><text:a>two</text:a><draw:frame><draw:text-box><text:p>box</text:p></draw:text-box>"
        "</draw:frame></text:p>"
    )
    assert text(body) == "one\n\ntwo\n\nbox"
    assert "1 paragraph is numbered or bulleted automatically; its number is not in the text" in notes(body)


def test_footnote_is_a_remark_at_its_place() -> None:
    note = "<text:note-citation>1</text:note-citation><text:note-body><text:p>yen</text:p></text:note-body>"
    found = read(odt(f"<text:p>a card<text:note>{note}</text:note> with a castle</text:p>"))
    assert found.document.text == "a card with a castle"
    assert [(each.text, each.span and each.span.of(found.document.text)) for each in found.comments] == [
        ("yen", "card")
    ]


def test_comment_without_a_range_is_about_the_word_before() -> None:
    comment = f"<office:annotation {DC}><dc:creator>R</dc:creator><text:p>check</text:p></office:annotation>"
    found = read(odt(f"<text:p>a card{comment} with</text:p>"))
    assert [(each.author, each.span and each.span.of(found.document.text)) for each in found.comments] == [
        ("R", "card")
    ]


def test_formatting_is_counted_by_automatic_styles() -> None:
    style = (
        "<style:style style:name='T1' style:family='text'><style:text-properties fo:font-weight='bold'"
        " fo:background-color='#ffff00'/></style:style>"
    )
    body = "<text:p>INT: so <text:span text:style-name='T1'>very</text:span> much</text:p>"
    assert notes(body, style) == ("formatting is not kept: stretches 1 bold, 1 highlighted",)


@pytest.mark.parametrize(
    ("inner", "note"),
    [
        ("<draw:frame><draw:image/></draw:frame>", "1 picture is not read"),
        ("<text:hidden-text>secret</text:hidden-text>", "1 hidden stretch is not read"),
        (
            "<text:ruby><text:ruby-base>刊行</text:ruby-base><text:ruby-text>かんこう</text:ruby-text></text:ruby>",
            "1 reading aid (ruby) is left out",
        ),
    ],
)
def test_what_is_left_out_is_said(inner: str, note: str) -> None:
    assert note in notes(f"<text:p>x{inner}</text:p>")
    assert text(f"<text:p>x{inner}</text:p>") in {"x", "x刊行"}


def test_headers_and_footers_are_not_read_but_named() -> None:
    header = "<style:header><text:p>Edson</text:p></style:header>"
    master = f"<office:document-styles {ODF}>{header}</office:document-styles>"
    found = read(odt("<text:p>INT: So?</text:p>", {"styles.xml": master}))
    assert "headers or footers hold words, which are not read; names may stand there" in found.notes
    assert found.document.text == "INT: So?"


def test_flat_opendocument_is_read() -> None:
    raw = (
        f'<office:document {ODF} office:mimetype="application/vnd.oasis.opendocument.text">'
        "<office:body><office:text><text:p>INT: So?</text:p></office:text></office:body></office:document>"
    ).encode()
    assert READER.sniff(raw) == CERTAIN
    assert read(raw).document.text == "INT: So?"


def test_content_tells_an_opendocument_text() -> None:
    good = odt("<text:p>x</text:p>")
    assert READER.sniff(good) == CERTAIN
    assert READER.sniff(good[:-30]) == POSSIBLE, "to say that it is damaged"
    sheet = packed(
        {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": ""}, stored="mimetype"
    )
    assert READER.sniff(sheet) == NO


def test_encrypted_document_asks_for_a_copy_without_password() -> None:
    entry = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"
    manifest = f"<manifest:manifest {ODF}>{entry}</manifest:manifest>"
    assert "protected by a password" in refused(odt("", {"META-INF/manifest.xml": manifest}))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("<a", "no well-formed XML"),
        ("<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/hostname'>]><a>&b;</a>", "document type"),
        ("<a/>", "has no text"),
    ],
)
def test_broken_document_is_one_line(content: str, says: str) -> None:
    assert says in refused(odt("", {"content.xml": content}))
    assert "not copied completely" in refused(odt("<text:p>x</text:p>")[:-30])


@settings(max_examples=60)
@given(st.one_of(broken_parts(sample_file(TRACKED)), broken(sample_file("odt/us02_full_pandoc.odt"))))
def test_broken_document_is_read_or_refused(raw: bytes) -> None:
    read_or_refused(READER, raw)


def test_shapes_and_content_controls_of_libreoffice_are_read_and_hidden_words_are_not() -> None:
    found = read(sample_file("odt/shapes_libreoffice.odt"))
    assert said(found.document) == [
        ("INT", "How was it when you came?"),
        ("ROSA", "It was cold. It froze."),
        ("INT", "And then?"),
        ("ROSA", "Words in the box."),
        ("ROSA", "We went to the factory."),
    ]
    assert "1 hidden stretch is not read" in found.notes


def test_label_that_spans_rows_names_who_says_all_of_them() -> None:
    assert said(read(sample_file("odt/tables_libreoffice.odt")).document) == [
        ("INT", "So?\n\nAnd when?"),
        ("ROSA", "In May."),
        ("INT", "Why?"),
        ("ROSA", "Look:\nwage\trent\n1200\t800"),
    ]
