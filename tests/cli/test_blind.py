"""Who reads blind learns of the work of others by no command: the rule of the workbench holds here too.

``ana`` reads both interviews blind, ``ben`` and ``gold`` coded them. What the commands tell her is held
against a twin of the project in which nobody but her coded anything.
"""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from secondmig.cli.main import root
from secondmig.core.selection import Selection
from secondmig.project.project import open_project
from tests.project.talking import two_coders

RARE = "marrowbone"
BLIND = ("--document", "A1,B2", "--blind")
ROWS = (
    "code list",
    "code list --as-of {last}",
    "code export",
    "code review",
    "codebook review",
    "codebook stats",
    "codebook versions",
    "corpus list",
    "corpus review",
    "corpus search door",
    "corpus show A1 --codes",
    "corpus show B2 --codes",
    "joint cases",
    "joint cases --release work",
    "joint quotes",
    "joint side-by-side",
    "joint table --all-codes",
    "joint themes --by interview_country",
    "memo list",
    "memo list --document A1",
    "memo search marrowbone",
    "query cooccur --rule turn",
    "query correspondence",
    "query coverage",
    "query grid --release work",
    "query matrix",
    "query matrix --test --cols interview_country",
    "query saturation --base 1 --run 1",
    "query saturation --show codes --base 1 --run 1",
    "query segments",
    "query segments --uncoded",
    "query trajectory",
    "case show A1",
    "case list",
    "case legs A1 --evidence",
)
OF_THEN = ("joint table --all-codes --as-of {last}", "query matrix --as-of {last}")
REFUSED = (
    "agree report",
    "agree report --document A1",
    "agree report --compat nvivo",
    "agree drift gold",
    "agree disagreements",
    "agree disagreements --document B2 --topics",
    "agree decide {talk} --take a --as recode",
    "agree adjudicate",
    "agree package --coder kenji --documents A1 --open",
    "report build",
    "case export A1 {here}/A1.json",
)


@dataclass(frozen=True, slots=True)
class Studies:
    """The project, and its twin without the work of others.

    Attributes:
        study: the project.
        alone: the twin.
        others: ids of the codings of others.
        talk: id of a disagreement between them.
        last: number of the event after which all was coded.
    """

    study: Path
    alone: Path
    others: tuple[str, ...]
    talk: str
    last: int

    def line(self, command: str) -> list[str]:
        """A command with the names filled in."""
        return command.format(talk=self.talk, last=self.last, here=self.study.parent).split()


def _call(study: Path, *args: str, coder: str = "ana") -> Result:
    result = CliRunner().invoke(root, ["--project", str(study), "--as", coder, *args], prog_name="secondmig")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def _must(study: Path, *args: str, coder: str = "ana") -> str:
    result = _call(study, *args, coder=coder)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture(scope="module")
def studies(tmp_path_factory: pytest.TempPathFactory) -> Studies:
    here = tmp_path_factory.mktemp("blind")
    study = two_coders(here / "study")
    mine = ("code", "add", "A1", "--turn", "2", "--quote", "One door", "--code", "OS-MOB-UP")
    _must(study, *mine, "--facet", "about_country=JPN", "--facet", "valence=-1")
    alone = Path(shutil.copytree(study, here / "alone"))
    with open_project(study) as project:
        others = tuple(str(row["id"]) for row in project.code_list(Selection(coders=("ben", "gold"))).rows)
    _must(study, "memo", "add", f"a {RARE} one", "--coding", others[0], coder="gold")
    _must(study, "memo", "add", f"a {RARE} two", "--document", "A1", coder="ben")
    _must(study, "memo", "add", f"a {RARE} three", "--case", "A1", coder="ben")
    _must(study, "grid", "write", "A1", "OS-MOB", f"a {RARE} four", coder="ben")
    differ = ("agree", "disagreements", "--coders", "ben,gold", "--format", "json")
    talk = json.loads(_must(study, *differ, coder="lead"))["rows"][0]
    for each in others:
        _must(alone, "code", "remove", each, coder="lead")
    with open_project(study) as project:
        last = int(str(project.history().rows[-1]["event"]))
    for folder in (study, alone):
        _must(folder, "agree", "assign", "ana", *BLIND, coder="lead")
    return Studies(study, alone, others, str(talk["id"]), last)


def _rows(study: Path, line: list[str]) -> tuple[object, Mapping[str, object]]:
    told = json.loads(_must(study, *line, "--format", "json"))
    return told["rows"], told["meta"]


@pytest.mark.parametrize("command", ROWS)
def test_rows_are_those_of_a_project_in_which_nobody_else_coded(studies: Studies, command: str) -> None:
    line = studies.line(command)
    rows, meta = _rows(studies.study, line)
    elsewhere = [part if part != str(studies.last) else "HEAD" for part in line]
    if "HEAD" in elsewhere:
        elsewhere = elsewhere[: elsewhere.index("--as-of")]
    assert rows == _rows(studies.alone, elsewhere)[0]
    _refuse_others(studies, json.dumps(rows))
    assert "C09" in {each["id"] for each in meta["warnings"]}  # type: ignore[attr-defined]


@pytest.mark.parametrize("command", OF_THEN)
def test_rows_of_then_name_no_coding_and_no_memo_of_others(studies: Studies, command: str) -> None:
    _refuse_others(studies, _must(studies.study, *studies.line(command), "--format", "json"))


