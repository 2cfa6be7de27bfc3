"""Interviews and codings by the million, the same in every run."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from secondmig.codebook.canonical import hashed
from secondmig.core.ids import content_hash
from secondmig.core.legs import Leg, PartialDate
from secondmig.core.span import Span
from secondmig.core.types import Case, Code, Codebook, CodebookVersion, Coding, Document, SpeakerRef, Turn
from secondmig.store import cases, codebooks, codings, documents
from secondmig.store.codings import nth_id
from secondmig.store.connect import Store, create_store

COUNTRIES = ("USA", "GBR", "JPN", "ORIGIN", "NEXT", "ELSEWHERE")
CODES = 60
LENGTH = 6_000


@dataclass(frozen=True, slots=True)
class Synthetic:
    """A project to be filled: its interviews and its codebook."""

    documents: tuple[Document, ...]
    codebook: Codebook

    def fill(self, store: Store) -> None:
        """Import the interviews and the codebook."""
        with store.write(actor="bench", verb="corpus import") as change:
            for document in self.documents:
                documents.add(change, document, document.text.encode("utf-8"))
        with store.write(actor="bench", verb="codebook commit") as change:
            codebooks.add(change, CodebookVersion(self.codebook, 1, "", "bench"))


def make_project(interviews: int) -> Synthetic:
    """Interviews of random words in two turns each, and a codebook of 60 codes."""
    chance = random.Random(20261122)
    words = [
        "".join(chance.choices("abcdefghijklmnopqrstuvwxyzéñ日本", k=chance.randint(2, 9)))
        for _ in range(4_000)
    ]
    codes = tuple(Code(f"OS-C{number:02d}", f"code {number}") for number in range(CODES))
    book = hashed(Codebook("synthetic", "1.0.0", "Synthetic", "", (), codes, (), ""))
    return Synthetic(tuple(_document(f"I{number:05d}", words, chance) for number in range(interviews)), book)


def _document(document_id: str, words: list[str], chance: random.Random) -> Document:
    text = " ".join(chance.choices(words, k=LENGTH // 6))
    middle = len(text) // 2
    turns = (
        Turn(0, 1, "INT", "interviewer", "en", Span(0, middle)),
        Turn(1, 2, "P", "participant", "en", Span(middle, len(text))),
    )
    sha = content_hash(text)
    return Document(document_id, 1, "", "interview", "en", text, sha, sha, "utf-8", turns)


def make_codings(project: Synthetic, number: int) -> list[Coding]:
    """Codings spread evenly over the interviews, one coder, five facets each."""
    chance = random.Random(7)
    every = project.documents
    per_document = -(-number // len(every))
    made = [coding for document in every for coding in _codings(document, per_document, chance)]
    return made[:number]


def _codings(document: Document, number: int, chance: random.Random) -> Iterator[Coding]:
    taken: dict[str, int] = {}
    for _ in range(number):
        start = chance.randrange(len(document.text) - 600)
        span = Span(start, start + chance.randint(20, 600))
        code = f"OS-C{chance.randrange(CODES):02d}"
        facets = {
            "about_country": chance.choice(COUNTRIES),
            "basis": "experienced",
            "leg": chance.randrange(3),
            "referent": "self",
            "valence": chance.randrange(-1, 2),
        }
        quote_sha = content_hash(span.of(document.text))
        coding = Coding("", document.id, 1, span, quote_sha, code, "synthetic@1", "bench", facets)
        named = nth_id(coding, 0)
        taken[named] = taken.get(named, -1) + 1
        yield replace(coding, id=nth_id(coding, taken[named]))


def make_cases(project: Synthetic) -> list[Case]:
    """A person for each interview, with two stays abroad and where they were interviewed."""
    chance = random.Random(11)
    made = []
    for document in project.documents:
        first, second = chance.sample(COUNTRIES[:3], 2)
        legs = (
            Leg(0, "PER", None, PartialDate(1998), "origin"),
            Leg(1, first, PartialDate(1998), PartialDate(2006), "destination"),
            Leg(2, second, PartialDate(2006), None, "current"),
        )
        speakers = (SpeakerRef(document.id, "P"),)
        made.append(Case(document.id, document.id, speakers, {"interview_country": second}, legs))
    return made


def coded_project(folder: Path, number: int) -> Path:
    """A project folder whose database holds so many codings, about 333 in each interview."""
    project = make_project(max(3, number // 333))
    folder.mkdir()
    (folder / "secondmig.toml").write_text('title = "Synthetic"\ncoder = "bench"\n', encoding="utf-8")
    (folder / ".secondmig").mkdir()
    store = create_store(folder / ".secondmig" / "project.db")
    project.fill(store)
    with store.write(actor="bench", verb="case import") as change:
        for case in make_cases(project):
            cases.put(change, case)
    with store.write(actor="bench", verb="code import") as change:
        codings.insert(change, make_codings(project, number))
    store.close()
    return folder
