"""The interview guide of a project: declared and built once, or taken in by name; listed without words."""

from pathlib import Path

import pytest

import secondmig
from secondmig.core.errors import ProblemsError, SecondmigError
from secondmig.core.selection import Selection
from secondmig.project.project import Project
from tests.project.small import TOML, small_project

GUIDE = """\
guide:
  id: small
items:
  - id: doors
    question:
      en: Which doors were there?
    codes: [OS-MOB]
  - id: money
    question:
      en: Was it decent money?
    codes: [OS-MOB-UP]
  - id: closing
    question:
      en: Anything else?
interviews:
  A1:
    asked:
      doors: [3]
    aside: [1]
  B2:
    asked:
      money: [1]
    probes: [3]
    leading: [1]
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small project with its guide declared."""
    folder = small_project(tmp_path / "study")
    (folder / "corpus" / "guide.yaml").write_text(GUIDE, encoding="utf-8")
    toml = TOML.replace('files = ["corpus/*.txt"]', 'files = ["corpus/*.txt"]\nguide = "corpus/guide.yaml"')
    (folder / "secondmig.toml").write_text(toml, encoding="utf-8")
    return folder


@pytest.fixture
def project(root: Path) -> Project:
    opened = secondmig.open(root)
    opened.build(release="team")
    return opened


def rows(project: Project, item: str | None = None, **chosen: object) -> dict[object, dict[str, object]]:
    listing = project.corpus_guide(item, Selection(**chosen))  # type: ignore[arg-type]
    assert all(tuple(row) == listing.fields for row in listing.rows)
    return {row[listing.fields[0]]: dict(row) for row in listing.rows}


def refused(project: Project, path: Path) -> list[str]:
    before = project.history().rows
    with pytest.raises(SecondmigError) as caught:
        project.corpus_guide_import(path)
    assert project.history().rows == before
    error = caught.value
    return [each.line() for each in (error.problems if isinstance(error, ProblemsError) else (error,))]


# Taking in


def test_build_takes_the_declared_guide_in_once(project: Project) -> None:
    events = [row["verb"] for row in project.history().rows]
    assert events.count("corpus guide") == 1
    assert not project.build(release="team").warnings
    assert [row["verb"] for row in project.history().rows] == events


def test_build_names_the_command_for_a_changed_guide_and_does_not_apply_it(
    project: Project, root: Path
) -> None:
    path = root / "corpus" / "guide.yaml"
    path.write_text(GUIDE.replace("Anything", "Something"), encoding="utf-8")
    (warning,) = project.build(release="team").warnings
    assert warning.endswith("to apply it: secondmig corpus guide corpus/guide.yaml")
    assert rows(project)["closing"]["question"] == "Anything else?"
    project.corpus_guide_import(path)
    assert rows(project)["closing"]["question"] == "Something else?"
    assert not project.build(release="team").warnings


def test_the_same_file_again_changes_nothing(project: Project, root: Path) -> None:
    done = project.corpus_guide_import(root / "corpus" / "guide.yaml")
    assert (done.message, done.event) == ("guide.yaml: skipped, already there", None)


def test_undo_takes_the_guide_away_again_and_redo_brings_it(project: Project) -> None:
    number = next(row["event"] for row in project.history().rows if row["verb"] == "corpus guide")
    project.undo(str(number))
    with pytest.raises(SecondmigError, match="there is no interview guide"):
        project.corpus_guide()
    project.redo()
    assert len(rows(project)) == 3


