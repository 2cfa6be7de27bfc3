"""``agree disagreements``, ``decide`` and ``adjudicate`` on a real small project, and the walk with keys."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from click.testing import Result

from tests.cli.conftest import Run
from tests.project.correcting import copied
from tests.project.talking import DOOR, two_coders

Call = Callable[..., Result]
Row = dict[str, object]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return two_coders(tmp_path_factory.mktemp("cli") / "study")


@pytest.fixture
def root(built: Path, tmp_path: Path) -> Path:
    return copied(built, tmp_path / "study")


@pytest.fixture
def call(root: Path, run: Run) -> Call:
    return lambda *args, **more: run("--project", root, *args, **more)


def rows(call: Call, *args: str) -> list[Row]:
    result = call("agree", "disagreements", *args, "--format", "json")
    assert result.exit_code == 0, result.stderr
    found: list[Row] = json.loads(result.stdout)["rows"]
    return found


def decided(call: Call) -> list[tuple[object, ...]]:
    told = [(row["kind"], row["decided"], row["outcome"], row["reason"]) for row in rows(call, "--decided")]
    return [each for each in told if each[1] is not None]


def test_for_people_the_topics_come_first_then_the_places(call: Call) -> None:
    lines = call("agree", "disagreements").stdout.split("\n")

    assert lines[0].split() == ["kind", "code_a", "code_b", "facet", "n", "decided", "documents"]
    assert lines[2].split()[:4] == ["confusion", "OS-LEG", "OS-MOB-UP", "–"]
    (header,) = [line for line in lines if line.startswith("id ")]
    assert header.split() == (
        "id kind code_a code_b facet value_a value_b document turn quote n".split()  # noqa: SIM905 - a header
    )
    assert "a is ben, b is gold; 2 documents read by both" in lines


def test_topics_alone_are_a_short_table(call: Call) -> None:
    result = call("agree", "disagreements", "--topics", "--format", "csv")

    assert result.stdout.split("\n")[:2] == [
        "kind,code_a,code_b,facet,n,decided,documents",
        "confusion,OS-LEG,OS-MOB-UP,,1,0,1",
    ]


def test_json_holds_the_fields_of_the_contract_and_who_is_who(call: Call) -> None:
    told = json.loads(call("agree", "disagreements", "--format", "json").stdout)

    assert {"kind", "code_a", "code_b", "document", "turn", "quote", "n"} <= set(told["rows"][0])
    assert (told["meta"]["coder_a"], told["meta"]["coder_b"], told["meta"]["n"]) == ("ben", "gold", 4)


def test_table_into_a_file_is_the_table_of_the_screen(call: Call, tmp_path: Path) -> None:
    call("agree", "disagreements", "-o", tmp_path / "list.txt")

    assert (tmp_path / "list.txt").read_text(encoding="utf-8") == call("agree", "disagreements").stdout


def test_card_shows_the_words_in_their_turn_both_codes_and_both_definitions(call: Call) -> None:
    result = call("agree", "disagreements", "--cards", "--kind", "confusion")
    name = rows(call)[0]["id"]

    assert result.stdout.split("\n")[:6] == [
        f"1 of 1  {name}  A1 #2  confusion (1 on the list)",
        f"  By my grandfather. In Japan ⟦{DOOR}⟧ for people like me. One door.",
        "  a ben: OS-LEG",
        "  b gold: OS-MOB-UP",
        "  OS-LEG: Papers: Says what the papers allow. Include: visas Exclude: pay",
        "  OS-MOB-UP: Room to rise: Says that one can rise. Include: doors Exclude: pay",
    ]


def test_cards_tell_values_other_words_and_who_has_nothing(call: Call) -> None:
    shown = call("agree", "disagreements", "--cards").stdout

    assert "  a ben: OS-MOB-UP about_country=PAK\n  b gold: OS-MOB-UP about_country=GBR\n" in shown
    assert "  b gold: OS-MOB-UP  “more doors 👩‍👩‍👧”\n" in shown
    assert "  a ben: OS-PAY\n  b gold: nothing\n" in shown


def test_words_that_were_taken_back_are_on_no_card(call: Call) -> None:
    call("corpus", "restrict", "A1", "--turn", "2", "--quote", DOOR, "--reason", "letter")
    shown = call("agree", "disagreements", "--cards").stdout

    assert DOOR not in shown
    assert "█" * len(DOOR) in shown


def test_a_made_coder_is_said_first(call: Call, root: Path) -> None:
    toml = root / "secondmig.toml"
    text = toml.read_text(encoding="utf-8") + '\n[coders.ben]\nmade = "simulated"\n'
    toml.write_text(text, encoding="utf-8")

    for args in ((), ("--topics",), ("--cards",)):
        assert call("agree", "disagreements", *args).stdout.startswith("author-made, not reliability")
    adjudicated = call("agree", "adjudicate", "--unresolved", "keep-b", "--dry-run").stdout
    assert adjudicated.startswith("author-made, not reliability")


def test_layer_of_coders_who_are_people_says_nothing_of_the_kind(call: Call) -> None:
    shown = call("agree", "adjudicate", "--unresolved", "keep-b", "--dry-run").stdout
    assert "author-made" not in shown


@pytest.mark.parametrize(
    "args",
    [
        ("--topics", "--cards"),
        ("--decide", "--cards"),
        ("--decide", "-o", "f"),
        ("--cards", "--format", "md"),
    ],
)
def test_ways_to_see_the_list_do_not_mix(call: Call, args: tuple[str, ...]) -> None:
    assert call("agree", "disagreements", *args).exit_code == 2


def test_decision_is_printed_with_its_event_and_undone(call: Call) -> None:
    name = str(rows(call)[0]["id"])
    result = call("agree", "decide", name, "--take", "b", "--as", "redefine", "--reason", "a picture")

    assert result.stdout.startswith("1 disagreement decided: b, redefine (event ")
    assert f"  {name}: A1 #2 OS-LEG / OS-MOB-UP: gold\n" in result.stdout
    assert decided(call) == [("confusion", "b", "redefine", "a picture")]
    assert "decided by ana: b, redefine: a picture" in (
        call("agree", "disagreements", "--cards", "--decided").stdout
    )
    call("undo")
    assert decided(call) == []


def test_example_goes_into_the_codebook_with_the_decision(call: Call, root: Path) -> None:
    name = str(rows(call)[0]["id"])
    sentence = ("--example", "OS-MOB-UP", "Two stairs, and ours was shut.")
    result = call("agree", "decide", name, "--take", "b", "--as", "redefine", *sentence)

    assert "an example of OS-MOB-UP, version 2" in result.stdout
    assert sentence[2] in (root / "codebooks" / "small.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("decide", "d-none", "--take", "a", "--as", "recode"), "there is no disagreement d-none"),
        (("disagreements", "--coders", "ben,nobody"), "there is no coder nobody"),
        (("disagreements", "--code", "OS-NONE"), "OS-NONE"),
        (("adjudicate",), "4 disagreements are open"),
        (("adjudicate", "--as", "gold", "--unresolved", "keep-a"), "gold is one of the coders"),
    ],
)
def test_mistakes_are_a_line_with_a_hint_and_exit_1(call: Call, args: tuple[str, ...], message: str) -> None:
    result = call("agree", *args)

    assert (result.exit_code, result.stdout) == (1, "")
    assert message in result.stderr
    assert "\n  try: " in result.stderr


def test_layer_is_made_dry_then_really_and_its_codings_are_listed(call: Call) -> None:
    dry = call("agree", "adjudicate", "--unresolved", "keep-b", "--dry-run")
    assert dry.stdout.startswith("adjudicated: 3 codings (a dry run: nothing was changed)\n")

    done = call("agree", "adjudicate", "--unresolved", "keep-b")
    assert done.stdout.startswith("adjudicated: 3 codings (event ")
    listed = json.loads(call("code", "list", "--coder", "adjudicated", "--format", "json").stdout)["rows"]
    assert [row["code"] for row in listed] == ["OS-MOB-UP"] * 3


# the walk


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Put a person at the terminal who presses these keys and writes these reasons."""

    def press(pressed: str, *reasons: str) -> None:
        left, said = iter(pressed), iter(reasons)
        monkeypatch.setattr("secondmig.cli.talk.on_terminal", lambda: True)
        monkeypatch.setattr("click.getchar", lambda: _next(left))
        monkeypatch.setattr("click.prompt", lambda *args, **kwargs: _said(said))

    return press


