"""A project of four short interviews that several coders coded, small enough to be counted by hand."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import secondmig
from secondmig.project.project import Project
from secondmig.project.session import Session

TEXT = """---
id: {id}
fictional: true
title: "{id}"
pseudonym: {name}
interview_country: USA
interview_date: 2025-03
language: en
consent: T3
---
#1 INT: Was there work?
#2 {name}: There was work. The boss kept us down. We had papers.
#3 INT: And the papers then?
#4 {name}: 紙があった。仕事もあった。
#5 {name}: We were happy at home.
"""
BOOK = """codebook:
  id: twice
  version: 1.0.0
  title: Twice
facets:
  extra:
    about_country:
      type: iso3166-1-alpha3
      required: true
    valence:
      type: ordinal
      values:
        -1: negative
        0: neutral
        1: positive
      extra: [mixed]
      required: true
    certainty:
      type: ordinal
      values:
        1: low
        2: high
codes:
  - id: WK
    label: Work
    codable: false
  - id: WK-JOB
    parent: WK
    label: A job
    definition: Has work.
    include: work
    exclude: papers
  - id: WK-DOWN
    parent: WK
    label: Held down
    definition: Is held down.
    include: bosses
    exclude: papers
  - id: PAPER
    label: Papers
    definition: Has papers.
    include: papers
    exclude: work
  - id: NEVER
    label: Never used
    definition: Is never said.
    include: nothing
    exclude: everything
"""
TOML = """title = "Twice"
coder = "ana"

[corpus]
files = ["corpus/*.txt"]

[codebooks]
files = ["codebooks/*.yaml"]

[cases]
persons = "corpus/persons.csv"
"""
PERSONS = """id,pseudonym,interview_country,origin,leg1,leg1_from,leg1_to,consent
D1,Rosa,USA,PER,USA,2006,,T3
D2,Imran,USA,PAK,USA,2005,,T3
D3,Mei,USA,CHN,USA,2005,,T3
D4,Olga,USA,RUS,USA,2005,,T3
"""
NAMES = {"D1": "ROSA", "D2": "IMRAN", "D3": "MEI", "D4": "OLGA"}
WORK, DOWN, PAPERS, HOME = (
    "There was work.",
    "The boss kept us down.",
    "We had papers.",
    "We were happy at home.",
)
JA_PAPER, JA_WORK = "紙があった。", "仕事もあった。"
PLACES = {WORK: 2, DOWN: 2, PAPERS: 2, JA_PAPER: 4, JA_WORK: 4, HOME: 5}
Row = Mapping[str, object]


def coded(quote: str, code: str, *, country: str = "USA", valence: object = 0) -> dict[str, object]:
    """One coding of words that stand in every interview."""
    return {
        "turn": PLACES[quote],
        "quote": quote,
        "code": code,
        "about_country": country,
        "valence": valence,
    }


ANA: Mapping[str, Sequence[Row]] = {
    "D1": [coded(WORK, "WK-JOB", valence=1), coded(DOWN, "WK-DOWN", valence=-1), coded(PAPERS, "PAPER")],
    "D2": [coded(WORK, "WK-JOB"), coded(DOWN, "WK-DOWN", valence="mixed"), coded(JA_PAPER, "PAPER")],
    "D3": [coded(DOWN, "WK-DOWN"), coded(JA_WORK, "WK-JOB", country="JPN")],
}
BEN: Mapping[str, Sequence[Row]] = {
    "D1": [coded(WORK, "WK-JOB", valence=1), coded(DOWN, "WK-JOB"), coded(PAPERS, "PAPER")],
    "D2": [coded(WORK, "WK-JOB", country="JPN"), coded(DOWN, "WK-DOWN"), coded(JA_PAPER, "PAPER")],
    "D3": [coded(DOWN, "WK-DOWN", valence=-1), coded(HOME, "PAPER")],
}


def twice_project(folder: Path, *, toml: str = "", persons: str = PERSONS) -> Path:
    """Write and build the project; nobody has coded in it yet.

    Args:
        folder: where; it must not be there yet.
        toml: more lines of secondmig.toml.
        persons: the table of persons.
    """
    for name in ("corpus", "codebooks"):
        (folder / name).mkdir(parents=True)
    files = {
        "secondmig.toml": f"{TOML}{toml}",
        "codebooks/twice.yaml": BOOK,
        "corpus/persons.csv": persons,
        **{f"corpus/{name}.txt": TEXT.format(id=name, name=who) for name, who in NAMES.items()},
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    with secondmig.open(folder) as project:
        project.build()
    return folder


def take_in(project: Project, coder: str, codings: Mapping[str, Sequence[Row]]) -> None:
    """Import a coder's codings, one file and one event per document."""
    for document, rows in codings.items():
        path = project.root / f"{document}.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        project.code_import(path, coder=coder)
        path.unlink()


def both_coded(folder: Path, *, toml: str = "", persons: str = PERSONS) -> Path:
    """The project with the codings of ana and ben; D4 was coded by nobody."""
    twice_project(folder, toml=toml, persons=persons)
    with secondmig.open(folder) as project:
        take_in(project, "ana", ANA)
        take_in(project, "ben", BEN)
    return folder


def session_of(project: Project) -> Session:
    """The open session of a project, for tests that look behind it."""
    return project._session
