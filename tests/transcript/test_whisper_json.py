"""JSON of speech recognition: whose segments, how sure, and broken JSON in one line."""

import json
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.core.errors import SecondmigError
from secondmig.transcript.model import CERTAIN, NO, Transcript
from secondmig.transcript.whisper_json import WhisperJson
from tests.strategies import nasty_text
from tests.transcript.reading import problems, request, said

DATA: Final = Path(__file__).parents[1] / "data" / "json"
TOLD_APART: Final = "the speakers were told apart by a program; listen before you trust them"


def file(name: str) -> Transcript:
    raw = (DATA / name).read_bytes()
    assert WhisperJson().sniff(raw) == CERTAIN
    return WhisperJson().read(raw, request())


def read(content: object, **asked: str) -> Transcript:
    raw = content.encode() if isinstance(content, str) else json.dumps(content).encode()
    return WhisperJson().read(raw, request(speakers=asked.get("speakers")))


def times(transcript: Transcript) -> list[tuple[int | None, int | None]]:
    return [(turn.time_start, turn.time_end) for turn in transcript.document.turns]


def test_whisperx_segments_are_merged_by_speaker() -> None:
    diarized = file("turnchunk_whisperx_diarized.json")
    assert said(diarized.document) == [
        (
            "SPEAKER_00",
            "Right, let's start with the renewal. They came back asking for a twelve percent increase.",
        ),
        ("SPEAKER_01", "Twelve? That's well above what we budgeted."),
    ]
    assert times(diarized) == [(500, 9100), (9100, 12_600)]
    assert (diarized.sure, diarized.document.language) == ("likely", "en")
    assert diarized.document.decoding == "json, utf-8"
    assert diarized.notes == ("3 segments became 2 turns", TOLD_APART)


def test_whisper_segments_without_speakers_are_nobodys() -> None:
    plain = file("turnchunk_whisper_plain.json")
    assert said(plain.document) == [
        ("", "Right, let's start with the renewal."),
        ("", "Twelve percent is a lot."),
    ]
    assert times(plain) == [(0, 3500), (3500, 6000)]
    assert (plain.sure, plain.notes) == ("unsure", ())


def test_whisper_cpp_counts_milliseconds_and_marks_changes() -> None:
    found = read(
        {
            "result": {"language": "ja"},
            "transcription": [
                {"offsets": {"from": 0, "to": 1200}, "text": " 三年", "speaker_turn_next": True},
                {"offsets": {"from": 1200, "to": 2000}, "text": "です"},
                {"offsets": {"from": 2000, "to": 2500}, "text": "ね。"},
            ],
        }
    )
    assert said(found.document) == [("", "三年"), ("", "ですね。")]
    assert times(found) == [(0, 1200), (1200, 2500)]
    assert found.document.language == "ja"


def test_segment_without_speaker_takes_that_of_all_its_words() -> None:
    words = [{"word": "So", "speaker": "SPEAKER_01"}, {"word": "yes"}]
    mixed = [{"word": "So", "speaker": "SPEAKER_01"}, {"word": "no", "speaker": "SPEAKER_00"}]
    found = read({"segments": [{"text": "So yes", "words": words}, {"text": "So no", "words": mixed}]})
    assert said(found.document) == [("SPEAKER_01", "So yes"), ("", "So no")]
    assert found.notes == (TOLD_APART, "1 segments hold words that are given to another voice; check them")


def test_utterances_and_lists_are_turns_as_they_stand() -> None:
    turns = [{"interlocutor_id": "AA", "text": "はい。", "timestamp": "2022-08-06T14:51:18"}] * 2
    dialogue = read({"utterances": turns})
    assert said(dialogue.document) == [("AA", "はい。")] * 2
    assert (dialogue.sure, dialogue.notes) == ("certain", ())
    listed = read([{"speaker": "Ana", "start": "00:01.5", "end": 2, "text": "Sí.", "language": "es"}])
    assert said(listed.document) == [("Ana", "Sí.")]
    assert times(listed) == [(1500, 2000)]
    assert listed.document.turns[0].language == "es"


def test_assemblyai_counts_milliseconds() -> None:
    content = {"audio_duration": 9, "utterances": [{"speaker": "A", "start": 250, "end": 900, "text": "So"}]}
    found = read(content)
    assert (times(found), found.sure) == ([(250, 900)], "likely")


def test_speakers_pattern_names_segments_without_speaker() -> None:
    content = {"segments": [{"text": " <Ana> So?"}, {"text": "Yes."}]}
    assert said(read(content, speakers=r"<(\w+)> ").document) == [("Ana", "So?"), ("", "Yes.")]


def test_language_may_be_a_name_and_is_left_out_if_unknown() -> None:
    assert read({"language": "english", "segments": [{"text": "So"}]}).document.language == "en"
    assert read({"language": "??", "segments": [{"text": "So"}]}).document.language == "und"


