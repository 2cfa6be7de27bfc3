"""Verbs on a codebook: the file, its version and the codings change together, and come back together."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from secondmig.core.errors import SecondmigError
from secondmig.core.selection import Selection
from secondmig.project.project import Project
from secondmig.project.revising import How
from secondmig.store import state
from tests.project.revising import FILE, copied, revisable

Row = dict[str, object]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return revisable(tmp_path_factory.mktemp("revise") / "study")


@pytest.fixture
def project(built: Path, tmp_path: Path) -> Iterator[Project]:
    with Project.open(copied(built, tmp_path / "study")) as opened:
        yield opened


def book(project: Project) -> bytes:
    return (project.root / FILE).read_bytes()


def hashed(project: Project) -> str:
    return state.state_hash(project._session.store.read())


def coded(project: Project, **chosen: tuple[str, ...]) -> list[Row]:
    return [dict(row) for row in project.code_list(Selection(**chosen)).rows]  # type: ignore[arg-type]


def codes(project: Project) -> list[tuple[object, object]]:
    return sorted((str(row["quote"]), str(row["code"])) for row in coded(project))


def queue(project: Project) -> list[Row]:
    return [dict(row) for row in project.codebook_review().rows]


def versions(project: Project) -> list[str]:
    rows = project.codebook_show().rows
    return sorted({str(row["codebook"]) for row in rows})


CHANGES: dict[str, Callable[[Project], object]] = {
    "rename": lambda project: project.codebook_rename("OS-MOB-UP", "Rising"),
    "move": lambda project: project.codebook_move("OS-LAB-TAXI", under="OS-MOB"),
    "top": lambda project: project.codebook_move("OS-LAB-TAXI", under=None),
    "order": lambda project: project.codebook_place("OS-MOB-DOWN", "OS-MOB-UP"),
    "beside": lambda project: project.codebook_place("OS-MOB-UP", "OS-LAB-PAY", after=True),
    "merge": lambda project: project.codebook_merge(["OS-MOB-UP"], "OS-LAB-PAY"),
    "split": lambda project: project.codebook_split("OS-MOB-UP", {"OS-A": "One", "OS-B": "Two"}),
    "keep": lambda project: project.codebook_split("OS-MOB-UP", {"OS-LAB-PAY": None}, keep=True),
    "retire": lambda project: project.codebook_retire("OS-MOB-UP", reason="too wide"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_every_verb_is_one_event_that_undo_takes_back_byte_for_byte(project: Project, name: str) -> None:
    before, file = hashed(project), book(project)
    events = len(project.history().rows)
    CHANGES[name](project)
    after, changed = hashed(project), book(project)

    assert len(project.history().rows) == events + 1
    assert changed != file
    assert "small@2" in versions(project)
    project.undo()
    assert (hashed(project), book(project)) == (before, file)
    project.redo()
    assert (hashed(project), book(project)) == (after, changed)
    project.undo()
    assert (hashed(project), book(project)) == (before, file)
    assert [row for row in project.check().rows if row["severity"] == "problem"] == []
    assert project.verify().rows == []


@pytest.mark.parametrize("name", CHANGES)
def test_every_verb_leaves_a_file_that_is_committed(project: Project, name: str) -> None:
    CHANGES[name](project)

    assert project.codebook_commit(note="nothing").event is None
    problems = [row for row in project.codebook_check().rows if row["severity"] == "problem"]
    assert problems == []
    assert {row["field"]: row["value"] for row in project.status().rows}["changed files"] == 0


DRY: dict[str, Callable[[Project, How], object]] = {
    "rename": lambda project, how: project.codebook_rename("OS-MOB-UP", "Rising", how=how),
    "move": lambda project, how: project.codebook_move("OS-LAB-TAXI", under=None, how=how),
    "merge": lambda project, how: project.codebook_merge(["OS-MOB-UP"], "OS-LAB-PAY", how=how),
    "split": lambda project, how: project.codebook_split("OS-MOB-UP", {"OS-A": "A", "OS-B": "B"}, how=how),
    "retire": lambda project, how: project.codebook_retire("OS-MOB-UP", reason="why", how=how),
}


@pytest.mark.parametrize("name", DRY)
def test_dry_run_says_the_same_and_changes_nothing(project: Project, name: str) -> None:
    before, file, events = hashed(project), book(project), len(project.history().rows)
    dry = DRY[name](project, How(dry_run=True))
    there = sorted(path.name for path in (project.root / "codebooks").iterdir())

    assert (hashed(project), book(project), len(project.history().rows)) == (before, file, events)
    assert there == ["other.yaml", "small.yaml"]
    done = DRY[name](project, How())
    assert dry.message == f"would be done: {done.message}"  # type: ignore[attr-defined]
    assert set(done.details) <= set(dry.details)  # type: ignore[attr-defined]
    assert any(line.startswith("+++") for line in dry.details)  # type: ignore[attr-defined]


def test_version_gets_the_label_that_is_asked_for_in_the_same_event(project: Project) -> None:
    done = project.codebook_rename("OS-MOB-UP", "Rising", how=How(version="1.1.0"))

    assert "  version: 1.1.0\n" in book(project).decode()
    assert "calls itself 1.1.0" in done.details[0]
    assert project.codebook_commit(note="nothing").event is None


def test_output_says_which_version_it_became_and_how_to_label_it(project: Project) -> None:
    done = project.codebook_rename("OS-MOB-UP", "Rising")

    assert done.message == "OS-MOB-UP is called “Rising” now, and was “Room to rise”"
    assert "small@2" in done.details[0]
    assert "calls itself 1.0.0" in done.details[0]
    assert "--version-label" in done.details[0]


def test_rename_and_move_leave_the_codings_alone(project: Project) -> None:
    before = coded(project)
    project.codebook_rename("OS-MOB-UP", "Rising")
    project.codebook_move("OS-MOB-UP", under="OS-LAB")

    assert coded(project) == before
    assert len(coded(project, codes=("OS-LAB",))) == 5


def test_place_puts_a_code_among_the_sisters_of_another_and_leaves_the_codings_alone(
    project: Project,
) -> None:
    before = coded(project)
    project.codebook_place("OS-MOB-UP", "OS-LAB-PAY")
    shown = [row["code"] for row in project.codebook_show("small").rows]

    assert [each for each in shown if str(each).startswith(("OS-LAB", "OS-MOB-UP"))] == [
        "OS-LAB",
        "OS-MOB-UP",
        "OS-LAB-PAY",
        "OS-LAB-TAXI",
    ]
    assert coded(project) == before
    differences = [(row["kind"], row["code"]) for row in project.codebook_diff("small@1", "small@2").rows]
    assert ("moved", "OS-MOB-UP") in differences
    project.codebook_place("OS-LAB", "OS-MOB")
    assert ("reordered", "OS-LAB") in [
        (row["kind"], row["code"]) for row in project.codebook_diff("small@2", "small@3").rows
    ]


@pytest.mark.parametrize(
    ("code", "beside", "after", "said"),
    [
        ("OS-MOB-UP", "OS-MOB-DOWN", False, "stands there already"),
        ("OS-MOB-DOWN", "OS-MOB-UP", True, "stands there already"),
        ("OS-LAB", "OS-LAB-TAXI", False, "round in a circle"),
        ("OS-LAB", "OS-LAB", False, "round in a circle"),
        ("OS-LAB", "HC-X", False, "a code of other"),
        ("OS-LAB", "OS-NIX", False, "no code"),
    ],
)
def test_place_that_means_nothing_is_refused(
    project: Project, code: str, beside: str, after: bool, said: str
) -> None:
    before = book(project)
    with pytest.raises(SecondmigError, match=said):
        project.codebook_place(code, beside, after=after)
    assert book(project) == before


# merge


def test_merge_gives_the_codings_their_new_code_under_their_old_ids(project: Project) -> None:
    before = {row["id"]: row for row in coded(project, codes=("OS-MOB-UP",))}
    done = project.codebook_merge(["OS-MOB-UP"], "OS-MOB-DOWN")
    after = {row["id"]: row for row in coded(project, codes=("OS-MOB-DOWN",))}

    assert len(after) == done.count == 3
    assert after.keys() == before.keys()
    for name, row in after.items():
        kept = {"code": "OS-MOB-DOWN", "facets": {**before[name]["facets"], "sign": "+"}}  # type: ignore[dict-item]
        assert row == {**before[name], **kept}
    assert "3 codings of OS-MOB-UP are OS-MOB-DOWN now" in done.details
    assert queue(project) == []


def test_merge_writes_out_a_default_that_would_become_another(project: Project) -> None:
    project.codebook_merge(["OS-MOB-UP"], "OS-MOB-DOWN")
    snapshot = project.snapshot()

    assert {coding.facets["sign"] for coding in snapshot.codings if coding.code_id == "OS-MOB-DOWN"} == {"+"}


def test_merge_lets_facets_apply_to_the_code_that_stays(project: Project) -> None:
    done = project.codebook_merge(["OS-MOB-UP"], "OS-LAB-PAY")

    (door,) = [row for row in coded(project) if row["quote"] == "there was one door"]
    assert door["facets"]["domain"] == "work"  # type: ignore[index]
    assert "applies_to: [OS-LAB-PAY, OS-MOB-DOWN]" in book(project).decode()
    assert "other@2 has the changed facets too" in done.details


def test_facet_that_does_not_apply_to_the_new_code_is_named_and_comes_back_with_undo(
    project: Project,
) -> None:
    project.codebook_split("OS-MOB-UP", {"OS-A": "One", "OS-LAB-PAY": None})
    text = book(project).decode().replace("[OS-A, OS-LAB-PAY, OS-MOB-DOWN]", "[OS-A, OS-MOB-DOWN]")
    (project.root / FILE).write_text(text, encoding="utf-8", newline="\n")
    project.codebook_commit(note="domain is not for pay")
    (door,) = [row for row in queue(project) if row["quote"] == "there was one door"]
    done = project.codebook_settle([str(door["id"])], code="OS-LAB-PAY")

    assert "facet domain does not apply to OS-LAB-PAY: 1 coding is without it" in done.details[0]
    project.undo()
    (again,) = [row for row in coded(project) if row["quote"] == "there was one door"]
    assert again["facets"]["domain"] == "work"  # type: ignore[index]


def test_memos_and_relations_stay_with_a_merged_coding(project: Project) -> None:
    door, taxi = (
        row["id"]
        for row in coded(project, codes=("OS-MOB-UP",))
        if row["turn"] != 4 or row["document"] == "B2"
    )
    project.code_relate(str(door), str(taxi), sign="+")
    project.codebook_merge(["OS-MOB-UP"], "OS-MOB-DOWN")

    (memo,) = [row["memo"] for row in coded(project) if row["id"] == door]
    assert memo == "a door that is shut"
    assert {row["field"]: row["value"] for row in project.status().rows}["relations"] == 1


def test_codings_that_become_the_same_are_one_with_the_memos_of_both(built: Path, tmp_path: Path) -> None:
    root = copied(built, tmp_path / "study")
    with Project.open(root, coder="gold") as project:
        said = {"about_country": "JPN", "valence": "-1", "domain": "work", "sign": "+"}
        project.code_add("A1", turn=2, quote="there was one door", code="OS-MOB-DOWN", facets=said)
        (first,) = [row["id"] for row in coded(project, codes=("OS-MOB-UP",)) if row["memo"]]
        (later,) = [row["id"] for row in coded(project, codes=("OS-MOB-DOWN",))]
        (taxi,) = [row["id"] for row in coded(project, codes=("OS-LAB-TAXI",))]
        project.code_relate(str(later), str(taxi), sign="-")
        before = hashed(project)
        done = project.codebook_merge(["OS-MOB-UP"], "OS-MOB-DOWN")

        here = [row for row in coded(project, codes=("OS-MOB-DOWN",)) if row["turn"] == 2]
        assert [row["id"] for row in here] == [first]
        assert any(line.startswith(f"{later} says the same as {first}") for line in done.details)
        relations = project._session.store.read().rows(
            "SELECT source, target FROM relations WHERE retired_event IS NULL"
        )
        assert relations == [(first, taxi)]
        project.undo()
        assert hashed(project) == before


def test_codings_that_differ_in_a_facet_or_a_coder_both_stay(built: Path, tmp_path: Path) -> None:
    root = copied(built, tmp_path / "study")
    said = {"about_country": "JPN", "valence": "1", "domain": "work", "sign": "+"}
    for coder, valence in (("gold", "1"), ("ben", "-1")):
        with Project.open(root, coder=coder) as project:
            facets = {**said, "valence": valence}
            project.code_add("A1", turn=2, quote="there was one door", code="OS-MOB-DOWN", facets=facets)
    with Project.open(root) as project:
        project.codebook_merge(["OS-MOB-UP"], "OS-MOB-DOWN")
        here = [row for row in coded(project, codes=("OS-MOB-DOWN",)) if row["turn"] == 2]
        assert sorted(str(row["coder"]) for row in here) == ["ben", "gold", "gold"]


def test_children_of_a_merged_code_move_under_the_other(project: Project) -> None:
    done = project.codebook_merge(["OS-LAB-PAY"], "OS-MOB-UP")
    parents = {row["code"]: row["parent"] for row in project.codebook_show("small").rows}

    assert parents["OS-LAB-TAXI"] == "OS-MOB-UP"
    assert any(line.startswith("OS-LAB-TAXI moves under OS-MOB-UP") for line in done.details)


def test_merge_into_a_code_below_says_where_that_one_goes(project: Project) -> None:
    done = project.codebook_merge(["OS-LAB-PAY"], "OS-LAB-TAXI")

    assert "OS-LAB-TAXI moves under OS-LAB" in done.details
    assert not any("OS-LAB-TAXI moves under OS-LAB-TAXI" in line for line in done.details)


def test_heading_that_is_not_wanted_goes_the_way_the_hint_says(project: Project) -> None:
    with pytest.raises(SecondmigError) as told:
        project.codebook_merge(["OS-LAB"], "OS-LAB-PAY")
    assert told.value.hint == (
        "to do without the heading: secondmig codebook move OS-LAB-PAY --top (and what else is under it),"
        " then secondmig codebook retire OS-LAB --reason TEXT"
    )
    project.codebook_move("OS-LAB-PAY", under=None)
    project.codebook_retire("OS-LAB", reason="one code is no group")


def test_label_may_be_as_long_as_a_label_may_be(project: Project) -> None:
    project.codebook_rename("OS-MOB-UP", "長" * 256)
    assert project.codebook_check().rows == project.codebook_check().rows


def test_code_elsewhere_with_the_same_label_is_said(project: Project) -> None:
    done = project.codebook_rename("OS-MOB-UP", "pay")
    assert "OS-LAB-PAY is called that too" in done.details


def test_code_that_is_split_may_give_its_label_to_a_part(project: Project) -> None:
    project.codebook_split("OS-MOB-UP", {"OS-A": "Room to rise", "OS-B": "Rest"})
    with pytest.raises(SecondmigError, match="OS-MOB-DOWN, which stands beside OS-C"):
        project.codebook_split("OS-MOB-DOWN", {"OS-C": "Deskilling"}, keep=True)


def test_move_beside_a_code_of_the_same_label_is_said(project: Project) -> None:
    project.codebook_rename("OS-MOB-UP", "Pay")
    done = project.codebook_move("OS-MOB-UP", under="OS-LAB")
    assert "OS-LAB-PAY, which stands there, is called “Pay” too" in done.details


def test_what_still_names_a_code_that_left_is_listed_with_its_line(project: Project) -> None:
    toml = project.root / "secondmig.toml"
    toml.write_text(toml.read_text() + '\n[selections.up]\ncodes = ["OS-MOB-UP"]\n')
    done = project.codebook_merge(["OS-MOB-UP"], "OS-MOB-DOWN")

    named = [line for line in done.details if line.startswith("still named in")]
    assert len(named) == 2
    assert any("codebooks/small.yaml:" in line for line in named)
    assert any("secondmig.toml:" in line for line in named)


def test_retire_into_another_code_is_a_merge(project: Project) -> None:
    project.codebook_retire("OS-MOB-UP", reason="the same thing", into="OS-MOB-DOWN")

    assert len(coded(project, codes=("OS-MOB-DOWN",))) == 3
    assert "OS-MOB-UP" not in {row["code"] for row in project.codebook_show("small").rows}


# retire


def test_codings_of_a_retired_code_stay_and_are_counted(project: Project) -> None:
    project.codebook_retire("OS-MOB-UP", reason="too wide")

    assert len([coding for coding in project.snapshot().codings if coding.code_id == "OS-MOB-UP"]) == 3
    with pytest.raises(SecondmigError, match="retired"):
        project.code_add("A1", turn=2, quote="One door.", code="OS-MOB-UP")
    with pytest.raises(SecondmigError, match="retired"):
        project.codebook_merge(["OS-MOB-DOWN"], "OS-MOB-UP")
    with pytest.raises(SecondmigError, match="retired already"):
        project.codebook_retire("OS-MOB-UP", reason="again")
    with pytest.raises(SecondmigError, match="retired"):
        project.codebook_split("OS-MOB-UP", {"OS-A": "One", "OS-B": "Two"})


# bad input

WRONG: dict[str, Callable[[Project], object]] = {
    "no code 'OS-NO'": lambda project: project.codebook_rename("OS-NO", "x"),
    "called that already": lambda project: project.codebook_rename("OS-MOB-UP", "Room to rise"),
    "one line": lambda project: project.codebook_rename("OS-MOB-UP", " "),
    "a reason": lambda project: project.codebook_retire("OS-MOB-UP", reason=" "),
    "stands there already": lambda project: project.codebook_move("OS-MOB-UP", under="OS-MOB"),
    "in a circle": lambda project: project.codebook_move("OS-LAB", under="OS-LAB-TAXI"),
    "the code itself": lambda project: project.codebook_move("OS-LAB", under="OS-LAB"),
    "a code of other": lambda project: project.codebook_move("OS-LAB", under="HC-X"),
    "merged into itself": lambda project: project.codebook_merge(["OS-MOB-UP"], "OS-MOB-UP"),
    "a code of other, not": lambda project: project.codebook_merge(["HC-X"], "OS-MOB-UP"),
    "OS-LAB is the heading that OS-LAB-TAXI": lambda project: project.codebook_merge(
        ["OS-LAB"], "OS-LAB-TAXI"
    ),
    "257 characters, and 256": lambda project: project.codebook_rename("OS-MOB-UP", "長" * 257),
    "B would have 1,000 characters": lambda project: project.codebook_split(
        "OS-MOB-UP", {"A": "a", "B": "b" * 1000}
    ),
    "OS-MOB-DOWN, which stands beside": lambda project: project.codebook_rename("OS-MOB-UP", " DESKILLING"),
    "OS-MOB-DOWN, which stands beside A": lambda project: project.codebook_split(
        "OS-MOB-UP", {"A": "Deskilling", "B": "b"}
    ),
    "A, which stands beside B, is called": lambda project: project.codebook_split(
        "OS-MOB-UP", {"A": "One", "B": "one "}
    ),
    "is a heading and is": lambda project: project.codebook_merge(["OS-MOB-UP"], "OS-LAB"),
    "is a heading and has no": lambda project: project.codebook_split("OS-MOB", {"A": "a", "B": "b"}),
    "has codes under it": lambda project: project.codebook_split("OS-LAB-PAY", {"A": "a", "B": "b"}),
    "is taken, in other": lambda project: project.codebook_split("OS-MOB-UP", {"HC-X": "x", "B": "b"}),
    "is taken, in small": lambda project: project.codebook_split("OS-MOB-UP", {"OS-LAB": "x", "B": "b"}),
    "cannot be the id": lambda project: project.codebook_split("OS-MOB-UP", {"é ": "x", "B": "b"}),
    "nothing to choose": lambda project: project.codebook_split("OS-MOB-UP", {"A": "a"}),
    "is what is split": lambda project: project.codebook_split("OS-MOB-UP", {"OS-MOB-UP": None, "B": "b"}),
    "heading and is never": lambda project: project.codebook_split("OS-MOB-UP", {"OS-LAB": None, "B": "b"}),
    "no code 'OS-ZZ'": lambda project: project.codebook_split("OS-MOB-UP", {"OS-ZZ": None, "B": "b"}),
    "with codes in use": lambda project: project.codebook_retire("OS-LAB", reason="why"),
}


@pytest.mark.parametrize("said", WRONG)
def test_mistake_is_named_and_nothing_changes(project: Project, said: str) -> None:
    before, file, events = hashed(project), book(project), len(project.history().rows)
    with pytest.raises(SecondmigError, match=said) as caught:
        WRONG[said](project)

    assert caught.value.hint
    assert (hashed(project), book(project), len(project.history().rows)) == (before, file, events)
    assert sorted(path.name for path in (project.root / "codebooks").iterdir()) == [
        "other.yaml",
        "small.yaml",
    ]


def test_id_that_a_code_once_had_is_never_given_again(project: Project) -> None:
    project.codebook_merge(["OS-MOB-DOWN"], "OS-MOB-UP")

    with pytest.raises(SecondmigError, match="was used before, in small"):
        project.codebook_split("OS-MOB-UP", {"OS-MOB-DOWN": "again", "OS-B": "b"})


def test_file_that_was_edited_must_be_committed_first(project: Project) -> None:
    path = project.root / FILE
    path.write_bytes(path.read_bytes() + b"# mine\n")
    mine = path.read_bytes()
    with pytest.raises(SecondmigError, match="not committed yet") as caught:
        project.codebook_rename("OS-MOB-UP", "Rising")

    assert "secondmig codebook commit" in caught.value.hint
    assert path.read_bytes() == mine
    project.codebook_commit(note="a remark")
    project.codebook_rename("OS-MOB-UP", "Rising")
    assert path.read_bytes() == mine.replace(b"label: Room to rise", b"label: Rising")


def test_codebook_without_a_declared_file_is_refused(project: Project) -> None:
    (project.root / FILE).rename(project.root / "elsewhere.yaml")

    with pytest.raises(SecondmigError, match="no file that secondmig"):
        project.codebook_rename("OS-MOB-UP", "Rising")


def test_undo_is_refused_where_the_file_was_edited_since(project: Project) -> None:
    path = project.root / FILE
    project.codebook_rename("OS-MOB-UP", "Rising")
    path.write_bytes(path.read_bytes() + b"# mine\n")
    before, mine = hashed(project), path.read_bytes()
    with pytest.raises(SecondmigError, match="edited since") as caught:
        project.undo()

    assert caught.value.hint.startswith(f"put your file aside (mv {FILE} {FILE}.mine)")
    assert (hashed(project), path.read_bytes()) == (before, mine)
    path.rename(path.with_name("small.yaml.mine"))
    project.undo()
    assert b"label: Room to rise" in path.read_bytes()


def test_undo_of_a_commit_by_hand_leaves_the_file_to_the_person(project: Project) -> None:
    path = project.root / FILE
    path.write_bytes(path.read_bytes().replace(b"Room to rise", b"Rising"))
    mine = path.read_bytes()
    project.codebook_commit(note="by hand")
    project.undo()

    assert path.read_bytes() == mine


def test_earlier_revision_is_not_taken_back_under_a_later_one(project: Project) -> None:
    first = project.codebook_rename("OS-MOB-UP", "Rising").event
    project.codebook_rename("OS-MOB-UP", "Going up")
    file = book(project)

    with pytest.raises(SecondmigError, match="by event"):
        project.undo(str(first))
    assert book(project) == file


def test_rights_of_the_file_and_a_link_to_it_stay(project: Project) -> None:
    path = project.root / FILE
    real = project.root / "real.yaml"
    path.rename(real)
    path.symlink_to(real)
    real.chmod(0o640)
    project.codebook_commit(note="moved")
    project.codebook_rename("OS-MOB-UP", "Rising")

    assert path.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert b"Rising" in real.read_bytes()
    project.undo()
    assert path.is_symlink()
    assert b"Room to rise" in real.read_bytes()


def test_windows_line_ends_and_byte_order_mark_come_through_and_back(project: Project) -> None:
    path = project.root / FILE
    raw = b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n")
    path.write_bytes(raw)
    project.codebook_commit(note="from another editor")
    project.codebook_split("OS-MOB-UP", {"OS-A": "One", "OS-B": "Two"})

    assert path.read_bytes().startswith(b"\xef\xbb\xbfcodebook:\r\n")
    assert path.read_bytes().count(b"\n") == path.read_bytes().count(b"\r\n")
    project.undo()
    assert path.read_bytes() == raw