@pytest.mark.parametrize("form", ["table", "md", "csv", "jsonl"])
def test_no_format_tells_more(studies: Studies, form: str) -> None:
    for command in ("code list", "memo list", "corpus show A1 --codes"):
        _refuse_others(studies, _must(studies.study, *command.split(), "--format", form))


def _refuse_others(studies: Studies, shown: str) -> None:
    assert RARE not in shown
    assert [each for each in studies.others if each in shown] == []


def test_somebody_who_does_not_read_blind_is_told_all(studies: Studies) -> None:
    rows = json.loads(_must(studies.study, "code", "list", "--format", "json", coder="lead"))["rows"]
    assert {row["id"] for row in rows} > set(studies.others)
    assert RARE in _must(studies.study, "memo", "list", coder="lead")


@pytest.mark.parametrize("command", REFUSED)
def test_what_is_about_the_work_of_others_is_refused_in_a_line(studies: Studies, command: str) -> None:
    before = sorted(studies.study.parent.rglob("*"))
    result = _call(studies.study, *studies.line(command))
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "blind" in result.stderr
    assert len(result.stderr.strip().split("\n")) == 2
    assert sorted(studies.study.parent.rglob("*")) == before


def test_history_leaves_out_what_others_did_in_a_transcript_and_what_their_merges_hold(
    studies: Studies,
) -> None:
    told = json.loads(_must(studies.study, "history", "--format", "json"))["rows"]
    assert not [row for row in told if row["subject"] in {"A1", "B2"} and row["actor"] in {"ben", "gold"}]
    assert [row["actor"] for row in told if row["verb"] == "code add"] == ["ana"]
    taken_in = [row for row in told if row["verb"] == "code import"]
    assert {row["actor"] for row in taken_in} <= {"ana"} or all(row["payload"] == {} for row in taken_in)
    every = json.loads(_must(studies.study, "history", "--format", "json", coder="lead"))["rows"]
    assert len(every) > len(told)


def test_status_counts_own_codings_alone(studies: Studies) -> None:
    told = json.loads(_must(studies.study, "status", "--format", "json"))["rows"]
    lines = {row["field"]: row["value"] for row in told}
    assert (lines["codings"], lines["coders"]) == (1, "ana")
    others = json.loads(_must(studies.study, "agree", "assignments", "--format", "json"))["rows"]
    assert {row["codings"] for row in others if row["coder"] != "ana"} == {None}


def test_codebook_and_check_count_own_codings_alone(studies: Studies, tmp_path: Path) -> None:
    both = (studies.study, studies.alone)
    study, alone = (Path(shutil.copytree(each, tmp_path / each.name)) for each in both)
    commands = ("codebook diff small@1 small@2", "codebook check", "codebook versions", "check")
    for folder in (study, alone):
        _must(folder, "codebook", "rename", "OS-MOB-UP", "Rising", coder="lead")
        _must(folder, "codebook", "split", "OS-MOB-UP", "OS-ONE=One", "OS-TWO=Two", coder="lead")
    for command in commands:
        assert _rows(study, command.split())[0] == _rows(alone, command.split())[0], command


def test_history_tells_of_cells_of_others_no_more_than_that_there_are_some(studies: Studies) -> None:
    told = json.loads(_must(studies.study, "history", "--format", "json"))["rows"]
    assert [row["payload"] for row in told if row["verb"] == "grid write"] == [{}]


def test_end_of_the_blind_reading_shows_all_again(studies: Studies, tmp_path: Path) -> None:
    study = Path(shutil.copytree(studies.study, tmp_path / "study"))
    _must(study, "agree", "assign", "ana", "--document", "A1,B2", coder="lead")
    assert studies.others[0] in _must(study, "code", "list", "--format", "json")
    assert RARE in _must(study, "memo", "list")


def test_withdrawal_builds_whole_reports_again_whoever_asks(studies: Studies, tmp_path: Path) -> None:
    study = Path(shutil.copytree(studies.study, tmp_path / "study"))
    _must(study, "report", "build", coder="lead")
    assert "built again" in _must(study, "case", "withdraw", "B2", "--reason", "letter", "--yes")
    page = study / "reports" / "team" / "compare.html"
    built = page.read_bytes()
    _must(study, "report", "build", coder="lead")
    assert built == page.read_bytes()


QUIET = {
    *("check", "verify", "build", "survey", "link", "model", "status", "history"),
    *("codebook-check", "codebook-diff", "codebook-show", "codebook-import"),
    *("corpus-deidentify", "corpus-leaks", "corpus-rebase", "corpus-guide", "report-list"),
    *("code-suggest", "code-hits", "code-evaluate", "agree-assignments", "agree-merge"),
    *("hypothesis-list", "hypothesis-test", "hypothesis-estimate"),
}
"""Commands that print rows and tell of no coding, are looked at above by themselves, or need more than this
project has; a new command enters ROWS, REFUSED or this."""


def _printing(group: click.Command, path: tuple[str, ...] = ()) -> list[str]:
    if isinstance(group, click.Group):
        context = click.Context(group)
        below = [(name, group.get_command(context, name)) for name in group.list_commands(context)]
        return [name for at, each in below if each is not None for name in _printing(each, (*path, at))]
    return ["-".join(path)] if any("--format" in each.opts for each in group.params) else []


def test_every_command_that_prints_rows_is_looked_at() -> None:
    looked_at = {"-".join(command.split()[:2]) for command in (*ROWS, *REFUSED)}
    left = {
        name for name in _printing(root) if name not in looked_at | QUIET and name.split("-")[0] not in QUIET
    }
    assert left == set()
