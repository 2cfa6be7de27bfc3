"""Tables of turns and open answers: what the columns say, and what is refused.

The counts of files that other programs wrote are those of tests/data/SOURCES.md.
"""

from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondmig.core.errors import SecondmigError
from secondmig.core.types import Document, DocumentKind, SpeakerRole
from secondmig.transcript.model import CERTAIN, NO, POSSIBLE, Transcript
from secondmig.transcript.read import understood
from secondmig.transcript.turns_table import TurnsTable
from tests.strategies import nasty_text
from tests.transcript.reading import problems, request, said

DATA: Final = Path(__file__).parents[1] / "data" / "csv"
HINT: Final = (
    "name the column of the words text (or words, utterance, answer, texto, 発話); "
    "for the open answers of a survey pass --kind answer"
)


def read(text: str, *, kind: DocumentKind | None = None, speakers: str | None = None) -> Transcript:
    return TurnsTable().read(text.encode(), request(kind=kind, speakers=speakers))


def roles(document: Document) -> list[tuple[str, SpeakerRole]]:
    return [(turn.speaker, turn.role) for turn in document.turns]


def test_spreadsheet_with_semicolons_gives_every_turn_its_number_and_time() -> None:
    raw = (DATA / "us02_turns_libreoffice.csv").read_bytes()
    assert TurnsTable().sniff(raw) == CERTAIN
    found = TurnsTable().read(raw, request())
    turns = found.document.turns
    assert [turn.number for turn in turns] == list(range(1, 45))
    assert {name: [turn.speaker for turn in turns].count(name) for name in ("INT", "EDSON")} == {
        "INT": 22,
        "EDSON": 22,
    }
    assert (turns[0].time_start, turns[-1].time_start) == (6000, 693_000)
    assert (found.sure, found.document.decoding) == ("certain", "csv, utf-8")
    assert found.notes == ("words in 'text', speakers in 'speaker', times in 'start'",)


def test_japanese_spreadsheet_in_shift_jis_has_translations_as_tiers() -> None:
    raw = (DATA / "jp03_turns_libreoffice_sjis.csv").read_bytes()
    with pytest.raises(SecondmigError, match="not UTF-8") as caught:
        TurnsTable().read(raw, request())
    assert caught.value.hint == "pass --encoding cp932"
    document = TurnsTable().read(raw, request(encoding="cp932")).document
    assert [turn.speaker for turn in document.turns[:3]] == ["INT", "LUZ", "INTERPRETER"]
    assert len(document.turns) == len(document.tiers) == 12
    assert {turn.language for turn in document.turns} == {"ja"}
    third = document.tiers[2]
    assert (third.name, third.turn_index) == ("en", 2)
    assert third.span.of(document.text) == "Then I'll come in only when I'm needed."


def test_answers_are_turns_of_their_respondents() -> None:
    raw = (DATA / "answers_sqlite3.csv").read_bytes()
    found = TurnsTable().read(raw, request(kind="answer"))
    assert roles(found.document) == [(name, "participant") for name in ("R001", "R003", "R004", "R006")]
    assert said(found.document)[:2] == [
        ("R001", 'They said "go home", so I went to Nagoya.'),
        ("R003", "For my son,\nand for the school."),
    ]
    assert found.document.kind == "answer"
    assert found.notes == (
        "words in 'answer', speakers in 'respondent'",
        "columns not read: age",
        "2 rows without words are left out",
    )


def test_six_thousand_answers_are_one_document() -> None:
    text = "id,answer\n" + "".join(f'R{n:04d},"For work, {n}."\n' for n in range(6400))
    found = read(text, kind="answer")
    assert len(found.document.turns) == len(understood(found).speakers) == 6400


def test_columns_of_words_are_questions_with_all_answers_below() -> None:
    text = (
        "caseno,id,sex,Why did you move?,job,Q2\n"
        "7,R1,f,Because of the work there.,welder,No one of us ever went.\n"
        "8,R2,m,,cook,I would do it all again.\n"
        "9,R3,f,My sister had gone before me.,cook,\n"
    )
    found = read(text, kind="answer")
    assert said(found.document) == [
        ("QUESTION", "Why did you move?"),
        ("R1", "Because of the work there."),
        ("R3", "My sister had gone before me."),
        ("QUESTION", "Q2"),
        ("R1", "No one of us ever went."),
        ("R2", "I would do it all again."),
    ]
    assert [role for _, role in roles(found.document)] == [
        "interviewer",
        "participant",
        "participant",
        "interviewer",
        "participant",
        "participant",
    ]
    assert found.notes == (
        "speakers in 'id'",
        "columns not read: caseno, sex, job",
        "2 columns of words are taken as questions",
        "2 empty answers are left out",
    )


def test_answers_without_respondents_say_that_they_cannot_be_linked() -> None:
    found = read("answer\nFor work.\nFor love.\n", kind="answer")
    assert roles(found.document) == [("", "participant"), ("", "participant")]
    assert found.sure == "unsure"
    assert found.notes[-1].endswith("answers cannot be linked to cases")


def test_language_role_and_translation_stand_in_columns() -> None:
    text = "speaker,role,lang,text,translation_en\nA,Interviewer,es,¿Y?,And?\nB,boss,ja,はい,\nC,other,,Si,\n"
    document = read(text).document
    assert roles(document)[0] == ("A", "interviewer")
    assert roles(document)[2] == ("C", "other")
    assert [turn.language for turn in document.turns] == ["es", "ja", "es"]
    assert [(tier.name, tier.turn_index) for tier in document.tiers] == [("en", 0)]
    assert document.language == "es"


