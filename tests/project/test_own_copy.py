"""What a person gets who asks what is held about them: all of it, and nobody else's words."""

import json
from pathlib import Path
from typing import Any

import pytest

from secondmig.core.errors import SecondmigError
from secondmig.project.grid_acts import Writing
from secondmig.project.memo_acts import Remark
from secondmig.project.project import open_project
from tests.project.consenting import CODE, WORDS, coding_of, consenting

SHEET = "id,given,audio,linking,note\nP3A,2025-03,yes,yes,by letter\n"
SURVEY = """
consent = "corpus/consent.csv"

[[surveys]]
name = "mail"
file = "corpus/mail.csv"
id = "id"
kind = "purposive"
measures = "corpus/mail.yaml"
"""
COLUMNS = """columns:
  sat:
    label: Satisfied with work
    scale: ordinal
    direction: higher_is_more
    labels: {1: not at all, 3: rather}
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the copy of P3A."""
    here = tmp_path_factory.mktemp("copy")
    files = {
        "corpus/consent.csv": SHEET,
        "corpus/mail.csv": "id,sat\n" + "".join(f"{name},3\n" for name in WORDS),
        "corpus/mail.yaml": COLUMNS,
    }
    root = consenting(here / "study", toml=SURVEY, more=files)
    coding = coding_of(root, "P3A")
    with open_project(root, coder="ana") as project:
        project.memo_add(Remark("case", "P3A", "Speaks of doors."))
        project.memo_add(Remark("case", "P4", "Speaks of other doors."))
        project.memo_add(Remark("coding", coding, "This very door."))
        project.grid_write(Writing("P3A", CODE, "One door."))
        listing = project.code_export()
        project.note_output("code export", "all.csv", listing, level="work")
        project.case_export("P3A", here / "P3A.json")
    return here


def held(copy: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((copy / "P3A.json").read_text(encoding="utf-8"))
    return found


def test_copy_holds_every_part_that_is_held(copy: Path) -> None:
    assert list(held(copy)) == [
        "case",
        "pseudonym",
        "consent",
        "agreed",
        "attributes",
        "meanings",
        "legs",
        "evidence",
        "documents",
        "codings",
        "memos",
        "summaries",
        "surveys",
        "decisions",
        "outputs",
        "history",
    ]


def test_copy_says_what_was_agreed_and_when(copy: Path) -> None:
    agreed = held(copy)["agreed"]
    assert agreed["given"] == "2025-03"
    assert agreed["switches"] == {
        "audio": "yes",
        "translation": "no",
        "recontact": "no",
        "linking": "yes",
        "teaching": "no",
        "machine": "no",
    }
    assert agreed["note"] == "by letter"


def test_copy_holds_own_turns_with_their_translation_and_no_other_turn(copy: Path) -> None:
    (document,) = held(copy)["documents"]
    assert [turn["turn"] for turn in document["turns"]] == [2, 4]
    assert document["turns"][0]["lines"] == {"en": f"Translated {WORDS['P3A']}."}
    assert "How was it?" not in (copy / "P3A.json").read_text(encoding="utf-8")


def test_copy_holds_codings_with_labels_memos_and_summaries_of_the_person_alone(copy: Path) -> None:
    told = held(copy)
    (coding,) = told["codings"]
    assert (coding["label"], WORDS["P3A"] in coding["quote"]) == ("Room to rise", True)
    memos = [each["text"] for each in told["memos"]]
    assert memos == ["Speaks of doors.", "This very door."]
    assert [each["text"] for each in told["summaries"]] == ["One door."]


def test_copy_holds_survey_answers_with_question_and_meaning(copy: Path) -> None:
    told = {each["variable"]: each for each in held(copy)["surveys"]}
    assert told["sat"] == {
        "survey": "mail",
        "row": "P3A",
        "variable": "sat",
        "label": "Satisfied with work",
        "value": "3",
        "means": "rather",
    }


def test_copy_lists_outputs_and_what_was_done(copy: Path) -> None:
    told = held(copy)
    # The name of the file, and not where on this machine it lies.
    assert [(each["what"], each["path"]) for each in told["outputs"]] == [("code export", "all.csv")]
    verbs = [each["verb"] for each in told["history"]]
    assert {"corpus import", "case import", "case consent", "memo add", "export"} <= set(verbs)


def test_page_beside_it_reads_without_a_program_and_holds_the_same(copy: Path) -> None:
    page = (copy / "P3A.html").read_text(encoding="utf-8")
    for words in (
        "What “Small” holds about PersonP3A",
        "What was agreed",
        "Where you lived",
        WORDS["P3A"],
        "Room to rise",
        "Satisfied with work",
        "This very door.",
        "All.csv".lower(),
    ):
        assert words in page
    assert "https://" not in page
    assert "other doors" not in page
    assert "How was it?" not in page


def test_copy_of_words_over_several_turns_masks_those_of_others(tmp_path: Path) -> None:
    root = consenting(tmp_path / "study")
    text = (root / "corpus/P4.txt").read_text(encoding="utf-8")
    start, end = text.index("There was"), text.index("Rather")
    (root / "long.jsonl").write_text(
        json.dumps({"document": "P4", "start": start, "end": end, "code": CODE, "about_country": "USA"}),
        encoding="utf-8",
    )
    with open_project(root, coder="ana") as project:
        project.code_import(root / "long.jsonl")
        project.case_export("P4", tmp_path / "P4.json")
    told = (tmp_path / "P4.json").read_text(encoding="utf-8")
    assert "And else?" not in told
    assert "█" in told


def test_file_that_is_there_is_not_overwritten(copy: Path, tmp_path: Path) -> None:
    (tmp_path / "P3A.html").write_text("mine", encoding="utf-8")
    with (
        open_project(copy / "study", coder="ana") as project,
        pytest.raises(SecondmigError, match="is there already"),
    ):
        project.case_export("P3A", tmp_path / "P3A.json")
    assert not (tmp_path / "P3A.json").exists()
    assert (tmp_path / "P3A.html").read_text(encoding="utf-8") == "mine"
