"""Word documents: files that pandoc, LibreOffice and Word wrote, then one trap after the other."""

import io
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secondmig.core.errors import SecondmigError
from secondmig.transcript.docx_file import DocxFile
from secondmig.transcript.model import CERTAIN, NO, POSSIBLE, Transcript
from tests.transcript.containers import docx, docx_parts, packed, paragraph, run
from tests.transcript.fuzzing import broken, broken_parts, read_or_refused, sample_file
from tests.transcript.reading import problems, request, said

TRACKED = ("us02_comments_tracked_pandoc.docx", "us02_comments_tracked_libreoffice.docx")
READER = DocxFile()


def read(raw: bytes) -> Transcript:
    return READER.read(raw, request())


def text(*body: str, **parts: str) -> str:
    return read(docx("".join(body), parts)).document.text


def notes(*body: str, **parts: str) -> str:
    return "\n".join(read(docx("".join(body), parts)).notes)


def refused(raw: bytes) -> str:
    (line,) = problems(lambda: read(raw))
    return line


def speakers(transcript: Transcript) -> Counter[str]:
    return Counter(turn.speaker for turn in transcript.document.turns)


@pytest.mark.parametrize("name", TRACKED)
def test_tracked_document_is_read_as_accepted_with_its_comments(name: str) -> None:
    found = read(sample_file(f"docx/{name}"))
    words = found.document.text
    assert speakers(found) == {"INT": 6, "EDSON": 6}
    assert found.document.title == "Interview Edson, first twelve turns"
    assert "2 insertions and 2 deletions are tracked: read as if all were accepted" in found.notes
    assert "formatting is not kept: stretches 1 italic" in found.notes, "labels in bold are no loss"
    assert "the legal right" in words
    assert "Were you dissatisfied there?" in words
    assert "you know?" not in words
    assert "unhappy" not in words
    assert [(each.span and each.span.of(words), each.author) for each in found.comments] == [
        ("the compressor of my neighbor", "Reviewer One"),
        ("My own name lived in his pocket.", "Reviewer Two"),
    ]
    assert found.comments[0].text == "Check against audio: compressor?"


def test_interview_of_44_turns_with_times() -> None:
    found = read(sample_file("docx/us02_full_pandoc.docx"))
    turns = found.document.turns
    assert speakers(found) == {"INT": 22, "EDSON": 22}
    assert (turns[0].time_start, turns[-1].time_start) == (6_000, 693_000)
    assert found.document.title == "Interview Edson"
    assert "非常停止" in turns[7].span.of(found.document.text)
    assert found.sure == "likely"


def test_table_of_time_speaker_and_text() -> None:
    found = read(sample_file("docx/us02_table_pandoc.docx"))
    turns = found.document.turns
    assert speakers(found) == {"INT": 6, "EDSON": 6}
    assert (turns[0].time_start, turns[-1].time_start) == (6_000, 189_000)
    assert found.sure == "certain"
    assert "INT [00:00:06]: Thanks for doing this" in found.document.text


def test_comments_that_word_wrote_with_and_without_a_range() -> None:
    found = read(sample_file("docx/mammoth_comments.docx"))
    assert found.document.text == "Ouch."
    assert [(each.text, each.span and each.span.of("Ouch.")) for each in found.comments] == [
        ("A tachyon walks into a bar.", "Ouch"),
        ("Fin.", "Ouch."),
    ]


def test_library_that_others_use_writes_documents_that_are_read() -> None:
    import docx as library

    document = library.Document()
    document.add_heading("Interview 7", 1)
    for line in ("INT: So?", "ROSA: Twice."):
        document.add_paragraph(line)
    written = document.add_paragraph("INT: ")
    document.add_comment(written.add_run("Why?"), text="probe", author="R", initials="R")
    table = document.add_table(rows=2, cols=2)
    for cell, words in zip((*table.rows[0].cells, *table.rows[1].cells), "abcd", strict=True):
        cell.text = words
    document.core_properties.title = "another title"
    made = io.BytesIO()
    document.save(made)
    found = read(made.getvalue())
    assert found.document.text == "Interview 7\n\nINT: So?\n\nROSA: Twice.\n\nINT: Why?\n\na\tb\n\nc\td"
    assert found.document.title == "Interview 7"
    assert [each.text for each in found.comments] == ["probe"]


