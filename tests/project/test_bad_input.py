"""Bad input gets one clear line and leaves the project as it was."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import secondmig
from secondmig.cli.main import root as command_line
from secondmig.core.errors import ProblemsError, SecondmigError
from secondmig.core.selection import Selection
from secondmig.project.project import Project
from secondmig.project.reports import offline
from secondmig.store.state import state_hash
from tests.project.small import GB, GOLD, PERSONS, US, small_project, write_codings


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_project(tmp_path / "study")


def state(root: Path) -> object:
    with secondmig.open(root) as project:
        return state_hash(project._session.store.read())


def run(root: Path, *arguments: str) -> Result:
    """The command line in this process; an exception that is no exit fails the test."""
    done = CliRunner().invoke(command_line, ["--project", str(root), *arguments], prog_name="secondmig")
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def refused(root: Path, *arguments: str) -> str:
    before = state(root)
    done = run(root, *arguments)
    assert done.exit_code == 1, done.stdout + done.stderr
    assert state(root) == before
    return done.stderr


def test_header_without_id_is_named_with_its_file(root: Path) -> None:
    (root / "corpus" / "A1.txt").write_text(US.replace("id: A1\n", ""), encoding="utf-8")
    told = refused(root, "build")
    assert "A1.txt:" in told
    assert "id" in told


def test_header_with_an_id_twice_is_named_with_its_line(root: Path) -> None:
    (root / "corpus" / "A1.txt").write_text(US.replace("id: A1\n", "id: A1\nid: A9\n"), encoding="utf-8")
    told = refused(root, "build")
    assert "A1.txt:3" in told


def test_id_that_two_transcripts_share_is_refused_for_the_second(root: Path) -> None:
    (root / "corpus" / "C3.txt").write_text(GB.replace("id: B2", "id: A1"), encoding="utf-8")
    told = refused(root, "build")
    assert "C3.txt: A1.txt and this file would both be the document A1" in told


def test_unknown_code_is_named_with_line_and_proposal(root: Path) -> None:
    write_codings(
        root / "corpus" / "gold" / "A1.jsonl", [GOLD["A1"][0], {**GOLD["A1"][1], "code": "OS-MOB-UPP"}]
    )
    told = refused(root, "build")
    assert "A1.jsonl:2: no code 'OS-MOB-UPP' in the codebooks" in told
    assert "OS-MOB-UP" in told


def test_heading_is_never_applied(root: Path) -> None:
    write_codings(root / "corpus" / "gold" / "A1.jsonl", [{**GOLD["A1"][0], "code": "OS-MOB"}])
    assert "is a heading" in refused(root, "build")


def test_quotation_that_is_not_in_its_turn_is_named(root: Path) -> None:
    write_codings(root / "corpus" / "gold" / "A1.jsonl", [{**GOLD["A1"][0], "turn": 4}])
    told = refused(root, "build")
    assert "A1.jsonl:1: A1 #4: these words are not in the turn" in told


def test_quotation_that_stands_twice_is_named(root: Path) -> None:
    write_codings(root / "corpus" / "gold" / "A1.jsonl", [{**GOLD["A1"][0], "quote": "ne door"}])
    assert "more than once" in refused(root, "build")


def test_coding_of_a_passage_taken_back_is_refused(root: Path) -> None:
    write_codings(
        root / "corpus" / "gold" / "B2.jsonl", [{**GOLD["B2"][0], "turn": 2, "quote": "Three quid"}]
    )
    assert "taken back" in refused(root, "build")


def test_every_bad_line_of_a_codings_file_is_told_at_once(root: Path) -> None:
    path = root / "corpus" / "gold" / "A1.jsonl"
    path.write_text('{"turn": 2\n[1]\n{"turn": "x", "quote": "a", "code": "b"}\n', encoding="utf-8")
    told = refused(root, "build")
    assert all(f"A1.jsonl:{line}:" in told for line in (1, 2, 3))


def test_persons_with_a_bom_are_read(root: Path) -> None:
    (root / "corpus" / "persons.csv").write_bytes(b"\xef\xbb\xbf" + PERSONS.encode())
    assert run(root, "build").exit_code == 0
    with secondmig.open(root) as project:
        assert [row["id"] for row in project.case_list().rows] == ["A1", "B2"]


def test_persons_without_a_column_are_refused_by_its_name(root: Path) -> None:
    (root / "corpus" / "persons.csv").write_text(
        PERSONS.replace(",origin,", ",birthplace,"), encoding="utf-8"
    )
    told = refused(root, "build")
    assert "persons.csv" in told
    assert "origin" in told


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"PK\x03\x04" + bytes(200), "text"),
        (b"%PDF-1.7\n\x00\x01", "text"),
        (b"", "empty"),
        (b"caf\xe9 au lait", "UTF-8"),
    ],
    ids=["zip", "pdf", "empty", "cp1252"],
)
def test_file_that_is_not_text_is_refused_and_the_others_go_in(root: Path, content: bytes, word: str) -> None:
    (root / "corpus" / "odd.txt").write_bytes(content)
    done = run(root, "corpus", "import", str(root / "corpus"))
    assert done.exit_code == 1
    assert "odd.txt" in done.stderr
    assert word in done.stderr
    with secondmig.open(root) as project:
        assert [row["id"] for row in project.corpus_list().rows] == ["A1", "B2"]


def test_database_that_is_corrupt_is_one_line(root: Path) -> None:
    assert run(root, "build").exit_code == 0
    database = root / ".secondmig" / "project.db"
    for name in ("project.db-wal", "project.db-shm"):
        (root / ".secondmig" / name).unlink(missing_ok=True)
    database.write_bytes(b"SQLite format 3\0" + os.urandom(5000))
    done = run(root, "status")
    assert done.exit_code == 1
    assert "restore" in done.stderr


def test_database_of_a_newer_version_is_refused_untouched(root: Path) -> None:
    assert run(root, "build").exit_code == 0
    database = root / ".secondmig" / "project.db"
    connection = sqlite3.connect(database)
    connection.execute("pragma user_version = 9999")
    connection.execute("pragma wal_checkpoint(truncate)")
    connection.close()
    before = database.read_bytes()
    done = run(root, "status")
    assert done.exit_code == 1
    assert "newer" in done.stderr
    assert database.read_bytes() == before


def test_two_builds_at_once_both_succeed_and_take_things_in_once(root: Path) -> None:
    command = [sys.executable, "-m", "secondmig", "--project", str(root), "build"]
    builds = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)
    ]
    told = [build.communicate(timeout=120) for build in builds]
    assert [build.returncode for build in builds] == [0, 0], told
    with secondmig.open(root) as project:
        assert len(project.code_list().rows) == 3
        assert project.verify().rows == []


def test_disk_that_is_full_is_one_line_and_changes_nothing(root: Path) -> None:
    with secondmig.open(root) as project:
        before = state_hash(project._session.store.read())
        (root / "corpus" / "long.txt").write_text("Words, and words. " * 20_000, encoding="utf-8")
        connection = project._session.store.read()
        pages = connection.execute("pragma page_count").fetchone()[0]
        connection.execute(f"pragma max_page_count = {pages}")
        with pytest.raises(SecondmigError, match="disk"):
            project.build()
        connection.execute("pragma max_page_count = 1073741823")
        assert state_hash(project._session.store.read()) == before
        assert project.verify().rows == []


KILLED = """
import os, signal, sys
from pathlib import Path
from secondmig.project import coding_files
from secondmig.project.project import Project
import_file = coding_files.import_file
def killed(session, path, **how):
    if path.name == "B2.jsonl":
        os.kill(os.getpid(), signal.SIGKILL)
    return import_file(session, path, **how)
