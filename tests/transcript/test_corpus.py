"""The 24 interviews of the demo, with the traps planted in them."""

import json
from functools import cache
from pathlib import Path

import pytest

from secondmig.core.span import SpanSet
from secondmig.core.types import Document, Turn
from secondmig.transcript.read import read_document
from tests.transcript.reading import report_of

CORPUS = Path(__file__).parents[2] / "corpus"
FILES = sorted(CORPUS.glob("[JU][PKS]0[1-8].txt"))


@cache
def document(document_id: str) -> Document:
    return read_document(CORPUS / f"{document_id}.txt")


def turn(document_id: str, number: int) -> Turn:
    (found,) = (turn for turn in document(document_id).turns if turn.number == number)
    return found


def test_corpus_has_24_interviews_named_by_their_headers() -> None:
    assert [document(path.stem).id for path in FILES] == [path.stem for path in FILES]
    assert len(FILES) == 24


def test_corpus_holds_the_words_its_readme_counts() -> None:
    assert sum(report_of(document(path.stem)).words for path in FILES) == 22_520


def test_corpus_is_understood_to_the_last_line() -> None:
    for path in FILES:
        report = report_of(document(path.stem))
        assert report.unparsed == ()
        assert report.timestamps == report.turns
        assert {count.role for count in report.speakers} >= {"interviewer", "participant"}
        assert document(path.stem).header["fictional"] == "true"


def test_corpus_gold_quotes_stand_exactly_once_in_their_turns() -> None:
    quotes = 0
    for path in FILES:
        gold = CORPUS / "gold" / f"{path.stem}.jsonl"
        for line in gold.read_text(encoding="utf-8").split("\n"):
            if line:
                coding = json.loads(line)
                words = turn(path.stem, coding["turn"]).span.of(document(path.stem).text)
                assert words.count(coding["quote"]) == 1, (path.stem, coding["turn"])
                quotes += 1
    assert quotes == 841


@pytest.mark.parametrize(
    ("document_id", "languages"),
    [
        ("US01", {6: "es", 26: "es"}),
        ("JP03", {15: "tl"}),
        ("JP04", {18: "ja", 33: "ja"}),
        *(
            (name, {})
            for name in ("JP05", "JP06", "JP07", "JP08", "UK03", "UK04", "UK06", "US02", "US05", "US07")
        ),
    ],
)
def test_corpus_turns_in_another_language_than_the_interview(
    document_id: str, languages: dict[int, str]
) -> None:
    main = document(document_id).language.split("-")[0]
    found = {turn.number: turn.language for turn in document(document_id).turns if turn.language != main}
    assert found == languages


@pytest.mark.parametrize(
    ("document_id", "number", "speaker", "role"),
    [
        ("UK02", 16, "HUSBAND", "other"),
        ("JP03", 3, "INTERPRETER", "other"),
        ("JP08", 2, "JI-WON", "participant"),
        ("US02", 1, "INT", "interviewer"),
    ],
)
def test_corpus_speakers_have_their_roles(document_id: str, number: int, speaker: str, role: str) -> None:
    assert (turn(document_id, number).speaker, turn(document_id, number).role) == (speaker, role)


def test_corpus_withholds_what_imran_took_back_wherever_it_is_repeated() -> None:
    uk07 = document("UK07")
    masked = SpanSet.of(stretch.span for stretch in uk07.withheld).masked(uk07.text)
    for words in ("Between us", "three quid", "Eid money", "our mosque", "write that", "withdraws"):
        assert words in uk07.text
        assert words not in masked
    assert "He did give me a coat" in masked
    assert "Between us" not in str(uk07.header) + " ".join(stretch.reason for stretch in uk07.withheld)
    assert [path.stem for path in FILES if document(path.stem).withheld] == ["UK07"]


@pytest.mark.parametrize(
    ("document_id", "number", "words"),
    [
        ("UK02", 10, "مرحبا"),
        ("JP06", 24, "👷🙏"),
        ("JP06", 28, "ﾖｼ!"),
        ("JP08", 8, "４１２"),
    ],
)
def test_corpus_characters_come_through_untouched(document_id: str, number: int, words: str) -> None:
    assert words in turn(document_id, number).span.of(document(document_id).text)


def test_corpus_composition_is_kept_as_written() -> None:
    text = document("US07").text
    assert "\u0301" in text
    assert text == (CORPUS / "US07.txt").read_bytes().decode("utf-8")


def test_corpus_dates_are_text_quoted_or_not() -> None:
    assert document("US01").header["interview_date"] == "2025-03"
    assert document("UK07").header["interview_date"] == "2025-08"
