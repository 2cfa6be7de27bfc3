"""A return comes in beside what is here: nothing is overwritten, one undo takes all of it back."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import secondmig
from secondmig.core.errors import SecondmigError
from secondmig.project.packages import Order
from secondmig.project.returning import Handing
from tests.project.exchange import (
    Machines,
    built_small,
    counts,
    everything,
    handed_in,
    held,
    keys,
    rows,
    ties,
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built_small(tmp_path_factory.mktemp("built") / "study")


@pytest.fixture
def two(built: Path, tmp_path: Path) -> Machines:
    return Machines.of(built, tmp_path)


@pytest.fixture(scope="module")
def worked(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Machines:
    return handed_in(built, tmp_path_factory.mktemp("worked"))


@pytest.fixture
def coded(worked: Machines, tmp_path: Path) -> Machines:
    """Kenji coded three passages in two documents, tied two of them and handed them in."""
    return worked.copied(tmp_path)


def test_merge_brings_place_code_facets_and_relations(coded: Machines) -> None:
    assert counts(coded.merge()) == {"added": 3}
    assert keys(coded.here) == keys(coded.there)
    mine = {each.id: each.span for each in held(coded.here)}
    its = {each.id: each.span for each in held(coded.there)}
    assert [(mine[each.source], mine[each.target], each.sign) for each in ties(coded.here)] == [
        (its[each.source], its[each.target], each.sign) for each in ties(coded.there)
    ]
    assert len(ties(coded.here)) == 1


def test_merge_leaves_the_work_of_others_as_it_is(coded: Machines) -> None:
    before = held(coded.here, "gold")
    coded.merge()
    assert held(coded.here, "gold") == before


def test_merge_assigns_what_was_finished_and_nothing_else(two: Machines) -> None:
    two.send()
    two.code("A1", 2, "One door")
    two.hand_in()
    told = two.merge()
    assert rows(two.here, "kenji") == [("kenji", "A1", True, "package")]
    assert "not finished, so not assigned: B2" in told.listing.notes


def test_merge_assigns_a_finished_document_without_a_coding(two: Machines) -> None:
    two.send()
    two.code("A1", 2, "One door")
    two.hand_in(all_done=True)
    two.merge()
    assert rows(two.here, "kenji") == [("kenji", "A1", True, "package"), ("kenji", "B2", True, "package")]


def test_merge_of_an_empty_return_assigns(two: Machines) -> None:
    two.send()
    two.hand_in(all_done=True)
    assert counts(two.merge()) == {}
    assert len(rows(two.here, "kenji")) == 2


def test_merge_is_one_event_and_one_undo(coded: Machines) -> None:
    before = everything(coded.here)
    coded.merge()
    with secondmig.open(coded.here) as project:
        last = project.history().rows[-1]
        assert (last["verb"], last["subject"]) == ("agree merge", "kenji")
        project.undo()
    assert everything(coded.here) == before


def test_merge_dry_run_writes_nothing_and_tells_the_same(coded: Machines) -> None:
    before = everything(coded.here)
    dry = coded.merge(dry_run=True)
    assert everything(coded.here) == before
    assert dry.event is None
    assert dry.listing.rows == coded.merge().listing.rows


def test_merge_twice_brings_nothing_new(coded: Machines) -> None:
    coded.merge()
    after = everything(coded.here)
    again = coded.merge()
    assert counts(again) == {"already": 3}
    assert again.event is None
    assert everything(coded.here) == after


def test_merge_after_its_undo_brings_all_again(coded: Machines) -> None:
    coded.merge()
    after = keys(coded.here)
    with secondmig.open(coded.here) as project:
        project.undo()
    assert counts(coded.merge()) == {"added": 3}
    assert keys(coded.here) == after


def test_merge_after_undo_and_redo_knows_what_is_there(coded: Machines) -> None:
    coded.merge()
    with secondmig.open(coded.here) as project:
        project.undo()
        project.redo()
    assert counts(coded.merge()) == {"already": 3}


def test_later_return_adds_what_is_new(coded: Machines) -> None:
    coded.merge()
    coded.code("B2", 4, "Now I have")
    coded.hand_in()
    assert counts(coded.merge()) == {"already": 3, "added": 1}
    assert keys(coded.here) == keys(coded.there)


def test_later_return_changes_what_nobody_here_touched(coded: Machines) -> None:
    coded.merge()
    with coded.coding() as project:
        project.code_remove(held(coded.there)[2].id)
    coded.code("B2", 4, "my own taxi", valence="1")
    coded.hand_in()
    assert counts(coded.merge()) == {"already": 2, "changed": 1}
    assert keys(coded.here) == keys(coded.there)


def test_later_return_takes_back_what_the_coder_took_back(coded: Machines) -> None:
    coded.merge()
    with coded.coding() as project:
        project.code_remove(held(coded.there)[0].id)
    coded.hand_in()
    assert counts(coded.merge()) == {"already": 2, "taken_back": 1}
    assert keys(coded.here) == keys(coded.there)
    assert ties(coded.here) == []


def test_coding_that_the_coder_takes_back_and_makes_again_comes_again(coded: Machines) -> None:
    coded.merge()
    with coded.coding() as project:
        project.code_remove(held(coded.there)[2].id)
        project.code_remove(held(coded.there)[1].id)
    coded.hand_in()
    assert counts(coded.merge()) == {"already": 1, "taken_back": 2}
    coded.code("B2", 4, "my own taxi")
    coded.hand_in()
    assert counts(coded.merge()) == {"already": 1, "added": 1}


def edited_here(two: Machines) -> str:
    """Change the facets of kenji's last coding in the project that merged it; gives its id."""
    from dataclasses import replace

    from secondmig.store import codings

    coding = held(two.here)[2]
    with secondmig.open(two.here) as project:
        store = project._session.store
        with store.write(actor="ana", verb="code edit") as change:
            codings.carry(change, [replace(coding, facets={"valence": 0})])
    return coding.id


