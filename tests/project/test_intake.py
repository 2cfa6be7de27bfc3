"""Transcripts come in file by file: what is told, what is tied, what is kept, what is refused."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from secondmig.core.errors import SecondmigError
from secondmig.core.span import Span
from secondmig.core.types import SpeakerRef
from secondmig.project.intake import Reading
from secondmig.project.listing import ImportResult
from secondmig.project.project import Project
from secondmig.project.start import init_project
from secondmig.project.ties import parsed_tie
from secondmig.store import cases, documents, memos
from secondmig.transcript import read
from secondmig.transcript.model import CERTAIN, NO, Comment, Request, Transcript
from secondmig.transcript.plain_text import PlainText

LABELLED = "INT: So?\nROSA: Yes, it was.\nINT: And?\nROSA: No.\n"
COUPLE = "INT: So?\nROSA: Yes.\nLUIS: No.\nINTERPRETER: She says no.\nINT: And?\nROSA: Ah.\nLUIS: Oh.\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return init_project(tmp_path / "study", template="blank")


@pytest.fixture(autouse=True)
def _ana(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECONDMIG_CODER", "ana")


def put(folder: Path, **files: str | bytes) -> Path:
    """Files by stem (``__`` for a folder), as .txt."""
    for name, content in files.items():
        path = folder / (name.replace("__", "/") + ".txt")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def take(
    root: Path,
    *paths: Path,
    save: bool = False,
    dry_run: bool = False,
    **how: Any,  # noqa: ANN401 - fields of Reading
) -> ImportResult:
    with Project.open(root) as project:
        return project.corpus_import(paths, reading=Reading(**how), dry_run=dry_run, save=save)


def told(result: ImportResult, document: str) -> tuple[str, ...]:
    return dict(result.reports)[document]


def ties(root: Path, case_id: str) -> tuple[SpeakerRef, ...]:
    with Project.open(root) as project:
        case = cases.get(project._session.store.read(), case_id)
        assert case is not None
        return case.speakers


def tied(*texts: str) -> Sequence[tuple[str, str | None]]:
    return tuple(parsed_tie(text) for text in texts)


def test_import_tells_what_it_understood_and_what_it_guessed(root: Path) -> None:
    result = take(root, put(root / "in", US01=LABELLED), language="en")
    assert told(result, "US01") == (
        f"{PlainText.title}; turns and speakers are likely: their labels return",
        "4 turns, 6 words, decoded as utf-8",
        "speakers: INT (interviewer, 2 turns, 2 words), ROSA (participant, guessed, 2 turns, 4 words)",
        "languages: en in 4 turns",
        "no timestamps",
    )


def test_roles_the_user_gives_are_no_guess(root: Path) -> None:
    result = take(root, put(root / "in", US01=LABELLED), roles={"rosa": "participant"})
    assert "ROSA (participant, 2 turns" in told(result, "US01")[2]


def test_import_proposes_roles_by_behaviour_and_does_not_apply_them(root: Path) -> None:
    talk = (
        "DAN: And then? Was it?\nANA LIZ: It was a long way and we went by bus every day to the plant.\n" * 4
    )
    result = take(root, put(root / "in", US01=talk), language="en")
    assert "DAN (other, 4 turns" in told(result, "US01")[2]
    assert told(result, "US01")[-1] == (
        "who is who is not known; by turns and questions 'DAN' may be the interviewer:"
        " --role DAN=interviewer --role 'ANA LIZ=participant'"
    )


def test_import_tells_of_counters_and_of_lines_that_belong_to_nobody(root: Path) -> None:
    tape = "MRS. R\n\n0.10\tMy name.\n\n0.20\tSo?\n\nEND OF SIDE A\n\n1.02\tYes.\n"
    lines = told(take(root, put(root / "in", A=tape)), "A")
    assert "no timestamps" in lines
    assert "3 counter readings at the beginnings of lines, not times" in lines
    assert "2 lines belong to no turn: 1, 7" in lines
    assert lines[0].endswith("turns are unsure: nothing in the file says who speaks")


def test_japanese_is_told_in_characters(root: Path) -> None:
    lines = told(
        take(root, put(root / "in", A="聞き手：はい\n田中：三年です。\n聞き手：では\n田中：うん\n")), "A"
    )
    assert lines[1] == "4 turns, 11 characters, decoded as utf-8"


def test_import_proposes_to_restrict_and_repeats_no_words(root: Path) -> None:
    text = LABELLED.replace("No.", "Three quid. Don't write that.")
    lines = told(take(root, put(root / "in", **{"my talk": text})), "my talk")
    (line,) = (line for line in lines if "restrict" in line)
    assert line.startswith("turn 4 may ask not to use something")
    assert line.endswith(
        """secondmig corpus restrict 'my talk' --turn 4 --reason "asked in the interview\""""
    )
    assert "quid" not in " ".join(lines)


