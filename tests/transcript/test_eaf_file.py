"""ELAN files: which tiers are speech, whose, when, in what language, and what is named as not read.

The counts of files that others made are those of tests/data/SOURCES.md.
"""

from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.core.errors import SecondmigError
from secondmig.transcript.eaf_file import Elan
from secondmig.transcript.model import CERTAIN, NO, Transcript
from tests.strategies import nasty_text
from tests.transcript.reading import problems, request, said

DATA: Final = Path(__file__).parents[1] / "data" / "eaf"


def file(name: str) -> Transcript:
    raw = (DATA / name).read_bytes()
    assert Elan().sniff(raw) == CERTAIN
    return Elan().read(raw, request())


def slots(*times: int | None) -> str:
    each = (
        f'<TIME_SLOT TIME_SLOT_ID="t{n}"' + (f' TIME_VALUE="{time}"/>' if time is not None else "/>")
        for n, time in enumerate(times)
    )
    return f"<TIME_ORDER>{''.join(each)}</TIME_ORDER>"


def aligned(identifier: str, start: int, end: int, words: str) -> str:
    return (
        f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="{identifier}" TIME_SLOT_REF1="t{start}" '
        f'TIME_SLOT_REF2="t{end}"><ANNOTATION_VALUE>{words}</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>'
    )


def under(identifier: str, above: str, words: str) -> str:
    return (
        f'<ANNOTATION><REF_ANNOTATION ANNOTATION_ID="{identifier}" ANNOTATION_REF="{above}">'
        f"<ANNOTATION_VALUE>{words}</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION>"
    )


def tier(name: str, *annotations: str, attributes: str = "") -> str:
    return f'<TIER TIER_ID="{name}" LINGUISTIC_TYPE_REF="u" {attributes}>{"".join(annotations)}</TIER>'


def eaf(*parts: str) -> bytes:
    body = f"<ANNOTATION_DOCUMENT>{''.join(parts)}</ANNOTATION_DOCUMENT>"
    return f"<?xml version='1.0' encoding='UTF-8'?>\n{body}".encode()


def read(*parts: str) -> Transcript:
    return Elan().read(eaf(*parts), request())


def times(transcript: Transcript) -> list[tuple[int | None, int | None]]:
    return [(turn.time_start, turn.time_end) for turn in transcript.document.turns]


def tiers(transcript: Transcript) -> list[tuple[str, int, str]]:
    document = transcript.document
    return [(tier.name, tier.turn_index, tier.span.of(document.text)) for tier in document.tiers]


def test_elan_file_with_a_participant_and_a_marker_tier() -> None:
    elan = file("speach_test.eaf")
    assert [speaker for speaker, _ in said(elan.document)] == ["P001"] * 8
    assert (times(elan)[0], times(elan)[-1]) == ((1040, 2330), (16_615, 17_485))
    assert [turn.language for turn in elan.document.turns] == ["en", "ja", *["en"] * 6]
    assert elan.notes == (
        "tiers below the speech that are not read: 'Person1 (Chunk)' (12), 'Person1 (ChunkLanguage)' (12)",
        "tier 'marker' (3) names no participant and spans turns of others: not read",
    )
    assert (elan.sure, elan.document.language, elan.document.decoding) == ("certain", "en", "eaf, utf-8")


def test_elan_file_whose_child_tier_names_another_participant() -> None:
    fable = file("speach_fables_01_03_aesop.eaf")
    assert [speaker for speaker, _ in said(fable.document)] == ["P001"] * 16
    assert times(fable)[0][0] == 610
    unread = "'StoryChunk' (28), 'StoryChunkLanguage' (28), 'StoryChunkType' (22)"
    assert fable.notes == (
        f"tiers below the speech that are not read: {unread}",
        "tier 'SectionMarker' (3) names no participant and spans turns of others: not read",
    )


def test_elan_file_written_by_another_program_has_tiers_named_as_people() -> None:
    three = file("MaureenMarvinRobin.eaf")
    assert said(three.document) == [("Maureen", "S"), ("Marvin", "S"), ("Maureen", "S"), ("Robin", "S")]
    assert times(three) == [(1006, 1896), (2401, 3422), (3738, 4926), (5294, 5781)]
    assert three.notes == ()


