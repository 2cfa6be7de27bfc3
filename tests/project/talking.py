"""A small project that two coders coded, who differ in every way there is."""

import shutil
from pathlib import Path

from secondmig.project.project import Project, open_project
from secondmig.store import codings
from secondmig.store.connection import Connection
from secondmig.store.state import state_hash
from tests.project.small import TOML, small_project, write_codings

CODES = """  - id: OS-LEG
    label: Papers
    definition: Says what the papers allow.
    include: visas
    exclude: pay
    example: "I had no visa."
  - id: OS-PAY
    label: Pay
    definition: Says what is earned.
"""
FACETS = """    compared_with:
      type: iso3166-1-alpha3
      multiple: true
      required: false
    certainty:
      type: ordinal
      values:
        1: low
        3: high
      required: false
"""
BEN: dict[str, list[dict[str, object]]] = {
    "A1": [
        # gold: OS-MOB-UP on the same words
        {"turn": 2, "quote": "there was one door", "code": "OS-LEG", "about_country": "JPN", "valence": -1},
        # gold: "more doors" and the emoji alone; sure where gold says nothing of it
        {
            "turn": 4,
            "quote": "Here there are more doors 👩‍👩‍👧",
            "code": "OS-MOB-UP",
            "about_country": "USA",
            "valence": 1,
            "certainty": 3,
        },
    ],
    "B2": [
        # gold: the same, about GBR
        {"turn": 4, "quote": "my own taxi", "code": "OS-MOB-UP", "about_country": "PAK", "valence": 1},
        {"turn": 2, "quote": "It was work.", "code": "OS-PAY", "about_country": "GBR", "valence": 0},
    ],
}
CODER = """
[[codings]]
files = ["corpus/ben/*.jsonl"]
coder = "ben"
"""
DOOR = "there was one door"


def two_coders(folder: Path) -> Path:
    """The project, built without reports; ``ben`` is coder a and ``gold`` coder b."""
    root = small_project(folder)
    book = root / "codebooks" / "small.yaml"
    text = book.read_text(encoding="utf-8").replace("codes:\n", FACETS + "codes:\n") + CODES
    book.write_text(text, encoding="utf-8", newline="\n")
    (root / "corpus" / "ben").mkdir()
    for name, rows in BEN.items():
        write_codings(root / "corpus" / "ben" / f"{name}.jsonl", rows)
    toml = TOML.partition("[[reports]]")[0] + CODER
    (root / "secondmig.toml").write_text(toml, encoding="utf-8", newline="\n")
    with open_project(root) as project:
        project.build()
    return root


class Table:
    """A copy of the project at which the two talk.

    Args:
        root: the project.
        folder: where the copy goes.
    """

    def __init__(self, root: Path, folder: Path) -> None:
        self.root = Path(shutil.copytree(root, folder))
        self.project: Project = open_project(self.root)

    def read(self) -> Connection:
        """The database, for reading."""
        return self.project._session.store.read()

    def state(self) -> str:
        """Hash of everything that is current."""
        return state_hash(self.read())

    def ids(self) -> dict[str, str]:
        """Kind -> id of the disagreement; there is one of each."""
        rows = self.project.agree_disagreements().rows
        assert len({row["kind"] for row in rows}) == len(rows)
        return {str(row["kind"]): str(row["id"]) for row in rows}

    def layer(self, *coders: str) -> list[tuple[object, ...]]:
        """What codings say, apart from whose they are."""
        return sorted(
            (each.document_id, each.span, each.code_id, tuple(sorted(each.facets.items())))
            for each in codings.find(self.read(), coders=coders)
        )

    def book(self) -> bytes:
        """The codebook's file."""
        return (self.root / "codebooks" / "small.yaml").read_bytes()
