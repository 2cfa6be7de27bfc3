"""A small project whose codebook is to be changed, for tests of revisions."""

import shutil
from pathlib import Path

from secondmig.project.project import Project
from tests.project.small import BOOK, small_project, write_codings

FACETS = """    domain:
      type: enum
      values: [work, street]
      applies_to: [OS-MOB-UP, OS-MOB-DOWN]
    sign:
      type: enum
      values: ["+", "-"]
      default: from_code
codes:
"""
MORE = """    sign: "+"

  # what goes down
  - id: OS-MOB-DOWN
    parent: OS-MOB
    label: Deskilling   # a remark
    definition: Work below one's training.
    sign: "-"
    cues:
      en: [factory]

  - id: OS-LAB
    label: Work
    codable: false

  - id: OS-LAB-PAY
    parent: OS-LAB
    label: Pay
    exclude: Ranks (OS-MOB-UP).

  - id: OS-LAB-TAXI
    parent: OS-LAB-PAY
    label: Taxis
"""
OTHER = """codebook:
  id: other
  version: "1"
  title: Other
facets:
  inherit: small
codes:
  - id: HC-X
    label: Another book's
"""
CODED = {
    "A1": [
        {
            "turn": 2,
            "quote": "there was one door",
            "code": "OS-MOB-UP",
            "about_country": "JPN",
            "valence": -1,
            "domain": "work",
            "note": "a door that is shut",
        },
        {"turn": 4, "quote": "more doors 👩‍👩‍👧", "code": "OS-MOB-UP", "about_country": "USA", "valence": 1},
        {"turn": 4, "quote": "more doors", "code": "OS-LAB-PAY", "about_country": "USA", "valence": 1},
    ],
    "B2": [
        {"turn": 4, "quote": "my own taxi", "code": "OS-MOB-UP", "about_country": "GBR", "valence": 1},
        {"turn": 4, "quote": "my own taxi", "code": "OS-LAB-TAXI", "about_country": "GBR", "valence": 1},
    ],
}
FILE = "codebooks/small.yaml"


def revisable(folder: Path) -> Path:
    """Write and build a project with two codebooks, five codings by ``gold`` and no report."""
    small_project(folder)
    toml = (folder / "secondmig.toml").read_text(encoding="utf-8")
    (folder / "secondmig.toml").write_text(toml.partition("[[reports]]")[0], encoding="utf-8", newline="\n")
    book = BOOK.replace("codes:\n", FACETS) + MORE
    (folder / FILE).write_text(book, encoding="utf-8", newline="\n")
    (folder / "codebooks" / "other.yaml").write_text(OTHER, encoding="utf-8", newline="\n")
    for name, rows in CODED.items():
        write_codings(folder / "corpus" / "gold" / f"{name}.jsonl", rows)
    with Project.open(folder) as project:
        project.build()
    return folder


def copied(source: Path, target: Path) -> Path:
    """A copy of a built project."""
    return Path(shutil.copytree(source, target))
