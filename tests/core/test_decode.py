"""Bytes become text by strict UTF-8 or the encoding asked for; everything else is refused with a way out."""

import pytest
from hypothesis import given

from secondmig.core.decode import canonical_text, decode
from secondmig.core.errors import SecondmigError
from tests.strategies import nasty_text

FRENCH = "Line one\nShe said it’s in Québec… twice\n"
JAPANESE = "一行目です。\n日本語で話しました。ｺﾝﾆｬｸの工場です。\n"


def refusal(raw: bytes, encoding: str | None = None) -> SecondmigError:
    with pytest.raises(SecondmigError) as caught:
        decode(raw, encoding=encoding, where="a.txt")
    return caught.value


@given(text=nasty_text())
def test_canonical_text_is_stable_and_touches_nothing_else(text: str) -> None:
    canonical = canonical_text(text, where="a.txt")
    assert canonical_text(canonical, where="a.txt") == canonical
    assert not {"\r", "\x00"} & set(canonical)
    assert not canonical.startswith("\ufeff")
    kept = text.replace("\x00", "").lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    assert canonical == kept


def test_canonical_text_keeps_composition_and_strange_line_ends() -> None:
    text = "n\u0303 か\u3099 a\u2028b\x85c\x0bd\ufeffe"
    assert canonical_text(text, where="a.txt") == text


def test_canonical_text_refuses_a_lone_surrogate_at_its_line() -> None:
    with pytest.raises(SecondmigError) as caught:
        canonical_text("one\ntwo \ud83d", where="a.txt")
    assert caught.value.line() == "a.txt:2: half of a character (a lone surrogate)"


@pytest.mark.parametrize(
    ("raw", "decoding"),
    [
        ("Qué\n".encode(), "utf-8"),
        ("Qué\r\n".encode(), "utf-8"),
        ("Qué\r".encode(), "utf-8"),
        ("Qué\n".encode("utf-8-sig"), "utf-8 (BOM removed)"),
    ],
)
def test_decode_reads_utf8_by_itself(raw: bytes, decoding: str) -> None:
    decoded = decode(raw, where="a.txt")
    assert (decoded.text, decoded.decoding) == ("Qué\n", decoding)


@pytest.mark.parametrize(
    ("text", "encoding", "decoding"),
    [
        (FRENCH, "cp1252", "cp1252 (as asked)"),
        (FRENCH, "Windows-1252", "cp1252 (as asked)"),
        ("Qué\n", "latin-1", "latin-1 (as asked)"),
        (JAPANESE, "cp932", "cp932 (as asked)"),
        (JAPANESE, "euc-jp", "euc-jp (as asked)"),
        (JAPANESE, "utf-16", "utf-16 (as asked)"),
        (JAPANESE, "utf-16-be", "utf-16-be (as asked)"),
        (JAPANESE, "utf-8", "utf-8 (as asked)"),
        ("plain\n", "cp1252", "cp1252 (as asked)"),
        ("日本\n", "iso-2022-jp", "iso2022-jp (as asked)"),
    ],
)
def test_decode_obeys_and_records_the_encoding_asked_for(text: str, encoding: str, decoding: str) -> None:
    decoded = decode(text.encode(encoding), encoding=encoding, where="a.txt")
    assert (decoded.text, decoded.decoding) == (text, decoding)


@pytest.mark.parametrize(
    ("text", "encoding", "message"),
    [
        (
            FRENCH,
            "cp1252",
            "not UTF-8 (byte 0x92 in line 2); as cp1252, line 2 reads: She said it’s in Québec… twice",
        ),
        (JAPANESE, "cp932", "not UTF-8 (byte 0x88 in line 1); as cp932, line 1 reads: 一行目です。"),
        (JAPANESE, "euc-jp", "not UTF-8 (byte 0xb0 in line 1); as euc-jp, line 1 reads: 一行目です。"),
        (JAPANESE, "utf-16-be", "not UTF-8 (byte 0x00 in line 1); as utf-16-be, line 1 reads: 一行目です。"),
        ("INT: Hi\n", "utf-16-le", "not UTF-8 (byte 0x00 in line 1); as utf-16-le, line 1 reads: INT: Hi"),
    ],
)
def test_decode_proposes_the_encoding_and_shows_a_line_of_it(text: str, encoding: str, message: str) -> None:
    error = refusal(text.encode(encoding))
    assert error.line() == f"a.txt: {message}"
    assert error.hint == f"pass --encoding {encoding}"


