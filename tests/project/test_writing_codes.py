"""Codes written by commands and at the workbench: one event each, and no more of the file than it needs."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from secondmig.core.errors import SecondmigError
from secondmig.project.project import Project
from secondmig.project.revising import How
from secondmig.project.writing_codes import NewCode, Wording
from secondmig.store import state
from tests.project.revising import FILE, copied, revisable


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return revisable(tmp_path_factory.mktemp("writing") / "study")


@pytest.fixture
def project(built: Path, tmp_path: Path) -> Iterator[Project]:
    with Project.open(copied(built, tmp_path / "study")) as opened:
        yield opened


def hashed(project: Project) -> tuple[str, bytes]:
    return state.state_hash(project._session.store.read()), (project.root / FILE).read_bytes()


CHANGES: dict[str, Callable[[Project], object]] = {
    "add": lambda project: project.codebook_add(NewCode("Ceiling", "OS-MOB")),
    "heading": lambda project: project.codebook_add(NewCode("Living", book="small", codable=False)),
    "edit": lambda project: project.codebook_edit("OS-MOB-UP", Wording({"definition": "That one may rise."})),
    "examples": lambda project: project.codebook_edit("OS-MOB-UP", Wording(examples=("One.", "Two."))),
    "colour": lambda project: project.codebook_edit("OS-MOB", Wording(color="#007a5e")),
}


@pytest.mark.parametrize("name", CHANGES)
def test_every_change_is_one_event_that_undo_takes_back_byte_for_byte(project: Project, name: str) -> None:
    before = hashed(project)
    events = len(project.history().rows)
    CHANGES[name](project)
    after = hashed(project)
    assert len(project.history().rows) == events + 1
    assert after[1] != before[1]
    project.undo()
    assert hashed(project) == before
    project.redo()
    assert hashed(project) == after


def test_a_code_that_was_added_can_be_coded_with_at_once(project: Project) -> None:
    done = project.codebook_add(NewCode("Ceiling at work", "OS-MOB"))
    assert done.message == "OS-MOB-CEI is a new code under OS-MOB: “Ceiling at work”"
    assert any("no definition yet" in line for line in done.details)
    added = project.code_add("A1", turn=2, quote="one door", code="OS-MOB-CEI")
    assert "OS-MOB-CEI" in added.message


@pytest.mark.parametrize(
    ("new", "made"),
    [
        (NewCode("Up again", "OS-MOB"), "OS-MOB-UPA"),
        (NewCode("Payment", "OS-LAB"), "OS-LAB-PAYM"),
        (NewCode("天井", "OS-LAB"), "OS-LAB-N1"),
        (NewCode("Été à Paris", "OS-LAB"), "OS-LAB-ETE"),
        (NewCode("Living", book="small", codable=False), "OS-LIV"),
        (NewCode("X", "OS-LAB"), "OS-LAB-X"),
        (NewCode("Anything", "OS-LAB", id="my.id"), "my.id"),
    ],
)
def test_an_id_is_made_of_what_stands_above_and_the_label(project: Project, new: NewCode, made: str) -> None:
    assert project.codebook_add(new).message.startswith(f"{made} is a new ")


def test_an_id_that_was_ever_used_is_not_made_again(project: Project) -> None:
    project.codebook_merge(["OS-LAB-TAXI"], "OS-LAB-PAY")
    done = project.codebook_add(NewCode("Taxi", "OS-LAB"))
    assert done.message.startswith("OS-LAB-TAX ")
    with pytest.raises(SecondmigError, match="the id OS-LAB-TAXI was used before"):
        project.codebook_add(NewCode("Taxi rides", "OS-LAB", id="OS-LAB-TAXI"))


@pytest.mark.parametrize(
    ("new", "why"),
    [
        (NewCode("Living"), "there are several codebooks"),
        (NewCode("Living", book="none"), "no codebook none"),
        (NewCode("Living", "OS-NO"), "no code 'OS-NO'"),
        (NewCode("Living", "OS-MOB", book="other"), "OS-MOB is a code of small, not of other"),
        (NewCode("deskilling", "OS-MOB"), "OS-MOB-DOWN beside it is called “Deskilling” already"),
        (NewCode("  ", "OS-MOB"), "a label is one line of text"),
        (NewCode("two\nlines", "OS-MOB"), "a label is one line of text"),
        (NewCode("x" * 257, "OS-MOB"), "label has 257 characters"),
        (NewCode("Living", "OS-MOB", id="no id"), "'no id' cannot be the id of a code"),
        (NewCode("Living", "OS-MOB", texts={"definition": "bell \x07"}), "a line of it is one line of text"),
    ],
)
def test_what_cannot_be_written_is_refused_and_nothing_changes(
    project: Project, new: NewCode, why: str
) -> None:
    before = hashed(project)
    with pytest.raises(SecondmigError, match=why):
        project.codebook_add(new)
    assert hashed(project) == before


@pytest.mark.parametrize(
    ("wording", "why"),
    [
        (Wording({"label": "Room to rise"}), "reads so already"),
        (Wording({"label": " "}), "needs a label"),
        (Wording({"label": "DESKILLING"}), "is called “Deskilling” already"),
        (Wording({"parent": "OS-LAB"}), "a code has no parent"),
        (Wording(color="blue"), "'blue' is not a colour"),
        (Wording(examples=("One.", "One.")), "an example is there twice"),
    ],
)
def test_a_wording_that_says_nothing_is_refused(project: Project, wording: Wording, why: str) -> None:
    before = hashed(project)
    with pytest.raises(SecondmigError, match=why):
        project.codebook_edit("OS-MOB-UP", wording)
    assert hashed(project) == before


def test_a_dry_run_prints_the_lines_and_changes_nothing(project: Project) -> None:
    before = hashed(project)
    done = project.codebook_edit("OS-MOB-UP", Wording({"include": "stairs"}), how=How(dry_run=True))
    assert [line for line in done.details if line[:1] in "+-" and line[:3] not in {"---", "+++"}] == [
        "-    include: doors",
        "+    include: stairs",
    ]
    assert hashed(project) == before


def test_a_retired_code_is_in_use_again(project: Project) -> None:
    before = hashed(project)
    project.codebook_retire("OS-LAB-PAY", reason="too wide")
    with pytest.raises(SecondmigError, match="retired") as refused:
        project.codebook_merge(["OS-LAB-TAXI"], "OS-LAB-PAY")
    assert refused.value.hint == "secondmig codebook revive OS-LAB-PAY"
    project.codebook_revive("OS-LAB-PAY")
    assert hashed(project)[1] == before[1]
    with pytest.raises(SecondmigError, match="OS-LAB-PAY is not retired"):
        project.codebook_revive("OS-LAB-PAY")


def test_a_file_that_was_edited_has_to_be_committed_first(project: Project) -> None:
    path = project.root / FILE
    path.write_text(path.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8", newline="\n")
    with pytest.raises(SecondmigError, match="changed and is not committed yet"):
        project.codebook_add(NewCode("Ceiling", "OS-MOB"))
