"""A project of two short interviews, for tests that need a whole one quickly."""

import json
from pathlib import Path

US = """---
id: A1
fictional: true
title: "Rosa"
pseudonym: Rosa
interview_country: USA
interview_date: 2025-03
language: en
languages: [en, es]
consent: T3
---
#1 [00:00:04] INT: How did Japan come into the picture?
#2 [00:00:12] ROSA: By my grandfather. In Japan there was one door for people like me. One door.
#3 [00:00:20] INT: And here?
#4 [00:00:24] ROSA: 日本では, no. Here there are more doors 👩‍👩‍👧.
%en: In Japan, no. Here there are more doors.
"""
GB = """---
id: B2
fictional: true
title: "Imran"
pseudonym: Imran
interview_country: GBR
interview_date: 2025-08
language: en
consent: T1
withdrawn:
  - {turn: 2, from: "Between us?", to: end}
---
#1 INT: Was it decent money?
#2 IMRAN: It was work. Between us? Three quid an hour.
%note: withdrawn from the words "Between us" to the end
#3 INT: And now?
#4 IMRAN: Now I have my own taxi.
"""
BOOK = """codebook:
  id: small
  version: 1.0.0
  title: Small
facets:
  extra:
    about_country:
      type: iso3166-1-alpha3
      extra: [ORIGIN, NEXT, ELSEWHERE, NONE]
      required: true
    valence:
      type: ordinal
      values:
        -1: negative
        0: neutral
        1: positive
      extra: [mixed]
      required: true
codes:
  - id: OS-MOB
    label: Mobility
    codable: false
  - id: OS-MOB-UP
    parent: OS-MOB
    label: Room to rise
    definition: Says that one can rise.
    include: doors
    exclude: pay
    example: "There were doors."
    cues:
      en: [door]
"""
PERSONS = """id,pseudonym,interview_country,origin,leg1,leg1_from,leg1_to,leg2,leg2_from,leg2_to,consent
A1,Rosa,USA,PER,JPN,1998,2006,USA,2006,,T3
B2,Imran,GBR,PAK,GBR,2005,,,,,T1
"""
TOML = """title = "Small"
coder = "ana"

[corpus]
files = ["corpus/*.txt"]

[codebooks]
files = ["codebooks/*.yaml"]

[[codings]]
files = ["corpus/gold/*.jsonl"]
coder = "gold"

[[constructs]]
id = "rising"
title = "Room to rise"
codes = ["OS-MOB"]

[cases]
persons = "corpus/persons.csv"

[[reports]]
name = "compare"
releases = ["team", "public"]
"""
GOLD = {
    "A1": [
        {
            "turn": 2,
            "quote": "there was one door",
            "code": "OS-MOB-UP",
            "about_country": "JPN",
            "valence": -1,
        },
        {"turn": 4, "quote": "more doors 👩‍👩‍👧", "code": "OS-MOB-UP", "about_country": "USA", "valence": 1},
    ],
    "B2": [{"turn": 4, "quote": "my own taxi", "code": "OS-MOB-UP", "about_country": "GBR", "valence": 1}],
}


def small_project(folder: Path) -> Path:
    """Write the project's files into ``folder``; nothing is built yet."""
    for name in ("corpus/gold", "codebooks"):
        (folder / name).mkdir(parents=True)
    files = {
        "secondmig.toml": TOML,
        "corpus/A1.txt": US,
        "corpus/B2.txt": GB,
        "codebooks/small.yaml": BOOK,
        "corpus/persons.csv": PERSONS,
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    for name, rows in GOLD.items():
        write_codings(folder / "corpus" / "gold" / f"{name}.jsonl", rows)
    return folder


def write_codings(path: Path, rows: list[dict[str, object]] | list[dict[str, str | int]]) -> None:
    """Write codings in the gold form."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