def _next(left: Iterator[str]) -> str:
    key = next(left, None)
    if key is None:
        raise EOFError
    if key == "\x03":
        raise KeyboardInterrupt
    return key


def _said(left: Iterator[str]) -> str:
    reason = next(left, "")
    if reason == "\x03":
        raise click.Abort
    return reason


def test_two_keys_and_a_reason_decide_each(call: Call, keys: Callable[..., None]) -> None:
    keys("bd-m+dAr", "narrower", "", "all of it", "")
    result = call("agree", "disagreements", "--decide")

    assert result.exit_code == 0
    assert "1 of 4" in result.stdout
    assert "4 decided; secondmig undo takes the last one back" in result.stdout
    assert decided(call) == [
        ("confusion", "b", "redefine", "narrower"),
        ("facet", "neither", "ambiguity", None),
        ("boundary", "both", "redefine", "all of it"),
        ("one_coder", "a", "recode", None),
    ]
    assert len([row for row in history(call) if row["verb"] == "agree decide"]) == 4


def history(call: Call) -> list[Row]:
    found: list[Row] = json.loads(call("history", "--format", "json").stdout)["rows"]
    return found


def test_last_decision_of_the_walk_is_taken_back_and_asked_again(
    call: Call, keys: Callable[..., None]
) -> None:
    keys("arsubmq")
    call("agree", "disagreements", "--decide")

    assert decided(call) == [("confusion", "b", "ambiguity", None)]