def test_turn_numbers_are_taken_only_if_each_is_its_own() -> None:
    assert [turn.number for turn in read("turn,text\n3,a\n4,b\n").document.turns] == [3, 4]
    assert [turn.number for turn in read("turn,text\n3,a\n3,b\n").document.turns] == [None, None]
    assert [turn.number for turn in read("turn,text\n3,a\n1-2,b\n").document.turns] == [None, None]


def test_rows_are_turns_as_they_stand() -> None:
    assert said(read("speaker,text\nA,a\nA,b\n,c\n").document) == [("A", "a"), ("A", "b"), ("", "c")]


def test_what_was_decided_about_times_is_said() -> None:
    assert read("start,end,text\n0,2400,a\n2400,noon,b\n").notes[1:] == (
        "1 times are no places in a recording and are left out",
        "times without a unit are taken as milliseconds",
    )
    several = "time,text\n" + "".join(f"0:{minute},a\n" for minute in (30, 10, 40, 20, 50, 15))
    assert read(several).notes[1:] == (
        "times run back and forth, so they belong to several recordings and are left out",
    )


def test_tab_separated_turns_without_speakers_are_nobodys() -> None:
    found = read('turn_time\ttext\n0:01-0:02\t"¿Qué?\n')
    assert said(found.document) == [("", '"¿Qué?')]
    assert (found.sure, found.document.decoding) == ("unsure", "tsv, utf-8")


def test_speakers_pattern_is_for_tables_without_speakers() -> None:
    assert said(read("text\n<A> So\n<B> No\n", speakers=r"<(\w)> ").document) == [("A", "So"), ("B", "No")]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "wage,age\n3,4\n",
            "this is a table of a survey or of numbers, not a transcript; its columns: wage, age",
        ),
        ("a,b\nWell I think it was so,1\n", "no column is known to hold the words; columns: a, b"),
        (
            f"{'long ' * 9},b\nWell I think it was so,1\n",
            f"no column is known to hold the words; columns: {'long ' * 5}long…, b",
        ),
        (",".join("abcdefghijklmno") + "\n" + ",".join("abcdefghijklmno"), None),
        (
            "A,0:01,Well I think it was so\nB,0:02,Well I know it was\n",
            "the first row does not name the columns",
        ),
        ("speaker,text\n", "the file holds no words"),
        ("speaker,text\nA,\n", "the file holds no words"),
    ],
)
def test_table_without_words_is_refused_with_its_columns(text: str, problem: str | None) -> None:
    found = problems(lambda: read(text))
    if problem is None:
        assert found[0].endswith("its columns: a, b, c, d, e, f, g, h, i, j, k, l and 3 more")
    else:
        assert found == [f"US01.txt: {problem}"]


def test_refusal_says_how_columns_are_named() -> None:
    with pytest.raises(SecondmigError) as caught:
        read("a,b\n1,2\n")
    assert caught.value.hint == HINT


def test_survey_of_numbers_has_no_answers() -> None:
    assert problems(lambda: read("id,wage,why\n1,2,3\n", kind="answer")) == [
        "US01.txt: this is a table of a survey or of numbers, not a transcript; its columns: id, wage, why"
    ]


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("speaker,text\nA,b\n", CERTAIN),
        ("sep=;\nspeaker;text\nA;b\n", CERTAIN),
        ('speaker\ttext\nA\t"b\nc"\n', CERTAIN),
        ("a,b\n1,2\n", POSSIBLE),
        ("text\nSo\n", POSSIBLE),
        ("INT: Well, yes\nROSA: No\n", NO),
        ("Well\nno\n", NO),
        ('{"text": 1, "b": 2}', NO),
        ("---\nid: A, b\n---\na, b", NO),
        ("", NO),
    ],
)
def test_sniff_looks_at_the_first_rows(text: str, sure: int) -> None:
    assert TurnsTable().sniff(text.encode()) == sure
    assert TurnsTable().sniff(b"\xff" + text.encode()) == NO


PIECES: Final = (
    "speaker,text\n",
    "id;answer\n",
    "start\ttext\n",
    ",",
    ";",
    "\t",
    '"',
    '""',
    "\n",
    "0:01",
    "5",
    "en,",
)


@given(
    pieces=st.lists(st.one_of(st.sampled_from(PIECES), nasty_text(max_pieces=3)), max_size=30),
    kind=st.sampled_from([None, "answer"]),
)
def test_any_table_is_read_or_refused(pieces: list[str], kind: DocumentKind | None) -> None:
    text = "".join(pieces)
    TurnsTable().sniff(text.encode())
    try:
        document = read(text, kind=kind).document
    except SecondmigError:
        return
    assert all(words for _, words in said(document))


@given(at=st.integers(0, 3000), put=nasty_text(max_pieces=2), cut=st.integers(0, 60))
def test_a_file_damaged_anywhere_is_read_or_refused(at: int, put: str, cut: int) -> None:
    text = (DATA / "us02_turns_libreoffice.csv").read_text(encoding="utf-8")
    try:
        document = read(text[:at] + put + text[at + cut :]).document
    except SecondmigError:
        return
    assert len(document.turns) > 0