def test_dry_run_tells_everything_and_writes_nothing(root: Path) -> None:
    result = take(root, put(root / "in", A=LABELLED), dry_run=True, cases=tied("C1"))
    assert result.imported == ("A",)
    assert "C1 is tied to ROSA (a guess)" in told(result, "A")
    with Project.open(root) as project:
        assert project.corpus_list().rows == []
        assert project.case_list().rows == []


def test_couple_and_interpreter_are_two_cases_and_nobody(root: Path) -> None:
    take(root, put(root / "in", A=COUPLE), cases=tied("C1=rosa", "C2=LUIS"))
    assert ties(root, "C1") == (SpeakerRef("A", "ROSA"),)
    assert ties(root, "C2") == (SpeakerRef("A", "LUIS"),)


def test_one_case_may_be_a_named_speaker_and_another_the_participant(root: Path) -> None:
    text = "INT: So?\nINTERVIEWEE: Yes.\nLUIS: No.\nINT: And?\nINTERVIEWEE: Ah.\nLUIS: Oh.\n"
    take(root, put(root / "in", A=text), cases=tied("C1", "C2=LUIS"))
    assert ties(root, "C1") == (SpeakerRef("A", "INTERVIEWEE"),)


def test_case_of_a_document_that_names_nobody_is_tied_to_all_of_it(root: Path) -> None:
    result = take(root, put(root / "in", A="One thing.\n\nAnother thing.\n"), cases=tied("C1"))
    assert ties(root, "C1") == (SpeakerRef("A", ""),)
    assert "C1 is tied to all turns without a label, as nobody is named" in told(result, "A")


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (("C1=ANA",), "nobody in A is labelled 'ANA'"),
        (("C1",), "A has no participant to tie to C1"),
        (("C1", "C2"), "C1 and C2 cannot both be the participant"),
        (("C1=ROSA", "C2=rosa"), "'ROSA' is said to be C1 and C2"),
    ],
)
def test_case_that_fits_nobody_is_refused_with_the_speakers(
    root: Path, asked: tuple[str, ...], message: str
) -> None:
    (refused,) = take(root, put(root / "in", A=COUPLE), cases=tied(*asked)).refused
    assert refused.message == message
    assert "(speakers: INT, ROSA, LUIS, INTERPRETER)" in refused.hint
    with Project.open(root) as project:
        assert project.corpus_list().rows == []


@pytest.mark.parametrize("text", ["", "=ROSA", " = "])
def test_case_without_an_id_is_refused(text: str) -> None:
    with pytest.raises(SecondmigError, match="names nobody"):
        parsed_tie(text)


class Margin:
    """Plain text with remarks in the margin, as containers have them."""

    id = "margin"
    title = "margin"
    suffixes = (".txt",)

    def sniff(self, raw: bytes) -> int:
        return CERTAIN if raw.startswith(b"MARGIN") else NO

    def read(self, raw: bytes, request: Request) -> Transcript:
        found = PlainText().read(raw, request)
        document = found.document
        at = document.text.index("Yes")
        remarks = (
            Comment(Span(at, at + 3), "Rev", "why?"),
            Comment(Span(at, at + 3), "", "again"),
            Comment(None, "Rev", "please do not quote"),
            Comment(Span(at, len(document.text)), "Rev", "long"),
        )
        return Transcript(document, "margin", "likely", (), remarks)


def test_comments_become_memos_on_the_document_and_go_with_it(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read, "READERS", (Margin(), *read.READERS))
    long = "ROSA: Yes " + "well " * 60 + "\n"
    result = take(root, put(root / "in", A="MARGIN\n\n" + LABELLED.replace("ROSA: Yes, it was.\n", long)))
    assert "4 comments in the margin are kept as memos on the document" in told(result, "A")
    with Project.open(root) as project:
        kept = memos.of(project._session.store.read(), "document", "A")
        assert [memo.text for memo in kept[:3]] == [
            'On "Yes" (turn 2, Rev): why?',
            'On "Yes" (turn 2): again',
            "Rev: please do not quote",
        ]
        assert kept[3].text.endswith('..." (turn 2, Rev): long')
        assert len(kept[3].text) < 170
        assert {memo.coder for memo in kept} == {"ana"}
        project.undo()
        assert memos.of(project._session.store.read(), "document", "A") == ()


