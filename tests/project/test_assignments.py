"""Who read which document with which codebook: not assigned is missing, assigned and uncoded is "no code"."""

from pathlib import Path

import pytest

import secondmig
from secondmig.core.errors import SecondmigError
from secondmig.project.assignments import Assigning, assigned, implied
from tests.project.exchange import rows
from tests.project.small import small_project


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = small_project(tmp_path / "study")
    (root / "corpus" / "gold" / "B2.jsonl").write_text("", encoding="utf-8")
    toml = root / "secondmig.toml"
    toml.write_text(toml.read_text(encoding="utf-8").partition("[[reports]]")[0], encoding="utf-8")
    with secondmig.open(root) as project:
        project.build()
    return root


def test_build_assigns_the_coder_of_declared_files_to_their_documents(root: Path) -> None:
    assert rows(root) == [("gold", "A1", False, "declared"), ("gold", "B2", False, "declared")]
    with secondmig.open(root) as project:
        listing = project.agree_assignments()
        assert [row["codings"] for row in listing.rows] == [2, 0]


def test_build_again_leaves_an_assignment_that_was_taken_back(root: Path) -> None:
    with secondmig.open(root) as project:
        project.agree_assign("gold", Assigning(("B2",), remove=True))
        project.build()
    assert rows(root) == [("gold", "A1", False, "declared")]


def test_undo_of_the_codings_takes_their_assignment_with_them(root: Path) -> None:
    with secondmig.open(root) as project:
        imported = [row for row in project.history().rows if row["subject"] == "corpus/gold/A1.jsonl"]
        project.undo(str(imported[0]["event"]))
    assert rows(root) == [("gold", "B2", False, "declared")]


def test_coding_stands_for_an_assignment_where_none_is_recorded(root: Path) -> None:
    with secondmig.open(root, coder="ana") as project:
        project.code_add("A1", turn=2, quote="One door", code="OS-MOB-UP")
        assert assigned(project._session) == {
            ("ana", "small"): frozenset({"A1"}),
            ("gold", "small"): frozenset({"A1", "B2"}),
        }
        assert implied(project._session) == {("ana", "A1", "small")}
    assert ("ana", "A1", None, "implied") in rows(root)


def test_coding_that_is_gone_stands_for_nothing(root: Path) -> None:
    with secondmig.open(root, coder="ana") as project:
        done = project.code_add("A1", turn=2, quote="One door", code="OS-MOB-UP")
        project.code_remove(done.message.partition(":")[0])
        assert ("ana", "small") not in assigned(project._session)


def test_assign_records_blindness_and_replaces_what_was_said_before(root: Path) -> None:
    with secondmig.open(root) as project:
        assert project.agree_assign(" kenji ", Assigning(("A1", "A1"), blind=True)).count == 1
        assert rows(root, "kenji") == [("kenji", "A1", True, "hand")]
        assert project.agree_assign("kenji", Assigning(("A1",), blind=True)).event is None
        assert project.agree_assign("kenji", Assigning(("A1",))).count == 1
        assert rows(root, "kenji") == [("kenji", "A1", False, "hand")]
        project.undo()
    assert rows(root, "kenji") == [("kenji", "A1", True, "hand")]


def test_assign_taken_back_is_missing_again(root: Path) -> None:
    with secondmig.open(root) as project:
        project.agree_assign("kenji", Assigning(("A1", "B2")))
        assert project.agree_assign("kenji", Assigning(("B2",), remove=True)).count == 1
        assert project.agree_assign("kenji", Assigning(("B2",), remove=True)).event is None
        assert assigned(project._session)["kenji", "small"] == {"A1"}


@pytest.mark.parametrize(
    ("coder", "wanted", "message"),
    [
        ("kenji", Assigning(()), "no document is named"),
        ("kenji", Assigning(("X9",)), "there is no document X9"),
        ("kenji", Assigning(("X9",), remove=True), "there is no document X9"),
        ("kenji", Assigning(("A1",), ("nope",)), "there is no codebook nope"),
        ("", Assigning(("A1",)), "a coder needs a name"),
        ("a\nb", Assigning(("A1",)), "a coder needs a name"),
    ],
)
def test_assign_refuses_what_cannot_be_meant(root: Path, coder: str, wanted: Assigning, message: str) -> None:
    before = rows(root)
    with secondmig.open(root) as project, pytest.raises(SecondmigError, match=message) as error:
        project.agree_assign(coder, wanted)
    assert error.value.hint
    assert rows(root) == before


def test_withdrawn_person_is_assigned_to_nobody(root: Path) -> None:
    with secondmig.open(root) as project:
        project.case_withdraw("A1", reason="letter")
        assert assigned(project._session) == {("gold", "small"): frozenset({"B2"})}
    assert rows(root) == [("gold", "B2", False, "declared")]


def test_listing_is_cut_to_coders_and_documents(root: Path) -> None:
    with secondmig.open(root) as project:
        project.agree_assign("kenji", Assigning(("A1", "B2")))
        found = project.agree_assignments(coders=("kenji",), among=("B2",)).rows
    assert [(row["coder"], row["document"]) for row in found] == [("kenji", "B2")]


def test_who_acts_has_the_name_that_packages_and_assignments_would_give(root: Path) -> None:
    with secondmig.open(root, coder=" ana ") as project:
        project.agree_assign("ana ", Assigning(("B2",)))
    assert ("ana", "B2", False, "hand") in rows(root)


@pytest.mark.parametrize("name", [" ", "a\nb", "a\x1b[31m", "x" * 101])
def test_name_that_no_table_could_show_is_refused(root: Path, name: str) -> None:
    with pytest.raises(SecondmigError, match=r"a coder needs a name|101 characters, and 100 are the most"):
        secondmig.open(root, coder=name)
    with secondmig.open(root) as project, pytest.raises(SecondmigError):
        project.agree_assign(name, Assigning(("B2",)))
