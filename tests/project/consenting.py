"""A project of persons at every tier, each with a sentence that nobody else says, for tests of consent."""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from secondmig.project.project import open_project
from tests.project.small import BOOK, TOML, write_codings

WORDS: Mapping[str, str] = {
    "P0": "quillwort",
    "P1": "thimblerig",
    "P2A": "marchpane",
    "P2B": "gallowglass",
    "P3A": "hobbledehoy",
    "P3B": "snollygoster",
    "P4": "widdershins",
    "P5": "mugwump",
}
"""Person -> the rare word of the coded sentence; the name says the tier, P0 withdraws."""
BESIDE: Mapping[str, str] = {name: f"{word}ish" for name, word in WORDS.items()}
"""Person -> a rare word in an answer that nobody coded."""
TIERS: Mapping[str, str] = {name: f"T{name[1]}" if name != "P0" else "T3" for name in WORDS}
CODE = "OS-MOB-UP"


def sentence(name: str) -> str:
    """The coded words of a person."""
    return f"There was a {WORDS[name]} door here"


def _transcript(name: str) -> str:
    return f"""---
id: {name}
fictional: true
title: Interview {name}
pseudonym: Person{name}
interview_country: USA
interview_date: 2025-03
language: en
consent: {TIERS[name]}
---
#1 [00:00:01] INT: How was it?
#2 [00:00:04] PERSON{name}: {sentence(name)}, and then some.
%en: Translated {WORDS[name]}.
#3 [00:00:09] INT: And else?
#4 [00:00:12] PERSON{name}: Rather {BESIDE[name]}, I say.
"""


def consenting(folder: Path, *, toml: str = "", more: Mapping[str, str] | None = None) -> Path:
    """Write the project and build it, without reports; P0 is still there.

    Args:
        folder: new.
        toml: further lines of its declaration.
        more: further files by name; they win over those of the project.
    """
    for name in ("corpus/gold", "codebooks"):
        (folder / name).mkdir(parents=True)
    rows = [f"{name},Person{name},USA,PER,JPN,1998,2006,USA,2006,,{tier}" for name, tier in TIERS.items()]
    head = "id,pseudonym,interview_country,origin,leg1,leg1_from,leg1_to,leg2,leg2_from,leg2_to,consent"
    files = {
        "secondmig.toml": TOML.partition("[[reports]]")[0] + toml,
        "codebooks/small.yaml": BOOK,
        "corpus/persons.csv": "\n".join([head, *rows]) + "\n",
        **{f"corpus/{name}.txt": _transcript(name) for name in WORDS},
        **(more or {}),
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    for name in WORDS:
        row: dict[str, str | int] = {"turn": 2, "quote": sentence(name), "code": CODE}
        write_codings(
            folder / "corpus/gold" / f"{name}.jsonl", [{**row, "about_country": "USA", "valence": 1}]
        )
    with open_project(folder) as project:
        project.build()
    return folder


def coding_of(folder: Path, name: str) -> str:
    """The id of the coding of a person's sentence."""
    with open_project(folder) as project:
        return next(str(row["id"]) for row in project.code_list().rows if row["document"] == name)


def text_of(paths: Iterable[Path]) -> str:
    """All that files hold as text, also inside of archives."""
    return "\n".join(_text(path.read_bytes()) for path in paths)


def _text(body: bytes) -> str:
    if not body.startswith(b"PK"):
        return body.decode("utf-8", errors="replace")
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        return "\n".join(_text(packed.read(name)) for name in packed.namelist())


def below(folder: Path) -> list[Path]:
    """Every file below a folder."""
    return [path for path in sorted(folder.rglob("*")) if path.is_file()]


def said_by(text: str) -> set[str]:
    """The persons whose coded words a text holds."""
    return {name for name, word in WORDS.items() if re.search(rf"{word}(?!ish)", text)}


def answered_by(text: str) -> set[str]:
    """The persons whose words a text holds that nobody coded."""
    return {name for name, word in BESIDE.items() if word in text}