def test_coding_changed_on_both_sides_stays_as_it_is_here(coded: Machines) -> None:
    coded.merge()
    mine = edited_here(coded)
    with coded.coding() as project:
        project.code_remove(held(coded.there)[2].id)
    coded.code("B2", 4, "my own taxi", valence="1")
    coded.hand_in()
    told = coded.merge()
    assert counts(told) == {"already": 2, "kept_here": 1}
    assert any("changed on both sides" in note for note in told.listing.notes)
    assert [each.facets for each in held(coded.here) if each.id == mine] == [{"valence": 0}]


def test_coding_changed_on_both_sides_becomes_the_coders_where_asked(coded: Machines) -> None:
    coded.merge()
    edited_here(coded)
    coded.hand_in()
    assert counts(coded.merge(replace=True)) == {"already": 2, "changed": 1}
    assert keys(coded.here) == keys(coded.there)


def test_coding_changed_here_and_taken_back_by_the_coder_stays(coded: Machines) -> None:
    coded.merge()
    mine = edited_here(coded)
    with coded.coding() as project:
        project.code_remove(held(coded.there)[2].id)
    coded.hand_in()
    assert counts(coded.merge()) == {"already": 2, "kept_here": 1}
    assert mine in {each.id for each in held(coded.here)}


def test_coding_removed_here_stays_removed(coded: Machines) -> None:
    coded.merge()
    with secondmig.open(coded.here) as project:
        project.code_remove(held(coded.here)[0].id)
    told = coded.merge()
    assert counts(told) == {"already": 2, "kept_here": 1}
    assert any("stays removed" in note for note in told.listing.notes)
    assert counts(coded.merge(replace=True)) == {"already": 2, "added": 1}


