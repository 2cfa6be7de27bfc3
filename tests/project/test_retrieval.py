from collections.abc import Iterator
from pathlib import Path

import pytest

from secondmig.core.errors import SecondmigError
from secondmig.core.selection import Selection
from secondmig.project.project import Project, open_project
from tests.project.correcting import built, copied


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = built(tmp_path_factory.mktemp("retrieval") / "study")
    with open_project(root, coder="ana") as project:
        project.code_add("A1", turn=2, quote="door for people like me", code="OS-MOB-UP", facets={})
        project.code_add("A1", turn=4, quote="Here there are", code="OS-MOB-UP", facets={})
    return root


@pytest.fixture
def project(study: Path, tmp_path: Path) -> Iterator[Project]:
    with open_project(copied(study, tmp_path / "study"), coder="ana") as project:
        yield project


def quotes(project: Project, selection: Selection | None = None, **asked: object) -> list[object]:
    found = project.query_segments(selection or Selection(), **asked)  # type: ignore[arg-type] # as given
    return [row["quote"] for row in found.rows]


def test_passages_stand_in_the_order_of_the_words(project: Project) -> None:
    assert quotes(project) == [
        "there was one door",
        "door for people like me",
        "Here there are",
        "more doors 👩‍👩‍👧",
        "my own taxi",
    ]


def test_coder_facet_and_person_choose_among_them(project: Project) -> None:
    assert quotes(project, Selection(coders=("ana",))) == ["door for people like me", "Here there are"]
    assert quotes(project, Selection(where=(("about_country", "GBR"),))) == ["my own taxi"]
    assert quotes(project, Selection(groups=(("origin", "PAK"),))) == ["my own taxi"]
    assert quotes(project, Selection(cases=("B2",))) == ["my own taxi"]


def test_a_language_is_that_of_the_turn(project: Project) -> None:
    assert quotes(project, languages=("ja",)) == []
    assert quotes(project, languages=("es",)) == ["Here there are", "more doors 👩‍👩‍👧"]
    assert len(quotes(project, languages=("en", "es"))) == 5


def test_another_coding_over_the_words_after_them_or_none(project: Project) -> None:
    gold = Selection(coders=("gold",))

    assert quotes(project, gold, overlaps="OS-MOB") == ["there was one door"]
    assert quotes(project, gold, followed=("OS-MOB-UP", 2)) == ["there was one door"]
    assert quotes(project, gold, near=("OS-MOB-UP", 0)) == ["there was one door", "more doors 👩‍👩‍👧"]
    assert quotes(project, gold, not_code="OS-MOB") == []


def test_uncoded_turns_and_stretches_are_of_participants_and_hide_what_was_taken_back(
    project: Project,
) -> None:
    assert quotes(project, uncoded=True) == [None]
    parts = quotes(project, uncoded_parts=True)
    assert "It was work." in parts
    assert not any("Three quid" in str(each) for each in parts)
    assert not any("How did Japan" in str(each) for each in parts)


def test_uncoded_by_one_coder_looks_at_no_other(project: Project) -> None:
    told = project.query_segments(Selection(coders=("ana",), documents=("B2",)), uncoded=True)

    assert [row["turn"] for row in told.rows] == [2, 4]
    assert told.meta["unit"] == "turns"


def test_uncoded_words_have_no_code(project: Project) -> None:
    with pytest.raises(SecondmigError, match="no code and no facet"):
        quotes(project, Selection(codes=("OS-MOB",)), uncoded=True)
    with pytest.raises(SecondmigError, match="turns or uncoded parts"):
        quotes(project, uncoded=True, uncoded_parts=True)


def test_the_team_level_leaves_words_of_strict_consent_out(project: Project) -> None:
    rows = project.query_segments(Selection(documents=("B2",)), release="team").rows

    assert [row["quote"] for row in rows] == [None]
