"""Columns by the names people give them, in several languages and spellings."""

import pytest

from secondmig.transcript.table_columns import columns_of


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("turn,speaker,start,end,text", {"number": 0, "speaker": 1, "start": 2, "end": 3, "text": 4}),
        ("Speaker Name,Start Time,End Time,Transcript", {"speaker": 0, "start": 1, "end": 2, "text": 3}),
        ("speakerName,startTime,utterance", {"speaker": 0, "start": 1, "text": 2}),
        ("番号,話者,開始時刻,発話,言語", {"number": 0, "speaker": 1, "start": 2, "text": 3, "language": 4}),
        ("hablante,texto,idioma,rol", {"speaker": 0, "text": 1, "language": 2, "role": 3}),
        ("id,participant,content", {"number": 0, "speaker": 1, "text": 2}),
        ("turn_id,location,turn_time,text", {"number": 0, "start": 2, "text": 3}),
        ("Time (hh:mm:ss),Who,Words", {"start": 0, "speaker": 1, "text": 2}),
        ("wage,age,sex", {}),
    ],
)
def test_columns_are_found_by_name(header: str, expected: dict[str, int]) -> None:
    columns = columns_of(header.split(","))
    names = ("text", "speaker", "start", "end", "language", "role", "number")
    assert {name: getattr(columns, name) for name in names if getattr(columns, name) is not None} == expected


def test_words_stand_in_the_column_named_first_in_the_list() -> None:
    assert columns_of(("answer", "text")).text == 1


@pytest.mark.parametrize(
    "name", ["id", "respondent", "case", "Person ID", "回答者ID", "encuestado", "participant_id"]
)
def test_answers_have_respondents(name: str) -> None:
    columns = columns_of((name, "speaker", "answer"), answers=True)
    assert (columns.speaker, columns.number) == (0, None)


@pytest.mark.parametrize(
    ("name", "unit"), [("start_ms", "ms"), ("start (s)", "s"), ("Start [sec]", "s"), ("start", "")]
)
def test_unit_of_times_stands_in_the_name(name: str, unit: str) -> None:
    columns = columns_of((name, "text"))
    assert (columns.start, columns.unit) == (0, unit)


@pytest.mark.parametrize(
    "name",
    [
        "en",
        "English",
        "translation_en",
        "en_translation",
        "Translation (English)",
        "text_en",
        "英訳",
        "traducción inglés",
    ],
)
def test_translations_are_named_by_their_language(name: str) -> None:
    assert columns_of(("text", name)).translations == (("en", 1),)


@pytest.mark.parametrize("name", ["id", "translation", "text_2", "no", "context", "comment_en_route"])
def test_other_columns_are_no_translations(name: str) -> None:
    assert columns_of(("text", name)).translations == ()