def test_speaker_may_be_a_number_and_time_unknown() -> None:
    found = read({"segments": [{"speaker": 0, "start": None, "text": "So"}, {"speaker": True, "text": "No"}]})
    assert [speaker for speaker, _ in said(found.document)] == ["0", ""]
    assert times(found) == [(None, None), (None, None)]


def test_times_that_are_texts_but_no_times_are_counted() -> None:
    assert read([{"text": "So", "start": "noon"}]).notes == (
        "1 times are no places in the recording and are left out",
    )


@pytest.mark.parametrize(
    ("segment", "problem"),
    [
        ('{"text": "a", "start": -1}', "segment 1: its start lies outside of any recording"),
        ('{"text": "a", "end": 1e999}', "segment 1: its end lies outside of any recording"),
        ('{"text": "a", "start": ' + "9" * 5000 + "}", "segment 1: its start lies outside of any recording"),
        ('{"text": "a", "start": [1]}', "segment 1: its start is no time"),
        ('{"text": "a", "start": true}', "segment 1: its start is no time"),
        ('{"start": 1}', "segment 1: has no text"),
        ('{"text": ["a"]}', "segment 1: has no text"),
        ("7", "segment 1: is no object with a text"),
        ('{"text": "a", "start": NaN}', "NaN is no number"),
        ('{"text": "a", "start": -Infinity}', "-Infinity is no number"),
        ('{"text": "a", "text": "b"}', "the key 'text' stands twice in one object"),
        ('{"text": "\\ud83d"}', "half of a character (a lone surrogate) in turn 1"),
        ('{"text": " "}', "the file holds no words"),
        ("[" * 100_000, "the JSON is nested too deeply"),
    ],
)
def test_what_no_segment_may_be_is_one_line(segment: str, problem: str) -> None:
    assert problems(lambda: read(f'{{"segments": [{segment}]}}')) == [f"US01.txt: {problem}"]


def test_broken_json_is_named_with_its_line() -> None:
    assert problems(lambda: read('{"segments": [\n{"text": "a"},\n{"text": "b"')) == [
        "US01.txt:3: the JSON is broken: Expecting ',' delimiter"
    ]


def test_all_wrong_segments_are_named_at_once() -> None:
    assert problems(lambda: read({"segments": [{}, {"text": "a"}, 3]})) == [
        "US01.txt: segment 1: has no text",
        "US01.txt: segment 3: is no object with a text",
    ]


@pytest.mark.parametrize("content", ["{}", '{"segments": {}}', "3", '"text"', "null"])
def test_json_without_segments_is_refused(content: str) -> None:
    assert problems(lambda: read(content)) == ["US01.txt: the JSON holds no list of segments"]


@pytest.mark.parametrize(
    ("raw", "sure"),
    [
        (b'\xef\xbb\xbf {"text": "so", "segments": [', CERTAIN),
        (b'[{"speaker": "A", "text": "so"}]', CERTAIN),
        (b'{"codes": []}', NO),
        (b'[{"code": "A"}]', NO),
        (b'["text", "so"]', NO),
        (b"[laughs] so", NO),
    ],
)
def test_sniff_looks_for_segments(raw: bytes, sure: int) -> None:
    assert WhisperJson().sniff(raw) == sure


SCALARS: Final = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), nasty_text(max_pieces=3), st.just("SPEAKER_00")
)
KEYS: Final = st.sampled_from(
    ["text", "start", "end", "speaker", "words", "offsets", "from", "to", "language"]
)
VALUES: Final = st.recursive(
    SCALARS, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=5))
)


@given(
    name=st.sampled_from(["segments", "transcription", "utterances"]), content=st.lists(VALUES, max_size=5)
)
def test_any_json_is_read_or_refused(name: str, content: list[object]) -> None:
    for whole in ({name: content, "language": content}, content):
        try:
            document = read(whole).document
        except SecondmigError:
            continue
        assert all(words for _, words in said(document))


@given(at=st.integers(0, 400), put=nasty_text(max_pieces=2), cut=st.integers(0, 40))
def test_a_file_damaged_anywhere_is_read_or_refused(at: int, put: str, cut: int) -> None:
    text = (DATA / "turnchunk_whisper_plain.json").read_text(encoding="utf-8")
    try:
        document = read(text[:at] + put + text[at + cut :]).document
    except SecondmigError:
        return
    assert len(document.turns) > 0


def test_forms_never_shown_a_real_file_say_so() -> None:
    said_so = "was never shown a real file of its kind: compare the turns with the original"
    cpp = read({"transcription": [{"offsets": {"from": 0, "to": 900}, "text": "So?"}]})
    assembly = read(
        {"audio_duration": 9, "utterances": [{"speaker": "A", "text": "So?", "start": 1, "end": 2}]}
    )
    assert f"the form of whisper.cpp {said_so}" in cpp.notes
    assert f"the form of AssemblyAI {said_so}" in assembly.notes
    assert not any("never shown" in note for note in file("turnchunk_whisperx_diarized.json").notes)
