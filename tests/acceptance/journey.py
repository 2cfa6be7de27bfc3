"""The way of real transcripts through a project: taken in, counted, searched, their names replaced."""

import csv
import json
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path

from secondmig.project.intake import Reading
from secondmig.project.project import Project
from secondmig.project.start import init_project
from tests.acceptance.conversions import JAPANESE, japanese_dialogues, spanish_turns

ENGLISH = (("western_sydney_women/txt", 17), ("pdpilot_coded_maxqda/transcripts", 7))
JAPANESE_DIALOGUES, JAPANESE_TURNS, SPANISH_TURNS = 16, 480, 244
SEED = 7


def differences(data: Path) -> Iterator[str]:
    """Everything that is not as it should be; what was seen is printed."""
    with tempfile.TemporaryDirectory() as place:
        here = Path(place)
        init_project(here / "project", template="blank")
        with Project.open(here / "project", coder="acceptance") as project:
            yield from _english(project, data)
            yield from _converted(project, data, here)
            yield from _dialogues_as_they_are(data)
            yield from _recall(project)
            yield from _names(project, data, here)


def _english(project: Project, data: Path) -> Iterator[str]:
    for folder, number in ENGLISH:
        first = project.corpus_import([data / folder])
        asked = [each for each in first.refused if "cp1252" in each.hint]
        second = project.corpus_import([data / folder], reading=Reading(encoding="cp1252")) if asked else None
        taken = len(first.imported) + (len(second.imported) if second else 0)
        print(f"{folder}: {taken} of {number} taken in, {len(asked)} after --encoding cp1252")
        if taken != number:
            yield f"{folder}: {taken} of {number} taken in"


def _converted(project: Project, data: Path, here: Path) -> Iterator[str]:
    for name, paths, files, turns in (
        ("Spanish turns", spanish_turns(data, here), 1, SPANISH_TURNS),
        ("Japanese dialogues", japanese_dialogues(data, here), JAPANESE_DIALOGUES, JAPANESE_TURNS),
    ):
        result = project.corpus_import(paths)
        rows = [row for row in project.corpus_list().rows if row["id"] in result.imported]
        found = sum(int(str(row["turns"])) for row in rows)
        print(f"{name}: {len(rows)} files, {found} turns")
        if (len(rows), found) != (files, turns):
            yield f"{name}: {len(rows)} files and {found} turns, expected {files} and {turns}"


def _dialogues_as_they_are(data: Path) -> Iterator[str]:
    """The dialogues in the JSON of their collection have the turns that their CSV has."""
    from secondmig.transcript.read import read_document

    found = [len(read_document(path).turns) for path in sorted((data / JAPANESE).glob("*.json"))]
    print(f"Japanese dialogues as JSON: {len(found)} files, {sum(found)} turns")
    if (len(found), sum(found)) != (JAPANESE_DIALOGUES, JAPANESE_TURNS):
        yield f"Japanese dialogues as JSON: {len(found)} files, {sum(found)} turns"


def _recall(project: Project) -> Iterator[str]:
    """Every Japanese turn that holds a string of 2 to 10 characters is found by a search for it."""
    from secondmig.store import documents

    rng = random.Random(SEED)
    turns = {
        (document.id, turn.index): turn.span.of(document.text)
        for document in documents.all_documents(project._session.store.read())
        for turn in document.turns
        if turn.language == "ja"
    }
    missed = asked = 0
    for words in rng.sample(sorted(turns.values()), 60):
        length = rng.randint(2, 10)
        start = rng.randrange(max(1, len(words) - length))
        sought = words[start : start + length]
        if not sought.isalnum() or len(sought) < 2:
            continue
        asked += 1
        holding = {key for key, each in turns.items() if sought in each}
        missed += len(holding - _found(project, sought))
    print(f"Japanese search: {asked} strings of 2 to 10 characters, {missed} turns missed")
    if missed or asked < 30:
        yield f"Japanese search: {missed} turns missed, {asked} strings asked"


def _found(project: Project, sought: str) -> set[tuple[str, int]]:
    from secondmig.store import search

    hits = search.find(project._session.store.read(), sought)
    return {(hit.document_id, hit.turn_index) for hit in hits}


def _names(project: Project, data: Path, here: Path) -> Iterator[str]:
    """The interviewees' names stand in the texts before they are replaced, and nowhere after."""
    key = here / "key.yaml"
    key.write_text(_key(data / "western_sydney_women" / "participants.csv"), encoding="utf-8")
    key.chmod(0o600)
    women = sorted(path.stem for path in (data / "western_sydney_women" / "txt").iterdir())
    before = _places(project, women, here / "before", key)
    done = project.corpus_deidentify(women, key=key, log=here / "key.log.csv")
    after = _places(project, women, here / "after", key)
    print(f"names of interviewees in exported texts: {before} places before, {after} after; {done.message}")
    if not before or after:
        yield f"names of interviewees: {before} places before, {after} after"


def _key(participants: Path) -> str:
    """A key with given and family names of everybody interviewed; JSON is YAML."""
    with participants.open(encoding="utf-8", newline="") as file:
        names = {row["Item Type Metadata: Interviewee"].strip() for row in csv.DictReader(file)}
    parts = sorted({part for name in names for part in name.split(" ") if len(part) > 2})
    entries = [
        {"name": part, "pseudonym": f"Person {number}", "kind": "person"}
        for number, part in enumerate(parts, 1)
    ]
    return json.dumps(entries, ensure_ascii=False)


def _places(project: Project, documents: list[str], folder: Path, key: Path) -> int:
    """How many places of exported texts, named by number, hold a name of the key."""
    from secondmig.project import leaks

    folder.mkdir()
    for number, document in enumerate(documents):
        text = project.corpus_text(document)
        (folder / f"text{number:02d}.txt").write_text(text, encoding="utf-8", newline="\n")
    return len(leaks.search([folder], key=key).rows)
