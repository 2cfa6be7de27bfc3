"""What every reader must do, whatever its format; the files come from tests/transcript/samples.py."""

from contextlib import suppress
from itertools import pairwise

import pytest

from secondmig.core.errors import SecondmigError
from secondmig.core.ids import content_hash
from secondmig.core.types import Document
from secondmig.transcript.model import CERTAIN, NO, POSSIBLE, Reader
from secondmig.transcript.read import READERS, _best
from tests.transcript.reading import request, said
from tests.transcript.samples import SAMPLES, Sample

TWO = (("INT", "So?"), ("ROSA", "Twice."))
WESTERN = ("It’s… enough", "Qué, twice – ¿no?")
JAPANESE = ("三年です。", "𠮟られました👷🏽。か\u3099")
CP932 = ("三年です。", "ｺﾝﾆｬｸの工場、㈱で")
SEPARATORS = ("one\u2028two\x85three", "a\x0bb\x1cc\x0cd")
BINARY = (
    b"\x89PNG\r\n\x1a\n",
    b"%PDF-1.7",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"\x1f\x8b\x08",
)


def chosen(*kinds: str) -> list[Reader]:
    """The readers whose samples are made so; all where none is named."""
    return [reader for reader in READERS if not kinds or SAMPLES[reader.id].making in kinds]


every = pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.id)
of_text = pytest.mark.parametrize("reader", chosen("verbatim", "text"), ids=lambda reader: reader.id)
of_containers = pytest.mark.parametrize("reader", chosen("container"), ids=lambda reader: reader.id)


def sample(reader: Reader) -> Sample:
    return SAMPLES[reader.id]


def two(reader: Reader, words: tuple[str, str] = ("So?", "Twice.")) -> bytes:
    return sample(reader).make([("INT", words[0]), ("ROSA", words[1])])


def heard(document: Document) -> list[tuple[str, str]]:
    """Speaker and words of every turn, of a document that holds together."""
    spans = [turn.span for turn in document.turns]
    assert all(left.end <= right.start for left, right in pairwise(spans))
    assert [turn.index for turn in document.turns] == list(range(len(spans)))
    assert (document.version, document.supersedes) == (1, None)
    assert document.text_sha == content_hash(document.text)
    assert not {"\r", "\x00"} & set(document.text)
    assert not document.text.startswith("\ufeff")
    return said(document)


def test_readers_have_distinct_ids_and_titles() -> None:
    assert len({reader.id for reader in READERS}) == len({reader.title for reader in READERS}) == len(READERS)
    assert set(SAMPLES) == {reader.id for reader in READERS}, "every reader needs a sample"
    assert all(suffix.startswith(".") for reader in READERS for suffix in reader.suffixes)


@every
def test_reader_is_the_one_chosen_for_its_own_sample(reader: Reader) -> None:
    raw = two(reader)
    assert reader.sniff(raw) in {POSSIBLE, CERTAIN}
    assert _best(READERS, raw, sample(reader).suffix)[1] is reader


@every
@pytest.mark.parametrize("raw", BINARY)
def test_reader_does_not_claim_other_binary_files(reader: Reader, raw: bytes) -> None:
    if not two(reader).startswith(raw[:4]):
        assert reader.sniff(raw) == NO


@every
@pytest.mark.parametrize("raw", [b"", b"\xef\xbb\xbf", b"\r\n \r\n"])
def test_reader_refuses_an_empty_file(reader: Reader, raw: bytes) -> None:
    with pytest.raises(SecondmigError) as caught:
        reader.read(raw, request())
    if sample(reader).making != "container":
        assert caught.value.message in {"the file is empty", "the file holds no words"}


