"""A small project whose transcripts the tests correct, built once and copied."""

import shutil
from collections.abc import Callable
from pathlib import Path

from secondmig.core.types import Coding
from secondmig.project.intake import Reading
from secondmig.project.project import Project, open_project
from secondmig.project.rebase import Corrected
from secondmig.store import codings, documents, restrictions
from secondmig.store.connection import Connection
from secondmig.store.state import state_hash
from tests.project.small import small_project


def built(folder: Path) -> Path:
    """A small project with its transcripts, persons and codings, without reports."""
    root = small_project(folder)
    toml = root / "secondmig.toml"
    toml.write_text(toml.read_text(encoding="utf-8").partition("[[reports]]")[0], encoding="utf-8")
    with open_project(root) as project:
        project.build()
    return root


def copied(root: Path, folder: Path) -> Path:
    """A copy of a built project."""
    return Path(shutil.copytree(root, folder))


class Desk:
    """A project at which transcripts are corrected.

    Args:
        root: its folder.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.project: Project = open_project(root)

    def text(self, document: str) -> str:
        """The words of the newest version, nothing masked."""
        held = documents.get(self.read(), document)
        assert held is not None
        return held.text

    def correct(
        self, document: str, change: Callable[[str], str] | str, *, dry_run: bool = False, **how: str
    ) -> Corrected:
        """Rebase a document to what ``change`` makes of its words, or to these words."""
        words = change if isinstance(change, str) else change(self.text(document))
        path = self.root / f"{document} corrected.txt"
        path.write_text(words, encoding="utf-8", newline="")
        reading = Reading(**how)  # type: ignore[arg-type] # names of options
        return self.project.corpus_rebase(document, path, reading=reading, dry_run=dry_run)

    def statuses(self, document: str) -> dict[str, tuple[int, str]]:
        """Id of each coding -> its version and status."""
        return {each.id: (each.version, each.status) for each in self.codings(document)}

    def codings(self, document: str) -> list[Coding]:
        """The current codings of a document."""
        return codings.find(self.read(), documents=(document,))

    def by_words(self, document: str) -> dict[str, Coding]:
        """The words of each coding in its own version -> the coding."""
        connection = self.read()
        return {
            each.span.of(documents.text(connection, document, each.version)): each
            for each in self.codings(document)
        }

    def shown(self, document: str) -> str:
        """The newest text as it may be seen."""
        return self.project.corpus_text(document)

    def restricted(self, document: str, version: int) -> list[str]:
        """The words that are taken back in a version."""
        text = documents.text(self.read(), document, version)
        return [each.span.of(text) for each in restrictions.of(self.read(), document, version)]

    def state(self) -> str:
        """Hash of everything that is current."""
        return state_hash(self.read())

    def problems(self) -> list[object]:
        """What check and verify find."""
        rows = [row for row in self.project.check().rows if row["severity"] == "problem"]
        return [*rows, *self.project.verify().rows]

    def read(self) -> Connection:
        """The database, for reading."""
        return self.project._session.store.read()
