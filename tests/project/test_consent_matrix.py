"""Every tier, level and kind of output: whose words are in it, and whose are not."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import get_args

import pytest

from secondmig.core.errors import SecondmigError
from secondmig.core.selection import Selection
from secondmig.core.types import Level
from secondmig.project.grid_acts import Writing
from secondmig.project.grid_model import Wanted as GridWanted
from secondmig.project.joint_table import TableWanted
from secondmig.project.packages import Order
from secondmig.project.project import Project, open_project
from secondmig.project.retrieval import Wanted
from secondmig.project.retrieval_files import Form, How, Release, made
from secondmig.project.workbench import Workbench
from tests.project.consenting import (
    CODE,
    WORDS,
    answered_by,
    below,
    coding_of,
    consenting,
    said_by,
    sentence,
    text_of,
)

EVERYBODY = frozenset(WORDS) - {"P0"}
QUOTED = EVERYBODY - {"P1"}
FREE = EVERYBODY - {"P1", "P2A", "P2B"}
CLEARED = FREE | {"P2B"}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Persons at every tier; P2B cleared the passage, P0 withdrew."""
    folder = consenting(tmp_path_factory.mktemp("matrix") / "study")
    coding = coding_of(folder, "P2B")
    with open_project(folder, coder="ana") as project:
        for name in WORDS:
            project.grid_write(Writing(name, CODE, f"Says: {sentence(name)}"))
        project.case_clear("P2B", [coding], note="by phone")
        project.case_withdraw("P0", reason="letter")
    return folder


@pytest.fixture
def project(root: Path) -> Iterator[Project]:
    with open_project(root, coder="ana") as opened:
        yield opened


def report(project: Project, level: Level, here: Path) -> str:
    del here
    project.report_build(release=level)
    return text_of(below(project.root / "reports" / level))


@pytest.mark.parametrize(
    ("level", "there", "answers"),
    [("team", QUOTED, QUOTED), ("partner", CLEARED, FREE)],
)
def test_report_holds_the_words_of_its_level_alone(
    project: Project, tmp_path: Path, level: Level, there: frozenset[str], answers: frozenset[str]
) -> None:
    text = report(project, level, tmp_path)
    assert said_by(text) == there
    assert answered_by(text) == answers, "what was not cleared stays where it was"


def test_team_editions_mark_whom_to_ask_before_quoting_outside(project: Project, tmp_path: Path) -> None:
    report(project, "team", tmp_path)
    pages = project.root / "reports/team/transcripts"
    marked = {path.stem for path in pages.iterdir() if "check with the person" in path.read_text("utf-8")}
    assert marked == {"P2A", "P2B"}
    assert "T2: check with the person before quoting outside: P2A, P2B" in " ".join(
        project.code_export(release="team").notes
    )
    bench = Workbench(project._session)
    file = made(bench, Wanted(Selection(codes=(CODE,))), How("md", "team"))
    assert "check with the person before quoting outside: P2A, P2B" in file.body.decode("utf-8")


def test_public_report_quotes_t3_and_above_alone_and_clearing_does_not_reach_it(
    project: Project, tmp_path: Path
) -> None:
    found = said_by(report(project, "public", tmp_path))
    assert found
    assert found <= FREE


def rows(project: Project, what: str, level: Level) -> str:
    if what == "codings":
        return str(project.code_export(release=level).rows)
    return str(project.query_segments(release=level).rows)


@pytest.mark.parametrize("what", ["codings", "segments"])
@pytest.mark.parametrize(("level", "there"), [("work", EVERYBODY), ("team", QUOTED)])
def test_rows_hold_the_words_of_their_level_alone(
    project: Project, what: str, level: Level, there: frozenset[str]
) -> None:
    assert said_by(rows(project, what, level)) == there


@pytest.mark.parametrize("what", ["codings", "segments"])
@pytest.mark.parametrize("level", ["partner", "public"])
def test_rows_of_persons_leave_the_team_at_no_level(project: Project, what: str, level: Level) -> None:
    with pytest.raises(SecondmigError, match="rows of persons are not released"):
        rows(project, what, level)


@pytest.mark.parametrize("form", get_args(Form))
@pytest.mark.parametrize(("release", "there"), [("work", EVERYBODY), ("team", QUOTED), ("public", FREE)])
def test_files_of_passages_hold_the_words_of_their_level_alone(
    project: Project, tmp_path: Path, form: Form, release: Release, there: frozenset[str]
) -> None:
    bench = Workbench(project._session)
    file = made(bench, Wanted(Selection(codes=(CODE,))), How(form, release))
    target = tmp_path / file.name
    target.write_bytes(file.body)
    found = said_by(text_of([target]))
    assert found == there if release != "public" else found and found <= there
    assert file.people == found


@pytest.mark.parametrize("form", ["csv", "xlsx", "docx"])
@pytest.mark.parametrize(("level", "there"), [("work", EVERYBODY), ("team", QUOTED)])
def test_grid_holds_the_paraphrases_of_its_level_alone(
    project: Project, tmp_path: Path, form: str, level: Level, there: frozenset[str]
) -> None:
    target = tmp_path / f"g.{form}"
    project.grid_export(GridWanted(level=level), target)
    assert said_by(text_of([target])) == there


def test_package_for_a_coder_holds_the_words_of_everybody_who_is_there(
    project: Project, tmp_path: Path
) -> None:
    project.agree_package(Order("eva", ("all",)), target=tmp_path / "eva.secondmig")
    assert said_by(text_of([tmp_path / "eva.secondmig"])) == EVERYBODY


def test_search_finds_the_words_of_everybody_who_is_there(project: Project) -> None:
    found = {name for name, word in WORDS.items() if project.corpus_search(word).rows}
    assert found == EVERYBODY


@pytest.mark.parametrize(("level", "there"), [("team", EVERYBODY), ("partner", EVERYBODY - {"P1"})])
def test_person_table_holds_no_words_and_the_persons_of_its_level_alone(
    project: Project, tmp_path: Path, level: Level, there: frozenset[str]
) -> None:
    target = tmp_path / "t.csv"
    project.joint_table_export(TableWanted(level=level), target)
    assert said_by(text_of(below(tmp_path))) == set()
    with target.open(encoding="utf-8-sig", newline="") as lines:
        assert {row["id"] for row in csv.DictReader(lines)} == there


def test_persons_at_t1_are_in_no_number_outside_the_team(project: Project) -> None:
    counted: Callable[[Level], set[str]] = lambda level: {  # noqa: E731 - one line, used twice
        case.id for case in project.snapshot(level=level).cases
    }
    assert counted("team") == EVERYBODY
    assert counted("partner") == counted("public") == EVERYBODY - {"P1"}
    public = project.snapshot(level="public")
    assert {coding.document_id for coding in public.codings} == EVERYBODY - {"P1"}
    assert public.left_out == 1
    assert "PersonP1" in public.names, "the name is still masked in the words of others"


def test_own_copy_holds_the_words_of_the_person_alone(project: Project, tmp_path: Path) -> None:
    project.case_export("P3A", tmp_path / "P3A.json")
    assert said_by(text_of(below(tmp_path))) == {"P3A"}
