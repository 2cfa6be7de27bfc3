"""The planted revision of the demo: its language code divided again from the first version of the codebook.

A copy of the demo stands at version 0.9.0, where command of the local language and portable language capital
are one code. Dividing it must ask about exactly the codings that have one of the two codes in the gold, and
deciding as the gold does must end where the gold is.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from secondmig.project.project import Project
from secondmig.store import state
from tests.cli.conftest import Run

REPOSITORY = Path(__file__).parents[2]
OLD, NEW = "OS-SKL-LANG", ("OS-SKL-HLANG", "OS-SKL-GLANG")
EARLIER = "codebooks/earlier/opportunity-structure-0.9.0.yaml"
BOOK = "codebooks/opportunity-structure.yaml"
BOOKS = (BOOK, "codebooks/migration-system-feedback.yaml", "codebooks/human-capital-employment.yaml")
TOML = f"""title = "Before the split"
coder = "demo"
[corpus]
files = ["corpus/*.txt"]
[codebooks]
files = {json.dumps(BOOKS)}
[[codings]]
files = ["corpus/gold/*.jsonl"]
coder = "gold"
[cases]
persons = "corpus/persons.csv"
legs = "corpus/legs.csv"
"""
Place = tuple[str, int, str]


def gold() -> dict[Place, str]:
    """Document, turn and words of each coding that has one of the two codes -> the code."""
    found: dict[Place, str] = {}
    for path in sorted((REPOSITORY / "corpus" / "gold").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row["code"] in NEW:
                found[path.stem, row["turn"], row["quote"]] = row["code"]
    return found


def at_the_first_version(root: Path) -> Path:
    """The demo's files as they were before the split, not built yet."""
    for folder in ("corpus/gold", "codebooks"):
        (root / folder).mkdir(parents=True)
    sources = [*BOOKS[1:], "corpus/persons.csv", "corpus/legs.csv"]
    sources += [f"corpus/{path.name}" for path in (REPOSITORY / "corpus").glob("*.txt")]
    for name in sources:
        (root / name).write_bytes((REPOSITORY / name).read_bytes())
    (root / BOOK).write_bytes((REPOSITORY / EARLIER).read_bytes())
    for path in (REPOSITORY / "corpus" / "gold").glob("*.jsonl"):
        text = re.sub("|".join(NEW), OLD, path.read_text(encoding="utf-8"))
        (root / "corpus" / "gold" / path.name).write_text(text, encoding="utf-8", newline="\n")
    (root / "secondmig.toml").write_text(TOML, encoding="utf-8")
    return root


def hashed(root: Path) -> str:
    with Project.open(root) as project:
        return state.state_hash(project._session.store.read())


def codes(run: Run, root: Path) -> dict[Place, str]:
    rows = json.loads(run("--project", root, "code", "list", "--format", "json").stdout)["rows"]
    return {
        (row["document"], row["turn"], row["quote"]): row["code"]
        for row in rows
        if row["code"] in {OLD, *NEW}
    }


def queue(run: Run, root: Path) -> list[Place]:
    told = json.loads(run("--project", root, "codebook", "review", "--format", "json").stdout)
    return [(row["document"], row["turn"], row["quote"]) for row in told["rows"]]


def test_split_replayed_asks_about_exactly_the_codings_of_the_gold_and_is_decided_with_one_key_each(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = gold()
    root = at_the_first_version(tmp_path / "study")
    assert run("--project", root, "build").exit_code == 0
    first, file = hashed(root), (root / BOOK).read_bytes()
    assert set(codes(run, root).values()) == {OLD}

    labels = [f"{NEW[0]}=Command of the local language", f"{NEW[1]}=Portable language capital"]
    done = run("--project", root, "codebook", "split", OLD, *labels, "--version-label", "1.0.0")
    assert "opportunity-structure@2" in done.stdout
    asked = queue(run, root)
    assert len(asked) == len(expected) == 17
    assert set(asked) == expected.keys()

    keys: Iterator[str] = iter([str(NEW.index(expected[place]) + 1) for place in asked])
    monkeypatch.setattr("secondmig.cli.revision.on_terminal", lambda: True)
    monkeypatch.setattr("click.getchar", lambda: next(keys))
    walked = run("--project", root, "codebook", "review", "--decide")
    assert "17 of 17" in walked.stdout
    assert "17 decided" in walked.stdout
    assert queue(run, root) == []
    assert codes(run, root) == expected
    status = json.loads(run("--project", root, "status", "--format", "json").stdout)["rows"]
    assert {row["field"]: row["value"] for row in status}["codings waiting for a code"] == 0

    for _ in range(18):
        assert run("--project", root, "undo").exit_code == 0
    assert (hashed(root), (root / BOOK).read_bytes()) == (first, file)


def test_the_shipped_demo_has_nothing_pending(demo_project: Path, run: Run) -> None:
    assert queue(run, demo_project) == []
    assert codes(run, demo_project).items() >= gold().items()
