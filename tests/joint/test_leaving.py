"""What became of the first destination: moves and intentions are never taken for each other."""

import pytest

from secondmig.joint.groups import people
from secondmig.joint.leaving import VIEWS, fate_of, seen
from tests.joint.builders import person
from tests.joint.leaving_workers import FATES, ground, worker


@pytest.mark.parametrize(
    ("fate", "says", "together", "moves", "intentions"),
    [
        ("onward", "left, onward", True, True, None),
        ("home", "left, back home", True, True, None),
        ("means to", "intends to move onward", True, False, True),
        ("goes home", "intends to return", True, False, True),
        ("stays", "stays", False, False, False),
        ("unsure", "is still there, undecided", None, False, None),
        ("silent", "is still there", None, False, None),
        ("nowhere", "no destination", None, None, None),
    ],
)
def test_a_fate_is_counted_where_it_belongs(
    fate: str, says: str, together: bool | None, moves: bool | None, intentions: bool | None
) -> None:
    over = ground([worker("P1", fate), worker("P2", "stays", intent3="stay")])
    found = fate_of(over, over.persons[0])
    assert found.says == says
    assert [found.leaves(view) for view in VIEWS] == [together, moves, intentions]


def test_who_is_not_in_a_view_has_a_reason_there() -> None:
    over = ground([worker(f"P{number}", fate) for number, fate in enumerate(FATES)])
    fates = {each.case.id: fate_of(over, each) for each in over.persons}
    for view in VIEWS:
        found = seen(view, fates)
        assert set(found.leaves) | set(found.left_out) == set(fates)
        assert not set(found.leaves) & set(found.left_out)
        assert all(found.left_out.values())


def test_together_is_the_moves_and_the_intentions() -> None:
    over = ground([worker(f"P{number}", fate) for number, fate in enumerate(FATES)])
    fates = {each.case.id: fate_of(over, each) for each in over.persons}
    together, moves, intentions = (seen(view, fates).leaves for view in VIEWS)
    leaving = {case for case, leaves in together.items() if leaves}
    assert leaving == {case for part in (moves, intentions) for case, leaves in part.items() if leaves}


def test_a_place_that_is_not_known_is_no_stay() -> None:
    case = person("P1", ("JPN", 2000, 2010), ("KOR", 2010, 2010))
    over = ground([case])
    assert people(over.snapshot)[0].trajectory.current is None
    found = fate_of(over, over.persons[0])
    assert [found.leaves(view) for view in VIEWS] == [None, None, None]
    assert "not known" in found.reason()


def test_an_intention_may_stand_in_another_column() -> None:
    over = ground([worker("P1", "silent", plans="onward")])
    assert fate_of(over, over.persons[0]).intends is None
    assert fate_of(over, over.persons[0], "plans").intends is True
