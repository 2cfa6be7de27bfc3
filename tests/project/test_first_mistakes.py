"""What a first study meets: near ids, typographic marks, semicolons; each refusal says what to type."""

from pathlib import Path

import pytest

from secondmig.core.errors import SecondmigError
from secondmig.core.selection import Selection
from secondmig.project.project import Project, open_project
from secondmig.project.start import init_project
from tests.project.correcting import built, copied

TEXT = """Interviewer: Why Canada?
José: “More doors” – that’s what she said.
Interviewer: And now?
José: An engineer.
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built project of two interviews."""
    return built(tmp_path_factory.mktemp("small"))


@pytest.fixture
def project(small: Path, tmp_path: Path) -> Project:
    """A copy of it, open."""
    return open_project(copied(small, tmp_path / "study"))


def hint(act: object, *args: object) -> str:
    """What a refusal says to do."""
    assert callable(act)
    with pytest.raises(SecondmigError) as caught:
        act(*args)
    return caught.value.hint


def test_an_id_in_other_capitals_is_named(project: Project) -> None:
    assert hint(project.corpus_text, "a1") == "did you mean 'A1'?"
    assert hint(project.case_show, "a1") == "did you mean 'A1'?"
    assert hint(project.code_list, Selection(documents=("a1",))) == "did you mean 'A1'?"
    assert hint(project.corpus_text, "ZZ") == "secondmig corpus list"
    assert hint(project.case_show, "ZZ") == "secondmig case list"


def test_words_with_marks_of_a_word_processor_are_given_as_they_stand(tmp_path: Path) -> None:
    init_project(tmp_path / "study", template="blank")
    (tmp_path / "P 3.txt").write_text(TEXT, encoding="utf-8")
    with open_project(tmp_path / "study", coder="ana") as project:
        project.corpus_import([tmp_path / "P 3.txt"])

        def quoted(words: str) -> str:
            return hint(lambda: project.corpus_restrict("P 3", turn=2, quote=words, reason="asked"))

        assert quoted('"more doors"  - that\'s') == "copy them as they stand there: “More doors” – that’s"
        assert quoted("gone") == "secondmig corpus show 'P 3' --turns 2"


def test_words_that_were_taken_back_are_not_given(project: Project) -> None:
    with project:
        told = hint(lambda: project.corpus_restrict("B2", turn=2, quote="THREE QUID", reason="asked"))
    assert told == "secondmig corpus show B2 --turns 2"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_codings_come_back_from_any_spreadsheet(project: Project, tmp_path: Path, separator: str) -> None:
    rows = (
        ("document", "turn", "quote", "code"),
        ("A1", "2", '"By my grandfather. In Japan there was one door for people like me."', "OS-MOB-UP"),
    )
    lines = "".join(f"{separator.join(row)}\r\n" for row in rows)
    (tmp_path / "mine.csv").write_bytes(b"\xef\xbb\xbf" + lines.encode())
    with project:
        assert project.code_import(tmp_path / "mine.csv", coder="ben").count == 1


def test_a_file_that_holds_no_codings_is_one_mistake(project: Project, tmp_path: Path) -> None:
    (tmp_path / "P04.vtt").write_text("WEBVTT\n\n00:01.000 --> 00:02.000\nHello.\n", encoding="utf-8")
    with project, pytest.raises(SecondmigError, match="no codings in it"):
        project.code_import(tmp_path / "P04.vtt")


def test_build_names_the_import_where_a_transcript_needs_an_option(tmp_path: Path) -> None:
    root = init_project(tmp_path / "study", template="blank")
    (root / "corpus" / "P03.txt").write_bytes(TEXT.replace("–", "-").encode("cp1252"))
    with open_project(root, coder="ana") as project:
        told = hint(project.build)
    assert told.startswith("secondmig corpus import ")
    assert told.endswith("P03.txt --encoding cp1252; then build again")


def test_a_project_without_transcripts_is_told_how_to_begin(tmp_path: Path) -> None:
    with open_project(init_project(tmp_path / "study", template="blank"), coder="ana") as project:
        assert hint(project.report_build).startswith("secondmig corpus import PATH..., or name files under")


def test_a_row_of_a_person_written_in_small_letters_is_told(tmp_path: Path) -> None:
    persons, legs = tmp_path / "persons.csv", tmp_path / "legs.csv"
    persons.write_text("id,pseudonym,interview_country,origin\np03,José,CAN,FRA\n", encoding="utf-8")
    legs.write_text("case,index,country,start,end\nP03,0,FRA,,2010\n", encoding="utf-8")
    root = init_project(tmp_path / "study", template="blank")
    with open_project(root, coder="ana") as project:
        assert hint(lambda: project.case_import(persons, legs=legs)) == "write p03"


def test_columns_to_rename_and_columns_to_add_are_told_together(tmp_path: Path) -> None:
    (tmp_path / "persons.csv").write_text("ID,Origin\nP01,PER\n", encoding="utf-8")
    with open_project(init_project(tmp_path / "study", template="blank"), coder="ana") as project:
        told = hint(project.case_import, tmp_path / "persons.csv")
    assert told == (
        "rename 'ID' to id and 'Origin' to origin; add pseudonym and interview_country to the first line"
    )