def test_words_in_links_fields_controls_and_smart_tags_are_there() -> None:
    wrapped = (
        f"<w:hyperlink>{run('a')}</w:hyperlink>",
        f"<w:sdt><w:sdtPr/><w:sdtContent>{run('b')}</w:sdtContent></w:sdt>",
        f"<w:smartTag>{run('c')}</w:smartTag>",
        f"<w:fldSimple>{run('d')}</w:fldSimple>",
        f"<w:ins>{run('e')}</w:ins>",
        '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>HYPERLINK x</w:instrText></w:r>',
        run("f"),
    )
    assert text(paragraph(*wrapped)) == "abcdef"
    assert text(f"<w:sdt><w:sdtContent>{paragraph('block')}</w:sdtContent></w:sdt>") == "block"


def test_tabs_breaks_and_hyphens_are_characters_of_the_text() -> None:
    inner = "<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:softHyphen/>"
    assert (
        text(paragraph(f'{inner}<w:t>d</w:t><w:br w:type="page"/><w:cr/><w:t>e</w:t></w:r>'))
        == "a\tb\nc\u2011d\ne"
    )


def test_deleted_paragraph_mark_joins_two_paragraphs() -> None:
    first = paragraph("one ", properties="<w:rPr><w:del/></w:rPr>")
    assert text(first, paragraph("two")) == "one two"


def test_moved_words_stand_where_they_were_moved_to() -> None:
    moved = f"<w:moveFrom>{run('here ')}</w:moveFrom>{run('x ')}<w:moveTo>{run('here')}</w:moveTo>"
    assert text(paragraph(moved)) == "x here"
    assert "1 insertion and 1 deletion" in notes(paragraph(moved))


def test_change_over_several_runs_counts_once() -> None:
    assert "1 insertion and 0 deletions" in notes(
        paragraph(f"<w:ins>{run('a')}{run('b')}</w:ins><w:ins>{run('c')}</w:ins>"),
        paragraph(f"<w:ins>{run('d')}</w:ins>"),
    )


def test_deleted_row_of_a_table_is_left_out() -> None:
    def row(words: str, mark: str = "") -> str:
        cells = "".join(f"<w:tc>{paragraph(each)}</w:tc>" for each in words)
        return f"<w:tr><w:trPr>{mark}</w:trPr>{cells}</w:tr>"

    assert text(f"<w:tbl>{row('ab')}{row('cd', '<w:del/>')}{row('ef')}</w:tbl>") == "a\tb\n\ne\tf"


def test_table_in_a_table_keeps_its_words() -> None:
    inner = f"<w:tbl><w:tr><w:tc>{paragraph('x')}</w:tc><w:tc>{paragraph('y')}</w:tc></w:tr></w:tbl>"
    assert text(f"<w:tbl><w:tr><w:tc>{inner}</w:tc><w:tc>{paragraph('z')}</w:tc></w:tr></w:tbl>") == "x\ty\tz"


def test_footnotes_are_remarks_at_their_place() -> None:
    body = paragraph(
        run("a telephone card"), '<w:r><w:footnoteReference w:id="2"/></w:r>', run(" with a castle")
    )
    inner = f'<w:footnote w:id="-1" w:type="separator">{paragraph("-")}</w:footnote>'
    inner += f'<w:footnote w:id="2">{paragraph("worth 1,000 yen")}</w:footnote>'
    found = read(docx(body, {"footnotes": inner}))
    assert found.document.text == "a telephone card with a castle"
    assert [(each.text, each.span and each.span.of(found.document.text)) for each in found.comments] == [
        ("worth 1,000 yen", "card")
    ]
    assert "1 footnote is kept as remarks, not in the text" in found.notes


def test_text_box_follows_its_paragraph_once() -> None:
    space = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:x="x"'
    box = f"<x:wsp><w:txbxContent>{paragraph('in the box')}</w:txbxContent></x:wsp>"
    both = f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    assert text(
        paragraph(f"<w:r><mc:AlternateContent {space}>{both}</mc:AlternateContent></w:r>", run("before")),
        paragraph("after"),
    ) == ("before\n\nin the box\n\nafter")


