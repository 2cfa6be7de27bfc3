"""Archives and XML that are more, or other, than a transcript."""

import io
import zipfile

import pytest

from secondmig.core.errors import SecondmigError
from secondmig.transcript import limits
from secondmig.transcript.limits import opened_parts, parsed_xml, part_names
from tests.transcript.containers import packed
from tests.transcript.reading import problems

LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">'
    '<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]><a>&d;</a>'
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>'
REMOTE = '<!DOCTYPE a SYSTEM "http://localhost:9/x.dtd"><a/>'


def refused(raw: bytes) -> str:
    (line,) = problems(lambda: parsed_xml(raw, where="f", part="p"))
    return line


@pytest.mark.parametrize("source", [LAUGHS, OUTSIDE, REMOTE])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_document_type_is_refused_whatever_it_defines(source: str, encoding: str) -> None:
    raw = source.replace('version="1.0"?', f'version="1.0" encoding="{encoding}"?').encode(encoding)
    assert "document type" in refused(raw)


def test_document_type_is_refused_behind_a_comment_of_any_length() -> None:
    assert "document type" in refused(b"<!--" + b"x" * 100_000 + b"--><!DOCTYPE a><a/>")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"words",
        b"<a>",
        b"<a></b>",
        b"\x4c\x6f\xa7\x94\x93",  # EBCDIC
        b'<?xml version="1.0" encoding="utf-7"?><a/>',
        b"<a>" * 5000 + b"</a>" * 5000,
        b"<a>&undefined;</a>",
    ],
)
def test_what_is_no_well_formed_xml_is_one_line(raw: bytes) -> None:
    assert "no well-formed XML" in refused(raw)


def test_xml_in_utf_16_and_with_a_byte_order_mark_is_read() -> None:
    for raw in (
        '<?xml version="1.0" encoding="UTF-16"?><a>né</a>'.encode("utf-16"),
        "\ufeff<a>né</a>".encode(),
    ):
        assert parsed_xml(raw, where="f", part="p").text == "né"


def bomb(size: int) -> bytes:
    written = io.BytesIO()
    packing = zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=9)
    with packing as archive, archive.open("a.xml", "w") as part:
        for _ in range(size // 2**20):
            part.write(b" " * 2**20)
    return written.getvalue()


def test_bomb_is_refused_by_what_its_directory_says() -> None:
    raw = bomb(40 * 2**20)
    assert len(raw) < 50_000
    (line,) = problems(lambda: opened_parts(raw, where="f").read("a.xml"))
    assert "unpacks to" in line
    assert "times its packed size" in line


def test_bomb_whose_directory_lies_is_stopped_while_unpacking() -> None:
    raw = bomb(40 * 2**20)
    lying = raw.replace((40 * 2**20).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert lying != raw
    parts = opened_parts(lying, where="f")
    assert parts.archive.getinfo("a.xml").file_size == 1000
    (line,) = problems(lambda: parts.read("a.xml"))
    assert "cannot be unpacked" in line


def test_parts_may_not_unpack_to_more_together_than_a_transcript_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LARGEST_TOTAL", 1500)
    parts = opened_parts(packed({"a": "x" * 1000, "b": "y" * 1000}), where="f")
    parts.read("a")
    (line,) = problems(lambda: parts.read("b"))
    assert "more than a transcript has" in line


def test_large_part_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LARGEST_PART", 999)
    (line,) = problems(lambda: opened_parts(packed({"a": "x" * 1000}), where="f").read("a"))
    assert "'a'" in line


def test_two_parts_of_one_name_are_refused() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("a", "one")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a", "two")
    (line,) = problems(lambda: opened_parts(written.getvalue(), where="f"))
    assert "two parts have the name 'a'" in line


def test_part_that_is_encrypted_asks_for_a_copy_without_password() -> None:
    raw = bytearray(packed({"a": "words"}))
    raw[6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(SecondmigError, match="password") as caught:
        opened_parts(bytes(raw), where="f").read("a")
    assert "without the password" in caught.value.hint


def test_missing_and_damaged_parts_are_named() -> None:
    raw = packed({"a": "words" * 100})
    (missing,) = problems(lambda: opened_parts(raw, where="f").read("b"))
    assert "'b' is missing" in missing
    damaged = raw.replace(raw[31:36], b"\x00\x00\x00\x00\x00", 1)
    (line,) = problems(lambda: opened_parts(damaged, where="f").read("a"))
    assert "damaged" in line


def test_archive_cut_short_has_no_names_and_is_refused() -> None:
    raw = packed({"a": "words"})
    assert part_names(raw) == {"a"}
    assert part_names(raw[:-10]) == part_names(b"words") == frozenset()
    (line,) = problems(lambda: opened_parts(raw[:-10], where="f"))
    assert "not copied completely" in line
