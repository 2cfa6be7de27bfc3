"""Hits in context: bold on a terminal, a table elsewhere, rows for programs."""

import json

import pytest

from secondmig.project.listing import Listing
from secondmig.project.search import FIELDS
from tests.cli.conftest import Run
from tests.cli.fake import FakeProject

ROWS = (
    ("US01", 20, "ROSA", None, 105, 110, "doors", "more doors\nhere", 100, 1),
    ("JP02", 3, "", "en", 9, 14, "Doors", "Doors \x1b[2J shut", 9, 2),
)
FOUND = Listing(
    FIELDS,
    [dict(zip(FIELDS, row, strict=True)) for row in ROWS],
    {"unit": "hits", "selection": "case US01", "n": 2, "warnings": []},
    ("2 hits in 2 documents",),
)
NOTHING = Listing(FIELDS, [], {"unit": "hits", "n": 0, "warnings": []}, ("nothing found",))


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("output", "search"):
        monkeypatch.setattr(f"secondmig.cli.{module}.terminal_columns", lambda: 80)


@pytest.mark.usefixtures("terminal")
def test_hit_is_bold_in_its_context_on_a_terminal(run: Run, project: FakeProject) -> None:
    project.answers["corpus_search"] = FOUND
    assert run("corpus", "search", "door").stdout == (
        "US01 #20 ROSA: more \x1b[1mdoors\x1b[0m here\n"
        "JP02 #3 %en: \x1b[1mDoors\x1b[0m \\x1b[2J shut\n"
        "\n"
        "2 hits in 2 documents\n"
        "Only: case US01\n"
    )


def test_elsewhere_it_is_a_table_without_marks(run: Run, project: FakeProject) -> None:
    project.answers["corpus_search"] = FOUND
    result = run("corpus", "search", "door")
    assert "\x1b" not in result.stdout
    assert result.stdout.split("\n")[0].split() == ["document", "turn", "speaker", "tier", "context"]
    assert "more doors here" in result.stdout


@pytest.mark.usefixtures("terminal")
def test_programs_get_every_field(run: Run, project: FakeProject) -> None:
    project.answers["corpus_search"] = FOUND
    made = json.loads(run("corpus", "search", "door", "--format", "json").stdout)
    assert made["rows"] == json.loads(json.dumps(FOUND.rows))


@pytest.mark.usefixtures("terminal")
def test_nothing_found_is_no_mistake(run: Run, project: FakeProject) -> None:
    project.answers["corpus_search"] = NOTHING
    result = run("corpus", "search", "zebra")
    assert (result.exit_code, result.stdout) == (0, "nothing found\n")