def test_older_return_takes_nothing_of_the_later_one_back(coded: Machines) -> None:
    older = coded.back.read_bytes()
    coded.code("B2", 4, "Now I have")
    coded.hand_in()
    coded.merge()
    after = everything(coded.here)
    coded.back.write_bytes(older)
    told = coded.merge()
    assert counts(told) == {"already": 3}
    assert any("does not go on from the one that was merged" in line for line in told.warnings)
    assert everything(coded.here) == after


def test_older_return_brings_nothing_back_that_the_coder_took_back(coded: Machines) -> None:
    older = coded.back.read_bytes()
    coded.merge()
    with coded.coding() as project:
        project.code_remove(held(coded.there)[0].id)
    coded.hand_in()
    coded.merge()
    after = everything(coded.here)
    coded.back.write_bytes(older)
    assert counts(coded.merge()) == {"already": 2, "kept_here": 1}
    assert everything(coded.here) == after


def test_two_copies_of_the_coders_folder_add_up_and_take_nothing_back(
    coded: Machines, tmp_path: Path
) -> None:
    """The coder goes on at home and in the office, each time from the same folder."""
    office = Machines(coded.here, tmp_path / "office", coded.package, tmp_path / "office.secondmig")
    shutil.copytree(coded.there, office.there)
    coded.code("B2", 4, "Now I have")
    coded.code("A1", 2, "In Japan")
    coded.hand_in()
    coded.merge()
    with office.coding() as project:
        project.code_remove(held(office.there)[0].id)
    office.code("A1", 2, "By my grandfather")
    office.hand_in()
    told = office.merge()
    assert counts(told)["added"] == 1
    assert any("does not go on from the one" in line for line in told.warnings)
    assert len(held(coded.here)) == 6
    coded.hand_in()
    assert "taken_back" not in counts(coded.merge())
    assert len(held(coded.here)) == 6


def test_relation_and_memo_that_come_later_are_added(coded: Machines) -> None:
    coded.merge()
    ids = [each.id for each in held(coded.there)]
    with coded.coding() as project:
        project.code_relate(ids[1], ids[2], sign="?")
        project.code_relate(ids[0], ids[1], sign="-")
    coded.hand_in()
    coded.merge()
    assert sorted(each.sign for each in ties(coded.here)) == ["-", "?"]


def test_memo_of_the_coder_comes_with_the_coding(two: Machines, tmp_path: Path) -> None:
    two.send()
    path = tmp_path / "mine.jsonl"
    row = {"document": "A1", "turn": 2, "quote": "One door", "code": "OS-MOB-UP", "memo": "two lines\nof it"}
    path.write_text(json.dumps(row), encoding="utf-8")
    with two.coding() as project:
        project.code_import(path)
    two.hand_in()
    two.merge()
    assert [each.memo for each in held(two.here)] == ["two lines\nof it"]
    assert counts(two.merge()) == {"already": 1}
    with secondmig.open(two.here) as project:
        project.undo()
        assert not [row for row in project.memo_list().rows if row["coder"] == "kenji"]


def test_merge_refuses_a_second_copy_of_the_same_package(coded: Machines, tmp_path: Path) -> None:
    from secondmig.project.open_package import open_package

    coded.merge()
    second = Machines(coded.here, tmp_path / "desktop", coded.package, tmp_path / "second.secondmig")
    open_package(second.package, second.there)
    second.code("A1", 2, "One door")
    second.hand_in()
    with pytest.raises(SecondmigError, match="did not come from this copy"):
        second.merge()
    assert len(held(coded.here)) == 3


def test_coding_added_here_under_the_coders_name_does_not_stop_the_next_return(coded: Machines) -> None:
    coded.merge()
    with secondmig.open(coded.here, coder="kenji") as project:
        project.code_add("A1", turn=2, quote="One door", code="OS-MOB-UP")
    coded.code("B2", 4, "Now I have")
    coded.hand_in()
    assert counts(coded.merge()) == {"already": 3, "added": 1}
    assert len(held(coded.here)) == 5


