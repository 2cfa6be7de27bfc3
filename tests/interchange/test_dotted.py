"""Dots in names: levels where they are meant as levels, and nowhere else."""

import pytest

from secondmig.core.types import Code
from secondmig.interchange.dotted import tree_of_dotted
from secondmig.interchange.draft import Draft


def tree(*names: str, sure: bool) -> list[str]:
    """Each code as its labels from the top, a heading that was made in brackets."""
    drafts = [Draft(Code("", name), None, "f") for name in names]
    found, _ = tree_of_dotted(drafts, sure=sure)
    shown: list[str] = []
    for draft in found:
        label, above = (f"[{draft.code.label}]" if draft.made else draft.code.label), draft.parent
        while above is not None:
            label, above = f"{found[above].code.label} > {label}", found[above].parent
        shown.append(label)
    return shown


@pytest.mark.parametrize("sure", [True, False])
def test_prefix_that_is_a_code_is_its_parent(sure: bool) -> None:
    assert tree("labour.wage", "labour", sure=sure) == ["labour > wage", "labour"]


@pytest.mark.parametrize("sure", [True, False])
def test_heading_is_made_once_for_a_prefix_that_several_share(sure: bool) -> None:
    assert tree("labour.wage", "labour.discrimination", sure=sure) == [
        "[labour]",
        "labour > wage",
        "labour > discrimination",
    ]


def test_lone_dotted_name_is_a_level_only_in_files_of_a_program_that_writes_levels_so() -> None:
    assert tree("移民.再移住", sure=True) == ["[移民]", "移民 > 再移住"]
    assert tree("移民.再移住", sure=False) == ["移民.再移住"]


def test_levels_are_as_deep_as_the_dots() -> None:
    assert tree("a1.b1.c1", "a1.b1.c2", sure=False) == ["[a1]", "a1 > [b1]", "a1 > b1 > c1", "a1 > b1 > c2"]


@pytest.mark.parametrize(
    "name",
    [
        "U.S. visa",
        "U.S",
        "e.g. pay",
        "ver. 2",
        "2.0",
        "1.1 wage",
        "No.1",
        "end.",
        ".start",
        "a..b",
        "etc. etc.",
        "J.P.Morgan",
    ],
)
def test_dot_inside_an_ordinary_label_is_no_level(name: str) -> None:
    assert tree(name, "U.K. visa", "U.S", sure=True)[0] == name


def test_made_heading_cannot_be_applied() -> None:
    found, dotted = tree_of_dotted([Draft(Code("", "labour.wage"), None, "f")], sure=True)
    assert [(draft.made, draft.code.codable) for draft in found] == [(True, False), (False, True)]
    assert dotted == 1
