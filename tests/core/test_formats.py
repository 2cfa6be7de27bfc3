"""Content that is no plain text is recognised by its first bytes; words that begin alike are not."""

import io
import zipfile

import pytest

from secondmig.core.errors import SecondmigError
from secondmig.core.formats import format_of
from secondmig.transcript.read import read_transcript
from tests.transcript.fuzzing import DATA


def zip_with(name: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (b"%PDF-1.7\n", "a PDF"),
        (zip_with("word/document.xml"), "a Word document (.docx)"),
        (zip_with("xl/workbook.xml"), "an Excel workbook (.xlsx)"),
        (zip_with("notes.txt"), "a zip archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...", "an old Word, Excel or PowerPoint file (.doc, .xls, .ppt)"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "a WAV or AVI recording"),
        (b"\x00\x00\x00\x20ftypM4A ", "an MP4 or M4A recording"),
    ],
)
def test_format_of_names_binary_files(raw: bytes, name: str) -> None:
    found = format_of(raw)
    assert found is not None
    assert (found.name, found.binary) == (name, True)


@pytest.mark.parametrize(
    ("stream", "name", "remedy"),
    [
        ("WordDocument", "an old Word document (.doc)", "save it as .docx"),
        ("Workbook", "an old Excel workbook (.xls)", "save the sheet as CSV"),
        ("EncryptedPackage", "protected by a password", "save a copy without the password"),
    ],
)
def test_format_of_names_old_office_files_with_what_to_do(stream: str, name: str, remedy: str) -> None:
    found = format_of(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + stream.encode("utf-16-le"))
    assert found is not None
    assert found.name == name
    assert remedy in found.remedy


def test_old_word_document_is_refused_by_name_with_the_remedy() -> None:
    with pytest.raises(SecondmigError, match=r"an old Word document \(\.doc\)") as caught:
        read_transcript(DATA / "doc/us02_libreoffice.doc")
    assert caught.value.hint == "open it in Word or LibreOffice and save it as .docx"


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (rb"{\rtf1\ansi", "an RTF file"),
        (b"\xef\xbb\xbfWEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\nHi", "a WebVTT subtitle file"),
        (b"1\r\n00:00:01,000 --> 00:00:02,000\r\nHi", "an SRT subtitle file"),
        (b"<!DOCTYPE html><p>Hi", "an HTML page"),
        (b'<?xml version="1.0"?><TEI/>', "an XML file"),
        (b'{"segments": []}', "a JSON file"),
        (b'[{"speaker": "A"}]', "a JSON file"),
    ],
)
def test_format_of_names_text_formats_without_a_reader(raw: bytes, name: str) -> None:
    found = format_of(raw)
    assert found is not None
    assert (found.name, found.binary) == (name, False)


@pytest.mark.parametrize(
    "text", ["RIFFAT: Yes.", "ID3: Yes.", "1\nHello", "[laughs] Yes", '["Hm", she said]', "<ROSA> Yes", ""]
)
def test_format_of_leaves_words_alone(text: str) -> None:
    assert format_of(text.encode()) is None


@pytest.mark.parametrize(
    "raw",
    [
        b"From: <Saved by Blink>\nSubject: x\nMIME-Version: 1.0\nContent-Type: x/related;\n\tboundary=M\n",
        b"From: a\nMime-Version: 1.0 (Mac OS X Mail 16.0)\nContent-Type: text/plain\n\nINT: So?\n",
        b"Received: a;\r\n\tb\r\n c\r\nMIME-Version: 1.0\r\n\r\nINT: So?\r\n",
    ],
)
def test_web_archives_and_messages_are_no_talk_of_their_header_lines(raw: bytes) -> None:
    found = format_of(raw)
    assert found is not None
    assert (found.name, found.binary) == ("a web archive or an e-mail (.mhtml, .eml)", False)
    with pytest.raises(SecondmigError, match="a web archive or an e-mail"):
        read_transcript(DATA / "page.mhtml", raw)


@pytest.mark.timeout(10)
def test_many_folded_lines_do_not_hang() -> None:
    assert format_of(b'"a":\n' + b"          x\n" * 300) is None