@every
def test_reader_refuses_a_file_cut_short_or_reads_what_is_there(reader: Reader) -> None:
    raw = two(reader)
    for length in range(1, len(raw), max(1, len(raw) // 40)):
        with suppress(SecondmigError):
            heard(reader.read(raw[:length], request()).document)


@of_containers
def test_container_without_words_is_refused(reader: Reader) -> None:
    with pytest.raises(SecondmigError, match=r"the file (is empty|holds no words)"):
        reader.read(sample(reader).make([]), request())


@every
def test_reader_hears_who_says_what(reader: Reader) -> None:
    raw = two(reader)
    transcript = reader.read(raw, request())
    assert heard(transcript.document) == list(TWO)
    assert transcript.document.source_sha == content_hash(raw)
    assert transcript.document.id == "US01"
    assert transcript.format
    assert [turn.role for turn in transcript.document.turns] == [
        "interviewer",
        transcript.document.turns[1].role,
    ]


@every
def test_reader_gives_the_same_document_twice(reader: Reader) -> None:
    raw = two(reader)
    assert reader.read(raw, request()) == reader.read(raw, request())


@of_text
def test_reader_removes_a_byte_order_mark(reader: Reader) -> None:
    document = reader.read(b"\xef\xbb\xbf" + two(reader), request()).document
    assert heard(document) == list(TWO)
    assert document.decoding.endswith("utf-8 (BOM removed)")
    assert document.source_sha != document.text_sha


@of_text
@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
def test_reader_takes_any_line_end(reader: Reader, line_end: str) -> None:
    text = two(reader).decode()
    raw = text.replace("\n", line_end).encode()
    document = reader.read(raw, request()).document
    if sample(reader).making == "verbatim":
        assert document.text == text
    assert heard(document) == list(TWO)
    assert document.source_sha == content_hash(raw)


@of_text
@pytest.mark.parametrize(
    ("encoding", "words"), [("cp1252", WESTERN), ("cp932", CP932), ("euc-jp", JAPANESE[:1] * 2)]
)
def test_reader_asks_for_the_encoding_and_obeys_it(
    reader: Reader, encoding: str, words: tuple[str, str]
) -> None:
    raw = two(reader, words).decode().encode(encoding)
    with pytest.raises(SecondmigError, match="not UTF-8") as caught:
        reader.read(raw, request())
    assert caught.value.hint == f"pass --encoding {encoding}"
    document = reader.read(raw, request(encoding=encoding)).document
    assert heard(document) == [("INT", words[0]), ("ROSA", words[1])]
    assert document.decoding.endswith(f"{encoding} (as asked)")


@every
def test_reader_reads_japanese_with_characters_beyond_the_basic_plane(reader: Reader) -> None:
    document = reader.read(two(reader, JAPANESE), request()).document
    assert heard(document) == [("INT", JAPANESE[0]), ("ROSA", JAPANESE[1])]
    assert {turn.language for turn in document.turns} == {"ja"}


@every
def test_reader_keeps_composition_accents_and_emoji_as_they_are(reader: Reader) -> None:
    words = ("Jose\u0301 n\u0303 – “né”", "👩\u200d👩\u200d👧 🇯🇵 ﾖｼ! ４１２ مرحبا")
    assert heard(reader.read(two(reader, words), request()).document) == [
        ("INT", words[0]),
        ("ROSA", words[1]),
    ]


@of_text
def test_reader_does_not_break_lines_at_exotic_separators(reader: Reader) -> None:
    if sample(reader).separators:
        assert heard(reader.read(two(reader, SEPARATORS), request()).document) == [
            ("INT", SEPARATORS[0]),
            ("ROSA", SEPARATORS[1]),
        ]


@every
def test_reader_leaves_an_unnamed_speaker_unknown(reader: Reader) -> None:
    if sample(reader).nameless:
        document = reader.read(sample(reader).make([("", "Twice is enough.")]), request()).document
        assert heard(document) == [("", "Twice is enough.")]
        assert document.turns[0].role == "other"


@every
def test_reader_obeys_the_roles_the_user_gives(reader: Reader) -> None:
    asked = request(roles={"rosa": "participant", "INT": "other"})
    document = reader.read(two(reader), asked).document
    assert [turn.role for turn in document.turns] == ["other", "participant"]


@every
def test_reader_reads_a_large_file(reader: Reader) -> None:
    filler = "Twice is enough, 三年です。 " * 19 + "Twice."
    turns = [(("INT", "ROSA")[n % 2], filler) for n in range(sample(reader).many)]
    raw = sample(reader).make(turns)
    if sample(reader).making != "container":
        assert len(raw) > 5_000_000
    document = reader.read(raw, request()).document
    assert len(heard(document)) == len(turns)