def test_reading_aids_are_left_out_and_counted() -> None:
    ruby = f"<w:r><w:ruby><w:rt>{run('かんこう')}</w:rt><w:rubyBase>{run('刊行')}</w:rubyBase></w:ruby></w:r>"
    assert text(paragraph(ruby)) == "刊行"
    assert "1 reading aid (ruby) is left out" in notes(paragraph(ruby))


@pytest.mark.parametrize(
    ("inner", "note"),
    [
        (run("secret", "<w:vanish/>"), "1 hidden stretch is not read"),
        ('<w:r><w:drawing><x:pic xmlns:x="x"/></w:drawing></w:r>', "1 picture is not read"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F04A"/></w:r>', "1 symbol of a symbol font is left out"),
        (run("x", "<w:highlight w:val='yellow'/>"), "formatting is not kept: stretches 1 highlighted"),
        (run("x", "<w:b/>"), "formatting is not kept: stretches 1 bold"),
        (run("x", "<w:strike/><w:u w:val='single'/>"), "stretches 1 underlined, 1 struck through"),
    ],
)
def test_what_is_left_out_is_said(inner: str, note: str) -> None:
    body = (paragraph("INT: Well?"), paragraph(inner))
    assert note in notes(*body)
    assert "secret" not in text(*body)


@pytest.mark.parametrize(
    "properties", ["<w:b w:val='0'/>", "<w:vanish w:val='false'/>", "<w:u w:val='none'/>"]
)
def test_property_that_is_switched_off_does_not_count(properties: str) -> None:
    assert text(paragraph(run("said", properties))) == "said"
    assert notes(paragraph(run("said", properties))) == ""


def test_headers_and_footers_are_not_read_but_named() -> None:
    body = paragraph("INT: So?")
    assert "names may stand there" in notes(body, header1=paragraph("Edson, Tennessee"))
    assert "Edson" not in text(body, header1=paragraph("Edson, Tennessee"))
    assert notes(body, footer1=paragraph("3")) == "", "a page number is no loss"


def test_automatic_numbers_are_named() -> None:
    numbered = paragraph("INT: So?", properties='<w:numPr><w:numId w:val="1"/></w:numPr>')
    assert "1 paragraph is numbered or bulleted automatically" in notes(numbered)
    assert notes(paragraph("x", properties='<w:numPr><w:numId w:val="0"/></w:numPr>')) == ""


def test_headings_are_told_by_the_style_whatever_word_calls_it() -> None:
    styles = '<w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>'
    body = (paragraph("Teil 1", properties='<w:pStyle w:val="berschrift1"/>'), paragraph("INT: So?"))
    found = read(docx("".join(body), {"styles": styles}))
    assert found.document.title == "Teil 1"
    assert [turn.span.of(found.document.text) for turn in found.document.turns] == ["INT: So?"]


def test_strict_documents_and_their_relations_are_read() -> None:
    parts = {
        name: content.replace(
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main", STRICT_SPACE
        ).replace("http://schemas.openxmlformats.org/officeDocument/2006/relationships", STRICT_RELATIONS)
        for name, content in docx_parts(paragraph("INT: So?")).items()
        if isinstance(content, str)
    }
    assert read(packed(parts)).document.text == "INT: So?"


STRICT_SPACE = "http://purl.oclc.org/ooxml/wordprocessingml/main"
STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"


def test_main_part_may_have_another_name_and_relations_may_lead_nowhere() -> None:
    parts = docx_parts(paragraph("INT: So?"), {"comments": ""})
    parts["word/document2.xml"] = parts.pop("word/document.xml")
    parts["_rels/.rels"] = str(parts["_rels/.rels"]).replace("document.xml", "document2.xml")
    parts["word/_rels/document2.xml.rels"] = str(parts.pop("word/_rels/document.xml.rels")).replace(
        "comments.xml", "../../../NULL"
    )
    assert read(packed(parts)).document.text == "INT: So?"


def test_content_tells_a_word_document_and_nothing_else_is_claimed() -> None:
    good = docx(paragraph("x"))
    encrypted = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    assert READER.sniff(good) == CERTAIN
    assert READER.sniff(good[:-30]) == POSSIBLE, "to say that it is damaged"
    assert READER.sniff(encrypted) == POSSIBLE, "to say that it is encrypted"
    assert READER.sniff(packed({"xl/workbook.xml": "", "[Content_Types].xml": ""})) == NO
    assert READER.sniff(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old word") == NO
    assert READER.sniff(packed({"a.txt": "see word/document.xml"})) == NO


def test_encrypted_document_asks_for_a_copy_without_password() -> None:
    raw = sample_file("docx/us02_protected_msoffcrypto.docx")
    assert READER.sniff(raw) == POSSIBLE
    assert "protected by a password" in refused(raw)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"word/document.xml": None}, "'word/document.xml' is missing"),
        ({"word/document.xml": "<w:document"}, "no well-formed XML"),
        ({"word/document.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}, "document type"),
        ({"word/document.xml": "<a/>"}, "has no body"),
        ({"_rels/.rels": "<a"}, "no well-formed XML"),
        ({"word/_rels/document.xml.rels": "<!DOCTYPE a><a/>"}, "document type"),
    ],
)
def test_broken_document_is_one_line(change: dict[str, str | None], says: str) -> None:
    parts = {**docx_parts(paragraph("x")), **change}
    assert says in refused(packed({name: content for name, content in parts.items() if content is not None}))


