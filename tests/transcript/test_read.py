"""Files are read by their content, and the report says what to check by eye."""

import importlib.metadata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from secondmig.core.errors import SecondmigError
from secondmig.transcript import read
from secondmig.transcript.model import CERTAIN, NO, POSSIBLE, Request, SpeakerCount, Transcript, UnparsedLine
from secondmig.transcript.plain_text import PlainText
from secondmig.transcript.read import all_readers, read_document, read_transcript
from tests.transcript.reading import corpus_document, plain_document, problems, report_of


@dataclass(frozen=True)
class Subtitles:
    """A third party's reader."""

    id: str = "subtitles"
    title: str = "JSON of a talk"
    suffixes: tuple[str, ...] = (".vtt",)
    sure: int = POSSIBLE

    def sniff(self, raw: bytes) -> int:
        return self.sure if raw.startswith(b'{"talk": 1}') else NO

    def read(self, raw: bytes, request: Request) -> Transcript:
        return PlainText().read(raw.removeprefix(b'{"talk": 1}'), request)


@pytest.fixture(autouse=True)
def _forget_third_parties() -> Iterator[None]:
    read._third_party.cache_clear()
    yield
    read._third_party.cache_clear()


def register(patch: pytest.MonkeyPatch, *values: str) -> None:
    points = [
        importlib.metadata.EntryPoint(f"r{n}", value, "secondmig.readers") for n, value in enumerate(values)
    ]
    patch.setattr(
        importlib.metadata, "entry_points", lambda *, group: points if group == "secondmig.readers" else []
    )


def file(folder: Path, content: str | bytes, name: str = "US01.txt") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_read_document_chooses_by_content_not_by_name(tmp_path: Path) -> None:
    numbered = read_document(file(tmp_path, "#1 INT: So?\n", "a.md"))
    labelled = read_document(file(tmp_path, "INT: So?\nROSA: Yes.\n", "b.secondmig"))
    assert (numbered.id, numbered.turns[0].number) == ("a", 1)
    assert (labelled.id, labelled.turns[0].number) == ("b", None)


def test_read_document_sniffs_through_the_encoding_asked_for(tmp_path: Path) -> None:
    path = file(tmp_path, "#1 INT: はい。\n".encode("utf-16"))
    document = read_transcript(path, encoding="utf-16").document
    assert (document.turns[0].number, document.decoding) == (1, "utf-16 (as asked)")


def test_read_document_passes_on_what_the_user_says(tmp_path: Path) -> None:
    path = file(tmp_path, "<R> Ya.\n")
    document = read_transcript(path, speakers=r"<(\w+)>", roles={"R": "participant"}, kind="answer").document
    assert [(turn.speaker, turn.role) for turn in document.turns] == [("R", "participant")]
    assert document.kind == "answer"


def test_read_document_keeps_printed_speakers_where_a_pattern_is_given_too(tmp_path: Path) -> None:
    document = read_transcript(file(tmp_path, "#1 INT: <R> Ya.\n"), speakers=r"<(\w+)>").document
    assert document.turns[0].speaker == "INT"


def test_read_document_refuses_an_unknown_role(tmp_path: Path) -> None:
    with pytest.raises(SecondmigError, match="unknown role"):
        read_transcript(file(tmp_path, "R: Ya."), roles={"R": "boss"})  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("name", "reason"), [("absent.txt", "there is no such file"), ("folder", "this is a folder, not a file")]
)
def test_read_document_says_why_a_file_cannot_be_opened(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "folder").mkdir()
    path = tmp_path / name
    assert problems(lambda: read_document(path)) == [f"{path}: {reason}"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b"PK\x03\x04 xl/workbook.xml", "not a text file: it is an Excel workbook (.xlsx)"),
        (b"<?xml version='1.0'?><note>Hi</note>", "no reader for this file: it is an XML file"),
        (b'{"minutes": []}', "no reader for this file: it is a JSON file"),
    ],
)
def test_read_document_names_what_it_cannot_read(tmp_path: Path, content: bytes, reason: str) -> None:
    path = file(tmp_path, content)
    assert problems(lambda: read_document(path)) == [f"{path}: {reason}"]


