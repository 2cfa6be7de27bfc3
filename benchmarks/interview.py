"""One long interview with many codings, as the workbench meets it; the same in every run."""

import random
from dataclasses import replace
from pathlib import Path

from secondmig.codebook.canonical import hashed
from secondmig.core.ids import content_hash
from secondmig.core.span import Span
from secondmig.core.types import Code, Codebook, CodebookVersion, Coding, Document, FacetSpec, Turn
from secondmig.project.layout import database_path
from secondmig.store import codebooks, codings, documents
from secondmig.store.connect import create_store

CHARACTERS = 60_000
CODINGS = 1_500
CODES = 60
THEMES = 6
COUNTRIES = ("USA", "GBR", "JPN", "ORIGIN", "NEXT", "ELSEWHERE")
_ODD = ("日本では", "👩‍👩‍👧", "🇯🇵", "e\u0301tude", "مرحبا", "<b>bold</b>", "a&b", "tab\there", "𝔘nicode")


def make_interview(folder: Path, *, characters: int = CHARACTERS, number: int = CODINGS) -> str:
    """Fill a folder with a project of one interview, and give the interview's id.

    Args:
        folder: to be made.
        characters: code points of the interview, in turns of about 150.
        number: of codings, by "gold".
    """
    folder.mkdir(parents=True)
    (folder / "secondmig.toml").write_text('title = "Bench"\ncoder = "ana"\n', encoding="utf-8")
    document = _document(characters)
    store = create_store(database_path(folder))
    with store:
        with store.write(actor="bench", verb="corpus import", subject=document.id) as change:
            documents.add(change, document, document.text.encode("utf-8"))
        with store.write(actor="bench", verb="codebook commit") as change:
            codebooks.add(change, CodebookVersion(_book(), 1, "", "bench"))
        with store.write(actor="gold", verb="code import", subject=document.id) as change:
            codings.insert(change, _codings(document, number))
    return document.id


def _document(characters: int) -> Document:
    chance = random.Random(20261122)
    words = [
        "".join(chance.choices("abcdefghijklmnopqrstuvwxyzéñ", k=chance.randint(2, 9))) for _ in range(2_000)
    ]
    parts: list[str] = []
    turns: list[Turn] = []
    at = 0
    while at < characters - 200:
        index = len(turns)
        label = f"#{index + 1} {'INT' if index % 2 == 0 else 'ROSA'}: "
        said = " ".join(
            chance.choice(_ODD) if chance.random() < 0.03 else chance.choice(words) for _ in range(22)
        )
        parts.append(f"{label}{said}\n")
        span = Span(at + len(label), at + len(label) + len(said))
        role = "interviewer" if index % 2 == 0 else "participant"
        turns.append(
            Turn(index, index + 1, "INT" if index % 2 == 0 else "ROSA", role, "en", span, index * 9_000)
        )
        at += len(parts[-1])
    text = "".join(parts)
    sha = content_hash(text)
    return Document("X1", 1, "Rosa", "interview", "en", text, sha, sha, "utf-8", tuple(turns))


def _book() -> Codebook:
    codes = [Code(f"OS-T{theme}", f"Theme {theme}", codable=False) for theme in range(THEMES)]
    codes += [
        Code(
            f"OS-T{number % THEMES}-C{number:02d}",
            f"code {number} of theme {number % THEMES}",
            parent=f"OS-T{number % THEMES}",
            definition="Says that a door opens or closes for people like the speaker.",
            include="doors, ladders, ceilings",
            exclude="pay",
            examples=("There was one door for people like me.",),
        )
        for number in range(CODES)
    ]
    facets = (
        FacetSpec("about_country", "country", values=("ORIGIN", "NEXT", "ELSEWHERE"), required=True),
        FacetSpec("valence", "ordinal", values=(-1, 0, 1), required=True),
        FacetSpec("basis", "enum", values=("experienced", "heard")),
    )
    return hashed(Codebook("small", "1.0.0", "Small", "", (), tuple(codes), facets, ""))


def _codings(document: Document, number: int) -> list[Coding]:
    chance = random.Random(7)
    made: dict[str, Coding] = {}
    for count in range(number):
        turn = chance.choice(document.turns)
        start = chance.randrange(turn.span.start, turn.span.end - 20)
        span = Span(start, min(start + chance.randint(20, 400), len(document.text)))
        code = f"OS-T{count % CODES % THEMES}-C{count % CODES:02d}"
        facets = {
            "about_country": chance.choice(COUNTRIES),
            "basis": "experienced",
            "valence": chance.randrange(-1, 2),
        }
        coding = Coding(
            "", document.id, 1, span, content_hash(span.of(document.text)), code, "small@1", "gold", facets
        )
        again = 0
        while (named := codings.nth_id(coding, again)) in made:
            again += 1
        made[named] = replace(coding, id=named)
    return list(made.values())