def test_decode_proposes_what_a_byte_order_mark_announces() -> None:
    assert refusal(JAPANESE.encode("utf-16")).hint == "pass --encoding utf-16"


def test_decode_proposes_what_escape_sequences_announce() -> None:
    error = refusal("INT: はい\n".encode("iso2022_jp"))
    assert error.hint == "pass --encoding iso2022-jp"
    assert "reads: INT: はい" in error.message


def test_decode_shows_no_control_characters_of_the_line() -> None:
    assert "\x1b" not in refusal("\x1b[31m café ’".encode("cp1252")).message


def test_decode_proposes_the_right_encoding_for_a_wrong_one() -> None:
    assert refusal(JAPANESE.encode("cp932"), "euc-jp").hint == "pass --encoding cp932"


def test_decode_refuses_to_misread_utf8_as_something_else() -> None:
    error = refusal(JAPANESE.encode(), "cp1252")
    assert error.line() == "a.txt: this is UTF-8 and would be misread as cp1252"
    assert error.hint == "leave out --encoding"


def test_decode_asks_for_the_byte_order_when_nothing_tells_it() -> None:
    assert refusal(JAPANESE.encode("utf-16-le"), "utf-16").hint == "pass --encoding utf-16-le or utf-16-be"


@pytest.mark.parametrize("encoding", ["nonsense", "rot13", "hex", "unicode_escape", "idna", "a\x00b", ""])
def test_decode_refuses_what_is_no_encoding_of_files(encoding: str) -> None:
    assert refusal(b"words", encoding).message == f"unknown encoding {encoding!r}"


def test_decode_does_not_propose_to_garble_a_file_with_one_broken_byte() -> None:
    error = refusal("Qué feo, ¿no? ".encode() * 3 + b"\nand \xff here")
    assert error.message == "UTF-8 but for 1 broken places, the first at byte 0xff in line 2"
    assert error.hint == "mend them in an editor"


def test_decode_proposes_nothing_where_no_encoding_fits() -> None:
    error = refusal(b"a\x81\xfe\xff b\x8d\x9d c")
    assert error.message == "not UTF-8 (byte 0x81 in line 1), and no other encoding is clearly right"
    assert "--encoding" in error.hint


@pytest.mark.parametrize("raw", [b"", b"\xef\xbb\xbf", b"\x00"])
def test_decode_calls_an_empty_file_empty(raw: bytes) -> None:
    assert refusal(raw).message in {"the file is empty", "not a text file (byte 0x00 in line 1)"}


@pytest.mark.parametrize(
    "raw",
    [
        b"PK\x03\x04rest",
        b"%PDF-1.5 rest",
        bytes(range(256)) * 4,
        b"\x00\x01\x02\x03" * 50,
        b"\x01\x02ab" * 50,
    ],
)
def test_decode_refuses_what_is_no_text(raw: bytes) -> None:
    error = refusal(raw)
    assert error.message.startswith("not a text file")
    assert error.hint == "save it as plain text (.txt, UTF-8) and import that"


def test_decode_names_the_format_even_when_an_encoding_is_asked_for() -> None:
    assert refusal(b"%PDF-1.5 rest", "cp1252").message == "not a text file: it is a PDF"


def test_decode_drops_a_stray_nul() -> None:
    assert (
        decode(b"some words and a stray \x00 in them", where="a.txt").text
        == "some words and a stray  in them"
    )
