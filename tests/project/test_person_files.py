"""Persons tied to the speakers of their transcripts, whatever capitals a label is printed in."""

from pathlib import Path

from secondmig.project.project import Project, open_project
from secondmig.project.start import init_project

TEXT = "Interviewer: Why Canada?\nJosé: No diploma there.\nInterviewer: And now?\nJosé: An engineer.\n"
HEAD = "id,pseudonym,interview_country,origin,document\n"
ROWS = "P03,José,CAN,FRA,\n"


def study(root: Path, document: str) -> Project:
    """A project with one transcript."""
    init_project(root / "study", template="blank")
    path = root / f"{document}.txt"
    path.write_text(TEXT, encoding="utf-8")
    project = open_project(root / "study")
    project.corpus_import([path])
    return project


def taken(project: Project, root: Path, rows: str) -> tuple[str, ...]:
    """What the import of a table of persons tells."""
    (root / "persons.csv").write_text(HEAD + rows, encoding="utf-8")
    return project.case_import(root / "persons.csv").details


def held(project: Project) -> list[object]:
    """The speakers that are the person."""
    return [row["value"] for row in project.case_show("P03").rows if row["field"] == "speaker"]


def problems(project: Project) -> list[object]:
    """What check says of the person."""
    return [
        row["message"]
        for row in project.check().rows
        if row["severity"] == "problem" and row["where"] == "P03"
    ]


def test_a_pseudonym_is_tied_to_the_label_as_the_transcript_prints_it(tmp_path: Path) -> None:
    with study(tmp_path, "P03") as project:
        assert taken(project, tmp_path, ROWS) == ()
        assert held(project) == ["José in P03"]
        assert problems(project) == []


def test_a_pseudonym_that_nobody_is_labelled_is_told_and_is_a_problem(tmp_path: Path) -> None:
    wanted = (
        "nobody in P03 is labelled 'ANDRÉ' (speakers: Interviewer, José): a column speaker can name the label"
    )
    with study(tmp_path, "P03") as project:
        assert taken(project, tmp_path, "P03,André,CAN,FRA,\n") == (f"P03: {wanted}",)
        assert problems(project) == [wanted]


def test_a_person_without_a_transcript_is_told_and_a_corrected_table_mends_it(tmp_path: Path) -> None:
    with study(tmp_path, "P03 José") as project:
        assert taken(project, tmp_path, ROWS) == (
            "no transcript of 1 person, P03: a column document can name it",
        )
        assert problems(project) == ["speaks in P03, which is not in the project"]
        assert taken(project, tmp_path, "P03,José,CAN,FRA,P03 José\n") == ()
        assert held(project) == ["José in P03 José"]
        assert problems(project) == []
