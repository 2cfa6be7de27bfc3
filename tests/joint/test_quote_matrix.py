"""The quote matrix: words for every theme and group, and a reason where there are none."""

import pytest

from secondmig.core.errors import SecondmigError
from secondmig.core.snapshot import Snapshot
from secondmig.joint.groups import people, value_of
from secondmig.joint.quote_matrix import UNQUOTED, UNSAID, quote_matrix, quoted
from tests.joint.builders import coding, coding_at, document, person, snapshot
from tests.joint.demo import demo_snapshot

LONG = " ".join(f"word{at}" for at in range(70))


def small() -> Snapshot:
    ana = document("US01", ("US01", "they shut the door on me"), ("US01", "and here it is open"))
    ben = document("JP01", ("JP01", LONG))
    return snapshot(
        [ana, ben],
        [
            coding(ana, "they shut the door", "OS-RAC-DISC", about_country="JPN", valence=-1),
            coding(ana, "here it is open", "OS-RAC-INT", about_country="USA", valence=1),
            coding_at(ben, ben.turns[0].span, "OS-RAC-DISC", about_country="JPN", valence=-1),
        ],
        [
            person("US01", ("JPN", 2000, 2005), ("USA", 2005, None), interview_country="USA"),
            person("JP01", ("JPN", 2001, None), interview_country="JPN"),
        ],
    )


def test_every_theme_and_group_has_a_cell_with_words_or_the_reason_why_not() -> None:
    cells = quote_matrix(small(), codes=("OS-RAC-DISC", "OS-LAB-WAGE"), by="group")
    told = [
        (
            cell.code,
            cell.group,
            cell.persons,
            cell.persons_total,
            [one.text for one in cell.quotations],
            cell.reason,
        )
        for cell in cells
    ]
    assert told == [
        ("OS-RAC-DISC", "second", 1, 1, ["they shut the door"], ""),
        ("OS-RAC-DISC", "single", 1, 1, [], UNQUOTED),
        ("OS-LAB-WAGE", "second", 0, 1, [], UNSAID),
        ("OS-LAB-WAGE", "single", 0, 1, [], UNSAID),
    ]


def test_a_heading_holds_what_lies_below_it() -> None:
    (cell, _) = quote_matrix(small(), codes=("OS-RAC",), by="group", limit=5)
    assert sorted(one.text for one in cell.quotations) == ["here it is open", "they shut the door"]


def test_by_a_facet_only_what_carries_the_value_is_quoted() -> None:
    cells = {cell.group: cell for cell in quote_matrix(small(), codes=("OS-RAC",), by="valence")}
    assert [one.text for one in cells["-1"].quotations] == ["they shut the door"]
    assert [one.text for one in cells["1"].quotations] == ["here it is open"]


def test_by_country_only_those_who_lived_there_are_counted() -> None:
    cells = {cell.group: cell for cell in quote_matrix(small(), codes=("OS-RAC",), by="about_country")}
    assert (cells["USA"].persons, cells["USA"].persons_total) == (1, 1)
    assert (cells["JPN"].persons, cells["JPN"].persons_total) == (2, 2)


def test_codes_are_no_grouping_and_an_unknown_one_is_named() -> None:
    with pytest.raises(SecondmigError, match="codes are the rows already"):
        quote_matrix(small(), codes=("OS-RAC",), by="code")
    with pytest.raises(SecondmigError, match="grop"):
        quote_matrix(small(), codes=("OS-RAC",), by="grop")


def test_on_the_demo_words_are_those_of_the_group_and_a_person_stands_once_in_a_cell() -> None:
    demo = demo_snapshot()
    where = {person.case.id: value_of(person, "interview_country") for person in people(demo)}
    cells = quote_matrix(demo, codes=("OS-RAC", "OS-LEG", "OS-LAB"), by="interview_country", limit=3)
    assert len(cells) == 9
    for cell in cells:
        speaking = [one.case for one in cell.quotations]
        assert len(set(speaking)) == 3 == len(speaking)
        assert {where[case] for case in speaking} == {cell.group}
        assert cell.persons_total == 8
    assert len(list(quoted(cells))) == 27
