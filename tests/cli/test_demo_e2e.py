"""The demo project from the outside: what a person at the keyboard sees."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

QUOTE = "there were more doors"  # US01, turn 20


@pytest.fixture
def demo(run: Run, demo_project: Path) -> Run:
    """Run the command line on a copy of the demo."""

    def run_there(*args: str | Path, text: str | None = None) -> Any:  # noqa: ANN401 - as Run
        return run("--project", demo_project, *args, text=text)

    return run_there


def _rows(demo: Run, *args: str | Path) -> list[dict[str, Any]]:
    result = demo(*args, "--format", "json")
    assert result.exit_code == 0, result.stderr
    rows: list[dict[str, Any]] = json.loads(result.stdout)["rows"]
    return rows


def _status(demo: Run) -> dict[str, Any]:
    return {row["field"]: row["value"] for row in _rows(demo, "status")}


def _add(demo: Run, *more: str) -> Any:  # noqa: ANN401 - as Run
    return demo("code", "add", "US01", "--turn", "20", "--quote", QUOTE, "--code", "OS-PER-OPT", *more)


def test_status_is_one_screen_with_the_counts_of_the_demo(demo: Run) -> None:
    shown = demo("status").stdout.split("\n")
    assert len(shown) <= 25
    status = _status(demo)
    assert {name: status[name] for name in ("documents", "cases", "second migrants", "codings")} == {
        "documents": 24,
        "cases": 24,
        "second migrants": 13,
        "codings": 1145,
    }


def test_demo_leaves_the_report_where_it_says(built_demo: Path) -> None:
    page = (built_demo / "reports" / "team" / "compare.html").read_text(encoding="utf-8")
    assert "<html" in page


def test_check_and_verify_find_no_problem_in_the_demo(demo: Run) -> None:
    assert demo("check").exit_code == 0
    assert demo("verify").exit_code == 0


def test_second_build_changes_nothing(demo: Run, demo_project: Path) -> None:
    def reports() -> dict[str, bytes]:
        folder = demo_project / "reports"
        return {
            str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()
        }

    before, events = reports(), _status(demo)["last event"]
    assert demo("build").exit_code == 0
    assert reports() == before
    assert _status(demo)["last event"] == events


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("case list", "id pseudonym interview_country origin group second_migrant consent documents"),
        ("corpus list", "id title kind language case turns words version decoding"),
        ("code list", "id document turn start end quote code coder facets origin status memo"),
        ("code export", "id document turn start end quote code coder facets origin status memo"),
        ("query matrix", "code label group persons persons_total turns segments share low high p"),
        ("query matrix --test", "code label group persons persons_total turns segments share low high p"),
        ("link status", "case survey row status reason"),
    ],
)
def test_rows_have_the_fields_that_are_promised(demo: Run, line: str, fields: str) -> None:
    rows = _rows(demo, *line.split(" "))
    assert set(fields.split(" ")) <= set(rows[0])


def test_meta_names_unit_selection_codebooks_state_n_and_warnings(demo: Run) -> None:
    told = json.loads(demo("code", "list", "--code", "OS-RAC", "--format", "json").stdout)
    assert {"unit", "selection", "codebooks", "state", "n", "warnings"} <= set(told["meta"])
    assert told["meta"]["n"] == len(told["rows"])
    assert told["meta"]["selection"] == "code OS-RAC"
    assert {"id", "severity", "message"} == set(told["meta"]["warnings"][0])


def test_offsets_of_a_coding_count_in_the_printed_text(demo: Run) -> None:
    text = demo("corpus", "text", "JP05").stdout
    rows = _rows(demo, "code", "list", "--document", "JP05")
    assert rows
    assert all(text[row["start"] : row["end"]] == row["quote"] for row in rows)


def test_selection_by_code_takes_those_below_unless_exact(demo: Run) -> None:
    below = _rows(demo, "code", "list", "--code", "OS-RAC")
    assert {row["code"] for row in below} >= {"OS-RAC-ID", "OS-RAC-DISC"}
    assert _rows(demo, "code", "list", "--code", "OS-RAC", "--exact") == []


def test_selection_by_facet_and_person(demo: Run) -> None:
    rows = _rows(
        demo,
        "code",
        "list",
        "--where",
        "about_country=JPN",
        "--group",
        "interview_country=USA",
        "--coder",
        "gold",
    )
    assert len(rows) == 60  # of the 83 about Japan that come from elsewhere (corpus/README.md)
    assert {row["facets"]["about_country"] for row in rows} == {"JPN"}
    assert {row["document"][:2] for row in rows} == {"US"}


def test_saved_selection_of_the_demo_is_known(demo: Run) -> None:
    rows = _rows(demo, "code", "list", "--selection", "race-about-japan")
    assert rows
    assert all(row["code"].startswith("OS-RAC") for row in rows)
    wrong = demo("code", "list", "--selection", "nothing")
    assert wrong.exit_code == 1
    assert "race-about-japan" in wrong.stderr


def test_a_coding_is_added_undone_and_done_again_with_the_same_id(demo: Run) -> None:
    assert _add(demo).exit_code == 0
    mine = _rows(demo, "code", "list", "--coder", "demo")
    assert [(row["document"], row["turn"], row["quote"]) for row in mine] == [("US01", 20, QUOTE)]
    assert demo("undo").exit_code == 0
    assert _rows(demo, "code", "list", "--coder", "demo") == []
    assert demo("redo").exit_code == 0
    assert _rows(demo, "code", "list", "--coder", "demo") == mine


def test_as_of_shows_the_project_before_an_event(demo: Run) -> None:
    before = _status(demo)["last event"]
    _add(demo)
    assert len(_rows(demo, "code", "list")) == 1146
    assert len(_rows(demo, "code", "list", "--as-of", str(before))) == 1145
    assert demo("code", "list", "--as-of", "1999-01-01").exit_code == 1


def test_coder_is_who_acts(demo: Run, demo_project: Path, run: Run) -> None:
    run(
        *("--project", demo_project, "--as", "anna", "code", "add", "US01", "--turn", "20"),
        *("--quote", QUOTE, "--code", "OS-PER-OPT"),
    )
    assert len(_rows(demo, "code", "list", "--coder", "anna")) == 1
    assert _rows(demo, "history")[-1]["actor"] == "anna"


@pytest.mark.parametrize("ending", ["csv", "jsonl", "json"])
def test_what_is_exported_is_read_again(demo: Run, tmp_path: Path, ending: str) -> None:
    target = tmp_path / f"codings.{ending}"
    assert demo("code", "export", target, "--document", "JP05").exit_code == 0
    again = demo("code", "import", target)
    assert again.exit_code == 0, again.stderr
    assert "already there" in again.stdout
    assert _status(demo)["codings"] == 1145


def test_export_to_csv_has_a_row_for_each_coding(demo: Run, tmp_path: Path) -> None:
    demo("code", "export", tmp_path / "all.csv")
    with (tmp_path / "all.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 1145
    assert all(isinstance(json.loads(row["facets"]), dict) for row in rows)


def test_passage_taken_back_is_a_row_of_blocks(demo: Run) -> None:
    rows = _rows(demo, "corpus", "show", "UK07", "--turns", "9-10")
    assert rows[0]["text"] == "Was it decent money, at least?"
    assert set(rows[1]["text"].split("\n")[0]) == {"█"}


def test_restricting_masks_the_words_and_can_be_undone(demo: Run) -> None:
    done = demo("corpus", "restrict", "US01", "--turn", "20", "--quote", QUOTE, "--reason", "asked for it")
    assert done.exit_code == 0
    assert QUOTE not in demo("corpus", "text", "US01").stdout
    assert "█" * len(QUOTE) in demo("corpus", "text", "US01").stdout
    assert demo("undo").exit_code == 0
    assert QUOTE in demo("corpus", "text", "US01").stdout


def test_backup_and_restore_bring_the_codings_back(demo: Run, tmp_path: Path) -> None:
    assert demo("backup", tmp_path / "monday.db").exit_code == 0
    _add(demo)
    assert demo("restore", tmp_path / "monday.db", "--yes").exit_code == 0
    assert _status(demo)["codings"] == 1145


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["corpus", "show", "US99"], "US99"),
        (["corpus", "show", "US01", "--turns", "900"], "900"),
        (["code", "list", "--code", "OS-NIL"], "OS-NIL"),
        (["code", "remove", "c-000000000000"], "c-000000000000"),
        (["case", "show", "US99"], "US99"),
        (["query", "matrix", "--cols", "shoe_size"], "shoe_size"),
        (["report", "build", "nothing"], "nothing"),
        (["undo", "9999"], "9999"),
        (["code", "import", "nowhere.csv"], "nowhere.csv"),
        (
            ["code", "add", "US01", "--turn", "20", "--quote", "no such words", "--code", "OS-PER-OPT"],
            "US01 #20",
        ),
        (["code", "add", "US01", "--turn", "20", "--quote", QUOTE, "--code", "OS-PER"], "OS-PER"),
        (["code", "add", "US01", "--turn", "20", "--quote", QUOTE, "--code", "OS-PER-OP"], "OS-PER-OPT"),
        (["code", "export", "--release", "public"], "public"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_mistake_is_told_in_one_line_that_names_it(demo: Run, args: list[str], told: str) -> None:
    result = demo(*args)
    assert result.exit_code == 1
    assert result.stdout == ""
    lines = result.stderr.rstrip("\n").split("\n")
    assert lines[0].startswith("secondmig: ")
    assert all(line.startswith("  try: ") for line in lines[1:])
    assert told in result.stderr


def test_outside_of_a_project_the_remedy_is_named(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "secondmig", "status"],
        capture_output=True,
        check=False,
        cwd=tmp_path,
        encoding="utf-8",
        env=os.environ,
    )
    assert done.returncode == 1
    assert done.stderr.split("\n")[0].startswith("secondmig: ")
    assert "secondmig init DIR" in done.stderr.split("\n")[1]


def test_project_is_found_from_a_folder_below_it(demo_project: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "secondmig", "status"],
        capture_output=True,
        check=True,
        cwd=demo_project / "corpus",
        encoding="utf-8",
        env=os.environ,
    )
    assert "cases:" in done.stdout


def test_corrupt_database_is_one_line(demo: Run, demo_project: Path) -> None:
    for path in (demo_project / ".secondmig").glob("project.db*"):
        path.write_bytes(b"this is no database" * 1000)
    result = demo("status")
    assert result.exit_code == 1
    assert result.stderr.startswith("secondmig: ")
    assert "Traceback" not in result.output


def test_init_makes_a_project_that_takes_a_transcript(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    assert run("init", folder).exit_code == 0
    (tmp_path / "A1.txt").write_text("INT: How was it?\nMEI: It was fine.\n", encoding="utf-8")
    done = run("--project", folder, "corpus", "import", tmp_path / "A1.txt", "--role", "MEI=participant")
    assert done.exit_code == 0, done.stderr
    assert "1 taken in" in done.stdout
    again = run("--project", folder, "corpus", "import", tmp_path / "A1.txt")
    assert again.exit_code == 0
    assert "already there" in again.stdout


def test_import_takes_the_good_files_and_names_the_bad_one(run: Run, demo: Run, tmp_path: Path) -> None:
    (tmp_path / "A1.txt").write_text("INT: How was it?\nMEI: It was fine.\n", encoding="utf-8")
    (tmp_path / "A2.txt").write_bytes("INT: ¿Qué tal?\nMEI: Así así, señora.\n".encode("cp1252"))
    result = demo("corpus", "import", tmp_path / "A1.txt", tmp_path / "A2.txt")
    assert result.exit_code == 1
    assert "A2.txt" in result.stderr
    assert "--encoding" in result.stderr
    assert _status(demo)["documents"] == 25


def test_withdrawal_leaves_no_row_of_the_person(demo: Run) -> None:
    assert demo("case", "withdraw", "US02", "--reason", "letter", "--yes").exit_code == 0
    assert _status(demo)["cases"] == 23
    assert demo("corpus", "show", "US02").exit_code == 1
    assert demo("undo").exit_code == 1
    assert demo("verify").exit_code == 0
