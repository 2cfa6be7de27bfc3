"""Names out of a project, and out of what is given away, from the command line."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.project.small import small_project

# Rows as in the headers of oral histories: a name and an address above the first turn, and no labels.
HEADED = """INTERVIEW NO. 11\t\t\tDATE OF INTERVIEW: 18/10/1991
MRS. {name}
17 TARGO ROAD
WENTWORTH.

0.39\tMy name is {name}. My address 17 Targo Road, Wentworth.

1.09\tHow long have you lived in this area here?

Since 1939, when {name} came.
"""
NAMES = ("Rhoda Pellegrini", "Winifred Ashdown", "Josefina Marrón", "Margery Okafor")


@pytest.fixture
def here(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Path:
    small_project(tmp_path / "study")
    (tmp_path / "safe").mkdir()
    (tmp_path / "raw").mkdir()
    key = tmp_path / "safe" / "key.yaml"
    lines = []
    for number, name in enumerate(NAMES):
        given, family = name.split()
        body = HEADED.format(name=name.upper() if number % 2 else name).replace("\n", "\r\n")
        (tmp_path / "raw" / f"WS{number}.txt").write_bytes(body.encode("utf-8" if number % 2 else "cp1252"))
        lines.append(f"- {{name: {name}, pseudonym: Q{number}q, variants: [{given}, {family}]}}\n")
    lines.append("- {name: 17 Targo Road, generalise: address, kind: place}\n- {kind: date, rule: year}\n")
    key.write_text("".join(lines), encoding="utf-8")
    key.chmod(0o600)
    monkeypatch.chdir(tmp_path / "study")
    assert run("build").exit_code == 0
    files = sorted((tmp_path / "raw").iterdir())
    assert run("corpus", "import", *files, "--encoding", "cp1252").exit_code in {0, 1}
    assert run("corpus", "import", *files).exit_code == 0
    return tmp_path


def _texts(run: Run, folder: Path) -> Path:
    folder.mkdir()
    for number in range(len(NAMES)):
        assert run("corpus", "text", f"WS{number}", "-o", folder / f"{number}.txt").exit_code == 0
    return folder


def test_names_in_headers_are_found_before_and_nowhere_after(run: Run, here: Path) -> None:
    key = here / "safe" / "key.yaml"
    before = run(
        "corpus", "leaks", _texts(run, here / "before"), here / "raw", "--key", key, "--format", "json"
    )
    assert before.exit_code == 3
    rows = json.loads(before.stdout)["rows"]
    assert {row["entry"] for row in rows} == {1, 2, 3, 4, 5}
    assert len(rows) >= 2 * 3 * len(NAMES)

    applied = run("corpus", "deidentify", "--key", key)
    assert applied.exit_code == 0
    assert "in 4 documents" in applied.stdout

    after = run("corpus", "leaks", _texts(run, here / "after"), here / "study" / "reports", "--key", key)
    assert (after.exit_code, after.stdout.strip().startswith("no name of the key in")) == (0, True)
    text = (here / "after" / "0.txt").read_text(encoding="utf-8")
    assert text.startswith(
        "INTERVIEW NO. 11\t\t\tDATE OF INTERVIEW: [1991]\nMRS. [Q0q]\n[address]\nWENTWORTH.\n"
    )


def test_what_leaks_prints_can_be_passed_on(run: Run, here: Path) -> None:
    key = here / "safe" / "key.yaml"
    told = run("corpus", "leaks", here / "raw", "--key", key)
    assert not any(part.lower() in told.output.lower() for name in NAMES for part in name.split())
    shown = run("corpus", "leaks", here / "raw", "--key", key, "--show")
    assert "Rhoda Pellegrini" in shown.stdout


def test_a_bad_key_is_a_mistake_and_not_a_leak(run: Run, here: Path) -> None:
    bad = here / "safe" / "bad.yaml"
    bad.write_text("- {name: Rhoda}\n- {pseudonym: X}\n", encoding="utf-8")
    told = run("corpus", "leaks", here / "raw", "--key", bad)
    assert told.exit_code == 1
    assert f"{bad.as_posix()}:1: entry 1 has neither pseudonym nor generalise" in told.stderr
    assert f"{bad.as_posix()}:2: entry 2 has no name" in told.stderr
    assert "Rhoda" not in told.stderr


def test_a_file_that_cannot_be_searched_is_exit_3(run: Run, here: Path) -> None:
    (here / "sent").mkdir()
    (here / "sent" / "all.7z").write_bytes(b"7z\xbc\xaf\x27\x1c" + b"\0" * 40)
    told = run("corpus", "leaks", here / "sent", "--key", here / "safe" / "key.yaml")
    assert told.exit_code == 3
    assert "not searched: a 7z archive" in told.stdout


def test_without_key_or_proposal_the_usage_is_told(run: Run, here: Path) -> None:
    told = run("corpus", "deidentify")
    assert told.exit_code == 2
    assert "--propose helps to write it" in told.stderr
    assert here.exists()


def test_proposals_are_printed_or_written_as_a_key_to_be_filled_in(run: Run, here: Path) -> None:
    listed = run("corpus", "deidentify", "WS0", "--propose", "--context", "--format", "json")
    rows = {row["name"]: row for row in json.loads(listed.stdout)["rows"]}
    assert rows["Rhoda Pellegrini"]["kind"] == "person"
    assert ">Rhoda Pellegrini<" in rows["Rhoda Pellegrini"]["context"]
    target = here / "safe" / "new.yaml"
    assert run("corpus", "deidentify", "--propose", "-o", target).exit_code == 0
    refused = run("corpus", "deidentify", "--key", target)
    assert refused.exit_code == 1
    assert "pseudonym is empty" in refused.stderr


def test_rows_of_what_was_replaced_come_where_a_format_is_asked_for(run: Run, here: Path) -> None:
    done = run("corpus", "deidentify", "WS0", "--key", here / "safe" / "key.yaml", "--format", "json")
    assert {row["document"] for row in json.loads(done.stdout)["rows"]} >= {"WS0"}