def test_merge_refuses_one_coders_work_under_a_second_name(coded: Machines) -> None:
    event = coded.merge().event
    before = everything(coded.here)
    with pytest.raises(SecondmigError, match="one coder would count as two") as refused:
        coded.merge(coder="kenji2")
    assert refused.value.where == coded.back.name
    assert f"the work of kenji, merged in event {event}" in refused.value.message
    assert (
        refused.value.hint == f"merge it without --coder; to rename: secondmig undo {event}, then merge again"
    )
    with pytest.raises(SecondmigError, match="one coder would count as two"):
        coded.merge(coder="kenji2", dry_run=True)
    assert everything(coded.here) == before


def test_merge_refuses_a_later_return_under_a_second_name_too(coded: Machines) -> None:
    coded.merge(coder="ken")
    coded.code("B2", 4, "Now I have")
    coded.hand_in()
    with pytest.raises(SecondmigError, match="the work of ken,") as refused:
        coded.merge()
    assert refused.value.hint.startswith("merge it --coder ken;")
    assert counts(coded.merge(coder="ken")) == {"already": 3, "added": 1}


def test_merge_takes_the_name_that_is_right_once_the_wrong_one_was_undone(coded: Machines) -> None:
    coded.merge(coder="kenij")
    with secondmig.open(coded.here) as project:
        project.undo()
    assert counts(coded.merge(coder="kenji")) == {"added": 3}
    with secondmig.open(coded.here) as project:
        project.undo()
        project.redo()
    with pytest.raises(SecondmigError, match="one coder would count as two"):
        coded.merge(coder="kenij")


def test_two_persons_who_coded_in_one_copy_are_two_coders(coded: Machines) -> None:
    coded.merge()
    with secondmig.open(coded.there, coder="aiko") as project:
        project.code_add("A1", turn=2, quote="One door", code="OS-MOB-UP")
        project.agree_return(Handing(coder="aiko"), target=coded.back, overwrite=True)
    with pytest.raises(SecondmigError, match="did not come from this copy"):
        coded.merge()
    assert counts(coded.merge(coder="aiko")) == {"added": 1}
    assert (len(held(coded.here, "kenji")), len(held(coded.here, "aiko"))) == (3, 1)


KILLED = """
import os, signal, sys
from pathlib import Path
from secondmig.project import merging
from secondmig.project.project import Project
def killed(*_args):
    os.kill(os.getpid(), signal.SIGKILL)
merging.assignments.add = killed
Project.open(sys.argv[1]).agree_merge(Path(sys.argv[2]))
"""


def test_merge_that_is_killed_leaves_the_project_as_it_was(coded: Machines) -> None:
    before = everything(coded.here)
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(coded.here), str(coded.back)],
        check=False,
        timeout=120,
        env={**os.environ},
    )
    assert done.returncode == -signal.SIGKILL
    assert everything(coded.here) == before
    assert counts(coded.merge()) == {"added": 3}


def test_merge_of_the_same_coder_again_is_a_layer_of_its_own(coded: Machines, tmp_path: Path) -> None:
    coded.merge()
    again = Machines(coded.here, tmp_path / "again", tmp_path / "again.secondmig", tmp_path / "b.secondmig")
    with secondmig.open(again.here) as project:
        project.agree_package(Order("kenji", again=True), target=again.package)
    from secondmig.project.open_package import open_package

    open_package(again.package, again.there)
    again.code("A1", 2, "one door for people like me")
    again.hand_in(all_done=True)
    assert counts(again.merge()) == {"added": 1}
    assert len(held(coded.here, "kenji")) == 3
    assert len(held(coded.here, "kenji.2")) == 1
    assert {row[:3] for row in rows(coded.here, "kenji.2")} == {
        ("kenji.2", "A1", True),
        ("kenji.2", "B2", True),
    }