def test_all_decisions_of_the_walk_are_taken_back_one_by_one(call: Call, keys: Callable[..., None]) -> None:
    keys("arbruuq")
    result = call("agree", "disagreements", "--decide")

    assert "0 decided" in result.stdout
    assert decided(call) == []


def test_quitting_at_the_second_key_quits(call: Call, keys: Callable[..., None]) -> None:
    keys("aqarar")
    result = call("agree", "disagreements", "--decide")

    assert "2 of 4" not in result.stdout


def test_there_is_nothing_to_take_back_at_the_beginning(call: Call, keys: Callable[..., None]) -> None:
    keys("uq")
    result = call("agree", "disagreements", "--decide")

    assert "nothing was decided yet" in result.stdout
    assert decided(call) == []


def test_what_does_not_fit_is_told_and_passed_over(call: Call, keys: Callable[..., None]) -> None:
    keys("+ra", "")
    result = call("agree", "disagreements", "--decide", "--kind", "facet")

    assert "about_country has one value" in result.stderr
    assert "0 decided" in result.stdout


@pytest.mark.parametrize("pressed", ["q", "ssss", "", "\x03", "xyzq", "asasasas", "aq", "a\x03", "a"])
def test_skipping_quitting_and_interrupting_decide_nothing(
    call: Call, keys: Callable[..., None], pressed: str
) -> None:
    keys(pressed)
    result = call("agree", "disagreements", "--decide")

    assert result.exit_code == 0
    assert "0 decided" in result.stdout
    assert decided(call) == []


def test_interrupting_at_the_reason_leaves_the_place_open(call: Call, keys: Callable[..., None]) -> None:
    keys("arq", "\x03")
    call("agree", "disagreements", "--decide")

    assert decided(call) == []


def test_deciding_needs_a_terminal(call: Call) -> None:
    result = call("agree", "disagreements", "--decide")

    assert result.exit_code == 1
    assert "no terminal" in result.stderr


def test_walk_through_nothing_says_so(call: Call, keys: Callable[..., None]) -> None:
    keys("")
    result = call("agree", "disagreements", "--decide", "--code", "OS-PAY", "--kind", "confusion")

    assert result.exit_code == 0
    assert "a is ben, b is gold" in result.stdout
