"""The pages of docs/ tell of every command; what they print is compared by ``make check``."""

from pathlib import Path

import click
import pytest

from secondmig.cli.main import COMMANDS, root

DOCS = Path(__file__).parents[2] / "docs"
PAGES = {path.stem: path.read_text(encoding="utf-8") for path in sorted(DOCS.glob("*.md"))}


def _commands() -> list[str]:
    found = []
    for name in (name for section in COMMANDS.values() for name in section):
        command = root.get_command(click.Context(root), name)
        verbs = command.commands if isinstance(command, click.Group) else None
        found += [name] if verbs is None else [f"{name} {verb}" for verb in verbs]
    return found


@pytest.mark.parametrize("command", _commands())
def test_command_is_documented_on_one_page_and_listed(command: str) -> None:
    pages = [name for name, text in PAGES.items() if f"### secondmig {command}\n" in text]
    assert len(pages) == 1
    assert f"| `{command}` |" in PAGES["status"]


def test_every_page_is_in_the_index() -> None:
    assert all(f"({name}.md)" in PAGES["README"] for name in PAGES if name != "README")