def test_a_project_has_one_guide(project: Project, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(GUIDE.replace("id: small", "id: second"), encoding="utf-8")
    assert refused(project, other) == ["other.yaml: the guide of this project is 'small', not 'second'"]


def test_turns_and_codes_are_held_against_the_project(project: Project, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(GUIDE.replace("doors: [3]", "doors: [2]").replace("[OS-MOB]", "[OS-X]"), "utf-8")
    assert refused(project, other) == [
        "other.yaml:7: there is no code OS-X",
        "other.yaml:18: A1 #2 is a participant's turn",
    ]


def test_a_folder_or_no_file_is_refused_in_words(project: Project, tmp_path: Path) -> None:
    assert refused(project, tmp_path)
    assert refused(project, tmp_path / "nowhere.yaml")


# Listing


def test_each_item_tells_where_it_was_asked_and_where_it_was_mentioned(project: Project) -> None:
    found = rows(project)
    counts = ("asked", "not_asked", "mentioned", "not_mentioned", "unasked")
    assert {name: tuple(row[count] for count in counts) for name, row in found.items()} == {
        "doors": (1, 1, 1, 0, 1),
        "money": (1, 1, 1, 0, 1),
        "closing": (0, 2, None, None, None),
    }


def test_one_item_has_a_row_for_each_interview_with_the_turns_as_printed(project: Project) -> None:
    found = rows(project, "money")
    assert found["B2"] == {
        "document": "B2",
        "status": "asked, mentioned",
        "asked": "1",
        "leading": "1",
        "answers": "2, 4",
        "mentioned": "4",
    }
    assert found["A1"]["status"] == "not asked, mentioned"


def test_a_selection_narrows_interviews_and_codings(project: Project) -> None:
    assert rows(project, cases=("A1",))["money"]["not_asked"] == 1
    assert set(rows(project, "money", documents=("B2",))) == {"B2"}
    japan = rows(project, "money", where=(("about_country", "JPN"),))
    assert japan["B2"]["status"] == "asked, not mentioned"  # it is coded, with nothing about Japan
    # Nobody called zoe has coded anything: nothing is silent, it is not coded yet.
    assert rows(project, "money", coders=("zoe",))["B2"]["status"] == "asked, not coded yet"


def test_an_unknown_item_is_refused_with_the_nearest(project: Project) -> None:
    with pytest.raises(SecondmigError, match="no item 'door'") as caught:
        project.corpus_guide("door")
    assert caught.value.hint == "did you mean 'doors'?"


def test_interviews_outside_the_guide_are_named_and_not_counted(project: Project, root: Path) -> None:
    text = GUIDE[: GUIDE.index("  B2:")] + GUIDE[GUIDE.index("  B2:") :].replace("B2:", "C3:")
    (root / "corpus" / "guide.yaml").write_text(text, encoding="utf-8")
    project.corpus_guide_import(root / "corpus" / "guide.yaml")
    listing = project.corpus_guide()
    assert listing.rows[0]["asked"] + listing.rows[0]["not_asked"] == 1  # type: ignore[operator]
    assert "in the guide and not in the project: C3" in listing.notes
    assert "in the project and not in the guide, so not counted: B2" in listing.notes


def test_who_withdrew_is_not_counted(project: Project) -> None:
    project.case_withdraw("B2", reason="letter")
    found = rows(project)
    assert (found["money"]["asked"], found["money"]["not_asked"]) == (0, 1)


def test_tier_t0_is_not_counted_even_before_the_withdrawal(project: Project, root: Path) -> None:
    persons = root / "corpus" / "persons.csv"
    persons.write_text(persons.read_text("utf-8").replace(",T1", ",T0"), encoding="utf-8")
    project.case_import(persons)
    assert (rows(project)["money"]["asked"], rows(project)["money"]["not_asked"]) == (0, 1)


def test_the_listing_shows_no_words_of_a_transcript(project: Project) -> None:
    for listing in (project.corpus_guide(), project.corpus_guide("money")):
        shown = repr((listing.rows, listing.meta, listing.notes))
        assert not any(word in shown for word in ("taxi", "quid", "grandfather", "one door"))


@pytest.mark.parametrize(
    ("declared", "problem"),
    [
        ('guide = "../guide.yaml"', "corpus.guide lies outside the project"),
        ("guide = 3", "corpus.guide should be text"),
        ('guide = "corpus/none.yaml"', "corpus/none.yaml is declared in secondmig.toml and is not there"),
    ],
)
def test_a_guide_declared_wrongly_is_told_before_anything_is_built(
    root: Path, declared: str, problem: str
) -> None:
    toml = (root / "secondmig.toml").read_text("utf-8").replace('guide = "corpus/guide.yaml"', declared)
    (root / "secondmig.toml").write_text(toml, encoding="utf-8")
    with pytest.raises(SecondmigError, match=problem), secondmig.open(root) as project:
        project.build(release="team")