def test_turns_stand_in_order_of_time_and_overlaps_are_counted() -> None:
    found = read(
        slots(0, 500, 400, 900, 950),
        tier("Ana", aligned("a1", 0, 1, "one"), aligned("a2", 3, 4, "three")),
        tier("Luz", aligned("a3", 2, 3, "two")),
    )
    assert said(found.document) == [("Ana", "one"), ("Luz", "two"), ("Ana", "three")]
    assert found.notes == ("1 turns begin before another speaker has ended",)


def test_time_slots_without_a_value_divide_the_stretch_between_their_neighbours() -> None:
    chain = (
        aligned("a1", 0, 1, "a"),
        aligned("a2", 1, 2, "b"),
        aligned("a3", 2, 3, "c"),
        aligned("a4", 3, 4, "d"),
    )
    found = read(slots(0, None, None, 900, 1000), tier("Ana", *chain))
    assert times(found) == [(0, 300), (300, 600), (600, 900), (900, 1000)]


def test_time_slots_without_neighbours_stay_unknown() -> None:
    found = read(slots(10, None, None), tier("Ana", aligned("a1", 1, 2, "b"), aligned("a2", 0, 1, "a")))
    assert said(found.document) == [("Ana", "a"), ("Ana", "b")]
    assert times(found) == [(10, None), (None, None)]


def test_tier_without_participant_beside_others_is_a_speaker_that_is_named() -> None:
    found = read(
        slots(0, 100, 200, 300),
        tier("P1", aligned("a1", 0, 1, "one"), attributes='PARTICIPANT=" Rosa  M. "'),
        tier("INT", aligned("a2", 1, 2, "two")),
    )
    assert said(found.document) == [("Rosa M.", "one"), ("INT", "two")]
    assert found.notes == ("tier 'INT' names no participant: read as a speaker of that name",)


@pytest.mark.parametrize(
    "name", ["English", "en", "Ana-en", "en@Ana", "Ana translation (eng)", "Traducción inglés Ana"]
)
def test_translation_whose_language_is_clear_becomes_a_tier_of_the_turn(name: str) -> None:
    found = read(
        slots(0, 100, 200),
        tier("Ana", aligned("a1", 0, 1, "Sí."), aligned("a2", 1, 2, "No.")),
        tier(name, under("b1", "a1", "Yes."), attributes='PARENT_REF="Ana"'),
    )
    assert tiers(found) == [("en", 0, "Yes.")]
    assert found.notes == ()


def test_translation_may_hang_on_a_tier_between_or_on_times() -> None:
    found = read(
        slots(0, 100, 200, 50),
        tier("Ana", aligned("a1", 0, 1, "Sí."), aligned("a2", 1, 2, "No.")),
        tier("words", under("w1", "a2", "No"), attributes='PARENT_REF="Ana"'),
        tier("words-en", under("b1", "w1", "No!"), attributes='PARENT_REF="words"'),
        tier("Ana-ja", aligned("c1", 0, 3, "は"), aligned("c2", 3, 1, "い"), attributes='PARENT_REF="Ana"'),
    )
    assert tiers(found) == [("ja", 0, "はい"), ("en", 1, "No!")]
    assert found.notes == ("tiers below the speech that are not read: 'words' (1)",)


def test_content_language_other_than_that_of_the_speech_is_a_translation_if_there_is_one_a_turn() -> None:
    languages = '<LANGUAGE LANG_ID="spa" LANG_LABEL="x"/><LANGUAGE LANG_ID="eng" LANG_LABEL="x"/>'
    speech = tier("Ana", aligned("a1", 0, 1, "Sí, no."), attributes='LANG_REF="spa"')
    eng = 'PARENT_REF="Ana" LANG_REF="eng"'
    found = read(
        slots(0, 100), speech, tier("free", under("b1", "a1", "Yes, no."), attributes=eng), languages
    )
    assert tiers(found) == [("en", 0, "Yes, no.")]
    assert (found.document.language, found.document.turns[0].language) == ("es", "es")
    glosses = tier("gloss", under("b1", "a1", "AFF"), under("b2", "a1", "NEG"), attributes=eng)
    assert tiers(read(slots(0, 100), speech, glosses, languages)) == []