def test_read_document_refuses_a_name_that_cannot_be_an_id(tmp_path: Path) -> None:
    path = file(tmp_path, "INT: So?", ".txt")
    assert problems(lambda: read_document(path)) == [
        f"{path}: the file's name cannot be an id: it begins with a full stop"
    ]


def test_third_party_reader_reads_what_no_built_in_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register(monkeypatch, f"{__name__}:Subtitles")
    assert said_by_subtitles(file(tmp_path, '{"talk": 1}\nHi')) == "Hi"
    assert [reader.id for reader in all_readers()] == [*(reader.id for reader in read.READERS), "subtitles"]


def said_by_subtitles(path: Path) -> str:
    document = read_document(path)
    return document.turns[0].span.of(document.text)


def test_third_party_readers_are_not_loaded_for_the_corpus_format(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register(monkeypatch, "no_such_package:Reader")
    assert read_document(file(tmp_path, "#1 INT: So?")).id == "US01"


def test_third_party_reader_that_cannot_be_loaded_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    register(monkeypatch, "no_such_package:Reader")
    with pytest.raises(SecondmigError, match="the reader 'r0' of the package") as caught:
        all_readers()
    assert caught.value.hint.startswith("repair or uninstall")


def test_reader_with_the_fitting_suffix_wins_among_equally_sure_ones() -> None:
    plain, subtitles, certain = PlainText(), Subtitles(), Subtitles(id="certain", suffixes=(), sure=CERTAIN)
    raw = b'{"talk": 1}'
    assert read._best((plain, subtitles), raw, ".txt")[1] is subtitles
    assert read._best((Subtitles(id="first", suffixes=()), subtitles), raw, ".vtt")[1] is subtitles
    assert read._best((subtitles, certain), raw, ".vtt")[1] is certain


def test_understood_counts_what_was_found() -> None:
    report = report_of(
        corpus_document(
            "---\nid: A\npseudonym: Rosa\nlanguage: en\nlanguages: [en, ja]\n---\nheading\n"
            "#1 [00:00:01] INT: So, and?\n#2 ROSA: はい、三年です。\n%en: yes\n%note: x\n#3 ROSA: Well.\n"
        )
    )
    assert (report.document_id, report.decoding, report.turns, report.words) == ("A", "utf-8", 3, 4)
    assert report.speakers == (
        SpeakerCount("INT", "interviewer", 1, 2, 8),
        SpeakerCount("ROSA", "participant", 2, 2, 13),
    )
    assert report.languages == (("en", 2), ("ja", 1))
    assert (report.timestamps, report.tiers, report.withheld) == (1, (("en", 1), ("note", 1)), 0)
    assert report.unparsed == (UnparsedLine(7, "heading"),)
    assert report.notes == ("1 turns are written without spaces: their words are phrases between spaces",)


def test_understood_notes_what_to_check_by_eye() -> None:
    assert report_of(plain_document("Well, since\x85 when?")).notes == (
        "1 turns have no speaker label; --speakers REGEX says how labels look",
        "1 control characters between U+0080 and U+009F; was the file cp1252?",
        "the language is not known; --language en, or a header line language: en, says it",
    )
    labelled = "---\nid: A\nlanguage: en\n---\nINT: So?\nROSA: Yes, it was.\nINT: Mm.\nANA: No."
    assert report_of(plain_document(labelled)).notes == (
        "nobody is known to be the participant; --role ROSA=participant would say so",
    )


def test_letters_that_were_lost_before_are_counted() -> None:
    notes = report_of(plain_document("INT: So?\nROSA: T\ufffdquio y Per\ufffd.\n")).notes
    assert "2 letters (U+FFFD) were lost before the file was written; is there an older copy?" in notes


def test_times_above_labels_are_no_lines_that_belong_to_nothing() -> None:
    document = plain_document(
        "[00:00:01]\n\nKenji: So?\n\n[00:00:09]\n\nAnna: Yes.\n\n[00:00:12]\n\nKenji: Ok.\n"
    )
    assert [turn.time_start for turn in document.turns] == [1_000, 9_000, 12_000]
    assert report_of(document).unparsed == ()
