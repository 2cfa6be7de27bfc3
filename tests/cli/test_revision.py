"""The verbs that change a codebook on a small project, and the walk through the queue with one key each."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result

from tests.cli.conftest import Run
from tests.project.revising import FILE, copied, revisable

Call = Callable[..., Result]
Keys = Callable[[str], None]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return revisable(tmp_path_factory.mktemp("cli") / "study")


@pytest.fixture
def root(built: Path, tmp_path: Path) -> Path:
    return copied(built, tmp_path / "study")


@pytest.fixture
def call(root: Path, run: Run) -> Call:
    return lambda *args, **more: run("--project", root, *args, **more)


@pytest.fixture
def divided(call: Call) -> Call:
    assert call("codebook", "split", "OS-MOB-UP", "OS-A=One", "OS-B=Two words").exit_code == 0
    return call


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> Keys:
    """Put a person at the terminal who presses these keys."""

    def press(pressed: str) -> None:
        left: Iterator[str] = iter(pressed)

        def next_key() -> str:
            key = next(left, None)
            if key is None:
                raise EOFError
            if key == "\x03":
                raise KeyboardInterrupt
            return key

        monkeypatch.setattr("secondmig.cli.revision.on_terminal", lambda: True)
        monkeypatch.setattr("click.getchar", next_key)

    return press


def waiting(call: Call) -> list[str]:
    rows = json.loads(call("codebook", "review", "--format", "json").stdout)["rows"]
    return [row["id"] for row in rows]


def coded(call: Call) -> dict[str, str]:
    rows = json.loads(call("code", "list", "--format", "json").stdout)["rows"]
    return {row["id"]: row["code"] for row in rows}


def test_split_says_what_waits_and_where_to_decide(call: Call) -> None:
    result = call("codebook", "split", "OS-MOB-UP", "OS-A=One", "OS-B=Two words")

    assert result.exit_code == 0
    assert "OS-MOB-UP is OS-A or OS-B now (event " in result.stdout
    assert "3 codings wait for a code: secondmig codebook review --decide" in result.stdout
    assert "stand in OS-A and OS-B as a start" in result.stdout


def test_dry_run_prints_the_lines_of_the_file_and_writes_none(call: Call, root: Path) -> None:
    before = (root / FILE).read_bytes()
    result = call("codebook", "merge", "OS-MOB-UP", "OS-LAB-PAY", "--dry-run")

    assert result.stdout.startswith("would be done: OS-MOB-UP is OS-LAB-PAY now\n")
    assert "  -  - id: OS-MOB-UP\n" in result.stdout
    assert (root / FILE).read_bytes() == before


def test_rows_of_the_queue_have_their_fields(divided: Call) -> None:
    told = json.loads(divided("codebook", "review", "--format", "json").stdout)

    assert list(told["rows"][0]) == ["id", "document", "turn", "quote", "code", "options", "coder", "reason"]
    assert told["rows"][0]["options"] == ["OS-A", "OS-B"]
    assert "OS-A, OS-B" in divided("codebook", "review").stdout
    assert "OS-A" in divided("codebook", "review", "--format", "csv").stdout


@pytest.mark.parametrize(
    "args",
    [
        ("move", "OS-MOB-UP"),
        ("move", "OS-MOB-UP", "--top", "--under", "OS-LAB"),
        ("move", "OS-MOB-UP", "--before", "OS-MOB-DOWN", "--after", "OS-LAB"),
        ("merge", "OS-MOB-UP"),
        ("split", "OS-MOB-UP"),
        ("split", "OS-MOB-UP", "=One", "OS-B=Two"),
        ("split", "OS-MOB-UP", "OS-A=", "OS-B=Two"),
        ("split", "OS-MOB-UP", "OS-A=One", "OS-A=Two"),
        ("retire", "OS-MOB-UP"),
        ("settle",),
        ("review", "--decide", "--format", "json"),
    ],
)
def test_wrong_usage_is_exit_2(call: Call, args: tuple[str, ...]) -> None:
    assert call("codebook", *args).exit_code == 2


@pytest.mark.parametrize(
    "args",
    [
        ("rename", "OS-NO", "x"),
        ("move", "OS-LAB", "--under", "OS-LAB-TAXI"),
        ("merge", "HC-X", "OS-MOB-UP"),
        ("split", "OS-MOB", "OS-A=One", "OS-B=Two"),
        ("retire", "OS-LAB", "--reason", "x"),
        ("settle", "c-none", "--drop"),
        ("settle", "c-none"),
        ("review", "OS-NO"),
    ],
)
def test_mistake_is_one_line_with_a_remedy_and_exit_1(call: Call, args: tuple[str, ...]) -> None:
    result = call("codebook", *args)

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("secondmig: ")
    assert "\n  try: " in result.stderr


def test_deciding_without_a_terminal_is_refused(divided: Call) -> None:
    result = divided("codebook", "review", "--decide")

    assert result.exit_code == 1
    assert "no terminal" in result.stderr


def test_one_key_each_decides_and_shows_both_definitions(divided: Call, keys: Keys) -> None:
    first, second, third = waiting(divided)
    keys("1x92d")
    result = divided("codebook", "review", "--decide")

    assert result.exit_code == 0
    assert "1 of 3  A1 #2  OS-MOB-UP  by gold: OS-MOB-UP was divided in small@2" in result.stdout
    assert "By my grandfather. In Japan «there was one door» for people like me. One door." in result.stdout
    assert "  2  OS-B  Two words\n     Says that one can rise.\n     include: doors\n     exclude: pay\n" in (
        result.stdout
    )
    assert "3 of 3" in result.stdout
    assert "3 decided" in result.stdout
    after = coded(divided)
    assert (after[first], after[second]) == ("OS-A", "OS-B")
    assert third not in after


@pytest.mark.parametrize("pressed", ["b1sb2q", "b11bb2q"])
def test_back_takes_the_last_decision_back_and_asks_again(divided: Call, keys: Keys, pressed: str) -> None:
    first, second, third = waiting(divided)
    keys(pressed)
    result = divided("codebook", "review", "--decide")

    assert waiting(divided) == [second, third]
    assert coded(divided)[first] == "OS-B"
    assert "undone: event" in result.stdout
    assert "1 decided" in result.stdout


def test_each_decision_is_an_event_of_its_own(divided: Call, keys: Keys) -> None:
    before = waiting(divided)
    keys("12")
    divided("codebook", "review", "--decide")
    divided("undo")

    assert waiting(divided) == before[1:]


@pytest.mark.parametrize("pressed", ["q", "sq", "sss", "", "\x03", "b3?q"])
def test_skipping_quitting_and_interrupting_decide_nothing(divided: Call, keys: Keys, pressed: str) -> None:
    keys(pressed)
    result = divided("codebook", "review", "--decide")

    assert result.exit_code == 0
    assert len(waiting(divided)) == 3


def test_words_that_were_taken_back_are_not_shown(divided: Call, keys: Keys) -> None:
    divided("corpus", "restrict", "A1", "--turn", "2", "--quote", "one door for", "--reason", "asked to")
    keys("1q")
    result = divided("codebook", "review", "--decide")

    assert "«(taken back)»" in result.stdout
    assert "one door" not in result.stdout
    assert len(waiting(divided)) == 2


def test_deciding_on_an_empty_queue_says_so(call: Call, keys: Keys) -> None:
    keys("")

    assert "no coding waits for a code" in call("codebook", "review", "--decide").stdout
