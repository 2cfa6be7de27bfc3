"""What every reader must do, whatever its format."""

import pytest

from secondmig.core.errors import SecondmigError
from secondmig.core.ids import content_hash
from secondmig.core.types import Document
from secondmig.transcript.model import CERTAIN, NO, POSSIBLE, Reader
from secondmig.transcript.read import READERS
from tests.transcript.reading import request, said

# For every reader a file of two speakers, one of one speaker nobody names, and what its bytes must not break.
SAMPLES = {
    "secondmig": ("#1 INT: {0}\n#2 ROSA: {1}\n", "#1 : {0}\n"),
    "plain-text": ("INT: {0}\nROSA: {1}\n", "{0}\n"),
}
WESTERN = ("It’s… enough", "Qué, twice – ¿no?")
JAPANESE = ("三年です。", "𠮟られました👷🏽。か\u3099")
CP932 = ("三年です。", "ｺﾝﾆｬｸの工場、㈱で")


@pytest.fixture(params=READERS, ids=lambda reader: reader.id)
def reader(request: pytest.FixtureRequest) -> Reader:
    found: Reader = request.param
    return found


def sample(reader: Reader, words: tuple[str, str] = ("So?", "Twice.")) -> str:
    return SAMPLES[reader.id][0].format(*words)


def heard(document: Document) -> list[tuple[str, str]]:
    spans = [turn.span for turn in document.turns]
    assert spans == sorted(spans)
    assert [turn.index for turn in document.turns] == list(range(len(spans)))
    assert (document.version, document.supersedes) == (1, None)
    assert document.text_sha == content_hash(document.text)
    return said(document)


def test_readers_have_distinct_ids_and_titles() -> None:
    assert len({reader.id for reader in READERS}) == len({reader.title for reader in READERS}) == len(READERS)
    assert set(SAMPLES) == {reader.id for reader in READERS}, "every reader needs samples here"
    assert all(suffix.startswith(".") for reader in READERS for suffix in reader.suffixes)


def test_reader_recognises_its_own_sample(reader: Reader) -> None:
    assert reader.sniff(sample(reader).encode()) in {POSSIBLE, CERTAIN}


@pytest.mark.parametrize("raw", [b"\x89PNG\r\n\x1a\n", b"%PDF-1.7", b"PK\x03\x04"])
def test_reader_does_not_claim_binary_files(reader: Reader, raw: bytes) -> None:
    assert reader.sniff(raw) == NO


@pytest.mark.parametrize("raw", [b"", b"\xef\xbb\xbf", b"\r\n \r\n"])
def test_reader_refuses_an_empty_file(reader: Reader, raw: bytes) -> None:
    with pytest.raises(SecondmigError, match=r"the file (is empty|holds no words)"):
        reader.read(raw, request())


def test_reader_removes_a_byte_order_mark(reader: Reader) -> None:
    document = reader.read(sample(reader).encode("utf-8-sig"), request()).document
    assert heard(document) == [("INT", "So?"), ("ROSA", "Twice.")]
    assert document.decoding == "utf-8 (BOM removed)"
    assert document.source_sha != document.text_sha


@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
def test_reader_takes_any_line_end(reader: Reader, line_end: str) -> None:
    text = sample(reader)
    raw = text.replace("\n", line_end).encode()
    document = reader.read(raw, request()).document
    assert document.text == text
    assert heard(document) == [("INT", "So?"), ("ROSA", "Twice.")]
    assert document.source_sha == content_hash(raw)


@pytest.mark.parametrize(
    ("encoding", "words"), [("cp1252", WESTERN), ("cp932", CP932), ("euc-jp", JAPANESE[:1] * 2)]
)
def test_reader_asks_for_the_encoding_and_obeys_it(
    reader: Reader, encoding: str, words: tuple[str, str]
) -> None:
    raw = sample(reader, words).encode(encoding)
    with pytest.raises(SecondmigError, match="not UTF-8") as caught:
        reader.read(raw, request())
    assert caught.value.hint == f"pass --encoding {encoding}"
    document = reader.read(raw, request(encoding=encoding)).document
    assert heard(document) == [("INT", words[0]), ("ROSA", words[1])]
    assert document.decoding == f"{encoding} (as asked)"


def test_reader_reads_japanese_with_characters_beyond_the_basic_plane(reader: Reader) -> None:
    document = reader.read(sample(reader, JAPANESE).encode(), request()).document
    assert heard(document) == [("INT", JAPANESE[0]), ("ROSA", JAPANESE[1])]
    assert {turn.language for turn in document.turns} == {"ja"}


def test_reader_does_not_break_lines_at_exotic_separators(reader: Reader) -> None:
    words = ("one\u2028two\x85three", "a\x0bb\x1cc\x0cd")
    assert heard(reader.read(sample(reader, words).encode(), request()).document) == [
        ("INT", words[0]),
        ("ROSA", words[1]),
    ]


def test_reader_leaves_an_unnamed_speaker_unknown(reader: Reader) -> None:
    document = reader.read(SAMPLES[reader.id][1].format("Twice is enough.").encode(), request()).document
    assert heard(document) == [("", "Twice is enough.")]
    assert document.turns[0].role == "other"


def test_reader_reads_five_megabytes(reader: Reader) -> None:
    filler = "Twice is enough, 三年です。 " * 20
    pair = sample(reader, (filler, filler))
    numbered = ((2 * n + 1, 2 * n + 2) for n in range(4200))
    raw = "".join(pair.replace("#1 ", f"#{a} ").replace("#2 ", f"#{b} ") for a, b in numbered).encode()
    assert len(raw) > 5_000_000
    assert len(reader.read(raw, request()).document.turns) == 8400