coding_files.import_file = killed
Project.open(sys.argv[1]).build()
"""


def test_build_that_is_killed_leaves_the_project_as_it_was(root: Path) -> None:
    before = state(root)
    done = subprocess.run([sys.executable, "-c", KILLED, str(root)], check=False, timeout=120)
    assert done.returncode == -signal.SIGKILL
    assert state(root) == before
    assert run(root, "build").exit_code == 0
    with secondmig.open(root) as project:
        assert len(project.code_list().rows) == 3
        assert project.verify().rows == []


@pytest.mark.slow
def test_build_killed_at_any_moment_leaves_it_before_or_after(root: Path) -> None:
    before = state(root)
    for tenth in range(1, 12):
        build = subprocess.Popen(
            [sys.executable, "-m", "secondmig", "--project", str(root), "build"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(tenth / 10)
        build.kill()
        build.wait()
        with Project.open(root) as project:
            assert project.verify().rows == []
            held = len(project.code_list().rows)
            assert held in {0, 3}
            if held == 0:
                assert state_hash(project._session.store.read()) == before


def test_damaged_database_is_cured_by_restoring_a_backup(root: Path, tmp_path: Path) -> None:
    assert run(root, "build").exit_code == 0
    before = state(root)
    assert run(root, "backup", str(tmp_path / "kept.db")).exit_code == 0
    (root / ".secondmig" / "project.db").write_bytes(b"gone")
    assert run(root, "status").exit_code == 1
    assert run(root, "restore", str(tmp_path / "kept.db"), "--yes").exit_code == 0
    assert state(root) == before
    with secondmig.open(root) as project:
        assert project.verify().rows == []


def test_offline_check_names_a_page_that_points_outside(root: Path) -> None:
    assert run(root, "build", "--offline-check").exit_code == 0
    for bad in ('<img src="https://x.example/a.png">', "<style>@import '//x.example/a.css'</style>"):
        (root / "reports" / "odd.html").write_text(bad, encoding="utf-8")
        with pytest.raises(SecondmigError, match="points outside"):
            offline(root)


def test_transcript_corrected_after_an_undone_import_comes_in_as_a_new_version(root: Path) -> None:
    path = root / "corpus" / "A1.txt"
    assert run(root, "corpus", "import", str(path)).exit_code == 0
    assert run(root, "undo").exit_code == 0
    path.write_text(US.replace("grandfather", "grandmother"), encoding="utf-8")
    assert run(root, "corpus", "import", str(path)).exit_code == 0
    with secondmig.open(root) as project:
        assert [(row["id"], row["version"]) for row in project.corpus_list().rows] == [("A1", 2)]
        assert "grandmother" in project.corpus_text("A1")
        assert project.verify().rows == []


def test_folder_that_is_not_there_is_not_taken_for_the_one_above(root: Path) -> None:
    with pytest.raises(SecondmigError, match="no such folder"):
        secondmig.open(root / "typo")


def test_withdrawal_of_the_last_person_leaves_no_words_in_any_report(root: Path) -> None:
    assert run(root, "build").exit_code == 0
    for case in ("A1", "B2"):
        done = run(root, "case", "withdraw", case, "--reason", "letter", "--yes")
        assert done.exit_code == 0, done.stderr
    assert not list((root / "reports").rglob("*.html"))
    left = [
        path for path in (root / "reports").rglob("*") if path.is_file() and path.name != "provenance.json"
    ]
    assert left == []


def test_withdrawal_names_a_backup_that_lies_in_the_project_s_folder(root: Path) -> None:
    assert run(root, "build").exit_code == 0
    assert run(root, "backup", str(root / "monday.db")).exit_code == 0
    (root / "other.db").write_bytes(b"something else")
    done = run(root, "case", "withdraw", "A1", "--reason", "letter", "--yes")
    assert "monday.db" in done.stdout + done.stderr
    assert "other.db" not in done.stdout + done.stderr


def test_passage_taken_back_leaves_the_built_reports_too(root: Path) -> None:
    assert run(root, "build").exit_code == 0
    pages = list((root / "reports").rglob("*.html"))
    assert any("one door" in page.read_text(encoding="utf-8") for page in pages)
    assert run(root, "corpus", "restrict", "A1", "--turn", "2", "--reason", "asked").exit_code == 0
    assert not any("one door" in path.read_text(encoding="utf-8") for path in (root / "reports").rglob("*.*"))


def test_filter_on_a_facet_counts_the_defaults_that_hold(demo_project: Path) -> None:
    with secondmig.open(demo_project) as project:
        every = project.code_list(Selection(codes=("HC-EDU",))).rows
        worker = project.code_list(Selection(codes=("HC-EDU",), where=(("firm_or_worker", "worker"),))).rows
        firm = project.code_list(Selection(codes=("HC-EDU",), where=(("firm_or_worker", "firm"),))).rows
        assert len(worker) + len(firm) == len(every)
        assert len(worker) > 0


def test_changed_persons_file_is_told_at_every_build_until_it_is_applied(demo_project: Path) -> None:
    persons = demo_project / "corpus" / "persons.csv"
    persons.write_text(persons.read_text(encoding="utf-8").replace(",Rosa,", ",Rosita,"), encoding="utf-8")
    for _ in range(2):
        done = run(demo_project, "build")
        assert "persons.csv changed since it was taken in" in done.stdout + done.stderr
    with secondmig.open(demo_project) as project:
        assert project.case_show("US01").rows[1]["value"] == "Rosa"


def test_changed_codebook_stays_unapplied_when_a_new_one_comes(root: Path) -> None:
    assert run(root, "build").exit_code == 0
    book = (root / "codebooks" / "small.yaml").read_text(encoding="utf-8")
    (root / "codebooks" / "small.yaml").write_text(book.replace("Room to rise", "Room"), encoding="utf-8")
    other = book.replace("id: small", "id: other").replace("OS-MOB", "XX-MOB")
    (root / "codebooks" / "other.yaml").write_text(other, encoding="utf-8")
    done = run(root, "build")
    assert done.exit_code == 0, done.stderr
    with secondmig.open(root) as project:
        books = {row["codebook"] for row in project.codebook_show().rows}
        assert books == {"small@1", "other@1"}


def test_two_reports_do_not_sweep_each_other(root: Path) -> None:
    toml = (root / "secondmig.toml").read_text(encoding="utf-8")
    (root / "secondmig.toml").write_text(toml + '[[reports]]\nname = "second"\n', encoding="utf-8")
    assert run(root, "build").exit_code == 0
    assert run(root, "build").exit_code == 0
    assert {path.name for path in (root / "reports" / "team").glob("*.html")} >= {
        "compare.html",
        "second.html",
    }


def test_code_that_left_the_codebook_is_one_clear_line(root: Path) -> None:
    assert run(root, "build").exit_code == 0
    book = (root / "codebooks" / "small.yaml").read_text(encoding="utf-8")
    (root / "codebooks" / "small.yaml").write_text(book.replace("OS-MOB-UP", "OS-MOB-NEW"), encoding="utf-8")
    said = refused(root, "codebook", "commit", "-m", "renamed by hand")
    assert "OS-MOB-UP is gone from the codebook, and 3 codings carry it" in said
    assert "was: [OS-MOB-UP]" in said
    with secondmig.open(root) as project:
        assert [row["version"] for row in project.codebook_versions().rows] == [1]
    assert run(root, "report", "build").exit_code == 0


def test_same_file_of_another_coder_comes_in_as_theirs(root: Path) -> None:
    assert run(root, "build").exit_code == 0
    path = str(root / "corpus" / "gold" / "A1.jsonl")
    assert run(root, "code", "import", path, "--coder", "ben").exit_code == 0
    with secondmig.open(root) as project:
        assert sorted(str(row["coder"]) for row in project.code_list().rows) == [
            "ben",
            "ben",
            "gold",
            "gold",
            "gold",
        ]


@pytest.mark.parametrize("option", [["--document", "A9"], ["--case", "A9"], ["--where", "colour=red"]])
def test_selection_of_something_unknown_is_refused(root: Path, option: list[str]) -> None:
    assert run(root, "build").exit_code == 0
    assert "there is no" in refused(root, "code", "list", *option)


def test_declared_legs_go_with_the_declared_persons(demo_project: Path) -> None:
    persons = demo_project / "corpus" / "persons.csv"
    persons.write_text(persons.read_text(encoding="utf-8").replace(",Edson,", ",Edinho,"), encoding="utf-8")
    assert run(demo_project, "case", "import", str(persons)).exit_code == 0
    with secondmig.open(demo_project) as project:
        assert [row["country"] for row in project.case_legs("UK03").rows] == ["PHL", "SAU", "SGP", "GBR"]


def test_stretch_taken_back_can_be_made_longer_and_is_not_learned_by_guessing(root: Path) -> None:
    assert run(root, "build").exit_code == 0
    for quote in ("one door", "one door for people"):
        done = run(root, "corpus", "restrict", "A1", "--turn", "2", "--quote", quote, "--reason", "asked")
        assert done.exit_code == 0, done.stderr
    add = ("--code", "OS-MOB-UP", "--quote")
    there = refused(root, "code", "add", "A1", "--turn", "2", *add, "door for")
    absent = refused(root, "code", "add", "A1", "--turn", "2", *add, "door fur")
    assert there.replace("door for", "door fur") == absent


def test_import_that_was_undone_stays_out_of_the_next_build(root: Path) -> None:
    assert run(root, "build").exit_code == 0
    with secondmig.open(root) as project:
        event = next(
            row["event"] for row in project.history().rows if str(row["subject"]).endswith("A1.jsonl")
        )
        project.undo(str(event))
    done = run(root, "build")
    assert "was taken in once and undone" in done.stdout + done.stderr
    with secondmig.open(root) as project:
        assert {row["document"] for row in project.code_list().rows} == {"B2"}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("deep.jsonl", "[" * 100_000),
        ("long.jsonl", '{"turn": ' + "9" * 5000 + "}"),
        ("wide.csv", "turn,quote,code\n2," + "x" * 200_000 + ",OS-MOB-UP\n"),
    ],
)
def test_monstrous_codings_file_is_one_line(root: Path, tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    assert run(root, "build").exit_code == 0
    assert name in refused(root, "code", "import", str(tmp_path / name))


def test_pipe_in_the_place_of_a_file_is_refused(root: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    for verb in (("corpus", "import"), ("code", "import"), ("case", "import")):
        assert "is not a file" in refused(root, *verb, str(tmp_path / "pipe.txt"))


def test_status_counts_reports_that_show_an_older_state(root: Path) -> None:
    assert run(root, "build").exit_code == 0
    with secondmig.open(root) as project:

        def stale() -> object:
            return next(row["value"] for row in project.status().rows if row["field"] == "stale reports")

        assert stale() == 0
        project.code_remove(str(project.code_list().rows[0]["id"]))
        assert stale() == 2
        project.undo()
        assert stale() == 0


def test_coder_comes_from_the_user_where_the_project_names_none(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    toml = (root / "secondmig.toml").read_text(encoding="utf-8")
    (root / "secondmig.toml").write_text(toml.replace('coder = "ana"', "", 1), encoding="utf-8")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    assert "nobody is named" in run(root, "build").stderr
    (tmp_path / "settings" / "secondmig").mkdir(parents=True)
    (tmp_path / "settings" / "secondmig" / "config.toml").write_text('coder = "zoe"', encoding="utf-8")
    with secondmig.open(root) as project:
        assert project.coder == "zoe"


def test_report_of_an_empty_project_is_refused(root: Path) -> None:
    assert "nothing to report" in refused(root, "report", "build")


def test_changed_file_is_told_and_never_applied(root: Path) -> None:
    assert run(root, "build").exit_code == 0
    before = state(root)
    path = root / "corpus" / "gold" / "A1.jsonl"
    write_codings(path, GOLD["A1"][:1])
    done = run(root, "build")
    assert done.exit_code == 0
    assert "A1.jsonl changed since it was taken in" in done.stdout + done.stderr
    assert state(root) == before


def test_coding_a_person_removed_does_not_come_back(root: Path) -> None:
    assert run(root, "build").exit_code == 0
    with secondmig.open(root) as project:
        gone = str(project.code_list().rows[0]["id"])
        project.code_remove(gone)
        path = root / "corpus" / "gold" / "A1.jsonl"
        path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
        done = project.code_import(path, coder="gold")
        assert "stay removed" in " ".join(done.details)
        assert gone not in {row["id"] for row in project.code_list().rows}


def test_exported_codings_come_in_again_unchanged(root: Path, tmp_path: Path) -> None:
    assert run(root, "build").exit_code == 0
    for form in ("jsonl", "csv", "json"):
        out = tmp_path / f"codings.{form}"
        assert run(root, "code", "export", "--format", form, "-o", str(out)).exit_code == 0
        other = small_project(tmp_path / f"other-{form}")
        for path in (other / "corpus" / "gold").iterdir():
            path.unlink()
        assert run(other, "build").exit_code == 0
        done = run(other, "code", "import", str(out))
        assert done.exit_code == 0, done.stderr
        with secondmig.open(root) as project, secondmig.open(other) as second:
            assert list(second.code_list().rows) == list(project.code_list().rows)


def test_problems_of_one_file_come_together(root: Path) -> None:
    rows = [{**GOLD["A1"][0], "valence": 7}, {**GOLD["A1"][0], "about_country": "XXX"}]
    write_codings(root / "corpus" / "gold" / "A1.jsonl", rows)
    with secondmig.open(root) as project, pytest.raises(ProblemsError) as caught:
        project.build()
    assert [problem.where for problem in caught.value.problems] == ["A1.jsonl:1", "A1.jsonl:2"]
    assert json.dumps([problem.message for problem in caught.value.problems]).count("XXX") == 1
