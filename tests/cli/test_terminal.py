"""What people see on a terminal of a given width: every list of a real project with two coders."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from wcwidth import wcswidth

from tests.cli.conftest import Run
from tests.project.talking import two_coders

Call = Callable[..., Result]
LISTS = [
    ("agree", "disagreements"),
    ("agree", "disagreements", "--topics"),
    ("agree", "assignments"),
    ("codebook", "show", "small"),
    ("codebook", "stats"),
    ("code", "list"),
    ("corpus", "list"),
    ("query", "matrix"),
    ("query", "segments"),
    ("query", "trajectory"),
    ("query", "trajectory", "--persons"),
    ("query", "trajectory", "--person-years"),
    ("case", "legs", "A1"),
    ("history",),
]
NAMES = ("id", "code", "code_a", "document")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return two_coders(tmp_path_factory.mktemp("terminal") / "study")


@pytest.fixture
def call(root: Path, run: Run) -> Call:
    return lambda *args: run("--project", root, *args)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Let standard output be a terminal of so many columns."""
    return lambda columns: monkeypatch.setattr("secondmig.cli.output.terminal_columns", lambda: columns)


@pytest.fixture
def pager(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is given to the pager."""
    shown: list[str] = []
    monkeypatch.setattr("click.echo_via_pager", shown.append)
    return shown


def tables(text: str) -> Iterator[str]:
    """The lines of tables: from each rule to the next empty line."""
    inside = False
    for line in text.split("\n"):
        inside = (inside or line.startswith("--")) and bool(line)
        if inside:
            yield line


@pytest.mark.parametrize("columns", [80, 100, 140])
@pytest.mark.parametrize("args", LISTS, ids=" ".join)
def test_lists_fit_the_terminal_and_keep_ids_and_codes_whole(
    call: Call, terminal: Callable[[int], None], args: tuple[str, ...], columns: int
) -> None:
    rows = json.loads(call(*args, "--format", "json").stdout)["rows"]
    terminal(columns)
    shown = list(tables(call(*args).stdout))

    assert shown
    assert all(wcswidth(line) <= columns for line in shown)
    words = {word.strip(",") for line in shown for word in line.split()}
    names = {str(row[name]) for row in rows for name in NAMES if row.get(name)}
    assert names <= words


@pytest.mark.parametrize("args", LISTS, ids=" ".join)
def test_lists_in_a_pipe_lose_nothing(call: Call, args: tuple[str, ...]) -> None:
    shown = call(*args).stdout

    assert "…" not in shown
    assert "no room" not in shown


def test_long_list_of_disagreements_begins_on_a_terminal_and_says_how_it_goes_on(
    call: Call, terminal: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("secondmig.cli.talk._FIRST", 2)
    everything = call("agree", "disagreements").stdout
    terminal(100)
    shown = call("agree", "disagreements").stdout

    assert everything.count("\nd-") == 4
    assert shown.count("\nd-") == 2
    assert "the first 2 of 4: --all shows every one, --code, --kind or --document fewer\n" in shown


def test_all_disagreements_go_through_a_pager_on_a_terminal_and_straight_into_a_pipe(
    call: Call, terminal: Callable[[int], None], pager: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("secondmig.cli.talk._FIRST", 2)
    monkeypatch.setattr("shutil.get_terminal_size", lambda: os.terminal_size((100, 5)))
    assert call("agree", "disagreements", "--all").stdout == call("agree", "disagreements").stdout
    assert pager == []
    terminal(100)

    assert call("agree", "disagreements", "--all").stdout == ""
    assert [text.count("\nd-") for text in pager] == [4]


def test_what_the_screen_holds_needs_no_pager(
    call: Call, terminal: Callable[[int], None], pager: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.get_terminal_size", lambda: os.terminal_size((100, 500)))
    terminal(100)

    assert call("agree", "disagreements", "--all").stdout.count("\nd-") == 4
    assert pager == []


def test_every_coefficient_goes_through_a_pager(
    call: Call, terminal: Callable[[int], None], pager: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.get_terminal_size", lambda: os.terminal_size((80, 24)))
    terminal(80)
    call("agree", "report", "--all", "--draws", "0")

    assert len(pager) == 1
    assert "Krippendorff" in pager[0]


def test_hits_of_a_search_fit_the_terminal(
    call: Call, terminal: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("secondmig.cli.search.terminal_columns", lambda: 50)
    terminal(50)
    hits = call("corpus", "search", "door").stdout.partition("\n\n")[0].split("\n")

    assert len(hits) > 1
    assert all("door" in hit and wcswidth(hit) <= 50 for hit in hits)


def test_both_readings_of_a_place_stand_in_one_column(call: Call, terminal: Callable[[int], None]) -> None:
    terminal(120)
    shown = call("agree", "disagreements").stdout

    assert "OS-LEG / OS-MOB-UP" in shown
    assert "OS-MOB-UP about_country: PAK / GBR" in " ".join(shown.split())


def test_tree_of_codes_is_set_in_for_people_alone(call: Call) -> None:
    shown = call("codebook", "show", "small").stdout
    assert "OS-MOB-UP    Room to rise" in " ".join(shown.split(" ")) or "  Room to rise" in shown
    rows = json.loads(call("codebook", "show", "small", "--format", "json").stdout)["rows"]
    told = {row["code"]: (row["label"], row["depth"]) for row in rows}
    assert told["OS-MOB-UP"] == ("Room to rise", 1)
    csv = call("codebook", "show", "small", "--format", "csv").stdout
    assert "\nOS-MOB-UP,Room to rise,1," in csv