def test_profile_of_a_folder_is_read_and_options_win(root: Path) -> None:
    put(root / "in", A=LABELLED + "ROSA: Café\n", B="x")
    (root / "in" / "B.txt").write_bytes((LABELLED + "ROSA: Café’s\n").encode("cp1252"))
    with (root / "secondmig.toml").open("a", encoding="utf-8") as file:
        file.write(
            '\n[[imports]]\nfolder = "in"\nencoding = "cp1252"\nlanguage = "es"\nroles = {ROSA = "other"}\n'
        )
    result = take(root, root / "in", language="en")
    assert result.refused == ()
    assert told(result, "A")[-2:] == (
        "read as secondmig.toml says for in",
        "this file is UTF-8 and is not read as cp1252",
    )
    with Project.open(root) as project:
        held = documents.get(project._session.store.read(), "B")
    assert held is not None
    assert (held.decoding, held.language) == ("cp1252 (as asked)", "en")
    assert {turn.role for turn in held.turns} == {"interviewer", "other"}


def test_saved_profile_serves_the_next_import_and_is_merged(root: Path) -> None:
    put(root / "in", A=(LABELLED + "ROSA: Café’s\n").encode("cp1252"))
    first = take(root, root / "in", encoding="cp1252", save=True)
    assert first.saved == ("secondmig.toml: import profile for in saved: encoding cp1252",)
    put(root / "in", B=(LABELLED + "ROSA: Olé\n").encode("cp1252"))
    second = take(root, root / "in", roles={"ROSA": "participant"}, save=True)
    assert second.imported == ("B",)
    assert second.saved == (
        "secondmig.toml: import profile for in replaced: encoding cp1252, ROSA is participant",
    )


def test_nothing_is_saved_in_a_dry_run_or_where_all_is_refused(root: Path) -> None:
    before = (root / "secondmig.toml").read_bytes()
    put(root / "in", A=LABELLED)
    take(root, root / "in", language="en", save=True, dry_run=True)
    take(root, root / "in", speakers="<<(x)>>", save=True)
    assert (root / "secondmig.toml").read_bytes() == before


def test_what_cannot_be_saved_is_refused_before_anything_is_taken_in(root: Path, tmp_path: Path) -> None:
    outside = put(tmp_path / "outside", A=LABELLED)
    with pytest.raises(SecondmigError, match="outside the project"):
        take(root, outside, save=True, language="en")
    with pytest.raises(SecondmigError, match="is no folder"):
        take(root, outside / "A.txt", save=True, language="en")
    with pytest.raises(SecondmigError, match="nothing to save"):
        take(root, put(root / "in", B=LABELLED), save=True)
    with Project.open(root) as project:
        assert project.corpus_list().rows == []


def test_bad_file_among_good_ones_is_named_and_the_good_ones_go_in(root: Path) -> None:
    folder = put(
        root / "in", A=LABELLED, deep__B=LABELLED.replace("So", "Oh"), bad=b"\x00\x01\x02\x03" * 50, empty=b""
    )
    result = take(root, folder)
    assert result.imported == ("A", "B")
    assert [error.message.split(" (")[0] for error in result.refused] == [
        "not a text file",
        "the file is empty",
    ]
    assert [Path(error.where).name for error in result.refused] == ["bad.txt", "empty.txt"]


def test_two_files_of_one_name_in_two_folders_are_named_together(root: Path) -> None:
    result = take(root, put(root / "in", a__X=LABELLED, b__X=LABELLED.replace("So", "Oh")))
    assert result.imported == ("X",)
    (refused,) = result.refused
    assert refused.where.endswith("in/b/X.txt")
    assert "in/a/X.txt and this file would both be the document X" in refused.message
    assert take(root, root / "in", dry_run=True).refused[0].where.endswith("X.txt")


def test_names_with_spaces_accents_and_other_scripts_make_ids(root: Path) -> None:
    put(root / "in", **{"Jose\u0301 1": LABELLED, "語り手": LABELLED + "x", "a?b*": LABELLED + "y"})
    result = take(root, root / "in")
    assert sorted(result.imported) == ["José 1", "a-b", "語り手"]
    assert "the file's name makes no id: the document is called a-b" in told(result, "a-b")


@pytest.mark.skipif(os.name == "nt", reason="file names of Windows are text")
def test_name_that_is_no_text_is_no_crash(root: Path) -> None:
    folder = root / "in"
    folder.mkdir()
    odd = os.fsencode(folder) + b"/caf\xe9.txt"
    Path(os.fsdecode(odd)).write_text(LABELLED, encoding="utf-8")
    assert take(root, folder).imported == ("caf",)


def test_the_same_file_again_is_skipped(root: Path) -> None:
    folder = put(root / "in", A=LABELLED, B=LABELLED)
    result = take(root, folder)
    assert (result.imported, result.skipped) == (("A",), ("B.txt: skipped, already there as A",))
