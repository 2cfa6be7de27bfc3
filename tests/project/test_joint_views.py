"""Side by side and quotations, and the sentences analysts draw from them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import secondmig
from secondmig.core.errors import ProblemsError, SecondmigError
from secondmig.core.selection import Selection
from secondmig.joint.quote_matrix import UNQUOTED
from secondmig.project.project import Project
from tests.project.small import small_project

CONSTRUCTS = """
[[constructs]]
id = "pay"
title = "Pay"
measures = ["hours"]

[[constructs]]
id = "loop"
title = "Loop"
codes = ["OS-NO"]
"""


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with secondmig.open(small_project(tmp_path / "study")) as opened:
        opened.build(release="team")
        yield opened


def drawn(project: Project) -> list[tuple[object, object, object]]:
    return [(row["fit"], row["meta_inference"], row["coder"]) for row in project.joint_side_by_side().rows]


def test_a_construct_shows_what_is_said_and_asks_for_a_meta_inference(project: Project) -> None:
    told = project.joint_side_by_side()
    (row,) = told.rows
    assert row["said"] == (
        "Mobility (OS-MOB): second 1/1 (1 negatively, 1 positively), single 1/1 (0 negatively, 1 positively)"
    )
    assert row["quotations"] == ["A1 #2 (second): “there was one door”"], "the other person is not quoted"
    assert "not integration" in told.notes[0]


def test_a_meta_inference_is_kept_changed_and_taken_back_each_in_one_event(project: Project) -> None:
    done = project.joint_infer("rising", "expand", "Doors,\n not ladders.")
    assert done.event
    assert drawn(project) == [("expand", "Doors, not ladders.", "ana")]
    assert not any("not integration" in note for note in project.joint_side_by_side().notes)
    assert project.joint_infer("rising", "expand", "Doors, not ladders.").event is None
    project.joint_infer("rising", "diverge", "Doors, not ladders.")
    assert drawn(project) == [("diverge", "Doors, not ladders.", "ana")]
    project.undo()
    assert drawn(project) == [("expand", "Doors, not ladders.", "ana")]
    project.joint_clear("rising")
    assert drawn(project) == [(None, None, None)]
    project.undo()
    assert drawn(project) == [("expand", "Doors, not ladders.", "ana")]


def test_two_analysts_each_have_their_own(project: Project) -> None:
    project.joint_infer("rising", "confirm", "Yes.")
    with secondmig.open(project.root, coder="ben") as other:
        other.joint_infer("rising", "silent", "No.")
        assert drawn(other) == [("confirm", "Yes.", "ana"), ("silent", "No.", "ben")]
        other.joint_clear("rising")
    assert drawn(project) == [("confirm", "Yes.", "ana")]


def test_what_was_taken_back_does_not_come_out_in_a_sentence(project: Project) -> None:
    project.joint_infer("rising", "expand", "He said Three quid an hour. So there.")
    ((_, text, _),) = drawn(project)
    assert "quid" not in str(text)
    assert "█" in str(text)


def test_a_meta_inference_stands_beside_no_transcript(project: Project) -> None:
    project.joint_infer("rising", "expand", "Doors.")
    assert project.memo_list().rows[0]["subject"] == "rising expand"
    assert project.memo_list(Selection(documents=("A1",))).rows == []


@pytest.mark.parametrize(
    ("construct", "fit", "text", "said"),
    [
        ("risen", "expand", "x", "no construct risen"),
        ("rising", "maybe", "x", "maybe is no fit"),
        ("rising", "expand", " \n", "needs a sentence"),
        ("rising", "expand", "x" * 2001, "holds 2000 characters"),
    ],
)
def test_what_cannot_be_drawn_is_refused_and_nothing_is_written(
    project: Project, construct: str, fit: str, text: str, said: str
) -> None:
    before = project.status().rows
    with pytest.raises(SecondmigError, match=said):
        project.joint_infer(construct, fit, text)  # type: ignore[arg-type]
    assert project.status().rows == before


def test_nothing_to_clear_is_said(project: Project) -> None:
    with pytest.raises(SecondmigError, match="drawn nothing"):
        project.joint_clear("rising")


def test_constructs_name_measures_and_codes_that_are_there(project: Project) -> None:
    toml = project.root / "secondmig.toml"
    toml.write_text(toml.read_text(encoding="utf-8") + CONSTRUCTS, encoding="utf-8")
    with secondmig.open(project.root) as again:
        with pytest.raises(ProblemsError) as refused:
            again.joint_side_by_side()
        assert [str(each) for each in refused.value.problems] == [
            "no person has an attribute hours",
            "there is no code OS-NO",
        ]
        assert len(again.joint_side_by_side(["rising"]).rows) == 1
        with pytest.raises(SecondmigError, match="no construct risen"):
            again.joint_side_by_side(["risen"])


def test_quotations_come_theme_by_theme_and_never_leave_the_team(project: Project) -> None:
    rows = project.joint_quotes().rows
    assert [(row["code"], row["group"], row["persons"], row["place"]) for row in rows] == [
        ("OS-MOB", "second", 1, "A1 #2"),
        ("OS-MOB", "second", 1, "A1 #4"),
        ("OS-MOB", "single", 1, None),
    ]
    assert rows[2]["reason"] == UNQUOTED
    with pytest.raises(SecondmigError, match="not released"):
        project.joint_quotes(release="public")
    with pytest.raises(SecondmigError, match="OS-NO"):
        project.joint_quotes(Selection(codes=("OS-NO",)))
