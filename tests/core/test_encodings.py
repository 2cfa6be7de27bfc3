"""Proposals are right for ordinary sentences of the project's languages, and absent rather than wrong."""

import pytest

from secondmig.core.encodings import propose

SENTENCES = {
    "cp1252": (
        "I don’t know… really",
        "¿Y por qué en el noventa y cuatro?",
        "né, “o senhor” é gentil",
        "Stra\u00dfe, caf\u00e9, na\u00efve",
        "8th\u00a0November",
        "— so",
    ),
    "cp932": (
        "緊張しないで。",
        "マンホールです。[laughs] 高校のとき",
        "カルロス、ｺﾝﾆｬｸ３ｺﾞｳ、あれ、わたし",
        "ROSA: はい",
    ),
    "euc_jp": (
        "緊張しないで。",
        "マンホールです。[laughs] 高校のとき",
        "¿Le molesta, señora Teresa?",
        "ROSA: はい",
    ),
    "utf_16_le": ("INT: So?\nROSA: はい。\n", "Qué feo\n"),
    "utf_16_be": ("INT: So?\nROSA: はい。\n", "Qué feo\n"),
}


@pytest.mark.parametrize(
    ("encoding", "sentence"), [(name, sentence) for name, some in SENTENCES.items() for sentence in some]
)
def test_propose_finds_the_encoding_of_a_sentence(encoding: str, sentence: str) -> None:
    proposal = propose(sentence.encode(encoding))
    assert proposal is not None
    assert proposal.encoding == encoding.replace("_", "-")


def test_propose_does_not_choose_between_two_good_readings() -> None:
    raw = "so¡ª".encode("cp1252")
    assert raw.decode("euc_jp") == "so！"
    assert propose(raw) is None


def test_propose_shows_the_line_with_the_first_character_beyond_ascii() -> None:
    raw = ("plain\r\n" * 40 + "x" * 200 + " déjà " + "y" * 200 + "\r\nnext’s").encode("cp1252")
    proposal = propose(raw)
    assert proposal is not None
    assert proposal.line == 41
    assert "déjà" in proposal.preview
    assert len(proposal.preview) <= 61


@pytest.mark.parametrize("raw", [b"", b"plain", b"\x81\x8d", b"\xa4\xa4\xa8", b"\xff\xfea"])
def test_propose_is_silent_where_nothing_reads_well(raw: bytes) -> None:
    assert propose(raw) is None


def test_propose_takes_latin_1_where_cp1252_has_no_such_byte() -> None:
    raw = "¿Qué pasó en Perú? Él se quedó allí, mañana, corazón. ".encode("latin-1") * 3
    assert propose(raw) is not None
    assert propose(raw).encoding == "cp1252"  # type: ignore[union-attr]
    odd = propose(raw + b"and one \x81 byte")
    assert odd is not None
    assert odd.encoding == "latin-1"