def test_translation_without_a_language_is_named_and_not_read() -> None:
    found = read(
        slots(0, 100),
        tier("Ana", aligned("a1", 0, 1, "Sí.")),
        tier("Translation", under("b1", "a1", "Yes."), attributes='PARENT_REF="Ana"'),
    )
    assert (tiers(found), found.notes) == (
        [],
        ("tiers below the speech that are not read: 'Translation' (1)",),
    )


def test_annotations_without_words_are_counted() -> None:
    found = read(
        slots(0, 1, 2), tier("Ana", aligned("a1", 0, 1, " "), aligned("a2", 1, 2, "b<!-- no -->c &amp; d"))
    )
    assert said(found.document) == [("Ana", "bc & d")]
    assert found.notes == ("1 annotations without words are left out",)


def test_times_in_frames_are_left_out() -> None:
    header = '<HEADER TIME_UNITS="PAL-frames"/>'
    found = read(header, slots(0, 25), tier("Ana", aligned("a1", 0, 1, "Sí.")))
    assert times(found) == [(None, None)]
    assert found.notes == ("times are counted in frames, not in milliseconds, and are left out",)


@pytest.mark.parametrize("value", ["-1", "1.5", "NaN", "9" * 30, "", "0x10"])
def test_times_that_are_none_are_named_with_their_line(value: str) -> None:
    order = f'<TIME_ORDER>\n<TIME_SLOT TIME_SLOT_ID="t0" TIME_VALUE="{value}"/></TIME_ORDER>'
    assert problems(lambda: read(order, tier("Ana", aligned("a1", 0, 7, "Sí.")))) == [
        "US01.txt:3: a time slot whose value is no time",
        "US01.txt:3: there is no time slot 't7'",
    ]


def test_annotations_that_refer_in_a_circle_are_in_no_turn() -> None:
    circle = tier("Ana-en", under("b1", "b2", "x"), under("b2", "b1", "y"), attributes='PARENT_REF="Ana"')
    assert tiers(read(slots(0, 1), tier("Ana", aligned("a1", 0, 1, "Sí.")), circle)) == []


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (eaf(), "US01.txt: the file holds no words"),
        (eaf(tier("Ana")), "US01.txt: the file holds no words"),
        (b"<ANNOTATION_DOCUMENT>\n<TIER>", "US01.txt:2: the XML is broken"),
        (b"<?xml version='1.0'?><TEI/>", "US01.txt: the XML is no ELAN document"),
        (
            b"<!DOCTYPE a [<!ENTITY b 'c'>]><ANNOTATION_DOCUMENT/>",
            "US01.txt: 'annotations' declares a document type, which could define entities; it is not read",
        ),
    ],
)
def test_file_that_is_no_elan_file_is_refused(raw: bytes, problem: str) -> None:
    assert problems(lambda: Elan().read(raw, request())) == [problem]


def test_encoding_the_user_names_is_obeyed_whatever_the_file_declares() -> None:
    raw = eaf(slots(0, 1), tier("Ana", aligned("a1", 0, 1, "三年"))).decode().encode("utf-16")
    found = Elan().read(raw, request(encoding="utf-16"))
    assert said(found.document) == [("Ana", "三年")]
    assert found.document.decoding == "eaf, utf-16 (as asked)"


@pytest.mark.parametrize(
    ("raw", "sure"),
    [
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- made by -->\n<ANNOTATION_DOCUMENT>", CERTAIN),
        (b"<!--" + b"<!---->" * 1000 + b"<TEI>", NO),
        (b"<?xml version='1.0'?><TEI>", NO),
        (b"ANNOTATION_DOCUMENT", NO),
    ],
)
def test_sniff_looks_at_the_root(raw: bytes, sure: int) -> None:
    assert Elan().sniff(raw) == sure


@given(
    at=st.integers(0, 17_000),
    put=st.one_of(nasty_text(max_pieces=2), st.sampled_from(["ts1", "<", "<!DOCTYPE a>", "&amp;", "99999"])),
    cut=st.integers(0, 60),
)
def test_a_file_damaged_anywhere_is_read_or_refused(at: int, put: str, cut: int) -> None:
    text = (DATA / "speach_test.eaf").read_text(encoding="utf-8")
    try:
        document = Elan().read((text[:at] + put + text[at + cut :]).encode(), request()).document
    except SecondmigError:
        return
    assert all(words for _, words in said(document))