def test_nesting_beyond_measure_is_refused_and_measured_nesting_is_read() -> None:
    def nested(depth: int) -> bytes:
        return docx("<w:sdt><w:sdtContent>" * depth + paragraph("x") + "</w:sdtContent></w:sdt>" * depth)

    assert read(nested(100)).document.text == "x"
    assert "nested too deeply" in refused(nested(1000))


def test_bomb_among_the_parts_that_are_read_is_refused() -> None:
    bomb = docx(paragraph("x"), {"comments": " " * (48 * 2**20)})
    assert len(bomb) < 100_000
    assert "times its packed size" in refused(bomb)


def test_parts_that_are_not_read_are_not_unpacked() -> None:
    with_picture = {**docx_parts(paragraph("x")), "word/media/image1.bmp": b" " * (48 * 2**20)}
    assert read(packed(with_picture)).document.text == "x"


@pytest.mark.slow
@pytest.mark.timeout(60)
def test_ten_megabytes_of_talk_are_read_in_reasonable_time() -> None:
    words = " ".join(str(n * 7919 % 100_003) for n in range(180))
    body = "".join(paragraph(f"{('INT', 'ROSA')[n % 2]}: {n} {words}") for n in range(10_000))
    raw = docx(body)
    found = read(raw)
    assert len(found.document.text) > 10_000_000
    assert len(found.document.turns) == 10_000


@settings(max_examples=60)
@given(st.sampled_from(TRACKED).flatmap(lambda name: broken_parts(sample_file(f"docx/{name}"))))
def test_document_with_a_broken_part_is_read_or_refused(raw: bytes) -> None:
    read_or_refused(READER, raw)


@settings(max_examples=60)
@given(st.one_of(broken(sample_file("docx/mammoth_comments.docx")), st.binary(max_size=200)))
def test_damaged_archive_is_read_or_refused(raw: bytes) -> None:
    read_or_refused(READER, raw)


def test_no_words_of_the_document_stand_in_an_error() -> None:
    with pytest.raises(SecondmigError) as caught:
        read(packed({**docx_parts(""), "word/document.xml": "<a>Rosa's secret</b>"}))
    assert "Rosa" not in f"{caught.value.line()} {caught.value.hint}"


def test_turns_around_a_table_of_turns_are_heard_too() -> None:
    found = read(sample_file("docx/turns_and_table_pandoc.docx"))
    assert found.sure == "likely"
    assert Counter(turn.speaker for turn in found.document.turns) == {"INT": 4, "ROSA": 5}
    assert ("INT", "in table") in said(found.document)
