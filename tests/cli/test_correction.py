"""``corpus rebase``, ``review`` and ``settle`` on a real small project, and the walk with one key each."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result

from tests.cli.conftest import Run
from tests.project.correcting import built, copied
from tests.project.small import US

Call = Callable[..., Result]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("cli") / "study")


@pytest.fixture
def call(small: Path, tmp_path: Path, run: Run) -> Call:
    root = copied(small, tmp_path / "study")
    new = US.replace("one door for", "one small door for").replace("more doors", "many more doors")
    (tmp_path / "new.txt").write_text(new.replace("One door.", "A door."), encoding="utf-8")
    return lambda *args, **more: run("--project", root, *args, **more)


@pytest.fixture
def new(tmp_path: Path) -> Path:
    return tmp_path / "new.txt"


def waiting(call: Call) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = json.loads(call("corpus", "review", "--format", "json").stdout)["rows"]
    return rows


def test_rebase_prints_every_coding_and_what_waits(call: Call, new: Path) -> None:
    result = call("corpus", "rebase", "A1", new)

    assert result.exit_code == 0
    assert "codings: 0 exact, 1 moved, 1 changed, 0 lost" in result.stdout
    assert "secondmig corpus review" in result.stdout
    assert "secondmig undo takes it back" in result.stderr


def test_dry_run_prints_the_same_and_changes_nothing(call: Call, new: Path) -> None:
    dry = call("corpus", "rebase", "A1", new, "--dry-run", "--format", "csv")
    assert waiting(call) == []

    assert dry.stdout == call("corpus", "rebase", "A1", new, "--format", "csv").stdout
    assert len(waiting(call)) == 1


def test_json_is_one_object_with_counts(call: Call, new: Path) -> None:
    told = json.loads(call("corpus", "rebase", "A1", new, "--format", "json").stdout)

    assert (told["meta"]["moved"], told["meta"]["changed"]) == (1, 1)
    assert {"id", "turn", "code", "coder", "status", "old_quote", "new_quote"} <= set(told["rows"][0])


def test_language_of_the_corrected_file_can_be_said(call: Call, tmp_path: Path) -> None:
    for name, place in (("talk", "Leeds"), ("more", "Hull")):
        words = f"INT: Where did you go?\nMEI: I went to {place} then.\n"
        (tmp_path / f"{name}.txt").write_text(words, encoding="utf-8")
    call("corpus", "import", tmp_path / "talk.txt")
    result = call("corpus", "rebase", "talk", tmp_path / "more.txt", "--language", "es")

    assert result.exit_code == 0
    rows = json.loads(call("corpus", "list", "--format", "json").stdout)["rows"]
    assert [row["language"] for row in rows if row["id"] == "talk"] == ["es"]
    wrong = call("corpus", "rebase", "talk", tmp_path / "more.txt", "--language", "no such")
    assert (wrong.exit_code, "--language" in wrong.stderr) == (1, True)


def test_mistakes_are_one_line_and_exit_1(call: Call, new: Path, tmp_path: Path) -> None:
    for args in (("ZZ", new), ("A1", tmp_path / "none.txt"), ("B2", new), ("A1", tmp_path)):
        result = call("corpus", "rebase", *args)
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.startswith("secondmig: ")


def test_settle_takes_the_proposal_and_undo_lets_it_wait_again(call: Call, new: Path) -> None:
    call("corpus", "rebase", "A1", new)
    (row,) = waiting(call)
    result = call("corpus", "settle", str(row["id"]), "--here")
    assert result.stdout.startswith("1 settled, 0 still wait (event ")
    assert waiting(call) == []

    call("undo")
    assert waiting(call) == [row]


def test_list_of_codings_shows_the_status_where_some_wait(call: Call, new: Path) -> None:
    assert "status" not in call("code", "list").stdout
    call("corpus", "rebase", "A1", new)
    result = call("code", "list")

    assert "changed" in result.stdout
    assert "C06" in result.stdout


def test_deciding_without_a_terminal_is_refused(call: Call, new: Path) -> None:
    call("corpus", "rebase", "A1", new)
    result = call("corpus", "review", "--decide")

    assert result.exit_code == 1
    assert "no terminal" in result.stderr


def test_deciding_has_no_other_format(call: Call) -> None:
    assert call("corpus", "review", "--decide", "--format", "json").exit_code == 2


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Put a person at the terminal who presses these keys."""

    def press(pressed: str) -> None:
        left: Iterator[str] = iter(pressed)
        monkeypatch.setattr("secondmig.cli.correction.on_terminal", lambda: True)
        monkeypatch.setattr("click.getchar", lambda: _next(left))

    return press


def _next(left: Iterator[str]) -> str:
    key = next(left, None)
    if key is None:
        raise EOFError
    if key == "\x03":
        raise KeyboardInterrupt
    return key


@pytest.fixture
def two_waiting(call: Call, new: Path, tmp_path: Path) -> Call:
    gone = "In Japan there was one door for people like me. One door."
    corrected = US.replace(gone, "").replace("more doors", "no doors")
    (tmp_path / "two.txt").write_text(corrected, encoding="utf-8")
    call("corpus", "rebase", "A1", tmp_path / "two.txt")
    assert len(waiting(call)) == 2
    return call


def test_keys_take_and_drop_one_after_the_other(two_waiting: Call, keys: Callable[[str], None]) -> None:
    first, second = waiting(two_waiting)
    keys("nY")
    result = two_waiting("corpus", "review", "--decide")

    assert result.exit_code == 0
    assert "1 of 2" in result.stdout
    assert "no doors 👩‍👩‍👧" in result.stdout
    assert "2 decided" in result.stdout
    listed = two_waiting("code", "list", "--document", "A1").stdout
    assert str(first["id"]) not in listed
    assert str(second["id"]) in listed


def test_each_decision_is_an_event_of_its_own(two_waiting: Call, keys: Callable[[str], None]) -> None:
    before = waiting(two_waiting)
    keys("ny")
    two_waiting("corpus", "review", "--decide")
    two_waiting("undo")

    assert waiting(two_waiting) == before[1:]


def test_nothing_can_be_taken_where_nothing_is_proposed(
    two_waiting: Call, keys: Callable[[str], None]
) -> None:
    keys("y?xsq")
    result = two_waiting("corpus", "review", "--decide")

    assert "now: nothing" in result.stdout
    assert "0 decided" in result.stdout
    assert len(waiting(two_waiting)) == 2


@pytest.mark.parametrize("pressed", ["q", "sq", "ss", "", "\x03"])
def test_skipping_quitting_and_interrupting_decide_nothing(
    two_waiting: Call, keys: Callable[[str], None], pressed: str
) -> None:
    keys(pressed)
    result = two_waiting("corpus", "review", "--decide")

    assert result.exit_code == 0
    assert len(waiting(two_waiting)) == 2


def test_deciding_on_an_empty_queue_says_so(call: Call, keys: Callable[[str], None]) -> None:
    keys("")
    result = call("corpus", "review", "--decide")

    assert "no coding waits for review" in result.stdout


def test_file_with_spaces_and_other_scripts_in_its_name(call: Call, new: Path, tmp_path: Path) -> None:
    other = Path(shutil.copy(new, tmp_path / "Rosa – 訂正 2.txt"))

    assert call("corpus", "rebase", "A1", other).exit_code == 0
