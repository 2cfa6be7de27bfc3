"""One road from the name of a group to its persons: every command that makes groups takes the same names."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from secondmig.core.errors import SecondmigError
from secondmig.core.selection import Selection
from secondmig.project.corresponding import Map
from secondmig.project.group_comparison import ComparisonWanted
from secondmig.project.joint_displays import CasesWanted, ThemesWanted
from secondmig.project.project import Project
from secondmig.project.saturating import SaturationWanted

ROOT = Selection(codes=("OS-RAC",))
Grouping = Callable[[Project, str], Sequence[Mapping[str, object]]]
GROUPINGS: dict[str, Grouping] = {
    "matrix": lambda project, name: project.query_matrix(ROOT, cols=name).rows,
    "comparison": lambda project, name: project.query_comparison(ROOT, ComparisonWanted(cols=name)).rows,
    "saturation": lambda project, name: project.query_saturation(SaturationWanted(ROOT, by=name)).rows,
    "correspondence": lambda project, name: project.query_correspondence(Map(ROOT, cols=name)).rows,
    "themes": lambda project, name: project.joint_themes(ThemesWanted(ROOT, by=name)).rows,
    "quotes": lambda project, name: project.joint_quotes(ROOT, by=name).rows,
}


@pytest.fixture(scope="module")
def demo(built_demo: Path) -> Iterator[Project]:
    with Project.open(built_demo) as project:
        yield project


@pytest.mark.parametrize("command", GROUPINGS)
@pytest.mark.parametrize("name", ["age_band", "stepping_stone", "consent_audio", "group"])
def test_every_command_takes_an_attribute_what_follows_from_the_legs_and_consent(
    demo: Project, command: str, name: str
) -> None:
    expected = {
        "age_band": {"30-34", "35-39", "40-44", "45-49", "50-54", "55-59"},
        "stepping_stone": {"0", "1"},
        "consent_audio": {"yes", "no"},
        "group": {"second", "single"},
    }
    held = expected[name]
    found = {
        str(value) for row in GROUPINGS[command](demo, name) for value in (row.get("group"), row.get("id"))
    }
    assert found & held == held


@pytest.mark.parametrize("command", GROUPINGS)
def test_every_command_refuses_what_nothing_has_and_lists_what_there_is(demo: Project, command: str) -> None:
    with pytest.raises(SecondmigError, match=r"have (a|no) value 'nothing'") as found:
        GROUPINGS[command](demo, "nothing")
    for name in ("age_band", "stepping_stone", "life_sat", "consent_audio"):
        assert f" {name}," in found.value.hint
    with pytest.raises(SecondmigError, match="value 'age_ban'") as near:
        GROUPINGS[command](demo, "age_ban")
    assert near.value.hint == "did you mean age_band, age?"


def test_cases_are_sorted_by_the_same_names(demo: Project) -> None:
    rows = demo.joint_cases(CasesWanted(ROOT, by="age_band")).rows
    ids = [row["id"] for row in demo.case_list().rows]
    assert sorted(str(row["id"]) for row in rows) == sorted(map(str, ids))
    assert [row["id"] for row in rows] != ids
    with pytest.raises(SecondmigError, match="value 'nothing'"):
        demo.joint_cases(CasesWanted(ROOT, by="nothing"))
